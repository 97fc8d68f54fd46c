"""Applying what was checked: once, by who checked it, all of it, and only while it is still true."""

from typing import Any

import pytest
from django.contrib.auth.models import User

from core.meta.objects import Doc
from core.models import Cluster
from tests.pages.build import config, deployment
from tests.pages.conftest import Dashboard, Write
from tests.pages.manifests.test_check import text_of


@pytest.fixture
def token(dashboard: Dashboard) -> str:
    """The token of a checked ConfigMap and Deployment."""
    checked = dashboard.upload(text=text_of(config(a="1"), deployment()))
    return str(checked["token"])


def test_a_token_is_used_up(dashboard: Dashboard, token: str) -> None:
    dashboard.post("manifests/apply", {"token": token})
    assert "applied already" in dashboard.post("manifests/apply", {"token": token}, 409)["error"]["message"]


def test_the_actor_is_the_user(dashboard: Dashboard, token: str) -> None:
    dashboard.post("manifests/apply", {"token": token})
    (made,) = dashboard.get("objects/configmaps/default/settings/history")["changes"]
    assert made["actor"] == "ada"


def test_what_changed_meanwhile_must_be_checked_again(dashboard: Dashboard, token: str, create: Write) -> None:
    create(config(a="theirs"))
    refused = dashboard.post("manifests/apply", {"token": token}, 409)
    assert refused["error"]["message"] == "ConfigMap settings has changed since the check. Check again."
    assert dashboard.object("deployments.apps", "default", "web") is None


def test_a_status_that_changed_meanwhile_does_not_matter(dashboard: Dashboard, update: Write) -> None:
    dashboard.apply(text_of(deployment()))
    token = dashboard.upload(text=text_of(deployment(image="web:2")))["token"]
    live: Doc = dict(dashboard.object("deployments.apps", "default", "web") or {})
    update({**live, "status": {"replicas": 2}})
    dashboard.post("manifests/apply", {"token": token})


def test_the_same_object_twice_is_applied_twice(dashboard: Dashboard) -> None:
    dashboard.apply(text_of(config(a="1"), config(a="2")))
    stored = dashboard.object("configmaps", "default", "settings")
    assert stored and stored["data"] == {"a": "2"}


def test_an_applied_object_keeps_what_others_set(dashboard: Dashboard, update: Write) -> None:
    dashboard.apply(text_of(config(mine="1")))
    live: Any = dashboard.object("configmaps", "default", "settings")
    update({**live, "data": {**live["data"], "theirs": "1"}})
    dashboard.apply(text_of(config(mine="2")))
    stored = dashboard.object("configmaps", "default", "settings")
    assert stored and stored["data"] == {"mine": "2", "theirs": "1"}


def test_a_token_is_its_users_own(dashboard: Dashboard, token: str) -> None:
    other = User.objects.create_user("eve", is_staff=True)
    dashboard.client.force_login(other)
    assert "somebody else" in dashboard.post("manifests/apply", {"token": token}, 409)["error"]["message"]


@pytest.mark.parametrize(
    ("body", "code"), [({}, 400), ({"token": 5}, 400), ({"token": "made up"}, 409), ({"token": ""}, 409)]
)
def test_a_token_that_is_none_is_refused(dashboard: Dashboard, body: Any, code: int) -> None:
    before = Cluster.objects.get(pk=dashboard.cluster.pk).revision
    dashboard.post("manifests/apply", body, code)
    assert Cluster.objects.get(pk=dashboard.cluster.pk).revision == before


def test_what_is_uploaded_is_noted_for_the_upload(dashboard: Dashboard) -> None:
    dashboard.apply(text_of(config(a="1")))
    stored = dashboard.object("configmaps", "default", "settings")
    assert stored is not None
    assert [entry["manager"] for entry in stored["metadata"]["managedFields"]] == ["clusterviz-upload"]
