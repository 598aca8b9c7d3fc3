"""What a question is matched against: the names, facts and sentences of one snapshot, in a file that is opened, not
loaded. It is derived from the snapshot, whose state it is stamped with, and made anew or brought up when that differs.
"""
from __future__ import annotations

import sqlite3
from pathlib import Path
from typing import TYPE_CHECKING

from kg.files import replacing
from kg.index import layout
from kg.index.reader import Index
from kg.index.records import Name, Observed, Passage, Related
from kg.index.words import bigrams, fold

if TYPE_CHECKING:
    from kg.encoder import Encoder
    from kg.index.writer import FactSource
    from kg.text.lexicon import Lexicon

__all__ = ["FILE", "Index", "Name", "Observed", "Passage", "Related", "bigrams", "embed", "fold", "open_index"]
FILE = "index.sqlite"


def open_index(source: FactSource, folder: Path | None, lexicon: Lexicon | None = None) -> Index:
    """The index of this state from `folder`, made and kept there when it is missing, damaged or of another state.

    Where it cannot be kept (somebody else's folder, a full disk) it is made in a file that goes with this process.
    """
    if folder:
        path = folder / FILE
        if whole := layout.open_whole(path, source.state):
            return Index(whole, path)
        try:
            with replacing(path) as draft:
                _build(str(draft), source, lexicon).close()
            if whole := layout.open_whole(path, source.state):
                return Index(whole, path)
        except OSError:
            pass
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode & 0xff not in layout.NOT_KEPT:
                raise
    return Index(_build("", source, lexicon))


def embed(index: Index, folder: Path, encoder: Encoder) -> int:
    """Compute and keep the vectors of the index's phrases that are missing; how many there were. May be interrupted."""
    from kg.encoder import VectorCache  # numpy: 0.1 s that a question without vectors need not pay

    return VectorCache(folder, encoder).fill(index.phrases())


def _build(place: str, source: FactSource, lexicon: Lexicon | None) -> sqlite3.Connection:
    from kg.index.writer import build  # with the gazetteers: an index that is there needs neither
    from kg.text.lexicon import Lexicon

    connection = layout.create(place)
    try:
        build(connection, source, lexicon or Lexicon.load())
        connection.execute("COMMIT")
    except BaseException:
        connection.close()
        raise
    return connection
