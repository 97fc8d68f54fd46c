"""The Kubernetes API of the running server over HTTPS, with thousands of pods: lists, gets, creates and watches."""

from __future__ import annotations

import argparse
import asyncio
import json
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from statistics import median
from typing import Any

from django.conf import settings

from benchmarks.density import PODS_EACH, create_deployments
from benchmarks.drivers.application import running
from benchmarks.drivers.kubernetes import Connection, Server, lines
from core import clock
from core.founding import found
from core.meta.objects import Doc
from core.models import Cluster, Object
from simulator import clusters

NEEDS_DATABASE = True
STARTS_APPLICATION = True
PODS_A_NODE = 25
RATE = 50
"""Gets a second."""
PODS = "/api/v1/namespaces/default/pods"
MAPS = "/api/v1/namespaces/default/configmaps"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--pods", type=int, default=10_000)
    parser.add_argument("--watchers", type=int, default=100)
    parser.add_argument("--seconds", type=int, default=10, help="how long gets are asked for")


def run(options: dict[str, Any]) -> dict[str, Any]:
    """Figures: seconds of a list (median of five), ms of a get and of a change's way to the last of all watchers."""
    pods, var = options["pods"], Path(settings.VAR)
    cluster = found("api", clusters.documents(f"nodes-{max(1, pods // PODS_A_NODE)}", "1"), seed="1", speed=0.0)
    with running(var) as application:
        _fill(cluster, pods)
        server = Server(application.api_port, cluster, var)
        connection = Connection(server)
        figures = _reading(connection, options["seconds"])
        figures |= asyncio.run(_watching(server, options["watchers"]))
        figures |= _writing(connection)
        return figures | _beside_a_rollout(connection, options["seconds"], pods // PODS_EACH)


def _fill(cluster: Cluster, pods: int) -> None:
    """Have the engine run at least so many pods as fast as it can, then give it the pace of the wall clock."""
    count = -(-pods // PODS_EACH)
    create_deployments(cluster, count)
    brought_up = Object.objects.filter(cluster=cluster, resource="pods", namespace="default", phase="Running")
    while brought_up.count() < count * PODS_EACH:
        time.sleep(0.5)
    paced = clock.set_speed(Cluster.objects.get(pk=cluster.pk), time.time_ns() // 1000, 1.0)
    Cluster.objects.filter(pk=cluster.pk).update(**paced)


def _reading(connection: Connection, seconds: int) -> dict[str, Any]:
    found = len(json.loads(connection.send("GET", "/api/v1/pods"))["items"])
    label = "/api/v1/pods?labelSelector=app%3Dload-00001"
    picked = len(json.loads(connection.send("GET", label))["items"])
    return {
        "pods": found,
        "list_s": _seconds(lambda: connection.send("GET", "/api/v1/pods")),
        "list_gzip_s": _seconds(lambda: connection.send("GET", "/api/v1/pods", accept_encoding="gzip")),
        "list_table_s": _seconds(
            lambda: connection.send("GET", "/api/v1/pods", accept="application/json;as=Table;v=v1;g=meta.k8s.io")
        ),
        "picked": picked,
        "list_label_s": _seconds(lambda: connection.send("GET", label)),
        **_gets(connection, seconds, "get"),
    }


def _gets(connection: Connection, seconds: int, name: str) -> dict[str, Any]:
    """``RATE`` gets a second, evenly, of pods that no rollout replaces."""
    names = [item["metadata"]["name"] for item in json.loads(connection.send("GET", PODS))["items"]]
    taken = sorted(
        _timed(lambda pod=pod: connection.send("GET", f"{PODS}/{pod}")) for pod in _evenly(names[-RATE * seconds :])
    )
    return {f"{name}_p50_ms": _ms(taken[len(taken) // 2]), f"{name}_p99_ms": _ms(taken[int(len(taken) * 0.99)])}


def _evenly(names: list[str]) -> Iterator[str]:
    began = time.perf_counter()
    for number, name in enumerate(names):
        time.sleep(max(0.0, began + number / RATE - time.perf_counter()))
        yield name


def _writing(connection: Connection) -> dict[str, Any]:
    """One after another: pods, which the engine takes up while the next is asked for."""
    count = 100
    began = time.perf_counter()
    for number in range(count):
        connection.send("POST", PODS, _pod(f"made-{number}"))
    return {"create_per_s": round(count / (time.perf_counter() - began), 1)}


async def _watching(server: Server, watchers: int) -> dict[str, Any]:
    """How long after it was asked for each of 50 changes has reached the last watcher."""
    heard: dict[str, list[float]] = {}
    ready = asyncio.Semaphore(0)

    async def follow() -> None:
        async for line in lines(server, f"{MAPS}?watch=1"):
            event = json.loads(line)
            if event["object"]["metadata"]["name"] == "begin":
                ready.release()
            heard.setdefault(event["object"]["metadata"]["name"], []).append(time.perf_counter())

    connection = Connection(server)
    await asyncio.to_thread(connection.send, "POST", MAPS, _config("begin"))
    followers = [asyncio.create_task(follow()) for _ in range(watchers)]
    for _ in range(watchers):
        await ready.acquire()
    asked: dict[str, float] = {}
    for number in range(50):
        asked[f"told-{number}"] = time.perf_counter()
        await asyncio.to_thread(connection.send, "POST", MAPS, _config(f"told-{number}"))
        await asyncio.sleep(0.1)
    await asyncio.sleep(1)
    for follower in followers:
        follower.cancel()
    late = sorted(moment - asked[name] for name in asked for moment in heard[name])
    lost = watchers * len(asked) - len(late)
    return {"watch_p50_ms": _ms(median(late)), "watch_p99_ms": _ms(late[int(len(late) * 0.99)]), "watch_lost": lost}


def _beside_a_rollout(connection: Connection, seconds: int, deployments: int) -> dict[str, Any]:
    """Gets while the engine rolls out a hundred Deployments."""
    change = {"spec": {"template": {"metadata": {"annotations": {"rolled": "1"}}}}}
    for number in range(min(100, deployments)):
        path = f"/apis/apps/v1/namespaces/default/deployments/load-{number:05d}"
        connection.send("PATCH", path, change, content_type="application/merge-patch+json")
    return _gets(connection, seconds, "get_busy")


def _timed(ask: Callable[[], Any]) -> float:
    began = time.perf_counter()
    ask()
    return time.perf_counter() - began


def _seconds(ask: Callable[[], Any]) -> float:
    return round(median(_timed(ask) for _ in range(5)), 3)


def _ms(seconds: float) -> float:
    return round(seconds * 1000, 1)


def _config(name: str) -> Doc:
    return {"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": name}}


def _pod(name: str) -> Doc:
    container = {"name": "server", "image": "registry.k8s.io/pause:3.10"}
    return {"apiVersion": "v1", "kind": "Pod", "metadata": {"name": name}, "spec": {"containers": [container]}}
