"""Memory that nothing is in goes back to the system."""

import sys

import psutil
import pytest

from serve.heap import HeapTrimmer

MB = 2**20


@pytest.mark.skipif(sys.platform != "linux", reason="glibc's heap")
def test_holes_between_what_lives_on_are_given_back() -> None:
    trim = HeapTrimmer(every_s=0)
    trim()
    # Below glibc's limit for mappings of their own; every hundredth lives on and pins the heap.
    blocks: list[bytes | None] = [bytes(bytearray(60_000)) for _ in range(3000)]
    full = psutil.Process().memory_info().rss
    for i in range(len(blocks)):
        if i % 100:
            blocks[i] = None
    assert trim()
    assert full - psutil.Process().memory_info().rss > 100 * MB


def test_it_is_not_done_at_every_call() -> None:
    assert not HeapTrimmer(every_s=3600)()
