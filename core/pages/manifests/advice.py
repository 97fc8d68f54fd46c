"""What will most likely not work although the API takes it."""

import re
from collections.abc import Iterable, Iterator

from core.machinery.door import Door
from core.meta import labels
from core.meta.objects import Doc
from core.pages.manifests.items import Item

# An image reference: host and path in small letters, then a tag or a digest (distribution/reference).
_IMAGE = re.compile(
    r"([A-Za-z0-9.-]+(:[0-9]+)?/)?[a-z0-9]+([._-]+[a-z0-9]+)*(/[a-z0-9]+([._-]+[a-z0-9]+)*)*"
    r"(:[A-Za-z0-9_][A-Za-z0-9_.-]{0,127})?(@[a-z0-9]+:[0-9a-f]{32,})?"
)
WORKLOADS = ("Deployment", "StatefulSet", "DaemonSet", "ReplicaSet", "ReplicationController", "Job")


def advise(door: Door, items: list[Item]) -> None:
    """Add warnings to items without errors."""
    sound = [item for item in items if item.kind is not None and not item.errors]
    for item in sound:
        item.warnings += _image_warnings(item.doc)
        if item.doc["kind"] == "Service" and not _has_pods(door, item.doc, sound):
            item.warnings.append("No pod here or in the cluster has the labels that spec.selector asks for.")


def template_of(doc: Doc) -> Doc:
    """The pod, or pod template, that the document holds; empty when it holds none."""
    spec = doc.get("spec") or {}
    if doc["kind"] == "Pod":
        return doc
    if doc["kind"] == "CronJob":
        spec = (spec.get("jobTemplate") or {}).get("spec") or {}
    return spec.get("template") or {}


def _image_warnings(doc: Doc) -> Iterator[str]:
    spec = template_of(doc).get("spec") or {}
    for container in [*(spec.get("initContainers") or ()), *(spec.get("containers") or ())]:
        image = container.get("image") or ""
        if image and not _IMAGE.fullmatch(image):
            yield f"The image {image!r} of {container['name']} is no valid name: the kubelet will say InvalidImageName."


def _has_pods(door: Door, service: Doc, items: Iterable[Item]) -> bool:
    """Whether a service's selector, if it has one, meets any pod that is there or will be."""
    wanted = (service.get("spec") or {}).get("selector")
    if not wanted:
        return True
    selector = labels.of_map(wanted)
    namespace = service["metadata"]["namespace"]
    for item in items:
        here = item.doc["metadata"].get("namespace") == namespace
        if here and selector.matches((template_of(item.doc).get("metadata") or {}).get("labels")):
            return True
    return any(selector.matches(pod["metadata"].get("labels")) for pod in door.reader.list("pods", namespace))
