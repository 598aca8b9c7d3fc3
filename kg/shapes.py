"""`zhiwen check`: does the graph keep its shapes, and does everything in the store agree with everything else."""
from __future__ import annotations

from collections.abc import Iterator

from kg.change import Rules, rebuild
from kg.claims import document_id, document_iri, node, text
from kg.decisions import in_force, read_decisions
from kg.grounds import Grounds
from kg.identity import Readings
from kg.rdf import write
from kg.shacl import Shapes, validate_with_pyshacl
from kg.snapshot import Snapshot, read_fingerprint
from kg.sparql import Ask, Construct, Filter, Graph, NotExists, Select, Triple, Var
from kg.store import GraphStore
from kg.vocab import RDF, ZW


def check(snapshot: Snapshot, *, readings: Readings | None = None) -> list[str]:
    """All that is wrong in a store, one line in Chinese each; [] where all is right.

    `readings` is the gazetteer the facts were derived with, by default the lexicon that comes with zhiwen and the
    one in the store's folder.
    """
    store = snapshot.store
    grounds = Grounds(readings) if readings else Grounds.load(snapshot.lexicon)
    return [*_shapes(store), *_catalogue(snapshot), *_claims(store), *_evidence(snapshot),
            *_derivation(store, grounds)]


def _shapes(store: GraphStore) -> Iterator[str]:
    s, p, o = Var("s"), Var("p"), Var("o")
    triples = store.construct(Construct([Triple(s, p, o)], [Triple(s, p, o)]))
    graph = "\n".join(f"{write(subject)} {write(predicate)} {write(value)} ." for subject, predicate, value in triples)
    for iri, messages in validate_with_pyshacl(graph).items():
        yield f"{iri}: {'；'.join(messages)}。请运行 zhiwen ingest 重新导入相关文档"


def _catalogue(snapshot: Snapshot) -> Iterator[str]:
    g = Var("g")
    rows = snapshot.select(Select((g,), [Graph(g, Triple(g, ZW.text, Var("words")))]))
    graphs, listed = {document_id(node([row["g"]])) for row in rows}, {one.id for one in snapshot.documents()}
    for document in sorted(graphs ^ listed):
        where = "没有内容" if document in listed else "不在目录中"
        yield f"{document}: 文档{where}。请用 zhiwen remove 移除后重新导入"
    if listed and not snapshot.revision:
        yield "目录没有版本号。请从备份恢复"


def _claims(store: GraphStore) -> Iterator[str]:
    """Every fact leads to claims that are there and have evidence."""
    f, c, e, g = (Var(name) for name in ("f", "c", "e", "g"))
    for row in store.select(Select((f, c), [Triple(f, ZW.claim, c),
                                            Filter(NotExists(Graph(g, Triple(c, ZW.evidence, e))))])):
        yield f"{node([row['f']]).value}: 陈述 {node([row['c']]).value} 没有原文依据。请重新导入它的文档"


def _evidence(snapshot: Snapshot) -> Iterator[str]:
    """The text of evidence stands at its offsets in the text of its document."""
    e, start, end, words = (Var(name) for name in ("e", "start", "end", "words"))
    for document in snapshot.documents():
        if not snapshot.ask(Ask([Graph(document_iri(document.id), Triple(e, start, end))])):
            continue                                    # `_catalogue` has said so
        whole = snapshot.text(document.id)
        pattern = Graph(document_iri(document.id), Triple(e, RDF.type, ZW.Evidence), Triple(e, ZW.start, start),
                        Triple(e, ZW.end, end), Triple(e, ZW.text, words))
        for row in snapshot.select(Select((e, start, end, words), [pattern])):
            if whole[int(text([row["start"]])):int(text([row["end"]]))] != text([row["words"]]):
                yield f"{node([row['e']]).value}: 依据与原文不符。请重新导入 {document.source}"


def _derivation(store: GraphStore, grounds: Grounds) -> Iterator[str]:
    """The facts graph is what the documents, the gazetteer and the decisions make."""
    decisions = in_force(read_decisions(store))
    made = rebuild(store, Rules(grounds.readings, decisions, Shapes.load().violations))
    if made.delete or made.insert:
        same = grounds.fingerprint in ("", read_fingerprint(store))
        why = "请移除文档后重新导入" if same else "词表或词汇表已改动，下一次 zhiwen ingest 会先重建事实图"
        yield f"事实图与文档不一致（多 {len(made.delete)} 条、少 {len(made.insert)} 条三元组）。{why}"
