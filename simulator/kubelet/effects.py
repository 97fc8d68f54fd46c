"""What each stage of a pod as a whole does; those of its containers are in `starting` and `running`."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from core.meta.time import MILLISECOND, SECOND
from simulator.kubelet import ending, running, starting, volumes
from simulator.kubelet.act import WARNING, Act
from simulator.kubelet.addresses import RangeExhausted
from simulator.kubelet.life import Life
from simulator.kubelet.rejection import rejection_of

SANDBOX: Final = 600 * MILLISECOND
"""From taking a pod up until its volumes, sandbox and network are there; and up to half as much again."""
RESYNC: Final = 12 * SECOND
"""Until what failed outside a container is tried again (upstream: 10 s and up to half as much again)."""
MOUNT_FIRST, MOUNT_MOST = SECOND // 2, 122 * SECOND
"""How long volumes wait between tries (upstream volume/util: 500 ms doubling to 2 min 2 s)."""

NO_ADDRESS: Final = (
    "Failed to create pod sandbox: rpc error: code = Unknown desc = failed to setup network for sandbox: "
    "failed to allocate for range 0: no IP addresses available in range set: "
)

Effect = Callable[[Act, Life, Any], None]


def start(act: Act, life: Life, _: object) -> None:
    """Take the pod up: it is Pending, its containers wait; or it is refused."""
    refused = rejection_of(life, act.ctx.store)
    if refused:
        life.phase = "Failed"
        life.verdict = {"message": f"Pod was rejected: {refused.message}", "reason": refused.reason}
        act.tell(life, None, WARNING, refused.reason, refused.message)
        return
    life.put(sandbox=life.now + act.draw(life, "sandbox", SANDBOX, SANDBOX * 3 // 2))


def mount(act: Act, life: Life, _: object) -> None:
    """Give the pod its volumes, then its sandbox and its address."""
    missing = volumes.first_missing(life.pod, act.ctx.store)
    if missing:
        failures = life.note.get("mounts", 0)
        act.tell(life, None, WARNING, "FailedMount", missing)
        life.put(sandbox=life.now + min(MOUNT_FIRST << min(failures, 10), MOUNT_MOST), mounts=failures + 1)
        return
    if life.pod["spec"].get("hostNetwork"):
        life.address = life.site.address
    else:
        try:
            life.address = act.book.assign(act.ctx, life.site.node, life.pod)
        except RangeExhausted as full:
            act.tell(
                life,
                None,
                WARNING,
                "FailedCreatePodSandBox",
                NO_ADDRESS + str(full),
            )
            life.put(sandbox=life.now + RESYNC)
            return
    life.put(sandbox=None, mounts=None, address=life.address)


EFFECTS: Final[dict[str, Effect]] = {
    "Start": start,
    "Mount": mount,
    **ending.EFFECTS,
    **starting.EFFECTS,
    **running.EFFECTS,
}
