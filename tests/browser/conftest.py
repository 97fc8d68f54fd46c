"""A fake server in a process of its own, headless Chromium, and pages that fail a test which leaves an error behind."""

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

sync_api = pytest.importorskip("playwright.sync_api", reason="the browser's tests need playwright")
sync_api.expect.set_options(
    timeout=20_000
)  # a busy machine takes its time; a test that passes waits no longer than it must
CHROMIUM = (
    os.environ.get("CHROMIUM")
    or shutil.which("chromium")
    or shutil.which("chromium-browser")
    or shutil.which("google-chrome")
)
FLAGS = (
    "--headless --no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking "
    "--disable-component-update --disable-sync"
).split()
ROOT = Path(__file__).resolve().parents[2]
HERE = Path(__file__).resolve().parent


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Tests with a page run in a process of their own (`make test`): Playwright keeps an event loop running in its thread."""
    for item in items:
        if HERE in item.path.parents and "chromium" in getattr(item, "fixturenames", ()):
            item.add_marker(pytest.mark.browser)


class Watch:
    """What went wrong in the browser; a test may forgive what it brings about itself."""

    def __init__(self, server: str) -> None:
        self.origins = (server, server.replace("http", "ws", 1), "data:", "blob:", "about:")
        self.faults: list[str] = []
        self.forgiven: tuple[str, ...] = ()

    def forgive(self, *words: str) -> None:
        """Faults with one of these words are expected."""
        self.forgiven += words

    def follow(self, page: Any) -> None:
        """Note errors on the console, uncaught exceptions, dialogs, and requests to other hosts."""
        page.on(
            "console",
            lambda said: (
                self.faults.append(f"{said.text} {said.location.get('url', '')}") if said.type == "error" else None
            ),
        )
        page.on("pageerror", lambda error: self.faults.append(str(error)))
        page.on("request", lambda request: self._ask(request.url))
        page.on("dialog", lambda dialog: self.faults.append(f"a dialog: {dialog.message}"))

    def _ask(self, url: str) -> None:
        if not url.startswith(self.origins):
            self.faults.append(f"a request to {url}")

    def unforgiven(self) -> list[str]:
        """The faults that nobody expected."""
        return [fault for fault in self.faults if not any(word in fault for word in self.forgiven)]


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a running fake server."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    folder = tmp_path_factory.mktemp("fake")
    environment = {**os.environ, "CLUSTERVIZ_VAR": str(folder), "CLUSTERVIZ_DEBUG": ""}
    environment.pop("DJANGO_SETTINGS_MODULE", None)
    command = [
        sys.executable,
        "-m",
        "daphne",
        "-b",
        "127.0.0.1",
        "-p",
        str(port),
        "tests.browser.fake.asgi:application",
    ]
    with (folder / "log").open("wb") as log:
        process = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=log, stderr=log)
    try:
        _wait_for(f"http://127.0.0.1:{port}/ui/clusters", process, folder / "log")
        yield f"http://127.0.0.1:{port}"
    finally:
        process.terminate()
        process.wait(10)


def _wait_for(address: str, process: subprocess.Popen[bytes], log: Path) -> None:
    until = time.monotonic() + 30
    while time.monotonic() < until and process.poll() is None:
        try:
            urllib.request.urlopen(address, timeout=2).close()
            return
        except OSError:
            time.sleep(0.1)
    raise RuntimeError(f"The fake server did not start:\n{log.read_text()[-3000:]}")


@pytest.fixture(scope="session")
def chromium() -> Iterator[Any]:
    """One browser for all tests."""
    if not CHROMIUM:
        pytest.skip("no Chromium on this machine: apt-get install chromium")
    with sync_api.sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture
def watch(server: str) -> Watch:
    """What the test's page did wrong."""
    return Watch(server)


@pytest.fixture
def page(chromium: Any, server: str, watch: Watch) -> Iterator[Any]:
    """An empty page; at the end nothing may have gone wrong that was not forgiven."""
    context = chromium.new_context(
        base_url=server, viewport={"width": 1440, "height": 900}, color_scheme="light", reduced_motion="reduce"
    )
    page = context.new_page()
    page.set_default_timeout(30_000)
    page.watch = watch
    watch.follow(page)
    yield page
    context.close()
    assert watch.unforgiven() == []


@pytest.fixture
def visit(page: Any) -> Callable[[str], Any]:
    """Opens a path of a cluster and waits until its first snapshot is there."""

    def open_path(path: str) -> Any:
        page.goto(path)
        page.wait_for_selector("body[data-link=live]")
        page.wait_for_selector("#page[aria-busy=false]")
        return page

    return open_path


@pytest.fixture
def control(server: str) -> Iterator[Callable[[str], None]]:
    """The hand on the fake server: drop, refuse, admit, step. It admits again when the test ends."""

    def tell(what: str) -> None:
        urllib.request.urlopen(f"{server}/fake/{what}", timeout=30).close()

    yield tell
    tell("admit")
