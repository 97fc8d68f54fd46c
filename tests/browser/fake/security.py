"""What the fake server answers for "Config & security": the real projections of made-up documents, and a made-up audit."""

import json
from functools import lru_cache
from typing import Any

import orjson
from django.http import HttpRequest, JsonResponse

from core.kinds.registry import key_of
from core.machinery.bootstrap.roles import documents
from core.machinery.grants import Asked, Subject
from core.projection import access, security
from core.store.memory import MemoryStore
from tests.browser.fake.documents import stamp
from tests.browser.fake.shop import NOW

GROUP = "rbac.authorization.k8s.io"
HOSTILE = "<img src=x onerror=alert(1)>"
PSS = "pod-security.kubernetes.io/"
Doc = dict[str, Any]
revealed: list[Doc] = []


def _named(kind: str, name: str, namespace: str = "", version: str = "v1", **more: Any) -> Doc:
    metadata = {"name": name, "creationTimestamp": stamp(NOW - 300), **({"namespace": namespace} if namespace else {})}
    return {"apiVersion": version, "kind": kind, "metadata": metadata | more.pop("metadata", {}), **more}


def _rbac(kind: str, name: str, namespace: str = "", **more: Any) -> Doc:
    return _named(kind, name, namespace, f"{GROUP}/v1", **more)


def _bind(name: str, role: str, subject: tuple[str, ...], namespace: str = "", role_kind: str = "ClusterRole") -> Doc:
    kind, who, *place = subject
    subjects = [{"kind": kind, "name": who, **({"namespace": place[0]} if place else {"apiGroup": GROUP})}]
    reference = {"apiGroup": GROUP, "kind": role_kind, "name": role}
    return _rbac(
        "RoleBinding" if namespace else "ClusterRoleBinding", name, namespace, roleRef=reference, subjects=subjects
    )


def _people() -> list[Doc]:
    secrets = {"verbs": ["get"], "apiGroups": [""], "resources": ["secrets"], "resourceNames": ["shop-db", "shop-tls"]}
    return [
        _rbac("Role", "read-shop-secrets", "default", rules=[secrets]),
        _bind("developers", "edit", ("Group", "developers"), "default"),
        _bind("ann-views", "view", ("User", "ann")),
        _bind("shop-secrets", "read-shop-secrets", ("ServiceAccount", "cartservice", "default"), "default", "Role"),
        _bind("metrics", "view", ("ServiceAccount", "metrics", "kube-system"), "kube-system"),
        _bind("hostile", "edit", ("User", HOSTILE), "default"),
        _bind("oidc", "view", ("User", "https://id.example/u/ben"), "default"),
    ]


def _configuration() -> list[Doc]:
    hard = {"requests.cpu": "8", "requests.memory": "16Gi", "pods": "40", "count/jobs.batch": "4"}
    used = {"requests.cpu": "5200m", "requests.memory": "9.5Gi", "pods": "40", "count/jobs.batch": "1"}
    limits = [
        {
            "type": "Container",
            "default": {"cpu": "500m", "memory": "256Mi"},
            "defaultRequest": {"cpu": "100m", "memory": "128Mi"},
            "max": {"cpu": "2"},
        }
    ]
    labels = {f"{PSS}enforce": "baseline", f"{PSS}warn": "restricted", f"{PSS}warn-version": "v1.36"}
    return [
        _named("Namespace", "default", metadata={"labels": labels}),
        _named("Namespace", "kube-system"),
        _named("Namespace", "payments", metadata={"labels": {f"{PSS}enforce": "restricted", f"{PSS}audit": HOSTILE}}),
        *(_named("ServiceAccount", name, "default") for name in ("default", "cartservice", "frontend")),
        _named("ServiceAccount", "metrics", "kube-system", automountServiceAccountToken=False),
        _named("ResourceQuota", "shop", "default", spec={"hard": hard}, status={"hard": hard, "used": used}),
        _named("ResourceQuota", "batch", "payments", spec={"hard": {"pods": "10"}, "scopes": ["NotTerminating"]}),
        _named("LimitRange", "defaults", "default", spec={"limits": limits}),
        _named("Secret", "shop-db", "default", type="Opaque", data={"password": "aHVudGVyMg==", "user": "c2hvcA=="}),
        _named(
            "Secret",
            "shop-tls",
            "default",
            type="kubernetes.io/tls",
            immutable=True,
            data={"tls.crt": "LS0t", "tls.key": "LS0t"},
        ),
        _named("ConfigMap", "settings", "default", data={"greeting": HOSTILE, "retries": "3"}),
        _named("ConfigMap", "empty", "payments"),
    ]


def _many(count: int) -> list[Doc]:
    return [
        _bind(f"team-{i}", "edit" if i % 3 else "view", ("User", f"engineer-{i:03}"), ("default", "")[i % 5 == 0])
        for i in range(count)
    ]


@lru_cache
def _store(name: str) -> MemoryStore:
    """The shop has people; `many` hundreds of them; any other cluster what Kubernetes brings."""
    docs = list(documents())
    docs += (
        [_named("Namespace", "default")] if not name.startswith(("shop", "many")) else [*_people(), *_configuration()]
    )
    docs += _many(600) if name.startswith("many") else []
    store = MemoryStore(keep_log=False)
    store.load(((key_of(doc), doc) for doc in docs), 1)
    return store


def choices(request: HttpRequest, name: str) -> JsonResponse:
    """The real choices."""
    return JsonResponse(access.choices(_store(name)))


def who_can(request: HttpRequest, name: str) -> JsonResponse:
    """The real matrix."""
    asked = Asked(*(request.GET.get(field, "") for field in ("group", "resource", "namespace", "name")))
    return JsonResponse(access.matrix(_store(name), asked))


def what_may(request: HttpRequest, name: str) -> JsonResponse:
    """The real rules."""
    subject = Subject(*(request.GET.get(field, "") for field in ("kind", "of", "name")))
    return JsonResponse(access.rules(_store(name), subject, request.GET.get("namespace", "")))


def accounts(request: HttpRequest, name: str) -> JsonResponse:
    """Accounts with their bindings."""
    store = _store(name)
    bindings = [doc for plural in ("clusterrolebindings", "rolebindings") for doc in store.list(f"{plural}.{GROUP}")]
    return JsonResponse({"accounts": security.account_rows(store.list("serviceaccounts"), bindings)})


def namespaces(request: HttpRequest, name: str) -> JsonResponse:
    """Levels, quotas and limits."""
    store = _store(name)
    return JsonResponse({
        "namespaces": [security.namespace_row(doc) for doc in store.list("namespaces")],
        "quotas": [security.quota_row(doc) for doc in store.list("resourcequotas")],
        "limits": [row for doc in store.list("limitranges") for row in security.limit_rows(doc)],
    })  # fmt: skip


def pod_security(request: HttpRequest, name: str) -> JsonResponse:
    """A namespace with two sorts of pods."""
    pods = [
        _named("Pod", f"web-{i}", "default", spec={"hostNetwork": i == 2, "containers": [{"name": "c", "image": "i"}]})
        for i in range(3)
    ]
    return JsonResponse({"pods": 3, "levels": security.violations(pods)})


def configuration(request: HttpRequest, name: str) -> JsonResponse:
    """Secrets and ConfigMaps without their values."""
    store = _store(name)
    return JsonResponse(
        {"objects": [security.config_row(doc) for kind in ("secrets", "configmaps") for doc in store.list(kind)]}
    )


def reveal(request: HttpRequest, name: str) -> JsonResponse:
    """One value; noted, as the real one is in the audit."""
    body = orjson.loads(request.body)
    revealed.append(body)
    doc = next(
        doc for doc in _store(name).list(body["resource"], body["namespace"]) if doc["metadata"]["name"] == body["name"]
    )
    return JsonResponse({"value": security.value_of(doc, body["key"])})


VERBS = ("list", "get", "watch", "create", "patch", "delete")
PEOPLE = ("admin", "ann", "system:serviceaccount:default:cartservice", HOSTILE)
WHY = 'RBAC: allowed by ClusterRoleBinding "ann-views" of ClusterRole "view" to User "ann"'


def _entry(index: int) -> Doc:
    who, verb = PEOPLE[index % 4 if index % 9 else 0], VERBS[index % 6]
    code = 403 if index % 7 == 3 else 409 if index % 11 == 5 else 201 if verb == "create" else 200
    what = ("pods", "deployments", "secrets")[index % 3]
    reference = {
        "resource": what,
        "namespace": "default",
        "name": "" if verb in ("list", "watch") else f"one-{index}",
        "apiVersion": "v1",
    }
    group = {"apiGroup": "apps"} if what == "deployments" else {}
    why = {
        "authorization.k8s.io/decision": "forbid" if code == 403 else "allow",
        "authorization.k8s.io/reason": "" if code == 403 else WHY,
    }
    status = {
        "metadata": {},
        "code": code,
        **(
            {"message": f'{what} is forbidden: User "{who}" cannot {verb} resource "{what}" in API group ""'}
            if code == 403
            else {}
        ),
    }
    event = {
        "kind": "Event", "apiVersion": "audit.k8s.io/v1", "level": "Metadata", "auditID": f"audit-{index}", "stage": "ResponseStarted" if verb == "watch" else "ResponseComplete",
        "requestURI": f"/api/v1/namespaces/default/{what}", "verb": verb, "user": {"username": who, "groups": ["system:authenticated"]}, "sourceIPs": ["127.0.0.1"],
        "userAgent": f"kubectl/v1.36.0 {HOSTILE}", "objectRef": {**{k: v for k, v in reference.items() if v}, **group}, "responseStatus": status,
        "requestReceivedTimestamp": stamp(NOW - 600 + index)[:-1] + ".000000Z", "stageTimestamp": stamp(NOW - 600 + index)[:-1] + ".002000Z", "annotations": why,
    }  # fmt: skip
    return {"id": index, "wall": 0, "event": event}


def audit(request: HttpRequest, name: str) -> JsonResponse:
    """500 entries of the shop, 200 at a time; none of other clusters."""
    made = [_entry(index) for index in range(500, 0, -1)] if name.startswith(("shop", "many")) else []
    before, user, verb, outcome = (request.GET.get(field) for field in ("before", "user", "verb", "outcome"))
    words = request.GET.get("q", "").lower().split()
    found = [
        one for one in made
        if (not before or one["id"] < int(before)) and user in (None, one["event"]["user"]["username"]) and verb in (None, one["event"]["verb"])
        and (outcome != "refused" or one["event"]["responseStatus"]["code"] == 403) and all(word in json.dumps(one).lower() for word in words)
    ]  # fmt: skip
    return JsonResponse(
        {
            "entries": found[:200],
            "more": len(found) > 200,
            "written": len(made),
            "lost": 12 if made else 0,
            "deleted": 0,
        }
    )


def audit_choices(request: HttpRequest, name: str) -> JsonResponse:
    """What the made-up audit has."""
    return JsonResponse({"username": PEOPLE, "verb": VERBS, "resource": ["pods", "deployments.apps", "secrets"]})


def looked(request: HttpRequest) -> JsonResponse:
    """Which values were asked for, for the tests."""
    return JsonResponse({"revealed": revealed})
