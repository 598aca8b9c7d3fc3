"""The page's own files: templates, style, and the rows its example questions are made from."""
from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

import jinja2

from web.words import Lang, words

PAGE = Path(__file__).parent / "data"


def render(lang: Lang, template: str, **values: Any) -> str:
    """The HTML of a template of `web/data/`; every value in it is text and is escaped."""
    return _environment(lang).get_template(template).render(**values)


@cache
def _environment(lang: Lang) -> jinja2.Environment:
    made = jinja2.Environment(loader=jinja2.FileSystemLoader(PAGE), autoescape=True, trim_blocks=True,
                              lstrip_blocks=True, undefined=jinja2.StrictUndefined)
    made.globals |= {"t": words(lang), "lang": lang}
    return made
