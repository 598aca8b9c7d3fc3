"""The first among very many by what they hold, found without adding up all of them."""
from __future__ import annotations

from collections import Counter, defaultdict

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kg.postings import A_BLOCK, Posting, first, merged

numbers = st.integers(0, 40) | st.integers(A_BLOCK - 3, A_BLOCK + 3)        # of two blocks
holders = st.sets(numbers, min_size=1, max_size=50)


def posting(held: set[int]) -> Posting:
    blocks: dict[int, list[int]] = defaultdict(list)
    for number in held:
        blocks[number // A_BLOCK].append(number % A_BLOCK)
    return Posting(len(held), lambda: [(block, merged(b"", come, ())) for block, come in sorted(blocks.items())])


@pytest.mark.parametrize("few", [0, 1000])          # with numpy, and without
@settings(deadline=None)
@given(st.lists(st.tuples(st.integers(1, 40).map(float), holders), max_size=8), st.integers(1, 12), st.integers(0, 6))
def test_the_first_are_those_of_a_count_of_all(few: int, wanted: list[tuple[float, set[int]]], limit: int,
                                               many: int) -> None:
    sums: Counter[int] = Counter()
    for weight, held in wanted:
        for number in held:
            sums[number] += int(weight)
    everything = sorted(sums.items(), key=lambda item: (-item[1], item[0]))
    asked = [(weight, posting(held)) for weight, held in wanted]
    assert first(asked, limit, few=few, many=many) == everything[:limit]


@given(holders, holders, st.data())
def test_a_block_is_what_was_put_in_and_not_taken_out(held: set[int], come: set[int], data: st.DataObject) -> None:
    gone = data.draw(st.sets(st.sampled_from(sorted(held))))
    made = merged(merged(b"", held, ()), come - held, gone)
    assert made == merged(b"", (held - gone) | (come - held), ())
