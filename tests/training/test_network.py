"""The heads see what they should and nothing else."""

import pytest
import torch

from training.batches import contrasts
from training.network import (
    HEAD_WIDTH,
    IGNORED,
    Heads,
    _class_loss,
    _contrast_loss,
    _evidence_loss,
)

WIDTH = 16


@pytest.fixture(params=[0, 2], ids=["read once", "reread"])
def heads(request: pytest.FixtureRequest) -> Heads:
    torch.manual_seed(0)
    return Heads(WIDTH, hidden=2 * HEAD_WIDTH, layers=request.param).eval()


def inputs(n_tokens: int = 10, n_actors: int = 2, n_mentions: int = 2) -> list[torch.Tensor]:
    torch.manual_seed(1)
    mentions = torch.tensor([[[[0, 2], [4, 5]], [[6, 7], [0, 1]]]])
    mention_mask = torch.tensor([[[True, True], [True, False]]])
    return [
        torch.randn(1, n_tokens, WIDTH),
        torch.ones(1, n_tokens, dtype=torch.bool),
        mentions,
        mention_mask,
        torch.zeros(1, n_actors, n_mentions, dtype=torch.int64),
        torch.zeros(1, n_actors, n_tokens, dtype=torch.int64),
    ]


def test_a_padded_mention_changes_nothing(heads: Heads) -> None:
    given = inputs()
    one = heads(*given)[0]
    given[2] = given[2].clone()
    given[2][0, 1, 1] = torch.tensor([7, 9])
    assert torch.allclose(one, heads(*given)[0])


def test_padded_tokens_change_nothing(heads: Heads) -> None:
    given = inputs()
    one = heads(*given)[0]
    given[0] = torch.cat([given[0], torch.full((1, 5, WIDTH), 9.0)], 1)
    given[1] = torch.cat([given[1], torch.zeros(1, 5, dtype=torch.bool)], 1)
    given[5] = torch.cat([given[5], torch.zeros(1, 2, 5, dtype=torch.int64)], 2)
    assert torch.allclose(one, heads(*given)[0], atol=1e-5)


def test_actors_are_judged_independently_of_each_other(heads: Heads) -> None:
    given = inputs()
    both = heads(*given)[0]
    alone = heads(given[0], given[1], *(each[:, :1] for each in given[2:]))[0]
    assert torch.allclose(both[:, :1], alone, atol=1e-6)


def test_evidence_starts_near_the_mention(heads: Heads) -> None:
    given = inputs()
    given[5][0, 0, 5:] = 3
    near, far = heads(*given)[2][0, 0].detach(), given[5][0, 0]
    assert near[far == 0].mean() > near[far == 3].mean()


def test_a_label_that_is_missing_is_not_trained_on() -> None:
    logits = torch.randn(1, 2, 3, requires_grad=True)
    _class_loss(logits, torch.tensor([[1, IGNORED]]), 0.0).backward()  # type: ignore[no-untyped-call]
    assert logits.grad is not None
    assert logits.grad[0, 0].abs().sum() > 0
    assert logits.grad[0, 1].abs().sum() == 0


def test_evidence_loss_is_nought_when_all_attention_is_on_the_gold_tokens() -> None:
    scores = torch.tensor([[[50.0, 0.0, 0.0], [0.0, 0.0, 0.0]]])
    gold = torch.tensor([[[True, False, False], [False, False, False]]])
    assert _evidence_loss(scores, gold).item() < 1e-5


def test_the_same_actor_with_another_stance_in_its_bundle_is_a_contrast() -> None:
    def row(bundle: str, *actors: tuple[str, int]) -> dict[str, object]:
        return {
            "bundle": bundle,
            "actors": [{"name": name, "stance": stance} for name, stance in actors],
        }

    rows = [
        row("a", ("Chad", 0), ("Peru", 1)),
        row("b", ("Chad", 1)),
        row("a", ("Peru", 1), ("Chad", 2)),
    ]
    assert contrasts(rows).tolist() == [[0, 0, 2, 1]]
    assert contrasts(rows[:2]).shape == (0, 4)


def test_only_what_two_texts_say_differently_counts_in_a_contrast() -> None:
    labels = torch.tensor([[0], [1]])
    pair = torch.tensor([[0, 0, 1, 0]])

    def loss(here: list[float], there: list[float]) -> float:
        return float(_contrast_loss(torch.tensor([[here], [there]]), labels, pair))

    alike = loss([2.0, 0.0, 0.0], [2.0, 0.0, 0.0])
    assert alike == pytest.approx(0.6931, abs=1e-4)  # -log 1/2
    right = loss([2.0, 0.0, 0.0], [0.0, 1.0, 0.0])  # a lead of 2 here, of -1 there: 3 apart
    assert right == pytest.approx(0.0486, abs=1e-4)  # -log 1/(1 + e^-3)
    assert right < alike < loss([0.0, 1.0, 0.0], [2.0, 0.0, 0.0])


def test_mentions_are_passed_over_in_training_alone_and_never_all_of_an_actor() -> None:
    torch.manual_seed(0)
    heads = Heads(WIDTH, hidden=2 * HEAD_WIDTH, mention_dropout=0.9)
    given = inputs()
    seen = torch.stack([heads.train()(*given)[3][0] for _ in range(50)])  # (50, A, M)
    assert torch.allclose(seen.sum(-1), torch.ones(50, 2))
    assert (seen[:, 0] == 0).any(0).all()
    assert (seen[:, 1, 0] == 1).all()
    assert (heads.eval()(*given)[3][0, 0] > 0).all()
