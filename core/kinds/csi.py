"""CSI drivers, their nodes and capacities, and volume attachments."""

from __future__ import annotations

from core.kinds.kind import STATUS, Kind, columns

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
)

KINDS = (CSI_DRIVER, CSI_NODE, CSI_STORAGE_CAPACITY, VOLUME_ATTACHMENT)
