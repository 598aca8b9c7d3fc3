"""The example queries: each runs as it stands and finds something in the sample report."""
from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from kg import example_queries
from kg.errors import DataError
from kg.example_queries import ExampleQuery
from kg.results import Request
from kg.workers import QueryPool

QUERIES = example_queries.example_queries()


@pytest.fixture(scope="module")
def pool(sample_store: Path) -> Iterator[QueryPool]:
    opened = QueryPool(sample_store, size=1)
    yield opened
    opened.close()


@pytest.mark.parametrize("query", QUERIES, ids=[one.name for one in QUERIES])
def test_each_finds_something(pool: QueryPool, query: ExampleQuery) -> None:
    result = pool.run(Request(query.query, graph="ntriples"))
    if result.media_type == "application/n-triples":
        assert result.body.count(b"\n") > 1
    else:
        found = json.loads(result.body)
        assert found["boolean"] if "boolean" in found else found["results"]["bindings"]


def test_there_are_twenty_each_with_titles_of_its_own() -> None:
    assert len(QUERIES) >= 20
    for titles in ([one.zh for one in QUERIES], [one.en for one in QUERIES]):
        assert len(set(titles)) == len(QUERIES)
    assert not any(one.query.startswith("#") for one in QUERIES)


def test_a_query_without_titles_is_a_clear_error(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "bad.rq").write_text("SELECT * { ?s ?p ?o }\n", "utf-8")
    monkeypatch.setattr(example_queries, "FOLDER", tmp_path)
    with pytest.raises(DataError, match="bad.rq:1"):
        example_queries.example_queries.__wrapped__()
