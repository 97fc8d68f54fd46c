"""The APIServices that an API server registers for the group versions that it serves itself.

Source: the priorities of pkg/controlplane/apiserver/aggregator.go and cmd/kube-apiserver/app/aggregator.go, the label
of kube-aggregator's autoregister controller. Discovery lists the groups by these priorities.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from core.meta.objects import Doc

AUTOMANAGED: Final = "kube-aggregator.kubernetes.io/automanaged"
_USUAL: Final = 15
_GROUPS: Final = {
    "": 18000, "apps": 17800, "events.k8s.io": 17750, "authentication.k8s.io": 17700, "authorization.k8s.io": 17600,
    "autoscaling": 17500, "batch": 17400, "certificates.k8s.io": 17300, "networking.k8s.io": 17200, "policy": 17100,
    "rbac.authorization.k8s.io": 17000, "storage.k8s.io": 16800, "admissionregistration.k8s.io": 16700,
    "apiextensions.k8s.io": 16700, "scheduling.k8s.io": 16600, "coordination.k8s.io": 16500, "node.k8s.io": 16300,
    "discovery.k8s.io": 16200, "resource.k8s.io": 16200, "flowcontrol.apiserver.k8s.io": 16100,
}  # fmt: skip
"""Group → its priority among groups. `apiregistration.k8s.io` itself has none: the aggregator serves it."""
_VERSIONS: Final = {"": {"v1": 1}, "autoscaling": {"v2": 30, "v1": _USUAL}, "resource.k8s.io": {"v1": 20},
                    "flowcontrol.apiserver.k8s.io": {"v1": 21}}  # fmt: skip
"""Group → the priorities of its versions, where they are others than the usual one of `v1`."""


def documents() -> Iterator[Doc]:
    """Yield one for each group version."""
    for group, priority in _GROUPS.items():
        for version, place in _VERSIONS.get(group, {"v1": _USUAL}).items():
            spec = {"version": version, "groupPriorityMinimum": priority, "versionPriority": place}
            yield {
                "apiVersion": "apiregistration.k8s.io/v1",
                "kind": "APIService",
                "metadata": {"name": f"{version}.{group}", "labels": {AUTOMANAGED: "onstart"}},
                "spec": {"group": group, **spec} if group else spec,
            }
