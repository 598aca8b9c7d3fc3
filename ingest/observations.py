"""Observations: every number of a text as subject × indicator × value × unit × comparator × period × region × status.

A sentence is read clause by clause. What a clause leaves unsaid (subject, indicator, region, period) is carried over
from the clauses before it, as a reader would.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import takewhile
from typing import TYPE_CHECKING

from ingest.actions import NOMINAL
from ingest.clauses import BLANK, Clause, split
from ingest.measures import Predicate, has_head, lead_off, read_predicate, trim_subject
from ingest.scene import Place, Scene, no_period
from ingest.scope import DATELINE
from ingest.sections import AIM, TURN, Sections, opens
from ingest.subjects import without_kinds
from ingest.table_facts import observe_tables
from ingest.topics import SECOND, SOURCE
from kg.text.period import find_periods, year
from kg.text.quantity import Quantity, find_quantities
from kg.types import Document, Mention, ObservationClaim, Period, Token

if TYPE_CHECKING:
    from ingest.pipeline import Kit

_LASTING = re.compile(
    r"(?:达|为|至|到|在|缩短|延长|从|由|需|仅|超|短)$|周期|时间|期限|时长|寿命|续航|耗时|用时|时延|延迟|账期|工期|[天日月年]数$|小时数"
)
_OF_COMPANY = re.compile(r"\s*(?:本|该)?公司(?!法|债|章程|治理|制)")
_COMPANY_LINE = re.compile(
    r"(?:[\d.]+|[(（]?[一二三四五六七八九十\d]+[)）、.])\s*(?P<name>[\u4e00-\u9fffA-Za-z]{2,10})[:：][^。;；]{2,30}"
)
_RHYTHM = re.compile(r"每[\d一二两三四五六十半]*个?[年月周日天季]")
_DESCRIBES = re.compile(r"(?:及?以[上下])?的[\u4e00-\u9fff]{2,12}$")
_NURTURE = re.compile(r"^[^,]{0,8}?(?:培育|引进|新增|打造|扶持|壮大|形成|力争培育|建成|建设)")
_AT_PACE = re.compile("(?P<who>[^,]{2,20}?)(?:将|有望|可)?以(?P<adverb>年均复合|年均|每年|月均)?(?:约|近)?$")
_PACE = re.compile("的(?:年均|复合)*(?:速度|增速|增长率|速率|幅度)[^,]{0,4}(?:增长|递增|扩张|上升|下降|递减)$")
_THOSE_WITH = re.compile(
    "(?:以上|以下|以内)?的(?:实行|实施|给予|予以|纳入|列入|享受|可以?|应当?|须|不得|免征|优先|一次性|按)"
)
_PER_UNIT = re.compile("(?P<per>单位(?:国内生产总值|地区生产总值|GDP|工业增加值|产品|面积))")
_WHEN = re.compile(  # 于2009年9月推出首轮措施前为64%
    r"[于在](?:20\d\d年|去年|今年)[^,的]{0,8}?(?P<event>[推实启上开设施建公发出修颁][\u4e00-\u9fff]{3,14}?(?:之?[前后]))"
    r"(?=[为是达仅约])"
)
_BESIDE = re.compile(r"^[^,，]{0,6}?(?:高于|低于|不及|超出|低出|高出)[^,，\d]{2,}$")
_ABOVE = re.compile(
    r"^(?P<phrase>[^,，]*?)(?P<verb>高于|低于|快于|慢于|多于|少于|高出|超出|低出|领先|落后)(?P<base>[^,，\d]{2,16})$"
)


def observe(
    kit: Kit, document: Document, tokens: Sequence[tuple[Token, ...]], mentions: Sequence[tuple[Mention, ...]]
) -> list[ObservationClaim]:
    """The observations of a document, in the order of the text, each with the clauses that carry it as evidence."""
    reader = _Reader(document, without_kinds(tokens, mentions))
    return [*reader.read(tokens), *observe_tables(document, reader.default, reader.reference, reader.kind_of)]


# 压缩到目前的平均3小时: the words between the verb and its number
_NOW = re.compile(r"(?<=[到至为])(?:(?:目前|现在|当前|如今)的?(?:平均|大约)?|平均)$")


def _by_and_to(text: str, q: Quantity) -> tuple[Quantity, Quantity] | None:
    """The change and the new value that 15元至320元 are behind a verb of change; None for another number."""
    if q.value is None or q.value_max is None or q.kind not in ("money", "count", "duration", "mass", "physical"):
        return None
    parts = re.fullmatch(rf"(?P<by>[^至到]*{re.escape(q.unit)})[至到](?P<to>[^至到]+)", text[q.start : q.end])
    found = find_quantities(parts["to"]) if parts else []
    if not parts or len(found) != 1:
        return None
    by = replace(q, value_max=None, value_max_base=None, written=parts["by"])
    return by, replace(found[0], start=q.start, end=q.end)


class _Reader(Sections):
    """Reads a document sentence by sentence, each clause by clause."""

    def __init__(self, document: Document, mentions: Sequence[tuple[Mention, ...]]) -> None:
        super().__init__(document, mentions)
        self.default, self.reference = self.scope.period, self.scope.reference

    def read(self, tokens: Sequence[tuple[Token, ...]]) -> list[ObservationClaim]:
        claims: list[ObservationClaim] = []
        section, topic, period, explicit, place = -2, "", self.default, False, Place()
        age, aim, last_end, local = 0, False, 0, False
        stretch: Period | None = None
        frame: Period | None = None  # the years that a paragraph without figures opens: 五年来,主要做了以下工作
        headed, owner = "", ""  # the company that the last heading names, and the one that 公司 stands for
        for sentence, mentions, words_ in zip(self.document.sentences, self.mentions, tokens, strict=True):
            if sentence.section != section:
                stretch, frame, headed, owner = None, None, "", ""
                section, topic, period, explicit, place = sentence.section, "", self.default, False, Place()
            text = self.document.text[sentence.start : sentence.end]
            if filed := DATELINE.match(text):  # where and by whom it was filed is nothing that figures are of
                text = BLANK * filed.end() + text[filed.end() :]
                mentions = tuple(m for m in mentions if m.start - sentence.start >= filed.end())
                words_ = tuple(t for t in words_ if t.start - sentence.start >= filed.end())
            new = "\n" in self.document.text[last_end : sentence.start] or text.startswith("\n")
            stretch = frame if new else stretch
            scene = Scene(
                text,
                sentence.start,
                mentions,
                words_,
                period,
                explicit,
                self._section_region(section),
                self._section_region(section),
                topic=topic,
                place=replace(place, anchor=0),
                stretch=stretch,
                held=stretch,
            )
            if named := _COMPANY_LINE.fullmatch(text.strip()):
                headed, owner = named["name"], ""
            if _OF_COMPANY.match(text):
                owner = headed or self._section_owner(section)
                if not owner:  # 公司 of whom is not said here
                    scene.topic, scene.place = "", Place()
            scene.owner = owner
            if new and last_end and explicit and self._ahead(period) and not self._goes_on(last_end, text):
                scene.period, scene.explicit = period, explicit = self.default, False
            if new and last_end and scene.period and (scene.period.end - scene.period.start).days < 360:
                whole = year(scene.period.end.year)  # a quarter or month holds for its paragraph only
                scene.period = period = self.default if self.default and self.default.start > whole.start else whole
            local = local and not new and not self._elsewhere(scene)
            scene.local = local
            local = local or self._at_home_here(text)
            # An aim that opens a paragraph holds until its end.
            scene.aim = aim and not new
            scene.tasks = self.scope.ordered(self.document.sections[section] if section >= 0 else None)
            scene.ordered = scene.tasks and self._orders(scene)
            self._sentence(scene)
            if scene.held is None or ((new or not last_end) and not scene.claims):
                frame = scene.held if new or not last_end else frame
            aim, last_end, stretch = scene.aim, sentence.end, scene.held
            claims += scene.claims
            # A topic holds for the sentence after it, and for one more; then it is forgotten.
            age = 0 if scene.home[0] else age + 1
            topic = scene.topic if age < 3 else ""
            scene.period = scene.then or scene.period
            if scene.explicit and self._holds(scene):
                period, explicit = scene.period, True
            listed = bool(scene.place.series)  # the last of a list is not what the next sentence is about
            subjects = () if listed else scene.place.subjects
            place = replace(scene.place, subjects=subjects, periods=(), series=())
        return claims

    def _sentence(self, scene: Scene) -> None:
        settled = scene.period and (scene.explicit or scene.period is self.default)
        context = scene.period.end if scene.period and settled else self.reference
        clauses = split(scene.text, self.reference, context)
        if aimed := AIM.match(scene.text):
            named = year(int(aimed[1]))
            if self.reference is None or named.end > self.reference:
                scene.period, scene.explicit, scene.aim = named, True, True
        if clauses and clauses[0].ends == "," and TURN.match(clauses[0].text):
            scene.topic, scene.place = "", Place()
        if not any(c.groups for c in clauses):
            self._remember_topic(scene, clauses[0] if clauses else None)
            for clause in clauses[:1]:
                self._stretch(scene, clause)
            return
        home, aims = scene.region, scene.aim or scene.ordered
        future = scene.period and self.reference and scene.period.end > self.reference
        if scene.ordered and not future:
            scene.period, scene.explicit = self.scope.plan, False
        opening = scene.place
        for i, clause in enumerate(clauses):
            if i and scene.place is opening and not scene.claims and self._speaks(clauses[i - 1]):
                scene.place = Place()  # a sentence with words of its own does not go on about the last one's
                if scene.home[0] != scene.topic and not scene.product and scene.topic not in scene.text:
                    scene.topic = ""
            if clause.text.startswith("其中") and not scene.whole.subjects:
                scene.whole = scene.place
            if i == 0 or (clauses[i - 1].ends in ";；" and not clause.inner):
                if i and scene.whole.subjects:  # …,其中A占a;B: past the parts, of the whole again
                    scene.place, scene.whole = scene.whole, Place()
                scene.product, scene.region = scene.owner, home
                scene.where, scene.stretch = "", scene.held if i else scene.stretch
                if i and self._own_region(scene, clause):
                    scene.place = replace(scene.place, subjects=(), regions=())
                ahead = i and scene.period and self.reference and scene.period.start > self.reference
                scene.status = scene.status if ahead else "target" if aims else "actual"
            if scene.then:
                scene.period, scene.then = scene.then, None
            scene.before = scene.period
            self._setting(scene, clause)
            aims = aims or (scene.status == "target" and clause.ends in ":：")
            if opens(clauses, i):
                self._remember_topic(scene, clause)
                own = scene.home == (scene.topic, clause.start) and not SECOND.match(clause.text)
                if i and not clause.groups and own:
                    scene.place = Place(anchor=clause.start)  # 其二,制冷系统成为短板,占…: of what this part names
                self._drop_general(scene)
            if not SOURCE.match(clause.text):
                self._names(scene, clause)
            if not clause.groups and not clause.inner:
                self._stated(scene, clause)
            read = len(scene.claims)
            for n, group in enumerate(clause.groups):
                if group[0].unit == "次" and _RHYTHM.search(clause.text[: group[0].start]):
                    continue  # 每5年修订1次: no count without its rhythm
                told = len(scene.claims)
                self._numbers(scene, clause, n, group, clauses, i)
                if len(scene.claims) == told and len(group) == 1 and not clause.inner:
                    began = clause.groups[n - 1][-1].outer_end if n else 0
                    left = clause.text[began : group[0].outer_start].lstrip("、和及与")
                    self._told(scene, clause, group[0], left, scene.right.strip())
            if clause.groups and not clause.inner and len(scene.claims) == read:
                scene.place = Place(anchor=clause.start)  # what was not understood is carried no further

    def _after_counted(self, scene: Scene, clause: Clause, start: int, end: int, left: str) -> str:
        """The words before the second number of 为412家企业|出具报告1.9万份, without the noun of the first."""
        a, b = scene.base + clause.start + start, scene.base + clause.start + end
        between = [t for t in scene.tokens if a <= t.start and t.end <= b]
        noun = list(takewhile(lambda t: t.tag in NOMINAL and t.tag != "vn", between))
        verb = between[len(noun)] if len(noun) < len(between) else None
        if not noun or verb is None or verb.tag not in ("v", "vn") or len(verb.text) < 2:
            return left
        return scene.text[verb.start - scene.base : clause.start + end].replace(BLANK, "")

    def _numbers(
        self, scene: Scene, clause: Clause, n: int, group: tuple[Quantity, ...], clauses: list[Clause], i: int
    ) -> None:
        text = clause.text
        if group[-1].kind == "number" and group[-1].unit:  # 用户突破4亿
            group = (*group[:-1], replace(group[-1], kind="count"))
        first, last = group[0], group[-1]
        began = clause.groups[n - 1][-1].outer_end if n else 0
        left = text[began : first.outer_start].replace(BLANK, "")
        now = _NOW.search(left)
        left = left[: now.start()] if now else left
        if first.comparator == "=" and re.search(r"一般(?:为|是|在)?$", left):
            first = replace(first, comparator="~")  # 一般为6个月
            group = (first, *group[1:])
            last = group[-1]
        if n and clause.groups[n - 1][-1].kind == "count":
            left = self._after_counted(scene, clause, began, first.outer_start, left)
        following = clause.groups[n + 1][0].outer_start if n + 1 < len(clause.groups) else len(text)
        right = text[last.outer_end : following].replace(BLANK, "")
        scene.until = clause.start + following
        scene.right, scene.at, scene.unit = right, clause.start + first.outer_start, last.unit_base
        if (first.chinese and first.value == 1 and first.kind == "count") or (
            len(group) == 1 and self._bracketed(scene, clause, first)
        ):
            return
        counted = n + 1 < len(clause.groups) and clause.groups[n + 1][0].kind == "count"
        if counted and _DESCRIBES.match(right) and _NURTURE.search(left):
            return  # 培育营收超50亿元的企业5家: what they are like
        if (
            last.kind == "duration"
            and not _LASTING.search(no_period(left))
            and scene.place.of not in (last.unit_base, "*")
            and not (scene.place.kind == "duration" and read_predicate(no_period(left)).kind == "change")
        ):
            return
        both = _by_and_to(text, first) if len(group) == 1 else None
        if both and (change := read_predicate(no_period(left))).kind == "change":
            by, to = both       # 均价提高15元至320元
            self._predicated(scene, clause, by, change, left)
            place = scene.place
            if scene.claims and place.stem:
                self._emit(scene, clause, to, place.subjects, place.stem, place.regions, "carried")
            return
        if n and scene.claims and scene.claims[-1].indicator.endswith("的比例") and (
            text[first.start : first.end] in scene.claims[-1].indicator
        ):
            return  # 近六成企业年营业收入不足1000万元: what they are like
        if n == 0 and first.kind in ("percent", "ratio") and len(group) == 1 and self._those_with(scene, clause, first):
            return
        scene.suffix = "(平均)" if now and now[0].endswith("平均") else ""
        if as_in := re.search(r"(?:恢复|相当)(?:到|至|于)(?P<then>20\d\d年[^,]{0,8}?)的?$", left):
            left, scene.suffix = left[: as_in.start()], f"相当于{as_in['then'].removesuffix('的')}的比例"
            if not left and scene.place.stem and first.kind == "percent":  # 游客4.82亿人次,恢复到2019年的112.6%
                place = scene.place
                self._emit(scene, clause, first, place.subjects, place.stem, place.regions, "carried")
                return
        of_unit = _PER_UNIT.search(scene.claims[-1].subject.name + scene.claims[-1].indicator) if scene.claims else None
        if n and of_unit and re.match("[、和](?:二氧化碳|碳|用水|水耗|电耗|煤耗|污染物|建设用地)", left):
            left = left[0] + of_unit["per"] + left[1:]  # 单位国内生产总值能耗…、二氧化碳排放…
        if (when := _WHEN.search(left)) and find_periods(when[0], self.reference):
            left, scene.suffix = left[: when.start()] + left[when.end() :], f"({when['event']})"
        if len(group) > 1:
            self._list(scene, clause, group, left, right, clauses, i)
            return
        if _THOSE_WITH.match(right):
            return  # 授信银行超过5家的实行名单管理: whom it is done to
        if n and re.fullmatch(r"[\u4e00-\u9fff]{1,6}的", left) and clause.groups[n - 1][-1].kind == "count":
            return  # 17个省市的|26个地区
        left_plain = no_period(left)
        predicate = read_predicate(left_plain)
        if first.kind not in ("points", "times", "ratio", "percent") and _BESIDE.match(left_plain):
            return  # 低于行业平均成本0.45元: the cost, or how much lower?
        if first.kind in ("points", "times", "ratio") and (m := _ABOVE.match(left_plain)):
            predicate = Predicate(
                "change", m["phrase"], verb=m["verb"].removesuffix("于").removesuffix("出"), base=m["base"].strip("的")
            )
        if (m := re.match(r"^(?P<who>[^,]{0,12}?)完成(?P<what>[^,]{2,12})的$", left_plain)) and first.kind == "percent":
            doer = trim_subject(lead_off(m["who"])) or self._subject(scene)
            if doer:  # 完成年度预算的102%
                self._emit(scene, clause, first, (doer,), f"完成{m['what']}的比例", (), "attribute")
            return
        if (m := re.match(r"^(?P<who>[^,]{4,30}?)的(?:共?有|共|达|约?占)$", left)) and re.search(r"\d", m["who"]):
            what = "数量" if first.kind == "count" else "占比" if first.kind in ("percent", "ratio") else ""
            if what:  # 负荷率不足60%的有23座
                alike = [c for c in scene.claims if first.unit and c.unit.endswith(first.unit)]
                kind = next((c.subject.name for c in reversed(alike) if c.indicator.endswith("数量")), "")
                # 融资事件90起,其中单笔超1亿元的有9起
                who = lead_off(no_period(m["who"])) + ("的" + kind if kind else "")
                self._emit(scene, clause, first, (who,), what, (), "counted")
            return
        if (
            (m := re.search(r"(?:较|相?比|高于|低于)([^,，的]{2,10})的$", left))
            and scene.place.stem
            and scene.place.kind == first.kind
            and (then := next((p.period for p in clause.periods if text[p.start : p.end].strip("的") == m[1]), None))
        ):
            self._emit(
                scene,
                clause,
                first,
                scene.place.subjects,
                scene.place.stem,
                scene.place.regions,
                "carried",
                period=then,
            )
            return
        if (
            left_plain.endswith("在")
            and (noun := re.match(r"^的([\u4e00-\u9fff]{2,8}?)中$", right))
            and has_head(noun[1])
        ):
            owner = self._subject(scene) or self.topic
            self._emit(scene, clause, first, (owner,), noun[1], (), "attribute")
            scene.place = replace(
                scene.place, subjects=(owner,), stem=noun[1], last=noun[1], kind=first.kind, share="", series=()
            )
            return
        if right.startswith("的水平") and scene.place.stem and scene.place.kind == first.kind:
            then = next((p.period for p in clause.periods if p.end <= first.start), None)
            if then:
                self._emit(
                    scene,
                    clause,
                    first,
                    scene.place.subjects,
                    scene.place.stem,
                    scene.place.regions,
                    "carried",
                    period=then,
                )
                scene.period = scene.before
            return
        paced = _AT_PACE.match(left_plain)
        if paced and _PACE.match(right):
            verb = "下降" if right.endswith(("下降", "递减")) else "增长"  # 规模将以年均12%的速度增长
            adverb = "年均" if paced["adverb"] else ""
            self._predicated(scene, clause, first, Predicate("change", paced["who"], verb, adverb), left)
            return
        if (
            (m := re.match(r"^(?P<who>[^,]{2,16}?)以$", left_plain))
            and (noun := re.match(r"^的([\u4e00-\u9fff]{2,8}?)(?=排|位|居|列|领|成为|跻身|,|$)", right))
            and has_head(noun[1])
        ):
            self._emit(scene, clause, first, (trim_subject(lead_off(m["who"])),), noun[1], (), "attribute")
            scene.place = replace(
                scene.place,
                subjects=(trim_subject(lead_off(m["who"])),),
                stem=noun[1],
                last=noun[1],
                kind=first.kind,
                anchor=clause.start,
            )
            return
        if right.startswith("不等"):
            return  # 从数百元到数万元不等: no change from one to the other
        if (
            re.search(r"(?:从|由)(?:[^从由]{0,10})$", left)
            and text[clause.groups[-1][-1].outer_end :].startswith("不等")
        ):
            return
        if (
            re.search(r"(?:从|由)(?:[^从由]{0,10})$", left)
            and re.search(r"至|到|为", right)
            and n + 1 < len(clause.groups)
        ):
            self._from(scene, clause, first, left)
            return
        if any(
            read(scene, clause, first, left_plain, right)
            for read in (self._granted, self._founded, self._subset, self._worth)
        ):
            return
        if self._portion(scene, clause, first, left_plain, right) or self._counted(
            scene, clause, first, left_plain, right, predicate
        ):
            return
        if (
            (m := re.search(r"(最快|最短|最长)$", clause.text[: first.start]))
            and first.kind == "duration"
            and 2 <= len(right) <= 4
        ):
            if owner := self._subject(scene):
                self._emit(scene, clause, first, (owner,), f"{m[1]}{right}时间", (), "attribute")
            return
        if n + 1 == len(clause.groups) and self._those_who(scene, clause, first, left_plain, right):
            return
        if re.search(r"(?:^|[、\d年月累计共已])为$", left_plain) and first.kind == "count":
            served = re.match(
                r"^(?P<who>[\u4e00-\u9fff]{1,8}?)(?:提供|出具|办理|解决|节约|发放|减免|开展|实现|建立|带来)", right
            )
            subject = self._subject(scene)
            if served and subject:
                self._emit(scene, clause, first, (subject,), f"服务{served['who']}数", (), "counted")
            return
        if (
            (
                m := re.match(
                    r"^的?(?:的)?(增长率?|涨幅|降幅|增幅|跌幅|增速|下滑|下降|市场份额|份额|市占率|占比|比例|股权|股份)(?![的一-龥])",
                    right,
                )
            )
            and (last.kind == "percent" or first.written.endswith("位数"))
            and predicate.kind != "change"
        ):
            self._attribute(scene, clause, first, left_plain, m[1])
            return
        if (
            predicate.kind == "direct"
            and not re.match(r"[的\u4e00-\u9fff]", right)
            and self._issued(scene, clause, first, predicate.phrase)
        ):
            return
        if first.unit == "番":
            based = re.search(r"(?:较|比)([^,]{2,10})$", left)
            predicate = Predicate(
                "change", left_plain[: based.start()] if based else left_plain, "翻番", base=based[1] if based else ""
            )
        if self._compared(scene, clause, first, left_plain):
            return
        self._predicated(scene, clause, first, predicate, left)
