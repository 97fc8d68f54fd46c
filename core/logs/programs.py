"""What a container's program says: by annotation, by its script, by its well-known image, or as any service or job."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator, Sequence
from functools import lru_cache
from importlib.resources import files
from typing import Final

from core.logs import agnhost, environment, sayings, shell
from core.logs.environment import Lookup, Past
from core.logs.files import directories_of, files_of, in_memory_of, sources_of
from core.logs.pi import digits
from core.logs.runs import Run
from core.logs.sayings import AFTER, EVERY, PROBE, Mark, Saying
from core.logs.shell_output import Inside
from core.meta.objects import Doc, Key
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
AGNHOST: Final = "agnhost"
NO_NEW_PRIVILEGES: Final = "nonewprivs"
"""Kubernetes' test of setuid programs: it tells as whom it runs (test/images/nonewprivs)."""
REFLECTED: Final = 60 * SECOND
"""Until a kubelet's volumes show what changed: its period of synchronisation, upstream."""
PATH: Final = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"
SILENT: Final = frozenset({"pause", "memcached", "kubernetes-pause"})
BARE: Final = frozenset({"alpine", "bash", "busybox", "centos", "debian", "fedora", "ubuntu"})
"""Images without a program of their own: their arguments are the command."""
_SHELLS: Final = frozenset({"sh", "bash", "ash", "dash"})
_TOOLS: Final = frozenset(
    {
        "cat", "date", "echo", "env", "false", "hexdump", "hostname", "id", "ls", "printenv", "printf", "seq", "sleep",
        "sysctl", "tail", "true",
    }
)  # fmt: skip
_SCRIPT_FOLLOWS = re.compile(r"-[a-z]*c")
_VERSION = re.compile(r"v?([0-9]+(?:\.[0-9]+)*)")
_PI = re.compile(r"\bprint\s+bpi\((\d{1,4})\)")


def sayings_of(run: Run, lookup: Lookup) -> list[Saying]:
    """All that the container's program says; ``lookup`` finds what its environment and its volumes name."""
    pod, container = run.pod, run.container
    said = _spoken(run, lookup)
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


def _spoken(run: Run, lookup: Lookup) -> Sequence[Saying]:
    pod, container = run.pod, run.container
    asked = pod["metadata"].get("annotations") or {}
    text = asked.get(f"{ANNOTATION}.{container['name']}", asked.get(ANNOTATION))
    if text is not None:
        return sayings.parse("\n".join(text.splitlines()[:MOST_LINES]))
    name = _name(str(container.get("image", "")))
    variables = environment.of(pod, container, lookup)
    words = _words(container, variables)
    if name == AGNHOST:
        program = words.pop(0) if container.get("command") else f"/{AGNHOST}"
        if agnhost.is_repeating(words):
            return agnhost.repeated(words, _versions(run, lookup))
        return agnhost.said_by(program, words, _found(pod, container, lookup))
    first = words[0].rsplit("/", 1)[-1] if words and (container.get("command") or name in BARE) else ""
    if first in _SHELLS or first in _TOOLS:
        return shell.play(_script(first, words), _inside(run, variables, lookup))
    return _by_image(run, name, first, words)


def _found(pod: Doc, container: Doc, lookup: Lookup) -> agnhost.Found:
    return agnhost.Found(files_of(pod, container, lookup), in_memory_of(pod, container), user_of(pod, container))


def _versions(run: Run, lookup: Lookup) -> list[tuple[int, agnhost.Found]]:
    """From when on (µs after the start) the container's volumes hold what: a kubelet writes changes after a while."""
    own = Key("pods", run.pod["metadata"]["namespace"], run.pod["metadata"]["name"])
    versions = [(0, _found(lookup(own) or run.pod, run.container, lookup))]
    if isinstance(lookup, Past):
        for moment, then in lookup.later({own, *sources_of(run.pod)}):
            since = max(0, moment - run.start) + REFLECTED
            versions.append((since, _found(then(own) or run.pod, run.container, then)))
    return versions


def script_of(run: Run, lookup: Lookup) -> tuple[str, Inside]:
    """The script that a container runs, empty where it runs none, and what it finds."""
    variables = environment.of(run.pod, run.container, lookup)
    words = _words(run.container, variables)
    first = words[0].rsplit("/", 1)[-1] if words and run.container.get("command") else ""
    is_script = first in _SHELLS or first in _TOOLS
    return _script(first, words) if is_script else "", _inside(run, variables, lookup)


def _words(container: Doc, variables: dict[str, str]) -> list[str]:
    given = (*(container.get("command") or ()), *(container.get("args") or ()))
    return [environment.expand(str(word), variables) for word in given]


def _by_image(run: Run, name: str, first: str, words: list[str]) -> Sequence[Saying]:
    """What a program says that is known by its image or its own name."""
    pi = _PI.search(words[-1]) if first == "perl" else None
    if pi:
        return [Saying(AFTER, SECOND // 2, (digits(int(pi[1])),))]
    if name == NO_NEW_PRIVILEGES:
        is_allowed = (run.container.get("securityContext") or {}).get("allowPrivilegeEscalation", True)
        user = 0 if is_allowed else user_of(run.pod, run.container)[0]
        return [Saying(AFTER, SECOND // 50, (f"Effective uid: {user}",))]
    if name in SILENT or (name in BARE and not words):
        return []
    known = next((one for one in (_SAME.get(first, first), name) if one in KNOWN), "")
    return sayings.parse(_text(known or ("service" if run.is_service else "job")))


def _script(first: str, words: list[str]) -> str:
    """The script that a shell is given; a command alone as one."""
    if first in _TOOLS:
        return shlex.join([first, *words[1:]])
    at = next((place for place, word in enumerate(words[:-1]) if _SCRIPT_FOLLOWS.fullmatch(word)), None)
    return "" if at is None else words[at + 1]


def _inside(run: Run, variables: dict[str, str], lookup: Lookup) -> Inside:
    """What a script finds: variables and files."""
    known = {"PATH": PATH, "HOSTNAME": run.pod["metadata"]["name"], **variables, "HOME": "/root"}
    return Inside(
        {name: (value,) for name, value in known.items()},
        list(known),
        files_of(run.pod, run.container, lookup),
        directories_of(run.pod, run.container, lookup),
        bool((run.container.get("securityContext") or {}).get("readOnlyRootFilesystem")),
        user_of(run.pod, run.container),
        _is_network_admin(run.container.get("securityContext") or {}),
        {one["name"]: one["value"] for one in (run.pod["spec"].get("securityContext") or {}).get("sysctls") or ()},
    )


def _is_network_admin(context: Doc) -> bool:
    added = (context.get("capabilities") or {}).get("add") or ()
    return bool(context.get("privileged")) or any(name in added for name in ("NET_ADMIN", "ALL"))


def user_of(pod: Doc, container: Doc) -> tuple[int, int]:
    """The uid and gid of its process, where the specification says: else root's."""
    own, shared = container.get("securityContext") or {}, pod["spec"].get("securityContext") or {}
    user, group = (own.get(field, shared.get(field)) for field in ("runAsUser", "runAsGroup"))
    return user or 0, group or 0


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
