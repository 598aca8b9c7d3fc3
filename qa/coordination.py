"""Lists in a sentence: 甲、乙和丙等三类数据, “甲”“乙”, and where each of their members stands.

The inner members are what stands between two 、; the first begins after the verb, preposition or mark that leads to the
list, the last ends at 等, at a number with its classifier, at a mark, or before the word that goes on.
"""
from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from statistics import median

from qa import leftover, rules

_REGION = re.compile(r"[^,，;；。:：!！?？()（）\[\]【】\n]+")
_SPLIT = re.compile(r"、|(?<=[”」』》])(?=[“「『《])")
_AND = re.compile(r"以及|[和与及或]")
_ETC = re.compile(r"(?<![平同高初中上对])等(?![级待候同值效离于边])")
_NUMBER = r"(?:[两二三四五六七八九十]+|\d+)"
_COUNTED = re.compile(rf"{_NUMBER}(?:大类|[大个类种项条款家座所省市区位级重篇批]|方面|领域|环节)")
# What leads to a list: a member never begins with it.
_LEADS = re.compile(r"^(?:在|到|从|对|向|由|将|把|为|如|以|按照?|有|是|及|至|用|被|给|让|使|的|等|包括|包含|涵盖|即"
                    r"|其中|例如|比如|诸如|特别是|尤其是|主要是|分别是?|来自|各|及其|加强|开展|面向|针对|围绕|聚焦|瞄准|建设|推进"
                    r"|支持|覆盖|涉及|提供|采用|使用|我[省市区县国])$")
_WITH = re.compile(r"合作|签署|签订|联合|共建|共同|携手|对接|融合|结合|建立|开展|协同|达成")
_TAGS = re.compile(r"^(?:[pdcurymqtf]|v$|vd|vshi|vyou|zg|uj)")
# 集甲、乙为一体, 以甲、乙为代表; 以及 joins members wherever it stands; a name may hold a bracket: 甲(临海)工业区.
_AS_ONE = re.compile(r"[为于]一体|为(?:代表|主要|主|首|核心|重点|依托|抓手|支撑|基础)(?![要动])")
_GATHERS = re.compile(r"集(?![团成合中聚体群装资结市])|(?<![可难得予所])以(?![及上下来后前内外])")
_JOINTLY = re.compile("共同|联合|携手")
_AS_WELL = re.compile("以及")
_IN_A_NAME = re.compile(r"(?<=[\u4e00-\u9fff])[(（][\u4e00-\u9fff]{2,4}[)）](?=[\u4e00-\u9fff])")
_ADDED = re.compile(r"[“「](?P<all>[^“”「」+]{2,10}(?:[+][^“”「」+]{2,10}){2,})[”」]")
_PAIR = re.compile(r"(?:包括|包含|涵盖|囊括|分为|分成|划分为|由)(?P<a>[^,，;；。、:：()（）的由]{2,14}?)"
                   r"(?:和|与|及|以及)"
                   r"(?P<b>[^,，;；。、:：()（）的和与及]{2,14}?)(?=[,，;；。()（）]|等|两|组成|构成|$)")
LONGEST = 24        # characters of a member
CLOSE = 6           # characters that members which begin alike differ by in length at most


@dataclass(frozen=True, slots=True)
class Coordination:
    """Members as spans of the text; `lead` goes before them in their clause, `tail` follows (等重大展会)."""

    members: tuple[tuple[int, int], ...]
    lead: str
    tail: str

    @property
    def span(self) -> tuple[int, int]:
        return self.members[0][0], self.members[-1][1]


def coordinations(text: str, known: Sequence[tuple[int, int]] = ()) -> Iterator[Coordination]:
    """The lists of a sentence that have two members or more, in their order. `known`: where names stand, kept whole."""
    text = _names_whole(text)
    for m in _REGION.finditer(text):
        pieces = _pieces(text, m.start(), m.end())
        while len(pieces) > 1:
            # A list that ends within a piece leaves the rest of it to the next one.
            at = next((i for i in range(1, len(pieces)) if _ends_within(text, pieces, i)), len(pieces) - 1)
            if found := _members(text, pieces[:at + 1], m.end(), known):
                yield found
            border = _ends_within(text, pieces, at)
            pieces = [(border, pieces[at][1]), *pieces[at + 1:]] if border else []


def _names_whole(text: str) -> str:
    """The text with letters for the brackets within names, so that nothing ends there: 甲(临海)工业区."""
    for m in _IN_A_NAME.finditer(text):
        if re.match("[nbj]|vn", leftover.kind(leftover.words(text[m.end():m.end() + 6])[0]) or ""):
            text = text[:m.start()] + "x" * len(m[0]) + text[m.end():]
    return text


def _pieces(text: str, start: int, end: int) -> list[tuple[int, int]]:
    found, at = [], start
    for m in _SPLIT.finditer(text, start, end):
        found.append((at, m.start()))
        at = m.end()
    return [*found, (at, end)]


def _ends_within(text: str, pieces: list[tuple[int, int]], number: int) -> int:
    """Where in a piece that is not the last its list ends: at 等, or where a member of the first one's kind is over."""
    start, end = pieces[number]
    if number == len(pieces) - 1:
        return 0
    if m := _ETC.search(text, start + 1, end):
        return m.start()
    kind = text[pieces[0][1] - 1]
    at = text.find(kind, start + 1, end - 2) + 1
    following = leftover.words(text[at:end]) if at else []
    return at if len(following) > 1 and _is_verb(following[0]) else 0


def _members(text: str, pieces: list[tuple[int, int]], end: int,
             known: Sequence[tuple[int, int]]) -> Coordination | None:
    first = pieces[0][0]
    # 和 in one of them is its own: 工业和信息化
    middle = [one for s, e in pieces[1:-1] for one in _as_well(text, s, e)]
    kinds = {text[e - 1] for _, e in pieces[:-1]}
    last = _last(text, *pieces[-1], [(s, e) for s, e in known if not _goes_on(text, e, pieces[-1][1], kinds)])
    lengths = [e - s for s, e in (*middle, *last)]
    start = _first(text, *pieces[0], lengths, text[pieces[1][0]:end])
    start += _kind_before_a_name(text, start, pieces[0][1], known)
    members = [_bare(text, s, e) for s, e in ((start, pieces[0][1]), *middle, *last)]
    if any(not 1 < e - s + (text[s:e] in "煤电油气水") <= LONGEST or _half_quoted(text[s:e]) for s, e in members):
        return None
    return Coordination(tuple(members), text[first:start], text[members[-1][1]:end].lstrip("”」』》"))


def _as_well(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """A piece, or the two that 以及 joins."""
    m = _AS_WELL.search(text, start + 2, end - 2)
    return [(start, m.start()), (m.end(), end)] if m else [(start, end)]


def _goes_on(text: str, at: int, end: int, kinds: set[str]) -> bool:
    """Whether a known name is the beginning of the last member only, which ends as the others do: 甲市乙工业区."""
    return end - at > 1 and text[end - 1] in kinds and text[at - 1] not in kinds


def _half_quoted(text: str) -> bool:
    return any(text.count(one) != text.count(other) for one, other in ("“”", "「」", "『』", "《》"))


def _bare(text: str, start: int, end: int) -> tuple[int, int]:
    """Without blanks and without quotation marks around the whole of it."""
    while start < end and text[start].isspace():
        start += 1
    while start < end and text[end - 1].isspace():
        end -= 1
    if text[start:start + 1] == "其" and text[start + 1:start + 2] not in "他它余中实":
        start += 1          # its: 其甲、乙、丙
    if end - start > 2 and text[start] in "“「『" and text.find("”", start) in (-1, end - 1):
        start, end = start + 1, end - (text[end - 1] in "”」』")
    return start, end


def _first(text: str, start: int, end: int, lengths: list[int], second: str) -> int:
    """Where the first member begins."""
    piece = text[start:end]
    opened = max(piece.rfind(c) for c in "“「『《")
    if piece.endswith(("”", "」", "』", "》")):
        return start + max(opened, 0)
    if opened >= 0 and not re.search("[”」』》]", piece[opened:]):
        return start + opened + 1           # “甲、乙、丙”: the list stands in the quotation marks
    if _AS_ONE.search(second) and (gathers := list(_GATHERS.finditer(piece))):
        return start + gathers[-1].end()
    apart = "与和同跟" if _WITH.search(second) else ""
    # Members that begin with the same word are cut there: 保甲、保乙.
    begins = leftover.words(second[:8])[0]
    if (at := piece.rfind(begins, 0, len(piece) - 1)) >= 0 and len(piece) - at <= LONGEST \
            and abs(len(piece) - at - median(lengths)) <= CLOSE:
        return start + at
    words = leftover.words(piece)
    at = len(piece)
    kept = 0
    verbs = [i for i, word in enumerate(words) if _is_verb(word)]
    heads = leftover.kind((leftover.words(second) or [""])[0]) == "v" and len(second) > 3
    for i in range(len(words) - 1, -1, -1):
        word = words[i]
        together = len(word) > 1 and kept + len(word) <= max(lengths)     # no longer than the others
        if kept and (_LEADS.match(word) or word in apart or leftover.kind(word) == "t"
                     or (_stops(word) and not heads and not together)):
            break
        if heads and kept and i + 1 in verbs and (i == 0 or not _is_verb(words[i])):
            break
        at -= len(word)
        kept += len(word)
    return start + at


def _kind_before_a_name(text: str, start: int, end: int, known: Sequence[tuple[int, int]]) -> int:
    """How long the class word is that stands before somebody's name: 企业 in 企业甲、乙等."""
    first, *rest = leftover.words(text[start:end])[:2] or [""]
    named = bool(rest) and ((leftover.kind(rest[0]) or "")[:2] in ("ns", "nr", "nz", "nt")
                            or any(s == start + len(first) for s, _ in known))
    return len(first) if named and first in rules.load().class_words else 0


def _is_verb(word: str) -> bool:
    return (leftover.kind(word) or "").startswith("v") and len(word) > 1


def _stops(word: str) -> bool:
    kind = leftover.kind(word)
    if kind is None:
        return False
    return _TAGS.match(kind) is not None if len(word) > 1 else kind[0] in "pcu" and word not in "中上下内外与和及"


def _last(text: str, start: int, end: int, known: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """The last member, or the last two that 和 joins."""
    piece = text[start:end]
    closing = min((i for i in (piece.find(c) for c in "”」』》") if i > 0), default=-1)
    if closing > 0 and not re.search("[“「『《]", piece[:closing]):
        return _parted(text, start, start + closing, known)
    ends = [m.start() for m in (_ETC.search(piece),) if m and m.start() > 1]
    for s, e in known:
        # 甲识别乘车等: what is known may be part of a longer name that 等 closes.
        longer = ends and _ended(text, e, start + ends[0]) == start + ends[0] > e
        if s == start and not _AND.match(text, e) and not longer:
            return [(s, e)]
    borders = (_ETC, _COUNTED, _AS_ONE)
    cut = min((m.start() for m in (one.search(piece) for one in borders) if m and m.start() > 1),
              default=len(piece))
    if piece[:1] in "“「『《":
        closed = min((i for i in (piece.find(c) for c in "”」』》") if i > 0), default=-1)
        if closed > 0 and (closed + 1 >= cut or not _AND.match(piece, closed + 1)):
            return [(start, start + closed + 1)]
    if m := re.search("[列纳]为|[列纳]入|作为", piece[2:cut]):
        cut = 2 + m.start()
    parted = _parted(text, start, start + cut, known)
    if cut < len(piece):
        return parted
    # Nothing says where the list ends: before 的, or before the word that goes on.
    s, e = parted[-1]
    return [*parted[:-1], (s, _ended(text, s, e))]


def _ended(text: str, start: int, end: int) -> int:
    piece = text[start:end]
    if m := re.search("的|[要应将须可会](?!求|议|计)", piece[2:]):
        return start + 2 + m.start()
    at = 0
    for word in leftover.words(piece):
        kind = leftover.kind(word) or ""
        if kind == "v" and _JOINTLY.match(piece, at + len(word)):
            kind = ""           # 甲控股 of 由乙、甲控股共同投资
        if at > 1 and ((len(word) > 1 and kind in ("v", "d", "p")) or (len(word) == 1 and kind[:1] in "pdc")):
            return start + at
        at += len(word)
    return end


def _parted(text: str, start: int, end: int, known: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """What 和 joins in one piece, where it stands between two words and in no name."""
    piece = text[start:end]
    for m in _AND.finditer(piece):
        if any(s < start + m.start() < e for s, e in known):
            continue
        left, right = piece[:m.start()], piece[m.end():]
        if len(left) < 2 or len(right) < 2 or "的" in left + right:
            continue
        foreign = left[-1].isascii() or right[0].isascii()       # SHEIN和速卖通: no word goes across
        whole = len(leftover.words(left)[-1]) > 1 and len(leftover.words(right)[0]) > 1
        if (whole or foreign) and not right.startswith("其"):
            return [(start, start + m.start()), *_parted(text, start + m.end(), end, known)]
    return [(start, end)]


def added_up(text: str) -> Iterator[Coordination]:
    """Three members or more that + joins in quotation marks: “甲+乙+丙”."""
    for m in _ADDED.finditer(text):
        at, members = m.start("all"), []
        for member in m["all"].split("+"):
            members.append((at, at + len(member)))
            at += len(member) + 1
        yield Coordination(tuple(members), text[:m.start()], text[m.end():])


def pairs(text: str) -> Iterator[Coordination]:
    """Two members that a verb of consisting leads to: 包括甲和乙, 分为甲与乙, 由甲和乙组成."""
    for m in _PAIR.finditer(text):
        if all(len(leftover.words(m[name])) and not m[name].startswith("的") for name in ("a", "b")):
            yield Coordination((m.span("a"), m.span("b")), text[:m.start("a")], text[m.end():])


def nominal(text: str, start: int, end: int) -> int:
    """Where the name begins that ends in the word [start, end): at the verb, preposition or mark before it."""
    region = max(text.rfind(c, 0, start) for c in ",，;；。:：()（）、“”《》的") + 1
    at = start
    for word in reversed(leftover.words(text[region:start])):
        if _LEADS.match(word) or _stops(word):
            break
        at -= len(word)
    return at
