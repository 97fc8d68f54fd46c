"""A request's way through the API as the audit follows it.

Source of the rules: k8s.io/apiserver's filters audit.go, authn_audit.go, audit_init.go and authorization.go.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final
from urllib.parse import parse_qs

import orjson

from core.api import route
from core.api.answer import Answer
from core.api.request import FALSE, User
from core.audit.exchange import COMPLETE, DECISION, LONGEST, STARTED, Exchange, source_addresses
from core.audit.recorder import RECORDER
from core.meta.errors import StatusError
from core.meta.objects import Doc
from core.models import Cluster

HEADER: Final = b"audit-id"
_LONG_RUNNING: Final = frozenset({"attach", "exec", "proxy", "log", "portforward"})
_SMALL: Final = 64 * 1024
"""Bytes of a created object up to which its name is read from the answer."""


class Trail:
    """Begins with the request; says when it is answered, and for a watch also when it begins."""

    def __init__(self, method: str, path: str, scope: Mapping[str, Any], headers: Mapping[str, str]) -> None:
        query = scope.get("query_string", b"").decode("latin-1")
        self._query = query
        verb, reference = _meant(method, path, query)
        client = scope.get("client") or ("",)
        self.exchange = Exchange(
            f"{path}?{query}" if query else path,
            verb,
            agent=headers.get("user-agent", ""),
            addresses=source_addresses(headers, str(client[0])),
            reference=reference,
        )
        if headers.get("audit-id"):
            self.exchange.audit_id = headers["audit-id"][:LONGEST]

    @property
    def header(self) -> tuple[bytes, bytes]:
        """The answer's header that names the entry."""
        return HEADER, self.exchange.audit_id.encode("latin-1")

    def concerns(self, cluster: Cluster) -> None:
        """The cluster is there; before this nothing is recorded."""
        self.exchange.at(cluster)

    def authenticated(self, user: User) -> None:
        """The token was good."""
        self.exchange.user = _user(user)

    def acts_as(self, user: User) -> None:
        """Whom the request is made as, when that is another."""
        acting = _user(user)
        if acting != self.exchange.user:
            self.exchange.impersonated = acting

    def allowed(self, reason: str) -> None:
        """Authorization said yes."""
        self.exchange.decided("allow", reason)

    def refused(self, error: StatusError) -> None:
        """The request was refused, by authentication, by authorization or by what came after it."""
        status = error.status()
        if not self.exchange.user:
            status = {"message": _attempted(self._query)}
        elif error.code == 403 and DECISION not in self.exchange.annotations:
            _, found, missing = error.message.partition(": RBAC: ")
            self.exchange.decided("forbid", f"RBAC: {missing}" if found else "")
        elif error.code in (400, 422) and (self.exchange.reference or {}).get("resource") == "secrets":
            status = {**status, "message": ""}  # which may quote what was sent
        self.exchange.answered(error.code, status)

    def started(self) -> None:
        """The first byte of a long answer goes out."""
        self.exchange.answered(200)
        reference = self.exchange.reference or {}
        if self.exchange.verb in ("watch", "proxy") or reference.get("subresource") in _LONG_RUNNING:
            self._record(STARTED)

    def ended(self, answer: Answer | None = None) -> None:
        """All has been sent."""
        if answer is not None:
            self.exchange.answered(answer.status)
            self._name(answer)
        self._record(COMPLETE if self.exchange.user else STARTED)

    def _name(self, answer: Answer) -> None:
        """A created object's name is known from the answer alone."""
        reference = self.exchange.reference
        if answer.status != 201 or reference is None or reference.get("name") or len(answer.body) > _SMALL:
            return
        metadata = orjson.loads(answer.body).get("metadata") or {}
        self.exchange.reference = {**reference, "name": str(metadata.get("name", ""))}

    def _record(self, stage: str) -> None:
        if self.exchange.cluster:
            RECORDER.record(self.exchange.entry(stage))


def _meant(method: str, path: str, query: str) -> tuple[str, Doc | None]:
    """The verb, and the objectRef of a resource's path."""
    if not route.is_resource(path):
        return method.lower(), None
    watch = parse_qs(query, keep_blank_values=True).get("watch", ["0"])[0].lower() not in FALSE
    said = route.info(method, path, watch=watch)
    alone = said.resource == "namespaces" and not said.group
    reference = {
        "resource": said.resource,
        "namespace": said.name if alone else said.namespace,
        "name": said.name,
        "apiGroup": said.group,
        "apiVersion": said.version,
        "subresource": said.subresource,
    }
    return said.verb, reference


def _user(user: User) -> Doc:
    return {"username": user.name, "groups": list(user.groups), "uid": user.uid, "extra": dict(user.extra)}


def _attempted(query: str) -> str:
    """How a client that is nobody tried to be somebody: by a bad token, for who brings none is anonymous."""
    also = parse_qs(query).get("access_token", [""])[0].strip()
    return f"Authentication failed, attempted: {'bearer, access_token' if also else 'bearer'}"
