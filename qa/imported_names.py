"""Names of imported nodes in a question: exactly as they are, or nearly so.

The names are derived from a snapshot and kept in the store folder, stamped with its revision.
"""
from __future__ import annotations

import json
import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from kg.errors import ZhiwenError
from kg.index import bigrams, fold
from kg.rdf import Iri, Lit
from kg.sparql import Alternative, Select, Triple, Var
from kg.vocab import RDF, ZW
from qa.question import normalise

if TYPE_CHECKING:
    from kg.snapshot import Snapshot

FORMAT = 1
LOOKED_AT = 60         # names that share most with a question in which none stands as it is
NEARLY = 16            # and those of them that may be meant
_NUMBER = re.compile(r"\d+")
# What tells like things apart.
SERIES = tuple(re.compile(f"[{row}]") for row in (
    "一二三四五六七八九十", "东南西北", "上中下", "甲乙丙丁", "前后", "左右", "新旧老"))
SHORT = (3, 6)         # characters of names that a mistyped one leaves no pair of


def folded(text: str) -> str:
    """The form names and questions are compared in."""
    return fold(normalise(text))


@dataclass(frozen=True, slots=True)
class Mention:
    """Where the folded question names something: [start, end), the name that is meant, and its bearers.

    `exact` says whether the name stands there as it is.
    """

    start: int
    end: int
    name: str
    iris: tuple[str, ...]
    exact: bool = True


@dataclass(frozen=True)
class ImportedNames:
    """Folded name → the imported nodes that bear it."""

    revision: str
    bearers: Mapping[str, tuple[str, ...]]

    @classmethod
    def open(cls, snapshot: Snapshot, folder: Path | None) -> ImportedNames:
        """The names of this snapshot, read from `folder` or made and kept there. Raises ZhiwenError for a bad file."""
        revision, path = str(snapshot.revision), folder / "imported.json" if folder else None
        if path and path.exists():
            try:
                data = json.loads(path.read_text("utf-8"))
            except ValueError as error:
                raise ZhiwenError(f"{path}: 索引文件损坏（{error}）。删除它即可，会自动重建") from error
            if (data.get("format"), data.get("revision")) == (FORMAT, revision):
                return cls(revision, {name: tuple(iris) for name, iris in data["names"].items()})
        made = cls(revision, _bearers(snapshot))
        if path and (made.bearers or path.exists()):
            partial = path.with_suffix(".part")
            content = {"format": FORMAT, "revision": revision, "names": made.bearers}
            partial.write_text(json.dumps(content, ensure_ascii=False), "utf-8")
            partial.replace(path)
        return made

    @cached_property
    def _longest(self) -> int:
        return max(map(len, self.bearers), default=0)

    @cached_property
    def _holders(self) -> Mapping[str, tuple[str, ...]]:
        """Pair of neighbouring characters → the names that hold it."""
        found: dict[str, list[str]] = defaultdict(list)
        for name in self.bearers:
            for pair in bigrams(name):
                found[pair].append(name)
        return {pair: tuple(names) for pair, names in found.items()}

    def mentions(self, question: str) -> list[Mention]:
        """All names that stand in the folded question, the longest first; a name inside a longer one comes after it."""
        found = [Mention(i, j, question[i:j], self.bearers[question[i:j]])
                 for i in range(len(question)) for j in range(i + 1, min(len(question), i + self._longest) + 1)
                 if question[i:j] in self.bearers and not _inside_a_word(question, i, j)]
        return sorted(found, key=lambda one: (one.start - one.end, one.start))

    @cached_property
    def _gapped(self) -> Mapping[str, tuple[str, ...]]:
        """A short name with one character left out as `?` → the names it may be."""
        found: dict[str, list[str]] = defaultdict(list)
        for name in self.bearers:
            if SHORT[0] <= len(name) <= SHORT[1]:
                for gap in range(len(name)):
                    found[f"{name[:gap]}?{name[gap + 1:]}"].append(name)
        return {window: tuple(names) for window, names in found.items()}

    def near(self, question: str) -> list[Mention]:
        """Names that the folded question may have meant: mistyped by a character or two, cut short, or spread out."""
        weights: dict[str, float] = defaultdict(float)
        for pair in bigrams(question):
            names = self._holders.get(pair, ())
            for name in names:
                weights[name] += 1 / len(names)
        likely = sorted(weights, key=lambda one: (-weights[one], one))[:LOOKED_AT]
        found = [Mention(*span, name, self.bearers[name], exact=False) for name in likely
                 if name not in question and (span := _nearly(name, question))]
        for length in range(SHORT[0], SHORT[1] + 1):
            for start in range(len(question) - length + 1):
                window = question[start:start + length]
                for gap in range(length):
                    for name in self._gapped.get(f"{window[:gap]}?{window[gap + 1:]}", ()):
                        if name != window and not _told_apart(name, window):
                            found.append(Mention(start, start + length, name, self.bearers[name], exact=False))
        return list(dict.fromkeys(found))[:NEARLY]


def _nearly(name: str, question: str) -> tuple[int, int] | None:
    """Where the question has a name with few mistakes; as its beginning; or with other words in between."""
    allowed = 1 if len(name) < 6 else 2 if len(name) < 12 else len(name) // 5
    distance, start, end = _best_window(name, question)
    if distance <= allowed and len(name) >= 3 and not _told_apart(name, question[start:end]):
        return start, end
    for length in range(len(name) - 1, 2, -1):           # 富士康 for 富士康 a7da-s
        in_number = name[length - 1].isdigit() and name[length].isdigit()
        if not in_number and (at := question.find(name[:length])) >= 0:
            return at, at + length
    for cut in range(2, len(name) - 1):                  # 苹果都有哪些功效 for 苹果功效
        if (at := question.find(name[:cut])) >= 0 and question.find(name[cut:], at + cut) >= 0:
            return at, at + cut
    return None


def _inside_a_word(question: str, start: int, end: int) -> bool:
    """Whether a short stretch of Latin letters or digits is but a part of a longer one: gb in 128gb."""
    name, around = question[start:end], question[max(0, start - 1):start] + question[end:end + 1]
    return len(name) < 4 and name.isascii() and name.isalnum() and any(c.isascii() and c.isalnum() for c in around)


def _told_apart(name: str, other: str) -> bool:
    """Whether two like names are of two things: 613 and 615, 一院 and 二院, 东站 and 西站 are no slips of the pen."""
    for found in _NUMBER, *SERIES:
        one, two = found.findall(name), found.findall(other)
        if one and two and one != two:
            return True
    return False


def _best_window(name: str, question: str) -> tuple[int, int, int]:
    """The least edit distance of a name to any stretch of the question, and the stretch (Sellers' algorithm)."""
    row = [(0, j) for j in range(len(question) + 1)]      # distance, where the stretch begins
    for i, wanted in enumerate(name, 1):
        before, row = row, [(i, 0)]
        for j, have in enumerate(question, 1):
            row.append(min((before[j - 1][0] + (wanted != have), before[j - 1][1]), (before[j][0] + 1, before[j][1]),
                           (row[j - 1][0] + 1, row[j - 1][1])))
    # Of equally near stretches the one as long as the name: a mistyped character is more likely than a missing one.
    distance, _, end, start = min((distance, abs(j - start - len(name)), j, start)
                                  for j, (distance, start) in enumerate(row))
    return distance, start, end


def _bearers(snapshot: Snapshot) -> dict[str, tuple[str, ...]]:
    x, n = Var("x"), Var("n")
    named = [Triple(x, RDF.type, ZW.ImportedEntity), Triple(x, Alternative(ZW.name, ZW.altName), n)]
    found: dict[str, set[str]] = defaultdict(set)
    for row in snapshot.select(Select((x, n), named)):
        node, name = row["x"], row["n"]
        assert isinstance(node, Iri)
        assert isinstance(name, Lit)
        if short := folded(name.value):
            found[short].add(node.value)
    return {name: tuple(sorted(iris)) for name, iris in sorted(found.items())}


def without(question: str, mention: Mention) -> str:
    """The question with a pronoun in the place of the name."""
    return question[:mention.start] + "它" + question[mention.end:]


def names_of(texts: Iterable[str]) -> tuple[str, ...]:
    """The folded forms of names, each once, without empty ones."""
    return tuple(dict.fromkeys(filter(None, map(folded, texts))))
