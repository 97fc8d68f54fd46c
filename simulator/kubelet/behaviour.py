"""What annotations make of a pod's containers: the faults and delays that a person or a scenario asks for.

An annotation ``clusterviz.io/<name>`` counts for every container of the pod, ``clusterviz.io/<name>.<container>`` for
one. Durations are as Go writes them (``90s``, ``1m30s``) or bare seconds. docs/kubelet.md lists them all.
"""

from __future__ import annotations

from typing import Final

from core.meta.durations import LONGEST as LONGEST
from core.meta.durations import parse_duration as parse_duration
from core.meta.objects import Doc

PREFIX: Final = "clusterviz.io/"
START_DELAY, READY_DELAY = "start-delay", "ready-delay"
RUN_FOR, CRASH_AFTER, EXIT_CODE, EXIT_REASON = "run-for", "crash-after", "exit-code", "exit-reason"
STOP_AFTER, FAIL_IMAGE = "stop-after", "fail-image"
FAIL_PROBE: Final = {"startup": "fail-startup", "readiness": "fail-readiness", "liveness": "fail-liveness"}
CRASH: Final = f"{PREFIX}crash"
"""Names a container that is to crash once, now; the kubelet takes the annotation away."""
STOPPED: Final = f"{PREFIX}kubelet-stopped"
"""On a node: its kubelet does nothing until the annotation is gone."""


def value(annotations: Doc, name: str, container: str) -> str | None:
    """What is asked for one container; ``None`` when nothing."""
    if not annotations:
        return None
    own: str | None = annotations.get(f"{PREFIX}{name}.{container}")
    return own if own is not None else annotations.get(PREFIX + name)


def is_asked(annotations: Doc, name: str, container: str) -> bool:
    """Whether a fault is wanted: any value but an empty one, ``false``, ``no`` and ``0``."""
    return (value(annotations, name, container) or "").lower() not in ("", "false", "no", "0")


def duration(annotations: Doc, name: str, container: str) -> int | None:
    """A duration asked for, in µs; ``None`` when there is none or it cannot be read."""
    text = value(annotations, name, container)
    return parse_duration(text) if text else None


def number(annotations: Doc, name: str, container: str) -> int | None:
    """A whole number from 0 to 255 asked for; ``None`` when there is none or it cannot be read."""
    text = value(annotations, name, container) or ""
    return int(text) & 255 if text.isascii() and text.isdigit() and len(text) < 6 else None
