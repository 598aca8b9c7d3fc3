"""文档: upload with what becomes of each file, the list, removing."""
from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import gradio as gr

from ingest.job import ENDINGS
from kg.errors import ZhiwenError
from web.cards import document_link
from web.library import Library
from web.parts import html
from web.templates import render
from web.uploads import Progress, read_files
from web.words import Lang, words

UPLOADABLE = sorted(ENDINGS)


@dataclass(frozen=True, slots=True)
class DocumentsTab:
    """`changed` changes its value when documents have come or gone."""

    listed: Any
    changed: Any


def list_html(library: Library, lang: Lang, message: str = "", error: str = "") -> str:
    state = library.state()
    facts = state.engine.index.facts_of_documents()
    rows = [(one, facts.get(one.id, 0), document_link(one.id, 0, 0, lang)) for one in state.documents]
    return render(lang, "documents.html", documents=rows, message=message, error=error)


def progress_html(files: list[Progress], lang: Lang) -> str:
    return render(lang, "progress.html", files=files, running=any(one.stage in ("waiting", "reading") for one in files))


def build(library: Library, lang: Lang) -> DocumentsTab:
    t = words(lang)

    def upload(files: list[str] | None, changes: int) -> Iterator[tuple[Any, str, str, int]]:
        paths = [Path(one) for one in files or []]
        if not paths:
            return
        shown = ""
        for progress in read_files(library, paths):
            shown = progress_html(progress, lang)
            yield gr.skip(), shown, gr.skip(), changes
        yield None, shown, list_html(library, lang), changes + 1

    def act(changes: int, event: gr.EventData) -> tuple[str, int]:
        document = str(event._data.get("document", ""))
        title = next((one.title for one in library.state().documents if one.id == document), document)
        try:
            with library.writing() as repository:
                repository.remove(document)
        except ZhiwenError as error:
            return list_html(library, lang, error=str(error)), changes
        return list_html(library, lang, message=t.say("removed", title=title)), changes + 1

    changed = gr.State(0)
    files = gr.File(file_count="multiple", file_types=UPLOADABLE, label=t["upload"], height=150, elem_id="upload")
    progress = html(elem_id="progress")
    listed = html(elem_id="documents")
    files.upload(upload, [files, changed], [files, progress, listed, changed], api_visibility="private",
                 show_progress="hidden", concurrency_limit=1)
    listed.click(act, changed, [listed, changed], api_visibility="private", concurrency_limit=1)
    return DocumentsTab(listed, changed)
