"""The system's own workloads in a new cluster: CoreDNS and its service, and the static pods that kubelets run."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from core.meta.objects import Doc

NAMESPACE: Final = "kube-system"
DNS_ADDRESS: Final = "10.96.0.10"
STATIC_PODS: Final = "clusterviz.io/static-pods"
"""On a node: the names, separated by commas, of the static pods (`STATIC`) that its kubelet runs."""

_COREFILE: Final = """.:53 {
    errors
    health {
       lameduck 5s
    }
    ready
    kubernetes cluster.local in-addr.arpa ip6.arpa {
       pods insecure
       fallthrough in-addr.arpa ip6.arpa
       ttl 30
    }
    prometheus :9153
    forward . /etc/resolv.conf {
       max_concurrent 1000
    }
    cache 30
    loop
    reload
    loadbalance
}
"""


def documents() -> Iterator[Doc]:
    """CoreDNS: account, configuration, service and deployment."""
    labels = {"k8s-app": "kube-dns"}
    yield {"apiVersion": "v1", "kind": "ServiceAccount", "metadata": _meta("coredns")}
    yield {"apiVersion": "v1", "kind": "ConfigMap", "metadata": _meta("coredns"), "data": {"Corefile": _COREFILE}}
    service_labels = {**labels, "kubernetes.io/cluster-service": "true", "kubernetes.io/name": "CoreDNS"}
    yield {
        "apiVersion": "v1",
        "kind": "Service",
        "metadata": _meta("kube-dns", service_labels),
        "spec": {
            "selector": labels,
            "clusterIP": DNS_ADDRESS,
            "clusterIPs": [DNS_ADDRESS],
            "ports": _dns_ports("port"),
        },
    }
    yield {
        "apiVersion": "apps/v1",
        "kind": "Deployment",
        "metadata": _meta("coredns", labels),
        "spec": {
            "replicas": 2,
            "strategy": {"type": "RollingUpdate", "rollingUpdate": {"maxUnavailable": 1}},
            "selector": {"matchLabels": labels},
            "template": {"metadata": {"labels": labels}, "spec": _dns_pod(labels)},
        },
    }


def _meta(name: str, labels: dict[str, str] | None = None) -> Doc:
    meta: Doc = {"name": name, "namespace": NAMESPACE}
    return {**meta, "labels": labels} if labels else meta


def _dns_ports(field: str) -> list[Doc]:
    ports = (("dns", "UDP", 53), ("dns-tcp", "TCP", 53), ("metrics", "TCP", 9153))
    return [{"name": name, "protocol": protocol, field: number} for name, protocol, number in ports]


def _dns_pod(labels: dict[str, str]) -> Doc:
    ports = [*_dns_ports("containerPort"), *_probe_ports()]
    container = {
        "name": "coredns",
        "image": "registry.k8s.io/coredns/coredns:v1.13.1",
        "args": ["-conf", "/etc/coredns/Corefile"],
        "resources": {"limits": {"memory": "170Mi"}, "requests": {"cpu": "100m", "memory": "70Mi"}},
        "ports": ports,
        "livenessProbe": {
            "httpGet": {"path": "/health", "port": "liveness-probe"},
            "initialDelaySeconds": 60,
            "timeoutSeconds": 5,
            "failureThreshold": 5,
        },
        "readinessProbe": {"httpGet": {"path": "/ready", "port": "readiness-probe"}},
        "volumeMounts": [{"name": "config-volume", "mountPath": "/etc/coredns", "readOnly": True}],
    }
    items = [{"key": "Corefile", "path": "Corefile"}]
    term = {"labelSelector": {"matchLabels": labels}, "topologyKey": "kubernetes.io/hostname"}
    return {
        "serviceAccountName": "coredns",
        "priorityClassName": "system-cluster-critical",
        "dnsPolicy": "Default",
        "nodeSelector": {"kubernetes.io/os": "linux"},
        "tolerations": [{"key": "CriticalAddonsOnly", "operator": "Exists"}],
        "affinity": {
            "podAntiAffinity": {
                "preferredDuringSchedulingIgnoredDuringExecution": [{"weight": 100, "podAffinityTerm": term}]
            }
        },
        "containers": [container],
        "volumes": [{"name": "config-volume", "configMap": {"name": "coredns", "items": items}}],
    }


def _probe_ports() -> list[Doc]:
    return [
        {"name": "liveness-probe", "protocol": "TCP", "containerPort": 8080},
        {"name": "readiness-probe", "protocol": "TCP", "containerPort": 8181},
    ]


_KUBE_PROXY: Final[Doc] = {
    "containers": [
        {
            "name": "kube-proxy",
            "image": "registry.k8s.io/kube-proxy:v1.36.2",
            "command": ["/usr/local/bin/kube-proxy", "--config=/var/lib/kube-proxy/config.conf"],
            "resources": {"requests": {"cpu": "100m"}},
            "securityContext": {"privileged": True},
            "volumeMounts": [{"name": "modules", "mountPath": "/lib/modules", "readOnly": True}],
        }
    ],
    "volumes": [{"name": "modules", "hostPath": {"path": "/lib/modules"}}],
}

STATIC: Final[dict[str, Doc]] = {"kube-proxy": _KUBE_PROXY}
"""Pod specs, by name, of the static pods that a kubelet can run."""


def static_spec(name: str) -> Doc | None:
    """The spec of a static pod with what all of them have; ``None`` when there is none of that name."""
    spec = STATIC.get(name)
    if spec is None:
        return None
    return {
        **spec,
        "hostNetwork": True,
        "priorityClassName": "system-node-critical",
        "tolerations": [{"operator": "Exists", "effect": "NoExecute"}],
    }
