"""Pods: containers that share a network identity, and the templates they are made of."""

from __future__ import annotations

from core.kinds.kind import STATUS, Kind, Subresource, columns, proxy

POD = Kind(
    kind="Pod",
    plural="pods",
    short_names=("po",),
    categories=("all",),
    subresources=(
        Subresource("attach", "PodAttachOptions", ("create", "get")),
        Subresource("binding", "Binding", ("create",)),
        Subresource("ephemeralcontainers"),
        Subresource("eviction", "Eviction", ("create",), "policy", "v1"),
        Subresource("exec", "PodExecOptions", ("create", "get")),
        Subresource("log", "", ("get",)),
        Subresource("portforward", "PodPortForwardOptions", ("create", "get")),
        proxy("PodProxyOptions"),
        Subresource("resize"),
        STATUS,
    ),
    columns=columns(
        "Name", "Ready", "Status", "Restarts", "Age", "IP+", "Node+", "Nominated Node+", "Readiness Gates+"
    ),
)

KINDS = (POD,)
