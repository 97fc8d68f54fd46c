"""The hot path into the database: prepared rows, many at a time, in each database's fastest way."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from typing import Any

from django.db import connection

from core.models import Change, Object
from core.store.columns import CHANGE, OBJECT, Row

_KEY = OBJECT[:4]
_REST = OBJECT[4:]
_CHANGES, _OBJECTS = Change._meta.db_table, Object._meta.db_table


def insert_changes(rows: Sequence[Row]) -> None:
    """Append to the log, as of now; rows in the order of `columns.CHANGE`."""
    wall = time.time_ns() // 1_000_000
    insert(_CHANGES, (*CHANGE, "wall"), [(*row, wall) for row in rows])


def insert_objects(rows: Sequence[Row]) -> None:
    """New objects; rows in the order of `columns.OBJECT`."""
    insert(_OBJECTS, OBJECT, rows)


def insert(table: str, columns: Sequence[str], rows: Sequence[Row]) -> None:
    """New rows of any table."""
    if not rows:
        return
    if connection.vendor == "postgresql":
        _copy(table, columns, rows)
    else:
        many(f"INSERT INTO {table} ({', '.join(columns)}) VALUES ({', '.join(['%s'] * len(columns))})", rows)


def update_objects(rows: Sequence[Row]) -> None:
    """Present objects, found by their keys; rows in the order of `columns.OBJECT`."""
    changed = ", ".join(f"{column} = %s" for column in _REST)
    where = " AND ".join(f"{column} = %s" for column in _KEY)
    many(f"UPDATE {_OBJECTS} SET {changed} WHERE {where}", [(*row[4:], *row[:4]) for row in rows])


def delete_objects(keys: Sequence[Row]) -> None:
    """Take objects out; (cluster, resource, namespace, name) each."""
    where = " AND ".join(f"{column} = %s" for column in _KEY)
    many(f"DELETE FROM {_OBJECTS} WHERE {where}", keys)


def select(sql: str, parameters: Sequence[Any] = ()) -> list[Row]:
    """All rows of a query, without models."""
    with connection.cursor() as cursor:
        cursor.execute(sql, parameters)
        found: list[Row] = cursor.fetchall()
        return found


def pages(sql: str, parameters: Sequence[Any], after: int, size: int = 5000) -> Iterator[Row]:
    """The rows of a query with ``id > %s … ORDER BY id LIMIT %s``, page by page; the first column is the id.

    No cursor stays open between pages, so that a slow reader holds nothing up.
    """
    while rows := select(sql, [*parameters, after, size]):
        yield from rows
        if len(rows) < size:
            return
        after = rows[-1][0]


def many(sql: str, rows: Sequence[Row]) -> None:
    """One statement for each of ``rows``."""
    if rows:
        with connection.cursor() as cursor:
            cursor.executemany(sql, rows)


def _copy(table: str, columns: Sequence[str], rows: Sequence[Row]) -> None:
    with connection.cursor() as cursor, cursor.copy(f"COPY {table} ({', '.join(columns)}) FROM STDIN") as copy:
        for row in rows:
            copy.write_row(row)
