"""A sentence as the patterns see it: noun phrases and lists of them are one sign each, adverbs and quotes are gone.

`广东、浙江等制造业大省积极依托物联网技术破解融资难题` becomes `R·依托T·破解B·`: a capital letter for the family of the
phrase and a private-use character for its number. The letters: I institution, G group, R region, P product, W policy or
standard, T technology, S scenario, B problem, D indicator, N anything else. `#` is a number, `!` a
denial (未, 难以) and `~` a modal word (拟, 应, 将): what follows them is not stated as a fact.
"""
from __future__ import annotations

import re
from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass, replace
from itertools import pairwise

from ingest.mentions import INSTITUTIONS
from ingest.spans import PLACES
from ingest.words import Words, plain
from kg.types import Mention, Token

LETTERS = {"Policy": "W", "Standard": "W", "Region": "R", "Country": "R", "Province": "R", "City": "R",
           "Technology": "T", "Product": "P", "Scenario": "S", "Indicator": "D", "Problem": "B", "Group": "G"}
ANY = "[A-Z]"
NUMBER = "[\ue000-\uf8ff]"
PHRASE = ANY + NUMBER
_SEPARATOR = "[、&+]|以及|与|和|及|或|暨|联合|会同|携手"
_LIST = re.compile(rf"{PHRASE}(?:(?:{_SEPARATOR}){PHRASE})+|(?:W{NUMBER}){{2,}}|{PHRASE}(?=等)")
_ENUMERATED = re.compile(r"(?:^|(?<=[,;:(]))(#是)(?=[^#])")     # 一是…;二是…
_COUNTED = re.compile("[一二两三四五六七八九十几多]+(?:省|市|县|区|地|国|州|省份|省市|省区|城市)")
_BULLET = re.compile(r"^(?:[•●■◆▪➢✓▲*·—–-]|\(#\)|#[.、)](?!#))+")
_TWICE = re.compile("##")
_COUNTED_BEHIND = re.compile(rf"(、R{NUMBER}|[和与及]R{NUMBER})#(?:[省市县区地国州](?![场面域])|省市|城市)")
_NUMERAL = re.compile(r"[\d首第]|[一二三四五六七八九十半]+(?:分之|成|家|个|座|条)")
_NESTED = re.compile(rf"R({NUMBER})(?=R({NUMBER}))")
_LEGEND = re.compile(f"(?:R{NUMBER}){{4,}}")
_NO_PLACE = ("大陆", "内地", "本土", "境内", "沿海")
_ETC = re.compile(rf"等(?:(?:{PHRASE})?各|国内外|海内外|境内外)?#?"
                  rf"(?:R{NUMBER}(?=[GNTPSID]{NUMBER}))?({PHRASE})?")      # 等北美云厂商, 等经济社会各领域
_ETC_BARE = re.compile("等#?()")
_PRAISE = ("强", "高", "大", "好", "优", "雄厚", "突出", "领先", "过硬", "完善", "先进", "较强", "较高",
           "较大", "优越", "显著", "鲜明", "扎实", "齐全")
_OWNED = re.compile(rf"(R)({NUMBER})的([PSN])({NUMBER})(?=(?:[、和与]R{NUMBER}的[PSN]{NUMBER})|等)|"
                    rf"(?<=[PSN]{NUMBER}[、和与])(R)({NUMBER})的([PSN])({NUMBER})")


@dataclass(frozen=True, slots=True)
class Phrase:
    """One sign of the form: a noun phrase, or a list of them (`A、B等C`: items A and B, head C).

    `split` is how many items stand before the last 与 or 和 (0 where there is none). `joint` marks 甲联合乙.
    """

    items: tuple[Mention, ...]
    start: int
    end: int
    head: Mention | None = None
    split: int = 0
    joint: bool = False
    etc: bool = False

    @property
    def letter(self) -> str:
        letters = [letter(item) for item in self.items]
        if letters[0] == "N" and self.head is not None:
            return letter(self.head)
        known = [x for x in letters if x != "N"]
        return known[0] if known else "N"


@dataclass(frozen=True, slots=True)
class Form:
    """The signs of one sentence. `places[i]` is the text offset of character i of `text`."""

    text: str
    places: tuple[int, ...]
    phrases: tuple[Phrase, ...]
    owned: tuple[tuple[Mention, Mention], ...] = ()     # (浙江, 浙江的产业集群) read off lists of such pairs
    nested: tuple[tuple[Mention, Mention], ...] = ()    # (浙江, 宁波) of 浙江宁波

    def phrase(self, sign: str) -> Phrase:
        return self.phrases[ord(sign[-1]) - 0xE000]

    def chain(self, signs: str) -> tuple[Phrase, ...]:
        """The phrases of `X的Y的Z`."""
        return tuple(self.phrases[ord(c) - 0xE000] for c in signs if "\ue000" <= c <= "\uf8ff")


def letter(mention: Mention) -> str:
    """The letter of a mention's family."""
    return "I" if mention.type in INSTITUTIONS else LETTERS.get(mention.type, "N")


def form(words: Words, tokens: Sequence[Token], mentions: Sequence[Mention]) -> Form:
    """The form of one sentence."""
    text, places = _spell(words, tokens, mentions)
    phrases = [Phrase((m,), m.start, m.end) for m in mentions]
    inside = {m.start: [t for t in tokens if m.start < t.end and t.start < m.end] for m in mentions} if (
        len(mentions) > 1 and _AND.search(text)) else {}
    if match := _BULLET.match(text):                 # • 甲公司…
        text, places = text[match.end():], places[match.end():]
    while match := _ENUMERATED.search(text):
        del places[match.start(1):match.end(1)]
        text = text[:match.start(1)] + text[match.end(1):]
    while match := _TWICE.search(text):              # 第三代三维“甲”平台
        del places[match.start()]
        text = text[:match.start()] + text[match.start() + 1:]
    while match := _COUNTED_BEHIND.search(text):     # 在甲、乙、丙三市投运
        del places[match.end(1):match.end()]
        text = text[:match.end(1)] + text[match.end():]
    nested: list[tuple[Mention, Mention]] = []
    legends = list(_LEGEND.finditer(text))
    for match in reversed(list(_NESTED.finditer(text))):
        outer, inner = (phrases[ord(sign) - 0xE000].items[0] for sign in match.groups())
        if any(found.start() <= match.start() < found.end() for found in legends):
            continue                 # 中国印度美国欧洲: the legend of a picture
        if outer.end == inner.start and inner.type == "Province" and outer.type in ("Province", "City"):
            text = text[:match.start() + 2] + "、" + text[match.start() + 2:]      # 北京上海广东: none is in another
            places.insert(match.start() + 2, inner.start)
        elif outer.end == inner.start and inner.type in PLACES and inner.name not in _NO_PLACE:
            nested.append((outer, inner))
            text = text[:match.start()] + text[match.start() + 2:]
            del places[match.start():match.start() + 2]
    praised = {t.start for t in tokens if t.text in _PRAISE}
    return replace(_lists(words, text, places, phrases, inside, praised), nested=tuple(nested))


def _spell(words: Words, tokens: Sequence[Token], mentions: Sequence[Mention]) -> tuple[str, list[int]]:
    text: list[str] = []
    places: list[int] = []
    spans = {m.start: (k, m) for k, m in enumerate(mentions)}
    inside, dropped = -1, False
    followers = {a.end: b.text for a, b in pairwise(tokens)}
    for token in tokens:
        at = token.start
        while at < token.end:
            if at in spans:
                k, mention = spans[at]
                if inside == at and mention.surface.startswith("“") and mentions[k - 1].surface.startswith("“"):
                    text.append("、")                  # “甲贷”“乙贷”等产品
                    places.append(at)
                text += [letter(mention), chr(0xE000 + k)]
                places += [mention.start, mention.start]
                inside, dropped = mention.end, False
            if at < inside:
                at = min(inside, token.end)
                continue
            stop = min([s for s in spans if at < s < token.end], default=token.end)
            after = followers.get(token.end, "")
            governs = stop in spans or (after in ("了", "着") and token.tag == "v" and token.end + 1 in spans)
            piece = _literal(words, token, governs, plain(token.text[at - token.start:stop - token.start]), after)
            named = after.startswith("是")          # 最大的是甲
            if piece == "的" and dropped and not named:        # 精准的服务: the modifier is gone, and its 的 with it
                piece = ""
            dropped = not piece and token.tag in ("a", "d", "ad", "vd")
            whole = len(piece) == stop - at
            text += piece
            places += [at + i if whole else at for i in range(len(piece))]
            at = stop
    return "".join(text), places


def _literal(words: Words, token: Token, governs: bool, piece: str, after: str) -> str:
    if piece in words["hedge"]:
        return "!"
    if piece in words["modal"] and token.tag != "p":     # 将 is a preposition too
        return "~"
    if governs and piece in words["leading_verb"]:
        return piece
    if piece in ("联合", "会同", "携手", "在") or (piece == "就" and (governs or token.tag == "p")):
        return piece
    wide = piece in ("国内", "全国", "全球", "国际", "世界") and _NUMERAL.match(after)
    if wide or _COUNTED.fullmatch(piece):
        return ""                    # 国内首条生产线; 甲省、乙省两省
    if token.tag == "vd" and piece in words["verb"]:
        return piece
    if piece == "某":
        return ""                    # 某航空发动机企业
    if piece == "集中" and after[:1] in ("在", "于"):
        return piece                 # 集中在甲市
    if token.tag in ("d", "ad", "vd", "TIME") or piece in words["adverb"] or piece in ("了", "着", "过", "“", "”", " "):
        return "!" if piece in ("不", "没") else "在" if piece == "已在" else ""
    if token.tag in ("m", "q"):
        return "#"
    if token.tag == "a" or piece in ("以上", "以下", "左右"):
        return ""
    return piece.lower().replace("。", ";").replace("!", ";").replace("?", ";")


def _lists(words: Words, text: str, places: list[int], phrases: list[Phrase],
           inside: Mapping[int, Sequence[Token]], praised: Set[int]) -> Form:
    """Fold lists into one phrase each, and 等X into their head.

    `inside` has the tokens of what begins at a place; at the places of `praised` stands what praises the word before.
    """
    owned: list[tuple[Mention, Mention]] = []
    while match := _OWNED.search(text):
        region, thing = match[0][1], match[0][-1]
        owner, owned_ = phrases[ord(region) - 0xE000].items[0], phrases[ord(thing) - 0xE000].items[0]
        merged = owned_
        owned.append((owner, merged))
        phrases[ord(thing) - 0xE000] = Phrase((merged,), owner.start, owned_.end)
        text, places = text[:match.start()] + match[0][-2:] + text[match.end():], [
            *places[:match.start()], owner.start, owner.start, *places[match.end():]]
    at = 0
    while match := _LIST.search(text, at):
        signs = re.findall(PHRASE, match[0])
        members = [phrases[ord(s[1]) - 0xE000] for s in signs]
        separators = [x for x in re.split(PHRASE, match[0]) if x]
        listed = [i for m in members for i in m.items]
        separator = separators[0] if separators else ""
        if not separator and len(signs) > 1 and not all(i.surface.startswith("《") for i in listed):
            at = match.end()         # 强制性国家标准《甲要求》: no list
            continue
        partner = separator in ("与", "和", "同") and letter(listed[0]) in "PTN" and letter(listed[-1]) == "I"
        if len(signs) == 2 and partner:
            at = match.start() + 2   # 甲硅片与乙公司建立合作: no list
            continue
        shared = _share_head(words, listed)
        if shared is listed and separators and separators[-1] in _AND_WORDS and not text.startswith("等", match.end()):
            shared = _distribute(words, listed, [inside.get(i.start, ()) for i in listed])
        if separators == ["与"] and letter(listed[-1]) in "TP" and shared[0].name != listed[0].name:
            name = listed[0].name + "与" + listed[1].name             # 故障预测与健康管理系统 is one system
            items = [replace(listed[1], start=listed[0].start, surface=name, name=name)]
        elif shared is not listed:
            items = shared
        elif len(listed) == 2 and separator in ("与", "和", "及") and _one(listed) and text[match.end():][:1] != "等":
            name = listed[0].name + separator + listed[1].name        # 终端与数据服务 is one service
            items = [replace(listed[1], start=listed[0].start, surface=name, name=name)]
        elif len(listed) > 2 and separator in ("与", "和", "及") and "、" in separators and _pair(listed) and (
                not _FUSED.match(text, match.end())):
            name = listed[0].name + separator + listed[1].name        # 甲与乙治疗、丙: two names
            items = [replace(listed[1], start=listed[0].start, surface=name, name=name), *listed[2:]]
        else:
            items = listed
        etc = _ETC.match(text, match.end())
        if etc and etc[1] and phrases[ord(etc[1][1]) - 0xE000].end in praised:
            etc = _ETC_BARE.match(text, match.end())         # 等一批实力强的企业: 实力 is no class
        end, head, stop = members[-1].end, None, match.end()
        if etc:
            stop = etc.end()
            end = places[stop - 1] + 1 if not etc[1] else end
            if etc[1] and etc[1][0] == "I" and not any(letter(i) in "IGN" for i in items):
                stop, end = stop - 2, places[stop - 3] + 1       # 甲、乙等丙公司研发的丁: 甲 is no 丙公司
            elif etc[1]:
                last = phrases[ord(etc[1][1]) - 0xE000]
                head, end = last.items[-1], last.end
        conj = max((n for n, s in enumerate(separators) if s not in ("、", "&", "+", "或", "暨")), default=-1)
        folded = Phrase(tuple(items), members[0].start, end, head, conj + 1,
                        bool({"联合", "会同", "携手"} & set(separators)), bool(etc))
        number = ord(signs[0][1])
        phrases[number - 0xE000] = folded
        text = text[:match.start()] + folded.letter + chr(number) + text[stop:]
        places = [*places[:match.start() + 2], *places[stop:]]
        at = match.start() + 2
    for word in ("联合", "会同", "携手"):
        while (i := text.find(word)) >= 0:
            mark = "同" if i == 0 or text[i - 1] in ",;:" else ""      # 联合甲推出乙: 甲 is no subject
            text, places = text[:i] + mark + text[i + 2:], [*places[:i + len(mark)], *places[i + 2:]]
    return Form(text, tuple(places), tuple(phrases), tuple(owned))


def _one(items: list[Mention]) -> bool:
    first, last = items
    return len(first.name) <= 2 < len(last.name) and not {letter(first), letter(last)} & set("IRGWD")


def _pair(items: list[Mention]) -> bool:
    """Whether the first two names of a list, joined by 与 before a 、, are one."""
    return len(items[0].name) <= 4 < len(items[1].name) + 1 and not {letter(i) for i in items[:2]} & set("IRGW")


_FUSED = re.compile("等?#?(?:融合|结合|协同|联动|衔接|互动|合作)")
_AND_WORDS = frozenset({"与", "和", "及", "以及"})
_AND = re.compile("以及|[与和及]")


def _distribute(words: Words, items: list[Mention], parts: Sequence[Sequence[Token]]) -> list[Mention]:
    """集装箱监控和调度平台 lists two 平台, 港口和园区数字化转型 two 转型: what the last one ends with is every one's.

    Where that cannot be told (远程影像和心电诊断中心), a short first name is left out.
    """
    before, last = parts[-2], parts[-1]
    if not before or len(last) < 2 or letter(items[-1]) in "IRGW":
        return items
    deeds = [t.tag in ("vn", "v") and t.text not in ("服务", "业务") for t in last]
    cut = len(last)
    if deeds[-1]:                    # 园区/数字化/转型
        while cut and deeds[cut - 1]:
            cut -= 1
        if not cut or last[-1].text not in words["event_tail"] or before[-1].tag in ("vn", "v"):
            return items
        fitting = [bool(p) and p[-1].tag not in ("vn", "v") and letter(i) in "NSTP"
                   for i, p in zip(items, parts, strict=True)]
    elif before[-1].tag in ("vn", "v") and any(deeds):       # 监控 和 调度/平台
        cut = len(deeds) - deeds[::-1].index(True)
        heads = (*words["workplace"], *words["quoted_head"], "服务", "业务")
        if not last[-1].text.endswith(heads):
            return items
        fitting = [bool(p) and p[-1].tag in ("vn", "v") and letter(i) in "NS"
                   for i, p in zip(items, parts, strict=True)]
    elif letter(items[-2]) == "N" and len(items[-2].name) <= 4 and len(last) > 2 and letter(items[-1]) in "PT" and (
            any(deeds)):
        return [*items[:-2], items[-1]]
    else:
        return items
    tail = "".join(t.text for t in last[cut:])
    return [replace(i, name=i.name + tail, type=items[-1].type) if fits else i
            for i, fits in zip(items[:-1], fitting, strict=False)] + [items[-1]]


_SHARED = ("经验", "优势", "能力", "需求", "资源", "难题", "压力", "风险", "问题")
_SPENT = ("投资", "消费", "贷款", "支出", "出口")      # 基础设施、制造业投资


def _share_head(words: Words, items: list[Mention]) -> list[Mention]:
    """技术、金融与产业优势 lists three 优势: a short item without a head of its own takes the last one's."""
    head = next((h for h in (*_SHARED, *_SPENT) if items[-1].name.endswith(h) and len(items[-1].name) > len(h)), None)
    if len(items) < 2 or not head or letter(items[-1]) in "IR":
        return items
    stem = items[-1].name[:-len(head)]
    longest = max(3, len(stem)) + (head in _SPENT)
    if any(len(i.name) > longest or letter(i) in "IRWD" for i in items[:-1]):
        return items
    return [replace(i, name=i.name + head, type=items[-1].type) if not i.name.endswith(head) else i
            for i in items[:-1]] + [items[-1]]
