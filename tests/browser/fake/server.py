"""The ASGI application: real templates, static files and Content-Security-Policy; made-up data behind `/ui/` and `/ws/`."""

import asyncio
import copy
import re
from typing import Any, ClassVar

import orjson
from asgiref.sync import async_to_sync
from channels.generic.websocket import AsyncWebsocketConsumer
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render

from tests.browser.fake.shop import furnish
from tests.browser.fake.world import START, World

SPEC = re.compile(r"n(\d+)p(\d+)(-calm)?(-hostile)?(-still)?")
HISTORY_SECONDS = 960


class Stage:
    """One world with its listeners, its pace and its past."""

    all: ClassVar[dict[str, "Stage"]] = {}
    refusing: ClassVar[bool] = False

    def __init__(self, name: str) -> None:
        found = SPEC.fullmatch(name)
        nodes, pods, calm, hostile, still = found.groups() if found else (6, 70, None, None, None)
        self.name = name
        self.world = World(int(nodes), int(pods), calm=bool(calm), hostile=bool(hostile))
        if name.startswith("shop"):
            furnish(self.world)
        self.first = copy.deepcopy(self.world.tables) if int(pods) < 2000 else self.world.tables
        self.deltas: list[dict[str, Any]] = []
        self.consumers: set[Consumer] = set()
        self.paused, self.speed = bool(still) or name.startswith("shop"), 60
        self.changes = 3
        self.world.time += HISTORY_SECONDS * 1_000_000

    @classmethod
    def get(cls, name: str) -> "Stage":
        """The stage of this name, made when it is first asked for."""
        if name not in cls.all:
            cls.all[name] = cls(name)
        return cls.all[name]

    def clock(self) -> dict[str, Any]:
        """The clock with this stage's pace."""
        return self.world.clock(paused=self.paused, speed=self.speed)

    async def step(self) -> None:
        """One delta to everybody who listens."""
        delta = self.world.step(self.changes, 1_000_000)
        self.deltas.append(delta)
        await self.tell(delta)

    async def tell(self, frame: dict[str, Any]) -> None:
        """Send one frame to every listener."""
        text = orjson.dumps(frame).decode()
        for consumer in list(self.consumers):
            await consumer.send(text_data=text)


class Consumer(AsyncWebsocketConsumer):
    """Snapshot in parts, then a delta whenever the stage steps."""

    async def connect(self) -> None:
        """Refused while the test says so."""
        if Stage.refusing:
            await self.close()
            return
        await self.accept()
        stage = self.stage = Stage.get(self.scope["url_route"]["kwargs"]["name"])
        begin = stage.world.snapshot(stage.name, rows=False) | {"t": "snapshot-begin", "clock": stage.clock()}
        await self.send(text_data=orjson.dumps(begin).decode())
        for part in stage.world.parts():
            await self.send(text_data=orjson.dumps(part).decode())
        await self.send(text_data=orjson.dumps({"t": "snapshot-end", "revision": stage.world.revision}).decode())
        stage.consumers.add(self)
        self.runner = asyncio.create_task(self.run())

    async def run(self) -> None:
        """Steps while the stage is not paused; only the first listener drives."""
        while True:
            await asyncio.sleep(0.5)
            if not self.stage.paused and next(iter(self.stage.consumers), None) is self:
                await self.stage.step()

    async def disconnect(self, code: int) -> None:
        """Forget this listener."""
        if hasattr(self, "stage"):
            self.stage.consumers.discard(self)
            self.runner.cancel()

    async def receive(self, text_data: str | None = None, bytes_data: bytes | None = None) -> None:
        """Answers pings; acknowledgements need no answer here."""
        if orjson.loads(text_data or "{}").get("t") == "ping":
            await self.send(text_data='{"t":"pong"}')


def page(request: HttpRequest, name: str, page: str = "topology") -> HttpResponse:
    """The real template."""
    return render(request, "dashboard.html", {"cluster_name": name, "page": page})


def template(request: HttpRequest, path: str) -> HttpResponse:
    """Any other template by its path, to look at it."""
    return render(request, path)


def snapshot(request: HttpRequest, name: str) -> HttpResponse:
    """The first moment with the deltas up to the time asked for."""
    stage, wanted = Stage.get(name), int(float(request.GET.get("time", 0)))
    past = World(0, 1, calm=True)
    past.tables = {table: dict(rows) for table, rows in stage.first.items()}
    past.revision = 1
    for delta in stage.deltas:
        if delta["time"] > wanted:
            break
        for table, rows in delta["set"].items():
            past.tables[table].update({row[0]: row for row in rows})
        for uid in delta["del"]["pods"]:
            past.tables["pods"].pop(uid, None)
        past.revision = delta["to"]
    return HttpResponse(orjson.dumps(past.snapshot(name)), content_type="application/json")


def history(request: HttpRequest, name: str) -> JsonResponse:
    """Sixteen made-up minutes, then what really happened."""
    stage = Stage.get(name)
    first, last = START * 1_000_000, stage.world.time
    buckets = [[first + i * 6_000_000, (i * 7919) % 23 + (40 if 100 < i < 116 else 0)] for i in range(160)]
    kinds = ["user", "user", "warning", "scaling", "rollout", "warning"]
    marks = [[first + (i + 1) * 140_000_000, kind, f"{kind} {i}", i] for i, kind in enumerate(kinds)]
    return JsonResponse({"first": first, "last": last, "buckets": [b for b in buckets if b[0] <= last], "marks": marks})


def clock(request: HttpRequest, name: str) -> JsonResponse:
    """Pause, speed, advance and step."""
    stage, body = Stage.get(name), orjson.loads(request.body)
    stage.paused = body.get("paused", stage.paused)
    stage.speed = body.get("speed", stage.speed)
    if body.get("step") or body.get("advance") or body.get("until"):
        stage.world.time += body.get("advance", 0)
        async_to_sync(stage.step)()
    return JsonResponse({"clock": stage.clock()})


def clusters(request: HttpRequest) -> JsonResponse:
    """The clusters asked for so far."""
    made = [
        {"name": s.name, "nodes": len(s.world.tables["nodes"]), "pods": len(s.world.tables["pods"]), "version": "v1.36"}
        for s in Stage.all.values()
    ]
    templates = [{"name": "small", "title": "3 zones × 2 nodes"}, {"name": "n1000", "title": "1,000 nodes"}]
    return JsonResponse({"clusters": made, "templates": templates})


def control(request: HttpRequest, what: str) -> JsonResponse:
    """The test's hand: drop every connection, refuse or admit new ones, step a stage."""
    stage = Stage.get(request.GET.get("cluster", "n6p70"))
    if what in ("drop", "refuse"):
        for one in Stage.all.values():
            for consumer in list(one.consumers):
                async_to_sync(consumer.close)()
    if what in ("refuse", "admit"):
        Stage.refusing = what == "refuse"
    if what == "step":
        stage.changes = int(request.GET.get("changes", 3))
        async_to_sync(stage.step)()
    return JsonResponse({"revision": stage.world.revision})
