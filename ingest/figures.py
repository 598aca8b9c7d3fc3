"""The constructions that state one number: levels, changes, shares, counted things, portions, comparisons."""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import pairwise

from ingest.clauses import Clause
from ingest.measures import Predicate, change_label, has_head, lead_off, percent_like, take_apart, words
from ingest.naming import Namer
from ingest.scene import ACTORS, REGIONS, Place, Scene
from kg.text.period import parse_period, year, year_before, years
from kg.text.quantity import Quantity
from kg.types import Base, EntityRef, ObservationClaim, Period, Span

# How often each construction is right on the development facts.
CONFIDENCE = {
    "level": 0.93,
    "change": 0.93,
    "share": 0.92,
    "direct": 0.85,
    "obtain": 0.88,
    "counted": 0.8,
    "carried": 0.88,
    "list": 0.9,
    "portion": 0.75,
    "attribute": 0.75,
    "table": 0.85,
}
_NO_COUNT = re.compile(r"(?:(?<![就还总])是|在|对|向|从|围绕|面向)$")
_SUMMED = re.compile(
    r"年均|累计|新增|新建|建成|建立|设立|改造|完成|培训|(?:增长率?|增加|减少|下降率?|降低|上升|提高|提升|上涨|翻番|缩短)$"
)
_OVERALL = re.compile(r"[\d两二三四五六七八九十]年(?:总体|平均)")
# What is so at the end, or of each year: 已设9个园区, 覆盖10万人, 每年惠及3万名学生.
_STANDING = re.compile(r"已[设建]|现有")
_STATE = re.compile(r"已|目前|共有|拥有|达|超|突破|覆盖|每年|全年|当年|去年|今年|连年")
# What was so all the while: 连年稳定在1.3万亿斤, 每年都保持在4%以上.
_LASTED = re.compile(
    r"(?:连年|历年|每年都?|年年|始终|一直|长期|连续多年)(?:均|都|平均|总体|基本)*(?:稳定|保持|维持|控制|处于)"
)
_KEPT = re.compile(r"(?:稳定|保持|维持)在")
_TOGETHER = re.compile(r"(?:总体|整体|综合)(?:上|约|已经?|将)?(?:达到?|为|超过|突破|提高到|保持|稳定|控制|不低于|$)")
_USED = re.compile("(?:渗透|使用|应用|覆盖|普及|采用|识别|准确)率|占比|(?:市场)?份额")
_VARYING = re.compile("(?:失业|利|汇|库存)率$")
_AT_END = re.compile("(?:年末|年底|期末)(?!的?比)")
_RATE_OF = re.compile("(?:增长率|增速|增幅|降幅|涨幅|增长速度|占比|比重)$")
_THOSE = re.compile(
    "(?:^|,)(?:以上|上述|这)?(?P<n>[两二三四五六])(?:者|家|地|省|市|国)(?:企业|公司)?(?:合计|共计|共|总计|加起来)"
)
_PER_HEAD = re.compile(r"(每[十百千万亿]*[名位个]?[^拥有配]{1,5})(?:拥有|享有|配备)(.{2,})$")
_EACH_OF = re.compile("均|都|各|分别|皆|双双|依次")
_CLAUSE = re.compile(
    r"^[\u4e00-\u9fff]{2,6}在(?![线职校岗册建地手营产库])[\u4e00-\u9fff]{4,}(?<!行业)(?<!市场)(?<!领域)$"
)
_GENERIC = re.compile(r"(?:我国|全国|国内|整个|全)?(?:行业|产业|市场)(?:整体)?|(?:本|该)(?:行业|产业|市场|领域|赛道)")
_YEARLY = re.compile(  # 年|制冷能耗
    "年(?![轻货报金龄级度味夜代检终会底末初中内画糕鉴俸薪利均])(?P<what>[\u4e00-\u9fff]{2,8})$"
)
_NOBODY = re.compile(r"(?:行|司|公司|集团|企业|机构)?(?:累计|共|已|全年)+")
_FLOW = re.compile(r"(?:累计|年均|日均|月均)$")  # no part of what leads a phrase, but of what it measures
_OF_FIELD = re.compile(r"(?:总体|整体)?(?:市场|产业|行业)(?:总)?(?:规模|容量|产值)|规模|增速|占全国市场|占.{0,4}市场")


class Figures(Namer):
    """One number at a time."""

    def _emit(
        self,
        scene: Scene,
        clause: Clause,
        q: Quantity,
        subjects: tuple[str, ...],
        indicator: str,
        regions: tuple[str, ...],
        rule: str,
        *,
        period: Period | None = None,
        timeless: bool = False,
        base: Base | None = None,
    ) -> tuple[str, ...]:
        region_names = regions or ((scene.region,) if scene.region else ()) or self._at_home(scene, subjects)
        if self.home:
            region_names = tuple(self.home if r in words()["home"] else r for r in region_names)
            subjects = tuple(self.home if s in words()["home"] else s for s in subjects)
        subjects = tuple(name for s in subjects if (name := re.sub(r'[\s“”"]', "", s).strip("的")))
        wide = rf"^(?:{'|'.join(words()['home'])})(?=.{{2,}})"
        subjects = tuple(re.sub(wide, "", s) for s in subjects)  # 全省农林牧渔: the region is told apart
        if subjects and (each := re.match(r"(每[十百千万亿]*[\u4e00-\u9fff]{1,4}?(?:人口?|户|家|元))$", subjects[0])):
            named = re.match(r"(?:拥有|享有|配备|占有)?(.{2,12}?)(?:拥有量|数量|数|量)$", indicator)
            indicator = each[1] + ("拥有数量" if named else indicator)
            subjects = (named[1],) if named else ()
        if subjects and (each := _PER_HEAD.match(subjects[0])):
            was = "此前" if indicator.startswith("此前") else ""
            subjects, indicator = (each[2],), f"{was}{each[1]}拥有{indicator.removeprefix('此前')}"
        if subjects and (each := re.fullmatch("([^每].+?)(每[十百千]?[人户年月日次台家])", subjects[0])):
            subjects, indicator = (each[1],), each[2] + indicator  # 符合条件的学员每人|补贴
        vague = bool(subjects) and bool(_GENERIC.fullmatch(subjects[0]))
        placed = (not subjects or subjects == region_names[:1]) and bool(_OF_FIELD.match(indicator))
        if self.titled and (vague or placed):
            subjects = (self.topic,)  # 东部地区市场规模, 行业毛利率: the field that the report is about
        if not subjects:
            subjects = tuple(region_names[:1]) or ((scene.topic,) if scene.topic else ())
        said = clause.text[: q.start]
        if rule in ("level", "direct") and _AT_END.match(clause.text) and _VARYING.search(indicator):
            indicator = "年末" + indicator  # no rate of the whole year
        if scene.where and subjects and _USED.fullmatch(indicator):
            subjects = tuple(s.removeprefix(scene.where) or s for s in subjects)
            if scene.where.removesuffix("场景") not in subjects[0]:
                indicator = scene.where + indicator
        if q.kind in ("count", "number") and indicator.endswith("数量") and re.search("年均|平均每年", said):
            indicator = indicator if "年均" in indicator else "年均" + indicator  # 年均新增企业110万户
        joint = bool(re.search(r"合计|总计|共计|加起来", said)) or (len(subjects) > 1 and bool(_TOGETHER.search(said)))
        pair = len(subjects) == 2 and re.search("(?:与|和|及|以及)".join(map(re.escape, subjects)), said)
        if pair and not _EACH_OF.search(said[pair.end() :]):
            joint, subjects = True, (pair[0],)  # 甲与乙渗透率达50%: of both, as one
        if joint and (those := _THOSE.search(said)) and len(subjects) == 1 and "、" not in subjects[0]:
            told = _last_listed(scene, "零一二三四五六七八九".find(those["n"].replace("两", "二")))
            if not told:
                return ()  # 三者合计占全国的48%: of which three is not said
            places = [c.region.name for c in told if c.region]
            if len(set(places)) == len(told):
                region_names = ("、".join(places),)
            else:
                subjects = ("、".join(c.subject.name for c in told),)
        if joint and len(subjects) > 1:
            subjects = ("、".join(subjects),)
        certain = CONFIDENCE[rule]
        if not subjects and self.topic and self.titled:
            subjects, certain = (self.topic,), 0.6 * certain
        indicator = re.sub(r"[\s“”\"]", "", indicator) + (scene.suffix if indicator else "")
        if subjects and re.fullmatch("每[人户][每]?[年月日天]?|每[年月](?=每)", subjects[0]) and has_head(indicator):
            parts = take_apart(indicator)  # 城市居民低保标准为每人每月780元
            if not parts.subject:
                return ()
            subjects, indicator = (parts.subject,), subjects[0] + parts.indicator
        if subjects and subjects[0] in ("每年", "每月", "每日", "每天", "每次"):  # 标准为每年165元
            subjects = scene.place.subjects if scene.claims else ()
            if not subjects:
                return ()
        if subjects and len(indicator) > 6 and self.kind_of(subjects[0], "") in ACTORS:
            indicator = indicator.removeprefix("公司")
        if indicator.endswith("等地数"):
            return ()  # 应用于甲、乙等地的46座…: not how many places
        if subjects and subjects[0] in ("年", "月", "日", "季", "周"):  # 年|培训驾驶员
            owner = scene.product or (scene.place.subjects[0] if scene.claims and scene.place.subjects else self.issuer)
            if not owner:
                return ()
            subjects, indicator = (owner,), subjects[0] + indicator
        if subjects and (yearly := _YEARLY.match(subjects[0])) and subjects[0] not in self.types:
            here = scene.claims and scene.place.subjects and ";" not in scene.text[scene.place.anchor : clause.start]
            owner = scene.product or (scene.place.subjects[0] if here else "")
            subjects, indicator = (owner or yearly["what"],), ("年" + yearly["what"] if owner else "年") + indicator
        if subjects and subjects[0] in _OF_TWO:
            both = _both(scene, clause)
            if both is None:
                return ()
            subjects = (both[_OF_TWO.index(subjects[0])],)
        if subjects and re.search("(?:涉及|包括|属于|关于|面向|覆盖|用于|来自|按照|根据|随着|以及|通过)$", subjects[0]):
            return ()  # cut in the middle of its own words
        if subjects and _NOBODY.fullmatch(subjects[0]):
            return ()  # 该|行累计: of whom is not said here
        if subjects and _CLAUSE.match(subjects[0]) and "的" not in subjects[0]:
            return ()  # 各地在继续落实好拨款水平: no name
        if subjects and subjects[0] in ("同比", "环比", "其他", "合计", "平均", "累计"):
            return ()
        if not subjects or not indicator or len(indicator) > 40 or any(len(s) > 40 for s in subjects):
            return ()
        if len(region_names) > 1 and (joint or q.kind not in ("percent", "ratio", "points", "times")):
            region_names = ("、".join(region_names),)
        start = min(
            clause.start, scene.place.anchor if rule == "carried" or subjects == scene.place.subjects else clause.start
        )
        if subjects[0] == scene.home[0] and subjects[0] not in scene.text[start : clause.end]:
            start = min(start, scene.home[1])
        if subjects[0] not in scene.text[start : clause.end]:
            start = min(start, _named_at(scene, subjects[0], start))
        stretch = scene.text[start : clause.end]
        lead = len(stretch) - len(stretch.lstrip())
        evidence = Span(scene.base + start + lead, scene.base + clause.end)
        when = None if timeless else period or scene.period
        if not period and not timeless and (scene.stretch or scene.ever):
            said = scene.text[clause.start : scene.at]
            lasted = _LASTED.search(said) or (scene.stretched and _KEPT.search(said))
            done = scene.ever and rule in ("counted", "portion", "obtain")
            if lasted or done or self._summed(scene, clause, q, indicator, rule):
                when = scene.stretch
        if scene.pair and "年均" in indicator and not period and not timeless:
            when = years(scene.pair[0].start.year, scene.pair[1].end.year)  # 由2020年的…增长到2023年的…,年均增长…
        if scene.status == "target" and when and self.reference and when.end.year < self.reference.year and (
            self.scope.period and when.text == self.scope.period.text
        ):
            when = year(self.reference.year)  # what a report on last year aims at
        status = scene.status
        aimed = scene.tasks and rule == "counted" and not (when and self.reference and when.end <= self.reference)
        if status == "actual" and aimed and not re.search("已|累计|截至|现有", scene.text[: clause.end]):
            status = "target"  # …,推动建设300个基地: what a plan counts it wants
        if status == "actual" and when and self.reference and when.start > self.reference:
            status = "target" if self.scope.orders else "forecast"
        for subject in subjects:
            for region in region_names or ("",):
                scene.claims.append(
                    ObservationClaim(
                        subject=EntityRef(subject, self.kind_of(subject)),
                        indicator=indicator,
                        value=q.value,
                        unit=q.unit,
                        written=q.written,
                        evidence=(evidence,),
                        confidence=round(certain, 3),
                        extractor=f"observation.{rule}",
                        comparator=q.comparator,
                        value_max=q.value_max,
                        value_base=q.value_base,
                        unit_base=q.unit_base,
                        period=when,
                        region=EntityRef(region, self.region_kind(region)) if region else None,
                        status=status,
                        base=base,
                        collective=joint,
                    )
                )
        return subjects

    def _summed(self, scene: Scene, clause: Clause, q: Quantity, indicator: str, rule: str) -> bool:
        """Whether a figure is a sum, a change or an average over the years spoken of, and no state at their end."""
        if re.search("[增提升降减压扩缩延][\u4e00-\u9fff]?[到至](?:了|约|近)*$", scene.text[clause.start : scene.at]):
            return False  # 从13.5年提高到14年: where it stands now
        if "同比" in indicator or _STANDING.search(scene.text[clause.start : scene.at]):
            return False
        said = scene.text[clause.start : scene.at]
        if "累计" in said or _SUMMED.search(indicator) or _OVERALL.search(clause.text[: q.start]):
            return True
        done = rule in ("counted", "obtain") or (rule == "portion" and scene.stretched)
        state = _STATE.search(scene.text[clause.start : scene.at])
        return done and q.kind in ("count", "money", "number") and not state

    def _at_home(self, scene: Scene, subjects: tuple[str, ...]) -> tuple[str, ...]:
        """The one region a document is about, for the figures of a sentence that speaks of 全省 or 全市 before them,
        where they are of no one body or product."""
        said = scene.local or re.search("|".join(words()["home"]), scene.text[: scene.at])
        if not self.home or not said or self.types.get(self.home, "City") == "Country":
            return ()
        bodies = ACTORS - {"Group"} | {"Policy", *REGIONS}
        named = any(self.kind_of(s, "") in bodies or s in self.quoted for s in subjects)
        if named or (scene.product and scene.product in subjects):
            return ()
        return (self.home,)

    def _predicated(self, scene: Scene, clause: Clause, q: Quantity, predicate: Predicate, left: str) -> None:
        """NP + (verb) + number."""
        if q.kind == "count" and re.match(r"的?[\u4e00-\u9fff]", scene.right) and _NO_COUNT.search(left.rstrip()):
            return  # 是两种类型, 在10个领域开展: what they are, where it is done
        parts = self._measured(
            scene,
            clause,
            predicate.phrase,
            q.kind,
            share=predicate.kind == "share",
            change=predicate.kind == "change",
            moved=bool(predicate.verb),
        )
        if parts is None:
            return
        subjects, regions, stem, carried = parts
        place = scene.place
        base: Base | None = None
        rule: str = "carried" if carried else predicate.kind
        if predicate.kind == "change":
            base_label, base = self._base(scene, predicate, clause)
            if carried and q.kind == "points" and place.kind == "percent" and place.last:
                stem = place.last
            own = carried and subjects and subjects != place.subjects
            if own and not re.search(r"(?:增长|下降)率$|提[升高]|降低|下降|增长", place.last):
                stem = ""  # 事件同比增长20% after a level of something else
            if not stem and not own:
                return
            if carried and q.kind == "percent" and re.search("占比|比重|份额$", stem) and predicate.verb != "变动":
                return  # 占比4%,同比增长62%: no growth of the share
            indicator = change_label(stem, predicate, q.kind, base=base_label)
            if carried and q.kind == "points":
                stem = place.stem
        elif predicate.kind == "share":
            if q.kind not in ("percent", "ratio"):
                return
            whole = predicate.whole or place.share
            if not whole and not stem and not (predicate.phrase and subjects):
                return
            if not predicate.whole and predicate.phrase and not carried and place.stem:
                whole = ""
            if len(subjects) > 1 and any(s.startswith(words()["whole"]) for s in subjects):
                owner = scene.region or self._whole_region(scene)  # 财政收入、外贸总额占全市的比重
                for one in (*subjects[:-1], subjects[-1] + stem):
                    self._emit(scene, clause, q, (owner,), f"{one}占{whole}比重", regions, rule)
                scene.place = replace(place, subjects=(owner,), share=whole, series=(), anchor=clause.start)
                return
            of_whole = "" if whole or stem else self._whole_of(scene, clause, subjects)
            among = not whole and not stem and self._among(scene, clause) and has_head(place.stem)
            plain = place.stem if among else stem.removesuffix("占比")
            if carried and stem.endswith("率"):
                plain = ""  # 贡献率达a,占全国市场的b: no share of the rate
            indicator = of_whole or (f"{plain}占{whole}比重" if whole else f"{plain}占比")
            scene.place = replace(scene.place, share=whole)
        else:
            if not stem:
                return
            flow = _FLOW.search(predicate.phrase.removesuffix(stem)) if predicate.phrase.endswith(stem) else None
            stem = flow[0] + stem if flow and not carried else stem
            named = carried and lead_off(predicate.phrase) and place.of not in ("", "*", q.unit_base)
            if named and percent_like(q.kind) and subjects != place.subjects:
                return  # 利润总额2亿元,…,亏损面18%: no profit
            other = subjects != place.subjects or (regions and regions != place.regions)
            part = carried and other and place.of in (q.unit_base, "*") and has_head(stem)
            if (
                carried
                and not part
                and place.kind
                and place.kind != q.kind
                and (place.of != q.unit_base or not scene.claims or _same_rate(place.stem))
                and (
                    lead_off(predicate.phrase)
                    or not (_same_sort(place, q) or (place.kind == "points" and q.kind == "percent"))
                    or not re.search(r"[至到达为]了?$", left.rstrip())
                )
            ):
                return
            if q.kind == "count" and predicate.kind == "direct" and re.match(r"(?!的)[\u4e00-\u9fff]", scene.right):
                return  # 四个产业: the number counts the noun after it
            if carried and scene.right and q.kind == "count" and re.match("(?!的)[\u4e00-\u9fff]{3,}", scene.right):
                return  # 累计超过235万人享受待遇: how many do something
            bare = predicate.kind == "direct" and not clause.inner and not regions and q.outer_start == q.start
            if carried and bare and not part:
                return
            if stem in ("占比", "比重") and not carried:
                stem = self._whole_of(scene, clause, subjects) or stem
            indicator = stem
            if place.stem and stem.startswith(place.stem + "占"):
                stem = place.stem
            elif stem.endswith("占比") and place.share and place.stem == stem.removesuffix("占比"):
                indicator, stem = f"{place.stem}占{place.share}比重", place.stem
            elif q.kind == "count" and not has_head(stem) and not carried:
                noun = re.fullmatch("[\u4e00-\u9fff]{2,6}", scene.right) if left.rstrip().endswith("的") else None
                indicator = stem = stem + (f"的{noun[0]}数" if noun else "数")  # 覆盖三省的41家医院
                rule = "obtain"
            elif not has_head(stem) and not carried:
                rule = "obtain"
        subjects = self._emit(scene, clause, q, subjects, indicator, regions, rule, base=base)
        if subjects:
            anchor = place.anchor if carried else clause.start
            verb = self._obtain(lead_off(predicate.phrase)) if rule == "obtain" else None
            scene.place = replace(
                scene.place,
                subjects=subjects,
                stem=_level_of(stem) or place.stem,
                last=indicator,
                kind=q.kind,
                unit=q.unit,
                of=place.of
                if predicate.kind in ("change", "share") or place.of == "*" or _RATE_OF.search(indicator)
                else q.unit_base,
                period=scene.period,
                regions=regions,
                verb=verb["verb"] if verb else "",
                anchor=anchor,
            )

    def _base(self, scene: Scene, predicate: Predicate, clause: Clause) -> tuple[str, Base | None]:
        """The base of a change as it goes into the label, and as a value."""
        if predicate.base:
            context = scene.period.end if scene.period else self.reference
            named = parse_period(predicate.base, context) or next(
                (p.period for p in clause.periods if p.kind == "base"), None
            )
            label = re.sub(r"[“”\s]", "", predicate.base)
            return label, Base(period=named.text) if named else Base(subject=label)
        if based := next((p for p in clause.periods if p.kind == "base"), None):
            return based.period.text + ("年" if len(based.period.text) == 4 else ""), Base(period=based.period.text)
        if "同比" in predicate.adverb and scene.period:
            return "", Base(period=year_before(scene.period).text)
        return "", None

_OF_TWO = ("前者", "后者")


def _both(scene: Scene, clause: Clause) -> tuple[str, str] | None:
    """The last two names before a clause that stand side by side: what 前者 and 后者 are."""
    before = [m for m in scene.mentions if m.end - scene.base <= clause.start]
    for one, other in reversed(list(pairwise(before))):
        between = scene.text[one.end - scene.base : other.start - scene.base]
        if re.fullmatch(r"\s*(?:和|与|及|、|,?以及)\s*", between):
            return one.name, other.name
    return None


def _named_at(scene: Scene, subject: str, before: int) -> int:
    """Where the clause begins that last names a subject before an offset of the sentence, else that offset."""
    named = [m.start - scene.base for m in scene.mentions if m.name == subject and m.start - scene.base < before]
    at = max(scene.text.rfind(subject, 0, before), *named, -1)
    signs = [m.end() for m in re.finditer(r"[;:。]|,(?!\d{3}(?!\d))", scene.text[:at])]
    return before if at < 0 else max(signs, default=0)


def _last_listed(scene: Scene, n: int) -> list[ObservationClaim]:
    """The last n claims of a sentence where they are of one list: what 三者 are."""
    told = scene.claims[-n:] if n > 1 else []
    alike = len(told) == n and len({c.indicator for c in told}) == 1
    apart = len({(c.subject.name, c.region and c.region.name) for c in told}) == n
    return told if alike and apart else []


def _same_rate(stem: str) -> bool:
    return bool(re.search("(?:率|占比|比重|比例|增速)$", stem))


def _level_of(stem: str) -> str:
    """规模 of 规模增速: what the next clause may go on to speak of."""
    return re.sub(r"(?<=..)(?:同比|环比|年均|年|复合)*(?:增长率|增长速度|增速|增幅|降幅|涨幅|跌幅)$", "", stem)


def _same_sort(place: Place, q: Quantity) -> bool:
    """Whether a number can be the level of an indicator whose last number was a change: 同比下降17%至2771万部."""
    fits = place.of in ("", "*", "%", q.unit_base)  # 台数由31台增加到44台,生均设备值…到1万元
    rate = re.search("率|占比|比重|增速|比例$", place.stem)
    return fits and not rate and q.kind not in ("percent", "points", "ratio")
