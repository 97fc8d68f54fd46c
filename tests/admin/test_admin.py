"""The admin lists every kind with its columns, shows objects, and writes through the door alone."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import Permission, User
from django.test import Client
from django.urls import reverse

from core import clients, templates
from core.audit.exchange import COMPLETE, Exchange
from core.founding import found
from core.meta.objects import Doc, Key
from core.models import PROXIES, AuditEntry, Change, Cluster, Object
from core.models.change import Verb
from core.store import audit

pytestmark = pytest.mark.django_db

NODE: Doc = {
    "apiVersion": "v1",
    "kind": "Node",
    "metadata": {"name": "n1"},
    "status": {"allocatable": {"cpu": "4"}, "conditions": [{"type": "Ready", "status": "True"}]},
}
SECRET: Doc = {
    "apiVersion": "v1",
    "kind": "Secret",
    "metadata": {"name": "s", "namespace": "default"},
    "data": {"password": "aHVudGVyMg=="},
}
HOSTILE: Doc = {"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "<b>x", "namespace": "default"}}
DEPLOYMENT: Doc = {
    "apiVersion": "apps/v1",
    "kind": "Deployment",
    "metadata": {"name": "web", "namespace": "default"},
    "spec": {
        "replicas": 1,
        "selector": {"matchLabels": {"app": "web"}},
        "template": {
            "metadata": {"labels": {"app": "web"}},
            "spec": {"containers": [{"name": "c", "image": "nginx"}]},
        },
    },
}


@pytest.fixture
def cluster() -> Cluster:
    """A cluster that holds one object of some kinds; a name that is HTML got in before names were checked."""
    namespace: Doc = {"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": "default"}}
    return found("demo", [namespace, NODE, SECRET, DEPLOYMENT, HOSTILE])


@pytest.fixture
def boss(client: Client) -> Client:
    client.force_login(User.objects.create_superuser("boss"))
    return client


@pytest.fixture
def offered(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(templates, "_offered", {})
    templates.offer(templates.Template("tiny", "One node", 1, lambda seed: [NODE]))


def list_of(model: str, query: str = "") -> str:
    return reverse(f"admin:core_{model}_changelist") + query


def row_of(name: str) -> Object:
    return Object.objects.get(name=name)


def page_of(name: str) -> str:
    row = row_of(name)
    return reverse(f"admin:core_{PROXIES[row.resource]._meta.model_name}_change", args=[row.pk])


@pytest.mark.parametrize("model", sorted(model._meta.model_name or "" for model in PROXIES.values()))
def test_every_kind_has_a_list(boss: Client, cluster: Cluster, model: str) -> None:
    assert boss.get(list_of(model)).status_code == 200


@pytest.mark.parametrize("model", ["cluster", "change", "event", "auditentry"])
def test_so_have_clusters_changes_and_events(boss: Client, cluster: Cluster, model: str) -> None:
    assert boss.get(list_of(model)).status_code == 200


@pytest.mark.parametrize("query", ["?namespace=default", "?q=web", "?cluster=1", "?cluster=²", "?phase=x", "?node=%00"])
def test_filters_and_search_answer(boss: Client, cluster: Cluster, query: str) -> None:
    assert boss.get(list_of("pod", query)).status_code in (200, 302)
    assert boss.get(list_of("deployment", query)).status_code in (200, 302)


def test_the_first_page_shows_each_cluster_with_what_it_holds(boss: Client, cluster: Cluster) -> None:
    text = boss.get("/admin/").content.decode()
    assert "<strong>1</strong> nodes" in text
    assert f"/admin/core/pod/?cluster={cluster.pk}" in text
    assert reverse("cluster", args=["demo"]) in text


def test_a_list_shows_printer_columns(boss: Client, cluster: Cluster) -> None:
    text = boss.get(list_of("deployment")).content.decode()
    for title in ("Ready", "Up-to-date", "Available", "Age"):
        assert title in text
    assert "0/1" in text


def test_names_are_escaped(boss: Client, cluster: Cluster) -> None:
    for address in (list_of("configmap"), page_of(HOSTILE["metadata"]["name"])):
        text = boss.get(address).content.decode()
        assert "<b>" not in text
        assert "&lt;b&gt;" in text


def test_an_object_shows_yaml_history_and_events(boss: Client, cluster: Cluster) -> None:
    text = boss.get(page_of("n1")).content.decode()
    assert "kind: Node" in text
    assert "bootstrap" in text
    assert "No events in the last hour." in text


def test_the_values_of_a_secret_are_not_shown(boss: Client, cluster: Cluster) -> None:
    text = boss.get(page_of("s")).content.decode()
    assert "password" in text
    assert "aHVudGVyMg" not in text
    change = Change.objects.get(name="s")
    assert "aHVudGVyMg" not in boss.get(reverse("admin:core_change_change", args=[change.pk])).content.decode()


def test_an_audit_entry_shows_what_a_hostile_client_sent_as_text(boss: Client, cluster: Cluster) -> None:
    exchange = Exchange("/version", "get", agent="<script>x", user={"username": "<b>ann"}, cluster=cluster.pk)
    audit.append([exchange.entry(COMPLETE)], {})
    entry = AuditEntry.objects.get()
    for address in (list_of("auditentry", "?q=script"), reverse("admin:core_auditentry_change", args=[entry.pk])):
        text = boss.get(address).content.decode()
        assert "&lt;b&gt;ann" in text
        assert "<script>x" not in text


def test_an_action_asks_first_and_then_writes_through_the_door(boss: Client, cluster: Cluster) -> None:
    body = {"action": "operate_cordon", "_selected_action": [row_of("n1").pk]}
    asked = boss.post(list_of("node"), body)
    assert b"Do this to the following objects?" in asked.content
    assert clients.open_store(cluster).head() == 5
    done = boss.post(list_of("node"), {**body, "confirmed": "1"}, follow=True)
    assert "Node n1 cordoned." in done.content.decode()
    last = Change.objects.order_by("id").last()
    assert last is not None
    assert (last.actor, last.verb, last.name, last.revision) == ("boss", Verb.MODIFIED, "n1", 6)
    assert (
        boss.post(list_of("node"), {**body, "confirmed": "1"}, follow=True).content.decode().count("already cordoned")
    )


def test_scaling_asks_for_the_replicas(boss: Client, cluster: Cluster) -> None:
    row = row_of("web")
    url = reverse("admin:core_deployment_open_scale", args=[row.pk])
    assert b"replicas" in boss.get(url).content
    assert b"confirmed" in boss.post(url, {"confirmed": "1", "replicas": "-1"}).content
    boss.post(url, {"confirmed": "1", "replicas": "3"})
    doc = clients.open_store(cluster).get(Key("deployments.apps", "default", "web"))
    assert doc is not None
    assert doc["spec"]["replicas"] == 3


def test_nobody_adds_edits_or_deletes_rows(boss: Client, cluster: Cluster) -> None:
    before = list(Object.objects.values_list("pk", "revision"))
    assert boss.get(reverse("admin:core_pod_add")).status_code == 403
    assert boss.post(page_of("n1"), {"name": "other"}).status_code == 403
    boss.post(reverse("admin:core_node_delete", args=[row_of("n1").pk]), {"post": "yes"})
    boss.post(reverse("admin:core_lease_delete", args=[row_of("n1").pk]), {"post": "yes"})
    body = {"action": "delete_selected", "_selected_action": [row_of("n1").pk], "post": "yes"}
    boss.post(list_of("node"), body)
    assert list(Object.objects.values_list("pk", "revision")) == before


def test_who_may_only_look_cannot_operate(client: Client, cluster: Cluster) -> None:
    viewer = User.objects.create_user("viewer", is_staff=True)
    viewer.user_permissions.add(Permission.objects.get(codename="view_node"))
    client.force_login(viewer)
    assert client.get(list_of("node")).status_code == 200
    assert client.get(list_of("pod")).status_code == 403
    url = reverse("admin:core_node_open_cordon", args=[row_of("n1").pk])
    assert client.post(url, {"confirmed": "1"}).status_code == 403
    client.post(list_of("node"), {"action": "operate_cordon", "_selected_action": [row_of("n1").pk], "confirmed": "1"})
    assert clients.open_store(cluster).head() == 5


def test_a_cluster_is_made_from_a_template_paused_and_deleted_with_its_rows(boss: Client, offered: None) -> None:
    url = reverse("admin:core_cluster_add")
    assert b"One node" in boss.get(url).content
    form = {"name": "new", "template": "tiny", "seed": "7", "speed": "2"}
    assert boss.post(url, form).status_code == 302
    made = Cluster.objects.get(name="new")
    assert (made.seed, made.speed, made.revision) == ("7", 2.0, 1)
    assert b"already exists" in boss.post(url, form).content
    assert b"lower-case" in boss.post(url, {**form, "name": "New"}).content
    boss.post(list_of("cluster"), {"action": "pause", "_selected_action": [made.pk]})
    assert Cluster.objects.get(name="new").paused
    assert b"objects" in boss.get(reverse("admin:core_cluster_delete", args=[made.pk])).content
    boss.post(reverse("admin:core_cluster_delete", args=[made.pk]), {"post": "yes"})
    assert not Cluster.objects.exists()
    assert not Object.objects.exists()
    assert not Change.objects.exists()
