"""HorizontalPodAutoscalers: bounds, target, metrics, behaviour.

Source: pkg/apis/autoscaling/validation.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from core.machinery.validate import resources, scalars
from core.meta import fields, names, quantity
from core.meta.fields import FieldError, child, index, invalid
from core.meta.objects import Doc

_TYPES: Final = {"ContainerResource", "External", "Object", "Pods", "Resource"}
_TARGETS: Final = ("Utilization", "Value", "AverageValue")
_SELECT: Final = {"Disabled", "Max", "Min"}
_LONGEST_WINDOW: Final = 3600
_LONGEST_PERIOD: Final = 1800


def check(doc: Doc) -> list[FieldError]:
    """Judge an autoscaler of either version."""
    spec = doc.get("spec") or {}
    found = _bounds(spec)
    found += _reference(spec.get("scaleTargetRef") or {}, "spec.scaleTargetRef", with_group=True)
    for at, metric in enumerate(spec.get("metrics") or ()):
        found += _metric(metric, index("spec.metrics", at))
    percent = spec.get("targetCPUUtilizationPercentage")
    if percent is not None and percent < 1:
        # Version 1 is judged as what it becomes in version 2.
        path = "spec.metrics[0].resource.target.averageUtilization"
        found.append(invalid(path, percent, "must be greater than 0"))
    scales_without_pods = {"Object", "External"} & {metric.get("type") for metric in spec.get("metrics") or ()}
    if spec.get("minReplicas") == 0 and not scales_without_pods:
        why = "must specify at least one Object or External metric to support scaling to zero replicas"
        found.append(fields.forbidden("spec.metrics", why))
    behavior = spec.get("behavior") or {}
    for field in ("scaleUp", "scaleDown"):
        if behavior.get(field) is not None:
            found += _rules(behavior[field], child("spec.behavior", field))
    return found


def _bounds(spec: Doc) -> list[FieldError]:
    found: list[FieldError] = []
    least, most = spec.get("minReplicas"), spec.get("maxReplicas") or 0
    if least is not None and least < 1:
        found.append(invalid("spec.minReplicas", least, "must be greater than or equal to 1"))
    if most == 0:
        found.append(fields.required("spec.maxReplicas", "must be set and greater than 0"))
    elif most < 1:
        found.append(invalid("spec.maxReplicas", most, "must be greater than or equal to 1"))
    if least is not None and most < least:
        found.append(invalid("spec.maxReplicas", most, "must be greater than or equal to `minReplicas`"))
    return found


def _reference(reference: Doc, path: str, *, with_group: bool = False) -> list[FieldError]:
    kind, version = reference.get("kind") or "", reference.get("apiVersion") or ""
    found = scalars.required_name(kind, child(path, "kind"), names.path_segment)
    found += scalars.required_name(reference.get("name"), child(path, "name"), names.path_segment)
    in_core = version == "v1" and kind == "ReplicationController"
    if with_group and "/" not in version and not in_core:
        found.append(invalid(child(path, "apiVersion"), version, "apiVersion must specify API group"))
    return found


def _metric(metric: Doc, path: str) -> list[FieldError]:
    type_ = metric.get("type") or ""
    found: list[FieldError] = []
    if not type_:
        found.append(fields.required(child(path, "type"), "must specify a metric source type"))
    found += scalars.one_of(type_, child(path, "type"), _TYPES)
    given = [name for name in _SOURCES if metric.get(name) is not None]
    if given:
        found += _SOURCES[given[0]](metric[given[0]], child(path, given[0]))
    if type_ not in _TYPES:
        return found + scalars.one_of(type_, child(path, "type"), _TYPES)
    expected = type_[0].lower() + type_[1:]
    if expected not in given:
        why = "must populate information for the given metric source"
        found.append(fields.required(child(path, expected), why))
    if len(given) != 1:
        why = "must populate the given metric source only"
        found += [fields.forbidden(child(path, name), why) for name in given if name != expected]
    return found


def _object(source: Doc, path: str) -> list[FieldError]:
    found = _reference(source.get("describedObject") or {}, child(path, "describedObject"))
    found += _identifier(source, path) + _target(source, path)
    target = source.get("target") or {}
    if target.get("value") is None and target.get("averageValue") is None:
        why = "must set either a target value or averageValue"
        found.append(fields.required(child(path, "target", "averageValue"), why))
    return found


def _external(source: Doc, path: str) -> list[FieldError]:
    found = _identifier(source, path) + _target(source, path)
    target = source.get("target") or {}
    if target.get("value") is None and target.get("averageValue") is None:
        why = "must set either a target value for metric or a per-pod target"
        found.append(fields.required(child(path, "target", "averageValue"), why))
    elif target.get("value") is not None and target.get("averageValue") is not None:
        why = "may not set both a target value for metric and a per-pod target"
        found.append(fields.forbidden(child(path, "target", "value"), why))
    return found


def _pods(source: Doc, path: str) -> list[FieldError]:
    found = _identifier(source, path) + _target(source, path)
    if not _is_positive((source.get("target") or {}).get("averageValue")):
        why = "must specify a positive target averageValue"
        found.append(fields.required(child(path, "target", "averageValue"), why))
    return found


def _resource(source: Doc, path: str) -> list[FieldError]:
    found: list[FieldError] = []
    if not source.get("name"):
        found.append(fields.required(child(path, "name"), "must specify a resource name"))
    return found + _target(source, path) + _share(source, path)


def _container_resource(source: Doc, path: str) -> list[FieldError]:
    found: list[FieldError] = []
    if not source.get("name"):
        found.append(fields.required(child(path, "name"), "must specify a resource name"))
    else:
        found += resources.resource_name(source["name"], child(path, "name"))
    if not source.get("container"):
        found.append(fields.required(child(path, "container"), "must specify a container"))
    else:
        found += scalars.named(source["container"], child(path, "container"), names.dns1123_label)
    return found + _target(source, path) + _share(source, path)


def _share(source: Doc, path: str) -> list[FieldError]:
    target = source.get("target") or {}
    percent, value = target.get("averageUtilization"), target.get("averageValue")
    if percent is None and value is None:
        why = "must set either a target raw value or a target utilization"
        return [fields.required(child(path, "target", "averageUtilization"), why)]
    if percent is not None and value is not None:
        why = "may not set both a target raw value and a target utilization"
        return [fields.forbidden(child(path, "target", "averageValue"), why)]
    return []


_SOURCES: Final[dict[str, Callable[[Doc, str], list[FieldError]]]] = {
    "object": _object,
    "external": _external,
    "pods": _pods,
    "resource": _resource,
    "containerResource": _container_resource,
}


def _identifier(source: Doc, path: str) -> list[FieldError]:
    metric, place = source.get("metric") or {}, child(path, "metric", "name")
    if not metric.get("name"):
        return [fields.required(place, "must specify a metric name")]
    found = scalars.named(metric["name"], place, names.path_segment)
    return found + scalars.selector(metric.get("selector"), child(path, "metric", "selector"))


def _target(source: Doc, path: str) -> list[FieldError]:
    target, place = source.get("target") or {}, child(path, "target")
    type_ = target.get("type") or ""
    found: list[FieldError] = []
    if not type_:
        found.append(fields.required(child(place, "type"), "must specify a metric target type"))
    if type_ not in _TARGETS:
        found.append(invalid(child(place, "type"), type_, "must be either Utilization, Value, or AverageValue"))
    found += [
        invalid(child(place, field), target[field], "must be positive")
        for field in ("value", "averageValue")
        if target.get(field) is not None and not _is_positive(target[field])
    ]
    percent = target.get("averageUtilization")
    if percent is not None and percent < 1:
        found.append(invalid(child(place, "averageUtilization"), percent, "must be greater than 0"))
    return found


def _is_positive(amount: Any) -> bool:
    return amount is not None and quantity.read(amount).nano > 0


def _rules(rules: Doc, path: str) -> list[FieldError]:
    found: list[FieldError] = []
    window = rules.get("stabilizationWindowSeconds")
    if window is not None and window < 0:
        why = "must be greater than or equal to zero"
        found.append(invalid(child(path, "stabilizationWindowSeconds"), window, why))
    elif window is not None and window > _LONGEST_WINDOW:
        why = f"must be less than or equal to {_LONGEST_WINDOW}"
        found.append(invalid(child(path, "stabilizationWindowSeconds"), window, why))
    if rules.get("selectPolicy") is not None:
        found += scalars.one_of(rules["selectPolicy"], child(path, "selectPolicy"), _SELECT)
    policies = rules.get("policies") or []
    if not policies:
        found.append(fields.required(child(path, "policies"), "must specify at least one Policy"))
    for at, policy in enumerate(policies):
        found += _policy(policy, index(child(path, "policies"), at))
    return found


def _policy(policy: Doc, path: str) -> list[FieldError]:
    found = scalars.one_of(policy.get("type") or "", child(path, "type"), {"Percent", "Pods"})
    for field in ("value", "periodSeconds"):
        if (policy.get(field) or 0) <= 0:
            found.append(invalid(child(path, field), policy.get(field) or 0, "must be greater than zero"))
    if (policy.get("periodSeconds") or 0) > _LONGEST_PERIOD:
        why = f"must be less than or equal to {_LONGEST_PERIOD}"
        found.append(invalid(child(path, "periodSeconds"), policy["periodSeconds"], why))
    return found
