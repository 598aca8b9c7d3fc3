"""A writer is killed at any moment, the disk is full, the folder is somebody else's: nothing is lost."""
from __future__ import annotations

import os
import pickle
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from conftest import ROOT, run_zhiwen
from graphs import bank, claims, product, relation
from invented import build_store, harbour

from bench.crash import life, random_kills, write_reports
from kg.errors import StoreError
from kg.index import FILE, open_index
from kg.repository import Repository
from kg.shapes import check
from kg.snapshot import Snapshot
from kg.types import RelationClaim

TEXT = "1 概况\n松城银行推出青竹平台,第{}份报告到此为止,内容不再重复。"


def said(n: int) -> list[RelationClaim]:
    return [relation(bank("松城银行"), "provides", product("青竹平台")),
            relation(bank("松城银行"), "provides", product(f"平台{n}"))]


DOCUMENTS = tuple(claims(TEXT.format(n), said(n), source=path, path=f"/nowhere/{path}")
                  for n, path in enumerate(("一.txt", "二.txt", "二.txt")))


def facts(store: Path) -> list[str]:
    with Snapshot.open(store) as snapshot:
        lines = list(snapshot.store.dump())
    return [line for line in lines if not line.endswith(("<urn:zhiwen:catalogue> .", "<urn:zhiwen:decisions> ."))]


def lives(folder: Path, points: list[int]) -> tuple[list[Path], int]:
    """A store for each point at which a life was killed (0: at none), and how many points there are."""
    stores = [folder / f"{n:04d}" for n in points]
    (folder / "documents").write_bytes(pickle.dumps(DOCUMENTS))
    code = ("import pickle, sys; from pathlib import Path; from bench.crash import killed_lives\n"
            "folder = Path(sys.argv[1])\n"
            "import kg.store_oxigraph, kg.shacl\n"
            "stores = [(folder / f'{int(n):04d}', int(n)) for n in sys.argv[2:]]\n"
            "print(killed_lives(stores, pickle.loads((folder / 'documents').read_bytes())))")
    done = subprocess.run([sys.executable, "-c", code, str(folder), *map(str, points)], cwd=ROOT, check=True, text=True,
                          capture_output=True)
    return stores, int(done.stdout)


def test_killed_before_any_file_operation_the_next_run_finishes(tmp_path: Path) -> None:
    (whole,), operations = lives(tmp_path, [0])
    assert operations > 60
    points = list(range(1, operations + 1, max(1, operations // 24)))
    stores, _ = lives(tmp_path, points)
    sound = set[tuple[str, ...]]()          # contents that were checked: many kills leave the same
    killed = 0

    def check_once(snapshot: Snapshot) -> None:
        content = tuple(line for line in snapshot.store.dump() if "zhiwen:ontology:stamp" not in line)
        if content not in sound:
            assert check(snapshot, readings=lambda name: ()) == []
            sound.add(content)

    for store in stores:
        if (store / "format").exists():
            killed += 1
            with Snapshot.open(store) as snapshot:
                check_once(snapshot)
        life(store, *DOCUMENTS)
        assert facts(store) == facts(whole)
        assert {path.name for path in store.iterdir()} == {"format", "live", "lock", "snapshots", "CURRENT", "changes"}
        with Snapshot.open(store) as snapshot:
            check_once(snapshot)
            assert [one.source for one in snapshot.documents()] == ["二.txt"]
    assert killed > len(points) // 2


def test_an_ingest_killed_at_random_moments_loses_nothing() -> None:
    assert list(random_kills(3, seed=7))[-1].startswith("3 kills, nothing lost")


# ---- a full disk ---------------------------------------------------------------------------------------------
@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A file system of its own with little room."""
    disk = tmp_path / "disk"
    disk.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=24m", "tmpfs", str(disk)]
    if os.geteuid() or subprocess.run(mount, capture_output=True, check=False).returncode:
        pytest.skip("a small tmpfs cannot be mounted here: that takes root")
    yield disk
    subprocess.run(["umount", "-l", str(disk)], check=True)


def fill(disk: Path, *, leave: int = 0) -> Path:
    """A file that takes all room but `leave` bytes."""
    filler = disk / "filler"
    free = shutil.disk_usage(disk).free - leave
    filler.write_bytes(bytes(max(free, 0)))
    return filler


def write_until_full(store: Path, stored: set[str]) -> None:
    """Add and publish documents until that fails with a StoreError; `stored` gets those whose adding was done."""
    with Repository.open(store, readings=lambda name: ()) as repository:
        for n in range(3, 1000):
            text = TEXT.format(n) + "".join(chr(0x4e00 + n * i % 20000) for i in range(20_000))
            stored.add(repository.add(claims(text, said(n), source=f"{n}.txt")).id)
            repository.publish()


def test_a_full_disk_in_the_middle_loses_nothing(small_disk: Path) -> None:
    store = small_disk / "store"
    with Repository.open(store, readings=lambda name: ()) as repository:
        stored = {repository.add(DOCUMENTS[0]).id}
        repository.publish()
    filler = fill(small_disk, leave=3 << 20)
    with pytest.raises(StoreError, match=r"^[^\n]*磁盘空间[^\n]*$"):
        write_until_full(store, stored)
    with Snapshot.open(store) as snapshot:
        assert check(snapshot, readings=lambda name: ()) == []
        assert {one.id for one in snapshot.documents()} <= stored
    filler.unlink()
    with Repository.open(store, readings=lambda name: ()) as repository:
        assert {one.id for one in repository.documents()} == stored
        assert check(repository.view(), readings=lambda name: ()) == []
        repository.add(DOCUMENTS[1])
        repository.publish()
    with Snapshot.open(store) as snapshot:
        assert len(snapshot.documents()) == len(stored) + 1


def test_a_full_disk_is_one_clear_line(small_disk: Path) -> None:
    paths = write_reports(small_disk / "reports")
    store = small_disk / "store"
    assert run_zhiwen("ingest", paths[0], "--store", store, encoder="none").returncode == 0
    filler = fill(small_disk)
    done = run_zhiwen("ingest", *paths, "--store", store, encoder="none")
    assert (done.returncode, [line[:8] for line in done.stderr.splitlines()]) == (1, ["zhiwen: "]), done.stderr
    assert "磁盘空间" in done.stderr
    filler.unlink()
    assert run_zhiwen("ingest", *paths[:2], "--store", store, encoder="none").returncode == 0
    assert run_zhiwen("documents", "--json", "--store", store).stdout.count("\n") == 2


# ---- somebody else's folder --------------------------------------------------------------------------------------
@pytest.fixture
def foreign_store(tmp_path: Path) -> Path:
    """A store that whoever runs the commands by `ordinary` may read and not write."""
    store = build_store(tmp_path / "store", harbour())
    with Snapshot.open(store) as snapshot:
        open_index(snapshot, store)
    for path in (store, *store.rglob("*")):
        path.chmod(0o555 if path.is_dir() else 0o444)
        if not os.geteuid():
            os.chown(path, 65534, 65534)
    return store


def ordinary(*args: str | Path) -> subprocess.CompletedProcess[str]:
    """`zhiwen ARGS` without root's power to write anywhere."""
    powerless = ["setpriv", "--bounding-set=-dac_override,-dac_read_search"]
    return run_zhiwen(*args, before=[] if os.geteuid() else powerless)


@pytest.mark.skipif(not os.geteuid() and not shutil.which("setpriv"), reason="no setpriv to take root's power away")
def test_who_may_not_write_reads_and_is_told(foreign_store: Path, tmp_path: Path) -> None:
    for reading in (["ask", "海运通是谁运营的？"], ["documents"], ["check"], ["facts"], ["sparql", "ASK { ?s ?p ?o }"],
                    ["export", tmp_path / "graph.ttl"], ["backup", tmp_path / "copy"]):
        done = ordinary(*reading, "--store", foreign_store)
        assert (done.returncode, done.stderr) == (0, ""), reading
    (foreign_store / FILE).unlink()
    assert "云海银行" in ordinary("ask", "海运通是谁运营的？", "--store", foreign_store).stdout
    (tmp_path / "new.txt").write_text("云海银行搭建平台。", "utf-8")
    (tmp_path / "closed").mkdir(mode=0o555)
    if not os.geteuid():
        os.chown(tmp_path / "closed", 65534, 65534)
    for writing in (["ingest", tmp_path / "new.txt"], ["remove", harbour().document.id],
                    ["merge", "云海银行", "蓝湾科技"], ["restore", tmp_path / "copy", "--force"]):
        done = ordinary(*writing, "--store", foreign_store)
        assert (done.returncode, done.stderr.count("\n")) == (1, 1), done.stderr
        assert "权限" in done.stderr
    for target in (["backup", tmp_path / "closed" / "copy", "--store", foreign_store],
                   ["ingest", tmp_path / "new.txt", "--store", tmp_path / "closed" / "store"]):
        done = ordinary(*target)
        assert (done.returncode, done.stderr.count("\n")) == (1, 1), done.stderr
        assert "权限" in done.stderr
