"""The first among very many by what they hold, found without going through all of them."""
from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.postings import first

holders = st.lists(st.integers(0, 60), unique=True, max_size=50).map(sorted)


@given(st.lists(st.tuples(st.integers(1, 40).map(float), holders), max_size=8), st.integers(1, 12), st.integers(0, 6))
def test_the_first_are_those_of_a_count_of_all(wanted: list[tuple[float, list[int]]], limit: int, many: int) -> None:
    sums: Counter[int] = Counter()
    for weight, numbers in wanted:
        for number in numbers:
            sums[number] += int(weight)
    everything = sorted(sums.items(), key=lambda item: (-item[1], item[0]))
    assert first(wanted, limit, many=many) == everything[:limit]


def test_what_all_hold_is_not_gone_through() -> None:
    class Everyone(list[int]):
        def __iter__(self):  # type: ignore[no-untyped-def]
            pytest.fail("gone through")

    wanted = [(5.0, [3, 4]), (0.5, Everyone(range(5000)))]
    assert first(wanted, 2) == [(3, 5.5), (4, 5.5)]
