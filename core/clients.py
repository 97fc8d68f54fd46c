"""The only place that opens the SQL store: for a cluster, for the engine, or for a user who may see it."""

from __future__ import annotations

from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.models import AnonymousUser
from django.db.models import Q, QuerySet

from core import notify
from core.models import Cluster
from core.store.sql import SqlStore


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
