"""Every row is read once in an epoch, and near-identical texts meet in one batch."""

from training.sampling import BundleSampler, packed

BATCH = 4
BUNDLES = ["a", "b", "a", "c", "d", "e", "e", "f", "e", "g", "h", "i", "a"]
LENGTHS = [50, 10, 51, 20, 90, 30, 31, 40, 32, 70, 60, 80, 52]


def batches(sampler: BundleSampler) -> list[list[int]]:
    order = list(sampler)
    return [order[i : i + BATCH] for i in range(0, len(order), BATCH)]


def test_each_row_is_read_once_and_bundles_are_not_parted() -> None:
    for epoch in range(20):
        sampler = BundleSampler(BUNDLES, LENGTHS, BATCH, seed=1)
        sampler.set_epoch(epoch)
        read = batches(sampler)
        assert sorted(row for batch in read for row in batch) == list(range(len(BUNDLES)))
        assert [len(batch) for batch in read] == [4, 4, 4, 1]
        for bundle in ({0, 2, 12}, {5, 6, 8}):
            assert sum(bool(bundle & set(batch)) for batch in read) == 1


def test_an_epoch_has_its_own_order_and_keeps_it() -> None:
    sampler = BundleSampler(BUNDLES, LENGTHS, BATCH, seed=1)
    first = list(sampler)
    assert list(sampler) == first
    sampler.set_epoch(1)
    assert list(sampler) != first
    assert list(BundleSampler(BUNDLES, LENGTHS, BATCH, seed=2)) != first


def test_texts_of_like_length_share_a_batch() -> None:
    n = 40
    sampler = BundleSampler([str(i) for i in range(n)], list(range(n)), BATCH, seed=3)
    assert all(max(batch) - min(batch) < BATCH for batch in batches(sampler))


def test_a_unit_is_cut_only_where_nothing_else_fits() -> None:
    assert list(packed([[0, 1, 2], [3, 4, 5], [6]], 4)) == [[0, 1, 2, 6], [3, 4, 5]]
    assert list(packed([[0, 1, 2], [3, 4, 5]], 4)) == [[0, 1, 2, 3], [4, 5]]


def test_a_bundle_larger_than_a_batch_is_read_all_the_same() -> None:
    sampler = BundleSampler(["a"] * 10, [1] * 10, BATCH, seed=1)
    assert sorted(sampler) == list(range(10))
