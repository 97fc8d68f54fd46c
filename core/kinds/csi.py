"""CSI drivers, their nodes and capacities, and volume attachments."""

from __future__ import annotations

from typing import Final

from core.kinds.filling import fill, within
from core.kinds.kind import STATUS, Kind, columns
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
    return within(doc, "spec", _complete_driver_spec)


def _complete_driver_spec(spec: Doc) -> Doc:
    spec = fill(spec, _DRIVER)
    return spec if spec.get("volumeLifecycleModes") else {**spec, "volumeLifecycleModes": ["Persistent"]}


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
)

CSI_NODE = Kind(
    kind="CSINode",
    plural="csinodes",
    group="storage.k8s.io",
    namespaced=False,
    columns=columns("Name", "Drivers:integer", "Age"),
)

CSI_STORAGE_CAPACITY = Kind(
    kind="CSIStorageCapacity",
    plural="csistoragecapacities",
    group="storage.k8s.io",
)

VOLUME_ATTACHMENT = Kind(
    kind="VolumeAttachment",
    plural="volumeattachments",
    group="storage.k8s.io",
    namespaced=False,
    subresources=(STATUS,),
    columns=columns("Name", "Attacher!name", "PV", "Node", "Attached:boolean", "Age"),
    first_status={"attached": False},
)

KINDS = (CSI_DRIVER, CSI_NODE, CSI_STORAGE_CAPACITY, VOLUME_ATTACHMENT)
