"""Measure an engine on a file of questions with their answers (`zhiwen eval`).

A line is {"id", "question", "category", "answers": [[alias, …], …], "evidence"}; no answers means there is none. A
question is right when the set of answers is exactly the gold set, any alias will do; for why_how when each gold phrase
is covered and the answer is not padded; for one without an answer when it is refused.
"""
from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from kg.errors import UsageError
from kg.jsonl import read_lines, read_question
from qa.answer import Answer
from qa.engine import Engine

_LINE = '{"id", "question", "category", "answers": [[别名, …], …]}'
_SCALE = {"": 1.0, "十": 1e1, "百": 1e2, "千": 1e3, "万": 1e4, "百万": 1e6, "千万": 1e7, "亿": 1e8, "万亿": 1e12}
_DIGITS = {c: i for i, c in enumerate("零一二三四五六七八九")} | {"两": 2, "〇": 0}
_FILLER = re.compile(
    "超过|超出|超|突破|达到|达|约为|约|近|逾|不足|低于|高于|大于|小于|至少|最高|以上|以下|以内|余|多|左右|仅")
_NUMBER = re.compile(r"(-?\d+(?:\.\d+)?)\s*(万亿|千万|百万|亿|万|千|百)?\s*(%|[^\d\s,，。;；]*)")
_SMALL = re.compile(r"^([零一二两三四五六七八九])(?=(?:大?类|[家个项天份种省城])$)")


@dataclass(frozen=True, slots=True)
class Outcome:
    """One question: whether its answer is right, and right with evidence that fits."""

    gold: dict[str, Any]
    answer: Answer
    right: bool
    supported: bool


@dataclass(frozen=True, slots=True)
class Report:
    outcomes: tuple[Outcome, ...]

    @property
    def accuracy(self) -> float:
        return _share(o.right for o in self.outcomes)

    @property
    def wrong(self) -> float:
        """The share of questions that got an answer, and a wrong one."""
        return _share(o.answer.status == "answered" and not o.right for o in self.outcomes)

    @property
    def abstained(self) -> float:
        """The share of answerable questions that got none."""
        return _share(o.answer.status != "answered" for o in self.outcomes if o.gold["answers"])

    @property
    def evidence(self) -> float:
        return _share(o.right and o.supported for o in self.outcomes)

    def latency(self, percentile: int) -> int:
        """Milliseconds within which so many percent of the questions were answered."""
        times = sorted(o.answer.elapsed_ms for o in self.outcomes)
        return times[min(len(times) - 1, len(times) * percentile // 100)] if times else 0

    def to_text(self) -> str:
        by: dict[str, list[bool]] = defaultdict(list)
        for o in self.outcomes:
            by[str(o.gold.get("category", ""))].append(o.right)
        lines = [f"{name or '（未分类）':24s} {sum(oks):4d}/{len(oks):<4d} {sum(oks) / len(oks):.3f}"
                 for name, oks in sorted(by.items())]
        for o in self.outcomes:
            if not o.right:
                lines.append(f"✗ {o.gold['id']} {o.gold['question']}")
                lines.append(f"    应为 {[names[0] for names in o.gold['answers']] or '未找到'}，"
                             f"答为 {[i.text for i in o.answer.answers] or o.answer.status}")
        lines.append(f"正确 {self.accuracy:.3f}，答错 {self.wrong:.3f}，可答而未答 {self.abstained:.3f}，"
                     f"正确且依据相符 {self.evidence:.3f}，耗时 中位 {self.latency(50)} ms、95% {self.latency(95)} ms")
        return "\n".join(lines)


def evaluate(engine: Engine, path: Path) -> Report:
    """Ask every question of a file. Raises UsageError, naming file and line, for a file or line that does not fit."""
    outcomes = []
    for gold in _load(path):
        answer = engine.ask(gold["question"], id=gold["id"])
        outcomes.append(Outcome(gold, answer, right(gold, answer), supported(gold, answer)))
    return Report(tuple(outcomes))


def _load(path: Path) -> list[dict[str, Any]]:
    rows = []
    for number, line in read_lines(path):
        try:
            row = read_question(line)
        except ValueError as error:
            raise UsageError(f"{path}:{number}: {error}。每行应为 {_LINE}") from error
        if not _aliases(row.get("answers")):
            raise UsageError(f"{path}:{number}: answers 不对。每行应为 {_LINE}")
        rows.append({"id": number, "category": "", **row})
    return rows


def _aliases(answers: object) -> bool:
    return isinstance(answers, list) and all(
        isinstance(names, list) and names and all(isinstance(n, str) for n in names) for names in answers)


def right(gold: dict[str, Any], answer: Answer) -> bool:
    """Whether an answer is right by the rules above."""
    texts = [item.text for item in answer.answers]
    golden: list[list[str]] = gold["answers"]
    if not golden:
        return answer.status == "no_answer"
    if answer.status != "answered" or not texts:
        return False
    if gold["category"] == "why_how":
        said = norm("".join(texts))
        covered = all(any(norm(n) in said or max(overlap(t, n) for t in texts) >= 0.6 for n in names)
                      for names in golden)
        return covered and len(said) <= 4 * sum(max(len(norm(n)) for n in names) for names in golden) + 12
    return (all(any(same(t, n) for t in texts for n in names) for names in golden)
            and all(any(same(t, n) for names in golden for n in names) for t in texts))


def supported(gold: dict[str, Any], answer: Answer) -> bool:
    """Whether some evidence shares most of its words with the gold evidence (where there is one)."""
    golden = [e for e in str(gold.get("evidence") or "").split(" || ") if e]
    texts = [e.text for item in answer.answers for e in item.evidence if e.text]
    return not golden or any(_within(t, g) >= 0.6 for t in texts for g in golden)


def norm(text: str) -> str:
    """NFKC, lower case, without white space, plus signs, quotes, title marks, punctuation and a closing 等."""
    text = unicodedata.normalize("NFKC", text).lower()
    text = re.sub(r"[\s+“”\"'‘’《》〈〉「」『』·,，。;；:：!?？]", "", text)
    return re.sub(r"等$", "", text)


def quantity(text: str) -> tuple[float, str] | None:
    """(value, unit) of a text that is one number: 超5万家 is (50000, 家)."""
    text = unicodedata.normalize("NFKC", text).replace(",", "").replace(" ", "").strip("。;；")
    text = re.sub(r"(?<!个)百分点", "个百分点", _FILLER.sub("", text)).replace("百分之", "%%")
    if m := re.fullmatch(r"%%(\d+(?:\.\d+)?)", text):
        return float(m[1]), "%"
    m = _NUMBER.fullmatch(_SMALL.sub(lambda d: str(_DIGITS[d[1]]), text))
    return (float(m[1]) * _SCALE[m[2] or ""], m[3]) if m else None


def same(one: str, other: str) -> bool:
    """Equal as text, or as quantities (a unit missing on either side is let pass)."""
    if norm(one) == norm(other):
        return True
    p, g = quantity(one), quantity(other)
    if p is None or g is None or abs(p[0] - g[0]) > 1e-6 * max(1.0, abs(g[0])):
        return False
    return p[1] == g[1] or not p[1] or not g[1]


def overlap(one: str, other: str) -> float:
    """Dice coefficient over character bigrams (Dice 1945), 0 to 1."""
    x, y = _pairs(one), _pairs(other)
    return 2 * len(x & y) / (len(x) + len(y))


def _within(one: str, other: str) -> float:
    x, y = _pairs(one), _pairs(other)
    return len(x & y) / min(len(x), len(y))


def _pairs(text: str) -> set[str]:
    text = norm(text)
    return {text[i:i + 2] for i in range(len(text) - 1)} or {text}


def _share(flags: Iterable[bool]) -> float:
    known = list(flags)
    return sum(known) / len(known) if known else 0.0
