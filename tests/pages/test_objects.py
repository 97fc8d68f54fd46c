"""One object over HTTP: read, edited, its history, its events, and why it is so."""

import json
from typing import Any

import pytest
import yaml

from core.meta.time import SECOND, parse
from core.models import Cluster
from core.projection.masking import MASK
from simulator.clusters import machines
from simulator.clusters.templates import lease_document
from tests.pages.build import account, config, deployment, owned, pod
from tests.pages.conftest import BEGINNING, Dashboard, Write

CONFIG = "objects/configmaps/default/settings"


def test_an_object_is_shown_as_document_text_and_kind(dashboard: Dashboard, create: Write) -> None:
    create(config(a="1"))
    answer = dashboard.get(CONFIG)
    assert answer["object"]["data"] == {"a": "1"}
    assert yaml.safe_load(answer["yaml"]) == answer["object"]
    assert (answer["kind"]["kind"], answer["kind"]["actions"]) == ("ConfigMap", ["delete"])


def test_a_cluster_scoped_object_is_found_without_a_namespace(dashboard: Dashboard) -> None:
    answer = dashboard.get("objects/nodes/-/node-1")
    assert "drain" in answer["kind"]["actions"]


@pytest.mark.parametrize(
    "path",
    [
        "objects/configmaps/default/none",
        "objects/configmaps/default/..",
        "objects/configmaps/default/%00",
        "objects/configmaps/%00/settings",
        "objects/unicorns/default/settings",
        "objects/configmaps/default/%F0%9F%A6%84",
        "objects/configmaps/default/" + "x" * 5000,
    ],
)
def test_what_is_not_there_is_not_found(dashboard: Dashboard, path: str) -> None:
    assert dashboard.get(path, 404)["error"]["message"]


def test_an_object_is_shown_as_it_was(dashboard: Dashboard, create: Write, update: Write) -> None:
    first = create(config(a="1"))
    update({**first, "data": {"a": "2"}})
    revision = first["metadata"]["resourceVersion"]
    assert dashboard.get(CONFIG, revision=revision)["object"]["data"] == {"a": "1"}
    assert dashboard.get(CONFIG)["object"]["data"] == {"a": "2"}
    dashboard.get(CONFIG, 404, revision=int(revision) - 1)


@pytest.mark.parametrize("query", [{"revision": "x"}, {"time": "-1"}, {"time": "1.5"}, {"revision": "9" * 40}])
def test_a_moment_that_is_none_is_refused(dashboard: Dashboard, query: dict[str, str]) -> None:
    dashboard.get("objects/nodes/-/node-1", 400, **query)


def test_secrets_are_masked_everywhere(dashboard: Dashboard, create: Write, update: Write) -> None:
    secret = {"apiVersion": "v1", "kind": "Secret", "metadata": {"name": "s", "namespace": "default"}}
    first = create({**secret, "data": {"password": "aHVudGVyMg=="}})
    update({**first, "data": {"password": "b3RoZXI="}})
    for path in ("", "/history"):
        text = json.dumps(dashboard.get(f"objects/secrets/default/s{path}"))
        assert "aHVudGVyMg" not in text and "b3RoZXI" not in text
    assert dashboard.get("objects/secrets/default/s")["object"]["data"] == {"password": MASK}


def test_editing_a_masked_secret_keeps_its_values(dashboard: Dashboard, create: Write) -> None:
    secret = {"apiVersion": "v1", "kind": "Secret", "metadata": {"name": "s", "namespace": "default"}}
    create({**secret, "data": {"kept": "aHVudGVyMg==", "changed": "b25l"}})
    shown = dashboard.get("objects/secrets/default/s")["object"]
    shown["data"]["changed"] = "dHdv"
    dashboard.send("PUT", "objects/secrets/default/s", {"yaml": json.dumps(shown)})
    stored = dashboard.object("secrets", "default", "s")
    assert stored and stored["data"] == {"kept": "aHVudGVyMg==", "changed": "dHdv"}


def edited(dashboard: Dashboard, old: str, new: str, *, dry_run: bool, code: int = 200) -> Any:
    """The answer to replacing `old` by `new` in the text of the ConfigMap."""
    text = dashboard.get(CONFIG)["yaml"]
    assert old in text
    return dashboard.send("PUT", CONFIG, {"yaml": text.replace(old, new), "dry_run": dry_run}, code)


def test_a_dry_run_shows_the_change_and_stores_nothing(dashboard: Dashboard, create: Write) -> None:
    create(config(a="old"))
    answer = edited(dashboard, "a: old", "a: new", dry_run=True)
    assert [line for line in answer["diff"] if line[0] != " "] == [["-", "  a: old"], ["+", "  a: new"]]
    assert dashboard.get(CONFIG)["object"]["data"] == {"a": "old"}


def test_an_edit_is_stored(dashboard: Dashboard, create: Write) -> None:
    create(config(a="old"))
    edited(dashboard, "a: old", "a: new", dry_run=False)
    assert dashboard.get(CONFIG)["object"]["data"] == {"a": "new"}


def test_an_edit_leaves_what_others_changed_meanwhile(dashboard: Dashboard, create: Write, update: Write) -> None:
    first = create(config(mine="1", theirs="1"))
    text = dashboard.get(CONFIG)["yaml"]
    update({**first, "data": {"mine": "1", "theirs": "2"}})
    dashboard.send("PUT", CONFIG, {"yaml": text.replace('mine: "1"', 'mine: "2"')})
    assert dashboard.get(CONFIG)["object"]["data"] == {"mine": "2", "theirs": "2"}


@pytest.mark.parametrize(
    ("old", "new", "line_of", "message"),
    [
        pytest.param("  a: old", "  a: [1", "kind: ConfigMap", "did not find expected", id="broken YAML"),
        pytest.param("\ndata:", "\ndate:", "date:", 'unknown field "date"', id="an unknown field"),
        pytest.param("  a: old", "  a: 5", "a: 5", "cannot unmarshal number", id="a wrong type"),
        pytest.param("name: settings", "name: other", "name: other", "metadata.name names the object", id="a new name"),
        pytest.param("kind: ConfigMap", "kind: Secret", "kind: Secret", "kind names the object", id="a new kind"),
        pytest.param("  uid:", "  labels: {x: -bad}\n  uid:", "x: -bad", "a valid label must be", id="a bad label"),
    ],
)
def test_an_error_in_an_edit_tells_its_line(
    dashboard: Dashboard, create: Write, old: str, new: str, line_of: str, message: str
) -> None:
    create(config(a="old"))
    text = dashboard.get(CONFIG)["yaml"].replace(old, new)
    answer = dashboard.send("PUT", CONFIG, {"yaml": text, "dry_run": True}, 400 if "[1" in new else 422)
    first = answer["errors"][0]
    assert line_of in text.splitlines()[first["line"] - 1]
    assert message in first["message"]


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"[]",
        b"\xff",
        {"yaml": 5},
        {},
        {"yaml": "a: 1", "dry_run": "yes"},
        {"yaml": ""},
        {"yaml": "{}\n---\n{}"},
    ],
)
def test_an_edit_that_cannot_be_read_is_refused(dashboard: Dashboard, create: Write, body: Any) -> None:
    create(config(a="1"))
    assert dashboard.send("PUT", CONFIG, body, 400)["error"]["message"]


def test_history_tells_who_changed_what(dashboard: Dashboard, create: Write, update: Write) -> None:
    first = create(config(a="1", b="1"))
    update({**first, "data": {"a": "2", "c": "3"}})
    made, changed = dashboard.get(f"{CONFIG}/history")["changes"]
    assert (made["verb"], made["actor"], made["summary"]) == ("ADDED", "ann", [])
    assert (changed["verb"], changed["actor"]) == ("MODIFIED", "test-controller")
    assert changed["summary"] == [["data.a", "1", "2"], ["data.b", "1", None], ["data.c", None, "3"]]


def test_an_object_that_is_gone_has_its_history(dashboard: Dashboard, create: Write) -> None:
    create(config(a="1"))
    dashboard.post(
        "actions", {"action": "delete", "resource": "configmaps", "namespace": "default", "name": "settings"}
    )
    verbs = [change["verb"] for change in dashboard.get(f"{CONFIG}/history")["changes"]]
    assert verbs == ["ADDED", "DELETED"]


def test_what_never_was_has_no_history(dashboard: Dashboard) -> None:
    assert dashboard.get(f"{CONFIG}/history") == {"changes": []}
    assert dashboard.get(f"{CONFIG}/events") == {"events": []}


def test_events_about_an_object_are_listed(dashboard: Dashboard, create: Write) -> None:
    create(account())
    stored = create(pod())
    about = {"kind": "Pod", "name": "one", "namespace": "default", "uid": stored["metadata"]["uid"]}
    create(
        {
            "apiVersion": "v1",
            "kind": "Event",
            "metadata": {"name": "one.1", "namespace": "default"},
            "involvedObject": about,
            "type": "Warning",
            "reason": "FailedScheduling",
            "message": "0/6 nodes",
            "count": 3,
            "firstTimestamp": "2026-01-01T00:00:00Z",
            "lastTimestamp": "2026-01-01T00:00:09Z",
            "source": {"component": "default-scheduler"},
        }
    )
    (event,) = dashboard.get("objects/pods/default/one/events")["events"]
    assert (event["reason"], event["count"], event["last"]) == ("FailedScheduling", 3, "2026-01-01T00:00:09Z")
    assert event["source"] == "default-scheduler"


def test_causes_lead_from_the_top_owner_down(dashboard: Dashboard, create: Write, update: Write) -> None:
    create(account())
    top = create(deployment())
    update({**top, "spec": {**top["spec"], "replicas": 3}})
    template = {"metadata": {"labels": {"app": "web"}}, "spec": top["spec"]["template"]["spec"]}
    middle = create(
        owned(
            {
                "apiVersion": "apps/v1",
                "kind": "ReplicaSet",
                "metadata": {"name": "web-1", "namespace": "default"},
                "spec": {"replicas": 3, "selector": {"matchLabels": {"app": "web"}}, "template": template},
            },
            top,
        )
    )
    create(owned(pod("web-1-a"), middle))
    why = dashboard.get("objects/pods/default/web-1-a/why")
    assert [cause["text"] for cause in why["causes"]] == [
        "Deployment web created",
        "Deployment web changed: spec.replicas",
        "ReplicaSet web-1 created",
        "Pod web-1-a created",
    ]
    assert why["scheduling"] is None


def test_why_a_pod_waits_is_the_schedulers_last_verdict(dashboard: Dashboard, create: Write) -> None:
    from core.models import Decision

    create(account())
    stored = create(pod())
    verdict = {
        "message": "0/6 nodes are available",
        "plugins": ["NodeName"],
        "nodes": [["node-1", 0, "no"]],
        "counts": [],
    }
    for attempts in (1, 2):
        Decision.objects.create(
            cluster=dashboard.cluster,
            revision=attempts,
            time=attempts,
            subject=stored["metadata"]["uid"],
            component="kube-scheduler",
            action="FailedScheduling",
            reason=json.dumps({**verdict, "attempts": attempts}).encode(),
        )
    why = dashboard.get("objects/pods/default/one/why")
    assert (why["scheduling"]["attempts"], why["scheduling"]["nodes"]) == (2, [["node-1", 0, "no"]])
    assert why["decisions"] == []


def test_the_record_of_owners_is_kept_and_not_shown(dashboard: Dashboard, create: Write) -> None:
    create(config(a="1"))
    assert "managedFields" not in dashboard.get(CONFIG)["yaml"]
    edited(dashboard, '"1"', '"2"', dry_run=False)
    stored = dashboard.object("configmaps", "default", "settings")
    assert stored is not None
    assert [entry["manager"] for entry in stored["metadata"]["managedFields"]] == ["clusterviz"]


def test_heartbeats_are_those_of_the_moment(dashboard: Dashboard, create: Write, update: Write) -> None:
    node = dashboard.object("nodes", "", "node-1")
    assert node is not None
    update({**node, "status": {**node["status"], "conditions": machines.conditions(BEGINNING)}})
    create(lease_document("node-1", BEGINNING))
    later = BEGINNING + 3600 * SECOND
    Cluster.objects.update(time=later)

    def told(**query: Any) -> set[int]:
        node = dashboard.get("objects/nodes/-/node-1", **query)["object"]
        return {parse(one["lastHeartbeatTime"]) for one in node["status"]["conditions"]}

    (at,) = told()
    assert later - 300 * SECOND < at <= later
    head = Cluster.objects.get().revision
    assert told(revision=head) == {BEGINNING}, "as it was written"
    (then,) = told(time=BEGINNING + 1800 * SECOND)
    assert BEGINNING + 1500 * SECOND < then <= BEGINNING + 1800 * SECOND
    lease = dashboard.get("objects/leases.coordination.k8s.io/kube-node-lease/node-1")["object"]
    assert later - 10 * SECOND < parse(lease["spec"]["renewTime"]) <= later
