"""`zhiwen serve`: the web page at `/`, SPARQL at `/sparql`, JSON at `/api/ask` and `/api/facts`, health at `/healthz`.

Everything is served from this machine: no font, script or picture comes from elsewhere, and the headers forbid it.
"""
from __future__ import annotations

import json
import os
import socket
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from typing import Annotated, Any

import uvicorn
from fastapi import FastAPI, Query, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse, StreamingResponse
from pydantic import BaseModel, Field
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from kg import endpoint
from kg.errors import UsageError, ZhiwenError
from kg.snapshot import Snapshot
from kg.statements import facts_json
from kg.workers import QueryPool
from web.library import MAX_QUESTION, Library
from web.page import build_page
from web.templates import PAGE

_HEADERS = [
    (b"content-security-policy",
     b"default-src 'self'; script-src 'self' 'unsafe-inline' 'unsafe-eval' blob:; style-src 'self' 'unsafe-inline'; "
     b"img-src 'self' data: blob:; font-src 'self' data:; worker-src 'self' blob:; object-src 'none'; base-uri 'self'"),
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"no-referrer"),
]


class Question(BaseModel):
    question: str = Field(min_length=1, max_length=MAX_QUESTION)
    document: str | None = None


class _Secured:
    """Adds the security headers to every response."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                message["headers"] = [*message["headers"], *_HEADERS]
            await send(message)

        await self.app(scope, receive, send_with_headers if scope["type"] == "http" else send)


def build_app(store: Path) -> FastAPI:
    """The whole service over a store folder. Raises StoreError where there is nothing to read."""
    library, pool = Library(store), QueryPool(store)
    os.environ.setdefault("GRADIO_ANALYTICS_ENABLED", "False")
    import gradio as gr

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        yield
        pool.close()

    # FastAPI's own documentation pages load scripts from elsewhere.
    app = FastAPI(title="知问", lifespan=lifespan, docs_url=None, redoc_url=None)
    app.router.routes.append(endpoint.route(pool))

    @app.exception_handler(RequestValidationError)
    async def invalid(_: Request, error: RequestValidationError) -> JSONResponse:
        wrong = "；".join(f"{'.'.join(map(str, one['loc'][1:])) or '请求'}：{one['msg']}" for one in error.errors())
        return JSONResponse({"error": f"请求不合要求（{wrong}）。应有 1 到 {MAX_QUESTION} 字的 question"}, 400)

    @app.exception_handler(ZhiwenError)
    async def failed(_: Request, error: ZhiwenError) -> JSONResponse:
        return JSONResponse({"error": str(error)}, 400 if isinstance(error, UsageError) else 503)

    @app.get("/api/ask")
    def ask_get(question: Annotated[str, Query(min_length=1, max_length=MAX_QUESTION)],
                document: str | None = None) -> dict[str, Any]:
        return library.ask(question, document).to_json()

    @app.post("/api/ask")
    def ask_post(body: Question) -> dict[str, Any]:
        return library.ask(body.question, body.document).to_json()

    @app.get("/api/facts")
    def facts(document: str | None = None) -> StreamingResponse:
        state = library.state()
        if document is not None and document not in state.sources:
            raise UsageError(f"没有文档 {document}。请看 zhiwen documents")
        return StreamingResponse(_json_array(state.snapshot, document), media_type="application/json")

    @app.get("/healthz")
    def health() -> dict[str, Any]:
        state = library.state()
        return {"status": "ok", "documents": len(state.sources), "revision": state.snapshot.revision}

    fonts = ["system-ui", "PingFang SC", "Microsoft YaHei", "Noto Sans CJK SC", "Source Han Sans SC", "sans-serif"]
    theme = gr.themes.Base(primary_hue="teal", neutral_hue="slate", font=fonts, font_mono=["ui-monospace", "monospace"])
    # White on the theme's own teal is hard to read.
    theme.set(**{f"button_primary_background_fill{suffix}": "*primary_700" for suffix in ("", "_hover", "_dark")})
    app.add_middleware(_Secured)
    return gr.mount_gradio_app(  # type: ignore[no-any-return]
        app, build_page(library), path="/", theme=theme, css_paths=[PAGE / "page.css"], footer_links=[],
        show_error=False, run_history=False, ssr_mode=False,
        head="<script>document.documentElement.lang = 'zh-CN'</script>")


def _json_array(snapshot: Snapshot, document: str | None) -> Iterator[str]:
    yield "["
    for n, fact in enumerate(facts_json(snapshot, document)):
        yield (",\n" if n else "") + json.dumps(fact, ensure_ascii=False)
    yield "]\n"


class _Server(uvicorn.Server):
    """Says where it listens, once it does."""

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        for one in sockets or []:
            host, port = one.getsockname()[:2]
            print(f"知问已启动：http://{f'[{host}]' if ':' in host else host}:{port}（按 Ctrl+C 停止）", flush=True)


def serve(store: Path, *, host: str, port: int) -> None:
    """Serve until interrupted; port 0 takes a free one. Raises StoreError, and UsageError where it cannot listen."""
    try:
        listener = socket.create_server((host, port), family=socket.AF_INET6 if ":" in host else socket.AF_INET)
    except OSError as error:
        raise UsageError(f"{host}:{port}: 无法监听（{error.strerror}）。请用 --host 或 --port 换一个地址") from error
    # Inherited by every connection. asyncio sets it only on sockets that name their protocol, which this one does not;
    # without it a short reply waits 40 ms for an acknowledgement.
    listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    with listener, suppress(KeyboardInterrupt):       # Ctrl+C is how it is meant to end
        _Server(uvicorn.Config(build_app(store), log_level="warning")).run([listener])
