"""Which specs of the conformance suite the tests of this folder perform."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

Test = TypeVar("Test", bound=Callable[..., Any])

performed: dict[str, str] = {}
"""The spec's whole name → the test that performs it."""


def spec(sig: str, *names: str) -> Callable[[Test], Test]:
    """Note that a test performs the specs of these names (without `[Conformance]`) of a special interest group."""

    def note(test: Test) -> Test:
        for name in names:
            whole = f"[sig-{sig}] {name} [Conformance]"
            assert whole not in performed, f"{whole} is performed twice"
            performed[whole] = f"{test.__module__}.{test.__name__}"
        return test

    return note
