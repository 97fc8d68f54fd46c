"""Whether a user may do what a request asks: members of `system:masters` may do all, others what RBAC allows.

The words of a refusal are those of k8s.io/apiserver/pkg/endpoints/handlers/responsewriters/errors.go.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from core.api import route
from core.api.request import Request, User
from core.api.roles import roles_of
from core.api.route import Target
from core.api.tokens import MASTERS
from core.machinery import rbac
from core.machinery.rbac import Question
from core.meta import errors, names, queries
from core.meta.fields import quote
from core.meta.queries import SelectorError
from core.models import Cluster

ALL: Final = (
    'RBAC: allowed by ClusterRoleBinding "cluster-admin" of ClusterRole "cluster-admin" to Group "system:masters"'
)


def require(request: Request) -> str:
    """Why the request is allowed.

    Raises `StatusError`: 403 for what the user may not do, 404 or 405 for a path or verb that is not there.
    """
    user = request.user
    if user.is_master:
        return ALL
    if not route.is_resource(request.path):
        question = Question(user.name, user.groups, request.method.lower(), path=request.path)
        why = why_allowed(request.cluster, question)
        if not why:
            raise errors.StatusError(403, "Forbidden", f"forbidden: {_explain(request.cluster, question)}", {})
        return why
    target = route.target(request.method, request.path, watch=request.is_true("watch"))
    question = _question(user, target, target.name or _selected_name(request, target))
    why = why_allowed(request.cluster, question)
    if not why:
        raise errors.forbidden(target.kind.group_resource, question.name, _explain(request.cluster, question))
    return why


def require_creation(request: Request, target: Target) -> None:
    """Raises `StatusError` (403) where an apply would make an object that its user may not create."""
    if request.user.is_master:
        return
    question = _question(request.user, replace(target, verb="create"), target.name)
    if not why_allowed(request.cluster, question):
        why = _explain(request.cluster, question)
        raise errors.forbidden(target.kind.group_resource, question.name, why)


def why_allowed(cluster: Cluster, question: Question) -> str:
    """Why a user may do something; empty when they may not."""
    if MASTERS in question.groups:
        return ALL
    return rbac.why_allowed(roles_of(cluster), question)


def explain(question: Question) -> str:
    """What the user cannot do, in upstream's words."""
    who = f"User {quote(question.user)} cannot {question.verb}"
    if question.path:
        return f"{who} path {quote(question.path)}"
    place = f"in the namespace {quote(question.namespace)}" if question.namespace else "at the cluster scope"
    return f"{who} resource {quote(question.resource)} in API group {quote(question.group)} {place}"


def _explain(cluster: Cluster, question: Question) -> str:
    """The same, with the roles that bindings name in vain."""
    missing = rbac.missing_roles(roles_of(cluster), question.user, question.groups, question.namespace)
    told = missing[0] if len(missing) == 1 else f"[{', '.join(dict.fromkeys(missing))}]"
    return f"{explain(question)}: RBAC: {told}" if missing else explain(question)


def _selected_name(request: Request, target: Target) -> str:
    """The name that a field selector asks for alone: rules with resourceNames allow such lists and watches."""
    if target.verb not in ("list", "watch"):
        return ""
    try:
        terms = queries.field_selector(request.one("fieldSelector"))
    except SelectorError:
        return ""
    found = next((term.value for term in terms if term.path == "metadata.name" and term.equal), "")
    return "" if names.path_segment(found) else found


def _question(user: User, target: Target, name: str) -> Question:
    kind = target.kind
    # A namespace is asked for in itself, so that a role inside it can allow reading it.
    namespace = target.name if kind.plural == "namespaces" and not kind.group else target.namespace
    return Question(user.name, user.groups, target.verb, kind.group, _resource(target), namespace, name)


def _resource(target: Target) -> str:
    return f"{target.kind.plural}/{target.subresource}" if target.subresource else target.kind.plural
