"""The authority's certificate: the same for a seed, kept for an installation."""

from pathlib import Path

from core import authority


def test_a_seed_draws_the_same_certificate_each_time_and_another_seed_another() -> None:
    assert authority.drawn("1") == authority.drawn("1") != authority.drawn("2")


def test_an_installation_keeps_its_certificate_and_nobody_else_reads_its_key(tmp_path: Path) -> None:
    first = authority.installed(tmp_path)
    assert authority.installed(tmp_path) == first
    assert "BEGIN CERTIFICATE" in first
    assert (tmp_path / authority.KEY_FILE).stat().st_mode & 0o077 == 0
