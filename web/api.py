"""The JSON interface under `/api`, `/healthz`, and `/docs`: their description, all of it served from here."""
from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Annotated, Any

from fastapi import APIRouter, FastAPI, Query, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import HTMLResponse, JSONResponse, StreamingResponse
from pydantic import BaseModel, Field
from starlette.exceptions import HTTPException

from kg import find
from kg.errors import QueryError, UsageError, ZhiwenError
from kg.facts import fact_to_json
from kg.statements import facts_json
from web.library import MAX_QUESTION, Library
from web.templates import render

MAX_ENTITIES = 1000          # of one reply
DocumentId = Annotated[str | None, Query(description="只要这一份文档（id 见 zhiwen documents）")]


class Question(BaseModel):
    """A question in Chinese, and the document to ask, where it is to be one only."""

    question: str = Field(min_length=1, max_length=MAX_QUESTION, description="中文问题")
    document: str | None = Field(None, description="只问这一份文档（id 见 zhiwen documents）")


def router(library: Library) -> APIRouter:
    """The routes, answered from the newest published state."""
    routes = APIRouter()
    @routes.get("/api/ask", summary="提问", tags=["问答"])
    def ask(question: Annotated[str, Query(min_length=1, max_length=MAX_QUESTION, description="中文问题")],
            document: DocumentId = None) -> dict[str, Any]:
        """答案、置信度、原文依据、得出它的 SPARQL。status 为 answered、no_answer（未找到）或 ambiguous（有歧义）。"""
        return library.ask(question, document or None).to_json()

    @routes.post("/api/ask", summary="提问（POST）", tags=["问答"])
    def ask_post(body: Question) -> dict[str, Any]:
        """与 GET 相同。"""
        return library.ask(body.question, body.document or None).to_json()

    @routes.get("/api/facts", summary="全部事实", tags=["图谱"], response_class=StreamingResponse)
    def facts(document: DocumentId = None,
              entity: Annotated[str | None, Query(description="只要与这个实体有关的（iri、名称或别名）")] = None,
              ) -> StreamingResponse:
        """关系与数值，各带原文依据：一个 JSON 数组，边查边发。"""
        state = library.state()
        if document and document not in state.sources:
            raise UsageError(f"没有文档 {document}。请看 zhiwen documents")
        only = document or None
        if entity:
            about = find.facts_about(state.snapshot, find.entity(state.snapshot, entity), document=only)
            found: Iterator[dict[str, Any]] = map(fact_to_json, about)
        else:
            found = iter(facts_json(state.snapshot, only))
        return StreamingResponse(_json_array(found), media_type="application/json")

    @routes.get("/api/entities", summary="查找实体", tags=["图谱"])
    def entities(query: Annotated[str, Query(max_length=200, description="名称或别名里含有的字")] = "",
                 type: Annotated[str | None, Query(description="只要这一类及其子类，如 Bank 或 银行")] = None,
                 limit: Annotated[int, Query(ge=1, le=MAX_ENTITIES)] = 100,
                 offset: Annotated[int, Query(ge=0)] = 0) -> dict[str, Any]:
        """按名称长短排列，`total` 是全部个数。"""
        snapshot = library.state().snapshot
        found = find.search(snapshot, query, type)
        shown = find.details(snapshot, found[offset:offset + limit])
        return {"total": len(found), "offset": offset, "entities": [one.to_json() for one in shown]}

    @routes.get("/healthz", summary="是否正常", tags=["运行"])
    def health() -> dict[str, Any]:
        """文档数与图谱的修订号。"""
        state = library.state()
        return {"status": "ok", "documents": len(state.sources), "revision": state.snapshot.revision}

    @routes.get("/docs", include_in_schema=False)
    def documentation(request: Request) -> HTMLResponse:
        schema = request.app.openapi()
        return HTMLResponse(render("zh", "api.html", schema=schema, base=str(request.base_url).rstrip("/"),
                                   operations=_operations(schema)))

    return routes


def _operations(schema: dict[str, Any]) -> list[dict[str, Any]]:
    """The operations with their path and method; the properties of a JSON body count as parameters."""
    found = []
    for path, methods in schema["paths"].items():
        for method, one in methods.items():
            content = one.get("requestBody", {}).get("content", {}).get("application/json", {})
            body = schema["components"]["schemas"].get(content.get("schema", {}).get("$ref", "").rpartition("/")[2], {})
            found.append({"path": path, "method": method.upper(), "parameters": one.get("parameters", []),
                          "body": body.get("properties", {}), "required": body.get("required", []),
                          "summary": one.get("summary", ""), "description": one.get("description", "")})
    return found


def _json_array(facts: Iterator[dict[str, Any]]) -> Iterator[str]:
    yield "["
    for n, fact in enumerate(facts):
        yield (",\n" if n else "") + json.dumps(fact, ensure_ascii=False)
    yield "]\n"


def say_errors_in_json(app: FastAPI) -> None:
    """Every error as `{"error": …}`, one line that says what to do, and never a trace of the program."""

    @app.exception_handler(RequestValidationError)
    async def invalid(_: Request, error: RequestValidationError) -> JSONResponse:
        wrong = "；".join(f"{'.'.join(map(str, one['loc'][1:])) or '请求'}：{one['msg']}" for one in error.errors())
        return JSONResponse({"error": f"请求不合要求（{wrong}）。接口说明见 /docs"}, 400)

    @app.exception_handler(ZhiwenError)
    async def failed(_: Request, error: ZhiwenError) -> JSONResponse:
        return JSONResponse({"error": str(error)}, 400 if isinstance(error, UsageError | QueryError) else 503)

    @app.exception_handler(HTTPException)
    async def refused(_: Request, error: HTTPException) -> JSONResponse:
        return JSONResponse({"error": str(error.detail)}, error.status_code, headers=error.headers)

    @app.exception_handler(Exception)
    async def broken(_: Request, __: Exception) -> JSONResponse:
        return JSONResponse({"error": "服务出错，原因已写在服务器的终端里。请报告此问题"}, 500)
