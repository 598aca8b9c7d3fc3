"""DOCX: paragraphs, headings and tables of the main text, in reading order."""
from __future__ import annotations

import re
import zlib
from datetime import date
from io import BytesIO
from pathlib import Path
from typing import Any
from zipfile import BadZipFile

from ingest.readers.build import Builder
from kg.errors import ReadError
from kg.types import Part

_LEVEL = re.compile(r"(?:heading|标题|標題)\s*(\d)", re.IGNORECASE)


def read_docx(path: Path, data: bytes) -> tuple[Part, str | None, str | None, date | None]:
    """(the one part, title, publisher, date); raises ReadError where the file is damaged."""
    from docx import Document
    from docx.table import Table
    from docx.text.paragraph import Paragraph
    from lxml.etree import LxmlError

    try:
        # python-docx parses with lxml and resolve_entities=False: no entity is expanded, nothing is fetched.
        document = Document(BytesIO(data))
        blocks = list(document.iter_inner_content())
        created, title = document.core_properties.created, document.core_properties.title
    except (BadZipFile, KeyError, ValueError, LxmlError, OSError, EOFError, AttributeError, zlib.error) as error:
        # AttributeError: a part that is not what its place says; python-docx does not look.
        raise ReadError(path, "DOCX 文件损坏", fix="请用 Word 或 WPS 打开并另存一份再试") from error
    builder = Builder()
    for block in blocks:
        if isinstance(block, Paragraph):
            _paragraph(builder, block)
        elif isinstance(block, Table):
            builder.table(_rows(block))
    published = created.date() if created and created.year > 2013 else None
    return builder.part("body"), (title or "").strip() or None, None, published


def _paragraph(builder: Builder, paragraph: Any) -> None:
    name = paragraph.style.name if paragraph.style is not None else ""
    level = _LEVEL.match(name or "")
    if level:
        builder.heading(paragraph.text, int(level[1]))
    elif name == "Title":
        builder.heading(paragraph.text, 1)
    else:
        builder.paragraph(paragraph.text)


def _rows(table: Any) -> list[list[tuple[int, str]]]:
    """Each cell once, at the first column (and row) it covers."""
    seen: set[Any] = set()
    rows = []
    for row in table.rows:
        cells = []
        for column, cell in enumerate(row.cells):
            if cell._tc not in seen:
                seen.add(cell._tc)
                cells.append((column, cell.text))
        rows.append(cells)
    return rows
