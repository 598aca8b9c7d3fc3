"""Many documents made from a few reports, for bench/volume.py.

A document is a piece of a report, of some five hundred characters, with names of its own in the place of all that no
gazetteer knows, and after it a list of partners as reports have it: so many companies that no other document names,
each linked with one of ten banks that all documents share and that so become hubs. One in twenty of the report's own
names stays as it is in all copies, and becomes a smaller hub.
"""
from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from bench.synthetic import company
from ingest.pipeline import Kit, extract, read_document
from ingest.readers import Source
from kg.errors import ReadError

CHARACTERS = "云岭松江柏川青禾蓝湾星洲雁回澜沧玉屏丹霞鹿鸣鹤亭枫桥梧泉棠溪芦荻沙洲石梁"     # of invented names
SHARED = 20             # one name in so many stays as it is in all copies
SHORTEST = 3            # characters of a name that is replaced
PIECE = 500             # characters of a report in one document
PARTNERS, A_SENTENCE = 300, 30
HUBS = ("工商银行", "农业银行", "中国银行", "建设银行", "交通银行",
        "招商银行", "浦发银行", "中信银行", "光大银行", "民生银行")


def stem(number: int) -> str:
    """Two to three characters that no other copy has."""
    many = sorted(set(CHARACTERS))
    return many[number // len(many) % len(many)] + many[number % len(many)] + (
        many[number // len(many) ** 2 % len(many)] if number >= len(many) ** 2 else "")


class Report:
    """A report cut into pieces, and its copies under other names."""

    def __init__(self, kit: Kit, path: Path) -> None:
        claims = extract(kit, Source.open(path))
        names = sorted({e.ref.name for e in claims.entities if not kit.lexicon.canonical(e.ref.name)})
        own = [name for n, name in enumerate(names) if len(name) >= SHORTEST and n % SHARED]
        longest = sorted(own, key=lambda name: (-len(name), name))
        self._pattern = re.compile("|".join(map(re.escape, longest)) or r"(?!)")
        self.title = claims.document.title
        self.pieces = list(_pieces(read_document(path).text))

    def copy(self, piece: str, number: int) -> tuple[str, set[str]]:
        """A piece with the names of copy `number`, of the same length; and these names."""
        own, names = stem(number), set[str]()

        def other(found: re.Match[str]) -> str:
            names.add(name := own + found[0][len(own):])
            return name

        return self._pattern.sub(other, piece), names


def _pieces(text: str) -> Iterator[str]:
    """The lines of a text, as many together as make up a piece."""
    held = ""
    for line in text.splitlines(keepends=True):
        held += line
        if len(held) >= PIECE:
            yield held
            held = ""
    if len(held) > PIECE / 2:
        yield held


def reports(folder: Path) -> list[Report]:
    """The reports of a folder that can be read."""
    kit, found = Kit.load(), []
    for path in sorted(folder.iterdir()):
        if path.suffix in (".txt", ".md", ".html", ".docx", ".pdf"):
            try:
                found.append(Report(kit, path))
            except ReadError as error:
                print(f"left out: {error}")
    return found


def documents(made_from: list[Report]) -> Iterator[tuple[str, set[str]]]:
    """Documents without end, each with the names that no other one has."""
    pieces = [(report, piece) for report in made_from for piece in report.pieces]
    number = 0
    while True:
        report, piece = pieces[number % len(pieces)]
        text, names = report.copy(piece, number)
        partners = [f"{company(number * PARTNERS + n)[:4]}有限公司" for n in range(PARTNERS)]
        lines = [f"{HUBS[(number + n) % len(HUBS)]}与{'、'.join(partners[n:n + A_SENTENCE])}开展合作。\n"
                 for n in range(0, PARTNERS, A_SENTENCE)]
        yield f"{report.title}（{number}）\n\n{text}\n附 合作单位名单\n\n{''.join(lines)}", names | {*partners}
        number += 1
