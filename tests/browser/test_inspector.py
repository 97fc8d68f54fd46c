"""The inspector: what it says of each kind, editing with a dry run, why, history, the past."""

import json
import urllib.request
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

Visit = Callable[[str], Page]
SHOP = "/clusters/shop/workloads/"
CHECKOUT = f"{SHOP}?sel=deployments.apps/default/checkoutservice"


def pending_pod(page: Page) -> str:
    """The name of a pod that waits for a node."""
    rows = page.evaluate(
        "fetch('/ui/clusters/shop/snapshot?time=9999999999999999').then((r) => r.json()).then((s) => s.tables.pods.rows)"
    )
    return str(next(row[2] for row in rows if row[4] == "Pending"))


def asked(server: str) -> dict[str, Any]:
    """What the browser sent so far."""
    with urllib.request.urlopen(f"{server}/fake/asked", timeout=10) as answer:
        return dict(json.load(answer))


def test_a_deployment_tells_its_counts_and_each_step_with_its_reason(visit: Visit) -> None:
    page = visit(CHECKOUT)
    expect(page.locator(".inspect-title")).to_contain_text("checkoutservice")
    expect(page.locator(".badges").first).to_contain_text("Progressing")
    expect(page.locator(".facts").first).to_contain_text("10 of 12")
    expect(page.locator(".steps")).to_contain_text("surge left: 13 − 10 − 1")
    expect(page.locator(".causes")).to_contain_text("+2 ms")


def test_a_pending_pod_says_which_plugin_refused_which_node(visit: Visit) -> None:
    page = visit(SHOP)
    page.goto(f"{SHOP}?sel=pods/default/{pending_pod(page)}&tab=why")
    expect(page.locator(".well")).to_contain_text("0/6 nodes are available")
    expect(page.locator(".heat tbody tr")).to_have_count(6)
    expect(page.locator(".heat td.refused")).to_have_count(6)
    expect(page.locator(".inspect-body .lines")).to_contain_text("tolerate dedicated=gpu")
    page.locator(".heat tbody th button", has_text="node-6").click()
    expect(page.locator(".inspect-title")).to_contain_text("node-6")


def test_tabs_are_walked_with_the_arrow_keys_and_stand_in_the_url(visit: Visit) -> None:
    page = visit(CHECKOUT)
    page.focus("#inspect-tab-summary")
    page.keyboard.press("ArrowRight")
    expect(page.locator("#inspect-tab-yaml")).to_be_focused()
    assert "tab=yaml" in page.url
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("ArrowLeft")
    expect(page.locator("#inspect-tab-history")).to_have_attribute("aria-selected", "true")


def test_a_pods_log_is_followed_and_its_other_containers_and_runs_are_a_click_away(visit: Visit) -> None:
    page = visit(SHOP)
    page.goto(f"{SHOP}?sel=pods/default/{pending_pod(page)}&tab=logs")
    lines = page.locator(".log-lines li > span")
    expect(lines.first).to_have_text("request 1")
    expect(lines.nth(2)).to_have_text("request 3")
    page.get_by_role("button", name="Previous", exact=True).click()
    expect(lines).to_have_text(["giving up"])
    expect(page.locator(".log-lines li")).to_have_class("stderr")
    expect(page.get_by_role("button", name="Follow")).to_be_disabled()
    page.get_by_label("Container").select_option("proxy")
    expect(page.locator(".log-main")).to_contain_text("is waiting to start: ContainerCreating")


def test_only_pods_have_logs(visit: Visit) -> None:
    page = visit(f"{CHECKOUT}&tab=logs")
    expect(page.locator("#inspect-tab-summary")).to_have_attribute("aria-selected", "true")
    expect(page.locator("#inspect-tab-logs")).to_have_count(0)


def test_a_change_is_checked_before_it_can_be_applied(visit: Visit, server: str) -> None:
    page = visit(f"{CHECKOUT}&tab=yaml")
    page.click(".yaml-bar >> text=Edit")
    area = page.get_by_label("YAML of checkoutservice")
    expect(page.get_by_role("button", name="Apply", exact=True)).to_be_disabled()
    area.fill(area.input_value().replace("replicas: 10", "replicas: 12"))
    expect(page.get_by_role("button", name="Apply", exact=True)).to_be_disabled()
    page.get_by_role("button", name="Check", exact=True).click()
    expect(page.locator(".yaml-answer .diff-line.new")).to_contain_text("replicas: 12")
    page.get_by_role("button", name="Apply", exact=True).click()
    expect(page.locator(".yaml-view")).to_be_visible()
    assert [edit["dry_run"] for edit in asked(server)["edits"][-2:]] == [True, False]


def test_an_error_in_an_edit_is_marked_at_its_line(visit: Visit) -> None:
    page = visit(f"{CHECKOUT}&tab=yaml")
    page.watch.forgive("422")
    page.click(".yaml-bar >> text=Edit")
    area = page.get_by_label("YAML of checkoutservice")
    area.fill(area.input_value().replace("replicas: 10", "replica: 10"))
    page.get_by_role("button", name="Check", exact=True).click()
    expect(page.locator(".faults")).to_contain_text('unknown field "spec.replica"')
    line = page.locator(".editor-number.error").inner_text()
    assert area.input_value().split("\n")[int(line) - 1].strip() == "replica: 10"
    expect(page.get_by_role("button", name="Apply", exact=True)).to_be_disabled()


def test_actions_ask_first_and_are_sent(visit: Visit, server: str) -> None:
    page = visit(CHECKOUT)
    page.click(".action-bar [data-action=scale]")
    page.fill("#scale-replicas", "15")
    page.keyboard.press("Enter")
    expect(page.locator(".toast.ok")).to_contain_text("scale: checkoutservice")
    expect(page.locator(".toast.wait")).to_contain_text("<img src=x onerror=alert(1)>")
    page.click(".action-bar [data-action=undo]")
    page.get_by_role("dialog").get_by_role("button", name="Cancel").click()
    sent = asked(server)["acted"]
    assert (sent[-1]["action"], sent[-1]["params"]) == ("scale", {"replicas": 15})


def test_in_the_past_nothing_can_be_changed_and_the_panel_says_why(visit: Visit) -> None:
    page = visit(f"{CHECKOUT}&at=1772442300000000")
    expect(page.locator(".action-bar .notice")).to_contain_text("You look at the past")
    expect(page.locator(".action-bar [data-action=restart]")).to_be_disabled()
    page.click("#inspect-tab-yaml")
    expect(page.locator(".yaml-bar").get_by_role("button", name="Edit", exact=True)).to_be_disabled()
    page.locator(".yaml-bar").get_by_role("button", name="Back to LIVE").click()
    expect(page.locator(".yaml-bar").get_by_role("button", name="Edit", exact=True)).to_be_enabled()


def test_history_leads_to_the_moment_of_a_change(visit: Visit) -> None:
    page = visit(f"{CHECKOUT}&tab=history")
    expect(page.locator(".history")).to_contain_text("status.phase Pending → Running")
    page.locator(".history-go").nth(1).click()
    expect(page.locator(".past-badge")).to_be_visible()
    assert "at=" in page.url


def test_a_node_shows_what_is_requested_and_its_pods(visit: Visit) -> None:
    page = visit(f"{SHOP}?sel=nodes/-/node-3")
    expect(page.get_by_role("meter", name="cpu")).to_have_attribute("aria-valuetext", "2 of 4")
    square = page.locator(".tab-summary .pod-button").first
    square.focus()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Enter")
    expect(page.locator(".inspect-line")).to_contain_text("Pod · ")


def test_a_service_lists_who_answers_behind_it(visit: Visit) -> None:
    page = visit(f"{SHOP}?sel=services/default/cartservice")
    expect(page.locator(".facts")).to_contain_text("http 80 → 8080")
    expect(page.locator(".inspect-body .lines li")).to_have_count(3)


def test_an_object_that_is_gone_leads_back_through_its_history(visit: Visit) -> None:
    page = visit(f"{SHOP}?sel=pods/default/never")
    page.watch.forgive("404")
    expect(page.locator(".inspect-body")).to_contain_text("It is gone")
    expect(page.locator(".history-go").first).to_be_visible()


@pytest.mark.parametrize("tab", ["summary", "yaml", "events", "logs", "why", "history"])
def test_hostile_documents_stay_text(visit: Visit, tab: str) -> None:
    page = visit(SHOP)
    evil = '<img src=x onerror="window.pwned=1">'
    doc = {"kind": "Pod", "metadata": {"name": evil, "uid": "u", "resourceVersion": "1", "labels": {evil: evil}, "annotations": {"a": "javascript:alert(1)" + evil}, "ownerReferences": [{"kind": evil, "name": evil, "controller": True}]},
           "spec": {"containers": [{"name": evil, "image": evil}]}, "status": {"phase": evil, "conditions": [{"type": evil, "status": evil, "message": evil}]}}  # fmt: skip
    parts = {
        "history": {"changes": [{"revision": 1, "time": 1, "actor": evil, "verb": "MODIFIED", "summary": [[evil, evil, evil]]}]},
        "events": {"events": [{"type": evil, "reason": evil, "message": evil, "count": 2, "first": 1, "last": 1, "source": evil}]},
        "logs": {"containers": [evil], "container": evil, "hasPrevious": False, "run": evil, "lines": [[1, evil, evil]], "until": 1, "isRunning": False, "message": ""},
        "why": {"scheduling": {"message": evil, "plugins": [evil], "nodes": [[evil, 0, evil]], "counts": [[evil, 1]], "admit": [{"text": evil, "node": evil}], "queue": evil},
                "decisions": [{"time": 1, "action": evil, "reason": {evil: evil}}], "causes": [{"time": 1, "actor": evil, "text": evil}]},
    }  # fmt: skip

    def answer(route: Any) -> None:
        last = route.request.url.split("?")[0].rsplit("/", 1)[1]
        route.fulfill(
            json=parts.get(last, {"object": doc, "yaml": f"name: '{evil}'\n", "kind": {"actions": ["delete"]}})
        )

    page.route("**/objects/pods/**", answer)
    page.goto(f"{SHOP}?sel=pods/default/evil&tab={tab}")
    expect(page.locator(f".tab-{tab}")).to_contain_text("<img src=x")
    assert page.locator("#inspector img, #inspector script").count() == 0
    assert page.evaluate("window.pwned") is None
