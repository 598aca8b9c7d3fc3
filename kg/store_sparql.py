"""A graph store on a SPARQL 1.1 server, reached over HTTP: https://www.w3.org/TR/sparql11-protocol/.

A store folder with a `server.json` has its graph there instead of in the folder:

    {"query": "http://127.0.0.1:7878/query", "update": "http://127.0.0.1:7878/update"}

`user`, `password` and `auth` ("basic" or "digest") where the server wants them; `lines` is the most triples an update
may have (0: all of a commit is one request, for a server that carries out a request wholly or not at all), `rows` the
number of rows at which the server cuts a result, `seconds` how long it may take. One server holds one store: its graphs
are `urn:zhiwen:…`, and the facts are `urn:zhiwen:facts` (see `kg.default_graph`).

A commit of several requests is written to a journal first. The graph `urn:zhiwen:writing` stands while it is under way,
so that readers can wait; who opens the folder for writing next carries it out again. That comes to the same, since each
operation says of quads that they are there or not, whatever was before.
"""
from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import chain, islice
from pathlib import Path
from typing import IO, TYPE_CHECKING, TypeAlias

import pyoxigraph as ox

from kg.default_graph import in_graph
from kg.errors import QueryError, StoreError
from kg.files import replacing
from kg.rdf import Blank, Iri, Lit, Quad, Statement, lit, write
from kg.sparql import Asc, Ask, Construct, DeleteData, DropGraph, Graph, InsertData, Select, Triple, Update, Var
from kg.store import CATALOGUE, FACTS_GRAPH, Row
from kg.store_oxigraph import rows, statement

if TYPE_CHECKING:
    import httpx

WRITING = Iri("urn:zhiwen:writing")
OURS = "urn:zhiwen:"
PUBLISHED = Iri("urn:zhiwen:published")
_NAME, _PENDING = Iri("urn:zhiwen:ontology:name"), Iri("urn:zhiwen:ontology:pending")
_JSON = "application/sparql-results+json"
Form: TypeAlias = "dict[str, str | Sequence[str]]"


@dataclass(frozen=True, slots=True)
class Server:
    """Where a server is and what it can take; the fields of `server.json`."""

    query: str
    update: str
    user: str = ""
    password: str = ""
    auth: str = "basic"
    lines: int = 2000
    rows: int = 10_000
    seconds: float = 300.0

    @classmethod
    def read(cls, path: Path) -> Server | None:
        """The server a file tells of; None where there is no file. Raises StoreError for a wrong one."""
        try:
            server = cls(**json.loads(path.read_text("utf-8")))
        except FileNotFoundError:
            return None
        except (OSError, ValueError, TypeError) as error:
            raise StoreError(f"{path}: 无法读取（{error}）。应为 JSON 对象，至少有 query 和 update 两个地址") from error
        if server.auth not in ("basic", "digest") or server.lines < 0 or server.rows < 1:
            raise StoreError(f"{path}: auth 应为 basic 或 digest，lines 不小于 0，rows 不小于 1。请改正")
        return server


class SparqlStore:
    """`GraphStore` on `server`. Without a `journal` (a path) it is for reading."""

    def __init__(self, server: Server, journal: Path | None = None) -> None:
        import httpx

        kind = httpx.DigestAuth if server.auth == "digest" else httpx.BasicAuth
        self.server = server
        self._journal = journal
        self._client: httpx.Client | None = httpx.Client(
            auth=kind(server.user, server.password) if server.user else None, timeout=server.seconds, trust_env=False)

    # ---- reading ---------------------------------------------------------------------------------------
    def select(self, query: Select | str) -> list[Row]:
        if isinstance(query, str):
            found = self._solutions(query, self._dataset())
            if len(found) == self.server.rows:
                raise QueryError(f"结果达到服务器的上限 {self.server.rows} 行，可能不全。请加 LIMIT 和 OFFSET 分批取")
            return found
        query = in_graph(query, FACTS_GRAPH)
        found = self._solutions(query.text())
        if len(found) != self.server.rows:
            return found                        # fewer than the limit, or there is none
        # Anew and in one order, so that no row is on two pages. The order is that of an inner query: Virtuoso sorts no
        # more rows than it returns.
        names = [v if isinstance(v, Var) else v.variable for v in query.variables]
        inner = replace(query, order_by=[*query.order_by, *map(Asc, names)])
        pages: list[list[Row]] = []
        while not pages or len(pages[-1]) == self.server.rows:
            page = Select(names, [inner], limit=self.server.rows, offset=len(pages) * self.server.rows)
            pages.append(self._solutions(page.text()))
        return list(chain.from_iterable(pages))

    def ask(self, query: Ask | str) -> bool:
        if isinstance(query, str):
            found = self._results(query, self._dataset())
        else:
            found = self._results(in_graph(query, FACTS_GRAPH).text(), {})
        if not isinstance(found, ox.QueryBoolean):
            raise QueryError("这不是 ASK 查询。请改用 ASK")
        return bool(found)

    def construct(self, query: Construct | str) -> list[Statement]:
        if isinstance(query, str):
            given = self.run(query, graph=True)
            assert isinstance(given, ox.QueryTriples)
            return [statement(t.subject, t.predicate, t.object) for t in given]
        # As rows, which can be paged.
        parts = [[t.subject, t.predicate, t.object] for t in query.template]
        variables = dict.fromkeys(part for triple in parts for part in triple if isinstance(part, Var))
        found: dict[Statement, None] = {}
        for row in self.select(Select(tuple(variables), query.where)):
            for triple in parts:
                s, p, o = (row.get(part.name) if isinstance(part, Var) else part for part in triple)
                if isinstance(s, Iri | Blank) and isinstance(p, Iri) and isinstance(o, Iri | Blank | Lit):
                    found[s, p, o] = None
        return list(found)

    def run(self, query: str, *, graph: bool, dataset: tuple[Sequence[str], Sequence[str]] | None = None,
            ) -> ox.QuerySolutions | ox.QueryBoolean | ox.QueryTriples:
        """The answer to a query in words; `graph` says that it is a CONSTRUCT or DESCRIBE, `dataset` which graphs it
        sees (default, named) where it is not to be our own.
        """
        graphs: Form = {"default-graph-uri": dataset[0], "named-graph-uri": dataset[1]} if dataset else self._dataset()
        if not graph:
            return self._results(query, graphs)
        body = self._post(self.server.query, {"query": query, **graphs}, "application/n-triples")
        triples = ox.Store()
        try:
            triples.load(body, ox.RdfFormat.N_TRIPLES)
        except SyntaxError as error:
            raise QueryError(f"服务器没有给出图（{error}）。请改用 CONSTRUCT 或 DESCRIBE") from error
        found = triples.query("CONSTRUCT WHERE { ?s ?p ?o }")
        assert isinstance(found, ox.QueryTriples)
        return found

    def published(self) -> str | None:
        """The name of the newest state that readers are to see, None before the first."""
        name = Var("name")
        found = self.select(Select([name], [Graph(PUBLISHED, Triple(PUBLISHED, _NAME, name))]))
        return max((value.value for row in found if isinstance(value := row["name"], Lit)), default=None)

    def dump(self) -> Iterator[str]:
        return iter(sorted(line for graph in self._graphs() for line in self._lines(graph)))

    def save(self, file: IO[bytes]) -> None:
        for graph in self._graphs():
            for line in self._lines(graph):
                file.write(line.encode() + b"\n")

    def writing(self) -> bool:
        """Whether a commit of several requests is under way, or was broken off."""
        return self.ask(Ask([Graph(WRITING, Triple(Var("s"), Var("p"), Var("o")))]))

    # ---- writing -----------------------------------------------------------------------------------------
    def take_up(self) -> None:
        """Carry out what a commit that was broken off has left. Raises StoreError where that cannot be known here."""
        if self._journal and self._journal.exists():
            self._send(json.loads(self._journal.read_text("utf-8")))
            self._journal.unlink()
        if self.writing():
            raise StoreError(f"{self.server.update}: 有一次写入或恢复没有完成。"
                             "请用当时的目录再运行 zhiwen ingest，或再运行 zhiwen restore --force")

    def publish(self, name: str) -> None:
        """Tell readers of a new state."""
        self._send([Update([DropGraph(PUBLISHED), InsertData([Quad(PUBLISHED, _NAME, lit(name), PUBLISHED)])]).text()])

    def replace(self, fill: Callable[[SparqlStore], None]) -> None:
        """Put what `fill` writes in the place of all there is. Broken off, it has to be begun again: `take_up` says so.
        """
        mark = [Quad(WRITING, _PENDING, FACTS_GRAPH, WRITING)]
        self._send([Update([InsertData(mark)]).text()])
        if self._journal:
            self._journal.unlink(missing_ok=True)
        self._send(Update([DropGraph(graph)]).text() for graph in self._graphs())
        fill(self)
        self._send([Update([DropGraph(WRITING)]).text()])

    def update(self, update: Update) -> None:
        requests = list(_requests(update, self.server.lines))
        if not requests:
            return
        for text in requests:
            try:                                # refused as a whole before any of it is sent
                ox.Store().update(text)
            except (SyntaxError, ValueError) as error:
                raise QueryError(f"更新被拒绝（{error}）。请报告此问题") from error
        if self._journal is None:
            raise StoreError(f"{self.server.update}: 只读打开，不能写入")
        if len(requests) == 1:
            self._send(requests)
            return
        mark = [Quad(WRITING, _PENDING, CATALOGUE, WRITING)]
        requests = [Update([InsertData(mark)]).text(), *requests, Update([DeleteData(mark)]).text()]
        if self._journal.exists():
            raise StoreError(f"{self.server.update}: 上一次写入没有完成。请再运行一次同一命令，它会先补完")
        with replacing(self._journal) as draft:
            draft.write_text(json.dumps(requests, ensure_ascii=False), "utf-8")
        self._send(requests)
        self._journal.unlink()

    def load(self, file: IO[bytes]) -> None:
        quads = (_quad(one) for one in ox.parse(file, ox.RdfFormat.N_QUADS))
        try:
            while batch := list(islice(quads, 10_000)):
                self.update(Update([InsertData(batch)]))
        except (SyntaxError, ValueError) as error:
            raise QueryError(f"N-Quads 数据有误（{error}）。请检查文件是否完整") from error

    def close(self) -> None:
        if self._client:
            self._client.close()
        self._client = None

    def _send(self, requests: Iterable[str]) -> None:
        for text in requests:
            self._post(self.server.update, {"update": text}, "*/*")

    # ---- parts -------------------------------------------------------------------------------------------
    def _dataset(self) -> Form:
        """The dataset of a query in words: the facts for the default graph, and our other graphs."""
        named = [graph.value for graph in self._graphs() if graph != FACTS_GRAPH]
        return {"default-graph-uri": FACTS_GRAPH.value, "named-graph-uri": named}

    def _graphs(self) -> list[Iri]:
        """The graphs of this store on the server, sorted: others may be there too."""
        found = self._solutions("SELECT DISTINCT ?g WHERE { GRAPH ?g { ?s ?p ?o } "
                                f'FILTER(STRSTARTS(STR(?g), "{OURS}")) }}')
        return sorted(g for row in found if isinstance(g := row["g"], Iri) and g not in (WRITING, PUBLISHED))

    def _lines(self, graph: Iri) -> Iterator[str]:
        s, p, o = Var("s"), Var("p"), Var("o")
        end = "." if graph == FACTS_GRAPH else f"{write(graph)} ."
        for row in self.select(Select((s, p, o), [Graph(graph, Triple(s, p, o))])):
            yield f"{write(row['s'])} {write(row['p'])} {write(row['o'])} {end}"

    def _solutions(self, text: str, dataset: Form | None = None) -> list[Row]:
        found = self._results(text, dataset or {})
        if not isinstance(found, ox.QuerySolutions):
            raise QueryError("这不是 SELECT 查询。请改用 SELECT")
        return rows(found)

    def _results(self, text: str, dataset: Form) -> ox.QuerySolutions | ox.QueryBoolean:
        body = self._post(self.server.query, {"query": text, **dataset}, _JSON)
        try:
            found = ox.parse_query_results(body, ox.QueryResultsFormat.JSON)
            if isinstance(found, ox.QuerySolutions) and [v.value for v in found.variables] == ["__ASK_RETVAL"]:
                yes = b"true" if any(found) else b"false"       # Virtuoso's way to answer ASK
                return ox.parse_query_results(b'{"head":{},"boolean":%s}' % yes, ox.QueryResultsFormat.JSON)
        except SyntaxError as error:
            raise QueryError(f"服务器没有给出查询结果（{error}）。请检查查询") from error
        return found

    def _post(self, url: str, form: Form, accept: str) -> bytes:
        import httpx

        if self._client is None:
            raise StoreError("图数据库已关闭。请重新打开")
        try:
            reply = self._client.post(url, data=form, headers={"Accept": accept})
        except httpx.TimeoutException as error:
            raise StoreError(f"{url}: {self.server.seconds:g} 秒没有答复。请检查服务器，或调大 seconds") from error
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            raise StoreError(f"{url}: 连不上 SPARQL 服务器（{error}）。请检查地址，并确认服务器已启动") from error
        if reply.is_success:
            return reply.content
        said = " ".join(reply.text.split())[:300]
        if reply.status_code == 400:
            raise QueryError(f"服务器拒绝了请求：{said}")
        raise StoreError(f"{url}: 服务器答复 {reply.status_code}（{said}）。请检查地址、权限和服务器日志")


def _requests(update: Update, lines: int) -> Iterator[str]:
    """The update as texts of at most `lines` quads each, in order; 0: as one text.

    Each operation is on one graph, which every server can do.
    """
    operations: list[InsertData | DeleteData | DropGraph] = []
    for one in update.operations:
        if isinstance(one, DropGraph):
            operations.append(one)
            continue
        graphs: dict[Iri, list[Quad]] = defaultdict(list)
        for quad in one.quads:
            graphs[quad.graph or FACTS_GRAPH].append(replace(quad, graph=quad.graph or FACTS_GRAPH))
        for quads in graphs.values():
            step = lines or len(quads)
            operations += [type(one)(quads[at:at + step]) for at in range(0, len(quads), step)]
    batch: list[InsertData | DeleteData | DropGraph] = []
    size = 0
    for one in operations:
        more = 1 if isinstance(one, DropGraph) else len(one.quads)
        if batch and lines and size + more > lines:
            yield Update(batch).text()
            batch, size = [], 0
        batch.append(one)
        size += more
    if batch:
        yield Update(batch).text()


def _quad(raw: ox.Quad) -> Quad:
    graph = Iri(raw.graph_name.value) if isinstance(raw.graph_name, ox.NamedNode) else None
    return Quad(*statement(raw.subject, raw.predicate, raw.object), graph)
