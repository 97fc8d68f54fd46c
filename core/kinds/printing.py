"""How kubectl prints values in a table: ages, lists, containers, placeholders.

Source: pkg/printers/internalversion/printers.go and apimachinery pkg/util/duration.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Final

from core.meta.objects import Doc
from core.meta.time import SECOND, parse

NONE: Final = "<none>"
UNKNOWN: Final = "<unknown>"
UNSET: Final = "<unset>"

_MINUTE: Final = 60
_HOUR: Final = 60 * _MINUTE
_DAY: Final = 24 * _HOUR
_YEAR: Final = 365 * _DAY
_STEPS: Final = (
    # (below so many seconds, great unit, small unit or none)
    (2 * _MINUTE, (1, "s"), None),
    (10 * _MINUTE, (_MINUTE, "m"), (1, "s")),
    (3 * _HOUR, (_MINUTE, "m"), None),
    (8 * _HOUR, (_HOUR, "h"), (_MINUTE, "m")),
    (2 * _DAY, (_HOUR, "h"), None),
    (8 * _DAY, (_DAY, "d"), (_HOUR, "h")),
    (2 * _YEAR, (_DAY, "d"), None),
    (8 * _YEAR, (_YEAR, "y"), (_DAY, "d")),
)


def duration(us: int) -> str:
    """Print a length of virtual time (µs) with two units at most: `45s`, `5m30s`, `3h`, `2y40d`."""
    seconds = us // SECOND
    if us < -2 * SECOND:
        return "<invalid>"
    if seconds < 0:
        return "0s"
    for limit, (great, name), small in _STEPS:
        if seconds < limit:
            rest = (seconds % great) // small[0] if small else 0
            return f"{seconds // great}{name}{rest}{small[1]}" if small and rest else f"{seconds // great}{name}"
    return f"{seconds // _YEAR}y"


def since(timestamp: str | None, now: int) -> str:
    """Print how long ago a timestamp was at virtual µs `now`."""
    return duration(now - parse(timestamp)) if timestamp else UNKNOWN


def age(doc: Doc, now: int) -> str:
    """Print the age of an object."""
    return since(doc["metadata"].get("creationTimestamp"), now)


def name(doc: Doc) -> str:
    """Print the name of an object."""
    return str(doc["metadata"]["name"])


def name_and_age(doc: Doc, now: int) -> list[Any]:
    """The cells of kinds that show nothing else."""
    return [name(doc), age(doc, now)]


def name_and_birth(doc: Doc, now: int) -> list[Any]:
    """The cells of kinds that have no printer of their own upstream."""
    return [name(doc), doc["metadata"].get("creationTimestamp")]


def status(doc: Doc) -> Doc:
    """The status of an object; empty where there is none yet."""
    return doc.get("status") or {}


def spec(doc: Doc) -> Doc:
    """The spec of an object; empty where there is none."""
    return doc.get("spec") or {}


def joined(values: Iterable[Any], between: str = ",") -> str:
    """Print a list; nothing is `<none>`."""
    return between.join(str(value) for value in values) or NONE


def shortened(values: list[str], most: int) -> str:
    """Print the first of a list and how many more there are."""
    if len(values) <= most:
        return joined(values)
    return f"{','.join(values[:most])} + {len(values) - most} more..."


def containers(pod_spec: Doc) -> tuple[str, str]:
    """Print the names and the images of a pod spec's containers."""
    found = pod_spec.get("containers") or ()
    return ",".join(one["name"] for one in found), ",".join(one.get("image", "") for one in found)


_MODES: Final = {
    "ReadWriteOnce": "RWO",
    "ReadOnlyMany": "ROX",
    "ReadWriteMany": "RWX",
    "ReadWriteOncePod": "RWOP",
}


def access_modes(modes: Iterable[str] | None) -> str:
    """Print access modes short, each once, in kubectl's order."""
    found = set(modes or ())
    return ",".join(short for mode, short in _MODES.items() if mode in found)


def boolean(value: Any) -> str:
    """Print a boolean as Go does."""
    return "true" if value else "false"
