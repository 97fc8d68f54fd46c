"""Label and field selectors of a request, compiled to one test of a document."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from core.api.request import Request
from core.api.route import Target
from core.kinds.kind import Kind
from core.meta import errors, labels, queries
from core.meta.fields import quote
from core.meta.objects import Doc
from core.meta.queries import FieldTerm, SelectorError

Test = Callable[[Doc], bool]

_ALWAYS: Final = ("metadata.name", "metadata.namespace")
_FIELDS: Final[dict[str, tuple[str, ...]]] = {
    "pods": (
        "metadata.name", "metadata.namespace", "spec.nodeName", "spec.restartPolicy", "spec.schedulerName",
        "spec.serviceAccountName", "spec.hostNetwork", "status.phase", "status.podIP", "status.podIPs",
        "status.nominatedNodeName",
    ),
    "events": (
        "involvedObject.kind", "involvedObject.namespace", "involvedObject.name", "involvedObject.uid",
        "involvedObject.apiVersion", "involvedObject.resourceVersion", "involvedObject.fieldPath", "reason",
        "reportingComponent", "source", "type", "metadata.name", "metadata.namespace",
    ),
    "nodes": ("metadata.name", "spec.unschedulable"),
    "namespaces": ("metadata.name", "status.phase", "name"),
    "secrets": ("type", *_ALWAYS),
    "services": (*_ALWAYS, "spec.clusterIP", "spec.type"),
    "replicationcontrollers": (*_ALWAYS, "status.replicas"),
    "replicasets.apps": (*_ALWAYS, "status.replicas"),
    "jobs.batch": (*_ALWAYS, "status.successful"),
    "certificatesigningrequests.certificates.k8s.io": ("metadata.name", "spec.signerName"),
}  # fmt: skip
"""What upstream's strategies let fields be selected by; all others know name and namespace."""


def test_of(request: Request, target: Target) -> Test | None:
    """The test that a list or watch applies; ``None`` when everything passes. Raises `StatusError` (400)."""
    try:
        selector = queries.label_selector(request.one("labelSelector"))
        terms = queries.field_selector(request.one("fieldSelector"))
    except SelectorError as refused:
        raise errors.bad_request(str(refused)) from None
    _check_fields(target.kind, terms)
    if target.name:  # `watch=1` at one object's path
        terms = [*terms, FieldTerm("metadata.name", True, target.name)]
    if selector is labels.EVERYTHING and not terms:
        return None
    return lambda doc: selector.matches(doc["metadata"].get("labels")) and all(_meets(doc, term) for term in terms)


def _check_fields(kind: Kind, terms: list[FieldTerm]) -> None:
    known = _FIELDS.get(kind.resource, _ALWAYS if kind.namespaced else ("metadata.name",))
    for term in terms:
        if term.path not in known and term.path not in _ALWAYS:
            if kind.resource in _FIELDS:
                raise errors.bad_request(f"field label not supported: {term.path}")
            only = ", ".join(quote(name) for name in _ALWAYS)
            raise errors.bad_request(f"{quote(term.path)} is not a known field selector: only {only}")


def _meets(doc: Doc, term: FieldTerm) -> bool:
    return (_field(doc, term.path) == term.value) is term.equal


def _field(doc: Doc, path: str) -> str:
    """A field as selectors compare it: text, empty where there is none."""
    if path == "source":
        return str((doc.get("source") or {}).get("component") or doc.get("reportingComponent") or "")
    if path == "status.successful":
        path = "status.succeeded"
    value: Any = doc
    for name in ("metadata.name" if path == "name" else path).split("."):
        value = (value or {}).get(name)
    if value is None:
        return _ABSENT.get(path, "")
    return str(value).lower() if isinstance(value, bool) else str(value)


_ABSENT: Final = {
    "spec.unschedulable": "false",
    "spec.hostNetwork": "false",
    "status.replicas": "0",
    "status.succeeded": "0",
}
