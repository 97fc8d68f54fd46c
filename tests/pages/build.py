"""Documents that the dashboard's tests store."""

from typing import Any

from core.meta.objects import Doc


def deployment(name: str = "web", replicas: int = 2, image: str = "web:1", **spec: Any) -> Doc:
    """A Deployment in `default`."""
    labels = {"app": name}
    container = {"name": "main", "image": image, "resources": {"requests": {"cpu": "100m", "memory": "64Mi"}}}
    template = {"metadata": {"labels": labels}, "spec": {"containers": [container]}}
    return {
        "apiVersion": "apps/v1",
        "kind": "Deployment",
        "metadata": {"name": name, "namespace": "default"},
        "spec": {"replicas": replicas, "selector": {"matchLabels": labels}, "template": template, **spec},
    }


def pod(name: str = "one", node: str = "", **spec: Any) -> Doc:
    """A Pod in `default`; on `node` when given."""
    placed = {"nodeName": node} if node else {}
    container = {"name": "main", "image": "web:1"}
    return {
        "apiVersion": "v1",
        "kind": "Pod",
        "metadata": {"name": name, "namespace": "default", "labels": {"app": name}},
        "spec": {"containers": [container], "automountServiceAccountToken": False, **placed, **spec},
    }


def account(namespace: str = "default") -> Doc:
    """The ServiceAccount without which no pod is admitted; its controller does not run in these tests."""
    return {"apiVersion": "v1", "kind": "ServiceAccount", "metadata": {"name": "default", "namespace": namespace}}


def config(name: str = "settings", **data: str) -> Doc:
    """A ConfigMap in `default`."""
    return {
        "apiVersion": "v1",
        "kind": "ConfigMap",
        "metadata": {"name": name, "namespace": "default"},
        "data": data,
    }


def owned(child: Doc, owner: Doc) -> Doc:
    """`child` with a controller reference to `owner`."""
    reference = {
        "apiVersion": owner["apiVersion"],
        "kind": owner["kind"],
        "name": owner["metadata"]["name"],
        "uid": owner["metadata"]["uid"],
        "controller": True,
    }
    return {**child, "metadata": {**child["metadata"], "ownerReferences": [reference]}}
