"""Rules for metadata that hold for every kind.

Source: apimachinery pkg/api/validation/objectmeta.go.
"""

from __future__ import annotations

from core.kinds.kind import Kind
from core.meta import fields, names
from core.meta.fields import FieldError, invalid
from core.meta.objects import Doc


def check(kind: Kind, doc: Doc) -> list[FieldError]:
    """Judge name, namespace, labels, annotations, owners and finalizers of a document."""
    meta = doc["metadata"]
    found = _names(kind, meta)
    found += _namespace(kind, meta)
    found += names.check_labels(meta.get("labels"), "metadata.labels")
    found += names.check_annotations(meta.get("annotations"), "metadata.annotations")
    found += _owners(meta)
    return found + _finalizers(meta)


def _names(kind: Kind, meta: Doc) -> list[FieldError]:
    name, stem = meta.get("name") or "", meta.get("generateName") or ""
    if not name:
        return [fields.required("metadata.name", "name or generateName is required")]
    found: list[FieldError] = []
    if stem:
        # A stem may end in a dash: what follows it is drawn.
        whole = f"{stem.removesuffix('-')}a" if stem.endswith("-") else stem
        found += [invalid("metadata.generateName", stem, problem) for problem in kind.name_rule(whole)]
    return found + [invalid("metadata.name", name, problem) for problem in kind.name_rule(name)]


def _namespace(kind: Kind, meta: Doc) -> list[FieldError]:
    namespace = meta.get("namespace") or ""
    if not kind.namespaced:
        return [fields.forbidden("metadata.namespace", "not allowed on this type")] if namespace else []
    if not namespace:
        return [fields.required("metadata.namespace")]
    return [invalid("metadata.namespace", namespace, problem) for problem in names.dns1123_label(namespace)]


def _owners(meta: Doc) -> list[FieldError]:
    found: list[FieldError] = []
    controllers = []
    for at, owner in enumerate(meta.get("ownerReferences") or ()):
        path = f"metadata.ownerReferences[{at}]"
        for field in ("apiVersion", "kind", "name", "uid"):
            if not owner.get(field):
                words = "must not be empty" if field != "apiVersion" else "version must not be empty"
                found.append(invalid(f"{path}.{field}", owner.get(field) or "", words))
        if owner.get("controller"):
            controllers.append(owner)
    if len(controllers) > 1:
        first, second = (f"{owner.get('kind')}/{owner.get('name')}" for owner in controllers[:2])
        why = f'Only one reference can have Controller set to true. Found "true" in references for {first} and {second}'
        found.append(invalid("metadata.ownerReferences", meta["ownerReferences"], why))
    return found


def _finalizers(meta: Doc) -> list[FieldError]:
    found: list[FieldError] = []
    for finalizer in meta.get("finalizers") or ():
        found += [invalid("metadata.finalizers", finalizer, problem) for problem in names.qualified_name(finalizer)]
    return found


def check_update(new: Doc, old: Doc) -> list[FieldError]:
    """Judge what an update may not change in metadata."""
    return [
        invalid(f"metadata.{field}", new["metadata"].get(field), "field is immutable")
        for field in ("name", "namespace", "uid", "creationTimestamp")
        if new["metadata"].get(field) != old["metadata"].get(field)
    ]
