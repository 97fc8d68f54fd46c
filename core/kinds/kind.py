"""What a kind is: its names, scope, verbs, printed columns, defaults and write strategy."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final

from core.meta import names
from core.meta.objects import Doc

VERBS: Final = (
    "create", "delete", "deletecollection", "get", "list", "patch", "update", "watch",
)  # fmt: skip
WRITE_VERBS: Final = ("get", "patch", "update")


@dataclass(frozen=True, slots=True)
class Column:
    """One column of `as=Table`; `priority` 1 is shown by `-o wide` only."""

    name: str
    type: str = "string"
    format: str = ""
    priority: int = 0


def columns(*notes: str) -> tuple[Column, ...]:
    """Read columns from notes `Title[:type][!format][+]`, where `+` means wide only.

    A column titled Name has the format `name`, as everywhere upstream.
    """
    return tuple(_column(note) for note in notes)


def _column(note: str) -> Column:
    wide = note.endswith("+")
    note = note.removesuffix("+")
    note, _, format_ = note.partition("!")
    title, _, type_ = note.partition(":")
    format_ = format_ or ("name" if title == "Name" else "")
    return Column(title, type_ or "string", format_, int(wide))


@dataclass(frozen=True, slots=True)
class Subresource:
    """A path below an object; `kind` is empty where the object itself is meant."""

    name: str
    kind: str = ""
    verbs: tuple[str, ...] = WRITE_VERBS
    group: str = ""
    version: str = ""


STATUS: Final = Subresource("status")
OWNED: Final = ("labels", "annotations", "ownerReferences", "finalizers")
"""The metadata that its writers set, after its name."""
SCALE: Final = Subresource("scale", "Scale", WRITE_VERBS, "autoscaling", "v1")


def proxy(kind: str) -> Subresource:
    """The subresource that relays HTTP to a pod, node or service."""
    return Subresource("proxy", kind, ("create", "delete", "get", "patch", "update"))


Cells = Callable[[Doc, int], Sequence[Any]]
"""(document, virtual now in µs) → one printed value per column."""
Defaults = Callable[[Doc], Doc]
"""A document → the same with absent fields filled in; shares what it leaves as it is."""
Prepare = Callable[[Doc], Doc]
"""A new document → as it may be created: status cleared, derived fields set."""
PrepareUpdate = Callable[[Doc, Doc], Doc]
"""(new, old) → the new document as it may replace the old."""
NameRule = Callable[[str], list[str]]


def _as_it_is(doc: Doc) -> Doc:
    return doc


def _as_it_is_now(new: Doc, old: Doc) -> Doc:
    return new


@dataclass(frozen=True)
class Kind:
    """One kind of one API version, declared once and read by every generic part."""

    kind: str
    plural: str
    group: str = ""
    version: str = "v1"
    namespaced: bool = True
    singular: str = ""
    short_names: tuple[str, ...] = ()
    categories: tuple[str, ...] = ()
    verbs: tuple[str, ...] = VERBS
    subresources: tuple[Subresource, ...] = ()
    columns: tuple[Column, ...] = columns("Name", "Created At:date")
    cells: Cells | None = None
    defaults: Defaults = _as_it_is
    created: Prepare = _as_it_is
    """What this kind sets on a new, defaulted object (its `PrepareForCreate` upstream)."""
    updated: PrepareUpdate = _as_it_is_now
    """What this kind sets on a changed object (its `PrepareForUpdate` upstream)."""
    first_status: Doc | None = None
    """The status of a new object; None leaves out what the creator gave."""
    keeps_first_status: bool = False
    """Whether the creator may give the status (nodes, which describe themselves)."""
    status_leaves: tuple[str, ...] = ()
    """Metadata of `OWNED` that a write of the status does not change."""
    has_generation: bool = False
    """Whether `metadata.generation` starts at 1 and grows with the spec."""
    counts_annotations: bool = False
    """Whether changed annotations grow the generation too."""
    name_rule: NameRule = names.dns1123_subdomain
    needs_revision: bool = False
    """Whether an update must say which revision it replaces (`AllowUnconditionalUpdate` is false upstream)."""
    deprecation: str = ""
    """What every request to it is warned of."""
    stored_as: str = ""
    """The resource whose rows hold its objects, where that is not its own (`events`)."""

    def __post_init__(self) -> None:
        if not self.singular:
            object.__setattr__(self, "singular", self.kind.lower())

    @cached_property
    def api_version(self) -> str:
        """`v1` or `apps/v1`."""
        return f"{self.group}/{self.version}" if self.group else self.version

    @cached_property
    def group_resource(self) -> str:
        """The resource as kubectl prints it: `pods`, `deployments.apps`."""
        return f"{self.plural}.{self.group}" if self.group else self.plural

    @cached_property
    def resource(self) -> str:
        """The resource its objects are stored under: the first part of their Key."""
        return self.stored_as or self.group_resource

    @cached_property
    def group_kind(self) -> str:
        """The kind as error messages print it: `Pod`, `Deployment.apps`."""
        return f"{self.kind}.{self.group}" if self.group else self.kind

    @cached_property
    def has_status(self) -> bool:
        """Whether status is written apart from the rest, through its own path."""
        return any(sub.name == "status" for sub in self.subresources)

    @cached_property
    def is_stored(self) -> bool:
        """Whether objects of it are kept; the others are questions that get an answer."""
        return "list" in self.verbs and "create" in self.verbs

    def subresource(self, name: str) -> Subresource | None:
        """The subresource of that name, if the kind has it."""
        return next((sub for sub in self.subresources if sub.name == name), None)
