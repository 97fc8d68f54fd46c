"""Label and field selectors of a request, compiled."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Final

import orjson

from core.api.request import Request
from core.api.route import Target
from core.kinds.kind import Kind
from core.meta import errors, queries
from core.meta.fields import quote
from core.meta.labels import Selector
from core.meta.objects import Doc
from core.meta.queries import FieldTerm, SelectorError
from core.store.listing import Item

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
_NEW_EVENT_FIELDS: Final = {
    **{f"regarding.{path.partition('.')[2]}": path for path in _FIELDS["events"] if path.startswith("involvedObject.")},
    "reportingController": "reportingComponent",
    **{path: path for path in ("reason", "source", "type", *_ALWAYS)},
}
"""The fields of events.k8s.io, and what the same event is stored with (pkg/apis/events/v1/conversion.go)."""


@dataclass(frozen=True, slots=True)
class Selection:
    """What a list or watch chooses."""

    labels: Selector
    terms: tuple[FieldTerm, ...]
    _known: dict[str, bool] = field(default_factory=dict)
    """Whether labels match, by their JSON text: thousands of pods share the labels of a few templates."""

    def __call__(self, doc: Doc) -> bool:
        """Whether a document is chosen."""
        return self.labels.matches(doc["metadata"].get("labels")) and all(_meets(doc, term) for term in self.terms)

    def of(self, items: Sequence[Item]) -> list[Item]:
        """The chosen ones; documents are unpacked only when their rows do not tell."""
        return [item for item in items if self._chooses(item)]

    def exact(self, path: str) -> str:
        """The value that a field must have, as a database takes it; empty when there is none."""
        found = next((term.value for term in self.terms if term.equal and term.path == path), "")
        return "" if "\0" in found else found

    def _chooses(self, item: Item) -> bool:
        if item.labels is None:
            return self(item.doc())
        return self._has_labels(item.labels) and (not self.terms or self(item.doc()))

    def _has_labels(self, text: str) -> bool:
        found = self._known.get(text)
        if found is None:
            found = self._known[text] = self.labels.matches(orjson.loads(text))
        return found


def selection_of(request: Request, target: Target) -> Selection | None:
    """What the selectors of a request choose; ``None`` when everything passes. Raises `StatusError` (400)."""
    try:
        selector = queries.label_selector(request.one("labelSelector"))
        terms = queries.field_selector(request.one("fieldSelector"))
    except SelectorError as refused:
        raise errors.bad_request(str(refused)) from None
    terms = _stored_terms(target.kind, terms)
    if target.name:  # a watch at one object's path
        terms = [*terms, FieldTerm("metadata.name", True, target.name)]
    return Selection(selector, tuple(terms)) if terms or not selector.is_empty else None


def _stored_terms(kind: Kind, terms: list[FieldTerm]) -> list[FieldTerm]:
    """The terms by the names of what is stored. Raises `StatusError` (400) for a field that is not selected by."""
    if kind.resource != "events" or not kind.group:
        _check_fields(kind, terms)
        return terms
    for term in terms:
        if term.path not in _NEW_EVENT_FIELDS:
            raise errors.bad_request(f"field label not supported: {term.path}")
    return [FieldTerm(_NEW_EVENT_FIELDS[term.path], term.equal, term.value) for term in terms]


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
