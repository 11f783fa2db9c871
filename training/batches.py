"""Prepared rows to padded tensors: the collator of training, calibration and parity checks."""

from collections.abc import Mapping, Sequence
from itertools import combinations
from typing import Any

import numpy as np
import torch
from torch import Tensor

from model.features import ActorMentions, Features, Featurizer
from training.network import IGNORED

Row = Mapping[str, Any]


def row_features(row: Row, featurizer: Featurizer) -> Features:
    """The features of one prepared row."""
    return featurizer.featurize(
        row["text"],
        row["sentences"],
        row["resolution"],
        [
            ActorMentions(
                tuple(map(tuple, actor["own"])), tuple(map(tuple, actor["spokespersons"]))
            )
            for actor in row["actors"]
        ],
        [(change["start"], change["end"], change["read"]) for change in row["changes"]],
    )


class Collator:
    """Featurizes rows and pads them: documents to the longest, windows to the longest."""

    def __init__(self, featurizer: Featurizer) -> None:
        self.featurizer = featurizer

    def __call__(self, rows: Sequence[Row]) -> dict[str, Tensor]:
        features = [row_features(row, self.featurizer) for row in rows]
        windows = [window for each in features for window in each.windows]
        longest = max(map(len, windows))
        input_ids = np.zeros((len(windows), longest), dtype=np.int64)
        attention = np.zeros_like(input_ids)
        segments = np.zeros_like(input_ids)
        prefixes = [prefix for each in features for prefix in each.prefixes]
        for i, (window, prefix) in enumerate(zip(windows, prefixes, strict=True)):
            input_ids[i, : len(window)] = window
            attention[i, : len(window)] = 1
            segments[i, prefix : len(window)] = 1

        n_rows = len(rows)
        n_tokens = max(len(each.tokens) for each in features)
        n_actors = max(len(each.mentions) for each in features)
        n_mentions = max(each.mentions.shape[1] for each in features)
        token_index = np.zeros((n_rows, n_tokens), dtype=np.int64)
        token_mask = np.zeros((n_rows, n_tokens), dtype=bool)
        mentions = np.tile(np.array([0, 1]), (n_rows, n_actors, n_mentions, 1))
        mention_mask = np.zeros((n_rows, n_actors, n_mentions), dtype=bool)
        roles = np.zeros((n_rows, n_actors, n_mentions), dtype=np.int64)
        distances = np.zeros((n_rows, n_actors, n_tokens), dtype=np.int64)
        stances = np.full((n_rows, n_actors), IGNORED, dtype=np.int64)
        bases = np.full((n_rows, n_actors), IGNORED, dtype=np.int64)
        evidence = np.zeros((n_rows, n_actors, n_tokens), dtype=bool)
        first_window = 0
        for b, (row, each) in enumerate(zip(rows, features, strict=True)):
            index = passage_index(each, longest, first_window)
            first_window += len(each.windows)
            t, (a, m) = len(index), each.mentions.shape[:2]
            token_index[b, :t] = index
            token_mask[b, :t] = True
            mentions[b, :a, :m] = each.mentions
            mention_mask[b, :a, :m] = each.mention_mask
            roles[b, :a, :m] = each.mention_roles
            distances[b, :a, :t] = each.distances
            for i, actor in enumerate(row["actors"]):
                stances[b, i] = actor["stance"]
                bases[b, i] = actor["basis"]
                for start, end in actor["evidence"]:
                    evidence[b, i, :t] |= (each.tokens[:, 0] < end) & (each.tokens[:, 1] > start)
        arrays = {
            "input_ids": input_ids,
            "attention_mask": attention,
            "token_type_ids": segments,
            "token_index": token_index,
            "token_mask": token_mask,
            "mentions": mentions,
            "mention_mask": mention_mask,
            "mention_roles": roles,
            "distances": distances,
            "stance_labels": stances,
            "basis_labels": bases,
            "evidence_labels": evidence,
            "contrasts": contrasts(rows),
        }
        return {name: torch.from_numpy(array) for name, array in arrays.items()}


def contrasts(rows: Sequence[Row]) -> np.ndarray:
    """(P, 4) row, actor, row, actor: the same actor of one bundle, with different stances."""
    actors = [
        ((row["bundle"], actor["name"]), actor["stance"], (b, i))
        for b, row in enumerate(rows)
        for i, actor in enumerate(row["actors"])
    ]
    pairs = [
        place + other_place
        for (who, stance, place), (other_who, other_stance, other_place) in combinations(actors, 2)
        if who == other_who and stance != other_stance
    ]
    return np.array(pairs, dtype=np.int64).reshape(-1, 4)


def passage_index(features: Features, longest: int, first_window: int = 0) -> np.ndarray:
    """(T,) where the passage tokens of a document lie in the flattened (W * longest) states."""
    return np.concatenate(
        [
            np.arange(prefix, len(window) - 1) + (first_window + i) * longest
            for i, (window, prefix) in enumerate(
                zip(features.windows, features.prefixes, strict=True)
            )
        ]
    )
