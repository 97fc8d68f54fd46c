"""What the page "Config & security" asks for: access, levels, configuration and the audit, now and in the past."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.auth.models import User
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.audit.recorder import RECORDER
from core.meta.objects import Doc
from core.models import Cluster
from tests.machinery.test_rbac import ANN, binding, role, rule
from tests.pages.build import pod
from tests.pages.conftest import Dashboard, Write

VIEWS = "choices who-can what-may accounts namespaces pod-security configuration audit audit/choices".split()
SECRET: Doc = {
    "apiVersion": "v1",
    "kind": "Secret",
    "metadata": {"name": "s", "namespace": "default"},
    "data": {"p": "aHVudGVyMg=="},
}


@pytest.fixture(autouse=True)
def fresh() -> None:
    RECORDER.forget()


@pytest.fixture
def ann(create: Write) -> None:
    """ann may read pods in `default`."""
    create(role("Role", "reader", rule("get list", "pods"), namespace="default"))
    create(binding("RoleBinding", "reader", "Role", ANN, "default"))


def of(answer: Any, subject: list[str]) -> dict[str, str]:
    """Verb → why, in the row of a subject; empty when it has none."""
    cells = next((row["cells"] for row in answer["rows"] if row["subject"] == subject), [])
    given = zip(answer["verbs"], cells, strict=False)
    return {verb: answer["grants"][cell]["why"] for verb, cell in given if cell is not None}


def test_who_can_says_by_which_binding(dashboard: Dashboard, ann: None) -> None:
    answer = dashboard.get("security/who-can", resource="pods", namespace="default")
    why = 'RBAC: allowed by RoleBinding "reader-binding/default" of Role "reader" to User "ann"'
    assert of(answer, ["User", "", "ann"]) == {"get": why, "list": why}
    assert of(dashboard.get("security/who-can", resource="pods"), ["User", "", "ann"]) == {}


def test_the_past_had_other_rights(dashboard: Dashboard, cluster: Cluster, ann: None) -> None:
    cluster.refresh_from_db()
    before = dashboard.get("security/who-can", resource="pods", namespace="default", revision=cluster.revision - 1)
    assert of(before, ["User", "", "ann"]) == {}
    assert of(before, ["Group", "", "system:masters"])


def test_what_somebody_may(dashboard: Dashboard, ann: None) -> None:
    answer = dashboard.get("security/what-may", kind="User", name="ann")
    mine = [one for one in answer["rules"] if one["grant"]["subject"] == ["User", "", "ann"]]
    assert [(one["verbs"], one["resources"]) for one in mine] == [(["get", "list"], ["pods"])]
    assert mine[0]["grant"]["binding"] == ["rolebindings.rbac.authorization.k8s.io", "default", "reader-binding"]
    assert answer["groups"] == ["system:authenticated"]
    dashboard.get("security/what-may", 400, kind="<b>")


def test_choices_name_everybody_and_everything(dashboard: Dashboard, ann: None) -> None:
    answer = dashboard.get("security/choices")
    assert ["User", "", "ann"] in answer["subjects"]
    assert {"group": "apps", "resource": "deployments/scale", "namespaced": True} in answer["resources"]
    assert "default" in answer["namespaces"]


def test_the_levels_that_pods_would_break(dashboard: Dashboard, create: Write) -> None:
    create({"apiVersion": "v1", "kind": "ServiceAccount", "metadata": {"name": "default", "namespace": "default"}})
    create(pod("plain"))
    answer = dashboard.get("security/pod-security", namespace="default")
    told = {one["level"]: [group["pods"] for group in one["groups"]] for one in answer["levels"]}
    assert (answer["pods"], told) == (1, {"baseline": [], "restricted": [["plain"]]})


def test_a_value_is_told_to_who_asks_and_the_asking_stands_in_the_audit(dashboard: Dashboard, create: Write) -> None:
    create(SECRET)
    shown = dashboard.get("security/configuration")
    assert ["p", 7] in [key for one in shown["objects"] if one["name"] == "s" for key in one["keys"]]
    assert "hunter2" not in str(shown)
    place = {"resource": "secrets", "namespace": "default", "name": "s"}
    assert dashboard.post("security/reveal", {**place, "key": "p"}) == {"value": "hunter2"}
    RECORDER.flush()
    told = dashboard.get("security/audit", resource="secrets")["entries"][0]["event"]
    assert (told["verb"], told["user"]["username"], told["objectRef"]["name"]) == ("get", "ada", "s")
    assert "hunter2" not in str(told)


@pytest.mark.parametrize(
    "body",
    [
        {"resource": "pods", "namespace": "default", "name": "s", "key": "p"},
        {"resource": "secrets", "namespace": "default", "name": "t", "key": "p"},
        {"resource": "secrets", "namespace": "default", "name": "s", "key": "q"},
    ],
)
def test_what_is_not_there_is_not_revealed(dashboard: Dashboard, create: Write, body: dict[str, str]) -> None:
    create(SECRET)
    dashboard.post("security/reveal", body, 404)


def test_the_audit_comes_in_pages_newest_first(dashboard: Dashboard) -> None:
    for _ in range(205):
        dashboard.post("clock", {"paused": True})
    RECORDER.flush()
    first = dashboard.get("security/audit")
    assert (len(first["entries"]), first["more"], first["written"], first["lost"]) == (200, True, 205, 0)
    rest = dashboard.get("security/audit", before=first["entries"][-1]["id"])
    assert (len(rest["entries"]), rest["more"]) == (5, False)
    assert dashboard.get("security/audit", outcome="refused")["entries"] == []


@pytest.mark.parametrize("view", VIEWS)
def test_a_cluster_of_somebody_else_shows_nothing(dashboard: Dashboard, cluster: Cluster, view: str) -> None:
    Cluster.objects.filter(pk=cluster.pk).update(owner=User.objects.create_user("eve"))
    dashboard.get(f"security/{view}", 404)


def test_any_question_is_answered(dashboard: Dashboard, ann: None) -> None:
    names = st.sampled_from("group resource namespace name kind of user verb outcome q before time revision".split())
    texts = st.sampled_from(["User", "pods", "default", "*", "\0", "1", "%", "é"]) | st.text(max_size=8)

    @settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
    @given(st.sampled_from(VIEWS), st.dictionaries(names, texts, max_size=4))
    def run(view: str, query: dict[str, str]) -> None:
        assert dashboard.client.get(f"{dashboard.prefix}security/{view}", query).status_code < 500

    run()
