"""The recorded decisions of a real kube-scheduler 1.36: feasible nodes, messages, every score, preemption."""

from __future__ import annotations

from typing import Any

import pytest

from tests.parity import scheduling
from tests.reference import REFERENCE, needs_reference, read_lines


def cases(recording: str) -> list[Any]:
    if not REFERENCE.is_dir():
        return []
    return [pytest.param(one, id=one["case"]) for one in read_lines(recording)]


@needs_reference
@pytest.mark.parametrize("recorded", [*cases(scheduling.DECISIONS), *cases(scheduling.PREEMPTION)])
def test_every_step_is_decided_as_recorded(recorded: dict[str, Any]) -> None:
    assert scheduling.difference(recorded) == ""
