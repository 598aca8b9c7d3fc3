"""Documents come, change and go; the facts graph is always what the stored documents make of it."""
from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from random import Random
from typing import Any

import pytest
from graphs import YEAR, bank, claims, figure, product, relation
from hypothesis import given, settings
from hypothesis import strategies as st

from kg.change import rebuild
from kg.claims import read_claims, read_locals, rows_of
from kg.errors import StoreError, UsageError
from kg.facts import fact_to_json
from kg.identity import Known
from kg.rdf import lit, zh
from kg.repository import Repository
from kg.shapes import check
from kg.snapshot import Snapshot
from kg.sparql import Ask, Select, Triple, Var
from kg.text.lexicon import Entry
from kg.types import Base, DocumentClaims, EntityRef, LocalEntity, Period, RelationFact
from kg.vocab import RDF, SKOS, ZW

GAZETTEER = [Entry("松城银行", "Bank", ("松行",)), Entry("云雀网", "Technology", ("云雀网络",)),
             Entry("柳州省", "Province", ("柳州",)), Entry("柳州市", "City", ("柳州",))]
TEXT = "1 概况\n松城银行推出青竹平台,余额达7.8亿元。第{}份报告到此为止,内容不再重复。"
X, Y = Var("x"), Var("y")


def readings(name: str) -> tuple[Known, ...]:
    return tuple(entry for entry in GAZETTEER if name in entry.names)


def memory() -> Repository:
    return Repository.in_memory(readings=readings)


def facts_graph(repository: Repository) -> list[str]:
    """All quads but the bookkeeping of where files stood and how often the store was changed."""
    return [line for line in repository.store.dump() if not line.endswith("<urn:zhiwen:catalogue> .")]


SAID = [
    relation(bank("松城银行"), "provides", product("青竹平台")),
    figure(product("青竹平台"), "余额", "7.8"),
]


# ---- one document ------------------------------------------------------------------------------------
def test_what_was_said_is_a_fact_with_evidence() -> None:
    repository = memory()
    result = repository.add(claims(TEXT, SAID))
    assert (result.status, result.facts, result.entities, result.dropped) == ("added", 2, 3, ())
    observed, said = sorted(map(fact_to_json, repository.view().facts()), key=lambda f: str(f["kind"]))
    document = result.id
    where = {"document": document, "title": "报告", "section": "1 概况", "damaged": False}
    assert said | {"iri": "", "subject": said["subject"]["label"], "object": said["object"]["label"]} == {
        "kind": "relation", "iri": "", "subject": "松城银行", "object": "青竹平台", "confidence": 0.9,
        "predicate": {"label": "提供", "iri": "urn:zhiwen:ontology:provides", "verb": "推出"},
        "evidence": [where | {"start": 8, "end": 18, "text": TEXT[8:18],
                              "source": {"part": "text", "start": 108, "end": 118}}]}
    assert observed | {"iri": "", "subject": observed["subject"]["label"],
                       "indicator": observed["indicator"]["label"]} == {
        "kind": "observation", "iri": "", "subject": "青竹平台", "indicator": "余额", "value": 7.8, "unit": "亿元",
        "written": "7.8亿元", "comparator": "=", "period": "2025", "region": None, "status": "actual",
        "value_max": None, "base": None, "collective": False, "confidence": 0.8,
        "evidence": [where | {"start": 20, "end": 30, "text": TEXT[20:30],
                              "source": {"part": "text", "start": 120, "end": 130}}]}
    assert json.dumps(said)


def test_the_graph_can_be_asked_the_natural_way() -> None:
    repository = memory()
    repository.add(claims(TEXT, SAID))
    view = repository.view()
    assert view.select(Select([Y], [Triple(X, RDF.type, ZW.Institution), Triple(X, ZW.provides, Y)]))
    assert view.ask(Ask([Triple(X, ZW.name, lit("松城银行")), Triple(X, SKOS.prefLabel, zh("松城银行"))]))
    assert view.ask(Ask([Triple(X, ZW.altName, lit("松行"))]))
    assert view.ask(Ask([Triple(X, ZW.value, lit(Decimal("780000000"))), Triple(X, ZW.start, lit(date(2025, 1, 1)))]))


def test_sections_text_and_catalogue_come_back() -> None:
    repository = memory()
    one = claims(TEXT, SAID, publisher="某院", published=date(2025, 3, 1))
    repository.add(one)
    view, document = repository.view(), one.document
    assert view.text(document.id) == document.text
    assert view.sections(document.id) == list(document.sections)
    assert view.origins(document.id).runs == document.runs
    (entry,) = view.documents()
    assert (entry.id, entry.title, entry.source, entry.publisher, entry.published, entry.paths) == (
        document.id, "报告", "报告.txt", "某院", date(2025, 3, 1), (document.path,))
    with pytest.raises(UsageError, match="nobody"):
        view.text("nobody")
    with pytest.raises(UsageError, match="nobody"):
        list(view.facts(document="nobody"))


def test_rows_read_back_are_the_rows_written() -> None:
    region = EntityRef("柳州", "Province")
    one = claims(TEXT, [*SAID, figure(bank("松行"), "网点", "31", "家", factor="1", base_unit="家", region=region,
                                      value_max=Decimal(40), base=Base("2024", "老网点"), collective=True)],
                 entities=[LocalEntity(EntityRef("《办法》", "Policy", local=True), ("《该办法》",))])
    repository, rows = memory(), rows_of(one)
    repository.add(one)
    assert set(read_locals(repository.store, [row.iri for row in rows.locals])) == set(rows.locals)
    assert set(read_claims(repository.store, [row.iri for row in rows.claims])) == set(rows.claims)


def test_a_vague_size_is_its_wording() -> None:
    repository = memory()
    repository.add(claims(TEXT, [figure(bank("松行"), "网点", None, "家")]))
    (one,) = map(fact_to_json, repository.view().facts())
    assert (one["value"], one["unit"]) == ("数十家", None)


def test_a_range_is_closed_in_base_units_too() -> None:
    repository = memory()
    repository.add(claims(TEXT, [figure(bank("松行"), "余额", "2", value_max=Decimal(3))]))
    assert repository.view().ask(Ask([Triple(X, ZW.valueMax, lit(Decimal(300_000_000)))]))
    (one,) = map(fact_to_json, repository.view().facts())
    assert (one["value"], one["value_max"]) == (2, 3)


# ---- facts that break a shape --------------------------------------------------------------------------
@pytest.mark.parametrize(("bad", "reason"), [
    (relation(product("青竹平台"), "issued", EntityRef("《办法》", "Policy")), "定义域"),
    (relation(bank("松城银行"), "issued", product("青竹平台")), "值域"),
    (relation(EntityRef("云雀网络", "Technology"), "uses", EntityRef("云雀网", "Technology")), "相同"),
    (figure(bank("松行"), "余额", "3", value_max=Decimal(2)), "上限"),
    (figure(bank("松行"), "余额", "3", period=Period("2025", date(2025, 12, 31), date(2025, 1, 1))), "起始日"),
    (figure(bank("松行"), "余额", "3", period=replace(YEAR, text="去年")), "时期"),
])
def test_a_fact_that_breaks_a_shape_is_dropped_and_reported(bad: Any, reason: str) -> None:
    repository = memory()
    result = repository.add(claims(TEXT, [*SAID, bad]))
    assert (result.facts, len(result.dropped)) == (2, 1)
    assert reason in result.dropped[0]
    assert len(list(repository.view().facts())) == 2
    assert check(repository.view(), readings=readings) == []


# ---- identity over documents ---------------------------------------------------------------------------
def test_a_fact_in_two_documents_is_one_and_survives_the_loss_of_one() -> None:
    repository = memory()
    first = repository.add(claims(TEXT.format(1), SAID, source="a.txt"))
    again = [relation(bank("松行"), "provides", product("“青竹平台”"), verb="上线"),
             figure(product("青竹平台"), "余额", "78000", "万元", factor="10000")]
    repository.add(claims(TEXT.format(2), again, source="b.txt"))
    both = list(repository.view().facts())
    assert [len(fact.evidence) for fact in both] == [2, 2]
    assert {v for fact in both if isinstance(fact, RelationFact) for v in fact.verbs} == {"推出", "上线"}
    repository.remove(first.id)
    left = list(repository.view().facts())
    assert {fact.iri for fact in left} == {fact.iri for fact in both}
    assert [len(fact.evidence) for fact in left] == [1, 1]
    assert fact_to_json(left[1])["unit"] == "万元"
    assert not any(first.id in line for line in repository.store.dump())


def test_other_figures_are_other_facts() -> None:
    repository = memory()
    one = figure(bank("松行"), "余额", "3")
    others = [replace(one, comparator=">"), replace(one, status="target"), replace(one, period=None),
              replace(one, region=EntityRef("柳州市", "City")), replace(one, base=Base(subject="同业")),
              replace(one, collective=True), replace(one, indicator="新增余额"), replace(one, value_base=Decimal(4))]
    assert repository.add(claims(TEXT, [one, one, *others])).facts == 1 + len(others)


def test_a_figure_is_written_as_most_documents_write_it() -> None:
    repository = memory()

    def written() -> str:
        (one,) = map(fact_to_json, repository.view().facts())
        return str(one["written"])

    first = figure(bank("松行"), "余额", "5000")
    other = figure(bank("松行"), "余额", "0.5", "万亿元", factor="1000000000000")
    repository.add(claims(TEXT.format(1), [first], source="1.txt"))
    assert written() == "5000亿元"
    added = [repository.add(claims(TEXT.format(n), [other], source=f"{n}.txt")) for n in (2, 3)]
    assert written() == "0.5万亿元"
    assert not repository.rebuild()
    for result in added:
        repository.remove(result.id)
    assert written() == "5000亿元"


def test_a_symmetric_relation_goes_the_way_most_documents_say_it() -> None:
    repository = memory()
    there, back = (relation(bank(a), "cooperates_with", bank(b)) for a, b in (("甲行", "乙行"), ("乙行", "甲行")))
    for n, said in enumerate((there, back, back)):
        repository.add(claims(TEXT.format(n), [said], source=f"{n}.txt"))
        assert not repository.rebuild()
    (one,) = repository.view().facts()
    assert isinstance(one, RelationFact)
    assert (one.subject.label, one.object.label) == ("乙行", "甲行")


def test_both_directions_of_a_symmetric_relation_are_one_fact() -> None:
    repository = memory()
    repository.add(claims(TEXT, [relation(bank("甲行"), "cooperates_with", bank("乙行")),
                                 relation(bank("乙行"), "cooperates_with", bank("甲行")),
                                 relation(bank("乙行"), "cooperates_with", bank("甲行"), at=(3, 9))]))
    (one,) = repository.view().facts()
    assert isinstance(one, RelationFact)
    assert (one.subject.label, one.object.label, len(one.evidence)) == ("乙行", "甲行", 2)
    for name in ("甲行", "乙行"):
        assert repository.view().ask(Ask([Triple(X, ZW.name, lit(name)), Triple(X, ZW.cooperates_with, Y)]))


def test_the_label_is_what_the_documents_say() -> None:
    repository = memory()
    repository.add(claims(TEXT.format(1), [relation(bank("松行"), "uses", product("甲")),
                                           relation(bank("松行"), "uses", product("乙"))], source="a.txt"))
    assert "松行" in {e.label for e in repository.view().entities()}
    said = [relation(bank("松城银行"), "uses", product(name)) for name in "丙丁戊"]
    repository.add(claims(TEXT.format(2), said, source="b.txt"))
    (one,) = [e for e in repository.view().entities() if e.type == "Bank"]
    assert (one.label, one.aliases) == ("松城银行", ("松行",))


def test_a_local_name_never_leaves_its_document() -> None:
    repository = memory()
    local = EntityRef("《办法》", "Policy", local=True)
    for n in (1, 2):
        repository.add(claims(TEXT.format(n), [relation(bank("松行"), "issued", local)], source=f"{n}.txt"))
    assert len(list(repository.view().facts())) == 2
    assert [e.label for e in repository.view().entities()].count("《办法》") == 2


def test_a_class_learnt_later_changes_what_is_valid_and_back() -> None:
    """The claim of the first document is valid only while another one says that the thing is a region."""
    repository = memory()
    odd = relation(EntityRef("东湖", "Entity"), "located_in", EntityRef("云雀", "Technology"))
    assert repository.add(claims(TEXT.format(1), [odd], source="1.txt")).facts == 0
    fine = relation(EntityRef("云雀", "Scenario"), "uses", EntityRef("甲", "Product"))
    second = repository.add(claims(TEXT.format(2), [fine, relation(EntityRef("云雀", "Group"), "operates",
                                                                  EntityRef("甲", "Product"))], source="2.txt"))
    before = facts_graph(repository)
    more = [relation(EntityRef("云雀", "Group"), "uses", EntityRef(name, "Product")) for name in "乙丙"]
    third = repository.add(claims(TEXT.format(3), more, source="3.txt"))
    assert not repository.rebuild()
    repository.remove(third.id)
    assert facts_graph(repository) == before
    assert second.status == "added"


# ---- the life of a document ------------------------------------------------------------------------------
def test_same_bytes_are_the_same_document_at_any_path() -> None:
    repository = memory()
    one = claims(TEXT, SAID, path="/a/x.txt")
    first = repository.add(one)
    before = facts_graph(repository)
    assert repository.known(one.document.sha256) == first.id
    assert repository.add(claims(TEXT, SAID, path="/b/x.txt")).status == "unchanged"
    assert facts_graph(repository) == before
    (entry,) = repository.documents()
    assert entry.paths == ("/a/x.txt", "/b/x.txt")
    revision = repository.revision
    assert repository.seen(first.id, "/b/x.txt").status == "unchanged"
    assert repository.revision == revision
    assert repository.known("0" * 64) is None


def test_new_bytes_at_a_path_replace_the_old_revision() -> None:
    repository = memory()
    old = repository.add(claims(TEXT.format(1), SAID))
    new = repository.add(claims(TEXT.format(2), SAID[:1]))
    assert (new.status, [one.id for one in repository.documents()]) == ("replaced", [new.id])
    assert not any(old.id in line for line in repository.store.dump())
    assert len(list(repository.view().facts())) == 1


def test_an_old_revision_stays_while_another_file_holds_it(tmp_path: Path) -> None:
    repository = memory()
    copy = tmp_path / "copy.txt"
    copy.write_text("x", "utf-8")
    old = claims(TEXT.format(1), SAID, path="/gone/x.txt")
    repository.add(old)
    repository.seen(old.document.id, str(copy))
    assert repository.add(claims(TEXT.format(2), SAID, path="/gone/x.txt")).status == "added"
    assert [one.paths for one in repository.documents() if one.id == old.document.id] == [(str(copy),)]
    assert repository.add(claims(TEXT.format(3), SAID, path=str(copy))).status == "replaced"
    assert old.document.id not in [one.id for one in repository.documents()]


def test_a_stored_document_moved_over_another_replaces_it() -> None:
    repository = memory()
    first = repository.add(claims(TEXT.format(1), SAID, path="/1.txt"))
    second = repository.add(claims(TEXT.format(2), SAID[:1], path="/2.txt"))
    repository.seen(first.id, "/2.txt")
    assert [one.id for one in repository.documents()] == [first.id]
    assert not any(second.id in line for line in repository.store.dump())
    assert not repository.rebuild()


def test_two_files_with_one_name_are_two_documents() -> None:
    repository = memory()
    for n in (1, 2):
        assert repository.add(claims(TEXT.format(n), SAID, path=f"/{n}/x.txt")).status == "added"
    assert len(repository.documents()) == 2


def test_reading_a_document_again_replaces_what_it_said() -> None:
    repository = memory()
    repository.add(claims(TEXT, SAID))
    once = facts_graph(repository)
    result = repository.add(claims(TEXT, SAID[:1]), again=True)
    assert (result.status, len(list(repository.view().facts()))) == ("replaced", 1)
    repository.add(claims(TEXT, SAID), again=True)
    assert facts_graph(repository) == once


def test_removing_the_last_document_leaves_nothing() -> None:
    repository = memory()
    result = repository.add(claims(TEXT, SAID))
    repository.remove(result.id)
    assert facts_graph(repository) == []
    with pytest.raises(UsageError, match=result.id):
        repository.remove(result.id)


def test_facts_of_one_document_have_its_evidence_only() -> None:
    repository = memory()
    first = repository.add(claims(TEXT.format(1), SAID, source="1.txt"))
    repository.add(claims(TEXT.format(2), [*SAID, figure(bank("松行"), "网点", "3", "家")], source="2.txt"))
    facts = list(repository.view().facts(document=first.id))
    assert len(facts) == 2
    assert {e.document for fact in facts for e in fact.evidence} == {first.id}
    first_iri, second_iri = (fact.iri for fact in facts)
    found = repository.view().facts_by_iri([second_iri, "urn:zhiwen:fact:none", first_iri])
    assert [fact.iri for fact in found] == [second_iri, first_iri]
    assert len(repository.view().evidence_of([first_iri])[first_iri]) == 2


# ---- rebuild equals incremental ----------------------------------------------------------------------------
NAMES = ["松城银行", "松行", "《青竹》", "青竹", "云雀网", "云雀网技术", "柳州", "柳州省"]
TYPES = ["Bank", "Institution", "Company", "Product", "Technology", "Scenario", "Group", "Province", "Region", "Policy"]
refs = st.builds(EntityRef, st.sampled_from(NAMES), st.sampled_from(TYPES), st.just(False) | st.booleans())
relations = st.builds(relation, refs, st.sampled_from(["uses", "issued", "operates", "cooperates_with", "located_in"]),
                      refs, at=st.sampled_from([(8, 12), (13, 20)]))
figures = st.builds(figure, refs, st.sampled_from(["余额", "《余额》", "增速"]), st.sampled_from(["1", "2", None]),
                    st.sampled_from(["亿元", "万万元"]), region=st.none() | refs,
                    value_max=st.none() | st.just(Decimal("1.5")))
documents = st.lists(relations | figures, max_size=5)
steps = st.lists(st.tuples(st.sampled_from("abcd"), st.none() | documents), min_size=1, max_size=8)


def play(said: Sequence[tuple[str, list[Any] | None]], repository: Repository) -> None:
    """Each step gives a file new content, or removes its document."""
    for n, (name, content) in enumerate(said):
        at = next((one.id for one in repository.documents() if one.source == name), None)
        if content is not None:
            aliases = [LocalEntity(EntityRef(NAMES[n % 8], TYPES[n % 10]), (NAMES[(n + 1) % 8],))]
            repository.add(claims(f"{TEXT}{name}{content!r}", content, source=name, entities=aliases), again=True)
        elif at:
            repository.remove(at)


@settings(max_examples=80, deadline=None)
@given(steps)
def test_rebuild_equals_incremental(said: list[tuple[str, list[Any] | None]]) -> None:
    repository = memory()
    play(said, repository)
    made = rebuild(repository.store, repository._rules())
    assert (made.delete, made.insert) == ((), ())


@settings(max_examples=30, deadline=None)
@given(steps, st.randoms(use_true_random=False))
def test_the_order_of_documents_does_not_matter(said: list[tuple[str, list[Any] | None]], random: Random) -> None:
    last = {name: (n, content) for n, (name, content) in enumerate(said)}
    repository = memory()
    play(said, repository)
    shuffled = [(name, content) for name, (_, content) in last.items() if content is not None]
    random.shuffle(shuffled)
    fresh = memory()
    for name, content in shuffled:
        n = last[name][0]
        aliases = [LocalEntity(EntityRef(NAMES[n % 8], TYPES[n % 10]), (NAMES[(n + 1) % 8],))]
        fresh.add(claims(f"{TEXT}{name}{content!r}", content, source=name, entities=aliases))
    assert facts_graph(fresh) == facts_graph(repository)


@settings(max_examples=20, deadline=None)
@given(st.lists(documents, min_size=1, max_size=3))
def test_what_was_accepted_passes_the_check(said: list[list[Any]]) -> None:
    repository = memory()
    play([("abc"[n], content) for n, content in enumerate(said)], repository)
    assert check(repository.view(), readings=readings) == []


# ---- on disk -------------------------------------------------------------------------------------------------
@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "store"


def test_readers_keep_the_state_they_opened(folder: Path) -> None:
    with Repository.open(folder, readings=readings) as repository:
        repository.add(claims(TEXT.format(1), SAID[:1], source="1.txt"))
        repository.publish()
        old = Snapshot.open(folder)
        for n in range(2, 6):
            repository.add(claims(TEXT.format(n), [figure(bank("松行"), "余额", str(n))], source=f"{n}.txt"))
            with Snapshot.open(folder) as unpublished:
                assert unpublished.revision == repository.revision - 1
            repository.publish()
            with Snapshot.open(folder) as new:
                assert len(list(new.facts())) == n
        assert len(list(old.facts())) == 1
        old.close()
    assert len(list((folder / "snapshots").iterdir())) == 2


def test_a_store_is_found_again(folder: Path) -> None:
    with Repository.open(folder, readings=readings) as repository:
        result = repository.add(claims(TEXT, SAID))
        before = facts_graph(repository)
    with Repository.open(folder, readings=readings) as repository:
        assert facts_graph(repository) == before
        assert (repository.revision, [one.id for one in repository.documents()]) == (1, [result.id])
        assert repository.publish() == repository.publish()


def test_a_second_writer_is_told_who_writes(folder: Path) -> None:
    code = ("import sys; from pathlib import Path; from kg.repository import Repository\n"
            "with Repository.open(Path(sys.argv[1]), readings=lambda name: ()):\n"
            "    print('open', flush=True); sys.stdin.read()")
    root = Path(__file__).parent.parent
    with subprocess.Popen([sys.executable, "-c", code, str(folder)], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                          cwd=root, text=True) as other:
        assert other.stdout is not None
        assert other.stdout.readline() == "open\n"
        with pytest.raises(StoreError, match=f"进程 {other.pid}"):
            Repository.open(folder, readings=readings)
        other.communicate("")
    Repository.open(folder, readings=readings).close()


def test_what_is_no_store_is_refused(tmp_path: Path, folder: Path) -> None:
    with pytest.raises(StoreError, match="zhiwen ingest"):
        Snapshot.open(folder)
    (tmp_path / "notes.txt").write_text("x", "utf-8")
    with pytest.raises(StoreError, match="非空"):
        Repository.open(tmp_path, readings=readings)
    Repository.open(folder, readings=readings).close()
    with Snapshot.open(folder) as empty:
        assert (empty.documents(), check(empty, readings=readings)) == ([], [])
    (folder / "format").write_text("99", "utf-8")
    with pytest.raises(StoreError, match="99"):
        Repository.open(folder, readings=readings)
    with pytest.raises(StoreError, match="99"):
        Snapshot.open(folder)


def test_a_failed_update_changes_nothing(folder: Path) -> None:
    with Repository.open(folder, readings=readings) as repository:
        repository.add(claims(TEXT.format(1), SAID, source="1.txt"))
        before = list(repository.store.dump())
        broken: DocumentClaims = claims(TEXT.format(2) + "\ud800", SAID, source="2.txt")
        with pytest.raises(StoreError, match="Unicode"):
            repository.add(broken)
        assert list(repository.store.dump()) == before
        assert len(repository.documents()) == 1


def test_facts_follow_a_change_of_the_lexicon(folder: Path) -> None:
    """Names that a new row makes one are one after the next opening for writing, and the document is to be read again.
    """
    one = claims(TEXT, [relation(bank("白鹭银行"), "provides", product("甲")),
                        relation(bank("鹭行"), "uses", product("乙"))])
    with Repository.open(folder) as repository:
        repository.add(one)
        assert repository.current(one.document.sha256) == one.document.id
        repository.publish()
    own = folder / "lexicon" / "own.tsv"
    own.parent.mkdir()
    own.write_text("白鹭银行\tBank\t鹭行\n", "utf-8")
    with Snapshot.open(folder) as snapshot:
        assert len([e for e in snapshot.entities() if e.type == "Bank"]) == 2
        (problem,) = check(snapshot)
        assert "zhiwen ingest" in problem
    with Repository.open(folder) as repository:
        (only,) = [e for e in repository.view().entities() if e.type == "Bank"]
        assert {only.label, *only.aliases} == {"白鹭银行", "鹭行"}
        assert repository.current(one.document.sha256) is None
        assert repository.add(one).status == "replaced"
        assert repository.current(one.document.sha256) == one.document.id
        assert repository.add(one).status == "unchanged"
        repository.publish()
        revision = repository.revision
    with Snapshot.open(folder) as snapshot:
        assert check(snapshot) == []
    with Repository.open(folder) as repository:
        assert repository.revision == revision      # nothing to do when nothing has changed
    own.unlink()
    with Repository.open(folder) as repository:
        assert len([e for e in repository.view().entities() if e.type == "Bank"]) == 2


def test_a_lexicon_may_be_there_before_the_store(folder: Path) -> None:
    (folder / "lexicon").mkdir(parents=True)
    Repository.open(folder, readings=readings).close()


# ---- check -----------------------------------------------------------------------------------------------------
def test_check_finds_what_was_tampered_with() -> None:
    repository = memory()
    result = repository.add(claims(TEXT, SAID))
    assert check(repository.view(), readings=readings) == []
    raw = repository.store.raw
    raw.update(f'''DELETE {{ GRAPH ?g {{ ?e <{ZW.text.value}> ?t }} }}
                   INSERT {{ GRAPH ?g {{ ?e <{ZW.text.value}> "假" }} }}
                   WHERE {{ GRAPH ?g {{ ?e <{ZW.start.value}> 8 ; <{ZW.text.value}> ?t }} }}''')
    assert any("与原文不符" in line for line in check(repository.view(), readings=readings))
    raw.update(f"DELETE WHERE {{ ?f <{ZW.object.value}> ?o }}")
    problems = "\n".join(check(repository.view(), readings=readings))
    assert "关系的客体应是一个实体" in problems
    assert "不一致" in problems
    raw.update(f"DROP GRAPH <urn:zhiwen:document:{result.id}>")
    problems = "\n".join(check(repository.view(), readings=readings))
    assert "没有内容" in problems
    assert "没有原文依据" in problems
