"""Whether a user may do what a request asks: for now the administrators of a cluster may do all, and nobody else any.

The words of a refusal are those of k8s.io/apiserver/pkg/endpoints/handlers/responsewriters/errors.go.
"""

from __future__ import annotations

from core.api import route
from core.api.request import Request
from core.api.route import Target
from core.api.tokens import MASTERS
from core.meta import errors
from core.meta.fields import quote


def require(request: Request) -> None:
    """Raises `StatusError` (403), and 404 or 405 for a path or verb that is not there, to those who may ask at all."""
    if MASTERS in request.user.groups:
        return
    raise _refusal(request)


def _refusal(request: Request) -> errors.StatusError:
    who = f"User {quote(request.user.name)} cannot"
    if not route.is_resource(request.path):
        why = f"{who} {request.method.lower()} path {quote(request.path)}"
        return errors.StatusError(403, "Forbidden", f"forbidden: {why}", {})
    target = route.target(request.method, request.path, watch=request.is_true("watch"))
    resource = target.kind.group_resource
    return errors.forbidden(resource, target.name, f"{who} {target.verb} {_what(target)}")


def _what(target: Target) -> str:
    plural = f"{target.kind.plural}/{target.subresource}" if target.subresource else target.kind.plural
    place = f"in the namespace {quote(target.namespace)}" if target.namespace else "at the cluster scope"
    return f"resource {quote(plural)} in API group {quote(target.kind.group)} {place}"
