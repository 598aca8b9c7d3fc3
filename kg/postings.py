"""Which of very many texts hold most of the wanted pairs of characters: postings, and the first among them."""
from __future__ import annotations

from array import array
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Sequence
from heapq import nlargest, nsmallest
from typing import TypeAlias

Postings: TypeAlias = "dict[str, array[int]]"
"""Pair → the numbers of the texts that hold it, in ascending order, of four bytes each."""
MANY = 1000          # holders of a pair from which on it is worth a look whether they are needed


def first(wanted: Iterable[tuple[float, Sequence[int]]], limit: int, *, many: int = MANY) -> list[tuple[int, float]]:
    """The `limit` numbers with the greatest sums, from weights and who holds them; of equal ones the smaller number.

    What few hold comes first. As soon as the rest together lifts no new number among the first, it is looked up for
    those found that it may still lift there, and no longer gone through: a million may hold it (MaxScore, Turtle and
    Flood 1995).
    """
    held = sorted(wanted, key=lambda one: (len(one[1]), one[0]))
    left = sum(weight for weight, _ in held)
    sums: dict[int, float] = defaultdict(float)
    settled = False
    for weight, holders in held:
        if len(holders) > many and len(sums) >= limit:
            least, more = nlargest(limit, sums.values())[-1], left * (1 + 1e-9)        # sums of floats are not exact
            settled = settled or least > more
            if settled:
                sums = {n: reached for n, reached in sums.items() if reached + more >= least}
        for number in [n for n in sums if _among(n, holders)] if settled else holders:
            sums[number] += weight
        left -= weight
    return nsmallest(limit, sums.items(), key=lambda item: (-item[1], item[0]))


def _among(number: int, ordered: Sequence[int]) -> bool:
    at = bisect_left(ordered, number)
    return at < len(ordered) and ordered[at] == number
