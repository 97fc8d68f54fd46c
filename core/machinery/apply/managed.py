"""`metadata.managedFields`: read into who owns what, and written back in upstream's order.

Source of the rules: apimachinery's ``util/managedfields/internal``: managedfields.go, capmanagers.go, stripmeta.go.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final, NamedTuple

from core.machinery.apply import fields
from core.machinery.apply.fields import Fields
from core.meta.objects import Doc, with_metadata

APPLY: Final = "Apply"
UPDATE: Final = "Update"
MOST_UPDATERS: Final = 10
ANCIENT: Final = "ancient-changes"
"""The manager in which the oldest updates are joined, once there are too many."""

STRIPPED: Final[Fields] = {
    "f:apiVersion": fields.LEAF,
    "f:kind": fields.LEAF,
    "f:metadata": {
        fields.OWNED: {},
        **{
            f"f:{name}": fields.LEAF
            for name in (
                "name", "namespace", "creationTimestamp", "selfLink", "uid", "clusterName", "generation",
                "managedFields", "resourceVersion",
            )
        },
    },
}  # fmt: skip
"""What nobody owns."""


@dataclass(frozen=True, slots=True)
class Writer:
    """Who writes, through which subresource and in which API version (empty: the one that is stored)."""

    manager: str
    subresource: str = ""
    api_version: str = ""

    @property
    def is_of_status(self) -> bool:
        """Whether the path writes the status, and leaves the rest alone."""
        return self.subresource in ("status", "approval")


class Owner(NamedTuple):
    """What makes one entry; an applier has one for all API versions, so its ``api_version`` is empty here."""

    manager: str
    operation: str
    api_version: str
    subresource: str


class Held(NamedTuple):
    """What an owner owns, in the words of which API version, and since when."""

    fields: Fields
    api_version: str
    time: str | None


Managed = dict[Owner, Held]


def read(entries: Any) -> Managed:
    """The owners in a document's managedFields. Raises `ValueError` for what is no valid list of them."""
    found: Managed = {}
    for entry in entries or ():
        operation, version = entry.get("operation"), entry.get("apiVersion")
        if operation not in (APPLY, UPDATE) or not version or entry.get("fieldsType") != "FieldsV1":
            raise ValueError("not a managed fields entry")
        words = "" if operation == APPLY else version
        key = Owner(entry.get("manager", ""), operation, words, entry.get("subresource", ""))
        found[key] = Held(fields.decoded(entry.get("fieldsV1") or {}), version, entry.get("time"))
    return found


def read_or_none(entries: Any) -> Managed:
    """As `read`; nobody where the list is not valid."""
    try:
        return read(entries)
    except ValueError:
        return {}


def is_reset(entries: Any) -> bool:
    """Whether a writer wants the record gone: an empty list, or one empty entry."""
    return entries in ([], [{}])


def differ_in_time(new: Doc, old: Doc) -> bool:
    """Whether two documents are equal but for when their owners last wrote: no reason to write again.

    Source of the rule: k8s.io/apiserver's endpoints/handlers/fieldmanager/equality.go.
    """
    ours, theirs = new["metadata"].get("managedFields"), old["metadata"].get("managedFields")
    if not ours or not theirs or [_timeless(one) for one in ours] != [_timeless(one) for one in theirs]:
        return False
    return with_metadata(new, managedFields=theirs) == old


def _timeless(entry: Doc) -> Doc:
    return {name: value for name, value in entry.items() if name != "time"}


def write(managed: Managed) -> list[Doc]:
    """The entries, appliers before updaters, older before newer."""
    order = sorted(managed, key=lambda key: (key.operation, managed[key].time or "", *_tail(key, managed[key])))
    return [_entry(key, managed[key]) for key in order]


def put(managed: Managed, key: Owner, held: Held) -> Managed:
    """With one owner's fields; an owner of nothing is left out."""
    rest = {other: managed[other] for other in managed if other != key}
    return {**rest, key: held} if held.fields else rest


def capped(managed: Managed) -> Managed:
    """With at most ten updaters: the oldest of each API version are joined."""
    found = dict(managed)
    updaters = sorted(
        (key for key in managed if key.operation == UPDATE), key=lambda key: (managed[key].time or "", key)
    )
    too_many, first = len(updaters) - MOST_UPDATERS, dict[str, Owner]()
    for key in updaters:
        if too_many <= 0:
            break
        version = managed[key].api_version
        if version not in first:
            first[version] = key
            continue
        bucket = Owner(ANCIENT, UPDATE, version, "")
        older = found.pop(bucket, None) or found.pop(first[version])
        newer = found.pop(key, older)
        found[bucket] = newer._replace(fields=fields.union(newer.fields, older.fields))
        too_many -= 1
    return found


def _tail(key: Owner, held: Held) -> tuple[str, str, str]:
    return key.manager, held.api_version, key.subresource


def _entry(key: Owner, held: Held) -> Doc:
    entry: Doc = {"manager": key.manager, "operation": key.operation, "apiVersion": held.api_version}
    if held.time:
        entry["time"] = held.time
    entry |= {"fieldsType": "FieldsV1", "fieldsV1": fields.encoded(held.fields)}
    return {**entry, "subresource": key.subresource} if key.subresource else entry
