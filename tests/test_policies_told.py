"""What a text tells of policies, parts of lists and places: invented sentences after careful readers' findings."""
from __future__ import annotations

from pathlib import Path

import pytest
from extraction import Triple, triples

from ingest.pipeline import Kit, extract

TOLD: list[tuple[str, Triple, bool]] = [
    # 《甲》提出,要…: what the policy orders is its aim; what somebody else is to do is no fact
    ("《渔港发展意见》强调,要加力推进渔港技术创新和先行先试。", ("渔港发展意见", "supports", "渔港技术创新"), True),
    ("《渔港发展意见》明确提出,要全方位提升渔港管理水平。", ("渔港发展意见", "targets", "渔港管理水平"), True),
    ("《渔港发展意见》提出,要重视渔港,健全渔船检验机制。", ("渔港发展意见", "targets", "渔船检验机制"), True),
    ("《渔港发展意见》提出,渔港公司要推出“渔安通”平台。", ("渔港公司", "operates", "渔安通"), False),
    ("专家强调,要加快渔船检验机制建设。", ("专家", "targets", "渔船检验机制建设"), False),
    # two works, with brackets between them
    ("水利部发布《渔港发展意见》(以下简称《意见》)与《渔船改造计划》。", ("水利部", "issued", "渔船改造计划"), True),
    ("水利部发布《渔港发展意见》,《渔船改造计划》另行制定。", ("水利部", "issued", "渔船改造计划"), False),
    # a place belongs to what it stands before, and not to the partners behind 与
    ("长三角地区的渔业企业与白帆科技合作开发养殖平台。", ("长三角地区的白帆科技", "provides", "养殖平台"), False),
    ("长三角地区的渔业企业与白帆科技、海石机械合作开发养殖平台。", ("白帆科技", "provides", "养殖平台"), True),
    # what is done with what was named before
    ("声呐技术是渔情预报的重要支撑,与遥感技术深度融合。", ("声呐技术", "integrates_with", "遥感技术"), True),
    ("渔船贷款面向个体渔民,由白鹭银行发放。", ("白鹭银行", "provides", "渔船贷款"), True),
    ("渔船贷款面向个体渔民,由专家推荐。", ("专家", "provides", "渔船贷款"), False),
    # what a thing is used in, paid for
    ("5G技术支撑下的渔港调度平台,接入渔船超1000艘,实现泊位预约。", ("5G技术", "provides", "泊位预约"), False),
    ("船员可以取得智力、专利、劳务等报酬。", ("专利", "instance_of", "报酬"), False),
    # who holds a share
    ("白鹭银行推出渔船贷款产品,渔船贷款产品占比达35%。", ("白鹭银行", "holds_share", "渔船贷款产品"), False),
    # a part in something is not the thing done
    ("白鹭市在解决近海污染上发挥了重要作用。", ("白鹭市", "addresses", "近海污染"), False),
    ("白鹭市解决近海污染。", ("白鹭市", "addresses", "近海污染"), True),
    # what it has turned from is past; what is given for something else is not that
    ("渔业生产已从主要依靠人力畜力转向主要依靠机械动力。", ("渔业生产", "depends_on", "人力畜力"), False),
    ("渔业生产已从主要依靠人力畜力转向主要依靠机械动力。", ("渔业生产", "depends_on", "机械动力"), True),
    ("渔讯平台提供信用评估依据。", ("渔讯平台", "provides", "信用评估"), False),
    ("渔讯平台提供信用评估服务。", ("渔讯平台", "provides", "信用评估服务"), True),
    # who a meeting is made of
    ("联席会议由教育、财政、税务等单位组成。", ("教育", "part_of", "联席会议"), False),
]
PLAN = """白鹭市渔港行动计划(2026—2028年)

鼓励职业院校联合中小学开展海洋教育。
支持渔机服务主体与养殖大户组建联合体。
推动职业院校教师和工程师双向流动。
围绕渔港转型升级,推动船坞改造。
调动社会力量,补充师资不足,助力渔业办学。
加快建设冷库集群,结合渔港需求优化冷库布局。
智能识别并匹配航线数据、渔情数据。
锚定渔港高质量发展,推动遥感技术向渔情预报渗透。"""
OF_THE_PLAN: list[Triple] = [
    ("白鹭市渔港行动计划(2026—2028年)", "targets", "中小学"),
    ("白鹭市渔港行动计划(2026—2028年)", "supports", "养殖大户"),
    ("白鹭市渔港行动计划(2026—2028年)", "targets", "渔港转型升级"),
    ("白鹭市渔港行动计划(2026—2028年)", "targets", "工程师"),
    ("白鹭市渔港行动计划(2026—2028年)", "supports", "渔业办学"),
    ("冷库集群", "supports", "冷库布局"),
    ("智能识别", "applies_to", "航线数据"),
    ("锚定", "applies_to", "渔情预报"),
]


@pytest.fixture(scope="module")
def kit() -> Kit:
    return Kit.load()


@pytest.mark.parametrize(("text", "triple", "stated"), TOLD)
def test_a_sentence_says_what_it_says_and_of_whom(kit: Kit, text: str, triple: Triple, stated: bool) -> None:
    found = triples(kit, text)
    assert (triple in found) is stated, found


def test_a_plan_is_not_made_to_say_what_others_do(kit: Kit, tmp_path: Path) -> None:
    (tmp_path / "计划.txt").write_text(PLAN, "utf-8")
    found = {(c.subject.name, c.predicate, c.object.name) for c in extract(kit, tmp_path / "计划.txt").relations}
    assert found.isdisjoint(OF_THE_PLAN), found & set(OF_THE_PLAN)
    assert ("白鹭市渔港行动计划(2026—2028年)", "targets", "职业院校") in found


def test_every_part_of_a_proposal_is_recommended(kit: Kit, tmp_path: Path) -> None:
    (tmp_path / "报告.txt").write_text("渔港观察报告\n\n建议加大渔船补贴力度,完善鱼价机制,支持小渔港改造。", "utf-8")
    found = {(c.predicate, c.object.name) for c in extract(kit, tmp_path / "报告.txt").relations}
    assert {("recommends", each) for each in ("加大渔船补贴力度", "完善鱼价机制", "支持小渔港改造")} <= found


def test_a_relation_is_told_by_a_verb(kit: Kit, tmp_path: Path) -> None:
    (tmp_path / "报告.txt").write_text("渔港观察报告\n\n声呐技术在渔情预报、海底测绘等领域的应用取得突破。", "utf-8")
    verbs = {c.verb for c in extract(kit, tmp_path / "报告.txt").relations}
    assert verbs
    assert not verbs & {"在的", "的", "以为"}
