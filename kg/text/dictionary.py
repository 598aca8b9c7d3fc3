"""The list of Chinese words that jieba ships, read as a plain file: how often each word was seen, and its kind."""
from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Collection
from functools import cache, lru_cache
from importlib.util import find_spec
from pathlib import Path

_FIRST = "\n一 ".encode()      # words of Latin letters stand before it, in no order


@cache
def word_list() -> bytes:
    """The list, one `word count tag` a line; a line end before each of them. Words that begin alike stand together."""
    spec = find_spec("jieba")       # importing it costs more than reading the list
    if spec is None or not spec.submodule_search_locations:
        raise ModuleNotFoundError("jieba is not installed; it brings the list of Chinese words")
    return b"\n" + (Path(spec.submodule_search_locations[0]) / "dict.txt").read_bytes()


@lru_cache(1 << 16)
def entry(word: str) -> tuple[int, str] | None:
    """Count and part of speech (jieba's tag) of a word; None where the list does not have it."""
    if not word:
        return None
    key = f"\n{word} ".encode("utf-8", "surrogatepass")
    start, end = _beginning_with(word[0])
    at = word_list().find(key, start, end + len(key) - 1)
    if at < 0:
        return None
    count, tag = word_list()[at + len(key):word_list().index(b"\n", at + 1)].split()
    return int(count), tag.decode()


_NAMES = frozenset({"nr", "ns", "nt", "nz", "nrt", "nrfg"})          # the list's kinds of proper names


def made_of_words(text: str, small: Collection[str] = (), terms: Collection[tuple[int, int]] = ()) -> bool:
    """Whether a text is nothing but common words one after the other: words of the list that are no proper names, of
    two characters or more, those of one character in `small`, and the stretches `terms` (start, end) of the text.
    """
    reached = {0}
    for start in range(len(text)):
        if start in reached:
            reached |= {end for end in range(start + 1, len(text) + 1)
                        if (start, end) in terms or _is_common(text[start:end], small)}
    return len(text) in reached


def _is_common(word: str, small: Collection[str]) -> bool:
    if len(word) == 1:
        return word in small
    found = entry(word)
    return found is not None and found[1] not in _NAMES


@cache
def _beginning_with(character: str) -> tuple[int, int]:
    """Where the line ends stand after which words begin with a character: in the order of characters from 一 on."""
    text, key = word_list(), character.encode("utf-8", "surrogatepass")
    first = text.index(_FIRST)
    if not "\u4e00" <= character <= "\u9fff":
        return 0, first

    def begins(at: int) -> bytes:
        line = text.find(b"\n", at) + 1
        return text[line:line + len(key)] if line else b"\xff"

    places = range(first, len(text) - 1)
    return first + bisect_left(places, key, key=begins), first + bisect_right(places, key, key=begins)
