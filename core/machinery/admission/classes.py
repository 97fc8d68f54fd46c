"""Classes given by default, and finalizers that keep what is in use.

DefaultStorageClass, DefaultIngressClass, RuntimeClass, StorageObjectInUseProtection.
"""

from __future__ import annotations

from typing import Final

from core.machinery.admission.request import Request
from core.meta import objects
from core.meta.objects import Doc, with_metadata

STORAGE_CLASSES: Final = "storageclasses.storage.k8s.io"
STORAGE_DEFAULT: Final = "storageclass.kubernetes.io/is-default-class"
INGRESS_CLASSES: Final = "ingressclasses.networking.k8s.io"
INGRESS_DEFAULT: Final = "ingressclass.kubernetes.io/is-default-class"
INGRESS_CLASS_NOTE: Final = "kubernetes.io/ingress.class"
RUNTIME_CLASSES: Final = "runtimeclasses.node.k8s.io"
PROTECTED: Final = {
    "persistentvolumeclaims": "kubernetes.io/pvc-protection",
    "persistentvolumes": "kubernetes.io/pv-protection",
    "volumeattributesclasses.storage.k8s.io": "kubernetes.io/vac-protection",
}


def _marked(request: Request, resource: str, mark: str) -> list[Doc]:
    return [found for found in request.reader.list(resource) if objects.annotations(found).get(mark) == "true"]


def add_storage_class(request: Request) -> Doc:
    """Give a claim that names no class the default one: of several, the newest."""
    spec = request.doc["spec"]
    if spec.get("storageClassName") is not None:
        return request.doc
    marked = _marked(request, STORAGE_CLASSES, STORAGE_DEFAULT)
    if not marked:
        return request.doc
    marked.sort(key=lambda found: found["metadata"]["name"])
    newest = max(marked, key=lambda found: found["metadata"].get("creationTimestamp", ""))
    return {**request.doc, "spec": {**spec, "storageClassName": newest["metadata"]["name"]}}


def add_ingress_class(request: Request) -> Doc:
    """Give an ingress that names no class the only default one. Raises StatusError (403) for several."""
    spec = request.doc.get("spec") or {}
    if spec.get("ingressClassName") is not None or INGRESS_CLASS_NOTE in objects.annotations(request.doc):
        return request.doc
    marked = _marked(request, INGRESS_CLASSES, INGRESS_DEFAULT)
    if not marked:
        return request.doc
    if len(marked) > 1:
        raise request.refuse(f"{len(marked)} default IngressClasses were found, only 1 allowed")
    return {**request.doc, "spec": {**spec, "ingressClassName": marked[0]["metadata"]["name"]}}


def add_overhead(request: Request) -> Doc:
    """Add what a pod's runtime class costs. Raises StatusError (403) for a class that is not there or is contradicted.

    Source: plugin/pkg/admission/runtimeclass/admission.go.
    """
    spec = request.doc["spec"]
    name = spec.get("runtimeClassName")
    if not name:
        if spec.get("overhead"):
            raise request.refuse("pod rejected: Pod Overhead set without corresponding RuntimeClass defined Overhead")
        return request.doc
    found = request.find(RUNTIME_CLASSES, name)
    if found is None:
        raise request.refuse(f'pod rejected: RuntimeClass "{name}" not found')
    scheduling = found.get("scheduling") or {}
    added: Doc = {}
    _check_overhead(request, found)
    if found.get("overhead"):
        added["overhead"] = found["overhead"]["podFixed"]
    if scheduling.get("nodeSelector"):
        added["nodeSelector"] = _with_selector(request, spec.get("nodeSelector") or {}, scheduling["nodeSelector"])
    if scheduling.get("tolerations"):
        more = [item for item in scheduling["tolerations"] if item not in (spec.get("tolerations") or ())]
        added["tolerations"] = [*(spec.get("tolerations") or ()), *more]
    return {**request.doc, "spec": {**spec, **added}} if added else request.doc


def _check_overhead(request: Request, found: Doc) -> None:
    given, fixed = request.doc["spec"].get("overhead"), (found.get("overhead") or {}).get("podFixed")
    if given and not fixed:
        raise request.refuse("pod rejected: Pod Overhead set without corresponding RuntimeClass defined Overhead")
    if given and given != fixed:
        raise request.refuse("pod rejected: Pod's Overhead doesn't match RuntimeClass's defined Overhead")


def _with_selector(request: Request, given: Doc, wanted: Doc) -> Doc:
    for key, value in wanted.items():
        if given.get(key, value) != value:
            raise request.refuse(
                f"conflict: runtimeClass.scheduling.nodeSelector[{key}] = {value}; "
                f"pod.spec.nodeSelector[{key}] = {given[key]}"
            )
    return {**given, **wanted}


def add_protection(request: Request) -> Doc:
    """Keep a storage object until nobody uses it."""
    finalizer = PROTECTED[request.kind.resource]
    found = request.doc["metadata"].get("finalizers") or []
    if finalizer in found:
        return request.doc
    return with_metadata(request.doc, finalizers=[*found, finalizer])
