"""Rows as CSV that a spreadsheet opens without running anything in it, and as JSON."""
from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Sequence
from typing import Any

from kg.cells import inert


def csv_text(header: Sequence[str], rows: Iterable[Sequence[Any]]) -> str:
    """CSV with a byte order mark, so that spreadsheets read it as UTF-8. What looks like a formula gets a quote."""
    out = io.StringIO()
    out.write("\ufeff")
    writer = csv.writer(out)
    writer.writerow(header)
    for row in rows:
        writer.writerow([inert(cell) if isinstance(cell, str) else cell for cell in row])
    return out.getvalue()


def json_text(header: Sequence[str], rows: Iterable[Sequence[Any]]) -> str:
    """A JSON array with an object for each row."""
    return json.dumps([dict(zip(header, row, strict=True)) for row in rows], ensure_ascii=False, indent=1)
