"""What the page loads beside Gradio: its files, the graph, the text of a document, tables as files."""
from __future__ import annotations

import json
from typing import Any
from urllib.parse import quote

from fastapi import APIRouter, FastAPI, Query
from fastapi.responses import HTMLResponse, Response
from fastapi.staticfiles import StaticFiles

from kg import viewer
from kg.errors import UsageError
from kg.results import Request
from kg.workers import QueryPool
from web.document import document_html
from web.library import Library
from web.rows import Filters, Table, entity_table, figure_table
from web.sheets import csv_text, json_text
from web.templates import PAGE
from web.words import Lang

MAX_DEPTH = 4
MAX_WORD = 100


def add_routes(app: FastAPI, library: Library, pool: QueryPool) -> None:
    """All under `/page`."""
    router = APIRouter(prefix="/page", include_in_schema=False)

    @router.get("/graph")
    def graph(around: str = "", depth: int = Query(1, ge=0, le=MAX_DEPTH),
              named: str = Query("", max_length=MAX_WORD)) -> dict[str, Any]:
        snapshot = library.state().snapshot
        if around and any(mark in around for mark in '<>"{}|^`\\ '):
            raise UsageError("around 不是 IRI")
        data = viewer.graph_data(snapshot, around=[around] if around else [], depth=depth, named=named)
        return data | {"revision": snapshot.revision}

    @router.get("/document/{document}")
    def document(document: str, start: int = 0, end: int = 0, lang: Lang = "zh") -> HTMLResponse:
        return HTMLResponse(document_html(library.state(), document, start, end, lang))

    @router.get("/rows")
    def rows(what: str, format: str = "csv", lang: Lang = "zh", query: str = "", words: str = "", kind: str = "",
             document: str = "", indicator: str = "", period: str = "", status: str = "") -> Response:
        state = library.state()
        filters = Filters(words, kind, document, indicator, period, status)
        if what == "query":
            table = _queried(pool, query)
        elif what in ("entities", "figures"):
            table = (entity_table if what == "entities" else figure_table)(state, filters, lang)
        else:
            raise UsageError(f"没有表 {what}。可用：entities、figures、query")
        csv = format == "csv"
        body = (csv_text if csv else json_text)(table.header, table.rows)
        name = f"zhiwen-{what}.{'csv' if csv else 'json'}"
        return Response(body, media_type=f"{'text/csv' if csv else 'application/json'}; charset=utf-8",
                        headers={"content-disposition": f"attachment; filename={quote(name)}"})

    app.include_router(router)
    app.mount("/page/assets", StaticFiles(directory=PAGE), name="page-assets")
    app.mount("/page/viewer", StaticFiles(directory=viewer.FOLDER), name="page-viewer")


def _queried(pool: QueryPool, query: str) -> Table:
    """The rows of a SELECT. Raises UsageError for another kind of query, and what `QueryPool.run` raises."""
    found = json.loads(pool.run(Request(query, "json", None)).body)
    if "results" not in found:
        raise UsageError("只有 SELECT 的结果是表")
    names = tuple(found["head"]["vars"])
    rows = [tuple(row.get(name, {}).get("value", "") for name in names) for row in found["results"]["bindings"]]
    return Table(names, rows, [""] * len(rows))
