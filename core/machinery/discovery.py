"""What the API server says it serves: resource lists per group version, groups, and the aggregated form."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import groupby
from typing import Any

from core.kinds import registry
from core.kinds.kind import Kind, Subresource
from core.meta.objects import Doc


def groups() -> list[tuple[str, list[str]]]:
    """Return each named group with its versions, preferred first, in discovery's order."""
    found = ((kind.group, kind.version) for kind in registry.ALL if kind.group)
    return [
        (group, list(dict.fromkeys(version for _, version in pairs)))
        for group, pairs in groupby(found, key=lambda pair: pair[0])
    ]


def group_list() -> Doc:
    """Return the answer at `/apis`."""
    return {"kind": "APIGroupList", "apiVersion": "v1", "groups": [_group(*found) for found in groups()]}


def group(name: str) -> Doc | None:
    """Return the answer at `/apis/<group>`; None for a group that nobody serves."""
    for found, versions in groups():
        if found == name:
            return {"kind": "APIGroup", "apiVersion": "v1", **_group(found, versions)}
    return None


def _group(name: str, versions: list[str]) -> Doc:
    spelled = [{"groupVersion": f"{name}/{version}", "version": version} for version in versions]
    return {"name": name, "versions": spelled, "preferredVersion": spelled[0]}


def _kinds(group: str, version: str) -> list[Kind]:
    return [kind for kind in registry.ALL if (kind.group, kind.version) == (group, version)]


def resource_list(group: str, version: str) -> Doc | None:
    """Return the answer at `/api/v1` or `/apis/<group>/<version>`; None for one that nobody serves."""
    kinds = _kinds(group, version)
    if not kinds:
        return None
    head: Doc = {"kind": "APIResourceList"}
    if group:
        head["apiVersion"] = "v1"
    resources = [entry for kind in kinds for entry in _entries(kind)]
    return {
        **head,
        "groupVersion": f"{group}/{version}" if group else version,
        "resources": sorted(resources, key=lambda entry: str(entry["name"])),
    }


def _entries(kind: Kind) -> Iterator[Doc]:
    entry: Doc = {
        "name": kind.plural,
        "singularName": kind.singular,
        "namespaced": kind.namespaced,
        "kind": kind.kind,
        "verbs": list(kind.verbs),
    }
    yield {**entry, **_names(kind)}
    for sub in kind.subresources:
        elsewhere = {"group": sub.group, "version": sub.version} if sub.group else {}
        yield {
            "name": f"{kind.plural}/{sub.name}",
            "singularName": "",
            "namespaced": kind.namespaced,
            **elsewhere,
            "kind": sub.kind or kind.kind,
            "verbs": list(sub.verbs),
        }


def _names(kind: Kind) -> Doc:
    found: Doc = {}
    if kind.short_names:
        found["shortNames"] = list(kind.short_names)
    if kind.categories:
        found["categories"] = list(kind.categories)
    return found


def aggregated(*, core: bool) -> Doc:
    """Return the aggregated answer at `/api` (the core group) or at `/apis` (all others)."""
    names = [("", ["v1"])] if core else groups()
    items = [
        {
            # The core group has no name, and then upstream leaves the field out.
            "metadata": {"name": name} if name else {},
            "versions": [_version(name, version) for version in versions],
        }
        for name, versions in names
    ]
    return {
        "kind": "APIGroupDiscoveryList",
        "apiVersion": "apidiscovery.k8s.io/v2",
        "metadata": {},
        "items": items,
    }


def _version(group: str, version: str) -> Doc:
    resources = [_aggregated(kind) for kind in _kinds(group, version)]
    return {"version": version, "resources": resources, "freshness": "Current"}


def _aggregated(kind: Kind) -> Doc:
    found: Doc = {
        "resource": kind.plural,
        "responseKind": _response("", "", kind.kind),
        "scope": "Namespaced" if kind.namespaced else "Cluster",
        "singularResource": kind.singular,
        "verbs": list(kind.verbs),
        **_names(kind),
    }
    if kind.subresources:
        found["subresources"] = list(_subresources(kind, kind.subresources))
    return found


def _subresources(kind: Kind, subs: Iterable[Subresource]) -> Iterator[Doc]:
    for sub in subs:
        response = _response(sub.group, sub.version, sub.kind or kind.kind)
        yield {"subresource": sub.name, "responseKind": response, "verbs": list(sub.verbs)}


def _response(group: str, version: str, kind: str) -> dict[str, Any]:
    return {"group": group, "version": version, "kind": kind}
