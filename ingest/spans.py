"""What a sentence is made of for finding names: its tokens, and the spans that are names by their form already.

Such spans are 《…》, quoted names, stated problems (面临甲、乙等问题), the gazetteers' names, and places.
"""
from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from itertools import pairwise

from ingest.marked import problems, quotes, works
from ingest.unit import Unit
from ingest.words import Words, plain
from kg.text.lexicon import Lexicon
from kg.types import Token

NAMES = {"Institution", "FinancialInstitution", "Bank", "Insurer", "SecuritiesFirm", "AssetManager", "Company",
         "TechnologyCompany", "GovernmentBody", "ResearchBody", "Region", "Country", "Province", "City"}
PLACES = {"Region", "Country", "Province", "City"}
INSTITUTIONS = NAMES - PLACES
_TERMS = frozenset({"Scenario", "Technology", "Indicator", "Problem", "Entity"})
NOMINAL = {"n", "nz", "nw", "nr", "ns", "nt", "vn", "an", "s", "ORG", "LOC", "PER", "xc"}
_JOINT = re.compile(r"联合|会同|携手")
_PROVINCES = re.compile(r"\d+个省(?:份|区市)?\(自治区、直辖市\)|各省\(自治区、直辖市\)")
_QUARTERS = re.compile(r"(?:东部沿海|东部|中部|西部|东北|华北|华东|华南|华中|西南|西北)(?=[(,。、;的和与及为是占])")


# 市卫生健康委, 安徽省生态环境厅: the level of government belongs to the name of the office.
_OFFICE = re.compile(
    r"(?:(?<=[、,。;:和与及由同合是])|^)(?:(?:(?![等个各全由对向将与和该本在])[㐀-鿿]){2,4}?)?"
    r"(?:[省市县州]|区(?!域|块|位))(?:人民政府)?"
    r"(?:(?:经济|工业|发展|住房|人力资源|文化|自然资源|规划|商务|科技|卫生|民族)和)?"
    r"(?:(?![的了和与及在由把将各等])[㐀-鿿]){1,10}?(?:厅|局|委员会|委|办公室|办公厅|管委会)(?![局长属托内外员任派])")
_BODIES = ("厂", "大学", "学院", "研究院", "研究所", "设计院", "医院", "协会", "学会", "联盟", "商会",
           "出版社", "科学院", "工程院", "电力", "分公司", "子公司", "分行", "支行")
_LANDSCAPES = ("半岛", "海峡", "平原", "盆地", "高原", "流域", "群岛", "三角洲", "丘陵", "草原", "河谷",
               "沙漠", "海域", "山区")
_TOGETHER = re.compile(
    r"投资(?:建设|运营|兴建|新建|设立|控股)(?!项目|主体|主管|集团|公司)|主营(?!业务|收入|利润|产品|构成)|[推拉抬垫压][高低](?=了|着|[㐀-鿿]{2})|合资(?=成立|设立|组建|建设|建立|打造|创办|的)|(?:合作|联合|共同|携手|协同)(?:开发|研发|研制|推出|打造|建设|建立|发布|开展|举办|设立|"
    r"成立|组建|共建|发起|签署)(?!模式|机制|协议|项目|平台|中心|基地|体系|能力|方案|计划|工作|的)")
# 联合 inside a name: 联合监管机制, 联合实验室, 联合体
_JOINT_NOUN = re.compile(r"联合(?:体|[㐀-鿿]{0,2}(?:机制|体系|中心|平台|基地|实验室|行动|小组|制度|模式))")
_LEGAL_FORM = "(?:(?:科技|技术|实业|控股|集团|股份)*(?:有限责任|股份有限|有限)?(?:公司|集团)(?!治理|债|法))?"
_LEGAL = re.compile("(?:股份有限|有限责任|有限)公司(?![㐀-鿿]{0,8}(?:分行|支行|分公司|子公司|营业部))")
# A branch is not the body it is a branch of; 长沙经开区 is one place.
_BRANCH = re.compile(
    r"(?:[㐀-鿿]{1,3}学院)?附属[㐀-鿿]{0,6}?医院|(?:股份有限公司|有限公司|集团)?(?:(?![的在和与及对向为将推发提设])[㐀-鿿]){2,7}?(?:分行|支行|分公司|子公司|分局|分院|"
    r"分校|营业部|办事处|代表处|省公司|市公司)|(?:北京|上海|天津|重庆|河北|山西|辽宁|吉林|黑龙江|江苏|浙江|安徽|福建|江西|"
    r"山东|河南|湖北|湖南|广东|海南|四川|贵州|云南|陕西|甘肃|青海|内蒙古|广西|西藏|宁夏|新疆)公司")
# 国务院教育行政部门 is not 国务院.
_UNDER = re.compile(r"(?:(?![的了和与及在由对将向为把等])[㐀-鿿]){2,12}?(?:行政|主管|监管|监督管理)部门")
_ZONE = re.compile(r"(?:省|市|县|区)?(?:国家级?)?(?:经济技术开发区|高新技术产业开发区|经开区|高新区|综合保税区|综保区|"
                   r"保税区|自贸区|自由贸易试验区|航空港经济综合实验区|航空港区|临空经济区|经济合作区|开发区|工业园区|港区|空港区|产业园区|科学城|示范区)")
_BODY_DOES = re.compile(r"(?<=公司|集团|银行|大学|学院|医院|协会|联盟)"
                        r"(?:共建|建设|创建|开展|推出|打造|设立|组建|开发|研发|签署)(?=..)")
# 全国农机化促进联盟: the tagger takes it for words.
_ASSOCIATION = re.compile(r"(?:中国|全国|世界|国际|亚洲|亚太|中华)"
                          r"(?:(?![的了和与及在由把将各等对向为是有建成组设推支开办])[㐀-鿿]){2,14}?"
                          r"(?:学会|协会|联合会|联盟|研究会|商会|基金会|促进会|总会|委员会)(?![员章成议])")
_SPLIT = frozenset({"共建", "建设", "会同", "开展", "推出", "打造", "设立", "组建", "研发", "开发", "发布", "印发"})
_WITH = ("联合", "会同", "携手")
_TALLY = re.compile("[两二三四五六七八九十]家(?=..)")
_NO_BODY = re.compile("[两二三四五六七八九十]家|^(?:全国|全省|全市|我国|各)|联合|会同|携手|"
                      "[让使把被对为在向与及的]|(?<!协)和")
_NO_OFFICE = ("布局", "格局", "大局", "全局", "结局", "当局", "变局", "客厅", "餐厅", "展厅", "省委", "市委", "县委")


def units(words: Words, lexicon: Lexicon, names: Mapping[str, str], text: str, base: int,
          tokens: tuple[Token, ...]) -> list[Unit]:
    """The units of one sentence, in order; `names` are those the document introduces itself."""
    spans = [*works(text), *problems(words, text)]
    spans += [Unit(m.start(), m.end(), m[0], "n", "Region", m[0], True) for m in _PROVINCES.finditer(text)]
    nominal = [t for t in tokens if t.tag in NOMINAL | {"a"} and t.text not in words["always_verb"]]
    nominal += [a for a, b in pairwise(tokens) if a.tag == "v" and a.text in words["noun_verb"] and b.tag in NOMINAL]
    follows = {t.start - base: t.end - base for t in nominal}
    spans += quotes(words, lexicon, text, spans, follows)
    taken = bytearray(len(text))
    for span in spans:
        taken[span.start:span.end] = b"\1" * (span.end - span.start)
    for match in _QUARTERS.finditer(text):
        if not any(taken[match.start():match.end()]):
            spans.append(Unit(match.start(), match.end(), match[0], "n", "Region", match[0], True))
            taken[match.start():match.end()] = b"\1" * len(match[0])
    for name, known in names.items():
        for match in re.finditer(re.escape(name) + _LEGAL_FORM, text) if name in text else ():
            longer = any(t.tag == "ORG" and t.start - base < match.start() and t.end - base == match.end()
                         and not _NO_BODY.search(t.text) for t in tokens)        # 云岭水务 in 东云岭水务
            if longer or any(taken[match.start():match.end()]):
                continue
            kind = words.head_class(match[0])
            kind = kind if kind in INSTITUTIONS else known
            spans.append(Unit(match.start(), match.end(), match[0], "nz", kind, match[0], True))
            taken[match.start():match.end()] = b"\1" * len(match[0])
    for match in _OFFICE.finditer(text):
        start = match.start() + 2 * (match[0][:2] in words["verb"] | words["always_verb"] | words["pivot"])
        name = text[start:match.end()]
        if not any(taken[start:match.end()]) and not name.endswith(_NO_OFFICE) and len(name) > 2:
            spans.append(Unit(start, match.end(), name, "nt", "GovernmentBody", name, True))
            taken[start:match.end()] = b"\1" * len(name)
    for match in _ASSOCIATION.finditer(text) if "会" in text or "联盟" in text else ():
        if not any(taken[match.start():match.end()]) and not lexicon.canonical(match[0]):
            spans.append(Unit(match.start(), match.end(), match[0], "nt", "Institution", match[0], True))
            taken[match.start():match.end()] = b"\1" * len(match[0])
    for token in tokens:             # 台湾海峡 is not 台湾, 青岛海缆厂 not 青岛
        at, end = token.start - base, token.end - base
        body = token.tag == "ORG" and 4 < len(token.text) < 13 and token.text.endswith(_BODIES)
        body = body and not _NO_BODY.search(token.text)
        if body and not any(taken[at:end]) and not lexicon.canonical(token.text):
            kind = words.head_class(token.text)
            parent = next((f.type for f in lexicon.find(token.text) if f.start == 0), None)
            if kind not in INSTITUTIONS:       # 甲银行乙分行 is a bank
                kind = parent if parent in INSTITUTIONS else "Institution"
            spans.append(Unit(at, end, token.text, "ORG", kind, token.text, True))
            taken[at:end] = b"\1" * (end - at)
        if token.tag == "LOC" and len(token.text) > 3 and token.text.endswith(_LANDSCAPES) and not any(taken[at:end]):
            spans.append(Unit(at, end, token.text, "ns", "Region", token.text, True))
            taken[at:end] = b"\1" * (end - at)
    organisations = [(t.start - base, t.end - base) for t in tokens if t.tag in ("ORG", "LOC")]
    for found in lexicon.find(text):
        cut = text[max(0, found.start - 1):found.start + 1]
        if any(taken[found.start:found.end]) or (len(cut) == 2 and cut in words["always_verb"]):
            continue                 # no name begins inside 设立
        if found.weak and not any(s <= found.start and found.end <= e for s, e in organisations):
            continue
        if found.type == "Group" and found.surface.endswith("公司") and any(
                t.tag == "ORG" and t.start - base < found.start and t.end - base == found.end for t in tokens):
            continue                 # 科技公司 in 甲乙科技公司
        if found.type in PLACES and any(t.tag == "ORG" and (t.start - base, t.end - base) == (found.start, found.end)
                                         for t in tokens):
            continue                 # a place name that LAC reads as a company here (阿里)
        if found.type in PLACES and (end := _local_body(words, lexicon, tokens, base, found.start, found.end)):
            start = found.start - 2 * text.endswith(("民航", "国家"), 0, found.start)
            name = text[start:end]               # 株洲甲乙集团, 民航湖南监管局: one body
            if not any(taken[start:end]):
                kind = words.head_class(name)
                if kind not in INSTITUTIONS:
                    kind = "GovernmentBody" if name.endswith(("政府", "局")) else "Institution"
                spans.append(Unit(start, end, name, "nt", kind, name, True))
                taken[start:end] = b"\1" * len(name)
                continue
        tail = _ZONE.match(text, found.end) if found.type in PLACES else None
        inner = found.type in ("Province", "City") and tail is None
        end = _inner_place(lexicon, tokens, base, found.start, found.end) if inner else 0
        if end and not any(taken[found.start:end]):
            spans.append(Unit(found.start, found.end, found.surface, "nz", found.type, found.surface, True))
            spans.append(Unit(found.end, end, text[found.end:end], "ns", "Region", text[found.end:end], True))
            taken[found.start:end] = b"\1" * (end - found.start)
            continue
        if found.type in INSTITUTIONS and (legal := _LEGAL.match(text, found.end)) and not taken[found.end]:
            name = text[found.start:legal.end()]      # 建设银行股份有限公司
            spans.append(Unit(found.start, legal.end(), name, "nz", found.type, name, True))
            taken[found.start:legal.end()] = b"\1" * len(name)
            continue
        if found.type in INSTITUTIONS:
            tail = _BRANCH.match(text, found.end) or _sister().match(text, found.end)
            if tail is None and found.type == "GovernmentBody":
                tail = _UNDER.match(text, found.end)
            whole = next((t.end - base for t in tokens if t.tag == "ORG" and t.start - base == found.start
                          and t.text[found.end - found.start:] in words["company_end"] - {"控股", "投资"}), 0)
            if tail is None and whole > found.end and not any(taken[found.start:whole]):
                spans.append(Unit(found.start, whole, text[found.start:whole], "nz", "Company",
                                  text[found.start:whole], True))      # 顺丰航空 is not 顺丰
                taken[found.start:whole] = b"\1" * (whole - found.start)
                continue
        if tail and not any(taken[found.end:tail.end()]):
            name, kind = text[found.start:tail.end()], "Region" if found.type in PLACES else found.type
            spans.append(Unit(found.start, tail.end(), name, "nz", kind, name, True))
            taken[found.start:tail.end()] = b"\1" * len(name)
            continue
        if found.type in NAMES or _aligned(found.start, found.end, base, tokens):
            spans.append(Unit(found.start, found.end, found.surface, "nz", found.type, found.surface,
                               found.type in NAMES))
            taken[found.start:found.end] = b"\1" * (found.end - found.start)
    for word in (w for w in words.longest_first["noun"] if w in text):
        for match in re.finditer(re.escape(word), text):
            if not any(taken[match.start():match.end()]):
                spans.append(Unit(match.start(), match.end(), word, "n"))
                taken[match.start():match.end()] = b"\1" * len(word)
    for match in _TOGETHER.finditer(text):       # 甲与乙合作开发丙, 主营丁: the tagger reads nouns
        if not any(taken[match.start():match.end()]):
            spans.append(Unit(match.start(), match.end(), match[0], "v"))
            taken[match.start():match.end()] = b"\1" * len(match[0])
    for match in _JOINT_NOUN.finditer(text):
        start = min((t.start - base for t in tokens if t.tag == "ORG" and t.end - base == match.end()),
                    default=match.start())       # 液流电池联合实验室, one body
        if not any(taken[start:match.end()]):
            spans.append(Unit(start, match.end(), text[start:match.end()], "n"))
            taken[start:match.end()] = b"\1" * (match.end() - start)
    units = [Unit(s.start + base, s.end + base, s.text, s.tag, s.type, s.name, s.fixed) for s in spans]
    for token in tokens:
        units += _rest(words, token, taken, base)
    return sorted(units, key=lambda u: u.start)


def _local_body(words: Words, lexicon: Lexicon, tokens: tuple[Token, ...], base: int, start: int, end: int) -> int:
    """Where the body ends that the tagger sees begin with a place; 0 where there is none."""
    for token in tokens:
        if token.tag == "ORG" and token.start - base == start and token.end - base > end + 1:
            kind = words.head_class(token.text)
            whole = token.text.endswith(tuple(words["local_body"])) or kind in INSTITUTIONS or (
                kind is None and len(token.text) < 9         # 江苏农垦, but not 江苏昆山
                and not any(f.type in PLACES for f in lexicon.find(token.text[end - start:])))
            return token.end - base if whole and not re.search("联合|会同|携手|[与及]|(?<!协)和", token.text) else 0
    return 0


def _inner_place(lexicon: Lexicon, tokens: tuple[Token, ...], base: int, start: int, end: int) -> int:
    """Where the place ends that the tagger sees behind a known one (吉林大安), and no list has; else 0."""
    for token in tokens:
        if token.tag == "LOC" and token.start - base == start and 2 <= token.end - base - end <= 3:
            rest = token.text[end - start:]
            proper = re.fullmatch("[㐀-鿿]+(?<![省市县区州镇乡路街站港园山河江湖海岛部])", rest)
            return token.end - base if proper and not any(lexicon.find(rest)) else 0
    return 0


@cache
def _sister() -> re.Pattern[str]:
    """The rest of the name of a company of a known group, where it acts: 租赁 behind 招商局."""
    words = Words.load()
    ends = "|".join(sorted(words["company_end"], key=lambda w: (-len(w), w)))
    acts = "|".join(sorted(words["company_acts"] - {"与", "将"}, key=lambda w: (-len(w), w)))
    return re.compile(rf"(?!(?:投资|控股)(?:建设|运营|的|了))(?:{ends})(?=合作|携手|联合|投资|出资|领投|{acts})")


def _rest(words: Words, token: Token, taken: bytearray, base: int) -> list[Unit]:
    """What the spans leave of a token."""
    pieces: list[Unit] = []
    offset = token.start - base
    if "、" in token.text[1:-1]:     # Orion、VELA, taken for one name
        cut = token.start + token.text.index("、", 1)
        return [*_rest(words, Token(token.start, cut, token.text[:cut - token.start], token.tag), taken, base),
                *_rest(words, Token(cut, cut + 1, "、", "w"), taken, base),
                *_rest(words, Token(cut + 1, token.end, token.text[cut + 1 - token.start:], token.tag), taken, base)]
    if token.tag in ("v", "vn") and len(token.text) > 4 and token.text[:2] in _SPLIT:
        cut = token.start + 2        # 共建低空装备实验室, 会同民航, taken for one verb
        return [*_rest(words, Token(token.start, cut, token.text[:2], "v"), taken, base),
                *_rest(words, Token(cut, token.end, token.text[2:], "n"), taken, base)]
    if token.tag == "ORG" and token.text.startswith(_WITH[1:]) and not any(taken[offset:offset + 2]):
        cut = token.start + 2        # 甲局会同乙局, where the tagger takes 会同乙局 for one body
        return [*_rest(words, Token(token.start, cut, token.text[:2], "v"), taken, base),
                *_rest(words, Token(cut, token.end, token.text[2:], "ORG"), taken, base)]
    if token.tag == "ORG" and (joint := _JOINT.search(token.text, 1)) and joint.end() < len(token.text):
        borders = (0, joint.start(), joint.end(), len(token.text))     # LAC takes 甲部联合乙部 for one body
        parts = [Token(token.start + a, token.start + b, token.text[a:b], tag)
                 for tag, a, b in zip(("ORG", "v", "ORG"), borders, borders[1:], strict=False)]
        if not any(taken[offset:offset + len(token.text)]):
            return [piece for part in parts for piece in _rest(words, part, taken, base)]
    done = _BODY_DOES.search(token.text) if token.tag == "ORG" else None
    if done and not any(taken[offset:offset + len(token.text)]):
        cut = token.start + done.start()       # 甲公司共建产业学院, taken for one body
        return [*_rest(words, Token(token.start, cut, token.text[:done.start()], "ORG"), taken, base),
                *_rest(words, Token(cut, cut + 2, done[0], "v"), taken, base),
                *_rest(words, Token(cut + 2, token.end, token.text[done.end():], "n"), taken, base)]
    if token.tag == "LOC" and len(token.text) > 2 and token.text[:2] in words["always_verb"]:      # 惠及村
        cut = token.start + 2
        return [*_rest(words, Token(token.start, cut, token.text[:2], "v"), taken, base),
                *_rest(words, Token(cut, token.end, token.text[2:], "n"), taken, base)]
    if token.tag == "ORG" and (count := _TALLY.search(token.text, 2)) and not any(taken[offset:offset + count.end()]):
        cut, end = token.start + count.start(), token.start + count.end()      # 甲港航两家子公司, taken for one body
        return [*_rest(words, Token(token.start, cut, token.text[:count.start()], "ORG"), taken, base),
                Unit(cut, end, count[0], "m"),
                *_rest(words, Token(end, token.end, token.text[count.end():], "n"), taken, base)]
    at = offset
    while at < token.end - base:
        stop = at
        while stop < token.end - base and not taken[stop]:
            stop += 1
        if stop > at:
            text = token.text[at - offset:stop - offset]
            if at > offset and token.tag == "ORG" and len(text) > 2 and text[:2] in _SPLIT:
                pieces.append(Unit(at + base, at + base + 2, text[:2], "v"))     # 共建产业学院 behind 甲重工
                at, text = at + 2, text[2:]
                pieces.append(Unit(at + base, stop + base, plain(text), "n"))
                at = max(stop, at + 1)
                continue
            cut = len(text) - 2 if token.tag == "ORG" and text.endswith(_WITH) and len(text) > 3 else len(text)
            pieces.append(Unit(at + base, at + cut + base, plain(text[:cut]), _tag(words, token, text[:cut])))
            if cut < len(text):      # what is left of 甲大学联合乙公司, taken for one body, without 乙公司
                pieces.append(Unit(at + cut + base, stop + base, text[cut:], "v"))
        at = max(stop, at + 1)
    return pieces


def _tag(words: Words, token: Token, text: str) -> str:
    """LAC's tag of a token, put right where it is known to err, or of what is left of it."""
    if text in words["always_verb"]:
        return "v"
    if text == "现代":               # 现代物流 is no time
        return "a"
    if token.tag == "f" and len(text) > 3:      # 工业增加值, left of 以上工业增加值
        return "n"
    if token.tag not in ("ORG", "LOC"):
        return token.tag
    if text != token.text:
        if token.tag == "ORG" and text.endswith(_BODIES):
            return "ORG"
        return "v" if text in words["adverb"] or _JOINT.fullmatch(text) else "n"
    # LAC takes new terms (普惠金融) for organisations, and words such as 普惠.
    odd = token.tag == "ORG" and (len(text) < 3 or words.head_class(text) in _TERMS)
    return "n" if odd else token.tag


def _aligned(start: int, end: int, base: int, tokens: tuple[Token, ...]) -> bool:
    """A common term counts only where it begins or ends with a word: 融资 is no term in 金融资产."""
    return any(t.start - base == start for t in tokens) or any(t.end - base == end for t in tokens)
