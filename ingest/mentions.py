"""Names and noun phrases of each sentence: gazetteers, LAC's names, 《…》, “…”, stated problems, and head words.

Every noun phrase becomes a mention; one whose class is unknown has type "Entity". Mentions do not overlap.
"""
from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from ingest.words import Words, plain
from kg.text.lexicon import Lexicon
from kg.types import Document, Mention, Token

NAMES = {"Institution", "FinancialInstitution", "Bank", "Insurer", "SecuritiesFirm", "AssetManager", "Company",
         "TechnologyCompany", "GovernmentBody", "ResearchBody", "Region", "Country", "Province", "City"}
_PLACES = {"Region", "Country", "Province", "City"}
INSTITUTIONS = NAMES - _PLACES
NOMINAL = {"n", "nz", "nw", "nr", "ns", "nt", "vn", "an", "s", "ORG", "LOC", "PER", "xc"}
_WORK = re.compile(r"《([^《》]{2,60})》")
_QUOTED = re.compile(r"“([^“”]{1,40})”")
_TROUBLE = "问题|难题|痛点|难点|堵点|瓶颈|困境|挑战|短板|现象|矛盾"
_FACING = "面临|面对|解决|破解|缓解|应对|化解|克服|存在|消除|陷入|暴露出?|破除"
_STATED_PROBLEM = re.compile(
    rf"(?:{_FACING})(?:着|了|好)?(?P<items>[^,。;:!?“”()]{{2,45}}?)(?P<tail>等?(?:[两三四五六几多]大)?(?:突出|共性|现实)?(?:的)?(?:{_TROUBLE}))"
    rf"(?=[,。;:!?]|$|的|与|和|上|方面)")
_QUOTED_PROBLEM = re.compile(rf"“(?P<items>[^“”]{{2,40}})”等?(?:的)?(?:{_TROUBLE})")
_PLACE = re.compile(r"^[^、]{2,20}?(?:中存在的|中的|下的|领域的|方面的|发展中(?!国)|(?<!市)中(?![小国央心介间]))")
_OUTER = re.compile(r"^[的了着与和及、]+|[的了着与和及等、]+$")
_PUNCTUATION = re.compile(r"[“”‘’「」『』\"《》〈〉]")
_PROVINCES = re.compile(r"\d+个省(?:份|区市)?\(自治区、直辖市\)|各省\(自治区、直辖市\)")
_QUARTERS = re.compile(r"(?:东部沿海|东部|中部|西部|东北|华北|华东|华南|华中|西南|西北)(?=[(,。、;的和与及为是占])")
_QUANTITY = re.compile(r"[\d.]+|[一二三四五六七八九十两百千万亿几数多]+[个项家类种大余]?")


@dataclass(frozen=True, slots=True)
class _Unit:
    """A token, or a span that is a name already (`type` set)."""

    start: int
    end: int
    text: str
    tag: str
    type: str = ""
    name: str = ""
    fixed: bool = False              # stands alone: no noun phrase grows over it


def find_mentions(lexicon: Lexicon, document: Document, tokens: Sequence[tuple[Token, ...]]) -> list[tuple[Mention, ...]]:
    """The mentions of each sentence, one tuple a sentence, in the order of the text."""
    words = Words.load()
    return [tuple(_sentence(words, lexicon, document.text, sentence)) if sentence else () for sentence in tokens]


def clean_name(words: Words, name: str) -> str:
    """A phrase as a name: without quotes, leading modifiers and trailing particles."""
    name = _OUTER.sub("", _PUNCTUATION.sub("", name).strip())
    if len(name) > 4:
        name = name.removesuffix("方面")
    changed = True
    while changed:
        changed = False
        for modifier in sorted(words["modifier"], key=len, reverse=True):
            if name.startswith(modifier) and len(name) - len(modifier) >= 2:
                name, changed = name[len(modifier):].lstrip("的"), True
    return _OUTER.sub("", name)


def _sentence(words: Words, lexicon: Lexicon, text: str, tokens: tuple[Token, ...]) -> list[Mention]:
    start, end = tokens[0].start, tokens[-1].end
    units = _units(words, lexicon, plain(text[start:end]), start, tokens)
    mentions: list[Mention] = []
    at = 0
    while at < len(units):
        unit = units[at]
        if unit.fixed and unit.type in _PLACES and at + 1 < len(units) and not units[at + 1].fixed:
            stop = _run(words, units, at + 1)
            if stop > at + 1 and text[unit.start:units[stop - 1].end].endswith(FACILITIES):
                whole = text[unit.start:units[stop - 1].end]
                mentions.append(Mention(unit.start, units[stop - 1].end, whole, words.head_class(whole) or "Product", whole))
                at = stop
                continue
        if unit.fixed:
            mentions.append(Mention(unit.start, unit.end, text[unit.start:unit.end], unit.type, unit.name))
            at += 1
            continue
        stop = _run(words, units, at)
        if stop > at:
            figure = words.head_class(text[units[at].end:units[stop - 1].end]) == "Indicator"
            lead = 1 if units[at].tag == "ORG" and stop - at > 1 and figure else 0
            for run in (units[at:at + lead], units[at + lead:stop]):      # 甲公司营收: whose it is, and what
                if run and (mention := _phrase(words, lexicon, text, run)):
                    mentions.append(mention)
            at = stop
        elif unit.text in words["adverb"] and at + 1 < len(units) and units[at + 1].text in words["verb"]:
            at += 2
        else:
            at += 1
    return mentions


# ---- spans that are names by their form ---------------------------------------------------------------
def _units(words: Words, lexicon: Lexicon, text: str, base: int, tokens: tuple[Token, ...]) -> list[_Unit]:
    spans = [*_works(text), *_problems(words, text)]
    spans += [_Unit(m.start(), m.end(), m[0], "n", "Region", m[0], True) for m in _PROVINCES.finditer(text)]
    nominal = [t for t in tokens if t.tag in NOMINAL | {"a"} and t.text not in words["always_verb"]]
    follows = {t.start - base: t.end - base for t in nominal}
    spans += _quotes(words, lexicon, text, spans, follows)
    taken = bytearray(len(text))
    for span in spans:
        taken[span.start:span.end] = b"\1" * (span.end - span.start)
    for match in _QUARTERS.finditer(text):
        if not any(taken[match.start():match.end()]):
            spans.append(_Unit(match.start(), match.end(), match[0], "n", "Region", match[0], True))
            taken[match.start():match.end()] = b"\1" * len(match[0])
    organisations = [(t.start - base, t.end - base) for t in tokens if t.tag in ("ORG", "LOC")]
    for found in lexicon.find(text):
        if any(taken[found.start:found.end]):
            continue
        if found.weak and not any(s <= found.start and found.end <= e for s, e in organisations):
            continue
        if found.type in _PLACES and any(t.tag == "ORG" and (t.start - base, t.end - base) == (found.start, found.end)
                                         for t in tokens):
            continue                 # a place name that LAC reads as a company here (阿里)
        if found.type in NAMES or _aligned(found.start, found.end, base, tokens):
            spans.append(_Unit(found.start, found.end, found.surface, "nz", found.type, found.surface,
                               found.type in NAMES))
            taken[found.start:found.end] = b"\1" * (found.end - found.start)
    for word in sorted(words["noun"], key=lambda w: (-len(w), w)):
        for match in re.finditer(re.escape(word), text):
            if not any(taken[match.start():match.end()]):
                spans.append(_Unit(match.start(), match.end(), word, "n"))
                taken[match.start():match.end()] = b"\1" * len(word)
    units = [_Unit(s.start + base, s.end + base, s.text, s.tag, s.type, s.name, s.fixed) for s in spans]
    for token in tokens:
        units += _rest(words, token, taken, base)
    return sorted(units, key=lambda u: u.start)


def _rest(words: Words, token: Token, taken: bytearray, base: int) -> list[_Unit]:
    """What the spans leave of a token."""
    pieces, at = [], token.start - base
    while at < token.end - base:
        stop = at
        while stop < token.end - base and not taken[stop]:
            stop += 1
        if stop > at and token.tag == "ORG" and (joint := _JOINT.search(token.text, at - (token.start - base) + 1)) and (
                joint.end() < len(token.text)):
            parts = (token.start, token.start + joint.start(), token.start + joint.end(), token.end)
            for tag, a, b in zip(("ORG", "v", "ORG"), parts, parts[1:], strict=False):
                pieces.append(_Unit(a, b, token.text[a - token.start:b - token.start], tag))
            return pieces
        if stop > at:
            piece = token.text[at - (token.start - base):stop - (token.start - base)]
            whole = len(piece) == len(token.text)
            tag = token.tag if whole or token.tag not in ("ORG", "LOC") else "v" if piece in words["adverb"] or piece in ("联合", "会同", "携手") else "n"
            if whole and tag == "ORG" and words.head_class(piece) in ("Scenario", "Technology", "Indicator", "Problem", "Entity"):
                tag = "n"            # LAC takes new terms (普惠金融) for organisations
            pieces.append(_Unit(at + base, stop + base, plain(piece), "v" if piece in words["always_verb"] else tag))
        at = max(stop, at + 1)
    return pieces


_JOINT = re.compile(r"联合|会同|携手")


def _aligned(start: int, end: int, base: int, tokens: tuple[Token, ...]) -> bool:
    """A common term counts only where it begins or ends with a word: 融资 is no term in 金融资产."""
    return any(t.start - base == start for t in tokens) or any(t.end - base == end for t in tokens)


def _works(text: str) -> list[_Unit]:
    units = []
    for match in _WORK.finditer(text):
        name = match[1].strip()
        standard = re.search(r"(?:规范|标准|技术要求|指南|导则|规程)(?:\(.*\))?$", name)
        units.append(_Unit(match.start(), match.end(), match[0], "nw", "Standard" if standard else "Policy", name, True))
    return units


def _problems(words: Words, text: str) -> list[_Unit]:
    units: list[_Unit] = []
    for pattern in (_STATED_PROBLEM, _QUOTED_PROBLEM):
        for match in pattern.finditer(text):
            start, items = match.start("items"), match["items"]
            headless = pattern is _QUOTED_PROBLEM or bool(re.search("[等的大]", match["tail"]))
            if not headless:
                items += match["tail"]
            if place := _PLACE.match(items):
                start, items = start + place.end(), items[place.end():]
            parts = re.split(r"([、]|以及)", items)
            head = re.search(rf"(?:融资|转型|发展|就业)?(?:{_TROUBLE})$", items) if not headless else None
            for part in parts:
                name = clean_name(words, part)
                if len(name) >= 3 and part not in ("、", "以及") and not _PUNCTUATION.search(part):
                    if head and not name.endswith(head[0]):
                        name += head[0]
                    if not any(u.start < start + len(part) and start < u.end for u in units):
                        units.append(_Unit(start, start + len(part), part, "n", "Problem", name, True))
                start += len(part)
    return units


def _quotes(words: Words, lexicon: Lexicon, text: str, others: list[_Unit], follows: dict[int, int]) -> list[_Unit]:
    """Quoted names: “X+Y”平台 takes its head word, “甲乙丙”产品 keeps the brand, “A、B、C” is a list."""
    units: list[_Unit] = []
    for match in _QUOTED.finditer(text):
        content = match[1]
        if any(u.start < match.end() and match.start() < u.end for u in (*others, *units)):
            continue
        head = _head_after(words, text, match.end(), follows)
        parts = re.split(r"[、+]", content)
        if len(parts) > 1 and ("、" in content or (len(parts) > 2 and not head)):
            at = match.start() + 1
            for part in parts:
                if len(part) >= 2:
                    units.append(_Unit(at, at + len(part), part, "n", words.head_class(part) or "Entity", part, True))
                at += len(part) + 1
            continue
        # “物联网+农业金融”服务 says what the thing is; “千里眼”服务 is a brand.
        descriptive = "+" in content or bool(lexicon.find(content)) or words.head_class(content) in ("Technology", "Scenario")
        kind = words.head_class(head) if head else words.head_class(content)
        if head:
            end = match.end() + len(head)
            kind = kind if kind in ("Standard", "Policy") else "Product"
            units.append(_Unit(match.start(), end, text[match.start():end], "nz", kind,
                               content + head if descriptive and head != "版" else content, True))
        elif len(content) >= 2 and not re.search(r"[,。;:]", content):
            thing = follows.get(match.end())
            while thing in follows:
                thing = follows[thing]
            named = thing is not None and words.head_class(text[match.end():thing]) in ("Technology", "Product")
            brand = "Product" if "+" in content or named or re.search(r"[A-Za-z]", content) else kind or "Entity"
            units.append(_Unit(match.start(), match.end(), match[0], "nz", brand, content, True))
    return units


_HEAD_AFTER = re.compile(r".*(?:平台|产品|模式|服务|计划|项目|工程|方案|系统|体系|基金|版|行动|品牌|业务|专项|贷款|保险|方法|机制|模型|"
                         r"标准|规划|政策|APP|小程序|园区|基地|中台|引擎|软件|大模型|机器人|芯片|工具|套餐|实验室|联盟|联合体)")


def _head_after(words: Words, text: str, at: int, follows: dict[int, int]) -> str | None:
    """The head noun phrase right after a closing quotation mark: 公共服务平台 in “甲+乙”公共服务平台."""
    end = at
    while end in follows and end - at < 14:
        end = follows[end]
    match = _HEAD_AFTER.match(text[at:end])
    return match[0] if match else None


# ---- noun phrases ---------------------------------------------------------------------------------------
def _run(words: Words, units: list[_Unit], at: int) -> int:
    """Where the noun phrase that begins at `at` ends; `at` itself when none begins there."""
    stop = at
    while stop < len(units) and not units[stop].fixed:
        unit = units[stop]
        following = units[stop + 1] if stop + 1 < len(units) else None
        started = stop > at
        if unit.text in words["adverb"] and started and units[stop - 1].text != "的":
            break                    # 终端实时监控货物: 实时 belongs to the verb
        if unit.text in words["adverb"] and following and (following.tag in ("v", "vd") or following.text in words["always_verb"]):
            break
        if unit.text in words["sensing"] and started and following and following.tag in NOMINAL and (
                units[stop - 1].text.endswith(_DEVICES) and following.text not in _TOOLS):
            break                    # 终端采集货物信息: the device does it
        if unit.text == "支撑" and following and following.text.startswith("下"):
            break
        if unit.tag in NOMINAL:
            if unit.tag == "xc" and re.fullmatch(r"[\W_]+", unit.text):
                break
        elif unit.tag in ("a", "b", "ad") and unit.text not in ("多", "少"):
            if not (following and following.tag in NOMINAL | {"a"} and not following.fixed):
                break
        elif unit.text in ("+", "-", "/", "·") and started and following and (
                following.tag in NOMINAL | {"a"} or (unit.text == "+" and following.tag == "v")):
            if unit.text == "/" and not re.search(r"[A-Za-z]$", units[stop - 1].text):
                break
        elif unit.tag == "m" and re.search(r"[A-Za-z]", unit.text) and not _QUANTITY.match(unit.text) or unit.tag == "m" and started and following and following.tag in NOMINAL and re.fullmatch(r"[一二三四五]", unit.text) or unit.tag == "f" and following and following.tag in NOMINAL and (
                following.text in ("地区", "区域", "市场") or (started and unit.text not in ("中", "下", "里", "时", "间", "上", "内", "外"))):
            pass
        elif (unit.tag == "v" and not started and at and units[at - 1].text in ("、", "如", "和", "与", "及", "“")
              and following and following.tag in NOMINAL and not following.fixed and len(unit.text) == 2
              and unit.text not in words["verb"]):
            pass                     # 行驶里程、行驶速度
        elif unit.tag == "v" and started and units[stop - 1].text == "+" and len(unit.text) == 2 or unit.tag in ("v", "vd", "ad", "d") and started and _verb_as_noun(words, units, at, stop) or unit.tag == "n":
            pass
        else:
            break
        stop += 1
    while stop > at and units[stop - 1].text in ("+", "-", "/", "·"):
        stop -= 1
    return stop


FACILITIES = ("枢纽", "集散中心", "产业园", "物流园", "科技园", "工业园", "港", "机场", "交易所", "展览馆", "研究院", "大学", "交易中心")
_DEVICES = ("技术", "终端", "设备", "平台", "系统", "传感器", "物联网", "企业", "机构", "银行")
_TOOLS = {"系统", "平台", "技术", "能力", "模型", "设备", "终端", "数据", "中心", "体系"}


def _verb_as_noun(words: Words, units: list[_Unit], at: int, here: int) -> bool:
    """LAC tags the last word of 边缘计算、票据伪造 as a verb; in a list or before 风险, 能力 it is none."""
    unit = units[here]
    if unit.text in words["verb"] or len(unit.text) != 2:
        return False
    after = units[here + 1].text if here + 1 < len(units) else ""
    before = units[at - 1].text if at else ""
    governed = bool(at) and units[at - 1].tag in ("v", "p")
    if unit.tag == "v" and governed and here + 1 < len(units) and units[here + 1].tag in NOMINAL and not units[here + 1].fixed:
        kind = words.head_class(units[here - 1].text)      # 下达冷藏保鲜资金, but 支持企业购买设备
        return kind not in ("Group", "Company", "Institution", "Technology", "Product")
    if unit.tag == "v" and after in ("、", "等", "”", "/"):
        return True
    if before in ("与", "和", "及", "以及", "、", "“", "的") and after in ("的", ",", "。", ";", "", "”"):
        return unit.tag == "v"
    return after in ("风险", "压力", "能力", "意识", "水平", "体系", "机制", "问题", "难题", "技术", "系统", "平台", "模型",
                     "数据", "信息", "状态", "行为", "记录", "轨迹", "速度", "成本", "时间", "机器人", "领域", "场景", "服务", "标准", "政策", "规范", "方式")


def _phrase(words: Words, lexicon: Lexicon, text: str, run: Sequence[_Unit]) -> Mention | None:
    start, end = run[0].start, run[-1].end
    surface = text[start:end]
    name = clean_name(words, surface)
    if len(name) < 2 or name in words["modifier"] or name in words["drop"] or (len(run) == 1 and run[0].tag in ("a", "ad", "f", "m")):
        return None
    offset = surface.find(name)
    if offset > 0:
        start, surface = start + offset, surface[offset:]
    last = run[-1]
    entry = lexicon.canonical(name)
    known = entry.type if entry and not lexicon.is_weak(name) else None
    if known is None and run[0].tag == "ORG" and (len(run) == 1 or _company_word(run[1:])):
        known = words.head_class(name) if words.head_class(name) in INSTITUTIONS else "Institution"
    if known is None and len(run) == 1 and last.tag == "LOC":
        known = "Region"
    head = words.head_class(name)
    if known is None and last.type and (head is None or not name.endswith(tuple(_longer(words, last.text)))):
        known = last.type
    if name in words["general_group"]:
        known = "Group"
    return Mention(start, end, surface, known or head or "Entity", name)


def _longer(words: Words, term: str) -> list[str]:
    return [head for head in words.heads if head.endswith(term) and len(head) > len(term)] or ["\0"]


def _company_word(rest: Sequence[_Unit]) -> bool:
    return len(rest) == 1 and rest[0].text in ("电子", "物流", "科技", "集团", "股份", "智能", "软件", "通信", "技术", "医药",
                                               "证券", "基金", "信托", "保险", "银行", "财险", "人寿", "公司", "数科", "支付")
