"""The checks of each level and version, in the order in which upstream tells what they find.

Source: k8s.io/pod-security-admission/policy/registry.go: baseline's checks by their ids, then the restricted ones.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Final

from core.machinery.admission.podsecurity import baseline, restricted
from core.machinery.admission.podsecurity.finding import Check, Finding
from core.machinery.admission.podsecurity.policy import Standard
from core.machinery.admission.podsecurity.restricted import as_host_user, on_linux
from core.meta.objects import Doc

_NEWEST: Final = 36
Versions = tuple[tuple[int, Check], ...]
"""Since which minor version a check is done in which way."""

_BASELINE: Final[dict[str, Versions]] = {
    "appArmorProfile": ((0, baseline.app_armor),),
    "capabilities_baseline": ((0, baseline.capabilities),),
    "hostNamespaces": ((0, baseline.host_namespaces),),
    "hostPathVolumes": ((0, baseline.host_paths),),
    "hostPorts": ((0, baseline.host_ports),),
    "hostProbesAndHostLifecycle": ((34, baseline.probe_hosts),),
    "privileged": ((0, baseline.privileged),),
    "procMount_baseline": ((0, baseline.proc_mount), (35, baseline.proc_mount_35)),
    "seLinuxOptions": ((0, baseline.selinux), (31, baseline.selinux_31)),
    "seccompProfile_baseline": ((0, baseline.seccomp_notes), (19, baseline.seccomp)),
    "sysctls": ((0, baseline.sysctls), (27, baseline.sysctls_27), (29, baseline.sysctls_29), (32, baseline.sysctls_32)),
    "windowsHostProcess": ((0, baseline.windows_host_process),),
}
_RESTRICTED: Final[dict[str, Versions]] = {
    "allowPrivilegeEscalation": (
        (8, restricted.privilege_escalation),
        (25, on_linux(restricted.privilege_escalation)),
    ),
    "capabilities_restricted": ((22, restricted.capabilities), (25, on_linux(restricted.capabilities))),
    "procMount_restricted": ((35, baseline.proc_mount),),
    "restrictedVolumes": ((0, restricted.volumes),),
    "runAsNonRoot": ((0, restricted.run_as_non_root), (35, as_host_user(restricted.run_as_non_root))),
    "runAsUser": ((23, restricted.run_as_user), (35, as_host_user(restricted.run_as_user))),
    "seccompProfile_restricted": ((19, restricted.seccomp), (25, on_linux(restricted.seccomp))),
}
_REPLACES: Final = {
    "capabilities_restricted": "capabilities_baseline",
    "procMount_restricted": "procMount_baseline",
    "restrictedVolumes": "hostPathVolumes",
    "seccompProfile_restricted": "seccompProfile_baseline",
}
"""Restricted checks that say all that a baseline one would."""


def evaluate(standard: Standard, meta: Doc, spec: Doc) -> list[Finding]:
    """What of a pod breaks a standard."""
    if standard.level == "privileged":
        return []
    found = (check(meta, spec) for check in _checks(standard.level, min(standard.minor, _NEWEST)))
    return [finding for finding in found if finding is not None]


@lru_cache(maxsize=128)
def _checks(level: str, minor: int) -> tuple[Check, ...]:
    chosen = _of_version(_BASELINE, minor)
    if level == "restricted":
        added = _of_version(_RESTRICTED, minor)
        replaced = {_REPLACES.get(name) for name in added}
        chosen = {name: check for name, check in chosen.items() if name not in replaced} | added
    return tuple(chosen.values())


def _of_version(table: dict[str, Versions], minor: int) -> dict[str, Check]:
    found = {}
    for name, versions in table.items():
        fitting = [check for since, check in versions if since <= minor]
        if fitting:
            found[name] = fitting[-1]
    return found
