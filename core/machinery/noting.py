"""Who is noted in `managedFields` for the writes of one door, and when nobody is."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from core.kinds import registry
from core.kinds.kind import Kind
from core.machinery import apply
from core.machinery.apply import Write, Writer
from core.meta.objects import Doc, with_metadata
from core.meta.time import rfc3339


@dataclass(frozen=True, slots=True)
class Noting:
    """``writer`` owns what it changes from then on; without one the record stays as the documents have it.

    A controller (``is_trusted``) is noted only where somebody else is already: what it makes itself has no record,
    which costs nothing for 150,000 pods, and what people own stays right. ``clock`` gives virtual µs.
    """

    writer: Writer | None
    clock: Callable[[], int]
    is_trusted: bool

    def write(self, kind: Kind, subresource: str = "") -> Write:
        """A write to an object of a kind, in the API version that its writer speaks."""
        writer = self.writer or Writer("")
        if subresource and not writer.subresource:
            writer = replace(writer, subresource=subresource)
        return Write(writer, registry.by_gvk(writer.api_version, kind.kind) or kind, rfc3339(self.clock()))

    def noted(self, kind: Kind, old: Doc | None, new: Doc, subresource: str = "") -> Doc:
        """The new document with the record of who owns its fields once it replaces the old."""
        if self.writer is None or new is old or (self.is_trusted and not _is_followed(old, subresource)):
            return new
        entries = apply.updated(self.write(kind, subresource), old, new)
        same = entries == (new["metadata"].get("managedFields") or [])
        return new if same else with_metadata(new, managedFields=entries or None)


def _is_followed(old: Doc | None, subresource: str) -> bool:
    """Whether a controller's change of an object, or of its status, takes something over from somebody."""
    entries = old["metadata"].get("managedFields") if old else None
    if not entries or not subresource:
        return bool(entries)
    return any(entry.get("subresource") == subresource for entry in entries)
