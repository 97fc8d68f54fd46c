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
_LASTING: Final = ("Approved", "Denied", "Failed")
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


def conditions(new: Doc, old: Doc) -> list[FieldError]:
    """Judge the conditions that a write leaves: each once, true, and none of both or taken back."""
    held = (new.get("status") or {}).get("conditions") or []
    found: list[FieldError] = []
    seen: list[str] = []
    for at, one in enumerate(held):
        path, type_ = index("status.conditions", at), one.get("type", "")
        found += _condition(path, one)
        if type_ in seen:
            found.append(fields.duplicate(fields.child(path, "type"), type_))
        if {"Approved", "Denied"} <= {type_, *seen} and type_ in ("Approved", "Denied"):
            why = "Approved and Denied conditions are mutually exclusive"
            found.append(invalid(fields.child(path, "type"), type_, why))
        seen.append(type_)
    for one in (old.get("status") or {}).get("conditions") or ():
        if one["type"] in _LASTING and one["type"] not in seen:
            why = f'updates may not remove a condition of type "{one["type"]}"'
            found.append(fields.forbidden("status.conditions", why))
    return found


def _condition(path: str, one: Doc) -> list[FieldError]:
    type_, status = one.get("type", ""), one.get("status", "")
    place = fields.child(path, "status")
    if not type_:
        return [fields.required(fields.child(path, "type"))]
    if not status:
        return [fields.required(place)]
    allowed = ["True"] if type_ in _LASTING else ["False", "True", "Unknown"]
    return [] if status in allowed else [fields.not_supported(place, status, allowed)]
