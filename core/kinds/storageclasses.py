"""StorageClasses and VolumeAttributesClasses: how volumes are made."""

from __future__ import annotations

from typing import Any, Final

from core.kinds import printing
from core.kinds.filling import fill
from core.kinds.kind import Kind, columns
from core.meta import objects
from core.meta.objects import Doc


def _complete(doc: Doc) -> Doc:
    return fill(doc, {"reclaimPolicy": "Delete", "volumeBindingMode": "Immediate"})


DEFAULT_MARK: Final = "storageclass.kubernetes.io/is-default-class"


def _cells(doc: Doc, now: int) -> list[Any]:
    mark = " (default)" if objects.annotations(doc).get(DEFAULT_MARK) == "true" else ""
    return [
        printing.name(doc) + mark,
        doc.get("provisioner", ""),
        doc.get("reclaimPolicy", "Delete"),
        doc.get("volumeBindingMode", "Immediate"),
        printing.boolean(doc.get("allowVolumeExpansion")),
        printing.age(doc, now),
    ]


def _attributes_cells(doc: Doc, now: int) -> list[Any]:
    return [printing.name(doc), doc.get("driverName", ""), printing.age(doc, now)]


STORAGE_CLASS = Kind(
    kind="StorageClass",
    plural="storageclasses",
    group="storage.k8s.io",
    namespaced=False,
    short_names=("sc",),
    columns=columns("Name", "Provisioner", "ReclaimPolicy", "VolumeBindingMode", "AllowVolumeExpansion", "Age"),
    defaults=_complete,
    cells=_cells,
)

VOLUME_ATTRIBUTES_CLASS = Kind(
    kind="VolumeAttributesClass",
    plural="volumeattributesclasses",
    group="storage.k8s.io",
    namespaced=False,
    short_names=("vac",),
    columns=columns("Name", "DriverName", "Age"),
    cells=_attributes_cells,
)

KINDS = (STORAGE_CLASS, VOLUME_ATTRIBUTES_CLASS)
