"""What a container's program says: by annotation, by its script, by its well-known image, or as any service or job."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from importlib.resources import files
from typing import Final

from core.logs import sayings, shell
from core.logs.pi import digits
from core.logs.sayings import AFTER, EVERY, PROBE, Mark, Saying
from core.logs.shell_words import Variables
from core.meta.objects import Doc
from core.meta.time import SECOND

ANNOTATION: Final = "clusterviz.io/log"
"""On a pod: what all its containers print; with ``.<container>`` appended, what one prints."""
FAIL: Final = "clusterviz.io/fail-"
MOST_LINES: Final = 500
"""Lines of an annotation that are read."""

KNOWN: Final = {
    "nginx": "1.29.1", "httpd": "2.4.65", "redis": "8.2.1", "postgres": "17.6", "mysql": "9.4.0", "mongo": "8.0.13",
    "rabbitmq": "4.1.4", "coredns": "1.12.1", "kube-proxy": "1.36.2", "hello-world": "1",
}  # fmt: skip
"""Images whose words are in ``images/``, and the version that their tag ``latest`` means."""
_SAME: Final = {"valkey": "redis", "mariadb": "mysql", "redis-server": "redis", "apache2": "httpd", "mongod": "mongo"}
SILENT: Final = frozenset({"pause", "memcached", "kubernetes-pause"})
BARE: Final = frozenset({"alpine", "bash", "busybox", "centos", "debian", "fedora", "ubuntu"})
"""Images without a program of their own: their arguments are the command."""
_SHELLS: Final = frozenset({"sh", "bash", "ash", "dash"})
_TOOLS: Final = frozenset(
    {"echo", "printf", "date", "seq", "hostname", "sleep", "true", "false", "cat", "tail", "ls", "test", "touch"}
)
_SCRIPT_FOLLOWS = re.compile(r"-[a-z]*c")
_VERSION = re.compile(r"v?([0-9]+(?:\.[0-9]+)*)")
_PI = re.compile(r"\bprint\s+bpi\((\d{1,4})\)")
_FIELDS: Final = {
    "metadata.name": "pod", "metadata.namespace": "namespace", "spec.nodeName": "node", "status.podIP": "ip",
}  # fmt: skip


def sayings_of(pod: Doc, container: Doc, is_service: bool) -> list[Saying]:
    """All that the container's program says; ``is_service`` when it is meant to run for good."""
    said = _spoken(pod, container, is_service)
    return [one for saying in said for one in (_probed(pod, container, saying) if saying.when == PROBE else [saying])]


def facts_of(pod: Doc, container: Doc, code: int) -> dict[str, str]:
    """What the places in its lines are filled with."""
    image = str(container.get("image", ""))
    status = pod.get("status") or {}
    return {
        "code": str(code),
        "container": container["name"],
        "image": image,
        "ip": status.get("podIP", ""),
        "namespace": pod["metadata"].get("namespace", ""),
        "node": pod["spec"].get("nodeName", ""),
        "pod": pod["metadata"]["name"],
        "version": _version(image),
        "client": status.get("hostIP", ""),
    }


def _spoken(pod: Doc, container: Doc, is_service: bool) -> tuple[Saying, ...] | list[Saying]:
    asked = pod["metadata"].get("annotations") or {}
    text = asked.get(f"{ANNOTATION}.{container['name']}", asked.get(ANNOTATION))
    if text is not None:
        return sayings.parse("\n".join(text.splitlines()[:MOST_LINES]))
    name = _name(str(container.get("image", "")))
    words = [str(word) for word in (*(container.get("command") or ()), *(container.get("args") or ()))]
    first = words[0].rsplit("/", 1)[-1] if words and (container.get("command") or name in BARE) else ""
    pi = _PI.search(words[-1]) if first == "perl" else None
    if pi:
        return [Saying(AFTER, SECOND // 2, (digits(int(pi[1])),))]
    if first in _SHELLS or first in _TOOLS:
        variables = _environment(container)
        return shell.play(_script(first, words, variables), variables)
    if name in SILENT or (name in BARE and not words):
        return []
    known = next((one for one in (_SAME.get(first, first), name) if one in KNOWN), "")
    return sayings.parse(_text(known or ("service" if is_service else "job")))


def _script(first: str, words: list[str], known: Variables) -> str:
    """The script that a shell is given; a command alone as one, in which Kubernetes fills in ``$(NAME)`` only."""
    if first in _TOOLS:
        names = "|".join(re.escape(name) for name in known)
        special = re.compile(rf"[\"\\`]|\$(?!\((?:{names})\))")
        return " ".join([first, *(f'"{special.sub(_BACKSLASH, word)}"' for word in words[1:])])
    at = next((place for place, word in enumerate(words[:-1]) if _SCRIPT_FOLLOWS.fullmatch(word)), None)
    return "" if at is None else words[at + 1]


_BACKSLASH: Final = r"\\\g<0>"


def _environment(container: Doc) -> Variables:
    """Variables whose values the pod itself gives."""
    found: Variables = {"HOSTNAME": (Mark("pod"),)}
    for variable in container.get("env") or ():
        path = ((variable.get("valueFrom") or {}).get("fieldRef") or {}).get("fieldPath", "")
        found[variable["name"]] = (Mark(_FIELDS[path]),) if path in _FIELDS else (str(variable.get("value") or ""),)
    return found


def _probed(pod: Doc, container: Doc, saying: Saying) -> Iterator[Saying]:
    """What is said at each HTTP probe of the container that nothing makes fail."""
    asked = pod["metadata"].get("annotations") or {}
    for kind in ("readiness", "liveness"):
        probe = container.get(f"{kind}Probe") or {}
        is_failing = any(f"{FAIL}{kind}{end}" in asked for end in ("", f".{container['name']}"))
        if not probe.get("httpGet") or is_failing:
            continue
        told = {"path": str(probe["httpGet"].get("path") or "/"), "port": str(probe["httpGet"].get("port", ""))}
        pieces = tuple(told.get(piece.name, piece) if isinstance(piece, Mark) else piece for piece in saying.pieces)
        period = (probe.get("periodSeconds") or 10) * SECOND
        first = (probe.get("initialDelaySeconds") or 0) * SECOND + period // 3
        yield Saying(EVERY, first, pieces, saying.stream, period)


def _name(image: str) -> str:
    name = image.rpartition("/")[2].partition("@")[0].partition(":")[0]
    return _SAME.get(name, name)


def _version(image: str) -> str:
    tag = image.rpartition("/")[2].partition("@")[0].partition(":")[2]
    number = _VERSION.match(tag)
    return number[1] if number else KNOWN.get(_name(image), tag or "latest")


@lru_cache
def _text(name: str) -> str:
    return (files(__package__) / "images" / f"{name}.txt").read_text()
