"""Server-side apply: which fields a writer owns, what an applied configuration changes, and who stands against it.

Pure. `fields` are sets of field paths; `shapes` say how each part of a kind merges; `comparing`, `merging` and
`pruning` work on documents by their shapes; `managed` reads and writes `metadata.managedFields`; `owning` puts them
together. Source of the rules: sigs.k8s.io/structured-merge-diff and apimachinery's ``util/managedfields``.
"""

from core.machinery.apply import scale
from core.machinery.apply.managed import Writer, differ_in_time
from core.machinery.apply.owning import Write, applied, settled, updated
from core.machinery.apply.validity import group_version_kind

__all__ = [
    "Write",
    "Writer",
    "applied",
    "differ_in_time",
    "group_version_kind",
    "scale",
    "settled",
    "updated",
]
