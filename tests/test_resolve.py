"""One entity for each thing of a document, and never one for two."""
from __future__ import annotations

import pytest
from extraction import claims, document, mentions, triples

from ingest.pipeline import Kit
from ingest.resolve import resolve
from kg.identity import entity_iri
from kg.types import EntityRef, RelationClaim, Span


@pytest.fixture(scope="module")
def kit() -> Kit:
    return Kit.load()


def _entities(kit: Kit, *named: tuple[str, str], text: str = "") -> list[EntityRef]:
    """The entities that the given names, each used once, resolve to."""
    other = EntityRef("试验对象", "Product")
    made = [RelationClaim(EntityRef(name, kind), "operates", "搭建", other, (Span(0, 1),), 0.9, "test")
            for name, kind in named]
    found = resolve(kit, document(text or "无"), [()], made, [])
    return [e.ref for e in found.entities if e.ref.name != other.name]


@pytest.mark.parametrize(("one", "two"), [
    (("建设银行", "Bank"), ("建行", "Bank")),
    (("中国建设银行", "Bank"), ("建设银行", "Bank")),
    (("物联网", "Technology"), ("物联网技术", "Technology")),
    (("物联网+信贷", "Scenario"), ("物联网信贷", "Scenario")),
    (("浙江", "Province"), ("浙江省", "Province")),
    (("晨帆船舶科技股份有限公司", "Company"), ("晨帆船舶科技", "Company")),
    (("航运金融", "Scenario"), ("航运金融", "Entity")),
])
def test_names_of_one_thing_are_one_entity(kit: Kit, one: tuple[str, str], two: tuple[str, str]) -> None:
    assert len(_entities(kit, one, two)) == 1


@pytest.mark.parametrize(("one", "two"), [
    (("互联网", "Technology"), ("工业互联网", "Technology")),
    (("物联网", "Technology"), ("物联网金融", "Scenario")),
    (("智能车险", "Scenario"), ("智能车险平台", "Product")),
    (("招商银行", "Bank"), ("招商银行青岛分行", "Bank")),
    (("航运一号基金", "Product"), ("航运二号基金", "Product")),
    (("浙江", "Province"), ("浙江大学", "ResearchBody")),
    (("农业保险", "Scenario"), ("农业信贷", "Scenario")),
    (("建设银行", "Bank"), ("建信人寿", "Insurer")),
    (("晨帆科技", "Company"), ("晨帆物流", "Company")),
])
def test_different_things_stay_apart(kit: Kit, one: tuple[str, str], two: tuple[str, str]) -> None:
    assert len(_entities(kit, one, two)) == 2


@pytest.mark.parametrize(("name", "read_as", "kind"), [
    ("岸线巡检", "Entity", "Scenario"), ("外卖骑手", "Entity", "Group"), ("工业级飞艇生产线", "Entity", "Product"),
    ("设备故障", "Scenario", "Problem"), ("丘陵山区", "Entity", "Region"), ("液冷电芯", "Scenario", "Technology"),
    ("2024年航运研究报告", "Entity", "Entity"), ("搭建航运平台", "Scenario", "Scenario"),
    ("航运金融", "Scenario", "Scenario"), ("开展航运保险业务的保险公司", "Insurer", "Group"),
    ("晨帆科技", "Company", "Company"), ("晨帆平台", "Product", "Product"),
])
def test_what_reading_left_open_has_the_class_of_its_last_word(kit: Kit, name: str, read_as: str, kind: str) -> None:
    assert [entity.type for entity in _entities(kit, (name, read_as))] == [kind]


def test_a_thing_without_a_class_is_the_concept_of_that_name_elsewhere() -> None:
    assert entity_iri("航运动力", "Entity") == entity_iri("航运动力", "Technology")
    assert entity_iri("航运动力", "Entity") != entity_iri("航运动力", "Product")


def test_a_short_title_that_the_text_explains_is_the_full_one(kit: Kit) -> None:
    text = "财政部印发《航运金融发展意见》(以下简称《意见》)。《意见》引导金融机构创新。"
    found = triples(kit, text)
    assert ("航运金融发展意见", "targets", "金融机构") in found


def test_a_bare_title_stays_in_its_document(kit: Kit) -> None:
    found = claims(kit, document("财政部印发《意见》,引导金融机构创新。"))
    assert {e.ref.local for e in found.entities if e.ref.name == "意见"} == {True}


def test_a_definite_phrase_takes_the_one_thing_it_can_mean(kit: Kit) -> None:
    found = mentions(kit, "招商银行推出“潮汐贷”产品。该产品通过物联网终端监控船位。")
    assert [m.name for m in found if m.surface == "该产品"] == ["潮汐贷"]


@pytest.mark.parametrize(("text", "fact", "no_fact"), [
    ("云南、广西两省开展航运试点。上述两省设立通关专窗。", ("广西", "operates", "通关专窗"),
     ("云南、广西", "operates", "通关专窗")),
    ("云岭银行、江口银行推出绿色信贷。上述两家银行与海泊科技合作。", ("江口银行", "cooperates_with", "海泊科技"), None),
    ("云南、广西、贵州推进航运试点。上述两省设立通关专窗。", ("云南", "supports", "航运试点"),
     ("云南", "operates", "通关专窗")),
    ("云岭银行推出“潮汐贷”和“云帆贷”，前者面向渔民，后者面向商户。", ("云帆贷", "targets", "商户"),
     ("潮汐贷", "targets", "商户")),
    ("航运知识图谱平台（HKG）上线。HKG应用于船舶调度场景。", ("航运知识图谱平台", "applies_to", "船舶调度场景"), None),
    ("建设银行股份有限公司搭建“云港通”平台。", ("建设银行股份有限公司", "operates", "云港通"), None),
    ("由云川集团负责建设运营市级港航服务平台。", ("云川集团", "operates", "市级港航服务平台"), None),
    ("京津冀和粤港澳建立算力协同机制。", ("粤港澳", "operates", "算力协同机制"), None),
])
def test_phrases_that_stand_for_names(kit: Kit, text: str, fact: tuple[str, str, str],
                                      no_fact: tuple[str, str, str] | None) -> None:
    found = claims(kit, document(text))
    names = {one.ref: {one.ref.name, *one.aliases} for one in found.entities}
    known = {(subject, claim.predicate, object_) for claim in found.relations for subject in names[claim.subject]
             for object_ in names[claim.object]}
    assert fact in known
    assert no_fact not in known


def test_a_definite_phrase_with_two_candidates_stays_open(kit: Kit) -> None:
    found = mentions(kit, "招商银行推出“潮汐贷”产品,工商银行推出“海链贷”产品。该产品通过物联网终端监控船位。")
    assert not [m for m in found if m.surface == "该产品" and m.name in ("潮汐贷", "海链贷")]
