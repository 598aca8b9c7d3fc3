"""Observations: every number of a text as subject × indicator × value × unit × comparator × period × region × status.

A sentence is read clause by clause. What a clause leaves unsaid (subject, indicator, region, period) is carried over
from the clauses before it, as a reader would.
"""
from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import TYPE_CHECKING

from ingest.clauses import BLANK, Clause, split
from ingest.measures import (
    Predicate, change_label, has_head, lead_off, read_predicate, take_apart, trim_subject, words,
)
from ingest.table_facts import observe_tables
from ingest.words import Words
from kg.text.period import PeriodSpan, parse_period, year, year_before
from kg.text.quantity import Quantity, to_base
from kg.types import Base, Document, EntityRef, Mention, ObservationClaim, Period, Span, Status, Token

if TYPE_CHECKING:
    from ingest.pipeline import Kit

# How often each construction is right on the development facts.
CONFIDENCE = {"level": 0.93, "change": 0.93, "share": 0.92, "direct": 0.85, "obtain": 0.88, "counted": 0.8, "carried": 0.88,
              "list": 0.9, "portion": 0.75, "attribute": 0.75, "table": 0.85}
REGIONS = frozenset({"Region", "Country", "Province", "City"})
ACTORS = frozenset({"Institution", "FinancialInstitution", "Bank", "Insurer", "SecuritiesFirm", "AssetManager", "Company",
                    "TechnologyCompany", "GovernmentBody", "ResearchBody", "Group"})
_TARGET = re.compile(r"力争|目标|确保|规划到|计划到|要求到|争取|(?:明确|提出|规划|计划|要求|预期目标)[^,，;；。]{0,6}到20\d\d年|拟(?:于|在)|不得低于|不得超过")
_TARGET_BY = re.compile(r"(?<![达截])到(?:20\d\d年|[“\"]?十[四五六]五|本世纪中)")
_FORECAST = re.compile(r"预计|预测|预估|预期(?!寿命|目标)|有望|将达|将会|将(?=[^,，;；。]{0,8}(?:增|升|降|达|超|突破|提|下|成长))|展望|测算")
_PAST = re.compile(r"已(?:经|达|超|突破|建成|完成)?")
_SOURCE = re.compile(r"^(?:(?:据|根据|按照?|依据|来自)[^,，]{2,30}|.{2,16}(?:认为|预计|预测|指出|显示|表示|测算|统计|数据))$")
_SAYS = re.compile(r"^.{0,16}?(?:预计|预测|认为|指出|数据显示|报告显示|统计显示|调查显示|表明|表示|统计|公布|测算得?|估计|估算|披露|数据显示)(?=.)")
_QUOTED = re.compile(r"“([^“”]{1,30})”")
_REGION_TAIL = re.compile(r"(?:等[\u4e00-\u9fff]{0,5}?(?:省份|省市|大省|城市|地区|国家|地|省|市)|等|(?:和|及)其他(?:省|市|地区))?(?:的|市场)?")
_ABOVE = re.compile(r"^(?P<phrase>[^,，]*?)(?P<verb>高于|低于|快于|慢于|多于|少于|高出|超出|低出|领先|落后)(?P<base>[^,，\d]{2,16})$")
_RELATIVE = re.compile(
    r"^(?:由)?[^,，的]{0,20}?(?:设立|建设|搭建|推出|运营|开发|研制|投放|发起|设在|坐落于|坐落在|落户|位于|被誉为[^,，的]{0,12}|专注[^,，的]{0,8}|主营[^,，的]{1,12})[^,，的]{0,10}的")
_NOMINAL = frozenset("n nz nw nr ns nt vn an a s ORG LOC PER xc b".split())
_COUNT_KINDS = frozenset({"count", "money", "mass", "size", "length", "physical", "data", "age"})


@dataclass(frozen=True, slots=True)
class _Place:
    """What the last numbers were about, for clauses that leave it out."""

    subjects: tuple[str, ...] = ()
    stem: str = ""
    last: str = ""                   # full indicator of the last number
    share: str = ""                  # the whole of the last share
    kind: str = ""
    period: Period | None = None
    periods: tuple[Period, ...] = ()
    regions: tuple[str, ...] = ()
    verb: str = ""                   # 接入 of 接入甲企业数, for 乙企业超5万家 after it
    series: tuple[tuple[str, str], ...] = ()     # (subject, stem) of each member of the last list
    anchor: int = 0                  # where in the sentence the words that name it begin


@dataclass(slots=True)
class _Scene:
    """The running state of a sentence."""

    text: str
    base: int                        # offset of the sentence in the document
    mentions: tuple[Mention, ...]
    tokens: tuple[Token, ...]
    period: Period | None
    explicit: bool = False
    region: str = ""
    home_region: str = ""            # the region of the section
    product: str = ""
    topic: str = ""
    home: tuple[str, int] = ("", 0)  # the topic this sentence itself names, and where its clause begins
    before: Period | None = None     # the period that held before this clause
    pair: tuple[Period, Period] | None = None    # 1Q20至1Q21, 从a降至b
    status: Status = "actual"
    place: _Place = field(default_factory=_Place)
    claims: list[ObservationClaim] = field(default_factory=list)


def observe(kit: Kit, document: Document, tokens: Sequence[tuple[Token, ...]],
            mentions: Sequence[tuple[Mention, ...]]) -> list[ObservationClaim]:
    """The observations of a document, in the order of the text, each with the clauses that carry it as evidence."""
    reader = _Reader(document, mentions)
    return [*reader.read(tokens), *observe_tables(document, reader.default, reader.reference, reader.kind_of)]


def document_period(document: Document) -> tuple[Period | None, date | None]:
    """The period a document speaks of by default (the year in its title), and the day it speaks from."""
    if m := re.search(r"(?<!\d)(20\d\d)(?:年|-|\b)", document.title):
        named = year(int(m[1]))
        return named, document.published or named.end
    if document.published:
        return None, document.published
    if m := re.search(r"(20\d\d)年(\d{1,2})月(\d{1,2})日", document.text[:1500]):
        try:
            return None, date(int(m[1]), int(m[2]), int(m[3]))
        except ValueError:
            pass
    years = Counter(re.findall(r"(?<!\d)(20[0-4]\d)年", document.text))
    return None, date(int(max(years, key=lambda y: (years[y], y))), 12, 31) if years else None


class _Reader:
    def __init__(self, document: Document, mentions: Sequence[tuple[Mention, ...]]) -> None:
        self.document, self.mentions = document, mentions
        self.default, self.reference = document_period(document)
        self.types: dict[str, str] = {}
        fields = Counter(m.name for s in mentions for m in s if m.type in ("Scenario", "Technology", "Product"))
        titled = [name for name in fields if name in document.title]
        self.topic = trim_subject(max(titled or fields, key=lambda name: (fields[name], len(name)), default=""))
        places = Counter(m.name for s in mentions for m in s if m.type in REGIONS and m.surface in document.title)
        self.home = max(places, key=lambda name: (len(name), places[name])) if places else ""
        for sentence in mentions:
            for m in sentence:
                if m.type not in ("Entity", "Indicator"):
                    self.types.setdefault(m.name, m.type)
                    self.types.setdefault(trim_subject(m.name), m.type)

    # ---- the document ------------------------------------------------------------------------------
    def read(self, tokens: Sequence[tuple[Token, ...]]) -> list[ObservationClaim]:
        claims: list[ObservationClaim] = []
        section, topic, period, explicit, place = -2, "", self.default, False, _Place()
        age = 0
        for sentence, mentions, words_ in zip(self.document.sentences, self.mentions, tokens, strict=True):
            if sentence.section != section:
                section, topic, period, explicit, place = sentence.section, "", self.default, False, _Place()
            text = self.document.text[sentence.start:sentence.end]
            scene = _Scene(text, sentence.start, mentions, words_, period, explicit, self._section_region(section), self._section_region(section), "", topic, place=replace(place, anchor=0))
            self._sentence(scene)
            claims += scene.claims
            # A topic holds for the sentence after it, and for one more; then it is forgotten.
            age = 0 if scene.home[0] else age + 1
            topic = scene.topic if age < 3 else ""
            period, explicit = (scene.period, scene.explicit) if scene.explicit else (period, explicit)
            place = replace(scene.place, periods=(), series=())
        return claims

    def _section_region(self, section: int) -> str:
        """The region a section is about: its heading begins with it (2.2.1 东部地区:…)."""
        while section >= 0:
            title = self.document.sections[section].title
            head = re.split(r"[::,，]", title)[0]
            if self.types.get(head) in REGIONS:
                return head
            section = self.document.sections[section].parent
        return ""

    # ---- a sentence ----------------------------------------------------------------------------------
    def _sentence(self, scene: _Scene) -> None:
        context = scene.period.end if scene.period and scene.explicit else self.reference
        clauses = split(scene.text, self.reference, context)
        if not any(c.groups for c in clauses):
            self._remember_topic(scene, clauses[0] if clauses else None)
            return
        home, aims = scene.region, False
        for i, clause in enumerate(clauses):
            if i == 0 or (clauses[i - 1].ends in ";；" and not clause.inner):
                scene.product, scene.region = "", home
                scene.status = "actual" if i == 0 or not aims else "target"
            scene.before = scene.period
            self._setting(scene, clause)
            aims = aims or (scene.status == "target" and clause.ends in ":：")
            if i == 0 or (clauses[i - 1].ends in ";；" and not clause.inner) or (i == 1 and _SOURCE.match(clauses[0].text)):
                self._remember_topic(scene, clause)
            self._names(scene, clause)
            for n, group in enumerate(clause.groups):
                self._numbers(scene, clause, n, group, clauses, i)

    def _setting(self, scene: _Scene, clause: Clause) -> None:
        """Period and status that a clause sets for itself and those after it."""
        text = clause.text
        for p in clause.periods:
            if p.kind != "base" and len(p.periods) == 1 and not _is_span_of_plan(p, text):
                scene.period, scene.explicit = p.period, scene.explicit or p.explicit
                scene.place = replace(scene.place, periods=())
            elif p.kind != "base" and len(p.periods) > 1:
                scene.period, scene.explicit = p.period, True
                scene.place = replace(scene.place, periods=p.periods)
        single = [p for p in clause.periods if p.kind != "base"]
        scene.pair = (single[0].period, single[1].period) if len(single) == 2 and text[single[0].end:single[1].start] in ("至", "到", "-") else scene.pair
        if _TARGET.search(text) or (_TARGET_BY.search(text) and not _PAST.search(text)):
            scene.status = "target"
        elif _FORECAST.search(text) or re.search(r"20\d\d[EF]", text):
            scene.status = "forecast"
        elif any(p.kind == "at" and p.explicit and self.reference and p.period.end <= self.reference for p in clause.periods):
            scene.status = "actual"

    def _remember_topic(self, scene: _Scene, clause: Clause | None) -> None:
        """What a sentence is about: the first name of its first clause, where that is no region or indicator."""
        if clause is None or _SOURCE.match(clause.text):
            return
        inside = [m for m in scene.mentions if clause.start <= m.start - scene.base < clause.end and m.type not in ("Indicator", "Problem")]
        regions = [m for m in inside if m.type in REGIONS]
        fields = [m for m in inside if m.type in ("Scenario", "Product", "Technology", "Group") or m.type in ACTORS]
        first = next(iter(inside), None)
        if first and first.type in REGIONS and lead_off(_no_period(scene.text[:first.start - scene.base])) == "":
            scene.region = first.name if first.type in REGIONS else scene.region
        if m := _RELATIVE.match(clause.text):
            if name := self._run(scene, clause.start + m.end(), clause.end):
                scene.topic, scene.home = name, (name, clause.start)
                scene.place = replace(scene.place, subjects=(name,), anchor=clause.start)
                return
        elif (name := self._run(scene, clause.start, clause.end)) and self.kind_of(name, "") in ACTORS - {"Group", "GovernmentBody"}:
            scene.topic, scene.home = name, (name, clause.start)
            scene.place = replace(scene.place, subjects=(name,), anchor=clause.start)
            return
        if m := re.match(r"^(?:20\d\d年|全年|目前|,)*([^,，:：;；的在是为成]{2,14}?)(?:行业|市场|领域|产业|业务|场景)(?:整体)?(?=[^的、与和及内中规])", scene.text):
            whole = scene.base + m.end()
            if re.search(r"报告|所称|本文", m[1]):
                return
            if not any(x.start < whole <= x.end for x in scene.mentions if x.end > whole):
                scene.topic = trim_subject(_no_period(m[1]))
            scene.home = (scene.topic, clause.start)
            return
        if regions and first in regions:
            named = [m for m in scene.mentions if m.type == "Scenario" and re.search(r"(?:行业|市场|业务|产业|领域)$", m.surface)]
            scene.topic = trim_subject(named[0].name) if named else scene.topic
            scene.home = (scene.topic, clause.start) if named else scene.home
        elif fields and first is fields[0]:
            scene.topic = trim_subject(first.name)
            scene.home = (scene.topic, clause.start)

    def _run(self, scene: _Scene, start: int, end: int) -> str:
        """The noun phrase that begins at `start`: tokens up to the first that is no noun, without an indicator."""
        name = ""
        for t in scene.tokens:
            if t.end <= scene.base + start:
                continue
            if t.start >= scene.base + end or t.tag not in _NOMINAL:
                break
            name += t.text
        name = name.replace(BLANK, "")
        if has_head(name):
            name = take_apart(name).subject
        return name if 3 <= len(name) <= 20 and not has_head(name) and not name[0].isdigit() else ""

    def _names(self, scene: _Scene, clause: Clause) -> None:
        """A product or region that a clause brings in and the clauses after it are about."""
        here = [m for m in scene.mentions if clause.start <= m.start - scene.base < clause.end]
        quoted = [m for m in here if "“" in m.surface and not clause.inner and (m.type == "Product" or (
            m.type in ("Technology", "Entity", "Scenario") and re.search(r"推出|研制|开发|投放|运营|旗下|发布|生产|上线", clause.text))) and not parse_period(m.name)]
        if len(quoted) == 1:
            scene.product = quoted[0].name
            scene.place = replace(scene.place, subjects=(scene.product,), anchor=clause.start)
        elif quoted:
            scene.product = ""
        if not quoted and (that := re.match(r"^(?:其中)?该([\u4e00-\u9fff]{2})", clause.text)):
            before = [m for m in scene.mentions if m.start - scene.base < clause.start and m.name.endswith(that[1]) and len(m.name) > 3]
            if before:
                scene.product = before[-1].name
                scene.place = replace(scene.place, subjects=(scene.product,), anchor=min(scene.place.anchor, clause.start))
        first = here[0] if here else None
        if first and first.type in REGIONS and not clause.inner:
            before = lead_off(_no_period(scene.text[clause.start:first.start - scene.base]))
            phrase = scene.text[first.start - scene.base:clause.end]
            joined, _, rest = self._regions(scene, phrase)
            nation = first.type == "Country" or first.name in ("全国", "我国", "国内")
            own = not phrase[:len(phrase) - len(rest)].endswith("的") and not rest[:1].isdigit() and not (nation and scene.home_region)
            if before in ("", "在") and own:
                scene.region = joined or first.name

    def _regions(self, scene: _Scene, phrase: str) -> tuple[str, tuple[str, ...], str]:
        """The regions that a phrase begins with: as written, one by one, and the rest of the phrase."""
        known = {m.surface: m.name for m in scene.mentions if m.type in REGIONS}
        names: list[str] = []
        joined, rest = "", phrase
        while found := max((s for s in known if rest.startswith(s)), key=len, default=""):
            if joined and not re.search(r"[、,和与及]$", joined):      # 浙江宁波: one place
                names[-1] = joined.rsplit("、", 1)[-1] + found
            else:
                names.append(known[found])
            joined, rest = joined + found, rest[len(found):]
            link = re.match(r"[、,和与及]|以及", rest)
            if not link and rest.startswith(tuple(known)):
                continue
            if not link or not rest[link.end():].startswith(tuple(known)):
                break
            joined, rest = joined + link[0], rest[link.end():]
        if not names:
            return "", (), phrase
        tail = _REGION_TAIL.match(rest)
        if tail and tail[0].startswith("等"):
            joined += tail[0].rstrip("的").removesuffix("市场")
        return joined, tuple(names), rest[tail.end():] if tail else rest

    # ---- the numbers of a clause ------------------------------------------------------------------------
    def _numbers(self, scene: _Scene, clause: Clause, n: int, group: tuple[Quantity, ...], clauses: list[Clause], i: int) -> None:
        text = clause.text
        first, last = group[0], group[-1]
        began = clause.groups[n - 1][-1].outer_end if n else 0
        left = text[began:first.outer_start].replace(BLANK, "")
        following = clause.groups[n + 1][0].outer_start if n + 1 < len(clause.groups) else len(text)
        right = text[last.outer_end:following].replace(BLANK, "")
        if first.chinese and first.value == 1 and first.kind == "count":
            return
        span = (scene.place.anchor if not lead_off(left) else clause.start, clause.end)
        if last.kind == "duration" and not re.search(r"(?:达|为|至|到|在|缩短|延长|从|由|需|仅|超|短)$|周期|时间|期限|时长|寿命", left):
            return
        if len(group) > 1:
            self._list(scene, clause, group, left, right, clauses, i)
            return
        left_plain = _no_period(left)
        predicate = read_predicate(left_plain)
        if first.kind in ("points", "times", "ratio") and (m := _ABOVE.match(left_plain)):
            predicate = Predicate("change", m["phrase"], verb=m["verb"].removesuffix("于").removesuffix("出"), base=m["base"].strip("的"))
        if (m := re.search(r"(?:较|相?比|高于|低于)([^,，的]{2,10})的$", left)) and scene.place.stem and scene.place.kind == first.kind:
            if then := next((p.period for p in clause.periods if clause.text[p.start:p.end] == m[1]), None):
                self._emit(scene, clause, first, scene.place.subjects, scene.place.stem, scene.place.regions, "carried", period=then)
                return
        if left_plain.endswith("在") and (noun := re.match(r"^的([\u4e00-\u9fff]{2,8}?)中$", right)) and has_head(noun[1]):
            owner = self._subject(scene) or self.topic
            self._emit(scene, clause, first, (owner,), noun[1], (), "attribute")
            scene.place = replace(scene.place, subjects=(owner,), stem=noun[1], last=noun[1], kind=first.kind, share="", series=())
            return
        if right.startswith("的水平") and scene.place.stem and scene.place.kind == first.kind:
            then = next((p.period for p in clause.periods if p.end <= first.start), None)
            if then:
                self._emit(scene, clause, first, scene.place.subjects, scene.place.stem, scene.place.regions, "carried", period=then)
                scene.period = scene.before
            return
        if (m := re.match(r"^(?P<who>[^,]{2,16}?)以$", left_plain)) and (noun := re.match(r"^的([\u4e00-\u9fff]{2,8}?)(?=排|位|居|列|领|成为|跻身|,|$)", right)) and has_head(noun[1]):
            self._emit(scene, clause, first, (trim_subject(lead_off(m["who"])),), noun[1], (), "attribute")
            scene.place = replace(scene.place, subjects=(trim_subject(lead_off(m["who"])),), stem=noun[1], last=noun[1], kind=first.kind, anchor=clause.start)
            return
        if re.search(r"(?:从|由)(?:[^从由]{0,10})$", left) and re.search(r"至|到|为", right) and n + 1 < len(clause.groups):
            self._from(scene, clause, first, left)
            return
        if self._portion(scene, clause, first, left_plain, right) or self._counted(scene, clause, first, left_plain, right, predicate):
            return
        if re.search(r"(?:^|[、\d年月累计共已])为$", left_plain) and first.kind == "count":
            served = re.match(r"^(?P<who>[\u4e00-\u9fff]{1,8}?)(?:提供|出具|办理|解决|节约|发放|减免|开展|实现|建立|带来)", right)
            subject = self._subject(scene)
            if served and subject:
                self._emit(scene, clause, first, (subject,), f"服务{served['who']}数", (), "counted")
            return
        if m := re.match(r"^的?(?:的)?(增长率?|涨幅|降幅|增幅|跌幅|增速|下滑|下降|市场份额|份额|市占率|占比|比例)(?![的一-龥])", right):
            if last.kind == "percent" and predicate.kind != "change":
                self._attribute(scene, clause, first, left_plain, m[1])
                return
        if predicate.kind == "direct" and not re.match(r"[的\u4e00-\u9fff]", right) and self._issued(scene, clause, first, predicate.phrase):
            return
        if self._compared(scene, clause, first, left_plain):
            return
        self._predicated(scene, clause, first, predicate, left)

    def _compared(self, scene: _Scene, clause: Clause, q: Quantity, left: str) -> bool:
        """远低于大型企业的65% is the figure of 大型企业; 仅为头部企业的1/3 a ratio to it."""
        place = scene.place
        own = re.match(r"^(?P<phrase>[^,]{2,14}?)(?:仅|只|约)?(?:相当于|是)(?P<who>[^,]{2,16}?)的$", left)
        if own and q.kind in ("ratio", "percent", "times") and has_head(own["phrase"]) and (parts := self._measured(scene, clause, own["phrase"])):
            self._emit(scene, clause, q, parts[0], f"{parts[2]}相当于{own['who']}的比例", parts[1], "change")
            return True
        if not place.stem or not scene.claims:
            return False
        if (m := re.match(r"^[^,，]{0,6}?(?:远|明显|大幅|显著)?(?:低于|高于|不及|优于|好于|快于|慢于|多于|少于)(?P<who>[^,，]{2,20}?)的$", left)) and q.kind == place.kind:
            who = trim_subject(m["who"])
            regions = (who,) if self.types.get(who) in REGIONS else ()
            self._emit(scene, clause, q, place.subjects if regions else (who,), place.stem, regions, "carried")
            return True
        if (m := re.match(r"^[^,，]{0,2}?(?:仅为|为|仅是|是|相当于|约为|仅相当于|降至|降到|升至|增至|缩短至|减至|减少到|降低到|提高到)(?P<who>[^,，]{2,20}?)的$", left)) and q.kind in ("ratio", "percent", "times"):
            self._emit(scene, clause, q, place.subjects, f"{place.stem}相当于{m['who']}的比例", place.regions, "carried")
            return True
        return False

    def _from(self, scene: _Scene, clause: Clause, q: Quantity, left: str) -> None:
        """The first number of 从a…至b: a claim of its own where it carries its period or is said to be the old state."""
        m = re.match(r"^(?P<phrase>.*?)(?:将|会|已经?|可|又|能|有望|则|也|均|持续|逐步|快速)*(?:从|由)(?P<of>[^从由]*)$", left)
        if not m:
            return
        parts = self._measured(scene, clause, _no_period(m["phrase"]), q.kind)
        if parts is None:
            return
        subjects, regions, stem, carried = parts
        if carried and lead_off(_no_period(m["phrase"])) and scene.place.kind != q.kind:
            if q.kind != "count" or not subjects:
                return
            stem = "数量"
        scene.place = replace(scene.place, subjects=subjects, stem=stem, last=stem, kind=q.kind)
        named = [p for p in clause.periods if p.end <= q.start and clause.text[p.end:q.start].strip("的底末 ") == ""]
        before = scene.before
        if named:
            self._emit(scene, clause, q, subjects, stem, regions, "level", period=named[-1].period)
            scene.period = _other_period(clause, named[-1]) or before or scene.period
        elif scene.pair:
            self._emit(scene, clause, q, subjects, stem, regions, "level", period=scene.pair[0])
        else:
            self._emit(scene, clause, q, subjects, stem, regions, "level", timeless=True)

    def _measured(self, scene: _Scene, clause: Clause, phrase: str, kind: str = "", *, share: bool = False, change: bool = False, moved: bool = False) -> tuple[tuple[str, ...], tuple[str, ...], str, bool] | None:
        """(subjects, regions, indicator stem, carried) of the phrase before a number; None where nothing names it."""
        phrase = lead_off(phrase.replace(BLANK, "")).strip()
        if m := _SAYS.match(phrase):
            phrase = lead_off(phrase[m.end():])
        regions: tuple[str, ...] = ()
        place = scene.place
        phrase = re.sub(r"(?:(?<![规原准守])则|也|已经?|均|都|将|仍|却|依次|分别|进一步)+$", "", phrase)
        if change or moved:
            phrase = re.sub(r"^(?:带动|拉动|撬动)(?=.{3,})", "", phrase)
        if (m := re.match(r"^(?:在.*|.*(?:之|以|中标|上市|实施|投产|改造|调整))后(?P<rest>[^的]{2,})$", phrase)) and has_head(m["rest"]):
            phrase = m["rest"]           # 中标后价格下调
        if m := re.match(r"^(?:全行业|全产业|本行业|该行业)(?=.{2,})", phrase):
            owner = scene.topic or self.topic
            return ((owner,) if owner else ()), (), phrase[m.end():], False
        if (m := _RELATIVE.match(phrase)) and re.match(r"由|坐落|落户|位于|总部", phrase) and len(phrase) - m.end() > 3:
            phrase = phrase[m.end():]
        if phrase.endswith("等"):        # 甲、乙等20项…: the number counts the noun after it
            return None
        if m := _QUOTED.search(phrase):
            phrase = re.sub(r"^(?:平台|产品|服务模式|服务|模式|计划|方案|系统|版)(?=.)", "", phrase[m.end():]) if scene.product else phrase
            phrase = phrase.removeprefix(scene.product.replace(m[1], "", 1)) if scene.product else phrase
            phrase = lead_off(phrase)
        phrase = re.sub(r"^(?:据|根据|按照)[^的]{2,16}?(?:数据|统计|报告|测算)(?:显示)?", "", phrase)
        # Regions in front, one or several.
        if phrase and not phrase.startswith(words()["whole"]):
            joined, names, rest = self._regions(scene, phrase)
            if names:
                regions = (joined,) if re.search("等|及", joined) and not re.search("等.*大省", joined) else names
                if not phrase[:len(phrase) - len(rest)].endswith("的"):
                    scene.region = joined
                phrase = lead_off(rest)
                if not phrase or phrase in ("市场", "地区", "区域", "方面"):
                    return place.subjects or ((scene.topic,) if scene.topic else ()), regions, place.stem, True
        whole = phrase.startswith(words()["whole"])
        if not regions and not whole and (m := re.match(rf"^(?:{'|'.join(words()['area'])})(?=.{{2,}})", phrase)) and not has_head(m[0]):
            regions, phrase = (m[0],), lead_off(phrase[m.end():])
        if m := re.match(r"^(?P<what>.{2,30}?)(?:分别)?(?:为|是)(?P<who>[^为是达]{1,12})$", phrase):
            if has_head(m["what"]) and not has_head(m["who"]):
                inner = take_apart(m["what"])
                return (m["who"],), regions, inner.subject + inner.indicator, False
        if phrase in ("占比", "比重", "份额", "占比约", "所占比重") and place.stem and not place.stem.endswith(("占比", "率")):
            return place.subjects, regions or place.regions, self._share_of(scene, place), False
        if not phrase or re.fullmatch(r"(?:同比|环比|增速|增幅|降幅|涨幅|跌幅|分别|平均|年|年均|单位|水平|该数字|数字|这一数据|该数据|数据|该指标|该比例|这一比例|这一数字|规模上|总体上|平台|市场|行业|整体|业务|该平台|年复合|复合)*", phrase):
            stem = place.stem
            if stem and (m := re.search(r"(?:同比|环比|年均)?(?:增速|增幅|降幅|涨幅|跌幅)", phrase)):
                stem += m[0]
            return place.subjects, regions or place.regions, stem, True
        phrase = re.sub(r"(?:同比|环比)$", "", phrase)
        if m := re.match(r"^(?:为|给|向|对|帮助|助力)([^的]{1,10}?)(?=节约|节省|提供|发放|投放|让利|减少|降低)", phrase):
            subject = self._subject(scene)
            return ((subject,) if subject else ()), regions, phrase, False
        word = self._last_word(scene, clause, phrase)
        parts = take_apart(phrase, self._actors(scene, clause), word)
        subject, indicator = parts.subject, re.sub(r"^(?:实现|完成|录得|取得|达成)(?=.)", "", parts.indicator)
        if scene.product and not self._other_actor(subject) and not (share and subject):
            return (scene.product,), regions, phrase, False
        if (m := self._made(phrase)) and kind == "money":
            return (m["object"],), regions, "金额", False
        if kind == "count" and not indicator and (m := re.match(r"^(?P<who>[^的在]{2,16}?)(?P<what>(?:在[^的]{2,16})?(?:设立|建立|建设|拥有|运营|开设|布局|投放|部署|管理|服务|接入)的?.{2,})$", phrase)):
            return (m["who"],), regions, m["what"] + "数量", False
        if subject and not indicator:
            verb = self._obtain(phrase)
            if verb:
                return self._obtained(scene, verb, phrase, regions)
            if share:
                return self._listed(subject), regions, "", False
            if place.verb and kind == "count" and len(subject) <= 10:
                return place.subjects, regions, place.verb + subject, False
            if kind == "count" and self._nominal(scene, phrase, clause):
                return self._listed(subject), regions, "数量", False
            # 新一线城市达45%: a new subject for the same indicator.
            if place.stem and scene.claims and len(subject) <= 16 and self._nominal(scene, phrase, clause):
                return self._listed(subject), regions, place.stem, True
            if change and self._nominal(scene, phrase, clause):
                return self._listed(subject), regions, "", True
            return None
        verb = self._obtain(phrase)
        if verb and "的" not in phrase and not (subject and verb["verb"] in words()["verbal"]):
            return self._obtained(scene, verb, phrase, regions)
        context = scene.product or scene.claims or scene.topic
        verbal = any(t.tag in ("v", "vn", "ad", "an", "vd") for t in self._words(scene, phrase, clause)[:1])
        if subject and context and verbal and len(subject) <= 2 and subject not in self.types and indicator not in words()["whole"]:
            subject, indicator = "", subject + indicator
        if not subject:
            if indicator.startswith(words()["whole"]):
                owner = scene.region or self._whole_region(scene)
                return ((owner,) if owner else place.subjects), regions, indicator, False
            subject = self._subject(scene)
            return ((subject,) if subject else ()), regions, indicator, False
        return self._listed(subject), regions, indicator, False

    def _words(self, scene: _Scene, phrase: str, clause: Clause) -> list[Token]:
        """The tokens of a phrase of this clause."""
        piece = phrase if phrase in scene.text[clause.start:clause.end] else phrase[-5:]
        at = scene.text.find(piece, clause.start, clause.end)
        if not phrase or at < 0:
            return []
        start, end = scene.base + at, scene.base + at + len(piece)
        return [t for t in scene.tokens if t.start < end and start < t.end]

    def _last_word(self, scene: _Scene, clause: Clause, phrase: str) -> str:
        """The last word of a phrase where the tagger's cut can be trusted for 率, 数, 量, 额."""
        if not re.search(r"[率数量额]$", phrase):
            return ""
        found = self._words(scene, phrase, clause)
        if not found or not phrase.endswith(found[-1].text):
            return ""
        word = found[-1].text
        if len(word) == 1 and len(found) > 1:
            word = found[-2].text + word
        return word if 2 <= len(word) <= 5 and phrase.endswith(word) else ""

    def _nominal(self, scene: _Scene, phrase: str, clause: Clause) -> bool:
        """Whether a phrase is a name or noun phrase without a verb in it."""
        found = self._words(scene, phrase, clause)
        return bool(found) and all(t.tag not in ("v", "p", "d", "vd", "u") for t in found) and found[-1].tag not in ("ad", "a", "c", "r")

    def _share_of(self, scene: _Scene, place: _Place) -> str:
        """What 占比 alone is a share of: the whole named before, for a region's figure the country's."""
        whole = place.share or ("全国" if (place.regions or scene.region) and not self.home else "")
        return f"{place.stem}占{whole}比重" if whole else f"{place.stem}占比"

    def _listed(self, subject: str) -> tuple[str, ...]:
        """隐私计算、数据脱敏等技术 are two subjects."""
        subject = re.sub(r"[两二三四五六七八九十]+家(?:公司|企业|银行|机构|平台)?$", "", subject)
        items = [x for x in re.split(r"[、]|和|与|及", re.sub(r"等[^等]{0,8}$", "", subject)) if x]
        alike = len(items) == 2 and len(items[0]) > 3 and items[0][-2:] == items[1][-2:]
        if ("、" in subject or alike) and len(items) > 1 and all(len(x) <= 16 for x in items):
            return tuple(items)
        return (subject,)

    def _whole_region(self, scene: _Scene) -> str:
        """Whose GDP it is when the sentence does not say: the region of the document's title, else the country."""
        found = next((m.name for m in scene.mentions if m.type in REGIONS and m.name not in ("全国", "国内", "全省", "全市")), "")
        return found or self.home or "中国"

    def _subject(self, scene: _Scene) -> str:
        """Who or what a clause without a subject is about."""
        return scene.product or (scene.place.subjects[0] if scene.place.subjects and scene.place.anchor >= 0 and scene.claims else "") or scene.topic \
            or (scene.place.subjects[0] if scene.place.subjects else "")

    def _actors(self, scene: _Scene, clause: Clause) -> list[str]:
        return [m.surface for m in scene.mentions if m.type in ACTORS and m.start - scene.base < clause.end]

    def _issued(self, scene: _Scene, clause: Clause, q: Quantity, phrase: str) -> bool:
        """累计出台甲政策260余项: the things made are what is counted."""
        m = re.match(rf"^.*?(?P<adverb>(?:累计|共|已|新)*)(?P<verb>{'|'.join(words()['make'])})(?:了)?(?P<object>[^的]{{2,20}})$", phrase)
        if q.kind != "count" or not m or has_head(phrase) or scene.product:
            return False
        adverb = "累计" if "累计" in m["adverb"] else ""
        owner = trim_subject(lead_off(_no_period(phrase[:m.start("verb")]).removesuffix(m["adverb"]).removesuffix("全年")))
        if m["verb"] in ("发生", "完成") and len(owner) > 2 and self.types.get(owner) not in REGIONS:
            subject, indicator = owner, m["object"] + "数量"
        elif m["verb"] == "完成" and (subject := self._subject(scene)):
            indicator = f"完成{m['object']}数量"
        else:
            subject, indicator = m["object"], f"{adverb}{m['verb']}数量"
        self._emit(scene, clause, q, (subject,), indicator, (), "counted")
        scene.place = replace(scene.place, subjects=(subject,), stem=indicator, last=indicator, kind=q.kind, regions=(), series=(), anchor=clause.start)
        return True

    def _other_actor(self, subject: str) -> bool:
        """Whether a subject named in a product's clause is one of its own, not part of the product's indicator."""
        return bool(subject) and self.types.get(subject) in ACTORS and not re.match(r"服务|覆盖|接入", subject)

    def _made(self, phrase: str) -> re.Match[str] | None:
        """中央财政安排甲资金: money set aside is a figure of the fund."""
        return re.match(rf"^.{{0,14}}?(?:{'|'.join(words()['fund'])})(?P<object>.{{2,}}(?:资金|基金|债券|专项债|国债|补助|经费))$", phrase)

    def _obtain(self, phrase: str) -> re.Match[str] | None:
        verbs = "|".join(words()["obtain"])
        return re.match(rf"^(?P<adverb>(?:全年|累计|已经?|共|新增|净|成功|每年)*)(?P<verb>(?:{verbs})了?)(?P<object>.{{2,}})$", phrase)

    def _obtained(self, scene: _Scene, m: re.Match[str], phrase: str, regions: tuple[str, ...]) -> tuple[tuple[str, ...], tuple[str, ...], str, bool]:
        subject = self._subject(scene)
        return ((subject,) if subject else ()), regions, phrase, False

    # ---- constructions ----------------------------------------------------------------------------------
    def _predicated(self, scene: _Scene, clause: Clause, q: Quantity, predicate: Predicate, left: str) -> None:
        """NP + (verb) + number."""
        parts = self._measured(scene, clause, predicate.phrase, q.kind, share=predicate.kind == "share", change=predicate.kind == "change", moved=bool(predicate.verb))
        if parts is None:
            return
        subjects, regions, stem, carried = parts
        place = scene.place
        base: Base | None = None
        rule = "carried" if carried else predicate.kind
        if predicate.kind == "change":
            base_label, base = self._base(scene, predicate, clause)
            if carried and q.kind == "points" and place.kind == "percent" and place.last:
                stem = place.last
            own = carried and subjects and subjects != place.subjects
            if own and not re.search(r"(?:增长|下降)率$|提[升高]|降低|下降|增长", place.last):
                stem = ""                # 事件同比增长20% after a level of something else
            if not stem and not own:
                return
            indicator = change_label(stem, predicate, q.kind, base=base_label)
            if carried and q.kind == "points":
                stem = place.stem
        elif predicate.kind == "share":
            if q.kind not in ("percent", "ratio"):
                return
            whole = predicate.whole or place.share
            if not whole and not stem and not (predicate.phrase and subjects):
                return
            if not predicate.whole and predicate.phrase and not carried:
                whole = ""
            indicator = f"{stem}占{whole}比重" if whole else f"{stem}占比"
            scene.place = replace(scene.place, share=whole)
        else:
            if not stem:
                return
            if carried and place.kind and place.kind != q.kind and (
                    lead_off(predicate.phrase) or not _same_sort(place.stem, q) or not re.search(r"[至到达为]了?$", left.rstrip())):
                return
            if carried and predicate.kind == "direct" and not clause.inner and not regions and q.outer_start == q.start:
                return
            indicator = stem
            if place.stem and stem.startswith(place.stem + "占"):
                stem = place.stem
            elif stem.endswith("占比") and place.share and place.stem == stem.removesuffix("占比"):
                indicator, stem = f"{place.stem}占{place.share}比重", place.stem
            elif q.kind == "count" and not has_head(stem) and not carried:
                indicator = stem = stem + "数"
                rule = "obtain"
            elif not has_head(stem) and not carried:
                rule = "obtain"
        subjects = self._emit(scene, clause, q, subjects, indicator, regions, rule, base=base)
        if subjects:
            anchor = place.anchor if carried else clause.start
            verb = self._obtain(lead_off(predicate.phrase)) if rule == "obtain" else None
            scene.place = replace(scene.place, subjects=subjects, stem=stem or place.stem, last=indicator, kind=q.kind, period=scene.period,
                                  regions=regions, verb=verb["verb"] if verb else "", anchor=anchor)

    def _base(self, scene: _Scene, predicate: Predicate, clause: Clause) -> tuple[str, Base | None]:
        """The base of a change as it goes into the label, and as a value."""
        if predicate.base:
            context = scene.period.end if scene.period else self.reference
            named = parse_period(predicate.base, context) or next(
                (p.period for p in clause.periods if p.kind == "base"), None)
            label = re.sub(r"[“”\s]", "", predicate.base)
            return label, Base(period=named.text) if named else Base(subject=label)
        if based := next((p for p in clause.periods if p.kind == "base"), None):
            return based.period.text + ("年" if len(based.period.text) == 4 else ""), Base(period=based.period.text)
        if "同比" in predicate.adverb and scene.period:
            return "", Base(period=year_before(scene.period).text)
        return "", None

    def _portion(self, scene: _Scene, clause: Clause, q: Quantity, left: str, right: str) -> bool:
        """全国80%以上的甲企业总部位于乙地; 70%以上依赖进口: the share of those who do."""
        if q.kind not in ("percent", "ratio") or len(right) < 4:
            return False
        if m := re.match(r"^的(?P<who>[^,，的]{1,20}?)(?P<what>(?:总部)?(?:建成|完成|开通|接入|设立|达到|参与|加入|位于|来自|集中|分布|采用|使用|依赖|拥有|实现|已|认为|表示|选择|具有|具备|属于|开展)[^,，]{2,})$", right):
            if re.search(r"占$|达$|为$", left):
                return False
            self._emit(scene, clause, q, (trim_subject(m["who"]),), f"{m['what']}的比例", (), "portion")
            return True
        if m := re.match(r"^(?:的?(?:是|均|都)?)?(?P<what>(?:依赖|来自|位于|集中在|集中于|分布在|采用|使用|源于|用于|投向|流向)[^,，]{2,20})", right):
            subject = self._subject(scene)
            phrase = take_apart(lead_off(left)).subject if left else ""
            before = scene.text[:clause.start].rstrip(",，")
            if not phrase and (listed := re.search(r"(?:^|[,，;；:：。])([^,，;；:：。]{4,40})等[^,，;；:：。]{2,8}$", before)):
                subjects = self._listed(listed[1])
            else:
                subjects = (phrase or subject,)
            if not subjects[0]:
                return False
            self._emit(scene, clause, q, subjects, f"{m['what']}的比例", (), "portion")
            return True
        return False

    def _counted(self, scene: _Scene, clause: Clause, q: Quantity, left: str, right: str, predicate: Predicate) -> bool:
        """Verb + number + noun: 建成10个以上甲基地, 提出25项举措, 五部门联合印发《甲》."""
        if q.kind not in _COUNT_KINDS or not right or predicate.kind in ("change", "share"):
            return False
        at = clause.start + q.outer_end
        works = [m for m in scene.mentions if m.start - scene.base >= at and m.type in ("Policy", "Standard") and "《" in m.surface]
        if m := re.match(r"^(?P<who>[^,，的]{0,6}?)(?P<verb>(?:联合|共同|累计|先后|已)*(?:印发|发布|出台|签署|制定|设立|建立|推出|开展|启动))了?(?P<what>.*)$", right):
            noun = (q.unit if q.unit in ("部门", "部委", "省份", "省市") else "") + m["who"]
            target = works[0].name if works and works[0].start - scene.base < clause.end + 40 else self._object(scene, at + m.start("what"), clause.end)
            if target and noun and (not left or re.search(r"[等、]$|在[^,]*等$|^(?:共有|已有|有|共计|共|全国有|全国已有)$", lead_off(left)) or lead_off(left) == "" or self._only_region(left)):
                self._emit(scene, clause, q, (target,), f"{m['verb']}{noun}数", (), "counted")
                return True
        verbs = "|".join((*words()["obtain"], *words()["make"]))
        head = left
        if m := re.search(rf"^.*(?P<adverb>(?:累计|全年|已|新增|共)*)(?P<verb>(?:{verbs}|给予|投资|实现|出现|发生|涉及|包括|含|明确|推广|建有|设有|签订|签署|达成|促成|评选|遴选|入选|征集|选取))(?:了|出|起)?(?:[^,，。]{{0,40}}等|首批|第[一二三]批|全国)?$", head):
            noun = self._object(scene, at, clause.end)
            if not noun:
                return False
            adverb = "累计" if "累计" in m["adverb"] else ""
            if q.kind == "money":
                if m["verb"] not in ("给予", "提供", "发放", "获得", "奖励", "安排", "投入", "拨付", "下达", "补贴", "资助"):
                    return False
                limit = "最高" if "最高" in clause.text[q.outer_start:q.start] else ""
                subject = self._subject(scene)
                if not subject:
                    return False
                self._emit(scene, clause, q, (subject,), limit + noun + ("" if has_head(noun) else "额"), (), "counted")
                return True
            if q.kind != "count":
                return False
            verb = m["verb"]
            owner = self._subject(scene)
            if verb in words()["obtain"] and owner and (scene.product or scene.home[0] == owner):
                self._emit(scene, clause, q, (owner,), f"{adverb}{verb}{noun}数量", (), "counted")
                return True
            # 提出25项举措 is about who proposes; 建成10个基地 about the thing built.
            work = next((w.name for w in reversed(scene.mentions) if w.start - scene.base < clause.start + q.start and "《" in w.surface), "")
            if verb in ("提出", "明确", "包括", "含", "涉及", "部署", "推出", "列出", "安排", "设置", "提供") and work:
                self._emit(scene, clause, q, (work,), f"{noun}数量", (), "counted")
            elif m2 := re.match(rf"^(?P<thing>.{{2,20}})的(?P<act>[^的,，]{{2,6}})$", right):
                self._emit(scene, clause, q, (trim_subject(m2["thing"]),), f"{adverb}{verb}{m2['act']}数量", (), "counted")
            else:
                self._emit(scene, clause, q, (noun,), f"{adverb}{verb}数量", (), "counted")
            return True
        return False

    def _only_region(self, left: str) -> bool:
        return self.types.get(lead_off(left)) in REGIONS

    def _object(self, scene: _Scene, at: int, end: int) -> str:
        """The noun phrase that a number counts: right after it, or at the end of the clause behind its own modifiers."""
        after = [m for m in scene.mentions if at <= m.start - scene.base and m.end - scene.base <= end and m.type not in REGIONS]
        if not after:
            rest = scene.text[at:end].strip("的")
            return rest if 2 <= len(rest) <= 12 and re.fullmatch(r"[\u4e00-\u9fffA-Za-z]+", rest) else ""
        for m in after:
            a, b = m.start - scene.base, m.end - scene.base
            gap = scene.text[at:a]
            if a - at <= 4 and not scene.text[b:b + 1] == "的":
                return m.name if gap in ("", "的", "以上", "具体") or len(gap) <= 2 else m.name
        last = after[-1]
        return last.name if scene.text[last.start - scene.base - 1] == "的" else after[0].name

    def _attribute(self, scene: _Scene, clause: Clause, q: Quantity, left: str, noun: str) -> None:
        """取得近9%的增长, 占30%市场份额."""
        left = re.sub(r"(?:并|且)?(?:取得|实现|有|占|占据|拥有|录得|获得|以|达|出现|保持|创下|了|约|有了)+$", "", left)
        parts = self._measured(scene, clause, left)
        if parts is None:
            return
        subjects, regions, stem, carried = parts
        growth = {"增长": "增长率", "下滑": "下降率", "下降": "下降率"}.get(noun, noun)
        if noun in ("市场份额", "份额", "市占率", "占比", "比例"):
            stem = "" if carried else stem
            if carried and not subjects:
                return
        elif not stem:
            return
        self._emit(scene, clause, q, subjects, stem + growth if not stem.endswith(growth) else stem, regions, "attribute")

    # ---- lists --------------------------------------------------------------------------------------------
    def _list(self, scene: _Scene, clause: Clause, group: tuple[Quantity, ...], left: str, right: str, clauses: list[Clause], i: int) -> None:
        """Several numbers at once, told apart by their periods, subjects, regions or indicators."""
        unit, kind, n = group[-1].unit, group[-1].kind, len(group)
        group = tuple(_with_unit(q, unit, kind) for q in group)
        left = re.sub(r"分别|依次", "", left)
        left = re.sub(r"[两二三四五六七八九十\d]+(?:个|大|家|类|种|块|地|省|市|者|项)(?:板块|领域|环节|业务|市场|地区|省份|城市|公司|企业|行业)?(?=的|$|[增降]|为|达)", "", left)
        if re.search(r"(?:从|由)$", left):          # 从a、b提高至c: which goes with which is not said
            return
        periods = next((p.periods for p in reversed(clause.periods) if len(p.periods) == n), ()) or _separate(clause, group, n)
        plain = _no_period(left)
        predicate = read_predicate(plain)
        phrase = lead_off(predicate.phrase)
        items = _coordinated(phrase, n)
        place = scene.place
        rate = re.fullmatch(r"(?:同比|环比|年均)?(?:增速|增幅|增长率|涨幅|降幅)", phrase)
        if rate and not periods and len(place.series) == n:
            grown = tuple((item, stem + rate[0]) for item, stem in place.series)
            self._series(scene, clause, group, predicate, grown, ())
            return
        if not phrase and not periods and len(place.series) == n:
            self._series(scene, clause, group, predicate, place.series, place.periods if len(place.periods) == n else ())
            return
        if not periods and not items and len(place.periods) == n:
            periods = place.periods
        recent = [(c.subject.name, c.indicator) for c in scene.claims[-n:] if c.extractor in ("observation.level", "observation.direct", "observation.counted", "observation.obtain", "observation.carried")
                  and "率" not in c.indicator]
        if not phrase and not periods and len(recent) == n and predicate.kind == "change":
            self._series(scene, clause, group, predicate, tuple(recent), ())
            return
        if periods:
            parts = self._measured(scene, clause, predicate.phrase)
            if parts is None or not parts[2]:
                return
            subjects, regions, stem, carried = parts
            base_label, base = self._base(scene, predicate, clause) if predicate.kind == "change" else ("", None)
            indicator = change_label(stem, predicate, kind, base=base_label) if predicate.kind == "change" else stem
            if predicate.kind == "share":
                indicator = f"{stem}占{predicate.whole}比重"
            for q, period in zip(group, periods, strict=True):
                self._emit(scene, clause, q, subjects, indicator, regions, "list", period=period)
            scene.place = replace(place, subjects=subjects, stem=stem, last=indicator, kind=kind, periods=periods, series=(),
                                  anchor=place.anchor if carried else clause.start)
            return
        if not items:
            earlier = [_coordinated(re.split(r"为主|是|等", lead_off(c.text.replace(BLANK, "")))[0], n) for c in clauses[:i]]
            named = next((e for e in reversed(earlier) if e), None)
            if not phrase and named:
                items = named
            elif named and (has_head(phrase)):
                items = [(x, phrase) for x, _ in named]
            else:
                return
        series = []
        for item, stem in items:
            stem = stem or place.stem
            series.append((item, stem))
        if predicate.kind == "share" and not any(s for _, s in items):
            noun = re.match(r"^的?(市场份额|份额|市占率|比重|比例)", right)
            series = [(s, noun[1] if noun else "") for s, _ in series]
            predicate = replace(predicate, kind="level") if noun else predicate
        self._series(scene, clause, group, predicate, tuple(series), ())

    def _series(self, scene: _Scene, clause: Clause, group: tuple[Quantity, ...], predicate: Predicate,
                series: tuple[tuple[str, str], ...], periods: tuple[Period, ...]) -> None:
        kind = group[-1].kind
        base_label, base = self._base(scene, predicate, clause) if predicate.kind == "change" else ("", None)
        indicator = ""
        for k, (q, (item, stem)) in enumerate(zip(group, series, strict=True)):
            if not stem and predicate.kind != "share":
                continue
            indicator = stem
            if predicate.kind == "change":
                indicator = change_label(stem, predicate, kind, base=base_label)
            elif predicate.kind == "share":
                indicator = f"{stem}占{predicate.whole}比重" if predicate.whole else "占比"
            regions: tuple[str, ...] = ()
            subject = item
            if self.types.get(item) in REGIONS:
                regions, parts = (item,), take_apart(stem)
                subject, indicator = parts.subject or self._subject(scene), indicator.removeprefix(parts.subject) if parts.subject else indicator
            elif not item:
                subject = self._subject(scene)
            self._emit(scene, clause, q, (subject,) if subject else (), indicator, regions, "list", base=base,
                       period=periods[k] if periods else None)
        scene.place = replace(scene.place, series=series, last=indicator, stem=series[-1][1], kind=kind, subjects=(series[-1][0],) if series[-1][0] else scene.place.subjects)

    # ---- the claim --------------------------------------------------------------------------------------------
    def _emit(self, scene: _Scene, clause: Clause, q: Quantity, subjects: tuple[str, ...], indicator: str, regions: tuple[str, ...],
              rule: str, *, period: Period | None = None, timeless: bool = False, base: Base | None = None) -> tuple[str, ...]:
        region_names = regions or ((scene.region,) if scene.region else ())
        if self.home:
            region_names = tuple(self.home if r in words()["home"] else r for r in region_names)
            subjects = tuple(self.home if s in words()["home"] else s for s in subjects)
        subjects = tuple(s.strip("“”的\" ") for s in subjects if s.strip("“”的\" "))
        if not subjects:
            subjects = tuple(region_names[:1]) or ((scene.topic,) if scene.topic else ())
        joint = bool(re.search(r"合计|总计|共计|加起来", clause.text[:q.start]))
        if joint and len(subjects) > 1:
            subjects = ("、".join(subjects),)
        certain = CONFIDENCE[rule]
        if not subjects and self.topic:
            subjects, certain = (self.topic,), 0.6 * certain
        indicator = re.sub(r"[\s“”\"]", "", indicator)
        if not subjects or not indicator or len(indicator) > 40 or any(len(s) > 40 for s in subjects):
            return ()
        if len(region_names) > 1 and q.kind not in ("percent", "ratio", "points", "times"):
            region_names = ("、".join(region_names),)
        start = min(clause.start, scene.place.anchor if rule == "carried" or subjects == scene.place.subjects else clause.start)
        if subjects[0] == scene.home[0] and subjects[0] not in scene.text[start:clause.end]:
            start = min(start, scene.home[1])
        stretch = scene.text[start:clause.end]
        lead = len(stretch) - len(stretch.lstrip())
        evidence = Span(scene.base + start + lead, scene.base + clause.end)
        for subject in subjects:
            for region in region_names or ("",):
                scene.claims.append(ObservationClaim(
                    subject=EntityRef(subject, self.kind_of(subject)), indicator=indicator, value=q.value, unit=q.unit,
                    written=q.written, evidence=(evidence,), confidence=round(certain, 3), extractor=f"observation.{rule}",
                    comparator=q.comparator, value_max=q.value_max, value_base=q.value_base, unit_base=q.unit_base,
                    period=None if timeless else period or scene.period, region=EntityRef(region, self.kind_of(region, "Region")) if region else None,
                    status=scene.status, base=base, collective=joint))
        return subjects

    def kind_of(self, name: str, default: str = "Scenario") -> str:
        """The class of a name: as a mention of the document has it, else by its head word."""
        found = self.types.get(name) or Words.load().head_class(name)
        return found if found and found not in ("Indicator", "Entity", "Problem") else default


def _same_sort(stem: str, q: Quantity) -> bool:
    """Whether a number can be the level of an indicator whose last number was a change: 同比下降17%至2771万部."""
    return q.kind not in ("percent", "points", "ratio") and not re.search(r"率|占比|比重|增速|比例$", stem)


def _with_unit(q: Quantity, unit: str, kind: str) -> Quantity:
    if q.value is None or q.unit == unit or not (q.unit == "" or unit.startswith(q.unit)):
        return q
    base, unit_base = to_base(q.value, unit)
    return replace(q, unit=unit, kind=kind, value_base=base, unit_base=unit_base)


def _separate(clause: Clause, group: tuple[Quantity, ...], n: int) -> tuple[Period, ...]:
    """2Q20、3Q20…分别为a、b: the periods stand one by one."""
    named = [p for p in clause.periods if p.kind != "base" and p.end <= group[0].start]
    joined = len(named) == n and all(re.fullmatch(r"[、和及与,/至\\\\]", clause.text[a.end:b.start]) for a, b in zip(named, named[1:], strict=False))
    return tuple(p.period for p in named) if joined else ()


def _coordinated(phrase: str, n: int) -> list[tuple[str, str]]:
    """n things that a phrase lists, each with what is measured of it: 'A、B的X' → (A, X), (B, X); '营收和利润' → ('', …)."""
    pieces = [p for p in re.split(r"、|和|及|与|以及", phrase) if p]
    if len(pieces) != n:
        return []
    *others, last = pieces
    if "的" in last:
        name, _, rest = last.partition("的")
        if has_head(rest):
            first = re.sub(r"^.*?的", "", others[0]) if "的" in others[0] else others[0]
            return [(x, rest) for x in (first, *others[1:], name)]
    if all(has_head(p) for p in pieces) and not take_apart(last).subject:
        subject = take_apart(others[0])
        return [(subject.subject, subject.indicator), *((subject.subject, p) for p in (*others[1:], last))]
    parts = take_apart(last)
    if parts.indicator and parts.subject:
        return [(x, parts.indicator) for x in (*others, parts.subject)]
    return [(x, "") for x in pieces] if all(2 <= len(p) <= 14 for p in pieces) else []


def _other_period(clause: Clause, used: PeriodSpan) -> Period | None:
    rest = [p for p in clause.periods if p is not used and p.kind != "base"]
    return rest[-1].period if rest else None


def _is_span_of_plan(p: PeriodSpan, text: str) -> bool:
    """(2025至2028年) in a title, 三年行动: no period of figures."""
    return bool(re.match(r"行动|计划|规划|方案", text[p.end:p.end + 2])) and p.period.start.year != p.period.end.year


def _no_period(text: str) -> str:
    """A text without its periods; bases (较2024年) stay."""
    from kg.text.period import find_periods

    out, at = [], 0
    for p in find_periods(text, date(2000, 12, 31)):
        if p.kind == "base":
            continue
        out.append(re.sub(r"(?:截至|截止到?|(?<!达)到|在|于)$", "", text[at:p.start]))
        at = p.end + (1 if text[p.end:p.end + 1] == "的" else 0)
    out.append(text[at:])
    return "".join(out)
