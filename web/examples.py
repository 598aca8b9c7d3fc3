"""Example questions with the names of the loaded graph."""
from __future__ import annotations

import csv
from collections.abc import Iterator

from kg.rdf import lit
from kg.snapshot import Snapshot
from kg.sparql import Aggregate, As, Asc, Bind, CountAll, Desc, Graph, Pattern, Select, Triple, Var
from kg.vocab import VOCAB, ZW
from web.templates import PAGE

TRIED = 4                # candidates for each kind of example question


def example_questions(snapshot: Snapshot) -> Iterator[list[str]]:
    """For each row of `examples.tsv` a few questions with names of the graph, the surest and most telling first."""
    with (PAGE / "examples.tsv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader((line for line in file if not line.startswith("#")), delimiter="\t"))
    fact, thing, name, kind, other = (Var(one) for one in ("f", "thing", "name", "kind", "other"))
    claim, graph, confidence, count, best = (Var(one) for one in ("c", "g", "k", "count", "best"))
    for row in rows:
        ends: list[Pattern] = [Triple(fact, ZW[row["asked"]], thing), Triple(thing, ZW.name, name),
                               Triple(thing, ZW.type, kind)]
        if row["fact"] == "observation":
            ends += [Triple(fact, ZW.indicator, Var("indicator")), Triple(Var("indicator"), ZW.name, other)]
        else:
            ends += [Triple(fact, ZW.predicate, VOCAB.relations[row["fact"]].iri), Bind(lit(""), other)]
        ends += [Triple(fact, ZW.claim, claim), Graph(graph, Triple(claim, ZW.confidence, confidence))]
        query = Select((name, kind, other, As(Aggregate("MAX", confidence), best), As(CountAll(), count)), ends,
                       group_by=(name, kind, other), order_by=(Desc(best), Desc(count), Asc(name), Asc(other)),
                       limit=300)
        found = [{key: str(getattr(term, "value", "")) for key, term in one.items()} for one in snapshot.select(query)]
        families = row["families"].split()
        yield [row["question"].format(name=one["name"], indicator=one["other"]) for one in found
               if VOCAB.family(one["kind"]) in families and 2 < len(one["name"] + one["other"]) < 20][:TRIED]
