"""Patterns made from the verbs of `data/verbs.tsv`: one for each frame a verb is used in.

A row is `id  relation  subjects  objects  confidence  frames  verbs  yes  no`. Subjects and objects are letters of
`ingest.phrases`, with tests of names as in a pattern (`N~平台$`); the frames are explained in the file.
"""
from __future__ import annotations

import re
from collections.abc import Iterator

from ingest.phrases import NUMBER
from ingest.words import DATA
from kg import datafile

_OF_PLACE = f"(?:R{NUMBER}(?=[A-Z]))?"      # 收购德国乙公司
_FRAMES = {
    "a": "(?P<V>{verbs})(?:起)?#?{of}的?{{O:{objects}}}",
    "r": "{{S:{subjects}}}(?:(?:在|为|向|面向){{X}}(?:#?{{X}})?)?(?P<V>{verbs})的#?{{O:{objects}}}",
    "b": "由{{S:{subjects}}}(?P<V>{verbs})的#?{{O:{objects}}}",
    "p": "{{O:{objects}}}(?:是)?(?:由|被){{S:{subjects}}}(?:共同|负责|合作|合资|出资|投资|具体|主导)*"
         "(?P<V>{verbs})(?!的|建设|运营|兴建|新建)",
    "w": "(?<![A-Z\ue000-\uf8ff#~!])(?P<V>{verbs})#?{{O:{objects}}}的#?{{S:{subjects}}}",
    "x": "(?P<V>{verbs})(?:了)?#?{{S:{objects}}}",
}


def verb_rows() -> Iterator[tuple[int, tuple[str, ...], frozenset[str]]]:
    """Each frame of each row as a row of `data/relations.tsv`, with the verbs one of which a clause must hold.

    The examples of a row go to its frames together: see `ingest.patterns`. Raises DataError for a malformed row.
    """
    for number, cells in datafile.rows(DATA / "verbs.tsv", 9):
        name, relation, subjects, objects, confidence, frames, verbs, yes, no = cells
        words = verbs.split()
        either = "|".join(sorted(words, key=lambda w: (-len(w), w)))
        for frame in frames:
            of = "" if "R" in re.split("[~!]", objects)[0] else _OF_PLACE
            pattern = _FRAMES[frame].format(verbs=either, subjects=subjects, objects=objects, of=of)
            carried = subjects if frame in "ax" else "-"
            yield number, (f"{name}-{frame}", relation, carried, confidence, pattern, yes, no), frozenset(words)
