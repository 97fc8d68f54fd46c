"""CertificateSigningRequests."""

from __future__ import annotations

from core.kinds.kind import STATUS, Kind, Subresource, columns

CERTIFICATE_SIGNING_REQUEST = Kind(
    kind="CertificateSigningRequest",
    plural="certificatesigningrequests",
    group="certificates.k8s.io",
    namespaced=False,
    short_names=("csr",),
    subresources=(Subresource("approval"), STATUS),
    columns=columns("Name", "Age", "SignerName", "Requestor", "RequestedDuration", "Condition"),
    first_status={},
)

KINDS = (CERTIFICATE_SIGNING_REQUEST,)
