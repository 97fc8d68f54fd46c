"""Which admission plugins a kind of object meets, in upstream's order.

Source of the order: pkg/kubeapiserver/options/plugins.go. As upstream does it, all plugins that change a document come
first, then the rules of its kind, then all plugins that only say yes or no.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from core.kinds.kind import Kind
from core.machinery.admission import (
    allocation,
    certificates,
    classes,
    flowcontrol,
    limits,
    namespaces,
    pods,
    podsecurity,
    priority,
    quotas,
    tolerations,
    volumes,
)
from core.machinery.admission.request import Request
from core.machinery.caller import Caller
from core.meta.objects import Doc, Key
from core.store.protocol import Reader

CERTIFICATES: Final = "certificatesigningrequests.certificates.k8s.io"
Plugin = Callable[[Request], Doc]
Check = Callable[[Request], None]

ON_CREATE: Final[dict[str, tuple[Plugin, ...]]] = {
    "pods": (pods.admit_pod,),
    "nodes": (tolerations.taint_new_node,),
    "persistentvolumeclaims": (classes.add_storage_class, classes.add_protection),
    "persistentvolumes": (classes.add_protection,),
    "volumeattributesclasses.storage.k8s.io": (classes.add_protection,),
    "ingresses.networking.k8s.io": (classes.add_ingress_class,),
    "services": (allocation.allocate,),
    "flowschemas.flowcontrol.apiserver.k8s.io": (flowcontrol.judge_schema,),
    CERTIFICATES: (certificates.add_requester,),
}

ON_UPDATE: Final[dict[str, Plugin]] = {
    "pods": tolerations.add_tolerations,
    "services": allocation.reallocate,
}

_TEMPLATED: Final = (
    "replicationcontrollers", "podtemplates", "replicasets.apps", "deployments.apps", "statefulsets.apps",
    "daemonsets.apps", "jobs.batch", "cronjobs.batch",
)  # fmt: skip
CHECKS: Final[dict[str, tuple[Check, ...]]] = {
    "pods": (limits.check_pod, podsecurity.check_pod),
    "persistentvolumeclaims": (limits.check_claim, volumes.check_growth),
    "namespaces": (podsecurity.check_namespace,),
    "priorityclasses.scheduling.k8s.io": (priority.check_default,),
    CERTIFICATES: (certificates.check_subject,),
    **dict.fromkeys(_TEMPLATED, (podsecurity.check_template,)),
}
"""Plugins that look at new and changed objects alike."""


def admit_create(kind: Kind, doc: Doc, reader: Reader, seed: str, caller: Caller | None = None) -> Doc:
    """Return a new document as admission leaves it. Raises StatusError (403, 404) when it refuses.

    Service addresses and ports are given out here too, in the sequence in which upstream's registry does.
    """
    request = Request(kind, doc, reader, seed, None, caller)
    namespaces.check_namespace(request)
    for plugin in ON_CREATE.get(kind.resource, ()):
        request = request.with_doc(plugin(request))
    return request.doc


def admit_update(kind: Kind, new: Doc, old: Doc, reader: Reader, seed: str) -> Doc:
    """Return a changed document as admission leaves it. Raises StatusError when it refuses."""
    request = Request(kind, new, reader, seed, old)
    plugin = ON_UPDATE.get(kind.resource)
    return plugin(request) if plugin else new


def check_delete(key: Key) -> None:
    """Let a deletion pass. Raises StatusError (403) for what the cluster cannot be without."""
    namespaces.check_delete(key)


def check_write(kind: Kind, new: Doc, old: Doc | None, reader: Reader, caller: Caller | None) -> list[Doc]:
    """Say yes to a write whose fields are right: the quotas that it is charged to. Raises StatusError (403)."""
    request = Request(kind, new, reader, "", old, caller)
    for check in CHECKS.get(kind.resource, ()):
        check(request)
    return quotas.charge(request) if request.namespace else []


def admit_status(  # noqa: PLR0913 -- what is written, by whom and when
    kind: Kind, new: Doc, old: Doc, reader: Reader, caller: Caller | None, now: str
) -> Doc:
    """Return a document as a write of its status leaves it. Raises StatusError (403)."""
    if kind.resource != CERTIFICATES:
        return new
    return certificates.signed(Request(kind, new, reader, "", old, caller), now)


def admit_approval(  # noqa: PLR0913 -- what is written, by whom and when
    kind: Kind, new: Doc, old: Doc, reader: Reader, caller: Caller | None, now: str
) -> Doc:
    """Return a certificate signing request as a decision on it leaves it. Raises StatusError (403)."""
    return certificates.decided(Request(kind, new, reader, "", old, caller), now)
