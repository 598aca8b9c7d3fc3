"""The seam for running extraction elsewhere: same results, same order, wherever it runs.

A failure of one file is a value, not an exception: the other files go on. What one stage needs
(models, lexicons) is built once per worker, because parts of it cannot be pickled.
"""
from __future__ import annotations

import multiprocessing
import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

from kg.errors import ZhiwenError
from kg.types import DocumentClaims

Stage = Callable[[Any, Path], DocumentClaims]
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


class Executor(Protocol):
    def map(self, make_kit: MakeKit, stage: Stage, paths: Sequence[Path]) -> Iterator[Outcome]:
        """One outcome a path, in the order of `paths`."""
        ...


def _run(kit: object, stage: Stage, path: Path) -> Outcome:
    started = time.perf_counter()
    try:
        claims = stage(kit, path)
    except ZhiwenError as error:
        return Failed(path, str(error))
    except Exception as error:  # noqa: BLE001 - a fault in one document must not cost the others
        what = " ".join(f"{type(error).__name__}: {error}".split())
        return Failed(path, f"{path}: 内部错误 {what}。请附上文件报告此问题")
    return Done(path, claims, time.perf_counter() - started)


class SerialExecutor:
    """In this process. The kit is built at the first path, so an empty list costs nothing."""

    def map(self, make_kit: MakeKit, stage: Stage, paths: Iterable[Path]) -> Iterator[Outcome]:
        kit = None
        for path in paths:
            if kit is None:
                kit = make_kit()
            yield _run(kit, stage, path)


_worker_kit: object = None      # one per worker process, set by the pool's initialiser


def _start_worker(make_kit: MakeKit) -> None:
    global _worker_kit
    _worker_kit = make_kit()


def _run_in_worker(stage: Stage, path: Path) -> Outcome:
    return _run(_worker_kit, stage, path)


class ProcessExecutor:
    """`workers` processes on this machine; at most twice as many files are under way at a time."""

    def __init__(self, workers: int) -> None:
        self._workers = workers

    def map(self, make_kit: MakeKit, stage: Stage, paths: Sequence[Path]) -> Iterator[Outcome]:
        # spawn: onnxruntime's threads do not survive a fork.
        context = multiprocessing.get_context("spawn")
        with ProcessPoolExecutor(self._workers, context, _start_worker, (make_kit,)) as pool:
            under_way: deque[Future[Outcome]] = deque()
            for path in paths:
                under_way.append(pool.submit(_run_in_worker, stage, path))
                if len(under_way) >= 2 * self._workers:
                    yield under_way.popleft().result()
            while under_way:
                yield under_way.popleft().result()
