"""From a question's text to what it says: names, periods, numbers, cues, and the words still to be accounted for."""
from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cache
from typing import TYPE_CHECKING

from kg.index import Index, fold
from kg.text.lexicon import Lexicon
from kg.text.period import PeriodSpan, find_periods
from kg.text.quantity import Quantity, find_quantities, number, units
from kg.types import Period
from kg.vocab import VOCAB
from qa import leftover, rules

if TYPE_CHECKING:
    from opencc import OpenCC

# Things that exist once: a question that names one is only about facts that touch it.
NAMED = frozenset({"institution", "region", "product", "work"})
_WHOLE_PLACE = re.compile(r"..[市县]$")     # 甲城市: weak as a name only because 城市 is a word
_ALWAYS = "的了吗呢吧么啊"
_ENDS = "到在得里上下成出去来给为有于了"        # after a verb or noun they say little: 做到, 店里
_MUCH = re.compile(r"(?:多少|(?<!哪)几)(?:万亿|千万|百万|亿|万)?")
_BASE = re.compile(r"(?:较|比|相比(?:于|较)?|对比|相较于?|与)$")
_DATELINE = re.compile(r"(?:\d{1,2}月)?\d{1,2}日(?:电|讯|消息)")     # 甲市1月2日电: sent from there only
_ASKED_SIZE = re.compile(r"哪(?P<n>[二两三四五六七八九十]|\d+)(?=[^月]|$)")
_SIZE = re.compile(r"(?P<n>[二两三四五六七八九])(?:个|大|家|种|类|块|项|条|款|次(?=产业))"
                   r"(?:业务板块|业务|板块|赛道|区域|地区|细分领域)?")
# 哪些银行 · 什么模式 · 哪几个省; or, the other way round, 银行是哪家 · 产品有哪些.
_HOLE = (r"(?:哪些|哪[一二两三四五六七八九十几\d]*[个家座种类款项级位所条]?|什么|啥|何种)"
         r"[^的,，?？是]{{0,6}}?(?P<w>{word})"
         r"|(?P<x>{word})(?:都?有|分别是|是|为|叫做?)?(?:哪(?:些|[一二两三四五六七八九十几])|哪[个家座]|什么|谁)"
         r"(?:[个家座种类款项所条级位]|名字|名称)?(?:[?？,，呢]|$)")
_COUNTED = (r"(?:多少|几)[家个座种类款项位所条]?(?P<w>{word})"
            r"|(?P<x>{word})(?:一?共|总共|共计)?有?(?:多少|几)[家个座种类款项位所条]")
# 哪几条主线, 哪三类数据: of whatever kind, it is no actor and no place.
_SOME_KIND = re.compile(r"哪(?:[几两三四五六七八九\d]+)(?:条|类|种|项|大|点|方面|样|块|环节|步)")
_ANY_LIST = re.compile(r"哪些|哪几|哪[二两三四五六七八九\d]|几[个种](?!百分|点(?!名))|有啥|有什么|都[有是]谁|什么数据")
_SEVERAL = re.compile(r"哪[几两二三四五六七八九]|都有谁")
_WHICH = re.compile(r"(?:什么|哪一?[个项份些款种部])$")
_ENTITY = re.compile(
    r"的是[?？]?$|谁|哪些|哪几|哪一?[家个位款种座块级项类条]|什么(?!程度|水平)|啥|哪[二两三四五六七八九]|何[种人处]")


@dataclass(frozen=True, slots=True)
class Linked:
    """A name of the graph in the folded question: `folded[start:end]`, and who may be meant."""

    start: int
    end: int
    iris: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Reading:
    """What a question says. `open` marks the characters of `folded` that a fact has to account for."""

    text: str
    folded: str
    open: tuple[bool, ...]
    linked: tuple[Linked, ...]
    cues: frozenset[tuple[str, str]]
    spans: tuple[tuple[str, str, int, int], ...]     # role, value, start, end in `folded`
    periods: tuple[Period, ...]
    base_periods: tuple[Period, ...]
    quantities: tuple[Quantity, ...]
    hole: rules.Hole | None
    hole_at: tuple[int, int]
    size: int | None                                  # 哪三个, 哪两家: how many answers there must be
    counted: rules.Hole | None = None                 # 多少家银行, 企业共有几家
    counted_at: tuple[int, int] = (0, 0)
    strangers: tuple[str, ...] = ()                   # well-known names that the graph does not have, folded
    country: bool = False                             # the country as a whole is named: 全国, 我国

    def has(self, role: str, value: str | None = None) -> bool:
        return any(r == role and value in (None, v) for r, v in self.cues)

    def values(self, role: str) -> tuple[str, ...]:
        return tuple(v for r, v in sorted(self.cues) if r == role)

    @property
    def several(self) -> bool:
        """Whether more than one thing is asked for: 哪几个, 哪两家."""
        return _SEVERAL.search(self.folded) is not None

    def span(self, role: str) -> tuple[int, int] | None:
        return next(((s, e) for r, _, s, e in self.spans if r == role), None)


def normalise(question: str) -> str:
    """Full width to half width, traditional to simplified, without control characters and outer blanks."""
    text = unicodedata.normalize("NFKC", question)
    text = "".join(c if c.isprintable() else " " for c in text if not 0xD800 <= ord(c) <= 0xDFFF)
    simplified: str = _converter().convert(text)
    return simplified.strip()


@cache
def _converter() -> OpenCC:
    from opencc import OpenCC

    return OpenCC("t2s")


def read(question: str, index: Index) -> Reading:
    """Read a question against the names of a graph. Never raises for any text."""
    known = rules.load()
    text = correct(normalise(question), index)
    folded, at = folded_with_places(text)
    where = _inverse(at, len(text))
    times = [(where[p.start], where[p.end]) for p in find_periods(text)]
    everyone = tuple(one for one in link(folded, index) if not any(s < one.start < e < one.end for s, e in times)
                     and not _asked_kind(folded, one, index))
    strange = _strangers(text, where, everyone)
    country = set(known.group_of.get("全国", ()))
    # The country as a whole restricts nothing: figures without a region are its own.
    linked = tuple(one for one in everyone if not any(s <= one.start and one.end <= e for s, e in strange)
                   and not country & set(known.group_of.get(folded[one.start:one.end], ())))
    protected = bytearray(len(folded))
    for start, end in (*((one.start, one.end) for one in linked), *strange):
        protected[start:end] = b"\1" * (end - start)
    strangers = tuple(folded[s:e] for s, e in strange)
    is_open = [True] * len(folded)

    periods: list[Period] = []
    base_periods: list[Period] = []
    spans: list[tuple[str, str, int, int]] = []
    for found in _periods(text, index):
        start, end = where[found.start], where[found.end]
        if any(protected[start:end]):
            continue
        _shut(is_open, start, end)
        if found.kind == "base" or _BASE.search(text[:found.start]):
            base_periods.append(found.period)
        else:
            periods += found.periods
    quantities = tuple(q for q in find_quantities(text) if not any(protected[where[q.start]:where[q.end]]))

    cues: set[tuple[str, str]] = set()
    for m in _MUCH.finditer(text):
        # 多少万公里, 几亿斤: the unit belongs to the question word.
        unit = max((u for u in units() if text.startswith(u, m.end())), key=len, default="")
        if unit:
            _shut(is_open, where[m.start()], where[m.end() + len(unit)])
            cues.add(("number", units()[unit].kind))

    lone: set[int] = set()              # characters that are function words nearly everywhere
    for cue in known.cues:
        for m in cue.pattern.finditer(text):
            start, end = where[m.start()], where[m.end()]
            measuring = cue.role == "measure" and _in_indicator(start, linked, index)
            inside = all(protected[start:end]) and not measuring
            across = any(protected[start:end]) and cue.role not in (
                "filler", "difference", "compare", "measure", "number")
            if start == end or inside or across:
                continue
            if cue.role != "filler":
                cues.add((cue.role, cue.value))
                spans.append((cue.role, cue.value, start, end))
            if cue.role not in ("difference", "compare") or m.end() - m.start() <= 4:
                in_word = end - start == 1 and cue.role == "filler" and _inside(folded, start, index)
                if end - start == 1 and cue.role == "filler" and is_open[start]:
                    lone.add(start)
                for i in range(start, end):
                    is_open[i] = is_open[i] and (bool(protected[i]) or in_word)
    for start, end in _words(folded):
        # 全 in 健全, 位 in 舱位: part of a word that says something.
        weak = lone & set(range(start, end))
        if weak == {end - 1} and folded[end - 1] in _ENDS:
            continue
        if weak and any(is_open[start:end]) and all(is_open[i] or i in lone for i in range(start, end)):
            is_open[start:end] = [True] * (end - start)
    hole, hole_at = _hole(folded, known, protected)
    if hole is None and rules.asked("seat", folded):
        hole = known.place           # 位于哪里 asks for a place as 位于什么地方 does
    if hole:
        _shut(is_open, *hole_at)
        cues.add(("ask", "entity"))
        around = folded[max(0, hole_at[0] - 4):hole_at[0] + 3]
        if re.search(r"哪些|哪几|哪[二两三四五六七八九十\d]|有哪|有谁|[些几]", around):
            cues.add(("ask", "list"))
    elif _ENTITY.search(folded):
        cues.add(("ask", "entity"))
    if _ANY_LIST.search(folded):
        cues.add(("ask", "list"))
    size = _ASKED_SIZE.search(folded) or (_SIZE.search(folded) if hole or ("ask", "entity") in cues else None)
    if size:
        _shut(is_open, *size.span())
    counted, counted_at = _counted(folded, known)
    return Reading(text, folded, tuple(is_open), linked, frozenset(cues), tuple(spans), tuple(periods),
                   tuple(base_periods), quantities, hole, hole_at, count_of(size["n"]) if size else None,
                   counted, counted_at, strangers, says_country(folded, protected))


def _periods(text: str, index: Index) -> list[PeriodSpan]:
    """The periods of a question. Where it names no year, its quarters and months are of the year that the one document
    is mostly of; with several documents they stay words."""
    if (found := find_periods(text)) or not index.only_year:
        return found
    today = date(int(index.only_year), 12, 31)
    return [p for p in find_periods(text, today) if p.kind == "at" and not p.period.text.isdigit()]


def country_words() -> frozenset[str]:
    """What the country as a whole is called, folded."""
    known = rules.load()
    return frozenset(word for group in known.group_of.get("全国", ()) for word in known.groups[group])


def says_country(folded: str, protected: bytearray | None = None) -> bool:
    """Whether a folded text names the country as a whole, outside of the names at `protected` places."""
    words = "|".join(map(re.escape, sorted(country_words())))
    return any(not (protected and any(protected[m.start():m.end()]))
               for m in re.finditer(rf"(?:{words})(?<!国内(?=生产))(?!性|人大|各)", folded))


@cache
def names_region(title: str) -> bool:
    """Whether a title names a region that is not the country. Kept: it is asked for each figure of a report."""
    country = country_words()
    return any(VOCAB.family(one.type) == "region" and fold(one.surface) not in country
               and not _DATELINE.match(title, one.end) for one in gazetteer().find(title))


def linked_in(text: str, index: Index) -> list[tuple[int, int, tuple[str, ...]]]:
    """The names of the graph in a text as it is written: where they stand and who may be meant."""
    folded, at = folded_with_places(text)
    return [(at[one.start], at[one.end - 1] + 1, one.iris) for one in link(folded, index)]


def link(folded: str, index: Index) -> list[Linked]:
    """The names of the graph in a folded text, longest first, none overlapping."""
    taken = bytearray(len(folded))
    found = []
    for start, end in index.names_in(folded):
        if any(taken[start:end]) or not _bordered(folded, start, end):
            continue
        if iris := index.by_name.get(folded[start:end]):
            taken[start:end] = b"\1" * (end - start)
            found.append(Linked(start, end, iris))
    return sorted(found, key=lambda one: one.start)


def correct(text: str, index: Index) -> str:
    """Put right one word of three characters or more that differs by one character from a word of the graph."""
    folded, at = folded_with_places(text)
    for length in range(8, 2, -1):
        for start in range(len(folded) - length + 1):
            window = folded[start:start + length]
            # At the rim of a word another word is likelier than a slip: 覆盖面 is not 覆盖率.
            for gap in range(1, length - 1):
                # First what is cheap: hardly a character of a question is a slip.
                right = index.except_one(window, gap) if _slip(window, gap, index) else None
                if right and right != window:
                    place = at[start + gap]
                    return text[:place] + right[gap] + text[place + 1:]
    return text


def _slip(window: str, gap: int, index: Index) -> bool:
    """Whether the character at `gap` makes no word with its neighbours, neither in the graph nor in the language."""
    known = rules.load()
    pairs = [window[i:i + 2] for i in (gap - 1, gap) if 0 <= i < len(window) - 1]
    if not "\u4e00" <= window[gap] <= "\u9fff" or window[gap] in known.function_characters:
        return False
    return not any(index.in_names(p) or index.holds(p) or p in known.group_of or leftover.kind(p) for p in pairs)


def _words(folded: str) -> Iterator[tuple[int, int]]:
    """The nouns, verbs and adjectives of two characters or more, as spans."""
    at = 0
    for word in leftover.words(folded):
        if len(word) > 1 and (leftover.kind(word) or "")[:1] in ("n", "v", "a", "b", "j"):
            yield at, at + len(word)
        at += len(word)


def _strangers(text: str, where: list[int], linked: tuple[Linked, ...]) -> list[tuple[int, int]]:
    """Where names of the gazetteers stand that the graph does not have (甲乙银行, although it has 银行)."""
    found = []
    known = rules.load().group_of
    country = set(known.get("全国", ()))
    for one in gazetteer().find(text):
        start, end = where[one.start], where[one.end]
        weak = one.weak and (not _WHOLE_PLACE.search(one.surface)
                             or leftover.kind(text[max(0, one.start - 1):one.start + 1]) is not None)       # 沿海城市
        if weak or VOCAB.family(one.type) not in NAMED or country & set(known.get(fold(one.surface), ())):
            continue
        if not any(k.start < end and start < k.end and k.end - k.start >= end - start for k in linked):
            found.append((start, end))
    return found


@cache
def gazetteer() -> Lexicon:
    """The names that come with zhiwen, loaded once: 0.2 s."""
    return Lexicon.load()


def _asked_kind(folded: str, linked: Linked, index: Index) -> bool:
    """Whether a short name is the kind of thing asked for: 什么行动计划 asks for one, it names none."""
    return _WHICH.search(folded[:linked.start]) is not None and all(
        folded[linked.start:linked.end] not in map(fold, index.names[i].names) for i in linked.iris)


def _in_indicator(at: int, linked: tuple[Linked, ...], index: Index) -> bool:
    """Whether a place is inside the name of an indicator: 增速 in 保费收入增速 still says what is measured."""
    return any(one.start <= at < one.end and index.names[one.iris[0]].type == "Indicator" for one in linked)


def _inside(folded: str, i: int, index: Index) -> bool:
    """Whether a character that is mostly a function word is part of a word of the graph here: 上 in 线上."""
    return folded[i] not in _ALWAYS and any(index.in_names(folded[j:j + 2]) for j in (i - 1, i) if j >= 0)


def _bordered(text: str, start: int, end: int) -> bool:
    def latin(c: str) -> bool:
        return c.isascii() and c.isalnum()
    return not ((latin(text[start]) and start and latin(text[start - 1]))
                or (latin(text[end - 1]) and end < len(text) and latin(text[end])))


def _hole(folded: str, known: rules.Rules, protected: bytearray) -> tuple[rules.Hole | None, tuple[int, int]]:
    """The class word a question asks for: 哪些银行, 什么模式, 哪几个省, 是哪座城市."""
    best: tuple[int, int, int, rules.Hole, tuple[int, int]] | None = None
    for place, hole in enumerate(known.holes):
        word = fold(hole.word)
        if word not in folded:      # most are not: no pattern is compiled for them
            continue
        word = re.escape(word)
        for m in re.finditer(_HOLE.format(word=word), folded):
            start, end = m.span("w") if m["w"] else m.span("x")
            if any(protected[start:end]) and not m["w"] and not _alone(protected, start, end):
                continue
            # The class word nearest to the question word, of those the longest: 哪个省给企业 asks for a 省.
            rank = (0, m.start("w") - m.start(), place) if m["w"] else (1, 0, place)
            if best is None or rank < best[:3]:
                best = (*rank, hole, (start, end))
    if best is None and _SOME_KIND.search(folded):
        return rules.Hole("", ("Entity",), (), ()), (0, 0)
    if best is None and re.search(r"谁|哪家", folded):
        return _named_classes(folded, known)
    return (best[3], best[4]) if best else (None, (0, 0))


def _alone(protected: bytearray, start: int, end: int) -> bool:
    """Whether a class word is all of a name: 银行, where the graph has such a group."""
    return all(protected[start:end]) and not any(protected[max(0, start - 1):start] + protected[end:end + 1])


def _counted(folded: str, known: rules.Rules) -> tuple[rules.Hole | None, tuple[int, int]]:
    """The class word of a count: 多少家银行, 企业共有几家."""
    for hole in known.holes:
        word = fold(hole.word)
        if word in folded and (m := re.search(_COUNTED.format(word=re.escape(word)), folded)):
            return hole, m.span("w" if m["w"] else "x")
    return None, (0, 0)


def _named_classes(folded: str, known: rules.Rules) -> tuple[rules.Hole | None, tuple[int, int]]:
    """银行和企业里，谁…: the classes that the question begins with."""
    words = {fold(h.word): h for h in known.holes}
    names = "|".join(map(re.escape, words))
    m = re.match(rf"(?:在|把)?(?P<all>(?:{names})(?:[和与、及](?:{names}))*)(?:[里中,，加]|之中)", folded)
    if not m:
        return None, (0, 0)
    holes = [words[w] for w in re.split("[和与、及]", m["all"])]
    merged = rules.Hole(m["all"], tuple(c for h in holes for c in h.classes), (), ())
    return merged, m.span("all")


def count_of(text: str) -> int | None:
    value = Decimal(2) if text == "两" else number(text)
    return int(value) if value is not None else None


def _shut(is_open: list[bool], start: int, end: int) -> None:
    is_open[start:end] = [False] * (end - start)


def folded_with_places(text: str) -> tuple[str, list[int]]:
    """The folded text and, per character, where it stands in `text`."""
    pairs = [(f, i) for i, c in enumerate(text) for f in fold(c)]
    return "".join(f for f, _ in pairs), [i for _, i in pairs]


def _inverse(at: list[int], length: int) -> list[int]:
    """For each place in the text (and its end) the first folded character at or after it."""
    result, j = [], 0
    for i in range(length + 1):
        while j < len(at) and at[j] < i:
            j += 1
        result.append(j)
    return result
