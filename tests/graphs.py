"""Small documents made by hand, for tests of what happens after extraction."""
from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

from kg.types import (
    Document,
    DocumentClaims,
    EntityRef,
    LocalEntity,
    ObservationClaim,
    Period,
    RelationClaim,
    Run,
    Section,
    Sentence,
    Span,
)

YEAR = Period("2025", date(2025, 1, 1), date(2025, 12, 31))


def bank(name: str) -> EntityRef:
    return EntityRef(name, "Bank")


def product(name: str) -> EntityRef:
    return EntityRef(name, "Product")


def relation(subject: EntityRef, predicate: str, object_: EntityRef, *, verb: str = "推出",
             confidence: float = 0.9, at: tuple[int, int] = (8, 18)) -> RelationClaim:
    return RelationClaim(subject, predicate, verb, object_, (Span(*at),), confidence, "test")


def figure(subject: EntityRef, indicator: str, value: str | None, unit: str = "亿元", *, factor: str = "100000000",
           base_unit: str = "元", at: tuple[int, int] = (20, 30), **more: Any) -> ObservationClaim:
    number = None if value is None else Decimal(value)
    claim = ObservationClaim(subject, indicator, number, unit, f"{value or '数十'}{unit}", (Span(*at),), 0.8, "test",
                             value_base=None if number is None else number * Decimal(factor), unit_base=base_unit,
                             period=YEAR)
    return replace(claim, **more)


def claims(text: str, said: Sequence[RelationClaim | ObservationClaim], *, source: str = "报告.txt",
           path: str | None = None, entities: Sequence[LocalEntity] = (), **more: Any) -> DocumentClaims:
    """A document whose id comes from its text. Its first seven characters are a heading."""
    sha = hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
    document = Document(
        sha[:12], source, path or f"/nowhere/{source}", sha, "text/plain", "报告", text,
        (Run(0, len(text), 0, 100, 100 + len(text)),), ("text",), (Section("1", "概况", 1, 0, 5, len(text), -1),),
        (Sentence(5, len(text), 0),))
    return DocumentClaims(replace(document, **more), tuple(entities),
                          tuple(c for c in said if isinstance(c, RelationClaim)),
                          tuple(c for c in said if isinstance(c, ObservationClaim)))
