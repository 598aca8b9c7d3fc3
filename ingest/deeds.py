"""What no other construction reads: who does what to how many, by the classes of the words around a number."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import takewhile

from ingest.actions import NOMINAL, acts, tokens_of
from ingest.clauses import BLANK, Clause
from ingest.figure_lists import FigureLists
from ingest.grants import part_start
from ingest.measures import has_head, lead_off, take_apart, trim_subject, words
from ingest.scene import ACTORS, REGIONS, Scene, no_period
from ingest.wording import TOOLS
from kg.text.quantity import Quantity
from kg.types import Token

_FILL = re.compile(
    r"(?:增至|升至|增加到|扩大到|降至|减至|减少到|达到?|为|共计?|共有|合计|总计|超过|约|近|累计|已经?|均|分别|有|是|了|逾|等|不足|不少于|各|再|首批|达成|至少)+$"
)
_LINKS = ("、", "和", "与", "及", "以及", "并", "或")
_WITHIN = frozenset([*_LINKS, "的", "地"])  # 自然保护|地: the tagger's particle
_COUNTED = {"人次": "人次", "人": "人数", "户": "户数", "家": "家数", "次": "次数", "户次": "户次"}
_MEASURES = {"money": "额", "size": "面积", "mass": "量", "length": "里程"}
_REACH = re.compile("惠及|覆盖|服务|涉及|带动|接入|辐射|支持|帮助")  # says nothing without the one that does
_WHOLE = {"设": "设立", "建": "建成", "办": "举办", "签": "签署", "聘": "聘任", "购": "购置", "种": "种植"}
_EACH = re.compile(r"(?P<each>[人户亩生次]均)(?P<what>.{2,}?)(?P<did>(?:使用|消费|拥有|占有|持有)?量)")
_PER = re.compile("[年月日亩户人头吨]均(?:节|增|减|改|新|完|产|销|培|消)[\u4e00-\u9fff]{1,3}")  # 亩均节水, 年均改造
_DOERS = ACTORS | {"Product", "Technology", "Scenario", "Policy"}


class Deeds(FigureLists):
    """Verb, object and number of any verb: 取消行政许可事项1000多项, 举行36次会议, 惠及5700多万人次."""

    def _told(self, scene: Scene, clause: Clause, q: Quantity, left: str, right: str) -> bool:
        """Reads a number by the words before it, or right after it. `left` and `right` are the clause's text there."""
        if q.kind in ("percent", "points", "times", "ratio", "vague", "duration", "age") or q.value is None:
            return False
        if (q.chinese and q.value < 3) or (q.kind == "number" and not q.unit):
            return False
        if re.fullmatch(r"[^,]{2,20}[、和及与]", left) and self._one_more(scene, clause, q, right):
            return True
        said = _FILL.sub("", no_period(left).replace(BLANK, "").strip())
        if _PER.fullmatch(said) and q.kind in (*_MEASURES, "count", "physical"):
            owner = scene.place.subjects[0] if scene.place.subjects and scene.claims else self._agent(scene)
            return self._tell(scene, clause, q, owner, said, ())
        beside = re.match("(?:并|还|亦|也|另|又)*(?=(?:与|会同|联合)[^,]{3,})", said.lstrip(", "))
        phrase = said.lstrip(", ")[beside.end() :] if beside else lead_off(said)
        phrase = re.sub(r"^(?:各级|各地|各类)|(?:累计|共|全年|已)+$", "", phrase)
        _, names, rest = self._regions(scene, phrase)
        if names and rest and not rest.startswith(("、", "和")):
            phrase = lead_off(rest)
        else:
            names = ()
        wide = re.match(rf"(?:{'|'.join((*words()['home'], *words()['area']))})(?=.{{2,}})", phrase)
        if wide and not names and not has_head(wide[0]):
            names, phrase = (wide[0],), lead_off(re.sub("^(?:累计|共|已)+", "", phrase[wide.end() :]))
        if re.match(r"[的级]", right) or phrase.endswith(("在", "对", "从", "向", "于", "按", "每")):
            return False
        if not phrase:
            return self._joined(scene, clause, q, right, names)
        tokens = tokens_of(phrase, scene.tokens, scene.base + clause.start + q.outer_start)
        tokens = _joined_verbs(tokens)
        at = _verb(tokens)
        if at and at[0] == 0 and at[1] + 1 < len(tokens) and phrase.endswith(TOOLS):
            at = None  # 采摘机器人: a noun with a verb in it
        if at is None:
            return self._plain(scene, clause, q, tokens, right, names)
        first, last = at
        verb = "".join(t.text for t in tokens[first : last + 1])
        verb = _WHOLE.get(verb, verb)
        who, what = tokens[:first], "".join(t.text for t in tokens[last + 1 :])
        head = list(takewhile(lambda t: t.tag in NOMINAL, who))  # 金管局与甲、乙或丙共举行36次会议
        joint = len(head) < len(who) and who[len(head)].text in ("与", "会同", "联合")
        leader = "".join(t.text for t in head) or (scene.claims[-1].subject.name if scene.claims else "")
        partner = ""
        if joint and self.kind_of(leader, "") in ACTORS:
            partner = "".join(t.text for t in who[len(head) :] if t.tag not in ("d", "ad", "vd", "TIME"))
            who = head
        who = [t for t in who if t.tag not in ("d", "ad", "vd", "TIME", "c")]
        if any(t.tag not in NOMINAL and t.text not in _WITHIN for t in who):
            return False
        if verb == "进行" and (what or not right):
            return False
        owner = leader if partner else trim_subject("".join(t.text for t in who))
        verb = partner + verb
        if len(owner) == 2 and not self.kind_of(owner, ""):  # 实名|登记, 缓税|缓费
            verb, owner = owner + verb, ""
        if owner and not (2 <= len(owner) <= 16) or len(what) > 16:
            return False
        moved = verb in (*words()["up"], *words()["down"], *words()["compare"])
        if not what and moved:
            if q.kind not in _MEASURES or not owner or has_head(owner):
                return False
            return self._tell(scene, clause, q, owner, verb + _MEASURES[q.kind], names)  # 办公用纸节约42吨
        if owner and has_head(owner) and not what:  # 社会融资规模新增7116亿元
            parts = take_apart(owner)
            if not parts.indicator or verb not in ("新增", "净增", "实现"):
                return False
            return self._tell(scene, clause, q, parts.subject or self._agent(scene), parts.indicator + verb, names)
        if what:
            return self._done_to(scene, clause, q, owner, verb, what, right, names)
        return self._of_verb(scene, clause, q, owner, verb, right, names)

    def _one_more(self, scene: Scene, clause: Clause, q: Quantity, right: str) -> bool:
        """建设50所甲学校和150个乙专业: the verb of the first holds for the second."""
        last = scene.claims[-1] if scene.claims else None
        if last is None or not re.search(r"[\u4e00-\u9fff]{2}数量$", last.indicator) or q.kind != "count":
            return False
        noun = self._object(scene, clause.start + q.outer_end, scene.until)
        if any(t.tag == "v" and t.text == noun for t in scene.tokens if t.start >= scene.base + clause.start + q.end):
            return False  # 举办8届活动周、5亿人次参与
        beside = last.subject.name in scene.text[clause.start : clause.end]
        if not beside or len(noun) < 2 or not right.startswith(noun):
            return False
        return self._tell(scene, clause, q, noun, last.indicator, (), acted=True)

    def _done_to(
        self, scene: Scene, clause: Clause, q: Quantity, owner: str, verb: str, what: str, right: str,
        names: tuple[str, ...]
    ) -> bool:
        """取消和下放行政许可事项1000多项: the object stands before its number."""
        if right and not re.match(r"[、和及与(（]", right):
            return False
        owner = owner or scene.product
        if not owner and _REACH.search(verb) and scene.place.subjects and scene.claims:
            owner = scene.place.subjects[0]
        counts = q.kind in ("count", "number")
        if owner:
            name = verb + what + ("" if has_head(what) or not counts else "数")
            return self._tell(scene, clause, q, owner, name, names)
        if has_head(what):
            return self._tell(scene, clause, q, self._agent(scene), verb + what, names)
        if counts and verb in ("拥有", "共有", "现有", "建有", "设有"):
            return self._tell(scene, clause, q, what, "数量", names)
        measure = "数量" if counts else _MEASURES.get(q.kind, "")
        return self._tell(scene, clause, q, what, verb + measure, names, acted=True)

    def _of_verb(
        self, scene: Scene, clause: Clause, q: Quantity, owner: str, verb: str, right: str, names: tuple[str, ...]
    ) -> bool:
        """举行36次会议, 惠及5700多万人次: the verb stands right before the number."""
        doer = owner or scene.product
        if not doer and _REACH.search(verb) and scene.place.subjects and scene.claims:
            doer = scene.place.subjects[0]
        if right and not re.match(r"[、和及与(（]", right):
            noun = self._object(scene, clause.start + q.outer_end, scene.until)
            if re.fullmatch(r"[^的\d]{2,12}[及和与][^的\d]*的[\u4e00-\u9fff]{2,8}", right):
                noun = right  # 贷款展期及其他支援措施的个案
            elif len(noun) > 1 and right.endswith(noun) and len(right) <= 8:
                noun = right  # 非|现场审查
            elif len(noun) < 2 or not right.startswith(noun):
                return False
            acting = self.kind_of(doer, "") in _DOERS or self.types.get(doer) in REGIONS
            if doer and (acting or verb == "进行" or _REACH.search(verb)):
                return self._tell(scene, clause, q, doer, f"{verb}{noun}{_COUNTED.get(q.unit, '数')}", names)
            measure = "数量" if q.kind != "money" else "额"
            told = measure if verb == "进行" else verb + measure
            return self._tell(scene, clause, q, noun, told, names, acted=True)
        among = "其中" in scene.text[part_start(scene, clause) : scene.at]
        if among and not owner and scene.place.of == q.unit_base and scene.place.subjects:  # 其中当年新建45个
            name = verb + (_COUNTED.get(q.unit, "数量") if q.kind == "count" else _MEASURES.get(q.kind, ""))
            return bool(self._emit(scene, clause, q, scene.place.subjects, name, (), "carried"))
        other = "额" if q.kind == "money" else "数量" if owner and q.kind == "count" else ""
        measure = _COUNTED.get(re.sub("^[十百千万亿]+", "", q.unit), other)
        if not measure:
            return False
        if not doer and _REACH.search(verb):
            return False
        doer = doer or self._agent(scene)
        if not doer:
            return self._tell(scene, clause, q, verb, "金额" if measure == "额" else measure, names, acted=True)
        return self._tell(scene, clause, q, doer, verb + measure, names)

    def _plain(
        self, scene: Scene, clause: Clause, q: Quantity, tokens: Sequence[Token], right: str, names: tuple[str, ...]
    ) -> bool:
        """定点零售药店49.5万家: a noun phrase and how many of it there are."""
        if q.kind != "count" or not tokens:
            return False
        after = [t for t in scene.tokens if t.start >= scene.base + clause.start + q.outer_end]
        doing = "".join(t.text for t in takewhile(lambda t: t.tag in ("v", "vn"), after))
        did = right if right and len(right) <= 6 and doing == right else ""  # 采摘机器人已有80台投入使用
        if right and not did and not re.match(r"[、和及与(（]", right):
            return False
        name = "".join(t.text for t in tokens)
        if has_head(name):
            if home := scene.region or self.home:
                return self._tell(scene, clause, q, home, name, names)
            each = _EACH.fullmatch(name)
            return each is not None and self._tell(scene, clause, q, each["what"], each["each"] + each["did"], names)
        if tokens[-1].tag not in ("n", "nz", "nw") or any(t.tag in ("p", "u", "r", "w", "m", "c") for t in tokens):
            return False
        if not 3 <= len(name) <= 12 or any(len(t.text) > 1 and t.tag == "v" for t in tokens[1:]):
            return False
        return self._tell(scene, clause, q, name, did + "数量", names)

    def _joined(self, scene: Scene, clause: Clause, q: Quantity, right: str, names: tuple[str, ...]) -> bool:
        """…,超过5.2亿人次参与: those who take part in what was told before."""
        measure = _COUNTED.get(re.sub("^[十百千万亿]+", "", q.unit))
        verb = re.fullmatch(
            "(?:参与|参加|受益|报名|参保|参赛|观看|注册|到场|到访|入住|签约|参展|加入|响应|获益|(?:享受|领取)[^,]{2,8})",
            right,
        )
        subject = scene.place.subjects[0] if scene.place.subjects and scene.claims else self._agent(scene)
        if not scene.claims and (held := [m for m in scene.mentions if m.end - scene.base == clause.start - 1]):
            subject = held[-1].name  # 举办甲节,160万人次参加
        return bool(measure and verb and self._tell(scene, clause, q, subject, f"{right}{measure}", names))

    def _tell(
        self, scene: Scene, clause: Clause, q: Quantity, subject: str, indicator: str, names: tuple[str, ...],
        *, acted: bool = False
    ) -> bool:
        if not 2 <= len(subject) <= 20 or (subject in words()["count"]):
            return False
        if not self._emit(scene, clause, q, (subject,), indicator, names, "counted"):
            return False
        scene.place = replace(
            scene.place, subjects=(subject,), stem=indicator, last=indicator, kind=q.kind, of=q.unit_base, share="",
            regions=names, series=(), verb="", anchor=clause.start, acted=subject if acted else "",
        )
        return True


def _joined_verbs(tokens: Sequence[Token]) -> list[Token]:
    """The tokens with the last two as one, where both are verbs of one character: 批|出."""
    if len(tokens) < 2:
        return list(tokens)
    *others, one, other = tokens
    if one.tag != "v" or other.tag != "v" or (len(one.text), len(other.text)) != (1, 1):
        return list(tokens)
    return [*others, replace(one, text=one.text + other.text, end=other.end)]


def _verb(tokens: Sequence[Token]) -> tuple[int, int] | None:
    """The first and last token of the last verb of a run, coordinated ones together (取消和下放); None without one."""
    last = next((i for i in reversed(range(len(tokens))) if _does(tokens, i)), None)
    if last is None or any(t.tag not in NOMINAL and t.text not in _WITHIN for t in tokens[last + 1 :]):
        return None
    first = last
    while first and (
        _does(tokens, first - 1) or (first > 1 and tokens[first - 1].text in _LINKS and _does(tokens, first - 2))
    ):
        first -= 1 if _does(tokens, first - 1) else 2
    return first, last


def _does(tokens: Sequence[Token], i: int) -> bool:
    short = tokens[i].tag == "v" and tokens[i].text in "设建办签获聘购种养"
    return acts(tokens[i], i, tokens) or tokens[i].text == "进行" or short
