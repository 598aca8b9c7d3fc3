"""Questions made to have no answer are refused, and both forms of Chinese writing get the same answers."""
from __future__ import annotations

import json
import sys
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from conftest import ROOT
from opencc import OpenCC

from kg.rdf import Iri
from kg.snapshot import Snapshot
from qa import Engine

sys.path.insert(0, str(ROOT))
from bench.negatives import negatives

QUESTIONS: list[dict[str, Any]] = [json.loads(line) for line in (
    ROOT / "tests" / "gold" / "questions-dev.jsonl").read_text("utf-8").splitlines()]


@pytest.fixture(scope="module")
def engine(sample_store: Path) -> Engine:
    return Engine(Snapshot.open(sample_store))


def test_negatives_are_refused(engine: Engine) -> None:
    made = list(negatives(QUESTIONS, engine))
    kinds = Counter(one.kind for one in made)
    assert len(made) >= 100
    assert {"year", "owner", "place", "attribute"} <= kinds.keys()
    answered = [one for one in made if engine.ask(one.question).status == "answered"]
    assert len(answered) <= 0.04 * len(made), answered


def test_traditional_and_simplified_forms_agree(engine: Engine) -> None:
    to_traditional = OpenCC("s2t")
    for row in QUESTIONS:
        simplified, traditional = (engine.ask(form(row["question"])) for form in (str, to_traditional.convert))
        assert simplified.status == traditional.status, row["question"]
        assert [i.text for i in simplified.answers] == [i.text for i in traditional.answers], row["question"]


def test_every_shown_query_gives_the_answers_again(engine: Engine) -> None:
    for row in QUESTIONS:
        answer = engine.ask(row["question"])
        if "ASK {" in answer.sparql:
            assert answer.answers[0].text == ("是" if engine.snapshot.ask(answer.sparql) else "否"), row["question"]
        elif answer.sparql:
            found = {one["answer"] for one in engine.snapshot.select(answer.sparql)}
            assert {v.value for v in found if isinstance(v, Iri)} in ({i.iri for i in answer.answers}, set())
            assert len(found) == len(answer.answers), row["question"]
