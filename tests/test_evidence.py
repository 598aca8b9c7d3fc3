"""Every fact can be checked: its evidence stands in the stored text and holds the value as written, or both names."""
from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from conftest import EXAMPLES, ROOT

from ingest.pipeline import Kit, extract
from kg.identity import normal
from kg.repository import Repository, Snapshot, fact_to_json
from kg.types import Entity, Evidence, ObservationFact, RelationFact

INVENTED = """松原湾海洋经济发展报告（2025年）

一、总体情况
2025年，松原湾海洋经济总产值突破1.3万亿元，同比增长8.6%；其中，海水淡化产值达46亿元，海上风电装机达320万千瓦，占全国的7.5%。
浪花银行、远帆银行的海洋贷款余额分别达210亿元、95亿元，不良贷款率从2.1%降至1.4%。
到2027年，建成3个以上海洋牧场示范区，培育30—50家专精特新企业，单位产值能耗下降三成。

二、主要做法
浪花银行推出的“潮汐贷”产品，通过水下传感器监控养殖网箱，为渔民提供信用贷款，覆盖渔户1.2万户。
松原湾管委会、工信部等三部门联合印发《海洋经济促进办法》，支持远帆科技等龙头企业与高校合作。
蓝藻预警技术应用于近海养殖，有效解决赤潮监测滞后问题。上述两家银行还设立了海洋金融实验室。

三、存在问题
核心装备国产化率不足40%，六成以上依赖进口，导致运维成本高企。人才流失造成创新能力不足。
"""


@pytest.fixture(scope="module")
def kit() -> Kit:
    return Kit.load()


@pytest.fixture(scope="module", params=["sample", "heldout-a", "invented"])
def snapshot(request: pytest.FixtureRequest, kit: Kit, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Snapshot]:
    made = tmp_path_factory.mktemp("invented") / "海洋.txt"
    made.write_text(INVENTED, "utf-8")
    path = {"sample": EXAMPLES / "sample-report.txt", "heldout-a": ROOT / "tests/gold/heldout-a.txt",
            "invented": made}[request.param]
    with Repository.in_memory(readings=kit.lexicon.readings) as repository:
        repository.add(extract(kit, Path(path)))
        yield repository.view()


def holds(piece: str, entity: Entity) -> bool:
    """Whether one of the entity's names stands in the text: quotes and joining pluses do not count."""
    return any(name in piece or normal(name) in normal(piece) for name in (entity.label, *entity.aliases))


def spread(piece: str, entity: Entity) -> bool:
    """Whether a name stands in the text in two parts, as a coordination shares them: the 存储能力 of 存储与计算能力."""
    name, text = normal(entity.label), normal(piece)
    return any((at := text.find(name[:cut])) >= 0 and name[cut:] in text[at + cut:] for cut in range(2, len(name) - 1))


def shown(fact: RelationFact | ObservationFact, evidence: Evidence) -> str:
    return f"{fact_to_json(fact)} ← {evidence.text}"


def test_there_are_facts(snapshot: Snapshot) -> None:
    kinds = {type(fact) for fact in snapshot.facts()}
    assert kinds == {RelationFact, ObservationFact}


def test_evidence_stands_where_it_says(snapshot: Snapshot) -> None:
    for fact in snapshot.facts():
        assert fact.evidence, fact_to_json(fact)
        for evidence in fact.evidence:
            text = snapshot.text(evidence.document)
            assert text[evidence.start:evidence.end] == evidence.text, shown(fact, evidence)


def test_evidence_of_a_figure_holds_it_as_written(snapshot: Snapshot) -> None:
    wrong = [shown(fact, evidence) for fact in snapshot.facts() if isinstance(fact, ObservationFact)
             for evidence in fact.evidence[:1]
             if not any(normal(fact.written) in normal(one.text) for one in fact.evidence)]
    assert wrong == []


def test_evidence_of_a_relation_holds_both_names(snapshot: Snapshot) -> None:
    """One name may stand in another piece of the same fact's evidence: the heading, or the sentence of 该平台."""
    facts = [fact for fact in snapshot.facts() if isinstance(fact, RelationFact)]
    wrong, parted = [], 0
    for fact in facts:
        text = "\n".join(one.text for one in fact.evidence)
        for one in (fact.subject, fact.object):
            if not holds(text, one):
                parted += spread(text, one)
                wrong += [] if spread(text, one) else [(one.label, shown(fact, fact.evidence[0]))]
    assert wrong == []
    assert parted <= 0.05 * len(facts)          # most names stand there as they are
