"""Volumes of a pod: which one cannot be mounted yet, and what the kubelet says of it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from core.meta.objects import Doc, Key
from core.store.memory import MemoryStore

_SOURCES: Final = (("configMap", "configmaps", "name"), ("secret", "secrets", "secretName"))
_NOUNS: Final = {"configmaps": "configmap", "secrets": "secret"}


def first_missing(pod: Doc, store: MemoryStore) -> str:
    """The event's text for the first volume that lacks its source; empty when all can be mounted."""
    namespace = pod["metadata"]["namespace"]
    for volume in pod["spec"].get("volumes") or ():
        for resource, name in _needs(volume):
            if store.get(Key(resource, namespace, name)) is None:
                noun = _NOUNS[resource]
                return f'MountVolume.SetUp failed for volume "{volume["name"]}" : {noun} "{name}" not found'
        problem = _claim_problem(volume, namespace, store)
        if problem:
            return problem
    return ""


def _needs(volume: Doc) -> Iterator[tuple[str, str]]:
    """(resource, name) of every ConfigMap and Secret that a volume cannot do without."""
    for field, resource, name in _SOURCES:
        source = volume.get(field)
        if source and not source.get("optional"):
            yield resource, source[name]
    for source in (volume.get("projected") or {}).get("sources") or ():
        for field, resource, _ in _SOURCES:
            inner = source.get(field)
            if inner and not inner.get("optional"):
                yield resource, inner["name"]


def _claim_problem(volume: Doc, namespace: str, store: MemoryStore) -> str:
    claim = (volume.get("persistentVolumeClaim") or {}).get("claimName")
    if not claim:
        return ""
    doc = store.get(Key("persistentvolumeclaims", namespace, claim))
    name = volume["name"]
    about = (
        f"Unable to attach or mount volumes: unmounted volumes=[{name}], unattached volumes=[], "
        f"failed to process volumes=[{name}]: error processing PVC {namespace}/{claim}"
    )
    if doc is None:
        return f'{about}: failed to fetch PVC from API server: persistentvolumeclaims "{claim}" not found'
    if (doc.get("status") or {}).get("phase") != "Bound":
        return f"{about}: PVC is not bound"
    return ""
