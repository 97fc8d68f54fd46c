"""The checks that the restricted standard adds: what a hardened pod gives up.

Source: k8s.io/pod-security-admission/policy/check_*.go.
"""

from __future__ import annotations

from typing import Final

from core.machinery.admission.podsecurity import baseline
from core.machinery.admission.podsecurity.finding import (
    Check,
    Finding,
    containers,
    context,
    is_windows,
    join,
    names_where,
    plural,
    setters,
    told,
)
from core.meta.objects import Doc

_VOLUMES: Final = frozenset(
    {
        "configMap", "csi", "downwardAPI", "emptyDir", "ephemeral", "image", "persistentVolumeClaim", "projected",
        "secret",
    }
)  # fmt: skip
_KNOWN_VOLUMES: Final = (
    "hostPath", "gcePersistentDisk", "awsElasticBlockStore", "gitRepo", "nfs", "iscsi", "glusterfs", "rbd",
    "flexVolume", "cinder", "cephfs", "flocker", "fc", "azureFile", "vsphereVolume", "quobyte", "azureDisk",
    "portworxVolume", "scaleIO", "storageos",
)  # fmt: skip


def on_linux(check: Check) -> Check:
    """Since 1.25 some checks pass pods that name Windows, which has no such thing."""
    return lambda meta, spec: None if is_windows(spec) else check(meta, spec)


def as_host_user(check: Check) -> Check:
    """Since 1.35 some checks pass pods in a user namespace of their own, where root is nobody outside."""
    return lambda meta, spec: None if spec.get("hostUsers") is False else check(meta, spec)


def privilege_escalation(_meta: Doc, spec: Doc) -> Finding | None:
    bad = names_where(spec, lambda container: context(container).get("allowPrivilegeEscalation") is not False)
    if not bad:
        return None
    detail = f"{told(bad)} must set securityContext.allowPrivilegeEscalation=false"
    return Finding("allowPrivilegeEscalation != false", detail)


def capabilities(_meta: Doc, spec: Doc) -> Finding | None:
    def held(container: Doc) -> Doc:
        return context(container).get("capabilities") or {}

    keeping = names_where(spec, lambda container: "ALL" not in (held(container).get("drop") or ()))
    adding = names_where(spec, lambda container: set(held(container).get("add") or ()) - {"NET_BIND_SERVICE"})
    details = [f'{told(keeping)} must set securityContext.capabilities.drop=["ALL"]'] if keeping else []
    if adding:
        added = {value for container in containers(spec) for value in held(container).get("add") or ()}
        values = join(sorted(added - {"NET_BIND_SERVICE"}))
        details.append(f"{told(adding)} must not include {values} in securityContext.capabilities.add")
    return Finding("unrestricted capabilities", "; ".join(details)) if details else None


def volumes(_meta: Doc, spec: Doc) -> Finding | None:
    bad = [volume for volume in spec.get("volumes") or () if not _VOLUMES & volume.keys()]
    if not bad:
        return None
    types = sorted({next((type_ for type_ in _KNOWN_VOLUMES if type_ in volume), "unknown") for volume in bad})
    names = [volume.get("name", "") for volume in bad]
    use = plural("uses", "use", len(bad))
    what = plural("restricted volume type", "restricted volume types", len(types))
    detail = f"{plural('volume', 'volumes', len(bad))} {join(names)} {use} {what} {join(types)}"
    return Finding("restricted volume types", detail)


def run_as_non_root(_meta: Doc, spec: Doc) -> Finding | None:
    def wish(holder: Doc) -> bool | None:
        found: bool | None = context(holder).get("runAsNonRoot")
        return found

    bad = names_where(spec, lambda container: wish(container) is False)
    if bad or wish(spec) is False:
        who = setters(wish(spec) is False, bad)
        return Finding("runAsNonRoot != true", f"{who} must not set securityContext.runAsNonRoot=false")
    silent = names_where(spec, lambda container: wish(container) is None)
    if not silent or wish(spec):
        return None
    return Finding("runAsNonRoot != true", f"pod or {told(silent)} must set securityContext.runAsNonRoot=true")


def run_as_user(_meta: Doc, spec: Doc) -> Finding | None:
    def is_root(holder: Doc) -> bool:
        return context(holder).get("runAsUser") == 0

    bad = names_where(spec, is_root)
    if not bad and not is_root(spec):
        return None
    return Finding("runAsUser=0", f"{setters(is_root(spec), bad)} must not set runAsUser=0")


def seccomp(meta: Doc, spec: Doc) -> Finding | None:
    found = baseline.seccomp(meta, spec)
    if found or context(spec).get("seccompProfile") is not None:
        return found
    silent = names_where(spec, lambda container: context(container).get("seccompProfile") is None)
    if not silent:
        return None
    wanted = 'must set securityContext.seccompProfile.type to "RuntimeDefault" or "Localhost"'
    return Finding("seccompProfile", f"pod or {told(silent)} {wanted}")
