"""Which code replays which file."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from tests.parity import absent, bootstrap, defaults, discovery, errors, requests, scheduling, tables, workloads
from tests.parity.recordings import Recordings, Report

BINDING, HPA = "storage/binding.jsonl", "autoscaling/hpa.jsonl"

REPLAYS: Final[dict[str, Callable[[Recordings], Report]]] = {
    discovery.FOLDER: discovery.replay,
    bootstrap.FOLDER: bootstrap.replay,
    tables.COLUMNS: tables.replay,
    defaults.CREATED: defaults.replay,
    errors.CREATE: errors.create,
    errors.UPDATE: errors.update,
    requests.SEQUENCES: requests.replay,
    scheduling.DECISIONS: scheduling.decisions,
    scheduling.PREEMPTION: scheduling.preemption,
    workloads.SCENARIOS: workloads.replay,
    BINDING: absent.replay(BINDING, "no controller binds claims to volumes yet"),
    HPA: absent.replay(HPA, "no controller scales by metrics yet"),
}
"""File or folder of a recording → what replays it."""
