"""Raw parts to one clean text with its way back to the source.

footnote signs out → repair → simplified script → lost line ends back → boilerplate out → wrapped lines joined
→ blanks out → footnotes behind their paragraph. Every step edits a `Traced`.
"""
from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections import Counter
from dataclasses import replace

from ingest.boilerplate import PAGE, without_boilerplate
from ingest.footnotes import Moves, find_footnotes
from ingest.lines import with_line_ends
from ingest.repair import repair
from kg.text.normalise import normalise_traced
from kg.text.traced import Edit, Traced
from kg.types import CleanText, Mark, RawDocument, Run

_MARKDOWN = re.compile(
    r"^---\n(?:[\w-]+\s*:.*\n)+---\n"                       # front matter
    r"|^ {0,3}#{1,6}[ \t]+|[ \t]+#+[ \t]*$"                 # heading signs
    r"|^[ \t]*\|?[ \t]*:?-{2,}:?[ \t]*(?:\|[ \t]*:?-{2,}:?[ \t]*)+\|?[ \t]*\n"     # the line under a table's head
    r"|^ {0,3}(?:---+|\*\*\*+|___+)[ \t]*$|^(?:```|~~~).*$"
    r"|^ {0,3}>[ \t]?|!\[[^\]\n]*\]\([^)\n]*\)|\*\*|__|<!--.*?-->",
    re.MULTILINE,
)
_SIGNS = re.compile(r"^#{1,6}[ \t]+\S|\*\*[^*\n]{1,60}\*\*", re.MULTILINE)      # Markdown pasted into another format
_LINK = re.compile(r"\[([^\]\n]+)\]\((?:https?:|/|#|\.)[^)\n]*\)")
_LINE = re.compile(r"[^\n\f]+")
_STOP = re.compile(r"[。！？!?；;：:…]['”’\"）)》】]*$")
_STARTS = re.compile(                                       # a line that opens a block of its own
    r"\s*(?:[（(]?[一二三四五六七八九十百]{1,3}[）)、．.]|第[一二三四五六七八九十百零\d]+[章节条编篇]|[（(]\d{1,2}[）)]|\d{1,2}[、．]"
    r"|\d{1,2}(?:\.\d{1,2})+\s*[\u4e00-\u9fff]|[-*•●■◆▪➢✓]\s|[①-⑳]|[图表]\s*\d|注\s*[:：]|(?:数据|资料)来源)"
)
_HAN = r"[㐀-鿿]"
_CLOSE_UP = re.compile(                                     # blanks that separate nothing
    rf"(?<={_HAN})[ ]+(?=[\dA-Za-z%，。、；：！？”’）》】])|(?<=[\dA-Za-z%，。、；：！？“‘（《【）》】])[ ]+(?={_HAN})"
    rf"|(?<=[，。、；：！？（《【“‘])[ ]+(?=\S)|(?<=\S)[ ]+(?=[，。、；：！？）》】”’])|(?<=\d)[ ]+(?=%)"
    rf"|(?<![^\s\W])(?<={_HAN})[ ]+(?={_HAN}(?:[ ]|\W|$))"
)
_TORN = re.compile(rf"(?<=\S{{9}}{_HAN})[ ](?={_HAN}\S{{6}})")      # a blank where a line of the page ended: 良 好发展
_PROSE = re.compile("[，。；]")
_SPACED = re.compile(rf"(?<!{_HAN})({_HAN})((?:[ ]+{_HAN})+)(?!{_HAN})")   # 李 克 强, 总 体 要 求
_EDGES = re.compile(r"[ ]+(?=[\n\t]|\Z)|(?:(?<=[\n\t])|\A)[ ]+")
_WRAPPED = ("text/plain", "text/markdown", "application/pdf")


def clean(raw: RawDocument) -> CleanText:
    """The text of all parts, one paragraph a line, repaired, simplified and without boilerplate."""
    offsets = [0]
    for part in raw.parts:
        offsets.append(offsets[-1] + len(part.text) + 1)
    whole = Traced(PAGE.join(part.text.replace(PAGE, "\n") for part in raw.parts))
    notes, edits = find_footnotes(whole.text) if raw.media_type in _WRAPPED else ([], [])
    text, damaged = repair(whole.edit(edits))
    hurt = [(text.starts[a], text.ends[b - 1]) for a, b in damaged if b > a]       # in the source, from here on
    text = normalise_traced(text)
    if raw.media_type == "text/markdown" or len(_SIGNS.findall(text.text)) > 1:
        text = text.sub(_MARKDOWN, "").sub(_LINK, lambda m: m[1])
        text = _table_bars(text, raw)
    elif raw.media_type == "text/plain":
        text = _table_gaps(text, raw)
    text = without_boilerplate(with_line_ends(text))
    if raw.media_type in _WRAPPED:
        text = _joined(text, raw.title or "")
    text = text.sub(re.compile(PAGE), "\n").sub(_EDGES, "").sub(_SPACED, lambda m: m[0].replace(" ", ""))
    text = text.sub(_CLOSE_UP, "").sub(re.compile(r"[ ]{2,}"), " ").sub(re.compile(r"\n{2,}|\A\n+"), _one_line_end)
    lines = [line.span() for line in _LINE.finditer(text.text) if len(line[0]) > 60 and _PROSE.search(line[0])]
    text = text.edit([(m.start(), m.end(), "") for a, b in lines for m in _TORN.finditer(text.text, a, b)])
    marks = [_mark(text, mark, offsets[n]) for n, part in enumerate(raw.parts) for mark in part.marks]
    spans = [_span(text, a, b) for a, b in hurt]
    if notes:
        moves = Moves(text, notes)
        marks = [replace(mark, start=a, end=b) for mark in marks for a, b in [moves.span(mark.start, mark.end)]]
        spans = [moves.span(a, b) for a, b in spans]
        text = moves.text(text)
    return CleanText(
        text.text, tuple(_runs(text, offsets)), tuple(sorted({(a, b) for a, b in spans if a < b})),
        tuple(mark for mark in marks if mark.start < mark.end),
    )


def _one_line_end(match: re.Match[str]) -> str:
    return "\n" if match.start() else ""


def _table_bars(text: Traced, raw: RawDocument) -> Traced:
    """The bars between marked cells become tabs; other bars stay."""
    spans = sorted((m.start, m.end) for part in raw.parts for m in part.marks if m.kind == "cell")
    edits: list[Edit] = []
    for (_, end), (start, _) in zip(spans, spans[1:], strict=False):
        low, high = bisect_left(text.starts, end), bisect_left(text.starts, start)
        gap = text.text[low:high]
        if re.fullmatch(r"\s*\|\s*", gap) and "\n" not in gap:
            edits.append((low, high, "\t"))
        elif re.fullmatch(r"\s*\|?\s*\|?\s*", gap) and low < high:
            edits.append((low, high, "\n"))
    rows = re.compile(r"^[ \t]*\|[ \t]*|[ \t]*\|[ \t]*$", re.MULTILINE)
    return text.edit(edits).sub(rows, "")


def _table_gaps(text: Traced, raw: RawDocument) -> Traced:
    """The blanks between the cells of a row become tabs."""
    spans = sorted((m.start, m.end, m.table, m.row) for part in raw.parts for m in part.marks if m.kind == "cell")
    edits: list[Edit] = []
    for (_, end, *row), (start, _, *other) in zip(spans, spans[1:], strict=False):
        low, high = bisect_left(text.starts, end), bisect_left(text.starts, start)
        if row == other and low < high and not text.text[low:high].strip():
            edits.append((low, high, "\t"))
    return text.edit(edits)


def _joined(text: Traced, title: str) -> Traced:
    """Lines that a page's width broke are one again; a paragraph is a line."""
    lines = [(m.start(), m.end()) for m in _LINE.finditer(text.text) if m[0].strip()]
    widths = [_width(text.text[a:b].strip()) for a, b in lines]
    full = _full_width(widths)
    edits: list[Edit] = []
    flat_title = re.sub(r"\s", "", title)
    for i in range(len(lines) - 1):
        (start, end), (then, stop) = lines[i], lines[i + 1]
        here, after, gap = text.text[start:end], text.text[then:stop], text.text[end:then]
        if "\t" in here.strip() or "\t" in after.strip():         # rows of a table
            continue
        torn = after.lstrip()[:1] in tuple("》）】”、，。；：),;")     # no line begins with these
        if torn or flat_title and re.sub(r"\s", "", here + after) in flat_title:
            edits.append((end, then + len(after) - len(after.lstrip()), ""))
            continue
        if full is None or gap.count("\n") > 1 and PAGE not in gap:
            continue
        indented = after[:1] == " " and here[:1] != " " or after.startswith("  ") and not here.startswith("  ")
        broken = _width(here.strip()) >= full or (PAGE in gap and _width(here.strip()) >= full // 2)
        if PAGE in gap and _STOP.search(here.rstrip()):
            continue
        if not broken or _STARTS.match(after) and _STOP.search(here.rstrip()) or _STOP.search(here.rstrip()) and (
            indented or _width(here.strip()) < full + 4
        ):
            continue
        if indented or _STARTS.match(after) and not re.search(r"[，、,]$", here.rstrip()):
            continue
        pad = len(after) - len(after.lstrip())
        glue = " " if re.search(r"[A-Za-z]$", here.rstrip()) and re.match(r"\s*[A-Za-z]", after) else ""
        edits.append((end - (len(here) - len(here.rstrip())), then + pad, glue))
    return text.edit(edits)


def _width(line: str) -> int:
    return sum(1 if char.isascii() else 2 for char in line)


def _full_width(widths: list[int]) -> int | None:
    """The width from which a line counts as full; None where lines were not broken by a page's width."""
    long = [w for w in widths if w >= 40]
    if len(long) < 4:
        return None
    top = Counter(w // 4 for w in long).most_common(1)[0][0] * 4
    near = sum(top - 8 <= w <= top + 8 for w in long)
    return top - 6 if near >= 0.5 * len(long) else None


def _mark(text: Traced, mark: Mark, offset: int) -> Mark:
    start, end = _span(text, offset + mark.start, offset + mark.end)
    return Mark(start, end, mark.kind, mark.level, mark.table, mark.row, mark.column)


def _span(text: Traced, start: int, end: int) -> tuple[int, int]:
    """Where source [start, end) stands now; empty where it is gone."""
    low, high = bisect_left(text.starts, start), bisect_left(text.starts, end)
    while low < high and text.text[low].isspace():
        low += 1
    while high > low and text.text[high - 1].isspace():
        high -= 1
    return low, high


def _shares(text: Traced, i: int) -> bool:
    """Whether the next character stands for the same place, as a line end put in does."""
    return i + 1 < len(text.starts) and text.starts[i + 1] == text.starts[i] and text.ends[i + 1] == text.ends[i]


def _runs(text: Traced, offsets: list[int]) -> list[Run]:
    """Stretches that map one to one are one run; characters that share a source range are one run."""
    runs: list[Run] = []
    starts, ends = text.starts, text.ends
    i = 0
    while i < len(starts):
        part = bisect_right(offsets, starts[i]) - 1
        border = offsets[part + 1] - 1                          # where the sign between two parts stands
        j = i + 1
        if starts[i] == border:                                 # it is no part's text: it stands for the end of one
            length = border - offsets[part]
            runs.append(Run(i, j, part, max(0, length - 2), length))
            i = j
            continue
        if ends[i] == starts[i] + 1 and not _shares(text, i):
            while (
                j < len(starts) and starts[j] == ends[j - 1] and ends[j] == starts[j] + 1 and starts[j] < border
                and not _shares(text, j)
            ):
                j += 1
        else:
            while j < len(starts) and (starts[j], ends[j]) == (starts[i], ends[i]):
                j += 1
            if j - i == ends[i] - starts[i] > 1:            # not one to one: must not look like it
                j -= 1
        runs.append(Run(i, j, part, starts[i] - offsets[part], ends[j - 1] - offsets[part]))
        i = j
    return runs
