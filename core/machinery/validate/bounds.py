"""LimitRanges and ResourceQuotas: sound names, and bounds that do not contradict each other.

Source: ValidateLimitRange and ValidateResourceQuota in pkg/apis/core/validation.
"""

from __future__ import annotations

from typing import Any, Final

from core.machinery.validate import resources
from core.meta import fields, names, quantity
from core.meta.fields import FieldError, child, index, invalid
from core.meta.objects import Doc

_TYPES: Final = ("Pod", "Container", "PersistentVolumeClaim")
_BOUNDS: Final = ("max", "min", "default", "defaultRequest", "maxLimitRequestRatio")
_OF_QUOTAS: Final = frozenset(
    {
        "cpu", "memory", "ephemeral-storage", "requests.cpu", "requests.memory", "requests.storage",
        "requests.ephemeral-storage", "limits.cpu", "limits.memory", "limits.ephemeral-storage", "pods", "services",
        "replicationcontrollers", "resourcequotas", "secrets", "configmaps", "persistentvolumeclaims",
        "services.nodeports", "services.loadbalancers",
    }
)  # fmt: skip


def check_range(doc: Doc) -> list[FieldError]:
    """Judge a LimitRange: each type once, and its bounds in order."""
    found: list[FieldError] = []
    seen: set[str] = set()
    for at, item in enumerate((doc.get("spec") or {}).get("limits") or ()):
        path = index("spec.limits", at)
        type_ = item.get("type") or ""
        found += _type(type_, child(path, "type"))
        if type_ in seen:
            found.append(fields.duplicate(child(path, "type"), type_))
        seen.add(type_)
        found += _names(item, type_, path)
        found += _only_for(item, type_, path)
        amounts = {field: item.get(field) or {} for field in _BOUNDS}
        for name in sorted({name for listed in amounts.values() for name in listed}):
            found += _order(amounts, name, path)
    return found


def _type(type_: str, path: str) -> list[FieldError]:
    found = [invalid(path, type_, problem) for problem in names.qualified_name(type_)]
    if found or "/" in type_ or type_ in _TYPES:
        return found
    return [invalid(path, type_, "must be a standard limit type or fully qualified")]


def _names(item: Doc, type_: str, path: str) -> list[FieldError]:
    found: list[FieldError] = []
    for field in _BOUNDS:
        for name in sorted(item.get(field) or ()):
            place = index(child(path, field), name)
            problems = resources.resource_name(name, place)
            # A standard resource is one of containers only where containers are bounded.
            found += problems if type_ in ("Container", "Pod") or name == "storage" else problems[:1]
    return [error for error in found if not error.path.endswith("[storage]")]


def _only_for(item: Doc, type_: str, path: str) -> list[FieldError]:
    if type_ == "Pod":
        return [
            fields.forbidden(child(path, field), "may not be specified when `type` is 'Pod'")
            for field in ("default", "defaultRequest")
            if item.get(field)
        ]
    if type_ != "PersistentVolumeClaim":
        return []
    if "storage" in (item.get("min") or {}) or "storage" in (item.get("max") or {}):
        return []
    why = "either minimum or maximum storage value is required, but neither was provided"
    return [fields.required(child(path, "limits"), why)]


def _order(amounts: dict[str, Any], name: str, path: str) -> list[FieldError]:
    """Minimum ≤ default request ≤ default ≤ maximum, and a ratio that these allow."""
    least, most, asked, usual, ratio = (
        amounts[field].get(name) for field in ("min", "max", "defaultRequest", "default", "maxLimitRequestRatio")
    )
    found: list[FieldError] = []

    def above(lower: Any, upper: Any, field: str, shown: Any, words: str) -> None:
        if lower is not None and upper is not None and quantity.read(upper) < quantity.read(lower):
            found.append(invalid(index(child(path, field), name), str(shown), words))

    above(least, most, "min", least, f"min value {least} is greater than max value {most}")
    words = f"min value {least} is greater than default request value {asked}"
    above(least, asked, "defaultRequest", asked, words)
    words = f"default request value {asked} is greater than max value {most}"
    above(asked, most, "defaultRequest", asked, words)
    words = f"default request value {asked} is greater than default limit value {usual}"
    above(asked, usual, "defaultRequest", asked, words)
    above(least, usual, "default", least, f"min value {least} is greater than default value {usual}")
    above(usual, most, "default", most, f"default value {usual} is greater than max value {most}")
    return found + _ratio(ratio, least, most, index(child(path, "maxLimitRequestRatio"), name))


def _ratio(ratio: Any, least: Any, most: Any, path: str) -> list[FieldError]:
    if ratio is None:
        return []
    wanted = quantity.read(ratio)
    if wanted.nano < quantity.NANO:
        return [invalid(path, str(ratio), f"ratio {ratio} is less than 1")]
    if least is None or most is None or not quantity.read(least):
        return []
    allowed = quantity.read(most).nano / quantity.read(least).nano
    if wanted.nano / quantity.NANO <= allowed:
        return []
    return [invalid(path, str(ratio), f"ratio {ratio} is greater than max/min = {allowed:f}")]


def check_quota(doc: Doc) -> list[FieldError]:
    """Judge a ResourceQuota: what it may count, and amounts that are not negative."""
    found: list[FieldError] = []
    for name, amount in ((doc.get("spec") or {}).get("hard") or {}).items():
        path = index("spec.hard", name)
        found += _quota_name(name, path)
        if quantity.read(amount) < quantity.ZERO:
            found.append(invalid(path, str(amount), "must be greater than or equal to 0"))
    return found


def _quota_name(name: str, path: str) -> list[FieldError]:
    found = [invalid(path, name, problem) for problem in names.qualified_name(name)]
    if found or "/" in name or name in _OF_QUOTAS or name.removeprefix("requests.").startswith("hugepages-"):
        return found
    return [
        invalid(path, name, "must be a standard resource type or fully qualified"),
        invalid(path, name, "must be a standard resource for quota"),
    ]
