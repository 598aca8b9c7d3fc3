"""An invented report as the claims a reader would have made of it: for stores without reading and extraction."""
from __future__ import annotations

import hashlib
from datetime import date
from decimal import Decimal
from pathlib import Path

from kg.repository import Repository
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

LINES = (
    "云海银行搭建“海运通”平台,为港口企业办理仓单质押。",
    "云海银行与蓝湾科技合作,在云海市试点智慧港口。",
    "2024年,云海市智慧港口市场规模达320亿元,同比增长12.5%。",
    "“海运通”平台使用电子围栏<script>alert(1)</script>技术,解决货物重复质押问题。",
)
TITLE = "云海市智慧港口发展报告"
HEADING = "一、总体情况"

BANK, TECH = EntityRef("云海银行", "Bank"), EntityRef("蓝湾科技", "TechnologyCompany")
PLATFORM, CITY = EntityRef("海运通", "Product"), EntityRef("云海市", "City")
FIELD, FENCE = EntityRef("智慧港口", "Scenario"), EntityRef("电子围栏<script>alert(1)</script>", "Technology")
PROBLEM = EntityRef("货物重复质押", "Problem")


def harbour(path: Path = Path("harbour.txt"), *, extra: str = "") -> DocumentClaims:
    """Seven relations and two figures about an invented port; `extra` is a line more, so another document."""
    lines = (HEADING, *LINES, *((extra,) if extra else ()))
    text = "\n".join(lines) + "\n"
    starts = [text.index(line) for line in lines]
    spans = [Span(start, start + len(line)) for start, line in zip(starts, lines, strict=True)]
    sha = hashlib.sha256(text.encode()).hexdigest()
    document = Document(
        id=sha[:16], source=path.name, path=str(path), sha256=sha, media_type="text/plain", title=TITLE, text=text,
        runs=(Run(0, len(text), 0, 0, len(text)),), parts=("text",),
        sections=(Section("一", "总体情况", 1, 0, len(HEADING), len(text), -1),),
        sentences=tuple(Sentence(s.start, s.end, 0) for s in spans[1:]), publisher="云海研究院",
        published=date(2025, 3, 1))

    def relation(subject: EntityRef, predicate: str, verb: str, object_: EntityRef, line: int,
                 confidence: float = 0.9) -> RelationClaim:
        return RelationClaim(subject, predicate, verb, object_, (spans[line],), confidence, "invented")

    year = Period("2024", date(2024, 1, 1), date(2024, 12, 31))
    return DocumentClaims(
        document,
        tuple(LocalEntity(ref) for ref in (BANK, TECH, PLATFORM, CITY, FIELD, FENCE, PROBLEM)),
        (relation(BANK, "operates", "搭建", PLATFORM, 1, 0.95), relation(BANK, "cooperates_with", "合作", TECH, 2),
         relation(FIELD, "pilot_in", "试点", CITY, 2), relation(PLATFORM, "uses", "使用", FENCE, 4),
         relation(PLATFORM, "addresses", "解决", PROBLEM, 4), relation(FENCE, "addresses", "解决", PROBLEM, 4, 0.7),
         relation(FIELD, "located_in", "", CITY, 3, 0.6)),
        (ObservationClaim(FIELD, "市场规模", Decimal(320), "亿元", "320亿元", (spans[3],), 0.9, "invented",
                          value_base=Decimal(32_000_000_000), unit_base="元", period=year, region=CITY),
         ObservationClaim(FIELD, "市场规模同比增长", Decimal("12.5"), "%", "12.5%", (spans[3],), 0.9, "invented",
                          value_base=Decimal("0.125"), period=year, region=CITY)))


def build_store(folder: Path, *documents: DocumentClaims) -> Path:
    """A published store in `folder` that holds `documents`."""
    with Repository.open(folder) as repository:
        for claims in documents:
            repository.add(claims)
        repository.publish()
    return folder
