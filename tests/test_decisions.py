"""What the user decides about entities and facts, and that it holds whatever happens to the documents."""
from __future__ import annotations

import json
from pathlib import Path
from random import Random
from typing import Any

import pytest
from conftest import Zhiwen
from graphs import bank, claims, figure, product, relation
from hypothesis import given, settings
from hypothesis import strategies as st
from test_repository import TEXT, facts_graph, memory, play, readings, steps

from kg import review
from kg.change import rebuild
from kg.errors import UsageError
from kg.identity import no_gazetteer
from kg.repository import Repository, Snapshot
from kg.shapes import check
from kg.text.lexicon import Lexicon
from kg.types import EntityRef, RelationFact

ONE = [relation(bank("松城银行"), "provides", product("青竹平台")), figure(product("青竹平台"), "余额", "7.8")]
OTHER = [relation(bank("松城商行"), "provides", product("青竹平台")),
         relation(bank("松城商行"), "uses", product("白鹭"))]


def two() -> Repository:
    """Two documents that call one bank by two names."""
    repository = memory()
    repository.add(claims(TEXT.format(1), ONE, source="1.txt"))
    repository.add(claims(TEXT.format(2), OTHER, source="2.txt"))
    return repository


def said(repository: Repository) -> set[str]:
    return {review.fact_line(fact) for fact in repository.view().facts()}


def right(repository: Repository) -> bool:
    """Whether a rebuild would find nothing to change."""
    made = rebuild(repository.store, repository._rules())
    return not made.delete and not made.insert


# ---- merge, split, reject, undo ------------------------------------------------------------------------
def test_a_merge_makes_one_of_two_and_its_undoing_two_again() -> None:
    repository = two()
    before = facts_graph(repository)
    (line,) = review.merge(repository, "松城商行", "松城银行")
    assert "松城商行" in line
    assert "undo 1" in line
    merged = review.find_entity(repository.view(), "松城商行")
    assert merged.iri == review.find_entity(repository.view(), "松城银行").iri
    assert {"松城商行", "松城银行"} <= {merged.label, *merged.aliases}
    assert len(said(repository)) == 3
    (shared,) = [fact for fact in repository.view().facts()
                 if isinstance(fact, RelationFact) and fact.object.label == "青竹平台"]
    assert len({one.document for one in shared.evidence}) == 2
    assert right(repository)
    (line,) = review.undo(repository, 1)
    assert "松城商行" in line
    assert facts_graph(repository) == before
    assert repository.decisions() == ()


def test_decisions_are_dated_numbered_and_told() -> None:
    repository = two()
    review.merge(repository, "松城商行", "松城银行")
    fact = next(fact for fact in repository.view().facts() if "白鹭" in review.fact_line(fact))
    review.reject(repository, fact.iri)
    first, second = repository.view().decisions()
    assert (first.number, second.number) == (1, 2)
    assert "松城商行" in first.what
    assert "白鹭" in second.what
    assert first.when.startswith("20")
    review.undo(repository, 1)
    assert [one.number for one in repository.decisions()] == [2]


def test_a_rejected_fact_stays_away_whoever_says_it() -> None:
    repository = two()
    (fact,) = [one for one in repository.view().facts() if review.fact_line(one) == "松城商行 使用 白鹭"]
    review.reject(repository, fact.iri)
    assert "松城商行 使用 白鹭" not in said(repository)
    assert not [one for one in repository.view().entities() if one.label == "白鹭"]
    result = repository.add(claims(TEXT.format(3), OTHER[1:], source="3.txt"))
    assert (result.facts, result.dropped) == (0, ())
    assert right(repository)
    review.undo(repository, 1)
    assert len([one for one in repository.view().facts_by_iri([fact.iri]) for _ in one.evidence]) == 2
    assert right(repository)


def test_a_rejection_follows_a_merge_of_its_ends() -> None:
    repository = two()
    (fact,) = [one for one in repository.view().facts() if review.fact_line(one) == "松城商行 提供 青竹平台"]
    review.reject(repository, fact.iri)
    assert "松城银行 提供 青竹平台" in said(repository)
    review.merge(repository, "松城商行", "松城银行")
    assert not any("提供" in line for line in said(repository))
    assert right(repository)
    review.undo(repository, 2)
    assert "松城银行 提供 青竹平台" in said(repository)
    assert right(repository)


def test_a_rejection_stays_when_its_subject_is_split() -> None:
    repository = two()
    repository.add(claims(TEXT.format(3), OTHER, source="3.txt"))
    (fact,) = [one for one in repository.view().facts() if review.fact_line(one) == "松城商行 使用 白鹭"]
    review.reject(repository, fact.iri)
    review.split(repository, "松城商行")
    assert len([one for one in repository.view().entities() if one.label == "松城商行"]) == 2
    assert "松城商行 使用 白鹭" not in said(repository)
    repository.add(claims(TEXT.format(4), OTHER, source="4.txt"))
    assert "松城商行 使用 白鹭" not in said(repository)
    assert right(repository)
    review.undo(repository, 1)
    assert "松城商行 使用 白鹭" in said(repository)
    assert right(repository)


def test_a_number_is_given_once(tmp_path: Path) -> None:
    with Repository.open(tmp_path) as repository:
        for number, content in enumerate((ONE, OTHER), 1):
            repository.add(claims(TEXT.format(number), content, source=f"{number}.txt"))
        review.merge(repository, "松城商行", "松城银行")
        review.undo(repository, 1)
    with Repository.open(tmp_path) as repository:
        (line,) = review.merge(repository, "松城商行", "松城银行")
        assert "undo 2" in line


def test_a_rejected_figure_stays_away_however_it_is_written() -> None:
    repository = memory()
    repository.add(claims(TEXT.format(1), [figure(product("青竹平台"), "余额", "5000")], source="1.txt"))
    (fact,) = repository.view().facts()
    review.reject(repository, fact.iri)
    again = figure(product("青竹平台"), "余额", "0.5", "万亿元", factor="1000000000000")
    assert repository.add(claims(TEXT.format(2), [again], source="2.txt")).facts == 0


def test_split_takes_back_the_merges_then_keeps_documents_apart() -> None:
    repository = two()
    before = facts_graph(repository)
    review.merge(repository, "松城商行", "松城银行")
    (line,) = review.split(repository, "松城银行")
    assert "撤销" in line
    assert facts_graph(repository) == before
    review.split(repository, "青竹平台")
    apart = [one for one in repository.view().entities() if one.label == "青竹平台"]
    assert len(apart) == 2
    assert right(repository)
    third = repository.add(claims(TEXT.format(3), ONE, source="3.txt"))
    assert len([one for one in repository.view().entities() if one.label == "青竹平台"]) == 3
    review.merge(repository, apart[0].iri, apart[1].iri)
    assert len([one for one in repository.view().entities() if one.label == "青竹平台"]) == 2
    assert right(repository)
    for number in (3, 2):
        review.undo(repository, number)
    repository.remove(third.id)
    assert facts_graph(repository) == before


def test_decisions_outlive_their_documents(tmp_path: Path) -> None:
    with Repository.open(tmp_path / "store", readings=readings) as repository:
        documents = [repository.add(claims(TEXT.format(n), what, source=f"{n}.txt")).id
                     for n, what in enumerate((ONE, OTHER), 1)]
        review.merge(repository, "松城商行", "松城银行")
        (fact,) = [one for one in repository.view().facts() if "白鹭" in review.fact_line(one)]
        review.reject(repository, fact.iri)
        before = facts_graph(repository)
        for document in documents:
            repository.remove(document)
    with Repository.open(tmp_path / "store", readings=readings) as repository:
        for n, what in reversed([*enumerate((ONE, OTHER), 1)]):
            repository.add(claims(TEXT.format(n), what, source=f"{n}.txt"))
        assert facts_graph(repository) == before
        repository.publish()
    with Snapshot.open(tmp_path / "store") as snapshot:
        assert len(snapshot.decisions()) == 2
        assert check(snapshot, readings=readings) == []


def test_a_merge_that_makes_facts_invalid_says_so_and_can_be_undone() -> None:
    repository = memory()
    repository.add(claims(TEXT, [relation(bank("甲行"), "issued", EntityRef("办法", "Policy")),
                                 *(relation(product("青竹平台"), "uses", product(name)) for name in "乙丙丁")]))
    before = facts_graph(repository)
    lines = review.merge(repository, "甲行", "青竹平台")
    assert any("定义域" in line for line in lines)
    assert right(repository)
    review.undo(repository, 1)
    assert facts_graph(repository) == before


# ---- names that lead nowhere, or too far -----------------------------------------------------------------
def test_names_that_do_not_lead_to_one_entity_are_refused() -> None:
    repository = memory()
    local = EntityRef("《办法》", "Policy", local=True)
    for n in (1, 2):
        repository.add(claims(TEXT.format(n), [relation(bank("松行"), "issued", local)], source=f"{n}.txt"))
    with pytest.raises(UsageError, match="2 个") as error:
        review.merge(repository, "《办法》", "松行")
    for one in repository.view().entities():
        assert (one.iri in str(error.value)) == (one.label == "《办法》")
    with pytest.raises(UsageError, match="没有实体“无此物”"):
        review.split(repository, "无此物")
    with pytest.raises(UsageError, match="同一个实体"):
        review.merge(repository, "松行", "松城银行")
    with pytest.raises(UsageError, match="无法再拆分"):
        review.split(repository, next(one.iri for one in repository.view().entities() if one.label == "《办法》"))
    with pytest.raises(UsageError, match="没有事实"):
        review.reject(repository, "urn:zhiwen:fact:none")
    with pytest.raises(UsageError, match="没有第 7 号"):
        review.undo(repository, 7)
    assert repository.decisions() == ()


# ---- rebuild equals incremental, with decisions among the steps --------------------------------------------
decided = st.tuples(st.sampled_from(["merge", "split", "reject", "undo"]), st.integers(0, 30), st.integers(0, 30))


def decide(repository: Repository, kind: str, one: int, other: int) -> None:
    """A decision about whatever stands there now; none where it is not possible."""
    view = repository.view()
    entities, facts, numbers = view.entities(), list(view.facts()), [d.number for d in repository.decisions()]
    try:
        if kind == "merge" and entities:
            review.merge(repository, entities[one % len(entities)].iri, entities[other % len(entities)].iri)
        elif kind == "split" and entities:
            review.split(repository, entities[one % len(entities)].iri)
        elif kind == "reject" and facts:
            review.reject(repository, facts[one % len(facts)].iri)
        elif kind == "undo" and numbers:
            review.undo(repository, numbers[one % len(numbers)])
    except UsageError:
        pass


@settings(max_examples=80, deadline=None)
@given(st.lists(st.tuples(steps, st.lists(decided, max_size=3)), min_size=1, max_size=4))
def test_rebuild_equals_incremental(rounds: list[tuple[list[Any], list[tuple[str, int, int]]]]) -> None:
    repository = memory()
    for content, decisions in rounds:
        play(content, repository)
        for kind, one, other in decisions:
            decide(repository, kind, one, other)
            assert right(repository)
    assert right(repository)


@settings(max_examples=40, deadline=None)
@given(steps, st.lists(decided, min_size=1, max_size=5), st.randoms(use_true_random=False))
def test_undoing_everything_in_any_order_leaves_no_trace(content: list[Any], decisions: list[tuple[str, int, int]],
                                                         random: Random) -> None:
    repository = memory()
    play(content, repository)
    before = facts_graph(repository)
    for kind, one, other in decisions:
        decide(repository, kind, one, other)
    numbers = [one.number for one in repository.decisions()]
    random.shuffle(numbers)
    for number in numbers:
        review.undo(repository, number)
    assert facts_graph(repository) == before


@settings(max_examples=30, deadline=None)
@given(steps, st.lists(decided, min_size=1, max_size=4))
def test_reading_all_documents_again_keeps_what_was_decided(content: list[Any],
                                                            decisions: list[tuple[str, int, int]]) -> None:
    repository = memory()
    play(content, repository)
    for kind, one, other in decisions:
        decide(repository, kind, one, other)
    before = facts_graph(repository)
    for one in repository.documents():
        repository.remove(one.id)
    play(content, repository)
    assert facts_graph(repository) == before


# ---- likely duplicates ---------------------------------------------------------------------------------
@pytest.mark.parametrize(("shorter", "type_", "longer", "other"), [
    ("松城银行", "Bank", "松城银行股份有限公司", "Bank"), ("松城银行", "Bank", "中国松城银行", "Institution"),
    ("港融通", "Product", "港融通平台", "Product"), ("智慧养殖", "Scenario", "智慧养殖领域", "Scenario"),
    ("量子加密", "Technology", "量子加密技术", "Technology"), ("云帆平台", "Product", "松行云帆平台", "Product"),
])
def test_what_may_be_one_thing(shorter: str, type_: str, longer: str, other: str) -> None:
    assert review.may_be_one(shorter, type_, longer, other, Lexicon.load())


@pytest.mark.parametrize(("shorter", "type_", "longer", "other"), [
    ("松城银行", "Bank", "松城银行宁波分行", "Bank"), ("松城银行", "Bank", "松城银行理财", "Bank"),
    ("养殖", "Scenario", "智慧养殖", "Scenario"), ("智慧养殖", "Scenario", "智慧养殖保险", "Scenario"),
    ("港融通", "Product", "港融通2号", "Product"), ("云帆平台", "Product", "第二云帆平台", "Product"),
    ("云帆平台", "Product", "浙江云帆平台", "Product"), ("松城", "City", "松城银行", "Bank"),
    ("保险产品", "Product", "定制保险产品", "Product"), ("保险公司", "Insurer", "松城保险公司", "Insurer"),
    ("统计局", "GovernmentBody", "市统计局", "GovernmentBody"),
    ("种植", "Scenario", "实体种植", "Scenario"),
    ("管理办法", "Policy", "宁波管理办法", "Policy"), ("松城科技", "TechnologyCompany", "松城科技保险", "Insurer"),
])
def test_what_is_never_proposed(shorter: str, type_: str, longer: str, other: str) -> None:
    assert not review.may_be_one(shorter, type_, longer, other, Lexicon.load())


def test_duplicates_are_pairs_with_a_reason_and_nothing_is_merged() -> None:
    repository = Repository.in_memory(readings=no_gazetteer)
    repository.add(claims(TEXT, [
        relation(bank("松城银行"), "provides", product("港融通")),
        relation(bank("松城银行"), "uses", product("港融通平台")),
        relation(bank("松城银行股份有限公司"), "uses", EntityRef("港融通", "Technology")),
        relation(bank("柳城银行"), "uses", product("白鹭"))]))
    before = facts_graph(repository)
    found = {frozenset((pair.one.label + pair.one.type, pair.other.label + pair.other.type)): pair.reason
             for pair in review.duplicates(repository.view())}
    assert found.keys() == {frozenset(pair) for pair in (
        ("松城银行Bank", "松城银行股份有限公司Bank"), ("港融通Product", "港融通平台Product"),
        ("港融通Product", "港融通Technology"))}
    assert "类型不同" in found[frozenset(("港融通Product", "港融通Technology"))]
    assert "平台" in found[frozenset(("港融通Product", "港融通平台Product"))]
    assert facts_graph(repository) == before


def test_entities_are_counted_by_facts_and_documents() -> None:
    repository = two()
    first, *rest = review.entities(repository.view())
    assert (first.entity.label, first.facts, len(first.documents)) == ("青竹平台", 3, 2)
    assert {one.entity.label for one in rest} == {"松城银行", "松城商行", "白鹭", "余额"}
    assert {one.entity.type for one in review.entities(repository.view(), "机构")} == {"Bank"}
    with pytest.raises(UsageError, match="没有类型“飞船”"):
        review.entities(repository.view(), "飞船")


# ---- the commands --------------------------------------------------------------------------------------
def test_the_commands_review_a_store(zhiwen: Zhiwen, tmp_path: Path) -> None:
    store = tmp_path / "store"
    assert zhiwen("merge", "甲", "乙", "--store", store).returncode == 1
    assert not store.exists()
    report = tmp_path / "report.txt"
    report.write_text("2024年云海市智慧港口发展报告\n\n一、总体情况\n\n"
                      "云海银行推出港融通平台。云海商业银行推出白鹭通平台。\n", "utf-8")
    assert zhiwen("ingest", report, "--store", store).returncode == 0
    listed = zhiwen("entities", "--json", "--type", "银行", "--store", store).stdout
    rows = [json.loads(line) for line in listed.splitlines()]
    assert {row["label"] for row in rows} == {"云海银行", "云海商业银行"}
    assert zhiwen("entities", "--duplicates", "--json", "--store", store).returncode == 0
    done = zhiwen("merge", "云海商业银行", "云海银行", "--store", store)
    assert (done.returncode, "第 1 号" in done.stdout) == (0, True)
    fact = json.loads(zhiwen("facts", "--store", store).stdout.splitlines()[0])
    assert zhiwen("reject", fact["iri"], "--store", store).returncode == 0
    assert fact["iri"] not in zhiwen("facts", "--store", store).stdout
    told = zhiwen("decisions", "--json", "--store", store).stdout
    assert [json.loads(line)["number"] for line in told.splitlines()] == [1, 2]
    assert zhiwen("undo", "2", "--store", store).returncode == 0
    assert fact["iri"] in zhiwen("facts", "--store", store).stdout
    assert "第 1 号" in zhiwen("split", "云海银行", "--store", store).stdout
    assert zhiwen("undo", "1", "--store", store).returncode == 2
    assert zhiwen("merge", "云海", "无", "--store", store).returncode == 2
    assert zhiwen("check", "--store", store).returncode == 0
