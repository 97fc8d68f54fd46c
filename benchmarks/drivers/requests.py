"""Requests drawn from the served OpenAPI: mostly almost right, sometimes wild; the seed decides all of them."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from random import Random
from typing import Any
from urllib.parse import urlencode

import orjson
import yaml

from benchmarks.drivers import values
from benchmarks.drivers.asgi import Asked

DEPTH = 9
WILD = 0.03
"""How often a request is wrong where nothing depends on what it is about."""
_MEDIA = {
    "get": (b"application/json",),
    "delete": (b"application/json", b"application/yaml"),
    "post": (b"application/json", b"application/yaml"),
    "put": (b"application/json", b"application/yaml"),
    "patch": (
        b"application/json-patch+json", b"application/merge-patch+json", b"application/strategic-merge-patch+json",
        b"application/apply-patch+yaml",
    ),
}  # fmt: skip
_ODD_MEDIA = (b"", b"text/plain", b"application/json;charset=latin-1", b"application/vnd.kubernetes.protobuf", b"\xff/")
_ACCEPT = (
    b"application/json", b"*/*", b"application/json;as=Table;v=v1;g=meta.k8s.io,application/json",
    b"application/json;as=PartialObjectMetadata;v=v1;g=meta.k8s.io", b"application/vnd.kubernetes.protobuf",
    b"application/json;as=PartialObjectMetadataList;v=v1;g=meta.k8s.io", b"text/html", b";;=,", b"application/yaml",
)  # fmt: skip
_QUERY: dict[str, tuple[str, ...]] = {
    "limit": ("1", "2", "500", "-1", "abc", "9" * 30, "0x1", ""),
    "continue": ("abc", "e30", "!", "\0", "eyJ2IjoibWV0YS5rOHMuaW8vdjEiLCJydiI6MSwic3RhcnQiOiJhIn0"),
    "resourceVersion": ("0", "1", "40", "-1", "abc", "99999999", "9" * 40, "²", ""),
    "resourceVersionMatch": ("Exact", "NotOlderThan", "Newer"),
    "timeoutSeconds": ("1", "-1", "0", "abc"),
    "watch": ("true", "1", "false", "x", ""),
    "allowWatchBookmarks": ("true",),
    "sendInitialEvents": ("true", "false"),
    "labelSelector": ("app=a", "a in (b,c)", "!a", "a==", "a in (", "=", ",", "a>1", "a>x", "\0", "x" * 300),
    "fieldSelector": ("metadata.name=a", "spec.nodeName!=a", "status.phase=Running", "x=y", "=", "a", "\\", "a=b,,"),
    "dryRun": ("All", "All", "Some", ""),
    "fieldManager": ("me", "", "x" * 200, "\n", "a/b"),
    "fieldValidation": ("Strict", "Warn", "Ignore", "Other"),
    "force": ("true", "false"),
    "gracePeriodSeconds": ("0", "30", "-1", "abc"),
    "propagationPolicy": ("Foreground", "Background", "Orphan", "None"),
    "orphanDependents": ("true", "false"),
    "pretty": ("true",),
    "includeObject": ("Object", "None", "Some"),
}
_PATHS = (
    "/", "//", "/api", "/api/v1/", "/apis/apps", "/apis/apps/v1/namespaces//deployments", "/api/v1/namespaces/rec/",
    "/api/v1/watch", "/api/v1/watch/pods/x/y", "/apis//v1/pods", "/api/v1/pods/\0", "/api/v1/namespaces/\x80/pods",
    "/api/v1/namespaces/rec/pods/a/b/c/d", "/openapi/v3/apis/none", "/openapi/v3/..", "/healthz/x", "/version/",
    "/api/v1/namespaces/rec/configmaps/" + "x" * 10_000, "/metrics", "/logs", "/api/v1/namespaces/..",
    "/api/v1/namespaces/rec/pods/%2e%2e", "/../../etc/passwd", "/api/v1/nodes/x/proxy/a//b", "/apis/x/y/z",
)  # fmt: skip
_METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS", "TRACE", "CONNECT", "LIST", "")


class Requests:
    """Draws requests to everything that the OpenAPI documents (version 3) name.

    ``samples`` are whole objects that are right: changes of them get further than what is made from schemas alone.
    """

    def __init__(self, documents: Iterable[dict[str, Any]], samples: Iterable[dict[str, Any]]) -> None:
        self._operations: list[tuple[str, str, dict[str, Any], dict[str, Any]]] = []
        for document in documents:
            schemas = document["components"]["schemas"]
            for path, methods in document["paths"].items():
                self._operations += [(path, method, one, schemas) for method, one in methods.items()]
        self._samples: dict[tuple[str, str], list[dict[str, Any]]] = {}
        for sample in samples:
            self._samples.setdefault((sample["apiVersion"], sample["kind"]), []).append(sample)

    def drawn(self, seed: int) -> Iterator[Asked]:
        """Requests without an end."""
        random = Random(seed)
        while True:
            yield self._odd(random) if random.random() < 0.05 else self._one(random)

    def _odd(self, random: Random) -> Asked:
        """A path, a method and a body that nothing suggests."""
        body = random.choice((b"", b"{", b"[]", b"null", b"\xff\xfe", b'{"a":' * 2000, b"{}", b'{"kind":1}'))
        path, _, _, _ = random.choice(self._operations)
        chosen = random.choice(_PATHS) if random.random() < 0.6 else _filled(random, path, {})
        return Asked(random.choice(_METHODS), chosen, _query(random, list(_QUERY)), _headers(random, "get"), body)

    def _one(self, random: Random) -> Asked:
        path, method, operation, schemas = random.choice(self._operations)
        names = [one["name"] for one in operation.get("parameters", ()) if one["in"] == "query"]
        headers = _headers(random, method)
        sample = self._sample(random, operation)
        body = b""
        if "requestBody" in operation or random.random() < 0.02:
            body = _encoded(random, headers, _body(random, method, operation, schemas, sample))
        query = _query(random, names)
        if method == "delete" and random.random() < 0.8:  # or soon nothing would be left
            query = b"dryRun=All&" + query
            body = b"" if random.random() < 0.7 else body
        if b"apply" in headers[0][1]:
            query = b"fieldManager=me&" + query
        return Asked(method.upper(), _filled(random, path, sample), query, headers, body)

    def _sample(self, random: Random, operation: dict[str, Any]) -> dict[str, Any]:
        """A right object of the operation's kind, under its own name or a new one; empty where there is none."""
        found = self._samples.get(_group_version_kind(operation), [])
        if not found:
            return {}
        chosen = random.choice(found)
        if random.random() < 0.6:
            return chosen
        return {**chosen, "metadata": {**chosen["metadata"], "name": random.choice(values.NAMES[:8])}}


def _body(
    random: Random, method: str, operation: dict[str, Any], schemas: dict[str, Any], sample: dict[str, Any]
) -> Any:
    wanted = operation.get("requestBody", {}).get("content", {})
    schema = next(iter(wanted.values()), {}).get("schema", {})
    if method == "patch":
        schema = operation["responses"]["200"]["content"]["application/json"]["schema"]
    if sample and method != "delete" and random.random() < 0.8:
        return values.changed(random, sample, lambda: values.of(random, schema, schemas, DEPTH))
    return values.of(random, schema, schemas, DEPTH)


def _group_version_kind(operation: dict[str, Any]) -> tuple[str, str]:
    held = operation.get("x-kubernetes-group-version-kind", {})
    group, version = held.get("group", ""), held.get("version", "")
    return (f"{group}/{version}" if group else version), held.get("kind", "")


def _filled(random: Random, path: str, sample: dict[str, Any]) -> str:
    namespace = random.choice(("rec", "rec", "rec", "default", "kube-system", "none", "A b"))
    name = random.choice(values.NAMES)
    if sample and random.random() < 0.9:
        namespace, name = sample["metadata"].get("namespace", namespace), sample["metadata"]["name"]
    return path.replace("{namespace}", namespace).replace("{name}", name)


def _query(random: Random, names: list[str]) -> bytes:
    chosen = [name for name in names if name in _QUERY and random.random() < 0.1]
    pairs = [(name, _QUERY[name][0] if random.random() < 0.6 else random.choice(_QUERY[name])) for name in chosen]
    if pairs and random.random() < 0.05:
        pairs.append(pairs[0])
    return urlencode(pairs).encode()


def _headers(random: Random, method: str) -> tuple[tuple[bytes, bytes], ...]:
    found = [(b"content-type", random.choice(_ODD_MEDIA if random.random() < WILD else _MEDIA[method]))]
    if random.random() < 0.3:
        found.append((b"accept", random.choice(_ACCEPT)))
    if random.random() < 0.1:
        found.append((b"user-agent", random.choice((b"kubectl/v1", b"", b"\xff", b"x" * 5000))))
    return tuple(found)


def _encoded(random: Random, headers: tuple[tuple[bytes, bytes], ...], body: Any) -> bytes:
    media = headers[0][1]
    if media == b"application/json-patch+json" and random.random() < 0.9:
        body = _operations_of(random, body)
    if b"strategic" in media and random.random() < 0.5:
        body = values.directed(random, body)
    if b"yaml" in media and random.random() < 0.5:
        return yaml.safe_dump(json.loads(json.dumps(body, default=str)), allow_unicode=True).encode("utf-8", "replace")
    text = _text(body)
    if random.random() < WILD:
        at = random.randrange(len(text) + 1)
        return text[:at] + random.choice((b"", b"\0", b"\xff", b'"', b"}")) + text[at + 1 :]
    return text


def _text(body: Any) -> bytes:
    try:
        return orjson.dumps(body)
    except TypeError:  # a lone surrogate, or a number beyond 64 bits
        return json.dumps(body).encode()


def _operations_of(random: Random, body: Any) -> list[Any]:
    pointers = [pointer for pointer, _ in values.places(body)] or [""]
    found = []
    for _ in range(random.randrange(1, 5)):
        one: dict[str, Any] = {
            "op": random.choice(("add", "remove", "replace", "test", "move", "copy", "x")),
            "path": random.choice([*pointers, "", "/-", "/a/b", "a", "/~2", "/spec/-", "/metadata/labels/x", 1]),
        }
        if random.random() < 0.8:
            one["value"] = random.choice([body, *values.ODD])
        if random.random() < 0.4:
            one["from"] = random.choice([*pointers, "/x", ""])
        found.append(one)
    return found
