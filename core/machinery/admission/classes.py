"""Classes given by default, and finalizers that keep what is in use.

DefaultStorageClass, DefaultIngressClass, RuntimeClass, StorageObjectInUseProtection.
"""

from __future__ import annotations

from typing import Final

from core.machinery.admission.request import Request
from core.meta import objects
from core.meta.objects import Doc, with_metadata

STORAGE_CLASSES: Final = "storageclasses.storage.k8s.io"
STORAGE_DEFAULTS: Final = (
    "storageclass.kubernetes.io/is-default-class",
    "storageclass.beta.kubernetes.io/is-default-class",
)
STORAGE_CLASS_NOTE: Final = "volume.beta.kubernetes.io/storage-class"
INGRESS_CLASSES: Final = "ingressclasses.networking.k8s.io"
INGRESS_DEFAULT: Final = "ingressclass.kubernetes.io/is-default-class"
INGRESS_CLASS_NOTE: Final = "kubernetes.io/ingress.class"
RUNTIME_CLASSES: Final = "runtimeclasses.node.k8s.io"
PROTECTED: Final = {
    "persistentvolumeclaims": "kubernetes.io/pvc-protection",
    "persistentvolumes": "kubernetes.io/pv-protection",
    "volumeattributesclasses.storage.k8s.io": "kubernetes.io/vac-protection",
}


def _newest(request: Request, resource: str, *marks: str) -> str:
    """The name of the newest class that is marked as the default, the first by name of several; empty for none."""
    found = [
        class_["metadata"]
        for class_ in request.reader.list(resource)
        if any(objects.annotations(class_).get(mark) == "true" for mark in marks)
    ]
    newest = max(found, key=lambda meta: meta.get("creationTimestamp", ""), default=None)
    return newest["name"] if newest else ""


def add_storage_class(request: Request) -> Doc:
    """Give a claim that names no class the default one: of several, the newest."""
    spec = request.doc["spec"]
    if spec.get("storageClassName") is not None or STORAGE_CLASS_NOTE in objects.annotations(request.doc):
        return request.doc
    name = _newest(request, STORAGE_CLASSES, *STORAGE_DEFAULTS)
    return {**request.doc, "spec": {**spec, "storageClassName": name}} if name else request.doc


def add_ingress_class(request: Request) -> Doc:
    """Give an ingress that names no class the default one: of several, the newest."""
    spec = request.doc.get("spec") or {}
    if spec.get("ingressClassName") is not None or INGRESS_CLASS_NOTE in objects.annotations(request.doc):
        return request.doc
    name = _newest(request, INGRESS_CLASSES, INGRESS_DEFAULT)
    return {**request.doc, "spec": {**spec, "ingressClassName": name}} if name else request.doc


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
