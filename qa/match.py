"""How well a fact accounts for a question, and the question for the fact, by the characters they share.

Characters are compared in pairs; a pair weighs what it tells facts apart (inverse document frequency), and a word
counts as shared when the other side holds a synonym. `recall` is the share of the question that the fact accounts for;
`precision` the share of the fact's own names that the question asked for.
"""
from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache, cached_property

from kg.index import Index, Observed, Passage, Related, bigrams, fold
from kg.vocab import VOCAB
from qa import leftover, rules
from qa.indicator import Measured, measured
from qa.question import NAMED, Linked, Reading

# What an actor has made or a document holds may be asked for by its maker's name.
MAKING = frozenset({"operates", "provides", "issued"})
SEATS = frozenset({"located_in", "part_of", "pilot_in"})
PLACES = frozenset({"located_in", "pilot_in"})
OWNING = MAKING | SEATS
CONTEXT = 0.85     # what a word is worth that only the evidence holds
PARTLY = 0.5       # what a character is worth that the fact holds, but not beside the one before it: 健康险, 健康…保险
AROUND = 0.65      # … that stands only before the evidence, in its sentence
UNMARKED = 0.2     # how much it counts that a fact says 业务规模 where the question does not
VERB = 0.05        # for a relation that the question's verb means; twice that off for one it does not mean
FIELD = frozenset({"broader", "part_of", "instance_of"})


@dataclass(frozen=True, slots=True)
class Texts:
    """A fact as text: `own` names it and its neighbours, `context` is its evidence, `around` the sentence of that."""

    own: str
    context: str
    around: str


@dataclass(frozen=True, slots=True)
class Fit:
    recall: float
    precision: float
    missing: str            # what of the question the fact does not account for, stretches divided by |

    @property
    def covers(self) -> bool:
        """Whether no word of the question is left over: single characters may be, two side by side are a word."""
        return all(len(part) < 2 for part in self.missing.split("|"))

    @property
    def score(self) -> float:
        return 0.62 * self.recall + 0.38 * self.precision


class Matcher:
    """One question against the facts of one index."""

    def __init__(self, index: Index, reading: Reading, *, neighbours: bool = True) -> None:
        """`neighbours`: whether words of a fact's sentence outside its evidence account for words of the question."""
        self.index, self.reading, self._neighbours = index, reading, neighbours
        self._rules = rules.load()
        self._synonyms = self._rules.synonyms(reading.folded)
        self._pairs = [reading.folded[i:i + 2] for i in range(len(reading.folded) - 1)]
        self._weighed: dict[tuple[bool, ...], tuple[list[float], list[int]]] = {}
        self._counted: dict[str, list[tuple[float, float, float]]] = {}
        asked = bigrams(reading.folded)
        self._question_words = {w for _, _, group in self._synonyms for w in group}
        own = "|".join((reading.folded, *self._question_words))      # 不良率 may be told as 不良贷款率
        self._others = [w for w in self._rules.compounds if w not in own and bigrams(w) & asked]

    def synonyms_of(self, text: str) -> list[tuple[int, int, tuple[str, ...]]]:
        """The words of a text that have synonyms: where they are and what may stand for them."""
        return self._rules.synonyms(fold(text))

    def is_country(self, label: str) -> bool:
        """Whether a name is of the country as a whole: 全国, 我国."""
        country = set(self._rules.group_of.get("全国", ()))
        return bool(country & set(self._rules.group_of.get(fold(label), ())))

    # ---- what a fact touches -----------------------------------------------------------------------
    def named(self, linked: Linked) -> bool:
        """Whether the name is of something that exists once."""
        return any(VOCAB.family(self.index.names[i].type) in NAMED for i in linked.iris
                   if self.index.names[i].type in VOCAB.classes)

    def touched(self, fact: Observed | Related) -> set[str]:
        """Everything a fact is about or close to: its parts, their makers and their places."""
        parts = {fact.about, fact.region, fact.indicator} if isinstance(fact, Observed) else {fact.subject, fact.object}
        parts.discard("")
        if isinstance(fact, Related):
            return parts.union(*(self.index.subjects(p, OWNING) | self.index.objects(p, SEATS) for p in parts))
        # A figure of a region is not one of its towns, nor the other way round; 甲省乙市 names one place by two.
        near = self.index.subjects(fact.about, MAKING) | self.index.objects(fact.about, PLACES)
        if any(fact.region in one.iris for one in self.reading.linked):
            near |= self.index.objects(fact.region, SEATS)
        return parts | near

    def touches(self, fact: Observed | Related, skip: tuple[int, int] = (0, 0)) -> bool:
        """Whether the fact touches every thing the question names (but those inside `skip`)."""
        touched: set[str] | None = None
        if any(all(name not in fold(s) for s in (*fact.snippets, *fact.around)) for name in self.reading.strangers):
            return False
        for one in self.reading.linked:
            if (one.start >= skip[0] and one.end <= skip[1]) or not self.named(one):
                continue
            touched = self.touched(fact) if touched is None else touched
            word = self.reading.folded[one.start:one.end]
            if touched.isdisjoint(one.iris) and not any(word in fold(self.index.label(t)) for t in touched) \
                    and not self._in_title(one, word, fact):
                return False
        return True

    def _in_title(self, linked: Linked, word: str, fact: Observed | Related) -> bool:
        """Whether a place is what the fact's document is about, and the fact is of no other place."""
        if not isinstance(fact, Observed) or (fact.region and fact.region not in linked.iris):
            return False
        types = [self.index.names[i].type for i in linked.iris]
        own = {VOCAB.family(t) for t in types if t in VOCAB.classes}
        about = self.index.names[fact.about].type
        return own == {"region"} and (about not in VOCAB.classes or VOCAB.family(about) != "region") \
            and all(word in fold(self.index.titles.get(d, "")) for d in fact.documents)

    def verb_fits(self, predicate: str) -> float:
        """More where the question's verb means this relation, less where it means others."""
        meant = [relations for pattern, relations in self._rules.verbs if pattern.search(self.reading.text)]
        if not meant:
            return 0.0
        # Of the relations that a verb may mean the one that is called so comes first.
        if any(label in self.reading.text for label in VOCAB.relations[predicate].labels):
            return 2 * VERB
        return VERB if any(predicate in relations for relations in meant) else -2 * VERB

    def timely(self, documents: Iterable[str]) -> bool:
        """Whether documents speak of the years asked about: a relation has no period of its own."""
        asked = {p.text[:4] for p in self.reading.periods}
        return not asked or any(asked <= self.index.years.get(d, frozenset()) for d in documents)

    def timely_passage(self, passage: Passage) -> bool:
        """Whether a sentence speaks of the years asked about, or else its document does."""
        return self.timely([passage.document]) or all(p.text[:4] in passage.text for p in self.reading.periods)

    def timely_anywhere(self) -> bool:
        """Whether some document speaks of the years asked about."""
        return self.index.has_years(sorted({p.text[:4] for p in self.reading.periods}))

    # ---- how much is shared --------------------------------------------------------------------------
    def texts(self, fact: Observed | Related) -> Texts:
        index = self.index
        near = self.touched(fact)
        if isinstance(fact, Observed):
            own = [index.label(fact.about), self.measure(fact).stem, index.label(fact.region), fact.base_subject]
        else:
            own = [index.label(fact.subject), *fact.verbs, *VOCAB.relations[fact.predicate].labels,
                   index.label(fact.object)]
        names = [n for t in near if t in index.names for n in index.names[t].names]
        names += [label for t in near if t in index.names and index.names[t].type in VOCAB.classes
                  for label in VOCAB.classes[index.names[t].type].labels]
        if isinstance(fact, Observed):
            names.append(fact.unit)
            names += map(index.label, index.objects(fact.about, FIELD))
        titles = [self.index.titles.get(d, "") for d in fact.documents]
        around = (*fact.around, *titles) if self._neighbours else titles
        return Texts(joined(own + names), joined(fact.snippets), joined(around))

    def measure(self, fact: Observed) -> Measured:
        return measured(self.index.label(fact.indicator), fact.unit_base)

    def fit(self, fact: Observed | Related, *, open_: tuple[bool, ...] | None = None) -> Fit:
        recall, missing = self.recall(self.texts(fact), open_)
        if isinstance(fact, Observed):
            labels = [self.index.label(fact.about), self.measure(fact).stem, self.index.label(fact.region)]
        else:
            labels = [self.index.label(fact.subject), self.index.label(fact.object)]
        precision = self.precision(labels)
        if isinstance(fact, Observed) and self._by_maker(fact):
            # Named by its maker (新希望覆盖多少农户): its own name need not be in the question.
            precision = (precision + self.precision(labels[1:])) / 2
        return Fit(recall, precision, missing)

    def _by_maker(self, fact: Observed) -> bool:
        linked = {i for one in self.reading.linked for i in one.iris}
        return fact.about not in linked and not linked.isdisjoint(self.index.subjects(fact.about, OWNING))

    def recall(self, texts: Texts, open_: tuple[bool, ...] | None = None) -> tuple[float, str]:
        """(share of the open words that the texts hold, the words they do not hold)."""
        folded, open_ = self.reading.folded, open_ or self.reading.open
        weights, alone = self._weights(open_)
        worth = [0.0] * len(folded)
        for value, text in ((AROUND, texts.around), (CONTEXT, texts.context), (1.0, texts.own)):
            for word in self._others:
                text = text.replace(word, "|")
            for start, end, group in self._synonyms:
                if holds_any(text, group):
                    worth[start:end] = [value] * (end - start)
            for i, pair in enumerate(self._pairs):
                if pair in text:
                    worth[i] = worth[i + 1] = value
                elif worth[i] >= value and not worth[i + 1] and folded[i + 1] in text and folded[i].isalpha():
                    worth[i + 1] = PARTLY * value
            for i in alone:
                if folded[i] in text:
                    worth[i] = max(worth[i], 0.7 * value)
        total = gained = 0.0
        missing = []
        for i, weight in enumerate(weights):
            total += weight
            gained += weight * worth[i]
            if weight and not worth[i]:
                missing.append(folded[i] if i and open_[i - 1] and not worth[i - 1] else "|" + folded[i])
        return (gained / total if total else 1.0), "".join(missing).lstrip("|")

    def _weights(self, open_: tuple[bool, ...]) -> tuple[list[float], list[int]]:
        """What each character of the question counts, and which of the open ones have no open neighbour."""
        if open_ not in self._weighed:
            weights = []
            for i, is_open in enumerate(open_):
                pairs = [self._pairs[j] for j in (i - 1, i)
                         if 0 <= j < len(self._pairs) and open_[j] and open_[j + 1]]
                weights.append(max(map(self.index.rarity, pairs), default=1.5) if is_open else 0.0)
            alone = [i for i, is_open in enumerate(open_)
                     if is_open and not (i and open_[i - 1]) and not (i + 1 < len(open_) and open_[i + 1])]
            self._weighed[open_] = weights, alone
        return self._weighed[open_]

    def precision(self, labels: Iterable[str]) -> float:
        """The share of the labels that the question asks for; what the whole graph is about weighs little."""
        total = gained = marked = 0.0
        for label in map(fold, labels):
            if label not in self._counted:      # facts share their labels
                self._counted[label] = list(self._counts(label))
            for weight, shared, told in self._counted[label]:
                total += weight
                gained += shared
                marked += told
        return gained / total if total and marked else 1.0

    def _counts(self, label: str) -> Iterator[tuple[float, float, float]]:
        """What each character of a label counts: in all, if the question has it, if it has or need not have it."""
        question = self.reading.folded
        if label in self._linked_labels:
            yield len(label), len(label), len(label)
            return
        shared = [False] * len(label)
        for word in self._question_words:
            if len(word) == 4 and word not in label and holds(label, word):
                for half in (word[:2], word[2:]):
                    start = label.index(half)
                    shared[start:start + 2] = [True] * 2
        for start, end, group in self._rules.synonyms(label):
            if label[start:end] in self._question_words or any(word in question for word in group):
                shared[start:end] = [True] * (end - start)
        for i in range(len(label) - 1):
            if label[i:i + 2] in question:
                shared[i] = shared[i + 1] = True
        for i in range(len(label) - 3):
            if _shortened(label[i:i + 4]) in self._pairs and not all(shared[i:i + 4]):
                shared[i:i + 4] = [True] * 4
        unmarked = [False] * len(label)
        for word in self._rules.unmarked:
            for start in (m.start() for m in re.finditer(word, label)) if word in label else ():
                unmarked[start:start + len(word)] = [True] * len(word)
        for i in range(len(label)):
            pairs = [label[j:j + 2] for j in (i - 1, i) if 0 <= j < len(label) - 1]
            weight = max(0.0, max(map(self.index.rarity, pairs), default=0.5) - 0.8)
            weight *= UNMARKED if unmarked[i] and not shared[i] else 1.0
            yield weight, weight * shared[i], weight * (shared[i] or not unmarked[i])

    @cached_property
    def _linked_labels(self) -> set[str]:
        """Labels of the things that the question names, by whichever of their names."""
        return {fold(self.index.label(i)) for one in self.reading.linked for i in one.iris if self.named(one)}

    # ---- which facts are worth a look ------------------------------------------------------------------
    @cached_property
    def _own_pairs(self) -> frozenset[str]:
        return frozenset(bigrams(self.reading.folded))

    @cached_property
    def _wanted(self) -> frozenset[str]:
        words = self._question_words | {self.reading.folded}
        return frozenset(pair for word in words for pair in bigrams(word))

    def observations(self, limit: int = 150) -> list[Observed]:
        """The observations that share most with the question."""
        return self.index.observations_with(self._own_pairs, limit, self._wanted - self._own_pairs)

    def relations(self, limit: int = 150) -> list[Related]:
        """The relations that share most with the question."""
        return self.index.relations_with(self._own_pairs, limit, self._wanted - self._own_pairs)

    def passages(self, limit: int = 20) -> list[Passage]:
        """The sentences that share most with the question."""
        return self.index.passages_with(self._own_pairs, limit, self._wanted - self._own_pairs)


@cache
def _shortened(word: str) -> str:
    """The first characters of two words of two, which may stand for them: 绿债 for 绿色债券."""
    both = all(leftover.kind(half) is not None for half in (word[:2], word[2:]))
    return word[0] + word[2] if both else ""


def holds(text: str, word: str) -> bool:
    """Whether a text holds a word, or both halves of a word of four characters: 健康保险 in 健康物联网保险."""
    return word in text or (len(word) == 4 and word[:2] in text and word[2:] in text
                            and re.search(f"{re.escape(word[:2])}[^|]{{0,6}}{re.escape(word[2:])}", text) is not None)


def holds_any(text: str, words: Sequence[str]) -> bool:
    """Whether a text holds one of the words, as `holds` has it."""
    return any(word in text or len(word) == 4 and holds(text, word) for word in words)


def joined(texts: Iterable[str]) -> str:
    """Folded texts with a border between them that no word crosses."""
    return "|".join(map(fold, texts))
