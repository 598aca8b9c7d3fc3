"""The vocabulary is closed, and a wrong ontology fails with the place."""
from __future__ import annotations

from pathlib import Path

import pytest

from kg.errors import DataError
from kg.vocab import ONTOLOGY, VOCAB, ZW, load


def test_classes_know_what_is_above_them() -> None:
    bank = VOCAB.classes["Bank"]
    assert (bank.zh, bank.en, bank.family) == ("银行", "bank", "institution")
    assert bank.supers == ("FinancialInstitution", "Institution", "Entity")
    assert VOCAB.is_a("Bank", "Institution")
    assert not VOCAB.is_a("Institution", "Bank")
    assert VOCAB.compatible("Institution", "Bank")
    assert not VOCAB.compatible("Bank", "Insurer")
    assert VOCAB.fits("Bank", ("Region", "Institution"))


def test_every_relation_of_the_design_is_there() -> None:
    assert set(VOCAB.relations) == {
        "issued", "operates", "provides", "located_in", "part_of", "applies_to", "uses", "addresses", "broader",
        "instance_of", "pilot_in", "supports", "supplies", "depends_on", "integrates_with", "targets",
        "cooperates_with", "recommends", "holds_share", "causes"}
    issued = VOCAB.relations["issued"]
    assert (issued.zh, issued.range, issued.symmetric) == ("发布", ("Policy",), False)
    assert issued.yes
    assert issued.no
    assert VOCAB.relations["cooperates_with"].symmetric


def test_every_design_class_is_there() -> None:
    assert set(VOCAB.classes) >= {
        "Policy", "Standard", "Institution", "Bank", "Insurer", "TechnologyCompany", "GovernmentBody", "Region",
        "Technology", "Product", "Scenario", "Indicator", "Problem", "Recommendation", "Group"}


def test_a_wrong_name_fails_at_once() -> None:
    assert ZW.operates == ZW["operates"] == VOCAB.relations["operates"].iri
    with pytest.raises(AttributeError, match="opperates"):
        ZW.opperates  # noqa: B018
    with pytest.raises(KeyError, match="opperates"):
        ZW["opperates"]
    with pytest.raises(KeyError):
        VOCAB.is_a("Bank", "Bnak")


@pytest.mark.parametrize(("old", "new", "problem"), [
    ("zw:Bank a rdfs:Class ; rdfs:subClassOf zw:FinancialInstitution",
     "zw:Bank a rdfs:Class ; rdfs:subClassOf zw:Nowhere", "zw:Nowhere"),
    ("rdfs:label \"发布\"@zh, ", "rdfs:label ", "@zh"),
    ("rdfs:range zw:Policy", "rdfs:range zw:Relation", "Relation"),
    ("zw:Bank a rdfs:Class ;", "zw:Bank a rdfs:Class ", "Turtle"),
    ("zw:Entity a rdfs:Class ;", "zw:Entity a rdfs:Class ; rdfs:subClassOf zw:Bank ;", "上位类"),
])
def test_a_wrong_ontology_is_refused(tmp_path: Path, old: str, new: str, problem: str) -> None:
    text = ONTOLOGY.read_text("utf-8")
    assert old in text
    wrong = tmp_path / "ontology.ttl"
    wrong.write_text(text.replace(old, new, 1), "utf-8")
    with pytest.raises(DataError, match=problem) as caught:
        load(wrong)
    assert caught.value.row > 0


def test_a_new_class_and_relation_are_a_change_of_data(tmp_path: Path) -> None:
    more = tmp_path / "ontology.ttl"
    more.write_text(ONTOLOGY.read_text("utf-8") + """
zw:Port a rdfs:Class ; rdfs:subClassOf zw:Region ; rdfs:label "港口"@zh, "port"@en ; zw:family "region" .
zw:ships_to a rdf:Property, zw:RelationType ; rdfs:label "运往"@zh, "ships to"@en ; skos:definition "…"@en ;
    rdfs:domain zw:Product ; rdfs:range zw:Port ; skos:example "yes: 甲产品运往乙港" .
""", "utf-8")
    vocab = load(more)
    assert vocab.is_a("Port", "Region")
    assert vocab.relations["ships_to"].range == ("Port",)
