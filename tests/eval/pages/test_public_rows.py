"""Ours on public sets stand beside figures of others, by the same metric."""

from typing import Any

import pytest
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from eval.pages.public_rows import PUBLIC_FILTERS, public_rows, public_urls
from eval.public_sets import PUBLIC_SETS
from eval.report import TEMPLATES


def measured(recipe: str, weights: str) -> dict[str, Any]:
    macro = {"value": 0.5, "low": 0.4, "high": 0.6}
    micro = {"value": 0.7, "low": 0.65, "high": 0.75}
    return {
        "made_with": {"recipe": recipe, "weights_sha256": weights, "code": "-"},
        "figure": {
            "n": 9,
            "n_sources": 8,
            "n_classes": 5,
            "macro_f1": macro,
            "micro_f1": micro,
        },
    }


def test_each_metric_of_ours_stands_beside_theirs_by_that_metric() -> None:
    rows = public_rows(PUBLIC_SETS, {"dse": measured("release", "0123456789abcdef")})
    macro, micro = (row for row in rows if row[0] == PUBLIC_SETS["dse"].title)
    assert macro[1:6] == [
        "release 01234567",
        "9",
        "8 sentences",
        "macro-F1",
        "0.500 [0.400, 0.600]",
    ]
    assert macro[6] == "0.677 (DSE2QA (pseudo questions)); 0.725 (RoBERTa-base, consistency)"
    assert micro[4:7] == [
        "micro-F1",
        "0.700 [0.650, 0.750]",
        "0.797 (DSE2QA (pseudo questions))",
    ]
    assert micro[7:] == ["Wen, Hovy and Hauptmann 2024, table 3", "partly"]


def test_every_set_has_two_rows_measured_or_not_and_none_compares_with_nothing() -> None:
    rows = public_rows(PUBLIC_SETS, None)
    assert len(rows) == 2 * len(PUBLIC_SETS)
    assert {len(row) for row in rows} == {9}
    assert {row[5] for row in rows} == {"not measured"}
    assert [row[6:] for row in rows if row[0] == PUBLIC_SETS["handeset"].title] == [["-"] * 3] * 2


def test_an_address_is_given_once() -> None:
    assert public_urls(PUBLIC_SETS["dse"]) == ["https://aclanthology.org/2024.acl-long.80"]


@pytest.mark.parametrize("page", ["_public.html.jinja", "_public.md.jinja"])
def test_the_report_says_which_rows_are_of_the_release_and_which_of_pre_training(page: str) -> None:
    environment = Environment(
        loader=FileSystemLoader(TEMPLATES),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters |= PUBLIC_FILTERS
    context = {
        "public_sets": PUBLIC_SETS,
        "public": {
            "handeset": measured("research", "f" * 64),
            "handeset_unseen": measured("release-9.9.9", "a" * 64),
        },
    }
    text = environment.get_template(page).render(context)
    assert "research ffffffff" in text
    assert "release-9.9.9 aaaaaaaa" in text
    assert "not of released weights" in " ".join(text.split())
    assert "not the published test file of 1623 rows" in text
    if page.endswith("md.jinja"):
        table = [row for row in text.splitlines() if row.startswith("|")]
        assert len(table) == 2 + 2 * len(PUBLIC_SETS)
        assert {row.count("|") for row in table} == {10}
