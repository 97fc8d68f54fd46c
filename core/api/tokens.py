"""Bearer tokens: signed with the installation's secret key, for one user of one cluster."""

from __future__ import annotations

import time
from collections.abc import Sequence
from typing import NamedTuple

from django.core import signing

from core.api.request import User
from core.clients import open_store
from core.machinery.caller import MASTERS as MASTERS
from core.meta.objects import Doc, Key
from core.models import Cluster

SALT = "core.api.tokens"
AUTHENTICATED = "system:authenticated"
ACCOUNTS = "system:serviceaccounts"
AUDIENCE = "https://kubernetes.default.svc.cluster.local"
"""Tokens that are meant for others do not open the API."""
ANONYMOUS = "system:anonymous"
UNAUTHENTICATED = "system:unauthenticated"


def issue(cluster: Cluster, user: str, groups: Sequence[str] = ()) -> str:
    """A token that is good until the cluster is deleted or the secret key is changed."""
    return signing.dumps({"cluster": cluster.pk, "user": user, "groups": list(groups)}, salt=SALT, compress=True)


class Account(NamedTuple):
    """A ServiceAccount as a token names it."""

    namespace: str
    name: str
    uid: str


def issue_for(cluster: Cluster, account: Account, until: int, audiences: Sequence[str]) -> str:
    """A token for a ServiceAccount that is good until a moment of the wall clock (s), or the account's end."""
    held = {"cluster": cluster.pk, "account": list(account), "until": until, "audiences": list(audiences)}
    return signing.dumps(held, salt=SALT, compress=True)


def read(token: str, cluster: Cluster, audience: str = AUDIENCE) -> User | None:
    """Whom the token stands for on this cluster before ``audience``; ``None`` for one that is forged or another's."""
    try:
        found = signing.loads(token, salt=SALT)
    except signing.BadSignature:
        return None
    if found["cluster"] != cluster.pk:
        return None
    if "account" in found:
        return _account(cluster, found) if audience in found["audiences"] else None
    return User(found["user"], (*found["groups"], AUTHENTICATED))


def cluster_of(token: str) -> int | None:
    """The id of the cluster that a token is for; ``None`` for one that is forged."""
    try:
        return int(signing.loads(token, salt=SALT)["cluster"])
    except signing.BadSignature:
        return None


def _account(cluster: Cluster, found: Doc) -> User | None:
    """The ServiceAccount of a token, while the token lasts and the account is the one that it was made for."""
    bearer = Account(*found["account"])
    if found["until"] < time.time():
        return None
    held = open_store(cluster).get(Key("serviceaccounts", bearer.namespace, bearer.name))
    if held is None or held["metadata"]["uid"] != bearer.uid:
        return None
    groups = (ACCOUNTS, f"{ACCOUNTS}:{bearer.namespace}", AUTHENTICATED)
    return User(f"system:serviceaccount:{bearer.namespace}:{bearer.name}", groups, bearer.uid)
