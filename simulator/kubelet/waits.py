"""Scripts that wait for others: which hosts a polling loop asks, how often, and whether they answer yet.

An init container of the kind `until wget http://db:80; do sleep 2; done` ends when the Service has ready endpoints;
one that only looks a name up (`nslookup db`) when there is such a Service. Hosts outside the cluster always answer.
"""

from __future__ import annotations

import re
from typing import Final, NamedTuple

from core.meta.objects import Doc, Key
from core.meta.time import SECOND
from core.store.memory import MemoryStore

LEAST, USUAL = 1 * SECOND, 2 * SECOND
"""µs between two askings at least, and where the script does not say."""


class Target(NamedTuple):
    """A host that a script asks; ``is_name_only`` when it is content that the name is known."""

    host: str
    is_name_only: bool


_LOOP = re.compile(r"\b(?:while|until|for)\b")
_HOST = r"([A-Za-z0-9][A-Za-z0-9.-]*)"
_LOOKUPS: Final = re.compile(rf"\b(?:nslookup|dig|getent\s+hosts)\s+(?:-\S+\s+)*{_HOST}")
_ASKED: Final = (
    re.compile(rf"\bhttps?://{_HOST}"),
    re.compile(rf"\bnc\s+(?:-\S+\s+(?:\d+\s+)?)*{_HOST}\s+\d+"),
    re.compile(rf"\b(?:pg_isready|mysqladmin|mysql|redis-cli|mongosh?)\b[^;|&\n]*?\s(?:-h\s*|--host[= ]){_HOST}"),
    re.compile(rf"/dev/tcp/{_HOST}/\d+"),
)
_VARIABLE = re.compile(r"\$\{(\w+)\}|\$\((\w+)\)|\$(\w+)")
_ASSIGNED = re.compile(r"^\s*(\w+)=([\w.:-]+)\s*;?\s*$", re.MULTILINE)
_COUNTED = re.compile(r"\bseq\s+(?:1\s+)?([0-9]{1,6})\b|\{1\.\.([0-9]{1,6})\}", re.ASCII)
_SLEEP = re.compile(r"\bsleep\s+([0-9]{1,6})\b", re.ASCII)


def targets_of(script: str, container: Doc) -> tuple[Target, ...]:
    """The hosts that a polling loop waits for; none when the script is no such loop."""
    if not _LOOP.search(script):
        return ()
    told = {variable["name"]: str(variable.get("value") or "") for variable in container.get("env") or ()}
    text = _expanded(script, told)
    asked = [host for pattern in _ASKED for host in pattern.findall(text)]
    looked_up = [host for host in _LOOKUPS.findall(text) if host not in asked]
    found = [Target(host, False) for host in asked] + [Target(host, True) for host in looked_up]
    return tuple(dict.fromkeys(found))


def attempts_of(script: str) -> int | None:
    """How often a counting loop asks before it gives up; ``None`` for one that never does."""
    found = _COUNTED.search(_expanded(script, {}))
    return int(found[1] or found[2]) if found else None


def interval_of(script: str) -> int:
    """µs between two askings: what the loop sleeps."""
    slept = [int(seconds) for seconds in _SLEEP.findall(_expanded(script, {}))]
    return max(LEAST, slept[0] * SECOND) if slept else USUAL


def do_answer(targets: tuple[Target, ...], namespace: str, store: MemoryStore) -> bool:
    """Whether every host answers a pod of ``namespace``."""
    return all(_answers(target, namespace, store) for target in targets)


def _answers(target: Target, namespace: str, store: MemoryStore) -> bool:
    name, _, rest = target.host.partition(".")
    parts = rest.split(".") if rest else []
    if parts and parts[1:2] != ["svc"] and store.get(Key("namespaces", "", rest)) is None:
        return True
    key = Key("services", parts[0] if parts else namespace, name)
    if store.get(key) is None:
        return False
    if target.is_name_only:
        return True
    endpoints = store.get(Key("endpoints", key.namespace, name)) or {}
    return any(subset.get("addresses") for subset in endpoints.get("subsets") or ())


def _expanded(script: str, told: dict[str, str]) -> str:
    """The script with its variables' values, as far as its text and the environment give them."""
    known = {**told, **dict(_ASSIGNED.findall(script))}
    return _VARIABLE.sub(lambda match: known.get(match[1] or match[2] or match[3], match[0]), script)
