"""The gold sets as a regression set: the figures of the scorers against their floors, through the real commands."""
from __future__ import annotations

import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
from conftest import EXAMPLES, ROOT, Zhiwen

GOLD = ROOT / "tests" / "gold"
FLOORS: dict[str, dict[str, float]] = tomllib.loads((GOLD / "floors.toml").read_text("utf-8"))
SAMPLE = (EXAMPLES / "sample-report.txt", GOLD / "facts-dev.jsonl", GOLD / "questions-dev.jsonl")


def score(script: str, gold: Path, found: Path) -> str:
    command = [sys.executable, GOLD / script, gold, found]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout


@pytest.fixture(scope="module", params=list(FLOORS))
def report(request: pytest.FixtureRequest, zhiwen: Zhiwen,
           tmp_path_factory: pytest.TempPathFactory) -> tuple[dict[str, float], dict[str, float]]:
    """(floors, figures) of one report."""
    name: str = request.param
    text, facts, questions = SAMPLE if name == "sample" else (
        GOLD / f"{name}.txt", GOLD / f"{name}-facts.jsonl", GOLD / f"{name}-questions.jsonl")
    folder = tmp_path_factory.mktemp(name)

    def run(*args: str | Path) -> str:
        done = zhiwen(*args, "--store", folder / "store")
        assert done.returncode == 0, done.stderr
        return done.stdout

    run("ingest", text)
    found, answers = folder / "facts.jsonl", folder / "answers.jsonl"
    found.write_text(run("facts"), "utf-8")
    answers.write_text(run("ask", "--batch", questions), "utf-8")
    return FLOORS[name], {**fact_figures(score("score_facts.py", facts, found)),
                          **answer_figures(score("score_answers.py", questions, answers))}


def fact_figures(printed: str) -> dict[str, float]:
    line = r"^((?:strict )?\w+): recall ([\d.]+) .*?precision ([\d.]+) .*?F1 ([\d.]+)$"
    rows = re.findall(line, printed, re.MULTILINE)
    assert len(rows) == 4, printed
    return {f"{name.replace(' ', '_')}_{figure}": float(value) for name, *values in rows
            for figure, value in zip(("recall", "precision", "f1"), values, strict=True)}


def answer_figures(printed: str) -> dict[str, float]:
    found = re.search(r"accuracy ([\d.]+).*answered but wrong ([\d.]+).*fitting evidence ([\d.]+)", printed)
    assert found, printed
    return dict(zip(("answers", "wrong", "evidence"), map(float, found.groups()), strict=True))


def test_no_figure_falls_below_its_floor(report: tuple[dict[str, float], dict[str, float]]) -> None:
    floors, figures = report
    below = {name: figures[name] for name, floor in floors.items() if name != "wrong" and figures[name] < floor}
    assert below == {}


def test_few_wrong_answers(report: tuple[dict[str, float], dict[str, float]]) -> None:
    floors, figures = report
    assert figures["wrong"] <= floors["wrong"]
