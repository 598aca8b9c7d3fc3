"""The list of Chinese words that jieba ships, read as a plain file: how often each word was seen, and its kind."""
from __future__ import annotations

from bisect import bisect_left, bisect_right
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


def made_of_words(text: str) -> bool:
    """Whether a text is words of the list of two or more characters, one after the other: 总体|情况, not 甲乙|软件."""
    ends = {0}
    for end in range(2, len(text) + 1):
        if any(end - start > 1 and entry(text[start:end]) for start in ends):
            ends.add(end)
    return len(text) in ends


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
