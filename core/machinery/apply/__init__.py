"""Server-side apply: which fields a writer owns, what an applied configuration changes, and who stands against it.

Pure. `fields` are sets of field paths; `shapes` say how each part of a kind merges; `comparing`, `merging` and
`pruning` work on documents by their shapes; `managed` reads and writes `metadata.managedFields`; `owning` puts them
together. Source of the rules: sigs.k8s.io/structured-merge-diff and apimachinery's ``util/managedfields``.
"""

from core.machinery.apply import scale
from core.machinery.apply.managed import Writer, differ_in_time, is_noted_status
from core.machinery.apply.owning import Write, applied, updated
from core.machinery.apply.validity import described, group_version_kind

__all__ = [
    "Write",
    "Writer",
    "applied",
    "described",
    "differ_in_time",
    "group_version_kind",
    "is_noted_status",
    "scale",
    "updated",
]
