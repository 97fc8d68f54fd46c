"""Requests and limits of containers.

Source: validateContainerResourceName and ValidateResourceRequirements in pkg/apis/core/validation.
"""

from __future__ import annotations

from typing import Any, Final

from core.meta import fields, names, quantity
from core.meta.fields import FieldError, child, index, invalid
from core.meta.objects import Doc

_OF_CONTAINERS: Final = frozenset({"cpu", "memory", "ephemeral-storage"})
_WHOLE: Final = "must be an integer"
_HUGE: Final = "hugepages-"


def resource_name(name: str, path: str) -> list[FieldError]:
    """A resource is one of Kubernetes' own, or has a domain in front."""
    found = [invalid(path, name, problem) for problem in names.qualified_name(name)]
    if found or "/" in name or name in _OF_CONTAINERS or name.startswith(_HUGE):
        return found
    return [
        invalid(path, name, "must be a standard resource type or fully qualified"),
        invalid(path, name, "must be a standard resource for containers"),
    ]


def check(resources: Doc | None, path: str) -> list[FieldError]:
    """Judge limits, then requests, then requests against limits."""
    limits, requests = (resources or {}).get("limits") or {}, (resources or {}).get("requests") or {}
    found: list[FieldError] = []
    for field, amounts in (("limits", limits), ("requests", requests)):
        for name, amount in amounts.items():
            place = index(child(path, field), name)
            found += resource_name(name, place)
            found += amount_of(name, amount, place)
            if field == "requests":
                found += _against_limit(name, amount, limits, child(path, field))
    return found


def amount_of(name: str, amount: Any, path: str) -> list[FieldError]:
    """An amount is not negative; of what cannot be divided it is whole."""
    read = quantity.read(amount)
    if read < quantity.ZERO:
        return [invalid(path, str(amount), "must be greater than or equal to 0")]
    divisible = name in _OF_CONTAINERS or name.startswith(_HUGE)
    return [invalid(path, str(amount), _WHOLE)] if not divisible and read.nano % quantity.NANO else []


def _against_limit(name: str, amount: str, limits: Doc, path: str) -> list[FieldError]:
    shares = name in _OF_CONTAINERS
    if name not in limits:
        return (
            []
            if shares or "/" not in name
            else [fields.required(path, "Limit must be set for non overcommitable resources")]
        )
    limit = limits[name]
    if not shares and quantity.read(amount) != quantity.read(limit):
        return [invalid(path, str(amount), f"must be equal to {name} limit of {limit}")]
    if quantity.read(limit) < quantity.read(amount):
        return [invalid(path, str(amount), f"must be less than or equal to {name} limit of {limit}")]
    return []
