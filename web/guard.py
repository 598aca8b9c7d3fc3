"""What stands before every request: security headers, who may come in, how much and how often.

    app.add_middleware(Guard, access=access)

Refusals are JSON, `{"error": …}`, in one line. SECURITY.md says which threat each answers.
"""
from __future__ import annotations

import json
import re
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, field
from http.cookies import CookieError, SimpleCookie
from urllib.parse import parse_qsl, urlencode, urlsplit

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import Headers
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from web.access import COOKIE, Access, Doorkeeper

MAX_UPLOAD = 64 << 20            # bytes of one file and of the request that brings it
MAX_BODY = 8 << 20               # bytes of any other request
CLIENTS = 10_000                 # addresses remembered
TRIES = 20                       # wrong passwords a minute and client

_HEADERS = [
    (b"content-security-policy",
     b"default-src 'self'; script-src 'self' 'unsafe-inline' 'unsafe-eval' blob:; style-src 'self' 'unsafe-inline'; "
     b"img-src 'self' data: blob:; font-src 'self' data:; worker-src 'self' blob:; object-src 'none'; "
     b"base-uri 'self'; form-action 'self'; frame-ancestors 'self'"),
    (b"x-content-type-options", b"nosniff"),
    (b"x-frame-options", b"SAMEORIGIN"),
    (b"referrer-policy", b"no-referrer"),
    (b"cross-origin-opener-policy", b"same-origin"),
    (b"permissions-policy", b"camera=(), geolocation=(), microphone=()"),
]
_OPEN = frozenset({"/healthz"})
_FOR_OTHER_SITES = frozenset({"/sparql", "/.well-known/void"})
_OF_GRADIO = re.compile(r"/(?:[a-z]+/)?gradio_api/")         # of each page: "/" and, say, "/en"
_ASKING = re.compile(rf"/api/ask|{_OF_GRADIO.pattern}queue/join")
_UPLOAD = re.compile(rf"{_OF_GRADIO.pattern}upload")
# What the page uses of Gradio's own interface. Its proxies, direct calls, recorders and editors are closed.
_GRADIO = re.compile(rf"{_OF_GRADIO.pattern}(?:queue/(?:join|data|status)|upload|upload_progress|"
                     r"file=(?!\w+:/)(?!//).*|heartbeat/\w+|cancel|reset|startup-events|theme\.css|info|config|app_id)/?")


class RateLimit:
    """So many uses a minute for each client, unused ones saved up for one minute. `clock` gives seconds."""

    def __init__(self, a_minute: int, clock: Callable[[], float] = time.monotonic) -> None:
        self._most, self._clock = a_minute, clock
        self._left: OrderedDict[str, tuple[float, float]] = OrderedDict()      # client -> (uses left, when)

    def wait(self, client: str, *, use: bool = True) -> float:
        """Seconds until the client may; 0.0 if now, and then that is counted, unless `use` is False."""
        if not self._most:
            return 0.0
        now = self._clock()
        left, then = self._left.pop(client, (float(self._most), now))
        left = min(float(self._most), left + (now - then) * self._most / 60)
        allowed = left >= 1
        self._left[client] = (left - 1 if allowed and use else left, now)
        if len(self._left) > CLIENTS:
            self._left.popitem(last=False)
        return 0.0 if allowed else (1 - left) * 60 / self._most


@dataclass(frozen=True, slots=True)
class _Refusal:
    status: int
    error: str
    headers: dict[str, str] = field(default_factory=dict)


class Guard:
    """The ASGI middleware."""

    def __init__(self, app: ASGIApp, access: Access) -> None:
        self._app, self._access = app, access
        self._door = Doorkeeper(access)
        self._asks, self._tries = RateLimit(access.asks), RateLimit(TRIES)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "websocket":         # the page uses none
            await send({"type": "websocket.close", "code": 1008})
            return
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                message["headers"] = [*message["headers"], *_HEADERS]
            await send(message)

        refusal = await self._refusal(scope)
        if refusal:
            await _answer(send_with_headers, refusal.status, refusal.headers, {"error": refusal.error})
        else:
            await self._app(scope, _limited(scope, receive), send_with_headers)

    async def _refusal(self, scope: Scope) -> _Refusal | None:
        headers, path, client = Headers(scope=scope), scope["path"], (scope.get("client") or ("",))[0]
        hosts = self._access.hosts
        if hosts is not None and _without_port(headers.get("host", "")) not in hosts:
            return _Refusal(421, "请求的主机名不是本机。请用 http://127.0.0.1 加端口访问，或设 --auth、--token")
        if scope["method"] not in ("GET", "HEAD", "OPTIONS") and path not in _FOR_OTHER_SITES and _foreign(headers):
            return _Refusal(403, "来自其他网站的请求已拒绝")
        preflight = scope["method"] == "OPTIONS" and path in _FOR_OTHER_SITES
        if self._access.closed and path not in _OPEN and not preflight and (
                refusal := await self._identify(scope, headers, client)):
            return refusal
        if _OF_GRADIO.match(path) and not _GRADIO.fullmatch(path):
            return _Refusal(404, "没有这个接口")
        if _ASKING.fullmatch(path) and (wait := self._asks.wait(client)):
            return _Refusal(429, f"提问太频繁，每分钟最多 {self._access.asks} 次。请稍后再试",
                            {"Retry-After": str(int(wait) + 1)})
        length = headers.get("content-length", "0")
        if not length.isdecimal() or int(length) > _most(path):
            return _Refusal(413, _too_large(path))
        return None

    async def _identify(self, scope: Scope, headers: Headers, client: str) -> _Refusal | None:
        query = parse_qsl(scope["query_string"].decode("latin-1"), keep_blank_values=True)
        given = dict(query).get("token", "")
        if wait := self._tries.wait(client, use=False):
            return _Refusal(429, "登录失败次数太多。请稍后再试", {"Retry-After": str(int(wait) + 1)})
        if given and self._door.is_token(given) and scope["method"] == "GET":
            # The token moves from the address into a cookie that no script reads.
            rest = urlencode([(name, value) for name, value in query if name != "token"])
            return _Refusal(303, "", {
                "Location": scope["path"] + (f"?{rest}" if rest else ""),
                "Set-Cookie": f"{COOKIE}={given}; Path=/; HttpOnly; SameSite=Strict"})
        authorization, cookie = headers.get("authorization", ""), _cookie(headers.get("cookie", ""))
        if await run_in_threadpool(self._door.lets_in, authorization, cookie):
            return None
        if authorization or cookie or given:
            self._tries.wait(client)
        challenge = {"WWW-Authenticate": 'Basic realm="zhiwen", charset="UTF-8"'} if self._access.users else {}
        return _Refusal(401, "需要登录：用户名和密码，或令牌（Authorization: Bearer …，网页用 /?token=…）", challenge)


def _without_port(host: str) -> str:
    return re.sub(r":\d+$", "", host.lower())


def _foreign(headers: Headers) -> bool:
    """Whether a browser says that another site's page sends this."""
    origin = headers.get("origin")
    if origin is None:
        return headers.get("sec-fetch-site", "none") not in ("none", "same-origin")
    return urlsplit(origin).netloc.lower() != headers.get("host", "").lower()


def _cookie(header: str) -> str:
    try:
        found = SimpleCookie(header).get(COOKIE)
    except CookieError:
        return ""
    return found.value if found else ""


def _most(path: str) -> int:
    return MAX_UPLOAD if _UPLOAD.fullmatch(path) else MAX_BODY


def _too_large(path: str) -> str:
    return f"请求超过 {_most(path) >> 20} MB。请拆分或缩小"


def _limited(scope: Scope, receive: Receive) -> Receive:
    """`receive` that raises HTTPException once a body without a true length grows too large."""
    taken, most = 0, _most(scope["path"])

    async def counting() -> Message:
        nonlocal taken
        message = await receive()
        taken += len(message.get("body", b""))
        if taken > most:
            raise HTTPException(413, _too_large(scope["path"]))
        return message

    return counting


async def _answer(send: Send, status: int, headers: dict[str, str], body: dict[str, str]) -> None:
    written = json.dumps(body, ensure_ascii=False).encode() if status != 303 else b""
    fixed = {"content-type": "application/json", "content-length": str(len(written))}
    await send({"type": "http.response.start", "status": status, "headers": [
        (name.lower().encode("latin-1"), value.encode("latin-1")) for name, value in (fixed | headers).items()]})
    await send({"type": "http.response.body", "body": written})
