"""The official Python client and kr8s as informers, and somebody who keeps a cluster changing meanwhile."""

from __future__ import annotations

import asyncio
import json
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

import kr8s.asyncio
from django.db import close_old_connections
from kr8s.asyncio.objects import Pod
from kubernetes import client, config, watch

from core.models import Change, Cluster

DEPLOYMENTS = 6
LAST = "the-last-one"
PATIENCE = 240
"""Seconds for a client to hear of all that has happened."""
VERBS = {"A": "ADDED", "M": "MODIFIED", "D": "DELETED"}

Heard = list[tuple[str, str, int]]
"""Of each event: its type, the object's name, its revision."""


class Informer:
    """One client that follows all pods; `halt` asks it to end."""

    def __init__(self) -> None:
        self.heard: Heard = []
        self.began = 0
        self.watches = 0
        self.halted = False
        self.failure: Exception | None = None
        self.thread = threading.Thread(target=self._guarded, name=type(self).__name__)

    def follow(self) -> None:
        """List, then watch and resume until halted."""
        raise NotImplementedError

    def held(self, cluster: Cluster) -> list[tuple[str, int]]:
        """What it heard, against the log between its list and the last that it heard, and what came after that."""
        if self.failure is not None:
            raise self.failure
        last = self.heard[-1][2]
        rows = Change.objects.of(cluster.pk, self.began, last).filter(resource="pods").order_by("id")
        told = [(VERBS[row.verb], row.name, row.revision) for row in rows.only("id", "verb", "name")]
        return [
            ("events", len(self.heard)),
            ("missed", len(set(told) - set(self.heard))),
            ("wrong", len(self.heard) - len(set(told) & set(self.heard))),
            (
                "out_of_order",
                sum(first[2] >= second[2] for first, second in zip(self.heard, self.heard[1:], strict=False)),
            ),
            ("unheard", Change.objects.of(cluster.pk, last).filter(resource="pods").count()),
            ("watches", self.watches),
        ]

    def has_heard(self, name: str) -> bool:
        """Whether an event was about a pod of that name."""
        return any(heard[1] == name for heard in self.heard)

    def _guarded(self) -> None:
        try:
            self.follow()
        except Exception as failure:  # told by `held`, in the thread that measures
            self.failure = failure


class Official(Informer):
    """The package `kubernetes`."""

    def __init__(self, kubeconfig: Path, context: str, seconds: float) -> None:
        super().__init__()
        self._pods = client.CoreV1Api(api_of(kubeconfig, context)).list_pod_for_all_namespaces
        self._seconds = int(seconds)

    def follow(self) -> None:
        version = self._pods(limit=50).metadata.resource_version
        self.began = int(version)
        while not self.halted:
            self.watches += 1
            stream = watch.Watch().stream(
                self._pods, resource_version=version, timeout_seconds=self._seconds, allow_watch_bookmarks=True
            )
            for event in stream:
                version = event["raw_object"]["metadata"]["resourceVersion"]
                if event["type"] != "BOOKMARK":
                    self.heard.append((event["type"], event["raw_object"]["metadata"]["name"], int(version)))


class Kr8s(Informer):
    """The package `kr8s`; it leaves in the middle of a watch and comes back."""

    def __init__(self, kubeconfig: Path, context: str, seconds: float) -> None:
        super().__init__()
        self._kubeconfig = kubeconfig
        self._context = context
        self._seconds = seconds

    def follow(self) -> None:
        asyncio.run(self._follow())

    async def _follow(self) -> None:
        api = await kr8s.asyncio.api(kubeconfig=str(self._kubeconfig), context=self._context)
        async with api.call_api("GET", version="v1", url="pods") as listed:
            version = listed.json()["metadata"]["resourceVersion"]
        self.began = int(version)
        while not self.halted:
            self.watches += 1
            with suppress(TimeoutError):
                async with asyncio.timeout(self._seconds):
                    async for kind, pod in api.async_watch(Pod, namespace=kr8s.ALL, since=version):
                        version = pod.raw["metadata"]["resourceVersion"]
                        self.heard.append((kind, pod.name, int(version)))


def api_of(kubeconfig: Path, context: str) -> client.ApiClient:
    """The official client of a cluster."""
    return config.new_client_from_config(str(kubeconfig), context=context)


def churn(api: client.ApiClient, informers: list[Informer], seconds: float) -> None:
    """Roll Deployments out and delete pods, two writes a second, while the informers follow."""
    for one in informers:
        one.thread.start()
    apps, core = client.AppsV1Api(api), client.CoreV1Api(api)
    end, number = time.monotonic() + seconds, 0
    while time.monotonic() < end:
        name = f"load-{number % DEPLOYMENTS:05d}"
        change = {"spec": {"template": {"metadata": {"annotations": {"rolled": str(number)}}}}}
        apps.patch_namespaced_deployment(name, "default", change)
        for pod in core.list_namespaced_pod("default", limit=1, label_selector=f"app={name}").items:
            _unless_gone(lambda pod=pod: core.delete_namespaced_pod(pod.metadata.name, "default"))
        number += 1
        time.sleep(1)
    _await_all(core, informers)
    for one in informers:
        one.halted = True
    for one in informers:
        one.thread.join(30)
    close_old_connections()


def _await_all(core: client.CoreV1Api, informers: list[Informer]) -> None:
    """Make a last pod and wait until everybody has heard of it: a client may be slower than the cluster."""
    container = {"name": "c", "image": "web:1"}
    core.create_namespaced_pod("default", {"metadata": {"name": LAST}, "spec": {"containers": [container]}})
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end and not all(one.failure or one.has_heard(LAST) for one in informers):
        time.sleep(0.5)


def _unless_gone(delete: Callable[[], Any]) -> None:
    try:
        delete()
    except client.ApiException as refused:
        if json.loads(refused.body)["reason"] != "NotFound":
            raise
