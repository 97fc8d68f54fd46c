"""Ingresses and their classes: HTTP from outside."""

from __future__ import annotations

from core.kinds.kind import STATUS, Kind, columns

INGRESS = Kind(
    kind="Ingress",
    plural="ingresses",
    group="networking.k8s.io",
    short_names=("ing",),
    subresources=(STATUS,),
    columns=columns("Name", "Class", "Hosts", "Address", "Ports", "Age"),
)

INGRESS_CLASS = Kind(
    kind="IngressClass",
    plural="ingressclasses",
    group="networking.k8s.io",
    namespaced=False,
    columns=columns("Name", "Controller", "Parameters", "Age"),
)

KINDS = (INGRESS, INGRESS_CLASS)
