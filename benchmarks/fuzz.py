"""Requests drawn from the served OpenAPI, in process: no answer may be our own fault, each error is a `Status`."""

from __future__ import annotations

import argparse
import asyncio
import itertools
import json
import re
import time
from collections import Counter
from collections.abc import Callable
from typing import Any

import yaml

from benchmarks.drivers.asgi import Answered, Asked, ask
from benchmarks.drivers.requests import Requests
from core import clients
from core.api import tokens
from core.founding import found
from core.models import Cluster
from simulator import clusters

NEEDS_DATABASE = True
MUST_BE = {"wrong": 0}
NO_PAGE = b"404 page not found\n"
"""What upstream answers where there is no resource either."""
UPSTREAMS_OWN = re.compile(
    r"failed to create typed patch object \(.*?\): "  # managedfields/internal/structuredmerge.go, Apply
    r"|failed to merge config: "  # structured-merge-diff merge/update.go, Apply
    r"|failed to convert new object \(.*?\) to proper version: "  # structuredmerge.go, Apply
    r"|map: .* does not contain declared merge key: "  # mergepatch/errors.go, ErrNoMergeKey
    r"|unknown patch type: .* in map: map\["  # ErrBadPatchType
    r"|expected a \[\]interface \{\}, but received a "  # ErrBadArgType
    r"|list element types are not identical: \["  # strategicpatch/patch.go, sliceElementType
    r"|merging lists cannot yet be specified in the patch$"  # mergeSliceWithSpecialElements
    r'|Get "https://[^"]*/containerLogs/[^"]*": '  # a node that does not answer
    r"|unable to upgrade connection: container not found \("  # kubelet/server/server.go
    r"|Internal error occurred: This pod has more than one PodDisruptionBudget, "  # eviction.go
    r"|Internal error occurred: failed to allocate a (serviceIP|nodePort): range is full$",  # core/service/storage
    re.DOTALL,
)
"""What a kube-apiserver answers with 500 too, sentence by sentence, and where it says so; all else is our own fault."""
SHOWN = 20
"""Wrong answers that are told in full."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--requests", type=int, default=20_000)
    parser.add_argument("--seed", type=int, default=1)


def run(options: dict[str, Any]) -> dict[str, Any]:
    """Figures: how many requests, their answers by code, and the wrong ones."""
    samples = [*clusters.documents("demo", "1"), {"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": "rec"}}]
    cluster = found("fuzz", samples, seed="1", paused=True)
    began = time.perf_counter()
    figures = asyncio.run(fuzz(cluster, samples, options["seed"], options["requests"]))
    clients.close_pool()
    return {"requests": options["requests"], "seed": options["seed"], **figures, "wall_s": _since(began)}


async def fuzz(cluster: Cluster, samples: list[dict[str, Any]], seed: int, count: int) -> dict[str, Any]:
    """Ask ``count`` drawn requests of a cluster whose namespace `rec` is there."""
    token = tokens.issue(cluster, "admin", [tokens.MASTERS])
    codes: Counter[int] = Counter()
    wrong: list[dict[str, Any]] = []
    requests = Requests(await _documents(cluster, token), samples)
    for number, asked in enumerate(itertools.islice(requests.drawn(seed), count)):
        answered = await ask(cluster, token, asked)
        codes[answered.status] += 1
        why = fault(answered)
        if why:
            wrong.append({"number": number, "why": why, **_told(asked), "answer": answered.body[:300].decode()})
    return {"codes": dict(sorted(codes.items())), "wrong": len(wrong), "faults": wrong[:SHOWN]}


def fault(answered: Answered) -> str:
    """What is wrong with an answer; empty when nothing is."""
    if answered.status < 400 or answered.body == NO_PAGE:
        return ""
    try:
        is_yaml = answered.content_type.startswith("application/yaml")
        status = yaml.safe_load(answered.body) if is_yaml else json.loads(answered.body)
    except (ValueError, yaml.YAMLError):
        return "the error cannot be read"
    checks: list[tuple[str, Callable[[], bool]]] = [
        ("the error is no Status", lambda: (status["kind"], status["apiVersion"], status["status"]) == _FAILURE),
        ("its code is not the answer's", lambda: status["code"] == answered.status),
        ("it has no message", lambda: bool(status["message"])),
        ("it is our own fault", lambda: answered.status != 500 or bool(UPSTREAMS_OWN.match(status["message"]))),
    ]
    for why, holds in checks:
        try:
            if not holds():
                return why
        except (KeyError, TypeError):
            return "the error is no Status"
    return ""


_FAILURE = ("Status", "v1", "Failure")


async def _documents(cluster: Cluster, token: str) -> list[dict[str, Any]]:
    """The served OpenAPI of every group version."""
    index = json.loads((await ask(cluster, token, Asked("GET", "/openapi/v3"))).body)
    bodies = [(await ask(cluster, token, Asked("GET", f"/openapi/v3/{place}"))).body for place in index["paths"]]
    return [document for document in map(json.loads, bodies) if document["paths"]]


def _told(asked: Asked) -> dict[str, Any]:
    shown = {name.decode("latin-1"): value.decode("latin-1") for name, value in asked.headers}
    path = f"{asked.path[:200]}?{asked.query.decode('latin-1')[:300]}"
    return {"method": asked.method, "path": path, "headers": shown, "body": asked.body[:2000].decode("latin-1")}


def _since(began: float) -> float:
    return round(time.perf_counter() - began, 1)
