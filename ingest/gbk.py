"""The two-byte codes of GBK, as an annotator that counts bytes saw them."""
from __future__ import annotations

from functools import cache
from pathlib import Path

from kg import datafile

_READINGS = Path(__file__).parent / "data" / "readings.tsv"
LEADS = range(0x81, 0xFF)
TRAILS = tuple(b for b in range(0x40, 0xFF) if b != 0x7F)
# Leads and trails of the user-defined areas: a pair of these shows as nothing at all.
UNSEEN = (
    (tuple(range(0xAA, 0xB0)) + tuple(range(0xF8, 0xFF)), tuple(range(0xA1, 0xFF))),
    (tuple(range(0xA1, 0xA8)), tuple(b for b in range(0x40, 0xA1) if b != 0x7F)),
)


@cache
def chars() -> dict[tuple[int, int], str]:
    """The character of each byte pair that GBK defines."""
    table = {}
    for lead in LEADS:
        for trail in TRAILS:
            char = bytes((lead, trail)).decode("gbk", errors="ignore")
            if len(char) == 1 and ord(char) > 0x7F:
                table[lead, trail] = char
    return table


@cache
def pairs() -> dict[str, tuple[int, int]]:
    """The byte pair of each character."""
    return {char: pair for pair, char in chars().items()}


@cache
def readings() -> dict[str, frozenset[str]]:
    """The toneless readings of each character that annotators mark: `聯` has `lian`."""
    found: dict[str, set[str]] = {}
    for _, (reading, marked) in datafile.rows(_READINGS, 2):
        for char in marked:
            found.setdefault(char, set()).add(reading)
    return {char: frozenset(names) for char, names in found.items()}


@cache
def byte_after(first: int, reading: str) -> tuple[int, ...]:
    """The second bytes that make, with `first`, a character of that reading: (0xF2, "qu") gives 0x8C for 驅."""
    return tuple(b for b in range(0x80, 0xFF) if reading in readings().get(chars().get((first, b), ""), ()))
