"""Names as they are compared, and the pairs of characters that texts are compared by."""
from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

from kg.vocab import VOCAB

SHORTENED = frozenset({"Policy", "Standard"})      # told apart by the end of their names
_PASSED_OVER = re.compile(r"""[ \t\n“”"'‘’《》〈〉「」『』+＋·•\-－—]+""")


def fold(text: str) -> str:
    """Text for comparing names: lower case, without blanks, quotation marks, plus signs and middle dots."""
    return _PASSED_OVER.sub("", text.lower())


def bigrams(text: str) -> set[str]:
    """The pairs of neighbouring characters of the folded text."""
    text = fold(text)
    return {first + second for first, second in pairwise(text)}


def short_names(label: str, type_: str) -> Iterator[str]:
    """What a thing may be called where nothing else is: 行动计划 for 《甲行业行动计划(2025年)》, 甲乙 for 甲乙市.

    They are folded."""
    if type_ in SHORTENED:
        bare = re.sub(r"[(（].*$", "", fold(label))
        yield from (bare[-length:] for length in range(4, len(bare)))
    elif type_ in VOCAB.classes and VOCAB.family(type_) == "region":
        bare = re.sub(r"[省市县州]$", "", fold(label))
        if len(bare) > 1:
            yield bare
