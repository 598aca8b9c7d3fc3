"""Footnotes of text taken from pages: out of the sentence that they cut in two, behind its paragraph.

A footnote is a lone number in its line and text below it, up to the page's end; its marker stands glued to a closing
quotation mark or bracket before (`建设“三区一带”1,…`). Without the marker a lone number is no footnote.
"""
from __future__ import annotations

import re
from bisect import bisect_left

from kg.text.traced import Edit, Traced

_LONE = re.compile(r"^[ \t]*(\d{1,3})[ \t]*$", re.MULTILINE)
_MARKER = r"(?<=[”》）」』])[ \t]?{number}(?=[，。；、,;]|[\u4e00-\u9fff])"
_STOP = re.compile(r"[。！？!?；;：:][”’）)]*$")
_LONGEST = 1500                 # characters of a page's footnotes at most

Block = tuple[int, int]


def find_footnotes(text: str) -> tuple[list[Block], list[Edit]]:
    """The blocks of footnotes in a text, and the edits that take their markers and numbers out."""
    blocks: list[Block] = []
    edits: list[Edit] = []
    expected, last_end = 1, 0
    lone = list(_LONE.finditer(text))
    at = 0
    while at < len(lone):
        first, begin = lone[at], expected
        numbers: list[Edit] = []
        markers: list[Edit] = []
        while at < len(lone) and int(lone[at][1]) == expected:
            marker = re.compile(_MARKER.format(number=expected)).search(text, last_end, first.start())
            if marker is None:
                break
            markers.append((*marker.span(), ""))
            numbers.append((*lone[at].span(), ""))
            expected += 1
            at += 1
        if expected == begin:
            at += 1
            continue
        page = text.find("\f", numbers[-1][1])
        stops = [stop for stop in (lone[at].start() if at < len(lone) else -1, page) if stop >= 0]
        end = min(stops, default=len(text))
        if end - first.start() > _LONGEST:
            continue
        edits += markers + numbers
        blocks.append((first.start(), end))
        last_end = end
    return blocks, sorted(edits)


class Moves:
    """New places in a clean text: the rest of a paragraph goes before the footnotes that cut it."""

    def __init__(self, text: Traced, blocks: list[Block]) -> None:
        self._order: list[int] = []         # for each new place, the old one
        body, at = text.text, 0
        for source_start, source_end in blocks:
            a, b = bisect_left(text.starts, source_start), bisect_left(text.starts, source_end)
            while a < b and body[a].isspace():
                a += 1
            while a < b < len(body) and body[b - 1] != "\n":
                b += 1
            if not at < a - 1 < b - 2 < len(body) - 3 or body[a - 1] != "\n" or _STOP.search(body[a - 6 : a - 1]):
                continue
            c = body.find("\n", b)
            c = len(body) if c < 0 else c
            self._order += [*range(at, a - 1), *range(b, c), a - 1, *range(a, b - 1)]
            at = c
        self._order += range(at, len(body))
        self._where = {old: new for new, old in enumerate(self._order)}

    def text(self, text: Traced) -> Traced:
        """The text in its new order."""
        return Traced(
            "".join(text.text[i] for i in self._order), [text.starts[i] for i in self._order],
            [text.ends[i] for i in self._order],
        )

    def span(self, start: int, end: int) -> Block:
        """Where a stretch stands now; empty where it is no longer in one piece."""
        if start >= end or start not in self._where or end - 1 not in self._where:
            return 0, 0
        low, high = self._where[start], self._where[end - 1] + 1
        return (low, high) if high - low == end - start else (0, 0)
