"""问答: a conversation. Each turn keeps its answer, so that the next question may lean on it."""
from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import gradio as gr

from kg.errors import ZhiwenError
from qa.answer import Answer
from web.cards import answer_html
from web.library import MAX_QUESTION, Library
from web.parts import html
from web.templates import render
from web.words import Lang, words

KEPT = 30                # turns that stay on the page


@dataclass(frozen=True, slots=True)
class Turn:
    answer: Answer
    html: str


@dataclass(frozen=True, slots=True)
class AskTab:
    """`talk` triggers `select` for a thing to look at in the graph, `edit` for a query to run."""

    talk: Any
    documents: Any


def talk_html(library: Library, turns: list[Turn], lang: Lang, error: str = "") -> str:
    """The conversation; all but the last turn are folded."""
    shown = [turn.html.replace('<details class="zw-more" open>', '<details class="zw-more">', 1)
             for turn in turns[:-1]] + [turn.html for turn in turns[-1:]]
    examples = [] if turns else library.state().examples
    return render(lang, "conversation.html", turns=shown, examples=examples, error=error)


def build(library: Library, lang: Lang) -> AskTab:
    t = words(lang)
    every = ("", t["all_documents"])

    def ask(question: str, document: str, turns: list[Turn]) -> tuple[str, str, list[Turn]]:
        try:
            answer = library.ask(question, document or None, turns[-1].answer if turns else None)
            turns = [*turns, Turn(answer, answer_html(answer, library.state(), lang))][-KEPT:]
        except ZhiwenError as error:
            return question, talk_html(library, turns, lang, str(error)), turns
        return "", talk_html(library, turns, lang), turns

    def pick(document: str, turns: list[Turn], event: gr.EventData) -> tuple[str, str, list[Turn]]:
        return ask(str(event._data.get("question", "")), document, turns)

    def again() -> tuple[str, str, list[Turn]]:
        return "", talk_html(library, [], lang), []

    turns = gr.State([])
    talk = html(elem_id="answer", after="zw.turned(element)")
    with gr.Row(elem_id="asking"):
        question = gr.Textbox(label=t["question"], placeholder=t["question_hint"], show_label=False, container=False,
                              scale=6, min_width=200, max_length=MAX_QUESTION, lines=1, max_lines=4, autofocus=True,
                              elem_id="question",
                              html_attributes=gr.InputHTMLAttributes(enterkeyhint="search", autocomplete="off"))
        documents = gr.Dropdown([(every[1], every[0])], value=every[0], show_label=False, container=False, scale=2,
                                label=t["documents"], min_width=130, elem_id="ask-document")
        button = gr.Button(t["ask_button"], variant="primary", scale=1, min_width=76, elem_id="ask")
        fresh = gr.Button(t["new_talk"], scale=1, min_width=76, elem_id="fresh")
    outputs = [question, talk, turns]
    for event in (question.submit, button.click):
        event(ask, [question, documents, turns], outputs, api_visibility="private", concurrency_limit=8)
    talk.submit(pick, [documents, turns], outputs, api_visibility="private", concurrency_limit=8)
    fresh.click(again, None, outputs, api_visibility="private")
    return AskTab(talk, documents)


def document_choices(library: Library, lang: Lang) -> Any:
    """All documents, to ask one of them only."""
    choices = [(words(lang)["all_documents"], "")]
    choices += [(one.title, one.id) for one in library.state().documents]
    return gr.Dropdown(choices)
