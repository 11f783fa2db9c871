"""What somebody at the page does."""

import re
from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import Locator, Page, expect

ARTIFACTS = Path(__file__).parents[2] / "work" / "screenshots"

TEXT = (
    "France tabled the draft resolution demanding a ceasefire. Bolivia said it would vote "
    "against the draft. \U0001f5f3\ufe0f Kenya's envoy Amina Odhiambo has not decided."
)
OpenPage = Callable[..., Page]


def article(page: Page, name: str = "Article") -> Locator:
    """The box that an article goes into."""
    return page.get_by_role("textbox", name=name, exact=True)


def press_read(page: Page) -> None:
    """Press Read, and wait for the answer."""
    page.get_by_role("button", name="Read", exact=True).click()
    expect(page.get_by_role("status")).to_have_text(re.compile("found"), timeout=60_000)


def read(page: Page, text: str) -> None:
    """Have one article read."""
    article(page).fill(text)
    press_read(page)


def add_files(page: Page, files: dict[str, bytes]) -> None:
    """Choose files, by name and content."""
    page.get_by_label("Choose text files").set_input_files(
        [
            {"name": name, "mimeType": "text/plain", "buffer": content}
            for name, content in files.items()
        ]
    )


def listed(page: Page) -> list[str]:
    """The names in the table, from above."""
    return page.locator("#actors-table tbody .choose").all_inner_texts()


def keep(page: Page, name: str) -> None:
    """A screenshot, for whoever wants to see what the tests saw."""
    ARTIFACTS.mkdir(parents=True, exist_ok=True)
    page.screenshot(path=ARTIFACTS / f"{name}.png", full_page=True)
