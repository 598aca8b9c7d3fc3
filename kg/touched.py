"""What a published state has other than the one before it: a note beside the snapshots, for what is derived from them.

A note is a hint. Where one is missing or cannot be read, whoever needs it does without, and makes all anew.
"""
from __future__ import annotations

import json
from dataclasses import dataclass, field
from pathlib import Path

from kg.files import replacing

FOLDER = "changes"
KEPT = 64           # notes


@dataclass(slots=True)
class Touched:
    """Documents that came, went or were replaced, and the IRIs of facts and entities with other triples."""

    documents: set[str] = field(default_factory=set)
    subjects: set[str] = field(default_factory=set)

    def add(self, other: Touched) -> None:
        self.documents |= other.documents
        self.subjects |= other.subjects


def write(folder: Path, state: str, before: str, touched: Touched) -> None:
    """Leave the note of `state` in the store folder, the one before it was `before`. Raises OSError."""
    notes = folder / FOLDER
    notes.mkdir(exist_ok=True)
    with replacing(notes / f"{state}.json") as draft:
        draft.write_text(json.dumps({"before": before, "documents": sorted(touched.documents),
                                     "subjects": sorted(touched.subjects)}), "utf-8")
    for old in sorted(notes.glob("*.json"))[:-KEPT]:
        old.unlink(missing_ok=True)


def between(folder: Path, since: str, state: str) -> Touched | None:
    """All that `state` has other than `since`; None where the notes do not lead from one to the other."""
    touched = Touched()
    for _ in range(KEPT):
        if state == since:
            return touched
        try:
            note = json.loads((folder / FOLDER / f"{state}.json").read_text("utf-8"))
            touched.add(Touched(set(note["documents"]), set(note["subjects"])))
            state = str(note["before"])
        except (OSError, ValueError, KeyError, TypeError):
            return None
    return None
