"""Which nodes hold which container image, and how big it is there."""

from __future__ import annotations

from core.meta.objects import Doc


class Images:
    """Image name → row → bytes, with a version per image that grows with every change."""

    def __init__(self) -> None:
        self._held: dict[str, dict[int, int]] = {}
        self._versions: dict[str, int] = {}

    def change(self, row: int, before: Doc | None, after: Doc | None) -> None:
        """Take in the images of a node before and after a change."""
        old, new = _listed(before), _listed(after)
        if old == new:
            return
        had, has = _sizes(old), _sizes(new)
        for name in had.keys() - has.keys():
            del self._held[name][row]
            self._versions[name] += 1
        for name, size in has.items():
            if had.get(name) != size:
                self._held.setdefault(name, {})[row] = size
                self._versions[name] = self._versions.get(name, 0) + 1

    def held(self, name: str) -> dict[int, int]:
        """Row → bytes, for the rows that hold the image."""
        return self._held.get(name, {})

    def version(self, name: str) -> int:
        return self._versions.get(name, 0)


def _listed(node: Doc | None) -> list[Doc]:
    return ((node.get("status") or {}).get("images") if node else None) or []


def _sizes(images: list[Doc]) -> dict[str, int]:
    return {name: image.get("sizeBytes") or 0 for image in images for name in image.get("names") or ()}
