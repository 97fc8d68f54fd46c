"""What all kubelets together know of their nodes: addresses in use, images present. Derived from objects and notes."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from core.meta.objects import Doc, Key
from core.store.memory import MemoryStore
from simulator.engine.aspects import ADDRESS, SPEC, STANDING, concerned_by
from simulator.kubelet import addresses, images
from simulator.kubelet.phase import TERMINAL
from simulator.kubelet.site import Site

if TYPE_CHECKING:
    from simulator.engine.context import Context

INDEX = "node"
"""The index of pods by node name."""
PULLER, PULLED = "puller", "pulled"
"""When the puller is free; image → since when it is there, of those that the node's status does not list yet."""
LAST_ADDRESS = "last-address"


class NodeBook:
    """Follows pods and nodes; what objects do not tell (a pull under way, the last address) is in memos of the node."""

    def __init__(self, is_hollow: bool = False) -> None:
        self.is_hollow = is_hollow
        """Whether containers never end by themselves, as on kubemark's hollow nodes."""
        self._used: dict[str, set[str]] = defaultdict(set)
        self._images: dict[str, frozenset[str]] = {}
        self._sites: dict[str, Site] = {}

    def attach(self, store: MemoryStore) -> None:
        store.add_index(INDEX, "pods", node_of)
        for pod in store.each("pods"):
            self.follow_pod(Key("pods", "", ""), None, pod)
        for node in store.each("nodes"):
            self.follow_node(Key("nodes", "", ""), None, node)

    @concerned_by(ADDRESS | SPEC | STANDING)
    def follow_pod(self, _: Key, before: Doc | None, after: Doc | None) -> None:
        old, new = _address_of(before), _address_of(after)
        if old == new:
            return
        if old:
            self._used[old[0]].discard(old[1])
        if new:
            self._used[new[0]].add(new[1])

    def follow_node(self, _: Key, before: Doc | None, after: Doc | None) -> None:
        listed = _images_of(after)
        if listed is _images_of(before):
            return
        name = str((after or before or {})["metadata"]["name"])
        if after is None:
            self._images.pop(name, None)
            self._sites.pop(name, None)
        else:
            self._images[name] = frozenset(found for image in listed for found in image["names"])

    def known_site(self, name: str, node: Doc) -> Site | None:
        """What `make_site` made of just this state of the node."""
        held = self._sites.get(name)
        return held if held is not None and held.node is node else None

    def make_site(self, ctx: Context, name: str, node: Doc) -> Site:
        """A registered node as its pods' stages see it now."""
        site = self._sites[name] = self._make_site(ctx, node, name)
        return site

    def _make_site(self, ctx: Context, node: Doc, name: str) -> Site:
        told = (node.get("status") or {}).get("addresses") or ()
        found = [{"ip": entry["address"]} for entry in told if entry["type"] == "InternalIP"]
        subject = f"node/{name}"
        return Site(
            node=node,
            address=found[0]["ip"],
            addresses=found,
            holds=lambda image: self._holds(ctx, name, image),
            free_at=lambda: int(ctx.memo(subject, PULLER, 0)),
            exists=lambda resource, namespace, wanted, field: _exists(
                ctx.store, Key(resource, namespace, wanted), field
            ),
        )

    def book_pull(self, ctx: Context, node: str, until: int, image: str) -> None:
        """Keep the node's puller busy until ``until`` (µs); it then has ``image`` (empty: the pull will fail)."""
        subject = f"node/{node}"
        ctx.set_memo(subject, PULLER, until)
        if image and not self.has_coming(ctx, node, image):
            ctx.set_memo(subject, PULLED, {**ctx.memo(subject, PULLED, {}), image: until})

    def has_coming(self, ctx: Context, node: str, image: str) -> bool:
        """Whether the node has an image, or will have it when its puller comes to the end of what it has to do."""
        return image in ctx.memo(f"node/{node}", PULLED, _NOTHING) or self.is_reported(node, image)

    def is_reported(self, node: str, image: str) -> bool:
        """Whether the node's status lists an image."""
        listed = self._images.get(node)
        return listed is not None and images.names_of(image)[-1] in listed

    def take_images(self, ctx: Context, node: str) -> list[str]:
        """The images that the node has by now and its status does not list: from now on it is said to list them."""
        subject = f"node/{node}"
        held = ctx.memo(subject, PULLED, _NOTHING)
        there = sorted(image for image, since in held.items() if since <= ctx.now)
        if there:
            left = {image: since for image, since in held.items() if since > ctx.now}
            ctx.set_memo(subject, PULLED, left or None)
        return there

    def next_image(self, ctx: Context, node: str) -> int | None:
        """When the next image will have been pulled (µs)."""
        return min(ctx.memo(f"node/{node}", PULLED, _NOTHING).values(), default=None)

    def assign(self, ctx: Context, node: Doc, pod: Doc) -> str:
        """An address for a pod: the node's own on the host's network, else the next free one of its range."""
        name = str(node["metadata"]["name"])
        subject = f"node/{name}"
        cidr = str(node["spec"]["podCIDR"])
        last = int(ctx.memo(subject, LAST_ADDRESS, 0))
        place = addresses.next_free(cidr, last, self._used[name])
        ctx.set_memo(subject, LAST_ADDRESS, place)
        return addresses.at(cidr, place)

    def _holds(self, ctx: Context, node: str, image: str) -> bool:
        since = ctx.memo(f"node/{node}", PULLED, _NOTHING).get(image)
        return since <= ctx.now if since is not None else self.is_reported(node, image)


def node_of(pod: Doc) -> tuple[str, ...]:
    """The node a pod is filed under; none before it is bound."""
    node = pod["spec"].get("nodeName")
    return (node,) if node else ()


def _address_of(pod: Doc | None) -> tuple[str, str] | None:
    """(node, address) that a pod holds; none on the host's network and after its end."""
    if pod is None:
        return None
    status = pod.get("status") or {}
    address = status.get("podIP")
    if not address or status.get("phase") in TERMINAL or pod["spec"].get("hostNetwork"):
        return None
    return pod["spec"]["nodeName"], address


def _images_of(node: Doc | None) -> list[Doc]:
    return ((node.get("status") or {}).get("images") if node else None) or _NO_IMAGES


_NO_IMAGES: list[Doc] = []
_NOTHING: dict[str, int] = {}


def _exists(store: MemoryStore, key: Key, field: str) -> bool:
    doc = store.get(key)
    if doc is None:
        return False
    return not field or field in (doc.get("data") or {}) or field in (doc.get("binaryData") or {})
