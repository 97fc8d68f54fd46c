"""Acting as another: the Impersonate headers, and whether the asker may.

Source of the rules: k8s.io/apiserver/pkg/endpoints/filters/impersonation. Each thing that is taken over (user, group,
uid, extra value) is asked for with the verb `impersonate`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final
from urllib.parse import unquote

from core.api import authorization
from core.api.request import User
from core.api.tokens import ANONYMOUS, AUTHENTICATED, UNAUTHENTICATED
from core.machinery.rbac import Question
from core.meta import errors
from core.models import Cluster
from core.serviceaccounts import ACCOUNTS

_GROUP: Final = "authentication.k8s.io"
_EXTRA: Final = "impersonate-extra-"
_ACCOUNT: Final = "system:serviceaccount:"
Headers = list[tuple[str, str]]


def impersonated(cluster: Cluster, user: User, headers: Iterable[tuple[bytes, bytes]]) -> User:
    """Whom the request is made as. Raises `StatusError` (400, 403)."""
    held = [(name.decode("latin-1").lower(), value.decode("latin-1")) for name, value in headers]
    held = [(name, value) for name, value in held if name.startswith("impersonate-")]
    name = next((value for header, value in held if header == "impersonate-user"), "")
    if not name:
        _require_nothing(held)
        return user
    for question in _questions(user, name, held):
        if not authorization.why_allowed(cluster, question):
            raise _refusal(question)
    uid = next((value for header, value in held if header == "impersonate-uid"), "")
    return User(name, _groups(name, held), uid, _extra(held))


def _require_nothing(held: Headers) -> None:
    """Upstream tells what was asked for without a user as Go prints its references."""
    told = [f"{{Group  {value}    }}" for header, value in held if header == "impersonate-group"]
    told += [
        f"{{UserExtra  {value}  {_GROUP}/v1  {_extra_key(header)}}}"
        for header, value in held
        if header.startswith(_EXTRA)
    ]
    told += [f"{{UID  {value}  {_GROUP}/v1  }}" for header, value in held if header == "impersonate-uid" and value]
    if told:
        raise errors.bad_request(f"requested [{' '.join(told)}] without impersonating a user")


def _questions(user: User, name: str, held: Headers) -> Iterator[Question]:
    def ask(resource: str, wanted: str, group: str = "", namespace: str = "") -> Question:
        return Question(user.name, user.groups, "impersonate", group, resource, namespace, wanted)

    namespace, colon, account = name.removeprefix(_ACCOUNT).partition(":")
    if name.startswith(_ACCOUNT) and colon and namespace and account:
        yield ask("serviceaccounts", account, namespace=namespace)
    else:
        yield ask("users", name)
    for header, value in held:
        if header == "impersonate-group":
            yield ask("groups", value)
        elif header.startswith(_EXTRA):
            yield ask(f"userextras/{_extra_key(header)}", value, _GROUP)
        elif header == "impersonate-uid" and value:
            yield ask("uids", value, _GROUP)


def _groups(name: str, held: Headers) -> tuple[str, ...]:
    """The groups that were asked for, or an account's own; and whether they have signed in."""
    groups = [value for header, value in held if header == "impersonate-group"]
    namespace, colon, _ = name.removeprefix(_ACCOUNT).partition(":")
    if not groups and name.startswith(_ACCOUNT) and colon:
        groups = [ACCOUNTS, f"{ACCOUNTS}:{namespace}"]
    if name == ANONYMOUS:
        return (*groups, *(() if UNAUTHENTICATED in groups else (UNAUTHENTICATED,)))
    known = AUTHENTICATED in groups or UNAUTHENTICATED in groups
    return (*groups, *(() if known else (AUTHENTICATED,)))


def _extra(held: Headers) -> dict[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    for header, value in held:
        if header.startswith(_EXTRA):
            key = _extra_key(header)
            found[key] = (*found.get(key, ()), value)
    return found


def _extra_key(header: str) -> str:
    return unquote(header.removeprefix(_EXTRA))


def _refusal(question: Question) -> errors.StatusError:
    resource = f"{question.resource.partition('/')[0]}{'.' if question.group else ''}{question.group}"
    return errors.forbidden(resource, question.name, authorization.explain(question))
