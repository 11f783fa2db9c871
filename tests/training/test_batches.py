"""What a text is judged to be does not depend on what is read beside it."""

import pytest
import torch

from model.corpus import read_side
from model.encoder_base import find_base
from model.features import Featurizer, load_tokenizer
from model.reading.reader import Reader
from training.batches import Collator
from training.fit import build_network
from training.network import StanceNetwork
from training.prepare import prepared_row
from training.settings import load_settings


@pytest.fixture(scope="module")
def network() -> StanceNetwork:
    settings = load_settings(changes=["heads.layers=1"])
    torch.manual_seed(0)
    return build_network(settings, find_base(settings.base)).eval()


def test_documents_of_unequal_length_are_judged_in_a_batch_as_alone(
    network: StanceNetwork, reader: Reader
) -> None:
    settings = load_settings()
    tokenizer = load_tokenizer(find_base(settings.base) / "tokenizer.json")
    collate = Collator(Featurizer(tokenizer, settings.features))
    by_length = sorted(read_side("train"), key=lambda example: len(example.text))
    # The longest is read in several windows, the last of which is short.
    texts = [by_length[-1], by_length[0], by_length[len(by_length) // 2]]
    rows = [prepared_row(text, reader) for text in texts]
    with torch.no_grad():
        together = network(**collate(rows))
        alone = [network(**collate([row])) for row in rows]
    for i, (text, each) in enumerate(zip(texts, alone, strict=True)):
        for output in ("stance", "basis"):
            ours = together[output][i, : len(text.actors)]
            assert torch.allclose(ours, each[output][0], atol=1e-4), output
