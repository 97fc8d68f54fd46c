"""Answers about the server itself: health, version, what it serves, and the OpenAPI documents."""

from __future__ import annotations

from typing import Final

from core import serviceaccounts
from core.api import answer
from core.api.answer import JSON, Answer
from core.api.openapi import documents, protobuf
from core.api.request import Request
from core.machinery import discovery
from core.meta import errors
from core.meta.objects import Doc

VERSION: Final = {
    "major": "1",
    "minor": "36",
    "emulationMajor": "1",
    "emulationMinor": "36",
    "minCompatibilityMajor": "1",
    "minCompatibilityMinor": "35",
    "gitVersion": "v1.36.2",
    "gitCommit": "98b35193b2ac7a23a673325f5e9b830ecd5ba406",
    "gitTreeState": "clean",
    "buildDate": "2026-08-01T00:00:00Z",
    "goVersion": "go1.26.10",
    "compiler": "gc",
    "platform": "linux/amd64",
}
AGGREGATED: Final = "application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList"
HEALTH: Final = ("/healthz", "/livez", "/readyz")
ISSUER: Final = "/.well-known/openid-configuration"
KEYS: Final = "/openid/v1/jwks"
FIXED: Final = (ISSUER, KEYS, "/api", "/apis", "/openapi/v2", "/openapi/v3", "/version")
PROTOBUF: Final = "application/com.github.proto-openapi.spec.v2.v1.0+protobuf"
"""Without the `@` that clients ask for: Go's mime package refuses it in an answer (kube-openapi `pkg/handler`)."""
PROTOBUF_ASKED: Final = ("spec.v2@v1.0+protobuf", "spec.v2.v1.0+protobuf")


def respond(request: Request) -> Answer:
    """The answer to a path that leads to no resource. Raises `StatusError` (404, 405)."""
    if request.method not in ("GET", "HEAD"):
        raise errors.method_not_allowed()
    path = request.path
    if path.startswith(HEALTH):
        return _health(request)
    if path.startswith("/openapi/"):
        return _openapi(request)
    if path == "/version":
        return answer.of_doc(VERSION)
    if path in (ISSUER, KEYS):
        return _issuer(request)
    if path in ("/api", "/apis") and _wants_aggregated(request):
        return answer.of_doc(discovery.aggregated(core=path == "/api"), content_type=AGGREGATED)
    found = _plain(request)
    if found is None:
        return answer.of_text("404 page not found\n", 404)
    return answer.of_doc(found)


def _plain(request: Request) -> Doc | None:
    parts = request.path.strip("/").split("/")
    match parts:
        case [""]:
            return {"paths": paths()}
        case ["api"]:
            return _versions(request)
        case ["apis"]:
            return discovery.group_list()
        case ["apis", group]:
            return discovery.group(group)
        case ["api", version]:
            return discovery.resource_list("", version)
        case ["apis", group, version]:
            return discovery.resource_list(group, version)
    return None


def paths() -> list[str]:
    """The addresses that the root lists."""
    groups = [f"/apis/{group}" for group, _ in discovery.groups()]
    return sorted([*FIXED, *HEALTH, *groups, *(f"/{place}" for place in documents.places())])


def _versions(request: Request) -> Doc:
    address = {"clientCIDR": "0.0.0.0/0", "serverAddress": request.headers.get("host", "")}
    return {"kind": "APIVersions", "versions": ["v1"], "serverAddressByClientCIDRs": [address]}


def _wants_aggregated(request: Request) -> bool:
    accept = request.headers.get("accept", "")
    return "as=APIGroupDiscoveryList" in accept and "v=v2" in accept.replace("v=v2beta1", "")


def _health(request: Request) -> Answer:
    """Being here, the process answers and its database has told the cluster and the user."""
    name = request.path.strip("/").split("/")[0]
    if "verbose" in request.query:
        return answer.of_text(f"[+]ping ok\n[+]etcd ok\n{name} check passed\n")
    return answer.of_text("ok")


def _issuer(request: Request) -> Answer:
    """Who signs the tokens of ServiceAccounts, for those who check them (pkg/routes/openidmetadata.go)."""
    headers = [(b"cache-control", b"public, max-age=3600")]
    if request.path == KEYS:
        found = answer.of_doc(serviceaccounts.keys_document(request.cluster), content_type="application/jwk-set+json")
    else:
        address = f"https://{request.headers.get('host', '')}/clusters/{request.cluster.name}"
        found = answer.of_doc(serviceaccounts.issuer_document(address))
    found.headers.extend(headers)
    return found


def _openapi(request: Request) -> Answer:
    if request.path == "/openapi/v2":
        return _swagger(request)
    if request.path == "/openapi/v3":
        return Answer(documents.index())
    try:
        body, digest = documents.document(request.path.removeprefix("/openapi/v3/"))
    except KeyError:
        raise errors.unknown_resource() from None
    return _tagged(request, body, digest, JSON)


def _swagger(request: Request) -> Answer:
    accept = request.headers.get("accept", "")
    if any(asked in accept for asked in PROTOBUF_ASKED) and "application/json" not in accept:
        return _tagged(request, protobuf.swagger(), documents.swagger_json()[1], PROTOBUF)
    return _tagged(request, *documents.swagger_json(), JSON)


def _tagged(request: Request, body: bytes, digest: str, content_type: str) -> Answer:
    """A document that is not sent again to a client that holds it."""
    tag = f'"{digest}"'
    headers = [(b"etag", tag.encode()), (b"vary", b"accept")]
    if request.headers.get("if-none-match") == tag:
        return Answer(b"", 304, content_type, headers)
    return Answer(body, 200, content_type, headers)
