"""What one may ask next: questions about the things an answer is about, which the graph can answer."""
from __future__ import annotations

from itertools import chain, islice

from qa.answer import Answer
from web.examples import Pattern, patterns
from web.library import State

SHOWN, TRIED = 3, 8


def next_questions(answer: Answer, state: State) -> list[str]:
    """At most `SHOWN` questions about the answers of `answer`, each answered by the engine."""
    index = state.engine.index
    found: list[str] = []
    things = [item.iri for item in answer.answers if item.iri and item.iri in index.names][:2]
    asked = {answer.question, answer.asked}
    candidates = chain.from_iterable(_about(thing, state) for thing in things if thing)
    for question in islice((q for q in candidates if q not in asked), TRIED):
        if question not in found and state.engine.ask(question).status == "answered":
            found.append(question)
        if len(found) == SHOWN:
            break
    return found


def _about(thing: str, state: State) -> list[str]:
    """Questions of the kinds of `examples.tsv` about one thing, by the facts it has."""
    index = state.engine.index
    name = index.names[thing].label
    ends = {("subject", r.predicate) for r in index.outgoing.get(thing, ())}
    ends |= {("object", r.predicate) for r in index.incoming.get(thing, ())}
    measured = dict.fromkeys(index.label(one.indicator) for one in index.about.get(thing, ()))

    def fill(pattern: Pattern) -> list[str]:
        if pattern.fact == "observation":
            return [pattern.question.format(name=name, indicator=one) for one in islice(measured, 2)]
        return [pattern.question.format(name=name)] if (pattern.asked, pattern.fact) in ends else []

    return [question for pattern in patterns() for question in fill(pattern)]
