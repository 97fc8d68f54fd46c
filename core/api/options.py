"""The query of a list or a watch, read and checked as upstream's ListOptions.

Source of the rules: k8s.io/apimachinery/pkg/apis/meta/internalversion/validation and runtime/conversion.go.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from core.api.request import Request
from core.meta import errors, fields
from core.meta.fields import FieldError, quote

EXACT: Final = "Exact"
NOT_OLDER: Final = "NotOlderThan"
_MATCH: Final = "resourceVersionMatch"
_LARGEST_VERSION: Final = 1 << 64


@dataclass(frozen=True, slots=True)
class ListOptions:
    """What a list or watch asks for; selectors are read by `core.api.selection`."""

    limit: int
    start: str
    """The continue token; empty for the first page."""
    version: int
    """The `resourceVersion`; 0 when it is not given or "0"."""
    is_version_given: bool
    match: str
    timeout: int
    bookmarks: bool
    initial_events: bool | None
    """``None`` when the query does not say."""

    @property
    def is_any(self) -> bool:
        """Whether any state will do: `resourceVersion=0`."""
        return self.is_version_given and not self.version

    @property
    def is_exact(self) -> bool:
        """Whether a list is to be as it was at just that version: asked for, or a first page of a named version."""
        return bool(self.version) and (self.match == EXACT or (not self.match and self.limit > 0))


def of(request: Request, *, watch: bool = False) -> ListOptions:
    """Raises `StatusError`: 400 for what cannot be read, 422 for what does not go together."""
    found = ListOptions(
        limit=request.integer("limit"),
        start=request.one("continue"),
        version=version_of(request),
        is_version_given=bool(request.one("resourceVersion")),
        match=request.one(_MATCH),
        timeout=request.integer("timeoutSeconds"),
        bookmarks=request.is_true("allowWatchBookmarks"),
        initial_events=request.is_true("sendInitialEvents") if "sendInitialEvents" in request.query else None,
    )
    wrong = _of_watch(found) if watch else _of_list(found)
    if wrong:
        raise errors.invalid("ListOptions", "meta.k8s.io", "", wrong)
    return found


def version_of(request: Request) -> int:
    """The `resourceVersion` of a query, 0 when it is not given. Raises `StatusError` (400)."""
    text = request.one("resourceVersion")
    if text and not (text.isascii() and text.isdecimal()):
        raise _unreadable(text, "invalid syntax")
    if len(text) > 20 or int(text or 0) >= _LARGEST_VERSION:
        raise _unreadable(text, "value out of range")
    return int(text or 0)


def _unreadable(text: str, why: str) -> errors.StatusError:
    value = f"Invalid value: {quote(text)}: strconv.ParseUint: parsing {quote(text)}: {why}"
    return errors.bad_request(f"invalid resource version: resourceVersion: {value}")


def _of_list(options: ListOptions) -> list[FieldError]:
    found, match = [], options.match
    if match and not options.is_version_given:
        found.append(_forbidden(_MATCH, f"{_MATCH} is forbidden unless resourceVersion is provided"))
    if match and options.start:
        found.append(_forbidden(_MATCH, f"{_MATCH} is forbidden when continue is provided"))
    if match not in ("", EXACT, NOT_OLDER):
        found.append(fields.not_supported(_MATCH, match, [EXACT, NOT_OLDER, ""]))
    if match == EXACT and options.is_any:
        found.append(_forbidden(_MATCH, f'{_MATCH} "exact" is forbidden for resourceVersion "0"'))
    if options.initial_events is not None:
        found.append(_forbidden("sendInitialEvents", "sendInitialEvents is forbidden for list"))
    return found


def _of_watch(options: ListOptions) -> list[FieldError]:
    found, match, events = [], options.match, options.initial_events
    if events is not None and match != NOT_OLDER:
        found.append(_forbidden(_MATCH, f"sendInitialEvents requires setting {_MATCH} to {NOT_OLDER}"))
    if match and events is None:
        found.append(_forbidden(_MATCH, f"{_MATCH} is forbidden for watch unless sendInitialEvents is provided"))
    if match not in ("", NOT_OLDER):
        found.append(fields.not_supported(_MATCH, match, [NOT_OLDER]))
    if match and options.start:
        found.append(_forbidden(_MATCH, f"{_MATCH} is forbidden when continue is provided"))
    return found


def _forbidden(field: str, why: str) -> FieldError:
    return fields.forbidden(field, why)
