"""What a question is matched against: the names, facts and sentences of one snapshot, in a file that is opened, not
loaded. It is derived from the snapshot, whose state it is stamped with, and made anew or brought up when that differs.
"""
from __future__ import annotations

import shutil
import sqlite3
from pathlib import Path
from typing import TYPE_CHECKING

from kg.files import replacing
from kg.index import layout
from kg.index.reader import Index
from kg.index.records import Name, Observed, Passage, Related
from kg.index.words import bigrams, fold
from kg.touched import between

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
                if not _bring_up(path, draft, source, lexicon):
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


def _bring_up(path: Path, draft: Path, source: FactSource, lexicon: Lexicon | None) -> bool:
    """Make the index in `draft` from that of an earlier state at `path`, by what has changed since. False where there
    is none, or where it is not known what has.
    """
    from kg.index.writer import update
    from kg.text.lexicon import Lexicon

    since = layout.state_of(path)
    touched = between(path.parent, since, source.state) if since else None
    if touched is None:
        return False
    shutil.copyfile(path, draft)
    connection = layout.open_for_writing(str(draft))
    try:
        done = update(connection, source, lexicon or Lexicon.load(), touched)
        connection.execute("COMMIT")
    finally:
        connection.close()
    if not done:
        draft.unlink()
    return done


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
