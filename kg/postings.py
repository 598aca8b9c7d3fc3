"""Which of very many texts hold most of the wanted pairs of characters: postings, and the first among them.

Who holds a pair is kept in blocks of numbers, each a row of the index: the numbers of a block, from its first one on,
as two bytes each.
"""
from __future__ import annotations

from array import array
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from heapq import nlargest, nsmallest
from typing import Protocol

MANY = 1000          # holders of a pair from which on it is worth a look whether they are needed
A_BLOCK = 1 << 14    # numbers of a block
FEW = 8              # one in so many holders wanted is looked up, more are met on the way through all


class Holders(Protocol):
    """Numbers in ascending order."""

    def __len__(self) -> int: ...

    def __iter__(self) -> Iterator[int]: ...

    def __contains__(self, number: object, /) -> bool: ...


class Posting:
    """The holders of one pair, read block by block when they are looked at."""

    def __init__(self, blocks: dict[int, int], read: Callable[[int], bytes]) -> None:
        """`blocks` says how many holders each block has, `read` gives a block's bytes."""
        self._blocks, self._read = blocks, read
        self._held: dict[int, array[int]] = {}
        self._many = sum(blocks.values())

    def __len__(self) -> int:
        return self._many

    def __iter__(self) -> Iterator[int]:
        for block in sorted(self._blocks):
            first_one = block * A_BLOCK
            yield from [first_one + n for n in self._block(block)]

    def __contains__(self, number: object, /) -> bool:
        if not isinstance(number, int):
            return False
        block, wanted = divmod(number, A_BLOCK)
        if block not in self._blocks:
            return False
        numbers = self._block(block)
        at = bisect_left(numbers, wanted)
        return at < len(numbers) and numbers[at] == wanted

    def _block(self, block: int) -> array[int]:
        if block not in self._held:
            self._held[block] = array("H", self._read(block))
        return self._held[block]


def merged(held: bytes, come: Iterable[int], gone: Iterable[int]) -> bytes:
    """A block's bytes with some of its numbers (counted from its first one) more, and others gone."""
    numbers = array("H", held)
    come, left = sorted(come), set(gone)
    if not left and (not numbers or not come or numbers[-1] < come[0]):
        numbers.extend(come)
    else:
        numbers = array("H", sorted((set(numbers) - left) | set(come)))
    return numbers.tobytes()


def first(wanted: Iterable[tuple[float, Holders]], limit: int, *, many: int = MANY) -> list[tuple[int, float]]:
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
        if not settled:
            for number in holders:
                sums[number] += weight
        elif FEW * len(sums) < len(holders):
            for number in [n for n in sums if n in holders]:
                sums[number] += weight
        else:
            for number in sums.keys() & set(holders):
                sums[number] += weight
        left -= weight
    return nsmallest(limit, sums.items(), key=lambda item: (-item[1], item[0]))
