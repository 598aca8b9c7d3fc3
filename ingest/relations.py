"""Relations between the things of a sentence, read off patterns, lists, brackets and 其中.

A sentence is cut into clauses. The subject of a clause is the phrase it begins with, else one carried over from an
earlier clause; a thing just made (推出“甲”平台) becomes the next clauses' subject where its kind fits the verb.
"""
from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from ingest import shares, structure
from ingest.actors import ACTORS, CHAIN, INSIDE, bare_predicate, subject_of, told_to, topic_of
from ingest.appositions import appositions, boards, named_together, subject_field
from ingest.causes import causes
from ingest.chains import chains
from ingest.decrees import decree_of, grants, speaking, title_issuers
from ingest.drivers import drivers
from ingest.duties import duties
from ingest.enumerations import define, enumerations, integrated, numbered, of_offices
from ingest.hierarchies import hierarchies
from ingest.objects import EVENTS, WORDED, event, objects_of, worded
from ingest.orders import ordered, ordered_objects, ordered_thing, planned
from ingest.patterns import Pattern, Patterns
from ingest.phrases import NUMBER, PHRASE, form, letter
from ingest.products import made_by, of_maker, span_of
from ingest.recommendations import recommendations
from ingest.relation_scene import Scene, Thing
from ingest.stated import MAKERS, OF_EVENTS, before_noun, is_cut, other_acts, stated
from kg.types import Document, Mention, RelationClaim, Sentence, Token
from kg.vocab import VOCAB

if TYPE_CHECKING:
    from ingest.pipeline import Kit

_CENTRE = re.compile(rf"^以(R{NUMBER})为(?!试点)")
_MEASURED = re.compile("(?:可?达到?|高达|提[升高][至到]|超过?|约|仅)#")
_LOCATIVE = re.compile(rf"^(?:在)?(?P<S>{CHAIN})(?:{INSIDE})?$")
_OF_WHICH = re.compile(rf"^其中,?{PHRASE}(?:有|达|为)?(?:#(?!的)|$)")
_SAYS = re.compile("(?:显示|指出|认为|表明|披露|提到|统计|测算|预测)$")
_MEANS = re.compile(r"(?:通过|依托|以|对)$")
_EXAMPLES = re.compile(rf",?(?:如|例如|比如|包括)({PHRASE})")
_PARTS = re.compile(r"[^,;:]+")
_ROLE = re.compile("(?:材料|部件|组件|元件|器件|原料|渠道|载体|窗口|增长点|应用场景|应用领域|耗材)$")
_GOODS = ("make", "publish-model", "jointly-make")      # rows whose object is a thing, whatever its head says
_CUT = re.compile("[㐀-鿿]{2,}")
_OF_THINGS = frozenset({"applies_to", "supports", "depends_on", "uses", "targets"})
_WITH_EXAMPLES = frozenset({"targets", "uses", "applies_to"})
# patterns that run over the border of two clauses
_ACROSS = frozenset({"such-as", "as-a", "members", "built-on", "built-on-named", "against", "brought-by",
                     "under-rule"})
_BUILT = frozenset({"built-on", "built-on-named", "against"})      # 构建甲、乙一体化的丙: 丙 alone is built
_URGING = frozenset({"support", "promote", "transform", "backs-a"})    # 甲市推动乙、丙改造: of both
_FACING = frozenset({"facing", "offer-for"})
# (甲部、乙局等负责): who is to do what was said before
_IN_CHARGE = re.compile(r"\s*\([^()。]{4,}(?:负责|牵头|配合|参加|参与|落实|分工负责)[。;]?\)?[。;]?\s*")
_LISTED = re.compile(r"[等、,。;:!?()”的和与及或\n ]|$|以及|之[类间]|在内")       # may stand behind a listed name
_MANNER = re.compile(rf"(?:的)?(?:发展|创新|应用|服务|经营|生产|办学)?(?:{PHRASE})?(?:模式|机制|路径|格局|业态|体系)")
_ALSO_ISSUED = re.compile(rf"(?:\([^()]*\))?(?:[与和及、]|以及)(W{NUMBER})")
_SAID = re.compile("[^在以为的与和及中下上里等:]")
_LABEL = re.compile(r"\s*【[^】\n]{1,12}】")


def relate(kit: Kit, document: Document, tokens: Sequence[tuple[Token, ...]],
           mentions: Sequence[tuple[Mention, ...]]) -> list[RelationClaim]:
    """The relations each sentence states, with the clauses that state them as evidence."""
    claims: list[RelationClaim] = [*duties(document), *hierarchies(kit.words, document)]
    headings = {s.start for s in document.sections}
    field = subject_field(document, kit.lexicon)
    decree = decree_of(document)
    claims += grants(document, decree)
    for sentence, tagged, named in zip(document.sentences, tokens, mentions, strict=True):
        if sentence.start in headings or _IN_CHARGE.fullmatch(document.text, sentence.start, sentence.end):
            continue
        tagged, named = _past_label(document, sentence, tagged, named)
        claims += causes(document, sentence)
        claims += title_issuers(document, sentence)
        claims += drivers(document, sentence)
        claims += recommendations(document, sentence, named)
        if named:
            spoken = speaking(document, sentence, named)
            scene = Scene(kit.words, form(kit.words, tagged, named), document, sentence.start, sentence.end,
                          about=field, decree=spoken or decree, spoken=spoken is not None, tokens=tagged)
            _sentence(kit.patterns, scene)
            enumerations(scene, named)
            define(scene, named)
            integrated(scene, named)
            numbered(scene, named)
            structure.named_after(scene, kit.lexicon, named)
            structure.regions(scene, kit.lexicon)
            claims += _unique([*scene.claims, *boards(scene, field)])
    return claims


def _past_label(document: Document, sentence: Sentence, tagged: tuple[Token, ...],
                named: tuple[Mention, ...]) -> tuple[tuple[Token, ...], tuple[Mention, ...]]:
    """A sentence without the label of its paragraph: 【政策】甲部印发乙."""
    label = _LABEL.match(document.text, sentence.start, sentence.end)
    if label is None:
        return tagged, named
    return tuple(t for t in tagged if t.start >= label.end()), tuple(m for m in named if m.start >= label.end())


def _unique(claims: list[RelationClaim]) -> list[RelationClaim]:
    """One claim for each triple of a sentence, the surest one."""
    best: dict[tuple[str, str, str], RelationClaim] = {}
    for claim in claims:
        key = (claim.subject.name, claim.predicate, claim.object.name)
        if key not in best or claim.confidence > best[key].confidence:
            best[key] = claim
    said: dict[tuple[str, str, str], RelationClaim] = {}
    for claim in best.values():      # one verb says one thing of two things
        key = (claim.subject.name, claim.verb.removesuffix("的"), claim.object.name)
        if key not in said or claim.confidence > said[key].confidence:
            said[key] = claim
    return list(said.values())


def _sentence(patterns: Patterns, scene: Scene) -> None:
    structure.lists(scene)
    structure.brackets(scene)
    appositions(scene)
    named_together(scene)
    structure.neighbours(scene)
    structure.titled(scene)
    chains(scene)
    planned(scene)
    text = scene.form.text
    for rule in patterns.rows:       # such-as runs over clause borders: 采集数据,如里程、速度
        if rule.id in _ACROSS:
            for match in rule.matches(scene.form):
                subjects = scene.entities(match["S"], subject=True, last=rule.id in _BUILT)
                if rule.id == "such-as" and subjects and not _LISTED.match(scene.document.text, subjects[-1].end):
                    subjects = subjects[:-1]         # 如甲或国有企业改制上市等: the listing, not the company
                _claim(scene, rule, subjects, scene.entities(match["O"], last=True), match)
    for clause in _PARTS.finditer(text):
        if text[clause.start() - 1:clause.start()] == ";":       # who acts may go on acting, a field does not
            scene.topics[:] = [t for t in scene.topics if t.letter in ACTORS or t.letter == "D" or t.place]
        _clause(patterns, scene, clause.start(), clause.end())


# ---- clauses --------------------------------------------------------------------------------------------
def _clause(patterns: Patterns, scene: Scene, start: int, end: int) -> None:
    clause = scene.form.text[start:end]
    subject, after = subject_of(scene, start, end)
    made: list[Thing] = []
    known = list(scene.topics)
    if subject is None:
        told_to(scene, clause)
    for rule in patterns.fitting(clause):
        if rule.id not in _ACROSS:
            for match in rule.matches(scene.form, start, end):
                if stated(scene, after if subject else start, match, told=scene.spoken and subject is None):
                    made += _apply(scene, rule, match, subject, start, after)
    shares.shares(scene, clause, start, end)
    locative = _LOCATIVE.match(clause)
    centre = _CENTRE.match(clause)
    if centre:                       # 以甲市为核心,重点发展乙
        scene.topics.insert(0, Thing(list(scene.form.phrase(centre[1]).items), "R"))
    side = subject is not None and after == end and scene.form.text[start:after][0] == "N" and (
        subject.entities[-1].name.removesuffix("方面") in scene.words["bare"] | scene.words["noun_verb"])
    if side:                         # 企业方面,应用方面: of nothing in particular
        return
    if subject and not bare_predicate(scene, start, end, after):
        chain = scene.form.chain(scene.form.text[start:after])
        if len(chain) > 1 and chain[0].letter in "IGRTPS":   # 甲银行的余额…,占…: the bank may be what is meant
            scene.topics.insert(0, Thing(list(chain[0].items), chain[0].letter, owner=True))
        if subject.letter == "N" and _MEASURED.match(scene.form.text, after, end):
            subject.letter = "M"     # 检测精度达a,用于…: a measure is used for nothing
        subject.owner = bool(_OF_WHICH.match(clause))        # 其中企业42家: what comes next is of the whole
        subject.planned = "~" in scene.form.text[after:end]
        subject.denied = "!" in scene.form.text[after:end]
        subject.place = after == end and chain[-1].items[-1].surface.endswith(("方面", "环节", "阶段", "场景"))
        scene.topics.insert(0, subject)
    elif locative and not bare_predicate(scene, start, end, end):
        entities = scene.entities(locative["S"], subject=True)
        scene.topics.insert(0, Thing(entities, scene.letter(locative["S"]), place=True))
    for thing in made[:1]:
        scene.topics.insert(0, thing)
    if _SAYS.search(clause):         # 甲协会的《乙报告》显示,…: what it shows is not of 甲
        scene.topics[:] = known


def _apply(scene: Scene, rule: Pattern, match: re.Match[str], subject: Thing | None, start: int,
           after: int) -> list[Thing]:
    """Claim what one match states; returns what it brought into the world."""
    groups = rule.regex.groupindex
    if rule.relation == "integrates_with" and _MANNER.match(match.string, match.end()):
        return []                    # 甲、乙等融通发展模式: a mode, and nothing that is joined
    if "L" in groups:
        _pairs(scene, rule, match)
        return []
    if "O" in groups and rule.relation in _OF_THINGS and before_noun(scene, match):
        return []
    if rule.id in _FACING and len(chain := scene.form.chain(match["O"])) > 1:
        # 面向甲阶段的乙、丙等活动: the activities are what is faced
        named = chain[-1].head is None or not scene.ends(chain[-1].head.name, "activity_end")
        if match["V"] in ("面向", "针对") and chain[-1].letter in "PSTN" and named:
            _claim(scene, rule, chain[-1].items, chain[0].items, match)
        return []                    # 面向农户的贷款: it is the loan that is for them
    chained = rule.id == "is-a" and len(scene.form.chain(match["O"])) > 1
    if chained and _ROLE.search(scene.form.chain(match["O"])[-1].items[-1].name):
        return []                    # 甲是乙的核心材料: what it is to 乙 is another row's
    if rule.id == "class-are" and len(scene.form.chain(match["S"])[-1].items) < 2:
        return []                    # 主导产业为甲 says what it is; of several, each is one
    if rule.id.startswith("toward") and "从" in match.string[:match.start()]:
        return []                    # 从甲向乙延伸: another row's
    objects = objects_of(scene, rule, match, subject) if "O" in groups else []
    if objects is None:
        return []
    at = match.end("O") if "O" in groups else match.end()
    while rule.relation == "issued" and (also := _ALSO_ISSUED.match(match.string, at)):
        objects, at = [*objects, *scene.form.phrase(also[1]).items], also.end()     # 《甲》(以下简称…)与《乙》
    if "S" in groups:
        subjects, maker = scene.entities(match["S"], subject=True), scene.letter(match["S"])
        if match.end("S") == match.end() and is_cut(scene, rule, match, "S"):
            return []
        if rule.id == "weight-of" and maker in "DN" and not shares.of_one_measure(subjects, objects):
            return []
        subjects = of_maker(scene, rule.relation, match["S"], subjects, span_of(scene, match))
        if "O" not in groups:        # 已被甲公司采用: what is used was said before
            known = topic_of(scene, rule, subject, after, match)
            objects = known.entities if known else []
        if "F" in groups:            # 成本下降推动…: the change is what acts
            subjects = [replace(one, name=one.name + match["F"]) for one in subjects]
    else:
        if after < match.start() and "V" in groups and match.string[match.end("V")] == "的":
            return []                # 甲获得乙颁发的丙, 甲取代去年印发的丙: 甲 is not who does it
        if subject is None and other_acts(scene, start, match.start()):
            return []
        measured = match.start() == start and re.match("(?:达到?|超过?|占|为|有)?#", match.string[match.end():])
        if measured and "O" in groups and rule.id not in WORDED and len(scene.form.chain(match["O"])) > 1:
            return []                # 支持境外银行卡的商户达a户: no verb of the sentence
        found = topic_of(scene, rule, subject, after, match) or ordered(scene, rule, subject, start, match)
        if found is None:
            return ordered_thing(scene, rule, subject, objects, match)
        cut = found is subject and rule.relation in OF_EVENTS and found.letter in "NDB" and _CUT.fullmatch(
            match.string, after, match.start())
        if cut:
            return []                # 桥梁净高不足制约…: more than 桥梁 does it
        if found is subject:
            made_by(scene, found, rule.relation, span_of(scene, match))
        subjects, maker = found.entities, found.letter
        if rule.id.startswith("is-") and scene.ends(subjects[-1].name, "unlisted_end"):
            return []                # 应用领域是甲: what its field is, not what a field is
        if rule.id == "weight-carried" and not shares.of_one_measure(subjects, objects):
            return []                # 研发投入占收入的比重
        orders = (found.entities == [scene.decree] and found is not subject) or (
            rule.id in _URGING and found.letter in "IGRW")
        if orders and "O" in groups and match.end("O") == match.end():
            objects = ordered_objects(scene, rule, objects, match)
    if rule.id == "owned-brand" and (split := scene.form.chain(match["O"])[-1].split):
        objects = objects[:split]    # 甲旗下的乙与丙: only 乙 is surely its own
    if rule.id == "owned-by" and (split := scene.form.chain(match["S"])[-1].split):
        subjects = subjects[:split]
    boards = len(objects) > 1 and "V" in groups and match["V"] in ("形成", "构成")
    if boards and structure.tallied(scene, scene.form.chain(match["O"])[-1]) is not None:
        return []                    # 形成甲、乙两大板块: nobody makes 甲
    of = scene.form.chain(match["S"])[-1].head if rule.id == "consist" else None
    if of is not None and of_offices(of.name, subjects):
        return []
    made = _made(scene, rule, objects, match, maker)
    if rule.id in EVENTS:
        objects = event(scene, match)
    elif rule.id in WORDED:
        objects = worded(scene, rule, match)
    elif rule.relation in _WITH_EXAMPLES and (listed := _EXAMPLES.match(match.string, match.end())):
        objects = [*objects, *scene.form.phrase(listed[1]).items]
    _claim(scene, rule, subjects, objects, match)
    return made


def _made(scene: Scene, rule: Pattern, objects: list[Mention], match: re.Match[str], maker: str) -> list[Thing]:
    """What a match brought into the world, as the likely subject of the next clauses."""
    made = "O" in rule.regex.groupindex and objects
    if not made or rule.relation not in MAKERS or maker not in "IGR":
        return []
    kind = scene.letter(match["O"])
    goods = kind in "TN" and rule.id.startswith(_GOODS)
    if all(o.name in scene.words["bare"] for o in objects):
        return []
    if not (kind in "PWI" or goods) or rule.id.startswith("venture-of") or _MEANS.search(match.string[:match.start()]):
        return []
    return [Thing(objects, kind)]


def _pairs(scene: Scene, rule: Pattern, match: re.Match[str]) -> None:
    """甲、乙与丙融合: each thing before the last 与 with each one after it."""
    phrase = scene.form.phrase(match["L"])
    if match.string[match.start("L") - 1:match.start("L")] in ("与", "和", "同", "跟"):
        return                       # the partner of these stands before 与 and has no name here
    cut = phrase.split or len(phrase.items) - 1
    if cut and all(letter(i) != "N" for i in phrase.items):
        _claim(scene, rule, list(phrase.items[:cut]), list(phrase.items[cut:]), match)


def _claim(scene: Scene, rule: Pattern, subjects: Sequence[Mention], objects: Sequence[Mention],
           match: re.Match[str]) -> None:
    verb = match["V"] if "V" in rule.regex.groupindex and match["V"] else _literal(match[0])
    verb = verb if _SAID.search(verb) else VOCAB.relations[rule.relation].zh      # 在…的: no verb
    span = span_of(scene, match)
    pairs = [(s, o) for s in subjects for o in objects]
    if len(subjects) == len(objects) > 1 and "分别" in scene.document.text[subjects[0].start:span[1]]:
        pairs = list(zip(subjects, objects, strict=True))
    for s, o in pairs:
        if (rule.relation == "provides" and letter(o) == "I") or (rule.relation == "uses" and letter(o) == "B"):
            continue                 # 园区包括甲公司: nobody offers a body, nor uses a problem
        scene.add(s, rule.relation, verb, o, rule.confidence, rule.id, span)


def _literal(text: str) -> str:
    return re.sub(rf"{PHRASE}|[#,]", "", text)[:8]
