"""Queries of strangers, run in a few processes of their own with limits of memory, time and result size.

Oxigraph can neither cancel a query nor bound its memory, so both are the operating system's work: a process that is
overdue is killed, one that asks for too much memory dies of it, and the next query gets a fresh one. A query that is
slow gives its place to the next in the queue and goes on beside it, so a few killers do not hold up the others.
"""
from __future__ import annotations

import multiprocessing
import signal
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager, suppress
from multiprocessing.connection import Connection
from pathlib import Path
from queue import Empty, LifoQueue
from threading import BoundedSemaphore, Semaphore
from typing import Any

from kg.errors import StoreError, ZhiwenError
from kg.folders import StoreFolder
from kg.results import FORMATS, SOLUTION_FORMATS, Busy, Limits, OverLimit, Request, Result, evaluate, table
from kg.sparql_guard import check
from kg.store_oxigraph import OxigraphStore

SLOW = 1.0               # seconds after which a query makes room for others
WAITING = 500            # queries that may wait; more are turned away


class QueryPool:
    """Queries on the newest snapshot of the store in folder `store`, at most `size` at once, each in its own process.

    Beside them up to `size` slow ones go on. A newly published snapshot is seen by the next query, without a restart.
    """

    def __init__(self, store: Path, *, size: int = 4, limits: Limits | None = None) -> None:
        self.limits = limits or Limits()
        self._store = store
        self._threads = ThreadPoolExecutor(2 * size, thread_name_prefix="sparql")
        self._slow = BoundedSemaphore(size)
        self._waiting = Semaphore(2 * size + WAITING)
        # Last in, first out: while one process is enough, no second one is started.
        self._idle: LifoQueue[_Worker | None] = LifoQueue()
        self._workers: set[_Worker] = set()
        for _ in range(size):
            self._idle.put(None)

    def run(self, request: Request) -> Result:
        """The written result. Raises RefusedQuery, QueryError (malformed), OverLimit, NotAcceptable, StoreError."""
        return self.submit(request).result()

    def submit(self, request: Request) -> Future[Result]:
        """Like `run`, without waiting: the future holds the result or the error. Raises Busy where too many wait."""
        if not self._waiting.acquire(blocking=False):
            raise Busy("等待执行的查询太多。请稍后再试")
        future = self._threads.submit(self._run, request)
        future.add_done_callback(lambda _: self._waiting.release())
        return future

    def close(self) -> None:
        """End all processes; queries that run or wait are dropped."""
        self._threads.shutdown(wait=False, cancel_futures=True)
        for worker in list(self._workers):
            worker.kill()
        self._threads.shutdown(wait=True)
        for worker in list(self._workers):
            worker.end()

    def _run(self, request: Request) -> Result:
        check(request.query)
        worker = self._idle.get()
        aside = False

        def step_aside() -> None:
            nonlocal aside
            if self._slow.acquire(blocking=False):
                aside = True
                self._idle.put(None)

        try:
            if worker is None or not worker.alive:
                worker = _Worker(self._store, self.limits)
                self._workers.add(worker)
            return worker.run(request, step_aside)
        finally:
            if worker and not worker.alive:
                self._workers.discard(worker)
                worker = None
            if not aside:
                self._idle.put(worker)
            else:
                self._slow.release()
                self._take_back(worker)

    def _take_back(self, worker: _Worker | None) -> None:
        """The process of a slow query takes an empty place, or ends where younger ones have them all."""
        with suppress(Empty):
            other = self._idle.get_nowait()
            self._idle.put(other or worker)
            if other is None:
                return
        if worker:
            worker.end()
            self._workers.discard(worker)


class _Worker:
    """One process and the pipe to it."""

    def __init__(self, store: Path, limits: Limits) -> None:
        context = multiprocessing.get_context("spawn")
        self._limits = limits
        self._pipe, theirs = context.Pipe()
        self._process = context.Process(target=_serve, args=(theirs, store, limits), daemon=True)
        self._process.start()
        theirs.close()
        # The time limit counts from here, not from the interpreter's start.
        self._expect(60.0, StoreError("查询进程没有启动。请检查内存是否够用"))

    @property
    def alive(self) -> bool:
        return self._process.is_alive()

    def run(self, request: Request, slow: Callable[[], None]) -> Result:
        """The result; `slow` is called once where it takes more than `SLOW` seconds."""
        seconds = self._limits.seconds
        overdue = OverLimit(f"查询超过 {seconds:g} 秒，已停止。请缩小范围、减少没有共同变量的模式，或加 LIMIT")
        reply = self._expect(seconds, overdue, request, slow)
        if isinstance(reply, ZhiwenError):
            raise reply
        if not isinstance(reply, Result):
            raise StoreError(f"查询进程的回复无法识别（{type(reply).__name__}）。请报告此问题")
        return reply

    def kill(self) -> None:
        self._process.kill()

    def end(self) -> None:
        self._process.kill()
        self._process.join()
        self._pipe.close()

    def _expect(self, seconds: float, overdue: ZhiwenError, request: Request | None = None,
                slow: Callable[[], None] | None = None) -> object:
        """The next message, after sending `request`. A process that sends none in time, or dies, is ended.

        Raises `overdue`, or OverLimit for one that died.
        """
        problem = overdue
        try:
            if request:
                self._pipe.send(request)
            soon = min(SLOW, seconds) if slow else seconds
            ready = self._pipe.poll(soon)
            if not ready and slow:
                slow()
                ready = self._pipe.poll(seconds - soon)
            if ready:
                return self._pipe.recv()
        except (EOFError, ConnectionError):
            memory = self._limits.memory >> 20
            problem = OverLimit(f"查询进程中止，多半是用尽了 {memory} MB 内存。请缩小范围，或去掉 ORDER BY、DISTINCT")
        self.end()
        raise problem


# ---- inside the process --------------------------------------------------------------------------------
def _serve(pipe: Connection[Any, Any], store: Path, limits: Limits) -> None:
    """Answer requests until the other end goes away."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)      # Ctrl+C is the parent's to handle
    pipe.send("ready")
    folder = StoreFolder(store)
    name, snapshot = "", OxigraphStore()
    while True:
        try:
            request = pipe.recv()
        except (EOFError, ConnectionError):
            return
        _alarm(limits.seconds + 5)
        reply: Result | ZhiwenError
        try:
            if not name or folder.current_name() != name:
                name, snapshot = folder.read_current(lambda path: (path.name, OxigraphStore.open_read_only(path)))
            with _bounded_memory(limits.memory):
                reply = evaluate(snapshot.raw, request, limits)
        except ZhiwenError as error:
            reply = error
        except MemoryError:
            reply = OverLimit(f"查询用尽了 {limits.memory >> 20} MB 内存，已停止。请缩小范围，或加 LIMIT")
        except OSError as error:
            reply = StoreError(f"读取图数据库失败（{error}）。请检查磁盘")
        _alarm(0)
        pipe.send(reply)


def _alarm(seconds: float) -> None:
    """End this process after so many seconds; 0 calls it off. The parent does that sooner, while there is one."""
    if hasattr(signal, "setitimer"):
        signal.setitimer(signal.ITIMER_REAL, seconds)


@contextmanager
def _bounded_memory(limit: int) -> Iterator[None]:
    """Let this process take `limit` bytes of data beyond what it has now (Linux; elsewhere there is no such limit).

    Data, not address space: each thread of the engine reserves addresses that it may never touch.
    """
    pages = Path("/proc/self/statm")
    if not pages.exists():
        yield
        return
    import resource

    soft, hard = resource.getrlimit(resource.RLIMIT_DATA)
    used = int(pages.read_text().split()[5]) * resource.getpagesize()
    resource.setrlimit(resource.RLIMIT_DATA, (used + limit, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_DATA, (soft, hard))


def run_query(store: Path, query: str, format: str) -> bytes:
    """The result of one query as the command line prints it: a format of the pool, or "table" for reading.

    Raises what `QueryPool.run` raises. The query runs in a process of its own so that Ctrl+C ends it.
    """
    pool = QueryPool(store, size=1, limits=Limits(seconds=600, memory=4 << 30, rows=10_000_000, size=1 << 30))
    try:
        solutions, graph = FORMATS["json" if format == "table" else format]
        result = pool.run(Request(query, solutions, "turtle" if format == "table" else graph))
    finally:
        pool.close()
    if format == "table" and result.media_type == SOLUTION_FORMATS["json"].media_type:
        return table(result.body).encode()
    return result.body if result.body.endswith(b"\n") else result.body + b"\n"
