"""Events of both groups, which are stored as core's.

Source: pkg/apis/core/validation/events.go.
"""

from __future__ import annotations

from typing import Final

from core.machinery.validate import scalars
from core.meta import fields, names
from core.meta.fields import FieldError, invalid
from core.meta.objects import Doc

_LONGEST: Final = {"reportingInstance": 128, "action": 128, "reason": 128}
_LONGEST_MESSAGE: Final = 1024


def check(doc: Doc) -> list[FieldError]:
    """Judge an Event: it is in the namespace of what it is about, and says who saw it where it is of the new form."""
    about = (doc.get("involvedObject") or {}).get("namespace") or ""
    namespace = doc["metadata"].get("namespace", "")
    found: list[FieldError] = []
    elsewhere = namespace not in ("", "default") if not about else namespace != about
    if elsewhere and not (doc.get("eventTime") and not about and namespace == "kube-system"):
        found.append(invalid("involvedObject.namespace", about, "does not match event.namespace"))
    if doc.get("eventTime"):
        found += _new_form(doc)
    return found + scalars.named(namespace, "namespace", names.dns1123_subdomain)


def _new_form(doc: Doc) -> list[FieldError]:
    # Stored under core's names; errors of core's version call the field reportingComponent.
    reporter = doc.get("reportingComponent") or ""
    found = scalars.required_name(reporter, "reportingComponent", names.qualified_name)
    for field, limit in _LONGEST.items():
        value = doc.get(field) or ""
        if not value:
            found.append(fields.required(field))
        elif len(value) > limit:
            found.append(invalid(field, "", f"can have at most {limit} characters"))
    if len(doc.get("message") or "") > _LONGEST_MESSAGE:
        found.append(invalid("message", "", f"can have at most {_LONGEST_MESSAGE} characters"))
    return found
