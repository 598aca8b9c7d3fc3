"""The index as a file: its tables, and how one that is whole is told from any other.

A file is never changed where it stands: a new one is written beside it and takes its place. So whoever has one open
keeps it as it is, and a reader needs neither locks nor the right to write.
"""
from __future__ import annotations

import sqlite3
from pathlib import Path

FORMAT = 8
CACHE = 16 << 10        # kilobytes of the file that a connection keeps in memory
NOT_KEPT = frozenset({sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_READONLY, sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR,
                      sqlite3.SQLITE_PERM})        # errors of a place where nothing can be written
OBSERVATION, RELATION, PASSAGE = 0, 1, 2        # kinds of what is numbered

# `number` counts facts, and sentences, in the order they were put in; no other one is ever given the same number.
TABLES = """
CREATE TABLE known (name TEXT PRIMARY KEY, value) WITHOUT ROWID;        -- state, and how many facts there are
CREATE TABLE document (number INTEGER PRIMARY KEY, id TEXT UNIQUE, title TEXT);
CREATE TABLE entity (number INTEGER PRIMARY KEY, iri TEXT UNIQUE, label TEXT, type TEXT, names TEXT);
CREATE INDEX entity_type ON entity (type) WHERE type = 'Group';
CREATE TABLE called (folded TEXT, short INTEGER, entity INTEGER, PRIMARY KEY (folded, short, entity)) WITHOUT ROWID;
CREATE TABLE stretch (said TEXT PRIMARY KEY, n INTEGER) WITHOUT ROWID;  -- of names, from any place on; in how many
CREATE TABLE text (number INTEGER PRIMARY KEY, document INTEGER, said TEXT);
CREATE INDEX text_document ON text (document);
CREATE TABLE observation (number INTEGER PRIMARY KEY, start INTEGER, iri TEXT UNIQUE, about INTEGER,
    indicator INTEGER, region INTEGER, written TEXT, unit TEXT, unit_base TEXT, period TEXT, status TEXT,
    comparator TEXT, value REAL, base_period TEXT, base_subject TEXT, collective INTEGER, confidence REAL,
    documents BLOB, snippets BLOB, around BLOB);
CREATE INDEX observation_about ON observation (about, indicator);
CREATE INDEX observation_indicator ON observation (indicator);
CREATE INDEX observation_region ON observation (region) WHERE region IS NOT NULL;
CREATE TABLE relation (number INTEGER PRIMARY KEY, start INTEGER, iri TEXT UNIQUE, subject INTEGER,
    predicate TEXT, object INTEGER, verbs TEXT, confidence REAL, documents BLOB, snippets BLOB, around BLOB);
CREATE INDEX relation_subject ON relation (subject, predicate, object);
CREATE INDEX relation_object ON relation (object, predicate, subject);
CREATE TABLE said (document INTEGER, kind INTEGER, number INTEGER, PRIMARY KEY (document, kind, number)) WITHOUT ROWID;
CREATE TABLE passage (number INTEGER PRIMARY KEY, document INTEGER, section TEXT, start INTEGER, end INTEGER,
    said TEXT);
CREATE INDEX passage_document ON passage (document);
CREATE TABLE year (document INTEGER, year TEXT, n INTEGER, PRIMARY KEY (document, year)) WITHOUT ROWID;  -- of figures
CREATE TABLE pair (said TEXT PRIMARY KEY, n INTEGER) WITHOUT ROWID;     -- of characters; facts whose labels hold it
CREATE TABLE posting (kind INTEGER, pair TEXT, block INTEGER, holders BLOB, PRIMARY KEY (kind, pair, block))
    WITHOUT ROWID;                                                      -- kg/postings.py
"""


def create(place: str) -> sqlite3.Connection:
    """A new, empty index for writing at `place`; "" is a file of this process alone, which goes with it."""
    connection = sqlite3.connect(place, check_same_thread=False, isolation_level=None)
    connection.executescript(f"PRAGMA page_size = 8192; PRAGMA journal_mode = OFF; PRAGMA user_version = {FORMAT};"
                             f"PRAGMA synchronous = OFF; {TABLES}")
    return _writing(connection)


def open_for_writing(place: str) -> sqlite3.Connection:
    """A whole index of which nobody else knows, to be changed."""
    return _writing(sqlite3.connect(place, check_same_thread=False, isolation_level=None))


def _writing(connection: sqlite3.Connection) -> sqlite3.Connection:
    """With a transaction begun. A file that is not finished is thrown away: it needs no journal. What is deleted is
    overwritten: no words of a document that is gone stay behind."""
    connection.executescript(
        "PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; PRAGMA secure_delete = ON; PRAGMA temp_store = FILE;"
        f"PRAGMA cache_size = -{4 * CACHE}")
    connection.execute("BEGIN")
    return connection


def state_of(path: Path) -> str | None:
    """The state that the index at `path` is of; None where there is none that is whole."""
    if connection := open_whole(path):
        try:
            return str(known(connection, "state"))
        finally:
            connection.close()
    return None


def open_whole(path: Path, state: str | None = None) -> sqlite3.Connection | None:
    """The index at `path` for reading; None where there is none, or one that is damaged, of another format or of
    another state than `state`, where that is given."""
    if not path.exists():
        return None
    connection = sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro&immutable=1", uri=True, check_same_thread=False)
    try:
        (pages,), (size,), (format_,) = (
            connection.execute(f"PRAGMA {name}").fetchone() for name in ("page_count", "page_size", "user_version"))
        if format_ == FORMAT and pages * size == path.stat().st_size and state in (
                None, known(connection, "state")):
            connection.execute(f"PRAGMA cache_size = -{CACHE}")
            return connection
    except (sqlite3.DatabaseError, OSError):
        pass
    connection.close()
    return None


def known(connection: sqlite3.Connection, name: str) -> object:
    """A value of the index as a whole, None where there is none."""
    row = connection.execute("SELECT value FROM known WHERE name = ?", (name,)).fetchone()
    return row[0] if row else None
