"""CertificateSigningRequests."""

from __future__ import annotations

from typing import Any

from core.kinds import printing
from core.kinds.kind import STATUS, Kind, Subresource, columns
from core.meta.objects import Doc
from core.meta.time import SECOND


def _cells(doc: Doc, now: int) -> list[Any]:
    spec = printing.spec(doc)
    seconds = spec.get("expirationSeconds")
    return [
        printing.name(doc),
        printing.age(doc, now),
        spec.get("signerName") or printing.NONE,
        spec.get("username", ""),
        printing.duration(seconds * SECOND) if seconds is not None else printing.NONE,
        _condition(printing.status(doc)),
    ]


def _condition(status: Doc) -> str:
    """Approved, Denied or Failed as they were set, and whether the certificate is there."""
    found = [one["type"] for one in status.get("conditions") or () if one["type"] in ("Approved", "Denied", "Failed")]
    issued = ["Issued"] if status.get("certificate") else []
    return ",".join([*dict.fromkeys(found), *issued]) or "Pending"


def _as_asked(new: Doc, old: Doc) -> Doc:
    """A request is not changed once it is there; its status has paths of its own."""
    return {**new, "spec": old["spec"], "status": old.get("status") or {}}


CERTIFICATE_SIGNING_REQUEST = Kind(
    kind="CertificateSigningRequest",
    plural="certificatesigningrequests",
    group="certificates.k8s.io",
    namespaced=False,
    short_names=("csr",),
    subresources=(Subresource("approval"), STATUS),
    columns=columns("Name", "Age", "SignerName", "Requestor", "RequestedDuration", "Condition"),
    first_status={},
    updated=_as_asked,
    cells=_cells,
)

KINDS = (CERTIFICATE_SIGNING_REQUEST,)
