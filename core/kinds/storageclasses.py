"""StorageClasses and VolumeAttributesClasses: how volumes are made."""

from __future__ import annotations

from core.kinds.filling import fill
from core.kinds.kind import Kind, columns
from core.meta.objects import Doc


def _complete(doc: Doc) -> Doc:
    return fill(doc, {"reclaimPolicy": "Delete", "volumeBindingMode": "Immediate"})


STORAGE_CLASS = Kind(
    kind="StorageClass",
    plural="storageclasses",
    group="storage.k8s.io",
    namespaced=False,
    short_names=("sc",),
    columns=columns(
        "Name", "Provisioner", "ReclaimPolicy", "VolumeBindingMode", "AllowVolumeExpansion", "Age"
    ),
    defaults=_complete,
)

VOLUME_ATTRIBUTES_CLASS = Kind(
    kind="VolumeAttributesClass",
    plural="volumeattributesclasses",
    group="storage.k8s.io",
    namespaced=False,
    short_names=("vac",),
    columns=columns("Name", "DriverName", "Age"),
)

KINDS = (STORAGE_CLASS, VOLUME_ATTRIBUTES_CLASS)
