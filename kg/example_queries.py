"""The example queries of `data/queries/*.rq`: shown by the service and the page, each tested on the sample report.

A file's first two lines are comments, its title in Chinese and in English; the rest is the query.
"""
from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path

from kg.errors import DataError

FOLDER = Path(__file__).parent / "data" / "queries"


@dataclass(frozen=True, slots=True)
class ExampleQuery:
    """`name` is the file name without its ending; `query` the SPARQL text, which uses the preset prefixes."""

    name: str
    zh: str
    en: str
    query: str


@cache
def example_queries() -> tuple[ExampleQuery, ...]:
    """All of them, in the order of their file names. Raises DataError for a file without its two titles."""
    return tuple(_read(path) for path in sorted(FOLDER.glob("*.rq")))


def _read(path: Path) -> ExampleQuery:
    lines = path.read_text("utf-8").splitlines()
    for row in (1, 2):
        if len(lines) < row or not lines[row - 1].startswith("# "):
            raise DataError(path, row, "缺少标题", fix="前两行应是注释：中文标题、英文标题")
    return ExampleQuery(path.stem, lines[0][2:].strip(), lines[1][2:].strip(), "\n".join(lines[2:]).strip() + "\n")
