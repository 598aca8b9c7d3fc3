"""Names and noun phrases of each sentence: gazetteers, LAC's names, 《…》, “…”, stated problems, and head words.

Every noun phrase becomes a mention; one whose class is unknown has type "Entity". Mentions do not overlap.
"""
from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace

from ingest.names import body_names
from ingest.spans import INSTITUTIONS, NAMES, NOMINAL, PLACES, units
from ingest.unit import Unit, clean_name
from ingest.words import Words, plain
from kg.text.dictionary import made_of_words
from kg.text.lexicon import Lexicon
from kg.types import Document, Mention, Token

__all__ = ["FACILITIES", "INSTITUTIONS", "find_mentions"]

_COUNTED = re.compile("[一二三四五六七八九十两多几各]+[省市县区州地国]+")     # 云南、广西两省
_QUANTITY = re.compile(r"[\d.]+|[一二三四五六七八九十两百千万亿几数多]+[个项家类种大余]?")


def find_mentions(lexicon: Lexicon, document: Document,
                  tokens: Sequence[tuple[Token, ...]]) -> list[tuple[Mention, ...]]:
    """The mentions of each sentence, one tuple a sentence, in the order of the text."""
    words = Words.load()
    names = body_names(words, lexicon, document, tokens)
    found = [_sentence(words, lexicon, names, document.text, sentence) if sentence else [] for sentence in tokens]
    return _quoted_alike(found)


def _quoted_alike(found: list[list[Mention]]) -> list[tuple[Mention, ...]]:
    """The mentions, where a quoted name has the class it was given elsewhere in the document."""
    known = {m.name: m.type for sentence in found for m in sentence
             if m.type != "Entity" and m.surface.startswith("“")}
    found = [[m for m in sentence if not _COUNTED.fullmatch(m.name)] for sentence in found]
    return [tuple(replace(m, type=known[m.name]) if m.type == "Entity" and m.name in known else m for m in sentence)
            for sentence in found]


def _sentence(words: Words, lexicon: Lexicon, names: Mapping[str, str], text: str,
              tokens: tuple[Token, ...]) -> list[Mention]:
    start, end = tokens[0].start, tokens[-1].end
    parts = units(words, lexicon, names, plain(text[start:end]), start, tokens)
    mentions: list[Mention] = []
    at = 0
    while at < len(parts):
        unit = parts[at]
        if unit.text in _EVERYWHERE and at + 1 < len(parts) and parts[at + 1].tag == "m":
            at += 1                  # 国内首条生产线
            continue
        brand = unit.type in INSTITUTIONS and unit.end - unit.start == 2
        if unit.fixed and (unit.type in PLACES or brand) and at + 1 < len(parts) and not parts[at + 1].fixed:
            stop = _run(words, parts, at + 1)
            ends = FACILITIES + _SITES if brand else FACILITIES
            if stop > at + 1 and text[unit.start:parts[stop - 1].end].endswith(ends):
                whole = text[unit.start:parts[stop - 1].end]
                kind = words.head_class(whole) or "Product"
                mentions.append(Mention(unit.start, parts[stop - 1].end, whole, kind, whole))
                at = stop
                continue
        if unit.fixed:
            mentions.append(Mention(unit.start, unit.end, text[unit.start:unit.end], unit.type, unit.name))
            at += 1
            continue
        if at > 1 and unit.text in _COUNTED_PLACES and parts[at - 1].tag == "m" and parts[at - 2].type in PLACES:
            at += 1                  # 甲、乙、丙三省区
            continue
        if _serves(words, text, parts, at) or _opens_order(words, text, parts, at):
            at += 1                  # 服务企业430家 after a comma says what is done
            continue
        stop = _run(words, parts, at)
        if at and stop > at + 1 and parts[at].text in _COUNTED_PLACES and parts[at - 1].tag == "m":
            at += 1                  # 佛山、唐山两市试运行
            continue
        if stop > at + 1 and parts[at].text == "华" and at and parts[at - 1].text == "在":
            at += 1                  # 在华研发中心
            continue
        if stop > at:
            figure = words.head_class(text[parts[at].end:parts[stop - 1].end]) == "Indicator"
            lead = 1 if parts[at].tag == "ORG" and stop - at > 1 and figure else 0
            lead = lead or _maker(words, parts[at:stop])
            if not lead and words.head_class(text[parts[at].start:parts[stop - 1].end]) == "Indicator":
                lead = _holders(text, parts[at:stop])
            for run in (parts[at:at + lead], parts[at + lead:stop]):      # 甲公司营收: whose it is, and what
                if run and (mention := _phrase(words, lexicon, text, run)):
                    mentions.append(mention)
            at = stop
        elif unit.text in words["adverb"] and at + 1 < len(parts) and parts[at + 1].text in words["verb"]:
            at += 2
        else:
            at += 1
    return mentions


def _holders(text: str, run: Sequence[Unit]) -> int:
    """How many units name who holds the figure: 股份制商业银行 in 股份制商业银行贷款余额."""
    for count in range(len(run) - 1, 0, -1):
        name, rest = text[run[0].start:run[count - 1].end], text[run[count].start:run[-1].end]
        ends = ("银行",) if len(rest) > 2 else ("银行", "机构", "公司")
        if len(rest) >= 2 and len(name) >= 4 and name.endswith(ends) and len(run[count - 1].text) > 1:
            return count
    return 0


def _maker(words: Words, run: Sequence[Unit]) -> int:
    """1 where a company's name is followed by what it makes: 甲科技 in 甲科技激光雷达; else 0."""
    name, rest = run[0], "".join(unit.text for unit in run[1:])
    specified = len(run) > 1 and bool(_SPECIFIED.fullmatch(run[1].text))
    named = name.tag == "ORG" and len(name.text) > 3 and (specified or name.text.endswith(tuple(words["company_end"])))
    makes = len(rest) > 2 and words.head_class(rest) in ("Technology", "Product", None)
    return int(named and makes and not _company_word(words, run[1:]))


def _serves(words: Words, text: str, parts: Sequence[Unit], at: int) -> bool:
    """Whether the word at `at`, tagged as a noun, is the verb of a clause without a subject: ,服务药企430家."""
    first, following = parts[at], parts[at + 1] if at + 1 < len(parts) else None
    made = at and parts[at - 1].fixed and parts[at - 1].type == "Product" and parts[at - 1].end == first.start
    if made and following is not None and first.text in words["deed"] and following.tag in NOMINAL and (
            following.text not in words["after_deed"]):
        return True                  # “甲”系统集成语音识别、电子病历
    named = at and parts[at - 1].fixed and parts[at - 1].type in NAMES and parts[at - 1].end == first.start
    if named and following is not None and following.text == "的" and first.text in words["relative_verb"]:
        return True                  # 甲公司研发的乙
    if first.text in words["leading_verb"] and at and parts[at - 1].fixed and parts[at - 1].end == first.start:
        return following is not None and (following.tag in NOMINAL or following.fixed)      # 《办法》明确补贴标准
    if first.text not in words["noun_verb"] | words["verb"] or first.tag not in ("vn", "v", "n"):
        return False
    joined = at and parts[at - 1].end == first.start and {parts[at - 1].text, first.text} <= words["relative_verb"]
    if joined and following is not None and following.tag in NOMINAL | {"a", "b"}:
        stop = _run(words, parts, at + 1)                 # 投资建设、建设运营市级平台
        return words.head_class(text[following.start:parts[stop - 1].end]) in ("Product", "Technology")
    placed = named and parts[at - 1].type in PLACES and first.text in words["verb"]
    if placed and following is not None and following.tag in NOMINAL and at > 1 and parts[at - 2].text == "在":
        return True                  # 在甲市建设转运中心
    if named and at + 1 < len(parts) and parts[at + 1].fixed and first.text in words["verb"]:
        return True                  # 甲省建设“乙”平台
    if named and at + 1 < len(parts) and re.search("由[^,;，；。]*$", text[max(0, first.start - 40):first.start]):
        return True                  # 由甲局建设乙平台
    if at and text[first.start - 1:first.start] not in (",", ";", "，", "；"):
        return False
    stop = _run(words, parts, at + 1)
    if stop == at + 1 or stop >= len(parts) or parts[stop].tag != "m":
        return False
    return words.head_class(text[parts[at + 1].start:parts[stop - 1].end]) in ("Group", "Product", "ResearchBody", None)


def _opens_order(words: Words, text: str, parts: Sequence[Unit], at: int) -> bool:
    """Whether a word tagged as a noun is the verb of a clause that has no other: ,应用机器视觉、知识图谱等技术,."""
    first, following = parts[at], parts[at + 1] if at + 1 < len(parts) else None
    if first.text not in words["deed"] or first.fixed or following is None or following.text in words["after_deed"]:
        return False
    if following.tag not in NOMINAL | {"a"} or (at and text[first.start - 1:first.start] not in _BORDERS):
        return False
    before = following
    for unit in parts[at + 1:]:
        if unit.text[:1] in _BORDERS:
            break
        listed = text[unit.end:unit.end + 1] in ("、", "与", "和", "及")
        if unit.tag in ("v", "m", "d", "vd", "p") and not (unit.fixed or listed or unit.text in words["noun_verb"]):
            return False
        before = unit
    return before.tag != "a" and not before.text.endswith(_TOPICS)


# ---- noun phrases ---------------------------------------------------------------------------------------
def _run(words: Words, units: Sequence[Unit], at: int) -> int:
    """Where the noun phrase that begins at `at` ends; `at` itself when none begins there."""
    stop = at
    while stop < len(units) and not units[stop].fixed and _continues(words, units, at, stop):
        stop += 1
    while stop > at and units[stop - 1].text in _JOINS:
        stop -= 1
    return stop


def _continues(words: Words, units: Sequence[Unit], at: int, here: int) -> bool:
    """Whether the unit at `here` belongs to the noun phrase that begins at `at`."""
    unit, started = units[here], here > at
    if here == at + 1 and at and units[at - 1].text == "等" and (
            units[at].text in words["field"] or (units[at].text in _WAYS and unit.tag in ("v", "vn"))):
        return False                 # 甲、乙等领域规模化应用: the list ends with 领域
    following = units[here + 1] if here + 1 < len(units) else None
    nominal = following is not None and following.tag in NOMINAL and not following.fixed
    before = units[here - 1] if started else None
    if unit.text in words["adverb"] and not (nominal and unit.text.endswith("性")):      # 战略性前瞻性领域
        plain = following is not None and following.tag in ("n", "nz") and not following.fixed
        if before is not None and before.text != "的" and not (unit.text == "重点" and plain):
            return False             # 终端实时监控货物: 实时 belongs to the verb
        if following is not None and (following.tag in ("v", "vd") or following.text in words["always_verb"]):
            return False
    acts = unit.text in words["verb"] and before is not None and before.text.endswith(_ACTORS) and nominal
    if acts and any(u.text in words["pivot"] for u in units[max(0, at - 3):at]):
        return False                 # 支持独角兽企业建设验证中心
    senses = unit.text in words["sensing"] and here > 0 and units[here - 1].text.endswith(_DEVICES)
    if senses and nominal and following is not None and following.text not in _TOOLS:
        return False                 # 终端采集货物信息: the device does it
    if unit.text == "发展" and before is not None and before.text in _MEANS and nominal:
        return False                 # 依托港口优势发展航运
    if unit.text in _CARRIES_OUT and at and units[at - 1].text == "对" and started:
        return False                 # 对敬老院实施改造
    if unit.text in words["relative_verb"] and following is not None and following.text == "的" and here and any(
            u.text in _WITH_WHICH for u in units[max(0, here - 5):here - 1]):
        return False                 # 利用飞控技术开发的控制系统
    if unit.text == "支撑" and following is not None and following.text.startswith("下"):
        return False
    if unit.tag in NOMINAL or unit.tag == "n":
        return not (unit.tag == "xc" and re.fullmatch(r"[\W_]+", unit.text))
    if unit.text == "多" and started and following is not None and following.text in _MANY:
        return nominal               # 加氢站多部门联审机制
    if unit.tag in ("a", "b", "ad") and unit.text not in ("多", "少"):
        if following is not None and _SPECIFIED.fullmatch(following.text):
            return True              # 低阻P型8英寸衬底
        return nominal or (following is not None and following.tag == "a" and not following.fixed)
    if unit.text in _JOINS and before is not None and following is not None:
        fits = following.tag in NOMINAL | {"a"} or (unit.text == "+" and following.tag == "v")
        return fits and (unit.text != "/" or bool(re.search(r"[A-Za-z]$", before.text)))
    if unit.text == " " and before is not None and following is not None:
        return bool(_LATIN.search(before.text) and _LATIN.search(following.text))      # Global Wing
    if unit.text == "无人":
        return nominal               # 无人矿卡
    if unit.tag == "m" and _SPECIFIED.fullmatch(unit.text):
        return nominal or (following is not None and following.tag == "a" and not following.fixed)   # 8英寸衬底
    if unit.tag == "m":
        latin = bool(re.search(r"[A-Za-z]", unit.text)) and not _QUANTITY.match(unit.text)
        counts = following is not None and following.text.startswith(_CLASSIFIERS)
        return latin or (started and nominal and not counts and bool(re.fullmatch(r"[一二三四五]", unit.text)))
    if unit.tag == "f":
        inner = started and unit.text not in _INSIDE
        return nominal and following is not None and (following.text in ("地区", "区域", "市场") or inner)
    if unit.tag == "v" and len(unit.text) == 2:
        if not started:              # 行驶里程、行驶速度
            listed = at > 0 and units[at - 1].text in _LISTING
            return listed and nominal and unit.text not in words["verb"]
        if before is not None and before.text == "+":
            return True
    return started and unit.tag in ("v", "vd", "ad", "d") and _verb_as_noun(words, units, at, here)


# A number that is part of a name: sizes, voltages and the like of the kinds a thing comes in.
_SPECIFIED = re.compile(r"\d+(?:\.\d+)?(?:英寸|寸|[kK]?V|千?伏|nm|纳米|微米|[GM]?Hz|[GM]?赫兹|m?Ah|安时|MPa|兆帕|吨级)")
_LATIN = re.compile("^[A-Z][A-Za-z0-9.&-]*$")
_EVERYWHERE = ("国内", "全国", "全球", "全省", "全市", "国际", "世界", "省内", "市内")
_BORDERS = (",", ";", ":", "。", "!", "?", "，", "；", "：", "\n")
_TOPICS = ("方面", "领域", "环节", "层面", "来看", "上", "中", "下", "后", "前")
_WAYS = ("方式", "措施", "途径", "渠道", "方法", "手段", "举措", "形式")       # 等方式优化成本
_CARRIES_OUT = ("实施", "进行", "开展", "实行")
_JOINS = ("+", "-", "/", "·")
_COUNTED_PLACES = ("省", "市", "县", "区", "地", "国", "州", "省区", "省市", "区县")
_CLASSIFIERS = ("部分", "大", "类", "种", "级", "层", "环节", "方面", "阶段", "板块", "省", "市", "地", "家",
                "项", "个")
_MANY = ("部门", "方", "级", "层", "品种", "维", "源", "场景", "渠道", "学科", "中心", "能", "主体", "区域")
_ACTORS = ("企业", "机构", "高校", "院校", "医院", "单位", "部门", "公司", "银行")
_FIRMS = INSTITUTIONS - {"GovernmentBody", "ResearchBody"}
_TERMS = frozenset({"Scenario", "Technology", "Group"})
_PROPER = frozenset({"ORG", "LOC", "PER", "nz", "nr", "ns", "nt", "nw", "xc"})
_MEANS = ("优势", "资源", "基础", "技术", "条件")
_WITH_WHICH = ("利用", "采用", "基于", "运用", "通过", "依托", "借助", "应用", "使用")
_LISTING = ("、", "如", "和", "与", "及", "“", "由", "包括", "包含", "涵盖", "分为", "含", "即")
_INSIDE = ("中", "下", "里", "时", "间", "上", "内", "外")
FACILITIES = ("枢纽", "集散中心", "产业园", "物流园", "科技园", "工业园", "港", "机场", "交易所", "展览馆", "研究院",
              "大学", "交易中心")
_SITES = ("中心", "医院", "学校", "实验室")       # 江淮医学中心 is not of the company 江淮
_DEVICES = ("技术", "终端", "设备", "平台", "系统", "传感器", "物联网", "企业", "机构", "银行")
_RECIPROCAL = {"协同", "合作", "联动", "共享", "互认", "协调", "协作", "联防", "会商"}
_ACCORDS = {"机制", "协议", "协定", "备忘录", "体系", "平台", "联盟", "办法", "制度", "中心", "网络"}
_TOOLS = {"系统", "平台", "技术", "能力", "模型", "设备", "终端", "数据", "中心", "体系"}


def _verb_as_noun(words: Words, units: Sequence[Unit], at: int, here: int) -> bool:
    """LAC tags the last word of 边缘计算、票据伪造 as a verb; in a list or before 风险, 能力 it is none."""
    unit = units[here]
    if len(unit.text) != 2:
        return False
    if unit.text in words["noun_verb"] and _facility(words, units, at, here):
        return True                  # 药物研发公共平台
    after = units[here + 1].text if here + 1 < len(units) else ""
    if after in _ACCORDS and unit.text in _RECIPROCAL:
        return True                  # 算力协同机制
    if unit.text in words["verb"] | words["always_verb"]:
        return False
    before = units[at - 1].text if at else ""
    following = units[here + 1] if here + 1 < len(units) else None
    governed = at > 0 and units[at - 1].tag in ("v", "p")
    if unit.tag == "v" and governed and following is not None and following.tag in NOMINAL and not following.fixed:
        kind = words.head_class(units[here - 1].text)      # 下达冷藏保鲜资金, but 支持企业购买设备
        return kind not in ("Group", "Company", "Institution", "Technology", "Product")
    if unit.tag == "v" and after in ("、", "等", "”", "/"):
        return True
    if before in ("与", "和", "及", "以及", "、", "“", "的") and after in ("的", ",", "。", ";", "", "”"):
        return unit.tag == "v" and units[here - 1].tag != "ORG"
    return after in words["after_noun_verb"]


def _facility(words: Words, units: Sequence[Unit], at: int, here: int) -> bool:
    """Whether nouns follow that end as places of work do, and what stands before does not act."""
    stop = here + 1
    while stop < len(units) and not units[stop].fixed and units[stop].tag in NOMINAL | {"a"}:
        stop += 1
    if stop == here + 1 or not units[stop - 1].text.endswith(tuple(words["workplace"])):
        return False
    return words.head_class(units[here - 1].text) not in ("Group", "Company", "Institution", "Product", "ResearchBody")


def _phrase(words: Words, lexicon: Lexicon, text: str, run: Sequence[Unit]) -> Mention | None:
    start, end = run[0].start, run[-1].end
    surface = text[start:end]
    name = clean_name(words, surface)
    if verb := _leading_verb(words, lexicon, text, start, run, name):
        start, surface = start + verb, surface[verb:]
        name = clean_name(words, surface)
    if len(name) < 2 or name in words["modifier"] | words["drop"]:
        return None
    if len(run) == 1 and run[0].tag in ("a", "ad", "f", "m"):
        return None
    offset = surface.find(name)
    if offset > 0:
        start, surface = start + offset, surface[offset:]
    last = run[-1]
    entry = lexicon.canonical(name)
    known = entry.type if entry and not lexicon.is_weak(name) else None
    if known is None and run[0].tag == "ORG" and (len(run) == 1 or _company_word(words, run[1:])):
        known = words.head_class(name) if words.head_class(name) in INSTITUTIONS else "Institution"
    if known is None and len(run) == 1 and last.tag == "LOC" and not last.text.endswith(tuple(words["workplace"])):
        known = "Region"
    head = words.head_class(name)
    if known is None and last.type and (head is None or not name.endswith(tuple(_longer(words, last.text)))):
        known = last.type
    plain = len(run) > 1 and all(
        u.type in _TERMS or (u.tag not in _PROPER and made_of_words(u.text, ("性", "型", "级"))) for u in run)
    if name in words["general_group"] or (known is None and head in _FIRMS and plain):
        known = "Group"              # 会员银行, 农机作业公司: a kind of them
    return Mention(start, end, surface, known or head or "Entity", name)


def _leading_verb(words: Words, lexicon: Lexicon, text: str, start: int, run: Sequence[Unit], name: str) -> int:
    """How long a verb tagged as part of the name is: 支持平台企业, 应用机器视觉 after a comma."""
    verb, rest = name[:2], name[2:]
    if len(rest) < 3 or not text.startswith(name, start):
        return 0
    if len(run) > 1 and run[0].text == verb and verb in words["pivot"] and words.head_class(rest) == "Group":
        return 2
    opens = start == 0 or text[start - 1] in _BORDERS
    if opens and verb in words["deed"] and rest[:2] not in words["after_deed"] and verb not in words["sensing"]:
        known = next((f for f in lexicon.find(rest) if f.start == 0), None)
        if (known is not None and known.type == "Technology") or (
                len(rest) > 4 and words.head_class(rest) in ("Technology", "Product", "Scenario")):
            return 2
    return 0


def _longer(words: Words, term: str) -> list[str]:
    return [head for head in words.heads if head.endswith(term) and len(head) > len(term)] or ["\0"]


def _company_word(words: Words, rest: Sequence[Unit]) -> bool:
    return len(rest) == 1 and rest[0].text in words["company_end"]
