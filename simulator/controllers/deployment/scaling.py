"""Carrying out planned sizes: the ReplicaSets' size and annotations, the event, the reason."""

from __future__ import annotations

from collections.abc import Iterable

from core.meta.objects import Doc, name, uid, with_metadata
from core.meta.objects import annotations as notes
from simulator.controllers.deployment import bounds, sets
from simulator.controllers.deployment.rolling import Hold, Step
from simulator.controllers.deployment.sets import Sets
from simulator.engine.context import Context

HELD = "held"


def scale(ctx: Context, deployment: Doc, found: Sets, steps: Iterable[Step]) -> Sets:
    """Give each step's ReplicaSet its size; the sets as they then are."""
    current = {uid(doc): doc for doc in found.every}
    for step in steps:
        current[uid(step.target)] = _resize(ctx, deployment, current[uid(step.target)], step)
    new = current[uid(found.new)] if found.new is not None else None
    return Sets(new, [current[uid(doc)] for doc in found.old])


def announce(ctx: Context, deployment: Doc, target: Doc, before: int, after: int) -> None:
    """The event that tells of a new size."""
    direction = "up" if after > before else "down"
    text = f"Scaled {direction} replica set {name(target)} from {before} to {after}"
    ctx.record(deployment, "Normal", "ScalingReplicaSet", text)


def explain(ctx: Context, deployment: Doc, step: Step, before: int) -> None:
    """Keep why a ReplicaSet is to have another size."""
    limits = bounds.of(deployment)
    direction = "up" if step.size > before else "down"
    ctx.set_memo(uid(deployment), HELD, None)
    ctx.decide(
        deployment,
        f"scale {direction} revision {sets.revision(step.target)}: {before} → {step.size}",
        {
            "rule": step.rule,
            "formula": step.formula,
            "replicaset": name(step.target),
            "from": before,
            "to": step.size,
            "desired": limits.desired,
            "surge": limits.surge,
            "unavailable": limits.unavailable,
        },
    )


def hold(ctx: Context, deployment: Doc, reason: Hold | None) -> None:
    """Keep what a rollout waits for: once, with the numbers as the waiting began."""
    rule = reason.rule if reason else None
    if ctx.memo(uid(deployment), HELD) == rule:
        return
    ctx.set_memo(uid(deployment), HELD, rule)
    if reason is not None:
        ctx.decide(deployment, "hold", {"rule": reason.rule, "formula": reason.formula})


def _resize(ctx: Context, deployment: Doc, target: Doc, step: Step) -> Doc:
    limits = bounds.of(deployment)
    before = sets.replicas(target)
    noted = sets.sized(notes(target), limits.desired, limits.most)
    if before == step.size and noted == notes(target):
        return target
    spec = {**target["spec"], "replicas": step.size}
    stored = ctx.client.update({**with_metadata(target, annotations=noted), "spec": spec})
    if before != step.size:
        announce(ctx, deployment, target, before, step.size)
        explain(ctx, deployment, step, before)
    return stored
