"""Paths of the Kubernetes API: which kind, object and subresource a request means, and by which verb. Pure.

Source of the rules: k8s.io/apiserver/pkg/endpoints/request/requestinfo.go and the API conventions.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

from core.kinds import registry
from core.kinds.kind import Kind
from core.meta import errors
from core.meta.objects import Key

_BY_METHOD = {"POST": "create", "PUT": "update", "PATCH": "patch"}


@dataclass(frozen=True, slots=True)
class Target:
    """What a request is about."""

    kind: Kind
    verb: str
    namespace: str = ""
    name: str = ""
    subresource: str = ""
    rest: str = ""
    """What follows the subresource, as the path of a proxy."""

    @property
    def key(self) -> Key:
        """The stored object's key."""
        return Key(self.kind.resource, self.namespace if self.kind.namespaced else "", self.name)


def is_resource(path: str) -> bool:
    """Whether the path may lead to a resource: it is below a group's version."""
    parts = _parts(path)
    return len(parts) > (2 if parts[:1] == ["api"] else 3) and parts[0] in ("api", "apis")


class Info(NamedTuple):
    """What a path says by itself, whether or not it leads anywhere."""

    verb: str
    group: str
    version: str
    namespace: str
    resource: str
    name: str = ""
    subresource: str = ""
    rest: str = ""


def info(method: str, path: str, *, watch: bool = False) -> Info:
    """Read a path for which `is_resource` holds; ``watch`` is the query's, of a collection alone."""
    parts = _parts(path)
    group, version, rest = ("", parts[1], parts[2:]) if parts[0] == "api" else (parts[1], parts[2], parts[3:])
    by_path = rest[0] == "watch" and len(rest) > 1
    if by_path:
        rest = rest[1:]
    namespace, rest = _namespace(group, rest)
    name, subresource, *more = [*rest[1:], "", ""][: max(len(rest) - 1, 2)]
    verb = "watch" if by_path and method == "GET" else _verb(method, name, watch=watch)
    return Info(verb, group, version, namespace, rest[0], name, subresource, "/".join(more))


def target(method: str, path: str, *, watch: bool = False) -> Target:
    """Read a resource's path. Raises `StatusError` 404 for unknown paths, 405 for verbs that a resource lacks."""
    said = info(method, path, watch=watch)
    kind = registry.by_path(said.group, said.version, said.resource)
    if kind is None or (said.namespace and not kind.namespaced and said.resource != "namespaces"):
        raise errors.unknown_resource()
    if said.name and kind.namespaced and not said.namespace:
        raise errors.unknown_resource()
    found = Target(kind, said.verb, said.namespace, said.name, said.subresource, said.rest)
    _check_verb(found)
    return found


def _namespace(group: str, rest: list[str]) -> tuple[str, list[str]]:
    """The namespace, and the rest of the path; `namespaces/x/status` is about the namespace itself."""
    if rest[0] != "namespaces" or len(rest) < 3 or (not group and rest[2] in ("status", "finalize")):
        return "", rest
    return rest[1], rest[2:]


def _verb(method: str, name: str, *, watch: bool) -> str:
    if method == "GET":
        if name:
            return "get"
        return "watch" if watch else "list"
    if method == "DELETE":
        return "delete" if name else "deletecollection"
    return _BY_METHOD.get(method, "")


def _check_verb(found: Target) -> None:
    kind = found.kind
    if found.subresource:
        sub = kind.subresource(found.subresource)
        if sub is None:
            raise errors.unknown_resource()
        if found.verb not in sub.verbs:
            raise errors.method_not_allowed()
        return
    on_one = found.verb in ("get", "update", "patch", "delete")
    misplaced = (on_one and not found.name) or (found.verb == "create" and bool(found.name))
    everywhere = kind.namespaced and not found.namespace and found.verb not in ("list", "watch")
    if found.verb not in kind.verbs or misplaced or everywhere:
        raise errors.method_not_allowed()


def _parts(path: str) -> list[str]:
    return [part for part in path.split("/") if part]
