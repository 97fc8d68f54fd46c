"""The page "Config & security": the matrix and its reverse, levels and gauges, masked values, the audit."""

import json
import urllib.request
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.accessibility import serious_faults

Visit = Callable[[str], Page]
SHOP = "/clusters/shop/security/"
HOSTILE = "<img src=x onerror=alert(1)>"


def test_the_matrix_says_by_which_binding_and_opens_it(visit: Visit) -> None:
    page = visit(f"{SHOP}?res=/secrets&ns=default")
    row = page.locator(".grant-row", has_text="cartservice")
    expect(page.locator(".security-summary")).to_contain_text(
        "9 subjects have rights on secrets in default; 6 of them are Kubernetes' own."
    )
    cell = row.get_by_role("button", name="cartservice, get")
    cell.hover()
    expect(page.locator(".security-reason")).to_contain_text(
        'RBAC: allowed by RoleBinding "shop-secrets/default" of Role "read-shop-secrets" to ServiceAccount "cartservice/default"'
    )
    expect(page.locator(".security-reason .badge")).to_have_text("only shop-db, shop-tls")
    page.watch.forgive("404")  # the fake world has no such object
    cell.click()
    expect(page.locator("#inspector")).to_be_visible()
    assert "sel=rolebindings.rbac.authorization.k8s.io%2Fdefault%2Fshop-secrets" in page.url


def test_the_shape_of_a_cell_tells_how_far_the_right_goes(visit: Visit) -> None:
    page = visit(f"{SHOP}?res=/secrets&ns=default")
    shapes = {
        who: page.locator(".grant-row", has_text=who).locator(".grant").first.get_attribute("class")
        for who in ("system:masters", "developers", "cartservice")
    }
    assert shapes == {"system:masters": "grant all", "developers": "grant place", "cartservice": "grant some"}


def test_another_resource_place_and_object_are_asked_for(visit: Visit) -> None:
    page = visit(SHOP)
    page.get_by_label("Resource", exact=True).select_option("apps/deployments/scale")
    expect(page.get_by_role("columnheader", name="delete")).to_have_count(0)
    page.get_by_label("Resource", exact=True).select_option("/secrets")
    page.get_by_label("Namespace", exact=True).select_option("default")
    page.get_by_label("Name of one object").fill("another")
    expect(page.locator(".grant-row", has_text="developers")).to_be_visible()
    expect(page.locator(".grant-row", has_text="cartservice")).to_have_count(0)


def test_the_keyboard_walks_the_matrix(visit: Visit) -> None:
    page = visit("/clusters/many/security/?ns=default")
    page.locator(".grant[tabindex='0']").focus()
    for key in ("ArrowRight", "ArrowDown", "End"):
        page.keyboard.press(key)
    expect(page.locator(".grant:focus")).to_have_attribute("data-verb", "deletecollection")
    for _ in range(30):
        page.keyboard.press("PageDown")
    expect(page.locator(".grant:focus")).to_be_in_viewport()
    assert page.locator(".grant-row").count() < 60


def test_a_subject_leads_to_what_it_may(visit: Visit) -> None:
    page = visit(f"{SHOP}?res=/secrets&ns=default")
    page.get_by_role("button", name="cartservice", exact=True).click()
    expect(page.locator(".security-summary")).to_contain_text(
        "6 rules hold for cartservice. Counted with the groups system:serviceaccounts"
    )
    expect(page.locator(".rule-row", has_text="only shop-db, shop-tls")).to_contain_text("read-shop-secrets")
    page.get_by_label("Who", exact=True).select_option("User//https://id.example/u/ben")
    expect(page.locator(".rule-row", has_text="oidc").first).to_be_visible()


def test_accounts_lead_to_their_rules(visit: Visit) -> None:
    page = visit(f"{SHOP}?tab=accounts")
    expect(page.locator(".account-row", has_text="metrics")).to_contain_text("not mounted")
    page.get_by_label("Filter accounts").fill("read-shop")
    expect(page.locator(".account-row:not(.head)")).to_have_count(1)
    page.get_by_role("button", name="What may cartservice do?").click()
    expect(page.locator(".security-summary")).to_contain_text("6 rules hold for cartservice")


def test_levels_gauges_and_limits(visit: Visit) -> None:
    page = visit(f"{SHOP}?tab=namespaces")
    row = page.get_by_role("row", name="default").first
    expect(row).to_contain_text("baseline")
    expect(row).to_contain_text("restricted v1.36")
    expect(page.get_by_role("row", name="payments").first).to_contain_text(HOSTILE)
    expect(page.get_by_role("meter", name="pods").first).to_have_attribute("aria-valuetext", "40 of 40")
    expect(page.locator(".gauge.full")).to_have_count(1)
    expect(page.get_by_role("row", name="default").filter(has_text="memory")).to_contain_text("256Mi")


def test_what_a_level_would_refuse_is_told_by_reasons(visit: Visit) -> None:
    page = visit(f"{SHOP}?tab=namespaces")
    page.get_by_role("button", name="What would be refused in default?").click()
    dialog = page.locator("dialog")
    expect(dialog).to_contain_text("baseline would refuse 1 of 3 pods")
    expect(dialog).to_contain_text("restricted would refuse 3 of 3 pods")
    expect(dialog.locator(".refused-group").first).to_contain_text("host namespaces")
    assert serious_faults(page) == []
    page.watch.forgive("404")  # the fake world has no such pod
    dialog.get_by_role("button", name="web-2").first.click()
    assert "sel=pods%2Fdefault%2Fweb-2" in page.url


def test_a_value_is_masked_until_somebody_asks(visit: Visit, server: str) -> None:
    page = visit(f"{SHOP}?tab=configuration")
    page.get_by_role("button", name="Keys of shop-db").click()
    expect(page.locator(".held-keys")).to_contain_text("password")
    assert "hunter2" not in page.content()
    page.get_by_role("button", name="Show password").click()
    expect(page.locator("dialog")).to_contain_text("hunter2")
    expect(page.locator("dialog")).to_contain_text("recorded in the audit")
    page.keyboard.press("Escape")
    expect(page.locator("dialog")).to_have_count(0)
    assert "hunter2" not in page.content()
    looked = json.load(urllib.request.urlopen(f"{server}/fake/looked"))["revealed"]
    assert looked[-1] == {"resource": "secrets", "namespace": "default", "name": "shop-db", "key": "password"}


def test_hostile_strings_stay_text(visit: Visit) -> None:
    for tab in ("access", "audit", "namespaces", "configuration"):
        page = visit(f"{SHOP}?tab={tab}&ns=default")
        expect(page.locator(".security-body").locator("button, .entry").first).to_be_visible()
        assert page.locator(".security-body img").count() == 0


def test_the_audit_is_filtered_and_opens(visit: Visit) -> None:
    page = visit(f"{SHOP}?tab=audit")
    expect(page.locator(".security-tools")).to_contain_text("12 entries lost")
    page.get_by_role("button", name="Refused").click()
    expect(page.locator(".entry").first).to_contain_text("403")
    expect(page.locator(".entry .badge.ok")).to_have_count(0)
    page.get_by_role("button", name="User").click()
    page.get_by_role("menuitemradio", name="ann").click()
    expect(page.locator(".entry-user").first).to_have_text("ann")
    page.locator(".entry [aria-expanded]").first.click()
    expect(page.locator(".entry-doc")).to_contain_text('"apiVersion": "audit.k8s.io/v1"')
    page.get_by_label("Filter by word").fill("no such thing")
    expect(page.locator(".empty")).to_contain_text("No entry matches")
    page.get_by_role("button", name="Clear the filters").click()
    expect(page.locator(".entry").first).to_contain_text("09:12:52")


def test_more_of_the_audit_comes_as_one_scrolls(visit: Visit) -> None:
    page = visit(f"{SHOP}?tab=audit")
    expect(page.locator(".entry").first).to_be_visible()
    for _ in range(3):
        page.evaluate("document.querySelector('.security-scroll').scrollTop = 1e6")
        page.wait_for_timeout(300)
    expect(page.locator(".entry", has_text="one-1").last).to_be_visible()
    assert page.locator(".entry").count() < 60


def test_an_empty_audit_teaches(visit: Visit) -> None:
    page = visit("/clusters/n3p34-still/security/?tab=audit")
    expect(page.locator(".empty")).to_contain_text("kubectl get pods")


def test_six_hundred_bindings_are_drawn_at_once(visit: Visit) -> None:
    page = visit("/clusters/many/security/?ns=default")
    expect(page.locator(".grant-row").nth(5)).to_be_visible()
    script = "Math.max(...performance.getEntriesByType('longtask').map((task) => task.duration), 0)"
    page.get_by_label("Resource", exact=True).select_option("/secrets")
    expect(page.locator(".security-summary")).to_contain_text("on secrets in default")
    assert page.evaluate(script) < 400


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("size", [(1440, 900), (1024, 768)], ids=["wide", "narrow"])
@pytest.mark.parametrize(
    "query",
    [
        "res=/secrets&ns=default",
        "way=may&who=User//ann",
        "tab=accounts",
        "tab=namespaces",
        "tab=configuration",
        "tab=audit",
    ],
)
def test_axe_finds_no_serious_fault(visit: Visit, query: str, size: tuple[int, int], theme: str) -> None:
    page = visit(f"{SHOP}?{query}")
    page.set_viewport_size({"width": size[0], "height": size[1]})
    page.evaluate("theme => { document.documentElement.dataset.theme = theme }", theme)
    if "configuration" in query or "audit" in query:
        page.locator(".security-body [aria-expanded=false].square").first.click()
    page.wait_for_timeout(300)
    assert serious_faults(page) == []
    assert page.evaluate("document.querySelector('#page').scrollWidth <= document.querySelector('#page').clientWidth")
