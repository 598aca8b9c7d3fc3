"""One query on an open store, its result written in a standard format, within limits of rows and bytes."""
from __future__ import annotations

import re
import sys
import textwrap
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import pyoxigraph as ox

from kg.errors import QueryError
from kg.rdf import PREFIXES, Iri, compact, prefix_lines

if TYPE_CHECKING:
    from kg.store_sparql import SparqlStore

SOLUTION_FORMATS = {
    "json": ox.QueryResultsFormat.JSON, "xml": ox.QueryResultsFormat.XML,
    "csv": ox.QueryResultsFormat.CSV, "tsv": ox.QueryResultsFormat.TSV,
}
GRAPH_FORMATS = {
    "turtle": ox.RdfFormat.TURTLE, "ntriples": ox.RdfFormat.N_TRIPLES,
    "rdfxml": ox.RdfFormat.RDF_XML, "jsonld": ox.RdfFormat.JSON_LD,
}
# `format=` of the service, `--format` of the command line: how to write a table, how to write a graph.
# The last three are SPARQLWrapper's names.
FORMATS: dict[str, tuple[str | None, str | None]] = {
    "json": ("json", "jsonld"), "xml": ("xml", "rdfxml"), "csv": ("csv", None), "tsv": ("tsv", None),
    "turtle": (None, "turtle"), "ntriples": (None, "ntriples"), "rdfxml": (None, "rdfxml"), "jsonld": (None, "jsonld"),
    "json-ld": (None, "jsonld"), "rdf+xml": (None, "rdfxml"), "n3": (None, "turtle"),
}
# What to count to count the rows of a written result, and what to add. Values are escaped, so they hold no such mark;
# only in CSV a line break inside a value counts as a row more.
_ROW_MARKS = {"json": (b'}},{"', 1), "xml": (b"<result>", 0), "csv": (b"\r\n", -1), "tsv": (b"\n", -1)}


class OverLimit(QueryError):
    """A query that was stopped: too slow, too much memory, or too large a result."""


class Busy(QueryError):
    """A query that was not taken, since too many wait already."""


class NotAcceptable(QueryError):
    """The result of this kind of query cannot be written in any of the formats asked for."""


@dataclass(frozen=True, slots=True)
class Limits:
    """`memory` and `size` (of the written result) are bytes, `rows` the rows of a SELECT."""

    seconds: float = 30.0
    memory: int = 512 << 20
    rows: int = 100_000
    size: int = 64 << 20


@dataclass(frozen=True, slots=True)
class Request:
    """A query and how to write its result: `solutions` for SELECT and ASK, `graph` for CONSTRUCT and DESCRIBE.

    None says that no format of that kind is acceptable. The graph names are those of the SPARQL protocol: where there
    is one, they are the whole dataset, whatever FROM clauses the query has.
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


def evaluate(store: ox.Store, request: Request, limits: Limits) -> Result:
    """Run a checked query on an open store. Raises QueryError (malformed), OverLimit, NotAcceptable."""
    chosen = bool(request.default_graphs or request.named_graphs)
    try:
        found = store.query(
            request.query, prefixes=PREFIXES,
            default_graph=[ox.NamedNode(g) for g in request.default_graphs] if chosen else None,
            named_graphs=[ox.NamedNode(g) for g in request.named_graphs] if chosen else None)
    except (SyntaxError, ValueError) as error:
        # The parser lists every character that would have fitted; the place is what helps.
        found_wrong = textwrap.shorten(str(error), 200, placeholder=" …")
        raise QueryError(f"SPARQL 语法错误：{found_wrong}。请改正查询") from None
    return _written(found, request, limits)


def evaluate_on_server(store: SparqlStore, request: Request, limits: Limits) -> Result:
    """Have a server run a checked query. Raises QueryError (malformed), OverLimit, NotAcceptable, StoreError.

    The server is told the prefixes and the dataset that a query on an embedded store finds.
    """
    evaluate(ox.Store(), request, limits)           # what is malformed or cannot be written is refused here
    form = ox.Store().query(request.query, prefixes=PREFIXES)
    declared = re.findall(r"\bPREFIX\s+([\w.-]*)\s*:", request.query, re.IGNORECASE)
    text = "\n".join([*prefix_lines(PREFIXES.keys() - set(declared)), request.query])
    chosen = (request.default_graphs, request.named_graphs) if request.default_graphs or request.named_graphs else None
    found = store.run(text, graph=isinstance(form, ox.QueryTriples), dataset=chosen)
    return _written(found, request, limits, cut=store.server.rows)


def _written(found: ox.QuerySolutions | ox.QueryBoolean | ox.QueryTriples, request: Request, limits: Limits, *,
             cut: int = 0) -> Result:
    """The result in the format asked for. `cut` is the number of rows at which a server leaves off."""
    sink = _Sink(limits.size)
    if isinstance(found, ox.QueryTriples):
        if request.graph is None:
            raise NotAcceptable("CONSTRUCT 和 DESCRIBE 的结果是图。请改用 turtle、ntriples、rdfxml 或 jsonld 格式")
        rdf = GRAPH_FORMATS[request.graph]
        found.serialize(sink, rdf)  # type: ignore[arg-type]  # the sink has what is needed of IO[bytes]
        return Result(rdf.media_type, b"".join(sink.chunks))
    if request.solutions is None:
        raise NotAcceptable("SELECT 和 ASK 的结果是表。请改用 json、xml、csv 或 tsv 格式")
    table = SOLUTION_FORMATS[request.solutions]
    found.serialize(sink, table)  # type: ignore[arg-type]  # as above
    body = b"".join(sink.chunks)
    mark, more = _ROW_MARKS[request.solutions]
    rows = body.count(mark) + more
    if isinstance(found, ox.QuerySolutions) and cut and rows == cut:
        raise OverLimit(f"结果达到服务器的上限 {cut} 行，可能不全。请加 LIMIT 和 OFFSET 分批取，或用 zhiwen export")
    if isinstance(found, ox.QuerySolutions) and rows > limits.rows:
        raise OverLimit(f"结果超过 {limits.rows} 行。请加 LIMIT 和 OFFSET 分批取，或用 zhiwen export")
    return Result(table.media_type, body)


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


def table(body: bytes) -> str:
    """A SPARQL JSON result as a text table for people: short names for known IRIs, `是`/`否` for ASK."""
    from rich.console import Console
    from rich.table import Table

    found = ox.parse_query_results(body, ox.QueryResultsFormat.JSON)
    if isinstance(found, ox.QueryBoolean):
        return "是\n" if found else "否\n"
    shown = Table(*(variable.value for variable in found.variables))
    count = 0
    for row in found:
        shown.add_row(*(_cell(term) for term in row))
        count += 1
    # Piped on, nothing is cut.
    width = None if sys.stdout.isatty() else 1000
    console = Console(no_color=True, highlight=False, markup=False, width=width)
    with console.capture() as written:
        console.print(shown)
    return f"{written.get()}{count} 行\n"


def _cell(term: ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple | None) -> str:
    if term is None:
        return ""
    if isinstance(term, ox.Literal):
        return term.value
    return compact(Iri(term.value)) if isinstance(term, ox.NamedNode) else str(term)
