"""The index is derived from a snapshot: the same however it came about, made anew where the file is not to be used."""
from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path

import pytest
from qa_graph import Report, e, ports

from kg.index import FILE, Index, bigrams, fold, open_index
from kg.repository import Repository
from kg.snapshot import Snapshot
from kg.types import ObservationFact, RelationFact

MANY = 10_000


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
        return contents(open_index(snapshot, None))


@pytest.fixture
def store(tmp_path: Path) -> Path:
    with Repository.open(tmp_path / "store") as repository:
        repository.add(ports())
        repository.publish()
    return tmp_path / "store"


def test_a_stored_index_is_the_index(store: Path) -> None:
    with Snapshot.open(store) as snapshot:
        made, opened = (contents(open_index(snapshot, store)) for _ in range(2))
    assert made == opened == fresh(store)
    assert made["size"]
    assert made["passages"]


def test_the_index_follows_the_store(store: Path) -> None:
    with Snapshot.open(store) as snapshot:
        before = open_index(snapshot, store)
    more = Report()
    more.figure("鹭湾港吞吐量达70万吨", e("Product", "鹭湾港"), "吞吐量", "70", "万吨")
    with Repository.open(store) as repository:
        repository.add(more.claims("more.txt"))
        repository.publish()
    with Snapshot.open(store) as snapshot:
        after = open_index(snapshot, store)
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
        open_index(snapshot, store).close()
        (store / FILE).write_bytes(damage((store / FILE).read_bytes()))
        assert contents(open_index(snapshot, store)) == fresh(store)
        made = (store / FILE).stat().st_ino
        assert contents(open_index(snapshot, store)) == fresh(store)
    assert (store / FILE).stat().st_ino == made


class Failing(Snapshot):
    """A state that cannot be read to its end."""

    def facts_by_iri(self, iris: Iterable[str], *, document: str | None = None) -> list[RelationFact | ObservationFact]:
        raise KeyboardInterrupt


def test_broken_off_it_leaves_what_was_there(store: Path) -> None:
    with Snapshot.open(store) as snapshot:
        open_index(snapshot, store).close()
    before = (store / FILE).read_bytes()
    with Repository.open(store) as repository:
        repository.add(Report().claims("empty.txt"))
        repository.publish()
    with Failing.open(store) as snapshot, pytest.raises(KeyboardInterrupt):
        open_index(snapshot, store)
    assert (store / FILE).read_bytes() == before
    assert not [path for path in store.iterdir() if FILE in path.name and path.name != FILE]
    with Snapshot.open(store) as snapshot:
        assert contents(open_index(snapshot, store)) == fresh(store)


def test_an_entity_is_found_by_its_gazetteer_aliases(tmp_path: Path) -> None:
    report = Report()
    report.relation("建设银行推出甲产品", e("Bank", "建设银行"), "provides", "推出", e("Product", "甲产品"))
    repository = Repository.in_memory()
    repository.add(report.claims())
    index = open_index(Snapshot(repository.store), None)
    assert index.by_name["建行"] == index.by_name["建设银行"]


def test_rare_pairs_weigh_more_than_common_ones(store: Path) -> None:
    with Snapshot.open(store) as snapshot:
        index = open_index(snapshot, None)
    assert index.rarity("港口") < index.rarity("舱单") <= index.rarity("从未")


def test_names_are_compared_without_quotes_and_case() -> None:
    assert fold("“ETC”+Pay《甲》") == "etcpay甲"
    assert bigrams("甲 乙丙") == {"甲乙", "乙丙"}
