"""The Workloads page: lanes, filters, table, rollout chart, big clusters."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.accessibility import serious_faults

Visit = Callable[[str], Page]
SHOP = "/clusters/shop/workloads/"


def test_a_rollout_stands_in_lanes_with_its_progress(visit: Visit) -> None:
    page = visit(f"{SHOP}?sel=deployments.apps/default/checkoutservice")
    family = page.locator(".family", has_text="rolling 60 %")
    expect(family.locator(".workload")).to_have_count(3)
    expect(family.locator(".workload.selected .workload-name")).to_have_text("checkoutservice")
    expect(family.locator(".pod-button.fresh .pod.starting")).to_have_count(2)
    expect(family.locator(".pod.terminating")).to_have_count(2)
    family.get_by_role("button", name="2 earlier revisions").click()
    expect(page.locator(".family", has_text="rolling 60 %").locator(".workload")).to_have_count(5)


def test_the_chart_shows_both_revisions_inside_their_band(visit: Visit) -> None:
    page = visit(f"{SHOP}?sel=deployments.apps/default/checkoutservice")
    chart = page.locator(".rollout-chart")
    expect(chart.locator(".scatterlayer .trace")).to_have_count(3, timeout=40_000)  # the library is 5 MB
    expect(chart).to_contain_text("maxSurge: at most 13")
    expect(chart).to_contain_text("maxUnavailable: at least 8 available")
    expect(chart).to_have_attribute(
        "aria-label",
        "Rollout of checkoutservice. revision 4 has 4 of 6 pods ready. revision 3 has 6 of 6 pods ready. allowed between 8 and 13 pods",
    )
    expect(page.locator(".rollout .badge")).to_have_text("v0.10.1 → v0.10.2")
    page.evaluate("document.documentElement.dataset.theme = 'dark'")
    expect(chart.locator(".annotation-text").first).to_have_css("fill", "rgb(163, 175, 190)")


def test_a_pod_is_selected_by_the_keyboard(visit: Visit) -> None:
    page = visit(f"{SHOP}?look=attention")
    strip = page.locator(".family", has_text="rolling").locator(".pod-squares").first
    strip.locator("button").first.focus()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Enter")
    expect(page.locator(".inspect-line")).to_contain_text("Pod")
    expect(page.locator(".family").locator(".pod-button.selected")).to_have_count(1)


def test_pods_without_a_controller_are_not_forgotten(visit: Visit) -> None:
    page = visit(f"{SHOP}?sel=pods/default/debug")
    family = page.locator(".family", has_text="without a controller")
    expect(family).to_contain_text("1 of 1")
    expect(family.locator(".pod-button.selected")).to_have_count(1)


def test_only_what_needs_a_look_is_left(visit: Visit) -> None:
    page = visit(SHOP)
    page.get_by_role("button", name="Needs a look").click()
    expect(page.locator(".workload-name", has_text="adservice")).to_have_count(0)
    expect(page.locator(".family")).to_have_count(4)
    assert "look=attention" in page.url


def test_a_namespace_is_chosen(visit: Visit) -> None:
    page = visit(SHOP)
    page.get_by_role("button", name="Namespace").click()
    page.get_by_role("menuitemradio", name="kube-system").click()
    expect(page.locator(".family")).to_have_count(3)
    page.reload()
    expect(page.locator(".family")).to_have_count(3)


def test_the_table_is_sorted_by_a_column(visit: Visit) -> None:
    page = visit(f"{SHOP}?view=table")
    page.get_by_role("columnheader", name="Ready").get_by_role("button").click()
    expect(page.locator(".workload-row:not(.head)").first).to_contain_text("nightly-report")
    page.get_by_role("columnheader", name="Ready").get_by_role("button").click()
    expect(page.get_by_role("columnheader", name="Ready")).to_have_attribute("aria-sort", "descending")


def test_an_empty_cluster_teaches(visit: Visit) -> None:
    page = visit("/clusters/n3p0-still/workloads/")
    page.evaluate("0")
    if page.locator(".family").count() == 0:
        expect(page.locator(".workloads-card .empty")).to_contain_text("No workloads yet")


def test_changes_are_drawn_live(visit: Visit, control: Callable[[str], None]) -> None:
    page = visit("/clusters/n3p31-still/workloads/")
    before = page.locator(".tree").inner_html()
    control("step?cluster=n3p31-still&changes=12")
    page.wait_for_function("before => document.querySelector('.tree').innerHTML !== before", arg=before)


def test_thousands_of_workloads_draw_only_those_in_sight(visit: Visit) -> None:
    page = visit("/clusters/n1000p30000-still/workloads/")
    expect(page.locator(".family").first).to_be_visible()
    assert page.locator(".family").count() < 40
    page.evaluate("document.querySelector('.tree').scrollTop = 30000")
    expect(page.locator(".family").first).to_be_visible()
    assert page.locator(".pod-button").count() < 3000


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("size", [(1440, 900), (1024, 768)], ids=["wide", "narrow"])
@pytest.mark.parametrize(
    "query",
    [
        "sel=deployments.apps/default/checkoutservice",
        "view=table",
        "sel=nodes/-/node-3",
        "sel=deployments.apps/default/checkoutservice&tab=yaml",
        "sel=deployments.apps/default/checkoutservice&tab=history",
    ],
)
def test_axe_finds_no_serious_fault(visit: Visit, query: str, size: tuple[int, int], theme: str) -> None:
    page = visit(f"{SHOP}?{query}")
    page.set_viewport_size({"width": size[0], "height": size[1]})
    page.evaluate("theme => { document.documentElement.dataset.theme = theme }", theme)
    page.wait_for_timeout(900)
    assert serious_faults(page) == []
