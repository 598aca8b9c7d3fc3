"""The gold sets as a regression set: the figures of the scorers against their floors.

The sample report through the real commands, the others through the functions behind them, with one kit for all.
"""
from __future__ import annotations

import tomllib
from pathlib import Path

import pytest
from conftest import ROOT, Zhiwen

from bench.measure import Case, load, run, scored
from ingest.pipeline import Kit

GOLD = ROOT / "tests" / "gold"
FLOORS: dict[str, dict[str, float]] = tomllib.loads((GOLD / "floors.toml").read_text("utf-8"))
NAMES = {"answers": "answers right", "wrong": "answers wrong", "evidence": "answers with evidence"}


@pytest.fixture(scope="module")
def kit() -> Kit:
    return Kit.load()


def test_the_sample_keeps_its_figures(sample_store: Path, zhiwen: Zhiwen, tmp_path: Path) -> None:
    facts, questions = GOLD / "facts-dev.jsonl", GOLD / "questions-dev.jsonl"
    found, answers = tmp_path / "facts.jsonl", tmp_path / "answers.jsonl"
    for path, command in ((found, ["facts"]), (answers, ["ask", "--batch", questions])):
        done = zhiwen(*command, "--store", sample_store)
        assert done.returncode == 0, done.stderr
        path.write_text(done.stdout, "utf-8")
    assert fallen("sample", scored(facts, found, questions, answers)) == {}


@pytest.mark.parametrize("name", [name for name in FLOORS if name != "sample"])
def test_other_reports_keep_their_figures(name: str, kit: Kit) -> None:
    questions = GOLD / f"{name}-questions.jsonl"     # passages have facts only
    case = Case((GOLD / f"{name}.txt").read_text("utf-8"), load(GOLD / f"{name}-facts.jsonl"),
                load(questions) if questions.exists() else [])
    assert fallen(name, run(kit, case).figures) == {}


def fallen(report: str, figures: dict[str, float]) -> dict[str, tuple[float, float]]:
    """The figures that are below their floors (wrong answers: above their ceiling), each with it."""
    found = {name: (figures[NAMES.get(name) or name.replace("_", " ").replace("f1", "F1")], floor)
             for name, floor in FLOORS[report].items()}
    return {name: pair for name, pair in found.items() if (pair[0] > pair[1] if name == "wrong" else pair[0] < pair[1])}
