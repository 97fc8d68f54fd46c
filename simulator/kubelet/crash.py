"""Restarts: which containers are started again, and how long each crash makes the next start wait.

Source of the rules: doBackOff in pkg/kubelet/kuberuntime/kuberuntime_manager.go and client-go's flowcontrol.Backoff:
the first restart is at once, then 10 s after the end, doubling to 300 s; ten minutes without a crash forgive all.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Final

from core.meta.objects import Doc
from core.meta.time import SECOND
from simulator.kubelet import containers
from simulator.kubelet.facts import INIT, ContainerFacts

FIRST: Final = 10 * SECOND
MOST: Final = 300 * SECOND
FORGIVEN: Final = 2 * MOST

Backoff = list[int]
"""[µs to wait after the next end, when that was set (µs)]."""


def is_restarted(facts: ContainerFacts, status: Doc) -> bool:
    """Whether a container that has ended is to run again."""
    code = containers.exit_code(status)
    if code is None:
        ended = status["lastState"].get("terminated") or {}
        code = ended.get("exitCode", 0)
    if facts.role == INIT and code == 0:
        return False
    return facts.restart == "Always" or (facts.restart == "OnFailure" and code != 0)


def wait_of(backoff: Backoff | None, ended: int) -> int:
    """µs after its end at ``ended`` that a container must wait; 0 for the first crash in a while."""
    if backoff is None or ended - backoff[1] > FORGIVEN:
        return 0
    return backoff[0]


def next_backoff(backoff: Backoff | None, ended: int, now: int) -> Backoff:
    """The back-off to note when a container that ended at ``ended`` is started again ``now``."""
    waited = wait_of(backoff, ended)
    return [min(waited * 2, MOST) if waited else FIRST, now]


@lru_cache(maxsize=4096)
def go_duration(us: int) -> str:
    """A duration as Go prints it: `10s`, `1m20s`, `5m0s`, `412ms`."""
    seconds, rest = divmod(us, SECOND)
    if not seconds:
        return f"{rest // 1000}ms" if rest else "0s"
    fraction = f".{rest // 1000:03d}".rstrip("0").rstrip(".") if rest else ""
    minutes, seconds = divmod(seconds, 60)
    hours, minutes = divmod(minutes, 60)
    head = f"{hours}h{minutes}m" if hours else f"{minutes}m" if minutes else ""
    return f"{head}{seconds}{fraction}s"
