"""Score a text against gold facts and gold questions: through the real pipeline, a store in memory, and the scorers."""
from __future__ import annotations

import json
import re
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ingest.pipeline import Kit, extract
from kg.repository import Repository, fact_to_json
from qa import Engine

ROOT = Path(__file__).parent.parent
GOLD = ROOT / "tests" / "gold"
Row = dict[str, Any]

_FACTS = re.compile(r"^((?:strict )?\w+): recall ([\d.]+) .*?precision ([\d.]+) .*?F1 ([\d.]+)$", re.MULTILINE)
_ANSWERS = re.compile(r"accuracy ([\d.]+).*answered but wrong ([\d.]+).*fitting evidence ([\d.]+)")


@dataclass(frozen=True, slots=True)
class Case:
    """A text with the facts and the questions it is measured by."""

    text: str
    facts: list[Row]
    questions: list[Row]


@dataclass(frozen=True, slots=True)
class Found:
    """What zhiwen made of a case. `figures` are the scorers' figures by name."""

    figures: dict[str, float]
    facts: list[Row]
    answers: list[Row]


def load(path: Path) -> list[Row]:
    return [json.loads(line) for line in path.read_text("utf-8").splitlines() if line.strip()]


def write(path: Path, rows: Iterable[Mapping[str, Any]]) -> Path:
    path.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), "utf-8")
    return path


def run(kit: Kit, case: Case, *, name: str = "report.txt") -> Found:
    """Read, extract, store, ask and score `case`."""
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        (place / name).write_text(case.text, "utf-8")
        with Repository.in_memory(readings=kit.lexicon.readings) as repository:
            repository.add(extract(kit, place / name))
            snapshot = repository.view()
            facts = [fact_to_json(fact) for fact in snapshot.facts()]
            engine = Engine(snapshot)
            answers = [engine.ask(row["question"], id=row["id"]).to_json() for row in case.questions]
        figures = scored(write(place / "gold-facts.jsonl", case.facts), write(place / "facts.jsonl", facts),
                         write(place / "gold-questions.jsonl", case.questions), write(place / "answers.jsonl", answers))
    return Found(figures, facts, answers)


def scored(gold_facts: Path, facts: Path, gold_questions: Path, answers: Path) -> dict[str, float]:
    """The figures of both scorers by name; those of one only where the other's gold is empty."""
    figures: dict[str, float] = {}
    if gold_facts.stat().st_size:
        for kind, *values in _FACTS.findall(scorer("score_facts.py", gold_facts, facts)):
            figures |= {f"{kind} {what}": float(value)
                        for what, value in zip(("recall", "precision", "F1"), values, strict=True)}
    if gold_questions.stat().st_size:
        line = scorer("score_answers.py", gold_questions, answers).splitlines()[-1]
        match = _ANSWERS.search(line)
        if match is None:
            raise ValueError(f"score_answers.py: {line}")
        figures |= dict(zip(("answers right", "answers wrong", "answers with evidence"),
                            map(float, match.groups()), strict=True))
    return figures


def scorer(script: str, gold: Path, found: Path) -> str:
    """What a scorer prints, run as its users run it."""
    command = [sys.executable, str(GOLD / script), str(gold), str(found)]
    return subprocess.run(command, capture_output=True, text=True, encoding="utf-8", check=True).stdout
