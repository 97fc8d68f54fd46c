"""What people do on the dashboard stands in the audit, beside what comes over the API."""

from __future__ import annotations

import json
from typing import Any

import pytest

from core.audit.recorder import RECORDER
from core.models import Cluster
from core.store.audit import Wish, newest
from tests.pages.build import deployment
from tests.pages.conftest import Dashboard, Write


@pytest.fixture(autouse=True)
def fresh() -> None:
    RECORDER.forget()


def told(cluster: Cluster) -> list[dict[str, Any]]:
    """The entries so far, newest first."""
    RECORDER.flush()
    return [json.loads(doc) for _, _, doc in newest(cluster.pk, Wish())]


def test_an_action_is_told_with_its_object(dashboard: Dashboard, create: Write, cluster: Cluster) -> None:
    create(deployment())
    place = {"resource": "deployments.apps", "namespace": "default", "name": "web"}
    dashboard.post("actions", {"action": "scale", "params": {"replicas": 3}, **place})
    dashboard.post("actions", {"action": "no-such", **place}, 422)
    refused, done = told(cluster)
    assert done["user"] == {"username": "ada"}
    assert done["objectRef"] == {
        "resource": "deployments",
        "namespace": "default",
        "name": "web",
        "apiGroup": "apps",
        "apiVersion": "v1",
    }
    assert (done["verb"], done["annotations"]["clusterviz.io/action"]) == ("update", "scale")
    assert [one["responseStatus"]["code"] for one in (refused, done)] == [422, 200]


def test_reading_a_page_leaves_no_entry(dashboard: Dashboard, cluster: Cluster) -> None:
    dashboard.get("history")
    assert told(cluster) == []
