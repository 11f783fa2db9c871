"""Gives back memory that the C library keeps though nothing is in it.

Texts of all lengths leave holes in the heap between what lives on, and glibc returns only its end
to the system: a process would grow for hours without holding more.
"""

import ctypes
import time
from collections.abc import Callable

EVERY_S = 5.0


def _malloc_trim() -> Callable[[int], int] | None:
    try:
        return ctypes.CDLL(None).malloc_trim
    except (AttributeError, TypeError):  # another C library
        return None


class HeapTrimmer:
    """Returns the holes from time to time.

    Args:
        every_s: not more often than that: a look through the heap takes some milliseconds, and
            pages that are given back must be asked for again.
    """

    def __init__(self, every_s: float = EVERY_S) -> None:
        self._every_s = every_s
        self._trim = _malloc_trim()
        self._last = time.monotonic()

    def __call__(self) -> bool:
        """To be called after work that leaves holes.

        Returns:
            Whether any memory was given back.
        """
        now = time.monotonic()
        if self._trim is None or now - self._last < self._every_s:
            return False
        self._last = now
        return bool(self._trim(0))
