"""The default roles and bindings, read from `rbac.txt`, whose head tells its form."""

from __future__ import annotations

from collections.abc import Iterator
from importlib.resources import files
from typing import Final

from core.meta.objects import Doc

GROUP: Final = "rbac.authorization.k8s.io"
_LABEL: Final = {"kubernetes.io/bootstrapping": "rbac-defaults"}
_NOTE: Final = {"rbac.authorization.kubernetes.io/autoupdate": "true"}
_AGGREGATE: Final = "rbac.authorization.k8s.io/aggregate-to-"


def documents() -> Iterator[Doc]:
    """Yield roles before the bindings that name them."""
    role: Doc | None = None
    for line in (files(__package__) / "rbac.txt").read_text().splitlines():
        if line.startswith("#"):
            continue
        if line.startswith("  ") and role is not None:
            role["rules"].append(_rule(line))
            continue
        if role is not None:
            yield role
            role = None
        if " -> " in line:
            yield _binding(line)
        elif line:
            role = _role(line)


def _object(kind: str, place: str, labels: dict[str, str]) -> Doc:
    namespace, _, name = place.rpartition("/")
    meta: Doc = {"name": name, "labels": {**_LABEL, **labels}, "annotations": _NOTE}
    if namespace:
        meta["namespace"] = namespace
    return {"apiVersion": f"{GROUP}/v1", "kind": kind, "metadata": meta}


def _role(line: str) -> Doc:
    kind, place, *marks = line.split()
    labels = {_AGGREGATE + mark[1:]: "true" for mark in marks if mark[0] == "+"}
    role = _object(kind, place, labels)
    for mark in marks:
        if mark[0] == "<":
            role["aggregationRule"] = {"clusterRoleSelectors": [{"matchLabels": {_AGGREGATE + mark[1:]: "true"}}]}
    role["rules"] = []
    return role


def _rule(line: str) -> Doc:
    verbs, groups, resources, *names = (part.strip() for part in line.split("|"))
    if groups == "url":
        return {"verbs": verbs.split(","), "nonResourceURLs": resources.split()}
    rule: Doc = {
        "verbs": verbs.split(","),
        "apiGroups": ["" if group == "core" else group for group in groups.split()],
        "resources": resources.split(),
    }
    if names:
        rule["resourceNames"] = names[0].split()
    return rule


def _binding(line: str) -> Doc:
    head, _, subjects = line.partition(" :")
    binding, _, target = head.partition(" -> ")
    kind, name = target.split("/", 1)
    role_kind, place = binding.split()
    found = _object(role_kind, place, {})
    if subjects.strip():
        found["subjects"] = [_subject(subject.strip()) for subject in subjects.split(",")]
    found["roleRef"] = {"apiGroup": GROUP, "kind": kind, "name": name}
    return found


def _subject(text: str) -> Doc:
    kind, place = text.split()
    if kind != "ServiceAccount":
        return {"kind": kind, "apiGroup": GROUP, "name": place}
    namespace, name = place.split("/")
    return {"kind": kind, "name": name, "namespace": namespace}
