"""Observations from tables: a number in a cell, measured by its row and column headings."""
from __future__ import annotations

from kg.types import Document, ObservationClaim


def observe_tables(document: Document) -> list[ObservationClaim]:
    """The numbers of a document's tables as observations."""
    return []
