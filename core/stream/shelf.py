"""Tables of big clusters, kept in the cache so that a web server that starts again need not read every object."""

from __future__ import annotations

import logging
from functools import lru_cache
from hashlib import blake2b
from pathlib import Path
from typing import Any

import orjson
import zstandard
from django.core.cache import cache
from redis.exceptions import RedisError

import core.projection
from core.models import Cluster
from core.projection.tables import Tables

WORTH = 5_000
"""Rows from which on tables are shelved: fewer are read in a fraction of a second."""
DAY = 24 * 3600

log = logging.getLogger(__name__)


def is_worth(tables: Tables, shelved: int) -> bool:
    """Whether to shelve tables, last shelved at revision ``shelved``: big ones, as many changes later as rows."""
    rows = sum(map(len, tables.rows.values()))
    return rows >= WORTH and tables.revision - shelved >= rows


def put(cluster: Cluster, tables: Tables) -> None:
    """Shelve the tables; a cache that is away costs a log line."""
    head = orjson.dumps({"revision": tables.revision, "rows": {name: len(rows) for name, rows in tables.rows.items()}})
    lines = [head, *(row for rows in tables.rows.values() for row in rows.values())]
    try:
        cache.set(_key(cluster), zstandard.compress(b"\n".join(lines), 1), timeout=DAY)
    except (RedisError, OSError) as error:
        log.warning("tables of cluster %s could not be shelved: %s", cluster.name, error)


def take(cluster: Cluster) -> Tables | None:
    """The tables as they were shelved last, at some revision before now."""
    try:
        packed = cache.get(_key(cluster))
    except (RedisError, OSError) as error:
        log.warning("shelved tables of cluster %s could not be read: %s", cluster.name, error)
        return None
    return None if packed is None else _unpacked(zstandard.decompress(packed))


def _unpacked(text: bytes) -> Tables:
    lines = iter(text.split(b"\n"))  # JSON holds no line break of its own
    head: dict[str, Any] = orjson.loads(next(lines))
    tables = Tables(head["revision"])
    for name, count in head["rows"].items():
        held = tables.rows[name]
        for _ in range(count):
            row = next(lines)
            held[row[2 : row.index(b'"', 2)].decode()] = row
    return tables


def _key(cluster: Cluster) -> str:
    """Of this cluster, not of another that had its number once, as this version of the code projects it."""
    return f"tables/{cluster.pk}/{cluster.created.timestamp()}/{_version()}"


@lru_cache(maxsize=1)
def _version() -> str:
    digest = blake2b(digest_size=8)
    for path in sorted(Path(core.projection.__path__[0]).glob("*.py")):
        digest.update(path.read_bytes())
    return digest.hexdigest()
