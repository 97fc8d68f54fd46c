"""Probes and lifecycle hooks: exactly one handler, sound ports and periods.

Source: validateProbe and validateHandler in pkg/apis/core/validation.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from core.machinery.validate import scalars
from core.meta import fields
from core.meta.fields import FieldError, child, invalid
from core.meta.objects import Doc

_NUMBERS: Final = ("initialDelaySeconds", "timeoutSeconds", "periodSeconds", "successThreshold", "failureThreshold")


def check_probe(probe: Doc | None, path: str, *, once: bool) -> list[FieldError]:
    """Judge a probe; `once` where one success must suffice (liveness and startup)."""
    if probe is None:
        return []
    found = check_handler(probe, path)
    found += scalars.not_negative(probe, path, *_NUMBERS)
    grace = probe.get("terminationGracePeriodSeconds")
    if grace is not None and grace <= 0:
        found.append(invalid(child(path, "terminationGracePeriodSeconds"), grace, "must be greater than 0"))
    if not once and grace is not None:
        why = "must not be set for readinessProbes"
        found.append(invalid(child(path, "terminationGracePeriodSeconds"), grace, why))
    if once and probe.get("successThreshold", 1) not in (0, 1):
        found.append(invalid(child(path, "successThreshold"), probe["successThreshold"], "must be 1"))
    return found


def check_handler(handler: Doc, path: str, grace: int | None = None) -> list[FieldError]:
    """Judge what a probe or a hook does: the first handler counts, more are forbidden."""
    given = [name for name in _HANDLERS if handler.get(name) is not None]
    found = [fields.forbidden(child(path, name), "may not specify more than 1 handler type") for name in given[1:]]
    if not given:
        return [fields.required(path, "must specify a handler type")]
    if given[0] == "sleep":
        return found + _sleep(handler["sleep"], child(path, "sleep"), grace)
    return found + _HANDLERS[given[0]](handler[given[0]], child(path, given[0]))


def _exec(action: Doc, path: str) -> list[FieldError]:
    return [] if action.get("command") else [fields.required(child(path, "command"))]


def _http(action: Doc, path: str) -> list[FieldError]:
    found = [] if action.get("path") else [fields.required(child(path, "path"))]
    found += scalars.port_or_name(action.get("port"), child(path, "port"))
    found += scalars.one_of(action.get("scheme"), child(path, "scheme"), {"HTTP", "HTTPS"})
    return found


def _tcp(action: Doc, path: str) -> list[FieldError]:
    return scalars.port_or_name(action.get("port"), child(path, "port"))


def _grpc(action: Doc, path: str) -> list[FieldError]:
    return scalars.port(action.get("port"), child(path, "port"))


def _sleep(action: Doc, path: str, grace: int | None) -> list[FieldError]:
    seconds, most = action.get("seconds", 0), 30 if grace is None else grace
    if 0 <= seconds <= most:
        return []
    why = f"must be non-negative and less than terminationGracePeriodSeconds ({most})"
    return [invalid(path, seconds, why)]


def _nothing(action: Doc, path: str) -> list[FieldError]:
    return []


_HANDLERS: Final[dict[str, Callable[[Doc, str], list[FieldError]]]] = {
    "exec": _exec,
    "httpGet": _http,
    "tcpSocket": _tcp,
    "grpc": _grpc,
    "sleep": _nothing,
}


def check_lifecycle(lifecycle: Doc | None, path: str, grace: int | None) -> list[FieldError]:
    """Judge the hooks of a container; a sleep fits into the pod's grace period (seconds)."""
    found: list[FieldError] = []
    for hook in ("postStart", "preStop"):
        handler = (lifecycle or {}).get(hook)
        if handler is not None:
            found += check_handler(handler, child(path, hook), grace)
    return found
