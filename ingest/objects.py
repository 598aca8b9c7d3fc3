"""The objects that a match states: whole, of a fitting kind, and worded as the text has them where they are events."""
from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from ingest.patterns import Pattern
from ingest.phrases import letter
from ingest.relation_scene import BREAKS, Scene, Thing
from ingest.stated import MAKERS, OF_EVENTS, is_cut, is_saying
from ingest.unit import clean_name
from kg.types import Mention

EVENTS = frozenset({"promote-event", "achieve"})         # their object is worded to the end of the clause
WORDED = frozenset({"grants-worded", "aims-worded", "first-of", "funded"})     # worded from its first word to its head
_FIRST = re.compile("首[家个批座款台条艘]|第一|唯一|最[大早快多高]|领先的")
_SUPERLATIVE = re.compile("^最[大早快多高][^的]{0,3}的")
_STOP = re.compile(f"[{BREAKS}]")
_NUMBERED = re.compile("[一二三四五六七八九十百千多双].{1,3}$")
_TO_SERVE = re.compile("服务(?![业贸平机体器员商消中网窗站])...")


def objects_of(scene: Scene, rule: Pattern, match: re.Match[str], subject: Thing | None) -> list[Mention] | None:
    """What group O of a match names, without what is cut or only describes; None where the match states nothing."""
    whose = rule.relation == "holds_share"       # 甲市场的半壁江山 is a share of 甲市场
    objects = scene.entities(match["O"], subject=whose)
    if objects and match.end("O") == match.end() and rule.id not in EVENTS | WORDED and is_cut(scene, rule, match):
        whole = any(scene.deed_at(o.end) for o in objects[:-1]) or not scene.deed_follows(objects[-1].end)
        objects = objects[:-1] if whole else []      # 甲、乙改造 is of both
        if not objects:
            return None
    if objects and _describing(scene, rule, match, objects):
        return None
    if rule.relation == "uses" and objects:
        objects = [o for o in objects if not scene.tells(o) and not o.name.endswith("化")]      # 引入品牌化的机构
    if rule.id == "urged-field" and any(scene.opens_with_verb(o) for o in objects[1:]):
        return None                  # 支持甲发展经济、改善民生
    if rule.relation == "operates" and scene.decree is not None and not rule.explicit:
        objects = [o for o in objects if not o.name.endswith("机制")]        # to be set up, and run by nobody yet
    if rule.id == "build-of" and all(_NUMBERED.match(m.name) for m in scene.entities(match["S"])):
        return None                  # 一基地、一中心、百场景的格局
    if rule.relation == "instance_of" and objects:
        places = letter(objects[-1]) == "R" and not ("S" in rule.regex.groupindex and scene.letter(match["S"]) == "R")
        if places and (subject is None or subject.letter != "R"):
            return None                # only a place is a place
        objects = [o for o in objects if not is_saying(scene.words, o.name)]
    # 优化甲产业和乙产业发展环境: the environment of both
    if len(objects) > 1 and rule.id == "boost" and scene.ends(objects[-1].name, "abstract_end"):
        objects = [o for o in objects if o.name[-1] in "性度率力" or scene.ends(o.name, "abstract_end")]
    if len(objects) > 1 and rule.relation in OF_EVENTS and letter(objects[-1]) == "D":
        objects = [o for o in objects if letter(o) == "D" or len(o.name) > 4]     # 提升农村及偏远地区网络水平
    return objects


def _describing(scene: Scene, rule: Pattern, match: re.Match[str], objects: Sequence[Mention]) -> bool:
    """Whether what seems the object only describes it: “一张床、一间房”供应体系, 为服务制造业提供保障."""
    text, last = scene.document.text, scene.form.chain(match["O"])[-1].items[-1]
    listed = rule.relation in MAKERS and text[last.end:last.end + 1] == "”" and not last.surface.startswith("“")
    quoted = listed and scene.goes_on(last.end + 1)
    return quoted or (rule.relation == "supports" and bool(_TO_SERVE.match(objects[0].name)))


def worded(scene: Scene, rule: Pattern, match: re.Match[str]) -> list[Mention]:
    """A described object as the text words it: 年营收过10亿元的企业."""
    last = scene.form.chain(match["O"])[-1].items[-1]
    start = scene.form.places[match.start("O")]
    name = clean_name(scene.words, scene.document.text[start:last.end])
    if rule.id == "first-of" and not _FIRST.search(name):
        return []
    name = _SUPERLATIVE.sub("", name)        # 全国最大的甲基地: the class is 甲基地
    return [replace(last, start=start, surface=name, name=name)] if len(name) <= 28 else []


def event(scene: Scene, match: re.Match[str]) -> list[Mention]:
    """The object of 推动甲与乙融合 or 实现数据的共享与追溯, as the text words it up to the end of the clause."""
    text, start = scene.document.text, scene.form.places[match.start("O")]
    stop = _STOP.search(text, start)
    end = stop.start() if stop else scene.end
    name = clean_name(scene.words, text[start:end])
    if scene.ends(name, "aspect"):
        return []                    # 实现现代化的有利条件: the conditions are not what is achieved
    vague = len(name) < 7 and name.endswith(("增长", "突破", "提升", "发展", "转型"))
    if listed := _listed(scene, start, end):
        return listed
    if vague or len(name) > 26 or re.search(r"\d", name) or scene.form.chain(match["O"])[-1].items[-1].end > end:
        return []
    return [Mention(start, end, text[start:end], "Scenario", name)]


def _listed(scene: Scene, start: int, end: int) -> list[Mention]:
    """Each of what is achieved, where it is a plain list: 实现甲预警、乙溯源和丙调度; none where it is not."""
    text = scene.document.text
    found: list[Mention] = []
    for part in re.finditer(r"(?:(?!、|以及|[和与及])[^、])+", text[start:end]) if "、" in text[start:end] else ():
        name = part[0].strip()
        if not 4 <= len(name) <= 12 or re.search(r"[的\d等]", name) or not scene.deed_at(start + part.end()):
            return []
        found.append(Mention(start + part.start(), start + part.end(), name, "Scenario", name))
    return found
