"""Example questions with the names of the loaded graph."""
from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from kg.rdf import lit
from kg.snapshot import Snapshot
from kg.sparql import Aggregate, As, Asc, Bind, CountAll, Desc, Graph, Select, Triple, Var
from kg.sparql import Pattern as GraphPattern
from kg.vocab import VOCAB, ZW
from web.templates import PAGE

TRIED = 4                # candidates for each kind of example question


@dataclass(frozen=True, slots=True)
class Pattern:
    """A row of `examples.tsv`: a kind of fact, which end of it fills the question, what that end may be."""

    fact: str
    asked: str
    families: tuple[str, ...]
    question: str


@cache
def patterns() -> tuple[Pattern, ...]:
    """The rows of `examples.tsv`, in their order of preference."""
    with (PAGE / "examples.tsv").open(encoding="utf-8") as file:
        rows = csv.DictReader((line for line in file if not line.startswith("#")), delimiter="\t")
        return tuple(Pattern(row["fact"], row["asked"], tuple(row["families"].split()), row["question"])
                     for row in rows)


def example_questions(snapshot: Snapshot) -> Iterator[list[str]]:
    """For each row of `examples.tsv` a few questions with names of the graph, the surest and most telling first."""
    fact, thing, name, kind, other = (Var(one) for one in ("f", "thing", "name", "kind", "other"))
    claim, graph, confidence, count, best = (Var(one) for one in ("c", "g", "k", "count", "best"))
    for row in patterns():
        ends: list[GraphPattern] = [Triple(fact, ZW[row.asked], thing), Triple(thing, ZW.name, name),
                                    Triple(thing, ZW.type, kind)]
        if row.fact == "observation":
            ends += [Triple(fact, ZW.indicator, Var("indicator")), Triple(Var("indicator"), ZW.name, other)]
        else:
            ends += [Triple(fact, ZW.predicate, VOCAB.relations[row.fact].iri), Bind(lit(""), other)]
        ends += [Triple(fact, ZW.claim, claim), Graph(graph, Triple(claim, ZW.confidence, confidence))]
        query = Select((name, kind, other, As(Aggregate("MAX", confidence), best), As(CountAll(), count)), ends,
                       group_by=(name, kind, other), order_by=(Desc(best), Desc(count), Asc(name), Asc(other)),
                       limit=300)
        found = [{key: str(getattr(term, "value", "")) for key, term in one.items()} for one in snapshot.select(query)]
        yield [row.question.format(name=one["name"], indicator=one["other"]) for one in found
               if VOCAB.family(one["kind"]) in row.families and 2 < len(one["name"] + one["other"]) < 20][:TRIED]
