"""Which of a thing's properties a question asks for: by its words, by its question word, by meaning.

The choice is closed (the properties that the thing has), so what is asked is how well each accounts for the question.
"""
from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, cached_property

from kg import datafile
from qa import rules
from qa.imported_names import folded

QUANTITIES = frozenset({"money", "size", "age", "people", "length", "height", "weight", "depth", "width", "speed",
                        "distance", "capacity"})
EXCLUSIVE = frozenset({"time", "place", "person", "people", "length", "height", "weight", "depth", "width", "speed"})
# What frames a question and says nothing of what it is about.
_KNOWS = (r"(?:有人?|有谁|大家|你们?|谁|各位)*"
          r"(?:知道|清楚|了解|能(?:告诉|回答)我|可以(?:告诉|回答)我|能(?:详细)?(?:介绍|说说|讲讲)(?:一下)?|能说出)")
_FRAME = re.compile(rf"^(?:请问|请告诉我|请|麻烦|想?问一下|我?很?想知道|我很好奇|{_KNOWS}|谁?能?告诉我|能否告诉我"
                    r"|帮我?[查看]一?下?|关于|有关|一下|在|[,，:：])+")
_TAIL = re.compile(r"(?:有人|有谁|你们?|大家|谁)?(?:知道|清楚|了解)?[吗呢呀啊吧嘛么哦]*[?？。!！.]*$")
_ASKING = re.compile(
    r"是?什么(?:样子?的?)?|是?啥|哪[里儿些个种类位家款年天月]|哪|多少|几|谁|怎么样?|怎样|如何|为何|是多?[大长高重深宽快远]?"
    r"|有多[大长高重深宽快远]?|有没有|有无|是否|是不是|总共|一共|共有?|大概|大约|主要|具体|到底|究竟|分别|目前|现在|当时|曾经?|属于"
    r"|位于|地处|处于|包括|包含|有哪些|请|描述|介绍|详细|情况|知道")
_ASKED = re.compile(r"(?:又|都|分别|主要|大概|大约)?(?:是|为|有|在|叫|多|几|如何|怎|什么|谁|哪|[?？]|$)")
_PARTICLES = frozenset("的了吗呢吧啊呀嘛么是有在和与及或为被由从到对以于都也就还又再将会能可要想让使把给它他她这那其之"
                       "所得地着过里中上下个些种款位名家只条件用去来做属具叫称算该此当时指")
_SIGNS = re.compile(r"[\W_]+")
# A verb and its object with something in between are one word: 是谁做的曲, 能储多少水.
_PARTED = re.compile(r"(?<=[谁能可会])([做作谱写填编储蓄装载容])(?:的|多少[吨人升]?)([曲词水人货电客])")
# The class of the thing told last: 它是什么语言的电视剧 asks for its language.
_CLASS = re.compile(r"^它是(?:什么|谁|哪|几).*的([^的]{1,4})$")
# The class of the value told last: 它的对白是什么语言 asks for 对白.
_VALUE = r"(?:是|用|属于)(?:什么|哪[种个类门]).{2,4}$"
_COUNTED = re.compile(r"(?:多少|几)[个家条种所座间名位台辆支]([^的]{1,4})$")     # 它有多少个村
_NAMES_IT = re.compile(r"它的([^的和与、]{2,8}?)(?:是|为|有)?(?:什么|多少|谁|哪|几|怎)")
_DONE = re.compile(r"谁([^的]{1,4})的?$")                                          # 它是谁作曲的


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of question: how it is asked, and what properties that answer it are called.

    Properties of one `closed` kind never answer a question of another.
    """

    name: str
    closed: bool
    question: re.Pattern[str]
    property: re.Pattern[str]


@dataclass(frozen=True, slots=True)
class Fit:
    """How well a property accounts for the rest of a question (without the thing's name), each from 0 to 1.

    named: the share of the property's name that the question holds, or a synonym of it; whole: it holds all of it;
    accounted: the share of the question's content that the name, its synonyms and the question word account for;
    kind: the question word asks for such a property; against: it asks for another kind. other: the question names
    another property outright (它的书记是谁 for 市长); half where it names one that this shares nothing with, 2
    where that is the counterpart of this one (淡季 for 旺季门票).
    """

    named: float
    whole: float
    accounted: float
    kind: float
    against: float
    other: float = 0.0


@cache
def kinds() -> tuple[Kind, ...]:
    """The kinds of questions. Raises DataError for a row that fails its own examples."""
    path = rules.DATA / "asked-properties.tsv"
    found = []
    for number, (kind, question, name, yes, no, names) in datafile.rows(path, 6, heading=True):
        asks = datafile.proved(path, number, question, yes.split("|"), no.split("|"))
        is_name = datafile.proved(path, number, name, names.split("|"), ())
        found.append(Kind(kind.removesuffix("!"), kind.endswith("!"), asks, is_name))
    return tuple(found)


@cache
def groups() -> dict[str, tuple[frozenset[str], ...]]:
    """Folded word → the groups of words that name the same property."""
    found: dict[str, list[frozenset[str]]] = {}
    for _, line in datafile.lines(rules.DATA / "property-words.tsv"):
        group = frozenset(map(folded, line.split("|")))
        for word in group:
            found.setdefault(word, []).append(group)
    return {word: tuple(sets) for word, sets in found.items()}


@cache
def contrasts() -> tuple[tuple[frozenset[str], ...], ...]:
    """Groups of folded words that set properties of one thing apart, each as its sides."""
    return tuple(tuple(frozenset(map(folded, side.split("/"))) for side in line.split("|"))
                 for _, line in datafile.lines(rules.DATA / "contrasts.txt"))


@dataclass(frozen=True)
class Asked:
    """The rest of a folded question without the name of the thing: what it holds, and what it asks for."""

    text: str
    content: tuple[bool, ...]           # the characters that have to be accounted for
    kinds: tuple[Kind, ...]
    outright: tuple[int, int]           # where it names a property outright: 它的…是; empty where it does not

    @classmethod
    def read(cls, text: str) -> Asked:
        """`text` has the pronoun 它 in the place of the name."""
        text = _PARTED.sub(r"\1\2", text)
        is_content = [char not in _PARTICLES and not _SIGNS.fullmatch(char) for char in text]
        asking = [kind for kind in kinds() if kind.question.search(_FRAME.sub("", text))]
        for pattern in (_FRAME, _TAIL, _ASKING):
            for found in pattern.finditer(text):
                is_content[found.start():found.end()] = [False] * (found.end() - found.start())
        bare = _TAIL.sub("", _FRAME.sub("", text))
        if thing := _CLASS.match(bare):
            at = text.rindex(thing[1])
            is_content[at:at + len(thing[1])] = [False] * len(thing[1])
        return cls(text, tuple(is_content), tuple(asking), _outright(text))

    @cached_property
    def bare(self) -> str:
        """The text without the particles and marks at its end."""
        return _TAIL.sub("", self.text)

    @property
    def is_quantity(self) -> bool:
        """Whether the question word asks for a number of something."""
        return any(kind.name in QUANTITIES for kind in self.kinds)

    def fit(self, names: Sequence[str]) -> Fit:
        """The best fit of a property by one of its folded names."""
        return max((self._fit(name) for name in names), key=lambda f: (f.named + f.accounted + f.kind - f.against))

    def beside(self, names: Sequence[str]) -> tuple[str, str]:
        """What stands before and behind the words that the question shares with one of the folded names, where it has
        to be accounted for: 它的离职 of 它的离职员工有多少 for 员工数. Both empty where it shares none."""
        shared = max((self._named_by(name) for name in names), key=sum, default=[])
        if not any(shared):
            return "", ""
        start, end = shared.index(True), len(shared) - shared[::-1].index(True)
        start -= self.text[start - 1:start] == "的"
        before = self.text[:start] if start and self.content[start - 1] else ""      # 什么时候成立 has no such word
        return before, self.text[end:] if any(self.content[end:end + 1]) else ""

    def _named_by(self, name: str) -> list[bool]:
        """Which characters of the question are those of a name, or of a word that names the same."""
        covered = [False] * len(self.text)
        _shared(name, self.text, covered)
        for word in _words(name):
            for synonym in {one for group in groups().get(word, ()) for one in group if len(one) > 1}:
                if (at := self.text.find(synonym)) >= 0:
                    covered[at:at + len(synonym)] = [True] * len(synonym)
        return [c and o for c, o in zip(covered, self.content, strict=True)]

    def _fit(self, name: str) -> Fit:
        covered = [False] * len(self.text)
        bare = re.sub(r"\(.*?\)|\[.*?\]|^\W+", "", name) or name
        in_name = _shared(bare, self.text, covered)
        whole = float(bare in self.text)
        asked = self.bare
        if found := re.search(f"它的?{re.escape(bare)}{_VALUE}", asked):
            covered[found.start():] = [True] * (len(covered) - found.start())
        named = sum(in_name) / len(in_name)
        for word in _words(bare):
            for group in groups().get(word, ()):
                for synonym in group:
                    if len(synonym) > 1 and synonym != word and (at := self.text.find(synonym)) >= 0:
                        covered[at:at + len(synonym)] = [True] * len(synonym)
                        named = max(named, 0.9 * len(word) / len(bare))
        fitting = [kind for kind in self.kinds if kind.property.search(bare)]
        closed = [kind for kind in self.kinds if kind.closed]
        others = [kind for kind in kinds() if kind.closed and kind not in closed and kind.property.search(bare)]
        for kind in fitting:
            for match in kind.question.finditer(self.text):
                covered[match.start():match.end()] = [True] * (match.end() - match.start())
        open_ = sum(self.content)
        accounted = sum(c and o for c, o in zip(covered, self.content, strict=True)) / open_ if open_ else 1.0
        # 多少个村 asks for 行政村数 rather than 村级单位数: what is counted stands right before 数.
        if (counted := _COUNTED.search(asked)) and re.search(rf"{re.escape(counted[1])}(?:总|个)?数量?$", bare):
            start = bare.rindex(counted[1])
            in_name[start:] = [True] * (len(bare) - start)
        # 通车时间 is when it opened, and not when anything else happened.
        suiting = [kind for kind in fitting if accounted == 1 or named >= 0.5 or _bare(kind, bare, in_name)]
        suits = bool(suiting)
        for kind in suiting:
            found = kind.property.search(bare)
            assert found
            in_name[found.start():found.end()] = [True] * (found.end() - found.start())
        named = max(named, sum(in_name) / len(in_name))
        dated = any(kind.name == "time" for kind in fitting)
        against = bool(others) if closed and not fitting else dated and not suits
        start, end = self.outright
        other = end > start and named < 0.5 and sum(covered[start:end]) * 2 < end - start
        # 谁作曲 is not answered by 编曲.
        done = _DONE.search(asked)
        if done and (meant := groups().get(done[1])) and done[1] not in bare:
            other |= not any(word in group for word in _words(bare) for group in meant)
        other |= _clashing(closed, others) and not fitting and not whole
        # 它的人口密度是多少 names what it asks for: a property without the head of that (人口) needs strong reasons.
        what = _NAMES_IT.search(self.text)
        unheard = what is not None and not any(covered[what.end(1) - 2:what.end(1)]) and not suits
        elsewhere = 2.0 if _contrary(bare, asked) else 1.0 if other else 0.5 if unheard else 0.0
        return Fit(named, whole, accounted, float(suits), float(against), elsewhere)


def _clashing(asked: Sequence[Kind], others: Sequence[Kind]) -> bool:
    """Whether one asks for a time, a place, a person, a measure and the other is another of these: never the same."""
    wants, has = ({kind.name for kind in kinds} & EXCLUSIVE for kinds in (asked, others))
    return bool(wants and has and not wants & has)


def _contrary(name: str, asked: str) -> bool:
    """Whether a property's name has the counterpart of a word of the question: 旺季门票 for 淡季的门票."""
    for sides in contrasts():
        has, wants = ({side for side in sides if any(word in text for word in side)} for text in (name, asked))
        if has and wants and not has & wants:
            return True
    return False


def _outright(text: str) -> tuple[int, int]:
    """The longest property word right after the thing's name, where nothing but the question follows."""
    at = text.find("它")
    start = at + 2 if text[at + 1:at + 2] == "的" else at + 1
    for end in range(len(text), start + 1, -1) if at >= 0 else ():
        if text[start:end] in groups() and _ASKED.match(text, end) and not _ASKING.fullmatch(text[start:end]):
            return start, end
    return 0, 0


def _bare(kind: Kind, name: str, in_text: Sequence[bool]) -> bool:
    """Whether a property's name says no more than its kind (地址), or what it says is in the question."""
    found = kind.property.search(name)
    assert found
    rest = [shared for i, shared in enumerate(in_text) if not found.start() <= i < found.end()]
    return not rest or any(rest)


def _words(name: str) -> set[str]:
    """All stretches of a name of two characters or more, and the name itself."""
    return {name} | {name[i:j] for i in range(len(name)) for j in range(i + 2, len(name) + 1)}


def _shared(name: str, text: str, covered: list[bool]) -> list[bool]:
    """Which characters of a name a text holds: its longest stretches first, single ones where both ends agree.

    Marks in `covered` where they stand.
    """
    have = [False] * len(name)
    for length in range(len(name), 0, -1):
        for i in range(len(name) - length + 1):
            if any(have[i:i + length]):
                continue
            at = text.find(name[i:i + length])
            if at >= 0 and not any(covered[at:at + length]):
                have[i:i + length] = [True] * length
                covered[at:at + length] = [True] * length
    return have
