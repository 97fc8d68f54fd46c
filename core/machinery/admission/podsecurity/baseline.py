"""The checks of the baseline standard: what is known to lead out of a container.

Source: k8s.io/pod-security-admission/policy/check_*.go.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from core.machinery.admission.podsecurity.finding import (
    Finding,
    containers,
    context,
    join,
    names_where,
    plural,
    setters,
    told,
)
from core.meta.fields import quote
from core.meta.objects import Doc

_ARMOUR_NOTE: Final = "container.apparmor.security.beta.kubernetes.io/"
_SECCOMP_POD: Final = "seccomp.security.alpha.kubernetes.io/pod"
_SECCOMP_CONTAINER: Final = "container.seccomp.security.alpha.kubernetes.io/"
_PROFILES: Final = ("RuntimeDefault", "Localhost")
_CAPABILITIES: Final = frozenset(
    {
        "AUDIT_WRITE", "CHOWN", "DAC_OVERRIDE", "FOWNER", "FSETID", "KILL", "MKNOD", "NET_BIND_SERVICE", "SETFCAP",
        "SETGID", "SETPCAP", "SETUID", "SYS_CHROOT",
    }
)  # fmt: skip
_SYSCTLS: Final = frozenset(
    {
        "kernel.shm_rmid_forced", "net.ipv4.ip_local_port_range", "net.ipv4.tcp_syncookies",
        "net.ipv4.ping_group_range", "net.ipv4.ip_unprivileged_port_start",
    }
)  # fmt: skip
_SYSCTLS_27: Final = _SYSCTLS | {"net.ipv4.ip_local_reserved_ports"}
_SYSCTLS_29: Final = _SYSCTLS_27 | {
    "net.ipv4.tcp_keepalive_time", "net.ipv4.tcp_fin_timeout", "net.ipv4.tcp_keepalive_intvl",
    "net.ipv4.tcp_keepalive_probes",
}  # fmt: skip
_SYSCTLS_32: Final = _SYSCTLS_29 | {"net.ipv4.tcp_rmem", "net.ipv4.tcp_wmem"}
_SELINUX: Final = frozenset({"", "container_t", "container_init_t", "container_kvm_t"})
_SELINUX_31: Final = _SELINUX | {"container_engine_t"}


def app_armor(meta: Doc, spec: Doc) -> Finding | None:
    def wrong(holder: Doc) -> str:
        profile = context(holder).get("appArmorProfile")
        return "" if profile is None or profile.get("type") in _PROFILES else profile.get("type", "")

    bad = names_where(spec, wrong)
    notes = sorted(
        f"{key}={quote(value)}"
        for key, value in (meta.get("annotations") or {}).items()
        if key.startswith(_ARMOUR_NOTE) and value not in ("", "runtime/default") and not value.startswith("localhost/")
    )
    if not (wrong(spec) or bad or notes):
        return None
    values = [*sorted({wrong(holder) for holder in (spec, *containers(spec))} - {""}), *notes]
    who = setters(wrong(spec), bad, *([plural("annotation", "annotations", len(notes))] if notes else []))
    reason = plural("forbidden AppArmor profile", "forbidden AppArmor profiles", len(values))
    return Finding(reason, f"{who} must not set AppArmor profile type to {join(values)}")


def capabilities(_meta: Doc, spec: Doc) -> Finding | None:
    def added(container: Doc) -> set[str]:
        return set((context(container).get("capabilities") or {}).get("add") or ()) - _CAPABILITIES

    bad = names_where(spec, added)
    if not bad:
        return None
    values = sorted({value for container in containers(spec) for value in added(container)})
    detail = f"{told(bad)} must not include {join(values)} in securityContext.capabilities.add"
    return Finding("non-default capabilities", detail)


def host_namespaces(_meta: Doc, spec: Doc) -> Finding | None:
    found = [f"{field}=true" for field in ("hostNetwork", "hostPID", "hostIPC") if spec.get(field)]
    return Finding("host namespaces", ", ".join(found)) if found else None


def host_paths(_meta: Doc, spec: Doc) -> Finding | None:
    found = [volume.get("name", "") for volume in spec.get("volumes") or () if volume.get("hostPath") is not None]
    return Finding("hostPath volumes", f"{plural('volume', 'volumes', len(found))} {join(found)}") if found else None


def host_ports(_meta: Doc, spec: Doc) -> Finding | None:
    def taken(container: Doc) -> set[str]:
        return {str(port["hostPort"]) for port in container.get("ports") or () if port.get("hostPort")}

    bad = names_where(spec, taken)
    if not bad:
        return None
    ports = sorted({port for container in containers(spec) for port in taken(container)})
    use, what = plural("uses", "use", len(bad)), plural("hostPort", "hostPorts", len(ports))
    return Finding("hostPort", f"{told(bad)} {use} {what} {', '.join(ports)}")


def probe_hosts(_meta: Doc, spec: Doc) -> Finding | None:
    bad = sorted(set(names_where(spec, lambda container: any(_hosts(container)))))
    if not bad:
        return None
    hosts = sorted({host for container in containers(spec) for host in _hosts(container)})
    what = plural("probe or lifecycle host", "probe or lifecycle hosts", len(hosts))
    detail = f"{told(bad)} {plural('uses', 'use', len(bad))} {what} {join(hosts)}"
    return Finding("probe or lifecycle host", detail)


def _hosts(container: Doc) -> Iterator[str]:
    """Where a container's probes and hooks go, if it is not to the pod itself."""
    lifecycle = container.get("lifecycle") or {}
    handlers = [container.get(probe) for probe in ("livenessProbe", "readinessProbe", "startupProbe")]
    for handler in (*handlers, lifecycle.get("postStart"), lifecycle.get("preStop")):
        for action in ("httpGet", "tcpSocket"):
            host = ((handler or {}).get(action) or {}).get("host")
            if host:
                yield host


def privileged(_meta: Doc, spec: Doc) -> Finding | None:
    bad = names_where(spec, lambda container: context(container).get("privileged"))
    return Finding("privileged", f"{told(bad)} must not set securityContext.privileged=true") if bad else None


def proc_mount(_meta: Doc, spec: Doc) -> Finding | None:
    def wrong(container: Doc) -> str:
        mount: str = context(container).get("procMount") or "Default"
        return "" if mount == "Default" else mount

    bad = names_where(spec, wrong)
    if not bad:
        return None
    values = sorted({wrong(container) for container in containers(spec)} - {""})
    return Finding("procMount", f"{told(bad)} must not set securityContext.procMount to {join(values)}")


def proc_mount_35(meta: Doc, spec: Doc) -> Finding | None:
    """In a user namespace of its own a pod may see all of /proc."""
    return None if spec.get("hostUsers") is False else proc_mount(meta, spec)


def selinux(_meta: Doc, spec: Doc) -> Finding | None:
    return _selinux(spec, _SELINUX)


def selinux_31(_meta: Doc, spec: Doc) -> Finding | None:
    return _selinux(spec, _SELINUX_31)


def _selinux(spec: Doc, allowed: frozenset[str]) -> Finding | None:
    def options(holder: Doc) -> Doc:
        return context(holder).get("seLinuxOptions") or {}

    def wrong(holder: Doc) -> bool:
        held = options(holder)
        return held.get("type", "") not in allowed or bool(held.get("user")) or bool(held.get("role"))

    bad = names_where(spec, wrong)
    if not bad and not wrong(spec):
        return None
    held = [options(holder) for holder in (spec, *containers(spec))]
    types = sorted({one.get("type", "") for one in held} - allowed)
    data = [f"{plural('type', 'types', len(types))} {join(types)}"] if types else []
    data += [f"{field} may not be set" for field in ("user", "role") if any(one.get(field) for one in held)]
    who = setters(wrong(spec), bad)
    return Finding("seLinuxOptions", f"{who} set forbidden securityContext.seLinuxOptions: {'; '.join(data)}")


def seccomp_notes(meta: Doc, spec: Doc) -> Finding | None:
    """Before 1.19 profiles were annotations."""
    keys = [_SECCOMP_POD, *(f"{_SECCOMP_CONTAINER}{container.get('name', '')}" for container in containers(spec))]
    held = meta.get("annotations") or {}
    found = sorted({f"{key}={quote(held[key])}" for key in keys if key in held and not _is_safe_note(held[key])})
    if not found:
        return None
    return Finding("seccompProfile", f"forbidden {plural('annotation', 'annotations', len(found))} {', '.join(found)}")


def _is_safe_note(value: str) -> bool:
    return value in ("runtime/default", "docker/default") or value.startswith("localhost/")


def seccomp(_meta: Doc, spec: Doc) -> Finding | None:
    def wrong(holder: Doc) -> bool:
        profile = context(holder).get("seccompProfile")
        return profile is not None and profile.get("type") not in _PROFILES

    bad = names_where(spec, wrong)
    if not bad and not wrong(spec):
        return None
    values = sorted({context(one)["seccompProfile"].get("type", "") for one in (spec, *containers(spec)) if wrong(one)})
    detail = f"{setters(wrong(spec), bad)} must not set securityContext.seccompProfile.type to {join(values)}"
    return Finding("seccompProfile", detail)


def sysctls(_meta: Doc, spec: Doc) -> Finding | None:
    return _sysctls(spec, _SYSCTLS)


def sysctls_27(_meta: Doc, spec: Doc) -> Finding | None:
    return _sysctls(spec, _SYSCTLS_27)


def sysctls_29(_meta: Doc, spec: Doc) -> Finding | None:
    return _sysctls(spec, _SYSCTLS_29)


def sysctls_32(_meta: Doc, spec: Doc) -> Finding | None:
    return _sysctls(spec, _SYSCTLS_32)


def _sysctls(spec: Doc, allowed: frozenset[str]) -> Finding | None:
    held = [sysctl.get("name", "") for sysctl in context(spec).get("sysctls") or ()]
    found = [name for name in held if name not in allowed]
    return Finding("forbidden sysctls", ", ".join(found)) if found else None


def windows_host_process(_meta: Doc, spec: Doc) -> Finding | None:
    def wrong(holder: Doc) -> bool:
        return bool((context(holder).get("windowsOptions") or {}).get("hostProcess"))

    bad = names_where(spec, wrong)
    if not bad and not wrong(spec):
        return None
    who = setters(wrong(spec), bad)
    return Finding("hostProcess", f"{who} must not set securityContext.windowsOptions.hostProcess=true")
