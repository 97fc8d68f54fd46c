"""NamespaceLifecycle: nothing is created where there is no namespace, or in one that is going."""

from __future__ import annotations

from typing import Final

from core.machinery.admission.request import Request
from core.meta import errors
from core.meta.errors import StatusError
from core.meta.objects import Doc, Key, is_deleting

IMMORTAL: Final = frozenset({"default", "kube-system", "kube-public"})


def check_namespace(request: Request) -> Doc:
    """Pass a document whose namespace is there and not terminating. Raises StatusError (404, 403)."""
    if not request.namespace:  # cluster-scoped, or a document that the rules will refuse for it
        return request.doc
    namespace = request.find("namespaces", request.namespace)
    if namespace is None:
        raise errors.not_found("namespaces", request.namespace)
    if is_deleting(namespace):
        raise _terminating(request)
    return request.doc


def check_delete(key: Key) -> None:
    """Keep the namespaces that a cluster lives in. Raises StatusError (403)."""
    if key.resource == "namespaces" and key.name in IMMORTAL:
        raise errors.forbidden("namespaces", key.name, "this namespace may not be deleted")


def _terminating(request: Request) -> StatusError:
    name = request.namespace
    error = request.refuse(f"unable to create new content in namespace {name} because it is being terminated")
    cause = {
        "reason": "NamespaceTerminating",
        "message": f"namespace {name} is being terminated",
        "field": "metadata.namespace",
    }
    return StatusError(error.code, error.reason, error.message, {**(error.details or {}), "causes": [cause]})
