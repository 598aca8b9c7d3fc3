"""The weights of `qa/reader.py`: logistic regression over candidates, judged across reports, from gold questions.

    python -m bench.reader                                    # each report judged by a fit on the others
    python -m bench.reader --write                            # the same, and qa/data/reader.tsv from all of them
    python -m bench.reader --also REPORT QUESTIONS [--list 20]      # with a report of your own

The reader is for questions that no fact and no words answer: only these are counted; all are fitted on. A candidate is
right where the scorer takes it for the answer. Questions without an answer, the gold ones and those that
`bench.negatives` makes, have wrong candidates only. Printed are, by kind and probability from which an answer is given,
how many are answered, right and wrong; the least probability written is the lowest with nine right of ten.
"""
from __future__ import annotations

import argparse
import importlib
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from bench.measure import GOLD, ROOT, Row, load
from bench.negatives import negatives
from ingest.pipeline import Kit, extract
from kg.encoder import load_encoder
from kg.repository import Repository
from qa import Engine
from qa.plan import Planner
from qa.question import read
from qa.reader import TABLE, Candidate, Meaning, candidates, wanted

SAMPLE = ROOT / "examples" / "sample-report.txt"
SETS = [(SAMPLE, GOLD / "questions-dev.jsonl"), (SAMPLE, GOLD / "sample-more-a.jsonl")] + [
    (GOLD / f"heldout-{x}.txt", GOLD / f"heldout-{x}-questions.jsonl") for x in "abefghijk"]
PENALTY = 30.0      # L2, on features of unit variance
LEVELS = (0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.85, 0.9)
PRECISE = 0.9       # of the answers given are to be right
HEADER = """\
# How much each feature of a candidate counts: python -m bench.reader --write. `least`: the probability to answer from.
kind\tfeature\tweight
"""


@dataclass(frozen=True, slots=True)
class Judged:
    """A question with the candidates of its kind, and which of them are right."""

    report: str
    question: str
    kind: str
    found: list[Candidate]
    right: list[bool]
    hard: bool = True           # neither facts nor words answer it


def judge(report: str, engine: Engine, rows: Sequence[Row], nearness: Meaning) -> Iterator[Judged]:
    """The questions that the reader is for, and the negatives made from them."""
    scorer = importlib.import_module("tests.gold.score_answers")
    made = [{"question": n.question, "answers": [], "category": "unanswerable"} for n in negatives(rows, engine)]
    for row in (*rows, *made):
        planner = Planner(engine.index, read(row["question"], engine.index))
        if kind := wanted(planner):
            found = candidates(planner, kind, nearness)
            right = [bool(row["answers"]) and scorer.right(row, {
                "status": "answered", "answers": [{"text": t} for t in one.texts]}) for one in found]
            told = engine.ask(row["question"])
            hard = told.status == "no_answer" or told.basis == "read"
            yield Judged(report, row["question"], kind, found, right, hard)


@dataclass(frozen=True, slots=True)
class Fitted:
    names: list[str]
    weights: np.ndarray         # of raw features, the intercept last

    def __call__(self, one: Candidate) -> float:
        x = np.array([*(one.features.get(n, 0.0) for n in self.names), 1.0])
        return float(1 / (1 + np.exp(-x @ self.weights)))


def fit(judged: Sequence[Judged]) -> Fitted:
    """Newton's method on standardised features; a question's right candidates weigh as one, its wrong ones as ten."""
    names = sorted({name for j in judged for c in j.found for name in c.features})
    x, y, w = [], [], []
    for j in judged:
        wrong = len(j.right) - sum(j.right)
        for one, right in zip(j.found, j.right, strict=True):
            x.append([one.features.get(n, 0.0) for n in names])
            y.append(float(right))
            w.append(1 / sum(j.right) if right else min(1.0, 10 / wrong))
    raw = np.array(x)
    mean, spread = raw.mean(0), np.where(raw.std(0) > 0, raw.std(0), 1.0)
    z, target, weight = np.column_stack([(raw - mean) / spread, np.ones(len(raw))]), np.array(y), np.array(w)
    penalty = np.diag([PENALTY] * len(names) + [0.01])
    beta = np.zeros(z.shape[1])
    for _ in range(30):
        p = 1 / (1 + np.exp(-z @ beta))
        hessian = z.T @ (z * (weight * p * (1 - p))[:, None]) + penalty
        beta = beta - np.linalg.solve(hessian, z.T @ (weight * (p - target)) + penalty @ beta)
    return Fitted(names, np.append(beta[:-1] / spread, beta[-1] - (beta[:-1] * mean / spread).sum()))


def across(judged: Sequence[Judged]) -> list[tuple[Judged, float, int]]:
    """For each question its best candidate and the probability of that, by a fit on the other reports."""
    found = []
    for report in sorted({j.report for j in judged}):
        fitted = fit([j for j in judged if j.report != report and j.found])
        for j in judged:
            if j.report == report and j.found:
                chances = [fitted(one) for one in j.found]
                best = int(np.argmax(chances))
                found.append((j, chances[best], best))
    return found


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--write", action="store_true")
    parser.add_argument("--list", type=int, default=0)
    parser.add_argument("--also", nargs=2, type=Path, action="append", default=[], metavar=("REPORT", "QUESTIONS"))
    args = parser.parse_args()
    encoder, kit = load_encoder(), Kit.load()
    if encoder is None:
        raise SystemExit("no encoder")
    nearness = Meaning(encoder)
    judged: list[Judged] = []
    sets = [*SETS, *args.also]
    for text in dict.fromkeys(text for text, _ in sets):
        with tempfile.TemporaryDirectory() as folder, Repository.in_memory(readings=kit.lexicon.readings) as repository:
            place = Path(folder) / text.name
            place.write_bytes(text.read_bytes())
            repository.add(extract(kit, place))
            engine = Engine(repository.view())
            rows = [row for other, questions in sets if other == text for row in load(questions)]
            judged += judge(text.stem, engine, rows, nearness)
    report(judged, write=args.write, listed=args.list)
    return 0


def report(judged: Sequence[Judged], *, write: bool, listed: int) -> None:
    """Print what answers a fit on the other reports gives, and write the weights of a fit on all."""
    rows = []
    for kind in sorted({j.kind for j in judged}):
        mine = [j for j in judged if j.kind == kind]
        results = sorted((r for r in across(mine) if r[0].hard), key=lambda r: -r[1])
        print(f"{kind}: {len(mine)} questions, {sum(any(j.right) for j in mine)} with a right candidate; hard: "
              f"{len(results)}, {sum(any(j.right) for j, _, _ in results)}")
        least = 0.95
        for level in LEVELS:
            given = [j.right[best] for j, chance, best in results if chance >= level]
            print(f"  {level:.1f}  right {sum(given):3d}  wrong {len(given) - sum(given):3d}")
            if given and sum(given) >= PRECISE * len(given):
                least = min(least, level)
        for j, chance, best in results[:listed]:
            print(f"    {chance:.2f} {'+' if j.right[best] else '-'} {j.report} {j.question} {j.found[best].texts}")
        fitted = fit([j for j in mine if j.found])
        rows += [(kind, "least", least), (kind, "intercept", fitted.weights[-1]),
                 *((kind, n, w) for n, w in zip(fitted.names, fitted.weights, strict=False))]
    if write:
        TABLE.write_text(HEADER + "".join(f"{k}\t{n}\t{w:.3f}\n" for k, n, w in rows), "utf-8")


if __name__ == "__main__":
    raise SystemExit(main())
