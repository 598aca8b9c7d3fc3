"""Undo what byte-oriented pinyin annotators do to text: `物聯(lián)網(wǎng)` was `物聯網`."""
from __future__ import annotations

import re

from kg.text.traced import Traced

_ANNOTATION = re.compile(r"(?<=[㐀-鿿])\([a-zāáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜüńňǹḿê]{1,6}\) ?(?![a-z])")


def repair(text: Traced) -> tuple[Traced, list[tuple[int, int]]]:
    """The repaired text and the spans in it that stay damaged."""
    return text.sub(_ANNOTATION, ""), []
