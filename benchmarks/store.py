"""What the store costs a row: turns of a cluster that brings up pods, saved, loaded again, and shown."""

from __future__ import annotations

import argparse
import gc
import resource
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import orjson
from django.db import connection

from core.meta.objects import Doc, Key
from core.models import Change as ChangeRow
from core.models import Cluster
from core.projection.frames import snapshot_frames
from core.projection.snapshots import current_tables, past_tables
from core.store.prepare import prepare
from core.store.protocol import Change, Verb
from core.store.sql import SqlStore
from core.store.turns import Turn

DOCUMENTS = Path(__file__).with_name("documents.jsonl")
BEGIN = 1_800_000_000_000_000
TURN_PODS = 1250


NEEDS_DATABASE = True


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--pods", type=int, default=20_000)


def run(options: dict[str, Any]) -> dict[str, Any]:
    """Bring up ``options["pods"]`` (20,000) pods of four states and four events each, in turns of 10,000 changes.

    Answers µs of wall and of processor time for each row, bytes for each row on disk, and seconds to load, to show
    the present and a past moment. The cluster is deleted in the end.
    """
    pods = int(options.get("pods", 20_000))
    cluster = Cluster.objects.create(name=f"bench-store-{time.time_ns()}")
    store = SqlStore(cluster.pk)
    try:
        found = _write(store, pods)
        found["load_s"], _ = _timed(store.load)
        found["snapshot_tables_s"], tables = _timed(lambda: current_tables(store))
        found["snapshot_frames_s"], frames = _timed(lambda: list(snapshot_frames(tables, {}, {})))
        found["snapshot_bytes"] = sum(map(len, frames))
        found["past_s"], _ = _timed(lambda: past_tables(store, store.head() // 2))
        found["peak_rss_mib"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
        return found
    finally:
        Cluster.objects.get(pk=cluster.pk).delete()


def _write(store: SqlStore, pods: int) -> dict[str, Any]:
    rows, packed, preparing, wall, processor = 0, 0, 0.0, 0.0, 0.0
    for changes in _turns(pods):
        began, began_processor = time.perf_counter(), time.process_time()
        store.flush(Turn(rows, 0, changes, clock={"time": changes[-1].time}))
        wall += time.perf_counter() - began
        processor += time.process_time() - began_processor
        rows += len(changes)
    began_processor = time.process_time()
    packed = sum(len(row[-1]) for row in prepare(store.cluster_id, changes).changes)
    preparing = time.process_time() - began_processor
    return {
        "database": connection.vendor,
        "pods": pods,
        "rows": rows,
        "wall_us_per_row": round(wall / rows * 1e6, 1),
        "cpu_us_per_row": round(processor / rows * 1e6, 1),
        "prepare_cpu_us_per_row": round(preparing / len(changes) * 1e6, 1),
        "document_bytes": round(packed / len(changes)),
        "disk_bytes_per_row": _disk_bytes(rows),
    }


def _turns(pods: int) -> Iterator[list[Change]]:
    documents = [orjson.loads(line) for line in DOCUMENTS.read_bytes().splitlines()]
    states = [doc for doc in documents if doc["kind"] == "Pod"]
    events = [doc for doc in documents if doc["kind"] == "Event"][-4:]
    revision = 0
    for start in range(0, pods, TURN_PODS):
        changes: list[Change] = []
        for number in range(start, min(start + TURN_PODS, pods)):
            for change in _life(number, states, events, revision):
                changes.append(change)
                revision = change.revision
        yield changes


def _life(number: int, states: list[Doc], events: list[Doc], revision: int) -> Iterator[Change]:
    """The changes of one pod and its events."""
    uid, name = f"{number:08x}-0000-4000-8000-{number * 7919:012x}", f"web-7f8c9d5b6-{number:05x}"
    for position, state in enumerate(states):
        revision += 1
        metadata = {**state["metadata"], "name": name, "uid": uid, "resourceVersion": str(revision)}
        verb: Verb = "MODIFIED" if position else "ADDED"
        key, doc = Key("pods", "default", name), {**state, "metadata": metadata}
        yield Change(revision, BEGIN + revision, "kubelet", verb, key, doc)
    for position, event in enumerate(events):
        revision += 1
        own = f"{name}.{position}"
        metadata = {**event["metadata"], "name": own, "uid": f"{uid[:-1]}{position}", "resourceVersion": str(revision)}
        about = {**event["involvedObject"], "uid": uid, "name": name}
        doc = {**event, "metadata": metadata, "involvedObject": about}
        yield Change(revision, BEGIN + revision, "kubelet", "ADDED", Key("events", "default", own), doc)


def _disk_bytes(rows: int) -> int | None:
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA wal_checkpoint(PASSIVE)")
        return round(Path(str(connection.settings_dict["NAME"])).stat().st_size / rows)
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_total_relation_size(%s)", [ChangeRow._meta.db_table])
        return round(cursor.fetchone()[0] / rows)


def _timed(call: Callable[[], Any]) -> tuple[float, Any]:
    gc.collect()
    gc.freeze()
    began = time.perf_counter()
    result = call()
    took = time.perf_counter() - began
    gc.unfreeze()
    return round(took, 2), result
