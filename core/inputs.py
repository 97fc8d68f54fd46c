"""What people write: one transaction at one virtual moment, admitted before whatever the engine does next."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager

from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.models import AbstractUser, AnonymousUser

from core import clock
from core.clients import open_store
from core.machinery.apply import Writer
from core.machinery.caller import AUTHENTICATED, MASTERS, Caller, User
from core.machinery.door import Door
from core.models import Cluster

DASHBOARD = Writer("clusterviz")
UPLOAD = Writer("clusterviz-upload")


def user_of(person: AbstractUser, cluster: Cluster) -> User:
    """A person of the dashboard as the API knows them, with their Django groups.

    Administrators, and whoever owns the cluster, are of `system:masters`.
    """
    groups = person.groups.order_by("name").values_list("name", flat=True)
    masters = (MASTERS,) if person.is_superuser or cluster.owner_id == person.pk else ()
    return User(person.get_username(), (*masters, *groups, AUTHENTICATED))


def caller_of(person: AbstractBaseUser | AnonymousUser, cluster: Cluster) -> Caller:
    """For whom the dashboard and the admin write; what they are to be told gathers in its warnings."""
    assert isinstance(person, AbstractUser)  # every page asks to sign in
    return Caller(user_of(person, cluster))


@contextmanager
def admitted(
    cluster: Cluster | int, actor: str, caller: Caller | None = None, writer: Writer | None = DASHBOARD
) -> Iterator[Door]:
    """A door for ``actor`` whose writes are stored together when the block ends, or not at all when it raises.

    ``caller`` is who asks, whose rights bound what is written; ``writer`` is noted as the owner of the fields
    that are set (None leaves that record to the caller).

    All happen at the cluster's present virtual time, which then waits for the engine to take them in.
    """
    store = open_store(cluster)
    with store.transaction():
        row = store.cluster()
        moment = clock.now(row, time.time_ns() // 1000)
        yield Door(store, seed=row.seed, clock=lambda: moment, actor=actor, caller=caller, writer=writer)
        if store.head() != row.revision:
            Cluster.objects.filter(pk=row.pk).update(time=moment, next_due=moment)


class NotStored(Exception):
    """Leaves `admitted` without storing anything: how a dry run of several writes ends."""


@contextmanager
def rehearsed(
    cluster: Cluster | int, actor: str, caller: Caller | None = None, writer: Writer | None = DASHBOARD
) -> Iterator[Door]:
    """As `admitted`, but nothing is stored: later writes see earlier ones, and all are taken back."""
    try:
        with admitted(cluster, actor, caller, writer) as door:
            yield door
            raise NotStored
    except NotStored:
        return
