"""The page's own files: templates, style, and the rows its example questions are made from."""
from __future__ import annotations

from pathlib import Path

import jinja2

import kg

PAGE = Path(kg.__file__).parent / "data" / "page"
TEMPLATES = jinja2.Environment(loader=jinja2.FileSystemLoader(PAGE), autoescape=True, trim_blocks=True)
