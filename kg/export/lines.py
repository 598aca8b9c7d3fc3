"""Facts as JSON lines, as `zhiwen facts` prints them."""
from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

from kg.export.counts import Counts

if TYPE_CHECKING:
    from kg.snapshot import Snapshot


def write_jsonl(snapshot: Snapshot, file: Path) -> Counts:
    """One fact a line. Raises OSError."""
    from kg.facts import fact_to_json

    count = 0
    with file.open("w", encoding="utf-8", newline="\n") as out:
        for fact in snapshot.facts():
            out.write(json.dumps(fact_to_json(fact), ensure_ascii=False) + "\n")
            count += 1
    return Counts(facts=count)
