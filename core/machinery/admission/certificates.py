"""Who asks for a certificate, who may approve that, and who may sign.

CertificateApproval, CertificateSigning, CertificateSubjectRestriction (plugin/pkg/admission/certificates), and the
strategies of pkg/registry/certificates/certificates.
"""

from __future__ import annotations

from typing import Final

from core.kinds.filling import without
from core.machinery import certificates, rbac
from core.machinery.admission.request import Request
from core.machinery.caller import MASTERS
from core.machinery.rbac import Question
from core.meta.fields import quote
from core.meta.objects import Doc

_GROUP: Final = "certificates.k8s.io"
_DECISIONS: Final = ("Approved", "Denied")


def add_requester(request: Request) -> Doc:
    """Note who asks: what the document says of that does not count."""
    if request.caller is None:
        return request.doc
    user = request.caller.user
    kept = without(request.doc.get("spec") or {}, "username", "uid", "groups", "extra")
    asker: Doc = {"username": user.name}
    if user.uid:
        asker["uid"] = user.uid
    if user.groups:
        asker["groups"] = list(user.groups)
    if user.extra:
        asker["extra"] = {key: list(values) for key, values in user.extra.items()}
    return {**request.doc, "spec": {**kept, **asker}}


def check_subject(request: Request) -> None:
    """Nobody becomes a master by a certificate. Raises StatusError (403)."""
    spec = request.doc.get("spec") or {}
    if request.old is not None or spec.get("signerName") != certificates.CLIENT:
        return
    asked = certificates.read(spec)
    if asked is not None and MASTERS in asked.organizations:
        raise request.refuse(f"use of {certificates.CLIENT} signer with {MASTERS} group is not allowed")


def decided(request: Request, now: str) -> Doc:
    """The request as its subresource `approval` leaves it: other conditions and metadata. Raises StatusError (403)."""
    old = request.old or {}
    _require(request, "approve")
    found = (request.doc.get("status") or {}).get("conditions") or []
    status = {**(old.get("status") or {}), "conditions": _timed(found, old, now)}
    return {**old, "metadata": request.doc["metadata"], "status": status}


def signed(request: Request, now: str) -> Doc:
    """The request as its subresource `status` leaves it: approval is not decided there. Raises StatusError (403)."""
    old = request.old or {}
    new, held = request.doc.get("status") or {}, old.get("status") or {}
    others = [one for one in new.get("conditions") or () if one.get("type") not in _DECISIONS]
    kept = [one for one in held.get("conditions") or () if one.get("type") in _DECISIONS]
    before = [one for one in held.get("conditions") or () if one.get("type") == "Failed"]
    failed = [one for one in others if one.get("type") == "Failed"]
    if new.get("certificate") != held.get("certificate") or failed != before:
        _require(request, "sign")
    status = {**new, "conditions": _timed([*kept, *others], old, now)}
    return {**old, "metadata": request.doc["metadata"], "status": status}


def _require(request: Request, verb: str) -> None:
    """The verb on the signer, or on all of its domain."""
    caller = request.caller
    if caller is None or caller.user.is_master:
        return
    user, signer = caller.user, (request.old or request.doc)["spec"].get("signerName", "")
    for name in (signer, f"{signer.partition('/')[0]}/*"):
        if rbac.why_allowed(request.reader, Question(user.name, user.groups, verb, _GROUP, "signers", name=name)):
            return
    raise request.refuse(f"user not permitted to {verb} requests with signerName {quote(signer)}")


def _timed(conditions: list[Doc], old: Doc, now: str) -> list[Doc]:
    """Conditions with the times that nobody gave; one that stands since before keeps when it began."""
    held = {(one["type"], one.get("status")): one for one in (old.get("status") or {}).get("conditions") or ()}
    timed = []
    for one in conditions:
        since = held.get((one.get("type", ""), one.get("status")), {}).get("lastTransitionTime") or now
        given = {key: value for key, value in one.items() if value is not None}
        timed.append({"lastUpdateTime": now, "lastTransitionTime": since, **given})
    return timed
