"""`evaluate` judges by the rules of the project's scorer, and the data of the question language proves itself."""
from __future__ import annotations

import json
import shutil
import sys
from pathlib import Path
from typing import Any

import pytest
from conftest import ROOT
from hypothesis import given
from hypothesis import strategies as st
from qa_graph import ports, snapshot

from kg.errors import DataError, UsageError
from qa import Engine, rules
from qa.answer import Answer, Item
from qa.evaluate import evaluate, right, same

sys.path.insert(0, str(ROOT / "tests" / "gold"))
import score_answers
import textmatch

QUESTIONS: list[dict[str, Any]] = [
    {"id": "1", "question": "潮汐贷出自哪家银行?", "category": "entity", "answers": [["松城银行", "松行"]],
     "evidence": "松城银行推出潮汐贷"},
    {"id": "2", "question": "港口保险的业务规模是多少?", "category": "number", "answers": [["0.018万亿元"]],
     "evidence": ""},
    {"id": "3", "question": "港口保险的员工有多少人?", "category": "none", "answers": [], "evidence": ""},
    {"id": "4", "question": "港口保险的业务规模是多少?", "category": "number", "answers": [["190亿元"]],
     "evidence": ""},
]


@pytest.fixture(scope="module")
def engine() -> Engine:
    return Engine(snapshot(ports()))


def write(path: Path, rows: list[Any]) -> Path:
    path.write_text("".join(json.dumps(r, ensure_ascii=False) + "\n" for r in rows), "utf-8")
    return path


def test_figures_of_a_run(engine: Engine, tmp_path: Path) -> None:
    report = evaluate(engine, write(tmp_path / "q.jsonl", QUESTIONS))
    assert (report.accuracy, report.wrong, report.evidence, report.abstained) == (0.75, 0.25, 0.75, 0.0)
    text = report.to_text()
    assert "190亿元" in text
    assert "0.750" in text


def answer(status: str, *texts: str) -> Answer:
    return Answer("?", status, tuple(Item(t) for t in texts))     # type: ignore[arg-type]


@given(st.sampled_from(["answered", "no_answer"]),
       st.lists(st.sampled_from(["建行", "工行", "5万家", "50000", "3%", "甲乙丙丁等", "甲乙丙"]), max_size=3),
       st.lists(st.lists(st.sampled_from(["建行", "5万家", "超5万家", "百分之3", "甲乙丙丁"]), min_size=1, max_size=2),
                max_size=2), st.sampled_from(["list", "why_how"]))
def test_the_rules_are_those_of_the_scorer(status: str, texts: list[str], golden: list[list[str]], kind: str) -> None:
    gold = {"answers": golden, "category": kind}
    texts = texts if status == "answered" else []
    given_answer = {"status": status, "answers": [{"text": t} for t in texts]}
    assert right(gold, answer(status, *texts)) == score_answers.right(gold, given_answer)


@given(st.text(max_size=12), st.text(max_size=12))
def test_equal_texts_are_those_of_the_scorer(one: str, other: str) -> None:
    assert same(one, other) == textmatch.same(one, other)


@pytest.mark.parametrize("line", ["{", "[]", '{"id": 1}', '{"question": "?", "answers": ["甲"]}'])
def test_a_bad_line_is_named(engine: Engine, tmp_path: Path, line: str) -> None:
    path = tmp_path / "q.jsonl"
    path.write_text(f"\n{line}\n", "utf-8")
    with pytest.raises(UsageError, match=r"q\.jsonl:2"):
        evaluate(engine, path)


@pytest.mark.parametrize(("name", "row", "says"), [
    ("cues.tsv", "ask\tboolean\t(吗\t\t", "正则"),
    ("cues.tsv", "ask\tboolean\t吗\t好啊\t", "应当匹配"),
    ("cues.tsv", "ask\tboolean\t吗\t好吗\t去吗", "不应匹配"),
    ("holes.tsv", "银行\tBanque\t\t", "ontology"),
    ("verbs.tsv", "推出\tinvents\t\t", "ontology"),
])
def test_a_bad_row_of_the_language_data_is_named(tmp_path: Path, name: str, row: str, says: str) -> None:
    folder = tmp_path / "data"
    shutil.copytree(rules.DATA, folder)
    lines = (folder / name).read_text("utf-8").splitlines()
    (folder / name).write_text("\n".join([*lines, row]), "utf-8")
    with pytest.raises(DataError, match=rf"{name}:{len(lines) + 1}: .*{says}"):
        rules.load(folder)
