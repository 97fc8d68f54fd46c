"""The frame: it loads clean, is accessible, switches pages, themes and languages, and finds things."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.accessibility import serious_faults
from tests.browser.conftest import Watch

Visit = Callable[[str], Page]
STILL = "/clusters/n6p300-still"  # some of its pods wait, some fail


@pytest.mark.parametrize(
    "path",
    [
        "topology/",
        "topology/?colour=workload",
        "topology/?view=table",
        "topology/?sel=nodes/-/node-1",
        "workloads/",
        "events/",
        "manifests/",
    ],
)
def test_axe_finds_no_serious_fault_on(visit: Visit, path: str) -> None:
    page = visit(f"{STILL}/{path}")
    page.watch.forgive("404")  # the fake server has no objects to inspect
    for width, theme in ((1440, "light"), (1440, "dark"), (1024, "light"), (720, "dark")):
        page.set_viewport_size({"width": width, "height": 800})
        page.evaluate("theme => { document.documentElement.dataset.theme = theme }", theme)
        page.wait_for_timeout(250)  # the drawer and the hover colours have arrived
        assert serious_faults(page) == [], f"{width} px, {theme}"


@pytest.mark.parametrize("path", ["/sign-in/", "/"])
def test_axe_finds_no_serious_fault_before_a_cluster_is_open(page: Page, path: str) -> None:
    page.goto(path)
    assert serious_faults(page) == []


def test_the_health_line_counts_nodes_and_pods(visit: Visit) -> None:
    page = visit(f"{STILL}/topology/")
    expect(page.locator("#health")).to_contain_text("6/6 nodes")
    expect(page.locator("#health")).to_contain_text(re.compile(r"\d+ running"))


def test_pages_switch_without_a_reload_and_the_back_button_returns(visit: Visit) -> None:
    page = visit(f"{STILL}/topology/?sel=nodes/-/node-1")
    page.watch.forgive("404")
    page.evaluate("window.same = true")
    page.click("nav a[data-page=events]")
    expect(page.locator("h1")).to_have_text("Events")
    assert "/events/" in page.url and "sel=nodes" in page.url, "the selection goes along"
    page.go_back()
    expect(page.locator("h1")).to_have_text("Topology")
    assert page.evaluate("window.same")
    expect(page.locator("nav a[aria-current=page]")).to_have_attribute("data-page", "topology")


def test_the_theme_is_chosen_and_kept(visit: Visit) -> None:
    page = visit(f"{STILL}/topology/")
    page.click("#theme")
    page.get_by_role("menuitemradio", name="Dark").click()
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(12, 16, 21)"
    page.reload()
    assert page.evaluate("document.documentElement.dataset.theme") == "dark"


def test_the_language_is_chosen_and_the_page_comes_back_as_it_was(visit: Visit) -> None:
    page = visit(f"{STILL}/topology/?colour=workload")
    page.click("#language")
    page.get_by_role("menuitemradio", name="简体中文").click()
    expect(page.locator("h1")).to_have_text("拓扑")
    assert "colour=workload" in page.url
    assert page.evaluate("document.documentElement.lang") == "zh-hans"


def test_the_palette_finds_an_object_and_selects_it(visit: Visit) -> None:
    page = visit(f"{STILL}/topology/")
    page.watch.forgive("404")
    page.keyboard.press("Control+k")
    page.keyboard.type("node-3")
    expect(page.locator(".choice").first).to_contain_text("node-3")
    page.keyboard.press("Enter")
    expect(page.locator("#inspector")).to_be_visible()
    assert "sel=nodes" in page.url


def test_the_palette_runs_an_action(visit: Visit) -> None:
    page = visit(f"{STILL}/topology/")
    page.keyboard.press("Control+k")
    page.keyboard.type("go to events")
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_have_text("Events")


def test_a_menu_is_walked_with_the_keyboard(visit: Visit) -> None:
    page = visit(f"{STILL}/topology/")
    page.focus("#theme")
    page.keyboard.press("ArrowDown")
    expect(page.get_by_role("menuitemradio", name="Light")).to_be_focused()
    page.keyboard.press("ArrowDown")
    expect(page.get_by_role("menuitemradio", name="Dark")).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.locator("#theme")).to_be_focused()


def test_the_inspector_is_a_drawer_that_escape_closes_on_narrow_screens(visit: Visit) -> None:
    page = visit(f"{STILL}/topology/")
    page.watch.forgive("404")
    page.set_viewport_size({"width": 1024, "height": 768})
    page.keyboard.press("Control+k")
    page.keyboard.type("node-2")
    page.keyboard.press("Enter")
    expect(page.locator("#inspector")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator("#inspector")).to_be_hidden()


def test_the_cluster_switcher_lists_clusters_and_asks_for_a_new_one(visit: Visit) -> None:
    page = visit(f"{STILL}/topology/")
    page.click("#switcher")
    expect(page.get_by_role("menuitemradio").filter(has_text="n6p300-still")).to_be_visible()
    page.get_by_role("menuitem", name="New cluster").click()
    expect(page.get_by_role("dialog")).to_contain_text("3 zones × 2 nodes")


def test_hostile_names_stay_text(visit: Visit, watch: Watch) -> None:
    page = visit("/clusters/n3p20-hostile-still/topology/")
    watch.forgive("404")
    for path in ("topology/?view=table", "workloads/", "events/", "topology/"):
        visit(f"/clusters/n3p20-hostile-still/{path}")
        page.wait_for_timeout(200)
    page.keyboard.press("Control+k")
    page.keyboard.type("<img")
    expect(page.locator(".choice").first).to_contain_text("<img src=x")
    page.keyboard.press("Enter")
    page.wait_for_timeout(300)
    assert page.evaluate("window.pwned") is None
    assert page.locator("img[src=x], script:not([src])").count() == 0
