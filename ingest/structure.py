"""Relations that the shape of a sentence states without a verb: lists, brackets, neighbours, 其中."""
from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from ingest.mentions import FACILITIES
from ingest.phrases import NUMBER, PHRASE, Phrase, letter
from ingest.relation_scene import BREAKS, Scene
from kg.text.lexicon import Lexicon
from kg.types import Mention

_BRACKET = re.compile(rf"({PHRASE})\(({PHRASE})?[^()]*\)")
# 甲(用于乙), 甲(提高乙): what the brackets say of the thing before them
_USED = re.compile(rf"([PTNS]{NUMBER})\((?:可|能|广泛|大量|多|一般|常)*(?P<verb>用于|应用于|适用于|适合|用在|面向|"
                   rf"服务于|"
                   rf"提高|提升|增强|改善)({PHRASE})\)")
_RAISES = ("提高", "提升", "增强", "改善")
_ANY_BRACKET = re.compile(r"\([^()]*\)")
_OF_PLACE = re.compile(rf"(R{NUMBER})(I{NUMBER})")
_TITLED = re.compile(rf"([IR]{NUMBER})(W{NUMBER})")
_FIGURE = re.compile(r"(?:价格|均价|单产|亩产|总产|面积|指数|余额|增速|投资额|出口额|销售额|成本|数量|规模|"
                     r"[^频]?[^频]?[^频]率|产量|销量|收入|容量|占比|份额|"
                     r"需求量|需求|单机用量|用量|单价|出货量|出货|订单|景气度|股价|估值|备货)$")
_FIELD_FIRST = re.compile(r".{0,4}(?:领域|行业|群体|方面|环节|部门).{2,}|"
                          r"(?:产品|厂商|品牌|地区|赛事|活动|展会|论坛).{2,}")      # 等产品光学系统
# A class that says nothing of its members: 重点领域, 重大任务, 不利影响.
_VAGUE = re.compile(r"^(?:重点|重大|关键|主要|不利|相关|多种|各种|核心|特定|典型|突出)*"
                    r"(?:领域|任务|影响|冲击|因素|环节|方面|形式|渠道|资源|工作|项目|措施|活动|场所|手段|行业|成效|"
                    r"亮点|矛盾|原则|"
                    r"主线|维度|方向|抓手|支柱|目标|步骤|理念)$|^(?:形式|类型|方面)|^全(?:流程|过程|程|链条|周期)")
_SITES = (*FACILITIES, "基地", "中心", "工厂", "园区", "园", "厂", "站", "库", "馆", "院", "港区", "实验室", "分公司",
          "示范区", "试验区", "片区")
# A name does not end so: the rest of it was cut.
_OF_PLACES = ("城市群", "城市", "省份", "省市", "片区", "经济圈", "都市圈", "县", "示范城市", "枢纽城市")
_HALF = ("营业", "净", "归母", "平均", "累计", "合计", "共同", "互认", "互通", "共享", "改造", "协同")
_ACTOR = re.compile("[者员民手工师生户人主商企司室社院校家农童妇兵厂店]$|司机$|群体$|机构$|团队$|组织$")
_TALLY = re.compile("([两二三四五六七八九十]|\\d{1,2})(?:大|种|类|个|项|款|座|条|家|所)+")
_PRAISED = re.compile("(?:较|很)?(?:[强高好大][,，、。;；的]|雄厚|突出|过硬)")
_PART_NAMES = re.compile("(?:功能|产业|主体)?(?:组团|板块|片区|功能区|模块|分区|区块|部分|子系统|单元)")
_COUNTS = re.compile("[两二三四五六七八九十\\d][个大]$")
_SEPARATORS = "、和与及或等以“”《》+&,，"
_BODY_OF_KIND = ("组织", "机构", "企业", "部门", "单位")      # 群团|组织: the class goes on
_LEFT_OF_LIST = re.compile("、[^、,，;；。的和与及在为对]+$")
_FACILITIES = ("设施", "基地", "平台", "中心", "园区", "场所", "站", "设备", "装备", "工程")
_PLACES = frozenset({"City", "Province", "Region"})


def lists(scene: Scene) -> None:
    """甲、乙等丙: what is listed is an instance of its head; 甲联合乙; 甲地的丙、乙地的丁."""
    for phrase in scene.form.phrases:
        if phrase.head is not None and phrase.etc and (head := _class_of(scene, phrase, phrase.head)) is not None:
            # 甲与乙、丙等车企: only what follows 与 is called so
            after = phrase.split if 0 < phrase.split < len(phrase.items) - 1 else 0
            whole = _counted_whole(scene, phrase, head)
            for item in phrase.items[after:]:
                if not _whole(scene, item, item is phrase.items[0]):
                    continue
                if done_there(scene, item, head):
                    continue
                span = (min(head.start, phrase.start), phrase.end)
                if whole is not None:
                    scene.add(item, "part_of", "等", whole, 0.75, "list-of-parts", span)
                elif not _PART_NAMES.fullmatch(head.name):
                    scene.add(item, "instance_of", "是", head, 0.85, "list", span)
        if phrase.head is None and len(phrase.items) > 1:
            behind = _tallied_head(scene, phrase)
            if behind is not None and _deeds(scene, phrase, behind):
                _each(scene, phrase, behind)         # 政府、经济、社会三大数字化转型
            elif (kind := tallied(scene, phrase)) is not None:
                _tally(scene, phrase, kind)
        if phrase.joint:
            for a in phrase.items[:phrase.split]:
                for b in phrase.items[phrase.split:]:
                    if letter(a) in "IG" and letter(b) in "IG":
                        scene.add(a, "cooperates_with", "联合", b, 0.8, "joint", (phrase.start, phrase.end))
    for owner, thing in scene.form.owned:
        listed = next((p.head for p in scene.form.phrases if thing in p.items and p.head), None)
        span = (owner.start, listed.end if listed else thing.end)
        if thing.surface.startswith("“"):
            scene.add(owner, "provides", "特色", thing, 0.75, "owned", span)
        else:
            scene.add(thing, "located_in", "位于", owner, 0.75, "owned", span)


def _counted_whole(scene: Scene, phrase: Phrase, head: Mention) -> Mention | None:
    """甲园 of 甲园规划乙、丙等五个组团: what a sentence begins with has the parts it counts."""
    if not _PART_NAMES.fullmatch(head.name) or not _COUNTS.search(scene.document.text, phrase.start, head.start):
        return None
    opening = next((p for p in scene.form.phrases if p.end <= phrase.start and len(p.items) == 1
                    and letter(p.items[0]) in "PNS" and scene.ends(p.items[0].name, "whole_end")), None)
    return opening.items[0] if opening is not None else None


def tally_of(written: str) -> int:
    """三 or 3 as a number, up to ten in Chinese."""
    return int(written) if written.isdigit() else "零一二三四五六七八九十".find(written.replace("两", "二"))


def tallied(scene: Scene, phrase: Phrase) -> Mention | None:
    """The class behind a list that says how long it is: 小麦、玉米和大豆三大主粮."""
    head = _tallied_head(scene, phrase)
    return _class_of(scene, replace(phrase, head=head), head) if head is not None else None


def _tallied_head(scene: Scene, phrase: Phrase) -> Mention | None:
    """What stands behind a list and the number of its items."""
    tally = _TALLY.match(scene.document.text, phrase.end)
    head = next((p for p in scene.form.phrases if tally and p.start == tally.end() and len(p.items) == 1), None)
    return head.items[0] if tally and head and tally_of(tally[1]) == len(phrase.items) else None


def _deeds(scene: Scene, phrase: Phrase, head: Mention) -> bool:
    """Whether what is done behind a list is done to each of its items, which are too short to be deeds themselves."""
    short = all(len(item.name) <= 4 and letter(item) in "NSG" and not scene.deed_at(item.end) for item in phrase.items)
    return short and head.name.endswith(tuple(scene.words["event_tail"])) and len(head.name) > 3


def _tally(scene: Scene, phrase: Phrase, kind: Mention) -> None:
    """小麦、玉米两大主粮: each is one; 长沙、怀化两大枢纽: each has one, and both 枢纽 are what the clause is about."""
    span = (phrase.start, kind.end)
    named = kind.name.endswith(_SITES) and all(letter(i) == "R" or letter(i) == "N" and len(i.name) <= 4
                                               for i in phrase.items)
    if not named:
        for item in phrase.items:
            if letter(item) != "R" or kind.name.endswith(_OF_PLACES):
                scene.add(item, "instance_of", "是", kind, 0.8, "tally", span)
        return
    for item, site in zip(phrase.items, _each(scene, phrase, kind), strict=True):
        if letter(item) == "R":
            scene.add(site, "located_in", "位于", item, 0.75, "tally-site", span)


def _each(scene: Scene, phrase: Phrase, kind: Mention) -> tuple[Mention, ...]:
    """Put 长沙枢纽 and 怀化枢纽 for 长沙、怀化两大枢纽 into the form."""
    text = scene.document.text
    sites = tuple(replace(kind, start=item.start, surface=text[item.start:kind.end], name=item.name + kind.name)
                  for item in phrase.items)
    current = scene.form
    number = current.phrases.index(phrase)
    found = re.search(f"(?<!有)[A-Z]{chr(0xE000 + number)}(#?{PHRASE})", current.text)
    if found is not None:            # 拥有长沙、怀化两大枢纽 says where its owner is
        at, (start, stop) = found.start(), found.span(1)
        folded = replace(phrase, items=sites, end=kind.end)
        scene.form = replace(
            current, text=current.text[:at] + letter(kind) + current.text[at + 1:start] + current.text[stop:],
            places=(*current.places[:start], *current.places[stop:]),
            phrases=(*current.phrases[:number], folded, *current.phrases[number + 1:]))
    return sites


def _whole(scene: Scene, item: Mention, first: bool) -> bool:
    """Whether a listed name fills its place between the separators: 营销 does not in 直播、网络精准营销等."""
    text = scene.document.text
    before, after = text[item.start - 1:item.start], text[item.end:item.end + 1]
    if first and before == "的" and scene.ends(item.name, "abstract_end"):
        return False                 # 甲的乙、丙等丁: 甲的乙, if anything
    if first and (left := _LEFT_OF_LIST.search(text, max(scene.start, item.start - 6), item.start)) and not any(
            left.end() < phrase.end <= item.start for phrase in scene.form.phrases):
        return False                 # 精准营销 in 定制、网络精准营销
    return (first or before in _SEPARATORS) and (not after or after in _SEPARATORS or item.surface.endswith("”"))


def done_there(scene: Scene, item: Mention, kind: Mention) -> bool:
    """Whether what is listed is done at what seems its class: 维修诊断、远程调度等服务平台."""
    return kind.name.endswith(_FACILITIES) and scene.deed_at(item.end) and letter(item) not in "PI"


def class_fits(scene: Scene, kind: Mention) -> bool:
    """Whether a name is a class that says something of its members and goes no further (等信贷产品)."""
    name, text = kind.name, scene.document.text
    if name in scene.words["empty_class"] | scene.words["field"] or len(name) < 3 or scene.goes_on(kind.end):
        return False
    cut = text[kind.end:kind.end + 1] in ("和", "与", "及", "、", "“", "”", "各") or kind.surface.endswith("”")
    cut = cut or bool(_PRAISED.match(text, kind.end))          # 等一批研发实力强的企业
    vague = _VAGUE.match(name) or _FIELD_FIRST.match(name) or _FIGURE.search(name) or name.endswith(_HALF)
    return not cut and not vague and not scene.ends(name, "no_class_end") and letter(kind) in "TPSN"


def _class_of(scene: Scene, phrase: Phrase, head: Mention) -> Mention | None:
    """The class a list names (甲、乙等新型服务); a bare 等城市 takes the 中心城市 said just before."""
    name = _FIGURE.sub("", head.name)
    text = scene.document.text
    cut = name.endswith(_HALF) or text[head.end:head.end + 1] in ("和", "与", "及", "、", "“", "”")
    general = name in scene.words["empty_class"] | scene.words["field"]
    short = len(name) < 3 and not general and text[head.end:head.end + 1] not in tuple(" ,，;；。:：、的\n)）")
    if cut or short or text[head.end - 1] == "”" or text.startswith(_BODY_OF_KIND, head.end):
        return None                  # the class goes on: 等质量和安全监管, 等“一站式”服务
    if not general:
        says = not _VAGUE.match(name) and not _FIELD_FIRST.match(name)
        if not says or scene.ends(name, "no_class_end") or not _members_fit(scene, phrase, head, name):
            return None
        if name == head.name:
            return head
        kind = scene.words.head_class(name)      # 甲、乙等核心零部件价格: they are 核心零部件
        return replace(head, end=head.start + len(name), surface=name, name=name, type=kind or "Entity") if (
            kind in ("Technology", "Product", None) and head.surface.startswith(name)) else None
    for other in reversed([p for p in scene.form.phrases if p.end <= phrase.start and p.head is None]):
        item, between = other.items[-1], text[other.end:phrase.start]
        first = other.start == scene.start or text[other.start - 1] in BREAKS
        if len(re.findall("[,，]", between)) != 1 or re.search("[;；:：]", between) or not first:
            continue
        stem = _FIGURE.sub("", item.name)
        if len(other.items) == 1 and stem.endswith(name) and len(stem) > len(name) + 1 and len(name) > 1:
            return replace(item, name=stem, type=scene.words.head_class(stem) or item.type)
    return None


def _members_fit(scene: Scene, phrase: Phrase, head: Mention, name: str) -> bool:
    """Whether what is listed can be what the class says: works are works, actors are actors."""
    kind = letter(head)
    if name.endswith("业务") and not all(letter(i) == "S" or scene.deed_at(i.end) for i in phrase.items):
        return False                 # 手机、手表等产品组装业务
    if any(letter(item) == "R" for item in phrase.items) and kind not in "RG" and not scene.ends(name, "place_class"):
        return False
    if kind == "W":
        return all(letter(item) == "W" for item in phrase.items)
    places = any(item.type in ("City", "Province", "Country") for item in phrase.items)
    if places and name.endswith(("企业", "公司", "厂商")):
        return False                 # 广州、深圳等外贸企业
    if kind == "G" or name.endswith(("企业", "机构", "群体", "人才", "人员", "群众", "民众", "人士", "专家", "者")):
        return all(letter(item) in "IGR" or _ACTOR.search(item.name) or item.surface.startswith("“")
                   for item in phrase.items)
    return True


def brackets(scene: Scene) -> None:
    """东部地区(甲省、乙省) lists the parts of a region; the brackets then leave the form."""
    current = scene.form
    text, places = current.text, list(current.places)
    for found in _BRACKET.finditer(text):
        if found[2] and found[2][0] == "R":
            whole, parts = current.phrase(found[1]), current.phrase(found[2])
            if whole.letter == "R" or len(parts.items) > 1:
                for item in parts.items:
                    scene.add(item, "part_of", "属于", whole.items[-1], 0.9, "bracket", (whole.start, parts.end))
    for found in _USED.finditer(text):
        thing, use = current.phrase(found[1]).items[-1], current.phrase(found[3])
        relation = "supports" if found["verb"] in _RAISES else "applies_to"
        for item in use.items:
            scene.add(thing, relation, found["verb"], item, 0.8, "bracket-use", (thing.start, use.end))
    while match := _ANY_BRACKET.search(text):
        text = text[:match.start()] + text[match.end():]
        del places[match.start():match.end()]
    scene.form = replace(current, text=text, places=tuple(places))


def neighbours(scene: Scene) -> None:
    """浙江宁波: the second place lies in the first. A place before a body is part of its name: 意大利利雅路公司."""
    for outer, inner in scene.form.nested:
        if inner.name in scene.words["local_level"]:
            continue                 # 玉林街道 is one place
        scene.add(inner, "part_of", "位于", outer, 0.75, "neighbours", (outer.start, inner.end))
    current = scene.form
    text, places = current.text, list(current.places)
    for match in reversed(list(_OF_PLACE.finditer(text))):
        place, body = current.phrase(match[1]), current.phrase(match[2])
        if place.end == body.start and len(place.items) == 1:
            text = text[:match.start()] + text[match.end() - 2:]
            del places[match.start():match.end() - 2]
    scene.form = replace(current, text=text, places=tuple(places))


def titled(scene: Scene) -> None:
    """甲部《乙办法》: 甲部 issued it, and what comes behind is said of 乙办法."""
    current = scene.form
    text, places = current.text, list(current.places)
    for match in reversed(list(_TITLED.finditer(text))):
        body, work = current.phrase(match[1]), current.phrase(match[2])
        title = work.items[0]
        if scene.document.text[body.end:title.start].strip() or not title.surface.startswith("《"):
            continue
        for issuer in body.items:
            if len(work.items) == 1:
                scene.add(issuer, "issued", "发布", title, 0.7, "titled", (body.start, work.end))
        text = text[:match.start()] + text[match.start(2):]
        del places[match.start():match.start(2)]
    scene.form = replace(current, text=text, places=tuple(places))


def named_after(scene: Scene, lexicon: Lexicon, mentions: Sequence[Mention]) -> None:
    """甲市物流枢纽 lies in 甲市."""
    for mention in mentions:
        sites = mention.name.endswith((*FACILITIES, "工厂", "基地", "示范区"))
        sites = sites and not mention.name.endswith(("大学", "研究院", "交易所", "交易中心"))
        if sites and mention.type in ("Product", "ResearchBody", "Institution"):
            found = next(iter(lexicon.find(mention.surface)), None)
            if found is not None and found.start == 0 and found.type in _PLACES and not found.weak:
                end = mention.start + found.end
                place = Mention(mention.start, end, found.surface, found.type, found.surface)
                scene.add(mention, "located_in", "位于", place, 0.75, "named-after", (mention.start, mention.end))


def regions(scene: Scene, lexicon: Lexicon) -> None:
    """西部地区增速最快,甲省、乙省…: provinces behind their region, up to the next semicolon, are its parts."""
    for part in re.finditer("[^;]+", scene.form.text):
        signs = [scene.form.phrase(found[0]) for found in re.finditer(rf"R{NUMBER}", part[0])]
        whole = signs[0].items[0] if signs and len(signs[0].items) == 1 else None
        entry = lexicon.canonical(whole.name) if whole else None
        if whole is None or entry is None or not entry.members:
            continue
        for item in (item for sign in signs[1:] for item in sign.items):
            known = lexicon.canonical(item.name)
            if known is not None and known.canonical in entry.members:
                scene.add(item, "part_of", "属于", whole, 0.7, "region", (whole.start, item.end))
