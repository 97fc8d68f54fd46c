"""Which admission plugins a kind of object meets, in upstream's order."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from core.kinds.kind import Kind
from core.machinery.admission import allocation, classes, flowcontrol, limits, namespaces, pods, quotas, tolerations
from core.machinery.admission.request import Request
from core.meta.objects import Doc
from core.store.protocol import Reader

Plugin = Callable[[Request], Doc]

ON_CREATE: Final[dict[str, tuple[Plugin, ...]]] = {
    "pods": (pods.admit_pod,),
    "nodes": (tolerations.taint_new_node,),
    "persistentvolumeclaims": (
        limits.check_claim,
        classes.add_storage_class,
        classes.add_protection,
    ),
    "persistentvolumes": (classes.add_protection,),
    "volumeattributesclasses.storage.k8s.io": (classes.add_protection,),
    "ingresses.networking.k8s.io": (classes.add_ingress_class,),
    "services": (allocation.allocate,),
    "flowschemas.flowcontrol.apiserver.k8s.io": (flowcontrol.judge_schema,),
}

ON_UPDATE: Final[dict[str, Plugin]] = {
    "pods": tolerations.add_tolerations,
    "services": allocation.reallocate,
}


def admit_create(kind: Kind, doc: Doc, reader: Reader, seed: str) -> Doc:
    """Return a new document as admission leaves it. Raises StatusError (403, 404) when it refuses.

    Service addresses and ports are given out here too, in the sequence in which upstream's registry does.
    """
    request = Request(kind, doc, reader, seed)
    namespaces.check_namespace(request)
    for plugin in ON_CREATE.get(kind.resource, ()):
        request = request.with_doc(plugin(request))
    if request.namespace:
        quotas.check_quota(request)
    return request.doc


def admit_update(kind: Kind, new: Doc, old: Doc, reader: Reader, seed: str) -> Doc:
    """Return a changed document as admission leaves it. Raises StatusError when it refuses."""
    request = Request(kind, new, reader, seed, old)
    plugin = ON_UPDATE.get(kind.resource)
    return plugin(request) if plugin else new
