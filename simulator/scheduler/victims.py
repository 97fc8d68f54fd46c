"""Which pods of one node would have to go for a pod to fit there."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from core.meta import labels
from core.meta.objects import Doc, Key
from core.meta.objects import labels as labels_of
from core.meta.time import parse
from simulator.scheduler.cycle import find_feasible
from simulator.scheduler.nodes import Nodes
from simulator.scheduler.plugins.framework import Incoming
from simulator.scheduler.settled import admits
from simulator.scheduler.template import Template
from simulator.scheduler.verdict import Refusal

NO_VICTIMS = "No preemption victims found for incoming pod"
NEVER = 2**63
"""Start time of a pod that has not started: after all others."""


class Resident(NamedTuple):
    """A pod on a node."""

    key: Key
    doc: Doc
    template: Template

    @property
    def importance(self) -> tuple[int, int]:
        """Sorts the more important first: higher priority, then longer running (util.MoreImportantPod)."""
        return -self.template.priority, started(self.doc)


class Candidate(NamedTuple):
    """A node that would do, the pods that must go (the most important first), and budgets broken by that."""

    node: str
    victims: tuple[Resident, ...]
    violations: int


class Hopeless(NamedTuple):
    """A node that would not do even then, and why."""

    node: str
    texts: tuple[str, ...]


def started(pod: Doc) -> int:
    """Virtual µs at which the kubelet took up the pod."""
    text = (pod.get("status") or {}).get("startTime")
    return parse(text) if text else NEVER


def select_victims(
    pod: Incoming, node: str, nodes: Nodes, budgets: Sequence[Doc], key: Key | None = None
) -> Candidate | Hopeless:
    """The fewest and least important pods: all of lower priority leave, then return one by one while ``pod`` fits.

    Those whose return spares a PodDisruptionBudget come back first (default_preemption.go SelectVictimsOnNode).
    ``nodes`` is as before afterwards.
    """
    row = nodes.rows[node]
    below = [one for one in residents(nodes, row) if one.template.priority < pod.template.priority]
    if not below:
        return Hopeless(node, (NO_VICTIMS,))
    for one in below:
        nodes.add(row, one.template, -1)
    try:
        return _reprieve(_Trial(pod, row, nodes, key), node, below, budgets)
    finally:
        for one in below:
            nodes.add(row, one.template, 1)


class _Trial(NamedTuple):
    pod: Incoming
    row: int
    nodes: Nodes
    key: Key | None

    def refusal(self) -> Refusal | None:
        """Why the pod does not fit as things are; ``None`` when it does."""
        if not self.nodes.nominated and admits(self.pod, self.nodes, self.row):
            return None
        return find_feasible(self.pod, self.nodes, self.key).refusal(self.row)

    def fits(self) -> bool:
        if self.nodes.nominated:
            return bool(find_feasible(self.pod, self.nodes, self.key).mask[self.row])
        return admits(self.pod, self.nodes, self.row)

    def fits_beside(self, template: Template) -> bool:
        """Whether the pod still fits when one of ``template`` returns; it stays when it does."""
        self.nodes.add(self.row, template, 1)
        if self.fits():
            return True
        self.nodes.add(self.row, template, -1)
        return False


def _reprieve(trial: _Trial, node: str, below: list[Resident], budgets: Sequence[Doc]) -> Candidate | Hopeless:
    refusal = trial.refusal()
    if refusal is not None:
        return Hopeless(node, refusal[1].texts)
    violating, others = split_by_budget(rank(below), budgets)
    gone_violating = [one for one in violating if not trial.fits_beside(one.template)]
    gone = gone_violating + [one for one in others if not trial.fits_beside(one.template)]
    leaving = {one.key for one in gone}
    for one in below:
        if one.key not in leaving:
            trial.nodes.add(trial.row, one.template, -1)
    return Candidate(node, tuple(rank(gone)), len(gone_violating))


def rank(pods: Iterable[Resident]) -> list[Resident]:
    """The most important first; among equals the last by name, as upstream's sort turns round pods not yet started."""
    return sorted(sorted(pods, key=lambda one: one.key, reverse=True), key=lambda one: one.importance)


def residents(nodes: Nodes, row: int) -> list[Resident]:
    return [Resident(key, doc, nodes.templates.of(doc)) for key, doc in nodes.pods[row].items()]


def split_by_budget(pods: Iterable[Resident], budgets: Sequence[Doc]) -> tuple[list[Resident], list[Resident]]:
    """(pods whose removal, in this order, breaks a PodDisruptionBudget; the others)."""
    left = [(budget.get("status") or {}).get("disruptionsAllowed") or 0 for budget in budgets]
    violating: list[Resident] = []
    others: list[Resident] = []
    for pod in pods:
        hit = [index for index, budget in enumerate(budgets) if _guards(budget, pod)]
        for index in hit:
            left[index] -= 1
        (violating if any(left[index] < 0 for index in hit) else others).append(pod)
    return violating, others


def _guards(budget: Mapping[str, Doc], pod: Resident) -> bool:
    if budget["metadata"].get("namespace") != pod.key.namespace or not labels_of(pod.doc):
        return False
    if pod.key.name in ((budget.get("status") or {}).get("disruptedPods") or {}):
        return False
    selector = labels.of(budget["spec"].get("selector"))
    return not selector.is_empty and selector.matches(labels_of(pod.doc))
