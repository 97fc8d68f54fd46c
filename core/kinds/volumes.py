"""PersistentVolumes and the claims on them."""

from __future__ import annotations

from typing import Any, Final

from core.kinds import printing
from core.kinds.filling import fill, inside, within
from core.kinds.kind import STATUS, Kind, columns
from core.kinds.podspec import complete_claim_spec
from core.meta import objects
from core.meta.objects import Doc, is_deleting


def _complete_volume(doc: Doc) -> Doc:
    return inside(doc, "spec", _complete_volume_spec)


def _complete_volume_spec(spec: Doc) -> Doc:
    spec = fill(spec, {"persistentVolumeReclaimPolicy": "Retain", "volumeMode": "Filesystem"})
    return within(spec, "hostPath", lambda path: fill(path, {"type": ""}))


def _with_phase_time(doc: Doc) -> Doc:
    since = doc["metadata"].get("creationTimestamp")
    return {**doc, "status": {"phase": "Pending", "lastPhaseTransitionTime": since}}


def _complete_claim(doc: Doc) -> Doc:
    return inside(doc, "spec", complete_claim_spec)


STORAGE_CLASS_NOTE: Final = "volume.beta.kubernetes.io/storage-class"


def _class(doc: Doc) -> str:
    return str(objects.annotations(doc).get(STORAGE_CLASS_NOTE) or printing.spec(doc).get("storageClassName") or "")


def _volume_cells(doc: Doc, now: int) -> list[Any]:
    spec, status = printing.spec(doc), printing.status(doc)
    claim = spec.get("claimRef")
    return [
        printing.name(doc),
        (spec.get("capacity") or {}).get("storage", "0"),
        printing.access_modes(spec.get("accessModes")),
        spec.get("persistentVolumeReclaimPolicy", ""),
        "Terminating" if is_deleting(doc) else status.get("phase", ""),
        f"{claim.get('namespace', '')}/{claim.get('name', '')}" if claim else "",
        _class(doc),
        spec.get("volumeAttributesClassName") or printing.UNSET,
        status.get("reason", ""),
        printing.age(doc, now),
        spec.get("volumeMode") or printing.UNSET,
    ]


def _claim_cells(doc: Doc, now: int) -> list[Any]:
    spec, status = printing.spec(doc), printing.status(doc)
    bound = bool(spec.get("volumeName"))
    return [
        printing.name(doc),
        "Terminating" if is_deleting(doc) else status.get("phase", ""),
        spec.get("volumeName", ""),
        (status.get("capacity") or {}).get("storage", "0") if bound else "",
        printing.access_modes(status.get("accessModes")) if bound else "",
        _class(doc),
        spec.get("volumeAttributesClassName") or printing.UNSET,
        printing.age(doc, now),
        spec.get("volumeMode") or printing.UNSET,
    ]


PERSISTENT_VOLUME = Kind(
    kind="PersistentVolume",
    plural="persistentvolumes",
    namespaced=False,
    short_names=("pv",),
    subresources=(STATUS,),
    columns=columns(
        "Name",
        "Capacity",
        "Access Modes",
        "Reclaim Policy",
        "Status",
        "Claim",
        "StorageClass",
        "VolumeAttributesClass",
        "Reason",
        "Age",
        "VolumeMode+",
    ),
    defaults=_complete_volume,
    created=_with_phase_time,
    cells=_volume_cells,
)

PERSISTENT_VOLUME_CLAIM = Kind(
    kind="PersistentVolumeClaim",
    plural="persistentvolumeclaims",
    short_names=("pvc",),
    subresources=(STATUS,),
    columns=columns(
        "Name",
        "Status",
        "Volume",
        "Capacity",
        "Access Modes",
        "StorageClass",
        "VolumeAttributesClass",
        "Age",
        "VolumeMode+",
    ),
    defaults=_complete_claim,
    first_status={"phase": "Pending"},
    cells=_claim_cells,
)

KINDS = (PERSISTENT_VOLUME, PERSISTENT_VOLUME_CLAIM)
