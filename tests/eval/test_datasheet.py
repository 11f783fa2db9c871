"""What the datasheet says of contrast groups is counted in the corpus."""

from eval.datasheet import group_figures, n_flipped
from model.corpus import read_side
from model.example import Example
from model.stance import Stance


def members() -> list[Example]:
    """A text and its near-copy, in which one actor has another stance."""
    text = next(e for e in read_side("train") if e.actors[0].stance is Stance.SUPPORT)
    first, *others = text.actors
    flipped = (first.model_copy(update={"stance": Stance.OPPOSE}), *others)
    return [
        text.model_copy(update={"group": "pair", "hard": (2, 7)}),
        text.model_copy(update={"group": "pair", "actors": flipped, "hard": (7,)}),
    ]


def test_an_actor_is_flipped_where_texts_of_a_group_label_it_otherwise() -> None:
    one, other = members()
    assert n_flipped([one, other]) == 1
    assert n_flipped([one, one]) == 0


def test_a_group_of_one_text_is_named_and_not_counted() -> None:
    alone = members()[0].model_copy(update={"group": "alone"})
    said = group_figures([*members(), alone])
    assert "| groups | 1 |" in said
    assert "1 groups, 2 texts" in said
    assert "2: 1, 7: 1." in said
    assert "no contrast: alone." in said
