"""Questions without an answer, made from answerable ones: another year, owner, place or attribute than the report has.

    python -m bench.negatives [--sets sample heldout-a …] [--list 20]

Each is made so that the report cannot answer it: what is put in does not occur in its text (or, for another owner of
the same report, in no sentence with the rest of the question). Prints how many are refused, by kind.
"""
from __future__ import annotations

import argparse
import random
import re
import tempfile
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from bench.measure import GOLD, ROOT, Row, load
from ingest.pipeline import Kit, extract
from kg.index import bigrams, fold
from kg.repository import Repository
from kg.text.lexicon import Lexicon
from kg.vocab import VOCAB
from qa import Engine
from qa.question import read

SETS = {"sample": (ROOT / "examples" / "sample-report.txt", GOLD / "questions-dev.jsonl")} | {
    f"heldout-{x}": (GOLD / f"heldout-{x}.txt", GOLD / f"heldout-{x}-questions.jsonl") for x in "abefghi"}
YEARS = ("2009", "2012", "2016", "2038")
ATTRIBUTES = ("员工人数", "注册资本", "碳排放量", "专利数量", "股价", "用电量", "投诉率", "办公面积", "纳税额",
              "车位数")
_YEAR = re.compile(r"(?:19|20)\d\d年")
_ASKED = re.compile(r"(?:是|有|为|达到?)?(?:多少|多大|多高|百分之几|几)")
KINDS = ("year", "owner", "other owner", "place", "attribute")


@dataclass(frozen=True, slots=True)
class Negative:
    kind: str
    question: str
    of: str             # the question it was made from


def negatives(rows: Sequence[Row], engine: Engine, *, seed: int = 1) -> Iterator[Negative]:
    """At most one of each kind for every answerable question, the same for the same seed."""
    draw = random.Random(seed)
    texts = "".join(engine.snapshot.text(d.id) for d in engine.snapshot.documents())
    sentences = [fold(p.text) for p in engine.index.all_passages()]
    for row in rows:
        if not row["answers"]:
            continue
        question = row["question"]
        makers = (_year(question, texts, draw), *_things(question, engine, texts, sentences, draw),
                  _attribute(question, engine, texts, draw))
        for kind, made in filter(None, makers):
            yield Negative(kind, made, question)


def _year(question: str, texts: str, draw: random.Random) -> tuple[str, str] | None:
    year = draw.choice([y for y in YEARS if y not in texts])
    if re.search(r"[去今前]年|上年|报告|文件|计划", question):
        return None
    return "year", (_YEAR.sub(f"{year}年", question, count=1) if _YEAR.search(question) else f"{year}年{question}")


def _things(question: str, engine: Engine, texts: str, sentences: list[str],
            draw: random.Random) -> Iterator[tuple[str, str] | None]:
    """Another company or place instead of the one that is named."""
    reading, names = read(question, engine.index), engine.index.names
    for one in reading.linked:
        type_ = names[one.iris[0]].type
        if type_ not in VOCAB.classes or VOCAB.family(type_) not in ("institution", "region") or type_ == "Group":
            continue
        surface, folded = reading.folded[one.start:one.end], reading.folded
        if surface not in question:
            continue
        place = VOCAB.family(type_) == "region"
        strange = [n for n in _gazetteer(type_) if n not in texts and n[:2] not in texts]
        if strange:
            yield ("place" if place else "owner"), question.replace(surface, draw.choice(strange), 1)
        rest = bigrams(folded[:one.start]) | bigrams(folded[one.end:])
        others = [n.label for n in engine.index.all_names() if n.type == type_ and n.iri not in one.iris and not any(
            fold(n.label) in s and 3 * len(rest & bigrams(s)) > len(rest) for s in sentences)]
        if others and not place:
            yield "other owner", question.replace(surface, draw.choice(sorted(others)), 1)
        return


def _attribute(question: str, engine: Engine, texts: str, draw: random.Random) -> tuple[str, str] | None:
    """What is not told of the thing that is named."""
    reading = read(question, engine.index)
    named = [one for one in reading.linked if engine.index.names[one.iris[0]].type != "Indicator"]
    free = [word for word in ATTRIBUTES if word not in texts]
    if not named or not free or not _ASKED.search(question):
        return None
    return "attribute", f"{engine.index.label(named[0].iris[0])}的{draw.choice(free)}是多少?"


@cache
def _gazetteer(type_: str) -> tuple[str, ...]:
    return tuple(sorted(e.canonical for e in Lexicon.load().entries(type_) if len(e.canonical) > 2))


def run(kit: Kit, text: Path, questions: Path) -> list[tuple[Negative, bool, float]]:
    """Each negative of a report, whether it is refused, and the confidence of the answer where it is not."""
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder) / text.name
        place.write_bytes(text.read_bytes())
        with Repository.in_memory(readings=kit.lexicon.readings) as repository:
            repository.add(extract(kit, place))
            engine = Engine(repository.view())
            made = list(negatives(load(questions), engine))
            answers = [engine.ask(one.question) for one in made]
    return [(one, answer.status != "answered", answer.confidence) for one, answer in zip(made, answers, strict=True)]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sets", nargs="*", default=list(SETS), choices=list(SETS))
    parser.add_argument("--list", type=int, default=0, help="show so many that were answered")
    args = parser.parse_args()
    kit = Kit.load()
    counts: dict[str, Counter[bool]] = defaultdict(Counter)
    answered = []
    for name in args.sets:
        for one, refused, _ in run(kit, *SETS[name]):
            counts[one.kind][refused] += 1
            if not refused:
                answered.append(f"{name} {one.kind}: {one.question}  ({one.of})")
    for kind in KINDS:
        total = sum(counts[kind].values())
        print(f"{kind:12s} {counts[kind][True]:4d}/{total:<4d} refused")
    everything = sum(sum(c.values()) for c in counts.values())
    print(f"all          {sum(c[True] for c in counts.values()):4d}/{everything:<4d} refused")
    print("\n".join(answered[:args.list]))


if __name__ == "__main__":
    main()
