"""What is wrong with a document, each with its place in the file, from every stage of checking."""

import re
from collections.abc import Iterable
from typing import TypedDict

from core.kinds import registry
from core.kinds.kind import Kind
from core.machinery.decode import Document
from core.machinery.schema import Problem, check
from core.machinery.schema.suggest import nearest
from core.meta.errors import StatusError
from core.meta.objects import Doc

_KEYED = re.compile(r"\[([^\]\d][^\]]*)\]")


class Fault(TypedDict):
    """One error as the dashboard gets it; line and column count from 1."""

    line: int
    column: int
    path: str
    message: str
    suggestion: str


def fault(document: Document, path: str, message: str, suggestion: str = "") -> Fault:
    """A fault at a field, or where its nearest parent stands."""
    # Kubernetes writes a map's key in brackets; decoded paths have it after a dot.
    line, column = document.place(_KEYED.sub(r".\1", path))
    return {"line": line, "column": column, "path": path, "message": message, "suggestion": suggestion}


def kind_of(document: Document) -> tuple[Kind | None, list[Fault]]:
    """The kind that the document names, or why it cannot be stored."""
    version, name = document.doc["apiVersion"], document.doc["kind"]
    kind = registry.by_gvk(version, name)
    if kind is not None and kind.is_stored:
        return kind, []
    if kind is not None:
        return None, [fault(document, "kind", f"a {name} is a question to the API server; it cannot be stored")]
    message = f'no matches for kind "{name}" in version "{version}"'
    others = [kind for kind in registry.ALL if kind.kind == name and kind.is_stored]
    if others:
        return None, [fault(document, "apiVersion", message, others[0].api_version)]
    known = nearest(name, {kind.kind for kind in registry.ALL if kind.is_stored})
    return None, [fault(document, "kind", message, known)]


def decoded(document: Document) -> tuple[Kind | None, Doc, list[Fault]]:
    """The document as its kind's type reads it, and all that the type does not allow."""
    kind, faults = kind_of(document)
    if kind is None:
        return None, document.doc, faults
    checked = check(kind, document.doc)
    return kind, checked.doc, [_of_problem(document, problem) for problem in checked.problems]


def _of_problem(document: Document, problem: Problem) -> Fault:
    message = problem.message
    if problem.expected and problem.is_fatal:
        message = f"{message} (expected {problem.expected})"
    return fault(document, problem.path, message, problem.suggestion)


def of_refusal(document: Document, error: StatusError) -> list[Fault]:
    """The fields that the API refused, or its one sentence about the whole object."""
    causes = [cause for cause in error.causes if cause.get("field")]
    if not causes:
        return [fault(document, "", error.message)]
    return list(_distinct(fault(document, cause["field"], f"{cause['field']}: {cause['message']}") for cause in causes))


def _distinct(faults: Iterable[Fault]) -> Iterable[Fault]:
    """Without repetitions: Kubernetes reports some errors twice."""
    seen: set[tuple[str, str]] = set()
    for one in faults:
        if (one["path"], one["message"]) not in seen:
            seen.add((one["path"], one["message"]))
            yield one
