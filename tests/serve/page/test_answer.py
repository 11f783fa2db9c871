"""What the page shows of an answer, and that it counts no coin-flip and no silence as a vote."""

import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from newsroom import OpenPage, article, keep, listed, read
from playwright.sync_api import Page, expect
from recorded import TEXT, Answers, answered


@pytest.fixture
def shown(page: Page) -> Page:
    """The page with the recorded answer."""
    Answers(page, answered)
    read(page, TEXT)
    return page


def test_the_tally_sets_the_unsure_and_the_silent_apart(shown: Page) -> None:
    said = "2 support, 1 of them unsure; 1 undecided; 1 oppose; 1 no stance shown"
    tally = shown.locator("#tally")
    expect(tally.get_by_role("img")).to_have_accessible_name(said)
    assert tally.locator(".tally-bar > .support").all_inner_texts() == ["▲ 1", "▲? 1"]
    expect(tally.locator(".tally-bar > .unsure")).to_have_css(
        "background-image", re.compile("gradient")
    )
    items = [re.sub(r"\s+", " ", each) for each in tally.locator("li").all_inner_texts()]
    assert items == [
        "▲ 2 support, 1 of them unsure Albania have a person look: Russia?",
        "◆ 1 undecided India",
        "▼ 1 oppose Bolivia",
        "○ 1 no stance shown Ukraine",
    ]


def test_the_table_sets_them_apart_too(shown: Page) -> None:
    said = shown.locator("#actors-table .stance").all_inner_texts()
    assert said == [
        "▲ support",
        "▲ support, unsure",
        "◆ undecided",
        "○ no stance shown",
        "▼ oppose",
    ]
    expect(shown.locator("#actors-table .unsure")).to_have_text("▲ support, unsure")
    shown.get_by_role("columnheader", name="Stance").get_by_role("button").click()
    assert listed(shown) == ["Albania", "Russia", "India", "Bolivia", "Ukraine"]
    expect(shown.locator("#actors-found")).to_contain_text(
        re.compile("Stated: .* Inferred: .* None: ")
    )


def test_words_of_the_unsure_have_no_stances_colour(shown: Page) -> None:
    text = shown.locator("#shown")
    expect(text.locator(".of-unsure")).to_have_text("Russia")
    expect(text.locator(".of-none")).to_have_text("Ukraine")
    expect(text.locator(".of-support")).to_have_text("Albania")
    assert "".join(text.locator("mark.unsure").all_inner_texts()).startswith("Russia may use")
    assert "Russia" not in text.locator("mark.support").all_inner_texts()


@pytest.mark.parametrize(("width", "height"), [(390, 800), (1280, 600)])
def test_after_reading_the_answers_beginning_is_on_the_screen(
    open_page: OpenPage, width: int, height: int
) -> None:
    page = open_page(width, height=height)
    Answers(page, answered)
    read(page, TEXT + "\n\nNothing else was said of it." * 200)
    expect(page.locator("#answer")).to_be_focused()
    expect(page.locator("#resolution-found")).to_be_in_viewport(ratio=0.9)
    expect(page.locator("#tally .tally-bar")).to_be_in_viewport(ratio=0.9)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_unsure_and_silent_actors_are_accessible_on_a_phone(
    open_page: OpenPage, scheme: str
) -> None:
    page = open_page(390, scheme)
    Answers(page, answered)
    read(page, TEXT)
    assert Axe().run(page).response["violations"] == []
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    keep(page, f"unsure-390-{scheme}")
    article(page).fill(" ")
    page.get_by_role("button", name="Read", exact=True).click()
    expect(page.locator("#stale")).to_be_visible()
    assert Axe().run(page).response["violations"] == []


def test_the_way_to_the_answer_is_there_once_there_is_one(page: Page) -> None:
    Answers(page, answered)
    link = page.get_by_role("link", name="To the answer")
    expect(link).to_be_hidden()
    read(page, TEXT)
    page.evaluate("document.activeElement.blur()")
    expect(link).not_to_have_attribute("hidden", "")
    link.focus()
    link.press("Enter")
    expect(page.locator("#answer")).to_be_focused()
