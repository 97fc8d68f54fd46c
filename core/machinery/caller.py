"""For whom a person's write is made, and what they are told beside the answer."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

MASTERS: Final = "system:masters"
"""The group whose members may do all."""
AUTHENTICATED: Final = "system:authenticated"
"""The group of all whom somebody knows."""


@dataclass(frozen=True, slots=True)
class User:
    """Who asks, as authentication found out."""

    name: str
    groups: tuple[str, ...] = ()
    uid: str = ""
    extra: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    @property
    def is_master(self) -> bool:
        """Whether no rule binds them."""
        return MASTERS in self.groups


@dataclass(frozen=True, slots=True)
class Caller:
    """A user at the door. The simulation itself comes without one."""

    user: User
    warnings: list[str] = field(default_factory=list)
    """Texts for the answer's Warning headers."""
    notes: dict[str, str] = field(default_factory=dict)
    """Annotations that admission leaves for an audit entry, as `pod-security.kubernetes.io/enforce-policy`."""
