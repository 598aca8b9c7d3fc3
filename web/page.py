"""The Gradio page: five tabs over one store, in one language.

Each tab is a module of its own (`web/tab_*.py`). What leads from one tab to another is wired here: HTML that a tab
shows triggers `select` for a thing to look at in the graph and `edit` for a query to run (`web/data/page.js`).
"""
from __future__ import annotations

from typing import Any

import gradio as gr

from kg.workers import QueryPool
from web import tab_ask, tab_data, tab_documents, tab_graph, tab_sparql
from web.entity import entity_html
from web.library import Library, State
from web.parts import html
from web.templates import render
from web.words import Lang, words

ASSETS = ("/page/viewer/d3-force.min.js", "/page/viewer/viewer.js", "/page/assets/page.js")


def build_page(library: Library, pool: QueryPool, lang: Lang) -> Any:
    """The Gradio page, a `gr.Blocks`."""
    t = words(lang)

    def load() -> list[Any]:
        state = library.state()
        return [head_html(state, lang), tab_ask.talk_html(library, [], lang), tab_ask.document_choices(library, lang),
                entity_html(state, "", lang), *tab_data.choices(state, lang), tab_documents.list_html(library, lang)]

    def refresh() -> list[Any]:
        state = library.state()
        return [head_html(state, lang), tab_ask.document_choices(library, lang), entity_html(state, "", lang),
                *tab_data.choices(state, lang)]

    def look(event: gr.EventData) -> tuple[Any, str]:
        return gr.Tabs(selected="graph"), entity_html(library.state(), str(event._data.get("iri", "")), lang)

    def edit(event: gr.EventData) -> tuple[Any, str, str]:
        query = str(event._data.get("query", ""))
        return gr.Tabs(selected="sparql"), query, tab_sparql.result_html(pool, query, lang)

    with gr.Blocks(title="知问" if lang == "zh" else "zhiwen", analytics_enabled=False, fill_width=False) as page:
        head = html(elem_id="head")
        with gr.Tabs(elem_id="tabs") as tabs:
            with gr.Tab(t["tab_ask"], id="ask", elem_id="tab-ask"):
                ask = tab_ask.build(library, lang)
            with gr.Tab(t["tab_graph"], id="graph", elem_id="tab-graph"):
                graph = tab_graph.build(library, lang)
            with gr.Tab(t["tab_data"], id="data", elem_id="tab-data"):
                data = tab_data.build(library, lang)
            with gr.Tab("SPARQL", id="sparql", elem_id="tab-sparql"):
                sparql = tab_sparql.build(pool, lang)
            with gr.Tab(t["tab_documents"], id="documents", elem_id="tab-documents"):
                documents = tab_documents.build(library, lang)
        for one in (ask.talk, data.table, data.chart, sparql.result):
            one.select(look, None, [tabs, graph.panel], api_visibility="private", concurrency_limit=8)
        ask.talk.edit(edit, None, [tabs, sparql.editor, sparql.result], api_visibility="private", concurrency_limit=4)
        documents.changed.change(refresh, None, [head, ask.documents, graph.panel, *data.filled],
                                 api_visibility="private")
        page.load(load, None, [head, ask.talk, ask.documents, graph.panel, *data.filled, documents.listed],
                  api_visibility="private")
    return page


def head_html(state: State, lang: Lang) -> str:
    return render(lang, "head.html", counts={"documents": len(state.documents)} | state.counts)


def scripts(lang: Lang) -> str:
    """What the page's head loads."""
    own = f"document.documentElement.lang = '{'zh-CN' if lang == 'zh' else 'en'}'"
    return f"<script>{own}</script>" + "".join(f'<script src="{one}"></script>' for one in ASSETS)
