"""Ingresses and their classes: HTTP from outside."""

from __future__ import annotations

from typing import Any

from core.kinds import printing
from core.kinds.kind import STATUS, Kind, columns
from core.meta import objects
from core.meta.objects import Doc


def _cells(doc: Doc, now: int) -> list[Any]:
    spec = printing.spec(doc)
    hosts = [rule["host"] for rule in spec.get("rules") or () if rule.get("host")]
    found = (printing.status(doc).get("loadBalancer") or {}).get("ingress") or ()
    addresses = sorted({one.get("ip") or one.get("hostname") or "" for one in found})
    return [
        printing.name(doc),
        spec.get("ingressClassName") or objects.annotations(doc).get("kubernetes.io/ingress.class") or printing.NONE,
        printing.shortened(hosts, 3) if hosts else "*",
        ",".join(addresses),
        "80, 443" if spec.get("tls") else "80",
        printing.age(doc, now),
    ]


def _class_cells(doc: Doc, now: int) -> list[Any]:
    spec = printing.spec(doc)
    parameters = spec.get("parameters")
    shown = printing.NONE
    if parameters:
        group = f".{parameters['apiGroup']}" if parameters.get("apiGroup") else ""
        shown = f"{parameters.get('kind')}{group}/{parameters.get('name')}"
    return [printing.name(doc), spec.get("controller", ""), shown, printing.age(doc, now)]


INGRESS = Kind(
    kind="Ingress",
    plural="ingresses",
    group="networking.k8s.io",
    short_names=("ing",),
    subresources=(STATUS,),
    columns=columns("Name", "Class", "Hosts", "Address", "Ports", "Age"),
    first_status={"loadBalancer": {}},
    has_generation=True,
    cells=_cells,
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
    cells=_class_cells,
)

KINDS = (INGRESS, INGRESS_CLASS)
