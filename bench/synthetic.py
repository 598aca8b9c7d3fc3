"""A store of very many figures about invented companies, made without reading and without a commit a document."""
from __future__ import annotations

import hashlib
import tempfile
from collections import defaultdict
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import IO

from kg.catalogue import DocumentInfo, catalogue_quads
from kg.claims import document_quads, rows_of
from kg.decisions import in_force
from kg.derive import describe, fact_iri, fact_quads, resolve
from kg.folders import StoreFolder
from kg.grounds import Grounds
from kg.rdf import Iri, Quad, lit, write
from kg.snapshot import read_state
from kg.store import CATALOGUE, RESOLUTION, GraphStore
from kg.tally import Tally
from kg.types import Document, DocumentClaims, EntityRef, ObservationClaim, Period, Run, Section, Sentence, Span
from kg.vocab import ZW

A_DOCUMENT = 1000           # facts
INDICATORS = ("营业收入", "净利润", "研发投入", "专利数量", "员工人数", "门店数量", "出口额", "客户数",
              "装机容量", "纳税额")
YEARS = (2023, 2024)
FIRST = "云岭松江柏川青禾蓝湾星洲雁回澜沧玉屏丹霞鹿鸣鹤亭枫桥梧泉棠溪芦荻石梁海陵平皋广陵长泽新淦高密"


def company(number: int) -> str:
    """A name that no other number has."""
    characters, word = sorted(set(FIRST)), ""
    for _ in range(4):
        number, place = divmod(number, len(characters))
        word += characters[place]
    return f"{word}科技有限公司"


def document(number: int) -> DocumentClaims:
    """A document of `A_DOCUMENT` figures, each in a sentence of its own."""
    each = len(INDICATORS) * len(YEARS)
    lines: list[str] = ["一、经营情况"]
    said: list[ObservationClaim] = []
    start = len(lines[0]) + 1
    for n in range(A_DOCUMENT // each):
        name = company(number * (A_DOCUMENT // each) + n)
        for indicator in INDICATORS:
            for year in YEARS:
                value = (number * 7919 + n * 104729 + year * 31 + len(said)) % 90_000 + 1
                line = f"{year}年,{name}{indicator}为{value}万元。"
                period = Period(str(year), date(year, 1, 1), date(year, 12, 31))
                said.append(ObservationClaim(
                    EntityRef(name, "TechnologyCompany"), indicator, Decimal(value), "万元", f"{value}万元",
                    (Span(start, start + len(line)),), 0.9, "synthetic", value_base=Decimal(value) * 10_000,
                    unit_base="元", period=period))
                lines.append(line)
                start += len(line) + 1
    text = "\n".join(lines) + "\n"
    sha = hashlib.sha256(text.encode()).hexdigest()
    made = Document(
        id=f"synthetic-{number}.{sha[:8]}", source=f"{number}.txt", path=f"/nowhere/{number}.txt", sha256=sha,
        media_type="text/plain", title=f"第{number}号名录", text=text, runs=(Run(0, len(text), 0, 0, len(text)),),
        parts=("text",), sections=(Section("一", "经营情况", 1, 0, len(lines[0]), len(text), -1),),
        sentences=tuple(Sentence(c.evidence[0].start, c.evidence[0].end, 0) for c in said))
    return DocumentClaims(made, (), (), tuple(said))


def quads(documents: int) -> Iterator[Quad]:
    """All that a store of so many documents holds: what their commits would have made, derived without a store."""
    grounds, decisions = Grounds.load(), in_force(())
    shared: dict[Iri, Tally] = defaultdict(Tally)          # indicators, which all documents have
    for number in range(documents):
        claims = document(number)
        rows = rows_of(claims)
        yield from document_quads(claims, rows)
        yield from catalogue_quads(DocumentInfo.of(claims.document, [claims.document.path], grounds.fingerprint))
        entity_of = {row.iri: resolve(row, grounds.readings, decisions) for row in rows.locals}
        own: dict[Iri, Tally] = defaultdict(Tally)
        for row in rows.locals:
            yield Quad(row.iri, ZW.resolvesTo, entity_of[row.iri], RESOLUTION)
            (shared if row.type == "Indicator" else own)[entity_of[row.iri]].count(row)
        yield from _entities(own, grounds)
        for claim in rows.claims:                           # no two of them say the same
            yield from fact_quads(fact_iri(claim, entity_of), [claim], entity_of)
    yield from _entities(shared, grounds)
    for name, value in (("revision", lit(documents)), ("stamp", lit("synthetic")),
                        ("fingerprint", lit(grounds.fingerprint))):
        yield Quad(CATALOGUE, ZW[name], value, CATALOGUE)


def _entities(tallies: dict[Iri, Tally], grounds: Grounds) -> Iterator[Quad]:
    for entity, tally in tallies.items():
        yield from tally.quads(entity)
        yield from describe(entity, tally.rows(entity), grounds.readings).quads()


def fill(store: Path, facts: int) -> None:
    """Make and publish the store in folder `store`."""
    with tempfile.TemporaryFile(dir=store.parent) as file:
        for quad in quads(max(1, facts // A_DOCUMENT)):
            graph = f"{write(quad.graph)} " if quad.graph else ""
            file.write(f"{write(quad.subject)} {write(quad.predicate)} {write(quad.object)} {graph}.\n".encode())
        file.seek(0)
        _load(store, file)


def _load(store: Path, file: IO[bytes]) -> None:
    def load(new: GraphStore) -> None:
        new.load(file)

    place = StoreFolder(store)
    live = place.open_live(load)
    try:
        place.publish(read_state(live))
    finally:
        place.close_live()
