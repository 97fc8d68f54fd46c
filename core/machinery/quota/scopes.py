"""Which objects a quota with scopes is about.

Source: pkg/quota/v1/evaluator/core (podMatchesScopeFunc, pvcMatchesScopeFunc).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Final

from core.kinds import qos
from core.meta.objects import Doc


def is_about(quota_spec: Doc, doc: Doc) -> bool:
    """Whether an object has all scopes of a quota; only pods and claims can have any."""
    scopes = [{"scopeName": name, "operator": "Exists"} for name in quota_spec.get("scopes") or ()]
    scopes += (quota_spec.get("scopeSelector") or {}).get("matchExpressions") or []
    return all(_has(scope, doc) for scope in scopes)


def _has(scope: Doc, doc: Doc) -> bool:
    test = _TESTS.get((doc["kind"], scope.get("scopeName", "")))
    return test is not None and test(scope, doc)


def _is_terminating(_scope: Doc, pod: Doc) -> bool:
    return pod["spec"].get("activeDeadlineSeconds") is not None


def _is_best_effort(_scope: Doc, pod: Doc) -> bool:
    return qos.class_of(pod["spec"]) == qos.BEST_EFFORT


def _priority(scope: Doc, pod: Doc) -> bool:
    return _matches(scope, [pod["spec"].get("priorityClassName") or ""])


def _crosses_namespaces(_scope: Doc, pod: Doc) -> bool:
    terms = _affinity_terms(pod["spec"].get("affinity") or {})
    return any(term.get("namespaces") or term.get("namespaceSelector") is not None for term in terms)


def _affinity_terms(affinity: Doc) -> Iterator[Doc]:
    for field in ("podAffinity", "podAntiAffinity"):
        held = affinity.get(field) or {}
        yield from held.get("requiredDuringSchedulingIgnoredDuringExecution") or ()
        for weighted in held.get("preferredDuringSchedulingIgnoredDuringExecution") or ():
            yield weighted.get("podAffinityTerm") or {}


def _attributes(scope: Doc, claim: Doc) -> bool:
    """A claim counts for the class that it has, the one it wants and the one it is on its way to."""
    status = claim.get("status") or {}
    wanted = claim["spec"].get("volumeAttributesClassName")
    target = (status.get("modifyVolumeStatus") or {}).get("targetVolumeAttributesClassName")
    held = {wanted, status.get("currentVolumeAttributesClassName"), target} - {None, ""}
    return any(_matches(scope, [name]) for name in sorted(held or {""}))


def _matches(scope: Doc, names: list[str]) -> bool:
    """A scope's operator over the names that an object has; an empty one is none."""
    held, values = [name for name in names if name], scope.get("values") or []
    if scope.get("operator") == "Exists":
        return bool(held)
    if scope.get("operator") == "DoesNotExist":
        return not held
    is_in = any(name in values for name in held)
    return is_in if scope.get("operator") == "In" else not is_in


def _without(test: Callable[[Doc, Doc], bool]) -> Callable[[Doc, Doc], bool]:
    return lambda scope, doc: not test(scope, doc)


_TESTS: Final[dict[tuple[str, str], Callable[[Doc, Doc], bool]]] = {
    ("Pod", "Terminating"): _is_terminating,
    ("Pod", "NotTerminating"): _without(_is_terminating),
    ("Pod", "BestEffort"): _is_best_effort,
    ("Pod", "NotBestEffort"): _without(_is_best_effort),
    ("Pod", "PriorityClass"): _priority,
    ("Pod", "CrossNamespacePodAffinity"): _crosses_namespaces,
    ("PersistentVolumeClaim", "VolumeAttributesClass"): _attributes,
}
