"""Several things named together, and a year that stands before or behind them: the figures are of that year."""
from __future__ import annotations

from collections.abc import Callable

import pytest
from qa_graph import Report, e, snapshot

from qa import Engine
from qa.answer import Answer

FIGURES = {"江雁机电": ("120", "135"), "恒朗光电": ("88", "102"), "白塔建材": ("140", "118")}


@pytest.fixture(scope="module")
def ask() -> Callable[[str], Answer]:
    report = Report()
    for name, figures in FIGURES.items():
        for year, value in zip(("2023", "2024"), figures, strict=True):
            report.figure(f"{year}年,{name}营收为{value}亿元。", e("Company", name), "营收", value, "亿元",
                          factor="100000000", base_unit="元", period=year)
    return Engine(snapshot(report.claims())).ask


@pytest.mark.parametrize(("question", "answer"), [
    ("江雁机电和恒朗光电2024年营收合计多少?", ["237亿元"]),
    ("2024年江雁机电和恒朗光电营收合计多少?", ["237亿元"]),
    ("江雁机电、恒朗光电和白塔建材2023年营收一共多少?", ["348亿元"]),
    ("江雁机电和恒朗光电2024年营收相差多少?", ["33亿元"]),
    ("白塔建材和江雁机电2023年谁的营收高?", ["白塔建材"]),
    ("白塔建材和江雁机电2024年谁的营收高?", ["江雁机电"]),
    ("2024年的江雁机电与白塔建材,哪家营收低?", ["白塔建材"]),
    ("江雁机电和恒朗光电2022年营收合计多少?", []),
    ("白塔建材和江雁机电2025年谁的营收高?", []),
])
def test_the_year_goes_for_all(ask: Callable[[str], Answer], question: str, answer: list[str]) -> None:
    assert [item.text for item in ask(question).answers] == answer
