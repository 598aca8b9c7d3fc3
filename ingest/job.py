"""One ingest run: which files, what became of each, and how long it took."""
from __future__ import annotations

import signal
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Literal

from ingest import sheets
from ingest.executor import Done, Executor, Failed
from ingest.pipeline import Kit, extract
from ingest.readers import Source
from kg.errors import ReadError, StoreError
from kg.repository import Repository
from kg.types import DocumentClaims

PUBLISH_EVERY = 15.0        # seconds after which readers see what has come in meanwhile
PUBLISH_SHARE = 20          # but publishing takes at most this part of the time: a twentieth
# What a folder is searched for. `.doc` and `.wps` are picked up too: their error names the conversion.
ENDINGS = frozenset({".txt", ".md", ".markdown", ".html", ".htm", ".docx", ".pdf", ".doc", ".wps", *sheets.ENDINGS})
RDF = frozenset({".ttl", ".nt", ".nq", ".trig", ".n3", ".rdf", ".owl", ".jsonld"})


@dataclass(frozen=True, slots=True)
class FileResult:
    """What became of one file. `error` is set when `status` is "failed"."""

    path: Path
    status: Literal["added", "replaced", "unchanged", "failed"]
    document: str = ""
    title: str = ""
    characters: int = 0
    entities: int = 0
    relations: int = 0
    observations: int = 0
    dropped: tuple[str, ...] = ()
    seconds: float = 0.0
    error: str = ""


@dataclass(slots=True)
class JobReport:
    """All results in the order of the files, and counts over the documents that were read now.

    `stopped` says why the run ended before its last file; what is in `files` is in the store all the same.
    """

    files: list[FileResult] = field(default_factory=list)
    entity_types: Counter[str] = field(default_factory=Counter)
    relations: Counter[str] = field(default_factory=Counter)
    seconds: dict[str, float] = field(default_factory=dict)     # stage -> wall seconds
    stopped: str = ""

    @property
    def failed(self) -> list[FileResult]:
        return [f for f in self.files if f.status == "failed"]


Progress = Callable[[FileResult], None]


def find_files(paths: Iterable[Path]) -> list[Path | Failed]:
    """The files to read, folders searched through, each once, in a stable order; a missing path is a failure."""
    found: dict[Path, Path | Failed] = {}
    for path in paths:
        if path.is_dir():
            inside = sorted(p for p in path.rglob("*") if p.is_file() and p.suffix.lower() in ENDINGS
                            and not any(part.startswith(".") for part in p.relative_to(path).parts))
            if not inside:
                error = ReadError(path, "文件夹里没有可读的文件", fix=f"可读的后缀：{' '.join(sorted(ENDINGS))}")
                found[path] = Failed(path, str(error))
            found.update((p.resolve(), p.resolve()) for p in inside)
        elif path.suffix.lower() in RDF:
            found[path] = Failed(path, str(ReadError(path, "是 RDF 文件", fix="请用 zhiwen import 导入")))
        elif path.exists():
            found[path.resolve()] = path.resolve()
        else:
            found[path] = Failed(path, str(ReadError(path, "文件不存在", fix="请检查路径")))
    return list(found.values())


def run(files: Sequence[Path | Failed], repository: Repository, executor: Executor, progress: Progress, *,
        publish_every: float = PUBLISH_EVERY) -> JobReport:
    """Read, extract and store each file; `progress` is called once a file. The caller publishes at the end.

    A file whose bytes are stored already is not read again, unless the gazetteers or the ontology have changed since.
    One bad file never stops the rest. Ctrl+C and a failing store do: each document is in the store wholly or not at
    all, the report says why it stopped, and the next run goes on from there.
    """
    report = JobReport()
    started = published = time.perf_counter()
    storing = publishing = 0.0

    def note(result: FileResult) -> None:
        report.files.append(result)
        progress(result)

    def sources() -> Iterator[Source]:
        """The files that are new, opened one by one when they are wanted."""
        for item in files:
            if isinstance(item, Failed):
                note(FileResult(item.path, "failed", error=item.error))
                continue
            try:
                source = Source.open(item)
            except ReadError as error:
                note(FileResult(item, "failed", error=str(error)))
                continue
            if known := repository.current(source.sha256):
                with _uninterrupted():
                    repository.seen(known, str(item))
                note(FileResult(item, "unchanged", document=known))
            else:
                yield source

    try:
        for outcome in executor.map(partial(Kit.load, repository.lexicon), extract, sources()):
            if isinstance(outcome, Failed):
                note(FileResult(outcome.path, "failed", error=outcome.error))
                continue
            at = time.perf_counter()
            with _uninterrupted():
                result = _store(repository, outcome)
            storing += time.perf_counter() - at
            if result.status != "unchanged":
                _count(report, outcome.claims)
            note(result)
            if time.perf_counter() - published > max(publish_every, PUBLISH_SHARE * publishing):
                at = time.perf_counter()
                with _uninterrupted():
                    repository.publish()
                published = time.perf_counter()
                publishing = published - at
    except KeyboardInterrupt:
        report.stopped = "已中断"
    except StoreError as error:
        report.stopped = str(error)
    place = {item.path if isinstance(item, Failed) else item: n for n, item in enumerate(files)}
    report.files.sort(key=lambda result: place[result.path])
    report.seconds = {"抽取": time.perf_counter() - started - storing, "入库": storing}
    return report


@contextmanager
def _uninterrupted() -> Iterator[None]:
    """Ctrl+C waits for the end of the block, so that the store and what the program knows of it agree."""
    if threading.current_thread() is not threading.main_thread():       # the others are not interrupted
        yield
        return
    held: list[int] = []
    before = signal.signal(signal.SIGINT, lambda number, _: held.append(number))
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)
    if held:
        raise KeyboardInterrupt


def _store(repository: Repository, done: Done) -> FileResult:
    claims = done.claims
    added = repository.add(claims)
    return FileResult(
        done.path, added.status, claims.document.id, claims.document.title, len(claims.document.text),
        len(claims.entities), len(claims.relations), len(claims.observations),
        tuple(str(v) for v in added.dropped), done.seconds)


def _count(report: JobReport, claims: DocumentClaims) -> None:
    report.entity_types.update(e.ref.type for e in claims.entities)
    report.relations.update(r.predicate for r in claims.relations)
    report.relations["observation"] += len(claims.observations)
