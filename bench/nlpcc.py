"""Single-relation questions over an imported graph, beside dense retrieval of the graph's triples.

    python -m bench.nlpcc FOLDER [--limit N] [--cache DIR] [--no-dense] [--without N] [--wrong N]

FOLDER holds one RDF file with labels and one JSONL file of questions: {"id", "question", "answers": [[alias, …], …]}.
A question is right when the values are exactly the gold ones; dense retrieval when the triple whose text (thing,
property, value) is nearest to the question has a gold value. Reports both, question by question, and latency beside
the encoder's own time for the question. `--without 3` takes the triples away that answered every third of the right
ones and asks these again: an answer is then another property's, or another thing's.
"""
from __future__ import annotations

import argparse
import json
import statistics
import tempfile
import time
from collections import Counter
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np

from ingest.rdf import read_graph
from kg.encoder import Encoder, VectorCache, load_encoder, queries
from kg.imported import ImportedGraph, Statement, called
from kg.rdf import Iri, Lit
from kg.repository import Repository
from kg.snapshot import Snapshot
from qa import Engine
from qa.imported_names import folded

LABELS = frozenset({"http://www.w3.org/2000/01/rdf-schema#label"})


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--limit", type=int, default=None, help="only the first N questions")
    parser.add_argument("--cache", type=Path, default=None, help="where vectors of triples are kept between runs")
    parser.add_argument("--no-dense", action="store_true", help="without dense retrieval")
    parser.add_argument("--without", type=int, default=0, help="ask every Nth again without what answered it")
    parser.add_argument("--wrong", type=int, default=20, help="show N wrong ones")
    args = parser.parse_args()
    graph = read_graph(next(p for p in sorted(args.folder.iterdir()) if p.suffix in (".ttl", ".nt")))
    lines = next(args.folder.glob("*.jsonl")).read_text("utf-8").splitlines()
    questions = [json.loads(line) for line in lines if line.strip()][: args.limit]
    encoder = load_encoder()
    assert encoder
    with tempfile.TemporaryDirectory() as folder:
        started = time.perf_counter()
        engine = imported(Path(folder), graph, encoder)
        print(f"import: {len(graph.statements)} triples, {time.perf_counter() - started:.1f} s")
        ours = run(engine, questions, encoder, args.wrong)
        if args.without:
            right = [one for one, is_so in zip(questions, ours, strict=True) if is_so]
            refused(engine, graph, encoder, [one["question"] for one in right[::args.without]], args.wrong)
    if not args.no_dense:
        dense = nearest(graph, questions, encoder, args.cache)
        table = Counter(zip(ours, dense, strict=True))
        print(f"dense retrieval: right triple {sum(dense) / len(dense):.3f}")
        print(f"both right {table[True, True]}, only ours {table[True, False]}, only dense {table[False, True]}, "
              f"neither {table[False, False]}")


def imported(store: Path, graph: ImportedGraph, encoder: Encoder) -> Engine:
    """An engine over a new store of the graph."""
    with Repository.open(store) as repository:
        repository.add_graph(graph)
        repository.publish()
    return Engine(Snapshot.open(store), encoder)


def refused(engine: Engine, graph: ImportedGraph, encoder: Encoder, questions: list[str], shown: int) -> None:
    """Ask questions of the graph without the triples that answer them; print how many are answered all the same."""
    gone: set[Statement] = set()
    for question in questions:
        reading = engine.imported.read(folded(question))
        assert reading
        gone.update(reading.property.statements)
    left = replace(graph, statements=tuple(one for one in graph.statements if one not in gone))
    with tempfile.TemporaryDirectory() as folder:
        less = imported(Path(folder), left, encoder)
        told = [(question, answer) for question in questions if (answer := less.ask(question)).answers]
    print("\n".join(f"  {question}  {answer.interpretation}" for question, answer in told[:shown]))
    print(f"without the triples that answer them: {len(told)} of {len(questions)} answered")


def run(engine: Engine, questions: list[dict[str, Any]], encoder: Encoder, shown: int) -> list[bool]:
    """Ask all questions; print how they came out. Returns which are right."""
    engine.ask("？")
    status: Counter[str] = Counter()
    right, times, own, wrong = [], [], [], []
    for one in questions:
        started = time.perf_counter()
        answer = engine.ask(one["question"])
        times.append(time.perf_counter() - started)
        started = time.perf_counter()
        queries(encoder, [one["question"]])
        own.append(time.perf_counter() - started)
        texts = [item.text for item in answer.answers]
        right.append(is_right(one, texts))
        status["right" if right[-1] else "未找到" if not texts else "wrong"] += 1
        if not right[-1]:
            wrong.append(f"  {one['question']}  gold {one['answers']}  got {texts} ({answer.interpretation})")
    print("\n".join(wrong[:shown]))
    count = len(questions)
    print(f"ours: right {status['right'] / count:.3f} ({status['right']}/{count}), wrong {status['wrong']}, "
          f"未找到 {status['未找到']}")
    times_ms, own_ms = sorted(t * 1000 for t in times), sorted(t * 1000 for t in own)
    print(f"latency: median {statistics.median(times_ms):.1f} ms, 95th percentile {times_ms[int(count * 0.95)]:.1f}; "
          f"the encoder alone {statistics.median(own_ms):.1f} and {own_ms[int(count * 0.95)]:.1f} ms")
    return right


def is_right(question: dict[str, Any], texts: list[str]) -> bool:
    """Whether the values are exactly the gold ones, each in any of its forms."""
    gold = [{folded(form) for form in forms} for forms in question["answers"]]
    got = {folded(text) for text in texts}
    return bool(got) and all(got & forms for forms in gold) and all(any(t in forms for forms in gold) for t in got)


def nearest(graph: ImportedGraph, questions: list[dict[str, Any]], encoder: Encoder, cache: Path | None) -> list[bool]:
    """Whether the triple nearest in meaning to each question has a gold value."""
    triples = [one for one in graph.statements if one[1].value not in LABELS]
    rows = [text_of(one, graph) for one in triples]
    with tempfile.TemporaryDirectory() as scratch:
        vectors = VectorCache(cache or Path(scratch), encoder)
        vectors.fill(rows)
        matrix = vectors.get(rows)
    assert matrix is not None
    found = []
    for one in questions:
        best = triples[int(np.argmax(matrix @ queries(encoder, [one["question"]])[0]))]
        value = folded(value_of(best[2], graph))
        found.append(any(folded(form) == value for forms in one["answers"] for form in forms))
    return found


def text_of(statement: Statement, graph: ImportedGraph) -> str:
    """A triple as the text that dense retrieval looks at."""
    subject, predicate, value = statement
    return f"{called(subject, graph.names)} {called(predicate, graph.names)} {value_of(value, graph)[:80]}"


def value_of(value: Iri | Lit, graph: ImportedGraph) -> str:
    return value.value if isinstance(value, Lit) else called(value, graph.names)


if __name__ == "__main__":
    main()
