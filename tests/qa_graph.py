"""A small invented graph for tests of answering: each claim stands in the sentence that says it."""
from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from graphs import claims

from kg.repository import Repository
from kg.snapshot import Snapshot
from kg.text.period import to_period
from kg.types import Base, DocumentClaims, EntityRef, ObservationClaim, RelationClaim, Span


class Report:
    """Sentences and what they say, gathered into one document."""

    def __init__(self) -> None:
        self.text = "1 概况\n正文。\n"
        self.said: list[RelationClaim | ObservationClaim] = []

    def relation(self, sentence: str, subject: EntityRef, predicate: str, verb: str, *objects: EntityRef) -> None:
        at = self._add(sentence)
        self.said += [RelationClaim(subject, predicate, verb, o, (at,), 0.9, "test") for o in objects]

    def relations_from(self, sentence: str, predicate: str, verb: str, object_: EntityRef,
                       *subjects: EntityRef) -> None:
        at = self._add(sentence)
        self.said += [RelationClaim(s, predicate, verb, object_, (at,), 0.9, "test") for s in subjects]

    def figure(self, sentence: str, subject: EntityRef, indicator: str, value: str, unit: str, *, factor: str = "1",
               base_unit: str | None = None, period: str | None = "2025", base: str | None = None, **more: Any) -> None:
        number = Decimal(value)
        self.said.append(ObservationClaim(
            subject, indicator, number, unit, f"{value}{unit}", (self._add(sentence),), 0.9, "test",
            value_base=number * Decimal(factor), unit_base=unit if base_unit is None else base_unit,
            period=to_period(period) if period else None, base=Base(period=base) if base else None, **more))

    def say(self, sentence: str) -> None:
        """A sentence that no fact is drawn from."""
        self._add(sentence)

    def claims(self, source: str = "报告.txt", **more: Any) -> DocumentClaims:
        return claims(self.text, self.said, source=source, **more)

    def _add(self, sentence: str) -> Span:
        start = self.text.find(sentence)
        if start < 0:
            start = len(self.text)
            self.text += sentence + "。\n"
        return Span(start, start + len(sentence))


def e(type_: str, name: str) -> EntityRef:
    return EntityRef(name, type_)


def ports() -> DocumentClaims:
    """An invented report on smart ports: banks, insurers, cities, fields, figures."""
    r = Report()
    yunhai, songcheng, lanshan = e("Bank", "云海银行"), e("Bank", "松城银行"), e("Bank", "岚山银行")
    hengtai, ruian = e("Insurer", "恒泰保险"), e("Insurer", "瑞岸保险")
    port, loan, cover, pay = (e("Scenario", n) for n in ("智慧港口", "港口信贷", "港口保险", "港口支付"))
    east, west = e("Region", "东湾地区"), e("Region", "西岭地区")
    cheng, liu, nan = e("City", "澄江市"), e("City", "柳浦市"), e("City", "南屿市")
    tong, dai, cai = e("Product", "港融通平台"), e("Product", "潮汐贷"), e("Product", "舱单e保")
    r.relation("云海银行搭建的港融通平台上线", yunhai, "operates", "搭建", tong)
    r.relation("松城银行推出潮汐贷", songcheng, "provides", "推出", dai)
    r.relation("恒泰保险推出舱单e保", hengtai, "provides", "推出", cai)
    r.relation("潮汐贷为船东提供无担保贷款", dai, "provides", "提供", e("Product", "无担保贷款"))
    r.relation("潮汐贷面向船东群体", dai, "targets", "面向", e("Group", "船东群体"))
    r.relation("舱单e保通过水位传感器、风速传感器采集数据", cai, "uses", "通过",
               e("Technology", "水位传感器"), e("Technology", "风速传感器"))
    r.relation("海事局发布《智慧港口建设行动方案》", e("GovernmentBody", "海事局"), "issued", "发布",
               e("Policy", "智慧港口建设行动方案"))
    r.relations_from("智慧港口市场中,港口信贷、港口保险、港口支付是三大业务", "broader", "其中", port, loan, cover, pay)
    r.relations_from("东湾地区(澄江市、柳浦市)", "part_of", "", east, cheng, liu)
    r.relations_from("西岭地区(南屿市)", "part_of", "", west, nan)
    r.relation("柳浦市设立智慧港口实验室", liu, "operates", "设立", e("ResearchBody", "智慧港口实验室"))
    r.relation("岚山银行与云海银行开展合作", lanshan, "cooperates_with", "合作", yunhai)
    for sentence, field, size, growth in (
            ("港口信贷业务规模达640亿元,同比增长12%", loan, "640", "12"),
            ("港口保险业务规模达180亿元,同比增长31%", cover, "180", "31"),
            ("港口支付业务规模达95亿元,同比增长8%", pay, "95", "8")):
        r.figure(sentence, field, "业务规模", size, "亿元", factor="100000000", base_unit="元")
        r.figure(sentence, field, "业务规模同比增长率", growth, "%", base="2024")
    r.figure("全国智慧港口市场规模突破900亿元,同比增长15%", port, "市场规模", "900", "亿元", factor="100000000",
             base_unit="元", comparator=">")
    r.figure("全国智慧港口市场规模突破900亿元,同比增长15%", port, "市场规模同比增长率", "15", "%", base="2024")
    for place, share, growth in ((east, "62", "18"), (west, "21", "9")):
        sentence = f"{place.name}智慧港口市场规模占全国的{share}%,同比增长{growth}%"
        r.figure(sentence, port, "市场规模占全国比重", share, "%", region=place)
        r.figure(sentence, port, "市场规模同比增长率", growth, "%", region=place, base="2024")
    for place, rate in ((cheng, "48"), (liu, "55"), (nan, "37")):
        r.figure(f"{place.name}智能闸口覆盖率达{rate}%", e("Technology", "智能闸口"), "覆盖率", rate, "%", region=place)
    r.figure("恒泰保险、瑞岸保险的船舶险渗透率分别达72%、58%", hengtai, "船舶险渗透率", "72", "%")
    r.figure("恒泰保险、瑞岸保险的船舶险渗透率分别达72%、58%", ruian, "船舶险渗透率", "58", "%")
    r.figure("港融通平台接入企业超3万家", tong, "接入企业数", "3", "万家", factor="10000", base_unit="家",
             comparator=">")
    r.figure("潮汐贷覆盖船东4万户", dai, "覆盖船东数", "4", "万户", factor="10000", base_unit="户")
    r.figure("舱单e保覆盖船东1.5万户", cai, "覆盖船东数", "1.5", "万户", factor="10000", base_unit="户")
    r.figure("港口信贷的审批周期从传统的10天缩短至2天", loan, "审批周期", "2", "天")
    r.figure("港口信贷的审批周期从传统的10天缩短至2天", loan, "传统审批周期", "10", "天")
    r.figure("智能闸口普及率较2024年提高7个百分点", e("Technology", "智能闸口"), "普及率较2024年提高", "7",
             "个百分点", base="2024")
    r.relations_from("港口信贷面临船舶估值困难、单证造假等问题", "applies_to", "面临", loan,
                     e("Problem", "船舶估值困难"), e("Problem", "单证造假"))
    r.relation("港融通平台解决单证造假问题", tong, "addresses", "解决", e("Problem", "单证造假"))
    r.figure("两座城市的泊位数:澄江市泊位数由30个增加到42个", cheng, "泊位数", "42", "个")
    r.figure("两座城市的泊位数:澄江市泊位数由30个增加到42个", cheng, "泊位数", "30", "个", period="2020")
    for owner, name in ((yunhai, "云仓港口融资平台"), (songcheng, "货易港口融资平台")):
        r.relation(f"{owner.name}搭建的{name}服务船东", owner, "operates", "搭建", e("Product", name))
    r.say("无人集卡在港区尚未实现商业运营")
    r.say("岸桥远程操控系统实时采集吊具的高度、倾角、载荷等数据,保障作业安全")
    r.say("港区补贴重点扶持冷链仓储、海铁联运、保税物流等领域的试点")
    r.say("绿色航运基金由港务发展中心负责管理")
    r.say("货主可通过“舱位通”小程序预订舱位")
    r.say("港口引航调度的应急预案不健全")
    r.say("全港进出口货值达700亿元")
    r.figure("港口保险户均保费为3万元", cover, "户均保费", "3", "万元", factor="10000", base_unit="元")
    r.say("岸电设施的建设补助标准为每座36万元")
    return r.claims(publisher="港航研究会", published=date(2025, 6, 30))


def snapshot(*documents: DocumentClaims) -> Snapshot:
    """The documents in a store in memory."""
    repository = Repository.in_memory()
    for document in documents:
        repository.add(document)
    return Snapshot(repository.store)
