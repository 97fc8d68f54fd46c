"""The documents of an empty cluster, in an order in which each can be created through the door."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from core.machinery.bootstrap import apiservices, flowcontrol, roles
from core.meta.objects import Doc

NAMESPACES: Final = ("default", "kube-node-lease", "kube-public", "kube-system")
API_ADDRESS: Final = "192.0.2.1"
"""Where the API server seems to be: an address set aside for documentation (RFC 5737)."""
API_PORT: Final = 6443
SERVICE_ADDRESS: Final = "10.96.0.1"
SERVICE_RANGE: Final = "10.96.0.0/12"

CONTROLLER_ACCOUNTS: Final = (
    "attachdetach-controller", "bootstrap-signer", "certificate-controller",
    "clusterrole-aggregation-controller", "cronjob-controller", "daemon-set-controller",
    "deployment-controller", "device-taint-eviction-controller", "disruption-controller",
    "endpoint-controller", "endpointslice-controller", "endpointslicemirroring-controller",
    "ephemeral-volume-controller", "expand-controller", "generic-garbage-collector",
    "horizontal-pod-autoscaler", "job-controller", "legacy-service-account-token-cleaner",
    "namespace-controller", "node-controller", "persistent-volume-binder", "pod-garbage-collector",
    "pv-protection-controller", "pvc-protection-controller", "replicaset-controller",
    "replication-controller", "resource-claim-controller", "resourcequota-controller",
    "root-ca-cert-publisher", "service-account-controller", "service-ca-cert-publisher",
    "service-cidrs-controller", "statefulset-controller", "token-cleaner", "ttl-after-finished-controller",
    "ttl-controller", "validatingadmissionpolicy-status-controller",
    "volumeattributesclass-protection-controller",
)  # fmt: skip

_PRIORITIES: Final = (
    (
        "system-cluster-critical",
        2_000_000_000,
        "Used for system critical pods that must run in the cluster, but can be moved to another node if necessary.",
    ),
    (
        "system-node-critical",
        2_000_001_000,
        "Used for system critical pods that must not be moved from their current node.",
    ),
)


def documents() -> Iterator[Doc]:
    """Yield every document once, namespaces first.

    The `default` ServiceAccounts and `kube-root-ca.crt` are left to the controllers that make them.
    """
    yield from (_object("v1", "Namespace", name) for name in NAMESPACES)
    yield from roles.documents()
    yield from (_priority(*priority) for priority in _PRIORITIES)
    yield from flowcontrol.documents()
    yield from _api_service()
    yield from (_object("v1", "ServiceAccount", name, "kube-system") for name in CONTROLLER_ACCOUNTS)
    yield from apiservices.documents()


def _object(api_version: str, kind: str, name: str, namespace: str = "") -> Doc:
    meta = {"name": name, "namespace": namespace} if namespace else {"name": name}
    return {"apiVersion": api_version, "kind": kind, "metadata": meta}


def _priority(name: str, value: int, description: str) -> Doc:
    found = _object("scheduling.k8s.io/v1", "PriorityClass", name)
    return {**found, "value": value, "description": description}


def _api_service() -> Iterator[Doc]:
    """Yield the `kubernetes` service, by which pods reach the API server, and what it stands on."""
    cidr = _object("networking.k8s.io/v1", "ServiceCIDR", "kubernetes")
    yield {**cidr, "spec": {"cidrs": [SERVICE_RANGE]}}
    service = _object("v1", "Service", "kubernetes", "default")
    service["metadata"]["labels"] = {"component": "apiserver", "provider": "kubernetes"}
    port = {"name": "https", "protocol": "TCP", "port": 443, "targetPort": API_PORT}
    yield {**service, "spec": {"type": "ClusterIP", "clusterIP": SERVICE_ADDRESS, "ports": [port]}}
    target = {"name": "https", "port": API_PORT, "protocol": "TCP"}
    endpoints = _object("v1", "Endpoints", "kubernetes", "default")
    endpoints["metadata"]["labels"] = {"endpointslice.kubernetes.io/skip-mirror": "true"}
    yield {**endpoints, "subsets": [{"addresses": [{"ip": API_ADDRESS}], "ports": [target]}]}
    piece = _object("discovery.k8s.io/v1", "EndpointSlice", "kubernetes", "default")
    piece["metadata"]["labels"] = {"kubernetes.io/service-name": "kubernetes"}
    endpoint = {"addresses": [API_ADDRESS], "conditions": {"ready": True}}
    yield {**piece, "addressType": "IPv4", "endpoints": [endpoint], "ports": [target]}
