# ruff: noqa: E501  (Chinese counts double: a piece of text reads best on one line)
"""A few hundred of the cases of `bench.fuzz`: damaged files of every format are read or refused, questions answered."""
from __future__ import annotations

from pathlib import Path

import pytest
from conftest import Zhiwen

from bench.fuzz import REPORT, TURTLE, ask, fuzz, seeds
from ingest.rdf import read_graph
from kg.errors import ReadError
from kg.repository import Repository
from kg.shapes import check
from kg.snapshot import Snapshot


def test_damaged_files_are_read_or_refused() -> None:
    tally = fuzz(seeds(), 280, seed=20, deep=20)
    assert [error for _, error in tally.faults] == []
    assert tally.outcomes["read"] > 50
    assert tally.outcomes["refused"] > 50


def test_questions_of_any_kind_have_an_answer(invented_store: Path) -> None:
    with Snapshot.open(invented_store) as snapshot:
        assert sum(ask(snapshot, 200, seed=20).values()) == 200


def test_a_batch_may_hold_any_characters(zhiwen: Zhiwen, invented_store: Path, tmp_path: Path) -> None:
    batch = tmp_path / "questions.jsonl"
    lines = [r'{"id": "\ud800", "question": "\ud800多少？"}', '{"id": 2, "question": "海运通是\u2028谁运营的？"}',
             '{"id": 3, "question": "' + "长" * 50_000 + '"}', "[" * 100_000]
    batch.write_text("\n".join(lines), "utf-8")
    done = zhiwen("ask", "--batch", batch, "--store", invented_store, encoder="none")
    assert done.stdout.count("\n") == 3
    assert [line.split(": ")[2][:7] for line in done.stderr.splitlines()] == ["JSON 嵌套"]


# ---- RDF -------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(("name", "text"), [
    ("space.ttl", "<http://a b> <http://x> 1 ."), ("scheme.nt", "<a> <b> <c> ."), ("own.nt", "<urn:zhiwen:entity:1> <http://x> \"a\" ."),
    ("cut.ttl", TURTLE[:-40]), ("text.ttl", REPORT), ("brackets.ttl", "[" * 5000), ("deep.jsonld", '{"a":' * 5000),
    ("huge.nt", '<http://a> <http://b> "' + "长" * 1_000_001 + '" .'), ("entity.rdf", '<!DOCTYPE a [<!ENTITY b "' + "x" * 100 + '">]><a>&b;</a>')])
def test_bad_rdf_is_refused_in_one_line(tmp_path: Path, name: str, text: str) -> None:
    (tmp_path / name).write_text(text, "utf-8")
    with pytest.raises(ReadError, match=rf"^[^\n]*{name}: [^\n]*$"):
        read_graph(tmp_path / name)


def test_cycles_and_long_literals_are_imported(tmp_path: Path) -> None:
    cycle = "".join(f"<http://x/{n}> <http://x/broader> <http://x/{(n + 1) % 40}> .\n" for n in range(40))
    lists = "<http://x/l> <http://www.w3.org/1999/02/22-rdf-syntax-ns#rest> <http://x/l> .\n"
    (tmp_path / "a.nt").write_text(f'{cycle}{lists}<http://x/0> <http://x/text> "{"长" * 200_000}" .\n', "utf-8")
    repository = Repository.in_memory(readings=lambda name: ())
    assert repository.add_graph(read_graph(tmp_path / "a.nt")).facts == 42
    assert check(repository.view(), readings=lambda name: ()) == []
