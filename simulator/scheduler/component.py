"""The scheduler as a component: takes pods from its queue, binds them to nodes, or says why not and makes room."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping

from core.meta.errors import StatusError
from core.meta.objects import Doc, Key, is_deleting, labels, uid
from core.meta.time import MILLISECOND, rfc3339
from core.store.memory import MemoryStore
from simulator.engine.aspects import ENDING, LABELS, SPEC, STANDING, concerned_by
from simulator.engine.component import Component, Handler, Observer
from simulator.engine.context import Context
from simulator.engine.ledger import WorkKey
from simulator.scheduler import claims, hints, queueing, status
from simulator.scheduler.attempt import Attempts, Refused
from simulator.scheduler.mirror import Mirror
from simulator.scheduler.nodes import offers
from simulator.scheduler.preemption import NOT_ELIGIBLE, Preemption
from simulator.scheduler.queue import Next, is_unschedulable, note, read
from simulator.scheduler.queueing import Standing
from simulator.scheduler.waiting import is_refused

CYCLE = "cycle"
FLUSH = "flush"
CHANGED = "changed "
GONE = "gone "
BATCH = 50
"""Pods tried in one look."""
PER_POD = MILLISECOND
"""Virtual time that scheduling and binding one pod takes."""
MOST_MESSAGE = 1024
"""Length of an event's note, at most."""


class Scheduler(Component):
    """kube-scheduler with the default profile under each of ``profiles`` (the schedulerNames it answers to)."""

    name = "kube-scheduler"
    source = "default-scheduler"
    manager = "kube-scheduler"

    def __init__(self, profiles: Collection[str] = ("default-scheduler",)) -> None:
        self._mirror = Mirror(profiles)
        self._attempts = Attempts(self._mirror)

    def attach(self, store: MemoryStore) -> None:
        self._mirror.fill(store)

    def observers(self) -> Mapping[str, Observer]:
        return self._mirror.observers()

    # what wakes it

    def watches(self) -> Mapping[str, Handler]:
        return {"pods": self._pod_changed, "nodes": self._node_changed, claims.CLAIMS: self._claim_changed}

    @concerned_by(ENDING | LABELS | SPEC | STANDING)
    def _pod_changed(self, key: Key, before: Doc | None, after: Doc | None) -> Iterable[WorkKey]:
        waiting = self._mirror.waiting
        if after is not None and waiting.wants(after):
            if before is None or not waiting.wants(before):
                yield CYCLE
            elif key in waiting.refused and _asks_otherwise(before, after):
                yield f"{CHANGED}{uid(after)}"
        elif before is not None and waiting.wants(before) and is_refused(before):
            yield f"{GONE}{uid(before)}"
        if waiting.refused:
            yield from _events(before, after, bool(waiting.minding))

    def _node_changed(self, key: Key, before: Doc | None, after: Doc | None) -> Iterable[WorkKey]:
        if self._mirror.waiting.refused and (before is None or after is None or offers(before) != offers(after)):
            yield str(hints.Event(hints.NODE if after else hints.NODE_GONE, key.name))

    def _claim_changed(self, key: Key, before: Doc | None, after: Doc | None) -> Iterable[WorkKey]:
        if after is not None and self._mirror.waiting.refused:
            yield str(hints.Event(hints.CLAIM, key.name, key.namespace))

    # what it then does

    def reconcile(self, ctx: Context, key: WorkKey) -> int | None:
        text = str(key)
        self._mirror.queue.begin(ctx)
        if text == CYCLE:
            return self._cycle(ctx)
        if text == FLUSH:
            return self._flush(ctx)
        if text.startswith(GONE):
            note(ctx, text.removeprefix(GONE), None)
        elif text.startswith(CHANGED):
            self._wake(ctx, lambda pod, standing: uid(pod) == text.removeprefix(CHANGED))
        else:
            event = hints.read_event(text)
            nodes = self._mirror.nodes
            self._wake(
                ctx, lambda pod, standing: hints.wakes(event, standing.plugins, self._mirror.incoming(pod), nodes)
            )
        return None

    def _cycle(self, ctx: Context) -> int | None:
        """Try the next pods, one after another."""
        queue = self._mirror.queue
        tried = 0
        try:
            while tried < BATCH and (found := queue.pop(ctx)) is not None:
                self._try(ctx, found)
                tried += 1
        except StatusError:
            queue.forget()
            raise
        return tried * PER_POD if queue.peek(ctx) is not None else None

    def _try(self, ctx: Context, found: Next) -> None:
        decided = self._attempts.decide(ctx, found.key, found.pod)
        if isinstance(decided, Refused):
            self._refuse(ctx, found, decided)
            return
        pod = ctx.client.bind(found.key, decided)
        text = f"Successfully assigned {found.key.namespace}/{found.key.name} to {decided}"
        ctx.record(pod, "Normal", "Scheduled", text, action="Binding")

    def _refuse(self, ctx: Context, found: Next, refused: Refused) -> None:
        pod, message = found.pod, refused.message
        standing = queueing.failed(found.standing, ctx.now, refused.verdict.refusing())
        note(ctx, uid(pod), standing)
        ctx.after(FLUSH, queueing.STAY_MOST)
        ctx.record(pod, "Warning", "FailedScheduling", message[:MOST_MESSAGE], action="Scheduling")
        told = {**refused.reason, "attempts": standing.attempts, "queue": standing.state}
        ctx.decide(pod, "FailedScheduling", told)
        marked = status.unschedulable(pod, message, _nomination(refused.preemption), rfc3339(ctx.now))
        if marked is not pod:
            ctx.client.update_status(marked)
        if refused.preemption is not None:
            self._evict(ctx, pod, refused.preemption)

    def _evict(self, ctx: Context, preemptor: Doc, preemption: Preemption) -> None:
        """Delete the victims; the preemptor is tried again when they are gone."""
        scheduler = preemptor["spec"].get("schedulerName") or self.source
        for key, victim in preemption.victims:
            if is_deleting(victim):
                continue
            marked = ctx.client.update_status(status.disrupted(victim, scheduler, rfc3339(ctx.now)))
            ctx.client.delete(key, uid=uid(victim))
            text = f"Preempted by pod {uid(preemptor)} on node {preemption.node}"
            ctx.record(marked, "Normal", "Preempted", text, action="Preempting")

    def _wake(self, ctx: Context, is_meant: Callable[[Doc, Standing], bool]) -> None:
        """Let unschedulable pods back into the queue."""
        for key, pod in sorted(self._mirror.waiting.refused.items()):
            standing = read(ctx, pod)
            if standing is not None and is_unschedulable(standing) and is_meant(pod, standing):
                moved = standing.moved(ctx.now)
                note(ctx, uid(pod), moved)
                self._mirror.queue.offer(key, pod, moved)
                ctx.after(CYCLE, 0)

    def _flush(self, ctx: Context) -> int | None:
        """Try again whoever has been unschedulable for five minutes; when to look for the next."""
        overdue = ctx.now - queueing.STAY_MOST
        self._wake(ctx, lambda pod, standing: standing.tried <= overdue)
        standings = (read(ctx, pod) for pod in self._mirror.waiting.refused.values())
        left = [standing.tried for standing in standings if standing is not None and is_unschedulable(standing)]
        return min(left) - overdue if left else None


def _nomination(preemption: Preemption | None) -> str | None:
    """What becomes of status.nominatedNodeName: set, cleared, or, ``None``, left."""
    if preemption is None or preemption.message.startswith(NOT_ELIGIBLE):
        return None
    return preemption.node


def _asks_otherwise(before: Doc, after: Doc) -> bool:
    return (before["spec"] is not after["spec"] and before["spec"] != after["spec"]) or labels(before) != labels(after)


def _takes(pod: Doc | None) -> bool:
    """Whether a pod takes part of a node."""
    if pod is None or (pod.get("status") or {}).get("phase") in ("Succeeded", "Failed"):
        return False
    return bool(pod["spec"].get("nodeName"))


def _events(before: Doc | None, after: Doc | None, is_minded: bool) -> Iterable[WorkKey]:
    """What a change of a pod on a node may mean to others."""
    took, takes = _takes(before), _takes(after)
    if took and not takes and before is not None:
        yield str(hints.pod_event(hints.POD_GONE, before))
    elif takes and after is not None and is_minded and (not took or labels(before or {}) != labels(after)):
        yield str(hints.pod_event(hints.POD_PLACED, after))
