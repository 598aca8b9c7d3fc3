"""Kill a writer with SIGKILL and see that nothing is lost: `python -m bench.crash [--kills 50] [--steps]`.

Random: `zhiwen ingest` of invented reports is killed at a random moment of its writing, again and again; each time the
store must open, pass the check and hold every document of before; at last a run to the end must give the store of a run
that was never killed. Steps: add, merge, replace and remove are killed before every single file operation in turn.
"""
from __future__ import annotations

import argparse
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable, Iterator
from pathlib import Path

from kg.decisions import Decision
from kg.errors import StoreError
from kg.folders import StoreFolder
from kg.rdf import Iri
from kg.repository import Repository
from kg.shapes import check
from kg.snapshot import Snapshot
from kg.types import DocumentClaims

ROOT = Path(__file__).parent.parent
PLACES = ("青川", "临江", "白鹭", "松城", "云岭", "海晏", "北屏", "柳湾", "金渡", "石门", "南坪", "长汀")


# ---- random moments of an ingest ---------------------------------------------------------------------------
def write_reports(folder: Path) -> list[Path]:
    """A short invented report for each place."""
    folder.mkdir(parents=True, exist_ok=True)
    paths = []
    for n, place in enumerate(PLACES):
        path = folder / f"{place}.txt"
        path.write_text(
            f"2024年{place}市数字物流发展报告\n\n一、总体情况\n\n"
            f"2024年,{place}市数字物流市场规模达{120 + n}亿元,同比增长{n + 3}.5%。"
            f"{place}银行推出的“{place}通”平台,接入企业超{n + 2}000家。\n\n"
            "二、存在的问题\n\n港口设备老化导致装卸效率偏低。\n", "utf-8")
        paths.append(path)
    return paths


def start(folder: Path, store: Path) -> subprocess.Popen[bytes]:
    environment = os.environ | {"PYTHONPATH": str(ROOT), "ZHIWEN_ENCODER": "none"}
    command = [sys.executable, str(ROOT / "cli.py"), "ingest", str(folder), "--store", str(store), "--workers", "1"]
    return subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def problems(store: Path) -> tuple[set[str], list[str]]:
    """(the files of the stored documents, what is wrong): as readers see the store, and as the next writer finds it."""
    if not StoreFolder(store).exists():
        return set(), []                        # killed before there was a store
    found: list[str] = []
    with Snapshot.open(store) as snapshot:
        found += [f"read: {line}" for line in check(snapshot)]
        read = {one.source for one in snapshot.documents()}
    with Repository.open(store) as repository:
        found += [f"live: {line}" for line in check(repository.view())]
        written = {one.source for one in repository.documents()}
        repository.publish()
    return written, [*found, *(f"only readers have {one}" for one in read - written)]


def facts(store: Path) -> list[str]:
    """All quads but the paths, the revision and the stamp."""
    with Snapshot.open(store) as snapshot:
        return [line for line in snapshot.store.dump() if not line.endswith("<urn:zhiwen:catalogue> .")]


def random_kills(kills: int, seed: int) -> Iterator[str]:
    """A line for each kill: every fourth at a moment between the start and the end, the others after the first commit.

    Raises AssertionError where something is lost.
    """
    pick = random.Random(seed)
    with tempfile.TemporaryDirectory() as place:
        folder, store = Path(place) / "reports", Path(place) / "whole"
        write_reports(folder)
        started = time.monotonic()
        process = start(folder, store)
        committed = _first_commit(process, store)
        assert process.wait() == 0, "the run that nobody kills failed"
        ended, whole = time.monotonic(), facts(store)
        store, had = Path(place) / "store-0", set[str]()
        for n in range(kills):
            process = start(folder, store)
            if n % 4:
                _first_commit(process, store)
                time.sleep(pick.uniform(0, ended - committed))
            else:
                time.sleep(pick.uniform(0, ended - started))
            alive = process.poll() is None
            process.send_signal(signal.SIGKILL)
            process.wait()
            have, wrong = problems(store)
            assert not wrong, wrong
            assert had <= have, had - have
            yield f"{n + 1}\t{'killed' if alive else 'was done'}\t{len(had)} documents before, {len(have)} after"
            had = have
            if len(have) == len(PLACES):
                assert start(folder, store).wait() == 0
                assert facts(store) == whole
                store, had = Path(place) / f"store-{n + 1}", set()
        assert start(folder, store).wait() == 0
        assert facts(store) == whole
        yield f"{kills} kills, nothing lost: the stores at the end are that of a run never killed"


def _first_commit(process: subprocess.Popen[bytes], store: Path) -> float:
    """When the process has written a document, or ended."""
    before = _logged(store)
    while process.poll() is None:
        now = _logged(store)
        if now > before + 1000:         # bytes: opening the database writes less, and makes the log smaller
            break
        before = min(before, now)
        time.sleep(0.002)
    return time.monotonic()


def _logged(store: Path) -> int:
    """Bytes in the database's log of commits."""
    try:
        return sum(path.stat().st_size for path in (store / "live").glob("*.log"))
    except FileNotFoundError:
        return 0                        # a log that has just been closed


# ---- every step --------------------------------------------------------------------------------------------
EVENTS = frozenset(("open", "os.rename", "os.remove", "os.rmdir", "os.mkdir", "shutil.rmtree"))
NAMES = (Iri("urn:zhiwen:entity:a"), Iri("urn:zhiwen:entity:b"))


def life(store: Path, first: DocumentClaims, second: DocumentClaims, third: DocumentClaims) -> None:
    """Two documents come, a merge is decided, a new revision takes the place of one, the other is removed; from
    wherever an earlier run of this has stopped. `third` stands where `second` stood.
    """
    with Repository.open(store, readings=lambda name: ()) as repository:
        if not repository.decisions():
            for one in (first, second):
                if not repository.known(one.document.sha256):
                    repository.add(one)
                    repository.publish()
            repository.decide(Decision(0, "", "合并", *NAMES))
        repository.publish()
        if not repository.known(third.document.sha256):
            repository.add(third)
            repository.publish()
        if repository.known(first.document.sha256):
            repository.remove(first.document.id)
            repository.publish()


def killed_lives(stores: Iterable[tuple[Path, int]], documents: tuple[DocumentClaims, ...]) -> int:
    """`life` in each store, by a process of its own that is killed before its n-th file operation; returns how many
    file operations the last one made. For a process that has no database open: it forks.
    """
    made = 0
    for store, n in stores:
        counts, tell = os.pipe()
        child = os.fork()
        if not child:
            done = 0

            def hook(event: str, _: object, n: int = n) -> None:
                nonlocal done
                if event in EVENTS:
                    done += 1
                    if done == n:
                        os.kill(os.getpid(), signal.SIGKILL)

            sys.addaudithook(hook)
            life(store, *documents)
            os.write(tell, str(done).encode())
            os._exit(0)
        os.waitpid(child, 0)
        os.close(tell)
        made = int(os.read(counts, 20) or 0)
        os.close(counts)
    return made


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--kills", type=int, default=50)
    parser.add_argument("--seed", type=int, default=1)
    args = parser.parse_args()
    for line in random_kills(args.kills, args.seed):
        print(line, flush=True)


if __name__ == "__main__":
    try:
        main()
    except StoreError as error:
        sys.exit(f"a store that does not open: {error}")
