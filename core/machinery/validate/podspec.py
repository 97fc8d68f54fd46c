"""Pods and pod templates: volumes, containers, and the fields of the pod as a whole.

Source: ValidatePodSpec in pkg/apis/core/validation, whose order of errors is kept.
"""

from __future__ import annotations

from typing import Final

from core.machinery.validate import containers, ephemeral, scalars, scheduling, volumes
from core.meta import fields, names
from core.meta.fields import FieldError, child, index
from core.meta.objects import Doc

RESTART_POLICIES: Final = ("Always", "OnFailure", "Never")
_DNS_POLICIES: Final = ("ClusterFirstWithHostNet", "ClusterFirst", "Default", "None")


def check_pod(doc: Doc) -> list[FieldError]:
    """Judge a pod."""
    return check_spec(doc.get("spec") or {}, "spec", doc["metadata"].get("name", ""))


def check_template(template: Doc | None, path: str) -> list[FieldError]:
    """Judge a pod template: labels and annotations, then the spec."""
    template = template or {}
    meta = template.get("metadata") or {}
    found = names.check_labels(meta.get("labels"), child(path, "labels"))
    found += names.check_annotations(meta.get("annotations"), child(path, "annotations"))
    spec = template.get("spec") or {}
    found += check_spec(spec, child(path, "spec"))
    if spec.get("ephemeralContainers"):
        why = "ephemeral containers not allowed in pod template"
        found.append(fields.forbidden(child(path, "spec", "ephemeralContainers"), why))
    return found


def check_spec(spec: Doc, path: str, pod: str = "") -> list[FieldError]:
    """Judge a pod spec; `pod` is the pod's name where it is no template."""
    found, mountable = volumes.check(spec, path, pod)
    around = containers.Surroundings(mountable, spec.get("terminationGracePeriodSeconds"))
    found += containers.check(spec, path, around)
    found += ephemeral.check(spec, path, around)
    found += _policies(spec, path)
    found += names.check_labels(spec.get("nodeSelector"), child(path, "nodeSelector"))
    found += _security(spec, path)
    found += scheduling.check_affinity(spec.get("affinity"), child(path, "affinity"))
    found += _gates(spec, path)
    spread = spec.get("topologySpreadConstraints")
    found += scheduling.check_spread(spread, child(path, "topologySpreadConstraints"))
    found += _identity(spec, path)
    found += scheduling.check_tolerations(spec.get("tolerations"), child(path, "tolerations"))
    return found + _aliases(spec, child(path, "hostAliases"))


def _policies(spec: Doc, path: str) -> list[FieldError]:
    found: list[FieldError] = []
    for field, supported in (("restartPolicy", RESTART_POLICIES), ("dnsPolicy", _DNS_POLICIES)):
        value = spec.get(field) or ""
        found += (
            scalars.one_of(value, child(path, field), supported) if value else [fields.required(child(path, field))]
        )
    return found


def _security(spec: Doc, path: str) -> list[FieldError]:
    context = spec.get("securityContext") or {}
    place = child(path, "securityContext")
    found: list[FieldError] = []
    for field in ("fsGroup", "runAsUser", "runAsGroup"):
        found += scalars.within(context.get(field), child(place, field), 0, scalars.INT32_MAX)
    for at, group in enumerate(context.get("supplementalGroups") or ()):
        found += scalars.within(group, index(child(place, "supplementalGroups"), at), 0, scalars.INT32_MAX)
    found += containers.seccomp(context.get("seccompProfile"), child(place, "seccompProfile"))
    return found


def _gates(spec: Doc, path: str) -> list[FieldError]:
    found: list[FieldError] = []
    for at, gate in enumerate(spec.get("readinessGates") or ()):
        place = child(index(child(path, "readinessGates"), at), "conditionType")
        found += scalars.named(gate.get("conditionType", ""), place, names.qualified_name)
    for at, gate in enumerate(spec.get("schedulingGates") or ()):
        place = index(child(path, "schedulingGates"), at)
        found += scalars.named(gate.get("name", ""), place, names.qualified_name)
    return found


def _identity(spec: Doc, path: str) -> list[FieldError]:
    found: list[FieldError] = []
    for field, rule in (
        ("serviceAccountName", names.dns1123_subdomain),
        ("nodeName", names.dns1123_subdomain),
        ("hostname", names.dns1123_label),
        ("subdomain", names.dns1123_label),
        ("priorityClassName", names.dns1123_subdomain),
        ("runtimeClassName", names.dns1123_subdomain),
    ):
        if spec.get(field):
            found += scalars.named(spec[field], child(path, field), rule)
    policy, place = spec.get("preemptionPolicy"), child(path, "preemptionPolicy")
    if policy == "":
        found.append(fields.required(place))
    elif policy is not None:
        found += scalars.one_of(policy, place, ("PreemptLowerPriority", "Never"))
    seconds = spec.get("activeDeadlineSeconds")
    return found + scalars.within(seconds, child(path, "activeDeadlineSeconds"), 1, scalars.INT32_MAX)


def _aliases(spec: Doc, path: str) -> list[FieldError]:
    found: list[FieldError] = []
    for at, alias in enumerate(spec.get("hostAliases") or ()):
        place = index(path, at)
        found += scalars.address(alias.get("ip", ""), child(place, "ip"))
        for number, name in enumerate(alias.get("hostnames") or ()):
            found += scalars.named(name, index(child(place, "hostnames"), number), names.dns1123_subdomain)
    return found
