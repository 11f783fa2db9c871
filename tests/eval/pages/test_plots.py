"""Pictures fit a phone and hide no point."""

import re

from eval.pages.plots import ACCENT, Line, intervals

PHONE = 390 * 1.2  # wider ones are shrunk so far that letters are hard to read


def figures(value: float) -> dict[str, float]:
    return {"value": value, "low": value - 0.02, "high": value + 0.02}


def test_the_axis_begins_below_the_lowest_interval_and_says_where() -> None:
    assert "(axis from 0.4)" in intervals([Line("a", figures(0.8))], "macro-F1")
    assert "(axis from 0.1)" in intervals([Line("a", figures(0.2))], "macro-F1")


def test_long_names_leave_a_picture_legible_on_a_phone() -> None:
    name = "4: support for a party is not support for the text (3349)"
    width = re.search(r'style="width:(\d+)px"', intervals([Line(name, figures(0.8))], "macro-F1"))
    assert width is not None
    assert int(width[1]) <= PHONE


def test_a_part_of_few_labels_is_marked_in_words_and_by_a_hollow_dot() -> None:
    few, many = (intervals([Line("a", figures(0.8), few)], "F1") for few in (True, False))
    filled = f"fill: {ACCENT.lower()}"
    assert "few labels" in few
    assert filled not in few
    assert "few labels" not in many
    assert filled in many
