"""What facts rest on beside the documents: the gazetteers, the ontology, the shapes; and whether these have changed."""
from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path

from kg.identity import Readings
from kg.shacl import SHAPES
from kg.text.lexicon import LEXICON, Lexicon
from kg.vocab import ONTOLOGY


@dataclass(frozen=True, slots=True)
class Grounds:
    """The gazetteer that names are resolved with, and the `fingerprint` of all data files; "" where it has no files."""

    readings: Readings
    fingerprint: str = ""

    @staticmethod
    def load(extra: Path | None = None) -> Grounds:
        """The data that comes with zhiwen and the user's lexicon folder `extra`. Raises DataError for a wrong row."""
        return Grounds(Lexicon.load(extra).readings, fingerprint(extra))


def fingerprint(extra: Path | None = None) -> str:
    """A hash of the names and bytes of the data files; a missing folder `extra` is an empty one."""
    digest = hashlib.sha256()
    for path in (ONTOLOGY, SHAPES, *sorted(LEXICON.glob("*.tsv")), *sorted(extra.glob("*.tsv") if extra else ())):
        digest.update(f"{path.name} {path.stat().st_size} ".encode() + path.read_bytes())
    return digest.hexdigest()[:20]
