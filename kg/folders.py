"""The folder of a store: the database that is written, the snapshots that are read, who writes, which format.

    format            version of all that is in here
    live/             the database; only the one writer opens it, and the database's own lock keeps others out
    writer.json       who that is
    lexicon/          the user's own gazetteer (*.tsv), where there is one
    snapshots/N/      published states; CURRENT names the newest

The newest two snapshots are kept: a reader that has just read CURRENT can still open it, and one that has a snapshot
open keeps its files until it ends.
"""
from __future__ import annotations

import json
import os
import shutil
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import TypeVar

from kg.errors import StoreError
from kg.store_oxigraph import OxigraphStore

FORMAT = "1"
KEPT = 2
T = TypeVar("T")


class StoreFolder:
    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.live = folder / "live"
        self.lexicon = folder / "lexicon"
        self._format = folder / "format"
        self._writer = folder / "writer.json"
        self._current = folder / "CURRENT"
        self._snapshots = folder / "snapshots"

    @classmethod
    def of_snapshot(cls, path: Path) -> StoreFolder:
        """The store that the snapshot at `path` is of."""
        return cls(path.parent.parent)

    def open_live(self) -> OxigraphStore:
        """The database, for writing; the folder is made if need be.

        Raises StoreError for another format, a folder that is something else or not writable, and a second writer.
        """
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            if not self._format.exists():
                if any(path != self.lexicon for path in self.folder.iterdir()):
                    raise StoreError(f"{self.folder}: 目录非空，也不是知问的存储。请换一个目录")
                self._format.write_text(FORMAT + "\n", "utf-8")
            self._check_format()
            self._snapshots.mkdir(exist_ok=True)
        except OSError as error:
            raise StoreError(f"{self.folder}: 无法写入（{error.strerror}）。请检查目录权限和磁盘空间") from error
        try:
            store = OxigraphStore.open(self.live)
        except StoreError as error:
            if "lock" in str(error).lower():
                raise StoreError(f"{self.folder}: 另一个进程正在写入（{self._holder()}）。请等它结束再试") from error
            raise
        self._write(self._writer, json.dumps({"pid": os.getpid(), "since": datetime.now().isoformat("T", "seconds")}))
        return store

    def close_live(self) -> None:
        self._writer.unlink(missing_ok=True)

    def publish(self, store: OxigraphStore, name: str) -> Path:
        """Make snapshot `name` of `store` the current one, unless it is; old ones go. Raises StoreError."""
        target = self._snapshots / name
        if self.current_name() == name and target.is_dir():
            return target
        try:
            if target.exists():
                shutil.rmtree(target)            # left by a process that died before it moved CURRENT
            store.backup(target)
            self._write(self._current, name + "\n")
            kept = {path.name for path in sorted(self._snapshots.iterdir(), key=lambda p: p.stat().st_mtime)[-KEPT:]}
            for path in self._snapshots.iterdir():
                if path.name not in kept | {name}:
                    shutil.rmtree(path, ignore_errors=True)      # still open on a system that keeps open files
        except OSError as error:
            raise StoreError(f"{self.folder}: 无法发布快照（{error.strerror}）。请检查目录权限和磁盘空间") from error
        return target

    def current_name(self) -> str | None:
        """The name of the newest snapshot, None before the first."""
        try:
            return self._current.read_text("utf-8").strip()
        except FileNotFoundError:
            return None

    def read_current(self, opening: Callable[[Path], T]) -> T:
        """`opening` of the newest snapshot's folder; again where a newer one has taken its place meanwhile.

        Raises StoreError when the folder is no store or nothing has been published in it.
        """
        self._check_format()
        while True:
            name = self.current_name()
            if name is None:
                raise StoreError(f"{self.folder}: 还没有可读的数据。请先运行 zhiwen ingest")
            try:
                return opening(self._snapshots / name)
            except StoreError:
                if self.current_name() == name:
                    raise

    def _check_format(self) -> None:
        try:
            found = self._format.read_text("utf-8").strip()
        except FileNotFoundError:
            raise StoreError(f"{self.folder}: 没有知问的存储。请先运行 zhiwen ingest，或用 --store 指定目录") from None
        except OSError as error:
            raise StoreError(f"{self.folder}: 无法读取（{error.strerror}）。请检查目录权限") from error
        if found != FORMAT:
            raise StoreError(f"{self.folder}: 存储格式为 {found}，本程序只读写格式 {FORMAT}。"
                             "请用写入它的版本打开，或换一个目录重新导入")

    def _holder(self) -> str:
        try:
            held = json.loads(self._writer.read_text("utf-8"))
            return f"进程 {held['pid']}，始于 {held['since']}"
        except (OSError, ValueError, KeyError):
            return "进程不明"

    @staticmethod
    def _write(path: Path, content: str) -> None:
        """Replace a small file as a whole, or not at all."""
        draft = path.with_name(path.name + ".new")
        with draft.open("w", encoding="utf-8") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        os.replace(draft, path)
