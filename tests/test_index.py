"""The index is derived from a snapshot: the same when stored and loaded, rebuilt when the state differs."""
from __future__ import annotations

from pathlib import Path

import pytest
from qa_graph import Report, e, ports

from kg.index import Index, bigrams, fold, open_index
from kg.repository import Repository
from kg.snapshot import Snapshot
from kg.text.lexicon import Lexicon


@pytest.fixture
def store(tmp_path: Path) -> Path:
    with Repository.open(tmp_path / "store") as repository:
        repository.add(ports())
        repository.publish()
    return tmp_path / "store"


def test_a_stored_index_is_the_index(store: Path) -> None:
    with Snapshot.open(store) as snapshot:
        built = Index.build(snapshot)
        built.save(store / "index.json")
        assert Index.load(store / "index.json", snapshot.state) == built


def test_another_state_is_not_loaded(store: Path) -> None:
    with Snapshot.open(store) as snapshot:
        Index.build(snapshot).save(store / "index.json")
        assert Index.load(store / "index.json", f"{snapshot.state}0") is None


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
    assert "鹭湾港" not in before.by_name
    assert "鹭湾港" in after.by_name


@pytest.mark.parametrize("content", ["{", "[]", "\udcff"])
def test_a_damaged_file_is_built_anew(store: Path, content: str) -> None:
    (store / "index.json").write_text(content, "utf-8", "surrogateescape")
    with Snapshot.open(store) as snapshot:
        assert open_index(snapshot, store) == Index.build(snapshot, Lexicon.load())
        assert Index.load(store / "index.json", snapshot.state) is not None


def test_an_entity_is_found_by_its_gazetteer_aliases(tmp_path: Path) -> None:
    report = Report()
    report.relation("建设银行推出甲产品", e("Bank", "建设银行"), "provides", "推出", e("Product", "甲产品"))
    repository = Repository.in_memory()
    repository.add(report.claims())
    index = open_index(Snapshot(repository.store), None)
    assert index.by_name["建行"] == index.by_name["建设银行"]


def test_rare_pairs_weigh_more_than_common_ones(store: Path) -> None:
    with Snapshot.open(store) as snapshot:
        index = Index.build(snapshot)
    assert index.rarity("港口") < index.rarity("舱单") <= index.rarity("从未")


def test_names_are_compared_without_quotes_and_case() -> None:
    assert fold("“ETC”+Pay《甲》") == "etcpay甲"
    assert bigrams("甲 乙丙") == {"甲乙", "乙丙"}
