"""The templates from which clusters can be made; the simulator offers them, so that core need not know it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from core.meta.objects import Doc


@dataclass(frozen=True)
class Template:
    """What a new cluster begins with."""

    name: str
    title: str
    nodes: int
    documents: Callable[[str], Iterable[Doc]]
    """A seed → the documents of the cluster's first moment, in an order in which they can be created."""


_offered: dict[str, Template] = {}


def offer(template: Template) -> None:
    """Have `template` listed; a later one of the same name takes its place."""
    _offered[template.name] = template


def offered() -> list[Template]:
    """All templates in the order in which they were offered first."""
    return list(_offered.values())
