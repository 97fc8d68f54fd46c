"""What every test may ask for."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.core.cache import cache
from hypothesis import settings

settings.register_profile("whatever the machine's load", deadline=None)
settings.load_profile("whatever the machine's load")


@pytest.fixture(scope="session")
def root() -> Path:
    """The project's folder."""
    return Path(__file__).resolve().parent.parent


@pytest.fixture
def empty_cache() -> Iterator[None]:
    """A cache that no other test wrote to, and that this one leaves empty."""
    cache.clear()
    yield
    cache.clear()


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--update-goldens", action="store_true", help="write golden files anew from what the code does now"
    )
