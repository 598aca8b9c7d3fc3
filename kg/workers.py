"""Queries of strangers, run in a few processes of their own with limits of memory, time and result size.

Oxigraph can neither cancel a query nor bound its memory, so both are the operating system's work: a process that is
overdue is killed, one that asks for too much memory dies of it, and the next query gets a fresh one. A query that is
slow gives its place to the next in the queue and goes on beside it, so a few killers do not hold up the others.
"""
from __future__ import annotations

from concurrent.futures import Future, ThreadPoolExecutor
from functools import partial
from pathlib import Path
from threading import Semaphore

from kg.errors import StoreError, ZhiwenError
from kg.folders import StoreFolder
from kg.process import Answer, Exhausted, Overdue, ProcessPool, bounded_memory
from kg.results import (
    FORMATS,
    SOLUTION_FORMATS,
    Busy,
    Limits,
    OverLimit,
    Request,
    Result,
    evaluate,
    evaluate_on_server,
    table,
)
from kg.sparql_guard import check
from kg.store import GraphStore
from kg.store_oxigraph import OxigraphStore
from kg.store_sparql import SparqlStore

WAITING = 500            # queries that may wait; more are turned away


class QueryPool:
    """Queries on the newest snapshot of the store in folder `store`, at most `size` at once, each in its own process.

    Beside them up to `size` slow ones go on. A newly published snapshot is seen by the next query, without a restart.
    """

    def __init__(self, store: Path, *, size: int = 4, limits: Limits | None = None) -> None:
        self.limits = limits or Limits()
        self._threads = ThreadPoolExecutor(2 * size, thread_name_prefix="sparql")
        self._waiting = Semaphore(2 * size + WAITING)
        self._processes = ProcessPool(partial(_reader, store, self.limits), size, seconds=self.limits.seconds,
                                      beside=size)

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
        self._processes.kill()
        self._threads.shutdown(wait=True)
        self._processes.close()

    def _run(self, request: Request) -> Result:
        check(request.query)
        try:
            reply = self._processes.ask(request)
        except Overdue as error:
            raise OverLimit(f"查询超过 {self.limits.seconds:g} 秒，已停止。"
                            "请缩小范围、减少没有共同变量的模式，或加 LIMIT") from error
        except Exhausted as error:
            raise OverLimit(f"查询进程中止，多半是用尽了 {self.limits.memory >> 20} MB 内存。"
                            "请缩小范围，去掉 ORDER BY、DISTINCT，或加 LIMIT") from error
        if isinstance(reply, ZhiwenError):
            raise reply
        if not isinstance(reply, Result):
            raise StoreError(f"查询进程的回复无法识别（{type(reply).__name__}）。请报告此问题")
        return reply


def _reader(store: Path, limits: Limits) -> Answer:
    """What answers requests in a process: a result, or the error as a value."""
    folder = StoreFolder(store)
    name: str = ""
    snapshot: GraphStore = OxigraphStore()

    def answer(request: Request) -> Result | ZhiwenError:
        nonlocal name, snapshot
        try:
            if not name or folder.current_name() != name:
                name, snapshot = folder.read_current(lambda path: (path.name, folder.open_read_only(path)))
            with bounded_memory(limits.memory):
                if isinstance(snapshot, OxigraphStore):
                    return evaluate(snapshot.raw, request, limits)
                assert isinstance(snapshot, SparqlStore)
                return evaluate_on_server(snapshot, request, limits)
        except ZhiwenError as error:
            return error
        except OSError as error:
            return StoreError(f"读取图数据库失败（{error}）。请检查磁盘")

    return answer


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
