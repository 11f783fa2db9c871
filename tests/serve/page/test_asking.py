"""How the page asks, waits for its turn and says what was refused."""

import re
from typing import Any

import pytest
from newsroom import add_files, article, press_read, read
from playwright.sync_api import Page, expect
from recorded import TEXT, Answer, Answers, answered

TOO_MANY = {"code": "invalid_field", "message": "at most 4 documents", "field": "documents"}
FULL = {"code": "too_many_requests", "message": "send this again after 'retry-after' seconds"}


def ask(page: Page) -> None:
    page.get_by_role("button", name="Read", exact=True).click()


def test_it_counts_down_until_the_service_has_a_hand_free(page: Page) -> None:
    answers = Answers(page, lambda _: (429, FULL, {"retry-after": "3"}))
    article(page).fill(TEXT)
    ask(page)
    wait = page.get_by_role("timer")
    for seconds in (3, 2, 1):
        expect(wait).to_have_text(f"Asked again in {seconds} s.")
        assert len(answers.posted) == 1
        expect(page.get_by_role("status")).to_have_text(re.compile("hands full"))
        answers.of = answered
    expect(page.get_by_role("status")).to_have_text("5 actors found.")
    expect(wait).to_be_hidden()
    assert len(answers.posted) == 2


def test_waiting_can_be_stopped(page: Page) -> None:
    answers = Answers(page, lambda _: (429, FULL, {"retry-after": "60"}))
    article(page).fill(TEXT)
    ask(page)
    expect(page.get_by_role("timer")).to_have_text("Asked again in 60 s.")
    page.get_by_role("button", name="Stop").press("Enter")
    expect(page.get_by_role("status")).to_have_text("Stopped.")
    expect(page.get_by_role("timer")).to_be_hidden()
    expect(page.get_by_role("button", name="Read", exact=True)).to_be_focused()
    assert len(answers.posted) == 1


@pytest.mark.parametrize(
    ("status", "body", "said"),
    [
        (413, {"code": "too_large", "message": "the body is too large"}, "read fewer or shorter"),
        (413, "<html>a proxy's page</html>", "read fewer or shorter articles"),
        (503, {"code": "overloaded", "message": "x", "request_id": "r1"}, r"busy .*request r1"),
        (504, {"code": "timeout", "message": "send fewer documents"}, "took too long"),
    ],
)
def test_a_refusal_has_a_sentence_for_who_reads_articles(
    page: Page, status: int, body: object, said: str
) -> None:
    Answers(page, lambda _: (status, body, {}))
    article(page).fill(TEXT)
    ask(page)
    expect(page.get_by_role("alert")).to_have_text(re.compile(said))


@pytest.mark.parametrize(
    ("field", "message", "said"),
    [
        ("actors", "actors: at most 200 actors; 201 were sent", "Too long: at most 200 actors can"),
        (
            "actors.1",
            "actors.1: at most 300 characters; send less",
            "Name 2: Too long: at most 300",
        ),
        ("resolution", "resolution: is odd", "The service cannot take this: is odd"),
    ],
)
def test_what_is_wrong_with_a_field_is_said_plainly(
    page: Page, field: str, message: str, said: str
) -> None:
    error = {"code": "invalid_field", "message": message, "field": field}
    Answers(page, lambda _: (422, error, {}))
    article(page).fill(TEXT)
    ask(page)
    expect(page.locator(f"#{field.split('.')[0]}-fault")).to_have_text(re.compile(f"^{said}"))


def test_an_old_answer_is_marked_until_there_is_a_new_one(page: Page) -> None:
    answers = Answers(page, answered)
    read(page, TEXT)
    note = page.get_by_text("Answer to the previous text.")
    expect(note).to_be_hidden()
    answers.of = lambda _: (503, {"code": "overloaded", "message": "x"}, {})
    article(page).fill("Another text.")
    ask(page)
    expect(page.get_by_role("alert")).to_have_text(re.compile("busy"))
    expect(note).to_be_visible()
    expect(page.locator("#answer")).to_have_css("filter", "grayscale(1)")
    answers.of = answered
    press_read(page)
    expect(note).to_be_hidden()


# ---- many articles ----


def sizes(answers: Answers) -> list[int]:
    return [len(body["documents"]) for body in answers.posted]


def test_many_articles_are_asked_about_in_parts_that_show_how_far_it_is(page: Page) -> None:
    seen = []

    def answer(body: dict[str, Any]) -> Answer:
        seen.append(page.get_by_role("status").inner_text())
        return answered(body)

    answers = Answers(page, answer)
    add_files(page, {f"{i}.txt": f"{i} {TEXT}".encode() for i in range(40)})
    press_read(page)
    assert sizes(answers) == [16, 16, 8]
    assert seen == [f"Reading 40 articles ...{so}" for so in ("", " 16 read.", " 32 read.")]
    assert [each["text"] for body in answers.posted for each in body["documents"]] == [
        f"{i} {TEXT}" for i in range(40)
    ]
    expect(page.get_by_role("tab")).to_have_count(40)


def test_a_service_that_takes_fewer_at_once_is_sent_fewer(page: Page) -> None:
    def answer(body: dict[str, Any]) -> Answer:
        if len(body["documents"]) > 4:
            return 422, TOO_MANY, {}
        return answered(body)

    answers = Answers(page, answer)
    add_files(page, {f"{i}.txt": TEXT.encode() for i in range(10)})
    press_read(page)
    assert sizes(answers) == [10, 5, 3, 3, 3, 1]
    expect(page.get_by_role("tab")).to_have_count(10)


def test_an_article_too_large_for_the_service_spoils_no_other(page: Page) -> None:
    def answer(body: dict[str, Any]) -> Answer:
        large = any("large" in each["text"] for each in body["documents"])
        return (413, {"code": "too_large"}, {}) if large else answered(body)

    Answers(page, answer)
    add_files(page, {f"{text}.txt": text.encode() for text in ("a", "b", "large", "c")})
    press_read(page)
    expect(page.get_by_role("alert")).to_have_text("large.txt: not read; see there.")
    expect(page.get_by_role("tab", name="c.txt")).to_contain_text("▲2 (1?)")


def test_what_was_read_stays_where_a_later_part_is_refused(page: Page) -> None:
    answers = Answers(page, answered)
    answers.of = lambda body: (
        answered(body) if len(body["documents"]) == 16 else (504, {"code": "timeout"}, {})
    )
    add_files(page, {f"{i}.txt": TEXT.encode() for i in range(18)})
    press_read(page)
    expect(page.get_by_role("alert")).to_have_text("16.txt, 17.txt: not read; see there.")
    expect(article(page, "17.txt")).to_have_accessible_description(re.compile("took too long"))
    expect(page.get_by_role("tab", name="15.txt")).to_contain_text("▲2 (1?)")
