"""Gazetteers: typed names with aliases, read from tab-separated files, and finding them in text.

A row is `canonical  type  aliases  parent  weak  members` (tab-separated; the last four may be left out, lists are
separated by `|`; lines that begin with `#` are comments). `weak` holds the names that are ordinary words too
(平安, 阳光, 日照): they count only where the context asks for such a thing. `members` spells out a telescoped or
collective name (京津冀: 北京|天津|河北).

Type `-` makes a row a word that names must not cut: no name begins or ends inside it, unless at a `|` of its own.
长治久安 is not about 长治, 其中 keeps 其中国有企业 from 中国, 银行业 keeps 中国银行业 from 中国银行, and the longer
银行|业务 gives 建设银行业务 back to 建设银行.
"""
from __future__ import annotations

import re
import string
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

from kg import datafile
from kg.errors import DataError
from kg.vocab import VOCAB

LEXICON = Path(__file__).parent.parent / "data" / "lexicon"

_COLUMNS = 6
_GUARD = "-"
_ALNUM = frozenset(string.ascii_letters + string.digits)
_LATIN_BEFORE = re.compile(r"[a-z0-9][-._@]?$")
_LATIN_AFTER = re.compile(r"[-._@]?[a-z0-9]")
_CAPITAL = re.compile("[A-Z]")
_FOLD = str.maketrans(string.ascii_uppercase, string.ascii_lowercase)


class Entry(NamedTuple):        # not a dataclass: 7,000 are made at each start, in half the time
    """One thing of the gazetteers. `aliases` holds all names but the canonical one, weak ones included."""

    canonical: str
    type: str
    aliases: tuple[str, ...] = ()
    parent: str | None = None
    weak: frozenset[str] = frozenset()
    members: tuple[str, ...] = ()

    @property
    def names(self) -> tuple[str, ...]:
        return (self.canonical, *self.aliases)


@dataclass(frozen=True, slots=True)
class Found:
    """A name in a text: `surface == text[start:end]`. `weak`: believe it only where the context fits its type."""

    start: int
    end: int
    surface: str
    canonical: str
    type: str
    weak: bool


@dataclass(frozen=True, slots=True)
class Lexicon:
    """All entries, and their names indexed for finding. Make one with `Lexicon.load`; it can be pickled."""

    _entries: tuple[Entry, ...]
    # folded name -> the entries that bear it, likeliest first, each with whether the name is weak there
    _names: dict[str, tuple[tuple[Entry, bool], ...]] = field(repr=False)
    # words that names must not cut -> the places inside them where none may begin or end
    _guards: dict[str, tuple[int, ...]] = field(repr=False)
    # first two characters -> lengths of the names and guards that begin so
    _lengths: dict[str, tuple[int, ...]] = field(repr=False)

    @staticmethod
    def load(extra: Path | None = None) -> Lexicon:
        """The lexicon that comes with zhiwen and, where it exists, the user's folder `extra`.

        Every `*.tsv` file of both folders is read. Rows with the same canonical name and type are one entry. Where
        both folders give one name to different things, the user's reading comes first.
        Raises `DataError` for a row that is malformed, has an unknown type or parent, or takes a name that another
        entry of the same folder has.
        """
        folders = [LEXICON] if extra is None or not extra.is_dir() else [extra, LEXICON]
        return _build([[row for path in sorted(f.glob("*.tsv")) for row in _rows(path)] for f in folders])

    def find(self, text: str) -> list[Found]:
        """The names in `text` in their order, longest first, none overlapping; a weak name yields to a strong one."""
        folded = _folded(text)
        closed = bytearray(len(text) + 1)
        found: list[tuple[bool, int, int]] = []
        guarded = 0  # guards are taken from left to right, the longest first, like words
        for start in range(len(folded) - 1):
            for length in self._lengths.get(folded[start:start + 2], ()):
                end = start + length
                if end > len(folded):
                    continue
                name = folded[start:end]
                if start >= guarded and name in self._guards:
                    guarded = end
                    for place in self._guards[name]:
                        closed[start + place] = 1
                if (bearers := self._names.get(name)) and _bordered(folded, start, end):
                    found.append((bearers[0][1], start, end))
        taken = bytearray(len(text))
        chosen: list[tuple[int, int]] = []
        # Strong names before weak ones; among equals the leftmost, then the longest.
        for _, start, end in sorted(found, key=lambda f: (f[0], f[1], -f[2])):
            if not (closed[start] or closed[end] or any(taken[start:end])):
                taken[start:end] = b"\1" * (end - start)
                chosen.append((start, end))
        return [self._found(text, start, end) for start, end in sorted(chosen)]

    def canonical(self, name: str) -> Entry | None:
        """The likeliest entry that bears `name`, as its canonical name or as an alias; None for an unknown name."""
        bearers = self._names.get(_folded(name))
        return bearers[0][0] if bearers else None

    def readings(self, name: str) -> tuple[Entry, ...]:
        """All entries that bear `name`, likeliest first (吉林: the province, then the city)."""
        return tuple(entry for entry, _ in self._names.get(_folded(name), ()))

    def is_weak(self, name: str) -> bool:
        """Whether `name` is a known name that is an ordinary word too."""
        bearers = self._names.get(_folded(name))
        return bool(bearers and bearers[0][1])

    def entries(self, type: str | None = None) -> tuple[Entry, ...]:
        """The entries of exactly this type (all, without one), in the order of the files."""
        return tuple(e for e in self._entries if type is None or e.type == type)

    def _found(self, text: str, start: int, end: int) -> Found:
        surface = text[start:end]
        entry, weak = self._names[_folded(surface)][0]
        return Found(start, end, surface, entry.canonical, entry.type, weak)


def _folded(text: str) -> str:
    """ASCII letters only in lower case: `str.lower` may change the length of a text and with it every offset."""
    return text.translate(_FOLD) if _CAPITAL.search(text) else text


def _bordered(folded: str, start: int, end: int) -> bool:
    """Whether a name that begins or ends with a Latin letter or a digit is a word of its own there.

    A joint such as `-` or `.` belongs to the word when a letter or digit stands beyond it (5G in 2.5G, AI in AI-ready).
    """
    return not (folded[start] in _ALNUM and _LATIN_BEFORE.search(folded, max(0, start - 2), start)
                or folded[end - 1] in _ALNUM and _LATIN_AFTER.match(folded, end))


# ---- reading the files ------------------------------------------------------------------------------
class _Row(NamedTuple):
    path: Path
    number: int
    entry: Entry


def _rows(path: Path) -> Iterator[_Row]:
    types = {_GUARD, *VOCAB.classes}
    for number, line in datafile.lines(path):
        cells = [cell.strip() for cell in line.split("\t")]
        if not 2 <= len(cells) <= _COLUMNS:
            raise DataError(path, number, f"有 {len(cells)} 列", fix="每行 2 至 6 列，用制表符分隔：" + _HEADER)
        canonical, type_, aliases, parent, weak, members = cells + [""] * (_COLUMNS - len(cells))
        listed, doubtful = _split(aliases), _split(weak)
        for name in (canonical, *listed, *doubtful):
            if len(name) < 2:
                raise DataError(path, number, f"名称“{name}”少于两个字", fix="删去它：单字名称在正文中无法可靠识别")
        if type_ not in types:
            raise DataError(path, number, f"类型“{type_}”不在 ontology.ttl 中", fix="改用其中的类名，例如 Bank、Region")
        names = dict.fromkeys((*listed, *doubtful))
        names.pop(canonical, None)
        yield _Row(path, number, Entry(canonical, type_, tuple(names), parent or None, frozenset(doubtful),
                                       _split(members)))


_HEADER = "名称、类型、别名、上级、弱名称、成员"


def _split(cell: str) -> tuple[str, ...]:
    return tuple(part for part in map(str.strip, cell.split("|")) if part) if cell else ()


def _build(folders: list[list[_Row]]) -> Lexicon:
    entries: dict[tuple[str, str], Entry] = {}
    guards: dict[str, tuple[int, ...]] = {}
    for rows in folders:
        for row in rows:
            if row.entry.type == _GUARD:
                guards.update([_guard(_folded(row.entry.canonical))])
            else:
                key = (row.entry.canonical, row.entry.type)
                entries[key] = _merged(entries[key], row.entry) if key in entries else row.entry
    bearers: dict[str, list[tuple[Entry, bool]]] = {}
    for rows in folders:
        strong: dict[str, _Row] = {}
        for row in rows:
            if row.entry.type == _GUARD:
                continue
            entry = entries[row.entry.canonical, row.entry.type]
            for name in row.entry.names:
                folded = _folded(name)
                if name not in entry.weak:
                    other = strong.setdefault(folded, row)
                    if (other.entry.canonical, other.entry.type) != (entry.canonical, entry.type):
                        raise DataError(row.path, row.number, f"名称“{name}”已属于“{other.entry.canonical}”"
                                        f"（{other.path.name}:{other.number}）", fix="删去其一，或把它移到弱名称列")
                borne = bearers.setdefault(folded, [])
                if not borne or not any(e is entry for e, _ in borne):
                    borne.append((entry, name in entry.weak))
    for row in (row for rows in folders for row in rows):
        for name in (*row.entry.members, *((row.entry.parent,) if row.entry.parent else ())):
            if _folded(name) not in bearers:
                raise DataError(row.path, row.number, f"上级或成员“{name}”不是已知名称", fix="先为它加一行，或改正名称")
    # A strong bearer goes before a weak one; otherwise the user's folder, then the order of the rows (sort is stable).
    names = {name: tuple(sorted(borne, key=lambda b: b[1]) if len(borne) > 1 else borne)
             for name, borne in bearers.items()}
    return Lexicon(tuple(entries.values()), names, guards, _lengths((*names, *guards)))


def _merged(first: Entry, second: Entry) -> Entry:
    """One entry of two rows: a name is weak only where no row has it as a strong one."""
    strong = {n for e in (first, second) for n in e.names if n not in e.weak}
    aliases = tuple(n for n in dict.fromkeys((*first.aliases, *second.aliases)))
    return first._replace(aliases=aliases, weak=(first.weak | second.weak) - strong,
                          parent=first.parent or second.parent, members=first.members or second.members)


def _guard(row: str) -> tuple[str, tuple[int, ...]]:
    words = row.split("|")
    open_ = {sum(map(len, words[:n])) for n in range(1, len(words))}
    text = "".join(words)
    return text, tuple(place for place in range(1, len(text)) if place not in open_)


def _lengths(names: Iterable[str]) -> dict[str, tuple[int, ...]]:
    lengths: dict[str, set[int]] = {}
    for name in names:
        lengths.setdefault(name[:2], set()).add(len(name))
    return {head: tuple(sorted(sizes, reverse=True)) for head, sizes in lengths.items()}
