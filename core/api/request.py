"""One request to a cluster's API: who asks for what, with its query and body read."""

from __future__ import annotations

import re
from contextlib import AbstractContextManager
from dataclasses import dataclass, field

from core.api.route import Target
from core.inputs import admitted
from core.machinery.apply import Writer
from core.machinery.caller import Caller
from core.machinery.caller import User as User
from core.machinery.door import Door
from core.meta import errors
from core.meta.fields import quote
from core.models import Cluster

INTEGER = re.compile("[+-]?[0-9]+")
FALSE = frozenset({"0", "false"})
LONGEST_MANAGER = 128
"""Bytes of a field manager's name."""


@dataclass(frozen=True, slots=True)
class Request:
    """`path` begins after `/clusters/NAME`."""

    method: str
    path: str
    query: dict[str, list[str]]
    headers: dict[str, str]
    body: bytes
    cluster: Cluster
    user: User
    warnings: list[str] = field(default_factory=list)
    """Texts for the answer's Warning headers."""
    notes: dict[str, str] = field(default_factory=dict)
    """What admission leaves for the audit entry."""

    def door(self, target: Target | None = None) -> AbstractContextManager[Door]:
        """The one door, for who asks; what is written to a ``target`` is noted for their manager."""
        caller = Caller(self.user, self.warnings, self.notes)
        writer = Writer(self.manager, target.subresource, target.kind.api_version) if target else None
        return admitted(self.cluster, self.user.name, caller, writer)

    def one(self, name: str) -> str:
        """The first value of a query parameter; empty when it is not given."""
        return self.query.get(name, [""])[0]

    def is_true(self, name: str) -> bool:
        """Whether a boolean query parameter is given and not false (apimachinery/pkg/runtime/conversion.go)."""
        return name in self.query and self.one(name).lower() not in FALSE

    def integer(self, name: str) -> int:
        """A whole number of the query, 0 when it is not given. Raises `StatusError` (400)."""
        text = self.one(name)
        if not text:
            return 0
        if not INTEGER.fullmatch(text):
            raise errors.bad_request(f"strconv.ParseInt: parsing {quote(text)}: invalid syntax")
        if len(text) > 20 or not -(1 << 63) <= int(text) < 1 << 63:
            raise errors.bad_request(f"strconv.ParseInt: parsing {quote(text)}: value out of range")
        return int(text)

    @property
    def media_type(self) -> str:
        """The body's content type without its parameters."""
        return self.headers.get("content-type", "application/json").partition(";")[0].strip().lower()

    @property
    def is_dry_run(self) -> bool:
        """Whether nothing is to be stored."""
        return self.one("dryRun") == "All"

    @property
    def manager(self) -> str:
        """Who the write is noted for: the field manager, or what the User-Agent says before a slash."""
        agent = self.headers.get("user-agent", "").partition("/")[0]
        shown = "".join(letter for letter in agent if letter.isprintable())
        return self.one("fieldManager") or shown.encode()[:LONGEST_MANAGER].decode(errors="ignore") or "unknown"
