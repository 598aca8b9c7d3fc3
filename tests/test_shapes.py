"""The compiled shapes and pySHACL come to the same verdict; shapes that cannot be compiled are refused."""
from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kg.derive import Described
from kg.errors import DataError
from kg.rdf import Iri, Lit, Quad, Term, lit, write
from kg.shacl import SHAPES, Shapes, validate_with_pyshacl
from kg.vocab import RDF, ZW

NS = "urn:test:"
BANK, PLATFORM, POLICY, PLACE, AMOUNT = (Iri(NS + name) for name in ("bank", "platform", "policy", "place", "amount"))
ENTITIES = [quad for iri, kind in ((BANK, "Bank"), (PLATFORM, "Product"), (POLICY, "Standard"), (PLACE, "City"),
                                   (AMOUNT, "Indicator")) for quad in Described(iri, kind, kind, ()).quads()]
FACT, CLAIM = Iri(NS + "fact"), Iri(NS + "claim")
RELATION: dict[str, Term] = {"subject": BANK, "predicate": ZW.issued, "object": POLICY, "claim": CLAIM}
FIGURE: dict[str, Term] = {
    "about": BANK, "indicator": AMOUNT, "value": lit(Decimal(3)), "valueMax": lit(Decimal(4)), "written": lit("3-4家"),
    "comparator": lit("="), "status": lit("actual"), "period": lit("2025H1"), "start": lit(date(2025, 1, 1)),
    "end": lit(date(2025, 6, 30)), "region": PLACE, "claim": CLAIM}
COMPILED = Shapes.load()


def broken(parts: dict[str, Term], kind: Iri, *more: Quad, messages: bool = True) -> list[str]:
    """The messages about the fact, after both ways have been found to agree on the nodes and on their messages."""
    fact = [Quad(FACT, RDF.type, kind), *(Quad(FACT, ZW[name], value) for name, value in parts.items())]
    quads = [*fact, *more, *ENTITIES]
    found = {iri.value: sorted(lines) for iri, lines in COMPILED.violations(quads).items()}
    text = "\n".join(f"{write(q.subject)} {write(q.predicate)} {write(q.object)} ." for q in quads)
    expected = validate_with_pyshacl(text)
    assert (found if messages else found.keys()) == (expected if messages else expected.keys())
    return found.get(FACT.value, [])


def test_a_good_fact_is_good() -> None:
    assert broken(RELATION, ZW.Relation) == []
    assert broken(FIGURE, ZW.Observation) == []


@pytest.mark.parametrize(("part", "value", "message"), [
    ("subject", PLATFORM, "定义域"), ("object", PLATFORM, "值域"), ("object", BANK, "不能相同"),
    ("object", None, "客体"), ("subject", lit("甲"), "主体"), ("predicate", ZW.name, "词汇表"),
    ("predicate", None, "词汇表"), ("claim", None, "没有依据")])
def test_a_relation_that_breaks_a_shape(part: str, value: Term | None, message: str) -> None:
    assert any(message in line for line in broken(_with(RELATION, part, value), ZW.Relation))


@pytest.mark.parametrize(("part", "value", "message"), [
    ("about", None, "对象"), ("indicator", BANK, "指标"), ("region", BANK, "地区"), ("value", lit("三"), "十进制"),
    ("value", lit(Decimal(5)), "上限"), ("written", None, "原文写法"), ("comparator", lit("!="), "比较符"),
    ("status", lit("planned"), "性质"), ("period", lit("今年"), "时期"), ("period", lit("2025-13"), "时期"),
    ("start", lit(date(2026, 1, 1)), "起始日"), ("end", lit("2025"), "截止日"), ("claim", lit("c"), "没有依据")])
def test_an_observation_that_breaks_a_shape(part: str, value: Term | None, message: str) -> None:
    assert any(message in line for line in broken(_with(FIGURE, part, value), ZW.Observation))


@pytest.mark.parametrize("period", [
    "2025", "2025H1", "2025Q3", "2025-07", "2025-01/2025-07", "2021/2025", "2025-07-31"])
def test_periods_of_the_contract(period: str) -> None:
    assert broken(_with(FIGURE, "period", lit(period)), ZW.Observation) == []


def test_two_values_are_one_too_many() -> None:
    assert broken(FIGURE, ZW.Observation, Quad(FACT, ZW.about, PLATFORM))
    assert broken(FIGURE, ZW.Observation, Quad(BANK, ZW.name, lit("别的"))) == []
    assert COMPILED.violations([*ENTITIES, Quad(BANK, ZW.name, lit("别的"))]) == {BANK: ["实体应有一个名称"]}


values = st.sampled_from([
    BANK, PLATFORM, POLICY, PLACE, AMOUNT, CLAIM, ZW.issued, ZW.pilot_in, lit(1), lit("甲"), lit("2025"),
    lit(Decimal("2.5")), lit(date(2025, 3, 1)), lit("actual"), lit(">"), Lit("甲", lang="zh")])


@settings(max_examples=25, deadline=None)
@given(st.dictionaries(st.sampled_from(sorted(FIGURE)), values, max_size=4),
       st.dictionaries(st.sampled_from(sorted(RELATION)), values, max_size=3))
def test_both_ways_agree_on_anything(figure: dict[str, Term], relation: dict[str, Term]) -> None:
    # Not on the messages: pySHACL compares a date with a number, which SHACL 4.5.4 calls a violation of its own.
    broken(FIGURE | figure, ZW.Observation, messages=False)
    broken(RELATION | relation, ZW.Relation, messages=False)


def test_a_constraint_that_is_not_compiled_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "shapes.ttl"
    for line, problem in [("sh:minLength 3", "sh:minLength"), ("sh:maxCount 2", "sh:maxCount"), ("sh:path", "Turtle")]:
        path.write_text(f"@prefix sh: <http://www.w3.org/ns/shacl#> . @prefix zw: <urn:zhiwen:ontology:> .\n"
                        f"zw:S a sh:NodeShape ; sh:targetClass zw:Entity ; sh:property "
                        f"[ sh:path zw:name ; sh:message \"x\" ; {line} ] .", "utf-8")
        with pytest.raises(DataError, match=problem):
            Shapes.load(path)
    assert SHAPES.exists()


def _with(parts: dict[str, Term], name: str, value: Term | None) -> dict[str, Term]:
    rest = {key: one for key, one in parts.items() if key != name}
    return rest if value is None else rest | {name: value}
