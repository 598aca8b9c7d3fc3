"""Whether what a pattern matches is said as a fact, by whom, and with its object whole."""
from __future__ import annotations

import re

from ingest.patterns import Pattern
from ingest.phrases import PHRASE, letter
from ingest.relation_scene import Scene
from ingest.words import Words
from kg.text.dictionary import entry

MAKERS = frozenset({"operates", "provides", "issued", "pilot_in"})
OF_EVENTS = frozenset({"causes", "addresses", "supports"})
_AS = re.compile(rf"以{PHRASE}$")
_WANTING = re.compile("(?:力度|程度|能力)?(?:仍|还|较|偏)?(?:不|有限|薄弱|弱|缺乏|欠缺|滞后)")
_ASKED = re.compile(r"(?:鼓励|支持|引导|要求|探索)$")
_AGENT = re.compile("(?:由(?![此于点来表内小])|被)[^,]+$")
_GOES_ON = re.compile(f"(?!(?:等|两|三)?[地省市县州国]的)[㐀-鿿#a-z0-9/%.-]{{1,8}}的#?{PHRASE}")
_TURNED = re.compile("[^,;]{0,6}?(?:转向|转为|转变为|转到|变为|走向)")
_PART = re.compile("[^,;]{0,16}?(?:上|方面|中|过程中)(?:[^,;]{0,6}?)(?:发挥|起到?|扮演|承担)")


def stated(scene: Scene, start: int, match: re.Match[str], *, told: bool = False) -> bool:
    """Whether what the match says is said as a fact: no 拟, 应, 未 before it, and no 鼓励X before its verb. Where it is
    `told` that a policy says so, 要 is how it does."""
    before = match.string[start:match.start()] if start <= match.start() else ""
    if "O" in match.re.groupindex and match.end("O") == match.end() and _GOES_ON.match(match.string, match.end()):
        return False                 # 搭建连接农户的平台: what is built comes behind 的
    if re.search("!" if told else "[!~]", before + match[0]):
        return False
    if match[0].startswith("对") and _WANTING.match(scene.document.text, scene.form.chain(match[0])[-1].end):
        return False                 # 对甲的支持不足
    if _AS.search(before) and "V" in match.re.groupindex and match["V"] in ("为", "作为"):
        return False                 # 以甲、乙为两翼: what was named before is none
    if "S" in match.re.groupindex or "L" in match.re.groupindex:
        return not _ASKED.search(before)
    if re.search("从[^,]*$", before) and _TURNED.match(match.string, match.end()):
        return False                 # 从依靠甲转向依靠乙: so it was
    if re.search("在[^,在]*$", before) and _PART.match(match.string, match.end()):
        return False                 # 在解决甲上发挥作用: it has a part in it
    if before.endswith(("在", "为", "对", "为了", "用于", "出于")):
        return False                 # 在推进…上, 为促进…作出贡献
    if _AGENT.search(before):
        return False                 # 由乙提供认证: 乙 does it, whatever its name
    pivots = [before.find(word) + len(word) for word in scene.words["pivot"] if word in before]
    return not (pivots and re.search(PHRASE, before[min(pivots):]))


def other_acts(scene: Scene, start: int, end: int) -> bool:
    """Whether a noun that is no name stands before the verb: 省财政安排资金, whoever was named before."""
    places = scene.form.places
    a, b = places[start], places[end]
    inside = [t for t in scene.tokens if a <= t.start and t.end <= b and t.tag not in ("TIME", "w", "d", "c", "m")]
    named = [(p.start, p.end) for p in scene.form.phrases]
    return bool(inside) and inside[0].tag in ("n", "nt", "nz", "ORG", "r") and len(inside[0].text) > 1 and not any(
        s <= inside[0].start < e for s, e in named)


def is_saying(words: Words, name: str) -> bool:
    """Whether a name is a set phrase that judges and classes nothing: 大势所趋, 重中之重, 当务之急."""
    known = entry(name)
    return name in words["judgement"] or (known is not None and len(name) == 4 and known[1] in ("i", "l"))


def is_cut(scene: Scene, rule: Pattern, match: re.Match[str], group: str = "O") -> bool:
    """Whether the object's head stands behind it: 农田 in 开展农田“宜机化”改造, 大用户 in 用于大用户计量."""
    last = scene.form.chain(match[group])[-1]
    item = last.items[-1]
    whole = "IGWB" if rule.relation in OF_EVENTS | {"uses", "targets"} else "IGRWB"
    if rule.relation in ("operates", "provides") and group == "O":
        whole = "IWB" if item.type != "Group" else "WB"              # 实施企业研发机构倍增计划
    named = letter(item) in whole or item.surface.startswith("“") or last.etc
    return not named and match.string[match.end():match.end() + 1] not in ",;" and scene.goes_on(last.end)


def before_noun(scene: Scene, match: re.Match[str]) -> bool:
    """Whether a place that seems the object stands before its real head: 京沪 in 用于京沪高速养护工程."""
    last = scene.form.chain(match["O"])[-1]
    following = re.compile(PHRASE).match(match.string, match.end("O"))
    return last.letter in "RIG" and following is not None and scene.form.phrase(following[0]).start == last.end
