"""The SPARQL 1.1 Protocol, read-only: https://www.w3.org/TR/sparql11-protocol/, section 2.1 (query operation).

    app.router.routes.append(route(pool))

GET `?query=`, POST of a form, POST of `application/sparql-query`; each with `default-graph-uri` and `named-graph-uri`.
The format of the result follows `Accept`, or the parameter `format`, see `FORMATS`.
The default graph is the facts graph; `GRAPH <urn:zhiwen:document:ID>` is what one document claims.
"""
from __future__ import annotations

import asyncio
from collections.abc import Iterator, Sequence
from urllib.parse import parse_qsl

from starlette.middleware import Middleware
from starlette.middleware.cors import CORSMiddleware
from starlette.requests import Request as HttpRequest
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from kg.errors import QueryError, ZhiwenError
from kg.results import FORMATS, NotAcceptable, OverLimit, Request
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
    "application/ld+json": "jsonld",
}
_FORM, _BARE = "application/x-www-form-urlencoded", "application/sparql-query"
_STATUS: tuple[tuple[type[ZhiwenError], int], ...] = (
    (RefusedQuery, 403), (NotAcceptable, 406), (OverLimit, 503), (QueryError, 400), (ZhiwenError, 500))
_MAX_BODY = 4 * MAX_LENGTH


class _BadRequest(ZhiwenError):
    """A request that the protocol does not allow."""

    def __init__(self, message: str, status: int = 400) -> None:
        super().__init__(message)
        self.status = status


def route(pool: QueryPool, path: str = "/sparql") -> Route:
    """Where an ASGI app answers queries from `pool`. Closing the pool is the caller's business."""

    async def answer(http: HttpRequest) -> Response:
        if http.method not in ("GET", "HEAD", "POST"):      # OPTIONS: one that is no CORS preflight
            return Response(status_code=204 if http.method == "OPTIONS" else 405, headers={"Allow": "GET, HEAD, POST"})
        try:
            result = await asyncio.wrap_future(pool.submit(await read_request(http)))
        except _BadRequest as error:
            return PlainTextResponse(f"{error}\n", error.status)
        except ZhiwenError as error:
            return PlainTextResponse(f"{error}\n", next(code for kind, code in _STATUS if isinstance(error, kind)))
        return Response(result.body, media_type=result.media_type, headers={"Vary": "Accept"})

    cors = Middleware(CORSMiddleware, allow_origins=["*"], allow_methods=["GET", "POST"], allow_headers=["*"])
    return Route(path, answer, methods=["GET", "POST", "OPTIONS", "PUT", "PATCH", "DELETE"], middleware=[cors])


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
    named = [value for name, value in pairs if name == "format"]
    if named and named[-1] not in FORMATS:
        raise _BadRequest(f"不认识的格式 {named[-1]!r}。可用：{'、'.join(sorted(FORMATS))}")
    solutions, graph = FORMATS[named[-1]] if named else negotiate(http.headers.getlist("accept"))
    return Request(queries[0], solutions, graph,
                   tuple(value for name, value in pairs if name == "default-graph-uri"),
                   tuple(value for name, value in pairs if name == "named-graph-uri"))


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
