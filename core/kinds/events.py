"""Events: what happened to an object, in the two API groups that show the same rows."""

from __future__ import annotations

from core.kinds.kind import Kind, columns

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
