"""What the volume plugins ask before any node is looked at: that a pod's claims are there and bound, or may wait."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Protocol

from core.meta.objects import Doc, Key, is_deleting, name, namespace

CLAIMS = "persistentvolumeclaims"
CLASSES = "storageclasses.storage.k8s.io"
PLUGIN = "VolumeBinding"
UNBOUND = "pod has unbound immediate PersistentVolumeClaims"
AFTER = "not found"
"""What PostFilter then adds: the DynamicResources plugin finds no state of its own, as 1.36 has it."""


class Getter(Protocol):
    def get(self, key: Key) -> Doc | None: ...


def refuse_claims(pod: Doc, store: Getter) -> str:
    """Why a pod's claims keep it from every node; empty when they do not (volumebinding PreFilter)."""
    unbound = False
    for claim_name, is_generated in _claims(pod):
        claim = store.get(Key(CLAIMS, namespace(pod), claim_name))
        if claim is None:
            return _missing(claim_name, is_generated)
        if is_deleting(claim):
            return f'persistentvolumeclaim "{claim_name}" is being deleted'
        if (claim.get("status") or {}).get("phase") == "Lost":
            volume = claim["spec"].get("volumeName") or ""
            return f'persistentvolumeclaim "{claim_name}" bound to non-existent persistentvolume "{volume}"'
        unbound = unbound or not (is_bound(claim) or waits(claim, store))
    return UNBOUND if unbound else ""


def is_bound(claim: Doc) -> bool:
    annotations = claim["metadata"].get("annotations") or {}
    return bool(claim["spec"].get("volumeName")) and "pv.kubernetes.io/bind-completed" in annotations


def waits(claim: Doc, store: Getter) -> bool:
    """Whether the claim's class binds it only once a pod has its node."""
    class_name = claim["spec"].get("storageClassName")
    found = store.get(Key(CLASSES, "", class_name)) if class_name else None
    return bool(found) and (found or {}).get("volumeBindingMode") == "WaitForFirstConsumer"


def _claims(pod: Doc) -> Iterator[tuple[str, bool]]:
    """(claim's name, whether the pod's own ephemeral volume makes it)."""
    for volume in pod["spec"].get("volumes") or ():
        if "persistentVolumeClaim" in volume:
            yield volume["persistentVolumeClaim"]["claimName"], False
        elif "ephemeral" in volume:
            yield f"{name(pod)}-{volume['name']}", True


def _missing(claim: str, is_generated: bool) -> str:
    if is_generated:
        return f'waiting for ephemeral volume controller to create the persistentvolumeclaim "{claim}"'
    return f'persistentvolumeclaim "{claim}" not found'
