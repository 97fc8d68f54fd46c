"""DefaultPreemption: when no node fits, the node where the least important pods would have to make room."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from typing import NamedTuple

from core.meta import conditions
from core.meta.objects import Doc, Key, is_deleting
from simulator.scheduler.nodes import Nodes
from simulator.scheduler.plugins.framework import Incoming
from simulator.scheduler.verdict import Verdict, sentence
from simulator.scheduler.victims import NO_VICTIMS, Candidate, Hopeless, residents, select_victims, started

NOT_HELPFUL = "Preemption is not helpful for scheduling"
NEVER = "not eligible due to preemptionPolicy=Never."
TERMINATING = "not eligible due to a terminating pod on the nominated node."
NO_CLAIMS = "no new claims to deallocate"
"""What the DynamicResources plugin says for every pod without claims."""
NOT_ELIGIBLE = f"{NO_CLAIMS}, preemption: not eligible"
LEAST_CANDIDATES = 100
CANDIDATES_PERCENT = 10
_LIFT = 2**31
"""Added to each priority in a sum, so that more victims never look better than fewer."""


class Preemption(NamedTuple):
    """``node`` is empty when nothing helps. ``message`` is what the pod's condition says after its reasons."""

    node: str
    victims: tuple[tuple[Key, Doc], ...]
    message: str


class Preemptor(NamedTuple):
    """The pod that found no node; ``offset`` in [0, 1) says where the search for candidates begins."""

    key: Key
    doc: Doc
    pod: Incoming
    offset: float = 0.0


def preempt(preemptor: Preemptor, verdict: Verdict, nodes: Nodes, budgets: Sequence[Doc] = ()) -> Preemption:
    """Choose a node and its victims (framework/preemption/preemption.go)."""
    refusal = _not_eligible(preemptor, verdict, nodes)
    if refusal:
        return _nothing(refusal)
    candidates, hopeless = _dry_run(preemptor, verdict, nodes, budgets)
    if not candidates:
        reasons = Counter(text for one in hopeless for text in one.texts)
        reasons[NOT_HELPFUL] += len(verdict.nodes) - len(hopeless)
        return _nothing(sentence(len(verdict.nodes), +reasons))
    best = pick(candidates)
    return Preemption(best.node, tuple((one.key, one.doc) for one in best.victims), "")


def _nothing(why: str) -> Preemption:
    return Preemption("", (), f"{NO_CLAIMS}, preemption: {why}")


def _not_eligible(preemptor: Preemptor, verdict: Verdict, nodes: Nodes) -> str:
    if not preemptor.pod.template.preempts:
        return NEVER
    nominated = (preemptor.doc.get("status") or {}).get("nominatedNodeName")
    if not nominated or nominated not in verdict.nodes:
        return ""
    refusal = verdict.of(nominated)
    if refusal is not None and not refusal[1].resolvable:
        return ""
    lower = (
        one.doc
        for one in residents(nodes, nodes.rows[nominated])
        if one.template.priority < preemptor.pod.template.priority
    )
    return TERMINATING if any(map(_ends_by_preemption, lower)) else ""


def _ends_by_preemption(pod: Doc) -> bool:
    target = conditions.find((pod.get("status") or {}).get("conditions"), "DisruptionTarget")
    if not is_deleting(pod) or target is None:
        return False
    return bool(target["status"] == "True" and target.get("reason") == "PreemptionByScheduler")


def _dry_run(
    preemptor: Preemptor, verdict: Verdict, nodes: Nodes, budgets: Sequence[Doc]
) -> tuple[list[Candidate], list[Hopeless]]:
    """Candidates, until there are enough and one of them breaks no budget; and why the other nodes are none."""
    hopeful = sorted(verdict.resolvable())
    enough = min(len(hopeful), max(LEAST_CANDIDATES, len(verdict.nodes) * CANDIDATES_PERCENT // 100))
    start = int(preemptor.offset * len(hopeful))
    candidates: list[Candidate] = []
    hopeless: list[Hopeless] = []
    lower = nodes.placed.rows_below(preemptor.pod.template.priority)
    for node in hopeful[start:] + hopeful[:start]:
        if nodes.rows[node] not in lower:
            hopeless.append(Hopeless(node, (NO_VICTIMS,)))
            continue
        found = select_victims(preemptor.pod, node, nodes, budgets, preemptor.key)
        if isinstance(found, Candidate):
            candidates.append(found)
        else:
            hopeless.append(found)
        if len(candidates) >= enough and any(not one.violations for one in candidates):
            break
    return candidates, hopeless


def pick(candidates: Sequence[Candidate]) -> Candidate:
    """The candidate whose loss is least: upstream's criteria one after another, then the first by name."""
    return min(candidates, key=lambda one: (*(rule(one) for rule in _RULES), one.node))


def _earliest_start(candidate: Candidate) -> int:
    """When the first of the most important victims started."""
    highest = candidate.victims[0].template.priority
    return min(started(one.doc) for one in candidate.victims if one.template.priority == highest)


_RULES: tuple[Callable[[Candidate], int], ...] = (
    lambda one: one.violations,
    lambda one: one.victims[0].template.priority,
    lambda one: sum(victim.template.priority + _LIFT for victim in one.victims),
    lambda one: len(one.victims),
    lambda one: -_earliest_start(one),
)
