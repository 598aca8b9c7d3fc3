"""What one file may do to an ingest run: fail, hang, eat memory, die. The others are done all the same, in order."""
from __future__ import annotations

import hashlib
import os
import signal
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest
from graphs import bank, claims, product, relation

from ingest import job
from ingest.executor import Done, Executor, Failed, Limits, ProcessExecutor, SerialExecutor
from ingest.readers import Source
from kg.errors import DataError, ReadError, ZhiwenError
from kg.process import Overdue, ProcessPool
from kg.repository import Repository, Snapshot
from kg.types import DocumentClaims

LIMITS = Limits(seconds=3, memory=200 << 20)


def source(words: str) -> Source:
    data = words.encode()
    return Source(Path(f"{words}.txt"), data, hashlib.sha256(data).hexdigest())


def make_kit(word: str) -> str:
    return word


def bad_kit() -> str:
    raise DataError("words.tsv", 3, "行不对", fix="请改正")


def stage(kit: str, one: Source) -> DocumentClaims:
    """Does what the file says."""
    words = one.data.decode()
    if words == "hang":
        while True:
            pass
    if words == "eat":
        eaten = []
        while True:
            eaten.append(bytearray(16 << 20))
    if words == "die":
        os.kill(os.getpid(), signal.SIGKILL)
    if words == "fail":
        raise ReadError(one.path, "读不懂", fix="请换一份")
    if words == "fault":
        raise IndexError("列表下标\n越界")
    return claims(f"1 概况 {words}", [relation(bank("松城银行"), "provides", product(words))], source=f"{words}.txt",
                  path=str(one.path), title=kit)


@pytest.mark.parametrize("executor", [SerialExecutor(), ProcessExecutor(1, LIMITS), ProcessExecutor(2, LIMITS)])
def test_results_are_the_same_and_in_order_wherever_it_runs(executor: Executor) -> None:
    words = ["甲", "fail", "乙", "fault", "丙", "丁"]
    outcomes = list(executor.map(partial(make_kit, "题"), stage, map(source, words)))
    assert [one.path.stem for one in outcomes] == words
    done = [one for one in outcomes if isinstance(one, Done)]
    assert [one.claims for one in done] == [stage("题", source(word)) for word in "甲乙丙丁"]
    assert [one.error for one in outcomes if isinstance(one, Failed)] == [
        "fail.txt: 读不懂。请换一份", "fault.txt: 内部错误 IndexError: 列表下标 越界。请附上文件报告此问题"]


def test_a_file_beyond_the_limits_fails_alone() -> None:
    words = ["甲", "hang", "乙", "eat", "丙", "die", "丁"]
    outcomes = list(ProcessExecutor(1, LIMITS).map(partial(make_kit, "题"), stage, map(source, words)))
    assert [one.path.stem for one in outcomes] == words
    failed = {one.path.stem: one.error for one in outcomes if isinstance(one, Failed)}
    assert failed.keys() == {"hang", "eat", "die"}
    assert "3 秒" in failed["hang"]
    assert all("\n" not in error for error in failed.values())


def test_a_file_that_eats_memory_is_told_so() -> None:
    limits = Limits(60, LIMITS.memory)          # time enough, also beside other work
    (outcome,) = ProcessExecutor(1, limits).map(partial(make_kit, "题"), stage, [source("eat")])
    assert isinstance(outcome, Failed)
    assert "200 MB" in outcome.error


def test_a_wrong_data_file_is_told_once() -> None:
    with pytest.raises(ZhiwenError, match=r"words\.tsv:3: 行不对"):
        list(ProcessExecutor(1, LIMITS).map(bad_kit, stage, map(source, "甲乙")))


def test_only_a_few_files_are_opened_ahead() -> None:
    opened: list[str] = []

    def sources() -> Iterator[Source]:
        for n in range(100):
            opened.append(str(n))
            yield source(str(n))

    running = ProcessExecutor(1, LIMITS).map(partial(make_kit, "题"), stage, sources())
    next(running)
    running.close()  # type: ignore[attr-defined]
    assert len(opened) <= 3


def test_a_closed_pool_has_no_processes() -> None:
    pool = ProcessPool(partial(_echo, 1), 1, seconds=30)
    assert pool.ask(3) == 4
    (process,) = pool._running
    pool.close()
    assert not process.alive
    slow = ProcessPool(_endless, 1, seconds=1)
    with pytest.raises(Overdue):
        slow.ask(None)
    slow.close()


def _echo(more: int):  # type: ignore[no-untyped-def]
    return lambda number: number + more


def _endless():  # type: ignore[no-untyped-def]
    def answer(_: object) -> None:
        while True:
            pass
    return answer


# ---- a run -------------------------------------------------------------------------------------------------
class Words:
    """An executor that reads with `stage` and presses Ctrl+C before a file that says so."""

    def map(self, make_kit: object, _: object, sources: Iterator[Source]) -> Iterator[Done | Failed]:
        for one in sources:
            if one.data == b"interrupt":
                os.kill(os.getpid(), signal.SIGINT)
            yield from SerialExecutor().map(lambda: "题", stage, [one])


def write(folder: Path, *words: str) -> list[Path]:
    paths = [folder / f"{n}.txt" for n in range(len(words))]
    for path, word in zip(paths, words, strict=True):
        path.write_text(word, "utf-8")
    return paths


@pytest.fixture
def interruptible() -> Iterator[None]:
    """Ctrl+C as in a terminal, also where the tests run in the background and a shell has it ignored."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


@pytest.mark.usefixtures("interruptible")
def test_an_interrupted_run_says_so_and_the_next_goes_on(tmp_path: Path) -> None:
    paths = write(tmp_path, "甲", "fail", "interrupt", "乙")
    repository = Repository.in_memory(readings=lambda name: ())
    seen: list[job.FileResult] = []
    first = job.run(paths, repository, Words(), seen.append)
    assert first.stopped
    assert [one.status for one in first.files] == ["added", "failed"]
    assert seen == first.files
    paths[2].write_text("丙", "utf-8")
    second = job.run(paths, repository, Words(), seen.append)
    assert not second.stopped
    assert [one.status for one in second.files] == ["unchanged", "failed", "added", "added"]
    assert not repository.rebuild()


def test_readers_see_documents_before_the_run_is_over(tmp_path: Path) -> None:
    paths = write(tmp_path, "甲", "乙", "丙")
    store = tmp_path / "store"
    counts = []
    with Repository.open(store, readings=lambda name: ()) as repository:
        def look(_: job.FileResult) -> None:
            with Snapshot.open(store) as snapshot:
                counts.append(len(snapshot.documents()))

        job.run(paths, repository, Words(), look, publish_every=0)
    assert counts[:2] == [0, 1]
