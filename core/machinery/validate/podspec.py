"""Pods and pod templates: volumes, containers, and the fields of the pod as a whole.

Source: ValidatePodSpec in pkg/apis/core/validation, whose order of errors is kept.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from core.machinery.validate import containers, ephemeral, resources, scalars, scheduling, volumes
from core.meta import fields, names
from core.meta.fields import FieldError, child, index, invalid
from core.meta.objects import Doc

RESTART_POLICIES: Final = ("Always", "OnFailure", "Never")
_MOST_SERVERS, _MOST_SEARCHES = 3, 32
_SEGMENT: Final = "[a-z0-9]([-_a-z0-9]*[a-z0-9])?"
_SYSCTL: Final = re.compile(rf"({_SEGMENT}[\\./])*{_SEGMENT}")
_DNS_POLICIES: Final = ("ClusterFirstWithHostNet", "ClusterFirst", "Default", "None")


def check_pod(doc: Doc) -> list[FieldError]:
    """Judge a pod."""
    spec = doc.get("spec") or {}
    return check_spec(spec, "spec", doc["metadata"].get("name", "")) + containers.check_images(spec, "spec")


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
    found += _host_network(spec, path, is_pod=bool(pod))
    found += _policies(spec, path)
    found += names.check_labels(spec.get("nodeSelector"), child(path, "nodeSelector"))
    found += _security(spec, path)
    found += scheduling.check_affinity(spec.get("affinity"), child(path, "affinity"))
    found += _dns(spec, child(path, "dnsConfig"))
    found += _gates(spec, path)
    spread = spec.get("topologySpreadConstraints")
    found += scheduling.check_spread(spread, child(path, "topologySpreadConstraints"))
    return found + _own_users(spec, path) + _identity(spec, path)


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
    return found + _sysctls(context.get("sysctls") or (), child(place, "sysctls"))


def _sysctls(given: Sequence[Doc], path: str) -> list[FieldError]:
    found: list[FieldError] = []
    known: set[str] = set()
    for at, one in enumerate(given):
        name, place = one.get("name") or "", child(index(path, at), "name")
        if not name:
            found.append(fields.required(place))
        elif len(name) > names.SUBDOMAIN_LENGTH or not _SYSCTL.fullmatch(name):
            limit = f"must have at most {names.SUBDOMAIN_LENGTH} characters and match regex ^{_SYSCTL.pattern}$"
            found.append(invalid(place, name, limit))
        elif name in known:
            found.append(fields.duplicate(place, name))
        known.add(name)
    return found


def _gates(spec: Doc, path: str) -> list[FieldError]:
    found: list[FieldError] = []
    for at, gate in enumerate(spec.get("readinessGates") or ()):
        place = child(index(child(path, "readinessGates"), at), "conditionType")
        found += scalars.named(gate.get("conditionType", ""), place, names.qualified_name)
    given = [gate.get("name", "") for gate in spec.get("schedulingGates") or ()]
    for at, name in enumerate(given):
        place = index(child(path, "schedulingGates"), at)
        found += scalars.named(name, place, names.qualified_name)
        if name in given[:at]:
            found.append(fields.duplicate(place, name))
    return found


def _identity(spec: Doc, path: str) -> list[FieldError]:
    """Names and times of the pod, tolerations and aliases among them, in upstream's order."""
    found = _names(spec, path, "serviceAccountName", "nodeName")
    seconds = spec.get("activeDeadlineSeconds")
    found += scalars.within(seconds, child(path, "activeDeadlineSeconds"), 1, scalars.INT32_MAX)
    found += _names(spec, path, "hostname", "subdomain")
    found += scheduling.check_tolerations(spec.get("tolerations"), child(path, "tolerations"))
    found += _aliases(spec, child(path, "hostAliases"))
    found += _names(spec, path, "priorityClassName", "runtimeClassName")
    policy, place = spec.get("preemptionPolicy"), child(path, "preemptionPolicy")
    if policy == "":
        found.append(fields.required(place))
    elif policy is not None:
        found += scalars.one_of(policy, place, ("PreemptLowerPriority", "Never"))
    if spec.get("overhead") is not None:
        found += resources.check({"limits": spec["overhead"]}, child(path, "overhead"))
    system = spec.get("os")
    if system is not None and not system.get("name"):
        found.append(fields.required(child(path, "os", "name"), "cannot be empty"))
    elif system is not None:
        found += scalars.one_of(system["name"], child(path, "os"), {"linux", "windows"})
    return found


def _names(spec: Doc, path: str, *wanted: str) -> list[FieldError]:
    """Names that must be sound where they are given: those of hosts are labels, the others domains."""
    found: list[FieldError] = []
    for field in wanted:
        rule = names.dns1123_label if field in ("hostname", "subdomain") else names.dns1123_subdomain
        if spec.get(field):
            found += scalars.named(spec[field], child(path, field), rule)
    return found


def _aliases(spec: Doc, path: str) -> list[FieldError]:
    found: list[FieldError] = []
    for at, alias in enumerate(spec.get("hostAliases") or ()):
        place = index(path, at)
        found += scalars.address(alias.get("ip", ""), child(place, "ip"))
        for number, name in enumerate(alias.get("hostnames") or ()):
            found += scalars.named(name, index(child(place, "hostnames"), number), names.dns1123_subdomain)
    return found


def _host_network(spec: Doc, path: str, *, is_pod: bool) -> list[FieldError]:
    """On the host's network a container's port is the host's port; a template may leave it out."""
    if not spec.get("hostNetwork"):
        return []
    why = "must match `containerPort` when `hostNetwork` is true"
    return [
        invalid(f"{child(path, 'containers')}[{at}].ports[{number}].hostPort", port.get("hostPort", 0), why)
        for at, container in enumerate(spec.get("containers") or ())
        for number, port in enumerate(container.get("ports") or ())
        if (is_pod or port.get("hostPort")) and port.get("hostPort", 0) != port.get("containerPort", 0)
    ]


def _dns(spec: Doc, path: str) -> list[FieldError]:
    """What the pod resolves names by; there must be something where the policy is None."""
    config, servers = spec.get("dnsConfig"), (spec.get("dnsConfig") or {}).get("nameservers") or []
    if spec.get("dnsPolicy") == "None" and not servers:
        if config is None:
            return [fields.required(path, "must provide `dnsConfig` when `dnsPolicy` is None")]
        why = "must provide at least one DNS nameserver when `dnsPolicy` is None"
        return [fields.required(child(path, "nameservers"), why)]
    found: list[FieldError] = []
    if len(servers) > _MOST_SERVERS:
        why = f"must not have more than {_MOST_SERVERS} nameservers"
        found.append(invalid(child(path, "nameservers"), servers, why))
    for at, server in enumerate(servers):
        found += scalars.address(server, index(child(path, "nameservers"), at))
    searches = (config or {}).get("searches") or []
    if len(searches) > _MOST_SEARCHES:
        why = f"must not have more than {_MOST_SEARCHES} search paths"
        found.append(invalid(child(path, "searches"), searches, why))
    for at, search in enumerate(searches):
        place = index(child(path, "searches"), at)
        found += scalars.named(search.removesuffix("."), place, names.dns1123_subdomain)
    for at, option in enumerate((config or {}).get("options") or ()):
        if not option.get("name"):
            found.append(fields.required(index(child(path, "options"), at), "must not be empty"))
    return found


def _own_users(spec: Doc, path: str) -> list[FieldError]:
    """A pod with users of its own shares none of the host's namespaces."""
    if spec.get("hostUsers") is not False:
        return []
    told = (("hostNetwork", "hostNetwork"), ("hostPID", "HostPID"), ("hostIPC", "HostIPC"))
    why = "when `pod.Spec.HostUsers` is false"
    return [fields.forbidden(child(path, shown), why) for field, shown in told if spec.get(field)]
