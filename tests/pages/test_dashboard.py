"""The pages, and who may see which cluster."""

import pytest
from django.contrib.auth.models import User
from django.test import Client

from core.founding import found
from core.models import Cluster
from simulator import clusters
from tests.pages.conftest import Dashboard


def test_home_leads_to_the_first_cluster(dashboard: Dashboard) -> None:
    assert dashboard.client.get("/").headers["Location"] == "/clusters/demo/topology/"


@pytest.mark.parametrize("page", ["topology", "workloads", "events", "manifests"])
def test_each_page_is_served_in_both_languages(dashboard: Dashboard, page: str) -> None:
    for language in ("en", "zh-hans"):
        response = dashboard.client.get(f"/clusters/demo/{page}/", headers={"accept-language": language})
        assert response.status_code == 200
        assert f'lang="{language}"' in response.content.decode()
        assert f'data-page="{page}"' in response.content.decode()


@pytest.mark.parametrize("path", ["/clusters/none/topology/", "/clusters/demo/nothing/", "/clusters/%00/topology/"])
def test_other_pages_do_not_exist(dashboard: Dashboard, path: str) -> None:
    assert dashboard.client.get(path).status_code == 404


def test_without_a_cluster_home_offers_to_make_one(client: Client, ada: User) -> None:
    client.force_login(ada)
    response = client.get("/")
    assert response.status_code == 200
    assert "clusters.html" in [template.name for template in response.templates]


def test_the_list_counts_nodes_and_pods(dashboard: Dashboard) -> None:
    answer = dashboard.client.get("/ui/clusters").json()
    assert answer["clusters"] == [
        {"name": "demo", "nodes": 6, "pods": 0, "version": "v1.36", "url": "/clusters/demo/topology/"}
    ]
    assert "demo" in [template["name"] for template in answer["templates"]]


def send(client: Client, body: object) -> tuple[int, str]:
    """The status and error of making a cluster."""
    response = client.post("/ui/clusters", body, content_type="application/json")
    return response.status_code, response.json().get("error", {}).get("message", "")


def test_a_cluster_is_made_from_a_template(dashboard: Dashboard, ada: User) -> None:
    assert send(dashboard.client, {"name": "second", "template": "single"}) == (200, "")
    assert Cluster.objects.get(name="second").owner == ada


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"name": "demo"},
        {"name": "A B"},
        {"name": "x", "template": "none"},
        {"name": 5},
        {"name": "x" * 64},
        {"name": ""},
    ],
)
def test_a_cluster_that_cannot_be_made_says_why(dashboard: Dashboard, body: object) -> None:
    code, message = send(dashboard.client, body)
    assert (code, bool(message)) == (400, True)


def test_a_cluster_is_deleted_by_its_owner(dashboard: Dashboard) -> None:
    assert dashboard.client.delete("/ui/clusters/demo").status_code == 200
    assert not Cluster.objects.exists()


EVERYTHING = (
    ("GET", "snapshot"),
    ("GET", "history"),
    ("GET", "objects/nodes/-/node-1"),
    ("PUT", "objects/nodes/-/node-1"),
    ("GET", "objects/nodes/-/node-1/history"),
    ("GET", "objects/nodes/-/node-1/events"),
    ("GET", "objects/nodes/-/node-1/why"),
    ("POST", "actions"),
    ("POST", "clock"),
    ("POST", "manifests/check"),
    ("POST", "manifests/apply"),
    ("GET", "rollout/default/web"),
)


@pytest.mark.parametrize(("method", "path"), EVERYTHING)
def test_a_cluster_of_somebody_else_is_not_there(dashboard: Dashboard, method: str, path: str) -> None:
    dashboard.client.force_login(User.objects.create_user("eve"))
    response = dashboard.client.generic(method, dashboard.prefix + path, "{}", content_type="application/json")
    assert response.status_code == 404
    assert response.json()["error"]["message"] == "There is no such cluster, or it is not yours."


@pytest.mark.parametrize(("method", "path"), EVERYTHING)
def test_without_signing_in_nothing_is_answered(cluster: Cluster, client: Client, method: str, path: str) -> None:
    response = client.generic(method, f"/ui/clusters/demo/{path}", "{}", content_type="application/json")
    assert response.status_code == 401


@pytest.mark.parametrize(("method", "path"), [one for one in EVERYTHING if one[0] != "GET"])
def test_without_the_forms_token_nothing_is_written(dashboard: Dashboard, ada: User, method: str, path: str) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(ada)
    response = client.generic(method, dashboard.prefix + path, "{}", content_type="application/json")
    assert response.status_code == 403


@pytest.mark.parametrize(("method", "path"), EVERYTHING)
def test_other_methods_are_refused(dashboard: Dashboard, method: str, path: str) -> None:
    response = dashboard.client.generic("DELETE", dashboard.prefix + path)
    assert (response.status_code, bool(response.json()["error"]["message"])) == (405, True)


def test_staff_see_every_cluster(dashboard: Dashboard) -> None:
    dashboard.client.force_login(User.objects.create_user("root", is_staff=True))
    dashboard.get("history")
    assert dashboard.client.delete("/ui/clusters/demo").status_code == 200


def test_a_cluster_that_nobody_owns_is_seen_but_not_deleted_by_everybody(dashboard: Dashboard) -> None:
    found("shared", clusters.documents("single", "1"))
    assert dashboard.client.get("/ui/clusters/shared/history").status_code == 200
    assert dashboard.client.delete("/ui/clusters/shared").status_code == 403
