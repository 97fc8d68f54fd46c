"""InterPodAffinity: pods that must, should or must not share a topology domain."""

from __future__ import annotations

import numpy as np

from simulator.scheduler.nodes import Nodes
from simulator.scheduler.outcome import MOST, Codes, Filtered, Ints, Mask, Reason, Refusals
from simulator.scheduler.plugins.framework import Incoming
from simulator.scheduler.plugins.pod_term_counts import KEPT_OUT, LIKED, UNWANTED, WANTED, PodTermCounts
from simulator.scheduler.plugins.spread_counts import has_keys
from simulator.scheduler.template import Template

AFFINITY = Reason(("node(s) didn't match pod affinity rules",), resolvable=False)
ANTI_AFFINITY = Reason(("node(s) didn't match pod anti-affinity rules",), resolvable=True)
EXISTING = Reason(("node(s) didn't satisfy existing pods anti-affinity rules",), resolvable=True)


class InterPodAffinity:
    name = "InterPodAffinity"
    weight = 2

    def filter(self, pod: Incoming, nodes: Nodes) -> Filtered | None:
        template = pod.template
        if not template.has_pod_terms and not nodes.placed.minding:
            return None
        counts = _counts(template, nodes)
        if not (template.affinity or template.anti_affinity or counts.touched.get(KEPT_OUT)):
            return None
        codes: Codes = np.zeros(nodes.size, np.int16)
        codes[_any_positive(counts, KEPT_OUT, nodes)] = 3
        codes[_any_positive(counts, UNWANTED, nodes)] = 2
        if template.affinity:
            codes[~_near_wanted(template, counts, nodes)] = 1
        return Filtered(codes == 0, lambda: Refusals(codes, (AFFINITY, ANTI_AFFINITY, EXISTING)))

    def score(self, pod: Incoming, nodes: Nodes, feasible: Mask) -> Ints | None:
        if not pod.template.has_pod_terms and not nodes.placed.minding:
            return None
        counts = _counts(pod.template, nodes)
        if not counts.touched.get(LIKED):
            return None
        total = np.zeros(nodes.size, np.int64)
        for numbers in counts.at(LIKED, nodes).values():
            total += numbers
        return _normalize(total, feasible)


def _counts(template: Template, nodes: Nodes) -> PodTermCounts:
    return nodes.projections.get(
        ("InterPodAffinity", template, nodes.namespaces_version), lambda: PodTermCounts(template, nodes.namespaces)
    )


def _any_positive(counts: PodTermCounts, count: str, nodes: Nodes) -> Mask:
    mask = np.zeros(nodes.size, np.bool_)
    for numbers in counts.at(count, nodes).values():
        mask |= numbers > 0
    return mask


def _near_wanted(template: Template, counts: PodTermCounts, nodes: Nodes) -> Mask:
    """Rows whose domains hold the pods that all terms ask for.

    The first of a set of pods that want each other may go anywhere that has the labels.
    """
    keys = tuple(term.topology_key for term in template.affinity)
    labelled = has_keys(keys, nodes)
    if not counts.touched.get(WANTED) and _wants_itself(template, nodes):
        return labelled
    found = counts.at(WANTED, nodes)
    for key in keys:
        labelled &= found[key] > 0 if key in found else False
    return labelled


def _wants_itself(template: Template, nodes: Nodes) -> bool:
    return all(term.matches(template.namespace, template.labels, nodes.namespaces) for term in template.affinity)


def _normalize(total: Ints, feasible: Mask) -> Ints:
    """Spread the totals of feasible rows over 0…100."""
    most, least = int(total.max(where=feasible, initial=-(2**62))), int(total.min(where=feasible, initial=2**62))
    if most <= least:
        return np.zeros(len(total), np.int64)
    return (MOST * ((total - least) / (most - least))).astype(np.int64)
