"""Many documents through `zhiwen ingest`: do memory and rate stay flat, and what do removal, index, questions cost?

    python -m bench.volume [FOLDER] [--documents 1000] [--work DIR] [--out DIR]
    python -m bench.volume --facts 1000000 [--work DIR]

Documents are made from the reports in FOLDER (bench/corpus.py) and stored by the real program, first 10, then 100, then
all; the last run is interrupted half-way as by Ctrl+C and taken up again, and three of its files cannot be read. After
each, a document is removed (and read again by the next), and processes of their own build the index, load it and ask.
`--facts` makes a store of so many synthetic figures and asks that. Seconds are processor seconds, so a busy machine
counts little.
Tables are printed; rows and plots are written to the work folder, or to `--out`.
"""
from __future__ import annotations

import argparse
import json
import os
import random
import resource
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable
from pathlib import Path
from statistics import median, quantiles
from typing import TypeVar

from bench.corpus import documents, reports
from bench.measure import ROOT
from bench.plot import plot
from bench.synthetic import fill
from kg.index import FILE
from kg.repository import Repository, Snapshot
from kg.sparql import As, CountAll, Select, Triple, Var
from kg.vocab import RDF, ZW

BAD = 3                 # files that cannot be read
STEP = 100              # documents between two rows of the table
MEGABYTE = 1 << 20
TICK = os.sysconf("SC_CLK_TCK")
Row = dict[str, float]
T = TypeVar("T")


# ---- one ingest, watched from outside --------------------------------------------------------------------
def resident(process: int | str = "self") -> float:
    """Memory of a process in MB."""
    pages = int(Path(f"/proc/{process}/statm").read_text().split()[1])
    return pages * resource.getpagesize() / MEGABYTE


def seconds(process: int) -> float:
    """Processor seconds of a process."""
    fields = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / TICK


def children(process: int) -> list[int]:
    return [int(one) for task in Path(f"/proc/{process}/task").iterdir()
            for one in (task / "children").read_text().split()]


def stored(store: Path) -> int:
    """How many changes the newest published state has had: documents, while nothing is removed."""
    try:
        return int((store / "CURRENT").read_text().partition("-")[0])
    except FileNotFoundError:
        return 0


def ingest(folders: list[Path], store: Path, log: Path, *, interrupt_at: int = 0) -> tuple[int, list[Row], Row]:
    """Run `zhiwen ingest`, without vectors; (exit status, a row for each published state, what came after the last).

    Rows are appended to `log` as they come, what the program says to a file beside it.
    """
    before, rows, interrupted = stored(store), list[Row](), False
    row, held = {"writer s": 0.0}, 0.0
    with log.with_suffix(".txt").open("a") as said, log.open("a") as written:
        line = [sys.executable, "cli.py", "ingest", *map(str, folders), "--store", str(store), "--workers", "2"]
        process = subprocess.Popen(line, cwd=ROOT, stdout=said, env=os.environ | {"ZHIWEN_ENCODER": "none"})
        while process.poll() is None:
            time.sleep(0.5)
            try:
                writer, workers = process.pid, children(process.pid)
                row = {"documents": float(stored(store) - before),
                       "writer s": seconds(writer), "writer MB": resident(writer),
                       "workers s": sum(map(seconds, workers)), "workers MB": sum(map(resident, workers))}
            except (FileNotFoundError, ProcessLookupError):
                continue
            held = max(held, row["writer MB"])
            if rows:                                # workers that have ended are no longer counted
                row["workers s"] = max(row["workers s"], rows[-1]["workers s"])
            if row["documents"] > (rows[-1]["documents"] if rows else 0):
                rows.append(row)
                print(json.dumps(row), file=written, flush=True)
            if interrupt_at and not interrupted and row["documents"] >= interrupt_at:
                interrupted = True
                process.send_signal(signal.SIGINT)
    after = row["writer s"] - rows[-1]["writer s"] if rows else 0.0
    return process.returncode, rows, {"index build s": after, "ingest peak MB": held}


def table(rows: list[Row]) -> list[Row]:
    """The rows of an ingest, one for each `STEP` documents: processor seconds a document since the one before."""
    found, last = [], {"documents": 0.0, "writer s": 0.0, "workers s": 0.0}
    for row in rows:
        if (n := row["documents"] - last["documents"]) >= STEP:
            found.append({"documents": row["documents"], "writer MB": row["writer MB"], "workers MB": row["workers MB"],
                          **{f"{who} s a document": (row[f"{who} s"] - last[f"{who} s"]) / n
                             for who in ("writer", "workers")}})
            last = row
    return found


# ---- in a process of its own -------------------------------------------------------------------------------
def apart(what: str, store: Path) -> Row:
    line = [sys.executable, "-m", "bench.volume", "--apart", what, str(store)]
    done = subprocess.run(line, cwd=ROOT, stdout=subprocess.PIPE, text=True, check=True)
    return dict(json.loads(done.stdout.splitlines()[-1]))


def probe(store: Path) -> Row:
    """What `ask` says of the published store."""
    return apart("ask", store)


def remove(store: Path) -> Row:
    """What it takes to open the store, to remove a document of it and to show readers the state."""
    times = {}

    def timed(name: str, since: float) -> float:
        now = time.thread_time()
        times[f"{name} ms"] = 1000 * (now - since)
        return time.thread_time()

    start = time.thread_time()
    with Repository.open(store) as repository:
        start = timed("open", start)
        document = next(one for one in repository.documents() if one.source.startswith("000003."))
        start = time.thread_time()
        repository.remove(document.id)
        start = timed("remove", start)
        repository.publish()
        timed("publish", start)
    return times


def ask(store: Path) -> Row:
    """Seconds to build (unless it is there) and to load the index, and how long questions take, warm."""
    from kg.encoder import load_encoder
    from qa import Engine

    snapshot = Snapshot.open(store)
    times = []
    for _ in range(2):
        started = time.process_time()
        engine = Engine(snapshot)
        times.append(time.process_time() - started)
    index, chance = engine.index, random.Random(1)
    figures = sample(chance, index.all_observations(), 10)
    relations = sample(chance, index.all_relations(), 5)
    questions = [f"{index.label(o.about)}的{index.label(o.indicator)}是多少？" for o in figures]
    questions += [f"{index.label(r.subject)}{r.verbs[0] if r.verbs else '提供'}什么？" for r in relations]
    questions += ["无此公司去年在月球上开了几家分店？"]
    started = time.process_time()
    engine.ask(questions[0])
    first = time.process_time() - started
    spent, clock, answered = [], [], 0
    for question in questions:
        started, began = time.process_time(), time.perf_counter()
        answered += engine.ask(question).status == "answered"
        spent.append(1000 * (time.process_time() - started))
        clock.append(1000 * (time.perf_counter() - began))
    encoding, encoding_clock = [0.0], [0.0]
    if encoder := load_encoder():
        encoder.encode_query(questions[:1])
        for question in questions:
            started, began = time.process_time(), time.perf_counter()
            encoder.encode_query([question])
            encoding.append(1000 * (time.process_time() - started))
            encoding_clock.append(1000 * (time.perf_counter() - began))
    s, n = Var("s"), Var("n")
    entities = snapshot.select(Select((As(CountAll(), n),), [Triple(s, RDF.type, ZW.Entity)]))[0]["n"]
    return {"facts": index.size, "phrases": len(index.phrases()),
            "entities": int(getattr(entities, "value", 0)), "index build s": times[0], "index load s": times[1],
            "index MB": (store / FILE).stat().st_size / MEGABYTE,
            "first question s": first, "question ms": median(spent), "question p95 ms": quantiles(spent, n=20)[-1],
            "question clock ms": median(clock), "encoder ms": median(encoding[1:]),
            "encoder clock ms": median(encoding_clock[1:]), "answered": answered / len(questions),
            "memory MB": resident()}


def sample(chance: random.Random, among: Iterable[T], size: int) -> list[T]:
    """So many of very many, which are seen one at a time (reservoir sampling, Vitter 1985)."""
    kept: list[T] = []
    for n, one in enumerate(among):
        if n < size:
            kept.append(one)
        elif (place := chance.randrange(n + 1)) < size:
            kept[place] = one
    return kept


# ---- the whole ---------------------------------------------------------------------------------------------
def run(folder: Path, work: Path, out: Path, wanted: int) -> None:
    made = documents(reports(folder))
    stops = sorted({n for n in (10, 100) if n < wanted} | {wanted})
    names, folders, number = set[str](), list[Path](), 0
    for stop in stops:
        folders.append(work / "documents" / f"to-{stop}")
        folders[-1].mkdir(parents=True)
        while number < stop:
            text, own = next(made)
            names |= own
            (folders[-1] / f"{number:06d}.txt").write_text(text, "utf-8")
            number += 1
    for bad in range(BAD):
        (folders[-1] / f"bad-{bad}.txt").write_bytes(b"")
    print(f"{wanted} documents, {len(names)} names that only one of them has", flush=True)
    store, log, growth, series = work / "store", work / "ingest.jsonl", list[Row](), list[Row]()
    out.mkdir(parents=True, exist_ok=True)
    for n, stop in enumerate(stops):
        last = stop == wanted
        if last:
            half = (stop - (stops[n - 1] if n else 0)) // 2
            status, series, _ = ingest(folders, store, log, interrupt_at=half)
            print(f"Ctrl+C: exit status {status}, {stored(store)} changes kept", flush=True)
        status, rows, whole = ingest(folders[:n + 1], store, log)
        print(f"exit status {status}", flush=True)
        if last and series:
            so_far = {key: series[-1][key] for key in ("documents", "writer s", "workers s")}
            series += [{**row, **{key: row[key] + n for key, n in so_far.items()}} for row in rows]
        else:
            series = rows
        growth.append({"documents": stop, **probe(store), **whole, **apart("remove", store)})
        _print([growth[-1]])
        (out / "volume.json").write_text(json.dumps({"growth": growth, "series": series}, indent=1), "utf-8")
        if not last:
            ingest(folders[:n + 1], store, log)       # the removed one is read again, the others are known
    _print(table(series))
    draw(out, growth, series)


def draw(out: Path, growth: list[Row], series: list[Row]) -> None:
    plot(out / "growth.svg", "What grows with the corpus", "documents", {
        name: [(row["documents"], row[name]) for row in growth]
        for name in ("remove ms", "question ms", "index build s", "index load s")})
    if rows := table(series):
        plot(out / "volume.svg", "One run of zhiwen ingest", "documents", {
            name: [(row["documents"], row[name]) for row in rows]
            for name in ("writer MB", "writer s a document", "workers s a document")})


def _print(rows: list[Row]) -> None:
    for row in rows:
        print("  ".join(f"{key} {value:.4g}" for key, value in row.items()), flush=True)


def synthetic(work: Path, facts: int) -> None:
    """A store of so many figures about invented companies, a thousand a document, and what it costs to ask it."""
    work.mkdir(parents=True, exist_ok=True)
    store, started = work / "store", time.process_time()
    if not store.exists():
        fill(store, facts)
        print(f"{facts} facts stored in {time.process_time() - started:.0f} s", flush=True)
    _print([probe(store)])


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", nargs="?", type=Path, default=ROOT / "examples")
    parser.add_argument("--documents", type=int, default=1000)
    parser.add_argument("--facts", type=int)
    parser.add_argument("--work", type=Path)
    parser.add_argument("--out", type=Path, help="where rows and plots go (the work folder)")
    parser.add_argument("--apart", nargs=2, help=argparse.SUPPRESS)
    args = parser.parse_args()
    if args.apart:
        what, store = args.apart
        print(json.dumps({"ask": ask, "remove": remove}[what](Path(store))))
        return
    work = args.work or Path(tempfile.mkdtemp(prefix="zhiwen-volume-"))
    if args.facts:
        synthetic(work, args.facts)
    else:
        run(args.folder, work, args.out or work, args.documents)
    print(f"work folder: {work}")


if __name__ == "__main__":
    main()
