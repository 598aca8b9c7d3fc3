"""The folder of a store: the database that is written, the snapshots that are read, who writes, which format.

    format            version of all that is in here; written last, so a store without one is not finished
    live/             the database; only the one writer opens it
    lock              held by the writer as long as it runs; says who that is
    lexicon/          the user's own gazetteer (*.tsv), where there is one
    snapshots/N/      published states; CURRENT names the newest
    changes/          what the last published states have other than the one before each (kg/touched.py)
    incoming/ outgoing/   while another database takes the place of live/ (a restore)
    server.json       where there is one, the graph is on the server that it names (kg/store_sparql.py): no live/, no
                      snapshots/; journal is a commit that is under way there

The newest two snapshots are kept: a reader that has just read CURRENT can still open it, and one that has a snapshot
open keeps its files until it ends. Beside these lie derived files (index, vectors), each good for one state only.
"""
from __future__ import annotations

import os
import shutil
import time
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import IO, TypeVar

from kg.errors import StoreError
from kg.files import DRAFT, drop_drafts, replacing
from kg.store import GraphStore
from kg.store_oxigraph import OxigraphStore
from kg.store_sparql import Server, SparqlStore
from kg.touched import Touched
from kg.touched import write as write_note

try:
    import fcntl
except ImportError:         # Windows: the database's own lock keeps a second writer out
    fcntl = None  # type: ignore[assignment]

FORMAT = "1"
PATIENCE = 60.0        # seconds that a reader waits for a commit on a server
T = TypeVar("T")


class StoreFolder:
    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.lexicon = folder / "lexicon"
        self._live = folder / "live"
        self._format = folder / "format"
        self._lock_file = folder / "lock"
        self._current = folder / "CURRENT"
        self._snapshots = folder / "snapshots"
        self._incoming, self._outgoing = folder / "incoming", folder / "outgoing"
        self._lock: IO[str] | None = None
        self._store: OxigraphStore | SparqlStore | None = None
        self._server_file, self._journal = folder / "server.json", folder / "journal"
        self._server = Server.read(self._server_file)
        self._reader = SparqlStore(self._server) if self._server else None

    @classmethod
    def of_snapshot(cls, path: Path) -> StoreFolder:
        """The store that the snapshot at `path` is of."""
        return cls(path.parent.parent)

    def exists(self) -> bool:
        """Whether there is a store, of whatever format."""
        return self._format.exists()

    # ---- the writer ------------------------------------------------------------------------------------
    def open_live(self, fill: Callable[[GraphStore], None] | None = None) -> GraphStore:
        """The database, for writing; the folder is made if need be. A new store is one once it is published.

        With `fill`, a new database that `fill` fills takes the place of the old one, which need not be readable. Killed
        at any moment, the old one or the new one is there; on a server, the next writer says that it has to be redone.

        Raises StoreError for another format, a folder that is something else or not writable, and a second writer; and
        what `fill` raises, then nothing has changed.
        """
        try:
            self._check_place()
            self.folder.mkdir(parents=True, exist_ok=True)
            try:
                self._take_lock()
                drop_drafts(self.folder)
                if self._server:
                    return self._open_server(self._server, fill)
                self._snapshots.mkdir(exist_ok=True)
                if self._incoming.exists() and not self._live.exists():
                    self._incoming.rename(self._live)           # a process was killed between two steps of `_replace`
                for left in (self._incoming, self._outgoing):
                    shutil.rmtree(left, ignore_errors=True)
                if fill:
                    self._replace(fill)
                self._store = OxigraphStore.open(self._live)
            except BaseException:
                self.close_live()
                raise
        except OSError as error:
            raise StoreError(f"{self.folder}: 无法写入（{error.strerror}）。请检查目录权限和磁盘空间") from error
        return self._store

    def _open_server(self, server: Server, fill: Callable[[GraphStore], None] | None) -> GraphStore:
        store = self._store = SparqlStore(server, self._journal)
        if fill:
            store.replace(fill)
        else:
            store.take_up()
        return store

    def close_live(self) -> None:
        """Let other writers in."""
        if self._store:
            self._store.close()
        if self._lock:
            self._lock.close()
        self._store = self._lock = None

    def publish(self, name: str, touched: Touched | None = None) -> Path:
        """Make the state of the open database, called `name`, the one that readers see; `touched` is what it has other
        than the one they see now, where that is known. Raises StoreError.
        """
        assert self._store, "open_live comes first"
        target, before = self._snapshots / name, self.current_name()
        try:
            if touched and before not in (None, name):
                write_note(self.folder, name, str(before), touched)
            if isinstance(self._store, SparqlStore):
                self._store.publish(name)
            elif before != name or not target.is_dir():
                shutil.rmtree(target, ignore_errors=True)       # left by a process that died before it moved CURRENT
                try:
                    self._store.backup(target)
                    self._write(self._current, name)
                except BaseException:
                    shutil.rmtree(target, ignore_errors=True)
                    raise
                for path in self._snapshots.iterdir():
                    if path.name not in (name, before):
                        shutil.rmtree(path, ignore_errors=True)     # still open on a system that keeps open files
            if not self._format.exists():
                self._write(self._format, FORMAT)
        except OSError as error:
            raise StoreError(f"{self.folder}: 无法发布快照（{error.strerror}）。请检查目录权限和磁盘空间") from error
        return target

    def _replace(self, fill: Callable[[GraphStore], None]) -> None:
        new = OxigraphStore.open(self._incoming)
        try:
            fill(new)
            new.flush()
        except BaseException:
            new.close()
            shutil.rmtree(self._incoming, ignore_errors=True)
            raise
        new.close()
        if self._live.exists():
            self._live.rename(self._outgoing)
        self._incoming.rename(self._live)
        shutil.rmtree(self._outgoing, ignore_errors=True)

    # ---- readers -----------------------------------------------------------------------------------------
    def current_name(self) -> str | None:
        """The name of the newest snapshot, None before the first."""
        if self._reader:
            return self._reader.published()
        try:
            return self._current.read_text("utf-8").strip()
        except FileNotFoundError:
            return None

    def read_current(self, opening: Callable[[Path], T]) -> T:
        """`opening` of the newest snapshot's folder; again where a newer one has taken its place meanwhile.

        Raises StoreError when the folder is no store or nothing has been published in it.
        """
        self._check_format()
        waited = 0.0
        while self._reader and self._reader.writing():
            if waited > PATIENCE:
                raise StoreError(f"{self.folder}: 服务器上的写入 {PATIENCE:g} 秒还没有完成。请等它结束；"
                                 "若已中断，请用写入的目录再运行 zhiwen ingest 补完")
            time.sleep(0.2)
            waited += 0.2
        while True:
            name = self.current_name()
            if name is None:
                raise StoreError(f"{self.folder}: 还没有可读的数据。请先运行 zhiwen ingest")
            try:
                return opening(self._snapshots / name)
            except StoreError:
                if self.current_name() == name:
                    raise

    def open_read_only(self, path: Path) -> GraphStore:
        """The state at `path`, for `read_current`; on a server, the graph as it is. Raises StoreError."""
        return SparqlStore(self._server) if self._server else OxigraphStore.open_read_only(path)

    def _check_format(self) -> None:
        if self._server and not self._format.exists():
            return                              # a folder for reading what others write
        try:
            found = self._format.read_text("utf-8").strip()
        except FileNotFoundError:
            raise StoreError(f"{self.folder}: 没有知问的存储。请先运行 zhiwen ingest，或用 --store 指定目录") from None
        except OSError as error:
            raise StoreError(f"{self.folder}: 无法读取（{error.strerror}）。请检查目录权限") from error
        if found != FORMAT:
            raise StoreError(f"{self.folder}: 存储格式为 {found}，本程序只读写格式 {FORMAT}。"
                             "请用写入它的版本打开，或换一个目录重新导入")

    def _check_place(self) -> None:
        """Raises StoreError where the folder is neither a store of this format nor a place for a new one."""
        if self._format.exists():
            self._check_format()
            return
        own = {self.lexicon, self._live, self._lock_file, self._current, self._snapshots, self._server_file,
               self._journal}
        if self.folder.is_dir() and any(path not in own and not path.name.endswith(DRAFT)
                                        for path in self.folder.iterdir()):
            raise StoreError(f"{self.folder}: 目录非空，也不是知问的存储。请换一个目录")

    def _take_lock(self) -> None:
        """Raises StoreError where another process holds it. The system lets go of it when this process ends."""
        lock = self._lock_file.open("a+", encoding="utf-8")
        try:
            if fcntl:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            lock.seek(0)
            holder = lock.read().strip() or "进程不明"
            lock.close()
            raise StoreError(f"{self.folder}: 另一个进程正在写入（{holder}）。请等它结束再试") from error
        self._lock = lock
        lock.truncate(0)
        lock.write(f"进程 {os.getpid()}，始于 {datetime.now().isoformat(' ', 'seconds')}\n")
        lock.flush()

    @staticmethod
    def _write(path: Path, content: str) -> None:
        with replacing(path) as draft:
            draft.write_text(content + "\n", "utf-8")
