"""The authority's certificate: the same for a seed, kept for an installation."""

from pathlib import Path

from cryptography import x509

from core import authority


def test_a_seed_draws_the_same_certificate_each_time_and_another_seed_another() -> None:
    assert authority.drawn("1") == authority.drawn("1") != authority.drawn("2")


def test_an_installation_keeps_its_certificate_and_nobody_else_reads_its_key(tmp_path: Path) -> None:
    first = authority.installed(tmp_path)
    assert authority.installed(tmp_path) == first
    assert "BEGIN CERTIFICATE" in first
    assert (tmp_path / authority.KEY_FILE).stat().st_mode & 0o077 == 0


def test_the_api_serves_a_certificate_of_the_authority_for_the_loopback_names(tmp_path: Path) -> None:
    certificate_file, key_file = authority.serving(tmp_path)
    certificate = x509.load_pem_x509_certificate(certificate_file.read_bytes())
    issuer = x509.load_pem_x509_certificate(authority.installed(tmp_path).encode())
    certificate.verify_directly_issued_by(issuer)
    names = certificate.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    assert "localhost" in names.get_values_for_type(x509.DNSName)
    assert [str(one) for one in names.get_values_for_type(x509.IPAddress)] == ["127.0.0.1", "::1"]
    assert key_file.stat().st_mode & 0o077 == 0
