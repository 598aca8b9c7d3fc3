# ruff: noqa: E501  (Chinese counts double: a test sentence reads best on one line)
"""Damaged text comes back as it was; anything else comes through unchanged."""
from __future__ import annotations

from pathlib import Path

import pytest
from damage import damage

from ingest.repair import repair, toneless
from kg.text.traced import Traced

HERE = Path(__file__).parent
SAMPLE = HERE.parent / "examples" / "sample-report.txt"
GOLDEN = [
    line.split("\t")
    for line in (HERE / "golden" / "reading" / "damaged.tsv").read_text("utf-8").splitlines() if not line.startswith("#")
]
READINGS = {
    "聯": "lián", "網": "wǎng", "業": "yè", "數": "shù", "務": "wù", "術": "shù", "產": "chǎn", "據": "jù",
    "監": "jiān", "風": "fēng", "構": "gòu", "應": "yīng", "發": "fā", "規": "guī", "達": "dá", "現": "xiàn",
    "準": "zhǔn", "區": "qū", "統": "tǒng", "農": "nóng", "標": "biāo", "領": "lǐng", "創": "chuàng",
    "態": "tài", "設": "shè", "結": "jié", "導": "dǎo", "質": "zhì", "轉": "zhuǎn", "驅": "qū", "節": "jié",
}
CLEAN = [
    "港口集團的數據平臺能夠實時顯示船舶位置，調度員據此安排泊位。",
    "各縣（市、區）農業農村部門負責統計，結果按季度發布。",
    "電力公司推廣智能電表，居民能夠實現線上繳費；物業公司同步改造管網。",
    "工業園區引進三家傳感器企業，年產能達到120萬件，節能效果明顯。",
    "監管部門要求各機構完善風險指標，規範業務流程，導入統一標準。",
]


def repaired(text: str) -> str:
    return repair(Traced(text))[0].text


@pytest.mark.parametrize(("found", "was"), GOLDEN, ids=[was[:12] for _, was in GOLDEN])
def test_golden_spots(found: str, was: str) -> None:
    assert repaired(found) == was


@pytest.mark.parametrize("clean", CLEAN)
def test_repair_is_the_inverse_of_damage(clean: str) -> None:
    harmed = damage(clean, READINGS)
    assert harmed != clean
    assert repaired(harmed) == clean


def test_sample_report_is_whole_again() -> None:
    text, damaged = repair(Traced(SAMPLE.read_text("utf-8")))
    assert damaged == []
    for words in ("規模化商用,其超高帶寬、超低時延、海量連接", "31個省(自治區、直轄市)", "土壤墑情", "車主能夠實現加油後自動扣費".replace("後", "后"),
                  "全球定位系統(GPS)", "(OBD)", "《物聯網金融發展行動計劃(2025至2028年)》"):
        assert words in text.text
    # What is left of question marks are the three unreadable bullets before 加大, 完善 and 健全.
    assert [text.text[m + 1 : m + 3] for m in range(len(text.text)) if text.text[m] == "?"] == ["加大", "完善", "健全"]


@pytest.mark.parametrize("plain", [
    "平台(platform)和银行(bank)都在重庆(chongqing)。",
    "業務平臺(platform)由甲銀行(bank)運營。",
    "def f(x): return x if x else None  # 返回(return)值",
    "你知道多少?我们再看一遍。增长了吗?没有。",
    "什么是物联网?物联网是连接万物的网络。",
    "利率(rate)为3.5%,期限(term)三年?待定。",
    "行(háng)业的读音要记住。",
])
def test_ordinary_text_is_unchanged(plain: str) -> None:
    text, damaged = repair(Traced(plain))
    assert (text.text, damaged) == (plain, [])


def test_unclear_damage_is_left_and_marked() -> None:
    text, damaged = repair(Traced("這裡有一個\ufffd字"))
    assert text.text == "這裡有一個\ufffd字"
    assert [text.text[a:b] for a, b in damaged] == ["\ufffd"]


def test_a_swallowed_sign_is_marked_because_it_may_have_been_a_digit() -> None:
    text, damaged = repair(Traced("市場發(fā)展?jié)摿?191、整體規模"))
    assert text.text.startswith("市場發展潛力 191、")
    assert [text.text[a:b] for a, b in damaged] == ["潛力 "]


def test_every_repaired_character_points_into_its_damaged_spot() -> None:
    source = "數(shù)據(jù)能夠?qū)崟r傳輸"
    text, _ = repair(Traced(source))
    assert text.text == "數據能夠實時傳輸"
    spot = text.text.index("實時")
    assert {source[text.starts[i] : text.ends[i]] for i in (spot, spot + 1)} == {"?qū)崟r"}
    for i in (0, 1, 2, 3, 6, 7):
        assert source[text.starts[i] : text.ends[i]] == text.text[i]


@pytest.mark.parametrize(("written", "plain"), [("lǜ", "lü"), ("lv", "lü"), ("xiàn", "xian"), ("nǚ", "nü"), ("guī", "gui")])
def test_tones_come_off(written: str, plain: str) -> None:
    assert toneless(written) == plain
