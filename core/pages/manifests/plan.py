"""What was checked and waits to be applied: kept for an hour under a token that only its user can use."""

import hashlib
import secrets
from typing import NamedTuple

import orjson
import zstandard
from django.contrib.auth.base_user import AbstractBaseUser
from django.core.cache import cache

from core.inputs import UPLOAD, admitted, caller_of
from core.meta.errors import StatusError
from core.meta.objects import Doc, Key
from core.models import Cluster
from core.pages.manifests.check import in_order
from core.pages.manifests.items import Item
from core.pages.wanted import fingerprint

LIFETIME = 3600


class Step(NamedTuple):
    """A document to apply, and the fingerprint of the object that it was checked against."""

    key: Key
    doc: Doc
    expected: str


class Stale(Exception):
    """The cluster, or the plan, is no longer what was checked."""


def keep_plan(cluster: Cluster, user_id: int, items: list[Item]) -> str:
    """Keep checked documents for `apply_plan`; the token."""
    steps = [[list(item.key), item.doc, item.expected] for item in in_order(items)]
    token = secrets.token_urlsafe(18)
    packed = zstandard.compress(orjson.dumps([cluster.pk, user_id, steps]), 3)
    cache.set(_key(token), packed, timeout=LIFETIME)
    return token


def apply_plan(cluster: Cluster, user: AbstractBaseUser, token: str) -> tuple[int, int]:
    """Apply all of a plan or nothing: how many documents, and the revision after it.

    Raises `Stale`, and `StatusError` when the API refuses what it had admitted.
    """
    steps = _taken(cluster, user.pk, token)
    written: set[Key] = set()
    caller = caller_of(user, cluster)
    with admitted(cluster, caller.user.name, caller, UPLOAD) as door:
        for step in steps:
            if step.key not in written and fingerprint(door.reader.get(step.key)) != step.expected:
                raise Stale(f"{step.doc['kind']} {step.key.name} has changed since the check.")
            try:
                door.apply(step.doc)
            except StatusError as error:
                error.message = f"{step.doc['kind']} {step.key.name}: {error.message}"
                raise
            written.add(step.key)
        revision = door.reader.head()
    cache.delete(_key(token))
    return len(steps), revision


def _taken(cluster: Cluster, user_id: int, token: str) -> list[Step]:
    packed = cache.get(_key(token))
    if packed is None:
        raise Stale("The check is too old, or was applied already.")
    cluster_id, owner_id, steps = orjson.loads(zstandard.decompress(packed))
    if (cluster_id, owner_id) != (cluster.pk, user_id):
        raise Stale("This was checked by somebody else, or for another cluster.")
    return [Step(Key(*key), doc, expected) for key, doc, expected in steps]


def _key(token: str) -> str:
    return "manifests:" + hashlib.sha256(token.encode("utf-8", "surrogatepass")).hexdigest()
