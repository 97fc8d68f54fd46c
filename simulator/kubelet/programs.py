"""What a container's process does: how long it runs, how it exits, how it meets the request to stop, what it serves.

Decided by annotations on the pod, else by the command as far as it can be read (``sleep N``, ``exit N``, ``true``,
``false``, endless loops, agnhost's own), else by the image (shells without a script end at once, servers never) and
the pod's restart policy.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from core.logs import agnhost, shell
from core.meta.objects import Doc
from core.meta.time import MILLISECOND, SECOND
from simulator.kubelet import agnhosts, behaviour, waits
from simulator.kubelet.waits import Target

SHELL_IMAGES: Final = frozenset({"alpine", "bash", "busybox", "centos", "debian", "fedora", "hello-world", "ubuntu"})
"""Images whose process ends at once when no command is given."""

EXPOSED: Final = {
    "nginx": (80,), "httpd": (80,), "redis": (6379,), "postgres": (5432,), "mysql": (3306,), "mariadb": (3306,),
    "mongo": (27017,), "memcached": (11211,), "rabbitmq": (5672,), "etcd": (2379,), "traefik": (80,), "haproxy": (80,),
}  # fmt: skip
"""Ports that well-known images serve where the container declares none."""

SERVERS: Final = frozenset({*EXPOSED, "pause"})
"""Images whose process never ends by itself when no command is given, also in a pod that is not restarted."""

SHELLS: Final = frozenset({"sh", "bash", "ash", "dash", "sleep", "tail", "cat"})
"""First processes that have no handler for SIGTERM and so, being process 1, do not end on it."""

JOB_SHORTEST, JOB_LONGEST = 2 * SECOND, 20 * SECOND
"""µs between which a Job-like container's time is drawn when nothing else says it."""

READ_MOST: Final = 4096
"""Characters of a script that are read."""
_SLEEP = re.compile(r"\bsleep\s+([0-9]{1,9}(?:\.[0-9]{1,9})?)([smhd]?)\b", re.ASCII)
_EXIT = re.compile(r"\bexit\s+([0-9]{1,9})\b", re.ASCII)
_ENDLESS = re.compile(
    r"\bwhile\s+(?:true|:|\[\s*1\s*\])|\buntil\s+false|sleep\s+(?:inf|infinity)|tail\s+-[fF]|\bwatch\s"
)
_COMMANDS = "id|rm|echo|sleep|exit|true|false|date|printf|set|hostname|ls|env|cat|mkdir|touch|cp|chmod|chown"
_SIMPLE = re.compile(rf"(?:\s*(?:/(?:usr/)?bin/)?(?:{_COMMANDS})\b[^;&|\n]*(?:;|&&|\|\||\n|$))+\s*", re.DOTALL)
"""A script of commands that all end, one after another."""
_LOOP = re.compile(r"\bfor\s+\w+\s+in\b")
_FAILS = re.compile(r"(?:^|[;&|\n])\s*(?:/(?:usr/)?bin/)?false\s*$")
_UNITS = {"": 1, "s": 1, "m": 60, "h": 3600, "d": 86400}


@dataclass(frozen=True, slots=True)
class Program:
    """``run``: µs until the process ends by itself, ``None`` for never, -1 to be drawn. ``code``: how it exits."""

    run: int | None = None
    code: int = 0
    ignores_stop: bool = False
    """Does nothing on SIGTERM, so that it is killed at the end of the grace period."""
    awaits: tuple[Target, ...] = ()
    """Hosts that a polling script asks; the process ends well once all of them answer."""
    every: int = 0
    """µs between two askings."""
    attempts: int | None = None
    """After how many askings it gives up, with ``code``; ``None`` for never."""


ENDLESS: Final = Program()
DRAWN: Final = Program(run=-1)


def read(container: Doc, image_name: str, is_service: bool) -> Program:
    """The program of a container; ``is_service`` when it is meant to run for good (restart policy Always)."""
    words = [str(word) for word in (*(container.get("command") or ()), *(container.get("args") or ()))]
    first = words[0].rsplit("/", 1)[-1] if container.get("command") and words else ""
    ignores = first in SHELLS
    told = agnhosts.command_of(container, image_name)
    if told is not None:
        return Program(run=agnhost.lasting(told))
    is_shell = image_name in SHELL_IMAGES if not words else first in SHELLS and len(words) == 1
    if is_shell and container.get("stdin"):
        return Program(ignores_stop=True)
    if not words:
        if image_name in SHELL_IMAGES:
            return Program(run=100 * MILLISECOND)
        return ENDLESS if is_service or image_name in SERVERS else DRAWN
    if first in ("true", "false"):
        return Program(run=50 * MILLISECOND, code=int(first == "false"))
    script = _script(words)[:READ_MOST]
    if not is_service and (targets := waits.targets_of(script, container)):
        return _polling(script, targets, ignores)
    if _ENDLESS.search(script):
        return Program(ignores_stop=ignores)
    return _scripted(script, ignores, is_service)


def _polling(script: str, targets: tuple[Target, ...], ignores: bool) -> Program:
    """A script that asks others; one that counts its attempts gives up with its last exit code."""
    attempts, exits = waits.attempts_of(script), _EXIT.findall(script)
    code = int(exits[-1]) & 255 if attempts and exits else 0
    return Program(None, code, ignores, targets, waits.interval_of(script), attempts)


def _script(words: list[str]) -> str:
    """The script after ``sh -c`` (or ``-ec`` …), or the command line itself."""
    for place, word in enumerate(words[:-1]):
        if _SCRIPT_FOLLOWS.fullmatch(word):
            return words[place + 1]
    return " ".join([words[0].rsplit("/", 1)[-1], *words[1:]])


_SCRIPT_FOLLOWS = re.compile(r"-[a-z]*c")


def _code_of(script: str) -> int:
    """The exit code of simple commands: what `exit` says, else that of the last one."""
    exits = _EXIT.findall(script)
    return int(exits[-1]) & 255 if exits else int(_FAILS.search(script) is not None)


def _scripted(script: str, ignores: bool, is_service: bool) -> Program:
    slept = sum(int(float(amount) * _UNITS[unit] * SECOND) for amount, unit in _SLEEP.findall(script))
    slept = min(slept, behaviour.LONGEST)
    if _SIMPLE.fullmatch(script):
        return Program(run=slept + 100 * MILLISECOND, code=_code_of(script), ignores_stop=ignores)
    lasts = shell.lasting(script) if _LOOP.search(script) else None
    if lasts is not None:
        exits = _EXIT.findall(script)
        return Program(min(lasts, behaviour.LONGEST), int(exits[-1]) & 255 if exits else 0, ignores)
    if is_service:
        return Program(ignores_stop=ignores)
    return Program(run=slept or -1, ignores_stop=ignores)
