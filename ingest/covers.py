"""The title on the cover of an institute's report, among ratings, authors, addresses and lists of other reports."""
from __future__ import annotations

import re
from functools import cache
from pathlib import Path

from kg import datafile

_FILE = Path(__file__).parent / "data" / "covers.tsv"
_COVER = 2500                   # characters in which a title stands
_LONGEST = 60
_SURE = ("kind", "rating", "author", "legal", "related")       # rows that other texts hardly show
_FORM = r"(?:深度|专题|策略|研究|行业|投资|分析)?(?:报告|研究|[日周月季年]报|白皮书|蓝皮书|展望|总结|综述|纪要)"
_END = re.compile(rf"(?<!》){_FORM}(?![\u4e00-\u9fff]?[：:的、,，和与及])")
_FIELD = re.compile(r"[\u4e00-\u9fff]{2,6}行业(?=\S)")      # the label before the title proper
_FIGURE = re.compile(r"\d+\.\d+|(?<!\d)(?!(?:19|20)\d\d(?!\d))\d{3,}")
_PLAIN = re.compile(r"[。；;\n]")
_LABELS = re.compile(r"[:：]\s*$|^\W*$|^[\d\W]*[A-Za-z\d.,%\W]*$")


@cache
def _furniture() -> tuple[tuple[str, re.Pattern[str]], ...]:
    """The rows of covers.tsv. Raises DataError where one is wrong or fails its own examples."""
    return tuple((name, datafile.proved(_FILE, number, pattern, [yes], [no], flags=re.MULTILINE))
                 for number, (name, pattern, yes, no) in datafile.rows(_FILE, 4))


def has_cover(text: str) -> bool:
    """Whether a text opens with an institute's cover: two kinds of its furniture near the top, not by its prose."""
    top = text[:_COVER // 3]
    return sum(name in _SURE and pattern.search(top) is not None for name, pattern in _furniture()) >= 2


def cover_title(text: str, whole: str) -> tuple[str, int, int] | None:
    """(title, start, end) of the first stretch between the furniture that reads as a title; None where none does.

    `whole` is the file's text with its running heads, in which a title comes back.
    """
    found = (m.span() for _, pattern in _furniture() for m in pattern.finditer(text, 0, _COVER))
    spans = [*sorted((a, b) for a, b in found if a < b), (_COVER, _COVER)]
    at = 0
    for start, end in spans:
        if start > at:
            for piece in re.compile(r"[^\n]+").finditer(text, at, min(start, len(text))):
                if title := _title_in(text, piece.start(), piece.end(), whole):
                    return title
        at = max(at, end)
    return None


def _title_in(text: str, start: int, end: int, whole: str) -> tuple[str, int, int] | None:
    """A title at the start of a stretch: up to the word for its form, as far as it comes back, or its first clause."""
    start += len(text[start:end]) - len(text[start:end].lstrip(" ，,、|·●│-—.0"))
    piece = text[start:end].rstrip()
    if len(re.findall(r"[\u4e00-\u9fff]", piece)) < 6 or _LABELS.search(piece[:_LONGEST]):
        return None
    if len(_FIGURE.findall(piece[:_LONGEST])) >= 3:             # market data
        return None
    clause = _PLAIN.split(piece[:_LONGEST], maxsplit=1)[0]
    if len(piece) <= _LONGEST and clause == piece:
        return piece, start, start + len(piece)
    for form in _END.finditer(clause, 4):
        if clause.count("《", 0, form.end()) == clause.count("》", 0, form.end()):
            return clause[: form.end()].rstrip("-—"), start, start + form.end()
    field = _FIELD.match(clause)
    for skip in (field.end() if field else 0, 0):
        again = next((n for n in range(len(clause), skip + 9, -1) if whole.count(clause[skip:n]) > 1), 0)
        if again:
            return clause[skip:again].rstrip("，,：:-— "), start + skip, start + again
    first = re.split("[，,：:]", clause, maxsplit=1)[0]
    if len(first) > 30:
        return None
    return first, start, start + len(first)
