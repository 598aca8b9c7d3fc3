"""A small picture of a few things and what is directly around them, as SVG.

Three columns: what points at the things in focus, the things themselves, what they point at. Names stand in boxes and
the relation beside the name, so nothing overlaps however long a Chinese name is. The picture brings no colours of its
own: it uses the CSS classes of `kg/data/page/page.css`, and so follows the page's theme.
"""
from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from html import escape
from typing import TYPE_CHECKING

from kg.rdf import Iri
from kg.sparql import Select, Triple, Union, Values, Var
from kg.types import Entity, ObservationFact, RelationFact
from kg.vocab import VOCAB, ZW

if TYPE_CHECKING:
    from kg.facts import Fact
    from kg.snapshot import Snapshot

MAX_SIDE = 9                     # boxes in one outer column
MAX_FOCUS = 6
_WIDTH, _ROW, _HEIGHT = 860, 44, 30
_COLUMNS = ((0, 250), (320, 220), (610, 250))      # x and width of left, middle, right
_FONT = 14


@dataclass(slots=True)
class _Box:
    """One box of the picture. `relations` are what is written beside the name, in small print."""

    label: str
    family: str
    relations: list[str] = field(default_factory=list)
    links: list[str] = field(default_factory=list)     # keys of the boxes in focus it is tied to


def neighbourhood(snapshot: Snapshot, focus: Sequence[str]) -> str:
    """The SVG of what is around the entities or facts with these IRIs; "" where there is nothing to draw.

    Says in the picture itself how much of it is shown, when it is not all.
    """
    facts = _facts_around(snapshot, focus)
    wanted = {e.iri: e for fact in facts for e in _ends(fact)}
    middle = {iri: _box(wanted[iri]) for iri in dict.fromkeys(focus) if iri in wanted}
    if not middle:      # the answer is a figure: what it is about is in focus
        middle = {fact.subject.iri: _box(fact.subject) for fact in facts if fact.iri in focus}
    kept = dict(list(middle.items())[:MAX_FOCUS])
    left: dict[str, _Box] = {}
    right: dict[str, _Box] = {}
    for fact in sorted(facts, key=lambda f: (f.iri not in focus, -f.confidence, f.iri)):
        if isinstance(fact, ObservationFact):
            if fact.subject.iri in kept:
                _tie(right, fact.iri, _Box(fact.written, "figure"), _indicator(fact), fact.subject.iri)
            continue
        relation = VOCAB.relations[fact.predicate].zh if fact.predicate in VOCAB.relations else fact.predicate
        if fact.subject.iri in kept:
            if fact.object.iri in kept:
                kept[fact.subject.iri].links.append(fact.object.iri)
            else:
                _tie(right, fact.object.iri, _box(fact.object), relation, fact.subject.iri)
        elif fact.object.iri in kept:
            _tie(left, fact.subject.iri, _box(fact.subject), relation, fact.object.iri)
    if not left and not right and len(kept) < 2:
        return ""
    hidden = len(left) + len(right) + len(middle)
    left, right = (dict(list(side.items())[:MAX_SIDE]) for side in (left, right))
    shown = len(left) + len(right) + len(kept)
    return _draw(left, kept, right, f"显示 {shown} 个，共 {hidden} 个" if shown < hidden else "")


def _facts_around(snapshot: Snapshot, focus: Sequence[str]) -> list[Fact]:
    """The facts in focus, and the relations and figures of the entities in focus."""
    fact, entity = Var("f"), Var("e")
    rows = snapshot.select(Select((fact,), where=(
        Values((entity,), tuple((Iri(iri),) for iri in dict.fromkeys(focus))),
        Union((Triple(fact, ZW.subject, entity),), (Triple(fact, ZW.object, entity),),
              (Triple(fact, ZW.about, entity),)),
    ), distinct=True)) if focus else []
    around = [row["f"].value for row in rows]
    return snapshot.facts_by_iri(dict.fromkeys([*focus, *sorted(around)]))


def _ends(fact: Fact) -> Iterable[Entity]:
    return (fact.subject, fact.object) if isinstance(fact, RelationFact) else (fact.subject,)


def _box(entity: Entity) -> _Box:
    return _Box(entity.label, VOCAB.family(entity.type) if entity.type in VOCAB.classes else "other")


def _indicator(fact: ObservationFact) -> str:
    return fact.indicator.label + (f" {fact.period}" if fact.period else "")


def _tie(side: dict[str, _Box], key: str, box: _Box, relation: str, to: str) -> None:
    known = side.setdefault(key, box)
    if relation not in known.relations:
        known.relations.append(relation)
    if to not in known.links:
        known.links.append(to)


# ---- drawing -----------------------------------------------------------------------------------------
def _draw(left: dict[str, _Box], middle: dict[str, _Box], right: dict[str, _Box], note: str) -> str:
    rows = max(len(left), len(middle), len(right))
    height = rows * _ROW + (24 if note else 4)
    place: dict[str, tuple[int, float]] = {}
    for column, boxes in enumerate((left, middle, right)):
        top = (rows - len(boxes)) * _ROW / 2 + _ROW / 2
        place |= {f"{column}{key}": (column, top + n * _ROW) for n, key in enumerate(boxes)}
    lines, shapes = [], []
    for column, boxes in enumerate((left, middle, right)):
        for key, box in boxes.items():
            y = place[f"{column}{key}"][1]
            shapes.append(_shape(column, y, box))
            for to in box.links:
                there = place[f"1{to}"][1]
                lines.append(_inner(y, there) if column == 1 else _curve(column, y, there))
    foot = f'<text class="zw-note" x="{_WIDTH}" y="{height - 4}" text-anchor="end">{escape(note)}</text>'
    return (f'<svg class="zw-picture" viewBox="0 0 {_WIDTH} {height}" role="img" aria-label="答案周围的图谱">'
            f'<defs><marker id="zw-tip" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7" markerHeight="7" '
            f'orient="auto-start-reverse"><path d="M0 0 8 4 0 8z"/></marker></defs>'
            f"{''.join(lines)}{''.join(shapes)}{foot if note else ''}</svg>")


def _curve(column: int, y: float, there: float) -> str:
    """From a box on the left to the middle, or from the middle to a box on the right."""
    x, width = _COLUMNS[0 if column == 0 else 1]
    start, end = (x + width, y), (_COLUMNS[1 if column == 0 else 2][0], there)
    if column == 2:
        start, end = (start[0], there), (end[0], y)
    bend = (end[0] - start[0]) / 2
    return (f'<path class="zw-line" marker-end="url(#zw-tip)" d="M{start[0]} {start[1]:g}C{start[0] + bend:g} '
            f'{start[1]:g} {end[0] - bend:g} {end[1]:g} {end[0] - 1} {end[1]:g}"/>')


def _inner(y: float, there: float) -> str:
    """Between two boxes of the middle column, around their right side."""
    x = sum(_COLUMNS[1])
    return (f'<path class="zw-line" marker-end="url(#zw-tip)" d="M{x} {y:g}C{x + 40} {y:g} {x + 40} {there:g} '
            f'{x + 1} {there:g}"/>')


def _shape(column: int, y: float, box: _Box) -> str:
    x, width = _COLUMNS[column]
    relation = _shorten("、".join(box.relations), 104)
    room = width - 24 - (_measure(relation) * 12 / _FONT + 10 if relation else 0)
    name = escape(_shorten(box.label, room))
    small = f'<tspan class="zw-relation">{escape(relation)}</tspan>' if relation else ""
    words = {0: f"{name}  {small}", 1: name, 2: f"{small}  {name}"}[column]
    whole = escape(" ".join((*box.relations, box.label)))
    return (f'<g class="zw-box zw-{box.family or "other"}{" zw-focus" if column == 1 else ""}"><title>{whole}</title>'
            f'<rect x="{x + 0.5:g}" y="{y - _HEIGHT / 2:g}" width="{width - 1}" height="{_HEIGHT}" rx="8"/>'
            f'<text xml:space="preserve" x="{x + width / 2:g}" y="{y + 5:g}" text-anchor="middle">{words}</text></g>')


def _measure(text: str) -> float:
    """The width of `text` in pixels: a Chinese character is as wide as the font is high."""
    return sum(_FONT if unicodedata.east_asian_width(c) in "WF" else _FONT * 0.58 for c in text)


def _shorten(text: str, room: float) -> str:
    if _measure(text) <= room:
        return text
    while text and _measure(text) + _FONT > room:
        text = text[:-1]
    return f"{text}…"
