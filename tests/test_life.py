"""Files are written, changed, moved, copied and deleted in any order; the store follows, and forgets what is gone."""
from __future__ import annotations

import hashlib
import json
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest
from graphs import bank, claims, figure, product, relation
from hypothesis import given, settings
from hypothesis import strategies as st
from invented import LINES, build_store, harbour

from ingest import job
from ingest.executor import Done, Failed, SerialExecutor
from ingest.readers import Source
from kg.change import rebuild
from kg.export import FORMATS, export
from kg.index import FILE, open_index
from kg.repository import Repository
from kg.shapes import check
from kg.snapshot import Snapshot
from kg.sparql import DropGraph, Select, Update
from kg.store import Row
from kg.types import DocumentClaims, LocalEntity
from qa import Engine


def stage(_: object, source: Source) -> DocumentClaims:
    """Says what the file's two letters stand for: a fact it shares with other files, and one of its own."""
    shared, own = source.data.decode()
    said = [relation(bank("松城银行"), "provides", product(f"平台{shared}")),
            figure(product(f"平台{shared}"), "余额", str(ord(own)))]
    text = f"1 概况\n松城银行推出平台{shared},余额达{ord(own)}亿元,记号{shared}{own}。"
    return claims(text, said, source=source.path.name, path=str(source.path), sha256=source.sha256)


class Reading:
    """Reads with `stage`, in this process."""

    def map(self, make_kit: object, _: object, sources: Iterator[Source]) -> Iterator[Done | Failed]:
        return SerialExecutor().map(lambda: None, stage, sources)


def ingest(folder: Path, repository: Repository) -> list[str]:
    files = sorted(path for path in folder.rglob("*.txt"))
    return [one.status for one in job.run(files, repository, Reading(), lambda _: None).files]


def facts_graph(repository: Repository) -> list[str]:
    return [line for line in repository.store.dump() if not line.endswith("<urn:zhiwen:catalogue> .")]


# ---- random sequences --------------------------------------------------------------------------------------
PATHS = ["a/x.txt", "a/y.txt", "b/x.txt", "c/z.txt"]          # two of one name
paths, contents = st.sampled_from(PATHS), st.sampled_from([shared + own for shared in "甲乙" for own in "ab"])
steps = st.lists(
    st.tuples(st.just("write"), paths, contents) | st.tuples(st.just("move"), paths, paths)
    | st.tuples(st.just("delete"), paths, st.none()) | st.tuples(st.just("ingest"), st.none(), st.none())
    | st.tuples(st.just("remove"), contents, st.none()), min_size=2, max_size=14)


def play(steps: Sequence[tuple[str, Any, Any]], folder: Path, repository: Repository) -> None:
    """Carry out the steps and compare the store with a model of it: content → the paths where it stands."""
    held: dict[str, set[str]] = {}
    for name, one, other in [*steps, ("ingest", None, None)]:
        path = folder / one if one in PATHS else None
        if name == "write" and path:
            path.parent.mkdir(exist_ok=True)
            path.write_text(other, "utf-8")
        elif name == "move" and path and path.exists():
            (folder / other).parent.mkdir(exist_ok=True)
            path.replace(folder / other)
        elif name == "delete" and path:
            path.unlink(missing_ok=True)
        elif name == "remove" and one in held:
            del held[one]
            repository.remove(str(repository.known(hashlib.sha256(one.encode()).hexdigest())))
        elif name == "ingest":
            ingest(folder, repository)
            for file in sorted(folder.rglob("*.txt")):
                place, content = str(file), file.read_text("utf-8")
                for old in [c for c, at in held.items() if c != content and place in at]:
                    held[old].discard(place)
                    if not any(map(Path.exists, map(Path, held[old]))):
                        del held[old]
                held.setdefault(content, set()).add(place)
            assert set(ingest(folder, repository)) <= {"unchanged"}
        at = {hashlib.sha256(c.encode()).hexdigest(): at for c, at in held.items()}
        assert {entry.sha256: set(entry.paths) for entry in repository.documents()} == at
        assert repository.documents() == repository.view().documents()


@settings(max_examples=100, deadline=None)
@given(steps)
def test_the_store_follows_the_files(steps: list[tuple[str, Any, Any]]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        repository = Repository.in_memory(readings=lambda name: ())
        play(steps, Path(folder), repository)
        made = rebuild(repository.store, repository._rules())
        assert (made.delete, made.insert) == ((), ())
        fresh = Repository.in_memory(readings=lambda name: ())
        for entry in repository.documents():        # what is there is what these documents alone make
            fresh.add(stage(None, Source(Path(entry.sha256), _content(repository, entry.id), entry.sha256)))
        assert facts_graph(fresh) == facts_graph(repository)


def _content(repository: Repository, document: str) -> bytes:
    text = repository.view().text(document)
    return text.partition("记号")[2][:2].encode()


@settings(max_examples=50, deadline=None)
@given(contents, contents)
def test_add_a_add_b_remove_b_is_add_a(first: str, second: str) -> None:
    def source(words: str) -> Source:
        return Source(Path(f"{words}.txt"), words.encode(), hashlib.sha256(words.encode()).hexdigest())

    repository = Repository.in_memory(readings=lambda name: ())
    kept = repository.add(stage(None, source(first)))
    before = facts_graph(repository)
    added = repository.add(stage(None, source(second)))
    if added.id != kept.id:
        repository.remove(added.id)
    assert facts_graph(repository) == before


# ---- renamed ---------------------------------------------------------------------------------------------------
def test_a_renamed_file_is_the_same_document_under_its_new_name(tmp_path: Path) -> None:
    repository = Repository.in_memory(readings=lambda name: ())
    (tmp_path / "旧.txt").write_text("甲a", "utf-8")
    assert ingest(tmp_path, repository) == ["added"]
    (before,) = repository.documents()
    (tmp_path / "旧.txt").rename(tmp_path / "新.txt")
    assert ingest(tmp_path, repository) == ["unchanged"]
    (after,) = repository.documents()
    assert (after.id, after.source) == (before.id, "新.txt")
    (tmp_path / "抄.txt").write_text("甲a", "utf-8")        # a copy does not rename what is still there
    assert ingest(tmp_path, repository) == ["unchanged"] * 2
    assert [one.source for one in repository.documents()] == ["新.txt"]


# ---- gone ------------------------------------------------------------------------------------------------------
SECRET = "蓝湾科技研制的“夜潮”系统使用声呐阵列技术。"


def test_a_removed_sentence_is_found_nowhere(tmp_path: Path) -> None:
    more = harbour(Path("second.txt"), extra=SECRET)
    store = build_store(tmp_path / "store", harbour(), more)
    with Snapshot.open(store) as snapshot:
        open_index(snapshot, store)
        assert "夜潮" in json.dumps(list(snapshot.store.dump()), ensure_ascii=False)
    with Repository.open(store) as repository:
        repository.remove(more.document.id)
        repository.publish()
    with Snapshot.open(store) as snapshot:
        engine = Engine(snapshot)
        assert [engine.ask(q).status for q in ("夜潮系统使用了什么技术？", "谁研制了夜潮系统？")] == ["no_answer"] * 2
        assert engine.ask("海运通是谁运营的？").status == "answered"
        found = 'ASK { { ?s ?p ?o } UNION { GRAPH ?g { ?s ?p ?o } } FILTER CONTAINS(STR(?o), "%s") }'
        assert snapshot.ask(found % "海运通")
        assert not snapshot.ask(found % "夜潮")
        assert "夜潮".encode() not in (store / FILE).read_bytes()
        assert check(snapshot) == []
        for format in FORMATS:
            target = tmp_path / "out"
            target.mkdir(exist_ok=True)
            written = target / f"{format.name}{format.endings[0]}"
            export(snapshot, written, format.name)
        for file in (tmp_path / "out").rglob("*"):
            if file.is_file():
                assert "夜潮".encode() not in file.read_bytes()
                assert b"\\u591c\\u6f6e" not in file.read_bytes()
    assert LINES[0] in harbour().document.text


# ---- what a removal costs --------------------------------------------------------------------------------------
class Counting:
    """A store that counts the rows it is asked for, and the quads that come and go."""

    def __init__(self, store: Any) -> None:
        self._store, self.rows, self.quads = store, 0, 0

    def select(self, query: Select | str) -> list[Row]:
        found: list[Row] = self._store.select(query)
        self.rows += len(found)
        return found

    def update(self, update: Update) -> None:
        self.quads += sum(len(one.quads) for one in update.operations if not isinstance(one, DropGraph))
        self._store.update(update)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._store, name)


def agreeing(number: int) -> DocumentClaims:
    """Says one thing of its own, and what all say: a relation, a partnership, which one in four tells from the other
    side, and a figure, which one in four writes otherwise; all name a thing of which nothing is said.
    """
    one, other = bank("松城银行"), bank("青川银行")
    odd = number % 4 == 0
    said = [relation(one, "provides", product("云雀")),
            relation(other, "cooperates_with", one) if odd else relation(one, "cooperates_with", other),
            figure(product("云雀"), "余额", "78000", "万元", factor="10000") if odd
            else figure(product("云雀"), "余额", "7.8"),
            figure(product("云雀"), "客户数", str(number), "户", factor="1", base_unit="户")]
    silent = LocalEntity(bank("海晏银行"), ("晏行", f"晏行{number % 2}"))
    return claims(f"1 概况\n松城银行推出云雀,余额达7.8亿元,客户{number}户,青川银行参与。", said, source=f"{number}.txt",
                  entities=[silent])


@pytest.mark.parametrize("step", ["remove", "add", "replace", "seen"])
def test_a_change_reads_and_writes_no_more_where_there_are_more_documents(step: str) -> None:
    def cost(size: int) -> tuple[int, int]:
        repository = Repository.in_memory(readings=lambda name: ())
        ids = [repository.add(agreeing(n)).id for n in range(size)]
        counting = Counting(repository.store)
        repository.store = counting  # type: ignore[assignment]
        if step == "remove":
            repository.remove(ids[2])
        elif step == "add":
            repository.add(agreeing(99))
        elif step == "replace":
            repository.add(agreeing(2), again=True)
        else:
            repository.seen(ids[2], "/elsewhere.txt")
        repository.store = counting._store
        made = rebuild(repository.store, repository._rules())
        assert (made.delete, made.insert) == ((), ())
        return counting.rows, counting.quads

    few, many = cost(8), cost(80)
    assert many[0] <= few[0]
    assert many[1] <= few[1]
