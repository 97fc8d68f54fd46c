"""What people write on the dashboard is bound by their rights, and warned of, as over the API."""

from __future__ import annotations

from typing import Any

import pytest
import yaml

from core.models import Cluster
from tests.pages.build import account, deployment
from tests.pages.conftest import Dashboard, Write

WARN = "pod-security.kubernetes.io/warn"
WATCHED = {"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": "default", "labels": {WARN: "restricted"}}}
ROLE = {
    "apiVersion": "rbac.authorization.k8s.io/v1",
    "kind": "ClusterRole",
    "metadata": {"name": "all"},
    "rules": [{"apiGroups": ["*"], "resources": ["*"], "verbs": ["*"]}],
}
SAID = 'would violate PodSecurity "restricted:latest": allowPrivilegeEscalation != false (container "main"'
PLACE = "objects/deployments.apps/default/web"


@pytest.fixture
def watched(dashboard: Dashboard, create: Write, update: Write) -> Dashboard:
    """`default` warns of what is not restricted; a Deployment in it is not."""
    create(account())
    create(deployment())
    update({**WATCHED, "spec": {"finalizers": ["kubernetes"]}})
    return dashboard


def test_an_upload_tells_the_warnings_beside_each_document(watched: Dashboard) -> None:
    checked = watched.upload(text=yaml.safe_dump_all([deployment("first"), deployment("second")]))
    assert [len(document["warnings"]) for document in checked["documents"]] == [1, 1]
    assert SAID in checked["documents"][0]["warnings"][0]
    assert checked["token"], "a warning keeps nobody from applying"


@pytest.mark.parametrize("dry_run", [True, False])
def test_an_edit_tells_them(watched: Dashboard, dry_run: bool) -> None:
    text = watched.get(PLACE)["yaml"].replace("image: web:1", "image: web:2")
    answer = watched.send("PUT", PLACE, {"yaml": text, "dry_run": dry_run})
    (warning,) = answer["warnings"]
    assert SAID in warning


def test_an_action_tells_them(watched: Dashboard) -> None:
    asked = {"action": "restart", "resource": "deployments.apps", "namespace": "default", "name": "web"}
    (warning,) = watched.post("actions", asked)["warnings"]
    assert SAID in warning


def test_a_scale_looks_at_no_pods_and_tells_nothing(watched: Dashboard) -> None:
    target = {"resource": "deployments.apps", "namespace": "default", "name": "web"}
    answer = watched.post("actions", {"action": "scale", **target, "params": {"replicas": 7}})
    assert answer["warnings"] == []
    assert "replicas: 7" in watched.get(PLACE)["yaml"]


def test_what_the_api_advises_is_told_too(dashboard: Dashboard, create: Write) -> None:
    secret = {"apiVersion": "v1", "kind": "Secret", "metadata": {"name": "s", "namespace": "default"}}
    secret |= {"type": "kubernetes.io/tls", "data": {"tls.crt": "", "tls.key": ""}}
    said = ["tls: failed to find any PEM data in certificate input"]
    (document,) = dashboard.upload(text=yaml.safe_dump(secret))["documents"]
    assert document["warnings"] == said
    create(secret)
    place = "objects/secrets/default/s"
    text = dashboard.get(place)["yaml"].replace("name: s", "name: s\n  labels: {a: b}")
    assert dashboard.send("PUT", place, {"yaml": text, "dry_run": True})["warnings"] == said


def rehearsed(dashboard: Dashboard) -> list[str]:
    (document,) = dashboard.upload(text=yaml.safe_dump(ROLE))["documents"]
    return [error["message"] for error in document["errors"]]


def test_nobody_gives_away_rights_that_they_do_not_hold(dashboard: Dashboard) -> None:
    assert rehearsed(dashboard) == [], "her own cluster"
    Cluster.objects.update(owner=None)
    (error,) = rehearsed(dashboard)
    assert 'user "ada" (groups=["system:authenticated"]) is attempting to grant RBAC permissions' in error


def test_an_administrator_may_write_any_role(dashboard: Dashboard, ada: Any) -> None:
    Cluster.objects.update(owner=None)
    ada.is_superuser = True
    ada.save()
    assert rehearsed(dashboard) == []
