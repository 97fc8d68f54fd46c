"""What every store of a cluster offers: current objects by key, and the gapless log of changes that made them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Literal, NamedTuple, Protocol

from core.meta.objects import Doc, Key

Verb = Literal["ADDED", "MODIFIED", "DELETED"]

EVENTS = "events"
"""Both event groups are stored under this resource, in the log alone: an event is read back from its latest change."""


class Write(NamedTuple):
    """One object to be written. The store owns ``doc`` from then on and stamps its ``metadata.resourceVersion``.

    ``doc`` and ``doc["metadata"]`` must be fresh dicts; everything below them may be shared.
    """

    verb: Verb
    key: Key
    doc: Doc


class Change(NamedTuple):
    """One line of the log. ``doc`` is the object at ``revision`` (for DELETED: as it last was)."""

    revision: int
    time: int
    actor: str
    verb: Verb
    key: Key
    doc: Doc


class Logged(Protocol):
    """One line of the log: a `Change`, or what makes its document only where somebody reads it."""

    @property
    def revision(self) -> int: ...
    @property
    def time(self) -> int: ...
    @property
    def actor(self) -> str: ...
    @property
    def verb(self) -> Verb: ...
    @property
    def key(self) -> Key: ...
    @property
    def doc(self) -> Doc: ...


class HeadMoved(Exception):
    """Somebody else wrote since the revision that the writer began from."""


class Compacted(Exception):
    """The asked-for revision is older than the log that was kept (HTTP 410)."""


class Reader(Protocol):
    """Reading at one revision."""

    def head(self) -> int:
        """The latest revision; 0 for an empty cluster."""
        ...

    def get(self, key: Key) -> Doc | None: ...

    def list(self, resource: str, namespace: str = "") -> Iterable[Doc]:
        """All objects of a resource (in one namespace when given), sorted by namespace and name."""
        ...

    def owned_by(self, uid: str) -> Iterable[Doc]:
        """All objects of any resource that name ``uid`` in their owner references, sorted by key."""
        ...

    def on_node(self, node: str) -> Iterable[Doc]:
        """All pods bound to a node, sorted by namespace and name."""
        ...


class Store(Reader, Protocol):
    """Reading and writing one cluster."""

    def commit(self, writes: Sequence[Write], *, time: int, actor: str) -> list[Change]:
        """Write all or nothing; revisions follow on the head without a gap."""
        ...

    def changes(self, since: int, until: int | None = None) -> Iterator[Change]:
        """The log after ``since`` up to and with ``until``. Raises `Compacted`."""
        ...
