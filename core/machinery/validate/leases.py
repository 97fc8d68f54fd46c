"""Leases.

Source: pkg/apis/coordination/validation.
"""

from __future__ import annotations

from core.machinery.validate import scalars
from core.meta.fields import FieldError, invalid
from core.meta.objects import Doc


def check(doc: Doc) -> list[FieldError]:
    """Judge a Lease: a duration above zero, and a count of transitions."""
    spec = doc.get("spec") or {}
    seconds = spec.get("leaseDurationSeconds")
    found: list[FieldError] = []
    if seconds is not None and seconds <= 0:
        found.append(invalid("spec.leaseDurationSeconds", seconds, "must be greater than 0"))
    return found + scalars.not_negative(spec, "spec", "leaseTransitions")
