"""Objects that many specs make."""

from __future__ import annotations

from typing import Any

Doc = dict[str, Any]

AGNHOST = "registry.k8s.io/e2e-test-images/agnhost:2.63.0"
HTTPD = "registry.k8s.io/e2e-test-images/httpd:2.4.38-4"
NGINX = "registry.k8s.io/e2e-test-images/nginx:1.14-4"
BUSYBOX = "registry.k8s.io/e2e-test-images/busybox:1.37.0-1"
PAUSE = "registry.k8s.io/pause:3.10.1"


def container(name: str = "c", image: str = PAUSE, **fields: Any) -> Doc:
    """As a client in Go writes one: empty structs are there."""
    return {"name": name, "image": image, "resources": {}, **fields}


def pod(name: str, *containers: Doc, labels: Doc | None = None, **spec: Any) -> Doc:
    meta = {"name": name, "creationTimestamp": None, **({"labels": labels} if labels else {})}
    made = {"containers": list(containers) or [container()], **spec}
    return {"apiVersion": "v1", "kind": "Pod", "metadata": meta, "spec": made, "status": {}}


def template(labels: Doc, image: str = HTTPD, name: str = "httpd", **spec: Any) -> Doc:
    meta = {"creationTimestamp": None, "labels": labels}
    made = {"terminationGracePeriodSeconds": 0, "containers": [container(name, image)], **spec}
    return {"metadata": meta, "spec": made}


def replica_set(name: str, replicas: int, labels: Doc, image: str = HTTPD, **meta: Any) -> Doc:
    spec = {"replicas": replicas, "selector": {"matchLabels": labels}, "template": template(labels, image)}
    return {
        "apiVersion": "apps/v1",
        "kind": "ReplicaSet",
        "metadata": {"name": name, "creationTimestamp": None, "labels": labels, **meta},
        "spec": spec,
        "status": {"replicas": 0},
    }


def deployment(name: str, replicas: int, labels: Doc, image: str = HTTPD, **spec: Any) -> Doc:
    made = {"replicas": replicas, "selector": {"matchLabels": labels}, "template": template(labels, image), **spec}
    return {
        "apiVersion": "apps/v1",
        "kind": "Deployment",
        "metadata": {"name": name, "creationTimestamp": None, "labels": labels},
        "spec": {"strategy": {}, **made},
        "status": {},
    }


def replication_controller(name: str, replicas: int, labels: Doc, image: str = HTTPD) -> Doc:
    return {
        "apiVersion": "v1",
        "kind": "ReplicationController",
        "metadata": {"name": name, "creationTimestamp": None},
        "spec": {"replicas": replicas, "template": template(labels, image)},
        "status": {"replicas": 0},
    }


def condition(doc: Doc, kind: str) -> Doc | None:
    """The condition of a type in a status."""
    return next((one for one in (doc.get("status") or {}).get("conditions") or () if one["type"] == kind), None)


def is_owned(doc: Doc, owner: Doc) -> bool:
    found = doc["metadata"].get("ownerReferences") or ()
    return any(one.get("controller") and one["uid"] == owner["metadata"]["uid"] for one in found)
