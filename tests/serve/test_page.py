"""The page in a real Chromium: paste an article, see who stands where and on which words."""

import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

ARTIFACTS = Path(__file__).parents[2] / "work" / "screenshots"
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")

TEXT = (
    "France tabled the draft resolution demanding a ceasefire. Bolivia said it would vote "
    "against the draft. \U0001f5f3\ufe0f Kenya's envoy Amina Odhiambo has not decided."
)

needs_chromium = pytest.mark.skipif(
    CHROMIUM is None, reason="no Chromium on this machine; apt-get install chromium (.ci/run does)"
)


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield browser
        browser.close()


@pytest.fixture
def page(browser: Browser, service: httpx.Client) -> Iterator[Page]:
    """The page, opened; a test fails where the browser's console reports an error."""
    context = browser.new_context(base_url=str(service.base_url), viewport=None)
    context.grant_permissions(["clipboard-read", "clipboard-write"])
    page = context.new_page()
    faults: list[str] = []
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.on("console", lambda said: faults.append(said.text) if said.type == "error" else None)
    page.goto("/")
    yield page
    context.close()
    assert [fault for fault in faults if "status of 4" not in fault] == []


def read(page: Page, text: str) -> None:
    page.get_by_label("Article", exact=True).fill(text)
    page.get_by_role("button", name="Read").click()
    expect(page.get_by_role("status")).to_have_text(re.compile("found"))


def test_the_page_says_what_it_may_load(service: httpx.Client) -> None:
    for path in ("/", "/page/page.js", "/page/page.css", "/docs", "/model-card"):
        answer = service.get(path)
        assert answer.status_code == 200, path
        assert "default-src 'none'" in answer.headers["content-security-policy"]
        assert answer.headers["x-content-type-options"] == "nosniff"
    for path in ("/page/__init__.py", "/page/../service.py", "/page/index.html"):
        assert service.get(path).status_code == 404


def test_the_page_names_no_outside_address(service: httpx.Client) -> None:
    for path in ("/", "/page/page.js", "/page/page.css", "/docs", "/page/docs.js"):
        assert not re.search(r"https?://", service.get(path).text), path


@needs_chromium
def test_an_article_becomes_a_table_of_stances(page: Page) -> None:
    read(page, TEXT)
    table = page.get_by_role("table")
    for name in ("France", "Bolivia", "Kenya", "Amina Odhiambo"):
        expect(table.get_by_role("button", name=name, exact=True)).to_be_visible()
    expect(page.get_by_role("heading", level=2).first).to_contain_text("demanding a ceasefire")
    # A spokesperson stands beneath its state and is no second voice in the tally.
    row = table.locator("tr.spokesperson")
    expect(row).to_contain_text("speaks for Kenya")
    expect(page.locator("#tally")).to_contain_text("Kenya")
    expect(page.locator("#tally")).not_to_contain_text("Amina Odhiambo")
    ARTIFACTS.mkdir(parents=True, exist_ok=True)
    page.screenshot(path=ARTIFACTS / "article.png", full_page=True)


@needs_chromium
def test_a_chosen_actor_lights_up_its_words_alone(page: Page) -> None:
    read(page, TEXT)
    expect(page.locator("#shown")).to_have_text(TEXT)
    page.get_by_role("button", name="Bolivia", exact=True).press("Enter")
    expect(page.get_by_role("button", name="Bolivia", exact=True)).to_have_attribute(
        "aria-pressed", "true"
    )
    mentions = page.locator("#shown .mention")
    expect(mentions.first).to_have_text("Bolivia")
    assert set(mentions.all_inner_texts()) == {"Bolivia"}
    # An emoji of two code points stands before Kenya: offsets must not drift.
    page.get_by_role("button", name="Amina Odhiambo", exact=True).click()
    expect(page.locator("#shown .mention").first).to_have_text("Amina Odhiambo")


@needs_chromium
def test_markup_in_an_article_stays_text(page: Page) -> None:
    hostile = '<img src=x onerror="document.title=1"><script>document.title=2</script> ' + TEXT
    read(page, hostile)
    expect(page.locator("#shown")).to_have_text(hostile)
    assert page.locator("#shown img, #shown script").count() == 0
    assert page.title().startswith("Whipcount")


@needs_chromium
def test_the_table_sorts_and_keeps_spokespersons_beneath(page: Page) -> None:
    read(page, TEXT)
    for _ in range(2):
        page.get_by_role("button", name="Stance").click()
        names = page.locator("#actors-table tbody .choose").all_inner_texts()
        assert names.index("Amina Odhiambo") == names.index("Kenya") + 1
    expect(page.locator("th[data-key=stance]")).to_have_attribute("aria-sort", "descending")


@needs_chromium
@pytest.mark.parametrize(
    ("form", "start"), [("Markdown", "**"), ("CSV", "actor,kind"), ("JSON", "{")]
)
def test_the_answer_can_be_copied(page: Page, form: str, start: str) -> None:
    read(page, TEXT)
    page.get_by_role("button", name=form).click()
    expect(page.get_by_role("status")).to_have_text("Copied.")
    copied = page.evaluate("navigator.clipboard.readText()")
    assert copied.startswith(start)
    assert "Bolivia" in copied


@needs_chromium
def test_several_files_become_tabs_and_a_bad_one_spoils_no_other(page: Page) -> None:
    files = [
        {"name": "one.txt", "mimeType": "text/plain", "buffer": TEXT.encode()},
        {"name": "two.txt", "mimeType": "text/plain", "buffer": b"x" * 100_001},
    ]
    page.get_by_label("Text files").set_input_files(files)  # type: ignore[arg-type]
    expect(page.get_by_role("tab")).to_have_count(2)
    expect(page.get_by_role("tab", selected=True)).to_have_text("one.txt")
    page.get_by_role("tab", name="one.txt").press("ArrowRight")
    expect(page.get_by_role("alert")).to_contain_text("two.txt: text")


@needs_chromium
def test_an_empty_article_is_asked_for_and_a_refused_one_explained(page: Page) -> None:
    page.get_by_label("Article", exact=True).fill("   ")
    page.get_by_role("button", name="Read").click()
    expect(page.get_by_role("alert")).to_have_text("Paste an article first.")
    page.get_by_label("Article", exact=True).fill("x" * 100_001)
    page.get_by_role("button", name="Read").click()
    expect(page.get_by_role("alert")).to_contain_text("100000")


@needs_chromium
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_it_fits_a_phone_in_light_and_dark(
    browser: Browser, service: httpx.Client, scheme: str
) -> None:
    context = browser.new_context(
        base_url=str(service.base_url),
        viewport={"width": 360, "height": 740},
        color_scheme=scheme,  # type: ignore[arg-type]
    )
    page = context.new_page()
    page.goto("/")
    read(page, TEXT)
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    ARTIFACTS.mkdir(parents=True, exist_ok=True)
    page.screenshot(path=ARTIFACTS / f"phone-{scheme}.png", full_page=True)
    context.close()


@needs_chromium
def test_the_api_is_documented_on_a_page(page: Page) -> None:
    page.get_by_role("link", name="API", exact=True).click()
    expect(page.locator("#api")).to_contain_text("/predict_batch")
