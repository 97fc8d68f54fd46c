"""What a container leaves as its termination message: what its script wrote to the file for it, or the end of its log.

Source of the rules: getTerminationMessage in pkg/kubelet/kuberuntime/kuberuntime_container.go.
"""

from __future__ import annotations

from typing import Final

from core.logs import programs, shell
from core.logs.environment import Lookup
from core.logs.runs import Run
from core.logs.sayings import AFTER
from core.logs.shell_words import plain
from core.meta.objects import Doc

DEFAULT_PATH: Final = "/dev/termination-log"
MOST: Final = 4096
MOST_OF_LOG: Final = 2048
LINES_OF_LOG: Final = 80


def may_speak(container: Doc, code: int) -> bool:
    """Whether a container that ends may leave a message: almost none does, and this is quickly told."""
    if code and container.get("terminationMessagePolicy") == "FallbackToLogsOnError":
        return True
    path = container.get("terminationMessagePath") or DEFAULT_PATH
    return any(path in word for field in ("command", "args") for word in container.get(field) or ())


def message_of(run: Run, lookup: Lookup) -> str:
    """The message of a run that ended by itself."""
    script, inside = programs.script_of(run, lookup)
    said = shell.play(script, inside) if script else []
    file = inside.files.get(run.container.get("terminationMessagePath") or DEFAULT_PATH)
    if file is not None and file.content:
        return file.content[:MOST]
    if not run.code or run.container.get("terminationMessagePolicy") != "FallbackToLogsOnError":
        return ""
    lines = [plain(saying.pieces) for saying in said or programs.sayings_of(run, lookup) if saying.when == AFTER]
    return "\n".join(lines[-LINES_OF_LOG:])[-MOST_OF_LOG:]
