"""The rename test: does zhiwen read the language, or does it know the report?

A copy of a report gets other companies, products, places, numbers and years throughout, its gold facts and questions
too, and both are read and scored. A reader that knows nothing about this report scores the same on both.

    python -m bench.rename [--names invented|known] [--seed N] [--only facts|places|…] [--chapter 二] [--lost 20]

Names come from a table (data/rename-sample.tsv): `invented` ones no gazetteer has, or `known` ones of other real
companies. Places are drawn from the gazetteer: a province for a province (a municipality for a municipality), a city
in the new province for a city in the old one, a country for a country. Regions such as 东部地区 stay: none is alike.
"""
from __future__ import annotations

import argparse
import csv
import importlib
import random
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

import opencc

from bench.measure import GOLD, ROOT, Case, Found, Row, load, run
from bench.numbers import Numbers, other_numbers, protect
from ingest.pipeline import Kit, read_document
from kg.text.lexicon import Entry, Lexicon

TABLE = Path(__file__).parent / "data" / "rename-sample.tsv"
DERIVED = Path(__file__).parent / "data" / "rename-derived.tsv"
MUNICIPALITIES = frozenset(("北京", "上海", "天津", "重庆"))
KINDS = ("names", "places", "numbers")
Names = Literal["invented", "known"]


@dataclass(frozen=True, slots=True)
class Renaming:
    """One consistent replacement. `names` leads from each name to its new one; places are in it."""

    names: Mapping[str, str]
    numbers: Numbers | None

    def text(self, text: str) -> str:
        """`text` renamed."""
        if self.names:
            longest = sorted(self.names, key=lambda name: (-len(name), name))
            text = re.sub("|".join(map(re.escape, longest)), lambda match: self.names[match[0]], text)
        return self.numbers.rewrite(text) if self.numbers else text

    def asked(self, question: str) -> str:
        """A question renamed; a traditional one stays traditional."""
        simple = opencc.OpenCC("t2s").convert(question)
        new = self.text(simple)
        return new if simple == question else str(opencc.OpenCC("s2t").convert(new))

    def fact(self, gold: Row) -> Row:
        """A gold fact of the copy."""
        new = {key: self._deep(value) for key, value in gold.items() if key not in ("id", "section", "relation")}
        if self.numbers and gold["kind"] == "observation":
            new["value"] = self.numbers.quantity(gold["value"], gold["unit"] or "")
            new["unit"] = gold["unit"]
            new["period"] = gold["period"] and self.numbers.period(gold["period"])
        return gold | new

    def question(self, gold: Row, derived: Mapping[str, tuple[str, list[str]]]) -> Row:
        """A question of the copy with its answers; a counted or computed answer follows from `derived`."""
        new = gold | {"question": self.asked(gold["question"]), "evidence": self.text(gold["evidence"])}
        if self.numbers and (rule := derived.get(gold["id"])):
            return new | {"answers": self._computed(gold, *rule)}
        return new | {"answers": self._deep(gold["answers"])}

    def _computed(self, gold: Row, operation: str, operands: list[str]) -> list[list[str]]:
        if operation == "count":
            return [[str(name) for name in names] for names in gold["answers"]]
        if self.numbers is None:
            raise ValueError("no numbers to compute with")
        figures = [re.match(r"(\d+)(.*)", self.numbers.rewrite(operand)) for operand in operands]
        values = [int(figure[1]) for figure in figures if figure]
        total = sum(values) if operation == "sum" else values[0] - sum(values[1:])
        unit = re.sub(r"^\d+", "", operands[0])
        return [[f"{total}{unit}", f"超{total}{unit}", f"{total}{unit.rstrip('户天家')}"]]

    def _deep(self, value: Any) -> Any:
        if isinstance(value, str):
            return self.text(value)
        if isinstance(value, list):
            return [self._deep(one) for one in value]
        if isinstance(value, dict):
            return {self.text(key): self._deep(one) for key, one in value.items()}
        return value


def rows(path: Path) -> list[list[str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return [row for row in csv.reader(file, delimiter="\t", quoting=csv.QUOTE_NONE)
                if row and not row[0].startswith("#")]


def derived_answers(path: Path = DERIVED) -> dict[str, tuple[str, list[str]]]:
    """Question id -> how its answer follows from the text: count, sum or difference, and of what."""
    return {row[0]: (row[1], row[2:]) for row in rows(path)}


def renaming(text: str, lexicon: Lexicon, *, seed: int = 1, names: Names = "invented",
             only: frozenset[str] = frozenset(KINDS)) -> Renaming:
    """A renaming of `text` by the kinds in `only`. The same arguments give the same renaming."""
    column = {"invented": 1, "known": 2}[names]
    table = {row[0]: row[column] for row in rows(TABLE)} if "names" in only else {}
    places = other_places(text, lexicon, seed) if "places" in only else {}
    return Renaming(places | table, other_numbers(text, seed) if "numbers" in only else None)


def other_places(text: str, lexicon: Lexicon, seed: int) -> dict[str, str]:
    """A new name for each name of a province, city or foreign country in `text`, drawn from the gazetteer."""
    chance = random.Random(seed)
    present = {(found.canonical, found.type) for found in lexicon.find(text)}
    named = {kind: [e for e in lexicon.entries(kind) if (e.canonical, kind) in present]
             for kind in ("Province", "City", "Country")}
    provinces = _drawn(named["Province"], lexicon.entries("Province"), _province_kind, chance)
    parents = {old.canonical: new.canonical for old, new in provinces}
    moved = [*provinces]
    for city in named["City"]:
        home = parents.get(city.parent or "", "")
        free = [e for e in lexicon.entries("City") if e.parent == home or not home and e.parent not in parents]
        taken = {new.canonical for _, new in moved} | {e.canonical for e in named["City"]}
        moved.append((city, chance.choice([e for e in free if e.canonical not in taken])))
    abroad = [e for e in lexicon.entries("Country") if len(e.canonical) in (2, 3)][1:30]
    moved += _drawn([e for e in named["Country"] if e.canonical != "中国"], tuple(abroad), lambda e: "", chance)
    names: dict[str, str] = {}
    for old, new in moved:
        names[old.canonical] = new.canonical
        names |= {alias: _like(alias, new) for alias in old.aliases if re.search(r"[一-鿿]", alias)}
    return names


def _province_kind(entry: Entry) -> str:
    if entry.canonical in MUNICIPALITIES:
        return "市"
    return "省" if f"{entry.canonical}省" in entry.aliases and entry.canonical not in ("台湾", "吉林") else ""


def _drawn(old: list[Entry], pool: tuple[Entry, ...], kind: Any, chance: random.Random) -> list[tuple[Entry, Entry]]:
    """A partner of the same kind for each of `old`: new to the text as long as there are any, never itself."""
    pairs: list[tuple[Entry, Entry]] = []
    for group in sorted({kind(e) for e in old}):
        members = [e for e in old if kind(e) == group]
        fresh = [e for e in pool if kind(e) == (group or "省") and e not in old]
        chance.shuffle(fresh)
        if len(fresh) >= len(members):
            pairs += zip(members, fresh, strict=False)
        else:                                    # a shift along a circle moves every one of them
            circle = [*members, *fresh]
            pairs += [(e, circle[(i + 1) % len(circle)]) for i, e in enumerate(members)]
    return pairs


def _like(alias: str, new: Entry) -> str:
    """The name of `new` that ends as `alias` does (广东省: 福建省), or else its usual one."""
    return next((name for name in new.aliases if name[-1] == alias[-1] and name[-1] in "省市"), new.canonical)


def copy_of(case: Case, new: Renaming, numbering: list[tuple[int, int]]) -> Case:
    """The copy. `numbering` are the spans of section numbers in the text: they are no quantities."""
    derived = derived_answers()
    return Case(protect(case.text, numbering, new.text), [new.fact(row) for row in case.facts],
                [new.question(row, derived) for row in case.questions])


def read_case(path: Path, chapter: str = "", facts: Path = GOLD / "facts-dev.jsonl",
              questions: Path = GOLD / "questions-dev.jsonl") -> tuple[Case, list[tuple[int, int]]]:
    """The clean text of a report, or of one chapter (the number of a top section: 二), with its gold sets, and where
    its section numbers stand. Questions of a chapter are those whose evidence stands in it.
    """
    document = read_document(path)
    sections = [s for s in document.sections if not chapter or s.number == chapter and s.level == 1]
    if chapter and len(sections) != 1:
        raise ValueError(f"{path}: 没有第 {chapter} 章")
    start, end = (sections[0].start, sections[0].end) if chapter else (0, len(document.text))
    inside = [s for s in document.sections if start <= s.start < end]
    numbering = [(s.start - start, document.text.index(s.number, s.start) + len(s.number) - start)
                 for s in inside if s.number]
    text = document.text[start:end]
    gold_facts, gold_questions = load(facts), load(questions)
    if chapter:
        gold_facts = [row for row in gold_facts if row["evidence"] in text]
        gold_questions = [row for row in gold_questions
                          if row["evidence"] and all(part in text for part in row["evidence"].split(" || "))]
    return Case(text, gold_facts, gold_questions), sorted(set(numbering))


def table(original: Found, copy: Found) -> str:
    """The figures side by side."""
    lines = [f"{'':34}{'original':>9}{'copy':>9}{'diff':>9}"]
    for name, value in original.figures.items():
        lines.append(f"{name:34}{value:9.3f}{copy.figures[name]:9.3f}{copy.figures[name] - value:+9.3f}")
    return "\n".join(lines)


def changed(case: Case, copied: Case, original: Found, copy: Found) -> list[str]:
    """The questions that are answered on one side only rightly, and the gold facts found on one side only."""
    score_answers = importlib.import_module("tests.gold.score_answers")
    score_facts = importlib.import_module("tests.gold.score_facts")
    lines = []
    for gold, new, one, other in zip(case.questions, copied.questions, original.answers, copy.answers, strict=True):
        a, b = score_answers.right(gold, one), score_answers.right(new, other)
        if a != b:
            lines.append(f"{'lost' if a else 'won '} {gold['id']} {new['question']}"
                         f"  gold {[x[0] for x in new['answers']]}"
                         f"  got {[x['text'] for x in other['answers']] or other['status']}"
                         f"  (original {[x['text'] for x in one['answers']] or one['status']})")
    for gold, new in zip(case.facts, copied.facts, strict=True):
        same = score_facts.same_observation if gold["kind"] == "observation" else score_facts.same_relation
        a = any(f["kind"] == gold["kind"] and same(f, gold) for f in original.facts)
        b = any(f["kind"] == new["kind"] and same(f, new) for f in copy.facts)
        if a != b:
            what = new.get("object") or f"{new['value']}{new['unit']}"
            lines.append(f"{'lost' if a else 'won '} {gold['id']} {new['subject']} | "
                         f"{new.get('predicate') or new['indicator']} | {what} | {new['evidence'][:70]}")
    return lines


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("report", nargs="?", type=Path, default=ROOT / "examples" / "sample-report.txt")
    parser.add_argument("--names", choices=("invented", "known"), default="invented")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--only", choices=KINDS, action="append", help="rename these kinds only")
    parser.add_argument("--chapter", default="", help="one top section only, by its number: 二")
    parser.add_argument("--lost", type=int, default=0, metavar="N", help="show N questions and facts that differ")
    parser.add_argument("--keep", type=Path, metavar="DIR", help="write the copy and its gold files there")
    args = parser.parse_args()
    kit = Kit.load()
    case, numbering = read_case(args.report, args.chapter)
    new = renaming(case.text, kit.lexicon, seed=args.seed, names=args.names, only=frozenset(args.only or KINDS))
    copied = copy_of(case, new, numbering)
    if args.keep:
        from bench.measure import write
        args.keep.mkdir(parents=True, exist_ok=True)
        (args.keep / "copy.txt").write_text(copied.text, "utf-8")
        write(args.keep / "facts.jsonl", copied.facts)
        write(args.keep / "questions.jsonl", copied.questions)
    original, copy = run(kit, case), run(kit, copied)
    print(table(original, copy))
    for line in changed(case, copied, original, copy)[:args.lost]:
        print(line)


if __name__ == "__main__":
    main()
