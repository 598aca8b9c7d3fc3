"""The Gradio page."""
from __future__ import annotations

from typing import Any

from kg.errors import ZhiwenError
from web.cards import answer_html
from web.library import MAX_QUESTION, Library, State
from web.templates import TEMPLATES


def build_page(library: Library) -> Any:
    """The Gradio page, a `gr.Blocks`."""
    import gradio as gr

    def ask(question: str) -> tuple[str, Any]:
        try:
            answer = library.ask(question)
            return answer_html(answer, library.state()), gr.Code(value=answer.sparql, visible=bool(answer.sparql))
        except ZhiwenError as error:
            return TEMPLATES.get_template("error.html").render(message=str(error)), gr.Code(visible=False)

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
    return TEMPLATES.get_template("head.html").render(counts={"文档": len(state.sources)} | state.counts)


def documents_html(state: State) -> str:
    return TEMPLATES.get_template("documents.html").render(documents=state.snapshot.documents())
