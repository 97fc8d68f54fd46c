"""For how long after its start a container answers a probe, where its own program says so.

A script may make the file that its probe looks for, and take it away; agnhost's `liveness` answers for ten seconds.
Source: test/images/agnhost/liveness/server.go.
"""

from __future__ import annotations

import re
from typing import Final

from core.logs import shell
from core.meta.objects import Doc
from core.meta.time import SECOND

AGNHOST_LIVES: Final = 10 * SECOND
_LOOKS: Final = re.compile(r"(?:/bin/)?(?:cat|ls|stat|test -[ef])\s+(/[\w./-]+)")
"""Commands that succeed when a file is there."""

Window = tuple[int, int | None]
"""µs after the start from which on, and until which, a probe succeeds."""


def window_of(probe: Doc, container: Doc, command: str) -> Window | None:
    """When a probe succeeds; ``None`` where nothing tells. ``command``: what agnhost is told to do."""
    if probe.get("exec"):
        words = [str(word) for word in probe["exec"].get("command") or ()]
        asked = words[2] if len(words) == 3 and words[1] == "-c" else " ".join(words)
        looks = _LOOKS.fullmatch(asked.strip())
        return shell.presence(_script_of(container), looks[1]) if looks else None
    path = str((probe.get("httpGet") or {}).get("path") or "")
    return (0, AGNHOST_LIVES) if command == "liveness" and path.strip("/") == "healthz" else None


def _script_of(container: Doc) -> str:
    """What stands behind `sh -c`."""
    words = [str(word) for word in (*(container.get("command") or ()), *(container.get("args") or ()))]
    return words[-1] if len(words) > 2 and re.fullmatch(r"-[a-z]*c", words[-2]) else ""
