"""One form for each character: traditional to simplified, full-width letters and digits to half-width.

Used for documents and for questions, so that both are compared in the same form.
"""
from __future__ import annotations

import re
from difflib import SequenceMatcher
from functools import cache
from typing import Any

from kg.text.traced import Edit, Traced

# Full-width ASCII letters, digits and the signs that stand inside numbers; Chinese punctuation stays.
_WIDE = {ord("０") + i: ord("0") + i for i in range(10)}
_WIDE |= {ord("Ａ") + i: ord("A") + i for i in range(26)}
_WIDE |= {ord("ａ") + i: ord("a") + i for i in range(26)}
_WIDE |= {ord(wide): ord(wide) - 0xFEE0 for wide in "％＋－．／＆＝＜＞～＊＃＠＿｜"}
_WIDE |= {0x3000: 0x20, 0xA0: 0x20, ord("﹪"): ord("%"), ord("︰"): ord("：")}
_WIDE |= str.maketrans("「」『』﹁﹂", "“”‘’“”") | str.maketrans("衞産", "卫产")
# The particle 著 is 着 in simplified script, the 著 of 著作 is not; OpenCC's t2s keeps both.
_PARTICLE = re.compile(r"(?<![显名原专卓昭论编合土译巨遗所拙新])著(?![名称作者述有录书])")


@cache
def _converter() -> Any:
    from opencc import OpenCC

    return OpenCC("t2s")


def _simplified(line: str) -> str:
    return _PARTICLE.sub("着", _converter().convert(line))


def _edits(old: str, new: str) -> list[Edit]:
    if len(old) == len(new):
        return [(i, i + 1, b) for i, (a, b) in enumerate(zip(old, new, strict=True)) if a != b]
    matcher = SequenceMatcher(None, old, new, autojunk=False)
    return [(i, j, new[k:m]) for tag, i, j, k, m in matcher.get_opcodes() if tag != "equal"]


def normalise_traced(text: Traced) -> Traced:
    """`normalise` that keeps the way back to the source."""
    wide = text.edit(_edits(text.text, text.text.translate(_WIDE)))
    edits: list[Edit] = []
    at = 0
    for line in wide.text.splitlines(keepends=True):    # line by line: a length change stays local
        edits += [(at + i, at + j, new) for i, j, new in _edits(line, _simplified(line))]
        at += len(line)
    return wide.edit(edits)


def normalise(text: str) -> str:
    """Simplified script, half-width letters and digits; Chinese punctuation is kept."""
    return normalise_traced(Traced(text)).text
