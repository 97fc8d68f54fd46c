"""Volumes of a pod: which one cannot be mounted yet, and what the kubelet says of it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final, NamedTuple

from core.meta.objects import Doc, Key
from core.store.memory import MemoryStore

_SOURCES: Final = (("configMap", "configmaps", "name"), ("secret", "secrets", "secretName"))
CLAIMS: Final = "persistentvolumeclaims"
_NOUNS: Final = {"configmaps": "configmap", "secrets": "secret"}


class _Need(NamedTuple):
    """A ConfigMap, Secret or claim that a volume cannot do without."""

    volume: str
    resource: str
    name: str


_MEMO_SIZE: Final = 2048
_memo: dict[int, tuple[list[Doc], tuple[_Need, ...]]] = {}
"""Needs by the id of the volumes; the memo keeps these alive, so an equal id means the very same volumes."""


def first_missing(pod: Doc, store: MemoryStore) -> str:
    """The event's text for the first volume that lacks its source; empty when all can be mounted."""
    volumes = pod["spec"].get("volumes")
    if not volumes:
        return ""
    namespace = pod["metadata"]["namespace"]
    for volume, resource, name in _needs_of(volumes):
        doc = store.get(Key(resource, namespace, name))
        if resource == CLAIMS:
            problem = _claim_problem(volume, namespace, name, doc)
            if problem:
                return problem
        elif doc is None:
            return f'MountVolume.SetUp failed for volume "{volume}" : {_NOUNS[resource]} "{name}" not found'
    return ""


def _needs_of(volumes: list[Doc]) -> tuple[_Need, ...]:
    """Looked for once for all pods that share their volumes."""
    known = _memo.get(id(volumes))
    if known is None:
        if len(_memo) >= _MEMO_SIZE:
            _memo.clear()
        known = _memo[id(volumes)] = volumes, tuple(need for volume in volumes for need in _needs(volume))
    return known[1]


def _needs(volume: Doc) -> Iterator[_Need]:
    for field, resource, name in _SOURCES:
        source = volume.get(field)
        if source and not source.get("optional"):
            yield _Need(volume["name"], resource, source[name])
    for source in (volume.get("projected") or {}).get("sources") or ():
        for field, resource, _ in _SOURCES:
            inner = source.get(field)
            if inner and not inner.get("optional"):
                yield _Need(volume["name"], resource, inner["name"])
    claim = (volume.get("persistentVolumeClaim") or {}).get("claimName")
    if claim:
        yield _Need(volume["name"], CLAIMS, claim)


def _claim_problem(name: str, namespace: str, claim: str, doc: Doc | None) -> str:
    about = (
        f"Unable to attach or mount volumes: unmounted volumes=[{name}], unattached volumes=[], "
        f"failed to process volumes=[{name}]: error processing PVC {namespace}/{claim}"
    )
    if doc is None:
        return f'{about}: failed to fetch PVC from API server: persistentvolumeclaims "{claim}" not found'
    if (doc.get("status") or {}).get("phase") != "Bound":
        return f"{about}: PVC is not bound"
    return ""
