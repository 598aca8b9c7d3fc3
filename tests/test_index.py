"""The index is derived from a snapshot: the same however it came about, made anew where the file is not to be used."""
from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterable
from functools import cache
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from qa_graph import Report, e, ports

from kg.errors import StoreError
from kg.index import FILE, Index, bigrams, fold, open_index, writer
from kg.rdf import Iri
from kg.repository import Repository
from kg.snapshot import Snapshot
from kg.text.lexicon import Lexicon
from kg.types import DocumentClaims, LocalEntity, ObservationFact, RelationFact

MANY = 10_000


def opened(snapshot: Snapshot, folder: Path | None) -> Index:
    return open_index(snapshot, folder, lexicon())


@cache
def lexicon() -> Lexicon:
    return Lexicon.load()


def contents(index: Index) -> dict[str, object]:
    """All that an index says, as a question asks for it: the same for two that were made in different ways."""
    facts = [*index.all_observations(), *index.all_relations()]
    names = list(index.all_names())
    texts = {text for one in names for text in one.names} | {text for fact in facts for text in fact.snippets}
    pairs = sorted({pair for text in texts for pair in bigrams(text)})
    words = sorted({fold(name) for one in names for name in one.names})
    documents = sorted({one.document for one in index.all_passages()})
    return {
        "state": index.state, "facts": sorted(facts, key=lambda one: one.iri), "size": index.size, "names": names,
        "passages": sorted(index.all_passages(), key=lambda one: (one.document, one.start)),
        "bearers": {word: index.by_name.get(word) for word in words},
        "stretches": [(index.in_names(word[:8]), index.except_one(word[:3], 1)) for word in words if len(word) > 2],
        "documents": [(one, *(table.get(one) for table in (index.titles, index.years, index.main_year)))
                      for one in documents],
        "of documents": index.facts_of_documents(), "phrases": index.phrases(), "indicators": index.indicators(),
        "of things": [(index.about.get(one.iri), index.within.get(one.iri), index.outgoing.get(one.iri),
                       index.incoming.get(one.iri)) for one in names],
        "pairs": [(pair, index.rarity(pair), index.holds(pair)) for pair in pairs],
        "holders": [[search(frozenset({pair}), MANY) for search in (
            index.observations_with, index.relations_with, index.passages_with)] for pair in pairs]}


def fresh(store: Path) -> dict[str, object]:
    with Snapshot.open(store) as snapshot:
        return contents(opened(snapshot, None))


@pytest.fixture
def store(tmp_path: Path) -> Path:
    with Repository.open(tmp_path / "store") as repository:
        repository.add(ports())
        repository.publish()
    return tmp_path / "store"


def test_a_stored_index_is_the_index(store: Path) -> None:
    with Snapshot.open(store) as snapshot:
        made, again = (contents(opened(snapshot, store)) for _ in range(2))
    assert made == again == fresh(store)
    assert made["size"]
    assert made["passages"]


def test_the_index_follows_the_store(store: Path) -> None:
    with Snapshot.open(store) as snapshot:
        before = opened(snapshot, store)
    more = Report()
    more.figure("鹭湾港吞吐量达70万吨", e("Product", "鹭湾港"), "吞吐量", "70", "万吨")
    with Repository.open(store) as repository:
        repository.add(more.claims("more.txt"))
        repository.publish()
    with Snapshot.open(store) as snapshot:
        after = opened(snapshot, store)
    assert "鹭湾港" in after.by_name
    assert "鹭湾港" not in before.by_name       # who has the older one open keeps it as it was
    assert before.observations_with(frozenset({"鹭湾"}), 9) == []
    assert contents(after) == fresh(store)


def cut(content: bytes) -> bytes:
    return content[:len(content) // 2]


def of_another_format(content: bytes) -> bytes:
    return content[:60] + bytes(4) + content[64:]       # where SQLite keeps user_version


@pytest.mark.parametrize("damage", [lambda _: b"", lambda _: b"{}", cut, of_another_format,
                                    lambda content: bytes(100) + content[100:],
                                    lambda content: content[:100] + bytes(9000) + content[9100:]])
def test_a_file_that_is_not_to_be_used_is_made_anew(store: Path, damage: Callable[[bytes], bytes]) -> None:
    with Snapshot.open(store) as snapshot:
        opened(snapshot, store).close()
        (store / FILE).write_bytes(damage((store / FILE).read_bytes()))
        assert contents(opened(snapshot, store)) == fresh(store)
        made = (store / FILE).stat().st_ino
        assert contents(opened(snapshot, store)) == fresh(store)
    assert (store / FILE).stat().st_ino == made


def test_damage_that_a_question_meets_is_told_and_mended(store: Path) -> None:
    with Snapshot.open(store) as snapshot:
        opened(snapshot, store).close()
        whole = (store / FILE).read_bytes()
        (store / FILE).write_bytes(whole[:1 << 16] + bytes(len(whole) - (1 << 16)))
        index = opened(snapshot, store)
        with pytest.raises(StoreError, match="索引文件已损坏"):
            contents(index)
        assert contents(opened(snapshot, store)) == fresh(store)


class Failing(Snapshot):
    """A state that cannot be read to its end."""

    def facts_by_iri(self, iris: Iterable[str], *, document: str | None = None) -> list[RelationFact | ObservationFact]:
        raise KeyboardInterrupt


def test_broken_off_it_leaves_what_was_there(store: Path) -> None:
    with Snapshot.open(store) as snapshot:
        opened(snapshot, store).close()
    before = (store / FILE).read_bytes()
    with Repository.open(store) as repository:
        repository.add(version(1, 1))
        repository.publish()
    with Failing.open(store) as snapshot, pytest.raises(KeyboardInterrupt):
        opened(snapshot, store)
    assert (store / FILE).read_bytes() == before
    assert not [path for path in store.iterdir() if FILE in path.name and path.name != FILE]
    with Snapshot.open(store) as snapshot:
        assert contents(opened(snapshot, store)) == fresh(store)


# ---- brought up from an earlier state ------------------------------------------------------------------------
BANK, OTHER, SITE = e("Bank", "松城银行"), e("Bank", "青川银行"), e("Product", "云雀平台")


def version(number: int, edition: int) -> DocumentClaims:
    """Document `number`: says what all say, what every second one says, and what only it says, by its edition too."""
    report = Report()
    report.relation("松城银行推出云雀平台", BANK, "provides", "推出", SITE)
    if number % 2:
        report.figure("云雀平台余额达7亿元", SITE, "余额", "7", "亿元", period=f"202{number}")
    own = e("Product", f"平台{number}")
    report.relation(f"青川银行在第{edition}版里使用平台{number}", OTHER, "uses", "使用", own)
    report.figure(f"平台{number}客户达{edition}户", own, "客户数", str(edition), "户", period=f"202{edition}")
    report.say(f"第{number}份报告的第{edition}版到此为止")
    names = ("松行",) if (number + edition) % 2 else ()         # what a hub is called changes with the documents
    return report.claims(f"{number}.txt", entities=[LocalEntity(BANK, names)])


numbers = st.integers(0, 4)
lives = st.lists(st.lists(st.tuples(st.sampled_from(["add", "add", "remove", "merge", "undo", "reject"]), numbers,
                                    st.integers(1, 3)), min_size=1, max_size=4), min_size=1, max_size=4)


def live(repository: Repository, step: str, number: int, edition: int) -> None:
    stored = {one.source: one.id for one in repository.documents()}
    source, entities = f"{number}.txt", {one.label: Iri(one.iri) for one in repository.view().entities()}
    if step == "add":
        repository.add(version(number, edition))
    elif step == "remove" and source in stored:
        repository.remove(stored[source])
    elif step == "merge" and {f"平台{number}", "云雀平台"} <= entities.keys():
        repository.merge(entities[f"平台{number}"], entities["云雀平台"], "合并")
    elif step == "undo" and repository.decisions():
        repository.decide(undo=[repository.decisions()[-1].number])
    elif step == "reject":
        facts = [one for one in repository.view().facts() if isinstance(one, RelationFact)]
        if facts:
            repository.reject(Iri(facts[number % len(facts)].iri), "不对")


@settings(max_examples=10, deadline=None)
@given(lives)
def test_brought_up_it_is_as_if_made_anew(states: list[list[tuple[str, int, int]]]) -> None:
    with tempfile.TemporaryDirectory() as folder, pytest.MonkeyPatch.context() as patch:
        store = Path(folder) / "store"
        patch.setattr(writer.Writer, "is_much", lambda *_: False)
        with Repository.open(store, readings=lambda name: ()) as repository:
            for n, steps in enumerate([[("add", 0, 1)], *states]):
                for step in steps:
                    live(repository, *step)
                repository.publish()
                made = fresh(store)
                with Snapshot.open(store) as snapshot, pytest.MonkeyPatch.context() as only:
                    if n:
                        only.setattr(writer, "build", lambda *_: pytest.fail("made anew"))
                    assert contents(opened(snapshot, store)) == made


def test_where_it_is_not_known_what_changed_it_is_made_anew(store: Path) -> None:
    with Snapshot.open(store) as snapshot:
        opened(snapshot, store).close()
    with Repository.open(store) as repository:
        repository.add(version(1, 1))
        repository.publish()
    for note in (store / "changes").iterdir():
        note.write_text("{", "utf-8")
    with Snapshot.open(store) as snapshot:
        assert contents(opened(snapshot, store)) == fresh(store)


def test_an_entity_is_found_by_its_gazetteer_aliases(tmp_path: Path) -> None:
    report = Report()
    report.relation("建设银行推出甲产品", e("Bank", "建设银行"), "provides", "推出", e("Product", "甲产品"))
    repository = Repository.in_memory()
    repository.add(report.claims())
    index = opened(Snapshot(repository.store), None)
    assert index.by_name["建行"] == index.by_name["建设银行"]


def test_rare_pairs_weigh_more_than_common_ones(store: Path) -> None:
    with Snapshot.open(store) as snapshot:
        index = opened(snapshot, None)
    assert index.rarity("港口") < index.rarity("舱单") <= index.rarity("从未")


def test_names_are_compared_without_quotes_and_case() -> None:
    assert fold("“ETC”+Pay《甲》") == "etcpay甲"
    assert bigrams("甲 乙丙") == {"甲乙", "乙丙"}
