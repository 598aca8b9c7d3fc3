"""A question that leans on the one before it, put in full: 那人保呢？ · 2024年呢？ · 它还推出了什么？

What is new takes the place of what the earlier question names of the same kind (a time, a thing, a measure, a class of
things); a word like 它 stands for the earlier answer where that is one thing, else for what was asked about.
"""
from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from kg import datafile
from kg.errors import DataError
from kg.vocab import VOCAB
from qa import rules
from qa.question import NAMED, Linked, Reading, normalise, read

if TYPE_CHECKING:
    from kg.index import Index
    from qa.answer import Answer

KINDS = ("instead", "it")
_TIMES = re.compile(r"(?:19|20)\d\d年(?:[上下]半年|[一二三四]季度|\d{1,2}月)?|[今去前]年|上半?年")
_TIME = re.compile(rf"^在?(?P<at>{_TIMES.pattern})的?$")


@cache
def load(path: Path = rules.DATA / "followups.tsv") -> tuple[tuple[str, re.Pattern[str]], ...]:
    """The patterns, each proved on its examples. Raises DataError with file and row."""
    patterns = []
    for number, (kind, text, yes, no) in datafile.rows(path, 4, heading=True):
        if kind not in KINDS:
            raise DataError(path, number, f"未知的种类 {kind!r}", fix=f"可用：{' '.join(KINDS)}")
        patterns.append((kind, datafile.proved(path, number, text, yes.split("|"), no.split("|"))))
    return tuple(patterns)


def complete(question: str, previous: Answer, index: Index) -> str:
    """The question as it stands on its own; unchanged where it does not lean on the earlier one."""
    text, before = normalise(question), read(previous.asked or previous.question, index)
    for kind, pattern in load():
        m = pattern.search(text)
        if m is None:
            continue
        if kind == "instead":
            return _instead(m["new"], before, index) or question
        if name := _referent(m.groupdict().get("kind"), previous, before, index):
            return text[:m.start()] + name + text[m.end():]
    return question


def short(question: str, previous: Answer, index: Index) -> str:
    """The question with the earlier one's subject before it, where it names nothing itself (覆盖率是多少？)."""
    reading, before = read(question, index), read(previous.asked or previous.question, index)
    if any(_family(one, index) in NAMED for one in reading.linked) or reading.strangers or reading.hole:
        return question
    name = _referent(None, previous, before, index)
    return f"{name}的{reading.text.lstrip('的')}" if name else question


def _instead(new: str, before: Reading, index: Index) -> str | None:
    """The earlier question with `new` where it names something of the same kind."""
    text, fresh = before.text, read(new, index)
    if (when := _TIME.match(new)) is not None:
        at = when["at"]
        return _TIMES.sub(at, text, count=1) if _TIMES.search(text) else at + text
    for hole in rules.load().holes:
        if new == hole.word and before.hole:
            return text.replace(before.hole.word, new, 1)
    for one in fresh.linked:
        alike = [b for b in before.linked if _kind(b, index) == _kind(one, index)] or \
            [b for b in before.linked if _family(b, index) == _family(one, index)]
        if alike:
            old = _surface(before, alike[0], text)
            return text.replace(old, new, 1) if old else None
    if fresh.strangers or any(_family(one, index) in NAMED for one in fresh.linked):
        # Somebody else, of whom nothing is known by this name: asked about all the same.
        actors = [b for b in before.linked if _family(b, index) in NAMED]
        old = _surface(before, actors[0], text) if actors else ""
        return text.replace(old, new, 1) if old else None
    ends = [_end(before, one, text) for one in before.linked if _family(one, index) in NAMED | {"concept"}]
    return f"{text[:max(ends)]}的{new}是多少?" if ends else None


def _referent(word: str | None, previous: Answer, before: Reading, index: Index) -> str:
    """What 它 or 这家银行 stands for."""
    hole = next((h for h in rules.load().holes if h.word == word), None)

    def fits(iri: str | None) -> bool:
        name = index.names.get(iri or "")
        return name is not None and name.type in VOCAB.classes and name.type != "Indicator" \
            and (hole is None or hole.fits(name.type, name.label))

    answers = [item for item in previous.answers if fits(item.iri)]
    if len(answers) == 1 == len(previous.answers):
        return answers[0].text
    named = [one for one in before.linked if fits(one.iris[0])]
    best = [one for one in named if _family(one, index) in NAMED] or named
    return index.label(best[0].iris[0]) if best else ""


def _kind(one: Linked, index: Index) -> str:
    return index.names[one.iris[0]].type


def _family(one: Linked, index: Index) -> str:
    type_ = _kind(one, index)
    return VOCAB.family(type_) if type_ in VOCAB.classes else ""


def _surface(reading: Reading, one: Linked, text: str) -> str:
    """The linked words as they stand in the text, which is not folded."""
    wanted = reading.folded[one.start:one.end]
    m = re.search(r"[\s“”\"'‘’《》〈〉「」『』+＋·•-]*".join(map(re.escape, wanted)), text, re.IGNORECASE)
    return m[0] if m else ""


def _end(reading: Reading, one: Linked, text: str) -> int:
    surface = _surface(reading, one, text)
    return text.find(surface) + len(surface) if surface else 0
