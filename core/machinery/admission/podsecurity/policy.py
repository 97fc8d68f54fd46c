"""Which standard of which version a namespace enforces, audits and warns of, read from its labels.

Source: k8s.io/pod-security-admission/api/helpers.go.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache
from typing import Final, NamedTuple

from core.meta import fields
from core.meta.fields import FieldError

PREFIX: Final = "pod-security.kubernetes.io/"
LEVELS: Final = ("privileged", "baseline", "restricted")
LATEST: Final = 1 << 30
"""The minor version that stands for `latest`."""
_VERSION: Final = re.compile(r"v1\.(0|[1-9][0-9]{0,8})")


class Standard(NamedTuple):
    """A level of a version, `restricted:v1.30`."""

    level: str = "privileged"
    minor: int = LATEST

    def __str__(self) -> str:
        return f"{self.level}:{'latest' if self.minor == LATEST else f'v1.{self.minor}'}"

    @property
    def rank(self) -> int:
        """How strict the level is."""
        return LEVELS.index(self.level)


class Policy(NamedTuple):
    """What a namespace wants of its pods."""

    enforce: Standard = Standard()
    audit: Standard = Standard()
    warn: Standard = Standard()


PRIVILEGED: Final = Policy()


def read(labels: Mapping[str, str]) -> tuple[Policy, list[FieldError]]:
    """The policy of a namespace, and what is wrong with its labels: a wrong one enforces the strictest."""
    held = tuple((key.removeprefix(PREFIX), value) for key, value in labels.items() if key.startswith(PREFIX))
    return _read(held) if held else (PRIVILEGED, [])


@lru_cache(maxsize=1024)
def _read(labels: tuple[tuple[str, str], ...]) -> tuple[Policy, list[FieldError]]:
    held = dict(labels)
    found: list[FieldError] = []
    enforce, audit, warn = (_standard(held, mode, found) for mode in ("enforce", "audit", "warn"))
    if "warn" not in held and held.get("enforce") in LEVELS and enforce.rank > warn.rank:
        # Who writes a template is warned of what its pods will meet.
        warn = Standard(enforce.level, warn.minor if "warn-version" in held else enforce.minor)
    return Policy(enforce, audit, warn), found


def _standard(held: Mapping[str, str], mode: str, found: list[FieldError]) -> Standard:
    level, minor = held.get(mode, LEVELS[0]), LATEST
    if level not in LEVELS:
        found.append(_wrong(mode, level, f"must be one of {', '.join(LEVELS)}"))
        level = LEVELS[-1] if mode == "enforce" else LEVELS[0]
    text = held.get(f"{mode}-version", "latest")
    match = _VERSION.fullmatch(text)
    if match:
        minor = int(match[1])
    elif text != "latest":
        found.append(_wrong(f"{mode}-version", text, 'must be "latest" or "v1.x"'))
    return Standard(level, minor)


def _wrong(label: str, value: str, why: str) -> FieldError:
    return fields.invalid(fields.index("metadata.labels", PREFIX + label), value, why)
