"""All kinds, found by reading every module of this package for `KINDS`."""

from __future__ import annotations

import importlib
import pkgutil
from types import ModuleType
from typing import Final

import core.kinds
from core.kinds.kind import Kind as Kind
from core.meta import errors
from core.meta.objects import Doc, Key

GROUPS: Final = (
    "", "apiregistration.k8s.io", "apps", "events.k8s.io", "authentication.k8s.io",
    "authorization.k8s.io", "autoscaling", "batch", "certificates.k8s.io", "networking.k8s.io",
    "policy", "rbac.authorization.k8s.io", "storage.k8s.io", "admissionregistration.k8s.io",
    "apiextensions.k8s.io", "scheduling.k8s.io", "coordination.k8s.io", "node.k8s.io",
    "discovery.k8s.io", "resource.k8s.io", "flowcontrol.apiserver.k8s.io", "metrics.k8s.io",
)  # fmt: skip
"""API groups in the order in which discovery lists them; add-ons stand last."""


_GENERIC: Final = frozenset({"kind", "registry", "filling", "podspec", "podstatus", "printing", "qos", "hpatargets"})


def _modules() -> list[ModuleType]:
    found = sorted(module.name for module in pkgutil.iter_modules(core.kinds.__path__))
    return [importlib.import_module(f"core.kinds.{name}") for name in found if name not in _GENERIC]


def _order(kind: Kind) -> tuple[int, str, str]:
    # Versions of a group come preferred first: v2 before v1.
    preferred = {"v2": "0", "v1": "1"}.get(kind.version, "2")
    return GROUPS.index(kind.group), preferred, kind.plural


ALL: Final[tuple[Kind, ...]] = tuple(
    sorted((kind for module in _modules() for kind in getattr(module, "KINDS", ())), key=_order)
)
"""Every served kind of every version, in discovery's order."""

KINDS: Final[dict[str, Kind]] = {}
"""Resource of the stored rows → the kind that rows are stored in (the preferred version)."""
for _kind in ALL:
    if _kind.resource == _kind.group_resource:
        KINDS.setdefault(_kind.resource, _kind)

_BY_GVK: Final = {(kind.api_version, kind.kind): kind for kind in ALL}
_BY_PATH: Final = {(kind.group, kind.version, kind.plural): kind for kind in ALL}


def by_gvk(api_version: str, kind: str) -> Kind | None:
    """The kind a document names itself; None when nobody serves it."""
    return _BY_GVK.get((api_version, kind))


def by_path(group: str, version: str, plural: str) -> Kind | None:
    """The kind at `/apis/<group>/<version>/<plural>`; None when nobody serves it."""
    return _BY_PATH.get((group, version, plural))


def kind_of(doc: Doc) -> Kind:
    """The kind of a document. Raises StatusError (400) for one that nobody serves."""
    found = _BY_GVK.get((doc.get("apiVersion", ""), doc.get("kind", "")))
    if found is None:
        kind, version = doc.get("kind", ""), doc.get("apiVersion", "")
        raise errors.bad_request(f'no matches for kind "{kind}" in version "{version}"')
    return found


of = kind_of


def key_of(doc: Doc) -> Key:
    """The key of a stored document."""
    kind = kind_of(doc)
    meta = doc["metadata"]
    return Key(kind.resource, meta.get("namespace", "") if kind.namespaced else "", meta["name"])


def find(text: str) -> Kind | None:
    """The kind that kubectl means by a plural, singular, short name, Kind or `plural.group`."""
    wanted = text.lower()
    for kind in ALL:
        if wanted in (kind.plural, kind.group_resource, kind.singular, kind.kind.lower(), *kind.short_names):
            return kind
    return None
