"""What a container of agnhost, the image of Kubernetes' own tests, is told to do, and what it then serves.

Source: test/images/agnhost (the servers' flags and their defaults).
"""

from __future__ import annotations

from itertools import pairwise
from typing import Final

from core.meta.objects import Doc

IMAGE: Final = "agnhost"
_PORTS: Final = {
    "fake-gitserver": 8000, "grpc-health-checking": 5000, "guestbook": 80, "liveness": 8080, "netexec": 8080,
    "nettest": 8080, "serve-hostname": 9376, "test-webserver": 80, "webhook": 443,
}  # fmt: skip


def command_of(container: Doc, image_name: str) -> list[str] | None:
    """The words after the program's own name; ``None`` where it is another program."""
    given = [str(word) for word in container.get("command") or ()]
    if image_name != IMAGE or (given and not given[0].rsplit("/", 1)[-1].startswith(IMAGE)):
        return None
    return [*given[1:], *(str(word) for word in container.get("args") or ())] or ["pause"]


def ports_of(words: list[str]) -> frozenset[int]:
    """The port that it serves, where its command serves any."""
    flags = " ".join(words[1:]).replace("=", " ").split()
    told = [value for flag, value in pairwise(flags) if flag.lstrip("-") in ("port", "http-port")]
    number = int(told[-1]) if told and told[-1].isdecimal() and len(told[-1]) < 6 else _PORTS.get(words[0], 0)
    return frozenset({number} if number and words[0] in _PORTS else ())
