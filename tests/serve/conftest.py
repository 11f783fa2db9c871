"""What tests of the service share: one that asks for keys, and a browser."""

import hashlib
import shutil
from collections.abc import Iterator
from contextlib import ExitStack

import httpx
import pytest
from playwright.sync_api import Browser, expect, sync_playwright

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


@pytest.fixture(scope="session")
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
