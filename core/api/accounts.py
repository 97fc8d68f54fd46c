"""The `token` subresource of a ServiceAccount: tokens that end, by which programs come as that account.

Source: pkg/registry/core/serviceaccount/storage/token.go.
"""

from __future__ import annotations

import time
from typing import Final

from core import serviceaccounts
from core.api import answer, body
from core.api.answer import Answer
from core.api.request import Request
from core.api.route import Target
from core.clients import open_store
from core.kinds.kind import Kind
from core.machinery.apply import group_version_kind
from core.meta import errors, fields
from core.meta.fields import quote
from core.meta.objects import Doc, Key
from core.meta.time import SECOND, rfc3339
from core.serviceaccounts import Account
from core.store.protocol import Reader

_KIND: Final = Kind(kind="TokenRequest", plural="tokenrequests", group="authentication.k8s.io", verbs=("create",))
_SHORTEST, _LONGEST, _USUAL = 600, 1 << 32, 3600


def request_token(request: Request, target: Target) -> Answer:
    """A token for an account that is there. Raises `StatusError` (400, 404, 409, 422)."""
    place = Target(_KIND, "create", target.namespace, target.name)
    asked = body.document(request, place)
    spec = asked.get("spec") or {}
    seconds = spec.get("expirationSeconds", _USUAL)
    _check(seconds)
    store = open_store(request.cluster)
    account = store.get(target.key)
    if account is None:
        raise errors.not_found("serviceaccounts", target.name)
    audiences = spec.get("audiences") or [serviceaccounts.ISSUER]
    bearer = Account(target.namespace, target.name, account["metadata"]["uid"])
    bound = _bound(store, bearer, spec.get("boundObjectRef") or {})
    issued = serviceaccounts.issue(request.cluster, bearer, bound, seconds, audiences)
    request.notes["authentication.kubernetes.io/issued-credential-id"] = issued.credential
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
        "status": {"token": issued.token, "expirationTimestamp": rfc3339((int(time.time()) + seconds) * SECOND)},
    }
    return answer.of_doc(found, 201)


def _bound(store: Reader, account: Account, ref: Doc) -> Doc:
    """The claims about what a token is bound to, of a pod its node too. Raises `StatusError` (400, 404, 409)."""
    if not ref:
        return {}
    kind, name = ref.get("kind", ""), ref.get("name", "")
    claim = kind.lower()
    if ref.get("apiVersion", "v1") != "v1" or kind not in ("Pod", "Secret", "Node"):
        described = group_version_kind({"apiVersion": "", **ref})
        raise errors.bad_request(f"cannot bind token to object of type {described}")
    resource = serviceaccounts.BOUND[claim]
    held = store.get(Key(resource, "" if kind == "Node" else account.namespace, name))
    if held is None:
        raise errors.not_found(resource, name)
    _check_bound(account, ref, held)
    found = {claim: {"name": name, "uid": held["metadata"]["uid"]}}
    node = held["spec"].get("nodeName") if kind == "Pod" else None
    return {"node": _node(store, node), **found} if node else found


def _check_bound(account: Account, ref: Doc, held: Doc) -> None:
    """Whether it is the object that was meant, and of a pod whether it runs as this account."""
    if ref["kind"] == "Pod" and held["spec"].get("serviceAccountName") != account.name:
        to_other = "to pod running with different serviceaccount name."
        raise errors.bad_request(f"cannot bind token for serviceaccount {quote(account.name)} {to_other}")
    if ref.get("uid") and ref["uid"] != held["metadata"]["uid"]:
        why = (
            f"the UID in the bound object reference ({ref['uid']}) does not match the UID in record. "
            "The object might have been deleted and then recreated"
        )
        raise errors.conflict(ref["kind"], held["metadata"]["name"], why)


def _node(store: Reader, name: str) -> Doc:
    """A pod's node; of one that is gone the name alone."""
    held = store.get(Key("nodes", "", name))
    return {"name": name, "uid": held["metadata"]["uid"]} if held else {"name": name}


def _check(seconds: int) -> None:
    if seconds < _SHORTEST:
        why = "may not specify a duration less than 10 minutes"
    elif seconds > _LONGEST:
        why = "may not specify a duration larger than 2^32 seconds"
    else:
        return
    wrong = fields.invalid("spec.expirationSeconds", seconds, why)
    raise errors.invalid("TokenRequest", "authentication.k8s.io", "", [wrong])
