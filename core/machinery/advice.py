"""What a writer is warned of although the object is stored, in upstream's words.

Source: WarningsOnCreate and WarningsOnUpdate of the registries' strategies (pkg/registry/core/secret/strategy.go).
"""

from __future__ import annotations

import re
from base64 import b64decode
from collections.abc import Callable
from typing import Final

from core.kinds.kind import Kind
from core.meta.objects import Doc

_BLOCK: Final = re.compile(r"-----BEGIN ([^-\n]+)-----\r?\n[A-Za-z0-9+/=\s]+-----END \1-----")


def warnings(kind: Kind, doc: Doc) -> list[str]:
    """Return what to tell the writer of a stored document."""
    found = _OF_KIND.get(kind.resource)
    return found(doc) if found else []


def _secret(doc: Doc) -> list[str]:
    """A TLS secret should hold a certificate and its key; Go's tls.X509KeyPair says what is missing."""
    if doc.get("type") != "kubernetes.io/tls":
        return []
    data = doc.get("data") or {}
    certificate, key = (b64decode(data.get(name) or "").decode("latin-1") for name in ("tls.crt", "tls.key"))
    problem = _certificate(certificate) or _key(key)
    return [f"tls: {problem}"] if problem else []


def _certificate(text: str) -> str:
    types = _BLOCK.findall(text)
    if "CERTIFICATE" in types:
        return ""
    if not types:
        return "failed to find any PEM data in certificate input"
    if len(types) == 1 and types[0].endswith("PRIVATE KEY"):
        switched = "but did find a private key; PEM inputs may have been switched"
        return f"failed to find certificate PEM data in certificate input, {switched}"
    return f'failed to find "CERTIFICATE" PEM block in certificate input after {_skipping(types)}'


def _key(text: str) -> str:
    types = _BLOCK.findall(text)
    if any(type_ == "PRIVATE KEY" or type_.endswith(" PRIVATE KEY") for type_ in types):
        return ""
    if not types:
        return "failed to find any PEM data in key input"
    if types == ["CERTIFICATE"]:
        return "found a certificate rather than a key in the PEM for the private key"
    return f'failed to find PEM block with type ending in "PRIVATE KEY" in key input after {_skipping(types)}'


def _skipping(types: list[str]) -> str:
    return f"skipping PEM blocks of the following types: [{' '.join(types)}]"


_OF_KIND: Final[dict[str, Callable[[Doc], list[str]]]] = {"secrets": _secret}
