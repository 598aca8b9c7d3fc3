"""SPARQL: an editor with the example queries, the result as a table, and downloads."""
from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

import gradio as gr

from kg.errors import ZhiwenError
from kg.example_queries import example_queries
from kg.rdf import PREFIXES, Iri, compact
from kg.results import Request
from kg.workers import QueryPool
from web.parts import html
from web.templates import render
from web.words import Lang, words

ROWS_SHOWN = 200


@dataclass(frozen=True, slots=True)
class SparqlTab:
    """`result` triggers `select` for a thing to look at in the graph."""

    editor: Any
    result: Any


@dataclass(frozen=True, slots=True)
class Cell:
    """A term of a row: what is shown, and the IRI where it is a thing of the graph."""

    text: str
    thing: str = ""


def result_html(pool: QueryPool, query: str, lang: Lang) -> str:
    """The result of a query, or the one line that says why there is none."""
    if not query.strip():
        return render(lang, "query.html", error=words(lang)["query_empty"])
    try:
        result = pool.run(Request(query, "json", "turtle"))
    except ZhiwenError as error:
        return render(lang, "query.html", error=str(error))
    address = f"/sparql?{urlencode({'query': query})}"
    if "json" not in result.media_type:
        return render(lang, "query.html", error="", graph=result.body.decode("utf-8"), address=address, table=None,
                      truth=None)
    found = json.loads(result.body)
    if "boolean" in found:
        return render(lang, "query.html", error="", graph="", table=None, address=address, truth=found["boolean"])
    names, rows = found["head"]["vars"], found["results"]["bindings"]
    cells = [[cell(row.get(name)) for name in names] for row in rows[:ROWS_SHOWN]]
    return render(lang, "query.html", error="", graph="", truth=None, address=address, names=names, table=cells,
                  total=len(rows), rows=f"/page/rows?{urlencode({'what': 'query', 'query': query})}")


def cell(term: dict[str, str] | None) -> Cell:
    """A term of a SPARQL JSON result for a reader: short names for known IRIs."""
    if term is None:
        return Cell("")
    if term["type"] != "uri":
        return Cell(term["value"])
    thing = term["value"] if term["value"].startswith(PREFIXES["entity"]) else ""
    try:
        return Cell(compact(Iri(term["value"])), thing)
    except ValueError:
        return Cell(term["value"])


def build(pool: QueryPool, lang: Lang) -> SparqlTab:
    t = words(lang)
    texts = {one.name: one.query for one in example_queries()}

    def choose(name: str | None) -> str:
        return texts.get(name or "", "")

    def run(query: str | None) -> str:
        return result_html(pool, query or "", lang)

    examples = gr.Dropdown([(getattr(one, lang), one.name) for one in example_queries()], value=next(iter(texts)),
                           label=t["example_queries"], elem_id="sparql-examples")
    editor = gr.Code(next(iter(texts.values())), language="sql", label="SPARQL", lines=7, max_lines=24,
                     wrap_lines=True, elem_id="editor", buttons=["copy"])
    with gr.Row():
        button = gr.Button(t["run"], variant="primary", scale=0, min_width=110, elem_id="run")
        html(render(lang, "prefixes.html", prefixes=PREFIXES))
    result = html(elem_id="rows")
    examples.input(choose, examples, editor, api_visibility="private").then(
        run, editor, result, api_visibility="private", concurrency_limit=4)
    button.click(run, editor, result, api_visibility="private", concurrency_limit=4)
    return SparqlTab(editor, result)
