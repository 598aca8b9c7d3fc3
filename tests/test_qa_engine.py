"""Every kind of question on a small invented graph: what must be answered, and what must be refused."""
from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from opencc import OpenCC
from qa_graph import Report, e, ports, snapshot

from kg.rdf import Iri, Lit
from qa import Engine, leftover

ANSWERED = {
    # lists
    "哪些银行推出了潮汐贷?": ["松城银行"],
    "东湾地区包括哪些城市?": ["澄江市", "柳浦市"],
    "舱单e保用了哪几种传感器?": ["水位传感器", "风速传感器"],
    "智能闸口覆盖率达到55%的是哪座城市?": ["柳浦市"],
    # one thing
    "潮汐贷出自哪家银行?": ["松城银行"],
    "港融通平台是谁搭建的?": ["云海银行"],
    "《智慧港口建设行动方案》是哪个部门发布的?": ["海事局"],
    "潮汐贷瞄准的客群是谁?": ["船东群体"],
    "哪座城市设立了智慧港口实验室?": ["柳浦市"],
    # numbers
    "2025年智慧港口市场规模有多大?": ["900亿元"],
    "港口保险的业务规模是多少?": ["180亿元"],
    "港融通平台接入了多少家企业?": ["3万家"],
    "柳浦市的智能闸口覆盖率是多少?": ["55%"],
    "港口信贷审批要几天?": ["2天"],
    # growth, share, change
    "港口保险同比增长了百分之几?": ["31%"],
    "东湾地区占全国智慧港口市场多大份额?": ["62%"],
    "智能闸口普及率比2024年提高了几个百分点?": ["7个百分点"],
    # superlatives and comparisons
    "智慧港口三大业务里增速最快的是哪个?": ["港口保险"],
    "港口信贷、港口保险、港口支付,谁增长最慢?": ["港口支付"],
    "船舶险渗透率，恒泰保险和瑞岸保险哪个高?": ["恒泰保险"],
    "哪座城市的智能闸口覆盖率最高?": ["柳浦市"],
    # computed
    "潮汐贷和舱单e保加起来覆盖多少船东?": ["5.5万户"],
    "港口信贷的审批周期一共缩短了几天?": ["8天"],
    "恒泰保险和瑞岸保险的船舶险渗透率相差多少?": ["14个百分点"],
    "一共有多少家银行?": ["3家"],
    # yes and no
    "恒泰保险的船舶险渗透率是否高于瑞岸保险?": ["是"],
    "瑞岸保险的船舶险渗透率是否高于60%?": ["否"],
    "船东申请潮汐贷需要担保吗?": ["否"],
    # two steps
    "搭建港融通平台的那家银行与哪家银行合作?": ["岚山银行"],
    "设立智慧港口实验室的那座城市,智能闸口覆盖率是多少?": ["55%"],
    "智慧港口三大业务里增速最快的那一块，业务规模是多少?": ["180亿元"],
    "恒泰保险和瑞岸保险的船舶险渗透率分别是多少?": ["72%", "58%"],
    "港口信贷的业务规模比港口保险大多少?": ["460亿元"],
    "澄江市的泊位数净增多少个?": ["12个"],
    "哪些银行搭建了港口融资平台?": ["云海银行", "松城银行"],       # by what the platforms' names say
    # what only a sentence says
    "无人集卡实现商业运营了吗?": ["否"],
    "一座岸电设施能补助多少钱?": ["36万元"],
    "岸桥远程操控系统会采集哪些数据?": ["高度", "倾角", "载荷"],
    "港区补贴扶持哪三个领域的试点?": ["冷链仓储", "海铁联运", "保税物流"],
    "绿色航运基金由谁来管理?": ["港务发展中心"],
    "货主用哪个小程序预订舱位?": ["舱位通"],
    "港口引航调度的应急预案健全吗?": ["否"],
    # a choice is answered in the question's words
    "恒泰和瑞岸保险,谁的船舶险渗透率更高?": ["恒泰保险"],
    # what a thing is, what is known of it
    "介绍一下舱单e保": ["恒泰保险 推出 舱单e保", "舱单e保 通过 水位传感器", "舱单e保 通过 风速传感器",
                  "2025年舱单e保的覆盖船东数：1.5万户"],
    # by how a figure stands to a limit, to another one, to that of the whole
    "哪些城市的智能闸口覆盖率超过40%?": ["澄江市", "柳浦市"],
    "智能闸口覆盖率低于50%的城市有哪些?": ["澄江市", "南屿市"],
    "船舶险渗透率在60%以上的险企是哪家?": ["恒泰保险"],
    "哪些城市的智能闸口覆盖率比澄江市高?": ["柳浦市"],
    "哪些地区的智慧港口市场规模增速高于全国平均?": ["东湾地区"],
    "智慧港口市场增速低于全国平均水平的地区有哪些?": ["西岭地区"],
    # which way it went
    "港口保险的业务规模同比下降了吗?": ["否"],
    "港口保险的业务规模同比增长了吗?": ["是"],
    # the document itself
    "这份报告是谁发布的?": ["港航研究会"],
    "这份报告的发布日期是哪天?": ["2025年6月30日"],
    # problems
    "港口信贷面临哪些问题?": ["船舶估值困难", "单证造假"],
}
PIECES = "港口保险的规模哪些银行比和、,?？2025年%多少最高是吗加起来那家"
REFUSED = [
    "2023年智慧港口市场规模有多大?",                  # another year
    "云海银行的潮汐贷覆盖了多少船东?",                 # another owner
    "潮汐贷的不良贷款率是多少?",                       # another attribute
    "港融通平台接入企业的平均年龄是多少?",
    "南屿市占全国智慧港口市场多大份额?",               # another place
    "港口保险的员工有多少人?",
    "海事局的行动方案是几月几号发布的?",
    "岚山银行推出了哪些产品?",
    "珠峰银行接入了多少家企业?",                       # not in the graph
    "打开文件要装什么软件?",
    "无人集卡的售价是多少?",
    "岸电设施的用电量是多少?",
    "港口保险的研发费用是多少?",
    "港口保险的碳排放量是多少?",
    "2017年潮汐贷覆盖了多少船东?",
    "明天澄江市的天气如何?",
    "潮汐贷是不是云海银行推出的，利率是多少?",
    "港口信贷和船舶险渗透率加起来是多少?",
    "全港出口货值是多少?",                             # of 进出口
    "港口保险的保费是多少?",                           # of 户均保费
    "潮汐贷覆盖了多少比例的船东?",                     # another unit
    "港口保险同比下降了多少?",                         # it grew
    "2019年港融通平台接入企业超过3万家了吗?",           # another year
    "港口信贷的审批周期比港口保险长多少?",              # one operand is missing
    "岸桥远程操控系统会采集哪两种数据?",                # three are told
    "货主用哪个网站预订舱位?",
    "舱单e保由谁来管理?",
]


@pytest.fixture(scope="module")
def engine() -> Engine:
    return Engine(snapshot(ports()))


@pytest.mark.parametrize("question", ANSWERED)
def test_answers(engine: Engine, question: str) -> None:
    answer = engine.ask(question)
    assert (answer.status, sorted(i.text for i in answer.answers)) == ("answered", sorted(ANSWERED[question]))
    assert all(i.evidence for i in answer.answers)
    assert answer.interpretation


@pytest.mark.parametrize("question", REFUSED)
def test_refuses(engine: Engine, question: str) -> None:
    answer = engine.ask(question)
    assert answer.status != "answered"
    assert answer.answers == ()
    assert answer.interpretation


def test_who_receives_is_not_who_gives() -> None:
    report, loan = Report(), e("Product", "潮汐贷")
    report.relation("松城银行推出潮汐贷", e("Bank", "松城银行"), "provides", "推出", loan)
    engine = Engine(snapshot(report.claims()))
    assert [i.text for i in engine.ask("潮汐贷是谁推出的?").answers] == ["松城银行"]
    assert engine.ask("潮汐贷贷给谁?").status == "no_answer"
    assert engine.ask("潮汐贷的钱给哪些人?").status == "no_answer"


def test_an_amount_is_no_share() -> None:
    """A bank whose loan balance is known has no loan ratio by that."""
    report, bank = Report(), e("Bank", "云海银行")
    report.figure("2025年,云海银行的港口贷款余额达300亿元", bank, "港口贷款余额", "300", "亿元", factor="100000000",
                  base_unit="元")
    engine = Engine(snapshot(report.claims()))
    assert [i.text for i in engine.ask("云海银行的港口贷款余额是多少?").answers] == ["300亿元"]
    assert engine.ask("云海银行的港口不良贷款率是多少?").status == "no_answer"


def test_a_false_premise_is_named(engine: Engine) -> None:
    assert "方向相反" in engine.ask("港口保险的业务规模同比下降了多少?").interpretation
    assert "松城银行" in engine.ask("云海银行的潮汐贷覆盖了多少船东?").interpretation


@pytest.mark.parametrize("question", ANSWERED)
def test_traditional_and_full_width_questions_get_the_same_answer(engine: Engine, question: str) -> None:
    traditional = OpenCC("s2t").convert(question).replace("2025", "２０２５")
    assert [i.text for i in engine.ask(traditional).answers] == [i.text for i in engine.ask(question).answers]


@pytest.mark.parametrize("question", ANSWERED)
def test_the_shown_query_gives_the_answer_again(engine: Engine, question: str) -> None:
    answer = engine.ask(question)
    assert answer.status == "answered"
    if "ASK {" in answer.sparql:
        assert ["是" if engine.snapshot.ask(answer.sparql) else "否"] == [i.text for i in answer.answers]
        return
    values = {row["answer"] for row in engine.snapshot.select(answer.sparql)}
    things = {v.value for v in values if isinstance(v, Iri)}
    assert things == {i.iri for i in answer.answers if i.iri}
    if not things:
        assert len({v for v in values if isinstance(v, Lit)}) == len(answer.answers)


def test_a_bound_is_shown_as_the_text_words_it(engine: Engine) -> None:
    answer = engine.ask("港融通平台接入了多少家企业?")
    assert answer.answers[0].text == "3万家"
    assert "3万家（原文：超3万家）" in answer.to_text()


def test_a_refusal_says_what_is_missing(engine: Engine) -> None:
    told = engine.ask("港口保险的员工有多少人?").interpretation
    assert "港口保险" in told
    assert "员工" in told


def test_evidence_stands_in_the_text_at_its_place(engine: Engine) -> None:
    for question in ANSWERED:
        for item in engine.ask(question).answers:
            for one in item.evidence:
                assert engine.snapshot.text(one.document)[one.start:one.end] == one.text


def test_a_slip_of_one_character_is_forgiven(engine: Engine) -> None:
    assert [i.text for i in engine.ask("瑞岸保险的船舶险渗头率是多少").answers] == ["58%"]


def test_the_contract_of_the_json(engine: Engine) -> None:
    data = engine.ask("港口保险的业务规模是多少?", id="q1").to_json()
    assert set(data) == {"id", "question", "status", "confidence", "answers", "sparql", "interpretation",
                         "elapsed_ms"}
    assert data["id"] == "q1"
    assert set(data["answers"][0]) == {"text", "iri", "type", "value", "unit", "evidence"}
    assert (data["answers"][0]["value"], data["answers"][0]["unit"]) == (180.0, "亿元")
    assert set(data["answers"][0]["evidence"][0]) == {"document", "section", "start", "end", "text", "damaged",
                                                      "source"}


def test_one_document_only() -> None:
    other = Report()
    other.figure("港口保险业务规模达175亿元", e("Scenario", "港口保险"), "业务规模", "175", "亿元",
                 factor="100000000", base_unit="元")
    first, second = ports(), other.claims("另一份.txt")
    engine = Engine(snapshot(first, second))
    ask = "港口保险的业务规模是多少?"
    assert [i.text for i in engine.ask(ask, document=second.document.id).answers] == ["175亿元"]
    assert [i.text for i in engine.ask(ask, document=first.document.id).answers] == ["180亿元"]
    # They disagree: both are shown.
    assert sorted(i.text for i in engine.ask(ask).answers) == ["175亿元", "180亿元"]


def test_an_empty_graph_refuses() -> None:
    assert Engine(snapshot()).ask("港口保险的业务规模是多少?").status == "no_answer"


@settings(max_examples=60, deadline=None)
@given(st.one_of(st.text(max_size=40), st.text(alphabet=PIECES, max_size=30)))
def test_no_text_breaks_the_engine(engine: Engine, text: str) -> None:
    assert engine.ask(text).status in ("answered", "no_answer", "ambiguous")


def test_nothing_is_no_word() -> None:
    assert leftover.kind("") is None
    assert leftover.words("") == []
