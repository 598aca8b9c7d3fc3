"""Within one document: one entity for each thing, whatever the names it goes by there.

Names merge when the gazetteer knows both, when they differ only in quotes, pluses or a general head word, when the text
says 以下简称, or when a company's name is another's without its legal form. 该平台 takes the only fitting thing named
just before. Nothing else merges: 互联网 is not 工业互联网; 《意见》 without its title and 市科技局 stay where they are.
"""
from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import pairwise
from typing import TYPE_CHECKING

from ingest.mentions import INSTITUTIONS
from ingest.words import Words
from kg.identity import identity, normal
from kg.types import (
    Document,
    DocumentClaims,
    EntityRef,
    LocalEntity,
    Mention,
    ObservationClaim,
    RelationClaim,
)
from kg.vocab import VOCAB

if TYPE_CHECKING:
    from ingest.pipeline import Kit
    from kg.text.lexicon import Lexicon

_REACH = 2                                # sentences back in which 该X may find what it means
_PRODUCTS = "平台|产品|系统|项目|模式|服务|基金|体系|计划|工程"
_WORKS = "办法|意见|规划|方案|政策|通知|条例|指引|标准|规范|行动计划|纲要|决定"
_DEFINITE = re.compile(rf"(?:该|上述)(?P<head>行|银行|市|省|公司|集团|企业|机构|保险公司|技术|实验室|"
                       rf"{_PRODUCTS}|{_WORKS})"
                       r"(?![业长级内外政为])")
_LIST = "、"
_COUNTS = dict(zip("两二三四五六七八九十", (2, 2, 3, 4, 5, 6, 7, 8, 9, 10), strict=True))
_SORTS: dict[str, tuple[str, tuple[str, ...]]] = {       # family and classes; all classes of it where none is told
    "省": ("region", ("Province",)), "省份": ("region", ("Province",)), "市": ("region", ("City", "Province")),
    "城市": ("region", ("City", "Province")), "地": ("region", ()), "国": ("region", ("Country",)),
    "家银行": ("institution", ("Bank",)), "家公司": ("institution", ()), "家企业": ("institution", ()),
    "家机构": ("institution", ()), "部门": ("institution", ("GovernmentBody",)),
    "个平台": ("product", ()), "款产品": ("product", ()), "个产品": ("product", ())}
_WIDE = frozenset({"全国", "国内", "我国", "中国", "全球", "全省", "全市"})
_SEVERAL = re.compile(rf"(?:上述|这)(?P<count>[{''.join(_COUNTS)}])"
                      rf"(?P<kind>{'|'.join(sorted(_SORTS, key=len, reverse=True))})(?![级长委区场])")
_COMPANY = re.compile(r"(?<![㐀-鿿A-Za-z])公司(?![法债化制类章层治])")
_LATTER = re.compile("[前后]者(?![的之])")
_AND = re.compile("[与和及跟同]|以及")
_ALIKE: tuple[Callable[[Mention], bool], ...] = (
    lambda m: m.type in INSTITUTIONS, lambda m: m.type == "Product", lambda m: m.type == "Technology",
    lambda m: VOCAB.family(m.type) == "region", lambda m: m.type == "Scenario", lambda m: m.type == "Group")
_OWN_REGION = re.compile("[我本](?P<kind>[省市区县州])(?![长级内委政场民直属])")
_HEADING = re.compile(r"(?:\d{1,2}(?:[.．]\d{1,2}){0,2}[.、．]?|[一二三四五六七八九十]{1,3}、|"
                      r"[(（][一二三四五六七八九十\d]{1,3}[)）])\s*(?=[^。;；]{2,40}$)")
_REGIONS = {"省": "Province", "市": "City"}
_TITLE_REGION = re.compile(r"[㐀-鿿]{2,8}?(?:省|自治区|市|自治州|州|县|区)(?![域块])")
_BARE_WORK = re.compile(rf"^(?:{_WORKS}|计划|报告|实施意见|指导意见|实施方案|若干意见|若干措施|管理办法|暂行办法|法|"
                        r"细则|解释)$")
# What the text of a region or city calls its own: 市科技局, 高新区, 领导小组办公室.
_OFFICE = re.compile(r"(?P<level>[省市县州]|区(?!域|块))(?!场)(?P<rest>[㐀-鿿]{2,})")
_ZONE = re.compile("(?:国家级?)?(?:高新技术产业开发区|经济技术开发区|高新区|经开区|开发区|综合保税区|保税区|综保区|"
                   "新区|主?城区|中心城区|市区)")
_OWN_BODY = re.compile("(?:工作)?领导小组(?:办公室)?|联席会议(?:办公室)?|工作专班|管委会")
_SHORT = re.compile(r"[(（]以?下?(?:简称|称)[:：为]?[“《\"]{0,2}(?P<short>[^“”《》\"()（）]{1,20}?)[”》\"]{0,2}[)）]")
# The letters a name is known by: 人工智能生成内容(AIGC), (Retrieval-Augmented Generation, RAG); no units.
_LETTERS = re.compile(r"(?<=[㐀-鿿])[(（](?:[A-Za-z][A-Za-z \-]+[,，:：]\s*|英文(?:简称|缩写)[:：为]?)?"
                      r"(?P<short>(?![KMGT]?WH?[)）])[A-Z]{2}[A-Z0-9]{1,6})[)）]")
_LEGAL = re.compile(r"(?:股份有限公司|有限责任公司|有限公司|集团公司|股份公司|\(集团\)|集团|公司)+$")
_FIRM = re.compile(r"(?:科技|技术|实业|发展)+(?:集团)?(?:股份)?有限(?:责任)?公司$")
_OPEN = ("Entity", "Scenario")            # what reading calls what it knows no class of
_KINDS = {"行": {"Bank"}, "银行": {"Bank"}, "市": {"City", "Province"}, "省": {"Province"}, "技术": {"Technology"},
          "保险公司": {"Insurer"}, "实验室": {"ResearchBody"}}


def refer(document: Document, mentions: Sequence[tuple[Mention, ...]]) -> list[tuple[Mention, ...]]:
    """The mentions with 该平台, 该行 and the like naming what they stand for, where just one thing can be meant."""
    known = [list(m) for m in mentions]
    for number, one in _stand_ins(document, mentions):
        kept = [m for m in known[number] if m.end <= one.start or m.start >= one.end]
        known[number] = sorted([*kept, one], key=lambda m: m.start)
    for number, sentence in enumerate(document.sentences):
        for match in _SEVERAL.finditer(document.text, sentence.start, sentence.end):
            if several := _antecedents(document, known, number, match):
                kept = [m for m in known[number] if m.end <= match.start() or m.start >= match.end()]
                kept.append(Mention(match.start(), match.end(), match[0], several[0].type,
                                    _LIST.join(m.name for m in several)))
                known[number] = sorted(kept, key=lambda m: m.start)
        for match in _DEFINITE.finditer(document.text, sentence.start, sentence.end):
            found = _antecedent(document, known, number, match.start(), match["head"])
            if found is not None:
                kept = [m for m in known[number] if m.end <= match.start() or m.start >= match.end()]
                kept.append(Mention(match.start(), match.end(), match[0], found.type, found.name))
                known[number] = sorted(kept, key=lambda m: m.start)
    return [tuple(m) for m in known]


def _stand_ins(document: Document, mentions: Sequence[Sequence[Mention]]) -> Iterator[tuple[int, Mention]]:
    """(sentence, mention): 公司 under a heading that begins with a company's name, 我省 in a region's document."""
    region = _TITLE_REGION.match(document.title)
    company: Mention | None = None
    for number, sentence in enumerate(document.sentences):
        for match in _OWN_REGION.finditer(document.text, sentence.start, sentence.end) if region else ():
            if region and region[0].endswith(match["kind"]):
                kind = _REGIONS.get(match["kind"], "Region")
                yield number, Mention(match.start(), match.end(), match[0], kind, region[0])
        for match in _LATTER.finditer(document.text, sentence.start, sentence.end):
            if two := _two(document, mentions, number, match.start()):
                meant = two[match[0][0] == "后"]
                yield number, Mention(match.start(), match.end(), match[0], meant.type, meant.name)
        text = document.text[sentence.start:sentence.end].strip()
        if heading := _HEADING.match(text):
            named = next(iter(mentions[number]), None)
            begins = named is not None and text.find(named.surface) == heading.end()
            company = named if begins and named is not None and _is_company(named) else None
        for match in _COMPANY.finditer(document.text, sentence.start, sentence.end) if company else ():
            if company:
                yield number, Mention(match.start(), match.end(), match[0], company.type, company.name)


def _two(document: Document, mentions: Sequence[Sequence[Mention]], number: int, before: int) -> list[Mention]:
    """The two things of one class that 前者 and 后者 stand for: in this sentence or the one before it, else none.

    Two that stand side by side (甲与乙) go before two bodies, and these before two things of another class.
    """
    for index in (number, number - 1):
        if index < 0 or document.sentences[index].section != document.sentences[number].section:
            return []
        found = list({m.name: m for m in mentions[index] if m.end <= before and m.type not in ("Entity", "Indicator")}
                     .values())
        beside = [[one, other] for one, other in pairwise(found)
                  if VOCAB.family(one.type) == VOCAB.family(other.type)
                  and _AND.fullmatch(document.text, one.end, other.start)]
        alike = [[m for m in found if letters(m)] for letters in _ALIKE]
        if pairs := beside if len(beside) == 1 else [same for same in alike if len(same) == 2]:
            return pairs[0]
    return []


def _is_company(mention: Mention) -> bool:
    kinds = INSTITUTIONS - {"GovernmentBody", "ResearchBody"}
    return mention.type in kinds and not re.match("重点|主要|相关|上市|龙头|头部|推荐|可比|受益", mention.name)


def _antecedent(document: Document, mentions: Sequence[Sequence[Mention]], number: int, before: int,
                head: str) -> Mention | None:
    section = document.sentences[number].section
    for index in range(number, max(-1, number - _REACH - 1), -1):
        if document.sentences[index].section != section:
            return None
        fitting = {m.name: m for m in mentions[index] if m.end <= before and _fits(m, head)}
        if fitting:
            return next(iter(fitting.values())) if len(fitting) == 1 else None
    return None


def _antecedents(document: Document, mentions: Sequence[Sequence[Mention]], number: int,
                 match: re.Match[str]) -> list[Mention]:
    """The things that 上述两省 stands for: just so many of the kind in the nearest sentence naming any, else none."""
    for index in range(number, max(-1, number - _REACH - 1), -1):
        if index < 0 or document.sentences[index].section != document.sentences[number].section:
            return []
        fitting = {m.name: m for m in mentions[index] if m.end <= match.start() and _counts_as(m, match["kind"])}
        if fitting:
            return list(fitting.values()) if len(fitting) == _COUNTS[match["count"]] else []
    return []


def _counts_as(mention: Mention, kind: str) -> bool:
    family, types = _SORTS[kind]
    return VOCAB.family(mention.type) == family and (not types or mention.type in types) and mention.name not in _WIDE


def _fits(mention: Mention, head: str) -> bool:
    if mention.name == head or len(mention.name) < 3 and mention.type not in ("Bank", "City", "Province"):
        return False
    if head in _PRODUCTS.split("|"):
        return mention.type == "Product" and (mention.surface.startswith("“") or mention.name.endswith(head))
    if head in _WORKS.split("|"):
        return mention.type in ("Policy", "Standard") and mention.surface.startswith("《")
    if head in ("公司", "集团", "企业", "机构"):
        return mention.type in INSTITUTIONS - {"GovernmentBody"}
    return mention.type in _KINDS[head]


def resolve(kit: Kit, document: Document, mentions: Sequence[tuple[Mention, ...]], relations: Sequence[RelationClaim],
            observations: Sequence[ObservationClaim]) -> DocumentClaims:
    """The claims of a document on its resolved entities, and those entities with all their names in it."""
    relations = list(_one_by_one(relations, mentions))
    uses = Counter(_refs(relations, observations))
    here = {ref: _spelled_out(ref, document) for ref in uses if _of_here(ref, kit.lexicon)}
    known = {normal(ref.name) for ref in uses}
    short = dict(_short_names(document, mentions))
    short |= {normal(ref.name): full for ref, full in here.items() if normal(full) in known}
    best, names = _groups(kit.lexicon, uses, short, here)
    related = [replace(c, subject=best[c.subject], object=best[c.object]) for c in relations]
    related = [c for c in related if c.subject != c.object]
    observed = [replace(o, subject=best[o.subject], region=best[o.region] if o.region else None) for o in observations]
    used = dict.fromkeys(_refs(related, observed))
    entities = tuple(LocalEntity(ref, tuple(n for n in names[ref] if n != ref.name)) for ref in used)
    return DocumentClaims(document, entities, tuple(related), tuple(observed))


def _one_by_one(relations: Iterable[RelationClaim],
                mentions: Sequence[tuple[Mention, ...]]) -> Iterator[RelationClaim]:
    """The relations, those of 上述两省 as one of each."""
    types = {m.name: m.type for sentence in mentions for m in sentence}
    joined = {m.name: [EntityRef(name, types.get(name, m.type)) for name in m.name.split(_LIST)]
              for sentence in mentions for m in sentence if _SEVERAL.fullmatch(m.surface)}
    for claim in relations:
        for subject in joined.get(claim.subject.name, [claim.subject]):
            for object_ in joined.get(claim.object.name, [claim.object]):
                yield replace(claim, subject=subject, object=object_)


def _refs(relations: Sequence[RelationClaim], observations: Sequence[ObservationClaim]) -> Iterator[EntityRef]:
    for claim in relations:
        yield claim.subject
        yield claim.object
    for observation in observations:
        yield observation.subject
        if observation.region is not None:
            yield observation.region


def _short_names(document: Document, mentions: Sequence[tuple[Mention, ...]]) -> Iterator[tuple[str, str]]:
    """(short name, full name) for each 甲(以下简称“乙”), 甲(ABC)."""
    ends = {m.end: m for sentence in mentions for m in sentence}
    for match in _SHORT.finditer(document.text):
        if full := ends.get(match.start()):
            yield normal(match["short"]), full.name
    for match in _LETTERS.finditer(document.text):
        full = ends.get(match.start())
        if full and VOCAB.family(full.type) in ("concept", "product", "institution") and len(full.name) > 3:
            yield normal(match["short"]), full.name


def _of_here(ref: EntityRef, lexicon: Lexicon) -> bool:
    """Whether a name is a body's or a zone's within the region that the document is about, and another's elsewhere."""
    if lexicon.canonical(ref.name):
        return False
    family = VOCAB.family(ref.type)
    return bool(family == "institution" and _OFFICE.fullmatch(ref.name) or family in ("institution", "region")
                and _ZONE.fullmatch(ref.name) or _OWN_BODY.fullmatch(ref.name))


def _spelled_out(ref: EntityRef, document: Document) -> str:
    """The name with the region that the document's title begins with: 云川市科技局; as it is where none fits."""
    region = _TITLE_REGION.match(document.title)
    office = _OFFICE.fullmatch(ref.name)
    if region and office and region[0].endswith(office["level"]):
        return region[0] + office["rest"]
    if region and region[0].endswith("市") and _ZONE.fullmatch(ref.name):
        return region[0].removesuffix("市") + ref.name
    return ref.name


def _groups(lexicon: Lexicon, uses: Counter[EntityRef], short: dict[str, str],
            here: dict[EntityRef, str]) -> tuple[dict[EntityRef, EntityRef], dict[EntityRef, list[str]]]:
    """Each reference's best form, and the names of each best form. `here`: names of this document's region only."""
    typed: dict[str, Counter[str]] = {}
    for ref, count in uses.items():
        if ref.type != "Entity":
            typed.setdefault(normal(ref.name), Counter())[ref.type] += count
    groups: dict[tuple[str, str], list[EntityRef]] = {}
    for ref in uses:
        name = short.get(normal(ref.name), ref.name)
        kind = ref.type
        if kind == "Entity" and (types := typed.get(normal(name))):
            kind = types.most_common(1)[0][0]
        groups.setdefault((VOCAB.family(kind), identity(name, kind, readings=lexicon.readings)), []).append(ref)
    _join_companies(groups, lexicon)
    best: dict[EntityRef, EntityRef] = {}
    names: dict[EntityRef, list[str]] = {}
    for members in groups.values():
        label = max(members, key=lambda r: (_explicit(r, short), uses[r], len(r.name), r.name)).name
        label = short.get(normal(label), label)
        kinds = Counter({r.type: 0 for r in members})
        for ref in members:
            kinds[ref.type] += uses[ref] if ref.type != "Entity" else 0
        kind = kinds.most_common(1)[0][0]
        kind = _class_of(label, kind, lexicon)
        own = bool(_BARE_WORK.match(label)) or any(ref.name == label for ref in here)
        chosen = EntityRef(label, kind, local=own)
        best.update(dict.fromkeys(members, chosen))
        names.setdefault(chosen, []).extend(dict.fromkeys([*(r.name for r in members),
                                                           *(here[r] for r in members if r in here)]))
    return best, names


def _class_of(name: str, kind: str, lexicon: Lexicon) -> str:
    """The class of a whole name: where reading left it open, by its last word; a body told by a clause is a group."""
    words = Words.load()
    if lexicon.canonical(name):
        return kind
    if VOCAB.family(kind) == "institution" and "的" in name:
        return "Group"               # 开展航运保险业务的公司
    if kind not in _OPEN or (len(name) > 4 and name[:2] in words["verb"] | words["leading_verb"] | words["deed"]):
        return kind                  # 搭建创新平台 is no platform
    return words.class_of(re.sub(r"\([^()]*\)$", "", name)) or kind


def _explicit(ref: EntityRef, short: dict[str, str]) -> bool:
    """Whether a name says more than a short form that the text explains (《意见》)."""
    return normal(ref.name) not in short


def _join_companies(groups: dict[tuple[str, str], list[EntityRef]], lexicon: Lexicon) -> None:
    """甲科技股份有限公司 is 甲科技, or else 甲, where only one company's name begins so.

    甲 has at least four characters then, and no list knows it: 乙银行科技有限公司 is not 乙银行.
    """
    companies = [key for key in groups if key[0] == "institution"]
    for legal, shortest in ((_LEGAL, 2), (_FIRM, 4)):
        for key in companies:
            stem = legal.sub("", key[1])
            if stem == key[1] or len(stem) < shortest or key not in groups or (key[0], stem) not in groups:
                continue
            if legal is _FIRM and (lexicon.canonical(stem) or stem.endswith(("银行", "集团", "保险", "证券"))):
                continue
            longer = [other for other in companies if other[1] != stem and legal.sub("", other[1]) == stem]
            if len(longer) == 1:
                groups[key[0], stem] += groups.pop(key)
