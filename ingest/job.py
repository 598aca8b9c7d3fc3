"""One ingest run: which files, what became of each, and how long it took."""
from __future__ import annotations

import hashlib
import time
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Literal

from ingest.executor import Done, Executor, Failed
from ingest.pipeline import Kit, extract
from kg.errors import ReadError
from kg.repository import Repository
from kg.types import DocumentClaims

# What a folder is searched for. `.doc` and `.wps` are picked up too: their error names the conversion.
ENDINGS = frozenset({".txt", ".md", ".markdown", ".html", ".htm", ".docx", ".pdf", ".doc", ".wps"})


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
    """All results in the order of the files, and counts over the documents that were read now."""

    files: list[FileResult] = field(default_factory=list)
    entity_types: Counter[str] = field(default_factory=Counter)
    relations: Counter[str] = field(default_factory=Counter)
    seconds: dict[str, float] = field(default_factory=dict)     # stage -> wall seconds

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
        elif path.exists():
            found[path.resolve()] = path.resolve()
        else:
            found[path] = Failed(path, str(ReadError(path, "文件不存在", fix="请检查路径")))
    return list(found.values())


def run(files: Sequence[Path | Failed], repository: Repository, executor: Executor, progress: Progress) -> JobReport:
    """Read, extract and store each file; `progress` is called once a file. The caller publishes.

    A file whose bytes are stored already is not read again, unless the gazetteers or the ontology have changed since.
    One bad file never stops the rest.
    """
    report = JobReport()
    started = time.perf_counter()
    in_store = 0.0

    def note(result: FileResult) -> None:
        report.files.append(result)
        progress(result)

    to_read: list[Path] = []
    for item in files:
        if isinstance(item, Failed):
            note(FileResult(item.path, "failed", error=item.error))
        elif known := _known(repository, item):
            repository.seen(known, str(item.resolve()))
            note(FileResult(item, "unchanged", document=known))
        else:
            to_read.append(item)

    for outcome in executor.map(partial(Kit.load, repository.lexicon), extract, to_read):
        if isinstance(outcome, Failed):
            note(FileResult(outcome.path, "failed", error=outcome.error))
            continue
        at = time.perf_counter()
        result = _store(repository, outcome)
        in_store += time.perf_counter() - at
        if result.status != "unchanged":
            _count(report, outcome.claims)
        note(result)
    report.seconds["抽取"] = time.perf_counter() - started - in_store
    report.seconds["入库"] = in_store
    return report


def _known(repository: Repository, path: Path) -> str | None:
    try:
        digest = hashlib.sha256(path.read_bytes()).hexdigest()
    except OSError:
        return None         # the reader says what is wrong with it
    return repository.current(digest)


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
