"""Facts as JSON lines, as `zhiwen facts` prints them."""
from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

from kg.export.counts import Counts
from kg.export.selection import Options, Selection

if TYPE_CHECKING:
    from kg.snapshot import Snapshot


def write_jsonl(snapshot: Snapshot, chosen: Selection, options: Options, file: Path) -> Counts:
    """One fact a line, in the order of `Snapshot.facts`; then imported triples, which no type or entity selects.

    Raises OSError.
    """
    from kg.facts import fact_to_json
    from kg.statements import stated_to_json

    kept = {one.iri for one in chosen.facts}
    with file.open("w", encoding="utf-8", newline="\n") as out:
        for fact in snapshot.facts(document=options.document):
            if fact.iri in kept:
                out.write(json.dumps(fact_to_json(fact), ensure_ascii=False) + "\n")
        for stated in chosen.stated:
            out.write(json.dumps(stated_to_json(stated), ensure_ascii=False) + "\n")
    return Counts(facts=len(kept) + len(chosen.stated))
