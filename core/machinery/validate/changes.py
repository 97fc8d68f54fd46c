"""What an update may not change, kind by kind.

Source: the Validate…Update functions of pkg/apis/*/validation and of the registries' strategies.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from core.kinds.kind import Kind
from core.machinery.validate import definitions, jobs, podchanges, rules, scalars, storage
from core.meta import fields, quantity
from core.meta.fields import FieldError, child, invalid
from core.meta.objects import Doc

_IMMUTABLE: Final = "field is immutable"
_STATEFUL: Final = frozenset(
    {
        "replicas", "ordinals", "template", "updateStrategy", "revisionHistoryLimit",
        "persistentVolumeClaimRetentionPolicy", "minReadySeconds",
    }
)  # fmt: skip
_STATEFUL_WORDS: Final = (
    "updates to statefulset spec for fields other than 'replicas', 'ordinals', 'template', 'updateStrategy', "
    "'revisionHistoryLimit', 'persistentVolumeClaimRetentionPolicy' and 'minReadySeconds' are forbidden"
)
_CLAIM_WORDS: Final = (
    "spec is immutable after creation except resources.requests and volumeAttributesClassName for bound claims"
)
_VOLUME_OWN: Final = frozenset(
    {
        "capacity", "accessModes", "claimRef", "persistentVolumeReclaimPolicy", "storageClassName",
        "mountOptions", "volumeMode", "nodeAffinity", "volumeAttributesClassName",
    }
)  # fmt: skip


def _kept(new: Doc, old: Doc, path: str, *names: str) -> list[FieldError]:
    """Fields of a struct that stay as they are; a scalar that is gone is told as empty text."""
    return [
        invalid(child(path, name), _shown(new.get(name), old.get(name)), _IMMUTABLE)
        for name in names
        if _told(new.get(name)) != _told(old.get(name))
    ]


def _told(value: Any) -> Any:
    """An empty list or map says no more than none."""
    return None if value in ({}, []) else value


def _shown(new: Any, old: Any) -> Any:
    return "" if new is None and isinstance(old, str) else new


def _spec(doc: Doc) -> Doc:
    found: Doc = doc.get("spec") or {}
    return found


def _selector(new: Doc, old: Doc) -> list[FieldError]:
    return _kept(_spec(new), _spec(old), "spec", "selector")


def _job(new: Doc, old: Doc) -> list[FieldError]:
    spec, before = _spec(new), _spec(old)
    found = _completions(spec, before)
    found += _kept(spec, before, "spec", "selector")
    if podchanges.is_template_changed(spec, before):
        found.append(invalid("spec.template", fields.Raw("…"), _IMMUTABLE))
    for field in ("completionMode", "podFailurePolicy", "backoffLimitPerIndex", "managedBy", "successPolicy"):
        if spec.get(field) != before.get(field):
            plain = field in ("completionMode", "managedBy") or spec.get(field) is None
            value = spec.get(field) if plain else fields.Raw("…")
            found.append(invalid(f"spec.{field}", value, _IMMUTABLE))
    return found


def _completions(spec: Doc, before: Doc) -> list[FieldError]:
    """An Indexed job may grow and shrink while completions and parallelism stay equal."""
    wanted = spec.get("completions")
    if wanted == before.get("completions"):
        return []
    if before.get("completionMode") != "Indexed" or spec.get("completionMode") != "Indexed":
        return [invalid("spec.completions", wanted, _IMMUTABLE)]
    if wanted is None or wanted == spec.get("parallelism"):
        return []  # the rule that Indexed jobs need a number says it
    return [invalid("spec.completions", wanted, "can only be modified in tandem with spec.parallelism")]


def _stateful_set(new: Doc, old: Doc) -> list[FieldError]:
    spec, before = _spec(new), _spec(old)
    changed = {field for field in spec.keys() | before.keys() if spec.get(field) != before.get(field)}
    return [fields.forbidden("spec", _STATEFUL_WORDS)] if changed - _STATEFUL else []


def _service(new: Doc, old: Doc) -> list[FieldError]:
    spec, before = _spec(new), _spec(old)
    found: list[FieldError] = []
    kept = spec.get("type") != "ExternalName" and before.get("type") != "ExternalName"
    have, had = spec.get("clusterIPs") or [], before.get("clusterIPs") or []
    is_readable = bool(have) and (have[0] == "None" or not scalars.address(have[0], ""))
    if kept and had and is_readable and have[0] != had[0]:
        found.append(invalid("spec.clusterIPs[0]", have, "may not change once set"))
    return found


def _balancer_class(new: Doc, old: Doc, found: list[FieldError]) -> list[FieldError]:
    """The errors with that of a changed class, which comes before what else is wrong with the class."""
    spec, before, path = _spec(new), _spec(old), "spec.loadBalancerClass"
    balanced = spec.get("type") == before.get("type") == "LoadBalancer"
    if not balanced or spec.get("loadBalancerClass") == before.get("loadBalancerClass"):
        return found
    changed = invalid(path, spec.get("loadBalancerClass"), "may not change once set")
    at = next((at for at, error in enumerate(found) if error.path == path), len(found))
    return [*found[:at], changed, *found[at:]]


def _sealed(new: Doc, old: Doc) -> list[FieldError]:
    """A ConfigMap or Secret that was sealed keeps its seal and its data."""
    if not old.get("immutable"):
        return []
    why = "field is immutable when `immutable` is set"
    found = [] if new.get("immutable") else [fields.forbidden("immutable", why)]
    return found + [
        fields.forbidden(field, why)
        for field in ("data", "binaryData")
        if (new.get(field) or {}) != (old.get(field) or {})
    ]


def _secret(new: Doc, old: Doc) -> list[FieldError]:
    return _kept(new, old, "", "type") + _sealed(new, old)


def _claim(new: Doc, old: Doc) -> list[FieldError]:
    spec, before = _spec(new), _spec(old)
    found: list[FieldError] = []
    free = {"volumeName"} if not before.get("volumeName") else set()
    bound = (old.get("status") or {}).get("phase") == "Bound"
    free |= {"resources", "volumeAttributesClassName"} if bound else set()
    changed = {field for field in spec.keys() | before.keys() if spec.get(field) != before.get(field)}
    if changed - free:
        found.append(fields.forbidden("spec", f"{_CLAIM_WORDS}\n{', '.join(sorted(changed - free))}"))
    if quantity.read(_storage(spec)) < quantity.read(_storage(before)):
        why = "field can not be less than status.capacity"
        found.append(fields.forbidden("spec.resources.requests.storage", why))
    return found + _kept(spec, before, "", "volumeMode")


def _storage(spec: Doc) -> str | None:
    found: str | None = ((spec.get("resources") or {}).get("requests") or {}).get("storage")
    return found


def _volume(new: Doc, old: Doc) -> list[FieldError]:
    spec, before = _spec(new), _spec(old)
    sources = [{field: value for field, value in one.items() if field not in _VOLUME_OWN} for one in (spec, before)]
    found: list[FieldError] = []
    if sources[0] != sources[1]:
        why = "spec.persistentvolumesource is immutable after creation"
        found.append(fields.forbidden("spec.persistentvolumesource", why))
    found += _kept(spec, before, "", "volumeMode")
    if before.get("nodeAffinity") is not None and spec.get("nodeAffinity") != before["nodeAffinity"]:
        value = fields.Raw("…") if spec.get("nodeAffinity") else None
        why = "field is immutable, except for updating from beta label to GA"
        found.append(invalid("nodeAffinity", value, why))
    return found


def _storage_class(new: Doc, old: Doc) -> list[FieldError]:
    return _kept(new, old, "", "parameters", "provisioner", "reclaimPolicy", "volumeBindingMode")


def _attributes_class(new: Doc, old: Doc) -> list[FieldError]:
    return [
        fields.forbidden(field, f"updates to {field} are forbidden.")
        for field in ("driverName", "parameters")
        if new.get(field) != old.get(field)
    ]


def _binding(new: Doc, old: Doc) -> list[FieldError]:
    if new.get("roleRef") == old.get("roleRef"):
        return []
    return [invalid("roleRef", fields.Raw("…"), "cannot change roleRef")]


def _priority_class(new: Doc, old: Doc) -> list[FieldError]:
    found: list[FieldError] = []
    if new.get("value", 0) != old.get("value", 0):
        found.append(fields.forbidden("value", "may not be changed in an update."))
    return found + _kept(new, old, "", "preemptionPolicy")


def _ingress_class(new: Doc, old: Doc) -> list[FieldError]:
    return _kept(_spec(new), _spec(old), "spec", "controller")


def _driver(new: Doc, old: Doc) -> list[FieldError]:
    spec, before = _spec(new), _spec(old)
    found = _kept(spec, before, "spec", "volumeLifecycleModes")
    if spec.get("attachRequired") != before.get("attachRequired"):
        # Upstream's error spells this field so.
        found.insert(0, invalid("spec.attachedRequired", spec.get("attachRequired"), _IMMUTABLE))
    return found


def _capacity(new: Doc, old: Doc) -> list[FieldError]:
    return _kept(new, old, "", "nodeTopology", "storageClassName")


def _attachment(new: Doc, old: Doc) -> list[FieldError]:
    return [] if _spec(new) == _spec(old) else [invalid("spec", fields.Raw("…"), _IMMUTABLE)]


def _address(new: Doc, old: Doc) -> list[FieldError]:
    same = _spec(new).get("parentRef") == _spec(old).get("parentRef")
    return [] if same else [invalid("spec.parentRef", fields.Raw("…"), _IMMUTABLE)]


def _runtime(new: Doc, old: Doc) -> list[FieldError]:
    return _kept(new, old, "", "handler")


def _revision(new: Doc, old: Doc) -> list[FieldError]:
    return _kept(new, old, "", "data")


def _slice(new: Doc, old: Doc) -> list[FieldError]:
    return _kept(new, old, "", "addressType")


_AFTER: Final[dict[str, Callable[[Doc, Doc], list[FieldError]]]] = {
    "configmaps": _sealed,
    "customresourcedefinitions.apiextensions.k8s.io": definitions.check_update,
    "controllerrevisions.apps": _revision,
    "csidrivers.storage.k8s.io": _driver,
    "ipaddresses.networking.k8s.io": _address,
    "volumeattachments.storage.k8s.io": _attachment,
    "persistentvolumeclaims": _claim,
    "persistentvolumes": _volume,
    "pods": podchanges.check,
    "secrets": _secret,
    "deployments.apps": _selector,
    "replicasets.apps": _selector,
    "statefulsets.apps": _stateful_set,
    "jobs.batch": _job,
    "endpointslices.discovery.k8s.io": _slice,
    "clusterrolebindings.rbac.authorization.k8s.io": _binding,
    "rolebindings.rbac.authorization.k8s.io": _binding,
    "storageclasses.storage.k8s.io": _storage_class,
    "priorityclasses.scheduling.k8s.io": _priority_class,
    "runtimeclasses.node.k8s.io": _runtime,
    "csistoragecapacities.storage.k8s.io": _capacity,
}


_BEFORE: Final[dict[str, Callable[[Doc, Doc], list[FieldError]]]] = {
    "daemonsets.apps": _selector,
    "ingressclasses.networking.k8s.io": _ingress_class,
    "services": _service,
    "volumeattributesclasses.storage.k8s.io": _attributes_class,
}
"""Kinds whose changes upstream judges before the rest."""
_AGAIN: Final[dict[str, Callable[[Doc], list[FieldError]]]] = {
    "jobs.batch": jobs.check_spec,
    "persistentvolumes": storage.check_volume,
}
"""What upstream judges twice on an update: the message tells equal errors once, the causes do not."""


_AMONG: Final[dict[str, Callable[[Doc, Doc, list[FieldError]], list[FieldError]]]] = {"services": _balancer_class}
"""Kinds of which upstream tells a change amid the errors of the fields."""
_CHANGE_ALONE: Final = frozenset({"priorityclasses.scheduling.k8s.io", "csistoragecapacities.storage.k8s.io"})
"""Kinds of which upstream judges no more than what changed."""


def check(kind: Kind, new: Doc, old: Doc) -> list[FieldError]:
    """Return every error of a changed document: of its fields, and of those that may not have changed."""
    found = [] if kind.resource in _CHANGE_ALONE else rules.check(kind, new)
    again = _AGAIN.get(kind.resource)
    if again:
        found = found + again(new)
    before, after = _BEFORE.get(kind.resource), _AFTER.get(kind.resource)
    if before:
        found = before(new, old) + found
    among = _AMONG.get(kind.resource)
    if among:
        found = among(new, old, found)
    return found + after(new, old) if after else found
