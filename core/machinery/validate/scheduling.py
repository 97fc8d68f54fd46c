"""Where a pod may run: affinity, tolerations, spread constraints, taints.

Source: validateAffinity, ValidateTolerations, validateTopologySpreadConstraints in pkg/apis/core/validation.
"""

from __future__ import annotations

from typing import Final

from core.machinery.validate import scalars
from core.meta import fields, names
from core.meta.fields import FieldError, child, index, invalid
from core.meta.objects import Doc

EFFECTS: Final = ("NoSchedule", "PreferNoSchedule", "NoExecute")
_REQUIRED: Final = "requiredDuringSchedulingIgnoredDuringExecution"
_PREFERRED: Final = "preferredDuringSchedulingIgnoredDuringExecution"
_NODE_OPERATORS: Final = {"In", "NotIn", "Exists", "DoesNotExist", "Gt", "Lt"}


def check_affinity(affinity: Doc | None, path: str) -> list[FieldError]:
    """Judge node affinity, pod affinity and pod anti-affinity."""
    found: list[FieldError] = []
    if not affinity:
        return found
    if affinity.get("nodeAffinity"):
        found += _node_affinity(affinity["nodeAffinity"], child(path, "nodeAffinity"))
    for field in ("podAffinity", "podAntiAffinity"):
        if affinity.get(field):
            found += _pod_affinity(affinity[field], child(path, field))
    return found


def _node_affinity(affinity: Doc, path: str) -> list[FieldError]:
    found: list[FieldError] = []
    if affinity.get(_REQUIRED) is not None:
        found += check_node_selector(affinity[_REQUIRED], child(path, _REQUIRED))
    for at, term in enumerate(affinity.get(_PREFERRED) or ()):
        place = index(child(path, _PREFERRED), at)
        found += _weight(term, place)
        found += _node_term(term.get("preference") or {}, child(place, "preference"))
    return found


def check_node_selector(selector: Doc, path: str) -> list[FieldError]:
    """Judge a node selector: at least one term, each of sound requirements."""
    terms = selector.get("nodeSelectorTerms") or []
    place = child(path, "nodeSelectorTerms")
    if not terms:
        return [fields.required(place, "must have at least one node selector term")]
    return [error for at, term in enumerate(terms) for error in _node_term(term, index(place, at))]


def _node_term(term: Doc, path: str) -> list[FieldError]:
    found: list[FieldError] = []
    for at, item in enumerate(term.get("matchExpressions") or ()):
        place = index(child(path, "matchExpressions"), at)
        found += _node_requirement(item, place)
        found += scalars.named(item.get("key", ""), child(place, "key"), names.qualified_name)
    for at, item in enumerate(term.get("matchFields") or ()):
        found += _node_field(item, index(child(path, "matchFields"), at))
    return found


def _node_field(item: Doc, path: str) -> list[FieldError]:
    """A node is chosen by its name alone, one at a time."""
    operator, key, values = item.get("operator", ""), item.get("key", ""), item.get("values") or []
    found: list[FieldError] = []
    if operator not in ("In", "NotIn"):
        found.append(invalid(child(path, "operator"), operator, "not a valid selector operator"))
    elif len(values) != 1:
        why = "must be only one value when `operator` is 'In' or 'NotIn' for node field selector"
        found.append(fields.required(child(path, "values"), why))
    if key != "metadata.name":
        return [*found, invalid(child(path, "key"), key, "not a valid field selector key")]
    for at, value in enumerate(values):
        found += scalars.named(value, index(child(path, "values"), at), names.dns1123_subdomain)
    return found


def _node_requirement(item: Doc, path: str) -> list[FieldError]:
    operator, values = item.get("operator", ""), item.get("values") or []
    found: list[FieldError] = []
    if operator in ("In", "NotIn"):
        if not values:
            why = "must be specified when `operator` is 'In' or 'NotIn'"
            found.append(fields.required(child(path, "values"), why))
    elif operator in ("Exists", "DoesNotExist"):
        if values:
            why = "may not be specified when `operator` is 'Exists' or 'DoesNotExist'"
            found.append(fields.forbidden(child(path, "values"), why))
    elif operator in ("Gt", "Lt"):
        if len(values) != 1:
            why = "must be specified single value when `operator` is 'Lt' or 'Gt'"
            found.append(fields.required(child(path, "values"), why))
    else:
        found.append(invalid(child(path, "operator"), operator, "not a valid selector operator"))
    if operator in _NODE_OPERATORS:
        for at, value in enumerate(values):
            found += scalars.named(value, index(child(path, "values"), at), names.label_value)
    return found


def _weight(term: Doc, path: str) -> list[FieldError]:
    weight = term.get("weight", 0)
    return [] if 1 <= weight <= 100 else [invalid(child(path, "weight"), weight, "must be in the range 1-100")]


def _pod_affinity(affinity: Doc, path: str) -> list[FieldError]:
    found: list[FieldError] = []
    for at, term in enumerate(affinity.get(_REQUIRED) or ()):
        found += _pod_term(term, index(child(path, _REQUIRED), at))
    for at, weighted in enumerate(affinity.get(_PREFERRED) or ()):
        place = index(child(path, _PREFERRED), at)
        found += _weight(weighted, place)
        found += _pod_term(weighted.get("podAffinityTerm") or {}, child(place, "podAffinityTerm"))
    return found


def _pod_term(term: Doc, path: str) -> list[FieldError]:
    found = scalars.selector(term.get("labelSelector"), child(path, "labelSelector"))
    found += scalars.selector(term.get("namespaceSelector"), child(path, "namespaceSelector"))
    for name in term.get("namespaces") or ():
        found += scalars.named(name, child(path, "namespace"), names.dns1123_label)
    key = term.get("topologyKey", "")
    if not key:
        found.append(fields.required(child(path, "topologyKey"), "can not be empty"))
    return found + scalars.named(key, child(path, "topologyKey"), names.qualified_name)


def check_tolerations(tolerations: list[Doc] | None, path: str) -> list[FieldError]:
    """Judge tolerations: key, operator, value, effect, seconds."""
    found: list[FieldError] = []
    for at, toleration in enumerate(tolerations or ()):
        found += _toleration(toleration, index(path, at))
    return found


def _toleration(toleration: Doc, path: str) -> list[FieldError]:
    key, operator, value = (toleration.get(field) or "" for field in ("key", "operator", "value"))
    effect = toleration.get("effect") or ""
    found = scalars.named(key, child(path, "key"), names.qualified_name) if key else []
    if not key and operator != "Exists":
        why = 'operator must be Exists when `key` is empty, which means "match all values and all keys"'
        found.append(invalid(child(path, "operator"), operator, why))
    if toleration.get("tolerationSeconds") is not None and effect != "NoExecute":
        why = "effect must be 'NoExecute' when `tolerationSeconds` is set"
        found.append(invalid(child(path, "effect"), effect, why))
    if operator in ("", "Equal"):
        problems = names.label_value(value)
        found += [invalid(child(path, "operator"), value, ";".join(problems))] if problems else []
    elif operator == "Exists":
        if value:
            why = "value must be empty when `operator` is 'Exists'"
            found.append(invalid(child(path, "operator"), toleration_shown(), why))
    else:
        found += scalars.one_of(operator, child(path, "operator"), ("Equal", "Exists"))
    return found + scalars.one_of(effect, child(path, "effect"), EFFECTS) if effect else found


def toleration_shown() -> object:
    """Upstream prints a dump of Go's type here; we leave it out."""
    return fields.OMITTED


def check_spread(constraints: list[Doc] | None, path: str) -> list[FieldError]:
    """Judge topology spread constraints; each pair of key and action is there once."""
    found: list[FieldError] = []
    listed = constraints or []
    for at, constraint in enumerate(listed):
        found += _constraint(constraint, index(path, at))
        pair = (constraint.get("topologyKey"), constraint.get("whenUnsatisfiable"))
        if any((one.get("topologyKey"), one.get("whenUnsatisfiable")) == pair for one in listed[at + 1 :]):
            place = child(index(path, at), "{topologyKey, whenUnsatisfiable}")
            found.append(fields.duplicate(place, f"{{{pair[0]}, {pair[1]}}}"))
    return found


def _constraint(constraint: Doc, path: str) -> list[FieldError]:
    found: list[FieldError] = []
    if constraint.get("maxSkew", 0) <= 0:
        found.append(invalid(child(path, "maxSkew"), constraint.get("maxSkew", 0), "must be greater than zero"))
    if not constraint.get("topologyKey"):
        found.append(fields.required(child(path, "topologyKey"), "can not be empty"))
    action = constraint.get("whenUnsatisfiable", "")
    found += scalars.one_of(action, child(path, "whenUnsatisfiable"), ("DoNotSchedule", "ScheduleAnyway"))
    if constraint.get("minDomains") is not None and constraint["minDomains"] <= 0:
        found.append(invalid(child(path, "minDomains"), constraint["minDomains"], "must be greater than zero"))
    return found + scalars.selector(constraint.get("labelSelector"), child(path, "labelSelector"))


def check_taints(taints: list[Doc] | None, path: str) -> list[FieldError]:
    """Judge the taints of a node; each pair of key and effect is there once."""
    found: list[FieldError] = []
    seen: set[tuple[str, str]] = set()
    for at, taint in enumerate(taints or ()):
        place = index(path, at)
        key, effect = taint.get("key", ""), taint.get("effect", "")
        found += scalars.named(key, child(place, "key"), names.qualified_name)
        found += scalars.named(taint.get("value") or "", child(place, "value"), names.label_value)
        if effect:
            found += scalars.one_of(effect, child(place, "effect"), EFFECTS)
        else:
            found.append(fields.required(child(place, "effect")))
        if (key, effect) in seen:
            why = "taints must be unique by key and effect pair"
            found.append(fields.FieldError("FieldValueDuplicate", place, fields.Raw("…"), why))
        seen.add((key, effect))
    return found
