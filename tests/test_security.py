"""One test for each threat of SECURITY.md, or more; those about the page's and the exports' markup stand with them."""
from __future__ import annotations

import base64
import io
import json
import re
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from conftest import ROOT, Zhiwen
from docx import Document
from fastapi.testclient import TestClient
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from ingest.readers import archive, read
from kg import workers
from kg.errors import ReadError, UsageError
from kg.results import Busy
from kg.results import Request as Query
from ui import build_app
from web.access import Access, access, hash_password
from web.guard import MAX_BODY, MAX_UPLOAD, TRIES, Guard, RateLimit

TOKEN = "a-token-of-some-length"
PASSWORD = "云海2025:港口"
HASH = hash_password(PASSWORD)


@pytest.fixture(scope="module")
def service(invented_store: Path) -> Iterator[TestClient]:
    """The whole service, as `zhiwen serve` makes it for this machine only, at most five questions a minute."""
    allowed = access("127.0.0.1", [], "", asks=5, origins=["*"])
    with TestClient(build_app(invented_store, allowed), base_url="http://127.0.0.1:7860") as client:
        yield client


def guarded(allowed: Access, host: str = "zhiwen.example") -> TestClient:
    """The guard before an app that says what it was asked."""

    async def echo(request: Request) -> Response:
        return PlainTextResponse(f"{request.url.path} {len(await request.body())}")

    methods = ["GET", "POST", "OPTIONS"]
    app = Starlette(routes=[Route("/{path:path}", echo, methods=methods)])
    app.add_middleware(Guard, access=allowed)
    return TestClient(app, base_url=f"http://{host}", follow_redirects=False)


def basic(name: str, password: str) -> dict[str, str]:
    return {"Authorization": "Basic " + base64.b64encode(f"{name}:{password}".encode()).decode()}


# ---- who may come in -----------------------------------------------------------------------------------
def test_it_listens_on_this_machine_only_unless_told(server: str) -> None:
    assert server.startswith("http://127.0.0.1:")


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.0.2.7", "zhiwen.example", ""])
def test_another_address_needs_a_password_or_a_token(zhiwen: Zhiwen, tmp_path: Path, host: str) -> None:
    with pytest.raises(UsageError, match="--auth"):
        access(host, [], "", asks=1, origins=[])
    assert access(host, [f"li:{HASH}"], "", asks=1, origins=[]).closed
    assert access(host, [], TOKEN, asks=1, origins=[]).closed
    if host == "0.0.0.0":
        refused = zhiwen("serve", "--host", host, "--store", tmp_path)
        assert (refused.returncode, refused.stderr.count("\n")) == (2, 1)
        assert "--auth" in refused.stderr


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "::1", "127.8.8.8"])
def test_this_machine_needs_none(host: str) -> None:
    assert not access(host, [], "", asks=1, origins=[]).closed


@pytest.mark.parametrize("user", ["li", "li:", "li:secret", f":{HASH}", "li:scrypt:1:1:1:zz:zz", f"li:{HASH[:-1]}"])
def test_a_password_in_the_clear_is_not_taken(user: str) -> None:
    with pytest.raises(UsageError, match="zhiwen password"):
        access("127.0.0.1", [user], "", asks=1, origins=[])


def test_a_token_is_long() -> None:
    with pytest.raises(UsageError, match="16"):
        access("127.0.0.1", [], "short", asks=1, origins=[])


def test_the_command_makes_the_hash_of_a_password(zhiwen: Zhiwen) -> None:
    made = zhiwen("password", input=PASSWORD + "\n").stdout.strip()
    assert made != HASH                             # salted
    client = guarded(access("0.0.0.0", [f"li:{made}"], "", asks=0, origins=[]))
    assert client.get("/x", headers=basic("li", PASSWORD)).status_code == 200
    assert zhiwen("password", input="\n").returncode == 2


def test_only_the_right_name_and_password_come_in() -> None:
    client = guarded(access("0.0.0.0", [f"li:{HASH}"], "", asks=0, origins=[]))
    for path in ("/", "/api/ask", "/sparql", "/gradio_api/queue/join", "/docs", "/openapi.json"):
        refused = client.get(path)
        assert refused.status_code == 401
        assert refused.headers["www-authenticate"].startswith("Basic")
        assert refused.json().keys() == {"error"}
    for _ in range(2):
        assert client.get("/", headers=basic("li", PASSWORD)).status_code == 200
    for wrong in (basic("li", "x"), basic("wu", PASSWORD), basic("", ""), {"Authorization": "Basic ü"},
                  {"Authorization": "Bearer " + TOKEN}, {"Authorization": f"Basic {HASH}"}):
        headers = {name: value.encode() for name, value in wrong.items()}
        assert client.get("/", headers=headers).status_code == 401


def test_health_and_cors_preflight_need_no_password() -> None:
    client = guarded(access("0.0.0.0", [f"li:{HASH}"], "", asks=0, origins=[]))
    assert client.get("/healthz").status_code == 200
    assert client.options("/sparql").status_code == 200
    assert client.options("/api/ask").status_code == 401


def test_a_token_comes_in_as_header_cookie_or_once_in_the_address() -> None:
    client = guarded(access("0.0.0.0", [], TOKEN, asks=0, origins=[]))
    assert client.get("/x").status_code == 401
    assert client.get("/x", headers={"Authorization": f"Bearer {TOKEN}"}).status_code == 200
    assert client.get("/x", headers={"Authorization": f"Bearer {TOKEN}x"}).status_code == 401
    moved = client.get("/x", params={"token": TOKEN, "a": "号"})
    assert moved.status_code == 303
    assert TOKEN not in moved.headers["location"]
    assert "a=" in moved.headers["location"]
    assert {"HttpOnly", "SameSite=Strict"} <= set(moved.headers["set-cookie"].split("; "))
    assert client.get("/x").status_code == 200          # the client keeps the cookie


def test_passwords_cannot_be_tried_for_long() -> None:
    client = guarded(access("0.0.0.0", [], TOKEN, asks=0, origins=[]))
    wrong = {"Authorization": "Bearer wrong"}
    assert [client.get("/", headers=wrong).status_code for _ in range(TRIES)] == [401] * TRIES
    assert client.get("/", headers=wrong).status_code == 429
    assert client.get("/", headers={"Authorization": f"Bearer {TOKEN}"}).status_code == 429


def test_a_name_that_leads_here_is_not_answered_to(service: TestClient) -> None:
    for path in ("/", "/api/facts", "/sparql", "/healthz"):
        refused = service.get(path, headers={"Host": "rebound.example"})
        assert refused.status_code == 421
        assert refused.json().keys() == {"error"}
    for host in ("localhost:7860", "127.0.0.1:9", "[::1]:7860"):
        assert service.get("/healthz", headers={"Host": host}).status_code == 200


@pytest.mark.parametrize("headers", [{"Origin": "http://evil.example"}, {"Origin": "null"},
                                     {"Sec-Fetch-Site": "cross-site"}, {"Origin": "http://127.0.0.1:81"}])
def test_another_site_cannot_act_for_the_user(service: TestClient, headers: dict[str, str]) -> None:
    for path in ("/gradio_api/upload", "/gradio_api/queue/join", "/api/ask"):
        assert service.post(path, headers=headers).status_code == 403
    assert service.post("/sparql", data={"query": "ASK {}"}, headers=headers).status_code == 200     # read-only


def test_other_sites_can_be_shut_out_of_sparql(invented_store: Path) -> None:
    from kg.endpoint import routes

    pool = workers.QueryPool(invented_store, size=1)
    for origins, allowed in ((("*",), "*"), ((), None), (("http://our.example",), None)):
        client = TestClient(Starlette(routes=routes(pool, origins=origins)))
        asked = client.get("/sparql", headers={"Origin": "http://evil.example", "Accept": "text/turtle"})
        assert asked.headers.get("access-control-allow-origin") == allowed
    pool.close()


# ---- how much and how often -------------------------------------------------------------------------------
def test_asking_too_often_is_429(service: TestClient) -> None:
    codes = [service.get("/api/ask", params={"question": "海运通是谁运营的？"}).status_code for _ in range(7)]
    assert codes[0] == 200
    assert codes[-1] == 429
    for path in ("/en/gradio_api/queue/join", "/gradio_api/queue/join"):
        refused = service.post(path, json={})
        assert refused.status_code == 429
    assert int(refused.headers["retry-after"]) > 0
    assert "5 次" in refused.json()["error"]
    assert service.get("/healthz").status_code == 200


def test_the_limit_counts_each_client_and_refills() -> None:
    now = 0.0
    limit = RateLimit(60, lambda: now)
    assert [limit.wait("a") for _ in range(60)] == [0.0] * 60
    assert limit.wait("a") == pytest.approx(1.0)
    assert limit.wait("b") == 0.0
    now = 1.0
    assert [limit.wait("a"), limit.wait("a")] == [0.0, pytest.approx(1.0)]
    now = 1000.0
    assert [limit.wait("a") for _ in range(61)].count(0.0) == 60
    assert RateLimit(0).wait("a") == 0.0


def test_a_request_may_not_be_endless() -> None:
    client = guarded(Access())

    def endless(size: int) -> Iterator[bytes]:
        for _ in range(size >> 20):
            yield b" " * (1 << 20)

    for path, most in (("/api/ask", MAX_BODY), ("/gradio_api/upload", MAX_UPLOAD),
                       ("/en/gradio_api/upload", MAX_UPLOAD)):
        assert client.post(path, headers={"Content-Length": str(most + 1)}, content=b"").status_code == 413
        assert client.post(path, content=endless(most)).text == f"{path} {most}"
        assert client.post(path, content=endless(most + (1 << 20))).status_code == 413


def test_too_many_waiting_queries_are_turned_away(invented_store: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workers, "WAITING", 0)
    pool = workers.QueryPool(invented_store, size=1)
    waiting = [pool.submit(Query("ASK {}")) for _ in range(2)]
    with pytest.raises(Busy, match="稍后"):
        pool.submit(Query("ASK {}"))
    assert [json.loads(one.result().body)["boolean"] for one in waiting] == [True, True]
    assert pool.run(Query("ASK {}")).body
    pool.close()


# ---- Gradio's own routes --------------------------------------------------------------------------------------
@pytest.mark.parametrize("path", [
    "/gradio_api/proxy=http://127.0.0.1:9/", "/gradio_api/file=http://127.0.0.1:9/x", "/gradio_api/file=https://a.b/",
    "/gradio_api/file=//127.0.0.1/x", "/gradio_api/run/predict", "/gradio_api/call/predict", "/gradio_api/vibe-code",
    "/gradio_api/dev/reload", "/gradio_api/monitoring", "/gradio_api/stream/x", "/gradio_api/component_server", "/en/gradio_api/proxy=http://127.0.0.1:9/",
    "/en/gradio_api/file=http://127.0.0.1:9/x"])
def test_what_the_page_does_not_use_is_closed(service: TestClient, path: str) -> None:
    assert service.get(path).status_code == 404


@pytest.mark.parametrize("path", [
    "/gradio_api/file=/etc/passwd", "/gradio_api/file=../../etc/passwd", "/gradio_api/file=..%2f..%2fetc%2fpasswd",
    f"/gradio_api/file={ROOT}/pyproject.toml", "/gradio_api/file=pyproject.toml", "/static/..%2f..%2f..%2f__init__.py",
    "/assets/..%2f..%2f__init__.py", "/svelte/..%2f..%2f__init__.py", "/file/etc/passwd"])
def test_no_path_leads_out_of_what_is_served(service: TestClient, path: str) -> None:
    assert service.get(path).status_code in (403, 404)


def test_no_file_of_the_store_is_served(service: TestClient, invented_store: Path) -> None:
    for file in ("CURRENT", "format"):
        assert service.get(f"/gradio_api/file={invented_store / file}").status_code == 403


def test_an_uploaded_page_is_a_download_and_runs_nothing(service: TestClient) -> None:
    files = {"files": ("../../../x.html", b"<script>alert(1)</script>", "text/html")}
    (path,) = service.post("/gradio_api/upload", files=files).json()
    assert ".." not in path
    assert Path(path).name == "x.html"
    reply = service.get(f"/gradio_api/file={path}")
    assert reply.status_code == 200
    assert reply.headers["content-disposition"].startswith("attachment")
    assert reply.headers["x-content-type-options"] == "nosniff"


# ---- what a reply tells, and what a browser makes of it ----------------------------------------------------------
def test_every_reply_has_the_security_headers(service: TestClient) -> None:
    for path in ("/", "/healthz", "/sparql", "/docs", "/api/ask", "/nowhere", "/gradio_api/run/x"):
        headers = service.get(path).headers
        policy = headers["content-security-policy"]
        for part in ("default-src 'self'", "object-src 'none'", "frame-ancestors 'self'", "form-action 'self'"):
            assert part in policy
        assert "http" not in policy
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["referrer-policy"] == "no-referrer"
        assert "server" not in headers


def test_no_error_shows_the_program(invented_store: Path, monkeypatch: pytest.MonkeyPatch,
                                    capsys: pytest.CaptureFixture[str]) -> None:
    app = build_app(invented_store)

    def broken(*_: Any) -> None:
        raise RuntimeError("secret detail of the program")

    monkeypatch.setattr("web.library.Library.ask", broken)
    with TestClient(app, raise_server_exceptions=False) as client:
        reply = client.get("/api/ask", params={"question": "谁？"})
        assert reply.status_code == 500
        assert reply.json().keys() == {"error"}
        assert "secret" not in reply.text
        for path, request in (("/api/ask", {"json": {"question": {"a": []}}}), ("/api/ask", {"content": b"\xff{"})):
            assert client.post(path, **request).status_code == 400
        for path in ("/api/entities?type=<script>", "/api/entities?limit=-1", "/api/facts?entity=%3Cx%3E",
                     "/api/facts?document=../../x", "/sparql?query=%3Cscript%3E"):
            reply = client.get(path)
            assert reply.status_code == 400
            assert not re.search(r"Traceback|File \"|\.py", reply.text)
            assert reply.headers["content-type"].partition(";")[0] in ("application/json", "text/plain")


def test_markup_in_a_document_is_data_in_json_and_rdf(service: TestClient) -> None:
    reply = service.get("/api/entities", params={"query": "<script>"})
    assert reply.headers["content-type"] == "application/json"
    assert reply.json()["entities"][0]["label"] == "电子围栏<script>alert(1)</script>"
    for format in ("json", "xml", "csv", "tsv"):
        query = "SELECT ?n { ?s zw:name ?n FILTER(CONTAINS(?n, 'script')) }"
        found = service.get("/sparql", params={"query": query, "format": format})
        assert not found.headers["content-type"].startswith("text/html")
    described = service.get("/.well-known/void", headers={"Accept": "text/html"})
    assert described.status_code in (200, 406)
    assert not described.headers["content-type"].startswith("text/html")


# ---- files from strangers -----------------------------------------------------------------------------------------
def packed(document: bytes, **more: bytes) -> bytes:
    """A DOCX whose main part is `document`, with `more` members."""
    real, made = io.BytesIO(), io.BytesIO()
    Document().save(real)
    with zipfile.ZipFile(real) as source, zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as target:
        for name in source.namelist():
            target.writestr(name, document if name == "word/document.xml" else source.read(name))
        for name, content in more.items():
            target.writestr(name, content)
    return made.getvalue()


WORD = '<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body>{}</w:body></w:document>'
PARAGRAPH = "<w:p><w:r><w:t>云海银行发布港口报告。{}</w:t></w:r></w:p>"


def test_a_zip_bomb_is_not_unpacked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    plain = WORD.format(PARAGRAPH.format("")).encode()
    (tmp_path / "fine.docx").write_bytes(packed(plain))
    assert "云海银行" in read(tmp_path / "fine.docx").parts[0].text
    (tmp_path / "bomb.docx").write_bytes(packed(plain + b" " * archive.MAX_XML))
    assert (tmp_path / "bomb.docx").stat().st_size < 1 << 20
    with pytest.raises(ReadError, match="解压后过大"):
        read(tmp_path / "bomb.docx")
    monkeypatch.setattr(archive, "MAX_MEMBERS", 5)
    with pytest.raises(ReadError, match="解压后过大"):
        read(tmp_path / "fine.docx")


def test_xml_entities_are_not_expanded_and_nothing_is_fetched(tmp_path: Path) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("绝密", "utf-8")
    laughs = "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 12))
    declared = f'<!DOCTYPE x [<!ENTITY a0 "哈哈哈哈">{laughs}<!ENTITY file SYSTEM "{secret.as_uri()}">]>'
    for entity in ("&a11;", "&file;"):
        content = declared + WORD.format(PARAGRAPH.format(entity))
        (tmp_path / "x.docx").write_bytes(packed(content.encode()))
        try:
            text = read(tmp_path / "x.docx").parts[0].text
        except ReadError:
            continue
        assert len(text) < 1000
        assert "绝密" not in text
    page = f"<!DOCTYPE html [<!ENTITY file SYSTEM '{secret.as_uri()}'>]><html><body><p>云海银行&file;</p></body></html>"
    (tmp_path / "x.html").write_text(page, "utf-8")
    assert "绝密" not in read(tmp_path / "x.html").parts[0].text


@pytest.mark.parametrize(("name", "content"), [
    ("page.pdf", "<html><body><p>云海银行</p></body></html>".encode()), ("word.docx", "云海银行发布报告".encode()),
    ("program.txt", b"\x7fELF\x02\x01\x01" + bytes(200)), ("archive.docx", b"PK\x03\x04" + bytes(50))])
def test_a_file_is_what_it_holds_and_not_what_it_is_called(tmp_path: Path, name: str, content: bytes) -> None:
    (tmp_path / name).write_bytes(content)
    with pytest.raises(ReadError):
        read(tmp_path / name)


def test_markup_in_a_document_is_read_as_text(tmp_path: Path) -> None:
    (tmp_path / "x.md").write_text("# 港口报告\n\n<script>alert(1)</script>银行发布港口报告。", "utf-8")
    assert "<script>" in read(tmp_path / "x.md").parts[0].text       # kept as it stands, and escaped where it is shown


# ---- what the document promises --------------------------------------------------------------------------------------
def test_every_threat_names_tests_that_exist() -> None:
    named = re.findall(r"`(tests/\w+\.py)::(\w+)`", (ROOT / "SECURITY.md").read_text("utf-8"))
    assert len(named) > 20
    missing = [f"{file}::{test}" for file, test in named if f"def {test}(" not in (ROOT / file).read_text("utf-8")]
    assert missing == []


def test_the_running_server_answers_on_its_own_name_only(server: str) -> None:
    assert httpx.get(f"{server}/healthz", headers={"Host": "rebound.example"}, trust_env=False).status_code == 421
