"""Bearer tokens: people's, signed with the installation's secret key for a user of a cluster, and ServiceAccounts'."""

from __future__ import annotations

from collections.abc import Sequence

from django.core import signing

from core import serviceaccounts
from core.api.request import User
from core.machinery.caller import AUTHENTICATED as AUTHENTICATED
from core.machinery.caller import MASTERS as MASTERS
from core.meta.objects import Doc
from core.models import Cluster

SALT = "core.api.tokens"
ANONYMOUS = "system:anonymous"
UNAUTHENTICATED = "system:unauthenticated"


def issue(cluster: Cluster, user: str, groups: Sequence[str] = ()) -> str:
    """A token that is good until the cluster is deleted or the secret key is changed."""
    return signing.dumps({"cluster": cluster.pk, "user": user, "groups": list(groups)}, salt=SALT, compress=True)


def read(token: str, cluster: Cluster, audience: str = serviceaccounts.ISSUER) -> User | None:
    """Whom the token stands for on this cluster before ``audience``; ``None`` for one that is forged or another's."""
    found = _opened(token)
    if found is None:
        return serviceaccounts.read(token, cluster, audience)
    if found["cluster"] != cluster.pk or audience != serviceaccounts.ISSUER:
        return None
    return User(found["user"], (*found["groups"], AUTHENTICATED))


def cluster_of(token: str) -> int | None:
    """The id of the cluster that a token is for, as far as it says; ``None`` for one that is none of ours."""
    found = _opened(token)
    return serviceaccounts.cluster_of(token) if found is None else int(found["cluster"])


def _opened(token: str) -> Doc | None:
    """What a person's token holds."""
    try:
        found: Doc = signing.loads(token, salt=SALT)
    except signing.BadSignature:
        return None
    return found
