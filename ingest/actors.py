"""Who acts in a clause: the phrase it begins with, or what an earlier clause of the sentence was about."""
from __future__ import annotations

import re
from dataclasses import replace

from ingest.patterns import Pattern
from ingest.phrases import NUMBER, PHRASE, Phrase
from ingest.products import MAKES, behind, product
from ingest.relation_scene import Scene, Thing

CHAIN = f"{PHRASE}(?:的{PHRASE}){{0,2}}"
INSIDE = "中|下|上|里|内|方面|环节|阶段"
# What a clause before its subject says of it: 专注医药的甲公司.
_STATES = ("(?:坐落|位|落户|专注|扎根|致力|隶属|脱胎|诞生|成立)于|坐落在|落户|地处|设在|专注|主营|主打|主攻|深耕|聚焦|"
           "从事|被誉为|被称为|被评为|被认定为|入选|获评|搭载|来自|号称")
# Words before the subject of a clause: 例如、其中、同时, 在…中; nothing that could govern the phrase.
_LEAD = re.compile(
    rf"^(?:(?:显示|反映|表明|说明|意味着|折射)出?)?(?:例如|比如|其中|同时|此外|另外|而|且|并|但|尽管|虽然|则|[,:])*"
    rf"(?:某些|部分|有些|一些|多数|这些|这种|这类|此类)?(?:有#)?(?:#的?(?=[IGPRTNS]{NUMBER}))?"
    rf"(?:由{PHRASE}[^,A-Z~!#]{{2,6}}的#?(?=[IGPRT]{NUMBER}))?"
    rf"(?:[DN]{NUMBER}(?:在|达到?|超过?|为)?#(?:以上|以下)?的#?(?=[IGPRTNS]{NUMBER}))?"
    rf"(?:{PHRASE}(?:支撑|支持|推动|带动|驱动|加持|赋能)下的#?(?=[IGPRTNS]{NUMBER}))?"
    rf"(?:(?:{_STATES})#?{PHRASE}[^,A-Z~!#]{{0,3}}的#?(?=[IGPRT]{NUMBER}))?"
    rf"(?:(?P<maker>[IG]{NUMBER})(?:[^,A-Z~!#]{{2,6}}的|旗下)#?(?=[PTNI]{NUMBER}))?"
    rf"(?:(?:在|随着|针对|对于|关于|就){CHAIN}(?:的[^,A-Z]{{0,4}})?(?:{INSIDE}|场景|领域|层面|后|前|时)?,?)*"
    rf"(?:在|对|将|把|被)?(?P<its>其(?=[PTN]{NUMBER}))?(?P<S>{CHAIN})")
_GOVERNED = re.compile(r"(?:在|对|将|把|被|从|向|为|给|以|就)$")
_TERMS = re.compile("结合|依托|按照|根据|围绕|通过|以")
_ORDERS = re.compile("支持|鼓励|引导|推动|扶持|指导|培育|聚焦|围绕|加强|推进|促进")
_PLACED = re.compile(rf"(R{NUMBER}|[GI]{NUMBER}(?=D))({CHAIN})")
_JOINED = re.compile(r"(?:融合|结合|协同)$")
_LIKE = re.compile(rf",?(?:如|例如|比如|包括(?={PHRASE}[^,;]))({PHRASE})")      # 甲企业如乙、丙 as the subject
_OF_OWNERS = frozenset({"holds_share", "depends_on"})
_GOODS_OF = ("产品", "公司产品", "主要产品")      # of the body named before
_OF_MAKERS = frozenset({"cooperates_with", "supplies", "holds_share"})
_AT_PLACES = frozenset({"uses", "depends_on"})
_SERVING = ("提供", "发放", "投放")       # what products do too
_CELLS = re.compile(r"(?<=[㐀-鿿])[ \u3000](?=[㐀-鿿])")       # 2生产管理 生产计划优化 面向甲: cells of a row
ACTORS = frozenset("IGRPW")
_PROGRAMMES = ("计划", "行动", "工程", "专项")
_DEPTH = 3                           # how many possible subjects back a clause without one may look


def subject_of(scene: Scene, start: int, end: int) -> tuple[Thing | None, int]:
    """The phrase a clause begins with, and where it ends."""
    clause = scene.form.text[start:end]
    match = _LEAD.match(clause)
    if match and _CELLS.match(scene.document.text, scene.form.chain(match["S"])[-1].end):
        return None, start
    if not match or _GOVERNED.search(clause[:match.start("S")]):
        return None, start
    if inner := _PLACED.match(clause, match.start("S")):     # 农村地区服务覆盖率…: the place, then the subject
        scene.topics.insert(0, Thing(list(scene.form.phrase(inner[1]).items), inner[1][0]))
        if listed := _LIKE.match(clause, inner.end()):       # 欧洲企业如甲、乙
            known = [*scene.form.phrase(listed[1]).items, *scene.entities(inner[2], subject=True)]
            return Thing(known, scene.letter(inner[2])), start + listed.end()
        entities, placed = scene.entities(inner[2], subject=True), scene.form.phrase(inner[1])
        if inner[1][0] == "R" and len(placed.items) == len(entities) == 1 and scene.letter(inner[2]) == "G" and (
                placed.end == entities[0].start):                # 甲省金融系统 is not every 金融系统
            name = placed.items[0].name + entities[0].name
            entities = [replace(entities[0], start=placed.start, surface=name, name=name)]
        return Thing(entities, scene.letter(inner[2])), start + inner.end()
    if match["maker"]:               # 甲公司研发的乙已在…: 乙 is what the clause is about
        scene.topics.insert(0, Thing(scene.entities(match["maker"], subject=True), match["maker"][0]))
    after = start + match.end("S")
    who = scene.form.phrase(match["maker"]).items if match["maker"] else ()
    made = MAKES.search(clause[:match.start("S")])
    phrase = scene.form.phrase(match["S"])
    if match["its"]:                 # 其8英寸硅片已…: the product of the body named last
        maker = next((t.entities[0] for t in scene.topics if t.letter == "I" and len(t.entities) == 1), None)
        items = product(scene, Phrase((maker,), maker.start, maker.end), phrase) if maker else []
        return (Thing(items, phrase.letter, maker=maker, products=items), after) if items else (None, start)
    joined = _JOINED.match(clause, match.end("S"))
    if joined and phrase.split and phrase.letter in "TSP":   # 甲与乙融合, as one event
        stop = scene.form.places[start + joined.end() - 1] + 1
        name = scene.document.text[phrase.start:stop]
        event = replace(phrase.items[-1], start=phrase.start, end=stop, surface=name, name=name)
        return Thing([event], "T"), after
    if beside := behind(scene, phrase, clause, match.end("S")):      # 甲公司8英寸硅片适配…
        items, kind = list(beside[0].items), beside[0].letter
        scene.topics.insert(0, Thing(list(phrase.items), phrase.letter))
        return Thing(items, kind, maker=phrase.items[0], products=items), start + beside[1]
    if scene.document.text[phrase.end:phrase.end + 1] in ("并", "且") and (
            phrase.items[-1].name[-2:] in scene.words["noun_verb"] | scene.words["verb"] | scene.words["sensing"]):
        return None, start           # 智能识别并匹配甲: what is done first, and no thing
    entities = scene.entities(match["S"], subject=True)
    chain = scene.form.chain(match["S"])
    if len(chain) == 2 and chain[0].letter == "I" and chain[1].items[-1].name.endswith(("客户", "用户")):
        return Thing(list(chain[0].items), "I"), after       # 甲公司的客户: the clause is about 甲公司
    if len(chain) == 2 and (products := product(scene, *chain)):
        return Thing(entities, chain[1].letter, maker=chain[0].items[0], products=products), after
    if listed := _LIKE.match(clause, match.end("S")):    # 甲企业如乙、丙
        entities = [*scene.form.phrase(listed[1]).items, *entities]
        after = start + listed.end()
    if made and len(who) == 1:
        return Thing(entities, scene.letter(match["S"]), maker=who[0], products=entities), after
    return Thing(entities, scene.letter(match["S"])), after


def topic_of(scene: Scene, rule: Pattern, subject: Thing | None, after: int, match: re.Match[str]) -> Thing | None:
    """Who does what the match says: the clause's own subject, or the nearest carried one of a fitting kind."""
    goods = rule.relation == "supplies" and subject and subject.entities and subject.entities[-1].name in _GOODS_OF
    if subject and after <= match.start() and not goods:
        if subject.letter in rule.carried:
            return subject
        own = "I" in rule.carried and rule.relation in _OF_MAKERS
        return Thing([subject.maker], "I") if own and subject.maker else None      # 甲公司的乙与丙合作: 甲公司 does
    if rule.relation == "operates" and scene.topics and scene.topics[0].letter == "W":
        return None                  # a plan says what shall be built
    seen, passed = 0, False
    stands = "S" in rule.regex.groupindex and rule.relation == "located_in"
    if stands and scene.topics and scene.topics[0].letter in "IG":
        return None                  # 甲公司设有中心: not the place named before has it
    for topic in scene.topics:
        if rule.id == "users-from" and scene.ends(topic.entities[-1].name, "unlisted_end"):
            continue                 # 应用领域是甲,用户来自乙: they use no 应用领域
        if topic.letter == "N" and scene.ends(topic.entities[-1].name, "predicate_end"):
            continue                 # 构建算法开源、数据共享的服务能力: what it is like does nothing
        fits = (not topic.owner or rule.relation in _OF_OWNERS) and (not topic.place or rule.relation in _AT_PLACES)
        if topic.ordered and (_ORDERS.match(match[0]) or (
                rule.relation in ("operates", "issued") and "S" not in rule.regex.groupindex)):
            continue                 # 设立甲基金,支持企业,打造乙: the plan does all
        if rule.id == "offer" and topic.letter == "P" and match["V"] not in _SERVING:
            continue                 # 针对个人,推出乙: not by the product named before
        if topic.letter in rule.carried and fits and not (passed and topic.letter not in ACTORS):
            lacks = rule.relation == "causes" and (topic.letter == "D" or topic.denied)
            return None if topic.planned or lacks else topic
        passed = passed or (topic.letter == "N" and not topic.owner and not topic.place)      # a field before another
        seen += topic.letter not in "DBNM" and not topic.owner and not topic.place
        if seen == _DEPTH:
            return None
    return None


def told_to(scene: Scene, clause: str) -> None:
    """Leave out, for a clause without a subject, what does not do what it says.

    要做好甲: whoever was named before is told to, at most. 组建甲,开放乙,…: the next order is not for 甲, unless 甲 is
    a programme.
    """
    if clause.startswith("~"):
        for topic in scene.topics:
            topic.planned = topic.planned or topic.letter != "W"
    orders = scene.words.longest_first["order_verb"]
    # 结合应用需求优化甲布局
    told = clause.startswith(orders) or (_TERMS.match(clause) and any(verb in clause for verb in orders))
    if told:
        scene.topics[:] = [t for t in scene.topics if not t.ordered or t.entities[-1].surface.endswith(_PROGRAMMES)]


def bare_predicate(scene: Scene, start: int, end: int, after: int) -> bool:
    """高端场景密集: a phrase and an adjective say something about the topic and do not take its place."""
    places, text = scene.form.places, scene.document.text
    if after < end:
        if scene.form.text[after:end] in scene.words["state"]:
            return True              # 三是风控体系完善
        return scene.form.chain(scene.form.text[start:after])[-1].items[-1].name in scene.words["aspect"]
    stop = places[end] if end < len(places) else scene.end
    last = scene.form.chain(scene.form.text[start:end])[-1]
    rest = re.sub(r"[,，;；:：。!?]", "", text[last.end:stop])
    return bool(rest) and not re.match(r"(?:中|方面|下|上|里|内|环节|阶段|时|后|前)", rest)
