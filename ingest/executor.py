"""The seam for running extraction elsewhere: same results, same order, wherever it runs.

A failure of one file is a value, not an exception: the other files go on. What one stage needs
(models, lexicons) is built once per worker, because parts of it cannot be pickled.
"""
from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any, Protocol

from ingest.readers import Source
from kg.errors import ZhiwenError
from kg.process import Answer, Exhausted, Overdue, ProcessPool, bounded_memory
from kg.types import DocumentClaims

Stage = Callable[[Any, Source], DocumentClaims]
MakeKit = Callable[[], Any]


@dataclass(frozen=True, slots=True)
class Done:
    path: Path
    claims: DocumentClaims
    seconds: float


@dataclass(frozen=True, slots=True)
class Failed:
    """`error` is one line a user can act on."""

    path: Path
    error: str


Outcome = Done | Failed


@dataclass(frozen=True, slots=True)
class Limits:
    """What one file may take: seconds, and bytes of memory beyond the models and lexicons."""

    seconds: float = 300.0
    memory: int = 2 << 30


class Executor(Protocol):
    def map(self, make_kit: MakeKit, stage: Stage, sources: Iterable[Source]) -> Iterator[Outcome]:
        """One outcome a file, in the order of `sources`, of which only a few are taken ahead of what is done.

        Raises DataError, or what else `make_kit` raises.
        """
        ...


def run_stage(kit: object, stage: Stage, source: Source) -> Outcome:
    """What becomes of one file. MemoryError is the caller's, who knows the limit."""
    started = time.perf_counter()
    try:
        claims = stage(kit, source)
    except ZhiwenError as error:
        return Failed(source.path, str(error))
    except MemoryError:
        raise
    except Exception as error:  # noqa: BLE001 - a fault in one document must not cost the others
        what = " ".join(f"{type(error).__name__}: {error}".split())[:300]
        return Failed(source.path, f"{source.path}: 内部错误 {what}。请附上文件报告此问题")
    return Done(source.path, claims, time.perf_counter() - started)


class SerialExecutor:
    """In this process, without limits. The kit is built at the first file, so an empty list costs nothing."""

    def map(self, make_kit: MakeKit, stage: Stage, sources: Iterable[Source]) -> Iterator[Outcome]:
        kit = None
        for source in sources:
            if kit is None:
                kit = make_kit()
            yield run_stage(kit, stage, source)


class ProcessExecutor:
    """`workers` processes on this machine; at most twice as many files are under way at a time.

    A file that is beyond the limits fails, alone.
    """

    def __init__(self, workers: int, limits: Limits | None = None) -> None:
        self._workers, self._limits = workers, limits or Limits()

    def map(self, make_kit: MakeKit, stage: Stage, sources: Iterable[Source]) -> Iterator[Outcome]:
        pool = ProcessPool(partial(prepare, make_kit, stage, self._limits.memory), self._workers,
                           seconds=self._limits.seconds)
        threads = ThreadPoolExecutor(self._workers, thread_name_prefix="ingest")
        under_way: deque[Future[Outcome]] = deque()
        try:
            for source in sources:
                under_way.append(threads.submit(in_process, pool, self._limits, source))
                if len(under_way) >= 2 * self._workers:
                    yield under_way.popleft().result()
            while under_way:
                yield under_way.popleft().result()
        finally:                # also where the caller stops half-way: nothing is waited for
            threads.shutdown(wait=False, cancel_futures=True)
            pool.kill()
            threads.shutdown(wait=True)
            pool.close()


def in_process(pool: ProcessPool, limits: Limits, source: Source) -> Outcome:
    """What becomes of one file in a process of `pool`, which `prepare` prepares."""
    try:
        outcome = pool.ask(source)
    except Overdue:
        return Failed(source.path, f"{source.path}: 处理超过 {limits.seconds:g} 秒，已放弃这份文档。"
                                   "请检查文件是否损坏、拆成几份，或用 --time-limit 放宽")
    except Exhausted:
        return Failed(source.path, f"{source.path}: 处理进程中止，多半是用尽了 {limits.memory >> 20} MB "
                                   "内存，已放弃这份文档。请检查文件是否损坏、拆成几份，或用 --memory-limit 放宽")
    assert isinstance(outcome, Done | Failed)
    return outcome


def prepare(make_kit: MakeKit, stage: Stage, memory: int) -> Answer:
    """What answers in a worker process."""
    kit = make_kit()

    def answer(source: Source) -> Outcome:
        with bounded_memory(memory):
            return run_stage(kit, stage, source)

    return answer
