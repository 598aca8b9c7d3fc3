"""The dev questions and facts as a regression set: the figures of the scorers against their floors."""
from __future__ import annotations

import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
from conftest import ROOT, Zhiwen

GOLD = ROOT / "tests" / "gold"
FLOORS = tomllib.loads((GOLD / "floors.toml").read_text("utf-8"))


def score(script: str, gold: str, found: Path) -> str:
    command = [sys.executable, GOLD / script, GOLD / gold, found]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout


@pytest.fixture(scope="module")
def answers(zhiwen: Zhiwen, sample_store: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, float]:
    done = zhiwen("ask", "--batch", GOLD / "questions-dev.jsonl", "--store", sample_store)
    assert done.returncode == 0, done.stderr
    found = tmp_path_factory.mktemp("answers") / "answers.jsonl"
    found.write_text(done.stdout, "utf-8")
    line = score("score_answers.py", "questions-dev.jsonl", found).splitlines()[-1]
    figures = re.search(r"accuracy ([\d.]+).*answered but wrong ([\d.]+).*fitting evidence ([\d.]+)", line)
    assert figures, line
    return dict(zip(("accuracy", "wrong", "evidence"), map(float, figures.groups()), strict=True))


@pytest.fixture(scope="module")
def facts(zhiwen: Zhiwen, sample_store: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, dict[str, float]]:
    done = zhiwen("facts", "--store", sample_store)
    assert done.returncode == 0, done.stderr
    found = tmp_path_factory.mktemp("facts") / "facts.jsonl"
    found.write_text(done.stdout, "utf-8")
    rows = re.findall(r"^((?:strict )?\w+): recall ([\d.]+) .*?precision ([\d.]+) .*?F1 ([\d.]+)$",
                      score("score_facts.py", "facts-dev.jsonl", found), re.MULTILINE)
    assert len(rows) == 4
    return {name: dict(zip(("recall", "precision", "f1"), map(float, figures), strict=True)) for name, *figures in rows}


def test_answers_right(answers: dict[str, float]) -> None:
    assert answers["accuracy"] >= FLOORS["answers"]["accuracy"]
    assert answers["evidence"] >= FLOORS["answers"]["evidence"]


def test_few_wrong_answers(answers: dict[str, float]) -> None:
    assert answers["wrong"] <= FLOORS["answers"]["wrong_at_most"]


def test_observations(facts: dict[str, dict[str, float]]) -> None:
    assert facts["observation"]["f1"] >= FLOORS["facts"]["observation_f1"]
    assert facts["strict observation"]["f1"] >= FLOORS["facts"]["strict_observation_f1"]


def test_relations(facts: dict[str, dict[str, float]]) -> None:
    assert facts["relation"]["recall"] >= FLOORS["facts"]["relation_recall"]
    assert facts["relation"]["precision"] >= FLOORS["facts"]["relation_precision"]
    assert facts["strict relation"]["recall"] >= FLOORS["facts"]["strict_relation_recall"]
