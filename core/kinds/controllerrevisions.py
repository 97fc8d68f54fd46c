"""ControllerRevisions: the history of StatefulSets and DaemonSets."""

from __future__ import annotations

from core.kinds.kind import Kind, columns

CONTROLLER_REVISION = Kind(
    kind="ControllerRevision",
    plural="controllerrevisions",
    group="apps",
    columns=columns("Name", "Controller", "Revision", "Age"),
)

KINDS = (CONTROLLER_REVISION,)
