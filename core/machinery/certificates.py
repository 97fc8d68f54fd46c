"""Certificates that a cluster's authority issues: what a request asks, whether a signer may, and the result.

Source: pkg/controller/certificates/signer, pkg/controller/certificates/authority/policies.go and
pkg/apis/certificates/helpers.go. Everything follows from the arguments: the serial number from the seed, the times from
virtual time, and the signature is a deterministic one.
"""

from __future__ import annotations

from base64 import b64decode, b64encode
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from hashlib import blake2b
from typing import Any, Final, NamedTuple

from cryptography import x509
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from core.meta.objects import Doc
from core.meta.time import SECOND

CLIENT: Final = "kubernetes.io/kube-apiserver-client"
KUBELET_CLIENT: Final = "kubernetes.io/kube-apiserver-client-kubelet"
KUBELET_SERVING: Final = "kubernetes.io/kubelet-serving"
_YEAR: Final = 365 * 24 * 3600
_SHORTEST, _SHORT, _BACKDATE = 600, 8 * 3600, 300
_NODES, _NODE = ["system:nodes"], "system:node:"
_FIELDS: Final = (
    "digital signature", "content commitment", "key encipherment", "data encipherment", "key agreement", "cert sign",
    "crl sign", "encipher only", "decipher only",
)  # fmt: skip
_EXTENDED: Final = {
    "any": ExtendedKeyUsageOID.ANY_EXTENDED_KEY_USAGE,
    "server auth": ExtendedKeyUsageOID.SERVER_AUTH,
    "client auth": ExtendedKeyUsageOID.CLIENT_AUTH,
    "code signing": ExtendedKeyUsageOID.CODE_SIGNING,
    "email protection": ExtendedKeyUsageOID.EMAIL_PROTECTION,
    "s/mime": ExtendedKeyUsageOID.EMAIL_PROTECTION,
    "timestamping": ExtendedKeyUsageOID.TIME_STAMPING,
    "ocsp signing": ExtendedKeyUsageOID.OCSP_SIGNING,
}


class Request(NamedTuple):
    """What a PEM block asks for."""

    csr: x509.CertificateSigningRequest
    name: str
    organizations: list[str]
    alternatives: list[x509.GeneralName]

    def has(self, *types: type[x509.GeneralName]) -> bool:
        """Whether it asks for other names of these types."""
        return any(isinstance(name, types) for name in self.alternatives)


class Refused(Exception):
    """A signer says no; the message is upstream's."""


def read(spec: Doc) -> Request | None:
    """The request inside a CertificateSigningRequest; ``None`` when nobody can read it, or it is not signed."""
    try:
        csr = x509.load_pem_x509_csr(b64decode(spec.get("request") or ""))
        if not csr.is_signature_valid:
            return None
        return Request(csr, _text(csr, NameOID.COMMON_NAME), _texts(csr, NameOID.ORGANIZATION_NAME), _alternatives(csr))
    except (ValueError, TypeError, UnsupportedAlgorithm, InvalidSignature):
        return None


def _texts(csr: x509.CertificateSigningRequest, oid: x509.ObjectIdentifier) -> list[str]:
    return [str(attribute.value) for attribute in csr.subject.get_attributes_for_oid(oid)]


def _text(csr: x509.CertificateSigningRequest, oid: x509.ObjectIdentifier) -> str:
    return next(iter(_texts(csr, oid)), "")


def _alternatives(csr: x509.CertificateSigningRequest) -> list[x509.GeneralName]:
    try:
        return list(csr.extensions.get_extension_for_class(x509.SubjectAlternativeName).value)
    except x509.ExtensionNotFound:
        return []


def check(signer: str, request: Request, usages: Iterable[str]) -> None:
    """Whether a built-in signer signs a request. Raises `Refused`."""
    wanted = set(usages)
    if signer == CLIENT:
        _check_client(list(usages))
    elif signer == KUBELET_CLIENT:
        _check_kubelet_client(request, wanted)
    elif signer == KUBELET_SERVING:
        _check_kubelet_serving(request, wanted)


def is_kubelet_client(request: Request, usages: Iterable[str]) -> bool:
    """Whether a request is what a kubelet asks for to speak to the API server."""
    try:
        _check_kubelet_client(request, set(usages))
    except Refused:
        return False
    return True


def _check_client(usages: list[str]) -> None:
    for usage in usages:
        if usage not in ("digital signature", "key encipherment", "client auth"):
            raise Refused(f"invalid usage for client certificate: {usage}")
    if "client auth" not in usages:
        raise Refused("missing required usage for client certificate: client auth")


def _check_kubelet_client(request: Request, usages: set[str]) -> None:
    _require(request.organizations == _NODES, "subject organization is not system:nodes")
    _require(not request.has(x509.DNSName), "DNS subjectAltNames are not allowed")
    _require(not request.has(x509.RFC822Name), "Email subjectAltNames are not allowed")
    _require(not request.has(x509.IPAddress), "IP subjectAltNames are not allowed")
    _require(not request.has(x509.UniformResourceIdentifier), "URI subjectAltNames are not allowed")
    _require(request.name.startswith(_NODE), "subject common name does not begin with system:node:")
    _require_usages(usages, "client auth")


def _check_kubelet_serving(request: Request, usages: set[str]) -> None:
    _require(request.organizations == _NODES, "subject organization is not system:nodes")
    _require(request.has(x509.DNSName, x509.IPAddress), "DNS or IP subjectAltName is required")
    _require(not request.has(x509.RFC822Name), "Email subjectAltNames are not allowed")
    _require(not request.has(x509.UniformResourceIdentifier), "URI subjectAltNames are not allowed")
    _require_usages(usages, "server auth")
    _require(request.name.startswith(_NODE), "subject common name does not begin with system:node:")


def _require(holds: bool, why: str) -> None:
    if not holds:
        raise Refused(why)


def _require_usages(usages: set[str], main: str) -> None:
    allowed = {"digital signature", "key encipherment", main}
    told = " ".join(sorted(allowed))
    _require(usages in (allowed, allowed - {"key encipherment"}), f"usages did not match [{told}]")


class Authority:
    """Who signs: a certificate and its private key, both PEM."""

    def __init__(self, certificate: str, key: str) -> None:
        self._certificate = x509.load_pem_x509_certificate(certificate.encode())
        self._key: Any = serialization.load_pem_private_key(key.encode(), None)

    def issue(self, request: Request, spec: Doc, subject: str, now: int) -> str:
        """The certificate (base64 of PEM) for a request at ``now`` (µs); ``subject`` decides the serial number.

        Raises `Refused` beyond the authority's own end.
        """
        begin, end = self._lifetime(spec.get("expirationSeconds"), now)
        usages = spec.get("usages") or []
        builder = (
            x509.CertificateBuilder()
            .subject_name(request.csr.subject)
            .issuer_name(self._certificate.subject)
            .public_key(request.csr.public_key())
            .serial_number(int.from_bytes(blake2b(subject.encode(), digest_size=15).digest(), "big") or 1)
            .not_valid_before(begin)
            .not_valid_after(end)
        )
        fields = _key_usage(usages)
        if fields is not None:
            builder = builder.add_extension(fields, critical=True)
        extended = [_EXTENDED[usage] for usage in usages if usage in _EXTENDED]
        if extended:
            builder = builder.add_extension(x509.ExtendedKeyUsage(extended), critical=False)
        builder = builder.add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        issuer = x509.AuthorityKeyIdentifier.from_issuer_public_key(self._key.public_key())
        builder = builder.add_extension(issuer, critical=False)
        if request.alternatives:
            builder = builder.add_extension(x509.SubjectAlternativeName(request.alternatives), critical=False)
        signed = self._sign(builder).public_bytes(serialization.Encoding.PEM)
        return b64encode(signed).decode()

    def _sign(self, builder: x509.CertificateBuilder) -> x509.Certificate:
        if isinstance(self._key, ec.EllipticCurvePrivateKey):
            return builder.sign(self._key, hashes.SHA256(), ecdsa_deterministic=True)
        return builder.sign(self._key, None)

    def _lifetime(self, asked: int | None, now: int) -> tuple[datetime, datetime]:
        seconds = _YEAR if asked is None else min(max(asked, _SHORTEST), _YEAR)
        moment = datetime.fromtimestamp(now // SECOND, UTC)
        last = self._certificate.not_valid_after_utc
        if moment >= last:
            raise Refused(f"refusing to sign a certificate that expired in the past: {last}")
        end = moment + timedelta(seconds=seconds if seconds < _SHORT else seconds - _BACKDATE)
        return moment - timedelta(seconds=_BACKDATE), min(end, last)


def ends_at(certificate: str) -> int | None:
    """The µs at which a certificate (base64 of PEM) ends; ``None`` for one that nobody can read."""
    try:
        found = x509.load_pem_x509_certificate(b64decode(certificate))
    except (ValueError, TypeError):
        return None
    return int(found.not_valid_after_utc.timestamp()) * SECOND


def _key_usage(usages: Iterable[str]) -> x509.KeyUsage | None:
    """What the key may be used for; ``None`` for nothing, which a certificate cannot say."""
    held = {"signing": "digital signature"}
    wanted = {held.get(usage, usage) for usage in usages}
    agrees = "key agreement" in wanted
    flags = [field in wanted and (agrees or not field.endswith(" only")) for field in _FIELDS]
    return x509.KeyUsage(*flags) if any(flags) else None
