"""The add-on group metrics.k8s.io: what nodes and pods use now, for `kubectl top` and autoscalers.

The words of refusals are metrics-server's (pkg/api).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from core.api import answer, representation, selection
from core.api.answer import Answer
from core.api.request import Request
from core.api.route import Target
from core.clients import open_store
from core.kinds.metrics import GROUP
from core.meta import errors
from core.meta.objects import Doc, Key
from core.store.sql import SqlStore
from core.usage import metrics


def respond(request: Request, target: Target) -> Answer:
    """One metrics object, or all that the selectors choose. Raises `StatusError` (404)."""
    form, now = representation.form_of(request), representation.virtual_now(request)
    store = open_store(request.cluster)
    if target.name:
        found = representation.one(form, target.kind, _one(store, target, now), now)
    else:
        chosen = selection.selection_of(request, target)
        docs = [doc for doc in _all(store, target, now) if chosen is None or chosen(doc)]
        found = representation.many(form, target.kind, docs, {}, now)
    return answer.of_doc(found, content_type=form.content_type)


def _one(store: SqlStore, target: Target, now: int) -> Doc:
    """The metrics of a pod or node that is there and measured."""
    plural, namespace, name = target.kind.plural, target.namespace, target.name
    place = f"{namespace}/{name}" if namespace else name
    doc = store.get(Key(plural, namespace, name))
    if doc is None:
        raise errors.not_found(plural, place)
    found = _of_pod(store, doc, now) if plural == "pods" else _of_node(doc, store.on_node(name), now)
    if found is None:
        raise errors.not_found(f"{target.kind.singular}.{GROUP}", place)
    return found


def _of_pod(store: SqlStore, pod: Doc, now: int) -> Doc | None:
    node = store.get(Key("nodes", "", pod["spec"].get("nodeName", "")))
    return metrics.of_pod(pod, now) if node is not None and metrics.is_scraped(node) else None


def _of_node(node: Doc, pods: list[Doc], now: int) -> Doc | None:
    return metrics.of_node(node, pods, now) if metrics.is_scraped(node) else None


def _all(store: SqlStore, target: Target, now: int) -> Iterator[Doc]:
    """The metrics of everything whose node is asked, by namespace and name."""
    nodes = {node["metadata"]["name"]: node for node in store.list("nodes") if metrics.is_scraped(node)}
    placed: dict[str, list[Doc]] = defaultdict(list)
    for pod in store.list("pods", target.namespace):
        node = pod["spec"].get("nodeName", "")
        if target.kind.plural == "nodes":
            placed[node].append(pod)
        elif node in nodes and (found := metrics.of_pod(pod, now)):
            yield found
    if target.kind.plural == "nodes":
        yield from (metrics.of_node(node, placed[name], now) for name, node in nodes.items())
