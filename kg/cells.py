"""Cells of tables that a spreadsheet opens: no cell may run as a formula."""
from __future__ import annotations

_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def inert(text: str) -> str:
    """`text`, behind an apostrophe where a spreadsheet would take it for a formula (OWASP, CSV injection).

    A sign alone (the comparator =) is none.
    """
    return f"'{text}" if len(text) > 1 and text.startswith(_FORMULA) else text
