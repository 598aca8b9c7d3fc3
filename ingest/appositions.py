"""What stands side by side says what a thing is: 抗凝药“甲”, “甲”手术机器人, 外资企业甲; and the parts of a field.

甲、乙、丙三个板块 are parts of the field the report is about, which its title names.
"""
from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from ingest.phrases import NUMBER, PHRASE, letter
from ingest.relation_scene import Scene
from ingest.spans import PLACES
from kg.text.lexicon import Lexicon
from kg.types import Document, EntityRef, Mention, RelationClaim, Span

_BESIDE = re.compile(rf"([TNPSG]{NUMBER})(?:[^,;:A-Z的、#!~]{{1,2}}([TN]{NUMBER}))?([PI]{NUMBER})")
_DONE = re.compile("(?:实现|推动|推进|促进|加快|做到)(?:了)?$")
_BEHIND = re.compile(rf"(P{NUMBER})(?:系列|牌|型)?([TNPS]{NUMBER})")
_WORKS = re.compile(rf"(W{NUMBER})(W{NUMBER})")
_BOARDS = re.compile(rf"({PHRASE})#([SN]{NUMBER})")
_BOARD = re.compile(r"^(?:大|类)?(?:业务)?(?:板块|赛道|子行业|块|业态|环节|业务|品类|细分(?:领域|市场|赛道|行业))$")
_NO_CLASS = re.compile(r"(?:问题|领域|方面|地区|情况|方式|场景|环节|业务|市场|工作|产业|行业|水平|特点|格局|目标|战略|"
                       r"理念|政策|机制|改革|国家|全国|全省|全市|[性型式化])$")
_GENERAL = re.compile(r"^(?:公共|综合|一站式|数字化?|智慧|线上|云|创新|信息|服务)*"
                      r"(?:平台|系统|模式|方案|工程|计划|项目|产品|体系)$")
# “十四五”重大工程, “一喷三防”, “研发、生产”
_SLOGAN = re.compile("^[一二三四五六七八九十]+五$|[一二三四五六七八九十两].+[一二三四五六七八九十两]|、|\\d\\+\\d|\\+$")
_YEARS = re.compile(r"^(?:20\d\d(?:[-—–至]20\d\d)?年?(?:度|上半年|下半年)?)|[(（].*?[)）]|20\d\d年?(?:度)?")
_KIND = re.compile(r"(?:高质量|发展|运行|研究|分析|统计|行业|调查|年度|产业|创新|市场|现状|态势|监测|洞察|趋势|深度|"
                   r"专题|综合|情况|[一二三四]季度|半年度?|前三季度|中期|投资|策略|[及与和])*"
                   r"(?:报告|年报|蓝皮书|白皮书|皮书|公报|综述|书|总结|点评|跟踪|周报|月报|展望|回顾|季报)?$")
_DEGREE = re.compile("[㐀-鿿]{0,6}(?:力度|进程|步伐|进度|成效)")


def appositions(scene: Scene) -> None:
    """Name what stands beside its class, and keep only the name in the form."""
    for match in list(_BEHIND.finditer(scene.form.text)):
        name, kind = (scene.form.phrase(match[n]) for n in (1, 2))
        between = scene.document.text[name.end:kind.start]
        degree = _DEGREE.match(scene.document.text, kind.end)       # “甲”汽车赋能力度
        if degree or scene.deed_follows(kind.end) or any(p.end == name.start for p in scene.form.phrases):
            continue                 # 汽车“车路云一体化”应用试点: one of the names is not whole
        if _SLOGAN.search(name.items[0].name) and between == "":
            _drop(scene, match.group(1))         # “20+8”产业集群 is known by its class
        elif len(name.items) == len(kind.items) == 1 and _quoted(name.items[0]) and between in ("", "系列", "牌", "型"):
            _is_a(scene, name.items[0], kind.items[0])
            _drop(scene, match.group(2))
    for match in list(_WORKS.finditer(scene.form.text)):        # 《甲规程》团体标准, 强制性国家标准《甲规程》
        for sign in match.groups():
            work = scene.form.phrase(sign)
            others = [scene.form.phrase(s).items[0] for s in match.groups() if s != sign]
            if len(work.items) == 1 and not work.items[0].surface.startswith("《") and len(others) == 1 and (
                    others[0].surface.startswith("《") and len(work.items[0].name) > 3):
                span = (min(others[0].start, work.start), max(others[0].end, work.end))
                scene.add(others[0], "instance_of", "是", work.items[0], 0.8, "apposition", span)
                _drop(scene, sign)
    for match in list(_BESIDE.finditer(scene.form.text)):
        first, name = scene.form.phrase(match[1]), scene.form.phrase(match[3])
        last = scene.form.phrase(match[2]) if match[2] else first
        thing = name.items[0]
        proper = match[3][0] == "I" or _quoted(thing) or bool(re.search(r"[A-Za-z]\d|[一二三四五]号$", thing.name))
        if len(first.items) > 1 or len(last.items) > 1 or last.end != thing.start or not proper:
            continue
        if (match[3][0] == "I") != (match[1][0] == "G"):
            continue
        if _DONE.search(match.string[:match.start()]):
            continue                 # 实现服务事项“一网通办”: what becomes of them
        if any(p.start == thing.end and len(p.items[0].name) > 3 for p in scene.form.phrases):
            continue
        beside = first.items[0]
        if last is not first:
            written = scene.document.text[first.start:last.end]
            beside = Mention(first.start, last.end, written, "Entity", written)
        _is_a(scene, thing, beside)
        for sign in (match[1], match[2]):
            if sign:
                _drop(scene, sign)
    for phrase in scene.form.phrases:
        for item in phrase.items:
            close = item.surface.find("”")
            if _quoted(item) and item.name == item.surface[1:close] and len(item.surface) - close > 4:
                called, at = item.surface[close + 1:], item.start + close + 1
                known = scene.words.head_class(called) or "Entity"
                _is_a(scene, item, Mention(at, item.end, called, known, called))


def _quoted(mention: Mention) -> bool:
    """Whether a name stands in quotes; those of “甲、乙”丙 only say what 丙 is made of."""
    return mention.surface.startswith("“") and "、" not in mention.surface.partition("”")[0]


def _is_a(scene: Scene, thing: Mention, kind: Mention) -> None:
    if _quoted(kind) or _SLOGAN.search(thing.name) or re.fullmatch("[^㐀-鿿A-Za-z]+", thing.name):
        return                       # “甲券”“乙券”, “十四五”重大工程, “20+8”产业集群
    says = len(kind.name) >= 3 and not _NO_CLASS.search(kind.name) and not _GENERAL.match(kind.name)
    if says and letter(kind) not in "BDRIW":
        span = (min(thing.start, kind.start), max(thing.end, kind.end))
        scene.add(thing, "instance_of", "是", kind, 0.8, "apposition", span)


def _drop(scene: Scene, sign: str) -> None:
    """Take a sign out of the form."""
    current = scene.form
    at = current.text.find(sign)
    if at >= 0:
        places = (*current.places[:at], *current.places[at + 2:])
        scene.form = replace(current, text=current.text[:at] + current.text[at + 2:], places=places)


# ---- the field of a report ------------------------------------------------------------------------------------
def subject_field(document: Document, lexicon: Lexicon) -> Mention | None:
    """What a report is about, from its title: 冷链物流 of 2024年中国冷链物流产业研究报告."""
    title = document.title
    at = document.text.find(title) if title else -1
    if at < 0:
        return None
    name = _KIND.sub("", _YEARS.sub("", title).strip())
    while region := next((f for f in lexicon.find(name) if f.start == 0 and f.type in PLACES and not f.weak), None):
        name = re.sub("^[省市县区]", "", name[region.end:])
    name = _KIND.sub("", name).strip("的")
    if not 3 <= len(name) <= 14 or name[0] in "本该此" or not re.fullmatch(r"[㐀-鿿A-Za-z+]+", name):
        return None
    return Mention(at, at + len(title), title, "Scenario", name)


_NAMED_TOGETHER = re.compile(rf"(P{NUMBER})#[个种款项类大]?([NPTS]{NUMBER})")


def named_together(scene: Scene) -> None:
    """“甲”“乙”两个丙产品: each quoted name is a 丙产品."""
    for match in _NAMED_TOGETHER.finditer(scene.form.text):
        names, kind = scene.form.phrase(match[1]), scene.form.phrase(match[2])
        if len(names.items) > 1 and all(map(_quoted, names.items)) and len(kind.items) == 1:
            for item in names.items:
                _is_a(scene, item, kind.items[0])


def boards(scene: Scene, field: Mention | None) -> Iterator[RelationClaim]:
    """甲、乙、丙三个板块: parts of the field of the report."""
    if field is None:
        return
    for match in _BOARDS.finditer(scene.form.text):
        parts, kind = scene.form.phrase(match[1]), scene.form.phrase(match[2])
        if len(parts.items) < 2 or not _BOARD.match(kind.items[0].name) or parts.end > kind.start:
            continue
        for item in parts.items:
            if item.name not in scene.words["bare"] and letter(item) not in "RIGW":
                yield claim(scene, item, "broader", "板块", field, (parts.start, kind.end))


def claim(scene: Scene, subject: Mention, relation: str, verb: str, field: Mention,
          span: tuple[int, int]) -> RelationClaim:
    """One claim about the field of the report, with the title as evidence beside the sentence."""
    evidence = (Span(field.start, field.end), Span(max(span[0], scene.start), span[1]))
    return RelationClaim(EntityRef(subject.name, subject.type), relation, verb, EntityRef(field.name, field.type),
                         evidence, 0.7, "field")
