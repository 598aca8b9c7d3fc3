"""Relations between the things of a sentence, read off patterns, lists, brackets and 其中.

A sentence is cut into clauses. The subject of a clause is the phrase it begins with, else one carried over from an
earlier clause; a thing just made (推出“甲”平台) becomes the next clauses' subject where its kind fits the verb.
"""
from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from ingest.patterns import Pattern
from ingest.causes import causes
from ingest.mentions import FACILITIES, clean_name
from ingest.phrases import ANY, NUMBER, PHRASE, Form, Phrase, form, letter
from ingest.recommendations import recommendations
from ingest.words import Words
from kg.types import Document, EntityRef, Mention, RelationClaim, Span, Token

if TYPE_CHECKING:
    from ingest.pipeline import Kit
    from kg.text.lexicon import Lexicon

_CHAIN = f"{PHRASE}(?:的{PHRASE}){{0,2}}"
_BRACKET = re.compile(rf"({PHRASE})\(({PHRASE})?[^()]*\)")
_OTHER_BRACKET = re.compile(r"\([^()]*\)")
_ADJACENT = re.compile(rf"(R{NUMBER})(R{NUMBER})")
# Words before the subject of a clause: 例如、其中、同时; 在…中; 目前; nothing that could govern the phrase.
_LEAD = re.compile(rf"^(?:例如|比如|其中|同时|此外|另外|而|且|并|但|尽管|虽然|一是|二是|三是|目前|随着|年初|[,:])*"
                   rf"(?:(?:在|随着|针对|对于|关于){_CHAIN}(?:的[^,A-Z]{{0,4}})?(?:中|下|上|里|内|方面|场景|领域|环节|阶段|层面|后|前|时)?,?)*"
                   rf"(?:在|对|将|把|被)?(?P<S>{_CHAIN})")
_LOCATIVE = re.compile(rf"^(?:在)?(?P<S>{_CHAIN})(?:中|方面|下|上|里|内|环节|阶段)?$")
_GOVERNED = re.compile(r"(?:在|对|将|把|被|从|向|为|给|以)$")
_MAKERS = {"operates", "provides", "issued", "pilot_in"}
_INDICATOR_TAIL = re.compile(r"(?:的)?(?:相关)?(?:业务|市场|行业|服务|产业|总)*(?:总规模|规模|普及率|覆盖率|渗透率|应用率|余额|保费收入|收入|"
                             r"总额|增速|占比|份额|销售额|需求|容量|总量|产量|销量|保有量|产值|货值|营收|总收入|数量)$")
_ACROSS = {"such-as", "as-a"}            # patterns that run over the border of two clauses
_PARTS = re.compile(r"[^,;:]+")


@dataclass(slots=True)
class _Thing:
    """A possible subject: its entities, where it stands, and the letter of its kind."""

    entities: list[Mention]
    letter: str
    planned: bool = False            # 甲省将…: what follows in later clauses is planned too
    owner: bool = False              # stands before 的 only: it can hold a share and no more


@dataclass(slots=True)
class _Scene:
    """What the clauses of one sentence have in common."""

    words: Words
    form: Form
    document: Document
    start: int
    end: int
    topics: list[_Thing] = field(default_factory=list)
    claims: list[RelationClaim] = field(default_factory=list)


def relate(kit: Kit, document: Document, tokens: Sequence[tuple[Token, ...]],
           mentions: Sequence[tuple[Mention, ...]]) -> list[RelationClaim]:
    """The relations each sentence states, with the clauses that state them as evidence."""
    claims: list[RelationClaim] = []
    headings = {s.start for s in document.sections}
    for sentence, tagged, named in zip(document.sentences, tokens, mentions, strict=True):
        if sentence.start in headings:
            continue
        claims += causes(document, sentence)
        claims += recommendations(document, sentence, named)
        if named:
            scene = _Scene(kit.words, form(kit.words, tagged, named), document, sentence.start, sentence.end)
            _sentence(kit.patterns.rows, scene)
            _named_after(scene, kit.lexicon, named)
            claims += _unique(scene.claims)
    return claims


def _unique(claims: list[RelationClaim]) -> list[RelationClaim]:
    """One claim for each triple of a sentence, the surest one."""
    best: dict[tuple[str, str, str], RelationClaim] = {}
    for claim in claims:
        key = (claim.subject.name, claim.predicate, claim.object.name)
        if key not in best or claim.confidence > best[key].confidence:
            best[key] = claim
    return list(best.values())


def _sentence(patterns: Sequence[Pattern], scene: _Scene) -> None:
    _lists(scene)
    _brackets(scene)
    _neighbours(scene)
    _hierarchy(scene)
    text = scene.form.text
    for rule in patterns:            # such-as runs over clause borders: 采集数据,如里程、速度
        if rule.id in _ACROSS:
            for match in rule.matches(scene.form):
                _claim(scene, rule, _entities(scene, match["S"], True), _entities(scene, match["O"], False, True), match)
    for clause in _PARTS.finditer(text):
        _clause(patterns, scene, clause.start(), clause.end())


# ---- clauses --------------------------------------------------------------------------------------------
def _clause(patterns: Sequence[Pattern], scene: _Scene, start: int, end: int) -> None:
    text = scene.form.text
    clause = text[start:end]
    subject, after = _subject(scene, start, end)
    locative = _LOCATIVE.match(clause)
    made: list[_Thing] = []
    for rule in patterns:
        if rule.id in _ACROSS:
            continue
        for match in rule.matches(scene.form, start, end):
            if not _stated(scene, text, after if subject else start, match):
                continue
            objects = _entities(scene, match["O"], False) if "O" in rule.regex.groupindex else []
            if "L" in rule.regex.groupindex:
                _pairs(scene, rule, match)
                continue
            if "S" in rule.regex.groupindex:
                subjects = _entities(scene, match["S"], True)
                if "O" not in rule.regex.groupindex:     # 已被甲公司采用: what is used was said before
                    known = _topic(scene, rule, subject, after, match)
                    objects = known.entities if known else []
                if "F" in rule.regex.groupindex:         # 成本下降推动…: the change is what acts
                    subjects = [replace(s, name=s.name + match["F"]) for s in subjects]
                if "O" in rule.regex.groupindex:
                    made += _made(scene, rule, objects, match, _letter(scene, match["S"]))
            else:
                found = _topic(scene, rule, subject, after, match)
                if found is None:
                    continue
                subjects = found.entities
                made += _made(scene, rule, objects, match, found.letter)
            if rule.id in _EVENTS:
                objects = _event(scene, match)
            elif (listed := _EXAMPLES.match(text, match.end())) and rule.relation in ("targets", "uses", "applies_to"):
                objects = [*objects, *scene.form.phrase(listed[1]).items]
            _claim(scene, rule, subjects, objects, match)
    _shares(scene, clause, start, end)
    if subject and not _bare_predicate(scene, start, end, after):
        chain = scene.form.chain(scene.form.text[start:after])
        if len(chain) > 1 and chain[0].letter in "IGRTPS":      # 甲银行的余额…,占…: the bank may be what is meant
            scene.topics.insert(0, _Thing(list(chain[0].items), chain[0].letter, owner=True))
        subject.planned = "~" in scene.form.text[after:end]
        scene.topics.insert(0, subject)
    elif locative and not _bare_predicate(scene, start, end, end):
        scene.topics.insert(0, _Thing(_entities(scene, locative["S"], True), _letter(scene, locative["S"])))
    for thing in made[:1]:
        scene.topics.insert(0, thing)


_SHARE = re.compile(rf"^(?:占(?:R{NUMBER}|D{NUMBER})?(?:D{NUMBER})?的?#|(?:D{NUMBER})?占比#)")
_OF_ALL = re.compile(r"全国|全球|全省|全市|总额|总量|总规模|占比")


def _shares(scene: _Scene, clause: str, start: int, end: int) -> None:
    """甲地冷库容量…,占全国的a: a place or actor, and the market its figure was about."""
    text, places = scene.document.text, scene.form.places
    a, b = places[start], (places[end] if end < len(places) else scene.end)
    if not _SHARE.match(clause) or not _OF_ALL.search(text[a:b]):
        return
    holder = next((t for t in scene.topics if t.letter in "RIG"), None)
    market = next((t for t in scene.topics if t.letter == "D" and not t.owner), None)
    for s in holder.entities if holder else []:
        for o in market.entities if market else []:
            _add(scene, s, "holds_share", "占", o, 0.7, "share-of-all", (a, b))


def _bare_predicate(scene: _Scene, start: int, end: int, after: int) -> bool:
    """高端场景密集: a phrase and an adjective say something about the topic and do not take its place."""
    places, text = scene.form.places, scene.document.text
    if after < end:
        return scene.form.chain(scene.form.text[start:after])[-1].items[-1].name in scene.words["aspect"]
    stop = places[end] if end < len(places) else scene.end
    last = scene.form.chain(scene.form.text[start:end])[-1]
    rest = re.sub(r"[,，;；:：。!?]", "", text[last.end:stop])
    return bool(rest) and not re.match(r"(?:中|方面|下|上|里|内|环节|阶段|时|后|前)", rest)


def _made(scene: _Scene, rule: Pattern, objects: list[Mention], match: re.Match[str], maker: str) -> list[_Thing]:
    """What a match brought into the world, as the likely subject of the next clauses."""
    kind = _letter(scene, match["O"]) if objects else ""
    if re.search(r"(?:通过|依托|以|对)$", match.string[:match.start()]):
        return []
    return [_Thing(objects, kind)] if maker in "IGR" and rule.relation in _MAKERS and kind in ("P", "W", "I") else []


def _subject(scene: _Scene, start: int, end: int) -> tuple[_Thing | None, int]:
    """The phrase a clause begins with, and where it ends."""
    clause = scene.form.text[start:end]
    match = _LEAD.match(clause)
    if not match:
        return None, start
    before = clause[:match.start("S")]
    if _GOVERNED.search(before):
        return None, start
    if inner := _PLACED.match(clause, match.start("S")):     # 农村地区服务覆盖率…: the place, then the subject
        region = scene.form.phrase(inner[1])
        scene.topics.insert(0, _Thing(list(region.items), "R"))
        return _Thing(_entities(scene, inner[2], True), _letter(scene, inner[2])), start + inner.end()
    entities, end = _entities(scene, match["S"], True), start + match.end("S")
    if joined := _JOINED.match(clause, match.end("S")):     # 甲与乙融合, as one event
        phrase = scene.form.phrase(match["S"])
        if phrase.split and phrase.letter in "TSP":
            stop = scene.form.places[start + joined.end() - 1] + 1
            event = scene.document.text[phrase.start:stop]
            return _Thing([replace(phrase.items[-1], start=phrase.start, end=stop, surface=event, name=event)], "T"), end
    if listed := _EXAMPLES.match(clause, match.end("S")):   # 甲企业如乙、丙
        entities = [*scene.form.phrase(listed[1]).items, *entities]
        end = start + listed.end()
    return _Thing(entities, _letter(scene, match["S"])), end


_PLACED = re.compile(rf"(R{NUMBER})({_CHAIN})")
_JOINED = re.compile(r"(?:融合|结合|协同)$")
_EXAMPLES = re.compile(rf",?(?:如|例如|比如|包括)({PHRASE})")


def _topic(scene: _Scene, rule: Pattern, subject: _Thing | None, after: int, match: re.Match[str]) -> _Thing | None:
    """Who does what the match says: the clause's own subject, or the nearest carried one of a fitting kind."""
    if subject and after <= match.start():
        return subject if subject.letter in rule.carried else None
    if rule.relation == "operates" and scene.topics and scene.topics[0].letter == "W":
        return None                  # a plan says what shall be built
    seen = 0
    for topic in scene.topics:
        if topic.letter in rule.carried and (not topic.owner or rule.relation in _OF_OWNERS):
            return None if topic.planned else topic
        seen += topic.letter not in "DBN" and not topic.owner
        if seen == _DEPTH:
            return None
    return None


_OF_OWNERS = {"holds_share", "depends_on"}
_DEPTH = 3                           # how many possible subjects back a clause without one may look


_EVENTS = {"promote-event", "achieve"}


def _event(scene: _Scene, match: re.Match[str]) -> list[Mention]:
    """The object of 推动甲与乙融合 or 实现数据的共享与追溯, as the text words it up to the end of the clause."""
    text, start = scene.document.text, scene.form.places[match.start("O")]
    stop = re.compile(r"[,，。;；:：!?！？\n]").search(text, start)
    end = stop.start() if stop else scene.end
    last = scene.form.chain(match["O"])[-1]
    name = clean_name(scene.words, text[start:end])
    if re.search(r"\d", name) or len(name) > 26 or len(name) < 7 and re.search(r"(?:增长|突破|提升|发展|转型)$", name) or last.items[-1].end > end:
        return []
    return [Mention(start, end, text[start:end], "Scenario", name)]


_PIVOTS = re.compile(r"(?:鼓励|引导|支持|推动|促进|要求|指导|帮助|允许|督促|组织|激励|吸引|便于|让|使|令|委托|加强|加大|健全|"
                     r"在于|用户|愿意|倾向)")


def _stated(scene: _Scene, text: str, start: int, match: re.Match[str]) -> bool:
    """Whether what the match says is said as a fact: no 拟, 应, 未 before it, and no 鼓励X before its verb."""
    before = text[start:match.start()] if start <= match.start() else ""
    if re.search("[!~]", before + match[0]):
        return False
    if "S" in match.re.groupindex or "L" in match.re.groupindex:
        return not re.search(r"(?:鼓励|支持|引导|要求|探索)$", before)
    pivot = _PIVOTS.search(before)
    return not (pivot and re.search(PHRASE, before[pivot.end():]))


# ---- from signs to entities -----------------------------------------------------------------------------
def _letter(scene: _Scene, signs: str) -> str:
    chain = scene.form.chain(signs)
    return letter(_aspect(scene, chain)[0]) if len(chain) > 1 else chain[0].letter


_ANAPHOR = re.compile(r"(?:这一|这些|上述|该|此类|以上)(?:问题|难题|痛点|风险|挑战|瓶颈|困境)$")
_CONTENT = re.compile(r"(?:数据|信息|状态|资料|状况)$")
_ASPECT = re.compile(r"(?:能力|特性|特征|作用|优势|价值|应用|建设资金|应用试点)$")


def _aspect(scene: _Scene, chain: tuple[Phrase, ...]) -> tuple[Mention, ...]:
    """Which phrase of X的Y a relation is about: X for X的能力 and A、B等领域的X, else Y."""
    first, last = chain[0], chain[-1]
    if _ASPECT.search(last.items[-1].name) and letter(first.items[0]) in "TPSIGR":
        return first.items
    if letter(last.items[-1]) not in "GIR" and first.etc and first.head is not None and first.head.name in scene.words["field"] | scene.words["empty_class"]:
        return first.items
    return last.items


def _entities(scene: _Scene, signs: str, subject: bool, whole: bool = False) -> list[Mention]:
    """The entities a chain of signs stands for. `whole`: the last phrase alone (车辆数据 of 采集X的车辆数据)."""
    chain = scene.form.chain(signs)
    if whole:
        return list(chain[-1].items)
    first, last = chain[0], chain[-1]
    if _ANAPHOR.match(last.items[-1].name):
        return next((list(p.items) for p in reversed(scene.form.phrases)
                     if p.end <= last.start and p.letter == "B" and not _BARE.match(p.items[-1].name)), [])
    if len(chain) == 1:
        if first.head is not None and not subject and _CONTENT.search(first.head.name):
            return [replace(first.head, start=first.start, surface=scene.document.text[first.start:first.end],
                            name=scene.document.text[first.start:first.head.end])]
        return list(first.items)
    if _BARE.match(last.items[-1].name) and letter(last.items[-1]) == "B":
        return list(first.items)         # “甲、乙”的问题
    about = _aspect(scene, chain) if subject or last.letter == "P" else last.items
    if about is first.items:
        return list(about)
    prefix = "、".join(i.name for i in chain[0].items) + (chain[0].head.name if chain[0].head and not chain[0].etc else "")
    if chain[0].etc and chain[0].head:
        prefix = f"{prefix}等{chain[0].head.name}"
    named = []
    for item in about:
        name = f"{prefix}的{item.name}"
        keep = letter(item) in "IW" and letter(chain[0].items[0]) != "R"
        named.append(item if keep or len(name) > 24 else
                     Mention(chain[0].start, item.end, scene.document.text[chain[0].start:item.end], item.type, name))
    return named


def _pairs(scene: _Scene, rule: Pattern, match: re.Match[str]) -> None:
    """甲、乙与丙融合: each thing before the last 与 with each one after it."""
    phrase = scene.form.phrase(match["L"])
    cut = phrase.split or len(phrase.items) - 1
    if cut and all(letter(i) != "N" for i in phrase.items):
        _claim(scene, rule, list(phrase.items[:cut]), list(phrase.items[cut:]), match)


def _claim(scene: _Scene, rule: Pattern, subjects: Sequence[Mention], objects: Sequence[Mention],
           match: re.Match[str]) -> None:
    verb = match["V"] if "V" in rule.regex.groupindex and match["V"] else _literal(match[0])
    places = scene.form.places
    span = (places[match.start()], places[match.end() - 1] + 1)
    pairs = [(s, o) for s in subjects for o in objects]
    if len(subjects) == len(objects) > 1 and "分别" in scene.document.text[subjects[0].start:span[1]]:
        pairs = list(zip(subjects, objects, strict=True))
    for s, o in pairs:
        _add(scene, s, rule.relation, verb, o, rule.confidence, rule.id, span)


def _literal(text: str) -> str:
    return re.sub(rf"{PHRASE}|[#,]", "", text)[:8]


def _add(scene: _Scene, subject: Mention, relation: str, verb: str, obj: Mention, confidence: float, rule: str,
         span: tuple[int, int]) -> None:
    s, o = _ref(scene, subject, relation, True), _ref(scene, obj, relation, False)
    if s is None or o is None or s.name == o.name:
        return
    start = min(subject.start, obj.start, span[0])
    end = max(subject.end, obj.end, span[1])
    text = scene.document.text
    while start > scene.start and text[start - 1] not in ",，。;；:：!?！？\n":
        start -= 1
    while end < scene.end and text[end] not in ",，。;；:：!?！？\n":
        end += 1
    scene.claims.append(RelationClaim(s, relation, verb, o, (Span(start, end),), confidence, rule))


_PARTS_OF_WHOLE = re.compile(r"^(?:全国|区域|全球|行业|市场)")
_BARE = re.compile(r"^(?:技术|平台|产品|服务|模式|企业|机构|政策|问题|领域|行业|场景|业务|数据|系统|终端|市场|规模|能力|水平|体系|应用|项目|"
                   r"发展|建设|管理|需求|资金|部门|地区|区域|投入|创新|效率|成本|方式|标准|规范|要求|措施|工作|关键|基础|结果|影响|"
                   r"公司|信息|资产|状态|过程|流程|阶段|环节|风险|难题|痛点|挑战|全国|全球|其|以上|用户|客户|城市|省份|国家|机制|特性|计划|方案|短板|突破|漏洞|问题与挑战|作用|优势|情况|条件|因素|动力|力量|人员|对象|事项|文件|目标|任务)$")


def _ref(scene: _Scene, mention: Mention, relation: str, subject: bool) -> EntityRef | None:
    name, kind = mention.name.removesuffix("总部"), mention.type
    if kind == "Entity" and name != mention.name:
        kind = scene.words.head_class(name) or kind
    if kind == "Indicator" and relation in ("supports", "broader", "holds_share", "addresses") and (
            subject or relation in ("supports", "holds_share", "broader")):
        stem = _INDICATOR_TAIL.sub("", name)
        if len(stem) >= 3 and not _PARTS_OF_WHOLE.match(stem):
            name, kind = stem, "Scenario"
    if _BARE.match(name) or len(name) < 2 or (len(name) > 30 and kind not in ("Problem", "Policy", "Standard")):
        return None
    return EntityRef(name, kind)


# ---- lists, brackets, neighbours, 其中 ---------------------------------------------------------------------
def _lists(scene: _Scene) -> None:
    for phrase in scene.form.phrases:
        if phrase.head is not None and phrase.etc:
            head = _class_of(scene, phrase, phrase.head)
            if head is not None:
                # 甲与乙、丙等车企: only what follows 与 is called so
                after = phrase.split if 0 < phrase.split < len(phrase.items) - 1 else 0
                for item in phrase.items[after:]:
                    _add(scene, item, "instance_of", "是", head, 0.85, "list", (min(head.start, phrase.start), phrase.end))
        if phrase.joint:
            cut = phrase.split
            for a in phrase.items[:cut]:
                for b in phrase.items[cut:]:
                    if letter(a) in "IG" and letter(b) in "IG":
                        _add(scene, a, "cooperates_with", "联合", b, 0.8, "joint", (phrase.start, phrase.end))
    for owner, thing in scene.form.owned:
        head = next((p.head for p in scene.form.phrases if thing in p.items and p.head), None)
        relation, verb = ("provides", "特色") if thing.surface.startswith("“") else ("located_in", "位于")
        pair = (thing, owner) if relation == "located_in" else (owner, thing)
        _add(scene, pair[0], relation, verb, pair[1], 0.75, "owned", (owner.start, head.end if head else thing.end))


_FIELD_FIRST = re.compile(r"(?:领域|行业|产业|方面|环节|区域|地区|部门).{2,}")
_NO_CLASS = re.compile(r"(?:衔接|力度|支持|效率|作用|行为|机制|接受度|环境|供给|质押|抵押|服务机制|研发|建设|融合|应用|转型|推广|延伸|监管|优势|能力|状态|状况|条件|投入|合作|发展|创新|培育|升级|数据|信息|需求|"
                       r"体系|改造|维度|水平|价值|原则|方针|特性|特征|精神|部署|要求|政策|现象|保障|过程|全过程)$")


def _class_of(scene: _Scene, phrase: Phrase, head: Mention) -> Mention | None:
    """The class a list names (A、B等新型服务); a bare 等城市 takes the 金融中心城市 said just before."""
    name = re.sub(r"(?:价格|成本|数量|规模|渗透率)$", "", head.name)
    if name in scene.words["empty_class"] or name in scene.words["field"]:
        text = scene.document.text
        for other in reversed([p for p in scene.form.phrases if p.end <= phrase.start and p.head is None]):
            item = other.items[-1]
            between = text[other.end:phrase.start]
            first = other.start == scene.start or text[other.start - 1] in ",，;；:："
            if len(re.findall("[,，]", between)) != 1 or re.search("[;；:：]", between) or not first:
                continue
            stem = re.sub(r"(?:价格|成本|数量|规模|渗透率)$", "", item.name)
            if len(other.items) == 1 and stem.endswith(name) and len(stem) > len(name) + 1 and len(name) > 1:
                return replace(item, name=stem, type=scene.words.head_class(stem) or item.type)
        return None
    return None if name != head.name or _NO_CLASS.search(name) or _FIELD_FIRST.match(name) else head


def _brackets(scene: _Scene) -> None:
    """东部地区(甲省、乙省) lists the parts of a region; the brackets then leave the form."""
    current = scene.form
    text, places = current.text, list(current.places)
    for match in _BRACKET.finditer(text):
        if match[2] and match[2][0] == "R" and (match[1][0] == "R" or len(current.phrase(match[2]).items) > 1):
            whole, parts = current.phrase(match[1]), current.phrase(match[2])
            for item in parts.items:
                _add(scene, item, "part_of", "属于", whole.items[-1], 0.9, "bracket", (whole.start, parts.end))
    while match := _OTHER_BRACKET.search(text):
        text = text[:match.start()] + text[match.end():]
        del places[match.start():match.end()]
    scene.form = Form(text, tuple(places), current.phrases, current.owned)


def _named_after(scene: _Scene, lexicon: Lexicon, mentions: Sequence[Mention]) -> None:
    """郑州物流枢纽 lies in 郑州."""
    for mention in mentions:
        if mention.type in ("Product", "ResearchBody", "Institution") and mention.name.endswith(FACILITIES):
            found = lexicon.find(mention.surface)
            if found and found[0].start == 0 and found[0].type in ("City", "Province", "Region") and not found[0].weak:
                place = Mention(mention.start, mention.start + found[0].end, found[0].surface, found[0].type, found[0].surface)
                _add(scene, mention, "located_in", "位于", place, 0.75, "named-after", (mention.start, mention.end))


def _neighbours(scene: _Scene) -> None:
    """浙江宁波: the second place lies in the first."""
    current = scene.form
    text, places = current.text, list(current.places)
    while match := _ADJACENT.search(text):
        outer, inner = current.phrase(match[1]), current.phrase(match[2])
        if len(outer.items) == len(inner.items) == 1 and inner.items[0].type in ("City", "Region", "Province"):
            _add(scene, inner.items[0], "part_of", "位于", outer.items[0], 0.75, "neighbours", (outer.start, inner.end))
        text = text[:match.start()] + text[match.end() - 2:]
        del places[match.start():match.end() - 2]
    scene.form = Form(text, tuple(places), current.phrases, current.owned)


def _hierarchy(scene: _Scene) -> None:
    """甲市场规模…;其中,乙业务规模…: 乙 is a field within 甲."""
    text = scene.form.text
    at = text.find("其中")
    if at <= 0:
        return
    before = [p for p in _first_figures(scene, text[:at])][-1:]
    for whole in before:
        for part in _first_figures(scene, text[at + 2:]):
            a, b = _INDICATOR_TAIL.sub("", part.name), _INDICATOR_TAIL.sub("", whole.name)
            if a != b and len(a) >= 3 and len(b) >= 3 and set(a) & set(b) and part.name[-2:] == whole.name[-2:]:
                _add(scene, part, "broader", "其中", whole, 0.75, "hierarchy", (whole.start, part.end))


def _first_figures(scene: _Scene, text: str) -> Iterator[Mention]:
    for clause in re.split("[,;]", text):
        if match := re.match(rf"(?:R{NUMBER})?(D{NUMBER})(?=[^{ANY[1:-1]}]*#)", clause):
            phrase = scene.form.phrase(match[1])
            if len(phrase.items) == 1:
                yield phrase.items[0]
