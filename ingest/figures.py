"""The constructions that state one number: levels, changes, shares, counted things, portions, comparisons."""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import takewhile

from ingest.actions import NOMINAL
from ingest.clauses import Clause
from ingest.measures import Predicate, change_label, has_head, lead_off, take_apart, trim_subject, words
from ingest.naming import Namer
from ingest.scene import REGIONS, Scene, no_period
from kg.text.period import PeriodSpan, parse_period, year_before
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
_GENERIC = re.compile(
    r"(?:我国|全国|国内|整个|全)?(?:行业|产业|市场)(?:整体)?|(?:本|该)(?:行业|产业|市场|领域|赛道)"
)
_OF_FIELD = re.compile(r"(?:总体|整体)?(?:市场|产业|行业)(?:总)?(?:规模|容量|产值)|规模|增速|占全国市场|占.{0,4}市场")
_BOUGHT = re.compile(
    r"(?P<who>[^,，]*?)(?P<verb>收购|并购|持有|转让|出售|认购|取得|增持|减持|受让|拥有|获得|购买|持股)了?(?P<what>[^,，]{2,16}?)的?$"
)
_COUNT_KINDS = frozenset({"count", "money", "mass", "size", "length", "physical", "data", "age"})


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
        region_names = regions or ((scene.region,) if scene.region else ())
        if self.home:
            region_names = tuple(self.home if r in words()["home"] else r for r in region_names)
            subjects = tuple(self.home if s in words()["home"] else s for s in subjects)
        subjects = tuple(name for s in subjects if (name := re.sub(r"\s", "", s).strip('“”的" ')))
        if subjects and (each := re.match(r"(每[十百千万亿]*[\u4e00-\u9fff]{1,2}?(?:人口?|户|家|元))$", subjects[0])):
            named = re.match(r"(?:拥有|享有|配备|占有)?(.{2,12}?)(?:拥有量|数量|数|量)$", indicator)
            indicator = each[1] + ("拥有数量" if named else indicator)
            subjects = (named[1],) if named else ()
        if self.titled and (not subjects or _GENERIC.fullmatch(subjects[0]) or subjects == region_names[:1]):
            # 东部地区市场规模, 行业毛利率: the field that the report is about.
            if _OF_FIELD.match(indicator) or (subjects and _GENERIC.fullmatch(subjects[0])):
                subjects = (self.topic,)
        if not subjects:
            subjects = tuple(region_names[:1]) or ((scene.topic,) if scene.topic else ())
        joint = bool(re.search(r"合计|总计|共计|加起来", clause.text[: q.start]))
        if joint and len(subjects) > 1:
            subjects = ("、".join(subjects),)
        certain = CONFIDENCE[rule]
        if not subjects and self.topic:
            subjects, certain = (self.topic,), 0.6 * certain
        indicator = re.sub(r"[\s“”\"]", "", indicator) + (scene.suffix if indicator else "")
        if not subjects or not indicator or len(indicator) > 40 or any(len(s) > 40 for s in subjects):
            return ()
        if len(region_names) > 1 and q.kind not in ("percent", "ratio", "points", "times"):
            region_names = ("、".join(region_names),)
        start = min(
            clause.start, scene.place.anchor if rule == "carried" or subjects == scene.place.subjects else clause.start
        )
        if subjects[0] == scene.home[0] and subjects[0] not in scene.text[start : clause.end]:
            start = min(start, scene.home[1])
        stretch = scene.text[start : clause.end]
        lead = len(stretch) - len(stretch.lstrip())
        evidence = Span(scene.base + start + lead, scene.base + clause.end)
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
                        period=None if timeless else period or scene.period,
                        region=EntityRef(region, self.region_kind(region)) if region else None,
                        status=scene.status,
                        base=base,
                        collective=joint,
                    )
                )
        return subjects

    def _predicated(self, scene: Scene, clause: Clause, q: Quantity, predicate: Predicate, left: str) -> None:
        """NP + (verb) + number."""
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
            plain = stem.removesuffix("占比")
            indicator = f"{plain}占{whole}比重" if whole else f"{plain}占比"
            scene.place = replace(scene.place, share=whole)
        else:
            if not stem:
                return
            if (
                carried
                and place.kind
                and place.kind != q.kind
                and (
                    lead_off(predicate.phrase)
                    or not (_same_sort(place.stem, q) or (place.kind == "points" and q.kind == "percent"))
                    or not re.search(r"[至到达为]了?$", left.rstrip())
                )
            ):
                return
            if q.kind == "count" and predicate.kind == "direct" and re.match(r"(?!的)[\u4e00-\u9fff]", scene.right):
                return  # 四个产业: the number counts the noun after it
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
            scene.place = replace(
                scene.place,
                subjects=subjects,
                stem=stem or place.stem,
                last=indicator,
                kind=q.kind,
                unit=q.unit,
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

    def _from(self, scene: Scene, clause: Clause, q: Quantity, left: str) -> None:
        """The first number of 从a…至b: a claim of its own, of the period it carries or of none."""
        m = re.match(
            r"^(?P<phrase>.*?)(?:将|会|已经?|可|又|能|有望|则|也|均|持续|逐步|快速)*(?:从|由)(?P<of>[^从由]*)$", left
        )
        if not m:
            return
        parts = self._measured(scene, clause, no_period(m["phrase"]), q.kind, moved=True)
        if parts is None:
            return
        subjects, regions, stem, carried = parts
        if carried and lead_off(no_period(m["phrase"])) and scene.place.kind != q.kind:
            if q.kind != "count" or not subjects:
                return
            stem = "数量"
        scene.place = replace(scene.place, subjects=subjects, stem=stem, last=stem, kind=q.kind)
        named = [p for p in clause.periods if p.end <= q.start and clause.text[p.end : q.start].strip("的底末 ") == ""]
        before = scene.before
        if named:
            self._emit(scene, clause, q, subjects, stem, regions, "level", period=named[-1].period)
            scene.period = _other_period(clause, named[-1]) or before or scene.period
        elif scene.pair:
            self._emit(scene, clause, q, subjects, stem, regions, "level", period=scene.pair[0])
        else:
            self._emit(scene, clause, q, subjects, stem, regions, "level", timeless=True)

    def _compared(self, scene: Scene, clause: Clause, q: Quantity, left: str) -> bool:
        """远低于大型企业的65% is the figure of 大型企业; 仅为头部企业的1/3 a ratio to it."""
        place = scene.place
        own = re.match(
            r"^(?P<phrase>[^,]{2,14}?)(?:仅|只|约)?(?:相当于|是|降至|降到|缩短至|缩短到|减至|压缩至|升至|增至)(?P<who>[^,]{2,16}?)的$",
            left,
        )
        if (
            own
            and q.kind in ("ratio", "percent", "times")
            and has_head(own["phrase"])
            and (parts := self._measured(scene, clause, own["phrase"]))
        ):
            self._emit(scene, clause, q, parts[0], f"{parts[2]}相当于{own['who']}的比例", parts[1], "change")
            return True
        if not place.stem or not scene.claims:
            return False
        if (
            m := re.match(
                r"^[^,，]{0,6}?(?:远|明显|大幅|显著)?(?:低于|高于|不及|优于|好于|快于|慢于|多于|少于)(?P<who>[^,，]{2,20}?)的$",
                left,
            )
        ) and q.kind == place.kind:
            who = trim_subject(m["who"])
            regions = (who,) if self.types.get(who) in REGIONS else ()
            self._emit(scene, clause, q, place.subjects if regions else (who,), place.stem, regions, "carried")
            return True
        if (
            m := re.match(
                r"^[^,，]{0,2}?(?:仅为|为|仅是|是|相当于|约为|仅相当于|降至|降到|升至|增至|缩短至|减至|减少到|降低到|提高到)(?P<who>[^,，]{2,20}?)的$",
                left,
            )
        ) and q.kind in ("ratio", "percent", "times"):
            self._emit(
                scene, clause, q, place.subjects, f"{place.stem}相当于{m['who']}的比例", place.regions, "carried"
            )
            return True
        return False

    def _portion(self, scene: Scene, clause: Clause, q: Quantity, left: str, right: str) -> bool:
        """全国80%以上的甲企业总部位于乙地; 70%以上依赖进口: the share of those who do."""
        if q.kind not in ("percent", "ratio") or len(right) < 4:
            return False
        if m := re.match(
            r"^的(?P<who>[^,，的]{1,20}?)(?P<what>(?:总部|未能?|没有|尚未|难以|无法)?(?:能够)?(?:建成|完成|开通|接入|设立|达到|参与|加入|位于|来自|集中|分布|采用|使用|依赖|拥有|实现|出自|产自|分布于|投向|流向|用于|已|认为|表示|选择|具有|具备|属于|开展)[^,，]{2,})$",
            right,
        ):
            if re.search(r"占$|达$|为$", left):
                return False
            self._emit(scene, clause, q, (trim_subject(m["who"]),), f"{m['what']}的比例", (), "portion")
            return True
        if self._drawn(scene, clause, q, left, right):
            return True
        if right.startswith("的") and not left and (split := self._verb_after(scene, clause, q)):
            self._emit(scene, clause, q, (trim_subject(split[0]),), f"{split[1]}的比例", (), "portion")
            return True
        if m := re.match(
            r"^(?:的?(?:是|均|都)?)?(?P<what>(?:依赖|来自|位于|集中在|集中于|分布在|采用|使用|源于|用于|投向|流向)[^,，]{2,20})",
            right,
        ):
            subject = self._subject(scene)
            phrase = take_apart(lead_off(left)).subject if left else ""
            before = scene.text[: clause.start].rstrip(",，")
            if not phrase and (
                listed := re.search(r"(?:^|[,，;；:：。])([^,，;；:：。]{4,40})等[^,，;；:：。]{2,8}$", before)
            ):
                subjects = self._listed(listed[1])
            else:
                subjects = (phrase or subject,)
            if not subjects[0]:
                return False
            self._emit(scene, clause, q, subjects, f"{m['what']}的比例", (), "portion")
            return True
        return False

    def _drawn(self, scene: Scene, clause: Clause, q: Quantity, left: str, right: str) -> bool:
        """四城集聚了全国58%的企业: a share of the things named after the number."""
        m = re.match(
            r"^(?P<who>.*?)(?:集聚|聚集|汇聚|集中|贡献|占据|占有|吸引|消耗|生产|承担|承接|创造|提供|产出|拿下|包揽|占)了?"
            r"(?P<whole>全国|全球|全省|全市|全行业|行业|世界|我国|国内)$",
            left,
        )
        noun = re.match(r"^的(?P<what>[\u4e00-\u9fffA-Za-z]{2,14})$", right)
        if not m or not noun or q.kind not in ("percent", "ratio"):
            return False
        who = lead_off(m["who"])
        _, names, rest = self._regions(scene, who)
        if names or not who:
            self._emit(scene, clause, q, (noun["what"],), f"占{m['whole']}比重", names, "portion")
        else:
            self._emit(scene, clause, q, (trim_subject(who),), f"{noun['what']}占{m['whole']}比重", (), "portion")
        return True

    def _verb_after(self, scene: Scene, clause: Clause, q: Quantity) -> tuple[str, str] | None:
        """(who, what they do) of the words behind 36%的: 消费者|担心食品添加剂."""
        at = scene.base + clause.start + q.outer_end + 1
        after = [t for t in scene.tokens if at <= t.start and t.end <= scene.base + clause.end]
        who = list(takewhile(lambda t: t.tag in NOMINAL and t.tag != "f", after))
        rest = after[len(who) :]
        if not who or not rest or rest[0].tag not in ("v", "d", "vd") or any(t.tag == "m" for t in rest):
            return None
        name, what = "".join(t.text for t in who), re.sub(r"^(?:已经?|均|都)", "", "".join(t.text for t in rest))
        return (name, what) if 2 <= len(name) <= 14 and 2 < len(what) <= 20 and not has_head(name) else None

    def _issued(self, scene: Scene, clause: Clause, q: Quantity, phrase: str) -> bool:
        """累计出台甲政策260余项: the things made are what is counted."""
        m = re.match(
            rf"^.*?(?P<adverb>(?:累计|共|已|新)*)(?P<verb>{'|'.join(words()['make'])})(?:了)?"
            r"(?P<object>[^的]{2,20}|[^的]*(?:\d|[万亿]元|以上)[^的]*的[^的]{2,8})$",
            phrase,
        )
        if q.kind != "count" or not m or has_head(phrase) or scene.product:
            return False
        adverb = "累计" if "累计" in m["adverb"] else ""
        verb, thing = m["verb"], m["object"]
        while more := next((w for w in words()["make"] if thing.startswith(w) and len(thing) - len(w) > 2), ""):
            verb, thing = ("" if verb in ("提出", "明确") else verb) + more, thing[len(more) :]  # 制定修订行政法规
        owner = trim_subject(
            lead_off(no_period(phrase[: m.start("verb")]).removesuffix(m["adverb"]).removesuffix("全年"))
        )
        if owner in ("领域", "行业", "产业", "市场", "赛道", "板块"):
            owner = scene.topic or self.topic
        if m["verb"] in ("发生", "完成") and len(owner) > 2 and self.types.get(owner) not in REGIONS:
            subject, indicator = owner, m["object"] + "数量"
        elif m["verb"] == "完成" and (subject := self._subject(scene)):
            indicator = f"完成{m['object']}数量"
        else:
            subject, indicator = thing, f"{adverb}{verb}数量"
        self._emit(scene, clause, q, (subject,), indicator, (), "counted")
        scene.place = replace(
            scene.place,
            subjects=(subject,),
            stem=indicator,
            last=indicator,
            kind=q.kind,
            regions=(),
            series=(),
            anchor=clause.start,
        )
        return True

    def _subset(self, scene: Scene, clause: Clause, q: Quantity, left: str, right: str) -> bool:
        """临床管线14条,其中3条已进入三期: some of what was just counted."""
        place = scene.place
        if q.kind != "count" or place.kind != "count" or not place.subjects or not place.stem:
            return False
        if lead_off(left) not in ("", "有") or q.unit != place.unit or not re.match(r"[\u4e00-\u9fff]{3,}", right):
            return False
        what = re.sub(r"^(?:已经?|正|将)", "", right.strip("的"))
        noun = re.sub(r"(?:数量|数)$", "", place.stem)
        self._emit(scene, clause, q, place.subjects, f"{what}的{noun}数量", place.regions, "carried")
        return True

    def _worth(self, scene: Scene, clause: Clause, q: Quantity, left: str, right: str) -> bool:
        """甲与乙签署总额30亿元的合作协议: a figure of the thing named after it."""
        m = re.search(r"(总额|总投资|总金额|金额|总规模|规模|总价|合同额|投资额|注册资本)(?:达|为|约|近|超过?)*$", left)
        noun = re.match(r"^的([\u4e00-\u9fffA-Za-z]{2,12})$", right)
        verb = next((v for v in ("签署", "签订", "达成", "设立", "发行", "组建", "成立", "推出", "获得") if v in left), "")
        if not m or not noun or not verb or left.find(verb) > m.start():
            return False
        who = lead_off(no_period(left[: left.find(verb)])).removesuffix("共同").removesuffix("联合")
        if not 2 <= len(who) <= 20:
            who = self._subject(scene)
        if not who:
            return False
        self._emit(scene, clause, q, (who,), f"{verb}{noun[1]}{m[1]}", (), "attribute")
        return True

    def _those_who(self, scene: Scene, clause: Clause, q: Quantity, left: str, right: str) -> bool:
        """有4家企业在年内上市: how many do it."""
        begins = re.sub(r"^(?:已经?|在|目前|共)+", "", lead_off(left))
        if q.kind != "count" or (begins and not re.fullmatch(r"(?:全国|国内|目前)?(?:已|共|现)?有|.{2,10}的", begins)):
            return False
        at = scene.base + clause.start + q.outer_end
        after = [t for t in scene.tokens if at <= t.start and t.end <= scene.base + clause.end]
        noun = list(takewhile(lambda t: t.tag in NOMINAL and t.tag != "f", after))
        rest = after[len(noun) :]
        name = "".join(t.text for t in noun)
        if not (2 <= len(name) <= 8) or not rest or rest[0].tag not in ("v", "p", "d") or has_head(name):
            return False
        what = "".join(t.text for t in rest)
        if not any(t.tag == "v" for t in rest) or len(what) > 24 or what != right.strip()[len(name) :]:
            return False
        what = re.sub(r"^(?:已经?|均|都|将|在|把|正|共|累计)+", "", what)
        owner = begins + name if begins.endswith("的") else name
        self._emit(scene, clause, q, (owner,), f"{what}的{name}数量", (), "portion")
        return True

    def _counted(self, scene: Scene, clause: Clause, q: Quantity, left: str, right: str, predicate: Predicate) -> bool:
        """Verb + number + noun: 建成10个以上甲基地, 提出25项举措, 五部门联合印发《甲》."""
        if q.kind not in _COUNT_KINDS or not right or predicate.kind in ("change", "share"):
            return False
        at = clause.start + q.outer_end
        works = [
            m
            for m in scene.mentions
            if m.start - scene.base >= at and m.type in ("Policy", "Standard") and "《" in m.surface
        ]
        if m := re.match(
            r"^(?P<who>[^,，的]{0,6}?)(?P<verb>(?:联合|共同|累计|先后|已)*(?:印发|发布|出台|签署|制定|设立|建立|推出|开展|启动|接入|加入|纳入|入驻|参与|采用|入选|获得|通过|使用|实施|引进|完成))了?(?P<what>.*)$",
            right,
        ):
            noun = (q.unit if q.unit in ("部门", "部委", "省份", "省市") else "") + m["who"]
            target = (
                works[0].name
                if works and works[0].start - scene.base < clause.end + 40
                else self._object(scene, at + m.start("what"), scene.until)
            )
            first = next((t for t in scene.tokens if t.start >= scene.base + at + m.start("what")), None)
            if not works and (len(target) < 3 or (first and first.tag == "v")):
                target = ""
            if (
                target
                and noun
                and (
                    not left
                    or re.search(r"[等、]$|在[^,]*等$|^(?:共有|已有|有|共计|共|全国有|全国已有)$", lead_off(left))
                    or lead_off(left) == ""
                    or self._only_region(left)
                )
            ):
                self._emit(scene, clause, q, (target,), f"{m['verb']}{noun}数", (), "counted")
                return True
        verbs = "|".join((*words()["obtain"], *words()["make"]))
        head = left
        if m := re.search(
            rf"^.*(?P<adverb>(?:累计|全年|已|新增|共)*)(?P<verb>(?:{verbs}|给予|投资|实现|出现|发生|涉及|包括|含|明确|推广|建有|设有|签订|签署|达成|促成|评选|遴选|入选|征集|选取|扩至|扩大至|扩展至|拓展至|延伸至|遍及|辐射|列出|梳理|确定|确立))(?:了|出|起)?(?:[^,，。]{{0,40}}等|首批|第[一二三]批|全国)?$",
            head,
        ):
            noun = self._object(scene, at, scene.until)
            if not noun:
                return False
            adverb = "累计" if "累计" in m["adverb"] else ""
            if q.kind == "money":
                if m["verb"] not in (
                    "给予",
                    "提供",
                    "发放",
                    "获得",
                    "奖励",
                    "安排",
                    "投入",
                    "拨付",
                    "下达",
                    "补贴",
                    "资助",
                ):
                    return False
                limit = "最高" if "最高" in clause.text[q.outer_start : q.start] else ""
                part = max(scene.text.rfind(";", 0, clause.start), scene.text.rfind("。", 0, clause.start))
                awarded = [
                    w.name for w in scene.mentions if part < w.start - scene.base < clause.start and "《" in w.surface
                ]
                subject = awarded[-1] if awarded else self._subject(scene)
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
            work = next(
                (
                    w.name
                    for w in reversed(scene.mentions)
                    if w.start - scene.base < clause.start + q.start and "《" in w.surface
                ),
                "",
            )
            if verb in ("提出", "明确", "包括", "含", "涉及", "部署", "推出", "列出", "安排", "设置", "提供", "梳理", "确定", "确立") and work:
                self._emit(scene, clause, q, (work,), f"{noun}数量", (), "counted")
            elif m2 := re.match(r"^(?P<thing>.{2,20})的(?P<act>[^的,，]{2,6})$", right):
                self._emit(
                    scene, clause, q, (trim_subject(m2["thing"]),), f"{adverb}{verb}{m2['act']}数量", (), "counted"
                )
            else:
                self._emit(scene, clause, q, (noun,), f"{adverb}{verb}数量", (), "counted")
            return True
        return False

    def _only_region(self, left: str) -> bool:
        return self.types.get(lead_off(left)) in REGIONS

    def _object(self, scene: Scene, at: int, end: int) -> str:
        """The noun phrase that a number counts: right after it, or at the clause's end behind its modifiers."""
        after = [
            m
            for m in scene.mentions
            if at <= m.start - scene.base and m.end - scene.base <= end and m.type not in REGIONS
        ]
        inside = [t for t in scene.tokens if scene.base + at <= t.start and t.end <= scene.base + end]
        while inside and inside[-1].text in ("和", "及", "与", "、", "以及"):
            inside.pop()
        whole = "".join(t.text for t in inside).strip("“”")
        if 1 < len(inside) <= 6 and inside[-1].tag in ("n", "nz") and 4 <= len(whole) <= 18 and "“" not in whole:
            if all(t.tag in NOMINAL or t.tag == "v" for t in inside) and inside[0].tag not in ("v", "f"):
                return whole  # 288个基础学科拔尖学生培养基地
        if not after:
            rest = scene.text[at:end].strip("的")
            return rest if 2 <= len(rest) <= 12 and re.fullmatch(r"[\u4e00-\u9fffA-Za-z]+", rest) else ""
        for m in after:
            a, b = m.start - scene.base, m.end - scene.base
            gap = scene.text[at:a]
            if a - at <= 4 and scene.text[b : b + 1] != "的":
                return m.name if gap in ("", "的", "以上", "具体") or len(gap) <= 2 else m.name
        last = after[-1]
        return last.name if scene.text[last.start - scene.base - 1] == "的" else after[0].name

    def _attribute(self, scene: Scene, clause: Clause, q: Quantity, left: str, noun: str) -> None:
        """取得近9%的增长, 占30%市场份额."""
        left = re.sub(r"(?:并|且)?(?:取得|实现|有|占|占据|拥有|录得|获得|以|达|出现|保持|创下|了|约|有了)+$", "", left)
        if noun in ("股权", "股份"):
            bought = _BOUGHT.match(left)
            owner = lead_off(no_period(bought["who"])) or self._subject(scene) if bought else ""
            if bought and owner:
                indicator = f"{bought['verb']}{bought['what']}{noun}比例"
                self._emit(scene, clause, q, (owner,), indicator, (), "attribute")
                scene.place = replace(scene.place, subjects=(owner,), stem=indicator, last=indicator, kind=q.kind)
            return
        shares = noun in ("市场份额", "份额", "市占率", "占比", "比例")
        parts = self._measured(scene, clause, re.sub(r"(?:合计|共计|共|总计)$", "", left), share=shares)
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
        self._emit(
            scene, clause, q, subjects, stem + growth if not stem.endswith(growth) else stem, regions, "attribute"
        )


def _same_sort(stem: str, q: Quantity) -> bool:
    """Whether a number can be the level of an indicator whose last number was a change: 同比下降17%至2771万部."""
    return q.kind not in ("percent", "points", "ratio") and not re.search(r"率|占比|比重|增速|比例$", stem)


def _other_period(clause: Clause, used: PeriodSpan) -> Period | None:
    rest = [p for p in clause.periods if p is not used and p.kind != "base"]
    return rest[-1].period if rest else None
