"""The certificate authority that a cluster's `kube-root-ca.crt` names and its API server's certificate is signed by."""

from __future__ import annotations

import os
from datetime import UTC, datetime, timedelta
from hashlib import blake2b
from ipaddress import ip_address
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, ed25519
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

NAME = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "kubernetes")])
ONE_YEAR = timedelta(days=365)
TEN_YEARS = timedelta(days=3650)
CERTIFICATE_FILE, KEY_FILE = "ca.crt", "ca.key"


def installed(folder: Path) -> str:
    """The certificate (PEM) of this installation's authority in ``folder``, made on first use, its key beside it.

    Raises ``OSError`` when the folder cannot be written.
    """
    certificate_file = folder / CERTIFICATE_FILE
    if not certificate_file.exists():
        key = ec.generate_private_key(ec.SECP256R1())
        certificate = _builder(key.public_key(), datetime.now(UTC), x509.random_serial_number()).sign(
            key, hashes.SHA256()
        )
        _write_private(folder / KEY_FILE, _pem(key))
        certificate_file.write_bytes(certificate.public_bytes(serialization.Encoding.PEM))
    return certificate_file.read_text()


def key(folder: Path) -> str:
    """The private key (PEM) of this installation's authority. Raises ``OSError``."""
    installed(folder)
    return (folder / KEY_FILE).read_text()


def serving(folder: Path) -> tuple[Path, Path]:
    """The files (PEM) of the API server's certificate, signed by the authority in ``folder``, and of its key.

    They are made anew on each call, so they never expire while they are needed. Raises ``OSError``.
    """
    issuer = x509.load_pem_x509_certificate(installed(folder).encode())
    signer = serialization.load_pem_private_key((folder / KEY_FILE).read_bytes(), None)
    assert isinstance(signer, ec.EllipticCurvePrivateKey)
    key = ec.generate_private_key(ec.SECP256R1())
    begin = datetime.now(UTC) - timedelta(hours=1)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "kube-apiserver")]))
        .issuer_name(issuer.subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(begin)
        .not_valid_after(begin + ONE_YEAR)
        .add_extension(x509.SubjectAlternativeName(_served_names()), critical=False)
        .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(signer.public_key()), critical=False)
        .sign(signer, hashes.SHA256())
    )
    certificate_file, key_file = folder / "api.crt", folder / "api.key"
    _write_private(key_file, _pem(key))
    certificate_file.write_bytes(certificate.public_bytes(serialization.Encoding.PEM))
    return certificate_file, key_file


def _served_names() -> list[x509.GeneralName]:
    """Under which names and addresses the API may be reached."""
    names = ("localhost", "kubernetes", "kubernetes.default", "kubernetes.default.svc")
    return [
        *(x509.DNSName(name) for name in names),
        *(x509.IPAddress(ip_address(address)) for address in ("127.0.0.1", "::1")),
    ]


def drawn(seed: str) -> str:
    """A certificate (PEM) that the seed alone decides, for simulations without an API server."""
    key = _drawn_key(seed)
    certificate = _builder(key.public_key(), datetime(2026, 1, 1, tzinfo=UTC), 1).sign(key, None)
    return certificate.public_bytes(serialization.Encoding.PEM).decode()


def drawn_key(seed: str) -> str:
    """The private key (PEM) of `drawn`."""
    return _pem(_drawn_key(seed)).decode()


def _drawn_key(seed: str) -> ed25519.Ed25519PrivateKey:
    return ed25519.Ed25519PrivateKey.from_private_bytes(blake2b(f"{seed}\0ca".encode(), digest_size=32).digest())


def _builder(
    public: ec.EllipticCurvePublicKey | ed25519.Ed25519PublicKey, begin: datetime, serial: int
) -> x509.CertificateBuilder:
    usage = x509.KeyUsage(True, False, True, False, False, True, False, False, False)
    return (
        x509.CertificateBuilder()
        .subject_name(NAME)
        .issuer_name(NAME)
        .public_key(public)
        .serial_number(serial)
        .not_valid_before(begin)
        .not_valid_after(begin + TEN_YEARS)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .add_extension(usage, critical=True)
    )


def _pem(key: ec.EllipticCurvePrivateKey | ed25519.Ed25519PrivateKey) -> bytes:
    return key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )


def _write_private(path: Path, content: bytes) -> None:
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
        file.write(content)
