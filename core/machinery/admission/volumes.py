"""PersistentVolumeClaimResize: a claim grows only when it is bound and its class lets it.

Source: plugin/pkg/admission/storage/persistentvolume/resize/admission.go.
"""

from __future__ import annotations

from core.machinery.admission.classes import STORAGE_CLASSES
from core.machinery.admission.request import Request
from core.meta import quantity
from core.meta.objects import Doc


def check_growth(request: Request) -> None:
    """Refuse more storage where there can be none. Raises StatusError (403)."""
    old = request.old
    if old is None or _size(request.doc) <= _size(old):
        return
    if (old.get("status") or {}).get("phase") != "Bound":
        raise request.refuse("Only bound persistent volume claims can be expanded")
    name = request.doc["spec"].get("storageClassName")
    class_ = request.find(STORAGE_CLASSES, name) if name and name == old["spec"].get("storageClassName") else None
    if class_ is None or not class_.get("allowVolumeExpansion"):
        raise request.refuse(
            "only dynamically provisioned pvc can be resized and the storageclass that provisions the pvc "
            "must support resize"
        )


def _size(claim: Doc) -> quantity.Quantity:
    return quantity.read(((claim["spec"].get("resources") or {}).get("requests") or {}).get("storage"))
