"""Every namespace has its ``default`` service account and the cluster's root certificate.

Source of the rules: pkg/controller/serviceaccount and pkg/controller/certificates/rootcacertpublisher.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from core.meta.errors import StatusError
from core.meta.objects import Doc, Key, with_metadata
from core.meta.objects import annotations as notes
from core.meta.time import MILLISECOND
from simulator.engine.component import Component, Handler, Retry
from simulator.engine.context import Context
from simulator.engine.ledger import WorkKey

ROOT_CA = "kube-root-ca.crt"
DESCRIPTION = "kubernetes.io/description"
ABOUT_ROOT_CA = (
    "Contains a CA bundle that can be used to verify the kube-apiserver when using internal endpoints such as the "
    "internal service IP or kubernetes.default.svc. No other usage is guaranteed across distributions of Kubernetes "
    "clusters."
)


class ServiceAccountController(Component):
    """Makes the service account ``default`` in each active namespace."""

    name = "service-account-controller"
    latency = 5 * MILLISECOND

    def watches(self) -> Mapping[str, Handler]:
        return {"namespaces": namespace_appeared, "serviceaccounts": _default_vanished}

    def reconcile(self, ctx: Context, key: WorkKey) -> int | None:
        assert isinstance(key, Key)
        held = ctx.store.get(Key("serviceaccounts", key.name, "default"))
        if held is None and is_active(ctx.store.get(key)):
            meta = {"name": "default", "namespace": key.name}
            _create(ctx, {"apiVersion": "v1", "kind": "ServiceAccount", "metadata": meta})
        return None


class RootCaPublisher(Component):
    """Keeps the ConfigMap with the certificate of the authority ``ca`` (PEM) in each active namespace."""

    name = "root-ca-cert-publisher"
    latency = 5 * MILLISECOND

    def __init__(self, ca: str) -> None:
        self._data = {"ca.crt": ca}

    def watches(self) -> Mapping[str, Handler]:
        return {"namespaces": namespace_appeared, "configmaps": _certificate_changed}

    def reconcile(self, ctx: Context, key: WorkKey) -> int | None:
        assert isinstance(key, Key)
        if not is_active(ctx.store.get(key)):
            return None
        held = ctx.store.get(Key("configmaps", key.name, ROOT_CA))
        if held is None:
            meta = {"name": ROOT_CA, "namespace": key.name, "annotations": {DESCRIPTION: ABOUT_ROOT_CA}}
            _create(ctx, {"apiVersion": "v1", "kind": "ConfigMap", "metadata": meta, "data": self._data})
        elif held.get("data") != self._data or notes(held).get(DESCRIPTION) != ABOUT_ROOT_CA:
            noted = {**notes(held), DESCRIPTION: ABOUT_ROOT_CA}
            ctx.client.update({**with_metadata(held, annotations=noted), "data": self._data})
        return None


def is_active(namespace: Doc | None) -> bool:
    return namespace is not None and (namespace.get("status") or {}).get("phase", "Active") == "Active"


def namespace_appeared(key: Key, before: Doc | None, after: Doc | None) -> Iterable[WorkKey]:
    if before is None and after is not None:
        yield key


def _default_vanished(key: Key, before: Doc | None, after: Doc | None) -> Iterable[WorkKey]:
    if after is None and key.name == "default":
        yield Key("namespaces", "", key.namespace)


def _certificate_changed(key: Key, before: Doc | None, after: Doc | None) -> Iterable[WorkKey]:
    if before is not None and key.name == ROOT_CA:
        yield Key("namespaces", "", key.namespace)


def _create(ctx: Context, doc: Doc) -> None:
    """Create unless the namespace is going: then nothing is wanted any more."""
    try:
        ctx.client.create(doc)
    except StatusError as error:
        if not any(cause.get("reason") == "NamespaceTerminating" for cause in error.causes):
            raise Retry from error
