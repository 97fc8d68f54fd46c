"""Ingresses and their classes: HTTP from outside."""

from __future__ import annotations

from core.kinds.kind import STATUS, Kind, columns
from core.meta.objects import Doc

INGRESS = Kind(
    kind="Ingress",
    plural="ingresses",
    group="networking.k8s.io",
    short_names=("ing",),
    subresources=(STATUS,),
    columns=columns("Name", "Class", "Hosts", "Address", "Ports", "Age"),
    first_status={"loadBalancer": {}},
    has_generation=True,
)


def _complete_class(doc: Doc) -> Doc:
    parameters = (doc.get("spec") or {}).get("parameters")
    if not parameters or parameters.get("scope"):
        return doc
    return {**doc, "spec": {**doc["spec"], "parameters": {**parameters, "scope": "Cluster"}}}


INGRESS_CLASS = Kind(
    kind="IngressClass",
    plural="ingressclasses",
    group="networking.k8s.io",
    namespaced=False,
    columns=columns("Name", "Controller", "Parameters", "Age"),
    defaults=_complete_class,
    has_generation=True,
)

KINDS = (INGRESS, INGRESS_CLASS)
