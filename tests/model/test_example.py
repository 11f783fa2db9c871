"""The data contract refuses what the guidelines refuse."""

import json
from pathlib import Path

import pytest
from pydantic import ValidationError

from model.example import CorpusError, Example, read_examples
from model.reading.spans import find_spans

TEXT = (
    "Kenya will vote for the draft on Friday, its envoy Amina Odhiambo said, but Chad has not said."
)


def row(**changes: object) -> dict[str, object]:
    actor = {
        "name": "Kenya",
        "kind": "state",
        "mentions": [],
        "stance": "support",
        "basis": "stated",
        "evidence": "Kenya will vote for the draft",
    }
    base = {
        "id": "x-1",
        "domain": "d",
        "genre": "g",
        "resolution": "draft on river levels",
        "body": "UN Security Council",
        "text": TEXT,
        "actors": [actor | dict(changes.pop("actor", {}))],  # type: ignore[call-overload]
    }
    return base | changes


def test_a_sound_row_is_accepted() -> None:
    assert Example.model_validate(row()).actors[0].name == "Kenya"


@pytest.mark.parametrize(
    "changes",
    [
        {"actor": {"name": "Sudan"}},
        {"actor": {"mentions": ["Nairobi"]}},
        {"actor": {"evidence": "Kenya will veto"}},
        {"actor": {"stance": "neutral"}},
        {"actor": {"basis": "none"}},
        {"actor": {"evidence": ""}},
        {"actor": {"basis": "none", "evidence": ""}},
        {"actor": {"principal": "Chad"}},
        {"resolution": "rivers"},
        {"text": "Kenya."},
        {"actors": []},
        {"hard": [14]},
        {"unheard_of": 1},
    ],
)
def test_a_row_that_breaks_the_contract_is_refused(changes: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        Example.model_validate(row(**changes))


def test_a_fault_is_reported_with_file_and_line(tmp_path: Path) -> None:
    path = tmp_path / "bad.jsonl"
    path.write_text(json.dumps(row()) + "\n\n" + json.dumps(row(text="Kenya.")) + "\n")
    with pytest.raises(CorpusError, match=r"bad\.jsonl:3"):
        list(read_examples(path))


def test_a_line_separator_inside_a_text_does_not_end_the_line(tmp_path: Path) -> None:
    path = tmp_path / "odd.jsonl"
    odd = row(text=TEXT + "\u2028End.")
    path.write_text(json.dumps(odd, ensure_ascii=False) + "\n", encoding="utf-8")
    assert len(list(read_examples(path))) == 1


def test_a_name_is_found_as_a_whole_word_and_the_longest_name_wins() -> None:
    text = "Niger met Nigeria. The Niger Republic left."
    assert find_spans(text, ("Niger", "Niger Republic")) == ((0, 5), (23, 37))


def test_a_name_with_regular_expression_characters_is_literal() -> None:
    assert find_spans("The A3+ (all) met.", ("A3+", "(all)")) == ((4, 7), (8, 13))
