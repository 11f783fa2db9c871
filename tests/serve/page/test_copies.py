"""What is copied leaves no article out."""

import csv
import io

import pytest
from newsroom import add_files, press_read
from playwright.sync_api import Page, expect
from recorded import TEXT, Answers, answered


@pytest.fixture
def several(page: Page) -> Page:
    """An article that was read, and one that was refused."""
    Answers(page, answered)
    add_files(page, {"one.txt": TEXT.encode(), "two.txt": b"long text"})
    press_read(page)
    return page


def copied(page: Page, form: str) -> str:
    page.get_by_role("button", name=form).click()
    expect(page.get_by_role("status")).to_have_text("Copied.")
    return str(page.evaluate("navigator.clipboard.readText()"))


def test_markdown_names_what_was_not_read_the_release_and_the_warnings(several: Page) -> None:
    text = copied(several, "Markdown")
    assert "## two.txt\n\nnot read: Too long: at most 100,000 characters can be read here." in text
    assert "Note: The text is \\*short\\*." in text
    assert "Read by release-0." in text
    assert "| Russia | support (have a person look) | 0.34 |" in text
    assert "| Ukraine | no stance shown |" in text


def test_csv_has_a_row_for_what_was_not_read(several: Page) -> None:
    rows = list(csv.DictReader(io.StringIO(copied(several, "CSV"))))
    assert [row["article"] for row in rows] == ["one.txt"] * 5 + ["two.txt"]
    assert None not in rows[-1]
    assert None not in rows[-1].values()
    assert rows[-1]["note"].startswith("not read: Too long: at most 100,000 characters")
    assert rows[-1]["actor"] == ""
    assert rows[0]["note"] == "The text is *short*."
