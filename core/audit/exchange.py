"""One request and its answer as the audit tells it: metadata alone, never a body, never a credential.

Source of the shape: k8s.io/apiserver/pkg/apis/audit/v1/types.go and pkg/audit/request.go, level Metadata. The
timestamps are the cluster's virtual time, as its objects' are; the stage's is later by the time that the answer took.
"""

from __future__ import annotations

import json
import re
import time
import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from ipaddress import ip_address
from typing import Any, Final

import orjson

from core import clock
from core.meta.objects import Doc
from core.meta.time import rfc3339_micro
from core.models import Cluster
from core.store.audit import Entry

STARTED, COMPLETE = "ResponseStarted", "ResponseComplete"
DECISION, REASON = "authorization.k8s.io/decision", "authorization.k8s.io/reason"

_ALWAYS: Final = ("user", "responseStatus")
LONGEST_AGENT: Final = 1024
_TRUNCATED: Final = "...TRUNCATED"
LONGEST: Final = 2048
"""Characters of any other text that a client chose."""
LONGEST_VERB: Final = 32
MOST_GROUPS: Final = 64
_SECRETIVE: Final = re.compile(r"(?i)token|secret|password|passwd|credential|signature|authorization|api_?key")
"""In the names of parameters that are credentials."""


@dataclass(slots=True)
class Exchange:
    """What is known of a request, filled in while it is answered. ``received`` is wall µs."""

    uri: str
    verb: str
    audit_id: str = field(default_factory=lambda: str(uuid.uuid4()))
    agent: str = ""
    addresses: tuple[str, ...] = ()
    reference: Doc | None = None
    user: Doc = field(default_factory=dict)
    impersonated: Doc | None = None
    annotations: dict[str, str] = field(default_factory=dict)
    status: Doc = field(default_factory=dict)
    cluster: int = 0
    received: int = field(default_factory=lambda: time.time_ns() // 1000)
    moment: int = 0

    def at(self, cluster: Cluster) -> None:
        """The request is about this cluster, at its present virtual time."""
        self.cluster, self.moment = cluster.pk, clock.now(cluster, self.received)

    def decided(self, decision: str, reason: str) -> None:
        """What authorization said."""
        self.annotations |= {DECISION: decision, REASON: reason}

    def answered(self, code: int, status: Doc | None = None) -> None:
        """How it was answered; ``status`` is the API's own when it refused."""
        told = {name: status[name] for name in ("status", "message", "reason") if status.get(name)} if status else {}
        if isinstance(told.get("message"), str):
            told["message"] = told["message"][:LONGEST]
        self.status = {"metadata": {}, **self.status, **told, "code": code}

    def entry(self, stage: str, wall: int | None = None) -> Entry:
        """The row of a stage that ends at ``wall`` µs (now)."""
        doc = self.event(stage, time.time_ns() // 1000 if wall is None else wall)
        held = self.reference or {}
        resource = ".".join(filter(None, (held.get("resource", ""), held.get("apiGroup", ""))))
        return Entry(
            self.cluster,
            self.moment,
            self.received // 1000,
            _plain(self.user.get("username", "")),
            _plain(self.verb[:LONGEST_VERB]),
            _plain("/".join(filter(None, (resource, held.get("subresource", ""))))),
            _plain(held.get("namespace", "")),
            _plain(held.get("name", "")),
            int(self.status.get("code", 0)),
            _json(doc),
        )

    def event(self, stage: str, wall: int) -> Doc:
        """The audit.k8s.io/v1 Event of a stage."""
        wanted = {
            "kind": "Event",
            "apiVersion": "audit.k8s.io/v1",
            "level": "Metadata",
            "auditID": self.audit_id,
            "stage": stage,
            "requestURI": masked(self.uri)[:LONGEST],
            "verb": self.verb,
            "user": _bounded(self.user),
            "impersonatedUser": _bounded(self.impersonated) if self.impersonated else None,
            "sourceIPs": list(self.addresses),
            "userAgent": _agent(self.agent),
            "objectRef": {name: value[:LONGEST] for name, value in (self.reference or {}).items() if value},
            "responseStatus": self.status,
            "requestReceivedTimestamp": rfc3339_micro(self.moment),
            "stageTimestamp": rfc3339_micro(self.moment + max(wall - self.received, 0)),
            "annotations": self.annotations,
        }
        return {name: value for name, value in wanted.items() if value or name in _ALWAYS}


def masked(uri: str) -> str:
    """A URI without the credentials in its query."""
    path, mark, query = uri.partition("?")
    return path + mark + "&".join(map(_masked_parameter, query.split("&")))


def _masked_parameter(parameter: str) -> str:
    name, equals, _ = parameter.partition("=")
    return f"{name}=***" if equals and _SECRETIVE.search(name) else parameter


def source_addresses(headers: Mapping[str, str], client: str) -> tuple[str, ...]:
    """Whom proxies say they speak for, then who is connected (k8s.io/apimachinery/pkg/util/net, SourceIPs)."""
    told = [*headers.get("x-forwarded-for", "").split(",")[:16], headers.get("x-real-ip", ""), client]
    return tuple(dict.fromkeys(filter(None, map(_address, filter(None, told)))))


@lru_cache(maxsize=1024)
def _address(text: str) -> str:
    """An address as it is written usually; empty for what is none."""
    try:
        return str(ip_address(text.strip()))
    except ValueError:
        return ""


def _agent(text: str) -> str:
    return text if len(text) <= LONGEST_AGENT else text[:LONGEST_AGENT] + _TRUNCATED


def _bounded(user: Doc) -> Doc:
    found: dict[str, Any] = {name: user[name][:LONGEST] for name in ("username", "uid") if user.get(name)}
    if user.get("groups"):
        found["groups"] = [group[:LONGEST] for group in user["groups"][:MOST_GROUPS]]
    if user.get("extra"):
        given = list(user["extra"].items())[:MOST_GROUPS]
        found["extra"] = {name[:LONGEST]: [text[:LONGEST] for text in texts[:MOST_GROUPS]] for name, texts in given}
    return found


def _plain(text: str) -> str:
    """Text that every database takes: without NUL and half surrogate pairs."""
    return text[:LONGEST].replace("\0", " ").encode("utf-8", "replace").decode()


def _json(doc: Doc) -> str:
    try:
        return orjson.dumps(doc).decode()
    except TypeError:  # half a surrogate pair: rare, and the slow way can say it
        return json.dumps(doc, ensure_ascii=False).encode("utf-8", "replace").decode()
