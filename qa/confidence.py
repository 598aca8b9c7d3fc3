"""Confidence of answers that means something: how often answers of a kind and a score were right.

`data/confidence.tsv` is fitted by `python -m bench.answers --write` on questions with gold answers and on questions
made to have none. Logistic regression (Platt 1999): log-odds = slope * score + intercept of the basis.
"""
from __future__ import annotations

import math
from functools import cache
from pathlib import Path

from kg import datafile
from kg.errors import DataError
from qa import rules

TABLE = rules.DATA / "confidence.tsv"
LEAST, MOST = 0.02, 0.99            # no count of a few hundred answers proves more
BASES = ("fact", "computed", "loose", "text", "read", "catalogue")


@cache
def load(path: Path = TABLE) -> dict[str, tuple[float, float]]:
    """Basis → (slope, intercept). Raises DataError for a row that cannot be read or is missing."""
    found: dict[str, tuple[float, float]] = {}
    for number, (basis, slope, intercept, _) in datafile.rows(path, 4, heading=True):
        try:
            found[basis] = float(slope), float(intercept)
        except ValueError as error:
            raise DataError(path, number, f"“{basis}”的数值无法读取（{error}）",
                            fix="用 python -m bench.answers --write 重新生成") from error
    if missing := sorted(set(BASES) - found.keys()):
        raise DataError(path, 0, f"缺少 {missing}", fix="用 python -m bench.answers --write 重新生成")
    return found


def confidence(basis: str, score: float) -> float:
    """How likely an answer is right, between `LEAST` and `MOST`."""
    slope, intercept = load()[basis]
    return min(MOST, max(LEAST, 1 / (1 + math.exp(-(slope * score + intercept)))))
