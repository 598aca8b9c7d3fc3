"""The relation patterns of `data/relations.tsv`: regular expressions over the form of a clause (see `phrases`).

A row is `id  relation  carried  confidence  pattern  yes  no`. In a pattern `{S}` is the subject, `{O}` the object,
`{X}` any phrase, `{Y}` a phrase whose name is tested; `{L}` is a list whose two halves are related (甲与乙融合).
`{O:TP~平台$}` wants letter T or P and a name that fits 平台$, `{O!率$}` one that does not, `{O!@abstract_end}` one that
ends with no word of that kind of `closed_words.tsv`; `{S}` and `{O}` take a chain X的Y too. `(?P<V>…)` is the verb,
`(?P<F>…)` a change that acts (成本下降推动…). Without `{S}` (or `{O}`) it is the clause's own subject, or one carried
over from earlier clauses whose letter is in `carried`. The examples are
written with the phrases bracketed: `[I:甲银行]搭建[P:乙平台]`.
"""
from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache, cached_property
from itertools import groupby
from pathlib import Path

from ingest.phrases import ANY, NUMBER, Form, Phrase
from ingest.verbs import verb_rows
from ingest.words import DATA, Words
from kg import datafile
from kg.errors import DataError
from kg.types import Mention
from kg.vocab import VOCAB

_MACRO = re.compile(r"\{([SOXYL])(?::([A-Z]+))?((?:[~!][^{}~!]+)*)\}")
_VERB_GROUP = re.compile(r"\(\?P<V>([^()]+)\)(?![?*{])")
_PLAIN_VERB = re.compile(r"([\u4e00-\u9fff]+?)(?:[\u4e00-\u9fff]\?)?")
_LONGEST = 6        # characters of a verb that are looked for


@dataclass(frozen=True, slots=True)
class Pattern:
    id: str
    relation: str
    carried: str
    confidence: float
    regex: re.Pattern[str]
    tests: tuple[tuple[str, bool, re.Pattern[str]], ...]   # group, wanted, what its name must (not) fit
    verbs: frozenset[str] = frozenset()                    # a clause without any of them cannot fit

    @property
    def explicit(self) -> bool:
        return "S" in self.regex.groupindex or "L" in self.regex.groupindex

    def matches(self, form: Form, start: int = 0, end: int | None = None) -> Iterator[re.Match[str]]:
        """The places of a clause where the pattern fits, names tested."""
        for match in self.regex.finditer(form.text, start, len(form.text) if end is None else end):
            if all(bool(rx.search(name_of(form.chain(match[group])))) == wanted
                   for group, wanted, rx in self.tests if match[group]):
                yield match


@dataclass(frozen=True)
class Patterns:
    rows: tuple[Pattern, ...]

    @staticmethod
    @cache
    def load() -> Patterns:
        """Read and check `data/relations.tsv`. Raises DataError for a bad row or one whose example fails."""
        path = DATA / "relations.tsv"
        relations = set(VOCAB.relations)
        written = [_checked(path, number, cells, relations) for number, cells in datafile.rows(path, 7)]
        return Patterns((*written, *_of_verbs(relations)))

    def fitting(self, text: str) -> Iterator[Pattern]:
        """The patterns whose verbs a clause has, and those without any."""
        always, by_verb = self._by_verb
        numbers = set(always)
        for at in range(len(text)):
            for size in range(1, _LONGEST + 1):
                if called := by_verb.get(text[at:at + size]):
                    numbers.update(called)
        return (self.rows[number] for number in sorted(numbers))

    @cached_property
    def _by_verb(self) -> tuple[tuple[int, ...], dict[str, list[int]]]:
        """The numbers of the rows without verbs, and of those that each verb calls for."""
        called: dict[str, list[int]] = {}
        for number, row in enumerate(self.rows):
            for verb in row.verbs:
                called.setdefault(verb, []).append(number)
        return tuple(number for number, row in enumerate(self.rows) if not row.verbs), called


def name_of(chain: tuple[Phrase, ...]) -> str:
    """The name by which a chain is tested: that of its last item."""
    last = chain[-1]
    return (last.head or last.items[-1]).name


def _of_verbs(relations: set[str]) -> Iterator[Pattern]:
    """The patterns of `data/verbs.tsv`. An example must (not) fit one of the frames of its row."""
    path = DATA / "verbs.tsv"
    for number, group in groupby(verb_rows(), key=lambda row: row[0]):
        frames = [(cells, verbs) for _, cells, verbs in group]
        made = [replace(_pattern(path, number, cells, relations), verbs=verbs) for cells, verbs in frames]
        for cell, wanted in zip(frames[0][0][5:], (True, False), strict=True):
            for example in filter(None, cell.split(" / ")):
                if any(True for p in made for _ in p.matches(example_form(example))) != wanted:
                    problem = "应匹配而未匹配" if wanted else "不应匹配却匹配"
                    raise DataError(path, number, f"{problem}：{example}", fix="改正句型、动词或例句")
        yield from made


def _checked(path: Path, number: int, cells: Sequence[str], relations: set[str]) -> Pattern:
    """The pattern of one row, its examples tried."""
    pattern = _pattern(path, number, cells, relations)
    for example in filter(None, cells[5].split(" / ")):
        if not any(True for _ in pattern.matches(example_form(example))):
            raise DataError(path, number, f"应匹配而未匹配：{example}", fix="改正模式或例句")
    for example in filter(None, cells[6].split(" / ")):
        if any(True for _ in pattern.matches(example_form(example))):
            raise DataError(path, number, f"不应匹配却匹配：{example}", fix="改正模式或例句")
    return pattern


def _pattern(path: Path, number: int, cells: Sequence[str], relations: set[str]) -> Pattern:
    name, relation, carried, confidence, written = cells[:5]
    if relation not in relations:
        raise DataError(path, number, f"关系 {relation} 不在 ontology.ttl 中", fix="改用其中的关系名")
    tests: list[tuple[str, bool, re.Pattern[str]]] = []
    try:
        regex = re.compile(_MACRO.sub(_expand(tests), written))
        pattern = Pattern(name, relation, "" if carried == "-" else carried, float(confidence), regex, tuple(tests),
                          _verbs(written))
    except (re.error, ValueError) as error:
        raise DataError(path, number, f"模式有误：{error}", fix="检查正则表达式和置信度") from error
    return pattern


def _verbs(written: str) -> frozenset[str]:
    """The words of a pattern's group V, where nothing fits without one of them; none where that is not plain."""
    bare = _MACRO.sub("", written)
    group = _VERB_GROUP.search(bare)
    outside = re.sub(r"\([^()]*\)", "", re.sub(r"\([^()]*\)", "", bare))
    if group is None or bare.count("(", 0, group.start()) > bare.count(")", 0, group.start()) or "|" in outside:
        return frozenset()
    words = [_PLAIN_VERB.fullmatch(word) for word in group[1].split("|")]
    return frozenset(word[1][:_LONGEST] for word in words if word) if all(words) else frozenset()


def _expand(tests: list[tuple[str, bool, re.Pattern[str]]]) -> Callable[[re.Match[str]], str]:
    def expand(match: re.Match[str]) -> str:
        group, letters, conditions = match.groups()
        kind = f"[{letters}]" if letters else ANY
        for sign, test in re.findall(r"([~!])([^~!]+)", conditions):
            tests.append((group, sign == "~", _ending(test[1:]) if test[0] == "@" else re.compile(test)))
        if group == "X":
            return f"{kind}{NUMBER}"
        chain = f"(?:{ANY}{NUMBER}的){{0,2}}{kind}{NUMBER}" if group in "SO" else kind + NUMBER
        after = f"(?!的{ANY})" if group == "O" and match.end() == len(match.string) else ""
        return f"(?P<{group}>{chain}){after}"
    return expand


@cache
def _ending(kind: str) -> re.Pattern[str]:
    """Names that end with a word of a kind. Raises ValueError for an unknown kind."""
    words = Words.load().kinds.get(kind)
    if not words:
        raise ValueError(f"closed_words.tsv 中没有 {kind}")
    return re.compile(f"(?:{'|'.join(sorted(words))})$")


_EXAMPLE = re.compile(r"\[([A-Z]):([^\]]+)\]")


def example_form(example: str) -> Form:
    """A bracketed example as a form."""
    phrases: list[Phrase] = []

    def sign(match: re.Match[str]) -> str:
        items = tuple(Mention(match.start(), match.end(), n, "Entity", n) for n in re.split("[、与]", match[2]))
        phrases.append(Phrase(items, match.start(), match.end(), split=len(items) - 1))
        return match[1] + chr(0xE000 + len(phrases) - 1)

    text = _EXAMPLE.sub(sign, example)
    return Form(text, tuple(range(len(text))), tuple(phrases))
