"""Which of very many texts hold most of the wanted pairs of characters: postings, and the first among them.

Who holds a pair is kept in blocks of numbers, each a row of the index: the numbers of a block, from its first one on,
as two bytes each.
"""
from __future__ import annotations

from array import array
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from heapq import nsmallest

A_BLOCK = 1 << 14    # numbers of a block
FEW = 50_000         # holders of all wanted pairs together that are counted without numpy, which takes 0.1 s to load
MANY = 1000          # holders of a pair from which on it is worth a look whether they are needed


@dataclass(frozen=True, slots=True)
class Posting:
    """The holders of one pair: how many, and a way to read the blocks they are in, each with its bytes, in order."""

    many: int
    read: Callable[[], Iterable[tuple[int, bytes]]]


def merged(held: bytes, come: Iterable[int], gone: Iterable[int]) -> bytes:
    """A block's bytes with some of its numbers (counted from its first one) more, and others gone."""
    numbers = array("H", held)
    come, left = sorted(come), set(gone)
    if not left and (not numbers or not come or numbers[-1] < come[0]):
        numbers.extend(come)
    else:
        numbers = array("H", sorted((set(numbers) - left) | set(come)))
    return numbers.tobytes()


def first(wanted: Iterable[tuple[float, Posting]], limit: int, *, few: int = FEW,
          many: int = MANY) -> list[tuple[int, float]]:
    """The `limit` numbers with the greatest sums, from weights and who holds them; of equal ones the smaller number."""
    held = sorted(wanted, key=lambda one: (one[1].many, one[0]))
    if sum(posting.many for _, posting in held) > few:
        return _first_of_many(held, limit, many)
    sums: dict[int, float] = defaultdict(float)
    for weight, posting in held:
        for block, numbers in posting.read():
            for number in array("H", numbers):
                sums[block * A_BLOCK + number] += weight
    return nsmallest(limit, sums.items(), key=lambda item: (-item[1], item[0]))


def _first_of_many(held: Sequence[tuple[float, Posting]], limit: int, many: int) -> list[tuple[int, float]]:
    """The same. What few hold comes first. As soon as the rest together lifts no new number among the first, it is
    looked up for those found that it may still lift there, and added to no other: a million may hold it (MaxScore,
    Turtle and Flood 1995).
    """
    import numpy as np

    sums, found = np.zeros(0), None
    left, least = sum(weight for weight, _ in held), 0.0        # the sum of the last among the first, or less
    for weight, posting in held:
        more = left * (1 + 1e-9)                                # sums of floats are not exact
        if found is None and posting.many > many and least > more:
            found = np.flatnonzero(sums + more >= least)
        numbers = np.concatenate([np.frombuffer(one, np.uint16) + np.int64(block * A_BLOCK)
                                  for block, one in posting.read()])
        if found is not None:
            at = np.minimum(np.searchsorted(numbers, found), len(numbers) - 1)
            sums[found[numbers[at] == found]] += weight
        else:
            if numbers[-1] >= len(sums):
                sums = np.concatenate([sums, np.zeros(numbers[-1] + 1 - len(sums))])
            sums[numbers] += weight
            if len(numbers) >= limit:
                least = max(least, float(np.partition(sums[numbers], -limit)[-limit]))
        left -= weight
    found = np.flatnonzero(sums) if found is None else found
    best = found[np.argsort(-sums[found], kind="stable")[:limit]]
    return [(int(number), float(sums[number])) for number in best]
