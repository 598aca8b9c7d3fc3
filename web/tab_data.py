"""数据: tables of entities and figures with filters, and a chart of an indicator."""
from __future__ import annotations

from dataclasses import asdict, dataclass, replace
from typing import Any
from urllib.parse import urlencode

import gradio as gr

from web.chart import chart_html, indicators
from web.library import Library, State
from web.parts import html
from web.rows import PAGE_ROWS, Filters, entity_table, figure_table
from web.templates import render
from web.words import Lang, words

STATUSES = ("actual", "target", "forecast")


@dataclass(frozen=True, slots=True)
class View:
    """Which table, filtered and sorted how (no column: its own order), and which page of it."""

    what: str = "entities"
    filters: Filters = Filters()
    column: int = -1
    down: bool = False
    page: int = 0


@dataclass(frozen=True, slots=True)
class DataTab:
    """The components that trigger `select` for a thing to look at, and those that a new state fills."""

    table: Any
    chart: Any
    filled: list[Any]


def table_html(state: State, view: View, lang: Lang) -> str:
    make = entity_table if view.what == "entities" else figure_table
    table = make(state, view.filters, lang).sorted(view.column, view.down)
    total = len(table.rows)
    page = max(0, min(view.page, (total - 1) // PAGE_ROWS))
    first, last = page * PAGE_ROWS, min(total, (page + 1) * PAGE_ROWS)
    wanted = {key: value for key, value in asdict(view.filters).items() if value}
    return render(lang, "table.html", table=table, rows=range(first, last), first=min(first + 1, total), last=last,
                  total=total, page=page, size=PAGE_ROWS, column=view.column, down=view.down,
                  address=f"/page/rows?{urlencode({'what': view.what, 'lang': lang, **wanted})}")


def moved(view: View, data: dict[str, Any]) -> View:
    """The view after a click on a column's head or on a page button."""
    try:
        if data.get("do") == "sort":
            column = int(data["column"])
            return replace(view, column=column, down=not view.down if view.column == column else False, page=0)
        return replace(view, page=int(data["page"]))
    except (KeyError, ValueError):
        return view


def choices(state: State, lang: Lang) -> list[Any]:
    """The filters' choices, the chart's indicators, and the first chart: for `DataTab.filled`."""
    t, index = words(lang), state.engine.index
    every = [(t["all"], "")]
    kinds = sorted({one.entity.type for one in state.entities}, key=t.kind)
    measured = [(label, iri) for label, iri, _ in index.indicators()]
    plotted = [(f"{label}（{n}）", iri) for label, iri, n in indicators(state)]
    first = plotted[0][1] if plotted else None
    return [gr.Dropdown(every + [(t.kind(kind), kind) for kind in kinds]),
            gr.Dropdown(every + [(one.title, one.id) for one in state.documents]),
            gr.Dropdown(every + measured), gr.Dropdown(every + [(one, one) for one in index.periods()]),
            gr.Dropdown(plotted, value=first), table_html(state, View(), lang),
            chart_html(state, first or "", "subjects", lang)]


def build(library: Library, lang: Lang) -> DataTab:
    t = words(lang)
    every = [(t["all"], "")]

    def filtered(what: str, text: str, kind: str, document: str, indicator: str, period: str,
                 status: str) -> tuple[str, View, Any]:
        figures = what == "figures"
        filters = Filters(text or "", kind or "", document or "", *((indicator or "", period or "", status or "")
                                                                    if figures else ("", "", "")))
        view = View(what, filters)
        return table_html(library.state(), view, lang), view, gr.Row(visible=figures)

    def move(view: View, event: gr.EventData) -> tuple[str, View]:
        view = moved(view, event._data)
        return table_html(library.state(), view, lang), view

    def plot(indicator: str | None, over: str) -> str:
        return chart_html(library.state(), indicator or "", "periods" if over == "periods" else "subjects", lang)

    view = gr.State(View())
    with gr.Row(elem_classes="zw-filters"):
        what = gr.Radio([(t["entities"], "entities"), (t["figures"], "figures")], value="entities",
                        label=t["table"], elem_id="data-what", scale=2, min_width=170)
        text = gr.Textbox(label=t["filter"], placeholder=t["filter_hint"], scale=3, min_width=150, elem_id="data-words")
        kind = gr.Dropdown(every, value="", label=t["type"], scale=2, min_width=120, elem_id="data-kind")
        document = gr.Dropdown(every, value="", label=t["documents"], scale=3, min_width=140, elem_id="data-document")
    with gr.Row(visible=False, elem_classes="zw-filters") as more:
        indicator = gr.Dropdown(every, value="", label=t["indicator"], min_width=140, elem_id="data-indicator")
        period = gr.Dropdown(every, value="", label=t["period"], min_width=120, elem_id="data-period")
        status = gr.Dropdown(every + [(t[one], one) for one in STATUSES], value="", label=t["status"], min_width=120)
    table = html(elem_id="table")
    html(render(lang, "title.html", title=t["chart"]))
    with gr.Row(elem_classes="zw-filters"):
        plotted = gr.Dropdown([], label=t["indicator"], scale=3, min_width=180, elem_id="chart-indicator")
        over = gr.Radio([(t["over_subjects"], "subjects"), (t["over_periods"], "periods")], value="subjects",
                        label=t["order"], scale=2, min_width=160, elem_id="chart-over")
    chart = html(elem_id="chart")

    inputs = [what, text, kind, document, indicator, period, status]
    for one in (what, kind, document, indicator, period, status):
        one.input(filtered, inputs, [table, view, more], api_visibility="private", concurrency_limit=8)
    text.change(filtered, inputs, [table, view, more], api_visibility="private", concurrency_limit=8)
    table.click(move, view, [table, view], api_visibility="private", concurrency_limit=8)
    for one in (plotted, over):
        one.input(plot, [plotted, over], chart, api_visibility="private", concurrency_limit=8)
    return DataTab(table, chart, [kind, document, indicator, period, plotted, table, chart])
