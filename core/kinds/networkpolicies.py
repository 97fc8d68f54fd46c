"""NetworkPolicies: who may talk to whom."""

from __future__ import annotations

from core.kinds.kind import Kind, columns

NETWORK_POLICY = Kind(
    kind="NetworkPolicy",
    plural="networkpolicies",
    group="networking.k8s.io",
    short_names=("netpol",),
    columns=columns("Name", "Pod-Selector", "Age"),
)

KINDS = (NETWORK_POLICY,)
