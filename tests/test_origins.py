"""The way back from clean text to the file, over packing and unpacking."""
from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from kg.origins import Origins, pack
from kg.types import Run, SourceRef

pieces = st.lists(st.tuples(st.integers(1, 9), st.integers(0, 2), st.integers(-5, 9), st.integers(0, 9)), max_size=12)


@settings(deadline=None)
@given(pieces)
def test_runs_come_back_as_they_were(shapes: list[tuple[int, int, int, int]]) -> None:
    runs, at = [], 0
    for length, part, source, source_length in shapes:
        runs.append(Run(at, at + length, part, source + 5, source + 5 + source_length))
        at += length
    origins = Origins.unpack(pack(["a", "b", "c"], runs))
    assert origins == Origins(("a", "b", "c"), tuple(runs))


def test_a_place_is_exact_in_equal_runs_and_whole_in_others() -> None:
    runs = (Run(0, 4, 0, 10, 14), Run(4, 5, 0, 14, 20), Run(5, 9, 0, 30, 34), Run(9, 12, 1, 0, 3))
    origins = Origins(("page 1", "page 2"), runs)
    assert origins.source(1, 3) == SourceRef("page 1", 11, 13)
    assert origins.source(2, 5) == SourceRef("page 1", 12, 20)
    assert origins.source(4, 7) == SourceRef("page 1", 14, 32)
    assert origins.source(10, 12) == SourceRef("page 2", 1, 3)
    assert origins.source(6, 11) == SourceRef("page 1", 31, 34)      # up to the end of the part it begins in
