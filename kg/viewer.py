"""The interactive graph of `kg/data/viewer/`: what it is given, and a stand-alone page of it.

One viewer serves the page of `zhiwen serve` (which loads more from the server as the user expands things) and the
HTML export (which holds all its data and asks nobody):

    data = graph_data(snapshot)                             # the best connected things, at most LIMIT
    data = graph_data(snapshot, around=[iri], depth=2)      # what is within two steps
    html = stand_alone(data, "标题")                         # one file: data, style, scripts

The data is `{"nodes": [{"id", "label", "type", "aliases"}], "edges": [{"id", "source", "target", "relation"}],
"types": {name: {"zh", "en", "family"}}, "relations": {name: {"zh", "en"}}, "total": {"nodes", "edges"}}`; ids are
IRIs, `total` counts the whole graph, so that the viewer can say how much of it is shown. An exporter may pass data of
its own making in this form; `as_data` makes it from entities and edges. `viewer.js` describes its own interface;
`d3-force.min.js` is the layout (NOTICE).
"""
from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any, Literal, NamedTuple

import jinja2
from markupsafe import Markup

from kg.claims import chunks, node, properties, text
from kg.rdf import Iri, Lit, lit
from kg.snapshot import Snapshot
from kg.sparql import (
    Alternative,
    As,
    Asc,
    Call,
    CountAll,
    Desc,
    Filter,
    Pattern,
    Select,
    Triple,
    Union,
    Values,
    Var,
)
from kg.types import Entity
from kg.vocab import RDF, VOCAB, ZW

FOLDER = Path(__file__).parent / "data" / "viewer"
LIMIT = 2000             # nodes drawn at once: more than that, nobody reads and no browser moves smoothly
NAMED = 20               # things given for one searched word
_F, _S, _P, _O, _N = (Var(name) for name in ("f", "s", "p", "o", "n"))
_RELATION = (Triple(_F, ZW.subject, _S), Triple(_F, ZW.predicate, _P), Triple(_F, ZW.object, _O))


class Edge(NamedTuple):
    """A relation of the facts graph: its IRI, both ends' IRIs, the relation's name."""

    iri: str
    source: str
    target: str
    relation: str


def graph_data(snapshot: Snapshot, *, around: Sequence[str] = (), depth: int = 1, named: str = "",
               limit: int = LIMIT) -> dict[str, Any]:
    """What the viewer draws, `limit` things at most: those within `depth` steps of `around` (IRIs), the nearer first;
    or those whose name holds `named`; or, with neither, those with most relations.
    """
    if named:
        chosen = _named(snapshot, named)
    elif around:
        chosen = _within(snapshot, [Iri(iri) for iri in around], depth, limit)
    else:
        chosen = _central(snapshot, limit)
    ends = set(chosen)
    edges = [edge for edge in _edges(snapshot, chosen, from_=True) if Iri(edge.target) in ends]
    entities = [Entity(iri.value, text(have[ZW.name]), text(have[ZW.type]),
                       tuple(sorted(text([name]) for name in have.get(ZW.altName, ()))))
                for iri, have in properties(snapshot.store, chosen, graph=False).items() if ZW.type in have]
    return as_data(entities, edges, nodes=_count(snapshot, Triple(_S, ZW.type, _N)),
                   relations=_count(snapshot, Triple(_S, RDF.type, ZW.Relation)))


def as_data(entities: Iterable[Entity], edges: Iterable[Edge], *, nodes: int, relations: int) -> dict[str, Any]:
    """Entities and edges in the viewer's form; `nodes` and `relations` count the graph they are taken from."""
    things, ties = sorted(entities, key=lambda one: one.iri), sorted(edges)
    kinds = {one.type for one in things}
    used = {edge.relation for edge in ties}
    return {
        "nodes": [{"id": one.iri, "label": one.label, "type": one.type, "aliases": list(one.aliases)}
                  for one in things],
        "edges": [{"id": edge.iri, "source": edge.source, "target": edge.target, "relation": edge.relation}
                  for edge in ties],
        "types": {name: {"zh": term.zh, "en": term.en, "family": term.family}
                  for name, term in sorted(VOCAB.classes.items()) if name in kinds},
        "relations": {name: {"zh": term.zh, "en": term.en}
                      for name, term in sorted(VOCAB.relations.items()) if name in used},
        "total": {"nodes": nodes, "edges": relations}}


def stand_alone(data: dict[str, Any], title: str, *, lang: Literal["zh", "en"] = "zh") -> str:
    """One HTML file that shows `data` and needs nothing else; text of documents in it is data and never runs."""
    parts = {name: (FOLDER / file).read_text("utf-8") for name, file in
             (("style", "viewer.css"), ("library", "d3-force.min.js"), ("script", "viewer.js"))}
    page = jinja2.Environment(autoescape=True).from_string((FOLDER / "template.html").read_text("utf-8"))
    return page.render(title=title, lang="en" if lang == "en" else "zh-CN", data=Markup(
        embedded(data)), **{name: Markup(part) for name, part in parts.items()})


def embedded(data: Any) -> str:
    """JSON that may stand inside a `<script>` element: it holds no character that could end it."""
    found = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
    return found.replace("&", "\\u0026").replace("<", "\\u003c").replace(">", "\\u003e")


# ---- which things ------------------------------------------------------------------------------------
def _named(snapshot: Snapshot, word: str) -> list[Iri]:
    name = Var("name")
    test = Filter(Call("CONTAINS", Call("LCASE", name), lit(word.lower())))
    query = Select((_S,), [Triple(_S, Alternative(ZW.name, ZW.altName), name), test], distinct=True,
                   order_by=(Asc(_S),), limit=NAMED)
    return [node([row["s"]]) for row in snapshot.select(query)]


def _central(snapshot: Snapshot, limit: int) -> list[Iri]:
    """Those with most relations; things that no relation touches would be loose dots, and are found by their names."""
    query = Select((_S, As(CountAll(), _N)), [Triple(_F, Alternative(ZW.subject, ZW.object), _S)], group_by=(_S,),
                   order_by=(Desc(_N), Asc(_S)), limit=limit)
    return [node([row["s"]]) for row in snapshot.select(query)]


def _within(snapshot: Snapshot, around: Sequence[Iri], depth: int, limit: int) -> list[Iri]:
    """The things of `around`, then those one step away, and so on."""
    found = dict.fromkeys(around)
    edge = list(found)
    for _ in range(depth):
        ends = [Iri(end) for one in _edges(snapshot, edge) for end in (one.source, one.target)]
        edge = [iri for iri in dict.fromkeys(ends) if iri not in found]
        found |= dict.fromkeys(edge)
        if not edge or len(found) >= limit:
            break
    return list(found)[:limit]


def _edges(snapshot: Snapshot, things: Iterable[Iri], *, from_: bool = False) -> list[Edge]:
    """The relations of these things, or those from them only."""
    found: dict[str, Edge] = {}
    for rows in chunks(things):
        mine: list[Pattern] = [Values((_N,), rows)]
        mine += [Triple(_F, ZW.subject, _N)] if from_ else [Union((Triple(_F, ZW.subject, _N),),
                                                                  (Triple(_F, ZW.object, _N),))]
        for row in snapshot.select(Select((_F, _S, _P, _O), [*mine, *_RELATION])):
            f, s, p, o = (node([row[name]]) for name in ("f", "s", "p", "o"))
            found[f.value] = Edge(f.value, s.value, o.value, p.local)
    return sorted(found.values())


def _count(snapshot: Snapshot, pattern: Triple) -> int:
    found = snapshot.select(Select((As(CountAll(), _N),), [pattern]))[0]["n"]
    return int(found.value) if isinstance(found, Lit) else 0
