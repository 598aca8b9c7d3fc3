"""Which names are one thing, and which are not."""
from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kg.identity import Known, entity_iri, identity, normal, observation_iri, relation_iri
from kg.text.lexicon import Entry, Lexicon

SMALL = [Entry("云雀网", "Technology", ("云雀网络",)), Entry("柳州省", "Province", ("柳州",)),
         Entry("柳州市", "City", ("柳州",)), Entry("松城银行", "Bank", ("松行",)), Entry("松行", "Product", ())]


def readings(name: str) -> tuple[Known, ...]:
    return tuple(entry for entry in SMALL if name in entry.names)


@pytest.fixture(scope="module")
def lexicon() -> Lexicon:
    return Lexicon.load()


def same(one: tuple[str, str], other: tuple[str, str], readings: object = readings) -> bool:
    return entity_iri(*one, readings=readings) == entity_iri(*other, readings=readings)  # type: ignore[arg-type]


@pytest.mark.parametrize(("one", "other"), [
    ("“青竹”平台", "青竹平台"), ("《青竹办法》", "青竹办法"), ("青竹 平台", "青竹平台"), ("ＡＢＣ网", "abc网"),
    ("云雀+信贷", "云雀信贷"), ("AI+金融", "AI金融"), ("青竹·云", "青竹云"), ("甲乙丙等", "甲乙丙")])
def test_spellings_of_one_name(one: str, other: str) -> None:
    assert normal(one) == normal(other)


@pytest.mark.parametrize(("one", "other"), [
    ("C++", "C"), ("互联网", "工业互联网"), ("青竹1号", "青竹2号"),
    ("均等", "均"), ("同等", "同"), ("5G", "5G-A"), ("", "+")])
def test_names_that_differ(one: str, other: str) -> None:
    assert normal(one) != normal(other)


@pytest.mark.parametrize(("one", "other"), [
    (("松行", "Bank"), ("松城银行", "Institution")),              # gazetteer
    (("云雀网技术", "Technology"), ("云雀网络", "Technology")),      # a head word that adds nothing
    (("云雀网", "Scenario"), ("云雀网", "Technology")),            # one family
    (("RFID技术", "Technology"), ("RFID", "Technology")),
    (("柳州", "Province"), ("柳州省", "Region")),
    (("柳州", "City"), ("柳州市", "City")),
])
def test_one_thing(one: tuple[str, str], other: tuple[str, str]) -> None:
    assert same(one, other)


@pytest.mark.parametrize(("one", "other"), [
    (("云雀网", "Technology"), ("云雀网", "Product")),             # a product is not the field it is named after
    (("云雀网", "Technology"), ("云雀网金融", "Scenario")),
    (("信息技术", "Technology"), ("信息", "Technology")),          # here the head word does add something
    (("柳州", "Province"), ("柳州", "City")),
    (("松行", "Bank"), ("松行", "Product")),
    (("甲行", "Bank"), ("甲行上海分行", "Bank")),
])
def test_two_things(one: tuple[str, str], other: tuple[str, str]) -> None:
    assert not same(one, other)


@pytest.mark.parametrize(("one", "other"), [
    (("工行", "Bank"), ("中国工商银行", "Bank")), (("建行", "Bank"), ("建设银行", "Institution")),
    (("北京", "Region"), ("北京市", "Province")), (("物联网技术", "Technology"), ("物联网", "Scenario"))])
def test_general_names_of_the_lexicon(lexicon: Lexicon, one: tuple[str, str], other: tuple[str, str]) -> None:
    assert same(one, other, lexicon.readings)


@pytest.mark.parametrize(("one", "other"), [
    (("互联网", "Technology"), ("工业互联网", "Technology")), (("物联网", "Technology"), ("物联网金融", "Scenario")),
    (("吉林省", "Province"), ("吉林市", "City")), (("平安银行", "Bank"), ("中国平安", "Institution")),
    (("建设银行", "Bank"), ("建信金科", "Company"))])
def test_general_names_that_are_kept_apart(lexicon: Lexicon, one: tuple[str, str], other: tuple[str, str]) -> None:
    assert not same(one, other, lexicon.readings)


def test_an_alias_of_the_document_leads_to_the_gazetteer() -> None:
    assert identity("松城农商行", "Bank", ("松行",), readings=readings) == normal("松城银行")
    assert identity("松城农商行", "Bank", ("云雀网",), readings=readings) == "松城农商行"


def test_a_local_name_belongs_to_its_document() -> None:
    iris = {entity_iri("《意见》", "Policy", document=document) for document in ("a", "b", "")}
    assert len(iris) == 3


@settings(deadline=None)
@given(st.text())
def test_a_normal_name_stays_normal(name: str) -> None:
    assert normal(normal(name)) == normal(name)


def test_facts_are_their_parts() -> None:
    assert relation_iri("urn:a", "uses", "urn:b") != relation_iri("urn:b", "uses", "urn:a")
    assert relation_iri("urn:a", "integrates_with", "urn:b") == relation_iri("urn:b", "integrates_with", "urn:a")
    assert observation_iri(["a", "bc"]) != observation_iri(["ab", "c"])
    assert observation_iri(["a", ""]) != observation_iri(["", "a"])


def test_iris_stay_what_they_are() -> None:
    """They are in users' files and decisions: a change of this needs a new store format."""
    assert entity_iri("松城银行", "Bank") == "urn:zhiwen:entity:a047b57b9d027411c792"
