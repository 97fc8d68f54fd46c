"""CSI drivers, their nodes and capacities, and volume attachments."""

from __future__ import annotations

from typing import Any, Final

from core.kinds import printing
from core.kinds.filling import fill, inside
from core.kinds.kind import OWNED, STATUS, Kind, columns
from core.meta.objects import Doc

_DRIVER: Final = {
    "attachRequired": True,
    "podInfoOnMount": False,
    "storageCapacity": False,
    "fsGroupPolicy": "ReadWriteOnceWithFSType",
    "requiresRepublish": False,
    "seLinuxMount": False,
}


def _complete_driver(doc: Doc) -> Doc:
    return inside(doc, "spec", _complete_driver_spec)


def _complete_driver_spec(spec: Doc) -> Doc:
    spec = fill(spec, _DRIVER)
    return spec if spec.get("volumeLifecycleModes") else {**spec, "volumeLifecycleModes": ["Persistent"]}


def _driver_cells(doc: Doc, now: int) -> list[Any]:
    spec = printing.spec(doc)
    tokens = [str(request.get("audience", "")) for request in spec.get("tokenRequests") or ()]
    return [
        printing.name(doc),
        spec.get("attachRequired", True),
        bool(spec.get("podInfoOnMount")),
        bool(spec.get("storageCapacity")),
        ",".join(tokens) or printing.UNSET,
        bool(spec.get("requiresRepublish")),
        ",".join(spec.get("volumeLifecycleModes") or ()) or printing.NONE,
        printing.age(doc, now),
    ]


def _node_cells(doc: Doc, now: int) -> list[Any]:
    return [printing.name(doc), len(printing.spec(doc).get("drivers") or ()), printing.age(doc, now)]


def _attachment_cells(doc: Doc, now: int) -> list[Any]:
    spec = printing.spec(doc)
    return [
        printing.name(doc),
        spec.get("attacher", ""),
        (spec.get("source") or {}).get("persistentVolumeName") or "",
        spec.get("nodeName", ""),
        bool(printing.status(doc).get("attached")),
        printing.age(doc, now),
    ]


CSI_DRIVER = Kind(
    kind="CSIDriver",
    plural="csidrivers",
    group="storage.k8s.io",
    namespaced=False,
    columns=columns(
        "Name",
        "AttachRequired:boolean",
        "PodInfoOnMount:boolean",
        "StorageCapacity:boolean",
        "TokenRequests",
        "RequiresRepublish:boolean",
        "Modes",
        "Age",
    ),
    defaults=_complete_driver,
    cells=_driver_cells,
    needs_revision=True,
)

CSI_NODE = Kind(
    kind="CSINode",
    plural="csinodes",
    group="storage.k8s.io",
    namespaced=False,
    columns=columns("Name", "Drivers:integer", "Age"),
    cells=_node_cells,
    needs_revision=True,
)

CSI_STORAGE_CAPACITY = Kind(
    kind="CSIStorageCapacity",
    plural="csistoragecapacities",
    group="storage.k8s.io",
    needs_revision=True,
)

VOLUME_ATTACHMENT = Kind(
    kind="VolumeAttachment",
    plural="volumeattachments",
    group="storage.k8s.io",
    namespaced=False,
    subresources=(STATUS,),
    status_leaves=OWNED,
    columns=columns("Name", "Attacher!name", "PV", "Node", "Attached:boolean", "Age"),
    first_status={"attached": False},
    cells=_attachment_cells,
    needs_revision=True,
)

KINDS = (CSI_DRIVER, CSI_NODE, CSI_STORAGE_CAPACITY, VOLUME_ATTACHMENT)
