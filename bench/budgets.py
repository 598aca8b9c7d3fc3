"""Everything the design gives a budget for, measured in one go: a table and plots, written to `bench/data/`.

    python -m bench.budgets [REPORT …] [--runs 3] [--documents 10 30 100] [--out DIR]

Ingest against LAC alone; a question against its encoding and against plain dense retrieval of sentences; `/sparql`
against Oxigraph's own server, and queries against RDFLib in memory; memory of `zhiwen serve`; growth with the number of
documents. What is compared takes turns in one run. CPU is the processor time of all threads: other work on the machine
hardly changes it. Seconds on the clock are only worth reading on a quiet machine; the load is printed.
"""
from __future__ import annotations

import argparse
import os
import resource
import sys
import tempfile
import time
import traceback
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from statistics import median, quantiles
from subprocess import SubprocessError
from urllib.parse import quote

from bench import service, volume
from bench.corpus import documents as copies
from bench.corpus import reports
from bench.extraction import command, seconds, store, taking_turns
from bench.measure import GOLD, ROOT, load
from bench.plot import plot
from ingest.pipeline import Kit, extract, read_document
from ingest.readers import Source
from kg.encoder import documents, load_encoder, queries
from kg.errors import ZhiwenError
from kg.example_queries import example_queries
from kg.process import Answer, ProcessPool, Stopped
from kg.rdf import PREFIXES, prefix_lines
from kg.results import Request
from kg.snapshot import Snapshot
from kg.vectors import ExactVectors
from kg.workers import QueryPool

QUESTION = "2025年物联网金融市场规模有多大？"
RDFLIB = 20.0           # seconds that RDFLib may take for a query
BROKEN = (ArithmeticError, LookupError, OSError, RuntimeError, ValueError, SubprocessError, ZhiwenError)
WARM_UP = 5             # questions asked before the first is measured


@dataclass(frozen=True, slots=True)
class Row:
    """What was measured, the figure, and the budget it is held to, where there is one."""

    what: str
    figure: str
    budget: str = ""
    met: bool | None = None

    def line(self) -> str:
        met = "" if self.met is None else "yes" if self.met else "**no**"
        return f"| {self.what} | {self.figure} | {self.budget} | {met} |"


def cold(place: Path, report: Path) -> Iterator[Row]:
    """The commands as a user starts them."""
    before = _children()
    took = command("ingest", report, "--store", place)
    used = _children() - before
    yield Row(f"`zhiwen ingest` of {report.name}, cold, embeddings included", f"{took:.1f} s ({used:.1f} s of CPU)",
              "20 s", took <= 20)
    asked, spent = [], []
    for _ in range(7):
        before = _children()
        asked.append(command("ask", QUESTION, "--store", place))
        spent.append(_children() - before)
    yield Row("`zhiwen ask`, cold, median of 7", f"{median(asked):.2f} s ({median(spent):.2f} s of CPU)", "1.5 s",
              median(asked) <= 1.5)


def _children() -> float:
    """CPU seconds of all processes started and ended so far."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def ingest(paths: list[Path], runs: int) -> Iterator[Row]:
    """Reading, extraction and the store, without embedding, against LAC on the same sentences."""
    kit, worst = Kit.load(), 0.0
    for path in paths:
        document = read_document(path)
        works = partial(kit.tagger.tag, document), partial(extract, kit, Source.open(path)), partial(store, kit, path)
        lac, alone, both = taking_turns(works, runs, time.process_time)
        worst = max(worst, both / lac)
        yield Row(f"ingest / LAC alone, CPU: {path.name}, {len(document.text):,} characters",
                  f"{both / lac:.2f}; without the store {alone / lac:.2f} ({alone:.2f} s / {lac:.2f} s)")
    yield Row(f"ingest / LAC alone, the worst of {len(paths)}", f"{worst:.2f}", "3", worst <= 3)


def questions(place: Path, out: Path) -> Iterator[Row]:
    """Warm questions on the sample store, by CPU and by the clock."""
    from qa import Engine

    encoder = load_encoder()
    if encoder is None:
        raise RuntimeError("no encoder is installed")
    engine = Engine(Snapshot.open(place), encoder)
    asked = [str(row["question"]) for row in load(GOLD / "questions-dev.jsonl")]
    passages = [one.text for one in engine.index.all_passages()]
    dense = ExactVectors(documents(encoder, passages))
    for question in asked[:WARM_UP]:
        engine.ask(question)

    def found(question: str) -> object:
        return dense.search(queries(encoder, [question]), 10)

    works: dict[str, Callable[[str], object]] = {
        "zhiwen": engine.ask, "encoder": lambda question: encoder.encode_query([question]), "dense retrieval": found}
    used: dict[str, list[float]] = {name: [] for name in works}
    clock: dict[str, list[float]] = {name: [] for name in works}
    for question in asked:
        for name, work in works.items():
            started = time.process_time()
            clock[name].append(1000 * seconds(partial(work, question)))
            used[name].append(1000 * (time.process_time() - started))
    for kind, times in (("CPU", used), ("clock", clock)):
        ask, encode, retrieve = (median(times[name]) for name in works)
        late, budget = quantiles(times["zhiwen"], n=20)[-1], {"CPU": ("2", ask / encode <= 2)}
        yield Row(f"question, warm / encoder alone, {kind}: median of {len(asked)}",
                  f"{ask / encode:.2f} ({ask:.0f} ms / {encode:.0f} ms)", *budget.get(kind, ()))
        yield Row(f"the same, 95th percentile, {kind}", f"{late / encode:.2f} ({late:.0f} ms)")
        yield Row(f"question, warm / dense retrieval of {len(passages)} sentences, {kind}", f"{ask / retrieve:.2f}")
    for spent, question in sorted(zip(used["zhiwen"], asked, strict=True), reverse=True)[:3]:
        print(f"  slow: {spent:.0f} ms of CPU  {question}")
    share = [100 * (n + 1) / len(asked) for n in range(len(asked))]
    plot(out / "budgets-questions.svg", "Warm questions: CPU of the quickest n %", "% of questions, ms",
         {name: list(zip(share, sorted(times), strict=True)) for name, times in used.items()})


def sparql(place: Path, runs: int) -> Iterator[Row]:
    """`/sparql` against Oxigraph's server, and the example queries against RDFLib in memory."""
    added, speeds = service.compare(place, 3 * runs)        # processor time is told in hundredths of a second
    yield Row(f"`/sparql` against a raw Oxigraph server, CPU: speed in {len(speeds)} queries of 50 ms and more",
              f"{median(speeds):.2f} (least {min(speeds):.2f})", "0.9", median(speeds) >= 0.9)
    yield Row(f"the same, added to {len(added)} shorter queries", f"{median(added):.1f} ms (most {max(added):.1f} ms)",
              "a few ms", median(added) <= 5)
    with tempfile.TemporaryDirectory() as folder:
        data = Path(folder) / "data.nq"
        with Snapshot.open(place) as snapshot, data.open("wb") as file:
            snapshot.store.save(file)
        ours = QueryPool(place, size=1)
        theirs = ProcessPool(partial(_rdflib, data), 1, seconds=RDFLIB)
        slower, failed = [], 0
        for query in example_queries():
            ours.run(Request(query.query))
            took = seconds(partial(ours.run, Request(query.query)))
            try:
                slower.append(float(str(theirs.ask(query.query))) / took)
            except Stopped:             # out of time, or it fails on the query
                failed += 1
        ours.close()
        theirs.close()
    yield Row(f"RDFLib in memory / zhiwen, {len(slower)} example queries",
              f"{median(slower):.1f} times as long (most {max(slower):.0f}); {failed} more failed or took over "
              f"{RDFLIB:.0f} s")


def _rdflib(data: Path) -> Answer:
    """What says how many seconds RDFLib takes for a query; for a process of its own, since it cannot be stopped."""
    import rdflib

    graph = rdflib.Dataset()
    graph.parse(data, format="nquads")
    prefixes = "\n".join(prefix_lines(PREFIXES)) + "\n"

    def answer(query: object) -> float:
        return seconds(lambda: list(graph.query(prefixes + str(query))))

    return answer


def serving(place: Path) -> Iterator[Row]:
    """Memory of `zhiwen serve` with its processes, after a question and a query."""
    with service.zhiwen(place) as (port, pid):
        client = service.Client(port)
        client.get(f"/api/ask?question={quote(QUESTION)}")
        client.sparql("SELECT * { ?s ?p ?o } LIMIT 5")
        used = service.memory(pid)
    yield Row("memory of `zhiwen serve` with the sample, all processes", f"{used:.0f} MB", "700 MB", used <= 700)


def growth(work: Path, report: Path, sizes: list[int], out: Path) -> Iterator[Row]:
    """The real ingest of more and more documents (see bench/corpus.py), and what questions cost then."""
    originals = work / "originals"
    originals.mkdir()
    (originals / report.name).write_bytes(report.read_bytes())
    made = copies(reports(originals))
    folders, probes, rates, place = list[Path](), list[volume.Row](), list[tuple[float, float]](), work / "growing"
    for size, more in zip(sizes, (b - a for a, b in zip([0, *sizes], sizes, strict=False)), strict=True):
        folders.append(work / f"to-{size}")
        folders[-1].mkdir()
        for number in range(size - more, size):
            (folders[-1] / f"{number:06d}.txt").write_text(next(made)[0], "utf-8")
        before = _children()
        status, _, whole = volume.ingest(folders, place, work / "growing.jsonl")
        if status:
            raise RuntimeError(f"zhiwen ingest ended with {status}")
        rates.append((size, (_children() - before) / more))
        probes.append({"documents": size, **volume.probe(place), **whole})
    for (_, rate), one in zip(rates, probes, strict=True):
        ratio = one["question ms"] / one["encoder ms"]
        yield Row(f"{one['documents']:.0f} documents, {one['facts']:.0f} facts, {one['entities']:.0f} entities",
                  f"ingest {rate:.2f} s of CPU a new document, at most {one['ingest peak MB']:.0f} MB; index built in "
                  f"{one['index build s']:.1f} s, loaded in {one['index load s']:.2f} s; question {ratio:.2f} of the "
                  f"encoder's time ({one['question ms']:.0f} ms of CPU), {one['memory MB']:.0f} MB", "question 2",
                  ratio <= 2)
    plot(out / "budgets-growth.svg", "What grows with the corpus", "documents", {
        name: [(one["documents"], one[name]) for one in probes]
        for name in ("question ms", "index build s", "index load s")} | {"ingest, CPU s a document": rates})
    plot(out / "budgets-memory.svg", "Memory, MB", "documents", {
        name: [(one["documents"], one[name]) for one in probes] for name in ("ingest peak MB", "memory MB")})


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("reports", nargs="*", type=Path, default=[
        ROOT / "examples" / "sample-report.txt", *(GOLD / f"heldout-{name}.txt" for name in "abefhi")])
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--documents", type=int, nargs="+", default=[10, 30, 100])
    parser.add_argument("--out", type=Path, default=ROOT / "bench" / "data")
    args = parser.parse_args()
    args.out.mkdir(parents=True, exist_ok=True)
    started, before = time.monotonic(), os.getloadavg()[0]
    table: list[Row] = []
    with tempfile.TemporaryDirectory() as folder:
        work = Path(folder)
        place, sample = work / "sample", args.reports[0]
        for name, part in (("the commands, cold", cold(place, sample)), ("ingest", ingest(args.reports, args.runs)),
                           ("questions", questions(place, args.out)), ("`/sparql`", sparql(place, args.runs)),
                           ("`zhiwen serve`", serving(place)),
                           ("growth", growth(work, sample, args.documents, args.out))):
            for row in to_its_end(name, part):
                print(row.line(), flush=True)
                table.append(row)
            lines = ["| what | measured | budget | met |", "|---|---|---|---|", *(row.line() for row in table)]
            lines += ["", f"{os.cpu_count()} cores, load {before:.1f} before and {os.getloadavg()[0]:.1f} after the "
                      f"run of {(time.monotonic() - started) / 60:.0f} minutes."]
            (args.out / "budgets.md").write_text("\n".join(lines) + "\n", "utf-8")
    print("\n".join(lines))
    sys.exit(any(row.met is False for row in table))


def to_its_end(name: str, part: Iterator[Row]) -> Iterator[Row]:
    """The rows of a part; where it breaks off, that is a row too, and the parts after it are measured all the same."""
    try:
        yield from part
    except BROKEN as error:
        traceback.print_exc()
        yield Row(f"{name}: broke off", f"{type(error).__name__}: {' '.join(str(error).split())[:200]}", "", False)


if __name__ == "__main__":
    main()
