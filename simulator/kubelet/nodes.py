"""What a kubelet tells of its node: that it lives and is ready, the images it holds; and the static pods it runs."""

from __future__ import annotations

from hashlib import blake2b

from core.meta import conditions
from core.meta.errors import StatusError
from core.meta.objects import Doc, Key
from core.meta.owners import reference
from core.meta.time import rfc3339, rfc3339_micro
from simulator.clusters import machines, system
from simulator.clusters.templates import lease_document
from simulator.engine.context import Context
from simulator.kubelet import behaviour, images, registration
from simulator.kubelet.act import NORMAL, REPORT
from simulator.kubelet.nodebook import NodeBook

MIRROR = "kubernetes.io/config.mirror"


def is_stopped(node: Doc) -> bool:
    """Whether the node's kubelet does nothing."""
    return behaviour.STOPPED in (node["metadata"].get("annotations") or ())


def wanted_static_pods(node: Doc) -> list[str]:
    """The names of the static pods that the node's kubelet runs."""
    text = (node["metadata"].get("annotations") or {}).get(system.STATIC_PODS, "")
    return [name for name in text.split(",") if name in system.STATIC]


def report(ctx: Context, key: Key, book: NodeBook) -> int | None:
    """Bring what is stored of the node up to date with what its kubelet knows; when there will be more to tell (µs)."""
    node = ctx.store.get(key)
    if node is None or is_stopped(node):
        return None
    _post(ctx, node, book)
    for name in wanted_static_pods(node):
        _mirror(ctx, node, name)
    later = book.next_image(ctx, key.name)
    return None if later is None else max(later - ctx.now, 0) + REPORT


def ready_conditions(held: list[Doc], now: int) -> list[Doc]:
    """The node's conditions with the kubelet's own as a healthy one posts them now."""
    for condition in machines.conditions(now):
        old = conditions.find(held, condition["type"])
        if old is None or old["status"] != condition["status"]:
            held = conditions.put(held, condition, rfc3339(now))
    return held


def _post(ctx: Context, node: Doc, book: NodeBook) -> None:
    name, before = node["metadata"]["name"], node.get("status") or {}
    node = registration.register(ctx, node)
    status = node["status"]
    told = ready_conditions(status.get("conditions") or [], ctx.now)
    listed = _listed(status.get("images") or [], book.take_images(ctx, name))
    changed = {**status, "conditions": told} if listed is None else {**status, "conditions": told, "images": listed}
    if changed == before:
        return
    ctx.client.update_status({**node, "status": changed})
    if told != before.get("conditions"):
        _renew(ctx, node)
        ctx.record(node, NORMAL, "NodeReady", f"Node {name} status is now: NodeReady", host=name)


def _listed(held: list[Doc], pulled: list[str]) -> list[Doc] | None:
    """The images of a node's status, biggest first; ``None`` when nothing is new."""
    known = {name for image in held for name in image["names"]}
    fresh = [image for image in pulled if images.names_of(image)[-1] not in known]
    if not fresh:
        return None
    told = [{"names": list(images.names_of(image)), "sizeBytes": images.size_of(image)} for image in fresh]
    return sorted([*held, *told], key=lambda image: (-image["sizeBytes"], image["names"]))


def _renew(ctx: Context, node: Doc) -> None:
    """A lease from now on. While the kubelet works its renewals are computed when somebody reads."""
    name = node["metadata"]["name"]
    lease = ctx.store.get(Key("leases.coordination.k8s.io", "kube-node-lease", name))
    if lease is None:
        doc = lease_document(name, ctx.now)
        owner = {"apiVersion": "v1", "kind": "Node", "name": name, "uid": node["metadata"]["uid"]}
        ctx.client.create({**doc, "metadata": {**doc["metadata"], "ownerReferences": [owner]}})
    else:
        ctx.client.update({**lease, "spec": {**lease["spec"], "renewTime": rfc3339_micro(ctx.now)}})


def _mirror(ctx: Context, node: Doc, name: str) -> None:
    """The pod by which the API server shows a static pod."""
    spec, host = system.static_spec(name), node["metadata"]["name"]
    key = Key("pods", system.NAMESPACE, f"{name}-{host}")
    if spec is None or ctx.store.get(key) is not None:
        return
    digest = blake2b(f"{name}/{host}".encode(), digest_size=16).hexdigest()
    annotations = {
        "kubernetes.io/config.hash": digest,
        MIRROR: digest,
        "kubernetes.io/config.seen": rfc3339_micro(ctx.now),
        "kubernetes.io/config.source": "file",
    }
    meta = {
        "name": key.name,
        "namespace": key.namespace,
        "labels": {"k8s-app": name, "tier": "node"},
        "annotations": annotations,
        "ownerReferences": [reference(node, block=False)],
    }
    try:
        ctx.client.create({"apiVersion": "v1", "kind": "Pod", "metadata": meta, "spec": {**spec, "nodeName": host}})
    except StatusError:
        # Its namespace or priority class may be gone: a static pod runs unseen then, and nothing is lost.
        return
