"""Periods of time in Chinese text, with and without a year of their own."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.text.period import find_periods, months, parse_period, to_period, year_before, years

TODAY = date(2024, 11, 20)


@pytest.mark.parametrize(
    ("text", "period"),
    [
        ("2025年", "2025"),
        ("2025年上半年", "2025H1"),
        ("2020Q3", "2020Q3"),
        ("1Q20", "2020Q1"),
        ("11M20", "2020-11"),
        ("1-11M20", "2020-01/2020-11"),
        ("2020年第四季度", "2020Q4"),
        ("2021一季度", "2021Q1"),
        ("2020年前三季度", "2020-01/2020-09"),
        ("2025年1-7月", "2025-01/2025-07"),
        ("2023年6月", "2023-06"),
        ("2025年末", "2025"),
        ("22年", "2022"),
        ("2023E", "2023"),
        ("十四五", "2021/2025"),
        ("十四五末", "2025"),
        ("“十五五”期间", "2026/2030"),
        ("2021—2023年", "2021/2023"),
        ("20-22年", "2020/2022"),
        ("2025", "2025"),
    ],
)
def test_a_period_with_its_own_year(text: str, period: str) -> None:
    found = parse_period(text)
    assert found is not None
    assert found.text == period


@pytest.mark.parametrize(
    ("text", "period"),
    [
        ("去年", "2023"),
        ("今年上半年", "2024H1"),
        ("明年", "2025"),
        ("上年", "2023"),
        ("三季度", "2024Q3"),
        ("9月", "2024-09"),
        ("1-9月", "2024-01/2024-09"),
        ("全年", "2024"),
        ("近三年", "2022/2024"),
        ("上半年", "2024H1"),
    ],
)
def test_a_period_that_needs_a_reference(text: str, period: str) -> None:
    assert parse_period(text) is None
    found = parse_period(text, TODAY)
    assert found is not None
    assert found.text == period


def test_november_told_in_january_is_last_years() -> None:
    found = parse_period("11月", date(2021, 1, 7))
    assert found is not None
    assert found.text == "2020-11"


def test_context_supplies_the_year_but_not_for_last_year() -> None:
    spans = find_periods("10月增长,去年下降", TODAY, date(2022, 12, 31))
    assert [s.period.text for s in spans] == ["2022-10", "2023"]


@pytest.mark.parametrize(
    ("text", "members"),
    [
        ("2021-2023年分别", ["2021", "2022", "2023"]),
        ("18、19年", ["2018", "2019"]),
        ("2021年至2023年", ["2021", "2022", "2023"]),
    ],
)
def test_a_list_of_years_has_members(text: str, members: list[str]) -> None:
    assert [p.text for p in find_periods(text)[0].periods] == members


@pytest.mark.parametrize(
    ("text", "kind"),
    [("较2024年提高", "base"), ("到2027年", "until"), ("截至2024年6月", "until"), ("2024年达到", "at")],
)
def test_the_part_a_period_plays(text: str, kind: str) -> None:
    assert find_periods(text)[0].kind == kind


@pytest.mark.parametrize("text", ["2025年中国经济", "2025年中小企业"])
def test_the_word_after_a_year_is_left_alone(text: str) -> None:
    [span] = find_periods(text)
    assert text[span.start : span.end] == "2025年"


@pytest.mark.parametrize("text", ["20%", "30家", "三年期", "13月", "5G"])
def test_what_is_no_period(text: str) -> None:
    assert find_periods(text, TODAY) == []


@given(st.integers(2000, 2049), st.integers(1, 12), st.integers(1, 12))
def test_the_contract_form_reads_back(year: int, a: int, b: int) -> None:
    period = months(year, min(a, b), max(a, b))
    assert to_period(period.text) == period
    assert year_before(period).start.year == year - 1
    assert to_period(years(year, year + a).text) == years(year, year + a)


@pytest.mark.parametrize("text", ["2025-13", "2025Q5", "abc", "2025-07/2025-03"])
def test_other_forms_are_none(text: str) -> None:
    assert to_period(text) is None
