"""Clean text to a Document: title, nested sections, sentences, tables."""
from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable

from ingest.headings import Heading, find_headings, levels
from ingest.lines import is_debris
from ingest.metadata import find_kind, find_published, find_publisher, find_title
from ingest.tables import find_tables
from kg.errors import ReadError
from kg.identity import document_id
from kg.types import CleanText, Document, RawDocument, Section, Sentence

_STOP = re.compile(r"[。！？!?]+[”’」』）)]*|\n")


def outline(raw: RawDocument, clean: CleanText) -> Document:
    """The document with its structure. Its id is `kg.identity.document_id` of the file.

    Sentences end at 。！？ and line ends and never cross a heading's border; a table row is a sentence.
    Runs of a chart's numbers are text but no sentences. Raises ReadError where there is no sentence at all.
    """
    text = clean.text
    headings = find_headings(text, clean.marks, "")
    title, begin, end = find_title(raw, clean, headings)
    headings = [h for h in find_headings(text, clean.marks, title) if not (begin <= h.start < end)]
    sections = _sections(headings, len(text))
    section_at = _section_finder(sections)
    sentences = _sentences(clean, sections, (begin, end), section_at)
    if not sentences:
        raise ReadError(raw.path, "读不出正文", fix="文件里只有页眉页脚、声明或数字；请换一份带正文的版本")
    return Document(
        id=document_id(raw.path.name, raw.sha256), source=raw.path.name, path=str(raw.path),
        sha256=raw.sha256, media_type=raw.media_type,
        title=title.replace("\n", ""), text=text, runs=clean.runs, parts=tuple(p.name for p in raw.parts),
        sections=sections, sentences=sentences,
        tables=find_tables(clean, section_at), damaged=clean.damaged,
        publisher=find_publisher(raw, text, title), published=find_published(raw, text),
        kind=find_kind(title, clean),
    )


def _sections(headings: list[Heading], length: int) -> tuple[Section, ...]:
    depths = levels(headings)
    sections: list[Section] = []
    open_sections: list[int] = []
    for k, (heading, depth) in enumerate(zip(headings, depths, strict=True)):
        while open_sections and depths[open_sections[-1]] >= depth:
            open_sections.pop()
        end = next((h.start for h, d in zip(headings[k + 1 :], depths[k + 1 :], strict=True) if d <= depth), length)
        parent = open_sections[-1] if open_sections else -1
        sections.append(Section(heading.number, heading.title, depth, heading.start, heading.body, end, parent))
        open_sections.append(k)
    return tuple(sections)


def _section_finder(sections: tuple[Section, ...]) -> Callable[[int], int]:
    """The deepest section that holds a place: the last that begins before it, as the first never ends earlier."""
    starts = [section.start for section in sections]
    return lambda at: bisect_right(starts, at) - 1


def _sentences(
    clean: CleanText, sections: tuple[Section, ...], title: tuple[int, int], section_at: Callable[[int], int]
) -> tuple[Sentence, ...]:
    text = clean.text
    cells = [(m.start, m.end) for m in clean.marks if m.kind == "cell"]
    borders = sorted({0, len(text), *title} | {s.start for s in sections} | {s.body for s in sections})
    found: list[Sentence] = []
    for low, high in zip(borders, borders[1:], strict=False):
        at = low
        for stop in [m.end() for m in _STOP.finditer(text, low, high)] + [high]:
            piece = text[at:stop]
            start, end = at + len(piece) - len(piece.lstrip()), stop - len(piece) + len(piece.rstrip())
            in_table = any(a < end and start < b for a, b in cells)
            if start < end and re.search(r"\w", piece) and (in_table or not is_debris(piece)):
                found.append(Sentence(start, end, section_at(start)))
            at = stop
    return tuple(found)
