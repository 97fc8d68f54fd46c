"""Owners of a workload's replicas, as its `scale` subresource knows them, and back.

Source of the rules: apimachinery's ``util/managedfields/scalehandler.go``.
"""

from __future__ import annotations

from typing import Final

from core.machinery.apply import fields, managed
from core.machinery.apply.managed import APPLY, Held, Managed
from core.meta.objects import Doc

VERSION: Final = "autoscaling/v1"
_REPLICAS: Final = fields.of_path("f:spec", "f:replicas")


def of_parent(parent: Doc) -> list[Doc]:
    """The managedFields of the Scale of a workload: who owns its replicas."""
    held = managed.read_or_none(parent["metadata"].get("managedFields"))
    return managed.write(
        {
            key if key.operation == APPLY else key._replace(api_version=VERSION): Held(_REPLICAS, VERSION, entry.time)
            for key, entry in held.items()
            if fields.intersection(entry.fields, _REPLICAS)
        }
    )


def to_parent(parent: Doc, scale: list[Doc]) -> list[Doc]:
    """The workload's managedFields after those of its Scale became ``scale``.

    A new owner of the replicas is noted without a time, as upstream does.
    """
    left = {key._replace(api_version=""): entry for key, entry in managed.read_or_none(scale).items()}
    found: Managed = {}
    for key, entry in managed.read_or_none(parent["metadata"].get("managedFields")).items():
        if fields.intersection(entry.fields, _REPLICAS) and left.pop(key._replace(api_version=""), None) is None:
            entry = entry._replace(fields=fields.difference(entry.fields, _REPLICAS))
        found = managed.put(found, key, entry)
    for key in left:
        owner = key if key.operation == APPLY else key._replace(api_version=parent["apiVersion"])
        found[owner] = Held(
            fields.union(found[owner].fields, _REPLICAS) if owner in found else _REPLICAS,
            parent["apiVersion"],
            found[owner].time if owner in found else None,
        )
    return managed.write(found)
