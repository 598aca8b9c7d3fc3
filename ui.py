"""`zhiwen serve`: the web page at `/`, SPARQL at `/sparql`, JSON under `/api` (see `/docs`), health at `/healthz`.

Everything is served from this machine: no font, script or picture comes from elsewhere, and the headers forbid it.
"""
from __future__ import annotations

import os
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from importlib.metadata import version
from pathlib import Path

import uvicorn
from fastapi import FastAPI

from kg import endpoint, viewer
from kg.errors import UsageError
from kg.workers import QueryPool
from web import api
from web.access import Access
from web.guard import MAX_UPLOAD, Guard
from web.library import Library
from web.routes import add_routes
from web.sparql_page import sparql_html
from web.templates import PAGE
from web.words import Lang


def build_app(store: Path, allowed: Access | None = None) -> FastAPI:
    """The whole service over a store folder. Raises StoreError where there is nothing to read."""
    allowed = allowed or Access()
    library, pool = Library(store), QueryPool(store)
    os.environ.setdefault("GRADIO_ANALYTICS_ENABLED", "False")
    import gradio as gr

    from web.page import build_page, scripts

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        yield
        pool.close()

    # FastAPI's own documentation pages load scripts from elsewhere.
    app = FastAPI(title="知问", version=version("zhiwen"), lifespan=lifespan, docs_url=None, redoc_url=None)
    app.router.routes.extend(endpoint.routes(pool, html=sparql_html, origins=allowed.origins))
    app.include_router(api.router(library))
    api.say_errors_in_json(app)

    add_routes(app, library, pool)
    fonts = ["system-ui", "PingFang SC", "Microsoft YaHei", "Noto Sans CJK SC", "Source Han Sans SC", "sans-serif"]
    theme = gr.themes.Base(primary_hue="teal", neutral_hue="slate", font=fonts, font_mono=["ui-monospace", "monospace"])
    # White on the theme's own teal is hard to read.
    theme.set(**{f"button_primary_background_fill{suffix}": "*primary_700" for suffix in ("", "_hover", "_dark")})
    app.add_middleware(Guard, access=allowed)
    pages: tuple[tuple[Lang, str], ...] = (("en", "/en"), ("zh", "/"))      # "/" takes all that is left, so it is last
    for lang, path in pages:
        page = build_page(library, pool, lang)
        app = gr.mount_gradio_app(
            app, page, path=path, theme=theme, footer_links=[], show_error=False,
            css_paths=[PAGE / "page.css", viewer.FOLDER / "viewer.css"], run_history=False, ssr_mode=False,
            max_file_size=MAX_UPLOAD, head=scripts(lang))
        # Gradio looks for events a thousand times a second, which costs a tenth of a core while nothing happens.
        page._queue.sleep_when_free = 0.02
    return app


class _Server(uvicorn.Server):
    """Says where it listens, once it does."""

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        for one in sockets or []:
            host, port = one.getsockname()[:2]
            print(f"知问已启动：http://{f'[{host}]' if ':' in host else host}:{port}（按 Ctrl+C 停止）", flush=True)


def serve(store: Path, *, host: str, port: int, allowed: Access) -> None:
    """Serve until interrupted; port 0 takes a free one. Raises StoreError, and UsageError where it cannot listen."""
    try:
        listener = socket.create_server((host, port), family=socket.AF_INET6 if ":" in host else socket.AF_INET)
    except (OSError, OverflowError) as error:       # a port above 65535 overflows
        why = error.strerror if isinstance(error, OSError) else "端口应在 0 到 65535 之间"
        raise UsageError(f"{host}:{port}: 无法监听（{why}）。请用 --host 或 --port 换一个地址") from error
    # Inherited by every connection. asyncio sets it only on sockets that name their protocol, which this one does not;
    # without it a short reply waits 40 ms for an acknowledgement.
    listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    with listener, suppress(KeyboardInterrupt):       # Ctrl+C is how it is meant to end
        # A client's address is the one it connects from, not what a header says: limits count by it.
        config = uvicorn.Config(build_app(store, allowed), log_level="warning", proxy_headers=False,
                                server_header=False, timeout_keep_alive=75,
                                timeout_graceful_shutdown=3)         # a page that is open keeps its connection
        _Server(config).run([listener])
