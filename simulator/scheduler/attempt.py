"""One attempt at a pod: where it goes, or why nowhere and what preemption made of that."""

from __future__ import annotations

from typing import Any, NamedTuple

from core.meta.objects import Doc, Key, uid
from simulator.engine.context import Context
from simulator.scheduler import claims
from simulator.scheduler.mirror import Mirror
from simulator.scheduler.plugins.framework import Incoming
from simulator.scheduler.preemption import Preemption, Preemptor, preempt
from simulator.scheduler.report import describe
from simulator.scheduler.scheduling import draw, place
from simulator.scheduler.verdict import NO_NODES, Verdict, sentence, stop_all

BUDGETS = "poddisruptionbudgets.policy"


class Refused(NamedTuple):
    """No node fits: the verdict, upstream's sentence, what preemption chose (``None``: not asked), all of it told."""

    verdict: Verdict
    message: str
    preemption: Preemption | None
    reason: dict[str, Any]


class Attempts:
    """Decides about pods by the mirror; keeps the last refusal, because pods alike are refused alike."""

    def __init__(self, mirror: Mirror) -> None:
        self._mirror = mirror
        self._last: tuple[tuple[Incoming, int], Refused] | None = None

    def decide(self, ctx: Context, key: Key, pod: Doc) -> str | Refused:
        """The name of the node, or the refusal. Changes nothing."""
        nodes = self._mirror.nodes
        incoming = self._mirror.incoming(pod)
        stopped = claims.refuse_claims(pod, ctx.store) if pod["spec"].get("volumes") else ""
        if stopped:
            return self._stop(pod, stop_all(nodes, claims.PLUGIN, stopped))
        same = incoming, nodes.version
        if self._last is not None and self._last[0] == same and not nodes.nominated:
            return self._last[1]
        placement = place(key, incoming, nodes, draw(ctx.seed, pod))
        if placement.verdict is None:
            return placement.node
        refused = self._refuse(ctx, Preemptor(key, pod, incoming), placement.verdict)
        if refused.preemption is None or not refused.preemption.node:
            self._last = same, refused
        return refused

    def _refuse(self, ctx: Context, preemptor: Preemptor, verdict: Verdict) -> Refused:
        if not verdict.nodes:
            return self._told(preemptor.doc, verdict, NO_NODES, None)
        offset = ctx.draw("preemption", uid(preemptor.doc)).uniform()
        budgets = ctx.store.list(BUDGETS)
        found = preempt(preemptor._replace(offset=offset), verdict, self._mirror.nodes, budgets)
        message = sentence(len(verdict.nodes), verdict.histogram(), after=found.message)
        return self._told(preemptor.doc, verdict, message, found)

    def _stop(self, pod: Doc, verdict: Verdict) -> Refused:
        message = sentence(len(verdict.nodes), verdict.histogram(), verdict.stopped, claims.AFTER)
        return self._told(pod, verdict, message if verdict.nodes else NO_NODES, None)

    def _told(self, pod: Doc, verdict: Verdict, message: str, found: Preemption | None) -> Refused:
        return Refused(verdict, message, found, describe(verdict, pod, self._mirror.nodes, message))
