"""Many documents through one store: does memory stay flat and the rate steady, and what do index and questions cost?

    python -m bench.volume [FOLDER] [--documents 60] [--work DIR] [--extract] [--executor processes]
    python -m bench.volume --facts 100000 [--work DIR]

Documents are made from the reports in FOLDER: each copy has names of its own in the place of all that no gazetteer
knows (of the same length, so that every offset holds), but for one in twenty, which all copies share and which grow
into hubs like the names of the gazetteer. Without `--extract` each report is read and extracted once and its claims are
renamed, which leaves what grows with the corpus: resolution, the store, index and questions. With it, each is read.

Half-way the run is interrupted as by Ctrl+C and taken up again; three files cannot be read and are reported at the end.
At 10, 100, 1,000 … documents a process of its own opens the published store, builds the index, and asks. Seconds
are processor seconds of one process, so that a busy machine counts as little as can be.
`--facts` makes a store of so many synthetic figures and asks it.
"""
from __future__ import annotations

import argparse
import json
import os
import random
import re
import resource
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable, Iterator
from dataclasses import fields, is_dataclass, replace
from pathlib import Path
from statistics import median, quantiles
from typing import Any

from bench.measure import ROOT
from bench.synthetic import fill
from ingest import job
from ingest.executor import Done, Executor, Failed, MakeKit, Outcome, ProcessExecutor, Stage
from ingest.pipeline import Kit, extract, read_document
from ingest.readers import Source
from kg.errors import ReadError
from kg.repository import Repository, Snapshot
from kg.sparql import As, CountAll, Select, Triple, Var
from kg.types import DocumentClaims
from kg.vocab import RDF, ZW

CHARACTERS = "云岭松江柏川青禾蓝湾星洲雁回澜沧玉屏丹霞鹿鸣鹤亭枫桥梧泉棠溪芦荻沙洲石梁"     # of invented names
SHARED = 20             # one name in so many stays as it is in all copies
SHORTEST = 3            # characters of a name that is replaced
BAD = 3                 # files that cannot be read
MEGABYTE = 1 << 20


def stem(number: int) -> str:
    """Two to three characters that no other copy has."""
    many = sorted(set(CHARACTERS))
    return many[number // len(many) % len(many)] + many[number % len(many)] + (
        many[number // len(many) ** 2 % len(many)] if number >= len(many) ** 2 else "")


class Original:
    """A report with its claims, and its copies under other names."""

    def __init__(self, kit: Kit, path: Path) -> None:
        self.text = read_document(path).text
        self.claims = extract(kit, Source.open(path))
        known = {e.ref.name for e in self.claims.entities if kit.lexicon.canonical(e.ref.name)}
        names = sorted({e.ref.name for e in self.claims.entities} - known)
        self.names = [name for n, name in enumerate(names) if len(name) >= SHORTEST and n % SHARED]
        longest = sorted(self.names, key=lambda name: (-len(name), name))
        self._pattern = re.compile("|".join(map(re.escape, longest)) or r"(?!)")

    def renamed(self, number: int, value: Any) -> Any:
        """`value` with the names of copy `number`, of the same length."""
        if isinstance(value, str):
            own = stem(number)
            return self._pattern.sub(lambda found: (own + found[0][len(own):]), value)
        if isinstance(value, tuple):
            return tuple(self.renamed(number, one) for one in value)
        if is_dataclass(value) and not isinstance(value, type):
            return replace(value, **{f.name: self.renamed(number, getattr(value, f.name)) for f in fields(value)
                                     if f.init})
        return value


class Copies:
    """An executor that renames what was extracted once: the files of `make` in their order."""

    def __init__(self, originals: list[Original]) -> None:
        self._originals = originals

    def map(self, make_kit: MakeKit, stage: Stage, sources: Iterable[Source]) -> Iterator[Outcome]:
        for source in sources:
            started = time.process_time()
            if not source.data:
                yield Failed(source.path, str(ReadError(source.path, "文件是空的", fix="请换一份")))
                continue
            number = int(source.path.stem)
            claims: DocumentClaims = self._originals[number % len(self._originals)].claims
            copy = self._originals[number % len(self._originals)].renamed(number, claims)
            own = replace(copy.document, id=f"{source.path.stem}.{source.sha256[:8]}", sha256=source.sha256,
                          path=str(source.path), source=source.path.name)
            yield Done(source.path, replace(copy, document=own), time.process_time() - started)


def make(originals: list[Original], folder: Path, documents: int) -> int:
    """Write the copies and the bad files; how many names of their own the copies have."""
    folder.mkdir(parents=True)
    names = 0
    for number in range(documents):
        original = originals[number % len(originals)]
        names += len(original.names)
        (folder / f"{number:06d}.txt").write_text(original.renamed(number, original.text), "utf-8")
    for number in range(BAD):
        (folder / f"{documents + number:06d}.txt").write_bytes(b"")
    return names


def resident(process: str = "self") -> float:
    """Memory of a process in MB."""
    pages = int(Path(f"/proc/{process}/statm").read_text().split()[1])
    return pages * resource.getpagesize() / MEGABYTE


def probe(store: Path) -> dict[str, float]:
    """Open, index and ask the published store, in a process of its own."""
    line = [sys.executable, "-m", "bench.volume", "--probe", str(store)]
    done = subprocess.run(line, cwd=ROOT, capture_output=True, text=True, check=True)
    return dict(json.loads(done.stdout))


def ask(store: Path) -> dict[str, float]:
    """Seconds to build and to load the index, its size, and how long questions take, warm."""
    from kg.encoder import load_encoder
    from qa import Engine

    snapshot = Snapshot.open(store)
    times = []
    for _ in range(2):
        started = time.process_time()
        engine = Engine(snapshot)
        times.append(time.process_time() - started)
    index, chance = engine.index, random.Random(1)
    figures = chance.sample(index.observations, min(10, len(index.observations)))
    relations = chance.sample(index.relations, min(5, len(index.relations)))
    questions = [f"{index.label(o.about)}的{index.label(o.indicator)}是多少？" for o in figures]
    questions += [f"{index.label(r.subject)}{r.verbs[0] if r.verbs else '提供'}什么？" for r in relations]
    questions += ["无此公司去年在月球上开了几家分店？"]
    started = time.process_time()
    engine.ask(questions[0])
    first = time.process_time() - started
    spent, answered = [], 0
    for question in questions:
        started = time.process_time()
        answered += engine.ask(question).status == "answered"
        spent.append(1000 * (time.process_time() - started))
    encoding = []
    if encoder := load_encoder():
        for question in questions[::4]:
            started = time.process_time()
            encoder.encode_query([question])
            encoding.append(1000 * (time.process_time() - started))
    s, n = Var("s"), Var("n")
    entities = snapshot.select(Select((As(CountAll(), n),), [Triple(s, RDF.type, ZW.Entity)]))[0]["n"]
    return {"facts": len(index.by_iri), "entities": int(getattr(entities, "value", 0)), "index build s": times[0],
            "index load s": times[1], "index MB": (store / "index.json").stat().st_size / MEGABYTE,
            "first question s": first, "question ms": median(spent), "question p95 ms": quantiles(spent, n=20)[-1],
            "encoder ms": median(encoding) if encoding else 0.0, "answered": answered / len(questions),
            "memory MB": resident()}


def run(originals: list[Original], work: Path, documents: int, executor: Executor) -> None:
    """The whole of a run; prints its tables and writes `series.jsonl` and `probes.jsonl` into `work`."""
    names = make(originals, work / "documents", documents)
    print(f"{documents} documents from {len(originals)} reports, {names} names of their own")
    signal.signal(signal.SIGINT, signal.default_int_handler)        # a shell's background job is started without it
    store, started = work / "store", time.process_time()
    stops = {10 ** n for n in range(1, 7)} | {documents}
    series = (work / "series.jsonl").open("w", encoding="utf-8")
    stored = 0

    def note(repository: Repository, interrupt_at: int) -> job.Progress:
        def progress(result: job.FileResult) -> None:
            nonlocal stored
            if result.status in ("failed", "unchanged"):
                return
            stored += 1
            if stored % max(1, documents // 100) == 0:
                row = {"documents": stored, "seconds": time.process_time() - started, "memory MB": resident()}
                print(json.dumps(row), file=series, flush=True)
            if stored in stops:
                repository.publish()
                row = {"documents": stored} | probe(store)
                with (work / "probes.jsonl").open("a", encoding="utf-8") as file:
                    print(json.dumps(row), file=file)
                print("  ".join(f"{key} {value:.6g}" for key, value in row.items()), flush=True)
            if stored == interrupt_at:
                os.kill(os.getpid(), signal.SIGINT)
        return progress

    files = job.find_files([work / "documents"])
    for interrupt_at in (documents // 2, 0):
        with Repository.open(store) as repository:
            report = job.run(files, repository, executor, note(repository, interrupt_at))
            repository.publish()
        kinds = {status: sum(one.status == status for one in report.files)
                 for status in ("added", "unchanged", "failed")}
        print(f"run ended ({report.stopped or 'complete'}): {kinds}; seconds {report.seconds}")
    for one in report.failed:
        print(f"  failed: {one.error}")
    series.close()
    rows = [json.loads(line) for line in (work / "series.jsonl").read_text("utf-8").splitlines()]
    print(f"{'documents':>10}{'a second':>10}{'memory MB':>11}")
    for before, after in zip(rows[::10], rows[10::10], strict=False):
        rate = (after["documents"] - before["documents"]) / (after["seconds"] - before["seconds"])
        print(f"{after['documents']:10}{rate:10.2f}{after['memory MB']:11.0f}")


def synthetic(work: Path, facts: int) -> None:
    """A store of so many figures about invented companies, a thousand a document, and what it costs to ask it."""
    work.mkdir(parents=True, exist_ok=True)
    store, started = work / "store", time.process_time()
    fill(store, facts)
    print(f"{facts} facts stored in {time.process_time() - started:.0f} s")
    print("  ".join(f"{key} {value:.6g}" for key, value in probe(store).items()))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", nargs="?", type=Path, default=ROOT / "examples")
    parser.add_argument("--documents", type=int, default=60)
    parser.add_argument("--facts", type=int)
    parser.add_argument("--work", type=Path)
    parser.add_argument("--extract", action="store_true", help="read every copy, with two processes")
    parser.add_argument("--probe", type=Path, help=argparse.SUPPRESS)
    args = parser.parse_args()
    if args.probe:
        print(json.dumps(ask(args.probe)))
        return
    work = args.work or Path(tempfile.mkdtemp(prefix="zhiwen-volume-"))
    if args.facts:
        synthetic(work, args.facts)
        return
    kit, originals = Kit.load(), []
    for path in job.find_files([args.folder]):
        if isinstance(path, Path):
            try:
                originals.append(Original(kit, path))
            except ReadError as error:
                print(f"left out: {error}")
    executor: Executor = ProcessExecutor(2) if args.extract else Copies(originals)
    run(originals, work, args.documents, executor)
    print(f"work folder: {work}")


if __name__ == "__main__":
    main()
