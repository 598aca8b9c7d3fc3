"""Every engine finds the nearest vectors that an exact search finds."""
from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from kg.encoder import Vectors
from kg.errors import StoreError
from kg.vectors import ExactVectors, MilvusVectors, UsearchVectors, open_vectors


def unit(rows: int, seed: int) -> Vectors:
    made = np.random.default_rng(seed).normal(size=(rows, 32)).astype(np.float32)
    return np.asarray(made / np.linalg.norm(made, axis=1, keepdims=True), dtype=np.float32)


ROWS, QUERIES = unit(400, 1), unit(5, 2)


def test_the_exact_search_is_sorted_and_right() -> None:
    numbers, cosines = ExactVectors(ROWS).search(QUERIES, 7)
    for query, found, near in zip(QUERIES, numbers, cosines, strict=True):
        every = ROWS @ query
        assert found.tolist() == np.argsort(-every)[:7].tolist()
        assert near == pytest.approx(every[found], abs=1e-6)


def test_few_rows_asked_for_many() -> None:
    numbers, _ = ExactVectors(ROWS[:3]).search(QUERIES, 7)
    assert numbers.shape == (5, 3)


def test_beyond_the_limit_it_is_usearch_with_the_same_neighbours() -> None:
    assert isinstance(open_vectors(ROWS, exact=400), ExactVectors)
    beyond = open_vectors(ROWS, exact=399)
    assert isinstance(beyond, UsearchVectors)
    same(beyond.search(QUERIES, 5))


def test_milvus_finds_the_same_neighbours(tmp_path: Path) -> None:
    for _ in range(2):                      # a second time, the collection is there
        milvus = MilvusVectors(str(tmp_path / "vectors.db"), "phrases", ROWS)
        same(milvus.search(QUERIES, 5))
        milvus.close()


def test_a_milvus_server_that_is_not_there_is_told() -> None:
    with pytest.raises(StoreError, match="Milvus"):
        MilvusVectors("http://127.0.0.1:9", "phrases", ROWS)


def same(found: tuple[np.ndarray, np.ndarray]) -> None:
    numbers, cosines = ExactVectors(ROWS).search(QUERIES, 5)
    assert found[0].tolist() == numbers.tolist()
    assert found[1] == pytest.approx(cosines, abs=1e-4)
