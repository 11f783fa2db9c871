"""In which order rows are read: near-identical texts in one batch, and texts of like length."""

from collections import defaultdict, deque
from collections.abc import Iterator, Sequence

import torch
from torch.utils.data import Sampler

BATCHES_SORTED = 50  # batches' worth of rows that are sorted by length at a time


class BundleSampler(Sampler[int]):
    """An order for each epoch in which every bundle falls into one batch.

    A bundle is a contrast group, or its renamed copies: texts that differ in a word that decides.
    Read in one batch, they can be set against each other ("instance bundles", Dua et al. 2021).
    A bundle of more rows than a batch has room for is cut.

    Args:
        bundles: (N,) name of each row's bundle; a row of its own has a name of its own.
        lengths: (N,) of each row, in any unit.
        batch: rows of a batch.
        seed: of the order; each epoch has another.
    """

    def __init__(
        self, bundles: Sequence[str], lengths: Sequence[int], batch: int, seed: int
    ) -> None:
        members = defaultdict(list)
        for row, bundle in enumerate(bundles):
            members[bundle].append(row)
        self._units = [
            rows[i : i + batch] for rows in members.values() for i in range(0, len(rows), batch)
        ]
        self._lengths = [max(lengths[row] for row in unit) for unit in self._units]
        self._n_rows = len(bundles)
        self._batch = batch
        self._seed = seed
        self._epoch = 0

    def set_epoch(self, epoch: int) -> None:
        """Which epoch's order comes next."""
        self._epoch = epoch

    def __len__(self) -> int:
        return self._n_rows

    def __iter__(self) -> Iterator[int]:
        chance = torch.Generator().manual_seed(self._seed * 1_000_003 + self._epoch)
        shuffled = torch.randperm(len(self._units), generator=chance).tolist()
        sorted_at_a_time = BATCHES_SORTED * self._batch
        units = [
            self._units[unit]
            for start in range(0, len(shuffled), sorted_at_a_time)
            for unit in sorted(
                shuffled[start : start + sorted_at_a_time], key=self._lengths.__getitem__
            )
        ]
        *full, last = list(packed(units, self._batch))
        # Only the very last batch may be short: the batches are cut from the order by number.
        for batch in torch.randperm(len(full), generator=chance).tolist():
            yield from full[batch]
        yield from last


def packed(units: Sequence[Sequence[int]], size: int) -> Iterator[list[int]]:
    """Batches of `size` rows, the last one of what is left; units stay whole where that can be.

    Args:
        units: rows that belong together, none of more than `size`; taken about in their order.
        size: of a batch.
    """
    waiting = deque(list(unit) for unit in units)
    while waiting:
        batch: list[int] = []
        passed_over: list[list[int]] = []
        while waiting and len(batch) < size:
            unit = waiting.popleft()
            if len(batch) + len(unit) <= size:
                batch += unit
            else:
                passed_over.append(unit)
        while passed_over and len(batch) < size:  # nothing that fits is left: a unit is cut
            unit = passed_over[0]
            batch, passed_over[0] = batch + unit[: size - len(batch)], unit[size - len(batch) :]
        waiting.extendleft(reversed(passed_over))
        yield batch
