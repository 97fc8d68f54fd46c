"""What a control plane makes in an empty cluster before anybody asks for anything."""

from core.machinery.bootstrap.cluster import documents

__all__ = ["documents"]
