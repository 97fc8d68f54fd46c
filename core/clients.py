"""The only place that opens the SQL store: for a cluster, for the engine, or for a user who may see it."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from threading import Barrier
from typing import ParamSpec, TypeVar

from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.models import AnonymousUser
from django.db import close_old_connections, connections
from django.db.models import Q, QuerySet

from core import notify
from core.models import Cluster
from core.store.sql import SqlStore

POOL_SIZE = 4

P = ParamSpec("P")
T = TypeVar("T")

_pool = ThreadPoolExecutor(POOL_SIZE, thread_name_prefix="store")


def open_store(cluster: Cluster | int) -> SqlStore:
    """The store of a cluster for a person's reads and writes: each commit wakes readers and the engine."""
    return SqlStore(_id(cluster), notify.announce_input)


def open_engine_store(cluster: Cluster | int) -> SqlStore:
    """The store of a cluster for its engine: its own commits wake readers alone."""
    return SqlStore(_id(cluster), notify.announce)


def visible_to(user: AbstractBaseUser | AnonymousUser) -> QuerySet[Cluster]:
    """The clusters that a user may see: staff all, others their own and those that nobody owns."""
    if not user.is_authenticated:
        return Cluster.objects.none()
    if getattr(user, "is_staff", False):
        return Cluster.objects.all()
    return Cluster.objects.filter(Q(owner=user.pk) | Q(owner=None))


def for_user(user: AbstractBaseUser | AnonymousUser, name: str) -> Cluster:
    """The cluster of that name. Raises ``Cluster.DoesNotExist`` where there is none, or none that the user may see."""
    return visible_to(user).get(name=name)


def _id(cluster: Cluster | int) -> int:
    return cluster if isinstance(cluster, int) else cluster.pk


async def in_pool(function: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
    """Run something that reads the database in a thread of a pool: Django's async ORM has but one for everybody.

    Threads keep their connections; nothing that is open may outlive the call.
    """
    call = partial(function, *args, **kwargs)
    return await asyncio.get_running_loop().run_in_executor(_pool, _on_good_connection, call)


def close_pool() -> None:
    """Close the connections of all the pool's threads; they open new ones when they are needed again."""
    together = Barrier(POOL_SIZE)

    def close() -> None:
        together.wait()  # so that no thread takes two of these
        connections.close_all()

    for closing in [_pool.submit(close) for _ in range(POOL_SIZE)]:
        closing.result()


def _on_good_connection(call: Callable[[], T]) -> T:
    close_old_connections()
    return call()
