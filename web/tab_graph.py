"""图谱: the interactive graph, and beside it the page of the thing chosen there, with what the user may decide."""
from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import gradio as gr

from kg import review
from kg.errors import UsageError, ZhiwenError
from kg.repository import Repository
from web.entity import entity_html
from web.library import Library
from web.parts import html
from web.words import Lang


@dataclass(frozen=True, slots=True)
class GraphTab:
    """`panel` is the page of a thing; what stands in it, the graph shows."""

    panel: Any


def decide(repository: Repository, data: dict[str, Any]) -> list[str]:
    """Carry out what a button of the entity page asks for; the lines that tell what became of it.

    Raises UsageError, StoreError.
    """
    what, iri = data.get("do"), str(data.get("iri", ""))
    if what == "merge":
        into = str(data.get("into", "")).strip()
        if not into:
            raise UsageError("请填写要并入的实体名称")
        return review.merge(repository, iri, into)
    if what == "split":
        return review.split(repository, iri)
    if what == "reject":
        return review.reject(repository, iri)
    try:
        return review.undo(repository, int(data.get("number", "")))
    except ValueError:
        raise UsageError("没有这条决定") from None


def build(library: Library, lang: Lang) -> GraphTab:

    def show(event: gr.EventData) -> str:
        return entity_html(library.state(), str(event._data.get("iri", "")), lang)

    def act(event: gr.EventData) -> str:
        data: dict[str, Any] = event._data
        if data.get("do") == "go":
            return show(event)
        iri = str(data.get("entity") or data.get("iri", ""))
        try:
            with library.writing() as repository:
                lines = decide(repository, data)
                if data.get("do") == "merge":
                    iri = review.find_entity(repository.view(), str(data["into"]).strip()).iri
        except ZhiwenError as error:
            return entity_html(library.state(), iri, lang, error=str(error))
        return entity_html(library.state(), iri, lang, message="；".join(lines))

    with gr.Row(elem_id="graph-row"):
        with gr.Column(scale=7, min_width=320):
            graph = gr.HTML('<div class="zw-graph"></div>', elem_id="graph", apply_default_css=False,
                            js_on_load=f"zw.mount(element, trigger, '{lang}');")
        with gr.Column(scale=3, min_width=280):
            panel = html(elem_id="entity", after="zw.panel(element)")
    graph.select(show, None, panel, api_visibility="private", concurrency_limit=8)
    panel.click(act, None, panel, api_visibility="private", concurrency_limit=2)
    return GraphTab(panel)
