"""Words of a question that no fact accounts for: whether they name something, and so must not be passed over."""
from __future__ import annotations

import re
from functools import cache
from itertools import pairwise

from kg.text.dictionary import entry

# Parts of speech (jieba's tags) that name things or kinds; also what the list does not know.
_NAMES = re.compile(r"^(?:n|an|vn|j|nz|nr|ns|nt|l|i|s|t|eng|b)")
_MEASURES = frozenset("率额量数价值费比农")
_LONGEST = 5


@cache
def names_something(missing: str) -> bool:
    """Whether one of the stretches (divided by |) holds a word that names a thing, a kind or a measure."""
    return any(_blocks(words(part)) for part in missing.split("|") if len(part) > 1)


def _blocks(found: list[str]) -> bool:
    # Characters that make no word together are a name the list does not have; 率 and 额 make any word a measure.
    unknown = all(len(word) == 1 for word in found) and not any((kind(word) or "")[:1] in "vdpcur" for word in found)
    return unknown or any(word in _MEASURES or (kind(word) or "")[:1] == "n"
                          or (len(word) > 1 and _NAMES.match(kind(word) or "n") is not None) for word in found)


@cache
def holds_name(missing: str) -> bool:
    """Whether one of the stretches has neighbouring characters that make no word: somebody's name, most likely."""
    return any(len(one) == len(other) == 1 and all((kind(w) or "n")[0] in "nzgj" for w in (one, other))
               for part in missing.split("|") for one, other in pairwise(words(part)))


def words(text: str) -> list[str]:
    """The fewest words of the list that make up the text, the commoner first; Latin letters stay together."""
    best: list[tuple[float, list[str]]] = [(0.0, [])]
    for end in range(1, len(text) + 1):
        ways = []
        for start in range(max(0, end - _LONGEST), end):
            word = text[start:end]
            known = end - start == 1 or entry(word) is not None or word.isascii()
            if known:
                cost, before = best[start]
                ways.append((cost + 1 + 0.01 * (end - start == 1), [*before, word]))
        best.append(min(ways, key=lambda way: way[0]))
    return best[-1][1]


def kind(word: str) -> str | None:
    """The part of speech of a word, None where the list does not have it."""
    found = entry(word)
    return found[1] if found else None
