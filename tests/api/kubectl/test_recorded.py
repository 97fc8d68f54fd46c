"""kubectl prints of recorded objects what it printed of them when a real control plane held them.

The objects of each recorded moment are put into a cluster whose clock stands, so that no controller touches them, and
the recorded commands that only read are run again. So kinds are compared whose controllers do not exist here.
"""

from __future__ import annotations

import json
import shlex
import subprocess
import sys
from collections.abc import Callable, Iterator
from difflib import unified_diff
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from core.meta.time import SECOND, rfc3339
from tests import reference
from tests.api.kubectl.conftest import RECORDED, Kubectl
from tests.api.kubectl.likeness import plain

READING = (("get",), ("describe",), ("rollout", "history"), ("rollout", "status"))
LEFT_OUT = ("describe quota", "describe limits", "describe node node-3", "get nodes -o wide")
"""What these show is not among the recorded objects."""
BEGIN = 1_790_000_000 * SECOND

pytestmark = [pytest.mark.processes, pytest.mark.xdist_group("processes"), reference.needs_reference]


Seed = Callable[[str, list[Any]], None]


class Look(NamedTuple):
    """What was read at a step, and what was there before it and after it."""

    commands: list[Any]
    before: list[Any]
    after: list[Any]


def scenarios() -> list[Any]:
    """The recorded scenarios in which something is read."""
    if not reference.REFERENCE.is_dir():
        return []
    return [found for found in reference.read_lines("workloads/scenarios.jsonl") if any(looks(found))]


def words(command: str) -> list[str]:
    """A command line without `kubectl` and its namespace."""
    found = shlex.split(command)[1:]
    return found[2:] if found[:1] == ["-n"] else found


def looks(scenario: Any) -> Iterator[Look]:
    """The steps at which something was read."""
    told: dict[tuple[str, ...], Any] = {}
    before: list[Any] = []
    for step in scenario["steps"]:
        for event in step["events"]:
            key = event["object"], event["type"], event["reason"], event["message"], event["source"]
            told[key] = event
        after = [*step["objects"], *events(scenario, step, list(told.values()))]
        did = step["did"] if isinstance(step["did"], list) else [step["did"]]
        flat = [one for part in did for one in (part if isinstance(part, list) else [part])]
        asked = [one for one in flat if isinstance(one, dict) and is_read(one.get("command", ""))]
        if asked:
            yield Look(asked, before, after)
        before = after


def is_read(command: str) -> bool:
    found = words(command)
    return any(found[: len(verb)] == list(verb) for verb in READING) and " ".join(found) not in LEFT_OUT


def events(scenario: Any, step: Any, told: list[Any]) -> Iterator[Any]:
    """The events of the objects that are still there, in the order in which they were told."""
    uids = {f"{doc['kind']}/{doc['metadata']['name']}": doc["metadata"]["uid"] for doc in step["objects"]}
    for number, event in enumerate(told):
        kind, _, name = event["object"].partition("/")
        if event["object"] in uids:
            moment = rfc3339(BEGIN + number * SECOND)
            yield {
                "apiVersion": "v1",
                "kind": "Event",
                "metadata": {"name": f"e{number}", "namespace": scenario["namespace"], "uid": f"e{number}"},
                "involvedObject": {
                    "kind": kind,
                    "name": name,
                    "namespace": scenario["namespace"],
                    "uid": uids[event["object"]],
                },
                **{field: event[field] for field in ("type", "reason", "message")},
                "count": event["count"] or 1,
                "source": {"component": event["source"]},
                "firstTimestamp": moment,
                "lastTimestamp": moment,
            }


@pytest.fixture(scope="module")
def seed(server: dict[str, str], root: Path) -> Iterator[Seed]:
    """Puts objects into a namespace of a cluster of its own, in place of what is there."""
    command = [sys.executable, "-m", "tests.api.kubectl.seeding"]
    with subprocess.Popen(
        command, cwd=root, env=server, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdin
        assert process.stdout

        def put(namespace: str, objects: list[Any]) -> None:
            order = {"cluster": RECORDED, "namespace": namespace, "objects": objects}
            assert process.stdin
            assert process.stdout
            process.stdin.write(json.dumps(order) + "\n")
            process.stdin.flush()
            assert process.stdout.readline() == "done\n"

        yield put
        process.stdin.close()


@pytest.fixture(scope="module")
def kubectl(seed: object, kubectl_in: Callable[..., Kubectl]) -> Kubectl:
    return kubectl_in("reader", RECORDED)


@pytest.mark.parametrize("scenario", scenarios(), ids=lambda found: found["scenario"])
def test_scenario(scenario: Any, seed: Seed, kubectl: Kubectl) -> None:
    differing = []
    for look in looks(scenario):
        for asked in look.commands:
            # Things may go on between a command and the end of its step, when the objects were recorded.
            found = differences(scenario, look.after, asked, seed, kubectl)
            if found and differences(scenario, look.before, asked, seed, kubectl):
                differing += found
    assert not differing, "\n".join(differing)


def differences(scenario: Any, moment: list[Any], asked: Any, seed: Seed, kubectl: Kubectl) -> list[str]:
    """What is printed otherwise than recorded while the objects of a moment are there."""
    seed(scenario["namespace"], moment)
    line = words(asked["command"])
    has_events = line[0] != "describe" or len(line) > 2  # newer kubectls leave them out for several objects
    printed = kubectl("-n", scenario["namespace"], *line)
    wanted, got = plain(asked["stdout"], events=has_events), plain(printed, events=has_events)
    return list(unified_diff(wanted, got, asked["command"], "here", lineterm="", n=0))
