"""Certificate signing requests: kubelets' own are approved, approved ones signed, old ones deleted.

Source of the rules: pkg/controller/certificates (approver, signer, cleaner).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final

from core.machinery import certificates, rbac
from core.machinery.caller import MASTERS
from core.machinery.certificates import Authority, Refused
from core.machinery.rbac import Question
from core.meta.objects import Doc, Key, uid
from core.meta.time import MILLISECOND, SECOND, parse, rfc3339
from simulator.engine.component import Component, Handler
from simulator.engine.context import Context
from simulator.engine.ledger import WorkKey

REQUESTS: Final = "certificatesigningrequests.certificates.k8s.io"
SIGNERS: Final = (certificates.CLIENT, certificates.KUBELET_CLIENT, certificates.KUBELET_SERVING)
HOUR: Final = 3600 * SECOND
_APPROVALS: Final = (
    ("selfnodeclient", "Auto approving self kubelet client certificate after SubjectAccessReview."),
    ("nodeclient", "Auto approving kubelet client certificate after SubjectAccessReview."),
)


class CertificateApprover(Component):
    """Approves what kubelets ask for to speak to the API server, if their user may have that."""

    name = "certificatesigningrequest-approving-controller"
    latency = 5 * MILLISECOND

    def watches(self) -> Mapping[str, Handler]:
        return {REQUESTS: _present}

    def reconcile(self, ctx: Context, key: WorkKey) -> int | None:
        assert isinstance(key, Key)
        doc = ctx.store.get(key)
        if doc is None or _condition(doc, "Approved") or _condition(doc, "Denied") or _certificate(doc):
            return None
        why = _approval(ctx, doc["spec"])
        if why:
            made = {"type": "Approved", "status": "True", "reason": "AutoApproved", "message": why}
            ctx.client.decide(_with(doc, conditions=[*_conditions(doc), made]))
        return None


class CertificateSigner(Component):
    """Signs approved requests for the built-in signers, if there is an ``authority``; says why one cannot be signed."""

    name = "certificatesigningrequest-signing-controller"
    latency = 5 * MILLISECOND

    def __init__(self, authority: Authority | None) -> None:
        self._authority = authority

    def watches(self) -> Mapping[str, Handler]:
        return {REQUESTS: _present} if self._authority else {}

    def reconcile(self, ctx: Context, key: WorkKey) -> int | None:
        assert isinstance(key, Key)
        assert self._authority is not None
        doc = ctx.store.get(key)
        if doc is None or not _is_to_be_signed(doc):
            return None
        asked = certificates.read(doc["spec"])
        if asked is None:
            return None
        try:
            certificates.check(doc["spec"]["signerName"], asked, doc["spec"].get("usages") or ())
            made = self._authority.issue(asked, doc["spec"], f"{ctx.seed}\0certificate\0{uid(doc)}", ctx.now)
        except Refused as why:
            ctx.client.update_status(_with(doc, conditions=[*_conditions(doc), _failure(str(why), rfc3339(ctx.now))]))
        else:
            ctx.client.update_status(_with(doc, certificate=made))
        return None


class CertificateCleaner(Component):
    """Deletes requests an hour after they were decided, or a day after nobody did; it looks each hour."""

    name = "certificatesigningrequest-cleaner-controller"

    def watches(self) -> Mapping[str, Handler]:
        return {REQUESTS: _present}

    def reconcile(self, ctx: Context, key: WorkKey) -> int | None:
        assert isinstance(key, Key)
        doc = ctx.store.get(key)
        if doc is None:
            return None
        due = -(-(deadline(doc) + 1) // HOUR) * HOUR
        if ctx.now < due:
            return due - ctx.now
        ctx.client.delete(key)
        return None


def deadline(doc: Doc) -> int:
    """The µs after which a request is of no more use."""
    ends = [parse(doc["metadata"]["creationTimestamp"]) + 24 * HOUR] if not _conditions(doc) else []
    decided = [one for one in _conditions(doc) if one["type"] in ("Approved", "Denied", "Failed")]
    ends += [parse(one["lastUpdateTime"]) + HOUR for one in decided]
    if _certificate(doc):
        ends += [end for end in [certificates.ends_at(_certificate(doc))] if end is not None]
    return min(ends, default=1 << 62)


def _approval(ctx: Context, spec: Doc) -> str:
    """What is said of a request that approves itself; empty when somebody has to."""
    if spec.get("signerName") != certificates.KUBELET_CLIENT:
        return ""
    asked = certificates.read(spec)
    if asked is None or not certificates.is_kubelet_client(asked, spec.get("usages") or ()):
        return ""
    for subresource, message in _APPROVALS:
        is_own = spec.get("username") == asked.name
        if (is_own or subresource == "nodeclient") and _may(ctx, spec, subresource):
            return message
    return ""


def _may(ctx: Context, spec: Doc, subresource: str) -> bool:
    groups = tuple(spec.get("groups") or ())
    resource = f"certificatesigningrequests/{subresource}"
    question = Question(spec.get("username", ""), groups, "create", "certificates.k8s.io", resource)
    return MASTERS in groups or bool(rbac.why_allowed(ctx.store, question))


def _present(key: Key, before: Doc | None, after: Doc | None) -> Iterable[WorkKey]:
    if after is not None:
        yield key


def _is_to_be_signed(doc: Doc) -> bool:
    is_open = not (_certificate(doc) or _condition(doc, "Denied") or _condition(doc, "Failed"))
    return is_open and _condition(doc, "Approved") and doc["spec"].get("signerName") in SIGNERS


def _conditions(doc: Doc) -> list[Doc]:
    return (doc.get("status") or {}).get("conditions") or []


def _condition(doc: Doc, type_: str) -> bool:
    return any(one["type"] == type_ for one in _conditions(doc))


def _certificate(doc: Doc) -> str:
    return str((doc.get("status") or {}).get("certificate") or "")


def _with(doc: Doc, **status: object) -> Doc:
    return {**doc, "status": {**(doc.get("status") or {}), **status}}


def _failure(why: str, now: str) -> Doc:
    reason = {"reason": "SignerValidationFailure", "message": why}
    return {"type": "Failed", "status": "True", **reason, "lastUpdateTime": now, "lastTransitionTime": now}
