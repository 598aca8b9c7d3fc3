"""What a plan orders: 支持甲企业…, 聚焦乙领域, 推动丙改造 without a subject are the plan's own deeds.

What an order, or 推动 of a body or a place, is about is worded as the text has it where its head comes later:
推动甲和乙智能化改造 is about that 改造, not about 甲.
"""
from __future__ import annotations

import re
from dataclasses import replace

from ingest.patterns import Pattern
from ingest.phrases import NUMBER, Phrase, letter
from ingest.relation_scene import BREAKS, Scene, Thing
from ingest.stated import MAKERS
from ingest.unit import clean_name
from kg.types import Mention

_OF_DECREES = frozenset({"targets", "supports", "addresses"})
_WITH = re.compile("与|联合|会同|携手|对接")
_SPOKEN = ("policy-speeds",)
_MAKING = re.compile(r"打造|形成|建成|培育|新增|建设")
_TOWARDS = ("面向", "针对", "对", "围绕")
_RESULTS = ("助力", "助推", "带动", "促进")      # 调动社会力量,助力办学: what comes of the order before
_PLANNING = ("规划", "目标", "部署", "安排", "要求")
_PLANNED = re.compile(rf"^(?:根据|按照|依据)《?(?P<plan>W{NUMBER})"
                      rf"(?:的(?P<what>[A-Z]{NUMBER})|(?P<word>规划|部署|要求))?[:,]")
_REACHES = re.compile(rf"(?<=[,:;])(?P<what>[DN]{NUMBER})~?(?:由[^,;]*?)?"
                      r"(?:达到?|突破|提升至|降至|提高到|增至|超过?|增长至|控制在|下降至)#(?=[,;]|$)")
_STOP = re.compile(f"[{BREAKS}]|等方面")
_BRACKET = re.compile(r"[(（][^()（）]*[)）]")
_LONGEST = 24                        # a longer wording is no name
_VERBAL = re.compile(r"^(?:更|最|其|从|在|以|由|向|对|与|和|及)|[的了着]$|仍|需要|还需|已经|有望|可能|尚未")
_VAGUE = re.compile(r"^(?:高质量|健康|有序|可持续|创新|协调|融合|快速|规范|良性|转型|一体化)*"
                    r"(?:发展|增长|突破|提升|转型|升级|水平)$")

_COUNT = re.compile(r"(?<![A-Za-z\d])\d+(?![A-Za-z\d])")        # 5G is no count
_BARE_DEED = re.compile(r"^(?:[㐀-鿿]{1,3}化|规模|深度|创新|全面|协同|集成|示范|商业)*"
                        r"(?:发展|应用|升级|转型|提升|推广|创新|融合|布局|部署)$")


def planned(scene: Scene) -> None:
    """根据《甲规划》的目标,到2030年,乙将达到a: the plan aims at 乙."""
    opening = _PLANNED.match(scene.form.text)
    named = scene.form.phrase(opening["what"]).items[-1].name if opening and opening["what"] else ""
    if opening is None or not (opening["word"] or named.endswith(_PLANNING)):
        return
    plan = scene.form.phrase(opening["plan"])
    for figure in _REACHES.finditer(scene.form.text, opening.end()):
        for item in scene.form.phrase(figure["what"]).items:
            scene.add(plan.items[-1], "targets", "规划", item, 0.7, "planned", (plan.start, item.end))


def ordered(scene: Scene, rule: Pattern, subject: Thing | None, start: int, match: re.Match[str]) -> Thing | None:
    """The plan itself, where a clause without a subject begins with an order: 支持企业…, 聚焦甲、乙等领域."""
    if scene.decree is None or subject or rule.relation not in _OF_DECREES or "W" not in rule.carried:
        return None
    if rule.id in _SPOKEN and not scene.spoken:
        return None                  # what the plan at hand orders is recommended
    if match.start() > start or any(not (t.place or t.owner or t.ordered) for t in scene.topics):
        return None
    if _MAKING.match(match[0]):
        return None                  # 打造甲基地, 培育乙企业: what shall be made is nobody's aim yet
    if match[0].startswith(_TOWARDS):
        return None                  # 面向甲,建设乙: the first clause says no order
    if match[0].startswith(_RESULTS) and match.string[start - 1:start] == ",":
        return None
    return Thing([scene.decree], "W")


def ordered_thing(scene: Scene, rule: Pattern, subject: Thing | None, objects: list[Mention],
                  match: re.Match[str]) -> list[Thing]:
    """What an order of a plan makes, as the subject of the clauses behind it: 设立甲基金,重点投向乙."""
    kind = scene.letter(match["O"]) if "O" in rule.regex.groupindex else ""
    if scene.decree is None or subject or not objects or rule.relation not in MAKERS or kind not in tuple("PWIN"):
        return []
    last = scene.form.chain(match["O"])[-1]
    return [Thing([last.head] if last.etc and last.head is not None else objects, kind, ordered=True)]


def ordered_objects(scene: Scene, rule: Pattern, objects: list[Mention], match: re.Match[str]) -> list[Mention]:
    """What an order is about: the names of a list where each is whole, else the words up to the end of the clause."""
    last = scene.form.chain(match["O"])[-1]
    tail = last.items[-1]
    if last.split and last.letter in "IG":
        one, other = last.items[last.split - 1:last.split + 1]
        if _WITH.search(scene.document.text[one.end:other.start]) and scene.document.text[last.end] not in BREAKS:
            objects = objects[:last.split]      # 鼓励甲联合乙开展丙, 支持甲与乙组建丙: 乙 is the partner
    doing = last.letter in "IG" and scene.document.text[last.end:last.end + 1] not in BREAKS
    if doing and match[0].startswith("推动"):
        whole = _worded(scene, match)
        return [whole] if whole is not None else []      # 推动教师和工程师双向流动
    actors = last.letter in "IG" and (letter(tail) in "IG" or not scene.deed_at(tail.end))
    if (actors or all(letter(i) in "IGRW" for i in last.items)) and not scene.goes_on(last.end, acting=actors):
        return objects
    whole = _worded(scene, match)
    goes_on = scene.form.text[match.end():match.end() + 1] not in ("", ",", ";", "#") or scene.goes_on(last.end)
    short = any(len(o.name) < 3 and o.type == "Entity" for o in objects)
    if goes_on or short or (len(objects) > 1 and not _separable(scene, last)):
        return [whole] if whole is not None else []
    return objects


def _separable(scene: Scene, phrase: Phrase) -> bool:
    """Whether each name of a list stands for itself: not where they share a tail (甲、乙改造) or what comes before."""
    if phrase.etc:
        if phrase.head is None:
            return True
        return any(scene.ends(phrase.head.name, kind) for kind in ("field", "empty_class"))
    items = phrase.items
    if any(_BARE_DEED.match(i.name) for i in items[1:]):
        return False                 # 推动医疗器械高端化发展、智能化升级, 5G商用部署和规模应用
    if items[-1].name.endswith("化") or any(len(i.name) < 4 for i in items):
        return False                 # 政务服务标准化、规范化, 大马力、高性能农机
    deeds = [scene.deed_at(i.end) for i in items]
    return all(deeds) or not any(deeds)


def _worded(scene: Scene, match: re.Match[str]) -> Mention | None:
    """The words from the object to the end of its clause as one name; None where they are none."""
    text, start = scene.document.text, scene.form.chain(match["O"])[0].start
    stop = _STOP.search(text, start, scene.end)
    end = stop.start() if stop else scene.end
    name = clean_name(scene.words, _BRACKET.sub("", text[start:end]))
    if not 4 <= len(name) <= _LONGEST or _COUNT.search(name) or _VERBAL.search(name) or _VAGUE.match(name):
        return None
    if scene.ends(name, "aspect") or not scene.nominal_at(end):
        return None
    return replace(scene.form.chain(match["O"])[-1].items[-1], start=start, end=end, surface=text[start:end], name=name,
                   type=scene.words.head_class(name) or "Scenario")
