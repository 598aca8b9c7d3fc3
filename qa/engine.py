"""The way from a question to its answer: reading, plan, query, rows, answer."""
from __future__ import annotations

import time
from collections.abc import Iterable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from kg.index import Index, fold, open_index
from qa import algebra as a
from qa import conversation, documents, execute, nested, outline, parts, reader, refusal
from qa.answer import Answer, Basis
from qa.candidate import CLOSE, LENIENT, STRICT, Limits, Plan
from qa.choose import Chooser
from qa.confidence import confidence
from qa.explain import explain
from qa.imported import ImportedGraphs
from qa.plan import Planner
from qa.question import Reading, read
from qa.table_rows import TableRows

if TYPE_CHECKING:
    from kg.encoder import Encoder, VectorCache, Vectors
    from kg.snapshot import Snapshot

Found = tuple[Plan, execute.Result]
FREELY = 0.8        # of its score is left to a reading that passes words over
CLEARLY = 0.02      # difference of cosines between one reading and the next
MOST = 4            # readings tried: a fourth best is hardly ever right
SHOWN = 5           # readings shown of an ambiguous question
LONGEST = 500      # characters of a question; a longer text is no question


class Engine:
    """Answers questions from one snapshot. The index is loaded, or built, when the engine is made.

    `encoder` breaks ties between readings by meaning, where vectors have been computed; without one, words decide.
    """

    def __init__(self, snapshot: Snapshot, encoder: Encoder | None = None, *, folder: Path | None = None) -> None:
        if folder is None and snapshot.path is not None:
            folder = snapshot.path.parent.parent      # the store folder that holds snapshots/N
        self.snapshot, self.encoder = snapshot, encoder
        self._folder = folder
        self._cache: VectorCache | None = None
        self._meaning: reader.Meaning | None = None
        self.index: Index = open_index(snapshot, folder)
        chooser = Chooser(self._load_encoder, self._vectors_of)
        self.imported = ImportedGraphs(snapshot, folder, chooser)
        self._rows = TableRows(snapshot, self.index, chooser)

    @classmethod
    def open(cls, store: Path | str) -> Engine:
        """The newest published state of a store folder. Raises StoreError when there is none."""
        from kg.snapshot import Snapshot

        return cls(Snapshot.open(Path(store)))

    def ask(self, question: str, *, document: str | None = None, id: str | int | None = None,
            after: Answer | None = None) -> Answer:
        """Answer one question, from one document where `document` is given.

        `after` is the answer to the question before it in a conversation: what the question leaves out or calls 它 is
        taken from there (那人保呢？), and `Answer.asked` then says the question in full.

        Raises UsageError for a document that is not there; never for any text of a question.
        """
        started = time.perf_counter()
        if document is not None:
            self.snapshot.text(document)
        full = conversation.complete(question, after, self.index) if after else question
        answer = self._answer(full, document)
        if after and full == question and answer.status == "no_answer":
            full = conversation.short(question, after, self.index)
            answer = self._answer(full, document) if full != question else answer
        elapsed = round((time.perf_counter() - started) * 1000)
        leaning = full != question
        interpretation = f"接上一问，即“{full}”：{answer.interpretation}" if leaning else answer.interpretation
        return replace(answer, question=question, interpretation=interpretation, elapsed_ms=elapsed, id=id,
                       asked=full if leaning else "")

    def _answer(self, question: str, document: str | None) -> Answer:
        if not question.strip() or len(question) > LONGEST:
            return Answer(question, "no_answer", interpretation="问题为空或过长")
        reading = read(question, self.index)
        if parts.two_at_once(reading.text):
            return Answer(question, "no_answer", interpretation="一次问了两件事，请分开提问")
        about = documents.about_document(self.snapshot, reading.text, document)
        told = documents.answer(self.snapshot, about) if about else None
        found = [told] if told else self._outline(reading.text, document) or self._nested(
            nested.descriptions(reading.text), document)
        if found is None:
            found = self._run(reading, document) or self._row(reading, document)
            if not found and (stated := self.imported.answer(question, document)) is not None:
                return Answer(question, "answered", stated.items, stated.sparql, stated.interpretation,
                              stated.confidence)
            found = found or self._resort(reading, document) or self._nested(
                nested.loose(reading.text), document) or self._freely(reading, document) or self._read(
                reading, document)
        if found and reading.has("ask", "list"):
            found = self._as_listed(reading, found, document)
        if not found:
            near = refusal.nearest(self.snapshot, self.index, reading, document)
            why = "" if reading.linked else self.imported.why_not(question, document)
            why = why or refusal.why_not(self.index, reading)
            return Answer(question, "no_answer", interpretation=why, nearest=near)
        plan, result = found[0]
        close = [(p, r) for p, r in found[1:] if p.score > plan.score - CLOSE and r.texts != result.texts]
        # A reading that finds part of what another finds is no rival: a list wants all, 哪一家 wants the one.
        for other in close:
            wants_all = reading.has("ask", "list")
            if other[1].texts > result.texts if wants_all else other[1].texts < result.texts:
                plan, result = other
        rivals = [(p, r) for p, r in close if not (r.texts <= result.texts or r.texts >= result.texts)]
        if rivals and (nearest := self._nearest(reading.text, [(plan, result), *rivals])):
            (plan, result), rivals = nearest, []
        if rivals:
            readings = self._readings([(plan, result), *rivals])
            return Answer(question, "ambiguous", interpretation="有几种同样好的理解", interpretations=readings)
        basis = _basis(plan)
        return Answer(question, "answered", result.items, result.sparql, explain(plan.asked, self.index.label),
                      confidence(basis, plan.score), basis=basis, score=plan.score)

    def _readings(self, found: list[Found]) -> tuple[str, ...]:
        """One line a reading; what sounds the same is told apart by its answer and its document. At most `SHOWN`."""
        lines = [explain(p.asked, self.index.label) for p, _ in found]
        for i, (_, result) in enumerate(found):
            if lines.count(lines[i]) > 1 or any(line.startswith(f"{lines[i]}（") for line in lines[:i]):
                titles = dict.fromkeys(e.title for item in result.items for e in item.evidence)
                answers = "、".join(item.shown for item in result.items[:3])
                lines[i] = f"{lines[i]}（{answers}，见{'、'.join(f'《{t}》' for t in titles)}）"
        return tuple(dict.fromkeys(lines))[:SHOWN]

    def _as_listed(self, reading: Reading, found: list[Found], document: str | None) -> list[Found]:
        """What one sentence lists, where the graph has most of the list, but in other words or with others in it."""
        (plan, result), *others = found
        if not isinstance(plan.asked, a.Members):
            return found
        said = {e.text for item in result.items for e in item.evidence}
        had = set(map(fold, result.texts))
        for listed, words in self._resort(reading, document):
            has = set(map(fold, words.texts))
            same = any(text in words.items[0].evidence[0].text for text in said)
            if same and has != had and 2 * len(has & had) > len(has):
                return [(replace(listed, score=plan.score), words), *others]
        return found

    def _row(self, reading: Reading, document: str | None) -> list[Found]:
        """The cell of a table where the column asked for is not named by the question's own words."""
        plan = self._rows.plan(reading, document)
        rows = execute.run(self.snapshot, self.index, plan, document) if plan else None
        return [(plan, rows)] if plan and rows else []

    def _resort(self, reading: Reading, document: str | None) -> list[Found]:
        """What the text says where no fact of the graph does."""
        plans = Planner(self.index, reading, document).resort()
        return [(p, rows) for p in plans[:1] if (rows := execute.run(self.snapshot, self.index, p, document))]

    def _read(self, reading: Reading, document: str | None) -> list[Found]:
        """What a sentence near in meaning says, where neither facts nor words find it. Without an encoder, nothing."""
        planner = Planner(self.index, reading, document)
        if not reader.wanted(planner) or self._load_encoder() is None or self.encoder is None:
            return []
        if self._meaning is None:
            self._meaning = reader.Meaning(self.encoder)
        plans = [p for p in reader.read(planner, self._meaning) if planner.tells_of_it(p)]
        return [(p, rows) for p in plans if (rows := execute.run(self.snapshot, self.index, p, document))]

    def _freely(self, reading: Reading, document: str | None) -> list[Found]:
        """The one reading that accounts for all that the question names, where none accounts for every word."""
        found = self._run(reading, document, LENIENT)
        if not found or not reading.linked or reading.strangers:
            return []
        plan, result = found[0]
        if any(other[1].texts != result.texts for other in found[1:]):
            nearest = self._nearest(reading.text, found)
            if nearest is None:
                return []
            plan, result = nearest
        return [(replace(plan, score=plan.score * FREELY, loose=True), result)]

    def _run(self, reading: Reading, document: str | None, limits: Limits = STRICT) -> list[Found]:
        """The best reading that has rows, and the others that are as good."""
        found: list[Found] = []
        for plan in Planner(self.index, reading, document, limits).plans()[:MOST]:
            if found and plan.score < found[0][0].score - CLOSE:
                break
            rows = execute.run(self.snapshot, self.index, plan, document)
            if rows and not (reading.several and isinstance(plan.asked, a.Members) and len(rows.items) == 1):
                found.append((plan, rows))
        return found

    def _outline(self, text: str, document: str | None) -> list[Found]:
        """The headings that are asked for or counted."""
        plan = outline.outline(self.snapshot, text, document)
        rows = execute.run(self.snapshot, self.index, plan, document) if plan else None
        return [(plan, rows)] if plan and rows else []

    def _nested(self, ways: Iterable[nested.Described], document: str | None, depth: int = 1) -> list[Found] | None:
        """The answers of a question that describes a thing, step by step; None where it describes none we find."""
        tried = False
        for described in ways:
            inner = self._described(described.inner, document, depth)
            if not inner or len(inner[0][1].items) != 1:
                continue
            plan, result = inner[0]
            item = result.items[0]
            reading = read(described.outer(item.text), self.index)
            found, tried = [], True
            for outer, rows in self._run(reading, document) or self._resort(reading, document):
                both = replace(outer, score=min(outer.score, plan.score), facts=outer.facts + plan.facts)
                if isinstance(plan.asked, a.Members) and item.iri:
                    both = replace(both, asked=nested.substitute(outer.asked, item.iri, plan.asked.of))
                if both.asked != outer.asked:
                    found += [(both, one)] if (one := execute.run(self.snapshot, self.index, both, document)) else []
                elif not item.iri or item.iri not in {one.iri for one in rows.items}:
                    # The first step is no part of the query: what it rests on still is evidence
                    found.append((both, rows.resting_on(item.evidence)))
            if found := [kept for p, rows in found if (kept := self._else(described.inner, p, rows, document))]:
                return found
        return [] if tried else None

    def _else(self, inner: str, plan: Plan, result: execute.Result, document: str | None) -> Found | None:
        """An answer without what the description named: that is not what else there is (推出甲的银行还推出了什么)."""
        named = tuple(item.iri for item in result.items if item.iri and fold(item.text) in fold(inner))
        if not named or not isinstance(plan.asked, a.Members):
            return plan, result
        left = replace(plan, asked=replace(plan.asked, of=a.Minus(plan.asked.of, a.One(named))))
        rows = execute.run(self.snapshot, self.index, left, document)
        return (left, rows) if rows else None

    def _described(self, text: str, document: str | None, depth: int) -> list[Found]:
        """The answers of a question that is one step of another."""
        if depth < nested.DEEPEST and (found := self._nested(nested.descriptions(text), document, depth + 1)):
            return found
        reading = read(text, self.index)
        return self._run(reading, document) or self._resort(reading, document)

    def _nearest(self, question: str, found: list[Found]) -> Found | None:
        """The reading that is nearest in meaning, where vectors are at hand and one is clearly nearer."""
        if self._folder is None or not any(self._folder.glob("vectors-*.npz")):
            return None
        if self._load_encoder() is None or self.encoder is None:
            return None
        from kg.encoder import queries

        asked = queries(self.encoder, [question])[0]
        nearness = []
        for plan, _ in found:
            facts = [self.index.by_iri[f] for f in plan.facts if f in self.index.by_iri]
            vectors = self._vectors_of([self.index.phrase(f) for f in facts])
            if vectors is None:
                return None
            nearness.append(float((vectors @ asked).max()))
        order = sorted(range(len(found)), key=lambda i: -nearness[i])
        return found[order[0]] if nearness[order[0]] - nearness[order[1]] > CLEARLY else None

    def _load_encoder(self) -> Encoder | None:
        if self.encoder is None:
            from kg.encoder import load_encoder  # numpy and a model: most questions need neither

            self.encoder = load_encoder()
        return self.encoder

    def _vectors_of(self, texts: Sequence[str]) -> Vectors | None:
        """The kept vectors of labels; None while one is missing."""
        if self._folder is None or self.encoder is None:
            return None
        if self._cache is None:
            from kg.encoder import VectorCache

            self._cache = VectorCache(self._folder, self.encoder)
        return self._cache.get(texts)


def _basis(plan: Plan) -> Basis:
    """What the answer of a plan rests on."""
    match plan.asked:
        case a.Phrase() | a.Apart() | a.Says() | a.Headings():
            return "read" if plan.read else "text"
        case a.Meta():
            return "catalogue"
        case a.Count() | a.Sum() | a.Difference() | a.Top() | a.Compare() | a.Any() | a.Members(a.Best()):
            return "computed"
        case _:
            return "loose" if plan.loose else "fact"


def plans(engine: Engine, question: str) -> list[Plan]:
    """All readings of a question, best first: for looking into an answer."""
    return Planner(engine.index, read(question, engine.index)).plans()
