"""Queries of strangers, run in a few processes of their own with limits of memory, time and result size.

Oxigraph can neither cancel a query nor bound its memory, so both are the operating system's work: a process that is
overdue is killed, one that asks for too much memory dies of it, and the next query gets a fresh one.
"""
from __future__ import annotations

import multiprocessing
import signal
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from multiprocessing.connection import Connection
from pathlib import Path
from queue import LifoQueue
from typing import Any

import pyoxigraph as ox

from kg.errors import QueryError, StoreError, ZhiwenError
from kg.rdf import PREFIXES
from kg.sparql_guard import check

SOLUTION_FORMATS = {
    "json": ox.QueryResultsFormat.JSON, "xml": ox.QueryResultsFormat.XML,
    "csv": ox.QueryResultsFormat.CSV, "tsv": ox.QueryResultsFormat.TSV,
}
GRAPH_FORMATS = {
    "turtle": ox.RdfFormat.TURTLE, "ntriples": ox.RdfFormat.N_TRIPLES,
    "rdfxml": ox.RdfFormat.RDF_XML, "jsonld": ox.RdfFormat.JSON_LD,
}
# What to count to count the rows of a written result, and what to add. Values are escaped, so they hold no such mark;
# only in CSV a line break inside a value counts as a row more.
_ROW_MARKS = {"json": (b'}},{"', 1), "xml": (b"<result>", 0), "csv": (b"\r\n", -1), "tsv": (b"\n", -1)}


class OverLimit(QueryError):
    """A query that was stopped: too slow, too much memory, or too large a result."""


class NotAcceptable(QueryError):
    """The result of this kind of query cannot be written in any of the formats asked for."""


@dataclass(frozen=True, slots=True)
class Limits:
    """`memory` and `size` (of the written result) are bytes, `rows` the rows of a SELECT."""

    seconds: float = 30.0
    memory: int = 1 << 30
    rows: int = 100_000
    size: int = 64 << 20


@dataclass(frozen=True, slots=True)
class Request:
    """A query and how to write its result: `solutions` for SELECT and ASK, `graph` for CONSTRUCT and DESCRIBE.

    None says that no format of that kind is acceptable. The graph names are those of the SPARQL protocol.
    """

    query: str
    solutions: str | None = "json"
    graph: str | None = "turtle"
    default_graphs: tuple[str, ...] = ()
    named_graphs: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Result:
    media_type: str
    body: bytes


class QueryPool:
    """At most `size` queries at once, each in a process of its own. `locate` names the snapshot folder to read.

    It is asked before every query, so a newly published snapshot is seen without a restart.
    """

    def __init__(self, locate: Callable[[], Path], *, size: int = 4, limits: Limits | None = None) -> None:
        self.limits = limits or Limits()
        self._locate = locate
        self._threads = ThreadPoolExecutor(size, thread_name_prefix="sparql")
        # Last in, first out: while one process is enough, no second one is started.
        self._idle: LifoQueue[_Worker | None] = LifoQueue()
        for _ in range(size):
            self._idle.put(None)

    def run(self, request: Request) -> Result:
        """The written result. Raises RefusedQuery, QueryError (malformed), OverLimit, NotAcceptable, StoreError."""
        return self.submit(request).result()

    def submit(self, request: Request) -> Future[Result]:
        """Like `run`, without waiting: the future holds the result or the error."""
        return self._threads.submit(self._run, request)

    def close(self) -> None:
        """End all processes; queries still waiting are dropped."""
        self._threads.shutdown(wait=True, cancel_futures=True)
        while not self._idle.empty():
            if worker := self._idle.get_nowait():
                worker.end()

    def _run(self, request: Request) -> Result:
        check(request.query)
        worker = self._idle.get()
        try:
            worker = worker if worker and worker.alive else _Worker(self.limits)
            return worker.run(self._locate(), request)
        finally:
            self._idle.put(worker if worker and worker.alive else None)


class _Worker:
    """One process and the pipe to it."""

    def __init__(self, limits: Limits) -> None:
        context = multiprocessing.get_context("spawn")
        self._limits = limits
        self._pipe, theirs = context.Pipe()
        self._process = context.Process(target=_serve, args=(theirs, limits), daemon=True)
        self._process.start()
        theirs.close()
        self._expect(60.0)              # ready: the time limit counts from here, not from the interpreter's start

    @property
    def alive(self) -> bool:
        return self._process.is_alive()

    def run(self, snapshot: Path, request: Request) -> Result:
        self._pipe.send((str(snapshot), request))
        reply = self._expect(self._limits.seconds)
        if isinstance(reply, ZhiwenError):
            raise reply
        if not isinstance(reply, Result):
            raise StoreError(f"查询进程的回复无法识别（{type(reply).__name__}）。请报告此问题")
        return reply

    def end(self) -> None:
        self._process.kill()
        self._process.join()
        self._pipe.close()

    def _expect(self, seconds: float) -> object:
        """The next message. A process that sends none in time, or dies, is ended; raises OverLimit."""
        try:
            if self._pipe.poll(seconds):
                return self._pipe.recv()
            problem = f"查询超过 {seconds:g} 秒，已停止。请缩小范围、减少没有共同变量的模式，或加 LIMIT"
        except (EOFError, ConnectionError):
            problem = f"查询用尽了 {self._limits.memory >> 20} MB 内存，已停止。请缩小范围，或去掉 ORDER BY、DISTINCT"
        self.end()
        raise OverLimit(problem)


# ---- inside the process --------------------------------------------------------------------------------
@dataclass(slots=True)
class _Sink:
    """A file that takes no more than `limit` bytes."""

    limit: int
    chunks: list[bytes] = field(default_factory=list)
    size: int = 0

    def write(self, chunk: bytes) -> int:
        self.size += len(chunk)
        if self.size > self.limit:
            raise OverLimit(f"结果超过 {self.limit >> 20} MB，已停止。请加 LIMIT 和 OFFSET 分批取，或用 zhiwen export")
        self.chunks.append(bytes(chunk))
        return len(chunk)

    def flush(self) -> None:
        """Nothing is held back."""


def _serve(pipe: Connection[Any, Any], limits: Limits) -> None:
    """Answer requests until the other end goes away."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)      # Ctrl+C is the parent's to handle
    _limit_memory(limits.memory)
    pipe.send("ready")
    opened: tuple[str, ox.Store] | None = None
    while True:
        try:
            snapshot, request = pipe.recv()
        except (EOFError, ConnectionError):
            return
        _alarm(limits.seconds + 5)
        reply: Result | ZhiwenError
        try:
            if opened is None or opened[0] != snapshot:
                opened = None
                opened = snapshot, ox.Store.read_only(snapshot)
            reply = evaluate(opened[1], request, limits)
        except ZhiwenError as error:
            reply = error
        except MemoryError:
            reply = OverLimit(f"查询用尽了 {limits.memory >> 20} MB 内存，已停止。请缩小范围，或加 LIMIT")
        except OSError as error:
            reply = StoreError(f"无法读取图谱快照（{error}）。请重新导入文档，或稍后再试")
        _alarm(0)
        pipe.send(reply)


def _alarm(seconds: float) -> None:
    """End this process after so many seconds; 0 calls it off. The parent does that sooner, while there is one."""
    if hasattr(signal, "setitimer"):
        signal.setitimer(signal.ITIMER_REAL, seconds)


def _limit_memory(limit: int) -> None:
    """Let this process take `limit` bytes of address space beyond what it has now (not on Windows)."""
    try:
        import resource
    except ImportError:
        return
    now = Path("/proc/self/statm")
    used = int(now.read_text().split()[0]) * resource.getpagesize() if now.exists() else 0
    resource.setrlimit(resource.RLIMIT_AS, (used + limit, used + limit))


def evaluate(store: ox.Store, request: Request, limits: Limits) -> Result:
    """Run a checked query on an open store. Raises QueryError (malformed), OverLimit, NotAcceptable."""
    try:
        found = store.query(
            request.query, prefixes=PREFIXES,
            default_graph=[ox.NamedNode(g) for g in request.default_graphs] or None,
            named_graphs=[ox.NamedNode(g) for g in request.named_graphs] or None)
    except (SyntaxError, ValueError) as error:
        raise QueryError(f"SPARQL 语法错误：{' '.join(str(error).split())}。请改正查询") from None
    sink = _Sink(limits.size)
    if isinstance(found, ox.QueryTriples):
        if request.graph is None:
            raise NotAcceptable("CONSTRUCT 和 DESCRIBE 的结果是图。请在 Accept 里给出 text/turtle 等 RDF 格式")
        rdf = GRAPH_FORMATS[request.graph]
        found.serialize(sink, rdf)  # type: ignore[arg-type]  # the sink has what is needed of IO[bytes]
        return Result(rdf.media_type, b"".join(sink.chunks))
    if request.solutions is None:
        raise NotAcceptable("SELECT 和 ASK 的结果是表。请在 Accept 里给出 application/sparql-results+json 等格式")
    table = SOLUTION_FORMATS[request.solutions]
    found.serialize(sink, table)  # type: ignore[arg-type]  # as above
    body = b"".join(sink.chunks)
    mark, more = _ROW_MARKS[request.solutions]
    if isinstance(found, ox.QuerySolutions) and body.count(mark) + more > limits.rows:
        raise OverLimit(f"结果超过 {limits.rows} 行。请加 LIMIT 和 OFFSET 分批取，或用 zhiwen export")
    return Result(table.media_type, body)
