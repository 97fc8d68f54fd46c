"""ControllerRevisions: the history of StatefulSets and DaemonSets."""

from __future__ import annotations

from typing import Any

from core.kinds import printing
from core.kinds.kind import Kind, columns
from core.meta import owners
from core.meta.objects import Doc


def _cells(doc: Doc, now: int) -> list[Any]:
    owner = owners.controller_of(doc)
    controller = printing.NONE
    if owner:
        group, _, _ = owner["apiVersion"].rpartition("/")
        kind = owner["kind"].lower()
        controller = f"{kind}.{group}/{owner['name']}" if group else f"{kind}/{owner['name']}"
    return [printing.name(doc), controller, doc.get("revision", 0), printing.age(doc, now)]


CONTROLLER_REVISION = Kind(
    kind="ControllerRevision",
    plural="controllerrevisions",
    group="apps",
    columns=columns("Name", "Controller", "Revision", "Age"),
    cells=_cells,
)

KINDS = (CONTROLLER_REVISION,)
