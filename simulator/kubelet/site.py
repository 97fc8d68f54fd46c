"""A node as the kubelet on it knows it: its address, which images it holds, when its puller is free."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from core.meta.objects import Doc


@dataclass(frozen=True, slots=True)
class Site:
    """What a pod's stages ask of their node."""

    node: Doc
    address: str
    addresses: list[Doc]
    holds: Callable[[str], bool]
    """Whether the node has an image."""
    free_at: Callable[[], int]
    """When the node's puller, which takes one image at a time, is free (µs)."""
    exists: Callable[[str, str, str, str], bool]
    """(resource, namespace, name, key or ``""``): whether a ConfigMap or Secret has what is asked for."""

    @property
    def name(self) -> str:
        return str(self.node["metadata"]["name"])
