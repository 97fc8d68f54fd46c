"""NetworkPolicies: who may talk to whom."""

from __future__ import annotations

from typing import Any

from core.kinds import printing
from core.kinds.filling import each, fill, inside
from core.kinds.kind import Kind, columns
from core.meta import labels
from core.meta.objects import Doc


def _complete(doc: Doc) -> Doc:
    return inside(doc, "spec", _complete_spec)


def _complete_spec(spec: Doc) -> Doc:
    """Fill in; the policy types follow from whether there are egress rules."""
    for field in ("ingress", "egress"):
        spec = each(spec, field, lambda rule: each(rule, "ports", lambda port: fill(port, {"protocol": "TCP"})))
    if spec.get("policyTypes"):
        return spec
    return {**spec, "policyTypes": ["Ingress", "Egress"] if spec.get("egress") else ["Ingress"]}


def _cells(doc: Doc, now: int) -> list[Any]:
    return [printing.name(doc), labels.format_selector(printing.spec(doc).get("podSelector")), printing.age(doc, now)]


NETWORK_POLICY = Kind(
    kind="NetworkPolicy",
    plural="networkpolicies",
    group="networking.k8s.io",
    short_names=("netpol",),
    columns=columns("Name", "Pod-Selector", "Age"),
    defaults=_complete,
    has_generation=True,
    cells=_cells,
)

KINDS = (NETWORK_POLICY,)
