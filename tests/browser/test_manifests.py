"""The Manifests page: every way in, errors at their line, remedies, what would change, apply."""

import io
import zipfile
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.accessibility import serious_faults

Visit = Callable[[str], Page]
PAGE = "/clusters/shop/manifests/"
FRONTEND = """apiVersion: apps/v1
kind: Deployment
metadata:
  name: frontend
spec:
  replicas: 5
  template:
    spec:
      containers:
      - image: frontend:v0.10.2
"""
CHECKOUT = (
    FRONTEND.replace("frontend", "checkout")
    .replace("replicas: 5", "replica: 5")
    .replace("- image", "- imagePullpolicy: Always\n        image")
)
SERVICE = "apiVersion: v1\nkind: Service\nmetadata:\n  name: redis\n"
CART = FRONTEND.replace("frontend", "cart").replace("v0.10.2", "latest")
ALL = "---\n".join([FRONTEND, CHECKOUT, SERVICE, CART])


def choose(page: Page, *files: tuple[str, bytes]) -> None:
    """Give files to the picker."""
    given = [{"name": name, "mimeType": "text/yaml", "buffer": data} for name, data in files]
    page.locator("input[type=file]:not([webkitdirectory])").set_input_files(given)
    page.wait_for_selector(".manifest-work:not([hidden])")


def archive(**files: str) -> bytes:
    """A zip of these texts."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as packed:
        for name, text in files.items():
            packed.writestr(f"app/{name}.yaml", text)
    return out.getvalue()


def test_an_error_stands_under_its_line_and_one_click_puts_it_right(visit: Visit) -> None:
    page = visit(PAGE)
    choose(page, ("shop.yaml", ALL.encode()))
    expect(page.locator(".strip-area")).to_contain_text("2 errors in 1 document")
    expect(page.locator(".document[aria-current]")).to_contain_text("checkout")
    line = page.locator(".code-line.error").first
    expect(line).to_contain_text("replica: 5")
    assert line.get_attribute("data-line") == str(ALL.split("\n").index("  replica: 5") + 1)
    expect(page.locator(".code-note").first).to_contain_text('unknown field "spec.replica"')
    expect(page.get_by_role("button", name="Apply 2 objects")).to_be_disabled()
    page.get_by_role("button", name="Use the 2 suggested names").click()
    expect(page.locator(".strip-area")).to_contain_text("4 good")
    expect(page.get_by_role("button", name="Apply 3 objects")).to_be_enabled()


def test_what_would_change_is_shown_before_it_is_applied(visit: Visit) -> None:
    page = visit(PAGE)
    choose(page, ("shop.yaml", ALL.replace("replica:", "replicas:").replace("Pullpolicy", "PullPolicy").encode()))
    change = page.locator(".change")
    expect(change.locator(".badges")).to_have_text("+ 2 new~ 1 changed= 1 same")
    expect(change.locator(".diff-line.new").first).to_contain_text("replicas: 5")
    expect(change).to_contain_text("needs 2.4 cpu and 2.9Gi more")
    expect(change).to_contain_text("the tag latest moves")
    change.get_by_role("tab", name="New").click()
    change.get_by_role("button", name="cart").first.click()
    expect(page.locator(".document[aria-current]")).to_contain_text("cart")
    page.get_by_role("button", name="Apply 3 objects").click()
    expect(page.locator(".apply-bar .notice")).to_contain_text("24 objects applied at revision")
    page.get_by_role("button", name="Watch it on the topology").click()
    expect(page.locator("h1")).to_have_text("Topology")


def test_an_archive_is_read_and_mended(visit: Visit) -> None:
    page = visit(PAGE)
    choose(page, ("app.zip", archive(good=FRONTEND, bad=CHECKOUT)))
    expect(page.locator(".source-head")).to_contain_text("app.zip/app/bad.yaml")
    page.locator(".code-note .link").first.click()
    expect(page.locator(".strip-area")).to_contain_text("1 error in 1 document")


def test_a_folder_is_dropped(visit: Visit) -> None:
    page = visit(PAGE)
    page.evaluate(
        """text => {
          const entry = (path, file) => ({ fullPath: path, isFile: true, file: (done) => done(file) })
          const folder = { fullPath: '/app', isFile: false, createReader: () => { let given = false; return { readEntries: (done) => { const now = given ? [] : [entry('/app/a.yaml', new File([text], 'a.yaml')), entry('/app/notes.txt', new File(['x'], 'notes.txt'))]; given = true; done(now) } } } }
          const event = new Event('drop', { bubbles: true, cancelable: true })
          Object.defineProperty(event, 'dataTransfer', { value: { items: [{ webkitGetAsEntry: () => folder }], files: [], getData: () => '' } })
          document.querySelector('#page').dispatchEvent(event)
        }""",
        FRONTEND,
    )
    expect(page.locator(".source-head")).to_contain_text("app/a.yaml")
    expect(page.locator(".strip-area")).to_contain_text("1 other file left out")


def test_text_is_pasted(visit: Visit) -> None:
    page = visit(PAGE)
    page.get_by_role("button", name="Paste").click()
    page.get_by_role("textbox", name="YAML or JSON").fill(CHECKOUT)
    page.get_by_role("dialog").get_by_role("button", name="Check").click()
    expect(page.locator(".document")).to_contain_text("checkout")


def test_a_document_is_edited_and_checked_again(visit: Visit) -> None:
    page = visit(PAGE)
    choose(page, ("shop.yaml", ALL.encode()))
    page.locator(".source").get_by_role("button", name="Edit").click()
    area = page.get_by_label("YAML of checkout")
    area.fill(area.input_value().replace("replica:", "replicas:"))
    page.get_by_role("button", name="Check again").click()
    expect(page.locator(".strip-area")).to_contain_text("1 error in 1 document")


def test_documents_are_walked_with_the_arrow_keys(visit: Visit) -> None:
    page = visit(PAGE)
    choose(page, ("shop.yaml", ALL.encode()))
    page.locator(".document[aria-current]").focus()
    page.keyboard.press("ArrowDown")
    expect(page.locator(".document[aria-current]")).to_contain_text("redis")
    expect(page.locator(".document[aria-current]")).to_be_focused()


def test_an_upload_survives_a_look_at_another_page(visit: Visit) -> None:
    page = visit(PAGE)
    choose(page, ("shop.yaml", ALL.encode()))
    page.click("nav a[data-page=events]")
    page.click("nav a[data-page=manifests]")
    expect(page.locator(".strip-area")).to_contain_text("2 errors")


def test_a_cluster_that_changed_meanwhile_is_checked_again(visit: Visit) -> None:
    page = visit(PAGE)
    page.watch.forgive("409")
    choose(page, ("a.yaml", FRONTEND.encode()))
    page.route(
        "**/manifests/apply",
        lambda route: route.fulfill(
            status=409, json={"error": {"message": "The cluster has changed. Check again.", "status": None}}
        ),
    )
    page.get_by_role("button", name="Apply 1 object").click()
    expect(page.locator(".toast")).to_contain_text("The cluster has changed")
    expect(page.get_by_role("button", name="Apply 1 object")).to_be_enabled()


def test_a_refused_upload_says_why(visit: Visit) -> None:
    page = visit(PAGE)
    page.watch.forgive("413")
    page.route(
        "**/manifests/check",
        lambda route: route.fulfill(
            status=413, json={"error": {"message": "The upload is too large.", "status": None}}
        ),
    )
    page.locator("input[type=file]:not([webkitdirectory])").set_input_files(
        [{"name": "a.yaml", "mimeType": "text/yaml", "buffer": b"a: 1"}]
    )
    expect(page.get_by_role("alert")).to_have_text("The upload is too large.")


def test_thousands_of_documents_stay_responsive(visit: Visit) -> None:
    page = visit(PAGE)
    text = "---\n".join(SERVICE.replace("redis", f"service-{n}") for n in range(3000))
    choose(page, ("many.yaml", text.encode()))
    assert page.locator(".document").count() < 60
    spent = page.evaluate(
        "(() => { const t = performance.now(); document.querySelectorAll('.document')[9].click(); return performance.now() - t })()"
    )
    assert spent < 200


def test_hostile_manifests_stay_text(visit: Visit) -> None:
    page = visit(PAGE)
    evil = '<img src=x onerror="window.pwned=1">'
    choose(
        page,
        (f"{evil}.yaml".replace("/", ""), f"apiVersion: v1\nkind: '{evil}'\nmetadata: {{name: '{evil}'}}\n".encode()),
    )
    expect(page.locator(".document")).to_contain_text("<img src=x")
    assert page.locator("#page img, #page script").count() == 0
    assert page.evaluate("window.pwned") is None


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("size", [(1440, 900), (1024, 768)], ids=["wide", "narrow"])
@pytest.mark.parametrize("state", ["empty", "checked", "editing"])
def test_axe_finds_no_serious_fault(visit: Visit, state: str, size: tuple[int, int], theme: str) -> None:
    page: Any = visit(PAGE)
    page.set_viewport_size({"width": size[0], "height": size[1]})
    page.evaluate("theme => { document.documentElement.dataset.theme = theme }", theme)
    if state != "empty":
        choose(page, ("shop.yaml", ALL.encode()))
    if state == "editing":
        page.locator(".source").get_by_role("button", name="Edit").click()
    page.wait_for_timeout(300)
    assert serious_faults(page) == []
