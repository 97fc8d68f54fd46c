"""Containers of a pod spec: names, images, ports, environment, mounts, probes, security.

Source: validateContainers, validateInitContainers and validateContainerCommon in pkg/apis/core/validation.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

from core.machinery.validate import environment, mounts, probes, resources, scalars
from core.meta import fields, names
from core.meta.fields import FieldError, child, index, invalid
from core.meta.objects import Doc

_PULL_POLICIES: Final = {"Always", "IfNotPresent", "Never"}
_PROTOCOLS: Final = {"SCTP", "TCP", "UDP"}
_RESTART_POLICIES: Final = {"Always", "Never", "OnFailure"}
_RESIZED: Final = {"cpu", "memory"}
_RESIZES: Final = {"NotRequired", "RestartContainer"}
_TERMINATION: Final = ("File", "FallbackToLogsOnError")
_NOT_FOR_INIT: Final = ("lifecycle", "livenessProbe", "readinessProbe", "startupProbe")


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What a container is judged by besides itself: the pod's volumes and grace period (seconds)."""

    volumes: frozenset[str]
    grace: int | None


def check(spec: Doc, path: str, around: Surroundings) -> list[FieldError]:
    """Judge the containers, then the init containers."""
    main = spec.get("containers") or []
    if not main:
        found = [fields.required(child(path, "containers"))]
    else:
        found = _main(main, child(path, "containers"), around)
    return found + _initial(spec, child(path, "initContainers"), around)


def _main(containers: list[Doc], path: str, around: Surroundings) -> list[FieldError]:
    found: list[FieldError] = []
    seen: set[str] = set()
    for at, container in enumerate(containers):
        place = index(path, at)
        found += common(container, place, around)
        found += _unique(container, place, seen)
        found += probes.check_lifecycle(container.get("lifecycle"), child(place, "lifecycle"), around.grace)
        found += _probes(container, place)
    return found + _host_ports(containers, path)


def _probes(container: Doc, path: str) -> list[FieldError]:
    found: list[FieldError] = []
    for name, once in (("livenessProbe", True), ("readinessProbe", False), ("startupProbe", True)):
        found += probes.check_probe(container.get(name), child(path, name), once=once)
    return found


def _unique(container: Doc, path: str, seen: set[str]) -> list[FieldError]:
    name = container.get("name", "")
    if name and name in seen:
        return [fields.duplicate(child(path, "name"), name)]
    seen.add(name)
    return []


def _initial(spec: Doc, path: str, around: Surroundings) -> list[FieldError]:
    found: list[FieldError] = []
    seen = {container.get("name", "") for container in spec.get("containers") or ()} - {""}
    for at, container in enumerate(spec.get("initContainers") or ()):
        place = index(path, at)
        found += common(container, place, around)
        found += _restart_policy(container, place)
        found += _unique(container, place, seen)
        if container.get("restartPolicy") == "Always":
            found += probes.check_lifecycle(container.get("lifecycle"), child(place, "lifecycle"), around.grace)
            found += _probes(container, place)
        else:
            why = "may not be set for init containers without restartPolicy=Always"
            found += [fields.forbidden(child(place, name), why) for name in _NOT_FOR_INIT if container.get(name)]
    return found


def _restart_policy(container: Doc, path: str) -> list[FieldError]:
    policy = container.get("restartPolicy")
    return [] if policy is None else scalars.one_of(policy, child(path, "restartPolicy"), _RESTART_POLICIES)


def common(container: Doc, path: str, around: Surroundings) -> list[FieldError]:
    """Judge what containers of every sort have."""
    found = scalars.required_name(container.get("name"), child(path, "name"), names.dns1123_label)
    found += _image(container, child(path, "image"))
    policy = container.get("terminationMessagePolicy")
    found += scalars.one_of(policy, child(path, "terminationMessagePolicy"), _TERMINATION)
    found += _ports(container.get("ports") or [], child(path, "ports"))
    found += environment.check(container, path)
    found += mounts.check_mounts(container, path, around.volumes)
    found += mounts.check_devices(container, path, around.volumes)
    found += scalars.one_of(container.get("imagePullPolicy"), child(path, "imagePullPolicy"), _PULL_POLICIES)
    found += resources.check(container.get("resources"), child(path, "resources"))
    found += _resize(container.get("resizePolicy") or [], child(path, "resizePolicy"))
    return found + security(container.get("securityContext"), child(path, "securityContext"))


def _image(container: Doc, path: str) -> list[FieldError]:
    return [] if container.get("image") else [fields.required(path)]


def check_images(spec: Doc, path: str) -> list[FieldError]:
    """Judge what only the images of pods, not those of templates, may not be."""
    why = "must not have leading or trailing whitespace"
    return [
        invalid(child(index(child(path, field), at), "image"), container["image"], why)
        for field in ("containers", "initContainers", "ephemeralContainers")
        for at, container in enumerate(spec.get(field) or ())
        if (container.get("image") or "") != (container.get("image") or "").strip()
    ]


def _resize(policies: list[Doc], path: str) -> list[FieldError]:
    """Each resource once, with a known way to resize it; errors name the list, not its items."""
    found: list[FieldError] = []
    names = [policy.get("resourceName") for policy in policies]
    for at, policy in enumerate(policies):
        if names[at] in names[:at]:
            found.append(fields.duplicate(index(path, at), names[at]))
        for field, known in (("resourceName", _RESIZED), ("restartPolicy", _RESIZES)):
            value = policy.get(field)
            found += scalars.one_of(value, path, known) if value else [fields.required(path)]
    return found


def _ports(ports: list[Doc], path: str) -> list[FieldError]:
    found: list[FieldError] = []
    seen: set[str] = set()
    for at, port in enumerate(ports):
        place = index(path, at)
        name = port.get("name")
        if name:
            problems = scalars.named(name, child(place, "name"), names.port_name)
            if problems:
                found += problems
            elif name in seen:
                found.append(fields.duplicate(child(place, "name"), name))
            seen.add(name)
        if not port.get("containerPort"):
            found.append(fields.required(child(place, "containerPort")))
        else:
            found += scalars.port(port["containerPort"], child(place, "containerPort"))
        if port.get("hostPort"):
            found += scalars.port(port["hostPort"], child(place, "hostPort"))
        found += scalars.one_of(port.get("protocol"), child(place, "protocol"), _PROTOCOLS)
    return found


def _host_ports(containers: list[Doc], path: str) -> list[FieldError]:
    """No two containers of a pod can have the same port of the host."""
    found: list[FieldError] = []
    seen: set[str] = set()
    for at, container in enumerate(containers):
        for number, port in enumerate(container.get("ports") or ()):
            if not port.get("hostPort"):
                continue
            mark = f"{port.get('protocol')}/{port.get('hostIP', '')}/{port['hostPort']}"
            if mark in seen:
                place = index(child(index(path, at), "ports"), number)
                found.append(fields.duplicate(child(place, "hostPort"), mark))
            seen.add(mark)
    return found


def security(context: Doc | None, path: str) -> list[FieldError]:
    """Judge users, groups, and the seccomp profile of a container."""
    if not context:
        return []
    found: list[FieldError] = []
    for field in ("runAsUser", "runAsGroup"):
        found += scalars.within(context.get(field), child(path, field), 0, scalars.INT32_MAX)
    found += seccomp(context.get("seccompProfile"), child(path, "seccompProfile"))
    return found + _privileges(context, path)


def _privileges(context: Doc, path: str) -> list[FieldError]:
    if context.get("allowPrivilegeEscalation") is not False:
        return []
    found: list[FieldError] = []
    if context.get("privileged"):
        found.append(
            invalid(path, context_shown(), "cannot set `allowPrivilegeEscalation` to false and `privileged` to true")
        )
    if "SYS_ADMIN" in ((context.get("capabilities") or {}).get("add") or ()):
        why = "cannot set `allowPrivilegeEscalation` to false and `capabilities.Add` CAP_SYS_ADMIN"
        found.append(invalid(path, context_shown(), why))
    return found


def context_shown() -> Any:
    """Upstream prints a dump of Go's type here; we leave it out."""
    return fields.OMITTED


def seccomp(profile: Doc | None, path: str) -> list[FieldError]:
    """Judge a seccomp profile: its type, and a path where it is a local file."""
    if profile is None:
        return []
    type_ = profile.get("type", "")
    if not type_:
        return [fields.required(child(path, "type"), "type is required when seccompProfile is set")]
    if type_ == "Localhost" and not profile.get("localhostProfile"):
        why = "must be set when seccomp type is Localhost"
        return [fields.required(child(path, "localhostProfile"), why)]
    supported = ("Localhost", "RuntimeDefault", "Unconfined")
    return scalars.one_of(type_, child(path, "type"), supported)
