"""Admission: what is added to or refused from a write by looking at the rest of the cluster.

Pure functions of a request and a reader. `admit_create` and `admit_update` run the plugins that a
default API server runs and that change documents, `check_write` those that only judge, in its order (kube-apiserver's
AllOrderedPlugins).
"""

from core.machinery.admission.chain import (
    admit_approval,
    admit_create,
    admit_status,
    admit_update,
    check_delete,
    check_write,
)

__all__ = ["admit_approval", "admit_create", "admit_status", "admit_update", "check_delete", "check_write"]
