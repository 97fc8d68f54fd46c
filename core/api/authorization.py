"""Whether a user may do what a request asks: members of `system:masters` may do all, others what RBAC allows.

The words of a refusal are those of k8s.io/apiserver/pkg/endpoints/handlers/responsewriters/errors.go.
"""

from __future__ import annotations

from typing import Final

from core.api import route
from core.api.request import Request, User
from core.api.route import Target
from core.api.tokens import MASTERS
from core.clients import open_store
from core.machinery import rbac
from core.machinery.rbac import Question
from core.meta import errors
from core.meta.fields import quote
from core.models import Cluster

ALL: Final = (
    'RBAC: allowed by ClusterRoleBinding "cluster-admin" of ClusterRole "cluster-admin" to Group "system:masters"'
)
_RBAC: Final = "rbac.authorization.k8s.io"
_WRITES: Final = frozenset({"create", "update", "patch"})


def require(request: Request) -> None:
    """Raises `StatusError`: 403 for what the user may not do, 404 or 405 for a path or verb that is not there."""
    user = request.user
    if MASTERS in user.groups:
        return
    if not route.is_resource(request.path):
        question = Question(user.name, user.groups, request.method.lower(), path=request.path)
        if not why_allowed(request.cluster, question):
            why = f"User {quote(user.name)} cannot {question.verb} path {quote(request.path)}"
            raise errors.StatusError(403, "Forbidden", f"forbidden: {why}", {})
        return
    target = route.target(request.method, request.path, watch=request.is_true("watch"))
    _require_resource(request.cluster, user, target)


def why_allowed(cluster: Cluster, question: Question) -> str:
    """Why a user may do something; empty when they may not."""
    if MASTERS in question.groups:
        return ALL
    return rbac.why_allowed(open_store(cluster), question)


def _require_resource(cluster: Cluster, user: User, target: Target) -> None:
    verbs = [target.verb]
    if target.kind.group == _RBAC and target.verb in _WRITES:
        # Whoever writes roles or bindings could give themselves more; what they have is not compared yet.
        verbs.append("bind" if target.kind.plural.endswith("bindings") else "escalate")
    for verb in verbs:
        if not why_allowed(cluster, _question(user, target, verb)):
            raise _refusal(user, target, verb)


def _question(user: User, target: Target, verb: str) -> Question:
    kind = target.kind
    # A namespace is asked for in itself, so that a role inside it can allow reading it.
    namespace = target.name if kind.plural == "namespaces" and not kind.group else target.namespace
    return Question(user.name, user.groups, verb, kind.group, _resource(target), namespace, target.name)


def _resource(target: Target) -> str:
    return f"{target.kind.plural}/{target.subresource}" if target.subresource else target.kind.plural


def _refusal(user: User, target: Target, verb: str) -> errors.StatusError:
    kind = target.kind
    namespace = _question(user, target, verb).namespace
    place = f"in the namespace {quote(namespace)}" if namespace else "at the cluster scope"
    what = f"resource {quote(_resource(target))} in API group {quote(kind.group)} {place}"
    why = f"User {quote(user.name)} cannot {verb} {what}"
    return errors.forbidden(kind.group_resource, target.name, why)
