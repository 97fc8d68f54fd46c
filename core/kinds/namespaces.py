"""Namespaces: the scopes that names live in."""

from __future__ import annotations

from typing import Any, Final

from core.kinds import printing
from core.kinds.kind import STATUS, Kind, Subresource, columns
from core.meta import names
from core.meta.objects import Doc, with_metadata

NAME_LABEL: Final = "kubernetes.io/metadata.name"
FINALIZER: Final = "kubernetes"


def _with_name_label(doc: Doc) -> Doc:
    meta = doc["metadata"]
    labels = meta.get("labels") or {}
    if not meta.get("name") or labels.get(NAME_LABEL) == meta["name"]:
        return doc
    return with_metadata(doc, labels={**labels, NAME_LABEL: meta["name"]})


def _with_finalizer(doc: Doc) -> Doc:
    """The server's own finalizer: the namespace goes once it is empty."""
    spec = doc.get("spec") or {}
    found = spec.get("finalizers") or []
    if FINALIZER in found:
        return doc
    return {**doc, "spec": {**spec, "finalizers": [*found, FINALIZER]}}


def _cells(doc: Doc, now: int) -> list[Any]:
    return [printing.name(doc), printing.status(doc).get("phase", ""), printing.age(doc, now)]


def _keep_finalizers(new: Doc, old: Doc) -> Doc:
    """They change through the subresource `finalize` alone."""
    return {**new, "spec": old["spec"]} if "spec" in old else new


NAMESPACE = Kind(
    kind="Namespace",
    plural="namespaces",
    namespaced=False,
    short_names=("ns",),
    verbs=("create", "delete", "get", "list", "patch", "update", "watch"),
    subresources=(Subresource("finalize", "", ("update",)), STATUS),
    columns=columns("Name", "Status", "Age"),
    created=_with_finalizer,
    updated=_keep_finalizers,
    defaults=_with_name_label,
    first_status={"phase": "Active"},
    name_rule=names.dns1123_label,
    cells=_cells,
)

KINDS = (NAMESPACE,)
