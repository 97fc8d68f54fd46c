"""Errors that know their wire form: a Status with code, reason, message and details."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from core.meta.fields import FieldError as FieldError

Status = dict[str, Any]


class StatusError(Exception):
    """A refused request; `status()` is the answer a Kubernetes API server would send."""

    def __init__(self, code: int, reason: str, message: str, details: dict[str, Any] | None = None) -> None:
        super().__init__(message)
        self.code = code
        self.reason = reason
        self.message = message
        self.details = details

    def status(self) -> Status:
        """Return the `v1 Status` document of this error, keys in the API server's order."""
        status: Status = {
            "kind": "Status",
            "apiVersion": "v1",
            "metadata": {},
            "status": "Failure",
            "message": self.message,
        }
        if self.reason:
            status["reason"] = self.reason
        if self.details is not None:
            status["details"] = self.details
        status["code"] = self.code
        return status

    @property
    def causes(self) -> list[dict[str, str]]:
        """The field errors in wire form; empty when the error is about the whole object."""
        found: list[dict[str, str]] = (self.details or {}).get("causes", [])
        return found

    def __reduce__(self) -> tuple[type[StatusError], tuple[int, str, str, dict[str, Any] | None]]:
        return StatusError, (self.code, self.reason, self.message, self.details)


def split_resource(resource: str) -> tuple[str, str]:
    """Split `deployments.apps` into plural and group; the core group is empty."""
    plural, _, group = resource.partition(".")
    return plural, group


def describe(kind: str, group: str, name: str) -> dict[str, Any]:
    """Return Status details naming one object; `kind` is a plural or a Kind, as upstream mixes them."""
    details: dict[str, Any] = {}
    if name:
        details["name"] = name
    if group:
        details["group"] = group
    if kind:
        details["kind"] = kind
    return details


def about(resource: str, name: str) -> dict[str, Any]:
    """Return Status details for a resource string such as `deployments.apps`."""
    plural, group = split_resource(resource)
    return describe(plural, group, name)


def not_found(resource: str, name: str) -> StatusError:
    """404: there is no such object."""
    return StatusError(404, "NotFound", f'{resource} "{name}" not found', about(resource, name))


def unknown_resource() -> StatusError:
    """404: the server has no such path."""
    return StatusError(404, "NotFound", "the server could not find the requested resource", {})


def already_exists(resource: str, name: str) -> StatusError:
    """409: the name is taken."""
    message = f'{resource} "{name}" already exists'
    return StatusError(409, "AlreadyExists", message, about(resource, name))


STALE = "the object has been modified; please apply your changes to the latest version and try again"


def conflict(resource: str, name: str, why: str = STALE) -> StatusError:
    """409: the object is no longer what the writer had read, or a precondition fails."""
    message = f'Operation cannot be fulfilled on {resource} "{name}": {why}'
    return StatusError(409, "Conflict", message, about(resource, name))


def apply_conflict(causes: list[dict[str, str]]) -> StatusError:
    """409: another manager owns fields that a server-side apply wants to change.

    `causes` hold `message` (`conflict with "alice"`) and `field` (`.spec.replicas`).
    """
    count = f"{len(causes)} conflict{'' if len(causes) == 1 else 's'}"
    details = {"causes": [{"reason": "FieldManagerConflict", **cause} for cause in causes]}
    message = f"Apply failed with {count}: {_conflicts(causes)}"
    return StatusError(409, "Conflict", message, details)


def _conflicts(causes: list[dict[str, str]]) -> str:
    """One conflict stays on the line; several are grouped by manager, a field a line."""
    if len(causes) == 1:
        return f"{causes[0]['message']}: {causes[0]['field']}"
    grouped: dict[str, list[str]] = {}
    for cause in causes:
        grouped.setdefault(cause["message"], []).append(cause["field"])
    blocks = []
    for who, fields in grouped.items():
        blocks.append(who.replace("conflict with", "conflicts with", 1) + ":")
        blocks.extend(f"- {field}" for field in fields)
    return "\n".join(blocks)


def invalid(kind: str, group: str, name: str, errors: Iterable[FieldError]) -> StatusError:
    """422: the fields that are wrong, one cause each; equal lines are told once in the message."""
    found = list(errors)
    lines = list(dict.fromkeys(str(error) for error in found))
    listed = lines[0] if len(lines) == 1 else f"[{', '.join(lines)}]"
    qualified = f"{kind}.{group}" if group else kind
    details = describe(kind, group, name)
    if found:
        details["causes"] = [error.cause() for error in found]
    message = f'{qualified} "{name}" is invalid: {listed}' if found else f'{qualified} "{name}" is invalid'
    return StatusError(422, "Invalid", message, details)


def bad_request(message: str) -> StatusError:
    """400: the request itself cannot be understood."""
    return StatusError(400, "BadRequest", message)


def undecodable(kind: str, version: str, why: str) -> StatusError:
    """400: a document that does not fit the Go types of its kind."""
    return bad_request(f'{kind} in version "{version}" cannot be handled as a {kind}: {why}')


def unauthorized() -> StatusError:
    """401: nobody knows who asks."""
    return StatusError(401, "Unauthorized", "Unauthorized")


def forbidden(resource: str, name: str, why: str) -> StatusError:
    """403: admission or authorization says no; without a name the whole resource is meant."""
    if not resource:
        message = f"forbidden: {why}"
    elif not name:
        message = f"{resource} is forbidden: {why}"
    else:
        message = f'{resource} "{name}" is forbidden: {why}'
    return StatusError(403, "Forbidden", message, about(resource, name))


def method_not_allowed() -> StatusError:
    """405: the resource has no such verb."""
    message = "the server does not allow this method on the requested resource"
    return StatusError(405, "MethodNotAllowed", message, {})


def expired(message: str) -> StatusError:
    """410: the asked revision is already compacted; list again."""
    return StatusError(410, "Expired", message)


class Expired(StatusError):
    """410 for a list that cannot be continued as it was; ``token`` continues it with what is there now."""

    def __init__(self, message: str, token: str) -> None:
        super().__init__(410, "Expired", message)
        self.token = token

    def status(self) -> Status:
        """As `StatusError.status`, with the token in the metadata."""
        return {**super().status(), "metadata": {"continue": self.token}}

    def __reduce__(self) -> tuple[type[Expired], tuple[str, str]]:  # type: ignore[override]  # how pickle makes this very class
        return Expired, (self.message, self.token)


def too_old(asked: int, oldest: int) -> StatusError:
    """410: the words a watch from a compacted revision gets."""
    return expired(f"too old resource version: {asked} ({oldest})")


def too_large(limit: int) -> StatusError:
    """413: the body is over the limit in bytes."""
    message = f"Request entity too large: limit is {limit}"
    return StatusError(413, "RequestEntityTooLarge", message)


def unsupported_media_type(message: str) -> StatusError:
    """415: the body has a content type that nobody reads."""
    return StatusError(415, "UnsupportedMediaType", message)


def too_many_requests(message: str, retry_after: int = 0, causes: list[dict[str, str]] | None = None) -> StatusError:
    """429: not now; `retry_after` in seconds (an eviction that a budget refuses has 0)."""
    details: dict[str, Any] = {}
    if causes:
        details["causes"] = causes
    if retry_after:
        details["retryAfterSeconds"] = retry_after
    return StatusError(429, "TooManyRequests", message, details)


def internal(why: str) -> StatusError:
    """500: the server's own fault, said in its words."""
    details = {"causes": [{"message": why}]}
    return StatusError(500, "InternalError", f"Internal error occurred: {why}", details)
