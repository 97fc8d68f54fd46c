"""The `token` subresource of a ServiceAccount: tokens that end, by which programs come as that account.

They end by the wall clock, in which clients live, whatever the cluster's virtual time is.
"""

from __future__ import annotations

import time
from typing import Final

from core.api import answer, body, tokens
from core.api.answer import Answer
from core.api.request import Request
from core.api.route import Target
from core.clients import open_store
from core.kinds.kind import Kind
from core.meta import errors, fields
from core.meta.time import SECOND, rfc3339

_KIND: Final = Kind(kind="TokenRequest", plural="tokenrequests", group="authentication.k8s.io", verbs=("create",))
_SHORTEST, _LONGEST, _USUAL = 600, 1 << 32, 3600


def request_token(request: Request, target: Target) -> Answer:
    """A token for an account that is there. Raises `StatusError` (404, 422)."""
    place = Target(_KIND, "create", target.namespace, target.name)
    asked = body.document(request, place)
    spec = asked.get("spec") or {}
    seconds = spec.get("expirationSeconds", _USUAL)
    _check(seconds)
    account = open_store(request.cluster).get(target.key)
    if account is None:
        raise errors.not_found("serviceaccounts", target.name)
    audiences = spec.get("audiences") or [tokens.AUDIENCE]
    end = int(time.time()) + seconds
    bearer = tokens.Account(target.namespace, target.name, account["metadata"]["uid"])
    token = tokens.issue_for(request.cluster, bearer, end, audiences)
    found = {
        "kind": "TokenRequest",
        "apiVersion": _KIND.api_version,
        "metadata": {
            "name": target.name,
            "namespace": target.namespace,
            "creationTimestamp": rfc3339(time.time_ns() // 1000),
        },
        "spec": {
            "audiences": audiences,
            "expirationSeconds": seconds,
            "boundObjectRef": spec.get("boundObjectRef"),
        },
        "status": {"token": token, "expirationTimestamp": rfc3339(end * SECOND)},
    }
    return answer.of_doc(found, 201)


def _check(seconds: int) -> None:
    if seconds < _SHORTEST:
        why = "may not specify a duration less than 10 minutes"
    elif seconds > _LONGEST:
        why = "may not specify a duration larger than 2^32 seconds"
    else:
        return
    wrong = fields.invalid("spec.expirationSeconds", seconds, why)
    raise errors.invalid("TokenRequest", "authentication.k8s.io", "", [wrong])
