"""The Events page: filters, groups, links to objects and moments, news that do not jump."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.accessibility import serious_faults

Visit = Callable[[str], Page]
SHOP = "/clusters/shop/events/"


def test_warnings_alone_are_shown_and_counted(visit: Visit) -> None:
    page = visit(SHOP)
    page.get_by_role("button", name="Warnings").click()
    expect(page.locator(".event")).to_have_count(3)
    expect(page.locator(".page-head")).to_contain_text("3 events · 3 warnings")
    expect(page.locator(".event", has_text="BackOff")).to_contain_text("×27")


def test_words_and_reasons_narrow_the_stream(visit: Visit) -> None:
    page = visit(SHOP)
    page.get_by_label("Filter by word").fill("cassandra-1 pulled")
    expect(page.locator(".event")).to_have_count(1)
    page.get_by_label("Filter by word").fill("")
    page.get_by_role("button", name="Reason").click()
    page.get_by_role("menuitemradio", name="FailedScheduling").click()
    expect(page.locator(".event")).to_have_count(2)
    page.get_by_label("Filter by word").fill("no such thing")
    expect(page.locator(".empty")).to_contain_text("No event matches")
    page.get_by_role("button", name="Clear the filters").click()
    assert page.locator(".event").count() > 10


def test_events_of_one_object_stand_together_and_open(visit: Visit) -> None:
    page = visit(f"{SHOP}?by=object&q=cassandra")
    expect(page.locator(".event.group")).to_have_count(3)
    page.get_by_role("button", name="Events of Pod/cassandra-2").click()
    expect(page.locator(".event.inside")).to_have_count(5)
    expect(page.get_by_role("button", name="Events of Pod/cassandra-2")).to_be_focused()


def test_an_event_leads_to_its_object_and_its_moment(visit: Visit) -> None:
    page = visit(f"{SHOP}?type=Warning")
    page.locator(".event").first.locator(".link").click()
    expect(page.locator(".inspect-title")).to_contain_text("log-agent")
    page.locator(".event").first.locator(".moment").click()
    expect(page.locator(".past-badge")).to_be_visible()


def test_news_wait_above_while_one_reads_below(visit: Visit, control: Callable[[str], None]) -> None:
    page = visit("/clusters/n3p32-still/events/")
    control("step?cluster=n3p32-still&changes=90")
    expect(page.locator(".event").first).to_be_visible()
    page.evaluate("document.querySelector('.events-scroll').scrollTop = 600")
    page.wait_for_timeout(100)
    top = page.evaluate("document.elementFromPoint(700, 300).closest('.event').innerText")
    control("step?cluster=n3p32-still&changes=20")
    expect(page.locator(".events-fresh")).to_contain_text("new event")
    assert page.evaluate("document.elementFromPoint(700, 300).closest('.event').innerText") == top
    page.locator(".events-fresh").click()
    assert page.evaluate("document.querySelector('.events-scroll').scrollTop") == 0
    expect(page.locator(".events-fresh")).to_be_hidden()


def test_a_quiet_cluster_teaches(visit: Visit) -> None:
    page = visit("/clusters/n3p33-still/events/")
    expect(page.locator(".empty")).to_contain_text("Nothing has happened yet")


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("size", [(1440, 900), (1024, 768)], ids=["wide", "narrow"])
@pytest.mark.parametrize("query", ["", "by=object"])
def test_axe_finds_no_serious_fault(visit: Visit, query: str, size: tuple[int, int], theme: str) -> None:
    page = visit(f"{SHOP}?{query}")
    page.set_viewport_size({"width": size[0], "height": size[1]})
    page.evaluate("theme => { document.documentElement.dataset.theme = theme }", theme)
    page.wait_for_timeout(300)
    assert serious_faults(page) == []
