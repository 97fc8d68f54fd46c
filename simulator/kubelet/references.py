"""Image references as container runtimes read them: registry, repository, tag and digest.

Source of the grammar: github.com/distribution/reference (regexp.go and normalize.go).
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final, NamedTuple

_COMPONENT = r"[a-z0-9]+(?:(?:[._]|__|-+)[a-z0-9]+)*"
_DOMAIN = r"(?:[a-zA-Z0-9](?:[a-zA-Z0-9-]*[a-zA-Z0-9])?)(?:\.[a-zA-Z0-9](?:[a-zA-Z0-9-]*[a-zA-Z0-9])?)*(?::[0-9]+)?"
_DIGEST = r"[A-Za-z][A-Za-z0-9]*(?:[-_+.][A-Za-z][A-Za-z0-9]*)*:[0-9a-fA-F]{32,}"
_FORM: Final = re.compile(
    rf"((?:{_DOMAIN}/)?{_COMPONENT}(?:/{_COMPONENT})*)(?::([\w][\w.-]{{0,127}}))?(?:@({_DIGEST}))?", re.ASCII
)
_LONGEST_NAME = 255
_LONGEST = 1024

HUB: Final = "docker.io"


class Reference(NamedTuple):
    """A normalised image name: ``nginx`` is docker.io, library/nginx, latest."""

    registry: str
    repository: str
    tag: str
    digest: str

    @property
    def name(self) -> str:
        """Registry and repository."""
        return f"{self.registry}/{self.repository}"

    @property
    def full(self) -> str:
        """The name with tag and digest, as runtimes print it."""
        digest = f"@{self.digest}" if self.digest else ""
        return f"{self.name}:{self.tag}{digest}" if self.tag else f"{self.name}{digest}"


@lru_cache(maxsize=4096)
def parse(image: str) -> Reference | None:
    """Read an image name; ``None`` when its form is invalid (capitals, blanks, unexpanded variables …)."""
    match = _FORM.fullmatch(image) if len(image) <= _LONGEST else None
    if not match:
        return None
    name, tag, digest = match[1], match[2] or "", match[3] or ""
    registry, repository = _split(name)
    if not repository or repository != repository.lower() or len(name) > _LONGEST_NAME:
        return None
    return Reference(registry, repository, tag or ("" if digest else "latest"), digest)


@lru_cache(maxsize=4096)
def with_tag(image: str) -> str:
    """The name as the runtime is asked for it: with `:latest` where it has neither tag nor digest."""
    reference = parse(image)
    if reference is None or reference.digest or reference.tag != "latest" or image.endswith(":latest"):
        return image
    return f"{image}:latest"


def _split(name: str) -> tuple[str, str]:
    """The first part is a registry when it looks like a host: a dot, a port, ``localhost``, or a capital."""
    first, slash, rest = name.partition("/")
    is_host = slash and ("." in first or ":" in first or first == "localhost" or first != first.lower())
    registry, repository = (first, rest) if is_host else (HUB, name)
    if registry in (HUB, "index.docker.io"):
        return HUB, repository if "/" in repository else f"library/{repository}"
    return registry, repository
