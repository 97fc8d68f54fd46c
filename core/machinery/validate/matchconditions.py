"""Conditions on requests, of webhooks and of admission policies.

Source: validateMatchConditions in pkg/apis/admissionregistration/validation.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import Final

from core.machinery.validate import expressions, scalars
from core.meta import fields, names
from core.meta.fields import FieldError, child, index, invalid
from core.meta.objects import Doc

VARIABLES: Final = ("object", "oldObject", "request", "authorizer")
_MOST: Final = 64


def check(conditions: list[Doc], path: str, variables: Collection[str] = VARIABLES) -> list[FieldError]:
    """Judge all conditions; ``variables`` are those that an expression may be about."""
    found = [fields.too_many(path, len(conditions), _MOST)] if len(conditions) > _MOST else []
    seen: set[str] = set()
    for at, condition in enumerate(conditions):
        place = index(path, at)
        found += _expression((condition.get("expression") or "").strip(), child(place, "expression"), variables)
        name = condition.get("name") or ""
        found += scalars.required_name(name, child(place, "name"), names.qualified_name)
        if name and name in seen:
            found.append(fields.duplicate(child(place, "name"), name))
        seen.add(name)
    return found


def _expression(text: str, path: str, variables: Collection[str]) -> list[FieldError]:
    if not text:
        return [fields.required(path)]
    problem = expressions.problem(text, variables)
    return [invalid(path, text, problem)] if problem else []
