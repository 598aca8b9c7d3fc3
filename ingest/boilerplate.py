"""What sites and printers add to a report: notices, link lines, page headers and page numbers."""
from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from kg import datafile
from kg.errors import DataError
from kg.text.traced import Edit, Traced

_FILE = Path(__file__).parent / "data" / "boilerplate.tsv"
_SCOPES = ("inline", "page", "break", "line", "list", "tail")
_SENTENCE = re.compile(r"[^\n\f。！？]+[。！？]?")
_SHORT = 120                    # characters a notice has at most; a longer line is text, and loses single sentences
_LONG_TEXT = 1000
_LINE = re.compile(r"[^\n\f]*")
_ITEM = re.compile(r"\s*(?:[-*•·]|\d{1,2}[.、．)])\s*\S")
_PAGE_NUMBER = re.compile(
    r"\s*(?:[-—–―·]\s*)?(?:\d{1,4}|[ivxIVX]{1,5})(?:\s*[-—–―·])?\s*|\s*第?\s*\d{1,4}\s*页?\s*(?:[/／,，]|共)\s*共?\s*\d{1,4}\s*页?\s*"
    r"|\s*第\s*\d{1,4}\s*页\s*"
)
_DIGITS = re.compile(r"\d+")
PAGE = "\f"                     # stands between pages


@dataclass(frozen=True)
class Rule:
    scope: str
    pattern: re.Pattern[str]


@cache
def rules() -> tuple[Rule, ...]:
    """The rows of boilerplate.tsv. Raises DataError where one is wrong or fails its own examples."""
    found = []
    for number, (scope, pattern, yes, no) in datafile.rows(_FILE, 4):
        if scope not in _SCOPES:
            raise DataError(_FILE, number, f"未知的范围 {scope}", fix=f"第一列是 {'、'.join(_SCOPES)} 之一")
        whole = scope not in ("inline", "page", "break")
        found.append(Rule(scope, datafile.proved(_FILE, number, pattern, [yes], [no], whole=whole)))
    return tuple(found)


def without_boilerplate(text: Traced) -> Traced:
    """The simplified text without notices, link lines and, where PAGE stands between pages, running heads.

    Where whole lines would take more than half of a long text, the rules do not know this kind of text: it stays.
    """
    for rule in rules():
        if rule.scope == "inline":
            text = text.sub(rule.pattern, "")
    edits = _lines_to_drop(text.text)
    dropped = sum(end - start for start, end, _ in edits)
    return text if len(text.text) > _LONG_TEXT and dropped * 2 > len(text.text) else text.edit(edits)


def _lines_to_drop(text: str) -> list[Edit]:
    lines = [(m.start(), m.end()) for m in _LINE.finditer(text) if m.end() > m.start()]
    words = [text[a:b].strip() for a, b in lines]
    numbers = _page_numbers(words)
    drop = _running_heads(text, lines, words) | numbers
    line_rules = [r.pattern for r in rules() if r.scope == "line"]
    list_rules = [r.pattern for r in rules() if r.scope == "list"]
    tail_rules = [r.pattern for r in rules() if r.scope == "tail"]
    in_list = False
    sentences: list[Edit] = []
    for i, line in enumerate(words):
        if not line:
            continue
        short = len(line) <= _SHORT or line.isascii()
        if short and any(p.fullmatch(line) for p in list_rules):
            in_list = True
        elif in_list and not (short and _ITEM.match(line)):
            in_list = False
        if in_list or short and any(p.fullmatch(line) for p in line_rules):
            drop.add(i)
        elif lines[i][0] > 2 * len(text) / 3 and short and any(p.fullmatch(line) for p in tail_rules):
            drop |= set(range(i, len(lines)))
            break
        elif not short:
            sentences += [
                (m.start(), m.end(), "") for m in _SENTENCE.finditer(text, *lines[i])
                if m.end() - m.start() <= _SHORT and any(p.fullmatch(m[0].strip(" 。")) for p in line_rules)
            ]
    edits = []
    for i in sorted(drop):
        start, end = lines[i]
        # A page ends where its number stands: the sentence may go on behind it.
        if i in numbers and PAGE not in text:
            edits.append((start, end, PAGE))
        else:
            edits.append((start, end + (text[end : end + 1] == "\n"), ""))
    return sorted(edits + [edit for edit in sentences if not any(a <= edit[0] < b for a, b, _ in edits)])


def _running_heads(text: str, lines: list[tuple[int, int]], words: list[str]) -> set[int]:
    """Lines that come back, but for their digits, at the top or the bottom of most pages."""
    borders = [m.start() for m in re.finditer(PAGE, text)]
    if len(borders) < 2:
        return set()
    pages: list[list[int]] = [[]]
    for i, (start, _) in enumerate(lines):
        while len(pages) <= len(borders) and start > borders[len(pages) - 1]:
            pages.append([])
        if words[i]:
            pages[-1].append(i)
    edge = {i for page in pages for i in page[:3] + page[-3:]}
    seen = Counter(_DIGITS.sub("0", words[i]) for i in edge)
    need = max(3, len(pages) // 2)
    return {i for i in edge if seen[_DIGITS.sub("0", words[i])] >= need}


def _page_numbers(words: list[str]) -> set[int]:
    """Lone numbers; those of a list (1, 2, 3 each followed by text at once) look the same and are no loss."""
    lone = {i for i, line in enumerate(words) if line and _PAGE_NUMBER.fullmatch(line)}
    return lone if len(lone) * 4 < len(words) else set()
