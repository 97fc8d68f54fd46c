"""CertificateSigningRequests.

Source: pkg/apis/certificates/validation. What is inside the request's PEM block is not read.
"""

from __future__ import annotations

from base64 import b64decode
from typing import Final

from core.meta import fields, names
from core.meta.fields import FieldError, index, invalid
from core.meta.objects import Doc

_USAGES: Final = {
    "any", "cert sign", "client auth", "code signing", "content commitment", "crl sign", "data encipherment",
    "decipher only", "digital signature", "email protection", "encipher only", "ipsec end system", "ipsec tunnel",
    "ipsec user", "key agreement", "key encipherment", "microsoft sgc", "netscape sgc", "ocsp signing", "s/mime",
    "server auth", "signing", "timestamping",
}  # fmt: skip
_SHORTEST: Final = 600
_LONGEST_NAME: Final = 253 + 1 + 317
_FORM: Final = "must be a fully qualified domain and path of the form 'example.com/signer-name'"


def check(doc: Doc) -> list[FieldError]:
    """Judge a CertificateSigningRequest."""
    spec = doc.get("spec") or {}
    request = spec.get("request")
    found: list[FieldError] = []
    if "-----BEGIN CERTIFICATE REQUEST-----" not in b64decode(request or "").decode("latin-1"):
        found.append(invalid("spec.request", request, "PEM block type must be CERTIFICATE REQUEST"))
    usages = spec.get("usages") or []
    if not usages:
        found.append(fields.required("spec.usages"))
    for at, usage in enumerate(usages):
        if usage not in _USAGES:
            found.append(fields.not_supported(index("spec.usages", at), usage, _USAGES))
    for at, usage in enumerate(usages):
        if usage in usages[:at]:
            found.append(fields.duplicate(index("spec.usages", at), usage))
    found += _signer(spec.get("signerName") or "", "spec.signerName")
    seconds = spec.get("expirationSeconds")
    if seconds is not None and seconds < _SHORTEST:
        why = "may not specify a duration less than 600 seconds (10 minutes)"
        found.append(invalid("spec.expirationSeconds", seconds, why))
    return found


def _signer(name: str, path: str) -> list[FieldError]:
    if not name:
        return [fields.required(path)]
    if name == "kubernetes.io/legacy-unknown":
        return [invalid(path, name, "the legacy signerName is not allowed via this API version")]
    domain, _, rest = name.partition("/")
    if not domain or not rest:
        return [invalid(path, name, _FORM)]
    labels = domain.split(".")
    if len(labels) < 2:
        return [invalid(path, domain, "should be a domain with at least two segments separated by dots")]
    found = [
        invalid(path, domain, f'validating label "{label}": {problem}')
        for label in labels
        for problem in names.dns1123_label(label)
    ]
    for part in rest.split("."):
        found += [
            invalid(path, rest, f'validating label "{part}": {problem}') for problem in names.dns1123_subdomain(part)
        ]
    return [*found, fields.too_long(path, _LONGEST_NAME)] if len(name) > _LONGEST_NAME else found
