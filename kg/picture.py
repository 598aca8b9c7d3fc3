"""A small picture of a few things and what is directly around them, as SVG.

Three columns, on a phone one below the other: what points at the things in focus, the things themselves, what they
point at. Names stand in boxes and the relation beside the name, so nothing overlaps however long a Chinese name is.
The picture brings no colours of its own: it uses the CSS classes of `web/data/page.css`, and so follows the theme.
"""
from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from html import escape
from typing import TYPE_CHECKING, Literal

from kg.rdf import PREFIXES, Iri
from kg.sparql import Select, Triple, Union, Values, Var
from kg.types import Entity, ObservationFact, RelationFact
from kg.vocab import VOCAB, ZW

if TYPE_CHECKING:
    from kg.facts import Fact
    from kg.snapshot import Snapshot

MAX_SIDE = 9                     # boxes in one outer column
MAX_FOCUS = 6
MAX_FACTS = 150                  # facts looked at; of a thing with thousands of them, no more can be drawn anyway
_ROW, _HEIGHT = 44, 30
_NARROW, _STEP = 340, 24         # width of the picture for a phone, and how far each step goes to the right
_COLUMNS = ((0, 250), (320, 220), (610, 250))      # x and width of left, middle, right
_FONT, _SMALL = 14.0, 12 / 14      # height of a name, and of a relation in parts of that
_PADDING, _GAP, _RELATION = 10, 8, 60


@dataclass(slots=True)
class _Box:
    """One box of the picture. `relations` are what is written beside the name, in small print."""

    label: str
    family: str
    relations: list[str] = field(default_factory=list)
    links: list[str] = field(default_factory=list)     # keys of the boxes of the middle that it is tied to
    focus: bool = False


def neighbourhood(snapshot: Snapshot, focus: Sequence[str], lang: Literal["zh", "en"] = "zh") -> str:
    """The SVG of what is around the entities or facts with these IRIs; "" where there is nothing to draw.

    Says in the picture itself how much of it is shown, when it is not all.
    """
    around = _facts_around(snapshot, focus)
    facts = snapshot.facts_by_iri(around[:MAX_FACTS])
    wanted = {e.iri: e for fact in facts for e in _ends(fact)}
    middle = {iri: _box(wanted[iri]) for iri in dict.fromkeys(focus) if iri in wanted}
    if not middle:      # the answer is a figure: what it is about is in focus
        middle = {fact.subject.iri: _box(fact.subject) for fact in facts if fact.iri in focus}
    for box in middle.values():
        box.focus = True
    kept = dict(list(middle.items())[:MAX_FOCUS])
    left: dict[str, _Box] = {}
    right: dict[str, _Box] = {}
    boxes_of: list[str] = []         # for each fact that may be drawn, the box that shows it
    for fact in sorted(facts, key=lambda f: (f.iri not in focus, -f.confidence, f.iri)):
        if isinstance(fact, ObservationFact):
            if fact.subject.iri in kept:
                figure = _Box(fact.written, "figure", focus=fact.iri in focus)
                boxes_of.append(_tie(right, fact.iri, figure, _indicator(fact), fact.subject.iri))
            continue
        relation = getattr(VOCAB.relations.get(fact.predicate), lang, fact.predicate)
        if fact.subject.iri in kept:
            if fact.object.iri in kept:
                _tie(kept, fact.subject.iri, kept[fact.subject.iri], "", fact.object.iri)
                boxes_of.append(_tie(kept, fact.object.iri, kept[fact.object.iri], relation, ""))
            else:
                boxes_of.append(_tie(right, fact.object.iri, _box(fact.object), relation, fact.subject.iri))
        elif fact.object.iri in kept:
            boxes_of.append(_tie(left, fact.subject.iri, _box(fact.subject), relation, fact.object.iri))
    if not boxes_of:
        return ""
    left, right = (dict(list(side.items())[:MAX_SIDE]) for side in (left, right))
    shown = sum(key in left or key in kept or key in right for key in boxes_of)
    note = {"zh": f"图中 {shown} 条事实，共 {len(around)} 条", "en": f"{shown} of {len(around)} facts are drawn"}[lang]
    return _draw(left, kept, right, note if shown < len(around) else "")


def _facts_around(snapshot: Snapshot, focus: Sequence[str]) -> list[str]:
    """The IRIs of the facts in focus, then of the relations and figures of the entities in focus."""
    fact, entity = Var("f"), Var("e")
    rows = snapshot.select(Select((fact,), where=(
        Values((entity,), tuple((Iri(iri),) for iri in dict.fromkeys(focus))),
        Union((Triple(fact, ZW.subject, entity),), (Triple(fact, ZW.object, entity),),
              (Triple(fact, ZW.about, entity),)),
    ), distinct=True)) if focus else []
    named = [iri for iri in focus if iri.startswith(PREFIXES["fact"])]
    return list(dict.fromkeys([*named, *sorted(row["f"].value for row in rows)]))


def _ends(fact: Fact) -> Iterable[Entity]:
    return (fact.subject, fact.object) if isinstance(fact, RelationFact) else (fact.subject,)


def _box(entity: Entity) -> _Box:
    return _Box(entity.label, VOCAB.family(entity.type) if entity.type in VOCAB.classes else "other")


def _indicator(fact: ObservationFact) -> str:
    return fact.indicator.label + (f" {fact.period}" if fact.period else "")


def _tie(side: dict[str, _Box], key: str, box: _Box, relation: str, to: str) -> str:
    """Tie the box `key`, which is `box` if it is new, to the box `to` of the middle; gives `key` back."""
    known = side.setdefault(key, box)
    if relation and relation not in known.relations:
        known.relations.append(relation)
    if to and to not in known.links:
        known.links.append(to)
    return key


# ---- drawing -----------------------------------------------------------------------------------------
@dataclass(frozen=True, slots=True)
class _Place:
    """Where a box stands: its left edge, its middle line, its width."""

    x: float
    y: float
    width: float


def _wide(*columns: dict[str, _Box]) -> tuple[dict[int, list[_Place]], float, float]:
    """Three columns side by side, each centred: places by column, width and height of the whole."""
    rows = max(map(len, columns))
    places = {n: [_Place(x, (rows - len(boxes)) * _ROW / 2 + (row + 0.5) * _ROW, width) for row in range(len(boxes))]
              for n, (boxes, (x, width)) in enumerate(zip(columns, _COLUMNS, strict=True))}
    return places, sum(_COLUMNS[-1]), rows * _ROW


def _narrow(*columns: dict[str, _Box]) -> tuple[dict[int, list[_Place]], float, float]:
    """The three columns one below the other, each a step further to the right, for a phone."""
    places: dict[int, list[_Place]] = {}
    row = 0
    for n, boxes in enumerate(columns):
        places[n] = [_Place(_STEP * n, (row + at + 0.5) * _ROW, _NARROW - 2 * _STEP) for at in range(len(boxes))]
        row += len(boxes)
    return places, _NARROW, row * _ROW


def _draw(left: dict[str, _Box], middle: dict[str, _Box], right: dict[str, _Box], note: str) -> str:
    """The picture for a wide and for a narrow page; the style sheet shows the one that fits."""
    columns = left, middle, right
    wide = _svg("zw-wide", columns, note, *_wide(*columns), _sideways)
    return wide + _svg("zw-narrow", columns, note, *_narrow(*columns), _downwards)


def _svg(kind: str, columns: Sequence[dict[str, _Box]], note: str, places: dict[int, list[_Place]], width: float,
         height: float, line: Callable[[_Place, _Place], str]) -> str:
    middle = dict(zip(columns[1], places[1], strict=True))
    lines, shapes = [], []
    for n, boxes in enumerate(columns):
        for box, place in zip(boxes.values(), places[n], strict=True):
            ties = [(place, middle[to]) for to in box.links]
            lines += [line(*reversed(tie)) if n == 2 else line(*tie) for tie in ties]
            shapes.append(_shape(n, place, box))
    foot = f'<text class="zw-note" x="{width:g}" y="{height + 16:g}" text-anchor="end">{escape(note)}</text>'
    return (f'<svg class="zw-picture {kind}" viewBox="0 0 {width:g} {height + (22 if note else 0):g}" role="img" '
            f'aria-label="答案周围的图谱"><defs><marker id="{kind}-tip" viewBox="0 0 8 8" refX="7" refY="4" '
            f'markerWidth="7" markerHeight="7" orient="auto"><path d="M0 0 8 4 0 8z"/></marker></defs>'
            f'<g class="zw-line">'
            + "".join(f'<path marker-end="url(#{kind}-tip)" d="{d}"/>' for d in lines)
            + f"</g>{''.join(shapes)}{foot if note else ''}</svg>")


def _sideways(a: _Place, b: _Place) -> str:
    """From the right edge of `a` to the left edge of `b`; within a column, around its right side."""
    start = a.x + a.width
    if a.x == b.x:
        return f"M{start:g} {a.y:g}C{start + 30:g} {a.y:g} {start + 30:g} {b.y:g} {start + 1:g} {b.y:g}"
    bend = (b.x - start) / 2
    return f"M{start:g} {a.y:g}C{start + bend:g} {a.y:g} {b.x - bend:g} {b.y:g} {b.x - 1:g} {b.y:g}"


def _downwards(a: _Place, b: _Place) -> str:
    """From the left edge of `a` down and into the left edge of `b`; within a step, around the right side."""
    if a.x == b.x:
        return _sideways(a, b)
    x = a.x + _STEP / 2
    return f"M{x:g} {a.y + _HEIGHT / 2:g}V{b.y - 8:g}Q{x:g} {b.y:g} {x + 8:g} {b.y:g}H{b.x - 1:g}"


def _shape(column: int, place: _Place, box: _Box) -> str:
    room, relation = place.width - 2 * _PADDING, "、".join(box.relations)
    if relation:        # the name comes first, the relation gets what it leaves, but never too little to be read
        room -= _GAP
        relation = _shorten(relation, max(room - _measure(box.label), _RELATION) / _SMALL)
        room -= _measure(relation) * _SMALL
    name = escape(_shorten(box.label, room))
    small = f'<tspan class="zw-relation">{escape(relation)}</tspan>' if relation else ""
    words = f"{name}  {small}" if column == 0 else f"{small}  {name}" if small else name
    whole = escape(" ".join((*box.relations, box.label)))
    return (f'<g class="zw-box zw-{box.family or "other"}{" zw-focus" if box.focus else ""}"><title>{whole}</title>'
            f'<rect x="{place.x + 0.5:g}" y="{place.y - _HEIGHT / 2:g}" width="{place.width - 1:g}" height="{_HEIGHT}" '
            f'rx="8"/><text xml:space="preserve" x="{place.x + place.width / 2:g}" y="{place.y + 5:g}" '
            f'text-anchor="middle">{words}</text></g>')


def _measure(text: str) -> float:
    """The width of `text` in pixels: a Chinese character is as wide as the font is high."""
    return sum(_FONT if unicodedata.east_asian_width(c) in "WF" else _FONT * 0.58 for c in text)


def _shorten(text: str, room: float) -> str:
    if _measure(text) <= room:
        return text
    while text and _measure(text) + _FONT > room:
        text = text[:-1]
    return f"{text}…"
