"""Writers are warned in upstream's words of what is stored and will not work."""

from __future__ import annotations

from base64 import b64encode

import pytest

from core.kinds import registry
from core.machinery import advice

CERTIFICATE = "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n"
KEY = "-----BEGIN RSA PRIVATE KEY-----\nAAAA\n-----END RSA PRIVATE KEY-----\n"


@pytest.mark.parametrize(
    ("certificate", "key", "told"),
    [
        (CERTIFICATE, KEY, []),
        ("", KEY, ["tls: failed to find any PEM data in certificate input"]),
        (CERTIFICATE, "no key", ["tls: failed to find any PEM data in key input"]),
        (CERTIFICATE, CERTIFICATE, ["tls: found a certificate rather than a key in the PEM for the private key"]),
    ],
)
def test_a_tls_secret_without_certificate_or_key_is_told(certificate: str, key: str, told: list[str]) -> None:
    data = {name: b64encode(text.encode()).decode() for name, text in (("tls.crt", certificate), ("tls.key", key))}
    secret = {"kind": "Secret", "type": "kubernetes.io/tls", "data": data}
    assert advice.warnings(registry.KINDS["secrets"], secret) == told
    assert advice.warnings(registry.KINDS["secrets"], {**secret, "type": "Opaque"}) == []
