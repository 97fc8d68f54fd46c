"""The stream: changes arrive, connections come back, the past is shown and left again."""

from collections.abc import Callable

from playwright.sync_api import Page, expect

from tests.browser.conftest import Watch

Visit = Callable[[str], Page]
Control = Callable[[str], None]


def test_changes_are_seen_without_a_reload(visit: Visit, control: Control) -> None:
    page = visit("/clusters/n3p30-still/topology/")
    before = page.locator(".readout .caption").inner_text()
    control("step?cluster=n3p30-still&changes=5")
    expect(page.locator(".readout .caption")).not_to_have_text(before)
    expect(page.locator("nav #event-count")).not_to_have_text("")


def test_a_dropped_connection_comes_back_with_a_fresh_snapshot(visit: Visit, control: Control) -> None:
    page = visit("/clusters/n4p30-still/topology/")
    page.evaluate("window.same = true")
    control("drop")
    page.wait_for_selector("body[data-link=waiting], body[data-link=connecting]", timeout=5000)
    page.wait_for_selector("body[data-link=live]")
    assert page.evaluate("window.same"), "no reload"


def test_while_the_server_is_away_a_badge_says_so_and_the_picture_stays(
    visit: Visit, control: Control, watch: Watch
) -> None:
    watch.forgive("WebSocket", "404", "403")
    page = visit("/clusters/n5p30-still/topology/")
    health = page.locator("#health").inner_text()
    control("refuse")
    expect(page.locator("#link-state")).to_have_text("Reconnecting")
    assert page.locator("#health").inner_text() == health
    control("admit")
    control("step?cluster=n5p30-still&changes=8")  # nobody hears it: it must be in the next snapshot
    page.wait_for_selector("body[data-link=live]")
    expect(page.locator("#link-state")).to_be_hidden()
    expect(page.locator(".readout .caption")).to_contain_text("rev 9")


def test_dragging_the_scrubber_shows_the_past_and_live_returns(visit: Visit, control: Control) -> None:
    page = visit("/clusters/n6p40-still/topology/")
    control("step?cluster=n6p40-still&changes=6")
    expect(page.locator(".readout .caption")).to_contain_text("rev 7")
    box = page.locator(".scrubber").bounding_box()
    assert box
    page.mouse.click(box["x"] + box["width"] / 2, box["y"] + 40)
    expect(page.locator(".past-badge")).to_contain_text("PAST")
    expect(page.locator(".readout .caption")).to_contain_text("rev 1")
    assert "at=" in page.url
    page.locator(".past-badge button").click()
    expect(page.locator(".past-badge")).to_be_hidden()
    expect(page.locator(".readout .caption")).to_contain_text("rev 7")
    assert "at=" not in page.url


def test_a_link_into_the_past_opens_there(visit: Visit) -> None:
    page = visit("/clusters/n6p70-still/topology/?at=1772442300000000")
    expect(page.locator(".past-badge")).to_contain_text("PAST")
    expect(page.locator(".moment")).to_contain_text("09:05:00")


def test_the_scrubber_is_moved_by_the_keyboard(visit: Visit) -> None:
    page = visit("/clusters/n6p70-still/topology/")
    page.focus(".scrubber")
    page.keyboard.press("Home")
    expect(page.locator(".moment")).to_contain_text("09:00:00")
    page.keyboard.press("End")
    expect(page.locator(".past-badge")).to_be_hidden()


def test_pause_speed_and_step_reach_the_clock(visit: Visit) -> None:
    page = visit("/clusters/n2p20-still/topology/")
    expect(page.locator(".readout .caption")).to_contain_text("paused")
    page.get_by_role("button", name="Let time run").click()
    expect(page.get_by_role("button", name="Pause time")).to_be_visible()
    page.get_by_role("button", name="Pause time").click()
    expect(page.locator(".readout .caption")).to_contain_text("paused")
    page.get_by_role("button", name="Speed").click()
    page.get_by_role("menuitemradio", name="600×").click()
    expect(page.get_by_role("button", name="Speed: 600×")).to_be_visible()
