"""How far the confidence of answers can be believed: Brier score, reliability, and the fit of qa/data/confidence.tsv.

    python -m bench.answers            # measured across reports: each judged by a fit on the others
    python -m bench.answers --write    # the same, a new table from all of them, and bench/data/reliability.svg

Judged are all answers given to the gold questions of the reports and to the negatives of `bench.negatives`: an answer
to a question without one is wrong. Logistic regression with one slope, one intercept a basis, and a small L2 penalty
that draws every basis to the common one.
"""
from __future__ import annotations

import argparse
import importlib
import math
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from bench.measure import ROOT, load
from bench.negatives import SETS, negatives
from ingest.pipeline import Kit, extract
from kg.repository import Repository
from qa import Engine
from qa.confidence import BASES, LEAST, MOST, TABLE

PENALTY = 0.5
PLOT = ROOT / "bench" / "data" / "reliability.svg"
BINS = (0.0, 0.6, 0.7, 0.8, 0.9, 0.95, 1.001)
HEADER = """\
# How often answers were right: python -m bench.answers --write. Log-odds = slope * score + intercept.
basis\tslope\tintercept\tanswers
"""


@dataclass(frozen=True, slots=True)
class Judged:
    """An answer that was given: to which set's question, on what basis, with what score, and whether it is right."""

    set: str
    basis: str
    score: float
    right: bool


def judge(kit: Kit, name: str) -> list[Judged]:
    """The answers to the questions of a set and to the negatives made from them."""
    text, questions = SETS[name]
    scorer = importlib.import_module("tests.gold.score_answers")
    rows = load(questions)
    with tempfile.TemporaryDirectory() as folder, Repository.in_memory(readings=kit.lexicon.readings) as repository:
        place = Path(folder) / text.name
        place.write_bytes(text.read_bytes())
        repository.add(extract(kit, place))
        engine = Engine(repository.view())
        asked = [(row["question"], row) for row in rows]
        asked += [(one.question, {"answers": [], "category": "unanswerable"}) for one in negatives(rows, engine)]
        found = []
        for question, gold in asked:
            answer = engine.ask(question)
            if answer.status == "answered" and answer.basis:
                found.append(Judged(name, answer.basis, answer.score, scorer.right(gold, answer.to_json())))
    return found


def features(judged: Sequence[Judged]) -> np.ndarray:
    """Score, 1, and which basis."""
    return np.array([[j.score, 1.0, *(float(j.basis == b) for b in BASES)] for j in judged])


def fit(judged: Sequence[Judged]) -> np.ndarray:
    """The weights of `features`, by Newton's method."""
    x, y = features(judged), np.array([float(j.right) for j in judged])
    penalty = np.diag([0.01, 0.01, *[PENALTY] * len(BASES)])
    weights = np.zeros(x.shape[1])
    for _ in range(50):
        p = 1 / (1 + np.exp(-x @ weights))
        hessian = x.T @ (x * (p * (1 - p))[:, None]) + penalty
        weights = weights - np.linalg.solve(hessian, x.T @ (p - y) + penalty @ weights)
    return weights


def predict(weights: np.ndarray, judged: Sequence[Judged]) -> np.ndarray:
    p: np.ndarray = np.clip(1 / (1 + np.exp(-features(judged) @ weights)), LEAST, MOST)
    return p


def reliability(p: np.ndarray, right: np.ndarray) -> list[tuple[str, int, float, float]]:
    """(bin, answers, mean confidence, share right)."""
    rows = []
    for low, high in zip(BINS, BINS[1:], strict=False):
        inside = (p >= low) & (p < high)
        if inside.any():
            rows.append((f"{low:.2f}–{min(high, 1.0):.2f}", int(inside.sum()), float(p[inside].mean()),
                         float(right[inside].mean())))
    return rows


def plot(rows: Sequence[tuple[str, int, float, float]]) -> str:
    """A reliability diagram as SVG: confidence to the right, share right upwards, the area of a dot its answers."""
    dots = "".join(f'<circle cx="{40 + 300 * mean:.0f}" cy="{340 - 300 * share:.0f}" r="{max(3, math.sqrt(n)):.0f}" '
                   f'fill="#2563eb" fill-opacity=".6"><title>{name}: {n}</title></circle>'
                   for name, n, mean, share in rows)
    ticks = "".join(f'<text x="{40 + 300 * t / 5:.0f}" y="360" text-anchor="middle">{t / 5:.1f}</text>'
                    f'<text x="32" y="{344 - 300 * t / 5:.0f}" text-anchor="end">{t / 5:.1f}</text>' for t in range(6))
    return ('<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 360 380" font-family="sans-serif" font-size="12">'
            '<rect x="40" y="40" width="300" height="300" fill="none" stroke="#999"/>'
            f'<path d="M40 340 340 40" stroke="#999" stroke-dasharray="4"/>{ticks}{dots}'
            '<text x="190" y="376" text-anchor="middle">confidence</text>'
            '<text x="44" y="32">share right</text></svg>\n')


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--write", action="store_true", help="write the table and the plot")
    args = parser.parse_args()
    kit = Kit.load()
    judged = [j for name in SETS for j in judge(kit, name)]
    right = np.array([float(j.right) for j in judged])
    across = np.zeros(len(judged))
    for name in SETS:
        mine = np.array([j.set == name for j in judged])
        across[mine] = predict(fit([j for j in judged if j.set != name]), [j for j in judged if j.set == name])
    raw = np.clip([j.score for j in judged], 0.0, MOST)
    print(f"answers {len(judged)}, right {right.mean():.3f}")
    for label, p in (("score as it is", raw), ("calibrated, across reports", across),
                     ("one confidence for all", np.full(len(judged), right.mean()))):
        print(f"Brier {label:28s} {float(((p - right) ** 2).mean()):.4f}")
    rows = reliability(across, right)
    for row in rows:
        print("{:12s} {:4d} {:.3f} {:.3f}".format(*row))
    if args.write:
        weights = fit(judged)
        lines = [f"{basis}\t{weights[0]:.3f}\t{weights[1] + weights[2 + i]:.3f}\t"
                 f"{sum(j.basis == basis for j in judged)}\n" for i, basis in enumerate(BASES)]
        TABLE.write_text(HEADER + "".join(lines), "utf-8")
        PLOT.write_text(plot(rows), "utf-8")


if __name__ == "__main__":
    main()
