"""Events: what happened to an object, in the two API groups that show the same rows."""

from __future__ import annotations

from typing import Final

from core.kinds.kind import Kind, columns
from core.meta.objects import Doc

_EVENT: Final = {
    "source": {},
    "firstTimestamp": None,
    "lastTimestamp": None,
    "eventTime": None,
    "reportingComponent": "",
    "reportingInstance": "",
}


def _complete(doc: Doc) -> Doc:
    return {**_EVENT, **doc}


EVENT = Kind(
    kind="Event",
    plural="events",
    short_names=("ev",),
    columns=columns(
        "Last Seen",
        "Type",
        "Reason",
        "Object",
        "Subobject+",
        "Source+",
        "Message",
        "First Seen+",
        "Count+",
        "Name+",
    ),
    defaults=_complete,
)

EVENT_OF_EVENTS = Kind(
    kind="Event",
    plural="events",
    group="events.k8s.io",
    short_names=("ev",),
    columns=columns(
        "Last Seen",
        "Type",
        "Reason",
        "Object",
        "Subobject+",
        "Source+",
        "Message",
        "First Seen+",
        "Count+",
        "Name+",
    ),
    stored_as="events",
)

KINDS = (EVENT, EVENT_OF_EVENTS)
