"""Who is next, how long a failed pod backs off, and what lets it back in."""

from __future__ import annotations

from typing import Any

import pytest

from core.meta.objects import Doc
from core.meta.time import SECOND
from simulator.scheduler.hints import CLAIM, NODE, POD_GONE, POD_PLACED, Event, pod_event, read_event, wakes
from simulator.scheduler.queueing import ACTIVE, BACKOFF, Standing, failed, rank, read, write
from tests.scheduler.builders import HOSTNAME, incoming, key_of, make_node, make_nodes, make_pod

NOW = 1_000 * SECOND


def test_back_off_doubles_from_one_second_to_ten() -> None:
    standing, waits = None, []
    for _ in range(6):
        standing = failed(standing, NOW, [])
        waits.append((standing.ready - NOW) // SECOND)
    assert waits == [1, 2, 4, 8, 10, 10]


def test_an_event_lets_a_pod_back_in_at_once_or_when_its_back_off_ends() -> None:
    standing = failed(None, NOW, ["NodeResourcesFit"])
    assert standing.moved(NOW).state == BACKOFF
    assert standing.moved(NOW + SECOND).state == ACTIVE


def test_a_standing_survives_as_json() -> None:
    standing = failed(None, NOW, ["NodePorts"])
    assert read(write(standing)) == standing
    assert read(None) is None


def test_the_order_of_the_queue() -> None:
    def made(name: str, priority: int, second: int) -> Doc:
        pod = make_pod(name, priority=priority)
        pod["metadata"]["creationTimestamp"] = f"2026-01-01T00:00:{second:02d}Z"
        return pod

    pods = {
        "important": (made("important", 10, 9), None),
        "early": (made("early", 0, 1), None),
        "late": (made("late", 0, 2), None),
        "failed": (made("failed", 0, 0), Standing(ACTIVE, 1, 2**60, ())),
        "backing off": (made("backing off", 99, 0), Standing(BACKOFF, 1, 0, ())),
    }
    assert sorted(pods, key=lambda name: rank(key_of(pods[name][0]), *pods[name])) == list(pods)


WEB = {"labelSelector": {"matchLabels": {"app": "web"}}, "topologyKey": HOSTNAME}
WANTS_WEB: dict[str, Any] = {"podAffinity": {"requiredDuringSchedulingIgnoredDuringExecution": [WEB]}}


@pytest.mark.parametrize(
    ("event", "plugins", "pod", "woken"),
    [
        pytest.param(Event(NODE, "free"), ["NodeResourcesFit"], make_pod(cpu="1"), True, id="a node with room"),
        pytest.param(Event(NODE, "free"), ["NodeResourcesFit"], make_pod(cpu="9"), False, id="a node without room"),
        pytest.param(Event(NODE, "gone"), ["NodeResourcesFit"], make_pod(), False, id="a node gone meanwhile"),
        pytest.param(Event(NODE, "free"), [], make_pod(), True, id="any node, when there was none"),
        pytest.param(
            pod_event(POD_GONE, make_pod()), ["NodeResourcesFit"], make_pod(), True, id="a pod less makes room"
        ),
        pytest.param(
            pod_event(POD_GONE, make_pod()), ["NodeAffinity"], make_pod(), False, id="a pod less changes no label"
        ),
        pytest.param(
            pod_event(POD_PLACED, make_pod(labels={"app": "web"})),
            ["InterPodAffinity"],
            make_pod(affinity=WANTS_WEB),
            True,
            id="the pod it wants to be near came",
        ),
        pytest.param(
            pod_event(POD_PLACED, make_pod(labels={"app": "db"})),
            ["InterPodAffinity"],
            make_pod(affinity=WANTS_WEB),
            False,
            id="another pod came",
        ),
        pytest.param(Event(CLAIM, "data"), ["VolumeBinding"], make_pod(), True, id="a claim changed"),
        pytest.param(Event(CLAIM, "data"), ["NodePorts"], make_pod(), False, id="a claim is no port"),
    ],
)
def test_what_wakes_an_unschedulable_pod(event: Event, plugins: list[str], pod: Doc, woken: bool) -> None:
    nodes = make_nodes(make_node("free"))
    assert wakes(read_event(str(event)), tuple(plugins), incoming(pod, nodes), nodes) is woken
