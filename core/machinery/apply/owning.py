"""What a write does to the owners of an object's fields: an update takes over what it changes, an apply asks first.

Source of the rules: structured-merge-diff's merge/update.go, and the chain of managers in apimachinery's
``util/managedfields/internal/fieldmanager.go``.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import reduce
from typing import Any, Final

from core.kinds import registry
from core.kinds.kind import Kind
from core.machinery import schema, versions
from core.machinery.apply import comparing, conflicts, fields, managed, merging, pruning, shapes, validity
from core.machinery.apply.comparing import Difference, Misshapen
from core.machinery.apply.conflicts import Conflicts
from core.machinery.apply.fields import Fields
from core.machinery.apply.managed import APPLY, UPDATE, Held, Managed, Owner, Writer
from core.machinery.apply.shapes import Members
from core.machinery.merge import LAST_APPLIED, noted
from core.machinery.versions import converted
from core.meta import objects
from core.meta.errors import StatusError
from core.meta.names import ANNOTATIONS_SIZE
from core.meta.objects import Doc, with_annotations, with_metadata

BEFORE: Final = "before-first-apply"
"""The manager that is given what an object held when nobody was noted yet."""
KUBECTL: Final = "kubectl"
_STATUS_ALONE: Final[Fields] = {
    "f:status": fields.LEAF,
    "f:metadata": {"f:annotations": fields.LEAF},
}
_STATUS: Final[Fields] = {"f:status": fields.LEAF}


@dataclass(frozen=True, slots=True)
class Write:
    """One write: by whom, of which kind as the request's API version has it, at which time (RFC 3339)."""

    writer: Writer
    kind: Kind
    time: str

    @property
    def version(self) -> str:
        """The API version in whose words the write's fields are noted."""
        return self.kind.api_version

    @property
    def shape(self) -> Members:
        """How documents of that version merge."""
        return shapes.of(self.kind)

    def owner(self, operation: str) -> Owner:
        """The entry in which the write is noted; an applier has one for all versions."""
        version = "" if operation == APPLY else self.version
        return Owner(self.writer.manager or "unknown", operation, version, self.writer.subresource)

    def in_reach(self, found: Fields) -> Fields:
        """The fields of a set that this path can write: the status apart from the rest."""
        if self.writer.is_of_status:
            return fields.within(found, _STATUS_ALONE)
        return fields.without(found, _STATUS) if self.kind.has_status else found

    def kind_in(self, version: str) -> Kind | None:
        """The kind in another API version; None when that is not served."""
        return self.kind if version == self.version else registry.by_gvk(version, self.kind.kind)


class Change:
    """An object before and after a write, compared in the words of any API version."""

    def __init__(self, write: Write, old: Doc, new: Doc) -> None:
        self._write, self._old, self._new = write, old, new
        self._known: dict[str, Difference | None] = {}

    def seen_in(self, version: str) -> Difference | None:
        """What changed of what the path can write; None for a version that is not served."""
        if version not in self._known:
            self._known[version] = self._compared(version)
        return self._known[version]

    def _compared(self, version: str) -> Difference | None:
        kind = self._write.kind_in(version)
        if kind is None:
            return None
        old, new = (converted(doc, version) if doc else {} for doc in (self._old, self._new))
        return Difference(*map(self._write.in_reach, comparing.compare(shapes.of(kind), old, new)))


def updated(write: Write, old: Doc | None, new: Doc) -> list[Doc]:
    """The managedFields of ``new``, as its writer gives it, when it replaces ``old`` (None: it is created)."""
    held = _held(old, new, is_subresource=bool(write.writer.subresource))
    if not held and old is not None:
        return []
    before, after = _seen(old, write.version) if old else {}, _seen(new, write.version)
    try:
        return managed.write(_update(held, Change(write, before, after), write))
    except (Misshapen, RecursionError):
        return managed.write(held)


def applied(write: Write, old: Doc | None, config: Doc, *, force: bool) -> tuple[Doc, list[Doc]]:
    """The object after a configuration was applied to ``old``, without defaults, and its managedFields.

    The result is in the request's API version, as ``config`` must be. Raises `StatusError`: 409 for a conflict, 500
    for a configuration that the kind's schema does not allow.
    """
    validity.check(write.shape, config)
    live = _seen(old, write.version) if old else {}
    held = managed.read_or_none(old["metadata"].get("managedFields")) if old else {}
    if not held and old is not None:
        before = replace(write, writer=replace(write.writer, manager=BEFORE))
        held = _update({}, Change(before, {}, live), before)
    try:
        return _with_kubectl(write, live, config, lambda forced: _apply(held, live, config, write, forced), force)
    except Misshapen as why:
        raise StatusError(500, "", f"failed to merge config: {why}") from None


def settled(write: Write, config: Doc, merged: Doc) -> Doc:
    """What an apply merged, as its kind's type reads it and as it is stored. Raises `StatusError` (500)."""
    found = schema.check(write.kind, merged)
    problem = next((problem.message for problem in found.problems if problem.is_fatal), "")
    if problem:
        what = f"failed to convert new object ({validity.described(config)}) to proper version"
        why = f"unable to convert unstructured object to {validity.group_version_kind(config)}: {problem}"
        raise StatusError(500, "", f"{what}: {why}")
    return versions.stored(write.kind, found.doc)


def _with_kubectl(
    write: Write, live: Doc, config: Doc, attempt: Callable[[bool], tuple[Doc, list[Doc]]], force: bool
) -> tuple[Doc, list[Doc]]:
    """Apply; kubectl takes over what it applied itself before it did so on the server, and keeps its note true."""
    is_kubectl = write.writer.manager == KUBECTL
    try:
        merged, entries = attempt(force)
    except Conflicts as found:
        left = conflicts.beyond_last_applied(found, write.shape, live) if is_kubectl else found
        if left.contested:
            raise left.refusal() from None
        merged, entries = attempt(True)
    if is_kubectl and objects.annotations(merged).get(LAST_APPLIED):
        merged = _renoted(merged, objects.annotations(noted(config))[LAST_APPLIED])
    return merged, entries


def _renoted(merged: Doc, note: str) -> Doc:
    """The object with kubectl's note of what it applied, or without one that would be too long to be kept."""
    new = with_annotations(merged, {LAST_APPLIED: note})
    size = sum(len(name.encode()) + len(str(value).encode()) for name, value in objects.annotations(new).items())
    return new if size <= ANNOTATIONS_SIZE else with_annotations(merged, {LAST_APPLIED: None})


def _held(old: Doc | None, new: Doc, *, is_subresource: bool) -> Managed:
    """Who owns what before the write: as the writer says, else as the stored object does."""
    before = managed.read_or_none(old["metadata"].get("managedFields")) if old else {}
    given = new["metadata"].get("managedFields")
    if is_subresource:
        return before
    if managed.is_reset(given):
        return {}
    return managed.read_or_none(given) or before


def _seen(doc: Doc, version: str) -> Doc:
    """A document in an API version, without the record of its owners."""
    plain = with_metadata(doc, managedFields=None) if "managedFields" in doc["metadata"] else doc
    return converted(plain, version) or plain


def _update(held: Managed, change: Change, write: Write) -> Managed:
    found = _taken_over(held, change, None, force=True)
    mine = change.seen_in(write.version)
    own = fields.difference(fields.union(mine.modified, mine.added), managed.STRIPPED) if mine else {}
    if own:
        key = write.owner(UPDATE)
        before = found[key].fields if key in found else {}
        found = managed.put(found, key, Held(fields.union(own, before), write.version, write.time))
    return managed.capped(found)


def _apply(held: Managed, live: Doc, config: Doc, write: Write, force: bool) -> tuple[Doc, list[Doc]]:
    key, last = write.owner(APPLY), held.get(write.owner(APPLY))
    merged = merging.merge(write.shape, live or shapes.ABSENT, config)
    wanted = write.in_reach(comparing.fields_of(write.shape, config))
    found = {**held, key: Held(wanted, write.version, write.time)}
    if last is not None:
        merged = _pruned(merged, found, last, write)
    found = _taken_over(found, Change(write, live, merged), key, force=force)
    # An apply that changes nothing leaves its time as it was: a new applier then has none.
    time = write.time if merged != live else last.time if last else None
    own = Held(fields.difference(wanted, managed.STRIPPED), write.version, time)
    return merged, managed.write(managed.put(found, key, own))


def _taken_over(held: Managed, change: Change, me: Owner | None, *, force: bool) -> Managed:
    """Everybody, and all but ``me`` without what a change takes from them. Raises `Conflicts` unless forced."""
    found: Managed = {}
    contested: dict[Owner, Fields] = {}
    for key, entry in held.items():
        if key == me:
            found[key] = entry
            continue
        difference = change.seen_in(entry.api_version)
        if difference is None:
            continue  # a version that is no longer served: its owner goes with it
        lost = fields.intersection(entry.fields, fields.union(difference.modified, difference.added))
        if lost:
            contested[key] = lost
        kept = fields.difference(fields.difference(entry.fields, lost), difference.removed)
        found = managed.put(found, key, entry._replace(fields=kept))
    if contested and not force:
        raise Conflicts(contested)
    return found


def _pruned(merged: Doc, held: Managed, last: Held, write: Write) -> Any:
    """The merged document without what its applier applied last time, does not now, and nobody else owns."""
    kind, whole = write.kind_in(last.api_version), converted(merged, last.api_version)
    if kind is None or not last.fields:
        return merged
    shape = shapes.of(kind)
    pruned = pruning.remove(shape, whole, pruning.with_parents(shape, last.fields))
    versions = sorted({entry.api_version for entry in held.values()}, key=lambda version: version != last.api_version)
    for version in versions:
        owned = reduce(fields.union, (entry.fields for entry in held.values() if entry.api_version == version))
        pruned = _with_owned(merged, pruned, owned, write.kind_in(version))
    pruned = converted(pruned, last.api_version)
    return converted(pruning.add_dangling(shape, whole, pruned, last.fields), write.version)


def _with_owned(merged: Doc, pruned: Doc, owned: Fields, kind: Kind | None) -> Doc:
    if kind is None:
        return pruned
    whole, left = converted(merged, kind.api_version), converted(pruned, kind.api_version)
    found: Doc = pruning.add_back(shapes.of(kind), whole, left, owned)
    return found
