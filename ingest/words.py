"""Closed word lists and head words of the extraction, read from `data/closed_words.tsv` and `data/heads.tsv`."""
from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path

from kg import datafile
from kg.errors import DataError

DATA = Path(__file__).parent / "data"
_PLAIN = str.maketrans("，；：（）！？「」『』﹁﹂〔〕", ",;:()!?“”“”“”()")


@dataclass(frozen=True, slots=True)
class Words:
    """The word lists by kind, and the class each head word gives to a noun phrase."""

    kinds: dict[str, frozenset[str]]
    heads: dict[str, str]
    longest_first: dict[str, tuple[str, ...]]       # the same lists, in order

    def __getitem__(self, kind: str) -> frozenset[str]:
        return self.kinds[kind]

    def head_class(self, phrase: str) -> str | None:
        """The class of a phrase by its longest known head word; None when no head word fits."""
        for start in range(len(phrase)):
            if found := self.heads.get(phrase[start:]):
                return found
        return None

    @staticmethod
    @cache
    def load() -> Words:
        """Read both files. Raises DataError for a malformed row or one whose own example fails."""
        kinds = {kind: frozenset(words.split()) for _, (kind, words) in datafile.rows(DATA / "closed_words.tsv", 2)}
        heads: dict[str, str] = {}
        examples = []
        for number, (name, words, yes, no) in datafile.rows(DATA / "heads.tsv", 4):
            if twice := heads.keys() & set(words.split()):
                raise DataError(DATA / "heads.tsv", number, f"中心词重复：{' '.join(twice)}", fix="每个中心词只留一处")
            heads.update(dict.fromkeys(words.split(), name))
            examples.append((number, name, yes, no))
        loaded = Words(kinds, heads, {kind: tuple(sorted(words, key=lambda w: (-len(w), w)))
                                      for kind, words in kinds.items()})
        for number, name, yes, no in examples:
            if loaded.head_class(yes) != name or loaded.head_class(no) == name:
                raise DataError(DATA / "heads.tsv", number, f"例子不符：{yes} / {no}", fix="改正本行的中心词或例子")
        return loaded


def plain(text: str) -> str:
    """The text with one form for each punctuation mark, character by character, so that offsets stay."""
    return text.translate(_PLAIN)
