"""Documents and the keys that name them: what every other module reads an object through."""

from typing import Any, NamedTuple

Doc = dict[str, Any]
"""A Kubernetes object as JSON. Once stored it is never changed in place: writers build a new one and share parts."""


class Key(NamedTuple):
    """Names one object in a cluster.

    ``resource`` is the GroupResource as kubectl prints it (``pods``, ``deployments.apps``);
    ``namespace`` is empty for cluster-scoped objects.
    """

    resource: str
    namespace: str
    name: str

    def __str__(self) -> str:
        return "/".join(part for part in self if part)


def metadata(doc: Doc) -> Doc:
    return doc.get("metadata") or {}


def name(doc: Doc) -> str:
    return str(doc["metadata"].get("name", ""))


def namespace(doc: Doc) -> str:
    return str(doc["metadata"].get("namespace", ""))


def uid(doc: Doc) -> str:
    return str(doc["metadata"].get("uid", ""))


def labels(doc: Doc) -> dict[str, str]:
    return doc["metadata"].get("labels") or {}


def annotations(doc: Doc) -> dict[str, str]:
    return doc["metadata"].get("annotations") or {}


def revision(doc: Doc) -> int:
    """The revision that wrote ``doc``; 0 when it was never stored."""
    return int(doc["metadata"].get("resourceVersion") or 0)


def is_deleting(doc: Doc) -> bool:
    return "deletionTimestamp" in doc["metadata"]


def with_metadata(doc: Doc, **changes: Any) -> Doc:
    """A copy of ``doc`` with ``changes`` laid over its metadata; a value of ``None`` takes the field out."""
    merged = {**doc["metadata"], **changes}
    for field in [field for field, value in changes.items() if value is None]:
        del merged[field]
    return {**doc, "metadata": merged}


def with_annotations(doc: Doc, changes: dict[str, str | None]) -> Doc:
    """A copy of ``doc`` with annotations set, or taken out where the value is ``None``."""
    merged = {**annotations(doc), **changes}
    kept = {key: value for key, value in merged.items() if value is not None}
    return with_metadata(doc, annotations=kept or None) if kept or annotations(doc) else doc
