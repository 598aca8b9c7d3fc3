"""Raw parts to one clean text with its way back to the source."""
from __future__ import annotations

import re

from ingest.repair import repair
from kg.text.normalise import normalise_traced
from kg.text.traced import Traced
from kg.types import CleanText, Mark, RawDocument, Run

_NOISE = re.compile(r"(?m)^(?:版权说明:.*|文档简介|.*已阅读\d+页.*|下载本文档)$\n?")
_TAIL = re.compile(r"(?ms)^(?:温馨提示|最新文档|评论)$.*\Z")


def clean(raw: RawDocument) -> CleanText:
    """Repaired, simplified, normalised text without boilerplate."""
    pieces: list[tuple[int, Traced]] = []
    for number, part in enumerate(raw.parts):
        text, _ = repair(Traced(part.text))
        text = normalise_traced(text).sub(_NOISE, "").sub(_TAIL, "")
        pieces.append((number, text))
    runs: list[Run] = []
    at = 0
    for number, piece in pieces:
        runs += _runs(piece, number, at)
        at += len(piece.text)
    marks: tuple[Mark, ...] = ()
    return CleanText("".join(piece.text for _, piece in pieces), tuple(runs), (), marks)


def _runs(piece: Traced, part: int, offset: int) -> list[Run]:
    """Stretches that map one to one are one run; characters that share a source range are one run."""
    runs: list[Run] = []
    starts, ends = piece.starts, piece.ends
    i = 0
    while i < len(starts):
        j = i + 1
        if ends[i] == starts[i] + 1:
            while j < len(starts) and starts[j] == ends[j - 1] and ends[j] == starts[j] + 1:
                j += 1
        else:
            while j < len(starts) and (starts[j], ends[j]) == (starts[i], ends[i]):
                j += 1
            if j - i == ends[i] - starts[i]:            # not one to one: must not look like it
                j -= 1
        runs.append(Run(offset + i, offset + j, part, starts[i], ends[j - 1]))
        i = j
    return runs
