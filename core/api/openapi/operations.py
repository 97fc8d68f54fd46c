"""The operations of a kind: which paths it has, and what each verb takes and gives."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from typing import Final, NamedTuple

from core.kinds.kind import Kind, Subresource
from core.machinery.schema.types import definitions

META: Final = "io.k8s.apimachinery.pkg.apis.meta.v1."
PATCHES: Final = (
    "application/json-patch+json",
    "application/merge-patch+json",
    "application/strategic-merge-patch+json",
    "application/apply-patch+yaml",
)
_LIST: Final = (
    ("allowWatchBookmarks", "boolean"), ("continue", "string"), ("fieldSelector", "string"),
    ("labelSelector", "string"), ("limit", "integer"), ("resourceVersion", "string"),
    ("resourceVersionMatch", "string"), ("sendInitialEvents", "boolean"), ("timeoutSeconds", "integer"),
    ("watch", "boolean"),
)  # fmt: skip
_WRITE: Final = (("dryRun", "string"), ("fieldManager", "string"), ("fieldValidation", "string"))
_DELETE: Final = (
    ("dryRun", "string"), ("gracePeriodSeconds", "integer"), ("orphanDependents", "boolean"),
    ("propagationPolicy", "string"),
)  # fmt: skip
_QUERY: Final[dict[str, tuple[tuple[str, str], ...]]] = {
    "get": (), "list": _LIST, "create": _WRITE, "update": _WRITE, "patch": (*_WRITE, ("force", "boolean")),
    "delete": _DELETE, "deletecollection": (*_LIST, *_DELETE),
}  # fmt: skip
_METHOD: Final = {
    "get": "get", "list": "get", "create": "post", "update": "put", "patch": "patch", "delete": "delete",
    "deletecollection": "delete",
}  # fmt: skip
_ACTION: Final = {"create": "post", "update": "put"}


class Operation(NamedTuple):
    """One verb at one path, before it is spelled for a version of OpenAPI."""

    path: str
    method: str
    verb: str
    action: str
    gvk: dict[str, str]
    path_names: tuple[str, ...]
    query: tuple[tuple[str, str], ...]
    takes: str
    """The definition of the body; empty when there is none."""
    gives: str
    """The definition of the answer."""


def of_kind(kind: Kind) -> Iterator[Operation]:
    """Every operation on a kind and its subresources."""
    root = f"/apis/{kind.group}/{kind.version}" if kind.group else f"/api/{kind.version}"
    inside = f"{root}/namespaces/{{namespace}}/{kind.plural}" if kind.namespaced else f"{root}/{kind.plural}"
    names = ("namespace",) if kind.namespaced else ()
    own = definition(kind.group, kind.version, kind.kind)
    gvk = {"group": kind.group, "version": kind.version, "kind": kind.kind}
    for verb in ("list", "create", "deletecollection"):
        if verb in kind.verbs:
            yield _operation(inside, verb, gvk, names, own)
    if kind.namespaced and "list" in kind.verbs:
        yield _operation(f"{root}/{kind.plural}", "list", gvk, (), own)
    for verb in ("get", "update", "patch", "delete"):
        if verb in kind.verbs:
            yield _operation(f"{inside}/{{name}}", verb, gvk, (*names, "name"), own)
    for sub in kind.subresources:
        yield from _of_subresource(kind, sub, f"{inside}/{{name}}/{sub.name}", (*names, "name"))


def _of_subresource(kind: Kind, sub: Subresource, path: str, names: tuple[str, ...]) -> Iterator[Operation]:
    gvk = {"group": sub.group or kind.group, "version": sub.version or kind.version, "kind": sub.kind or kind.kind}
    found = definition(gvk["group"], gvk["version"], gvk["kind"])
    for verb in sub.verbs:
        if verb in ("get", "create", "update", "patch") and found:
            yield _operation(path, verb, gvk, names, found)


def _operation(path: str, verb: str, gvk: dict[str, str], names: tuple[str, ...], own: str) -> Operation:
    takes = {"create": own, "update": own, "patch": META + "Patch"}.get(verb, "")
    gives = own
    if verb in ("delete", "deletecollection"):
        takes, gives = META + "DeleteOptions", META + "Status"
    if verb == "list":
        gives = own + "List"
    return Operation(path, _METHOD[verb], verb, _ACTION.get(verb, verb), gvk, names, _QUERY[verb], takes, gives)


def definition(group: str, version: str, kind: str) -> str:
    """The definition's name of a kind; empty when it is not published."""
    return _named().get((group, version, kind), "")


@lru_cache(maxsize=1)
def _named() -> dict[tuple[str, str, str], str]:
    found: dict[tuple[str, str, str], str] = {}
    for name, schema in definitions().items():
        for gvk in schema.get("x-kubernetes-group-version-kind", ()):
            found.setdefault((gvk["group"], gvk["version"], gvk["kind"]), name)
    return found


def identify(operation: Operation) -> str:
    """A name that no other operation has."""
    words = [word.strip("{}") for word in operation.path.split("/") if word]
    return operation.verb + "".join(word[:1].upper() + word[1:].replace(".", "") for word in words)
