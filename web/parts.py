"""The one kind of HTML component of the page."""
from __future__ import annotations

from typing import Any

import gradio as gr


def html(value: str = "", *, elem_id: str | None = None, after: str = "") -> Any:
    """HTML whose `data-do` buttons trigger events (`web/data/page.js`); `after` is JavaScript run once it is shown and
    whenever it changes. The value must be escaped: all of it comes from the templates.
    """
    watched = f", watch, () => {{ {after} }}" if after else ""
    return gr.HTML(value, elem_id=elem_id, apply_default_css=False,
                   js_on_load=f"zw.actions(element, trigger{watched});")
