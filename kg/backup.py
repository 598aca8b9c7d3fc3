"""`zhiwen backup` and `zhiwen restore`: a store as plain files that any version of any RDF store can read.

    manifest.json     format, state, counts, and the SHA-256 of the other files
    graph.nq.gz       every quad: facts, document graphs, catalogue, decisions
    lexicon/          the user's own gazetteer

Index, vectors and snapshots are derived and not copied.
"""
from __future__ import annotations

import gzip
import hashlib
import json
import os
import secrets
import shutil
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import IO, Any

from kg.catalogue import read_documents
from kg.claims import document_id, node
from kg.errors import StoreError, UsageError
from kg.folders import FORMAT, StoreFolder
from kg.snapshot import Snapshot, read_state
from kg.sparql import Graph, Select, Triple, Var
from kg.store import GraphStore
from kg.vocab import ZW

MANIFEST, GRAPH, LEXICON = "manifest.json", "graph.nq.gz", "lexicon"


@dataclass(frozen=True, slots=True)
class Counts:
    documents: int
    quads: int


def backup(store: Path, target: Path, *, overwrite: bool = False) -> Counts:
    """Copy what readers of `store` see to the folder `target`, wholly or not at all. Writers are not in the way.

    Raises StoreError, and UsageError where `target` is there and is no backup, or is one and `overwrite` is not set.
    """
    if target.exists() and not (target.is_dir() and not any(target.iterdir())):
        if not (target / MANIFEST).is_file():
            raise UsageError(f"{target}: 已存在，也不是知问的备份。请换一个目录")
        if not overwrite:
            raise UsageError(f"{target}: 已有一份备份。请换一个目录，或加 --force 覆盖它")
    draft = target.with_name(f".{target.name}.{os.getpid()}.part")
    with Snapshot.open(store) as snapshot:
        try:
            shutil.rmtree(draft, ignore_errors=True)
            draft.mkdir(parents=True)
            with gzip.open(draft / GRAPH, "wb", compresslevel=3) as file:
                lines = _Lines(file)
                snapshot.store.save(lines)  # type: ignore[arg-type]
            if snapshot.lexicon and snapshot.lexicon.is_dir():
                shutil.copytree(snapshot.lexicon, draft / LEXICON)
            counts = Counts(len(snapshot.documents()), lines.count)
            files = {path.relative_to(draft).as_posix(): _digest(path)
                     for path in sorted(draft.rglob("*")) if path.is_file()}
            manifest = {"format": FORMAT, "state": snapshot.state, "made": datetime.now().isoformat("T", "seconds"),
                        "documents": counts.documents, "quads": counts.quads, "files": files}
            (draft / MANIFEST).write_text(json.dumps(manifest, ensure_ascii=False, indent=1) + "\n", "utf-8")
            if target.exists():
                shutil.rmtree(target)
            draft.rename(target)
        except OSError as error:
            raise StoreError(f"{target}: 无法写出备份（{error.strerror}）。请检查目录权限和磁盘空间") from error
        finally:
            shutil.rmtree(draft, ignore_errors=True)
    return counts


def restore(source: Path, store: Path, *, overwrite: bool = False) -> Counts:
    """Make a store of the backup in `source`, after checking that nothing of it is missing or changed.

    A store that is there is replaced where `overwrite` is set, wholly or not at all; whoever reads it sees the old
    state until the new one is complete. Raises UsageError (no backup; a store is there), StoreError.
    """
    manifest = _read(source)
    place = StoreFolder(store)
    if place.exists() and not overwrite:
        raise UsageError(f"{store}: 已有存储。请用 --store 换一个目录，或加 --force 覆盖它")
    counts = Counts(manifest["documents"], manifest["quads"])

    def fill(new: GraphStore) -> None:
        with gzip.open(source / GRAPH, "rb") as file:
            lines = _Lines(file)
            new.load(lines)  # type: ignore[arg-type]
        _verify(source, new, counts, lines.count, manifest["state"])

    live = place.open_live(fill)
    try:
        shutil.rmtree(place.lexicon, ignore_errors=True)
        if (source / LEXICON).is_dir():
            shutil.copytree(source / LEXICON, place.lexicon)
        # A name of its own: a snapshot of the same state may be there, and damaged.
        place.publish(f"{read_state(live)}-{secrets.token_hex(2)}")
    except OSError as error:
        raise StoreError(f"{store}: 无法写入（{error.strerror}）。请检查目录权限和磁盘空间") from error
    finally:
        place.close_live()
    return counts


class _Lines:
    """A binary file that counts the lines that pass."""

    def __init__(self, file: IO[bytes] | gzip.GzipFile) -> None:
        self._file = file
        self.count = 0

    def write(self, data: bytes) -> int:
        self.count += data.count(b"\n")
        return self._file.write(data)

    def read(self, size: int = -1) -> bytes:
        data = self._file.read(size)
        self.count += data.count(b"\n")
        return data

    def flush(self) -> None:
        self._file.flush()


def _read(source: Path) -> dict[str, Any]:
    """The manifest, after a look at all files it names."""
    try:
        manifest = json.loads((source / MANIFEST).read_text("utf-8"))
        found, files = str(manifest["format"]), dict(manifest["files"])
        counts = manifest["documents"], manifest["quads"], manifest["state"]
    except FileNotFoundError:
        raise UsageError(f"{source}: 不是知问的备份（没有 {MANIFEST}）。请给出 zhiwen backup 写出的目录") from None
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise StoreError(f"{source / MANIFEST}: 备份损坏（{error}）。请换一份备份") from error
    if found != FORMAT:
        raise StoreError(f"{source}: 备份的格式为 {found}，本程序只读写格式 {FORMAT}。请用写出它的版本恢复")
    if GRAPH not in files or not all(isinstance(one, int | str) for one in counts):
        raise StoreError(f"{source / MANIFEST}: 备份损坏（内容不全）。请换一份备份")
    for name, digest in files.items():
        try:
            same = _digest(source / name) == digest
        except OSError as error:
            raise StoreError(f"{source / name}: 备份损坏（{error.strerror}）。请换一份备份") from error
        if not same:
            raise StoreError(f"{source / name}: 备份损坏（校验和不符）。请换一份备份")
    return dict(manifest)


def _verify(source: Path, store: GraphStore, counts: Counts, lines: int, state: str) -> None:
    """Raises StoreError where the new store is not what the manifest says."""
    g = Var("g")
    listed = {one.id for one in read_documents(store)}
    graphs = {document_id(node([row["g"]])) for row in store.select(
        Select((g,), [Graph(g, Triple(g, ZW.text, Var("words")))]))}
    if (lines, len(listed), read_state(store)) != (counts.quads, counts.documents, state) or listed != graphs:
        raise StoreError(f"{source}: 备份与它的清单不符（{len(listed)} 份文档，{lines} 条数据；清单为 "
                         f"{counts.documents} 份、{counts.quads} 条）。请换一份备份")


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
