"""What a namespace holds of all that a quota limits.

Source: k8s.io/apiserver/pkg/quota/v1 (CalculateUsage) and pkg/controller/resourcequota (syncResourceQuota).
"""

from __future__ import annotations

from core.kinds import registry
from core.machinery.quota import scopes, usage
from core.meta import quantity
from core.meta.objects import Doc
from core.meta.quantity import Resources
from core.store.protocol import Reader


def hard_of(quota: Doc) -> Resources:
    """What a quota allows."""
    return (quota.get("spec") or {}).get("hard") or {}


def used(quota: Doc, reader: Reader, now: int | None = None) -> Resources:
    """All that counts for a quota at ``now`` (µs), counted afresh."""
    namespace, spec = quota["metadata"]["namespace"], quota.get("spec") or {}
    hard = hard_of(quota)
    total = {name: "0" for name in sorted(hard) if usage.resource_of(name) in registry.KINDS}
    for resource in sorted({usage.resource_of(name) for name in total}):
        for doc in reader.list(resource, namespace):
            if scopes.is_about(spec, doc):
                taken = usage.of(resource, doc, now) if resource == "pods" else usage.of(resource, doc)
                total = quantity.add(total, {name: more for name, more in taken.items() if name in total})
    return total


def is_counted(quota: Doc) -> bool:
    """Whether the status of a quota tells of the limits that it has now."""
    status = quota.get("status") or {}
    return "used" in status and status.get("hard") == hard_of(quota)


def status_of(quota: Doc, found: Resources) -> Doc:
    """The status of a quota of which ``found`` is used."""
    return {"hard": hard_of(quota), "used": found}
