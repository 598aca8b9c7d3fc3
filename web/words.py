"""The page's own words in Chinese and English, from `web/data/words.tsv`."""
from __future__ import annotations

import csv
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any, Literal

from kg.errors import DataError
from kg.vocab import VOCAB

Lang = Literal["zh", "en"]
FILE = Path(__file__).parent / "data" / "words.tsv"


@dataclass(frozen=True)
class Words:
    """What the page says in one language: `words["ask"]`. An unknown key raises KeyError."""

    lang: Lang
    _texts: dict[str, str] = field(repr=False)

    def __getitem__(self, key: str) -> str:
        return self._texts[key]

    def say(self, key: str, **values: Any) -> str:
        """A text with its `{names}` filled in."""
        return self._texts[key].format(**values)

    def kind(self, name: str) -> str:
        """The label of a class of the ontology, or the name itself."""
        return getattr(VOCAB.classes.get(name), self.lang, name)

    def relation(self, name: str) -> str:
        """The label of a relation of the ontology, or the name itself."""
        return getattr(VOCAB.relations.get(name), self.lang, name)


@cache
def words(lang: Lang) -> Words:
    """Raises DataError for a row without both texts, and for a repeated key."""
    texts: dict[str, str] = {}
    with FILE.open(encoding="utf-8") as file:
        for number, row in enumerate(csv.reader(file, delimiter="\t", quoting=csv.QUOTE_NONE), 1):
            if not row or row[0].startswith("#"):
                continue
            if len(row) != 3 or not all(row) or row[0] in texts:
                raise DataError(FILE, number, "应为不重复的键、中文、英文三列", fix="用制表符分隔各列")
            texts[row[0]] = row[1] if lang == "zh" else row[2]
    return Words(lang, texts)
