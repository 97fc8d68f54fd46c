"""The administration of clusters, kinds, log and people. Reads rows; every write goes through `core.operations`."""

from core.admin import clusters, kinds, log, people

__all__ = ["clusters", "kinds", "log", "people"]
