"""Reading uploaded files into the store, with what becomes of each as it happens."""
from __future__ import annotations

import queue
import shutil
import threading
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from ingest import job
from ingest.executor import ProcessExecutor
from kg.encoder import load_encoder
from kg.errors import ZhiwenError
from kg.index import embed
from web.library import Library

UPLOADS = "uploads"          # folder of the store that keeps uploaded files: the same name again is a new revision
Stage = Literal["waiting", "reading", "added", "replaced", "unchanged", "failed"]


@dataclass(slots=True)
class Progress:
    """What became of one file so far. `problem` says what went wrong, `result` what was read."""

    name: str
    stage: Stage = "waiting"
    problem: str = ""
    result: job.FileResult | None = None


def read_files(library: Library, files: Sequence[Path]) -> Iterator[list[Progress]]:
    """Read files into the store and publish; gives what became of all of them after each change.

    One bad file does not stop the others; a store that cannot be written (another process writes) fails them all, with
    the reason. Vectors are made afterwards, while questions are answered already.
    """
    state = [Progress(path.name) for path in files]
    told: queue.Queue[job.FileResult | ZhiwenError | None] = queue.Queue()
    threading.Thread(target=_work, args=(library, files, told), daemon=True).start()
    while True:
        reading = next((one for one in state if one.stage == "waiting"), None)
        if reading:
            reading.stage = "reading"
        yield state
        got = told.get()
        if got is None:
            break
        if isinstance(got, ZhiwenError):
            for one in state:
                if one.stage != "failed":
                    one.stage, one.problem = "failed", str(got)
            break
        for one in state:
            if one.name == got.path.name and one.result is None:
                one.stage, one.problem, one.result = got.status, got.error.removeprefix(f"{got.path}: "), got
                break
    yield state


def _work(library: Library, files: Sequence[Path], told: queue.Queue[job.FileResult | ZhiwenError | None]) -> None:
    """Copy the files into the store's folder, read them, publish; then say that all is done."""
    try:
        with library.writing() as repository:
            kept = library.store / UPLOADS
            kept.mkdir(exist_ok=True)
            copies = [Path(shutil.copyfile(path, kept / path.name)).resolve() for path in files]
            report = job.run(copies, repository, ProcessExecutor(1), told.put)
            for one in report.failed:
                one.path.unlink(missing_ok=True)
        told.put(None)
    except ZhiwenError as error:
        told.put(error)
        return
    except OSError as error:
        told.put(ZhiwenError(f"{library.store}: 无法保存上传的文件（{error.strerror}）。请检查磁盘空间和权限"))
        return
    if encoder := load_encoder():
        embed(library.state().engine.index, library.store, encoder)
