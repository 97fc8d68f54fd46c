"""Bearer tokens: signed with the installation's secret key, for one user of one cluster."""

from __future__ import annotations

from collections.abc import Sequence

from django.core import signing

from core.api.request import User
from core.models import Cluster

SALT = "core.api.tokens"
AUTHENTICATED = "system:authenticated"
MASTERS = "system:masters"


def issue(cluster: Cluster, user: str, groups: Sequence[str] = ()) -> str:
    """A token that is good until the cluster is deleted or the secret key is changed."""
    return signing.dumps({"cluster": cluster.pk, "user": user, "groups": list(groups)}, salt=SALT, compress=True)


def read(token: str, cluster: Cluster) -> User | None:
    """Whom the token stands for on this cluster; ``None`` for one that is forged or another cluster's."""
    try:
        found = signing.loads(token, salt=SALT)
    except signing.BadSignature:
        return None
    if found["cluster"] != cluster.pk:
        return None
    return User(found["user"], (*found["groups"], AUTHENTICATED))
