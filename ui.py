"""`zhiwen serve`: the web page at `/`, SPARQL at `/sparql`, JSON at `/api/ask` and `/api/facts`, health at `/healthz`.

Everything is served from this machine: no font, script or picture comes from elsewhere, and the headers forbid it.
"""
from __future__ import annotations

import csv
import json
import os
import re
import socket
import threading
from collections.abc import AsyncIterator, Iterable, Iterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import cached_property
from itertools import islice
from pathlib import Path
from typing import Annotated, Any

import jinja2
import uvicorn
from fastapi import FastAPI, Query, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse, StreamingResponse
from pydantic import BaseModel, Field
from starlette.types import ASGIApp, Message, Receive, Scope, Send

import kg
from kg import endpoint, picture
from kg.errors import UsageError, ZhiwenError
from kg.facts import fact_to_json
from kg.folders import StoreFolder
from kg.rdf import PREFIXES, Iri, lit
from kg.snapshot import Snapshot
from kg.sparql import Aggregate, Alternative, As, Asc, Bind, CountAll, Desc, Graph, Pattern, Select, Triple, Values, Var
from kg.types import Evidence
from kg.vocab import RDF, VOCAB, ZW
from kg.workers import QueryPool
from qa import Engine
from qa.answer import Answer

PAGE = Path(kg.__file__).parent / "data" / "page"
MAX_QUESTION = 500
EXAMPLES_SHOWN = 6
TRIED = 4                # candidates for each kind of example question
CARDS_SHOWN = 5
CONTEXT = 80             # characters of the sentence shown around its evidence
_TEMPLATES = jinja2.Environment(loader=jinja2.FileSystemLoader(PAGE), autoescape=True, trim_blocks=True)
_HEADERS = [
    (b"content-security-policy",
     b"default-src 'self'; script-src 'self' 'unsafe-inline' 'unsafe-eval' blob:; style-src 'self' 'unsafe-inline'; "
     b"img-src 'self' data: blob:; font-src 'self' data:; worker-src 'self' blob:; object-src 'none'; base-uri 'self'"),
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"no-referrer"),
]


# ---- what is served ------------------------------------------------------------------------------------
@dataclass
class State:
    """One published state of the store, and what answers questions about it."""

    snapshot: Snapshot
    engine: Engine

    @cached_property
    def sources(self) -> dict[str, str]:
        """Document id to file name."""
        return {one.id: one.source for one in self.snapshot.documents()}

    @cached_property
    def counts(self) -> dict[str, int]:
        """How many entities, relations and figures the facts graph has."""
        s, n = Var("s"), Var("n")
        patterns = {"实体": Triple(s, ZW.type, Var("type")), "关系": Triple(s, RDF.type, ZW.Relation),
                    "数值": Triple(s, RDF.type, ZW.Observation)}
        found = {name: self.snapshot.select(Select((As(CountAll(), n),), [pattern]))[0]["n"]
                 for name, pattern in patterns.items()}
        return {name: int(getattr(term, "value", "0")) for name, term in found.items()}

    @cached_property
    def examples(self) -> list[str]:
        """A few questions about this graph that the engine answers, one of each kind."""
        answered = (next((q for q in some if self.engine.ask(q).status == "answered"), None)
                    for some in example_questions(self.snapshot))
        return list(islice(filter(None, answered), EXAMPLES_SHOWN))

    def names(self, iris: Iterable[str]) -> set[str]:
        """All names of the entities with these IRIs."""
        entity, name = Var("e"), Var("name")
        rows = tuple((Iri(iri),) for iri in dict.fromkeys(iris))
        query = Select((name,), [Values((entity,), rows), Triple(entity, Alternative(ZW.name, ZW.altName), name)])
        return {getattr(row["name"], "value", "") for row in self.snapshot.select(query)} if rows else set()


class Library:
    """The newest published state of a store folder; a newer one takes its place at the next use."""

    def __init__(self, store: Path) -> None:
        self._store, self._folder = store, StoreFolder(store)
        self._lock = threading.Lock()
        self._name, self._state = self._open()

    def state(self) -> State:
        """Raises StoreError where the store cannot be read any more."""
        with self._lock:
            if self._folder.current_name() != self._name:
                self._name, self._state = self._open()
            return self._state

    def ask(self, question: str, document: str | None = None) -> Answer:
        """Raises UsageError for a question that is empty or too long, and for an unknown document."""
        if not question.strip():
            raise UsageError("问题是空的。请用一句话提问")
        if len(question) > MAX_QUESTION:
            raise UsageError(f"问题有 {len(question)} 个字，上限是 {MAX_QUESTION}。请缩短问题")
        state = self.state()
        if document is not None and document not in state.sources:
            raise UsageError(f"没有文档 {document}。请看 zhiwen documents")
        return state.engine.ask(question.strip(), document=document)

    def _open(self) -> tuple[str | None, State]:
        snapshot = Snapshot.open(self._store)
        return snapshot.path.name if snapshot.path else None, State(snapshot, Engine(snapshot))


def example_questions(snapshot: Snapshot) -> Iterator[list[str]]:
    """For each row of `examples.tsv` a few questions with names of the graph, the surest and most telling first."""
    with (PAGE / "examples.tsv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader((line for line in file if not line.startswith("#")), delimiter="\t"))
    fact, thing, name, kind, other = (Var(one) for one in ("f", "thing", "name", "kind", "other"))
    claim, graph, confidence, count, best = (Var(one) for one in ("c", "g", "k", "count", "best"))
    for row in rows:
        ends: list[Pattern] = [Triple(fact, ZW[row["asked"]], thing), Triple(thing, ZW.name, name),
                               Triple(thing, ZW.type, kind)]
        if row["fact"] == "observation":
            ends += [Triple(fact, ZW.indicator, Var("indicator")), Triple(Var("indicator"), ZW.name, other)]
        else:
            ends += [Triple(fact, ZW.predicate, VOCAB.relations[row["fact"]].iri), Bind(lit(""), other)]
        ends += [Triple(fact, ZW.claim, claim), Graph(graph, Triple(claim, ZW.confidence, confidence))]
        query = Select((name, kind, other, As(Aggregate("MAX", confidence), best), As(CountAll(), count)), ends,
                       group_by=(name, kind, other), order_by=(Desc(best), Desc(count), Asc(name), Asc(other)),
                       limit=300)
        found = [{key: str(getattr(term, "value", "")) for key, term in one.items()} for one in snapshot.select(query)]
        families = row["families"].split()
        yield [row["question"].format(name=one["name"], indicator=one["other"]) for one in found
               if VOCAB.family(one["kind"]) in families and 2 < len(one["name"] + one["other"]) < 20][:TRIED]


# ---- the answer as HTML --------------------------------------------------------------------------------
@dataclass(frozen=True, slots=True)
class Card:
    """A place in a document. `parts` alternate between plain text and what is to be marked in it."""

    title: str
    section: str
    where: str
    damaged: bool
    before: str
    parts: list[str]
    after: str


def answer_html(answer: Answer, state: State) -> str:
    """The answer first, then how the question was read, the evidence, the picture."""
    kinds = {name: term.zh for name, term in VOCAB.classes.items() if term.family}     # 实体 says nothing
    return _TEMPLATES.get_template("answer.html").render(
        answer=answer, items={item.shown: kinds.get(item.type or "") for item in answer.answers},
        cards=cards(answer, state), shown=CARDS_SHOWN,
        picture=picture.neighbourhood(state.snapshot, focus(answer, state)) if answer.status == "answered" else "")


def focus(answer: Answer, state: State) -> list[str]:
    """The IRIs the picture is about: the answers, the facts the query found, the entities it names."""
    answers = [item.iri for item in answer.answers if item.iri]
    rows = state.snapshot.select(answer.sparql) if re.search(r"^SELECT\b", answer.sparql, re.MULTILINE) else []
    facts = [term.value for row in rows for term in row.values() if term.value.startswith(PREFIXES["fact"])]
    named = re.findall(r"\bentity:(\w+)|<urn:zhiwen:entity:(\w+)>", answer.sparql)
    return list(dict.fromkeys([*answers, *facts, *(f"{PREFIXES['entity']}{short or long}" for short, long in named)]))


def cards(answer: Answer, state: State) -> list[Card]:
    """One card for each place in a document, whatever number of answers stand there."""
    places: dict[tuple[str, int, int], tuple[Evidence, set[str]]] = {}
    for item in answer.answers:
        names = {item.text, *state.names([item.iri] if item.iri and ":entity:" in item.iri else [])}
        for evidence in item.evidence:
            _, known = places.setdefault((evidence.document, evidence.start, evidence.end), (evidence, set()))
            known |= names
    return [_card(evidence, names, state) for evidence, names in places.values()]


def _card(evidence: Evidence, names: set[str], state: State) -> Card:
    text = state.snapshot.text(evidence.document)
    before = re.split(r"[。！？；\n]", text[max(0, evidence.start - CONTEXT):evidence.start])[-1]
    rest = text[evidence.end:evidence.end + CONTEXT]
    after = re.split(r"(?<=[。！？])|\n", rest)[0] if not re.search(r"[。！？\n]$", evidence.text) else ""
    wanted = sorted({stretch for name in names for stretch in standing(name, evidence.text)}, key=len, reverse=True)
    parts = re.split(f"({'|'.join(map(re.escape, wanted))})", evidence.text) if wanted else [evidence.text]
    cut = ("…" if len(before) == CONTEXT else "") + before, after + ("…" if len(after) == CONTEXT else "")
    page = re.fullmatch(r"page (\d+)", evidence.source.part)
    where = [state.sources[evidence.document], *([f"第 {page[1]} 页"] if page else []),
             f"原文件第 {evidence.source.start}–{evidence.source.end} 字"]
    return Card(evidence.title, evidence.section, "，".join(where), evidence.damaged, cut[0], parts, cut[1])


def standing(name: str, text: str) -> list[str]:
    """Where a name stands in a text: itself, or, where other words or marks part it there, its larger pieces."""
    if name in text:
        return [name] if name else []
    blocks = SequenceMatcher(None, name, text, autojunk=False).get_matching_blocks()
    pieces = [name[block.a:block.a + block.size] for block in blocks if block.size > 2]
    return pieces if len("".join(pieces)) * 3 >= len(name) * 2 else []


# ---- the page --------------------------------------------------------------------------------------------
def build_page(library: Library) -> Any:
    """The Gradio page, a `gr.Blocks`."""
    import gradio as gr

    def ask(question: str) -> tuple[str, Any]:
        try:
            answer = library.ask(question)
            return answer_html(answer, library.state()), gr.Code(value=answer.sparql, visible=bool(answer.sparql))
        except ZhiwenError as error:
            return _TEMPLATES.get_template("error.html").render(message=str(error)), gr.Code(visible=False)

    def pick(sample: list[str]) -> tuple[str, str, Any]:
        return sample[0], *ask(sample[0])

    def load() -> tuple[str, Any, str]:
        state = library.state()
        samples = [[question] for question in state.examples]
        return head_html(state), gr.Dataset(samples=samples, visible=bool(samples)), documents_html(state)

    with gr.Blocks(title="知问", analytics_enabled=False, fill_width=False) as page:
        head = gr.HTML()
        with gr.Row():
            question = gr.Textbox(label="问题", placeholder="用一句话提问", show_label=False, container=False,
                                  scale=6, min_width=220, max_length=MAX_QUESTION, autofocus=True, elem_id="question",
                                  html_attributes=gr.InputHTMLAttributes(enterkeyhint="search", autocomplete="off"))
            button = gr.Button("提问", variant="primary", scale=1, min_width=90, elem_id="ask")
        examples = gr.Dataset(label="试试这些问题", components=[gr.Textbox(visible=False)], samples=[], visible=False,
                              type="values", elem_id="examples")
        with gr.Row():
            with gr.Column(scale=3, min_width=320):
                result = gr.HTML(elem_id="answer")
                query = gr.Code(label="SPARQL（在 /sparql 上得到同样的结果）", language="sql", visible=False,
                                interactive=False, wrap_lines=True, show_line_numbers=False, lines=1,
                                elem_id="query")
            with gr.Column(scale=1, min_width=220):
                documents = gr.HTML()
        for event in (question.submit, button.click):
            event(ask, question, [result, query], api_visibility="private", concurrency_limit=8)
        examples.click(pick, examples, [question, result, query], api_visibility="private", concurrency_limit=8)
        page.load(load, None, [head, examples, documents], api_visibility="private")
    return page


def head_html(state: State) -> str:
    return _TEMPLATES.get_template("head.html").render(counts={"文档": len(state.sources)} | state.counts)


def documents_html(state: State) -> str:
    return _TEMPLATES.get_template("documents.html").render(documents=state.snapshot.documents())


# ---- the server --------------------------------------------------------------------------------------------
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
    for n, fact in enumerate(snapshot.facts(document=document)):
        yield (",\n" if n else "") + json.dumps(fact_to_json(fact), ensure_ascii=False)
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
