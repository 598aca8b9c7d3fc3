"""Everything the design gives a budget for, measured in one go: a table and plots in `bench/results/`.

    python -m bench.budgets [--report FILE] [--facts 1000 5000 20000] [--runs 5] [--out DIR]

Ingest against LAC alone; a question against its encoding and against plain dense retrieval of sentences; SPARQL
through zhiwen against Oxigraph's own server and RDFLib in memory; memory of `zhiwen serve`; growth of index and
question time with synthetic stores of so many facts. What is compared takes turns, and medians are given.
"""
from __future__ import annotations

import argparse
import re
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from importlib.metadata import files
from pathlib import Path
from statistics import median

import rdflib

from bench.extraction import command, seconds, store, taking_turns
from bench.measure import GOLD, ROOT, load
from bench.plot import plot
from bench.synthetic import fill
from bench.volume import probe, resident
from ingest.pipeline import Kit, extract, read_document
from ingest.readers import Source
from kg.encoder import documents, load_encoder, queries
from kg.example_queries import example_queries
from kg.rdf import PREFIXES, prefix_lines
from kg.results import Request
from kg.snapshot import Snapshot
from kg.vectors import ExactVectors
from kg.workers import QueryPool

QUESTION = "2025年物联网金融市场规模有多大？"
Table = list[tuple[str, str, str]]          # what, measured, budget


def ingest(report: Path, runs: int) -> Table:
    kit = Kit.load()
    document = read_document(report)
    works = partial(kit.tagger.tag, document), partial(extract, kit, Source.open(report)), partial(store, kit, report)
    lac, alone, both = taking_turns(works, runs)
    return [("ingest / LAC alone, extraction", f"{alone / lac:.2f} ({alone:.2f} s / {lac:.2f} s)", "3"),
            ("ingest / LAC alone, with store", f"{both / lac:.2f}", "3")]


def questions(place: Path) -> Table:
    """Warm questions on the sample store."""
    from qa import Engine

    encoder = load_encoder()
    if encoder is None:
        raise SystemExit("no encoder is installed")
    engine = Engine(Snapshot.open(place), encoder)
    asked = [str(row["question"]) for row in load(GOLD / "questions-dev.jsonl")]
    passages = [one.text for one in engine.index.passages]
    dense = ExactVectors(documents(encoder, passages))
    engine.ask(asked[0])

    def found(question: str) -> object:
        return dense.search(queries(encoder, [question]), 10)

    times = [[seconds(work) for work in (partial(engine.ask, question), partial(encoder.encode_query, [question]),
                                         partial(found, question))] for question in asked]
    ask, encode, retrieve = (1000 * median(column) for column in zip(*times, strict=True))
    return [("question, warm / encoder alone", f"{ask / encode:.2f} ({ask:.1f} ms / {encode:.1f} ms)", "2"),
            (f"question, warm / dense retrieval of {len(passages)} sentences",
             f"{ask / retrieve:.2f} ({retrieve:.1f} ms)", "")]


def sparql(place: Path, runs: int) -> Table:
    """The example queries through zhiwen, Oxigraph's server and RDFLib."""
    prefixes = "\n".join(prefix_lines(PREFIXES)) + "\n"
    with tempfile.TemporaryDirectory() as folder:
        data = Path(folder) / "data.nq"
        with Snapshot.open(place) as snapshot, data.open("wb") as file:
            snapshot.store.save(file)
        graph = rdflib.Dataset()
        graph.parse(data, format="nquads")
        pool = QueryPool(place, size=1)
        with oxigraph(data) as address:
            ratios, slower, longest = [], [], 0.0
            for query in example_queries():
                ours, raw = taking_turns((partial(pool.run, Request(query.query)),
                                          partial(fetch, address, prefixes + query.query)), runs)
                rdf = seconds(partial(rows, graph, prefixes + query.query))
                ratios.append(raw / ours)
                slower.append(rdf / ours)
                longest = max(longest, raw)
        pool.close()
    return [(f"SPARQL, speed against a raw Oxigraph server, {len(ratios)} queries of at most {1000 * longest:.0f} ms",
             f"{median(ratios):.2f} (worst {min(ratios):.2f})", "0.9 from 50 ms"),
            ("SPARQL, RDFLib in memory / zhiwen", f"{median(slower):.1f} times (most {max(slower):.0f})", "")]


def fetch(address: str, query: str) -> bytes:
    form = urllib.parse.urlencode({"query": query}).encode()
    http = urllib.request.Request(address, form, {"Accept": "application/sparql-results+json"})
    with urllib.request.urlopen(http) as reply:
        body: bytes = reply.read()
    return body


def rows(graph: rdflib.Dataset, query: str) -> list[object]:
    return list(graph.query(query))


@contextmanager
def oxigraph(data: Path) -> Iterator[str]:
    """The query address of an Oxigraph server over a file of N-Quads."""
    program = next(file for file in files("oxigraph") or () if file.name == "oxigraph")
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    location = data.with_name("db")
    program_path = str(program.locate())
    subprocess.run([program_path, "load", "--location", str(location), "--file", str(data)], check=True,
                   capture_output=True)
    with subprocess.Popen([program_path, "serve-read-only", "--location", str(location), "--bind",
                           f"127.0.0.1:{port}"], stderr=subprocess.DEVNULL) as server:
        try:
            for _ in range(300):
                try:
                    urllib.request.urlopen(f"http://127.0.0.1:{port}/", timeout=5).close()
                    break
                except urllib.error.HTTPError:
                    break
                except OSError:
                    time.sleep(0.1)
            yield f"http://127.0.0.1:{port}/query"
        finally:
            server.kill()


def serving(place: Path) -> Table:
    """Memory of `zhiwen serve` with its processes, after a question and a query."""
    line = [sys.executable, str(ROOT / "cli.py"), "serve", "--port", "0", "--store", str(place)]
    with subprocess.Popen(line, stdout=subprocess.PIPE, text=True, encoding="utf-8", cwd=ROOT) as server:
        assert server.stdout
        try:
            found = re.search(r"http://[\d.:]+", server.stdout.readline())
            if not found:
                raise SystemExit("zhiwen serve did not start")
            for path in (f"/api/ask?question={urllib.parse.quote(QUESTION)}",
                         f"/sparql?query={urllib.parse.quote('SELECT * { ?s ?p ?o } LIMIT 5')}"):
                urllib.request.urlopen(found[0] + path).read()
            children = Path(f"/proc/{server.pid}/task/{server.pid}/children").read_text().split()
            total = sum(map(resident, [str(server.pid), *children]))
        finally:
            server.terminate()
    return [("memory of `zhiwen serve` with the sample, all processes", f"{total:.0f} MB", "700 MB")]


def cold(place: Path, report: Path) -> Table:
    took = command("ingest", report, "--store", place)
    asked = median(command("ask", QUESTION, "--store", place) for _ in range(3))
    return [("`zhiwen ingest` of the sample, cold, embeddings included", f"{took:.1f} s", "20 s"),
            ("`zhiwen ask`, cold", f"{asked:.2f} s", "1.5 s")]


def growth(work: Path, sizes: list[int], out: Path) -> Table:
    probes = []
    for facts in sizes:
        fill(work / f"facts-{facts}", facts)
        probes.append(probe(work / f"facts-{facts}"))
    at = [one["facts"] for one in probes]
    plot(out / "growth-index.svg", "Index: processor seconds", "facts", {
        name: list(zip(at, (one[name] for one in probes), strict=True)) for name in ("index build s", "index load s")})
    plot(out / "growth-question.svg", "A question, warm: processor ms", "facts", {
        name: list(zip(at, (one[name] for one in probes), strict=True))
        for name in ("question ms", "question p95 ms", "encoder ms")})
    plot(out / "growth-memory.svg", "Memory of one process that asks: MB", "facts", {
        "memory MB": list(zip(at, (one["memory MB"] for one in probes), strict=True))})
    return [(f"at {one['facts']:.0f} facts: index built / loaded; question, encoder; memory",
             f"{one['index build s']:.1f} s / {one['index load s']:.1f} s; {one['question ms']:.0f} ms, "
             f"{one['encoder ms']:.0f} ms; {one['memory MB']:.0f} MB", "question ≤ 2 × encoder") for one in probes]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--report", type=Path, default=ROOT / "examples" / "sample-report.txt")
    parser.add_argument("--facts", type=int, nargs="+", default=[1000, 5000, 20_000])
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--out", type=Path, default=ROOT / "bench" / "results")
    args = parser.parse_args()
    args.out.mkdir(parents=True, exist_ok=True)
    table: Table = []
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder) / "sample"
        for part in (partial(cold, place, args.report), partial(ingest, args.report, args.runs),
                     partial(questions, place), partial(sparql, place, args.runs), partial(serving, place),
                     partial(growth, Path(folder), args.facts, args.out)):
            table += part()
            print("\n".join(" | ".join(row) for row in table[-3:]), flush=True)
    lines = ["| what | measured | budget |", "|---|---|---|", *(f"| {' | '.join(row)} |" for row in table)]
    (args.out / "table.md").write_text("\n".join(lines) + "\n", "utf-8")
    print("\n".join(lines))


if __name__ == "__main__":
    main()
