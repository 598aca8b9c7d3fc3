"""The graph as files that other programs open: RDF, graph formats, tables, Neo4j. The format follows the ending.

    export(Snapshot.open(store), Path("graph.graphml"), options=Options(around="云海银行", depth=2))

Equal graphs give equal files (a workbook but for its date), whatever order they were read in.
"""
from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, cast

from kg.errors import ExportError, UsageError
from kg.export.counts import Counts
from kg.export.selection import Options, Selection, select

if TYPE_CHECKING:
    from kg.snapshot import Snapshot

__all__ = ["FORMATS", "Counts", "Format", "Options", "export"]

Writer = Callable[["Snapshot", Selection, Options, Path], Counts]


@dataclass(frozen=True, slots=True)
class Format:
    """A name for `--format`, the endings that mean it, and `module.function` of this package that writes it.

    What writes it is imported when it is used: it may need networkx or openpyxl. A `folder` format fills a folder.
    """

    name: str
    endings: tuple[str, ...]
    writer: str
    folder: bool = False

    def write(self, snapshot: Snapshot, chosen: Selection, options: Options, path: Path) -> Counts:
        module, function = self.writer.split(".")
        return cast(Writer, getattr(import_module(f"{__name__}.{module}"), function))(snapshot, chosen, options, path)


FORMATS = (
    Format("turtle", (".ttl",), "linked.write_turtle"),
    Format("nquads", (".nq",), "linked.write_nquads"),
    Format("jsonld", (".jsonld",), "linked.write_jsonld"),
    Format("graphml", (".graphml",), "network.write_graphml"),
    Format("gexf", (".gexf",), "network.write_gexf"),
    Format("cytoscape", (".cyjs", ".json"), "network.write_cytoscape"),
    Format("jsonl", (".jsonl",), "lines.write_jsonl"),
    Format("csv", (".csv",), "tables.write_csv"),
    Format("xlsx", (".xlsx",), "tables.write_xlsx"),
    Format("tables", (".tables",), "tables.write_folder", folder=True),
    Format("html", (".html",), "page.write_html"),
    Format("neo4j", (".neo4j",), "neo4j.write_neo4j", folder=True),
)


def export(snapshot: Snapshot, path: Path, format: str | None = None, *, options: Options | None = None) -> Counts:
    """Write the graph, or what `options` choose of it, to `path` and say how much that is.

    Turtle and JSON-LD hold the facts graph; N-Quads the whole store, claims and evidence included; JSON lines the
    facts as `zhiwen facts` prints them; the graph formats entities and relations; the tables all facts. `format` is a
    name of `FORMATS` and overrides the ending. A file that is there is replaced, only once the new one is complete; in
    a folder, only the files written. Raises UsageError for an unknown format, ending, document, type or entity,
    ExportError when writing fails.
    """
    format_, options = _choose(path, format), options or Options()
    chosen = select(snapshot, options)
    try:
        if format_.folder:
            with tempfile.TemporaryDirectory(prefix=f".{path.name}.", dir=path.parent) as part:
                counts = format_.write(snapshot, chosen, options, Path(part))
                path.mkdir(exist_ok=True)
                for file in sorted(Path(part).iterdir()):
                    shutil.move(file, path / file.name)
            return counts
        part_ = path.with_name(f".{path.name}.{os.getpid()}.part")
        try:
            counts = format_.write(snapshot, chosen, options, part_)
            part_.replace(path)
        finally:
            part_.unlink(missing_ok=True)
    except OSError as error:
        raise ExportError(f"{path}: 无法写入（{error.strerror or error}）。请检查文件夹是否存在、可写") from error
    return counts


def _choose(path: Path, name: str | None) -> Format:
    wanted = path.suffix.lower()
    for one in FORMATS:
        if (name is None and wanted in one.endings) or (name and name.lower() in (
                one.name, *(ending[1:] for ending in one.endings))):
            return one
    known = "、".join(f"{one.name}（{' '.join(one.endings)}）" for one in FORMATS)
    what = f"不认识的导出格式 {name!r}" if name else f"不认识的文件后缀 {path.suffix!r}"
    raise UsageError(f"{path}: {what}。可用：{known}")
