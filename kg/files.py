"""Files that are there wholly or not at all."""
from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

DRAFT = ".part"


@contextmanager
def replacing(path: Path) -> Iterator[Path]:
    """A draft to write, which takes the place of `path` at the end of the block; where that fails, nothing changes.

    Two processes have two drafts. One that is killed leaves its draft behind, see `drop_drafts`.
    """
    draft = path.with_name(f".{path.name}.{os.getpid()}{DRAFT}")
    try:
        yield draft
        with draft.open("rb") as file:
            os.fsync(file.fileno())
        os.replace(draft, path)
    finally:
        draft.unlink(missing_ok=True)


def drop_drafts(folder: Path) -> None:
    """Delete what processes that are no more have left in `folder`."""
    for draft in folder.glob(f".*{DRAFT}"):
        process = draft.name.removesuffix(DRAFT).rpartition(".")[2]
        if not (process.isdigit() and _runs(int(process))):
            draft.unlink(missing_ok=True)


def _runs(process: int) -> bool:
    if os.name != "posix":          # there, asking would end it
        return True
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True
