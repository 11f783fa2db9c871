"""Files that are chosen: text is taken, and what is none is refused with the way out."""

import re

import pytest
from newsroom import add_files, article
from playwright.sync_api import Page, expect


@pytest.mark.parametrize(
    ("name", "content", "kind"),
    [
        ("vote.pdf", b"%PDF-1.7", "a PDF"),
        ("nameless", b"%PDF-1.7", "a PDF"),
        ("vote.docx", b"PK\x03\x04\x00", "a Word file"),
        ("vote.html", b"<p>Bolivia</p>", "a web page"),
        ("nameless", b"\n<!DOCTYPE html><p>Bolivia</p>", "a web page"),
        ("vote.txt", b"\x00\x01", "no plain text"),
    ],
)
def test_a_file_without_plain_text_is_refused_with_the_way_out(
    page: Page, name: str, content: bytes, kind: str
) -> None:
    add_files(page, {name: content, "good.txt": b"Bolivia is against it."})
    expect(page.get_by_role("alert")).to_have_text(
        f"{name} is {kind}: open it, copy its text and paste it here."
    )
    expect(article(page, "good.txt")).to_have_value("Bolivia is against it.")


def test_an_old_text_file_is_read_as_windows_1252_and_that_is_said(page: Page) -> None:
    add_files(page, {"old.txt": "Côte d’Ivoire".encode("cp1252"), "new.txt": "é".encode()})
    expect(article(page, "old.txt")).to_have_value("Côte d’Ivoire")
    expect(article(page, "new.txt")).to_have_value("é")
    expect(page.get_by_role("status")).to_have_text(
        re.compile(r"^2 articles to read\. old\.txt is not UTF-8.*Windows-1252")
    )
