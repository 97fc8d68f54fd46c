"""Documents in the version that was asked for: events of both groups, autoscalers of both versions.

Source of the rules: pkg/apis/events/v1/conversion.go and pkg/apis/autoscaling/v1/conversion.go.
"""

from __future__ import annotations

from typing import Final

from core.kinds import registry
from core.kinds.kind import Kind
from core.meta.objects import Doc

_EVENT: Final = {
    "involvedObject": "regarding",
    "message": "note",
    "source": "deprecatedSource",
    "firstTimestamp": "deprecatedFirstTimestamp",
    "lastTimestamp": "deprecatedLastTimestamp",
    "count": "deprecatedCount",
    "reportingComponent": "reportingController",
}
_NEW_EVENT: Final = {new: old for old, new in _EVENT.items()}


def shown(kind: Kind, doc: Doc) -> Doc:
    """A stored document as a reader of ``kind``'s version sees it."""
    if doc.get("apiVersion") == kind.api_version:
        return doc
    if kind.resource == "events":
        names = _EVENT if kind.group else _NEW_EVENT
        renamed = {names.get(field, field): value for field, value in doc.items()}
        return {**renamed, "apiVersion": kind.api_version}
    if kind.plural == "horizontalpodautoscalers" and kind.version == "v1":
        return _autoscaler_v1(doc)
    return {**doc, "apiVersion": kind.api_version}


def stored(kind: Kind, doc: Doc) -> Doc:
    """A document of ``kind``'s version as it is stored."""
    if kind.resource == "events" and kind.group:
        renamed = {_NEW_EVENT.get(field, field): value for field, value in doc.items()}
        return {**renamed, "apiVersion": "v1"}
    if kind.plural == "horizontalpodautoscalers" and kind.version == "v1":
        return _autoscaler_v2(doc)
    return doc


def _autoscaler_v1(doc: Doc) -> Doc:
    spec = dict(doc.get("spec") or {})
    for metric in spec.pop("metrics", None) or ():
        resource = metric.get("resource") or {}
        if resource.get("name") == "cpu" and "averageUtilization" in resource.get("target", {}):
            spec["targetCPUUtilizationPercentage"] = resource["target"]["averageUtilization"]
    spec.pop("behavior", None)
    held = doc.get("status") or {}
    status = {name: held[name] for name in ("observedGeneration", "lastScaleTime") if name in held}
    status |= {name: held.get(name, 0) for name in ("currentReplicas", "desiredReplicas")}
    for metric in held.get("currentMetrics") or ():
        resource = metric.get("resource") or {}
        if resource.get("name") == "cpu" and "averageUtilization" in resource.get("current", {}):
            status["currentCPUUtilizationPercentage"] = resource["current"]["averageUtilization"]
    return {**doc, "apiVersion": "autoscaling/v1", "spec": spec, "status": status}


def _autoscaler_v2(doc: Doc) -> Doc:
    spec = dict(doc.get("spec") or {})
    percent = spec.pop("targetCPUUtilizationPercentage", None)
    if percent is not None:
        target = {"type": "Utilization", "averageUtilization": percent}
        spec["metrics"] = [{"type": "Resource", "resource": {"name": "cpu", "target": target}}]
    found = {**doc, "apiVersion": "autoscaling/v2", "spec": spec}
    found.pop("status", None)
    return found


def converted(doc: Doc, api_version: str) -> Doc | None:
    """A document in another API version of its kind; None when that is not served."""
    if doc["apiVersion"] == api_version:
        return doc
    kind, wanted = registry.by_gvk(doc["apiVersion"], doc["kind"]), registry.by_gvk(api_version, doc["kind"])
    return None if kind is None or wanted is None else shown(wanted, stored(kind, doc))
