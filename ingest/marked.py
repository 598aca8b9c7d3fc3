"""The spans of a sentence that its signs mark as names: 《…》, “…”, and stated problems (面临甲、乙等问题)."""
from __future__ import annotations

import re

from ingest.unit import PUNCTUATION, Unit, clean_name
from ingest.words import Words
from kg.text.lexicon import Lexicon
from kg.vocab import VOCAB

_WORK = re.compile(r"《([^《》]{2,60})》")
_QUOTED = re.compile(r"“([^“”]{1,40})”")
_TROUBLE = "问题|难题|痛点|难点|堵点|瓶颈|困境|挑战|短板|现象|矛盾|之忧|之困|之痛|之苦|尴尬|困局"
_FACING = "针对|面临|面对|解决|破解|缓解|应对|化解|克服|存在|消除|陷入|暴露出?|破除"
_STATED_PROBLEM = re.compile(
    rf"(?:{_FACING})(?:着|了|好)?(?P<items>[^,。;:!?“”()]{{2,45}}?)"
    rf"(?P<tail>等?(?:[两三四五六几多]大)?(?:突出|共性|现实)?(?:的)?(?:{_TROUBLE}))(?=[,。;:!?]|$|的|与|和|上|方面)")
_QUOTED_PROBLEM = re.compile(rf"“(?P<items>[^“”]{{2,40}})”等?(?:的)?(?:{_TROUBLE})")
_TITLE_OF_STANDARD = re.compile(r"(?:规范|标准|(?:技术|安全|使用|性能|质量|基本|通用)要求|通则|限值|试验方法|"
                                r"(?<!行动)(?<!工作)(?<!实施)(?<!申报)(?<!立项)指南|导则|规程)(?:\(.*\))?$")
_PLACE = re.compile(r"^[^、]{2,20}?(?:中存在的|中的|下的|领域的|方面的|发展中(?!国)|(?<!市)中(?![小国央心介间]))")
# What a brand in quotation marks may be the name of: “甲”系列货运无人机, “乙”双特异性抗体.
_THING = re.compile(r"(?P<series>系列|牌|型)?(?P<what>(?:(?![等的由被将已在于为与])[㐀-鿿A-Za-z]){2,12}"
                    r"(?:器|机|车|船|艇|药|剂|仪|箱|柜|泵|炉|灯|芯片|电池|装置|设备|终端|机器人|抗体|疫苗|飞机|火箭|卫星|列车|耳机|眼镜|车型|机型|材料|涂料|险|班列))")
_COUNTED = re.compile("、|[一二三四五六七八九十两].*[一二三四五六七八九十两]")       # “一喷三防” is no brand
_SITE = re.compile(r"[㐀-鿿]{0,4}?(?:基地|生产线|产业园|工厂|中心|平台|项目|工程|园区)")
_GOES_ON = re.compile("(?![的等和与及或是为在已将也被由向对从把并且均都难不之])[㐀-鿿]{2}(?<!问题)(?<!难题)(?<!痛点)")
# “三农”综合信息服务, “双碳”计划: what these abbreviate says what the head is, and names nothing.
_SHORTHAND = re.compile("[双两三四五六七八九十][㐀-鿿]{1,2}|"
                        "[一二三四五六七八九十两双].{0,2}[一二三四五六七八九十两].{1,3}")


def works(text: str) -> list[Unit]:
    units = []
    for match in _WORK.finditer(text):
        name = match[1].strip()
        kind = "Standard" if _TITLE_OF_STANDARD.search(name) else "Policy"
        units.append(Unit(match.start(), match.end(), match[0], "nw", kind, name, True))
    return units


def problems(words: Words, text: str) -> list[Unit]:
    units: list[Unit] = []
    for pattern in (_STATED_PROBLEM, _QUOTED_PROBLEM):
        for match in pattern.finditer(text):
            start, items = match.start("items"), match["items"]
            headless = pattern is _QUOTED_PROBLEM or bool(re.search("[等的大]", match["tail"]))
            if not headless:
                items += match["tail"]
            if place := _PLACE.match(items):
                start, items = start + place.end(), items[place.end():]
            parts = re.split(r"([、]|以及|(?<=..)与(?=...+之忧))", items)
            head = re.search(rf"(?:融资|转型|发展|就业)?(?:{_TROUBLE})$", items) if not headless else None
            for part in parts:
                name = clean_name(words, part)
                if len(name) >= 3 and part not in ("、", "以及") and not PUNCTUATION.search(part):
                    if head and not head[0].startswith("之") and not name.endswith(head[0]):
                        name += head[0]
                    if not any(u.start < start + len(part) and start < u.end for u in units):
                        units.append(Unit(start, start + len(part), part, "n", "Problem", name, True))
                start += len(part)
    return units


def quotes(words: Words, lexicon: Lexicon, text: str, others: list[Unit], follows: dict[int, int]) -> list[Unit]:
    """Quoted names: “X+Y”平台 takes its head word, “甲乙丙”产品 keeps the brand, “A、B、C” is a list.

    A list before a head (“甲、乙”供应体系) only describes it, and what the head names is the thing.
    """
    units: list[Unit] = []
    for match in _QUOTED.finditer(text):
        content = match[1]
        if any(u.start < match.end() and match.start() < u.end for u in (*others, *units)):
            continue
        # “20+8”产业集群 is known by its class
        head = _head_after(words, text, match.end(), follows) if re.search("[㐀-鿿A-Za-z]", content) else None
        parts = re.split(r"[、+]", content)
        if head and "、" in content and len(head) > 3:
            at = match.end()
            units.append(Unit(match.start(), at + len(head), text[match.start():at + len(head)], "nz",
                              words.head_class(head) or "Product", clean_name(words, head), True))
            continue
        if "、" in content and (goes := _GOES_ON.match(text, match.end())) and not any(
                goes[0] in words[kind] for kind in ("verb", "always_verb", "adverb")):
            continue                 # “一张床、一间房”无忧安居体系: of what kind, in whatever words
        if len(parts) > 1 and ("、" in content or (len(parts) > 2 and not head)):
            at = match.start() + 1
            for part in parts:
                if len(part) >= 2:
                    units.append(Unit(at, at + len(part), part, "n", words.head_class(part) or "Entity", part, True))
                at += len(part) + 1
            continue
        # “物联网+农业金融”服务 says what the thing is; “千里眼”服务 is a brand.
        known = words.head_class(content) in ("Technology", "Scenario") or any(
            VOCAB.family(found.type) == "concept" for found in lexicon.find(content))
        descriptive = "+" in content or known or content.endswith(("式", "化", "型", "性", "级"))
        descriptive = descriptive or bool(_SHORTHAND.fullmatch(content))
        kind = words.head_class(head) if head else words.head_class(content)
        if head:
            end = match.end() + len(head)
            kind = kind if kind in ("Standard", "Policy") else "Product"
            units.append(Unit(match.start(), end, text[match.start():end], "nz", kind,
                               content + head if descriptive and head != "版" else content, True))
        elif len(content) >= 2 and not re.search(r"[,。;:]", content):
            brand = _brand(words, text, match, follows, kind)
            thing = _THING.match(text, match.end()) if len(content) <= 8 and not _COUNTED.search(content) else None
            if thing and (site := _SITE.match(text, thing.end())):
                name = text[match.start():site.end()]        # “甲”系列无人机总装基地
                units.append(Unit(match.start(), site.end(), name, "nz", "Product", clean_name(words, name), True))
                continue
            if thing:
                brand, called = "Product", thing["what"]
                units.append(Unit(thing.start("what"), thing.end(), called, "n", words.head_class(called) or "Product",
                                  called, True))
                if thing["series"]:
                    units.append(Unit(thing.start("series"), thing.end("series"), thing["series"], "u"))
            units.append(Unit(match.start(), match.end(), match[0], "nz", brand, content, True))
    return units


def _brand(words: Words, text: str, match: re.Match[str], follows: dict[int, int], kind: str | None) -> str:
    """The class of a quoted name without a head of its own: a product where it is made, or stands beside a product."""
    content = match[1]
    thing = match.end()
    while thing in follows and thing - match.end() < 8:
        thing = follows[thing]
    after = words.head_class(text[match.end():thing]) if thing > match.end() else None
    if "+" in content or after in ("Technology", "Product"):
        return "Product"
    if kind or content.endswith(("式", "化", "型", "性", "级")) or len(content) > 8:
        return kind or ("Product" if re.search(r"[A-Za-z]", content) and len(content) <= 8 else "Entity")
    before = text[max(0, match.start() - 12):match.start()]
    made = any(before.removesuffix("的").endswith(verb) for verb in words["naming_verb"])
    if made and (after is None or after == "Entity"):
        return "Product"
    starts = [s for s, e in follows.items() if e == match.start()]
    noun = text[starts[0]:match.start()] if starts else ""
    beside = len(noun) > 1 and words.head_class(noun) in (None, "Product", "Technology") and thing == match.end()
    latin = bool(re.search(r"[A-Za-z]", content))
    return "Product" if latin or (beside and noun not in words["drop"]) else "Entity"


def _head_after(words: Words, text: str, at: int, follows: dict[int, int]) -> str | None:
    """The head noun phrase right after a closing quotation mark: 公共服务平台 in “甲+乙”公共服务平台."""
    end = at
    while end in follows and end - at < 14:
        end = follows[end]
    ends = [text.rfind(head, at, end) + len(head) for head in words["quoted_head"] if text.rfind(head, at, end) >= 0]
    return text[at:max(ends)] if ends else None
