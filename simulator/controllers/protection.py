"""The loops that let storage objects go once nothing uses them: claims, volumes and attribute classes.

Each takes the finalizer away that admission put on. Source of the rules: pkg/controller/volume/{pvc,pv,vac}protection.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterable, Mapping
from typing import ClassVar

from core.meta.objects import Doc, Key, is_deleting, name, with_metadata
from core.meta.time import MILLISECOND
from simulator.controllers import pods
from simulator.engine.aspects import EXISTENCE, concerned_by
from simulator.engine.component import Component, Handler
from simulator.engine.context import Context
from simulator.engine.ledger import WorkKey

CLAIMS, VOLUMES = "persistentvolumeclaims", "persistentvolumes"
CLASSES = "volumeattributesclasses.storage.k8s.io"


class Protection(Component, ABC):
    """Takes ``finalizer`` off an object that is being deleted and not used."""

    latency = 5 * MILLISECOND
    resource: ClassVar[str]
    finalizer: ClassVar[str]

    def watches(self) -> Mapping[str, Handler]:
        return {self.resource: _deleted}

    def reconcile(self, ctx: Context, key: WorkKey) -> int | None:
        assert isinstance(key, Key)
        held = ctx.store.get(key)
        finalizers = held["metadata"].get("finalizers") or () if held is not None and is_deleting(held) else ()
        if held is None or self.finalizer not in finalizers or self.is_used(ctx, held):
            return None
        left = [one for one in finalizers if one != self.finalizer]
        ctx.client.update(with_metadata(held, finalizers=left or None))
        return None

    @abstractmethod
    def is_used(self, ctx: Context, held: Doc) -> bool:
        """Whether it must stay."""


class ClaimProtection(Protection):
    """Claims stay while a pod that is on a node mounts them."""

    name = "pvc-protection-controller"
    resource, finalizer = CLAIMS, "kubernetes.io/pvc-protection"

    def watches(self) -> Mapping[str, Handler]:
        return {**super().watches(), "pods": _pod_went}

    def is_used(self, ctx: Context, held: Doc) -> bool:
        there = ctx.store.list("pods", held["metadata"]["namespace"])
        return any(pods.node_name(pod) and name(held) in _claims_of(pod) for pod in there)


class VolumeProtection(Protection):
    """Volumes stay while a claim is bound to them."""

    name = "pv-protection-controller"
    resource, finalizer = VOLUMES, "kubernetes.io/pv-protection"

    def is_used(self, ctx: Context, held: Doc) -> bool:
        return bool((held.get("status") or {}).get("phase") == "Bound")


class ClassProtection(Protection):
    """Attribute classes stay while a claim or a volume names them."""

    name = "volumeattributesclass-protection-controller"
    resource, finalizer = CLASSES, "kubernetes.io/vac-protection"

    def watches(self) -> Mapping[str, Handler]:
        return {**super().watches(), CLAIMS: _user_changed, VOLUMES: _user_changed}

    def is_used(self, ctx: Context, held: Doc) -> bool:
        users = (*ctx.store.list(CLAIMS), *ctx.store.list(VOLUMES))
        return any(name(held) in _classes_of(user) for user in users)


def _deleted(key: Key, before: Doc | None, after: Doc | None) -> Iterable[WorkKey]:
    if after is not None and is_deleting(after):
        yield key


@concerned_by(EXISTENCE)
def _pod_went(key: Key, before: Doc | None, after: Doc | None) -> Iterable[WorkKey]:
    if after is None and before is not None:
        yield from (Key(CLAIMS, key.namespace, claim) for claim in _claims_of(before))


def _user_changed(key: Key, before: Doc | None, after: Doc | None) -> Iterable[WorkKey]:
    if before is not None:
        gone = _classes_of(before) - (_classes_of(after) if after is not None else set())
        yield from (Key(CLASSES, "", one) for one in sorted(gone))


def _claims_of(pod: Doc) -> list[str]:
    """The claims that a pod's volumes name, those that are made for the pod too."""
    found = []
    for volume in pod["spec"].get("volumes") or ():
        if "persistentVolumeClaim" in volume:
            found.append(volume["persistentVolumeClaim"]["claimName"])
        elif "ephemeral" in volume:
            found.append(f"{name(pod)}-{volume['name']}")
    return found


def _classes_of(user: Doc) -> set[str]:
    """The attribute classes that a claim or a volume has, had last, or is on the way to."""
    spec, status = user.get("spec") or {}, user.get("status") or {}
    target = (status.get("modifyVolumeStatus") or {}).get("targetVolumeAttributesClassName")
    named = (spec.get("volumeAttributesClassName"), status.get("currentVolumeAttributesClassName"), target)
    return {one for one in named if one}
