"""What a sentence is about: its topic, the thing a clause brings in, the region, period and status that hold."""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import takewhile

from ingest.actions import NOMINAL
from ingest.bracketed import Bracketed
from ingest.clauses import Clause
from ingest.measures import has_head, lead_off, take_apart, trim_subject, words
from ingest.naming import RELATIVE
from ingest.scene import ACTORS, GENERAL, REGIONS, Place, Scene, no_period
from kg.text.period import PeriodSpan, find_stretch, parse_period, year_before, years
from kg.types import Mention

_TARGET = re.compile(
    r"力争|目标(?!价|公司|客户|人群)|确保|规划到|计划到|要求到|争取(?![^,。;]{0,6}(?:资金|项目|额度|债券|指标|支持|政策|补助|经费|试点))|(?:明确|提出|规划|计划|要求|预期目标)[^,，;；。]{0,6}到20\d\d年|拟(?:于|在|安排|新增|新建|建设|投入|投资|发行|发放|募集|招收)|不得低于|不得超过"
)

_TARGET_BY = re.compile(r"(?<![达截高升降增减加少短长大复])到(?:20\d\d年|[“\"]?十[四五六]五|本世纪中)")

_FORECAST = re.compile(
    r"预计|预测|预估|预期(?!寿命|目标)|有望|将达|将会|(?<=[^,，;；。])将(?=[于在会达增升降超突提成进继逐大快稳持保迎实维]|20\d\d)|^将(?=会|达|超|突破|20\d\d)|展望|测算"
)

_PAST = re.compile(r"已(?:经|达|超|突破|建成|完成)?")

SOURCE = re.compile(
    r"^(?:(?:据|根据|按照?|依据|来自)[^,，]{2,30}|.{2,16}(?:认为|预计|预测|指出|显示|表示|测算|统计|数据))$"
)

_BRINGS = "旗下|发布|生产|自建|自研|运用|用好|利用|依托|借助"
# 在停车场场景,甲渗透率…; 零售场景甲渗透率…,乙渗透率…
_WHERE = re.compile(
    r"\s*(?:20\d\d年)?(?:在(?P<at>[\u4e00-\u9fff]{2,6}场景)(?:中|下|里|内)?$|(?P<of>[\u4e00-\u9fff]{2,6}场景)(?!的)(?=[\u4e00-\u9fffA-Z]{3,}率))"
)
SECOND = re.compile(
    r"(?P<who>[^,的]{2,16}?)(?:(?:位)?(?:居|列)?(?:次之|其次|次席)|紧随其后|(?:位居|位列|排名|居|列|排)?(?:全国)?第[二三四五](?:位|名)?)$"
)
_EVER = re.compile(r"(?:^|,)(?:多年(?:以?来|累计|间)|历年(?:累计|共)|长期以来)")

_NO_MAKERS = frozenset({"Group", "GovernmentBody", "ResearchBody"})




_SITE = re.compile("位于|坐落|落户|选址|总?占地|规划(?:用地|面积|总)|总投资|由[^,]{2,30}(?:建设|投资|打造|运营)")


class Topics(Bracketed):
    """The running state that a clause sets for itself and those after it."""

    def _own_region(self, scene: Scene, clause: Clause) -> bool:
        """Whether a part of a sentence begins with a region that acts: 上海推出…;江苏打造…."""
        first = next((m for m in scene.mentions if m.start - scene.base == clause.start), None)
        if first is None or first.type not in REGIONS:
            return False
        after = next((t for t in scene.tokens if t.start >= first.end), None)
        if after and scene.place.stem == after.text:
            return False  # 东部地区经费投入a亿元;中部地区投入b亿元
        return after is not None and after.tag in ("v", "p", "c", "d", "vd")

    def _at_home_here(self, text: str) -> bool:
        """Whether a sentence opens with the region that the document is about: 全省…, 贵州省…."""
        home = (*words()["home"], self.home)
        return bool(self.home) and any(lead_off(no_period(c)).startswith(home) for c in re.split("[,;]", text)[:2])

    def _elsewhere(self, scene: Scene) -> bool:
        """Whether a sentence names another region than the document's."""
        return any(m.type in REGIONS and m.name not in (self.home, *words()["home"]) for m in scene.mentions)

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
        if (
            re.search(r"(?:上年|去年)同期", text)
            and scene.before
            and scene.period
            and scene.before.text not in (scene.period.text)
        ):
            scene.then, scene.period = (
                scene.before,
                year_before(scene.before),
            )  # of the stretch spoken of: 一季度 …,上年同期…
        self._stretch(scene, clause)
        if there := _WHERE.match(text):
            scene.where = there["at"] or there["of"]
        if re.match(r"^其中", text) and scene.before and scene.period is not scene.before:
            scene.then = scene.before  # 其中四季度…
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

    def _stretch(self, scene: Scene, clause: Clause) -> None:
        """五年来, 五年累计, 十年增加: the years up to the one spoken of, for what is summed over them."""
        if _EVER.search(clause.text):
            scene.stretch, scene.ever = None, True
            return
        said = find_stretch(clause.text)
        last = scene.period.end.year if scene.period else self.reference.year if self.reference else 0
        if said and said.reach == "sentence":        # 经过八年努力: when they ended is not said
            scene.stretch, scene.ever = None, True
            return
        if said and last:
            scene.stretch, scene.stretched = years(last - said.years + 1, last), True
            if said.reach == "text" and clause.text[: said.start].strip() == "":
                scene.held = scene.stretch
        elif any(p.kind != "base" for p in clause.periods):
            scene.stretch, scene.held, scene.ever = None, None, False

    def _remember_topic(self, scene: Scene, clause: Clause | None) -> None:
        """What a sentence is about: the first name of its first clause, where that is no region or indicator."""
        if clause is None or SOURCE.match(clause.text):
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
        if (m := re.match(r"^([^,的是为在有]{3,12})(?:是|作为|成为)[^,\d]{4,}$", clause.text)) and not regions:
            whole_name = trim_subject(no_period(m[1]))
            opening = [t for t in scene.tokens if t.start < scene.base + m.end(1) and t.end > scene.base + clause.start]
            plain = all(t.tag in (*NOMINAL, "ad", "d", "a", "TIME", "w") for t in opening)
            if whole_name == self._run(scene, clause.start, clause.end) or (plain and not has_head(whole_name)):
                scene.topic, scene.home = whole_name, (whole_name, clause.start)
                return
        if m := RELATIVE.match(clause.text):
            if name := self._run(scene, clause.start + m.end(), clause.end):
                scene.topic, scene.home = name, (name, clause.start)
                scene.place = replace(scene.place, subjects=(name,), anchor=clause.start)
                return
        elif (name := self._run(scene, clause.start, clause.end)) and (
            self.kind_of(name, "") in ACTORS - {"Group", "GovernmentBody"} or self._is_site(scene, clause, name)
        ):
            scene.topic, scene.home = name, (name, clause.start)
            scene.place = replace(scene.place, subjects=(name,), anchor=clause.start)
            return
        if m := re.match(
            r"^(?:20\d\d年|全年|目前|,)*([^,，:：;；的在是为成]{2,14}?)(?P<kind>行业|市场|领域|产业|业务|场景)(?:整体)?(?=[^的、与和及内中规])",
            scene.text[clause.start :],
        ):
            whole = scene.base + clause.start + m.end()
            if re.search(r"报告|所称|本文|(?:对|在|与|向|为|从|于)$", m[1]):
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
        elif fields and first is fields[0] and any(len(g) > 1 for g in clause.groups) and _one_of_many(scene, first):
            return
        elif fields and first is fields[0]:
            scene.topic = trim_subject(first.name)
            scene.home = (scene.topic, clause.start)
        elif not clause.groups and (first is None or first.type == "Entity") and (lead := self._opening(scene)):
            scene.topic, scene.home = lead, (lead, clause.start)
        elif not clause.groups and first and first.type == "Entity" and first.start - scene.base == clause.start and (
            len(first.name) > 3 and self.kind_of(scene.topic, "") not in ACTORS
        ):
            scene.topic = ""  # what opens the sentence is something else, whatever it is

    def _drop_general(self, scene: Scene) -> None:
        """A word that names no one thing is no topic for the sentences after it."""
        if GENERAL.fullmatch(scene.topic) or re.search("(?:目标|任务|举措|思路|情况|成绩)$", scene.topic):
            scene.topic = ""

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
        among = re.match(r"^(?P<whole>[^,]{3,24})中$", clause.text)
        if among and (whole := take_apart(lead_off(no_period(among["whole"])))).indicator:  # 发电设备利用时间中,水电…
            scene.place = Place(stem=whole.indicator, of="*", anchor=clause.start)
            return
        if parts_of := re.match(r"^(?P<whole>[^,]{2,20}?)的?(?:结构|构成|组成|来源)中$", clause.text):
            scene.place = Place(share=lead_off(no_period(parts_of["whole"])), anchor=clause.start)  # 能耗结构中,甲占a
            return
        inside = [t for t in scene.tokens if scene.base + clause.start <= t.start and t.end <= scene.base + clause.end]
        if (owned := RELATIVE.match(clause.text)) and clause.ends == ",":
            name = self._run(scene, clause.start + owned.end(), clause.end)
            if name and clause.text.endswith(name) and self.types.get(name) not in REGIONS:
                scene.topic, scene.home = name, (name, clause.start)  # 甲汽车全资控股的甲财险,全年保费收入…
                scene.place = Place(subjects=(name,), anchor=clause.start)
                return
        next_to = SECOND.match(clause.text)
        if next_to and scene.place.stem:  # 甲占比最高,达35%;乙次之,占27%
            who = next_to["who"]
            placed = self.types.get(who) in REGIONS
            subjects = scene.place.subjects if placed else (trim_subject(who),)
            regions = (who,) if placed else ()
            scene.place = replace(scene.place, subjects=subjects, regions=regions, series=(), anchor=clause.start)
            return
        head = list(takewhile(lambda t: t.tag in NOMINAL or t.text in ("的", "占比") or t.tag == "TIME", inside))
        while len(head) > 1 and head[-1].tag == "a" and len(head) == len(inside):
            head.pop()  # 甲占比|最高
        if not head or len(head) == len(inside) or inside[len(head)].tag not in ("v", "p", "d", "ad", "vd", "a"):
            return
        said = lead_off(no_period("".join(t.text for t in head)))
        _, names, rest = self._regions(scene, said)
        if names and not self.titled and has_head(rest) and take_apart(rest).subject:
            inner = take_apart(rest)  # 华东地区学校数量最多,为498所
            scene.place = Place(
                subjects=(inner.subject,), stem=inner.indicator, regions=names, anchor=clause.start
            )
            return
        parts = take_apart(said)
        if self.types.get(parts.subject) in REGIONS and self.titled:  # 华东地区市场份额最高,为38.2%
            scene.place = Place(
                subjects=(self.topic,), stem=parts.indicator, regions=(parts.subject,), anchor=clause.start
            )
            return
        measured = parts.indicator.startswith((*words()["firm"], *words()["whole"]))
        owner = parts.subject or (self._subject(scene) if measured else "")
        if parts.indicator and 2 <= len(owner) <= 16 and len(parts.indicator) > 1:
            scene.place = replace(
                scene.place, subjects=(owner,), stem=parts.indicator, last="", kind="", regions=(), series=()
            )
            scene.place = replace(scene.place, anchor=clause.start)

    def _is_site(self, scene: Scene, clause: Clause, name: str) -> bool:
        """安徽合肥机器人产业园位于…, 东江装备基地规划用地…: what the sentences after it are of."""
        after = scene.text[scene.text.find(name, clause.start) + len(name) :]
        return len(name) > 4 and _SITE.match(after) is not None

    def _brought(self, scene: Scene, clause: Clause) -> str:
        """江苏打造公共平台, 甲市发展机器人产业: the thing brought about, which the clauses after this one speak of."""
        start, end = scene.base + clause.start, scene.base + clause.end
        inside = [t for t in scene.tokens if start <= t.start and t.end <= end]
        verbs = words()["bring"]
        at = next((i for i, t in enumerate(inside) if t.text in verbs), None)
        if at is None or (at and inside[at - 1].text in ("是", "为")):  # 定位是发展机器人
            return ""
        what = [t for t in inside[at + 1 :] if t.text not in ("了", "“", "”")]
        if not what or any(t.tag not in NOMINAL and t.tag not in ("v", "vn") for t in what) or what[-1].tag == "v":
            return ""
        name = trim_subject("".join(t.text for t in what))
        if re.search("(?:局面|格局|作用|成效|新高|态势|步伐|进展|阶段|水平|活力|力度|优势|贡献|篇章|成果)$", name):
            return ""
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
            and not scene.text[: m.start - scene.base].endswith(("简称", "简称为", "下称", "统称"))
            and (
                m.type == "Product"
                or self._after_noun(scene, m)
                or (
                    m.type in ("Technology", "Entity", "Scenario")
                    and re.search(rf"{_BRINGS}|{'|'.join(words()['bring'])}", clause.text)
                )
            )
            and not parse_period(m.name)
            and not re.fullmatch("十[一二三四五六七]五", m.name)
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


def _one_of_many(scene: Scene, m: Mention) -> bool:
    """Whether a name is a member of a list: no figure of the next sentence is of it alone."""
    before, after = scene.text[: m.start - scene.base], scene.text[m.end - scene.base :]
    return before.endswith("、") or after.startswith("、")


def _before_verb(scene: Scene, clause: Clause) -> str:
    """The words of a clause before its first verb of bringing about."""
    inside = [t for t in scene.tokens if scene.base + clause.start <= t.start and t.end <= scene.base + clause.end]
    verb = next((t for t in inside if t.text in words()["bring"] or t.text in words()["obtain"]), None)
    return scene.text[clause.start : verb.start - scene.base] if verb else ""


def _is_span_of_plan(p: PeriodSpan, text: str) -> bool:
    """(2025至2028年) in a title, 三年行动: no period of figures."""
    return bool(re.match(r"行动|计划|规划|方案", text[p.end : p.end + 2])) and p.period.start.year != p.period.end.year
