"""Observations: every number of a text as subject × indicator × value × unit × comparator × period × region × status.

A sentence is read clause by clause. What a clause leaves unsaid (subject, indicator, region, period) is carried over
from the clauses before it, as a reader would.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from itertools import takewhile
from typing import TYPE_CHECKING

from ingest.actions import NOMINAL
from ingest.clauses import BLANK, Clause, split
from ingest.figure_lists import FigureLists
from ingest.measures import Predicate, has_head, lead_off, read_predicate, take_apart, trim_subject, words
from ingest.naming import RELATIVE
from ingest.scene import ACTORS, REGIONS, Place, Scene, no_period
from ingest.table_facts import observe_tables
from kg.text.period import PeriodSpan, parse_period, year, year_before
from kg.text.quantity import Quantity
from kg.types import Document, Mention, ObservationClaim, Period, Token

if TYPE_CHECKING:
    from ingest.pipeline import Kit

_TARGET = re.compile(
    r"力争|目标|确保|规划到|计划到|要求到|争取|(?:明确|提出|规划|计划|要求|预期目标)[^,，;；。]{0,6}到20\d\d年|拟(?:于|在)|不得低于|不得超过"
)
_TARGET_BY = re.compile(r"(?<![达截高升降增减加少短长大复])到(?:20\d\d年|[“\"]?十[四五六]五|本世纪中)")
_FORECAST = re.compile(
    r"预计|预测|预估|预期(?!寿命|目标)|有望|将达|将会|(?<=[^,，;；。])将(?=[于在会达增升降超突提成进继逐大快稳持保迎实维]|20\d\d)|^将(?=会|达|超|突破|20\d\d)|展望|测算"
)
_PAST = re.compile(r"已(?:经|达|超|突破|建成|完成)?")
_SOURCE = re.compile(
    r"^(?:(?:据|根据|按照?|依据|来自)[^,，]{2,30}|.{2,16}(?:认为|预计|预测|指出|显示|表示|测算|统计|数据))$"
)
_AIM = re.compile(r"\s*(?:到|至)(20\d\d)年(?:末|底)?[,，]")
_TURN = re.compile(r"[^,]{1,6}(?:方面|端|侧|层面|领域)|(?:从|就|在)[^,]{2,10}(?:看|来看|而言|来说|方面|上)")
_NO_MAKERS = frozenset({"Group", "GovernmentBody", "ResearchBody"})
_ABOVE = re.compile(
    r"^(?P<phrase>[^,，]*?)(?P<verb>高于|低于|快于|慢于|多于|少于|高出|超出|低出|领先|落后)(?P<base>[^,，\d]{2,16})$"
)


def observe(
    kit: Kit, document: Document, tokens: Sequence[tuple[Token, ...]], mentions: Sequence[tuple[Mention, ...]]
) -> list[ObservationClaim]:
    """The observations of a document, in the order of the text, each with the clauses that carry it as evidence."""
    reader = _Reader(document, mentions)
    return [*reader.read(tokens), *observe_tables(document, reader.default, reader.reference, reader.kind_of)]


def document_period(document: Document) -> tuple[Period | None, date | None]:
    """The period a document speaks of by default (the year in its title), and the day it speaks from."""
    if m := re.search(r"(?<!\d)(20\d\d)年(?!至)", document.title):
        named = year(int(m[1]))
        return named, document.published or named.end
    for sentence in document.sentences[:6]:
        if opening := re.match(r"\s*(20\d\d)年[,，全]", document.text[sentence.start : sentence.end]):
            return year(int(opening[1])), document.published or year(int(opening[1])).end
    if document.published:
        return None, document.published
    if m := re.search(r"(20\d\d)年(\d{1,2})月(\d{1,2})日", document.text[:1500]):
        try:
            return None, date(int(m[1]), int(m[2]), int(m[3]))
        except ValueError:
            pass
    years = Counter(re.findall(r"(?<!\d)(20[0-4]\d)年", document.text))
    return None, date(int(max(years, key=lambda y: (years[y], y))), 12, 31) if years else None


class _Reader(FigureLists):
    """Reads a document sentence by sentence, each clause by clause."""

    def __init__(self, document: Document, mentions: Sequence[tuple[Mention, ...]]) -> None:
        super().__init__(document, mentions)
        self.default, self.reference = document_period(document)

    def read(self, tokens: Sequence[tuple[Token, ...]]) -> list[ObservationClaim]:
        claims: list[ObservationClaim] = []
        section, topic, period, explicit, place = -2, "", self.default, False, Place()
        age, aim, last_end = 0, False, 0
        for sentence, mentions, words_ in zip(self.document.sentences, self.mentions, tokens, strict=True):
            if sentence.section != section:
                section, topic, period, explicit, place = sentence.section, "", self.default, False, Place()
            text = self.document.text[sentence.start : sentence.end]
            scene = Scene(
                text,
                sentence.start,
                mentions,
                words_,
                period,
                explicit,
                self._section_region(section),
                self._section_region(section),
                "",
                topic,
                place=replace(place, anchor=0),
            )
            if "\n" in self.document.text[last_end : sentence.start] and self.default and last_end:
                scene.period, scene.explicit = self.default, False  # a new paragraph speaks of the report's year again
                period, explicit = self.default, False
            # An aim that opens a paragraph holds until its end.
            scene.aim = aim and "\n" not in self.document.text[last_end : sentence.start]
            self._sentence(scene)
            aim, last_end = scene.aim, sentence.end
            claims += scene.claims
            # A topic holds for the sentence after it, and for one more; then it is forgotten.
            age = 0 if scene.home[0] else age + 1
            topic = scene.topic if age < 3 else ""
            scene.period = scene.then or scene.period
            if scene.explicit and self._holds(scene):
                period, explicit = scene.period, True
            place = replace(scene.place, periods=(), series=())
        return claims

    def _holds(self, scene: Scene) -> bool:
        """Whether a sentence's period holds for those after it: a year long past does only where it opens the sentence."""
        if scene.period and self.reference and scene.period.start > self.reference:
            return scene.aim  # an aim holds only where it opened the paragraph
        if scene.period is None or self.reference is None or scene.period.end.year >= self.reference.year - 1:
            return True
        return bool(re.match(rf"\s*(?:截至|到|在)?{scene.period.end.year}", scene.text))

    def _section_region(self, section: int) -> str:
        """The region a section is about: its heading begins with it (2.2.1 东部地区:…)."""
        while section >= 0:
            title = self.document.sections[section].title
            head = re.split(r"[::,，]", title)[0]
            if self.types.get(head) in REGIONS:
                return head
            section = self.document.sections[section].parent
        return ""

    def _sentence(self, scene: Scene) -> None:
        context = scene.period.end if scene.period and scene.explicit else self.reference
        clauses = split(scene.text, self.reference, context)
        if opening := _AIM.match(scene.text):
            named = year(int(opening[1]))
            if self.reference is None or named.end > self.reference:
                scene.period, scene.explicit, scene.aim = named, True, True
        if clauses and clauses[0].ends == "," and _TURN.match(clauses[0].text):
            scene.topic, scene.place = "", Place()
        if not any(c.groups for c in clauses):
            self._remember_topic(scene, clauses[0] if clauses else None)
            return
        home, aims = scene.region, scene.aim
        for i, clause in enumerate(clauses):
            if i == 0 or (clauses[i - 1].ends in ";；" and not clause.inner):
                scene.product, scene.region = "", home
                if i and self._own_region(scene, clause):
                    scene.place = replace(scene.place, subjects=(), regions=())
                ahead = i and scene.period and self.reference and scene.period.start > self.reference
                scene.status = scene.status if ahead else "target" if aims else "actual"
            if scene.then:
                scene.period, scene.then = scene.then, None
            scene.before = scene.period
            self._setting(scene, clause)
            aims = aims or (scene.status == "target" and clause.ends in ":：")
            if (
                i == 0
                or (clauses[i - 1].ends in ";；" and not clause.inner)
                or (i == 1 and _SOURCE.match(clauses[0].text))
            ):
                self._remember_topic(scene, clause)
            self._names(scene, clause)
            if not clause.groups and not clause.inner:
                self._stated(scene, clause)
            read = len(scene.claims)
            for n, group in enumerate(clause.groups):
                self._numbers(scene, clause, n, group, clauses, i)
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

    def _own_region(self, scene: Scene, clause: Clause) -> bool:
        """Whether a part of a sentence begins with a region that acts: 上海推出…;江苏打造…."""
        first = next((m for m in scene.mentions if m.start - scene.base == clause.start), None)
        if first is None or first.type not in REGIONS:
            return False
        after = next((t for t in scene.tokens if t.start >= first.end), None)
        return after is not None and after.tag in ("v", "p", "c", "d", "vd")

    def _setting(self, scene: Scene, clause: Clause) -> None:
        """Period and status that a clause sets for itself and those after it."""
        text = clause.text
        for p in clause.periods:
            if p.kind != "base" and len(p.periods) == 1 and not _is_span_of_plan(p, text):
                scene.period, scene.explicit = p.period, scene.explicit or p.explicit
                scene.place = replace(scene.place, periods=())
            elif p.kind != "base" and len(p.periods) > 1:
                scene.period, scene.explicit = p.period, True
                scene.place = replace(scene.place, periods=p.periods)
        if re.search(r"(?:上年|去年)同期", text) and scene.before and scene.period and scene.before.text not in (
            scene.period.text
        ):
            scene.then, scene.period = scene.before, year_before(scene.before)  # of the stretch spoken of: 一季度 …,上年同期…
        single = [p for p in clause.periods if p.kind != "base"]
        scene.pair = (
            (single[0].period, single[1].period)
            if len(single) == 2 and text[single[0].end : single[1].start] in ("至", "到", "-")
            else scene.pair
        )
        if re.search(r"预计|预测|有望|预估", text) and not _TARGET.search(text):
            scene.status = "forecast"
        elif _TARGET.search(text) or (_TARGET_BY.search(text) and not _PAST.search(text)):
            scene.status = "target"
        elif _FORECAST.search(text) or re.search(r"20\d\d[EF]", text):
            scene.status = "forecast"
        elif any(
            p.kind == "at" and p.explicit and self.reference and p.period.end <= self.reference for p in clause.periods
        ):
            scene.status = "actual"

    def _remember_topic(self, scene: Scene, clause: Clause | None) -> None:
        """What a sentence is about: the first name of its first clause, where that is no region or indicator."""
        if clause is None or _SOURCE.match(clause.text):
            return
        inside = [
            m
            for m in scene.mentions
            if clause.start <= m.start - scene.base < clause.end and m.type not in ("Indicator", "Problem")
        ]
        regions = [m for m in inside if m.type in REGIONS]
        fields = [m for m in inside if m.type in ("Scenario", "Product", "Technology", "Group") or m.type in ACTORS]
        first = next(iter(inside), None)
        if first and first.type in REGIONS and lead_off(no_period(scene.text[: first.start - scene.base])) == "":
            scene.region = first.name if first.type in REGIONS else scene.region
        if m := RELATIVE.match(clause.text):
            if name := self._run(scene, clause.start + m.end(), clause.end):
                scene.topic, scene.home = name, (name, clause.start)
                scene.place = replace(scene.place, subjects=(name,), anchor=clause.start)
                return
        elif (name := self._run(scene, clause.start, clause.end)) and self.kind_of(name, "") in ACTORS - {
            "Group",
            "GovernmentBody",
        }:
            scene.topic, scene.home = name, (name, clause.start)
            scene.place = replace(scene.place, subjects=(name,), anchor=clause.start)
            return
        if m := re.match(
            r"^(?:20\d\d年|全年|目前|,)*([^,，:：;；的在是为成]{2,14}?)(?P<kind>行业|市场|领域|产业|业务|场景)(?:整体)?(?=[^的、与和及内中规])",
            scene.text[clause.start :],
        ):
            whole = scene.base + clause.start + m.end()
            if re.search(r"报告|所称|本文", m[1]):
                return
            longer = m["kind"] in ("产业", "业务", "市场")  # 高技术产业投资 is no 高技术产业
            if not longer or not any(x.start < whole <= x.end for x in scene.mentions if x.end > whole):
                scene.topic = trim_subject(no_period(m[1]))
            scene.home = (scene.topic, clause.start)
            return
        if regions and first in regions:
            named = [
                m
                for m in scene.mentions
                if m.type == "Scenario" and re.search(r"(?:行业|市场|业务|产业|领域)$", m.surface)
            ]
            scene.topic = trim_subject(named[0].name) if named else scene.topic
            scene.home = (scene.topic, clause.start) if named else scene.home
        elif fields and first is fields[0]:
            scene.topic = trim_subject(first.name)
            scene.home = (scene.topic, clause.start)

    def _after_noun(self, scene: Scene, m: Mention) -> bool:
        """抗凝药“甲”: a quoted name right behind the noun that says what it is."""
        before = next((t for t in scene.tokens if t.end == m.start), None)
        return before is not None and before.tag in ("n", "vn", "nz") and len(before.text) > 1

    def _is_name(self, scene: Scene, clause: Clause, name: str) -> bool:
        """A phrase the tagger takes for a name, as a whole or in its first word, that is no region."""
        found = self._words(scene, name, clause)
        return (
            bool(found)
            and found[0].tag in ("ORG", "LOC", "PER", "nt")
            and self.types.get(name) not in REGIONS
            and (found[0].tag == "ORG" or any(t.tag != "LOC" for t in found))
            and self.kind_of(name, "") in {"", *ACTORS}
        )

    def _stated(self, scene: Scene, clause: Clause) -> None:
        """工业利润由负转正,同比增长…: what a clause without a number says something about."""
        inside = [t for t in scene.tokens if scene.base + clause.start <= t.start and t.end <= scene.base + clause.end]
        head = list(takewhile(lambda t: t.tag in NOMINAL or t.text == "的" or t.tag == "TIME", inside))
        if not head or len(head) == len(inside) or inside[len(head)].tag not in ("v", "p", "d", "ad", "vd"):
            return
        parts = take_apart(lead_off(no_period("".join(t.text for t in head))))
        if parts.indicator and 2 <= len(parts.subject) <= 16 and len(parts.indicator) > 1:
            scene.place = replace(
                scene.place, subjects=(parts.subject,), stem=parts.indicator, last="", kind="", regions=(), series=()
            )
            scene.place = replace(scene.place, anchor=clause.start)

    def _brought(self, scene: Scene, clause: Clause) -> str:
        """江苏打造公共平台, 甲市发展机器人产业: the thing brought about, which the clauses after this one speak of."""
        start, end = scene.base + clause.start, scene.base + clause.end
        inside = [t for t in scene.tokens if start <= t.start and t.end <= end]
        verbs = words()["bring"]
        at = next((i for i, t in enumerate(inside) if t.text in verbs), None)
        if at is None:
            return ""
        what = [t for t in inside[at + 1 :] if t.text not in ("了", "“", "”")]
        if not what or any(t.tag not in NOMINAL and t.tag not in ("v", "vn") for t in what) or what[-1].tag == "v":
            return ""
        name = trim_subject("".join(t.text for t in what))
        acting = self.kind_of(name, "") in ACTORS or self.types.get(name) in (*REGIONS, "Problem", "Indicator")
        return name if 3 <= len(name) <= 20 and not acting and not has_head(name) and "是" not in name else ""

    def _names(self, scene: Scene, clause: Clause) -> None:
        """A product or region that a clause brings in and the clauses after it are about."""
        here = [m for m in scene.mentions if clause.start <= m.start - scene.base < clause.end]
        quoted = [
            m
            for m in here
            if "“" in m.surface
            and not clause.inner
            and (
                m.type == "Product"
                or self._after_noun(scene, m)
                or (
                    m.type in ("Technology", "Entity", "Scenario")
                    and re.search(rf"旗下|发布|生产|自建|自研|{'|'.join(words()['bring'])}", clause.text)
                )
            )
            and not parse_period(m.name)
        ]
        if len(quoted) == 1:
            scene.product, scene.brought = quoted[0].name, False
            scene.place = replace(scene.place, subjects=(scene.product,), anchor=clause.start)
        elif quoted:
            scene.product = ""
        if not quoted and (that := re.match(r"^(?:其中)?该([\u4e00-\u9fff]{2}|行)", clause.text)):
            maker = that[1] in ("公司", "企业", "集团", "机构") or that[1] == "行"
            earlier = [
                m
                for m in scene.mentions
                if m.start - scene.base < clause.start
                and ((m.name.endswith(that[1]) and len(m.name) > 3) or (maker and m.type in ACTORS - _NO_MAKERS))
            ]
            if maker and not earlier:
                before = scene.text[: clause.start].rstrip(",")
                if named := re.search(r"(?:是|为|由)([\u4e00-\u9fffA-Za-z]{3,8})$", before):
                    scene.product = named[1]
                    scene.place = replace(scene.place, subjects=(named[1],), anchor=0)
            if earlier:
                scene.product = earlier[-1].name
                scene.place = replace(
                    scene.place, subjects=(scene.product,), anchor=min(scene.place.anchor, clause.start)
                )
        last = here[-1] if here else None
        if (
            last
            and last.type == "Product"
            and not quoted
            and last.end - scene.base == clause.end
            and re.search(
                r"(?:设立|建成|落成|搭建|成立|上线|启用|组建)了?$", scene.text[clause.start : last.start - scene.base]
            )
        ):
            scene.product = last.name
            scene.place = replace(scene.place, subjects=(last.name,), anchor=clause.start)
        if not quoted and not clause.groups and not clause.inner and (brought := self._brought(scene, clause)):
            scene.product, scene.brought = brought, True
            scene.place = replace(scene.place, subjects=(brought,), anchor=clause.start)
        if there := re.search(r"(?<![存处])在(?P<where>[^,在]{2,12})$", _before_verb(scene, clause)):
            placed = next((m for m in here if m.type in REGIONS and m.surface == there["where"]), None)
            scene.region = placed.name if placed else scene.region
        first = here[0] if here else None
        if first and first.type in REGIONS and not clause.inner:
            before = lead_off(no_period(scene.text[clause.start : first.start - scene.base]))
            phrase = scene.text[first.start - scene.base : clause.end]
            joined, _, rest = self._regions(scene, phrase)
            nation = first.type == "Country" or first.name in ("全国", "我国", "国内")
            own = (
                not phrase[: len(phrase) - len(rest)].endswith("的")
                and not rest[:1].isdigit()
                and not (nation and scene.home_region)
            )
            if before in ("", "在") and own:
                scene.region = joined or first.name

    def _numbers(
        self, scene: Scene, clause: Clause, n: int, group: tuple[Quantity, ...], clauses: list[Clause], i: int
    ) -> None:
        text = clause.text
        first, last = group[0], group[-1]
        began = clause.groups[n - 1][-1].outer_end if n else 0
        left = text[began : first.outer_start].replace(BLANK, "")
        if n and clause.groups[n - 1][-1].kind == "count":
            left = self._after_counted(scene, clause, began, first.outer_start, left)
        following = clause.groups[n + 1][0].outer_start if n + 1 < len(clause.groups) else len(text)
        right = text[last.outer_end : following].replace(BLANK, "")
        scene.until = clause.start + following
        scene.right, scene.at = right, clause.start + first.outer_start
        if first.chinese and first.value == 1 and first.kind == "count":
            return
        if last.kind == "duration" and not re.search(
            r"(?:达|为|至|到|在|缩短|延长|从|由|需|仅|超|短)$|周期|时间|期限|时长|寿命", left
        ):
            return
        scene.suffix = ""
        if as_in := re.search(r"(?:恢复|相当)(?:到|至|于)(?P<then>20\d\d年[^,]{0,8}?)的?$", left):
            left, scene.suffix = left[: as_in.start()], f"相当于{as_in['then'].removesuffix('的')}的比例"
        if len(group) > 1:
            self._list(scene, clause, group, left, right, clauses, i)
            return
        if n and re.fullmatch(r"[\u4e00-\u9fff]{1,6}的", left) and clause.groups[n - 1][-1].kind == "count":
            return  # 17个省市的|26个地区
        left_plain = no_period(left)
        predicate = read_predicate(left_plain)
        if first.kind in ("points", "times", "ratio") and (m := _ABOVE.match(left_plain)):
            predicate = Predicate(
                "change", m["phrase"], verb=m["verb"].removesuffix("于").removesuffix("出"), base=m["base"].strip("的")
            )
        if (
            (m := re.search(r"(?:较|相?比|高于|低于)([^,，的]{2,10})的$", left))
            and scene.place.stem
            and scene.place.kind == first.kind
        ) and (then := next((p.period for p in clause.periods if clause.text[p.start : p.end] == m[1]), None)):
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
        if (
            re.search(r"(?:从|由)(?:[^从由]{0,10})$", left)
            and re.search(r"至|到|为", right)
            and n + 1 < len(clause.groups)
        ):
            self._from(scene, clause, first, left)
            return
        if self._subset(scene, clause, first, left_plain, right) or self._worth(
            scene, clause, first, left_plain, right
        ):
            return
        if self._portion(scene, clause, first, left_plain, right) or self._counted(
            scene, clause, first, left_plain, right, predicate
        ):
            return
        if (m := re.search(r"(最快|最短|最长)$", clause.text[: first.start])) and first.kind == "duration" and 2 <= len(right) <= 4:
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


def _before_verb(scene: Scene, clause: Clause) -> str:
    """The words of a clause before its first verb of bringing about."""
    inside = [t for t in scene.tokens if scene.base + clause.start <= t.start and t.end <= scene.base + clause.end]
    verb = next((t for t in inside if t.text in words()["bring"] or t.text in words()["obtain"]), None)
    return scene.text[clause.start : verb.start - scene.base] if verb else ""


def _is_span_of_plan(p: PeriodSpan, text: str) -> bool:
    """(2025至2028年) in a title, 三年行动: no period of figures."""
    return bool(re.match(r"行动|计划|规划|方案", text[p.end : p.end + 2])) and p.period.start.year != p.period.end.year
