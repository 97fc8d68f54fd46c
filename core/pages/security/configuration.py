"""Accounts, Pod Security levels, quotas, limits, Secrets, ConfigMaps at a moment; values only to who asks for them."""

from __future__ import annotations

from typing import Final

from django.http import HttpRequest

from core.audit import web as audit
from core.machinery.admission.podsecurity.plugin import MOST_CHECKED
from core.machinery.rbac import GROUP
from core.meta import errors
from core.models import Cluster
from core.pages import asking
from core.pages.answers import Answer, Refusal, cluster_view
from core.pages.moments import moment_of
from core.pages.objects import key_of
from core.pages.security.held import held
from core.projection import security

CONFIGURATION: Final = ("secrets", "configmaps")


@cluster_view("GET")
def accounts(request: HttpRequest, cluster: Cluster) -> Answer:
    """ServiceAccounts with the bindings that name them."""
    plurals = [f"{plural}.{GROUP}" for plural in ("clusterrolebindings", "rolebindings")]
    store = held(moment_of(request, cluster), "serviceaccounts", *plurals)
    bindings = [doc for plural in plurals for doc in store.list(plural)]
    return {"accounts": security.account_rows(store.list("serviceaccounts"), bindings)}


@cluster_view("GET")
def namespaces(request: HttpRequest, cluster: Cluster) -> Answer:
    """Namespaces with their Pod Security levels, quotas and limits."""
    store = held(moment_of(request, cluster), "namespaces", "resourcequotas", "limitranges")
    return {
        "namespaces": [security.namespace_row(doc) for doc in store.list("namespaces")],
        "quotas": [security.quota_row(doc) for doc in store.list("resourcequotas")],
        "limits": [row for doc in store.list("limitranges") for row in security.limit_rows(doc)],
    }


@cluster_view("GET")
def pod_security(request: HttpRequest, cluster: Cluster) -> Answer:
    """Which pods of `namespace` each level would refuse; of very many the first `MOST_CHECKED`, as upstream looks."""
    namespace = request.GET.get("namespace", "").replace("\0", " ")
    pods = held(moment_of(request, cluster), "pods", namespace=namespace).list("pods")
    return {"pods": len(pods), "levels": security.violations(pods[:MOST_CHECKED])}


@cluster_view("GET")
def configuration(request: HttpRequest, cluster: Cluster) -> Answer:
    """Secrets and ConfigMaps: their keys, never their values."""
    store = held(moment_of(request, cluster), *CONFIGURATION)
    return {"objects": [security.config_row(doc) for resource in CONFIGURATION for doc in store.list(resource)]}


@cluster_view("POST")
def reveal(request: HttpRequest, cluster: Cluster) -> Answer:
    """The value at `key` of a Secret or ConfigMap; that somebody asked stands in the audit."""
    body = asking.body_of(request)
    resource = asking.text_in(body, "resource")
    if resource not in CONFIGURATION:
        raise Refusal(404, errors.not_found(resource, "").message)
    key = key_of(resource, asking.text_in(body, "namespace"), asking.text_in(body, "name"))
    audit.about(request, key, "get")
    doc = moment_of(request, cluster).get(key)
    if doc is None:
        raise errors.not_found(key.resource, key.name)
    value = security.value_of(doc, asking.text_in(body, "key"))
    if value is None:
        raise errors.not_found(key.resource, key.name)
    return {"value": value}
