"""Bearer tokens: signed with the installation's secret key, for one user of one cluster."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from django.core import signing

from core.api.request import User
from core.meta import errors
from core.meta.fields import quote
from core.models import Cluster

SALT = "core.api.tokens"
AUTHENTICATED = "system:authenticated"
MASTERS = "system:masters"


def issue(cluster: Cluster, user: str, groups: Sequence[str] = ()) -> str:
    """A token that is good until the cluster is deleted or the secret key is changed."""
    return signing.dumps({"cluster": cluster.pk, "user": user, "groups": list(groups)}, salt=SALT, compress=True)


def impersonated(user: User, headers: Iterable[tuple[bytes, bytes]]) -> User:
    """Whom the request is made as: the Impersonate headers name another. Raises `StatusError` (403, 400)."""
    held = [(name.decode("latin-1").lower(), value.decode("latin-1")) for name, value in headers]
    name = next((value for header, value in held if header == "impersonate-user"), "")
    groups = [value for header, value in held if header == "impersonate-group"]
    if not name and not groups:
        return user
    if not name:
        raise errors.bad_request("requested groups without impersonating a user")
    if MASTERS not in user.groups:
        why = f'User {quote(user.name)} cannot impersonate resource "users" in API group "" at the cluster scope'
        raise errors.forbidden("users", name, why)
    return User(name, (*groups, AUTHENTICATED))


def read(token: str, cluster: Cluster) -> User | None:
    """Whom the token stands for on this cluster; ``None`` for one that is forged or another cluster's."""
    try:
        found = signing.loads(token, salt=SALT)
    except signing.BadSignature:
        return None
    if found["cluster"] != cluster.pk:
        return None
    return User(found["user"], (*found["groups"], AUTHENTICATED))
