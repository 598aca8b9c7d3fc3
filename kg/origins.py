"""The way from clean text back to the file, kept as a short JSON string: part names and runs.

Runs cover the text without gaps, so each is stored as four numbers: its length, its part, the distance of its source
start from the end of the run before in the same part (from 0 where the part changes), and its source length.
"""
from __future__ import annotations

import json
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

from kg.types import Run, SourceRef


def pack(parts: Sequence[str], runs: Sequence[Run]) -> str:
    """The runs of a document as JSON; `Origins.unpack` reads it."""
    numbers: list[int] = []
    part, last = -1, 0
    for run in runs:
        if run.part != part:
            part, last = run.part, 0
        numbers += (run.end - run.start, part, run.source_start - last, run.source_end - run.source_start)
        last = run.source_end
    return json.dumps({"parts": list(parts), "runs": numbers}, ensure_ascii=False, separators=(",", ":"))


@dataclass(frozen=True, slots=True)
class Origins:
    parts: tuple[str, ...]
    runs: tuple[Run, ...]

    @classmethod
    def unpack(cls, text: str) -> Origins:
        data = json.loads(text)
        numbers: list[int] = data["runs"]
        runs: list[Run] = []
        start, part, last = 0, -1, 0
        for length, next_part, skip, source_length in zip(*[iter(numbers)] * 4, strict=True):
            if next_part != part:
                part, last = next_part, 0
            source = last + skip
            last = source + source_length
            runs.append(Run(start, start + length, part, source, last))
            start += length
        return cls(tuple(data["parts"]), tuple(runs))

    def source(self, start: int, end: int) -> SourceRef:
        """Where clean text [start, end) stands in its file: in the part where it begins, up to its last run there.

        Within a run that stands for its source as a whole, the place is the whole run.
        """
        if not self.runs:
            return SourceRef(self.parts[0] if self.parts else "", start, end)
        at = max(0, bisect_right(self.runs, start, key=lambda run: run.start) - 1)
        first = self.runs[at]
        exact = first.end - first.start == first.source_end - first.source_start
        source_start = first.source_start + (start - first.start if exact else 0)
        source_end = source_start
        for run in self.runs[at:]:
            if run.part != first.part or run.start >= max(end, start + 1):
                break
            exact = run.end - run.start == run.source_end - run.source_start
            reach = run.source_start + min(end, run.end) - run.start if exact else run.source_end
            source_end = max(source_end, reach)
        return SourceRef(self.parts[first.part], source_start, source_end)
