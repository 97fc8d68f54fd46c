"""What an admission plugin is given: a document, its kind, and the cluster to look at."""

from __future__ import annotations

from dataclasses import dataclass, field

from core.kinds.kind import Kind
from core.machinery.caller import Caller
from core.meta import errors
from core.meta.errors import StatusError
from core.meta.objects import Doc, Key
from core.store.protocol import Reader


@dataclass(slots=True)
class Request:
    """A write on its way in; `old` is None for a create. Plugins do not change it: they return a document."""

    kind: Kind
    doc: Doc
    reader: Reader
    seed: str
    old: Doc | None = None
    caller: Caller | None = None
    """For whom the write is made; None for the simulation's own and the dashboard's writes."""
    namespace: str = field(init=False)
    """The object's namespace; empty for cluster-scoped kinds."""

    def __post_init__(self) -> None:
        self.namespace = (self.doc["metadata"].get("namespace") or "") if self.kind.namespaced else ""

    @property
    def name(self) -> str:
        """The object's name; empty while it is still to be generated."""
        found: str = self.doc["metadata"].get("name") or ""
        return found

    def with_doc(self, doc: Doc) -> Request:
        """The same request with the document changed."""
        return self if doc is self.doc else Request(self.kind, doc, self.reader, self.seed, self.old, self.caller)

    def find(self, resource: str, name: str, namespace: str = "") -> Doc | None:
        """Another object of the cluster, if it is there."""
        return self.reader.get(Key(resource, namespace, name))

    def note(self, key: str, text: str) -> None:
        """Leave an annotation for the audit entry, if there is to be one."""
        if self.caller is not None:
            self.caller.notes[key] = text

    def refuse(self, why: str) -> StatusError:
        """The error of a plugin that says no."""
        return errors.forbidden(self.kind.group_resource, self.name, why)
