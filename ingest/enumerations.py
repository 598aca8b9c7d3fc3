"""What a text lists under a name: 甲包括乙、丙, 甲分为乙和丙两类, 甲由乙、丙组成, “甲”是指乙、丙, 两类甲(乙、丙).

The items are read off the text between its separators, since what is listed is often worded with verbs (有序充电) that
the tagger makes no noun of. Without a verb that says so, a list defines only where its length is the number stated.
"""
from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from ingest.phrases import letter
from ingest.relation_scene import Scene
from ingest.structure import class_fits, done_there, tally_of
from kg.types import Mention

_COUNT = r"(?P<n>[两二三四五六七八九十]|\d{1,2})(?:大|个|种|类|项|级|层|座|条|款|所|方面|家|路|块)"
_VERB = re.compile(r"(?:主要|大致|大体|具体|一般|通常|可|又|共|进一步)*"
                   r"(?P<verb>包括|包含|涵盖|划分为|细分为|分为|分成|囊括)(?:了|以下)?:?(?P<list>[^,;。:()\n]{4,120})")
_MADE_OF = re.compile(r"(?:主要|共同)*由(?P<list>[^,;。:()\n]{4,80}?)(?:[两二三四五六七八九十]|\d)?(?:大|个)?"
                      r"(?:部分|模块|环节|板块|系统)?(?:共同)?(?P<verb>组成|构成)(?=[,;。\n]|$)")
_MEANS = re.compile(r"“(?P<name>[^“”]{2,14})”(?P<verb>是指|指的是|指|即|分别是|分别为)[:]?(?P<list>[^,;。()\n]{4,100})")
_COUNTED = re.compile(rf"{_COUNT}(?P<what>[^、,;。:()\n“”]{{2,14}}?)(?P<open>[(:])(?:即|包括|分别为|分别是|如下:)?"
                      r"(?P<list>[^,;。:()\n]{4,100})(?=[,;。)\n]|$)")
_ETC = re.compile(r"等(?![待级候价同于效距额])(?P<many>一批|一系列|多个|多家)?(?:[两二三四五六七八九十多]|"
                  r"\d{1,2})?(?:[大种类个项款家])?")
_DEFINED = re.compile(r"(?:\([^()]{1,30}\))?,?是(?:指|(?=一种|一类|以|利用|运用|集|面向|由|将|通过|用在|用于|采用|"
                      r"具有|含有|专门))[^。;:\n]{4,90}的"
                      r"(?P<kind>[^,、的。;\n]{3,14})(?=[。;\n]|,由|,包括|$)")
_TALLY = re.compile(rf"(?:等?{_COUNT}|等|(?:[两二三四五六七八九十]|\d)(?=部分))(?P<kind>[㐀-鿿]{{0,12}})$")
_PARTS = ("部分", "环节", "板块", "阶段", "模块", "子系统")
_NO_ITEM = re.compile(r"^(?:是|将|已|能|可以|通过|实现|对|向|在|为|把|被|推动|加强|推进|提高|提升|建立|完善|开展|加快)|"
                      r"^以及|[的了]$|\d[\d.]*[%个家万亿元台套人户吨]|[!?]")
_FIRMS = ("企业", "公司", "厂商", "品牌", "车企", "药企", "券商", "险企")
_AND = re.compile("以及|[和与及]")


def of_offices(kind: str, items: Sequence[Mention]) -> bool:
    """Whether bodies are listed by what they see to, which is no body: 由教育、财政等单位组成."""
    return kind.endswith(("单位", "部门")) and any(letter(item) not in "IG" for item in items)


def enumerations(scene: Scene, mentions: Sequence[Mention]) -> None:
    """Add what the lists of a sentence say of their members."""
    text = scene.document.text
    if text.find("、", scene.start, scene.end) < 0 and not any(
            text.find(verb, scene.start, scene.end) >= 0 for verb in ("分为", "包括", "组成", "构成")):
        return
    ends = {m.end: m for m in mentions}
    for match in _VERB.finditer(text, scene.start, scene.end):
        whole = ends.get(match.start())
        items, kind = _items(scene, mentions, match.start("list"), match.end("list"))
        fits = whole is not None and letter(whole) not in "IWDB" and not scene.ends(whole.name, "unlisted_end")
        if whole is not None and fits and len(items) > 1:
            _add(scene, whole, items, match["verb"], match.start(),
                 part=kind.endswith(_PARTS) or scene.ends(whole.name, "whole_end") or letter(whole) == "R")
    first = mentions[0] if mentions and mentions[0].start == scene.start else None
    for match in _MADE_OF.finditer(text, scene.start, scene.end):
        later = match.start() > scene.start and text[match.start() - 1] == ","
        whole = ends.get(match.start()) or (first if later else None)       # 甲是…,由乙、丙构成
        if whole is not None and letter(whole) in "IWDB":
            continue
        items, kind = _items(scene, mentions, match.start("list"), match.end("list"))
        if of_offices(kind, items):
            continue
        if whole is not None and len(items) > 1:
            _add(scene, whole, items, match["verb"], match.start(), part=True)
    for match in _MEANS.finditer(text, scene.start, scene.end):
        items, _ = _items(scene, mentions, match.start("list"), match.end("list"))
        name = next((m for m in mentions if m.start <= match.start("name") and match.end("name") <= m.end), None)
        if len(items) > 1:
            whole = Mention(match.start("name"), match.end("name"), match["name"], name.type if name else "Entity",
                            match["name"])
            _add(scene, whole, items, match["verb"], match.start(), part=True)
    _listed_before_class(scene, mentions)
    for match in _COUNTED.finditer(text, scene.start, scene.end):
        whole = ends.get(match.end("what")) or Mention(
            match.start("what"), match.end("what"), match["what"],
            scene.words.head_class(match["what"]) or "Entity", match["what"])
        items, _ = _items(scene, mentions, match.start("list"), match.end("list"))
        if len(items) == tally_of(match["n"]) > 1 and not scene.ends(whole.name, "unlisted_end"):
            _add(scene, whole, items, "包括", match.start(), part=scene.ends(whole.name, "whole_end"))


def _listed_before_class(scene: Scene, mentions: Sequence[Mention]) -> None:
    """节水贷、管网更新贷等信贷产品: what stands between 、 and 等 is a member whatever the tagger makes of it."""
    text = scene.document.text
    listed = scene.start             # where the list before ended
    for etc in _ETC.finditer(text, scene.start, scene.end):
        kind = next((m for m in mentions if m.start == etc.end()), None)
        start = max(listed, 1 + max(text.rfind(sign, scene.start, etc.start()) for sign in ",;:()。"))
        listed = etc.end()
        cuts = [m.span() for m in re.finditer("、", text[max(start, scene.start):etc.start()])]
        if kind is not None and letter(kind) == "G" and kind.name.endswith(_FIRMS) and len(kind.name) > 3:
            first = max(start, scene.start)          # a list that the tagger broke: what is known as a firm is one
            for (_, a), (b, _) in pairwise([*cuts, (etc.start() - first, 0)]):
                for firm in (m for m in mentions if (m.start, m.end) == (first + a, first + b) and letter(m) == "I"):
                    scene.add(firm, "instance_of", "是", kind, 0.75, "list-firms", (firm.start, kind.end))
            continue
        many = etc["many"] is not None and kind is not None and kind.name.endswith(("项目", "工程"))
        if kind is None or not cuts or not (class_fits(scene, kind) or many):
            continue
        base = max(start, scene.start)
        if many and not scene.goes_on(kind.end):
            for (_, a), (b, _) in pairwise([(0, 0), *cuts, (etc.start() - base, 0)]):
                if (item := _project(scene, base + a, base + b)) is not None:
                    scene.add(item, "instance_of", "是", kind, 0.75, "list-projects", (item.start, kind.end))
            continue
        for (_, a), (b, _) in pairwise([*cuts, (etc.start() - base, 0)]):
            item = _item(scene, mentions, base + a, base + b)
            if item is None or (len(item.name) == 2 and scene.deed_at(item.end)) or done_there(scene, item, kind):
                continue             # 挂号、缴费等无感支付
            known = any(c.subject.name == text[base + a:base + b] for c in scene.claims)
            if not known and not re.search("的|和|与|及", item.name) and len(item.name) <= 10 and (
                    letter(item) not in "BDW" and not any(m.start < item.start < m.end for m in mentions)):
                scene.add(item, "instance_of", "是", kind, 0.75, "list-text", (item.start, kind.end))


_VERB_FIRST = re.compile(r"(?:推进|推动|加快|实施|建设|建成|开展|完成|引进|签约|谋划|储备|启动|抓好|包括|涵盖|随着|"
                         r"通过|以|在|将|把|对|为|由|向|从)")


def _project(scene: Scene, start: int, end: int) -> Mention | None:
    """One of 甲二期、乙1000万吨炼油等一批重大项目, as the text words it."""
    text = scene.document.text
    name = re.sub(r"\s", "", text[start:end])
    if not 4 <= len(name) <= 20 or _VERB_FIRST.match(name) or re.search("[的了(),]", name):
        return None
    return Mention(start, end, text[start:end], scene.words.head_class(name) or "Product", name)


def integrated(scene: Scene, mentions: Sequence[Mention]) -> None:
    """甲是一家集乙、丙为一体的丁: 甲 does 乙 and 丙, and is a 丁."""
    text = scene.document.text
    for match in _INTEGRATED.finditer(text, scene.start, scene.end):
        named = [m for m in mentions if m.end <= match.start() and letter(m) == "I"]
        if not named or re.search("[,;。]", text[named[-1].end:match.start()]) and len(named) > 1:
            continue                 # of which body it is said is not plain
        items, _ = _items(scene, mentions, match.start("list"), match.end("list"))
        for item in items:
            scene.add(named[-1], "operates", "集", item, 0.75, "integrated", (named[-1].start, match.end("list")))
        kind = next((m for m in mentions if m.end == match.end("kind") and m.start >= match.start("kind")), None)
        if items and kind is not None and len(kind.name) > 3:
            scene.add(named[-1], "instance_of", "是", kind, 0.75, "integrated", (named[-1].start, kind.end))


def numbered(scene: Scene, mentions: Sequence[Mention]) -> None:
    """甲4个,分别为乙、丙…: each is a 甲, as long as the list is as long as it says."""
    text = scene.document.text
    for match in _NUMBERED.finditer(text, scene.start, scene.end):
        kind = next((m for m in mentions if m.end == match.end("what")), None)
        what = _SINCE.sub("", match["what"])
        if kind is None or letter(kind) in "DWB" or not len(kind.name) <= len(what) <= 24:
            continue
        items, _ = _items(scene, mentions, match.start("list"), match.end("list"))
        if len(items) == tally_of(match["n"]) > 1:
            start = match.end("what") - len(what)
            whole = replace(kind, start=start, surface=what, name=re.sub(r"\s", "", what))
            for item in items:
                scene.add(item, "instance_of", match["verb"], whole, 0.75, "numbered", (start, match.end("list")))


_INTEGRATED = re.compile(r"(?:是|为|系|成为)(?:一[家个所]|\d家)?集(?P<list>[^,;。:]{4,60}?)(?:为|"
                         r"于)一体的(?P<kind>[^,;。:]{2,26})(?=[,;。]|$)")
_SINCE = re.compile(r"^(?:截至[^,]{2,12}?[,末底]|(?:20)?\d\d年(?:[末底])?|目前|全[省市县区国]|其中|现|已|有|共|"
                    r"(?:新增|拥有|培育|认定|新认定|建成|入选|累计)(?!的))+")
_NUMBERED = re.compile(r"(?P<what>[^,;。:、]{2,26}?)(?:共有?|达到?|有|为)?(?P<n>[两二三四五六七八九十]|\d{1,2})"
                       r"(?:个|家|所|座|款|项|种|位|处|条)[,:](?P<verb>分别[为是]|依次[为是]|即|"
                       r"包括)(?P<list>[^;。:]{4,160})(?=[;。]|$)")


def define(scene: Scene, mentions: Sequence[Mention]) -> None:
    """甲是指利用乙对丙进行…的丁: 甲 is a 丁."""
    first = mentions[0] if mentions and mentions[0].start == scene.start else None
    if first is None or letter(first) in "IRWDBG" or first.name in scene.words["bare"]:
        return
    match = _DEFINED.match(scene.document.text, first.end, scene.end)
    kind = next((m for m in mentions if match and m.end == match.end("kind") and m.start >= match.start("kind")), None)
    if match is None or kind is None or letter(kind) in "IRWDB" or not class_fits(scene, kind):
        return
    scene.add(first, "instance_of", "是", kind, 0.8, "defined", (first.start, kind.end))


def _items(scene: Scene, mentions: Sequence[Mention], start: int, end: int) -> tuple[list[Mention], str]:
    """The members of a list of the text and the word that counts them; no members where it is not a list of names."""
    text = scene.document.text
    listed = text[start:end]
    kind = ""
    if tail := _TALLY.search(listed):
        kind, end = tail["kind"], start + tail.start()
    borders = [(m.start() + start, m.end() + start) for m in re.finditer("、", text[start:end])]
    last = borders[-1][1] if borders else start
    for join in _AND.finditer(text, last, end):
        inside = any(m.start < join.start() and join.end() < m.end for m in mentions)
        if not inside and join.start() - last >= 2 and end - join.end() >= 2:
            borders.append(join.span())
            break
    found: list[Mention] = []
    at = start
    for a, b in [*borders, (end, end)]:
        item = _item(scene, mentions, at, a)
        if item is None:
            return [], kind
        found.append(item)
        at = b
    return found, kind


def _item(scene: Scene, mentions: Sequence[Mention], start: int, end: int) -> Mention | None:
    """One member: the mention that fills its place, or the words that do."""
    text = scene.document.text
    while start < end and text[start] in "“《 ":
        start += 1
    while end > start and text[end - 1] in "”》 ":
        end -= 1
    name = text[start:end]
    if not 2 <= len(name) <= 16 or _NO_ITEM.search(name):
        return None
    known = next((m for m in mentions if m.name == name and m.start <= start and end <= m.end), None)
    if known is not None:
        return replace(known, start=start, end=end, surface=name)
    return Mention(start, end, name, scene.words.head_class(name) or "Entity", name)


def _add(scene: Scene, whole: Mention, items: Sequence[Mention], verb: str, start: int, *, part: bool) -> None:
    if len(whole.name) < 3 and not part:
        return                       # 四类试点(甲、乙) says nothing of 甲
    cut = {c.subject.name for c in scene.claims if c.object.name == whole.name} - {i.name for i in items}
    scene.claims[:] = [c for c in scene.claims if not (      # 固体氧化物 for 固体氧化物电解
        c.object.name == whole.name and c.subject.name in cut and any(c.subject.name in i.name for i in items))]
    for item in items:
        span = (min(start, whole.start), item.end)
        scene.add(item, "part_of" if part else "instance_of", verb, whole, 0.75, "enumeration", span)
