"""The documents of an upload in the order of its files, each with what is known about it."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, Literal

from core.kinds.kind import Kind
from core.machinery.decode import DecodeError, Document, documents
from core.meta.objects import Doc, Key
from core.pages.differences import Line
from core.pages.manifests.faults import Fault, decoded
from core.pages.manifests.upload import Source

Verdict = Literal["new", "changed", "same", "error"]

DEFAULT_NAMESPACE = "default"
SERVER_FIELDS = ("uid", "resourceVersion", "creationTimestamp", "generation", "managedFields", "selfLink")
MOST_DOCUMENTS = 5_000
LONGEST_SOURCE = 200_000  # characters of a document's text that are sent back
FIRST = {"Namespace": 0, "CustomResourceDefinition": 0, "PriorityClass": 1, "StorageClass": 1, "ServiceAccount": 2}


@dataclass
class Item:
    """One document, or a part of a file that cannot be read as one."""

    file: str
    line: int
    end_line: int
    source: str
    document: Document | None = None
    kind: Kind | None = None
    doc: Doc = field(default_factory=dict)
    errors: list[Fault] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)
    verdict: Verdict = "error"
    diff: list[Line] = field(default_factory=list)
    before: Doc | None = None
    """The live object that it was checked against."""
    expected: str = ""
    """The fingerprint of `before`; empty when there was none."""

    @property
    def key(self) -> Key:
        """Where the object is, or would be, stored."""
        metadata = self.doc["metadata"]
        resource = self.kind.resource if self.kind else ""
        return Key(resource, metadata.get("namespace", ""), metadata.get("name", ""))

    @property
    def rank(self) -> int:
        """What others refer to is applied before them."""
        return FIRST.get(self.doc.get("kind", ""), 3)

    def row(self, index: int) -> dict[str, Any]:
        """As the dashboard gets it."""
        metadata = self.doc.get("metadata")
        metadata = metadata if isinstance(metadata, dict) else {}
        return {
            "index": index,
            "file": self.file,
            "line": self.line,
            "end_line": self.end_line,
            "kind": self.doc.get("kind", ""),
            "name": _text(metadata.get("name") or metadata.get("generateName")),
            "namespace": _text(metadata.get("namespace")),
            "resource": self.kind.resource if self.kind else "",
            "verdict": "error" if self.errors else self.verdict,
            "errors": self.errors,
            "warnings": self.warnings,
            "diff": self.diff,
            "source": self.source[:LONGEST_SOURCE],
        }


def _text(value: Any) -> str:
    return value if isinstance(value, str) else ""


def read_items(sources: list[Source]) -> list[Item]:
    """Every document of every file, decoded; files and parts that cannot be read are items with errors."""
    items: list[Item] = []
    for source in sources:
        items.extend(_items_of(source))
        if len(items) > MOST_DOCUMENTS:
            del items[MOST_DOCUMENTS:]
            problem = f"There are more than {MOST_DOCUMENTS} documents; what follows was not read."
            items.append(_unreadable(source.path, problem))
            break
    return items


def _unreadable(path: str, problem: str) -> Item:
    error: Fault = {"line": 1, "column": 1, "path": "", "message": problem, "suggestion": ""}
    return Item(path, 1, 1, "", errors=[error])


def _items_of(source: Source) -> list[Item]:
    if source.problem:
        return [_unreadable(source.path, source.problem)]
    found = documents(source.data)
    items = [_item(source.path, document) for document in found.documents]
    stray = [error for error in found.errors if not _attach(items, error)]
    items.extend(_broken_parts(source, items, stray))
    return sorted(items, key=lambda item: item.line)


def _item(path: str, document: Document) -> Item:
    kind, doc, faults = decoded(document)
    item = Item(path, document.line, document.end_line, document.source, document, kind, doc, faults)
    if kind is not None and isinstance(doc.get("metadata", {}), dict):
        item.doc = _placed(kind, doc, item.warnings)
    return item


def _placed(kind: Kind, doc: Doc, warnings: list[str]) -> Doc:
    """In its namespace, and without what only the server may set, as a file written by `kubectl get` has it."""
    metadata = dict(doc.get("metadata") or {})
    dropped = [name for name in SERVER_FIELDS if metadata.pop(name, None) is not None]
    if dropped:
        warnings.append(f"Set by the server, so left out here: {', '.join(f'metadata.{name}' for name in dropped)}.")
    if kind.namespaced and not metadata.get("namespace"):
        metadata["namespace"] = DEFAULT_NAMESPACE
    return {**doc, "metadata": metadata}


def _attach(items: list[Item], error: DecodeError) -> bool:
    """Give an error to the document in whose lines it lies, if there is one."""
    for item in items:
        if item.line <= error.line <= item.end_line:
            item.errors.append(_fault(error))
            return True
    return False


def _fault(error: DecodeError) -> Fault:
    return {"line": error.line, "column": error.column, "path": "", "message": error.message, "suggestion": ""}


def _broken_parts(source: Source, items: list[Item], errors: list[DecodeError]) -> Iterator[Item]:
    """One item for each stretch between readable documents that has errors."""
    lines = source.data.decode("utf-8", "replace").splitlines() if errors else []
    parts: dict[tuple[int, int], Item] = {}
    for error in errors:
        start = max((item.end_line + 1 for item in items if item.end_line < error.line), default=1)
        end = min((item.line - 1 for item in items if item.line > error.line), default=max(len(lines), 1))
        part = parts.setdefault((start, end), Item(source.path, start, end, "\n".join(lines[start - 1 : end])))
        part.errors.append(_fault(error))
    yield from parts.values()
