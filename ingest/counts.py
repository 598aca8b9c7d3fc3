"""The constructions that count or share out the things after a number: 建成10个基地, 36%的消费者担心…."""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import takewhile

from ingest.actions import NOMINAL
from ingest.clauses import BLANK, Clause
from ingest.measures import Predicate, has_head, lead_off, trim_subject, words
from ingest.portions import Portions
from ingest.scene import ACTORS, REGIONS, Scene, no_period
from kg.text.quantity import Quantity
from kg.types import Mention

_BOUGHT = re.compile(
    r"(?P<who>[^,，]*?)(?P<verb>收购|并购|持有|转让|出售|认购|取得|增持|减持|受让|拥有|获得|购买|持股)了?(?P<what>[^,，]{2,16}?)的?$"
)

_STAGES = re.compile("(?:开工|竣工|完工|投产|投用|投运|建成|通车|交付|使用|运营)+")
_EXTENT = {"length": "里程", "size": "面积"}
CAMPAIGN = re.compile("(?:行动|战略|计划|工程|改革|机制|制度|体系|政策|建设)$")
REACHING = frozenset(["惠及", "覆盖", "服务", "涉及", "带动", "辐射", "支持"])
_COUNT_KINDS = frozenset({"count", "money", "mass", "size", "length", "physical", "data", "age"})


class Counts(Portions):
    """Things that are counted."""

    def _issued(self, scene: Scene, clause: Clause, q: Quantity, phrase: str) -> bool:
        """累计出台甲政策260余项: the things made are what is counted."""
        m = re.match(
            rf"^.*?(?P<adverb>(?:累计|共|已|新)*)(?P<verb>{'|'.join(words()['make'])})(?:了)?"
            r"(?P<object>[^的]{2,20}|[^的]*(?:\d|[万亿]元|以上)[^的]*的[^的]{2,8})$",
            phrase,
        )
        of_product = scene.product and not (scene.brought and CAMPAIGN.search(scene.product))
        if q.kind not in ("count", "length", "size") or not m or has_head(phrase) or of_product:
            return False
        adverb = "累计" if "累计" in m["adverb"] else ""
        verb, thing = ("新" if m["adverb"].endswith("新") else "") + m["verb"], m["object"]
        if (also := re.match("(?:提升|升级|优化|完善|推广|修缮)(?=.{2,})", thing)) and m["verb"] != "完成":
            verb, thing = verb + also[0], thing[also.end() :]  # 改造提升商贸中心30个
        if _STAGES.fullmatch(thing):  # 新开工项目214个,竣工投产136个
            last = scene.claims[-1] if scene.claims else None
            if last and last.unit == q.unit and last.indicator.endswith("数量"):
                self._emit(scene, clause, q, (last.subject.name,), f"{verb}{thing}数量", (), "counted")
            return True
        while more := next((w for w in words()["make"] if thing.startswith(w) and len(thing) - len(w) > 2), ""):
            verb, thing = ("" if verb in ("提出", "明确") else verb) + more, thing[len(more) :]  # 制定修订行政法规
        owner = trim_subject(
            lead_off(no_period(phrase[: m.start("verb")]).removesuffix(m["adverb"]).removesuffix("全年"))
        )
        if owner in ("领域", "行业", "产业", "市场", "赛道", "板块"):
            owner = scene.topic or self.topic
        if m["verb"] in ("发生", "完成") and len(owner) > 2 and self.types.get(owner) not in REGIONS:
            subject, indicator = owner, m["object"] + "数量"
        elif m["verb"] == "完成" and (subject := self._agent(scene)):
            indicator = f"完成{m['object']}数量"
        else:
            subject, indicator = thing, f"{adverb}{verb}{_EXTENT.get(q.kind, '数量')}"
        self._emit(scene, clause, q, (subject,), indicator, (), "counted")
        scene.place = replace(
            scene.place,
            subjects=(subject,),
            stem=indicator,
            last=indicator,
            kind=q.kind,
            of=q.unit_base,
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
        verb = next(
            (v for v in ("签署", "签订", "达成", "设立", "发行", "组建", "成立", "推出", "获得") if v in left), ""
        )
        if not m or not noun or not verb or left.find(verb) > m.start():
            return False
        who = lead_off(no_period(left[: left.find(verb)])).removesuffix("共同").removesuffix("联合")
        if not 2 <= len(who) <= 20:
            who = self._subject(scene)
        if not who:
            return False
        self._emit(scene, clause, q, (who,), f"{verb}{noun[1]}{m[1]}", (), "attribute")
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
            r"^(?P<who>[^,，的]{0,6}?)(?:近日|日前|近期|今日|昨日|此前)?(?P<verb>(?:联合|共同|累计|先后|已)*(?:印发|发布|出台|签署|制定|设立|建立|推出|开展|启动|接入|加入|纳入|入驻|参与|采用|入选|获得|通过|使用|实施|引进|完成))了?(?P<what>.*)$",
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
            rf"^.*(?P<adverb>(?:累计|全年|已|新增|共)*)(?P<verb>(?:{verbs}|给予|计提|产生|承担|投资|实现|出现|发生|涉及|包括|含|明确|推广|建有|设有|签订|签署|达成|促成|评选|遴选|入选|征集|选取|扩至|扩大至|扩展至|拓展至|延伸至|遍及|辐射|列出|梳理|确定|确立))(?:了|出|起)?(?:[^,，。]{{0,40}}等|首批|第[一二三]批|全国)?$",
            head,
        ):
            if left[m.end("verb") :].startswith("的"):
                return False  # 过去承担的甲等8亿元改革成本: what it is like
            spent = re.fullmatch("(?:建设|新建|打造|改造|购置|升级|兴建|扩建)(?:了)?(?P<what>[^的,]{3,16})", right)
            if spent and q.kind == "money" and m["verb"] in ("投入", "投资", "安排"):  # 投入1.2亿元建设甲园区
                self._emit(scene, clause, q, (spent["what"],), m["verb"] + "金额", (), "counted")
                stem = m["verb"] + "金额"
                scene.place = replace(
                    scene.place, subjects=(spent["what"],), stem=stem, kind=q.kind, of=q.unit_base, series=()
                )
                return True
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
                    "计提",
                    "完成",
                    "取得",
                    "募集",
                    "产生",
                    "承担",
                    "支付",
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
            doer = re.sub("[亦也还均又]+$", "", trim_subject(lead_off(no_period(m.string[: m.start("verb")]))))
            if 2 <= len(doer) <= 16 and self.kind_of(doer, "") in ACTORS - {"Group"} and verb in words()["obtain"]:
                self._emit(scene, clause, q, (doer,), f"{adverb}{verb}{noun}数量", (), "counted")
                return True
            last = scene.claims[-1] if scene.claims else None
            if last and verb in REACHING and not doer and not scene.product and last.extractor.endswith("counted"):
                self._emit(scene, clause, q, (last.subject.name,), f"{adverb}{verb}{noun}数量", (), "counted")
                return True  # 改造老旧渔港12座,惠及1.8万渔民
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
            if (
                verb
                in (
                    "提出",
                    "明确",
                    "包括",
                    "含",
                    "涉及",
                    "部署",
                    "推出",
                    "列出",
                    "安排",
                    "设置",
                    "提供",
                    "梳理",
                    "确定",
                    "确立",
                )
                and work
            ):
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
        if re.fullmatch(r"[^的\d,]{2,14}(?:及|和|与)(?:其他)?[^的\d,]*的[\u4e00-\u9fff]{2,8}", scene.text[at:end]):
            return scene.text[at:end]  # 贷款展期及其他支援措施的个案
        inside = [t for t in scene.tokens if scene.base + at <= t.start and t.end <= scene.base + end]
        inside = list(takewhile(lambda t: t.text not in ("成为", "作为", "用于", "参与", "开展", "实现"), inside))
        while inside and inside[-1].text in ("和", "及", "与", "、", "以及"):
            inside.pop()
        whole = "".join(t.text for t in inside).strip("“”")
        plain = all(t.tag in NOMINAL or t.tag == "v" for t in inside) and "“" not in whole
        ends = plain and 1 < len(inside) <= 6 and inside[-1].tag in ("n", "nz") and inside[0].tag not in ("v", "f")
        if ends and 4 <= len(whole) <= 18:
            return whole  # 288个基础学科拔尖学生培养基地
        compound = all(t.tag in (*NOMINAL, "v", "ad", "d") for t in inside) and "“" not in whole
        nouns = inside and inside[0].tag in ("n", "nz", "nt", "nw") and inside[-1].tag in ("n", "nz")
        if compound and nouns and 4 <= len(whole) <= 14:
            return whole  # 160个国家乡村振兴重点帮扶县
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
        whole = _HOLDS.match(clause.text[: q.outer_start].replace(BLANK, ""))
        if whole and noun in ("市场份额", "份额") and (who := trim_subject(lead_off(no_period(whole["who"])))):
            who = _those(scene, clause, who)
            self._emit(scene, clause, q, (who,), f"占{whole['whole']}{noun}", (), "attribute")
            return
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


_HOLDS = re.compile(
    r"^(?P<who>[^,占]{2,12}?)(?:合计|共计|共)?(?:占据|占有|占到?|掌握|控制)了?(?P<whole>[^,占]{2,16}?)的$"
)
_TALLIED = re.compile(r"(?P<n>[两二三四五六七八九])[家者个][\u4e00-\u9fff]{0,4}$")
_JOINT = re.compile(r"\s*(?:[、和与及]|以及)\s*")


def _those(scene: Scene, clause: Clause, who: str) -> str:
    """三家企业 as the list of so many names before it; as it is where there is none."""
    tally = _TALLIED.fullmatch(who)
    count = "零一二三四五六七八九".find(tally["n"].replace("两", "二")) if tally else 0
    run: list[Mention] = []
    for m in reversed([m for m in scene.mentions if m.end - scene.base <= clause.start]):
        if run and not _JOINT.fullmatch(scene.text[m.end - scene.base : run[0].start - scene.base]):
            if len(run) == count:
                break
            run = []
        run.insert(0, m)
    if not count or len(run) != count:
        return who
    return scene.text[run[0].start - scene.base : run[-1].end - scene.base].removesuffix("手中")
