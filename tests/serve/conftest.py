"""What tests of the service share: one that asks for keys, and a browser."""

import hashlib
import re
import shutil
from collections.abc import Iterator
from contextlib import ExitStack

import httpx
import pytest
from newsroom import OpenPage
from playwright.sync_api import Browser, Page, expect, sync_playwright

from serve.demo import running_service

expect.set_options(timeout=60_000)  # how long a page may take says nothing of whether it is right


@pytest.fixture(scope="session")
def api_keys() -> tuple[str, str]:
    """The keys that open the guarded service."""
    return ("first key", "sécond")


@pytest.fixture(scope="session")
def guarded(api_keys: tuple[str, ...]) -> Iterator[httpx.Client]:
    """A client, without a key, of a real service that asks for one."""
    digests = [hashlib.sha256(key.encode()).hexdigest() for key in api_keys]
    with ExitStack() as stack:
        with pytest.MonkeyPatch.context() as patch:
            patch.setenv("WHIPCOUNT_API_KEY_SHA256", ", ".join(digests))
            port, _ = stack.enter_context(running_service())
        yield stack.enter_context(httpx.Client(base_url=f"http://127.0.0.1:{port}", timeout=600))


@pytest.fixture(scope="module")  # Playwright's event loop, while it runs, forbids any other
def browser() -> Iterator[Browser]:
    """A real Chromium; the test is passed over where there is none.

    It takes the name newsroom.test for this machine: a service that is reached over a network.
    """
    chromium = shutil.which("chromium") or shutil.which("chromium-browser")
    if chromium is None:
        pytest.skip("no Chromium on this machine; apt-get install chromium (.ci/run does)")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=chromium,
            args=["--no-sandbox", "--host-resolver-rules=MAP newsroom.test 127.0.0.1"],
        )
        yield browser
        browser.close()


@pytest.fixture
def open_page(browser: Browser, service: httpx.Client) -> Iterator[OpenPage]:
    """Opens the page. A test fails where a script does, or where anything outside is asked for."""
    contexts, faults = [], []

    def opened(
        width: int = 1280, scheme: str = "light", of: httpx.Client = service, height: int = 800
    ) -> Page:
        context = browser.new_context(
            base_url=str(of.base_url),
            viewport={"width": width, "height": height},
            color_scheme=scheme,  # type: ignore[arg-type]
        )
        contexts.append(context)
        context.grant_permissions(["clipboard-read", "clipboard-write"])
        page = context.new_page()
        page.on("pageerror", lambda error: faults.append(str(error)))
        page.on("console", lambda said: faults.append(said.text) if said.type == "error" else None)
        page.on(
            "request",
            lambda asked: (
                faults.append(asked.url)
                if not asked.url.startswith((str(of.base_url), "data:"))
                else None
            ),
        )
        page.goto("/")
        return page

    yield opened
    for context in contexts:
        context.close()
    refused = re.compile("status of (4..|503|504)")  # Chromium's word for an error answer
    assert [fault for fault in faults if not refused.search(fault)] == []


@pytest.fixture
def page(open_page: OpenPage) -> Page:
    """The page, on a screen of 1280 by 800."""
    return open_page()
