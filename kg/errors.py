"""One error tree. Every message says where, what is wrong, and what to do."""
from __future__ import annotations

from pathlib import Path


class ZhiwenError(Exception):
    """Base of all errors a user may see as one line."""


class ReadError(ZhiwenError):
    """A file that cannot be read as a document."""

    def __init__(self, path: Path | str, problem: str, *, fix: str) -> None:
        super().__init__(f"{path}: {problem}。{fix}")
        self.path, self.problem, self.fix = path, problem, fix


class DataError(ZhiwenError):
    """A row of a data file (lexicon, pattern, ontology) that is wrong."""

    def __init__(self, path: Path | str, row: int, problem: str, *, fix: str) -> None:
        super().__init__(f"{path}:{row}: {problem}。{fix}")
        self.path, self.row, self.problem, self.fix = path, row, problem, fix


class StoreError(ZhiwenError):
    """The graph store cannot be opened, read or written."""


class QueryError(ZhiwenError):
    """A SPARQL query that is refused, malformed, or over its limits."""


class ExportError(ZhiwenError):
    """A file that cannot be written in the format asked for."""


class UsageError(ZhiwenError):
    """A command that cannot be carried out as typed; the exit status is 2."""
