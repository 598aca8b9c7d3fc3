"""Text under repair that remembers, for each character, where it stands in its source."""
from __future__ import annotations

import re
from collections.abc import Callable, Iterable

Edit = tuple[int, int, str]


class Traced:
    """A string with the source range of each character.

    Edits of equal length map one to one; otherwise every new character stands for the whole range it replaced.
    """

    __slots__ = ("ends", "starts", "text")

    def __init__(self, text: str, starts: list[int] | None = None, ends: list[int] | None = None) -> None:
        self.text = text
        self.starts = list(range(len(text))) if starts is None else starts
        self.ends = list(range(1, len(text) + 1)) if ends is None else ends

    def edit(self, edits: Iterable[Edit], *, aligned: bool = True) -> Traced:
        """A copy with [start, end) replaced by the given string, for sorted edits that do not overlap.

        Without `aligned`, equal length does not mean that characters correspond one by one.
        """
        out: list[str] = []
        starts: list[int] = []
        ends: list[int] = []
        at = 0
        for start, end, new in edits:
            if start < at:
                raise ValueError(f"edits overlap or are not sorted at {start}")
            out += (self.text[at:start], new)
            starts += self.starts[at:start]
            ends += self.ends[at:start]
            if aligned and len(new) == end - start:
                starts += self.starts[start:end]
                ends += self.ends[start:end]
            else:
                # An insertion points at the character it precedes (or the last one).
                low = min(self.starts[start:end] or self.starts[start : start + 1] or self.ends[-1:] or [0])
                high = max(self.ends[start:end] or [low])
                starts += [low] * len(new)
                ends += [high] * len(new)
            at = end
        out.append(self.text[at:])
        return Traced("".join(out), starts + self.starts[at:], ends + self.ends[at:])

    def sub(self, pattern: re.Pattern[str], new: str | Callable[[re.Match[str]], str]) -> Traced:
        """Like `re.sub`; `new` is a plain string or a function of the match."""
        edits = [
            (m.start(), m.end(), put) for m in pattern.finditer(self.text)
            if (put := new if isinstance(new, str) else new(m)) != m[0]
        ]
        return self.edit(edits) if edits else self
