"""The page in a real Chromium: paste an article, see who stands where and on which words."""

import json
import re
from pathlib import Path

import httpx
import pytest
from axe_playwright_python.sync_playwright import Axe
from newsroom import TEXT, OpenPage, article, keep, listed, press_read, read
from playwright.sync_api import Browser, Error, Page, expect

from serve.page import ASSETS

SCRIPTS = tuple(f"/page/{name}" for name in sorted(ASSETS) if name.endswith(".js"))


# ---- what the browser may do ----


def test_the_page_says_what_it_may_load(service: httpx.Client) -> None:
    for path in ("/", "/page/page.css", "/docs", "/model-card", "/report", *SCRIPTS):
        answer = service.get(path)
        assert answer.status_code == 200, path
        assert "default-src 'none'" in answer.headers["content-security-policy"]
        assert answer.headers["x-content-type-options"] == "nosniff"
    assert "trusted-types 'none'" in service.get("/").headers["content-security-policy"]
    for path in ("/page/__init__.py", "/page/../service.py", "/page/index.html"):
        assert service.get(path).status_code == 404


def test_the_page_names_no_outside_address(service: httpx.Client) -> None:
    for path in ("/", "/page/page.css", "/docs", *SCRIPTS):
        assert not re.search(r"https?://", service.get(path).text), path


def test_markup_stays_text_wherever_it_comes_in(page: Page) -> None:
    hostile = '<img src=x onerror="document.title=1"><script>document.title=2</script>'
    page.get_by_label("Resolution").fill(f"a draft {hostile}")
    page.get_by_text("More", exact=True).click()
    page.get_by_label("Only these actors").fill(f"{hostile}\nBolivia")
    read(page, f"{hostile} {TEXT}")
    expect(page.locator("#shown")).to_have_text(f"{hostile} {TEXT}")
    expect(page.locator("#resolution-found")).to_contain_text(hostile)
    assert hostile in listed(page)
    assert page.locator("main img, main script").count() == 0
    assert page.title().startswith("Whipcount")


def test_the_browser_refuses_to_parse_a_string_as_html(
    browser: Browser, service: httpx.Client
) -> None:
    page = browser.new_page(base_url=str(service.base_url))
    page.goto("/")
    with pytest.raises(Error, match="TrustedHTML"):
        page.evaluate("document.body.innerHTML = '<b>x</b>'")
    page.close()


# ---- the answer ----


def test_an_article_becomes_a_table_of_stances(page: Page) -> None:
    read(page, TEXT)
    assert listed(page) == ["France", "Bolivia", "Kenya", "Amina Odhiambo"]
    expect(page.get_by_role("heading", level=2).first).to_contain_text("demanding a ceasefire")
    # A spokesperson stands beneath its state and is no second voice in the tally.
    expect(page.locator("#actors-table tr.spokesperson")).to_contain_text("speaks for Kenya")
    expect(page.locator("#tally")).to_contain_text("Kenya")
    expect(page.locator("#tally")).not_to_contain_text("Amina Odhiambo")
    keep(page, "article")


def test_a_chosen_actor_lights_up_its_words_alone(page: Page) -> None:
    read(page, TEXT)
    expect(page.locator("#shown")).to_have_text(TEXT)
    bolivia = page.locator("#actors-table").get_by_role("button", name="Bolivia")
    bolivia.press("Enter")
    expect(bolivia).to_have_attribute("aria-pressed", "true")
    expect(bolivia).to_be_focused()
    expect(page.locator("#shown mark.oppose").first).to_be_visible()
    expect(page.locator("#shown .mention.of-oppose").first).to_have_text("Bolivia")
    assert set(page.locator("#shown .mention").all_inner_texts()) == {"Bolivia"}
    # An emoji of two code points stands before Kenya: offsets must not drift.
    page.locator("#actors-table").get_by_role("button", name="Amina Odhiambo").click()
    expect(page.locator("#shown .mention").first).to_have_text("Amina Odhiambo")
    page.get_by_role("button", name="Show all").click()
    expect(page.locator("#shown .mention").first).to_have_text("France")
    # A mention in the text chooses its actor as the table does.
    page.locator("#shown .mention").first.click()
    assert set(page.locator("#shown .mention").all_inner_texts()) == {"France"}


def test_a_ministers_aide_is_no_voice_of_its_own(page: Page) -> None:
    actors = [
        {"name": name, "principal": principal, "stance": "support", "prediction_set": []}
        for name, principal in (("Kenya", None), ("Minister", "Kenya"), ("Aide", "Minister"))
    ]
    counted = page.evaluate(
        """async (actors) => {
            const { counts } = await import("./page/answer.js");
            return counts(actors).map(([stance, of]) => of.map((actor) => actor.name));
        }""",
        actors,
    )
    assert counted[0] == ["Kenya"]
    round_about = [actors[1] | {"principal": "Aide"}, actors[2]]
    assert page.evaluate(
        """async (actors) => (await import("./page/answer.js")).counts(actors)[0][1].length""",
        round_about,
    ) == len(round_about)


def test_the_table_sorts_and_keeps_spokespersons_beneath(page: Page) -> None:
    read(page, TEXT)
    by_name = page.get_by_role("columnheader", name="Actor").get_by_role("button")
    by_name.click()
    assert listed(page) == ["Bolivia", "France", "Kenya", "Amina Odhiambo"]
    by_name.click()
    assert listed(page) == ["Kenya", "Amina Odhiambo", "France", "Bolivia"]
    expect(page.locator("th[data-key=name]")).to_have_attribute("aria-sort", "descending")
    by_name.click()
    assert listed(page) == ["France", "Bolivia", "Kenya", "Amina Odhiambo"]
    page.get_by_label("Name", exact=True).fill("kenya")
    assert listed(page) == ["Kenya", "Amina Odhiambo"]


def test_whom_a_person_should_look_at_can_be_listed_alone(
    page: Page, service: httpx.Client
) -> None:
    text = (Path(__file__).parents[2] / "seeds" / "un-ukraine-2022" / "dossier.txt").read_text()
    actors = service.post("/predict", json={"text": text}).json()["actors"]
    doubtful = {actor["name"] for actor in actors if len(actor["prediction_set"]) != 1}
    assert 0 < len(doubtful) < len(actors)
    read(page, text)
    page.get_by_label(f"have a person look ({len(doubtful)})").check()
    assert set(listed(page)) == doubtful


@pytest.mark.parametrize("form", ["Markdown", "CSV", "JSON"])
def test_all_articles_can_be_copied(page: Page, form: str) -> None:
    article(page).fill(TEXT)
    page.get_by_role("button", name="Add another article").click()
    article(page, "Article 2").fill("Ghana will vote for the draft resolution on =rivers|.")
    press_read(page)
    page.get_by_role("button", name=form).click()
    expect(page.get_by_role("status")).to_have_text("Copied.")
    copied = page.evaluate("navigator.clipboard.readText()")
    assert "Bolivia" in copied
    assert "Ghana" in copied
    if form == "JSON":
        assert [each["article"] for each in json.loads(copied)] == ["Article 1", "Article 2"]
    elif form == "CSV":
        assert copied.startswith("article,resolution,actor,kind")
    else:
        assert "rivers\\|" in copied


def test_it_copies_over_plain_http_too(browser: Browser, service: httpx.Client) -> None:
    page = browser.new_page()
    page.goto(f"http://newsroom.test:{service.base_url.port}/")
    assert page.evaluate("navigator.clipboard") is None  # browsers give it to https alone
    read(page, TEXT)
    page.get_by_role("button", name="CSV").click()
    expect(page.get_by_role("status")).to_have_text("Copied.")
    page.get_by_label("Only these actors").evaluate("box => { box.closest('details').open = true }")
    page.get_by_label("Only these actors").press("Control+v")
    expect(page.get_by_label("Only these actors")).to_have_value(re.compile("^article,resolution"))
    page.close()


# ---- several articles, and what is wrong with one ----


def test_several_files_become_tabs_and_a_bad_one_spoils_no_other(page: Page) -> None:
    files = [
        {"name": "one.txt", "mimeType": "text/plain", "buffer": TEXT.encode()},
        {"name": "two.txt", "mimeType": "text/plain", "buffer": b"x" * 100_001},
        {"name": "three.txt", "mimeType": "text/plain", "buffer": b"\x00\xff"},
    ]
    page.get_by_label("Choose text files").set_input_files(files)  # type: ignore[arg-type]
    expect(page.get_by_role("alert")).to_have_text(re.compile(r"three\.txt is no plain text"))
    press_read(page)
    expect(page.get_by_role("tab")).to_have_count(2)
    expect(page.get_by_role("tab", selected=True)).to_contain_text("one.txt")
    page.get_by_role("tab", name="one.txt").press("ArrowRight")
    expect(page.get_by_role("tab", selected=True)).to_contain_text("two.txt not read")
    expect(article(page, "two.txt")).to_have_attribute("aria-invalid", "true")
    expect(page.locator(".fault", has_text="at most 100,000 characters")).to_be_visible()


def test_a_dropped_file_is_taken_anywhere(page: Page) -> None:
    page.evaluate(
        """text => {
            const data = new DataTransfer();
            data.items.add(new File([text], "dropped.txt"));
            document.querySelector("footer").dispatchEvent(
                new DragEvent("drop", { dataTransfer: data, bubbles: true, cancelable: true }));
        }""",
        TEXT,
    )
    expect(article(page, "dropped.txt")).to_have_value(TEXT)


def test_what_is_wrong_stands_beside_its_field(page: Page) -> None:
    article(page).fill("   ")
    page.get_by_role("button", name="Read", exact=True).click()
    expect(article(page)).to_have_accessible_description("Paste an article first.")
    expect(article(page)).to_be_focused()
    article(page).fill(TEXT)
    expect(article(page)).not_to_have_attribute("aria-invalid", "true")
    page.get_by_text("More", exact=True).click()
    for field in ("Who decides it", "Resolution"):
        box = page.get_by_label(field)
        box.fill("y" * 2001)
        page.locator("#more").evaluate("more => { more.open = false }")
        page.get_by_role("button", name="Read", exact=True).click()
        expect(box).to_have_accessible_description(re.compile("at most 2,000 characters"))
        expect(box).to_be_focused()
        box.fill("")
    press_read(page)


def test_a_key_is_asked_for_where_the_service_wants_one(
    open_page: OpenPage, guarded: httpx.Client, api_keys: tuple[str, ...]
) -> None:
    page = open_page(of=guarded)
    key = page.get_by_label("API key")
    expect(key).to_be_hidden()
    article(page).fill(TEXT)
    page.get_by_role("button", name="Read", exact=True).click()
    expect(key).to_be_focused()
    expect(key).to_have_accessible_description("Enter the key that your desk was given.")
    key.fill("кey")  # no header can hold a Cyrillic letter
    key.press("Enter")
    expect(key).to_have_accessible_description(re.compile("correct it"))
    key.fill(api_keys[0])
    press_read(page)
    assert "Bolivia" in listed(page)


# ---- everybody can use it ----


def test_it_works_with_the_keyboard_alone(page: Page) -> None:
    def tab_to(name: str) -> None:
        for _ in range(60):
            page.keyboard.press("Tab")
            if page.evaluate("document.activeElement.textContent") == name:
                return
        pytest.fail(f"Tab does not reach {name!r}")

    article(page).focus()
    page.keyboard.insert_text(TEXT)
    page.keyboard.press("Control+Enter")
    expect(page.get_by_role("status")).to_have_text("4 actors found.")
    tab_to("JSON")
    tab_to("Bolivia")  # in the table: the tally stands before the copies
    page.keyboard.press("Space")
    expect(page.get_by_role("status")).to_have_text(re.compile("Bolivia: oppose"))
    tab_to("Show all")
    page.keyboard.press("Enter")
    expect(page.locator("#shown")).to_be_focused()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [360, 1280])
def test_it_is_accessible_at_every_width_in_light_and_dark(
    open_page: OpenPage, width: int, scheme: str
) -> None:
    page = open_page(width, scheme)
    assert Axe().run(page).response["violations"] == []
    read(page, TEXT)
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    keep(page, f"answer-{width}-{scheme}")
    page.locator("#actors-table").get_by_role("button", name="Bolivia").click()
    assert Axe().run(page).response["violations"] == []


def test_a_hundred_actors_stay_usable_on_a_phone(open_page: OpenPage) -> None:
    states = (
        (Path(__file__).parents[2] / "model" / "reading" / "data" / "states.csv")
        .read_text()
        .splitlines()[1:101]
    )
    names = [line.split(",")[1] for line in states]
    page = open_page(360)
    read(page, "\n\n".join(f"{name} said it would vote against the draft." for name in names))
    assert len(listed(page)) >= 90
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    page.get_by_label("Name", exact=True).fill(listed(page)[-1])
    page.locator("#actors-table .choose").first.click()
    expect(page.locator("#shown mark").first).to_be_in_viewport()
    page.get_by_role("button", name="Back to the table").click()
    expect(page.locator("#actors-table .choose").first).to_be_in_viewport()


# ---- the other pages ----


def test_api_model_card_and_report_are_a_link_away(page: Page, service: httpx.Client) -> None:
    page.get_by_role("link", name="API documentation").click()
    expect(page.locator("#api")).to_contain_text("/predict_batch")
    page.get_by_role("link", name="Whipcount").click()
    page.get_by_role("link", name="Model card").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("release")
    expect(page.get_by_role("table").first).to_be_visible()
    page.go_back()
    page.get_by_role("link", name="Evaluation report").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Evaluation")
