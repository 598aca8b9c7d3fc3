"""The values that flow through zhiwen, each a frozen record.

`file → RawDocument → CleanText → Document → tokens → mentions → DocumentClaims → facts`

Every `start`/`end` is a half-open range of code points in the clean text of one document
(`Document.text`), unless it is named `source_…`: then it counts code points of `Part.text`.
"""
from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Literal

Comparator = Literal["=", ">", ">=", "<", "<=", "~"]
Status = Literal["actual", "target", "forecast"]


# ---- reading -------------------------------------------------------------------------------------
@dataclass(frozen=True, slots=True)
class Mark:
    """What a reader knows about a stretch of a part: a heading, a table cell, a note.

    `kind` is "heading" (with `level`, 1 is highest), "cell" (with `table`, `row`, `column`; row 0 is
    the heading row), "caption" (of `table`, with its unit line) or "note" (of `table`).
    """

    start: int
    end: int
    kind: Literal["heading", "cell", "caption", "note"]
    level: int = 0
    table: int = -1
    row: int = -1
    column: int = -1


@dataclass(frozen=True, slots=True)
class Part:
    """One separately addressed piece of a file: "text", "page 3", "body". Marks count in `text`."""

    name: str
    text: str
    marks: tuple[Mark, ...] = ()


@dataclass(frozen=True, slots=True)
class RawDocument:
    """A file as its reader delivers it: decoded, not yet repaired, converted or cleaned."""

    path: Path
    sha256: str
    media_type: str
    parts: tuple[Part, ...]
    title: str | None = None
    publisher: str | None = None
    published: date | None = None


@dataclass(frozen=True, slots=True)
class Run:
    """Clean text [start, end) stands for [source_start, source_end) of part number `part`.

    Where both sides have the same length the map is one to one, character by character;
    elsewhere the whole run stands for the whole source range.
    """

    start: int
    end: int
    part: int
    source_start: int
    source_end: int


@dataclass(frozen=True, slots=True)
class CleanText:
    """Repaired, simplified, normalised text without boilerplate, and the way back to the source."""

    text: str
    runs: tuple[Run, ...]                       # sorted, covering `text` without gaps or overlaps
    damaged: tuple[tuple[int, int], ...] = ()   # spans that could not be repaired with certainty
    marks: tuple[Mark, ...] = ()                # the readers' marks, in clean offsets


@dataclass(frozen=True, slots=True)
class SourceRef:
    """A place in the file: part name and code points in that part's text."""

    part: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Section:
    number: str            # "2.1", "一", "" where the heading carries none
    title: str             # without the number
    level: int             # 1 is highest
    start: int             # where the heading begins
    body: int              # where the text after the heading begins
    end: int
    parent: int            # index in Document.sections, -1 for a top section

    @property
    def label(self) -> str:
        return f"{self.number} {self.title}".strip()


@dataclass(frozen=True, slots=True)
class Sentence:
    start: int
    end: int
    section: int           # index in Document.sections, -1 before the first heading


@dataclass(frozen=True, slots=True)
class Cell:
    start: int
    end: int
    row: int
    column: int


@dataclass(frozen=True, slots=True)
class Table:
    """Row 0 holds the column headings. `unit` is what 单位：… says for the whole table."""

    cells: tuple[Cell, ...]
    section: int
    caption: str = ""
    unit: str = ""
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Document:
    """A read document: clean text with its structure. `id`: see `kg.identity.document_id`."""

    id: str
    source: str                      # file name
    path: str                        # where it was read from
    sha256: str
    media_type: str
    title: str
    text: str
    runs: tuple[Run, ...]
    parts: tuple[str, ...]           # part names, by the number in Run.part
    sections: tuple[Section, ...]
    sentences: tuple[Sentence, ...]
    tables: tuple[Table, ...] = ()
    damaged: tuple[tuple[int, int], ...] = ()
    publisher: str | None = None
    published: date | None = None
    kind: str = "report"             # "report", "policy", "plan", "opinion", …


# ---- analysis ------------------------------------------------------------------------------------
@dataclass(frozen=True, slots=True)
class Token:
    start: int
    end: int
    text: str
    tag: str                         # LAC tag: n, v, m, ORG, LOC, TIME, …


@dataclass(frozen=True, slots=True)
class Mention:
    """A stretch of text that names something. `name` is the name without quotes and 等."""

    start: int
    end: int
    surface: str                     # text[start:end]
    type: str                        # local name of an ontology class: "Bank", "Region", …
    name: str


# ---- claims: what one document says ---------------------------------------------------------------
@dataclass(frozen=True, slots=True)
class EntityRef:
    """A named thing inside one document. `local` marks a name that means nothing outside it (《意见》)."""

    name: str
    type: str
    local: bool = False


@dataclass(frozen=True, slots=True)
class LocalEntity:
    """One thing of a document after resolution: its best name there and the other names it goes by."""

    ref: EntityRef
    aliases: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Period:
    """`text` is the contract form: 2025, 2025H1, 2025Q3, 2025-07, 2025-01/2025-07. Dates are inclusive."""

    text: str
    start: date
    end: date


@dataclass(frozen=True, slots=True)
class Base:
    """What a change or a comparison is measured against: a period, a thing, or both."""

    period: str | None = None
    subject: str | None = None


@dataclass(frozen=True, slots=True)
class Span:
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class RelationClaim:
    subject: EntityRef
    predicate: str                   # local name of an ontology relation: "operates"
    verb: str                        # as written: "搭建"
    object: EntityRef
    evidence: tuple[Span, ...]
    confidence: float                # 0 to 1
    extractor: str                   # name of the rule or pattern that made it


@dataclass(frozen=True, slots=True)
class ObservationClaim:
    """One number: about × indicator × value × unit × comparator × period × region × status.

    `value` is the number as written next to `unit` (7.8 with 万亿元), None where the size is vague
    (毫秒级, 数十家): then `written` alone carries it. `written` is the quantity as it stands in the text.
    `value_base` and `unit_base` are the same in base units (7800000000000 元).
    """

    subject: EntityRef
    indicator: str
    value: Decimal | None
    unit: str
    written: str
    evidence: tuple[Span, ...]
    confidence: float
    extractor: str
    comparator: Comparator = "="
    value_max: Decimal | None = None
    value_base: Decimal | None = None
    unit_base: str = ""
    period: Period | None = None
    region: EntityRef | None = None
    status: Status = "actual"
    base: Base | None = None
    collective: bool = False         # a figure of several subjects together (合计, 共)


@dataclass(frozen=True, slots=True)
class DocumentClaims:
    """All that one document says; the whole content of its document graph."""

    document: Document
    entities: tuple[LocalEntity, ...]
    relations: tuple[RelationClaim, ...]
    observations: tuple[ObservationClaim, ...]


# ---- facts: what the resolved graph says -----------------------------------------------------------
@dataclass(frozen=True, slots=True)
class Entity:
    iri: str
    label: str
    type: str
    aliases: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Evidence:
    """Where a fact stands. `text` is document text [start, end) exactly."""

    document: str
    title: str
    section: str
    start: int
    end: int
    text: str
    damaged: bool
    source: SourceRef


@dataclass(frozen=True, slots=True)
class RelationFact:
    iri: str
    subject: Entity
    predicate: str                   # local name
    verbs: tuple[str, ...]
    object: Entity
    confidence: float
    evidence: tuple[Evidence, ...] = field(default=())


@dataclass(frozen=True, slots=True)
class ObservationFact:
    iri: str
    subject: Entity
    indicator: Entity
    value: Decimal | None
    unit: str
    written: str
    comparator: Comparator
    status: Status
    value_max: Decimal | None
    value_base: Decimal | None
    unit_base: str
    period: str | None
    region: Entity | None
    base: Base | None
    collective: bool
    confidence: float
    evidence: tuple[Evidence, ...] = field(default=())
