"""The protocol's frames as JSON text, put together from rows that are encoded already."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import orjson

from core.projection.columns import COLUMNS
from core.projection.tables import PART_ROWS, Delta, Tables

VERSION = "v1.36"


def delta_frame(delta: Delta, wall: int) -> bytes:
    """The ``delta`` of a stretch of the log whose last commit was at ``wall`` ms."""
    head = {
        "t": "delta",
        "from": delta.since,
        "to": delta.until,
        "time": delta.time,
        "at": wall,
        "revisions": list(range(delta.since + 1, delta.until + 1)),
        "del": delta.gone,
        "marks": delta.marks,
    }
    tables = b",".join(b'"%s":[%s]' % (table.encode(), b",".join(rows.values())) for table, rows in delta.set.items())
    return orjson.dumps(head)[:-1] + b',"set":{' + tables + b"}}"


def snapshot_frames(tables: Tables, cluster: Mapping[str, Any], clock: Mapping[str, Any]) -> Iterator[bytes]:
    """A snapshot cut into begin, parts and end."""
    columns = {table: {"cols": list(names)} for table, names in COLUMNS.items()}
    yield orjson.dumps(
        {"t": "snapshot-begin", "revision": tables.revision, "clock": clock, "cluster": cluster, "tables": columns}
    )
    for table in COLUMNS:
        rows = tables.shown(table)
        for start in range(0, len(rows), PART_ROWS):
            part = b",".join(rows[start : start + PART_ROWS])
            yield b'{"t":"snapshot-part","table":"%s","rows":[%s]}' % (table.encode(), part)
    yield orjson.dumps({"t": "snapshot-end", "revision": tables.revision})


def snapshot_text(tables: Tables, cluster: Mapping[str, Any], clock: Mapping[str, Any]) -> bytes:
    """A snapshot in one piece, as the dashboard asks for past moments."""
    head = {"t": "snapshot", "revision": tables.revision, "clock": clock, "cluster": cluster}
    parts = (
        b'"%s":{"cols":%s,"rows":[%s]}' % (table.encode(), orjson.dumps(names), b",".join(tables.shown(table)))
        for table, names in COLUMNS.items()
    )
    return orjson.dumps(head)[:-1] + b',"tables":{' + b",".join(parts) + b"}}"


def cluster_facts(pk: int, name: str) -> dict[str, Any]:
    """The ``cluster`` of a snapshot."""
    return {"name": name, "version": VERSION, "id": pk}


def clock_frame(clock: Mapping[str, Any]) -> bytes:
    return orjson.dumps({"t": "clock", "clock": clock})


def error_frame(message: str) -> bytes:
    return orjson.dumps({"t": "error", "message": message})


PONG = b'{"t":"pong"}'
