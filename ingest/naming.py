"""What a number is about: subject, region and indicator of the phrase before it, or carried from clauses before."""

from __future__ import annotations

import re
from dataclasses import replace

from ingest.actions import deed, tokens_of
from ingest.clauses import BLANK, Clause
from ingest.measures import Measured, has_head, lead_off, percent_like, take_apart, trim_subject, words
from ingest.scene import ACTORS, REGIONS, Scene
from ingest.wording import MAKERS, Wording

_SAYS = re.compile(
    r"^.{0,16}?(?:预计|预测|认为|指出|数据显示|报告显示|统计显示|调查显示|表明|表示|统计|测算得?|估计|估算|数据显示)(?=.)"
)
_QUOTED = re.compile(r"“([^“”]{1,30})”")
_HAS = re.compile(r"^(?:共|已|现)?(?:拥有|建有|共有|现有|设有|聚集|集聚|有)了?(?P<thing>[^的]{2,20})$")
_BY = re.compile(r"由|坐落|落户|位于|总部|被誉为|专注|主营")
RELATIVE = re.compile(
    r"^(?:由)?[^,，的]{0,20}?(?:设立|建设|搭建|推出|运营|开发|研制|投放|发起|控股|参股|控制|设在|坐落于|坐落在|落户|位于|被誉为[^,，的]{0,12}|专注[^,，的]{0,8}|主营[^,，的]{1,12})[^,，的]{0,10}的"
)


_COMPANY = re.compile(r"(?:本|该|我)?(?:公司|企业|集团|机构|银行|行|平台|产品|项目|基地|园区)")
_OF_GOODS = re.compile(
    "(?:总|年|月|日均)?(?:销量|产量|产值|增加值|保有量|销售额|零售额|出口额|进口额|出货量|装机容量|市场规模)"
)
_JOINED = re.compile("(?:参加|参保)(?P<what>[^的]{2,14}?保险|[^的]{2,10}医保)的?(?:人数)?$")
_GRADE = re.compile("(?:\\dA|国家|省|市|县|区|特|[一二三四五]|[甲乙丙])级")
_PEOPLE = re.compile("(?:居民|农民|家庭|职工|人口|人员)$")
_FIRM = re.compile("企业|公司|机构|银行|集团")
_MEASURING = re.compile(r"市场|新增|累计|平均|全年|总|年|月|营业|经营|整体|综合|主营|人均|户均|单位|其他|业务")
_SELF = re.compile(  # 本行…, 集团实现…
    r"(?:本|我)(?:行|公司|集团|院|校|社|所)的?(?=.{2,})|(?:集团|公司)(?=实现|完成|力争|将|营业|净利|利润|资产总|累计|总资产|净资产)"
)
_DID = re.compile(
    r"(?P<who>[^的]{2,}?)(?:(?:全年|累计|共|合计|已)*(?:完成|实现|取得|录得)(?P<what>[^的]*)|(?P<sum>累计[^的]{2,}))$"
)
_ON_OTHER = re.compile(r"其?对[^,的]{2,14}的[^,的]{2,8}$")
_WHO_ON_OTHER = re.compile(r"(?P<who>[^,的对]{2,24})(?P<what>对[^,的]{2,14}的[^,的]{2,8})$")
_PLACE = re.compile("[省市区县州国]$|城市群$|都市圈$|经济带$")
_SORT = re.compile(r"[\u4e00-\u9fff]{2,8}(?:类|型|级|端)")
_BALANCED = ("贷款", "存款")
_LAST = re.compile(
    r"(?P<subject>.{2,}?)(?P<head>(?:总|年|月)?(?:收入|支出|规模|产值|增加值|投资额?|产量|销量|余额|利润|成交额|交易额|合同额|金额|"
    r"销售额|零售额|保有量|发电量|用电量|吞吐量|排放量|出货量|装机容量))"
)


class Namer(Wording):
    """Names of a document and how its phrases are taken apart; see `measured`."""

    def _stands_alone(self, scene: Scene, noun: str, indicator: str) -> bool:
        """Whether 快递业务量 at the head of a sentence says itself what it measures."""
        if _MEASURING.match(indicator):
            return False
        if len(noun) > 3:
            return True
        bare = re.sub(rf"(?:{'|'.join(words()['modifier'])})+$", "", noun)
        topic = self.kind_of(scene.topic, "")
        return len(bare) > 1 and not (self.titled or self.issuer) and topic not in (*ACTORS, "Product", "Policy") and (
            bare not in scene.topic and not set(bare) & set(scene.topic))

    def _measured(
        self,
        scene: Scene,
        clause: Clause,
        phrase: str,
        kind: str = "",
        *,
        share: bool = False,
        change: bool = False,
        moved: bool = False,
    ) -> tuple[tuple[str, ...], tuple[str, ...], str, bool] | None:
        """(subjects, regions, indicator stem, carried) of the phrase before a number; None where nothing names it."""
        raw = phrase.replace(BLANK, "").strip(",、")
        if (m := RELATIVE.match(raw)) and _BY.match(raw) and len(raw) - m.end() > 3:
            phrase = raw[m.end() :]  # 由甲设立的乙基金规模: about 乙基金
        if (change or moved) and (caused := self._caused(scene, raw)):
            return caused
        if (change or moved) and (put := re.match(r"^[\u4e00-\u9fff]{0,4}[将把](?=.{3,})", phrase)):
            phrase = phrase[put.end() :]  # 阶段性将起征点提高到…
        phrase = lead_off(phrase.replace(BLANK, "")).strip()
        phrase = re.sub(r"^(?:国家|政策|标准|规范|监管部门|文件)(?:明确|强制)?(?:要求|规定)(?=.{3,})", "", phrase)
        if m := _SAYS.match(phrase):
            phrase = lead_off(phrase[m.end() :])
        if _ON_OTHER.match(raw) and has_head(raw) and (owner := self._subject(scene)):
            return (owner,), (), raw.removeprefix("其"), False  # 对经济增长的贡献率
        if (m := _WHO_ON_OTHER.match(phrase)) and has_head(m["what"]):
            return self._listed(trim_subject(m["who"])), (), m["what"], False  # 服务业对经济增长的贡献率
        regions: tuple[str, ...] = ()
        place = scene.place
        phrase = re.sub(
            r"(?:(?<![规原准守])则|也|亦|原则上|基本上|大致上?|大体上?|"
            r"已经?|(?<![人户年月日笔件])均|都|将|仍|却|依次|分别|进一步)+$", "", phrase
        )
        if change or moved:
            phrase = re.sub(r"(?<=..)[一二两三四五六七八九十\d]+年内?$", "", phrase)
            phrase = re.sub(r"^(?:带动|拉动|撬动)(?=.{3,})", "", phrase)
        if (
            m := re.match(rf"^(?:在.*|.*(?:之|以|{'|'.join(words()['ended'])}))后(?P<rest>[^的]{{2,}})$", phrase)
        ) and has_head(m["rest"]):
            phrase = lead_off(m["rest"])  # 中标后价格下调
        if self.issuer and (m := _SELF.match(phrase)):
            rest = re.sub(r"^(?:实现|完成|录得|取得|力争|预计|将)+", "", phrase[m.end() :])
            if has_head(rest):
                return (self.issuer,), (), rest, False
            phrase = self.issuer + phrase[m.end() :]
        if m := re.match(r"^(?:全行业|全产业|本行业|该行业)(?=.{2,})", phrase):
            owner = (self.topic if self.titled else "") or scene.topic or self.topic
            return ((owner,) if owner else ()), (), phrase[m.end() :], False
        if place.stem and scene.claims and place.kind == kind and percent_like(kind) and _SORT.fullmatch(phrase):
            return (phrase,), regions, place.stem, True  # 设计类软件国产化率a,控制类超过b
        same = re.fullmatch(r"(?:有关|相关|上述|该|这一)(?P<what>.{2,10})", phrase)
        if same and place.stem.endswith(same["what"]) and scene.claims:
            return place.subjects, place.regions, place.stem, True  # 有关成数
        if phrase.endswith("等"):  # 甲、乙等20项…: the number counts the noun after it
            return None
        if m := _QUOTED.search(phrase):
            phrase = (
                re.sub(r"^(?:平台|产品|服务模式|服务|模式|计划|方案|系统|版)(?=.)", "", phrase[m.end() :])
                if scene.product
                else phrase
            )
            phrase = phrase.removeprefix(scene.product.replace(m[1], "", 1)) if scene.product else phrase
            phrase = lead_off(phrase)
        phrase = re.sub(r"^(?:上调|下调|上修|下修|维持|调整)(?=.{4,})", "", phrase)
        phrase = re.sub(r"(?<=..)的?目标值?$", "", phrase)
        together = r"^[两二三四五六七八九\d]+(?:者|家|地|省|市|国|项|类)(?=合计|共计|总计|占|$)"
        phrase = re.sub(together, "", phrase)
        phrase = re.sub(r"^(?:据|根据|按照)[^的]{2,16}?(?:数据|统计|报告|测算)(?:显示)?", "", phrase)
        # Regions in front, one or several.
        if phrase and not phrase.startswith(words()["whole"]):
            joined, names, rest = self._regions(scene, phrase)
            if names:
                regions = (joined,) if re.search("等|及", joined) and not re.search("等.*大省", joined) else names
                if not phrase[: len(phrase) - len(rest)].endswith("的"):
                    scene.region = joined
                phrase = lead_off(rest)
                if not phrase or phrase in ("市场", "地区", "区域", "方面"):
                    return place.subjects or ((scene.topic,) if scene.topic else ()), regions, place.stem, True
        whole = phrase.startswith(words()["whole"])
        if (
            not regions
            and not whole
            and (
                m := re.match(
                    rf"^(?:{'|'.join((*words()['area'], *words()['home']))})(?!仓|化|版|性|通)(?=.{{2,}})", phrase
                )
            )
            and not has_head(m[0])
        ):
            regions, phrase = (m[0],), lead_off(phrase[m.end() :])
        if regions and kind == "count" and (m := _HAS.match(phrase)) and not has_head(phrase):
            return (m["thing"],), regions, "数量", False
        m = re.match(r"^(?P<what>.{2,30}?)(?:分别)?(?:为|是)(?P<who>[^为是达]{1,12})$", phrase)
        if m and has_head(m["what"]) and not has_head(m["who"]):  # 各下游占比分别为手机57%
            inner = take_apart(m["what"])
            return (m["who"],), regions, inner.subject + inner.indicator, False
        if (
            phrase in ("占比", "比重", "份额", "占比约", "所占比重")
            and place.stem
            and not place.stem.endswith(("占比", "率"))
        ):
            return place.subjects, regions or place.regions, self._share_of(scene, place), False
        if re.fullmatch(r"(?:[一二三四五六七八九十\d]+年)?(?:年均|年)?(?:复合)?(?:增长率|增速|增长速度)", phrase) and (
            place.stem and re.search(r"复合|年均", raw)
        ):
            rate = re.search(r"(?:[一二三四五六七八九十\d]+年)?(?:年均|年)?(?:复合)?(?:增长率|增速|增长速度)$", raw)
            return place.subjects, regions or place.regions, place.stem + (rate[0] if rate else phrase), False
        if re.fullmatch(r"[日月周]均", phrase) and place.stem and place.kind == kind:
            return place.subjects, regions or place.regions, phrase + place.stem, False  # 业务量74.3亿件,日均2036万件
        each = re.fullmatch("(每[十百千万]+[人户名家])(?:拥有|享有|配备)?量?", phrase)
        if each and kind == "count" and scene.claims and place.subjects:
            return place.subjects, regions, each[1] + "拥有量", False  # 5G基站9260个,每万人拥有19.6个
        if (join := _JOINED.match(phrase)) and kind == "count" and not has_head(phrase.removesuffix("人数")):
            scene.place = replace(scene.place, acted=join["what"])
            return (join["what"],), regions, "参加人数", False
        if re.fullmatch(r"[户人件笔家案车]均", phrase) and scene.claims:
            paid = next((c for c in reversed(scene.claims) if c.unit.endswith("元") and "率" not in c.indicator), None)
            return (paid.subject.name,) if paid else (), regions, phrase + (paid.indicator if paid else ""), False
        if m := re.match(r"^(?P<part>[^占]*?)占(?P<whole>[^占,]{2,20}?)的?(?:比重|比例|份额)$", phrase):
            if not lead_off(m["part"]):
                return place.subjects, regions or place.regions, f"{place.stem}占{m['whole']}比重", False
            inner = take_apart(m["part"], self._actors(scene, clause))
            if inner.indicator in ("贷款", "存款", "资产", "专利", "订单", "人口", "就业人员", "从业人员", "保费"):
                inner = Measured(m["part"], "")
            subjects = (inner.subject or self._subject(scene),)
            return subjects, regions, f"{inner.indicator}占{m['whole']}比重", False
        if not phrase or re.fullmatch(
            r"(?:同比|环比|增速|增幅|降幅|涨幅|跌幅|分别|平均|年|年均|单位|水平|该数字|数字|这一数据|该数据|数据|该指标|该比例|这一比例|这一数字|规模上|总体上|平台|市场|行业|整体|业务|该平台|年复合|复合)*",
            phrase,
        ):
            stem = place.stem
            if not stem and regions and self.titled and phrase in ("增速", "增幅"):
                return (self.topic,), regions, phrase, False
            if stem and (m := re.search(r"(?:同比|环比|年均)?(?:增速|增幅|降幅|涨幅|跌幅)", phrase)):
                return place.subjects, regions or place.regions, stem.removesuffix(m[0]) + m[0], False
            return place.subjects, regions or place.regions, stem, True
        if (turn := re.fullmatch("(?:为|是)?(?P<to>盈利|亏损)", phrase)) and "利" in place.stem:
            loss = turn["to"] == "亏损"  # 净利润3亿元,去年同期为亏损1亿元
            return place.subjects, regions, "亏损额" if loss else place.stem, False
        phrase = re.sub(r"(?:同比|环比)$", "", phrase)
        m = re.match(r"^(?:提出|明确|要求|计划|力争|争取(?=到|使|将))(?:到|使|将)?", phrase)
        if m and has_head(phrase[m.end() :]):
            phrase = phrase[m.end() :]
        if m := re.match(
            r"^(?:为|给|向|对|帮助|助力)([^的]{1,10}?)(?=节约|节省|提供|发放|投放|让利|减少|降低)", phrase
        ):
            subject = self._subject(scene)
            return ((subject,) if subject else ()), regions, phrase, False
        if (both := re.fullmatch(r"(?P<one>[^的、]{3,})[和与及][^的、]{3,}", phrase)) and has_head(both["one"]):
            return None  # 盖度和保护率均达50%: two indicators, one number
        word = self._last_word(scene, clause, phrase)
        parts = self._at_words(scene, phrase, take_apart(phrase, self._actors(scene, clause), word))
        if kind == "count" and parts.subject and parts.indicator in ("标准", "定额"):
            parts = Measured(phrase, "")  # 行业标准38项
        subject, indicator = parts.subject, re.sub(r"^(?:实现|完成|录得|取得|达成|力争)(?=.)", "", parts.indicator)
        if subject and indicator and (did := _DID.match(subject)):
            subject, indicator = did["who"], (did["what"] or did["sum"] or "") + indicator  # 沿海港口|完成货物吞吐量
        if subject and raw.startswith("其中") and indicator and place.subjects and kind == "money":
            holder = place.subjects[0]
            if self.kind_of(holder, "") in ACTORS - {"Group"} and self.kind_of(subject, "") not in (*ACTORS, *REGIONS):
                return (holder,), regions, phrase, False  # 某公司营收…,其中甲业务收入…
        campaign = scene.product.endswith(("行动", "战略", "计划", "工程", "改革", "机制", "制度", "体系", "政策"))
        anew = any(p.kind == "at" and p.explicit and not clause.text[: p.start].strip() for p in clause.periods)
        if scene.product and subject and indicator and anew and phrase.startswith(words()["group"]) and (
            scene.product not in scene.text[clause.start : scene.at]
        ):
            return (subject,), regions, indicator, False  # 推出“甲”产品,…,2025年企业线上贷款使用率…
        own = (
            scene.brought
            and subject
            and indicator
            and (campaign or self.types.get(subject) in MAKERS or self.kind_of(scene.product, "") != "Product")
        )
        if scene.brought and subject and _OF_GOODS.match(indicator) and self._nominal(scene, subject, clause) and (
            len(subject) > 2 and "“" not in subject
        ):
            return self._listed(subject), regions, indicator, False  # 发展消费新模式,…,新能源汽车销量…
        beside = kind == "count" and not indicator and re.search(rf"[、和及]{re.escape(phrase)}", clause.text)
        if scene.product and beside and (made := self._made_too(scene, clause, subject)):
            return made[0], regions, made[1], False
        if scene.product and not own and not self._other_actor(subject) and not (share and subject):
            return (scene.product,), regions, phrase, False
        if (m := re.match(r"^(?P<what>.+?)(?:为|达到?|是)(?P<per>每[\u4e00-\u9fff]{1,5})$", phrase)) and has_head(
            m["what"]
        ):
            inner = take_apart(m["what"], self._actors(scene, clause), "")
            owner = inner.subject or self._subject(scene)
            return (owner,) if owner else (), regions, m["per"] + inner.indicator, False
        if (m := self._made(phrase)) and kind == "money":
            return (m["object"],), regions, "累计金额" if "累计" in raw else "金额", False
        if (
            kind == "count"
            and not indicator
            and (
                m := re.match(
                    r"^(?P<who>[^的在]{2,16}?)(?P<what>(?:在[^的]{2,16})?(?P<verb>设立|建立|建设|拥有|运营|开设|布局|投放|部署|管理|服务|接入)的?.{2,})$",
                    phrase,
                )
            )
            and self._is_verb(scene, m["verb"])
        ):
            return (m["who"],), regions, m["what"] + "数量", False
        made_for = scene.product != scene.owner and self.kind_of(scene.product, "Product") not in ACTORS
        firm = _FIRM.fullmatch(subject) and made_for
        if firm and scene.product not in scene.text[clause.start : scene.at]:
            return (subject,), regions, indicator, False  # 推出“甲”方案,…,2025年企业渗透率…: of those it is made for
        if scene.product and indicator and _COMPANY.fullmatch(subject):
            return (scene.product,), regions, indicator, False
        opens = tokens_of(phrase, scene.tokens, scene.base + scene.at)[:1]
        if kind == "count" and opens and opens[0].tag == "v" and not has_head(phrase) and self._modified(scene, phrase):
            return (phrase,), regions, "数量", False  # 持有合格证的企业
        counts = kind == "count" and not re.search(r"[数量额率]$", phrase)
        if kind == "money" and indicator and not scene.product:
            act = deed(tokens_of(phrase, scene.tokens, scene.base + scene.at))
            if act and act.who and act.what and act.verb in set(words()["obtain"]) - set(words()["verbal"]):
                return (trim_subject(act.who),), regions, act.verb + act.what, False
        opened = bool(opens) and (opens[0].tag == "v" or phrase.startswith((*words()["obtain"], *words()["make"])))
        if counts and indicator and (subject == "" or opened) and (done := self._done(scene, phrase, kind)):
            return done[0], regions, done[1], False
        if subject and not indicator:
            verb = self._obtain(phrase)
            if verb:
                return self._obtained(scene, verb, phrase, regions, kind)
            if share:
                return self._listed(subject), regions, "", False
            people = _PEOPLE.search(subject)
            part = re.match(rf"[\u4e00-\u9fff]{{2,4}}{people[0]}(?=.)", place.stem) if people else None
            if part and part[0] != subject and scene.claims and place.kind == kind and len(subject) <= 6:
                return place.subjects, regions, subject + place.stem[part.end() :], True  # 城镇居民收入a,农村居民b
            if self._part_of(scene, clause, phrase, kind):
                return self._listed(subject), regions, place.stem, True
            if kind in ("count", "money", "mass", "size", "physical") and (done := self._done(scene, phrase, kind)):
                return done[0], regions, done[1], False
            alike = subject[-2:] == place.last.removesuffix("数")[-2:] and not re.search(r"^(?:年末|期末|达|为)", raw)
            listed = bool(re.search(rf"[、和及]对?{re.escape(phrase)}", clause.text))
            next_to = clause.text.startswith(phrase) or "、" + phrase in clause.text
            of_verb = place.verb and place.verb in scene.text[place.anchor : clause.end] and kind == "count"
            of_verb = of_verb and len(subject) <= 10
            if scene.claims and of_verb and (listed or (alike and next_to)):
                thing = "对" + subject if raw.startswith("对") else subject  # 对公账户
                return place.subjects, regions, place.verb + thing, False
            if listed and kind == "count" and (made := self._made_too(scene, clause, subject)):
                return made[0], regions, made[1], False
            if kind == "count" and _GRADE.fullmatch(phrase) and (graded := self._graded(scene, clause, phrase)):
                return (graded,), regions, "数量", False
            belongs = kind == "count" and phrase in words()["belonging"]
            if belongs and (owner := self._owner_before(scene, clause, phrase)):
                return (owner,), regions, phrase + "数", False
            if kind == "count" and (self._nominal(scene, phrase, clause) or self._modified(scene, phrase)):
                return self._listed(subject), regions, "数量", False
            # 新一线城市达45%: a new subject for the same indicator.
            if place.stem and scene.claims and len(subject) <= 16 and self._nominal(scene, phrase, clause):
                return self._listed(subject), regions, place.stem, True
            if change and self._nominal(scene, phrase, clause):
                return self._listed(subject), regions, "", True
            return None
        verb = self._obtain(phrase)
        noun = verb and verb["verb"] in words()["verbal"] and not self._is_verb(scene, verb["verb"])
        if verb and verb["verb"] in ("授权", "申请") and indicator.endswith("专利"):
            noun = None  # 授权发明专利a件
        named = indicator.startswith("占") or (subject and noun)
        if verb and "的" not in phrase and not named:
            return self._obtained(scene, verb, phrase, regions, kind)
        context = scene.product or scene.claims or scene.topic
        verbal = any(t.tag in ("v", "vn", "ad", "an", "vd") for t in self._words(scene, phrase, clause)[:1])
        if (
            subject
            and context
            and verbal
            and len(subject) <= 2
            and indicator != place.stem
            and subject not in self.types
            and indicator not in words()["whole"]
        ):
            subject, indicator = "", subject + indicator
        if not subject:
            if share and indicator.endswith(("人员", "人口", "职工")) and self._among(scene, clause):
                return (indicator,), regions, "", False  # 员工386人,其中研发人员占22%
            if place.subjects and scene.claims and indicator.startswith(("平均", "人均", "户均", "其中", "总投资")):
                return place.subjects, regions, indicator, False
            if indicator.startswith("涉及") and kind == "money" and (thing := self._counted_before(scene)):
                return (thing,), regions, indicator, False
            if indicator.endswith(_BALANCED) and place.stem == "余额" and self._among(scene, clause):
                return (indicator,), regions, place.stem, True  # 贷款余额a,其中涉农贷款b
            if indicator.startswith(words()["firm"]) and self.issuer and not scene.product:
                return (self.issuer,), regions, indicator, False
            fresh = self.titled and not (scene.claims or scene.product or scene.home[0])
            if fresh and re.match("(?:市场|产业|行业)(?:总|整体)?(?:规模|产值|容量)", indicator):
                return (self.topic,), regions, indicator, False
            if indicator.startswith(words()["whole"]):
                doer = place.subjects[0] if place.subjects and scene.claims and not regions else ""
                if self.kind_of(doer, "") in ACTORS and indicator.endswith(("强度", "比例")):
                    return (doer,), regions, indicator, False  # 甲企业研发费用96亿元,研发投入强度8.4%
                told = place.subjects[0] if place.subjects and place.stem.startswith(words()["whole"]) else ""
                told = told if _PLACE.search(told) else ""  # 经济区地区生产总值a。财政收入b
                owner = (regions[0] if regions else scene.region) or told or self._whole_region(scene)
                return ((owner,) if owner else place.subjects), regions, indicator, False
            alone = _LAST.fullmatch(indicator) if not (scene.claims or scene.product or regions) else None
            if alone and scene.home[0] != scene.topic and self._stands_alone(scene, alone["subject"], indicator):
                return (alone["subject"],), regions, alone["head"], False  # 软件业务收入 at the head of a sentence
            stale = regions and not scene.claims and scene.home[0] != scene.topic and not scene.product
            subject = (self.topic if self.titled else "") if stale else self._subject(scene)
            if not subject and not self.topic and not regions and (m := _LAST.fullmatch(indicator)):
                subject, indicator = m["subject"], m["head"]  # 软件业务收入 with nothing else to be about
            return ((subject,) if subject else ()), regions, indicator, False
        if indicator.endswith(_BALANCED) and len(indicator) < 7 and place.stem == "余额" and self._among(scene, clause):
            return self._listed(subject + indicator), regions, place.stem, True  # 贷款余额a,其中住户贷款b
        subject = self._repeated(scene, clause, subject, indicator)
        if self._parallel(place, subject, indicator):
            indicator = place.stem
        if indicator.endswith("专利") and kind == "count" and self.kind_of(subject, "") not in ACTORS:
            return self._listed(subject + indicator), regions, "数量", False  # 外观|设计专利
        if "等" in subject and kind not in ("percent", "points", "ratio", "times"):
            return (subject,), regions, indicator, False  # a figure of all of them
        return self._listed(subject), regions, indicator, False
