"""The time budgets of reading and asking, on this machine: ratios taken in one run are what counts.

    python -m bench.extraction [REPORT …] [--runs 7]

Ingest without embedding (read, repair, outline, tag, extract, store) against LAC alone on the same sentences, models
loaded, runs taking turns; then the commands as a user starts them, cold.
"""
from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from statistics import median

from bench.measure import ROOT
from ingest.pipeline import Kit, extract, read_document
from kg.repository import Repository

QUESTION = "2025年物联网金融市场规模有多大？"


Clock = Callable[[], float]


def seconds(work: Callable[[], object], clock: Clock = time.perf_counter) -> float:
    started = clock()
    work()
    return clock() - started


def taking_turns(works: Sequence[Callable[[], object]], runs: int, clock: Clock = time.perf_counter) -> list[float]:
    """The median time of each work; each runs once unmeasured, then they take turns, so that a busy machine is fair."""
    for work in works:
        work()
    times = [[seconds(work, clock) for work in works] for _ in range(runs)]
    return [median(column) for column in zip(*times, strict=True)]


def store(kit: Kit, path: Path) -> None:
    """Ingest one file into a fresh store."""
    with Repository.in_memory(readings=kit.lexicon.readings) as repository:
        repository.add(extract(kit, path))


def command(*args: str | Path) -> float:
    """The time of `zhiwen ARGS` from start to exit. Raises CalledProcessError when it fails."""
    env = os.environ | {"PYTHONPATH": str(ROOT), "PYTHONIOENCODING": "utf-8"}
    line = [sys.executable, str(ROOT / "cli.py"), *map(str, args)]
    return seconds(lambda: subprocess.run(line, env=env, stdout=subprocess.DEVNULL, check=True))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("reports", nargs="*", type=Path, default=[ROOT / "examples" / "sample-report.txt"])
    parser.add_argument("--runs", type=int, default=7)
    args = parser.parse_args()
    kit = Kit.load()
    print(f"{'report':24}{'characters':>11}{'LAC s':>8}{'extract s':>11}{'+ store s':>11}{'ratio':>7}{'with store':>12}"
          "   budget 3")
    for path in args.reports:
        document = read_document(path)
        works = partial(kit.tagger.tag, document), partial(extract, kit, path), partial(store, kit, path)
        lac, alone, both = taking_turns(works, args.runs)
        print(f"{path.name[:24]:24}{len(document.text):11}{lac:8.2f}{alone:11.2f}{both:11.2f}{alone / lac:7.2f}"
              f"{both / lac:12.2f}")
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder) / "store"
        ingest = command("ingest", args.reports[0], "--store", place)
        ask = median(command("ask", QUESTION, "--store", place) for _ in range(args.runs))
    print(f"\n{'cold zhiwen ingest of ' + args.reports[0].name:48}{ingest:8.2f} s   budget 20 s")
    print(f"{'cold zhiwen ask (median)':48}{ask:8.2f} s   budget 1.5 s")


if __name__ == "__main__":
    main()
