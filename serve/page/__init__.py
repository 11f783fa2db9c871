"""The page of the service: plain HTML, CSS and JavaScript, beside the API under one address.

`page_app` is a small ASGI application that BentoML mounts. It takes no text from users: the page's
script posts to /predict like any other caller.
"""

from pathlib import Path

from markdown_it import MarkdownIt
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import FileResponse, HTMLResponse, PlainTextResponse, Response
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles

HERE = Path(__file__).parent
REPORTS = HERE.parents[1] / "eval" / "reports"
CARD, REPORT = "MODEL_CARD.md", "report.html"
ASSETS = frozenset(path.name for path in HERE.iterdir() if path.suffix in (".css", ".js"))

_COMMON = (
    "default-src 'none'; script-src 'self'; connect-src 'self'; img-src 'self' data:; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'; "
)
# With trusted types the browser itself refuses whatever would parse a string as HTML or script.
_PAGE_POLICY = (
    _COMMON + "style-src 'self'; require-trusted-types-for 'script'; trusted-types 'none'"
)
# The documentation's library sets styles in its tags, and the report has its own within.
_DOCS_POLICY = _COMMON + "style-src 'self' 'unsafe-inline'"
_REPORT_POLICY = (
    "default-src 'none'; script-src 'unsafe-inline'; style-src 'unsafe-inline'; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)


def page_app(release: Path, name: str) -> Starlette:
    """The pages for people: /, /docs, and where they are at hand /model-card and /report.

    Args:
        release: directory of the weights that serve.
        name: of that release, under which its report lies.
    """
    index = (HERE / "index.html").read_text(encoding="utf-8")

    async def home(_: Request) -> Response:
        return HTMLResponse(index, headers=_headers(_PAGE_POLICY))

    async def docs(_: Request) -> Response:
        return FileResponse(HERE / "docs.html", headers=_headers(_DOCS_POLICY))

    routes: list[Route | Mount] = [
        Route("/", home),
        Route("/docs", docs),
        Mount("/page", _Assets(directory=HERE)),
    ]
    card = release / CARD
    if card.is_file():
        card_page = _rendered(card)

        async def model_card(_: Request) -> Response:
            return HTMLResponse(card_page, headers=_headers(_PAGE_POLICY))

        routes.append(Route("/model-card", model_card))
        index = index.replace("<!-- card -->", '<a href="model-card">Model card</a>')
    report = REPORTS / name / REPORT
    if report.is_file():

        async def evaluation(_: Request) -> Response:
            return FileResponse(report, headers=_headers(_REPORT_POLICY))

        routes.append(Route("/report", evaluation))
        index = index.replace("<!-- report -->", '<a href="report">Evaluation report</a>')
    return Starlette(routes=routes)


def _rendered(card: Path) -> str:
    """The model card as a page; HTML in the card itself stays text."""
    markdown = MarkdownIt("commonmark", {"html": False}).enable("table")
    page = (HERE / "card.html").read_text(encoding="utf-8")
    return page.replace("<!-- card -->", markdown.render(card.read_text(encoding="utf-8")))


class _Assets(StaticFiles):
    """The page's own style and scripts, and no other file of the folder."""

    async def get_response(self, path: str, scope: object) -> Response:
        if path not in ASSETS:
            return PlainTextResponse("not found", 404)
        response = await super().get_response(path, scope)  # type: ignore[arg-type]
        response.headers.update(_headers(_PAGE_POLICY))
        return response


def _headers(policy: str) -> dict[str, str]:
    return {
        "content-security-policy": policy,
        "x-content-type-options": "nosniff",
        "referrer-policy": "no-referrer",
        "cache-control": "no-cache",
    }
