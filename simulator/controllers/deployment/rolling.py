"""The arithmetic of rollouts: which set is to have how many pods next, and by which rule.

Source of the rules: pkg/controller/deployment/{rolling,recreate,sync}.go.

Worked example: 10 replicas, surge 3, unavailable 2; the old set has 10 available pods. The new set gets
13 − 10 = 3; the old one gives up 13 − 8 − 3 = 2. The 3 become available: 11 − 8 = 3 more old ones go (5 left),
the new set gets 13 − 8 = 5; and so on until the new set has 10.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import trunc
from typing import NamedTuple

from core.meta.objects import Doc, name
from core.meta.objects import annotations as notes
from simulator.controllers.deployment import sets
from simulator.controllers.deployment.bounds import Bounds
from simulator.controllers.deployment.sets import Sets


class Step(NamedTuple):
    """Let one ReplicaSet have ``size`` pods, because of ``rule`` with the numbers of ``formula``."""

    target: Doc
    size: int
    rule: str
    formula: str


class Hold(NamedTuple):
    """Nothing may move now, because of ``rule`` with the numbers of ``formula``."""

    rule: str
    formula: str


def first_size(bounds: Bounds, old: Sequence[Doc], *, recreate: bool) -> int:
    """How many pods a set that is not there yet begins with."""
    return bounds.desired if recreate else _room(bounds, 0, sets.wanted(old))


def plan_up(bounds: Bounds, found: Sets) -> Step | None:
    """Grow (or cut back) the new set of a rolling update.

    As in `plan_down` nothing moves before the old sets have deleted what they were told to. Upstream counts on their
    being quick; so the bounds hold for pods, too, at every instant.
    """
    new = found.new
    if new is None or sets.replicas(new) == bounds.desired:
        return None
    size, total = sets.replicas(new), sets.wanted(found.every)
    if size > bounds.desired:
        return Step(new, bounds.desired, "no more than wanted", f"{size} > {bounds.desired}")
    grown = _room(bounds, size, total)
    if grown == size or not all(sets.is_observed(doc) for doc in found.old):
        return None
    return Step(new, grown, "surge left", f"min({bounds.most} − {total}, {bounds.desired} − {size}) = {grown - size}")


def _room(bounds: Bounds, size: int, total: int) -> int:
    """The size to which a set of ``size`` may grow while all sets want ``total``."""
    return size + max(0, min(bounds.most - total, bounds.desired - size))


def plan_down(bounds: Bounds, found: Sets) -> list[Step]:
    """Shrink the old sets of a rolling update: first pods that are not available anyway, then what can be spared."""
    old = sets.active(found.old)
    new = found.new
    if not old or new is None or not all(sets.is_observed(doc) for doc in found.old):
        return []
    total = sets.wanted(found.every)
    missing = sets.replicas(new) - sets.state(new, "availableReplicas")
    limit = total - bounds.least - missing
    if limit <= 0:
        return []
    cleaned = _unhealthy(old, limit, f"{total} − {bounds.least} − {missing} = {limit}")
    left = {name(step.target): step.size for step in cleaned}
    spare = sets.actual(found.every, "availableReplicas") - bounds.least
    return _merged(cleaned, _spared(old, left, spare, bounds))


def _unhealthy(old: Sequence[Doc], limit: int, formula: str) -> list[Step]:
    steps: list[Step] = []
    for target in old:
        size = sets.replicas(target)
        cut = min(limit, size - sets.state(target, "availableReplicas"))
        if cut > 0:
            steps.append(Step(target, size - cut, "unavailable ones first", formula))
            limit -= cut
    return steps


def _spared(old: Sequence[Doc], left: dict[str, int], spare: int, bounds: Bounds) -> list[Step]:
    formula = f"{spare + bounds.least} − {bounds.least} = {spare}"
    steps: list[Step] = []
    for target in old:
        size = left.get(name(target), sets.replicas(target))
        cut = min(size, spare)
        if cut > 0:
            steps.append(Step(target, size - cut, "available to spare", formula))
            spare -= cut
    return steps


def _merged(cleaned: list[Step], spared: list[Step]) -> list[Step]:
    """Both reasons in their order: a set may be cut twice, as upstream does and reports it."""
    return [*cleaned, *spared]


def plan_recreate(found: Sets) -> list[Step]:
    """All old sets down to nothing."""
    return [Step(doc, 0, "old ones end first", f"{sets.replicas(doc)} → 0") for doc in sets.active(found.old)]


def plan_scaling(bounds: Bounds, found: Sets, deployed: int, *, rolling: bool) -> list[Step]:
    """Fit the sets to a new size of the deployment, between or during rollouts.

    ``deployed`` is ``status.replicas``. One active set takes the whole size; during a rollout each gets its share.
    """
    only = _only_active(found)
    if only is not None:
        if sets.replicas(only) == bounds.desired:
            return []
        return [Step(only, bounds.desired, "wanted size", f"{sets.replicas(only)} → {bounds.desired}")]
    if _is_saturated(bounds, found.new):
        return plan_recreate(found)
    return _proportional(bounds, found, deployed) if rolling else []


def _only_active(found: Sets) -> Doc | None:
    running = sets.active(found.every)
    if len(running) > 1:
        return None
    if running:
        return running[0]
    return found.new or (max(found.old, key=sets.by_age) if found.old else None)


def _is_saturated(bounds: Bounds, new: Doc | None) -> bool:
    """Whether the new set alone is all that is wanted."""
    if new is None or notes(new).get(sets.DESIRED) != str(bounds.desired):
        return False
    return sets.replicas(new) == bounds.desired == sets.state(new, "availableReplicas")


def _proportional(bounds: Bounds, found: Sets, deployed: int) -> list[Step]:
    """Share a change of size among sets by their sizes; what rounding leaves goes to the biggest.

    Worked example: sets of 8 and 2 with surge 2 (most 12), scaled from 10 to 20: most 22, 12 to add:
    8·22/12 → 15 (+7), 2·22/12 → 4 (+2), and the 3 left to the first: 18 and 4.
    """
    running = sets.active(found.every)
    allowed = bounds.most if bounds.desired else 0
    change = allowed - sets.wanted(running)
    newest_first = change > 0
    running.sort(key=sets.by_age, reverse=newest_first)
    running.sort(key=sets.by_size, reverse=True)
    sizes = _shares(running, bounds, change, deployed)
    rule = "in proportion"
    formula = (
        f"{allowed} − {sets.wanted(running)} = {change} among {' + '.join(str(sets.replicas(doc)) for doc in running)}"
    )
    return [Step(doc, size, rule, formula) for doc, size in zip(running, sizes, strict=True)]


def _shares(running: Sequence[Doc], bounds: Bounds, change: int, deployed: int) -> list[int]:
    given = 0
    sizes: list[int] = []
    for doc in running:
        share = _share(doc, bounds, change - given, deployed) if change != given else 0
        sizes.append(sets.replicas(doc) + share)
        given += share
    if change and sizes:
        sizes[0] = max(0, sizes[0] + change - given)
    return sizes


def _share(doc: Doc, bounds: Bounds, left: int, deployed: int) -> int:
    size = sets.replicas(doc)
    fraction = -size if bounds.desired == 0 else _fraction(doc, size, bounds, deployed)
    return min(fraction, left) if left > 0 else max(fraction, left)


def _fraction(doc: Doc, size: int, bounds: Bounds, deployed: int) -> int:
    text = notes(doc).get(sets.MOST, "")
    before = int(text) if text.isdigit() else deployed
    return trunc(size * bounds.most / before + 0.5) - size if before else 0


def explain_hold(bounds: Bounds, found: Sets) -> Hold | None:
    """What an unfinished rolling update that cannot move waits for."""
    new = found.new
    if new is None:
        return None
    available, total = sets.actual(found.every, "availableReplicas"), sets.wanted(found.every)
    if sets.replicas(new) < bounds.desired or sets.active(found.old):
        numbers = f"{total} of {bounds.most} pods, {available} available of at least {bounds.least}"
        return Hold("waiting for pods to become available", numbers)
    ready = sets.state(new, "availableReplicas")
    if ready >= bounds.desired:
        return None
    return Hold("waiting for the last pods", f"{bounds.desired} − {ready} = {bounds.desired - ready}")
