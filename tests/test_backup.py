"""A backup brings back the store as it was, or says what is wrong and changes nothing."""
from __future__ import annotations

import json
from pathlib import Path

import pytest
from conftest import Zhiwen
from invented import build_store, harbour

from kg.backup import GRAPH, MANIFEST, backup, restore
from kg.errors import StoreError, UsageError
from kg.rdf import Iri
from kg.repository import Repository
from kg.shapes import check
from kg.snapshot import Snapshot

SECOND = harbour(Path("second.txt"), extra="蓝湾科技位于云海市。")


def dump(store: Path) -> list[str]:
    with Snapshot.open(store) as snapshot:
        return list(snapshot.store.dump())


@pytest.fixture
def store(tmp_path: Path) -> Path:
    return build_store(tmp_path / "store", harbour())


def test_what_was_backed_up_comes_back_with_decisions_and_lexicon(store: Path, tmp_path: Path) -> None:
    (store / "lexicon").mkdir()
    (store / "lexicon" / "own.tsv").write_text("云海银行\tBank\t云行\n", "utf-8")
    with Repository.open(store) as repository:
        fact = next(iter(repository.view().facts()))
        repository.reject(Iri(fact.iri), "否决")
        repository.publish()
    counts = backup(store, tmp_path / "copy")
    assert restore(tmp_path / "copy", tmp_path / "again") == counts
    assert dump(tmp_path / "again") == dump(store)
    assert (tmp_path / "again" / "lexicon" / "own.tsv").read_bytes() == (store / "lexicon" / "own.tsv").read_bytes()
    with Snapshot.open(tmp_path / "again") as snapshot:
        assert check(snapshot) == []
        assert len(snapshot.decisions()) == 1
    with Repository.open(tmp_path / "again") as repository:        # and it can be written on
        repository.add(SECOND)
        assert not repository.rebuild()


def test_it_is_taken_while_somebody_writes(store: Path, tmp_path: Path) -> None:
    with Repository.open(store) as repository:
        repository.add(SECOND)
        backup(store, tmp_path / "copy")
        with pytest.raises(StoreError, match="正在写入"):
            restore(tmp_path / "copy", store, overwrite=True)
    restore(tmp_path / "copy", tmp_path / "again")
    assert dump(tmp_path / "again") == dump(store)


def test_nothing_is_overwritten_without_being_told(store: Path, tmp_path: Path) -> None:
    backup(store, tmp_path / "copy")
    before = dump(store)
    (tmp_path / "other").mkdir()
    (tmp_path / "other" / "notes.txt").write_text("x", "utf-8")
    for target, force in ((tmp_path / "copy", False), (tmp_path / "other", False), (tmp_path / "other", True)):
        with pytest.raises(UsageError):
            backup(store, target, overwrite=force)
    with pytest.raises(UsageError, match="--force"):
        restore(tmp_path / "copy", store)
    with pytest.raises(UsageError, match="备份"):
        restore(tmp_path / "other", tmp_path / "again")
    assert dump(store) == before
    build_store(store, SECOND)
    backup(store, tmp_path / "copy", overwrite=True)
    restore(tmp_path / "copy", tmp_path / "again")
    assert len(dump(tmp_path / "again")) == len(dump(store)) > len(before)


def test_an_overwritten_store_is_the_backup_and_readers_see_it(store: Path, tmp_path: Path) -> None:
    backup(store, tmp_path / "copy")
    before = dump(store)
    build_store(store, SECOND)
    with Snapshot.open(store) as reader:
        restore(tmp_path / "copy", store, overwrite=True)
        assert len(reader.documents()) == 2         # what was open stays as it was
    assert dump(store) == before


def test_a_store_that_cannot_be_opened_any_more_is_restored_over(store: Path, tmp_path: Path) -> None:
    backup(store, tmp_path / "copy")
    before = dump(store)
    for file in (store / "live").iterdir():
        file.write_bytes(b"x")
    with pytest.raises(StoreError):
        Repository.open(store)
    restore(tmp_path / "copy", store, overwrite=True)
    assert dump(store) == before


def _cut(copy: Path) -> None:
    (copy / GRAPH).write_bytes((copy / GRAPH).read_bytes()[:-20])


def _lose(copy: Path) -> None:
    (copy / GRAPH).unlink()


def _mislead(copy: Path) -> None:
    manifest = json.loads((copy / MANIFEST).read_text("utf-8"))
    (copy / MANIFEST).write_text(json.dumps(manifest | {"quads": manifest["quads"] + 1}), "utf-8")


def _age(copy: Path) -> None:
    manifest = json.loads((copy / MANIFEST).read_text("utf-8"))
    (copy / MANIFEST).write_text(json.dumps(manifest | {"format": "0"}), "utf-8")


def _garble(copy: Path) -> None:
    (copy / MANIFEST).write_text("{", "utf-8")


@pytest.mark.parametrize("spoil", [_cut, _lose, _mislead, _age, _garble])
def test_a_spoilt_backup_is_refused_and_nothing_changes(store: Path, tmp_path: Path, spoil: object) -> None:
    backup(store, tmp_path / "copy")
    before = dump(store)
    spoil(tmp_path / "copy")  # type: ignore[operator]
    with pytest.raises(StoreError, match="copy"):
        restore(tmp_path / "copy", store, overwrite=True)
    assert dump(store) == before
    with Repository.open(store) as repository:
        assert not repository.rebuild()


def test_the_commands(zhiwen: Zhiwen, store: Path, tmp_path: Path) -> None:
    assert zhiwen("backup", tmp_path / "copy", "--store", store).returncode == 0
    assert zhiwen("restore", tmp_path / "copy", "--store", store).returncode == 2
    done = zhiwen("restore", tmp_path / "copy", "--store", store, "--force")
    assert done.returncode == 0
    assert "1 份文档" in done.stdout
    missing = zhiwen("backup", tmp_path / "more", "--store", tmp_path / "none")
    assert (missing.returncode, missing.stderr.count("\n")) == (1, 1)
