"""What is said of another matter is no position on this one."""

from model.corpus import read_side
from model.stance import Basis, Stance
from training.distractors import distracted, joined, unrelated

EXAMPLES = read_side("train")[:80]


def pair() -> tuple[int, int]:
    return next(
        (i, j)
        for i in range(len(EXAMPLES))
        for j in range(len(EXAMPLES))
        if joined(EXAMPLES[i], EXAMPLES[j], False) is not None
    )


def test_a_joined_copy_keeps_its_own_labels_and_takes_the_other_positions_away() -> None:
    i, j = pair()
    own, other = EXAMPLES[i], EXAMPLES[j]
    copy = joined(own, other, True)
    assert copy is not None
    assert copy.text.startswith(other.text)
    assert copy.text.endswith(own.text)
    assert copy.resolution == own.resolution
    assert copy.actors[: len(own.actors)] == own.actors
    added = copy.actors[len(own.actors) :]
    assert [actor.name for actor in added] == [actor.name for actor in other.actors]
    assert {(actor.stance, actor.basis) for actor in added} == {(Stance.UNDECIDED, Basis.NONE)}


def test_texts_that_name_the_same_actor_are_not_joined() -> None:
    assert joined(EXAMPLES[0], EXAMPLES[0], False) is None


def test_nobody_has_a_position_on_an_unrelated_resolution() -> None:
    copy = unrelated(EXAMPLES[0], EXAMPLES[1])
    assert copy.resolution == EXAMPLES[1].resolution
    assert copy.text == EXAMPLES[0].text
    assert {actor.basis for actor in copy.actors} == {Basis.NONE}


def test_a_share_of_the_texts_is_distracted_the_same_way_each_time() -> None:
    copies = list(distracted(EXAMPLES, 0.3, seed=1))
    assert copies == list(distracted(EXAMPLES, 0.3, seed=1))
    assert 0.3 * len(EXAMPLES) < len(copies) < 0.9 * len(EXAMPLES)
    assert {copy.source for copy in copies} <= {example.source for example in EXAMPLES}
    assert not list(distracted(EXAMPLES, 0, seed=1))
