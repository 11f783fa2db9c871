"""Probes change texts as they say and count what must stay."""

from eval.evaluate import classify_given
from eval.probes import rename_actors
from model.classifier import ActorStance, Classification, StanceClassifier
from model.corpus import read_side
from model.stance import STANCES


def test_the_rename_probe_compares_each_actor_with_its_renamed_self(
    classifier: StanceClassifier,
) -> None:
    examples = sorted(read_side("test"), key=lambda e: len(e.text))[:12]
    answers = [classify_given(classifier, example) for example in examples]
    probe = rename_actors(classifier, examples, answers)
    assert probe.n >= 12
    assert 0.5 < probe.passed.value <= 1

    def other(each: ActorStance) -> ActorStance:
        stance = STANCES[(STANCES.index(each.verdict.stance) + 1) % 3]
        verdict = type(each.verdict)(stance, *list(vars(each.verdict).values())[1:])
        return ActorStance(each.actor, verdict, True)

    turned = [Classification(a.resolution, tuple(map(other, a.actors))) for a in answers]
    assert rename_actors(classifier, examples, turned).passed.value < 0.5
