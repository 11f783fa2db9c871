"""Two records differ in what is set otherwise, not in what one is too old to know."""

from model.made_with import differences


def test_values_that_differ_are_named_with_dots() -> None:
    one = {"seed": 1, "fit": {"epochs": 2, "rate": 0.1}, "stages": ["a"]}
    other = {"seed": 1, "fit": {"epochs": 3, "rate": 0.1}, "stages": ["a", "b"]}
    assert differences(one, other) == ["fit.epochs", "stages"]
    assert differences(one, one) == []


def test_a_younger_name_differs_only_where_it_is_on() -> None:
    for off in (0, 0.0, False, None, [], ""):
        assert differences({"seed": 1}, {"seed": 1, "fit": {"share": off}}) == []
    assert differences({"seed": 1}, {"seed": 1, "fit": {"share": 0.3}}) == ["fit.share"]
    assert differences({"seed": 1, "fit": {"share": 0.3}}, {"seed": 1}) == ["fit.share"]
