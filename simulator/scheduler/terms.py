"""The conditions a pod puts on nodes and on other pods, compiled once per template."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from core.meta import labels
from core.meta.labels import Requirement, Selector
from core.meta.objects import Doc

NO_SCHEDULE = "NoSchedule"
NO_EXECUTE = "NoExecute"
PREFER_NO_SCHEDULE = "PreferNoSchedule"

NamespaceLabels = Mapping[str, Mapping[str, str]]
"""Namespace → its labels."""


class Taint(NamedTuple):
    key: str
    value: str
    effect: str

    def __str__(self) -> str:
        return f"{self.key}={self.value}:{self.effect}" if self.value else f"{self.key}:{self.effect}"


class Toleration(NamedTuple):
    key: str
    operator: str
    value: str
    effect: str

    def tolerates(self, taint: Taint) -> bool:
        """As component-helpers scheduling/corev1 does: an empty key or effect stands for any."""
        if self.effect and self.effect != taint.effect:
            return False
        if self.key and self.key != taint.key:
            return False
        return self.operator == "Exists" or self.value == taint.value


class NodeTerm(NamedTuple):
    """One nodeSelectorTerm: all its label requirements, and the node names its matchFields ask for."""

    selector: Selector
    fields: tuple[Requirement, ...]

    def matches(self, name: str, node_labels: Mapping[str, str]) -> bool:
        """An empty term matches no node."""
        if self.selector.is_empty and not self.fields:
            return False
        named = {"metadata.name": name}
        return self.selector.matches(node_labels) and all(field.matches(named) for field in self.fields)


class NodeRequirement(NamedTuple):
    """nodeSelector and required node affinity: the first, and any one term of the second when it is there."""

    selector: Selector
    terms: tuple[NodeTerm, ...] | None

    def matches(self, name: str, node_labels: Mapping[str, str]) -> bool:
        if not self.selector.matches(node_labels):
            return False
        return self.terms is None or any(term.matches(name, node_labels) for term in self.terms)

    @property
    def names(self) -> frozenset[str] | None:
        """The only nodes that can match when every term asks for a name (upstream's PreFilter); else ``None``."""
        if not self.terms:
            return None
        found: set[str] = set()
        for term in self.terms:
            wanted = [field.values for field in term.fields if field.operator == labels.IN]
            if not wanted:
                return None
            found |= frozenset.intersection(*wanted)
        return frozenset(found)


class PodTerm(NamedTuple):
    """One podAffinityTerm, its namespaces resolved as far as names go."""

    selector: Selector
    topology_key: str
    namespaces: frozenset[str]
    namespace_selector: Selector | None

    def matches(self, namespace: str, pod_labels: Mapping[str, str], namespaces: NamespaceLabels) -> bool:
        if namespace not in self.namespaces:
            chosen = self.namespace_selector
            if chosen is None or not chosen.matches(namespaces.get(namespace)):
                return False
        return self.selector.matches(pod_labels)


class SpreadConstraint(NamedTuple):
    """One topologySpreadConstraint with its defaults filled in."""

    selector: Selector
    topology_key: str
    max_skew: int
    min_domains: int
    honor_affinity: bool
    honor_taints: bool


def taints_of(node: Doc) -> tuple[Taint, ...]:
    found = (node.get("spec") or {}).get("taints") or ()
    return tuple(Taint(taint["key"], taint.get("value") or "", taint["effect"]) for taint in found)


def tolerations_of(spec: Doc) -> tuple[Toleration, ...]:
    return tuple(
        Toleration(
            one.get("key") or "", one.get("operator") or "Equal", one.get("value") or "", one.get("effect") or ""
        )
        for one in spec.get("tolerations") or ()
    )


def node_requirement(spec: Doc) -> NodeRequirement | None:
    """nodeSelector and required node affinity of a pod spec; ``None`` when it has neither."""
    asked = spec.get("nodeSelector") or {}
    required = _affinity(spec, "nodeAffinity").get("requiredDuringSchedulingIgnoredDuringExecution")
    if not asked and not required:
        return None
    terms = tuple(node_term(term) for term in required.get("nodeSelectorTerms") or ()) if required else None
    return NodeRequirement(labels.of_map(asked) if asked else labels.EVERYTHING, terms)


def node_term(term: Doc) -> NodeTerm:
    found = (labels.expression(item) for item in term.get("matchExpressions") or ())
    fields = tuple(labels.expression(item) for item in term.get("matchFields") or ())
    return NodeTerm(Selector(found), fields)


def node_preferences(spec: Doc) -> tuple[tuple[int, NodeTerm], ...]:
    preferred = _affinity(spec, "nodeAffinity").get("preferredDuringSchedulingIgnoredDuringExecution") or ()
    return tuple((one["weight"], node_term(one["preference"])) for one in preferred)


def pod_terms(spec: Doc, field: str, namespace: str) -> tuple[PodTerm, ...]:
    """Required terms of ``podAffinity`` or ``podAntiAffinity``."""
    required = _affinity(spec, field).get("requiredDuringSchedulingIgnoredDuringExecution") or ()
    return tuple(_pod_term(term, namespace) for term in required)


def weighted_pod_terms(spec: Doc, field: str, namespace: str) -> tuple[tuple[int, PodTerm], ...]:
    preferred = _affinity(spec, field).get("preferredDuringSchedulingIgnoredDuringExecution") or ()
    return tuple((one["weight"], _pod_term(one["podAffinityTerm"], namespace)) for one in preferred)


def spread_constraints(spec: Doc, pod_labels: Mapping[str, str], action: str) -> tuple[SpreadConstraint, ...]:
    """The constraints whose whenUnsatisfiable is ``action``."""
    return tuple(
        SpreadConstraint(
            _with_label_keys(labels.of(one.get("labelSelector")), one.get("matchLabelKeys") or (), pod_labels),
            one["topologyKey"],
            one["maxSkew"],
            one.get("minDomains") or 1,
            (one.get("nodeAffinityPolicy") or "Honor") == "Honor",
            (one.get("nodeTaintsPolicy") or "Ignore") == "Honor",
        )
        for one in spec.get("topologySpreadConstraints") or ()
        if one["whenUnsatisfiable"] == action
    )


def _with_label_keys(selector: Selector, keys: Iterable[str], pod_labels: Mapping[str, str]) -> Selector:
    more = [Requirement(key, labels.IN, frozenset((pod_labels[key],))) for key in keys if key in pod_labels]
    return (
        Selector((*selector.requirements, *(one for one in more if one not in selector.requirements)))
        if more
        else selector
    )


def _pod_term(term: Doc, namespace: str) -> PodTerm:
    chosen = term.get("namespaceSelector")
    named = term.get("namespaces") or ([] if chosen is not None else [namespace])
    return PodTerm(
        labels.of(term.get("labelSelector")),
        term["topologyKey"],
        frozenset(named),
        labels.of(chosen) if chosen is not None else None,
    )


def _affinity(spec: Doc, field: str) -> Doc:
    found: Doc = (spec.get("affinity") or {}).get(field) or {}
    return found
