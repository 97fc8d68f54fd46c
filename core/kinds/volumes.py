"""PersistentVolumes and the claims on them."""

from __future__ import annotations

from core.kinds.filling import fill, within
from core.kinds.kind import STATUS, Kind, columns
from core.kinds.podspec import complete_claim_spec
from core.meta.objects import Doc


def _complete_volume(doc: Doc) -> Doc:
    return within(doc, "spec", _complete_volume_spec)


def _complete_volume_spec(spec: Doc) -> Doc:
    spec = fill(spec, {"persistentVolumeReclaimPolicy": "Retain", "volumeMode": "Filesystem"})
    return within(spec, "hostPath", lambda path: fill(path, {"type": ""}))


def _with_phase_time(doc: Doc) -> Doc:
    since = doc["metadata"].get("creationTimestamp")
    return {**doc, "status": {"phase": "Pending", "lastPhaseTransitionTime": since}}


def _complete_claim(doc: Doc) -> Doc:
    return within(doc, "spec", complete_claim_spec)


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
)

KINDS = (PERSISTENT_VOLUME, PERSISTENT_VOLUME_CLAIM)
