"""CustomResourceDefinitions and APIServices: how an API server learns more kinds."""

from __future__ import annotations

from typing import Any

from core.kinds import printing
from core.kinds.filling import fill, inside, within
from core.kinds.kind import OWNED, STATUS, Kind, columns
from core.meta import conditions, names
from core.meta.objects import Doc


def _complete_definition(doc: Doc) -> Doc:
    return inside(doc, "spec", _complete_definition_spec)


def _complete_definition_spec(spec: Doc) -> Doc:
    """Fill in; source: apiextensions-apiserver pkg/apis/apiextensions/v1/defaults.go."""
    spec = within(fill(spec, {"conversion": {}}), "conversion", lambda found: fill(found, {"strategy": "None"}))
    return within(spec, "names", _complete_names)


def _complete_names(found: Doc) -> Doc:
    kind = found.get("kind") or ""
    if not found.get("singular"):
        found = {**found, "singular": kind.lower()}
    return found if found.get("listKind") or not kind else {**found, "listKind": f"{kind}List"}


def _with_stored_version(doc: Doc) -> Doc:
    versions = (doc.get("spec") or {}).get("versions") or ()
    stored = [version.get("name", "") for version in versions if version.get("storage")]
    names = {"plural": "", "kind": ""}
    return {**doc, "status": {"conditions": None, "acceptedNames": names, "storedVersions": stored}}


CUSTOM_RESOURCE_DEFINITION = Kind(
    kind="CustomResourceDefinition",
    plural="customresourcedefinitions",
    group="apiextensions.k8s.io",
    namespaced=False,
    short_names=("crd", "crds"),
    categories=("api-extensions",),
    subresources=(STATUS,),
    defaults=_complete_definition,
    created=_with_stored_version,
    has_generation=True,
    needs_revision=True,
)


def _service_cells(doc: Doc, now: int) -> list[Any]:
    service = printing.spec(doc).get("service")
    place = f"{service.get('namespace')}/{service.get('name')}" if service else "Local"
    available = conditions.find(printing.status(doc).get("conditions"), "Available") or {}
    word = available.get("status", "Unknown")
    if word != "True" and available.get("reason"):
        word = f"{word} ({available['reason']})"
    return [printing.name(doc), place, word, printing.age(doc, now)]


def _available_if_local(doc: Doc) -> Doc:
    """As kube-aggregator's strategy does it: what the API server serves itself is there at once."""
    if printing.spec(doc).get("service"):
        return doc
    available = {
        "type": "Available",
        "status": "True",
        "lastTransitionTime": doc["metadata"].get("creationTimestamp"),
        "reason": "Local",
        "message": "Local APIServices are always available",
    }
    return {**doc, "status": {"conditions": [available]}}


API_SERVICE = Kind(
    kind="APIService",
    plural="apiservices",
    group="apiregistration.k8s.io",
    namespaced=False,
    categories=("api-extensions",),
    name_rule=names.path_segment,
    subresources=(STATUS,),
    status_leaves=OWNED,
    created=_available_if_local,
    columns=columns("Name", "Service", "Available", "Age"),
    cells=_service_cells,
    needs_revision=True,
)

KINDS = (CUSTOM_RESOURCE_DEFINITION, API_SERVICE)
