"""The SPARQL 1.1 Protocol, read-only: https://www.w3.org/TR/sparql11-protocol/, section 2.1 (query operation).

    app.router.routes.extend(routes(pool))

GET `?query=`, POST of a form, POST of `application/sparql-query`; each with `default-graph-uri` and `named-graph-uri`.
The format of the result follows `Accept`, or the parameter `format`, see `FORMATS`.
The default graph is the facts graph; `GRAPH <urn:zhiwen:document:ID>` is what one document claims.
GET without a query describes the service (`kg.service_description`), as does `/.well-known/void`.
"""
from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable, Iterator, Sequence
from urllib.parse import parse_qsl

from starlette.concurrency import run_in_threadpool
from starlette.middleware import Middleware
from starlette.middleware.cors import CORSMiddleware
from starlette.requests import Request as HttpRequest
from starlette.responses import HTMLResponse, PlainTextResponse, Response
from starlette.routing import Route

from kg import service_description
from kg.errors import QueryError, ZhiwenError
from kg.results import FORMATS, Busy, NotAcceptable, OverLimit, Request, Result
from kg.sparql_guard import MAX_LENGTH, RefusedQuery
from kg.workers import QueryPool

SOLUTION_TYPES = {
    "application/sparql-results+json": "json", "application/json": "json",
    "application/sparql-results+xml": "xml", "application/xml": "xml", "text/xml": "xml",
    "text/csv": "csv", "text/tab-separated-values": "tsv",
}
GRAPH_TYPES = {
    "text/turtle": "turtle", "application/x-turtle": "turtle", "application/n-triples": "ntriples",
    "text/plain": "ntriples", "application/rdf+xml": "rdfxml", "application/xml": "rdfxml",
    "application/ld+json": "jsonld", "application/json": "jsonld",
}
_FORM, _BARE = "application/x-www-form-urlencoded", "application/sparql-query"
_STATUS: tuple[tuple[type[ZhiwenError], int], ...] = (
    (RefusedQuery, 403), (NotAcceptable, 406), (OverLimit, 503), (Busy, 503), (QueryError, 400), (ZhiwenError, 500))
_MAX_BODY = 4 * MAX_LENGTH


class _BadRequest(ZhiwenError):
    """A request that the protocol does not allow."""

    def __init__(self, message: str, status: int = 400) -> None:
        super().__init__(message)
        self.status = status


def routes(pool: QueryPool, path: str = "/sparql", *, html: Callable[[], str] | None = None,
           origins: Sequence[str] = ("*",)) -> list[Route]:
    """Where an ASGI app answers queries from `pool` and describes itself. Closing the pool is the caller's business.

    `html` makes the page for a browser that comes without a query; `origins` are the web sites whose scripts may ask.
    """
    described = _Description(pool)

    async def answer(http: HttpRequest) -> Response:
        if http.method not in ("GET", "HEAD", "POST"):      # OPTIONS: one that is no CORS preflight
            return Response(status_code=204 if http.method == "OPTIONS" else 405, headers={"Allow": "GET, HEAD, POST"})
        if http.method != "POST" and not {"query", "update"} & set(http.query_params):
            if html and _prefers_html(http.headers.getlist("accept")) and "format" not in http.query_params:
                return HTMLResponse(html(), headers={"Vary": "Accept"})
            return await describe(http)
        try:
            result = await asyncio.wrap_future(pool.submit(await read_request(http)))
        except ZhiwenError as error:
            return _refusal(error)
        return _response(result)

    async def describe(http: HttpRequest) -> Response:
        try:
            _, form = _formats(list(http.query_params.multi_items()), http.headers.getlist("accept"))
            if form is None:
                raise NotAcceptable("服务描述是 RDF 图。请改用 turtle、ntriples、rdfxml 或 jsonld 格式")
            return _response(await run_in_threadpool(described.write, f"{http.base_url}{path.removeprefix('/')}", form))
        except ZhiwenError as error:
            return _refusal(error)

    cors = Middleware(CORSMiddleware, allow_origins=origins, allow_methods=["GET", "POST"], allow_headers=["*"])
    methods = ["GET", "POST", "OPTIONS", "PUT", "PATCH", "DELETE"]
    return [Route(path, answer, methods=methods, middleware=[cors]),
            Route("/.well-known/void", describe, methods=["GET"], middleware=[cors])]


class _Description:
    """The description of the service; its counts are kept while the store is the same."""

    def __init__(self, pool: QueryPool) -> None:
        self._pool, self._lock = pool, threading.Lock()
        self._of: list[dict[str, str]] | None = None
        self._counts = service_description.Counts(0, {}, {}, ())

    def write(self, endpoint: str, form: str) -> Result:
        """Raises StoreError, OverLimit."""
        revision = service_description.rows(self._pool.run, service_description.REVISION)
        with self._lock:
            if revision != self._of:
                self._counts, self._of = service_description.count(self._pool.run), revision
        return service_description.write(service_description.describe(self._counts, endpoint), form)


def _response(result: Result) -> Response:
    return Response(result.body, media_type=result.media_type, headers={"Vary": "Accept"})


def _refusal(error: ZhiwenError) -> Response:
    if isinstance(error, _BadRequest):
        return PlainTextResponse(f"{error}\n", error.status)
    status = next(code for kind, code in _STATUS if isinstance(error, kind))
    return PlainTextResponse(f"{error}\n", status, {"Retry-After": "5"} if isinstance(error, Busy) else None)


async def read_request(http: HttpRequest) -> Request:
    """The query and the formats asked for. Raises _BadRequest where the protocol is not kept."""
    pairs = list(http.query_params.multi_items())
    if http.method == "POST":
        kind = http.headers.get("content-type", "").partition(";")[0].strip().lower()
        if kind not in (_FORM, _BARE):
            raise _BadRequest(f"POST 的 Content-Type 应为 {_FORM} 或 {_BARE}", 415)
        body = await _body(http)
        pairs += parse_qsl(body, keep_blank_values=True) if kind == _FORM else [("query", body)]
    if any(name == "update" for name, _ in pairs):
        raise _BadRequest("只读接口不执行更新操作。请改用 query 参数", 403)
    queries = [value for name, value in pairs if name == "query"]
    if len(queries) != 1:
        raise _BadRequest(f"应有且只有一个 query 参数，收到 {len(queries)} 个")
    solutions, graph = _formats(pairs, http.headers.getlist("accept"))
    # Forms send empty fields too.
    return Request(queries[0], solutions, graph,
                   tuple(value for name, value in pairs if name == "default-graph-uri" and value),
                   tuple(value for name, value in pairs if name == "named-graph-uri" and value))


def _formats(pairs: Sequence[tuple[str, str]], accept: Sequence[str]) -> tuple[str | None, str | None]:
    """How to write a table and a graph: the parameter `format`, else `Accept`. Raises _BadRequest."""
    named = [value for name, value in pairs if name == "format" and value]
    if named and named[-1] not in FORMATS:
        raise _BadRequest(f"不认识的格式 {named[-1]!r}。可用：{'、'.join(sorted(FORMATS))}")
    return FORMATS[named[-1]] if named else negotiate(accept)


async def _body(http: HttpRequest) -> str:
    """The body as text. Raises _BadRequest when it is too long or not UTF-8."""
    body = b""
    async for chunk in http.stream():
        body += chunk
        if len(body) > _MAX_BODY:
            raise _BadRequest(f"请求超过 {_MAX_BODY} 字节。请缩短查询", 413)
    try:
        return body.decode("utf-8")
    except UnicodeDecodeError:
        raise _BadRequest("请求不是 UTF-8。请用 UTF-8 编码查询") from None


def negotiate(accept: Sequence[str]) -> tuple[str | None, str | None]:
    """The formats for tables and for graphs that `Accept` headers like best; None where none will do.

    Higher `q` first, then the order written, as clients without `q` mean it. JSON and Turtle where anything goes.
    """
    wanted = [item for _, item in sorted(_ranges(accept), key=lambda pair: -pair[0])] or ["*/*"]
    return _best(wanted, SOLUTION_TYPES), _best(wanted, GRAPH_TYPES)


def _prefers_html(accept: Sequence[str]) -> bool:
    """Whether a person's browser asks, and no program that wants RDF."""
    best = max(_ranges(accept), key=lambda pair: pair[0], default=(0.0, ""))
    return best[1] in ("text/html", "application/xhtml+xml")


def _ranges(accept: Sequence[str]) -> Iterator[tuple[float, str]]:
    """(q, media range) of every acceptable entry."""
    for entry in ",".join(accept).split(","):
        media, *parameters = (part.strip().lower() for part in entry.split(";"))
        weight = next((p[2:] for p in parameters if p.startswith("q=")), "1")
        try:
            quality = float(weight)
        except ValueError:
            quality = 0.0
        if media and quality > 0:
            yield quality, media


def _best(wanted: Sequence[str], known: dict[str, str]) -> str | None:
    for media in wanted:
        if media in ("*/*", "*"):
            return next(iter(known.values()))
        for candidate, name in known.items():
            if candidate == media or (media.endswith("/*") and candidate.startswith(media[:-1])):
                return name
    return None
