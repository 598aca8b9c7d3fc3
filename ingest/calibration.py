"""Confidence that means something: how often claims of an extractor agreed with careful readers.

`data/confidence.tsv` is fitted by `python -m bench.calibration --write` on reports with gold facts. A row holds an
extractor (or, with a closing *, all that begin so and have no row), the share of its claims that gold states too,
the confidence that the extractor itself gives as a rule, and how many claims were counted.
"""
from __future__ import annotations

import math
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

from ingest.words import DATA
from kg import datafile
from kg.errors import DataError
from kg.types import DocumentClaims

TABLE = DATA / "confidence.tsv"
LEAST, MOST = 0.02, 0.99          # no count of a few hundred claims proves more
_FIX = "用 python -m bench.calibration --write 重新生成"


@dataclass(frozen=True, slots=True)
class Measured:
    """What was measured of one extractor: its agreement with gold, its usual raw confidence, the claims counted."""

    agreement: float
    usual: float
    support: int


@cache
def measured(path: Path = TABLE) -> dict[str, Measured]:
    """The rows of the table. Raises DataError for a row that is malformed, or a table without the row `*`."""
    found: dict[str, Measured] = {}
    for number, (name, agreement, usual, support) in datafile.rows(path, 4):
        try:
            row = Measured(float(agreement), float(usual), int(support))
        except ValueError as error:
            raise DataError(path, number, f"“{name}”的数值无法读取（{error}）", fix=_FIX) from error
        if not (0 < row.agreement < 1 and 0 < row.usual < 1) or name in found:
            raise DataError(path, number, f"“{name}”的数值须在 0 与 1 之间，且每条规则只有一行", fix=_FIX)
        found[name] = row
    if "*" not in found:
        raise DataError(path, 1, "缺少适用于其余规则的“*”行", fix=_FIX)
    return found


def calibrated(extractor: str, raw: float, table: dict[str, Measured] | None = None) -> float:
    """The confidence of a claim that `extractor` made with confidence `raw`.

    The measured agreement; where the extractor is surer or less sure than it usually is, the odds move by as much.
    """
    known = measured() if table is None else table
    row = known.get(extractor)
    if row is None:
        row = known[max((name for name in known if name.endswith("*") and extractor.startswith(name[:-1])), key=len)]
    moved = _logit(row.agreement) + _logit(raw) - _logit(row.usual)
    return min(MOST, max(LEAST, 1 / (1 + math.exp(-moved))))


def calibrate(claims: DocumentClaims) -> DocumentClaims:
    """The claims of a document with their confidence calibrated."""
    return replace(
        claims,
        relations=tuple(replace(c, confidence=round(calibrated(c.extractor, c.confidence), 3))
                        for c in claims.relations),
        observations=tuple(replace(c, confidence=round(calibrated(c.extractor, c.confidence), 3))
                           for c in claims.observations))


def _logit(share: float) -> float:
    share = min(0.999, max(0.001, share))
    return math.log(share / (1 - share))
