"""What would have to change for a pod to get a node: the smallest changes to the pod, or to one node, that admit it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from functools import partial
from typing import NamedTuple

import numpy as np

from core.meta.objects import Doc
from core.meta.quantity import of_milli, of_value
from simulator.scheduler import requests, terms
from simulator.scheduler.cycle import filter_nodes
from simulator.scheduler.nodes import Nodes
from simulator.scheduler.plugins.framework import Incoming
from simulator.scheduler.plugins.node_unschedulable import CORDON
from simulator.scheduler.plugins.taint_toleration import first_untolerated
from simulator.scheduler.terms import Taint
from simulator.scheduler.verdict import Verdict

MOST = 5
"""Suggestions given."""
BINARY = "BinarySI"


class Suggestion(NamedTuple):
    """``text`` says what to change; ``node`` is one that then takes the pod."""

    text: str
    node: str


class Relaxation(NamedTuple):
    """One change: what it is, and the pod as it would be."""

    text: str
    apply: Callable[[Doc], Doc]


def admit(verdict: Verdict, pod: Doc, nodes: Nodes) -> list[Suggestion]:
    """Single changes, or pairs of them when no single one suffices; at most five. Nothing is changed.

    Each suggestion was tried: the filters let the changed pod onto the named node.
    """
    if verdict.stopped:
        return []
    trials = [Trial((one,), one.apply(pod)) for one in _relaxations(verdict, pod, nodes)]
    return _admitting(trials, nodes) or _admitting(_second(trials, nodes), nodes)


class Trial(NamedTuple):
    """The pod as it would be after some changes."""

    changes: tuple[Relaxation, ...]
    pod: Doc


def _admitting(trials: Iterable[Trial], nodes: Nodes) -> list[Suggestion]:
    """The trials whose pod finds a node; the same changes in another order count once."""
    found: dict[frozenset[str], Suggestion] = {}
    for changes, pod in trials:
        mask = filter_nodes(Incoming(nodes.templates.of(pod)), nodes).mask
        if mask.any():
            node = min(nodes.names[row] for row in np.flatnonzero(mask))
            texts = [one.text for one in changes]
            found.setdefault(frozenset(texts), Suggestion(" and ".join(texts), node))
    return list(found.values())[:MOST]


def _second(trials: Iterable[Trial], nodes: Nodes) -> Iterator[Trial]:
    """Each trial with one change more, by what then still refuses it."""
    for changes, pod in trials:
        verdict = filter_nodes(Incoming(nodes.templates.of(pod)), nodes).verdict(nodes)
        for one in _relaxations(verdict, pod, nodes):
            yield Trial((*changes, one), one.apply(pod))


def _relaxations(verdict: Verdict, pod: Doc, nodes: Nodes) -> Iterator[Relaxation]:
    """The changes that answer the refusals, in the order of the plugins."""
    refusing = verdict.refusing()
    for plugin, answer in _ANSWERS.items():
        if plugin in refusing:
            yield from answer(verdict, pod, nodes)


def _uncordon(verdict: Verdict, pod: Doc, nodes: Nodes) -> Iterator[Relaxation]:
    yield Relaxation("uncordon a node", partial(_tolerating, CORDON))


def _tolerate(verdict: Verdict, pod: Doc, nodes: Nodes) -> Iterator[Relaxation]:
    for taint in _offending_taints(verdict, pod, nodes):
        yield Relaxation(f"tolerate the taint {taint}", partial(_tolerating, taint))


def _match_less(verdict: Verdict, pod: Doc, nodes: Nodes) -> Iterator[Relaxation]:
    spec = pod["spec"]
    if spec.get("nodeSelector"):
        asked = ", ".join(f"{key}={value}" for key, value in sorted(spec["nodeSelector"].items()))
        yield Relaxation(f"drop the nodeSelector {asked}", partial(_without, "nodeSelector"))
    if (spec.get("affinity") or {}).get("nodeAffinity"):
        yield Relaxation("drop the required node affinity", partial(_without_affinity, ("nodeAffinity",)))


def _share_ports(verdict: Verdict, pod: Doc, nodes: Nodes) -> Iterator[Relaxation]:
    yield Relaxation("drop the hostPort", _without_ports)


def _spread_less(verdict: Verdict, pod: Doc, nodes: Nodes) -> Iterator[Relaxation]:
    yield Relaxation("drop the spread constraints", partial(_without, "topologySpreadConstraints"))


def _mind_less(verdict: Verdict, pod: Doc, nodes: Nodes) -> Iterator[Relaxation]:
    if pod["spec"].get("affinity"):
        both = ("podAffinity", "podAntiAffinity")
        yield Relaxation("drop the affinity to other pods", partial(_without_affinity, both))


def _offending_taints(verdict: Verdict, pod: Doc, nodes: Nodes) -> list[Taint]:
    tolerations = terms.tolerations_of(pod["spec"])
    found = {
        first_untolerated(nodes.taints[nodes.rows[name]], tolerations) for name in _refused(verdict, "TaintToleration")
    }
    return sorted(taint for taint in found if taint is not None)


def _refused(verdict: Verdict, plugin: str) -> list[str]:
    index = [at for at, name in enumerate(verdict.plugins) if name == plugin]
    return [verdict.nodes[at] for at in np.flatnonzero(np.isin(verdict.plugin, index))]


def _ask_less(verdict: Verdict, pod: Doc, nodes: Nodes) -> Iterator[Relaxation]:
    """For each resource short: the request that the node with most of it free could still meet."""
    asked = dict(nodes.templates.of(pod).shape.requests)
    rows = [nodes.rows[name] for name in _refused(verdict, "NodeResourcesFit")]
    for resource, amount in sorted(asked.items()):
        index = nodes.resource(resource)
        free = nodes.allocatable[index][rows] - nodes.requested[index][rows]
        best = int(free.max())
        if 0 < best < amount:
            text = f"lower the {resource} request from {_words(resource, amount)} to {_words(resource, best)}"
            yield Relaxation(text, partial(_lowered, resource, best))


_ANSWERS: dict[str, Callable[[Verdict, Doc, Nodes], Iterator[Relaxation]]] = {
    "NodeUnschedulable": _uncordon,
    "TaintToleration": _tolerate,
    "NodeAffinity": _match_less,
    "NodePorts": _share_ports,
    "NodeResourcesFit": _ask_less,
    "PodTopologySpread": _spread_less,
    "InterPodAffinity": _mind_less,
}


def _words(resource: str, amount: int) -> str:
    if resource == requests.CPU:
        return of_milli(amount)
    return of_value(amount, BINARY if resource in (requests.MEMORY, requests.EPHEMERAL) else "DecimalSI")


# pods as they would be


def _with_spec(pod: Doc, **changes: object) -> Doc:
    return {**pod, "spec": {**pod["spec"], **changes}}


def _without(field: str, pod: Doc) -> Doc:
    return {**pod, "spec": {key: value for key, value in pod["spec"].items() if key != field}}


def _without_affinity(fields: tuple[str, ...], pod: Doc) -> Doc:
    return _with_spec(pod, affinity={key: value for key, value in pod["spec"]["affinity"].items() if key not in fields})


def _without_ports(pod: Doc) -> Doc:
    return _with_spec(pod, containers=[{**one, "ports": []} for one in pod["spec"]["containers"]])


def _tolerating(taint: Taint, pod: Doc) -> Doc:
    more = {"key": taint.key, "operator": "Exists", "effect": taint.effect}
    return _with_spec(pod, tolerations=[*(pod["spec"].get("tolerations") or ()), more])


def _lowered(resource: str, amount: int, pod: Doc) -> Doc:
    """The pod asking for ``amount`` of a resource in all, by its first container."""
    kept = [_asking(one, resource, None) for one in pod["spec"]["containers"]]
    text = of_milli(amount) if resource == requests.CPU else of_value(amount)
    return _with_spec(
        pod,
        containers=[_asking(kept[0], resource, text), *kept[1:]],
        initContainers=[_asking(one, resource, None) for one in pod["spec"].get("initContainers") or ()],
    )


def _asking(container: Doc, resource: str, text: str | None) -> Doc:
    resources = container.get("resources") or {}
    asked = {name: value for name, value in (resources.get("requests") or {}).items() if name != resource}
    if text is not None:
        asked[resource] = text
    return {**container, "resources": {**resources, "requests": asked}}
