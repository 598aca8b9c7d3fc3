"""Reading a sentence for what no fact of the graph holds: the list, or the one name, that a question asks for.

Candidates are all lists and names in the few sentences nearest to the question; each is described by how near its
sentence is in meaning (the encoder) and in words, how much of the question its clause says beside it, and whether it is
of the class asked for. Logistic regression over these (`data/reader.tsv`, fitted by `python -m bench.reader --write` on
questions with gold answers) says how likely it is the answer. What the question names and dates must be there: no
weight makes up for another year or another institution.
"""
from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from kg import datafile
from kg.errors import DataError
from kg.index import Passage, bigrams, fold
from kg.vocab import VOCAB
from qa import algebra as a
from qa import leftover, rules, spans
from qa.candidate import Plan
from qa.match import Fit, Texts
from qa.question import gazetteer

if TYPE_CHECKING:
    from kg.encoder import Encoder, Vectors
    from kg.text.lexicon import Found
    from qa.plan import Planner

Nearness = Callable[[str, Sequence[str]], Sequence[float]]     # cosines of a question and texts
KEPT = 20_000       # sentences whose vectors are kept: 30 MB

TABLE = rules.DATA / "reader.tsv"
LOOKED_AT = 8       # sentences compared by meaning: the right one is among the first eight by words for 95 of 100
READ = 3            # of them read for candidates
RANK = 60           # of reciprocal rank fusion (Cormack, Clarke and Büttcher 2009)
_RUN = re.compile(r"[^,，;；:：。、()（）“”《》「」\s]+")
_OTHER = ("why", "how", "boolean", "when", "change", "problem", "about")


@dataclass(frozen=True, slots=True)
class Candidate:
    """An answer that a sentence may hold: where its members stand, and what speaks for it by name."""

    kind: str           # list, name
    passage: Passage
    members: tuple[tuple[int, int], ...]
    fit: Fit
    features: dict[str, float]

    @property
    def texts(self) -> tuple[str, ...]:
        return tuple(self.passage.text[s:e] for s, e in self.members)


@dataclass(frozen=True, slots=True)
class Weights:
    """Of one kind: how much each feature counts, and the probability from which an answer is given."""

    least: float
    intercept: float
    of: dict[str, float]

    def probability(self, features: dict[str, float]) -> float:
        total = self.intercept + sum(weight * features.get(name, 0.0) for name, weight in self.of.items())
        return 1 / (1 + math.exp(-total))


class Meaning:
    """Cosines of a question and of sentences. A sentence is encoded when it is first looked at, and kept."""

    def __init__(self, encoder: Encoder) -> None:
        self._encoder = encoder
        self._rows: dict[str, Vectors] = {}

    def __call__(self, question: str, texts: Sequence[str]) -> list[float]:
        from kg.encoder import documents, queries  # brings numpy, which most questions do without

        missing = [text for text in dict.fromkeys(texts) if text not in self._rows]
        if len(self._rows) > KEPT:
            self._rows.clear()
            missing = list(dict.fromkeys(texts))
        if missing:
            self._rows.update(zip(missing, documents(self._encoder, missing), strict=True))
        asked = queries(self._encoder, [question])[0]
        return [float(self._rows[text] @ asked) for text in texts]


@cache
def load(path: Path = TABLE) -> dict[str, Weights]:
    """Kind → weights. Raises DataError for a row that cannot be read."""
    found: dict[str, dict[str, float]] = {}
    for number, (kind, name, weight) in datafile.rows(path, 3, heading=True):
        try:
            found.setdefault(kind, {})[name] = float(weight)
        except ValueError as error:
            raise DataError(path, number, f"“{name}”的数值无法读取（{error}）",
                            fix="用 python -m bench.reader --write 重新生成") from error
    return {kind: Weights(of.pop("least"), of.pop("intercept"), of) for kind, of in found.items()}


def wanted(planner: Planner) -> str:
    """The kind of answer that a question wants and a sentence may give; empty where it wants another."""
    r = planner.reading
    if planner.only_counts() or any(r.has("ask", kind) for kind in _OTHER) or r.has("number") \
            or any(r.has(role) for role in ("difference", "sum", "rank", "compare")):
        return ""
    if r.has("ask", "list") or r.size is not None:
        return "list"
    return "name" if r.has("ask", "entity") and not r.counted else ""


def read(planner: Planner, nearness: Nearness) -> Iterator[Plan]:
    """The likeliest answer, where it is likely enough."""
    kind = wanted(planner)
    found = candidates(planner, kind, nearness) if kind else []
    if not found:
        return
    weights = load()[kind]
    chances = [weights.probability(one.features) for one in found]
    best = max(range(len(found)), key=lambda i: (chances[i], -i))
    if chances[best] >= weights.least:
        one, at = found[best], found[best].passage.start
        asked = a.Phrase(one.passage.document, tuple((at + s, at + e) for s, e in one.members), at, one.passage.end)
        yield Plan(asked, chances[best], one.fit, (), read=True)


# ---- candidates --------------------------------------------------------------------------------------------
def candidates(planner: Planner, kind: str, nearness: Nearness) -> list[Candidate]:
    """All that the nearest sentences offer of a kind, the nearest sentence first."""
    passages = [p for p in planner.match.passages(LOOKED_AT) if planner.document in (None, p.document)]
    if not passages:
        return []
    cosines = nearness(planner.reading.text, [p.text for p in passages])
    by_meaning = sorted(range(len(passages)), key=lambda i: -cosines[i])
    fused = {i: 1 / (RANK + i) + 1 / (RANK + rank) for rank, i in enumerate(by_meaning)}
    order = sorted(fused, key=lambda i: -fused[i])[:READ]
    found: list[Candidate] = []
    for rank, i in enumerate(order):
        others = max((cosines[j] for j in range(len(passages)) if j != i), default=cosines[i])
        if spans.speaks_of(planner, passages[i]):
            found += _of_passage(planner, kind, passages[i], {
                "cosine": cosines[i], "lead": cosines[i] - others, "first": float(rank == 0)})
    return found


def _of_passage(planner: Planner, kind: str, passage: Passage, near: dict[str, float]) -> Iterator[Candidate]:
    match, text = planner.match, passage.text
    around = f"{fold(passage.section)}|{fold(planner.index.titles.get(passage.document, ''))}"
    whole, missing = match.recall(Texts(fold(text), "", around))
    clauses = [m.span() for m in spans.CLAUSE.finditer(text)]
    shares = [match.recall(Texts(fold(text[s:e]), "", ""))[0] for s, e in clauses]
    asked = bigrams(planner.reading.folded)
    words = _class_words(planner)
    linked = [spans.names(planner, one.iris, planner.reading.folded[one.start:one.end])
              for one in planner.reading.linked]
    named = [names for one, names in zip(planner.reading.linked, linked, strict=True) if match.named(one)]
    named += [[name] for name in _bodies(planner.reading.folded, fold(text))]
    known = gazetteer().find(text)
    seen = set()
    for members, how in (_lists(planner, passage) if kind == "list" else _names(planner, passage)):
        inside = [i for i, (s, e) in enumerate(clauses) if s < members[-1][1] and members[0][0] < e]
        if not inside or members in seen or spans.asked(planner, passage, members) \
                or _beyond(named, text, members[0][0], members[-1][1]) \
                or (kind == "name" and _of_another(named, text, known, members[0])):
            continue
        seen.add(members)
        (first, last), (start, end) = (clauses[inside[0]][0], clauses[inside[-1]][1]), (members[0][0], members[-1][1])
        own = match.recall(Texts(fold(f"{text[first:start]}|{text[end:last]}"), "", ""))[0]
        rest, left = match.recall(Texts(fold(f"{text[:start]}|{text[end:]}"), "", around))
        before, after = fold(text[max(0, start - 14):start]), fold(text[end:end + 14])
        texts = [fold(text[s:e]) for s, e in members]
        features = near | how | {
            "said": whole, "said beside it": rest, "lost with it": whole - rest, "said in its clause": own,
            "short of the best clause": max(shares) - max(shares[i] for i in inside),
            "unsaid names": float(leftover.names_something(missing)), "unsaid": len(missing.replace("|", "")) / 4,
            "asked before it": _rarity(planner, bigrams(before) & asked),
            "asked after it": _rarity(planner, bigrams(after) & asked),
            "asked in it": len(bigrams("".join(texts)) & asked) / max(1, len(bigrams("".join(texts)))),
            "near what is asked": 1 / (1 + _gap(fold(text[first:start]), fold(text[end:last]), asked)),
            "things said": _share(linked, fold(text)), "things in its clause": _share(linked, fold(text[first:last])),
            "touches before": float(len(before) > 1 and before[-2:] in planner.reading.folded),
            "touches after": float(len(after) > 1 and after[:2] in planner.reading.folded),
            "class known": float(bool(words)),
            "of the class": sum(spans.is_kind(planner, t) for t in texts) / len(texts),
            "class word at its end": float(any(t.endswith(w) for t in texts for w in words)),
            "class word after": float(any(w in after[:10] for w in words)),
            "class word before": float(any(w in before[-8:] for w in words)),
            "length": min(40, sum(map(len, texts))) / 20,
        }
        yield Candidate(kind, passage, members, Fit(rest, 1.0, left), features)


def _beyond(named: Sequence[Sequence[str]], text: str, start: int, end: int) -> bool:
    """Whether a thing that the question names stands in the sentence, but not in the candidate's part between two ;."""
    part = fold(re.split("[;；]", text[:start])[-1] + text[start:end] + re.split("[;；]", text[end:])[0])
    whole = fold(text)
    return any(any(n in whole for n in names) and not any(n in part for n in names) for names in named)


def _of_another(named: Sequence[Sequence[str]], text: str, known: Sequence[Found], at: tuple[int, int]) -> bool:
    """Whether the place or body told last before a candidate is another than the question's of that family."""
    known = [one for one in known if not (one.start < at[1] and at[0] < one.end)]
    asked = [one for one in known if any(fold(text[one.start:one.end]) in names for names in named)]
    for family in {VOCAB.family(one.type) for one in asked}:
        before = [one for one in known if VOCAB.family(one.type) == family and one.end <= at[0]]
        if before and before[-1] not in asked:
            return True
    return False


def _bodies(question: str, text: str) -> Iterator[str]:
    """Names of institutions that a question and a sentence share, known to the graph or not: 甲乙公司."""
    for word in _body_words():
        for m in re.finditer(re.escape(word), question):
            start = m.start()
            while start and question[start - 1:m.end()] in text:
                start -= 1
            if m.start() - start > 1:
                yield question[start:m.end()]


@cache
def _body_words() -> tuple[str, ...]:
    return tuple(fold(hole.word) for hole in rules.load().holes
                 if any(VOCAB.family(c.removeprefix("=")) == "institution" for c in hole.classes))


def _rarity(planner: Planner, pairs: set[str]) -> float:
    return sum(map(planner.index.rarity, pairs)) / 10


def _gap(before: str, after: str, asked: set[str]) -> int:
    """How many characters of its clause stand between a candidate and the nearest pair that the question has."""
    left = next((n for n in range(len(before) - 1) if before[len(before) - 2 - n:len(before) - n] in asked), 20)
    right = next((n for n in range(len(after) - 1) if after[n:n + 2] in asked), 20)
    return min(left, right)


def _share(linked: Sequence[Sequence[str]], text: str) -> float:
    """The share of the things that the question names which a text names too."""
    return sum(any(name in text for name in names) for names in linked) / len(linked) if linked else 1.0


def _class_words(planner: Planner) -> set[str]:
    hole = planner.reading.hole
    word = hole.word if hole and hole.word else spans.class_word(planner.reading.text)
    return spans.alike(planner, word) if word else set()


Offer = tuple[tuple[tuple[int, int], ...], dict[str, float]]


def _lists(planner: Planner, passage: Passage) -> Iterator[Offer]:
    size = planner.reading.size
    for one in spans.lists_in(passage.text):
        if size in (None, len(one.members)):
            yield one.members, {"as many as asked": float(size is not None), "members": min(8, len(one.members)) / 4,
                                "etc": float(one.tail.startswith("等"))}


def _names(planner: Planner, passage: Passage) -> Iterator[Offer]:
    text = passage.text
    who = float(planner.asks_who())
    for members, bonus in spans.singles(planner, passage):
        if who and spans.is_place(planner, text[members[0][0]:members[0][1]]):
            continue        # 谁 is somebody
        yield members, {"as a rule finds it": 1.0, "with its class": float(bonus > 0), "who": who}
    for m in spans.QUOTED.finditer(text):
        yield (m.span("x"),), {"quoted": 1.0, "quoted and called": float(spans.CALLED.search(planner.reading.text)
                                                                         is not None)}
    for start, end in _nouns(text):
        before = (leftover.words(text[max(0, start - 6):start]) or [""])[-1]
        after = (leftover.words(text[end:end + 6]) or [""])[0]
        yield ((start, end),), {"noun": 1.0, f"after {_sort(before)}": 1.0, f"before {_sort(after)}": 1.0,
                                "who is a noun": who}


def _sort(word: str) -> str:
    """The part of speech of a word beside a name, as far as it tells where names begin and end."""
    if not word or not word[-1].isalnum():
        return "mark"
    sort = (leftover.kind(word) or "n")[0]
    return {"v": "verb", "p": "preposition", "u": "particle", "c": "conjunction", "d": "adverb"}.get(sort, "noun")


def _nouns(text: str) -> Iterator[tuple[int, int]]:
    """Where nouns are, with what stands before them: every end of a noun, every beginning after a word of another."""
    for run in _RUN.finditer(text):
        found = leftover.words(run[0])
        at = [run.start()]
        for word in found:
            at.append(at[-1] + len(word))
        nominal = [_nominal(word) for word in found]
        for last in range(len(found)):
            if not nominal[last]:
                continue
            first = last
            while first and (nominal[first - 1] or (leftover.kind(found[first - 1]) or "n")[0] in "vabm") \
                    and at[last + 1] - at[first - 1] <= 20:
                first -= 1
                if nominal[first] and not (first and nominal[first - 1]) and at[last + 1] - at[first] > 1:
                    yield at[first], at[last + 1]
            if at[last + 1] - at[first] > 1:
                yield at[first], at[last + 1]


def _nominal(word: str) -> bool:
    kind = leftover.kind(word) or "n"
    return kind[0] in "nlijsz" or kind in ("vn", "an", "eng", "g")
