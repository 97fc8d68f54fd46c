"""The first five minutes on the real application: sign in, upload, watch, break, heal, look back, and a killed web server."""

from __future__ import annotations

import os
import re
import signal
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from benchmarks.drivers.application import Application, running
from tests.browser.accessibility import serious_faults
from tests.browser.conftest import Watch

pytestmark = pytest.mark.processes

HOSTILE = """apiVersion: v1
kind: ConfigMap
metadata:
  name: hostile
  annotations:
    note: "<img src=x onerror=alert(1)>"
    link: "javascript:alert(2)"
    bell: "\\x1b[31mred\\x07"
data:
  "html": "<script>alert(3)</script>"
"""
MAPS = "/api/v1/namespaces/default/configmaps"
POST = """async ([path, name]) => (await fetch(path, {
    method: "POST", headers: {"content-type": "application/json"},
    body: JSON.stringify({apiVersion: "v1", kind: "ConfigMap", metadata: {name}}),
})).status"""


@pytest.fixture(scope="module")
def application(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Application]:
    with running(tmp_path_factory.mktemp("whole") / "var", workers=1) as started:
        yield started


@pytest.fixture
def server(application: Application) -> str:
    """In place of the fake one: the real application."""
    return f"http://127.0.0.1:{application.port}"


@pytest.fixture(scope="module")
def signed_in(application: Application, chromium: Any) -> dict[str, Any]:
    """The browser's state after the one-time link was opened."""
    context = chromium.new_context()
    page = context.new_page()
    page.goto(application.link)
    page.wait_for_selector("body[data-link=live]")
    assert "token" not in page.url
    state: dict[str, Any] = context.storage_state()
    context.close()
    return state


@pytest.fixture
def page(chromium: Any, server: str, signed_in: dict[str, Any], watch: Watch) -> Iterator[Page]:
    context = chromium.new_context(base_url=server, storage_state=signed_in, viewport={"width": 1440, "height": 900})
    page = context.new_page()
    page.set_default_timeout(30_000)
    watch.follow(page)
    yield page
    context.close()
    assert watch.unforgiven() == []


def set_speed(page: Page, text: str) -> None:
    page.get_by_role("button", name="Speed").click()
    page.get_by_role("menuitemradio", name=text, exact=True).click()


def upload(page: Page, *files: Path | dict[str, Any]) -> None:
    page.goto("/clusters/demo/manifests/")
    page.wait_for_selector("body[data-link=live]")
    page.locator("input[type=file]:not([webkitdirectory])").set_input_files(files)
    page.wait_for_selector(".manifest-work:not([hidden])")


def pods(page: Page, prefix: str) -> dict[str, str]:
    """Names and phases of the pods whose names begin with ``prefix``, as the server has them now."""
    found = page.request.get("/ui/clusters/demo/snapshot").json()["tables"]["pods"]
    name, phase = found["cols"].index("name"), found["cols"].index("phase")
    return {row[name]: row[phase] for row in found["rows"] if row[name].startswith(prefix)}


def wait_until(page: Page, ready: Callable[[], bool]) -> None:
    for _ in range(240):
        if ready():
            return
        page.wait_for_timeout(250)
    pytest.fail("waited a minute in vain")


def test_an_uploaded_application_comes_to_run_before_ones_eyes(page: Page, root: Path) -> None:
    upload(page, root / "examples/shop.yaml")
    set_speed(page, "10×")
    page.get_by_role("button", name=re.compile(r"^Apply \d+ objects$")).click()
    page.get_by_role("link", name="Topology").first.click()
    wait_until(page, lambda: list(pods(page, "storefront").values()) == ["Running"] * 3)
    expect(page.locator("#health")).to_contain_text("running")
    page.get_by_role("link", name="Workloads").click()
    expect(page.locator("#page")).to_contain_text("storefront")
    expect(page.locator("#page")).to_contain_text("3 of 3")
    assert serious_faults(page) == []


def test_a_deleted_pod_is_replaced_and_its_history_is_kept(page: Page, watch: Watch) -> None:
    watch.forgive(
        "404"
    )  # the inspector may ask for the pod in the moment between its end and the frame that tells of it
    wait_until(page, lambda: list(pods(page, "worker").values()) == ["Running"] * 2)
    victim = min(pods(page, "worker"))
    page.goto(f"/clusters/demo/workloads/?sel=pods/default/{victim}")
    page.get_by_role("button", name="Delete").first.click()
    page.get_by_role("dialog").get_by_role("button", name="Delete").click()
    wait_until(page, lambda: victim not in pods(page, "worker") and len(pods(page, "worker")) == 2)
    page.get_by_role("link", name="Events").click()
    expect(page.locator("#page")).to_contain_text("Killing")


def test_a_failed_node_is_told_drained_and_healed(page: Page) -> None:
    set_path = "/clusters/demo/topology/?sel=nodes/-/node-2"
    page.goto(set_path)
    page.get_by_role("button", name="Fail").click()
    page.get_by_role("dialog").get_by_role("button", name="Fail").click()
    set_speed(page, "600×")
    expect(page.locator("#health")).to_contain_text("5/6")
    wait_until(page, lambda: set(pods(page, "storefront").values()) == {"Running"})
    page.get_by_role("button", name="Recover").click()
    expect(page.locator("#health")).to_contain_text("6/6")
    set_speed(page, "10×")


def test_hostile_texts_stay_texts(page: Page) -> None:
    upload(page, {"name": "hostile.yaml", "mimeType": "text/yaml", "buffer": HOSTILE.encode()})
    page.get_by_role("button", name=re.compile(r"^Apply 1 object$")).click()
    page.goto("/clusters/demo/workloads/?sel=configmaps/default/hostile")
    page.get_by_role("tab", name="YAML").click()
    expect(page.locator(".inspector, #inspector").first).to_contain_text("<img src=x onerror=alert(1)>")
    page.goto("/admin/core/configmap/?q=hostile")
    expect(page.locator("body")).to_contain_text("hostile")


def test_the_page_outlives_a_killed_web_server_without_a_reload(
    page: Page, application: Application, watch: Watch
) -> None:
    watch.forgive("WebSocket", "Failed to load resource", "ERR_CONNECTION_REFUSED")
    page.goto("/clusters/demo/topology/")
    page.wait_for_selector("body[data-link=live]")
    page.evaluate("window.same = true")
    os.kill(application.children()["daphne"], signal.SIGKILL)
    page.wait_for_selector("body:not([data-link=live])")
    page.wait_for_selector("body[data-link=live]")
    assert page.evaluate("window.same")


def test_the_admin_lists_what_runs(page: Page) -> None:
    page.goto("/admin/core/pod/?q=storefront")
    expect(page.locator("body")).to_contain_text("Running")
    page.goto("/admin/core/node/")
    expect(page.locator("body")).to_contain_text("node-6")


@pytest.fixture
def api(application: Application, chromium: Any) -> Iterator[Callable[[dict[str, Any] | None], Page]]:
    """Opens a page of the Kubernetes API itself, with a browser's state or as a stranger."""
    opened: list[Any] = []

    def open_page(state: dict[str, Any] | None) -> Page:
        address = f"https://127.0.0.1:{application.api_port}"
        opened.append(chromium.new_context(base_url=address, storage_state=state, ignore_https_errors=True))
        page: Page = opened[-1].new_page()
        return page

    yield open_page
    for context in opened:
        context.close()


def test_who_is_signed_in_asks_the_kubernetes_api_too(
    signed_in: dict[str, Any], api: Callable[[dict[str, Any] | None], Page]
) -> None:
    page = api(signed_in)
    opened = page.goto(f"/clusters/demo{MAPS}")
    assert opened is not None
    assert (opened.status, opened.json()["kind"]) == (200, "ConfigMapList")
    assert page.evaluate(POST, [f"/clusters/demo{MAPS}", "by-browser"]) == 201
    assert page.evaluate("async path => (await fetch(path)).status", f"/clusters/demo{MAPS}/by-browser") == 200
    strange = api(None)
    refused = strange.goto(f"/clusters/demo{MAPS}")
    assert refused is not None
    assert (refused.status, 'User "system:anonymous" cannot list' in refused.json()["message"]) == (403, True)
    assert strange.evaluate(POST, [f"/clusters/demo{MAPS}", "by-nobody"]) == 403


def test_a_page_of_another_address_cannot_write_with_somebodys_session(
    signed_in: dict[str, Any], api: Callable[[dict[str, Any] | None], Page], application: Application
) -> None:
    """The other address differs by its port alone, so that the browser does send the cookie."""
    page, evil = api(signed_in), "https://127.0.0.1:4443/"
    address = f"https://127.0.0.1:{application.api_port}/clusters/demo{MAPS}"
    form = f'<form method="post" action="{address}" enctype="text/plain"><button name="a">Win</button></form>'
    page.route(evil, lambda route: route.fulfill(body=form, content_type="text/html"))
    page.goto(evil)
    with page.expect_response(address) as answered:
        page.get_by_role("button").click()
    asked = answered.value.request.all_headers()
    assert ("clusterviz-" in asked["cookie"], asked["origin"]) == (True, evil[:-1])
    assert (answered.value.status, answered.value.json()["reason"]) == (403, "Forbidden")
