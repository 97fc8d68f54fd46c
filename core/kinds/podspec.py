"""Defaults of pod specs, wherever one is found: in pods and in every workload's template.

Source: pkg/apis/core/v1/defaults.go (SetDefaults_PodSpec, _Container, _Volume, _Probe).
"""

from __future__ import annotations

from typing import Any, Final

from core.kinds.filling import each, fill, put, within
from core.meta.objects import Doc

READ_ONLY_MODE: Final = 420
"""Octal 0644: the mode of files in secret, config map, downward and projected volumes."""

_SPEC: Final = {
    "restartPolicy": "Always",
    "terminationGracePeriodSeconds": 30,
    "dnsPolicy": "ClusterFirst",
    "securityContext": {},
    "schedulerName": "default-scheduler",
}
_CONTAINER: Final = {
    "resources": {},
    "terminationMessagePath": "/dev/termination-log",
    "terminationMessagePolicy": "File",
}
_PROBE: Final = {"timeoutSeconds": 1, "periodSeconds": 10, "successThreshold": 1, "failureThreshold": 3}
_TCP: Final = {"protocol": "TCP"}
_MODE: Final = {"defaultMode": READ_ONLY_MODE}
_VOLUME_SOURCES: Final[dict[str, dict[str, Any]]] = {
    "secret": _MODE,
    "configMap": _MODE,
    "downwardAPI": _MODE,
    "projected": _MODE,
    "hostPath": {"type": ""},
    "iscsi": {"iscsiInterface": "default"},
    "rbd": {"pool": "rbd", "user": "admin", "keyring": "/etc/ceph/keyring"},
    "azureDisk": {"cachingMode": "ReadWrite", "fsType": "ext4", "readOnly": False, "kind": "Shared"},
    "scaleIO": {"storageMode": "ThinProvisioned", "fsType": "xfs"},
}
CONTAINER_LISTS: Final = ("initContainers", "containers", "ephemeralContainers")


def complete_template(template: Doc) -> Doc:
    """Fill in a pod template; metadata is always there, even when empty."""
    return within(fill(template, {"metadata": {}, "spec": {}}), "spec", complete)


def complete(spec: Doc) -> Doc:
    """Fill in a pod spec as it is stored in a template (a pod's own spec gets more)."""
    for field in CONTAINER_LISTS:
        spec = each(spec, field, _complete_container)
    spec = each(fill(spec, _SPEC), "volumes", complete_volume)
    account = spec.get("serviceAccountName") or spec.get("serviceAccount")
    return fill(spec, {"serviceAccountName": account, "serviceAccount": account}) if account else spec


def pull_policy(image: str) -> str:
    """`Always` for the tag latest or none, `IfNotPresent` for any other tag and for digests."""
    if "@" in image:
        return "IfNotPresent"
    _, colon, tag = image.rpartition(":")
    has_tag = bool(colon) and "/" not in tag
    return "Always" if not has_tag or tag == "latest" else "IfNotPresent"


def _complete_container(container: Doc) -> Doc:
    container = fill(container, _CONTAINER)
    if not container.get("imagePullPolicy"):
        container = put(container, "imagePullPolicy", pull_policy(container.get("image") or ""))
    container = each(container, "ports", lambda port: fill(port, _TCP))
    container = each(container, "env", _complete_env)
    for probe in ("livenessProbe", "readinessProbe", "startupProbe"):
        container = within(container, probe, _complete_probe)
    return within(container, "lifecycle", _complete_lifecycle)


def _complete_env(env: Doc) -> Doc:
    return within(env, "valueFrom", complete_source)


def complete_source(source: Doc) -> Doc:
    """Fill in what an environment variable or a downward file points at."""
    source = within(source, "fieldRef", lambda ref: fill(ref, {"apiVersion": "v1"}))
    return within(source, "resourceFieldRef", lambda ref: fill(ref, {"divisor": "0"}))


def _complete_http(action: Doc) -> Doc:
    filled = fill(action, {"path": "/", "scheme": "HTTP"})
    return filled if filled["path"] else put(filled, "path", "/")


def _complete_probe(probe: Doc) -> Doc:
    # Zero counts as absent: these are plain integers upstream.
    zero = {field: value for field, value in _PROBE.items() if not probe.get(field)}
    probe = {**probe, **zero} if zero else probe
    probe = within(probe, "grpc", lambda grpc: fill(grpc, {"service": ""}))
    return within(probe, "httpGet", _complete_http)


def _complete_lifecycle(lifecycle: Doc) -> Doc:
    for hook in ("postStart", "preStop"):
        lifecycle = within(lifecycle, hook, lambda found: within(found, "httpGet", _complete_http))
    return lifecycle


def complete_volume(volume: Doc) -> Doc:
    """Fill in one volume; without any source it is an empty directory."""
    if not volume.keys() - {"name"}:
        return {**volume, "emptyDir": {}}
    for source, defaults in _VOLUME_SOURCES.items():
        if source in volume:
            volume = within(volume, source, lambda found, wanted=defaults: fill(found, wanted))  # type: ignore[misc]  # mypy infers no lambda with a default
    volume = within(volume, "downwardAPI", lambda found: each(found, "items", complete_source))
    volume = within(volume, "projected", lambda found: each(found, "sources", _complete_projection))
    return within(volume, "ephemeral", _complete_ephemeral)


def _complete_projection(source: Doc) -> Doc:
    source = within(source, "downwardAPI", lambda found: each(found, "items", complete_source))
    return within(source, "serviceAccountToken", lambda found: fill(found, {"expirationSeconds": 3600}))


def _complete_ephemeral(ephemeral: Doc) -> Doc:
    return within(ephemeral, "volumeClaimTemplate", _complete_claim_template)


def _complete_claim_template(template: Doc) -> Doc:
    return within(fill(template, {"metadata": {}}), "spec", complete_claim_spec)


def complete_claim_spec(spec: Doc) -> Doc:
    """Fill in the spec of a PersistentVolumeClaim."""
    return fill(spec, {"resources": {}, "volumeMode": "Filesystem"})
