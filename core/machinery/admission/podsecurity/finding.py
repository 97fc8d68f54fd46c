"""What a check says of a pod, and the words that checks share."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Any, NamedTuple

from core.meta.objects import Doc


class Finding(NamedTuple):
    """Why a pod is not allowed: the reason in a word or two, and the details."""

    reason: str
    detail: str

    def __str__(self) -> str:
        return f"{self.reason} ({self.detail})" if self.detail else self.reason


Check = Callable[[Doc, Doc], Finding | None]
"""(pod's metadata, pod's spec) → what it breaks, if anything."""


def containers(spec: Doc) -> Iterator[Doc]:
    """All containers of a pod, in the order in which upstream visits them."""
    for field in ("initContainers", "containers", "ephemeralContainers"):
        yield from spec.get(field) or ()


def context(holder: Doc) -> Doc:
    """The security context of a pod's spec or of a container."""
    return holder.get("securityContext") or {}


def names_where(spec: Doc, is_bad: Callable[[Doc], Any]) -> list[str]:
    """The names of the containers of which something is true."""
    return [container.get("name", "") for container in containers(spec) if is_bad(container)]


def join(names: Iterable[str]) -> str:
    """Quoted as upstream's joinQuote does: without escapes."""
    return ", ".join(f'"{name}"' for name in names)


def plural(singular: str, many: str, count: int) -> str:
    return singular if count == 1 else many


def told(names: list[str]) -> str:
    """`container "a"`, `containers "a", "b"`."""
    return f"{plural('container', 'containers', len(names))} {join(names)}"


def setters(is_pod: Any, names: list[str], *more: str) -> str:
    """Who sets something: the pod, containers, or both."""
    return " and ".join([*(["pod"] if is_pod else []), *([told(names)] if names else []), *more])


def is_windows(spec: Doc) -> bool:
    return (spec.get("os") or {}).get("name") == "windows"
