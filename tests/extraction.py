"""Documents made of plain sentences, and what extraction reads off them."""
from __future__ import annotations

import re

from ingest.mentions import find_mentions
from ingest.pipeline import Kit
from ingest.relations import relate
from ingest.resolve import refer, resolve
from kg.types import Document, DocumentClaims, Mention, Section, Sentence

Triple = tuple[str, str, str]


def document(text: str, sections: tuple[Section, ...] = (), title: str = "试验报告") -> Document:
    """A document of one part; its sentences end with 。 or a line break."""
    borders = [(m.start(), m.end()) for m in re.finditer(r"[^。\n]+[。\n]?", text)]
    inside = [max((i for i, s in enumerate(sections) if s.start <= start), default=-1) for start, _ in borders]
    sentences = tuple(Sentence(a, b, i) for (a, b), i in zip(borders, inside, strict=True))
    return Document("d1", "试验.txt", "试验.txt", "0" * 64, "text/plain", title, text, (), ("text",), sections,
                    sentences)


def mentions(kit: Kit, text: str) -> list[Mention]:
    one = document(text)
    return [m for found in refer(one, find_mentions(kit.lexicon, one, kit.tagger.tag(one))) for m in found]


def claims(kit: Kit, one: Document) -> DocumentClaims:
    """The relations of a document, resolved; numbers are left out."""
    tokens = kit.tagger.tag(one)
    found = refer(one, find_mentions(kit.lexicon, one, tokens))
    return resolve(kit, one, found, relate(kit, one, tokens, found), [])


def triples(kit: Kit, text: str) -> set[Triple]:
    return {(c.subject.name, c.predicate, c.object.name) for c in claims(kit, document(text)).relations}
