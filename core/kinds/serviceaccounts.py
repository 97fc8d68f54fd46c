"""ServiceAccounts: who a pod is."""

from __future__ import annotations

from core.kinds import printing
from core.kinds.kind import Kind, Subresource, columns

SERVICE_ACCOUNT = Kind(
    kind="ServiceAccount",
    plural="serviceaccounts",
    short_names=("sa",),
    subresources=(Subresource("token", "TokenRequest", ("create",), "authentication.k8s.io", "v1"),),
    columns=columns("Name", "Age"),
    cells=printing.name_and_age,
    needs_revision=True,
)

KINDS = (SERVICE_ACCOUNT,)
