"""A document's text as a page of its own, opened at the place where a piece of evidence stands."""
from __future__ import annotations

from dataclasses import dataclass

from kg.types import Section
from web.library import State
from web.templates import render
from web.words import Lang


@dataclass(frozen=True, slots=True)
class Block:
    """A heading (`level` from 1) or a paragraph. `parts` alternate between plain text and what is to be marked."""

    level: int
    parts: list[str]
    anchor: str = ""


def document_html(state: State, document: str, start: int, end: int, lang: Lang) -> str:
    """The text with characters [start, end) marked. Raises UsageError for an unknown document."""
    text, sections = state.snapshot.text(document), state.snapshot.sections(document)
    info = next(one for one in state.documents if one.id == document)
    start, end = max(0, start), min(max(start, end), len(text))
    return render(lang, "document.html", info=info, blocks=blocks(text, sections, start, end),
                  headings=[(n, one) for n, one in enumerate(sections) if one.level <= 2], marked=end > start)


def blocks(text: str, sections: list[Section], start: int, end: int) -> list[Block]:
    """The text in lines, headings told apart, what lies in [start, end) marked."""
    heads = {one.start: (n, one) for n, one in enumerate(sections)}
    found, at = [], 0
    for line in text.splitlines(keepends=True):
        stop = at + len(line)
        n, head = heads.get(at, (-1, None))
        level = min(head.level, 4) if head else 0
        if line.strip():
            found.append(Block(level, _parts(text, at, stop, start, end), f"s{n}" if head else ""))
        at = stop
    return found


def _parts(text: str, first: int, last: int, start: int, end: int) -> list[str]:
    """Text [first, last) cut at the borders of [start, end): before, marked, after."""
    a, b = min(max(start, first), last), min(max(end, first), last)
    return [text[first:last]] if a >= b else [text[first:a], text[a:b], text[b:last]]
