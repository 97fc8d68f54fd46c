"""The topology by pointer, keyboard and table, small and large."""

from collections.abc import Callable

from playwright.sync_api import Page, expect

Visit = Callable[[str], Page]


def test_a_click_on_a_card_selects_its_node(visit: Visit) -> None:
    page = visit("/clusters/n6p70-still/topology/")
    page.watch.forgive("404")
    box = page.locator(".map").bounding_box()
    assert box
    page.mouse.click(box["x"] + 90, box["y"] + 48)
    expect(page.locator("#inspector")).to_be_visible()
    assert "sel=nodes%2F-%2Fnode-1" in page.url
    expect(page.locator("#inspector")).to_contain_text("node-1")


def test_the_map_is_walked_by_keyboard_and_each_step_is_said(visit: Visit) -> None:
    page = visit("/clusters/n6p70-still/topology/")
    page.watch.forgive("404")
    page.focus(".map")
    expect(page.locator("#announce")).to_contain_text("node-1, ")
    page.keyboard.press("ArrowRight")
    expect(page.locator("#announce")).to_contain_text("node-2, m6i.xlarge, zone zone-b")
    page.keyboard.press("ArrowDown")
    expect(page.locator("#announce")).to_contain_text("node-5")
    page.keyboard.press("Enter")
    expect(page.locator("#inspector")).to_be_visible()


def test_the_legend_filters_and_the_url_keeps_it(visit: Visit) -> None:
    page = visit("/clusters/n6p70-still/topology/")
    page.locator(".legend .entry", has_text="Running").click()
    assert "only=running" in page.url
    page.reload()
    expect(page.locator(".legend .entry[aria-pressed=true]")).to_contain_text("Running")


def test_colour_by_workload_lists_workloads(visit: Visit) -> None:
    page = visit("/clusters/n6p70-still/topology/")
    page.get_by_role("button", name="Workload", exact=True).click()
    expect(page.locator(".legend")).to_contain_text("kube-proxy")
    assert "colour=workload" in page.url


def test_the_table_shows_the_same_nodes_and_sorts(visit: Visit) -> None:
    page = visit("/clusters/n6p70-still/topology/?view=table")
    expect(page.locator(".node-row[data-uid]")).to_have_count(6)
    page.get_by_role("button", name="Node", exact=True).click()
    expect(page.locator(".node-row[data-uid]").first).to_contain_text("node-1")


def test_waiting_pods_lie_in_the_tray_with_their_reason(visit: Visit) -> None:
    page = visit("/clusters/n6p300-still/topology/")
    expect(page.locator(".tray")).to_contain_text("nodes are available")
    page.locator(".tray-name").first.click()
    page.watch.forgive("404")
    expect(page.locator("#inspector")).to_be_visible()
    assert "sel=pods" in page.url


def test_a_cluster_without_pods_of_its_own_says_what_to_do(visit: Visit) -> None:
    page = visit("/clusters/n3p0-still/topology/")
    page.get_by_role("button", name="Upload a manifest").click()
    expect(page.locator("h1")).to_have_text("Manifests")


def test_many_nodes_become_cells_and_zooming_in_makes_cards(visit: Visit) -> None:
    page = visit("/clusters/n300p3000-still/topology/")
    expect(page.locator(".map.cells")).to_be_visible()
    expect(page.locator(".question")).to_contain_text("300 nodes")
    box = page.locator(".map").bounding_box()
    assert box
    page.mouse.move(box["x"] + 60, box["y"] + 90)
    expect(page.locator(".popover")).to_contain_text("cpu requested")
    page.mouse.dblclick(box["x"] + 60, box["y"] + 90)
    assert page.locator(".map").evaluate("map => map.scrollWidth > 3 * map.clientWidth")


def test_5000_nodes_and_150000_pods_are_drawn_once_their_snapshot_is_whole(visit: Visit) -> None:
    page = visit("/clusters/n5000p150000-still/topology/")
    page.wait_for_timeout(1000)
    marks = page.evaluate("Object.fromEntries(performance.getEntriesByType('mark').map(m => [m.name, m.startTime]))")
    assert marks["topology-drawn"] > marks["snapshot-end"]
    expect(page.locator("#health")).to_contain_text("5,000")
