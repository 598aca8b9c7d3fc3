"""The graph as a file that other programs open: RDF, graph formats, facts as JSON lines. The format follows the ending.

    export(Snapshot.open(store), Path("graph.graphml"))

Equal graphs give equal files, whatever order they were read in.
"""
from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from kg.errors import ExportError, UsageError
from kg.export.counts import Counts

if TYPE_CHECKING:
    from kg.snapshot import Snapshot

__all__ = ["FORMATS", "Counts", "Format", "export"]

Writer = Callable[["Snapshot", Path, bool], Counts]


@dataclass(frozen=True, slots=True)
class Format:
    """A name for `--format`, the endings that mean it, and what writes it: (snapshot, file, with observations)."""

    name: str
    endings: tuple[str, ...]
    write: Writer


def _turtle(snapshot: Snapshot, file: Path, _: bool) -> Counts:
    from kg.export.linked import write_turtle
    return write_turtle(snapshot, file)


def _jsonld(snapshot: Snapshot, file: Path, _: bool) -> Counts:
    from kg.export.linked import write_jsonld
    return write_jsonld(snapshot, file)


def _nquads(snapshot: Snapshot, file: Path, _: bool) -> Counts:
    from kg.export.linked import write_nquads
    return write_nquads(snapshot, file)


def _jsonl(snapshot: Snapshot, file: Path, _: bool) -> Counts:
    from kg.export.lines import write_jsonl
    return write_jsonl(snapshot, file)


def _graphml(snapshot: Snapshot, file: Path, with_observations: bool) -> Counts:
    from kg.export.network import build, write_graphml
    return write_graphml(build(snapshot, with_observations=with_observations), file)


def _gexf(snapshot: Snapshot, file: Path, with_observations: bool) -> Counts:
    from kg.export.network import build, write_gexf
    return write_gexf(build(snapshot, with_observations=with_observations), file)


def _cytoscape(snapshot: Snapshot, file: Path, with_observations: bool) -> Counts:
    from kg.export.network import build, write_cytoscape
    return write_cytoscape(build(snapshot, with_observations=with_observations), file)


# networkx and pyoxigraph are loaded only by the formats that need them.
FORMATS = (
    Format("turtle", (".ttl",), _turtle),
    Format("nquads", (".nq",), _nquads),
    Format("jsonld", (".jsonld",), _jsonld),
    Format("graphml", (".graphml",), _graphml),
    Format("gexf", (".gexf",), _gexf),
    Format("cytoscape", (".cyjs", ".json"), _cytoscape),
    Format("jsonl", (".jsonl",), _jsonl),
)


def export(snapshot: Snapshot, path: Path, format: str | None = None, *, with_observations: bool = False) -> Counts:
    """Write the graph to `path` and say how much it holds.

    Turtle and JSON-LD hold the facts graph; N-Quads the whole store, claims and evidence included; JSON lines the
    facts as `zhiwen facts` prints them; the graph formats entities and relations, with `with_observations` a node for
    every figure too. `format` is a name of `FORMATS` and overrides the ending. A file that is there is replaced, only
    once the new one is complete. Raises UsageError for an unknown format or ending, ExportError when writing fails.
    """
    chosen = _choose(path, format)
    part = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        counts = chosen.write(snapshot, part, with_observations)
        part.replace(path)
    except OSError as error:
        raise ExportError(f"{path}: 无法写入（{error.strerror or error}）。请检查文件夹是否存在、可写") from error
    finally:
        part.unlink(missing_ok=True)
    return counts


def _choose(path: Path, name: str | None) -> Format:
    wanted = path.suffix.lower()
    for one in FORMATS:
        if one.name == name or (name is None and wanted in one.endings):
            return one
    known = "、".join(f"{one.name}（{' '.join(one.endings)}）" for one in FORMATS)
    what = f"不认识的导出格式 {name!r}" if name else f"不认识的文件后缀 {path.suffix!r}"
    raise UsageError(f"{path}: {what}。可用：{known}")
