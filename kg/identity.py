"""Which names are the same thing, and the IRIs that follow from it.

An entity is its family (zw:family of its class) and its normal name; a name that means nothing outside its document
also has the document. A fact is its resolved parts. Both IRIs are hashes, so they are equal wherever the parts are.
"""
from __future__ import annotations

import hashlib
import json
import re
import unicodedata
from collections.abc import Callable, Iterable, Sequence
from functools import lru_cache
from pathlib import PurePath
from typing import Protocol, TypeAlias

from kg.rdf import PREFIXES
from kg.vocab import VOCAB


class Known(Protocol):
    """A thing of the gazetteer (kg.text.lexicon.Entry is one)."""

    @property
    def canonical(self) -> str: ...
    @property
    def type(self) -> str: ...
    @property
    def aliases(self) -> tuple[str, ...]: ...
    @property
    def parent(self) -> str | None: ...


Readings: TypeAlias = Callable[[str], Sequence[Known]]
"""The gazetteer: all things that bear a name, likeliest first (`Lexicon.readings`)."""

_DROPPED = re.compile(r"[\s\"'“”‘’「」『』《》〈〉<>【】\[\]·•・]+")
_PLUS = re.compile(r"(?<=[\w一-鿿])\+(?=[\w一-鿿])")        # 物联网+信贷, but C++
_TAIL = re.compile(r"(?<=..)等$")
_LEGAL = re.compile("(?:股份有限|有限责任|有限)公司$")
_LATIN = re.compile(r"[a-z0-9.+/-]+")
_UNFIT = re.compile(r"[^\w.-]+")          # what an IRI or a command line would have to quote


def no_gazetteer(name: str) -> tuple[Known, ...]:
    """The gazetteer that knows nothing."""
    return ()


def known(name: str, type_: str, readings: Readings) -> Known | None:
    """The thing of the gazetteer that `name` stands for when it is of class `type_`: one of a class above or below it
    (吉林 as a Province is not the city), or else one of its family.
    """
    found = tuple(readings(name)) or tuple(readings(normal(name)))
    family = [one for one in found if VOCAB.family(one.type) == VOCAB.family(type_)]
    return next((one for one in family if VOCAB.compatible(one.type, type_)), family[0] if family else None)


@lru_cache(maxsize=65536)
def normal(name: str) -> str:
    """The form names are compared in: NFKC, lower case, without quotes, blanks, joining pluses and a closing 等.

    A name of such characters only stays as it is.
    """
    while True:              # once more where one step opens the way for another (a 等 inside quotes)
        text = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", name).casefold())
        short = _TAIL.sub("", _PLUS.sub("", _DROPPED.sub("", text))) or text.strip() or name
        if short == name:
            return name
        name = short


def identity(name: str, type_: str, aliases: Iterable[str] = (), *, readings: Readings = no_gazetteer) -> str:
    """The normal name of the thing that `name` and its `aliases` within a document stand for.

    The gazetteer's canonical name where it knows the name, or else one of the aliases, in the family of `type_`;
    otherwise the name itself, without the region that a known region lies in (江苏昆山), a known body's legal form, and
    a head word of its class that adds nothing (物联网技术, RFID技术).
    """
    for one in (name, *aliases):
        if thing := known(one, type_, readings):
            return normal(thing.canonical)
    own = normal(name)
    if VOCAB.family(type_) == "region" and (place := _inner(own, type_, readings)):
        return normal(place.canonical)
    if VOCAB.family(type_) == "institution" and (firm := known(_LEGAL.sub("", own), type_, readings)):
        return normal(firm.canonical)
    for term in VOCAB.classes.values():
        for head in term.heads if term.family == VOCAB.family(type_) else ():
            rest = own.removesuffix(head)
            if rest in (own, ""):
                continue
            if (thing := known(rest, term.name, readings)) and VOCAB.is_a(thing.type, term.name):
                return normal(thing.canonical)
            if _LATIN.fullmatch(rest):
                return rest
    return own


def _inner(name: str, type_: str, readings: Readings) -> Known | None:
    """The known region that a name ends with, behind the one it lies in: 昆山 of 江苏昆山, 江苏省苏州昆山市."""
    for cut in range(2, len(name) - 1):
        outer, place = known(name[:cut], "Region", readings), known(name[cut:], type_, readings)
        if outer is None:
            continue
        inner = place or _inner(name[cut:], type_, readings)
        above = inner and _above(inner, readings)
        if inner and above and normal(outer.canonical) in above:
            return inner
    return None


def _above(place: Known, readings: Readings) -> list[str]:
    """The normal names of the regions that a known region lies in, the nearest first."""
    names: list[str] = []
    one: Known | None = place
    while one is not None and one.parent and normal(one.parent) not in names:
        names.append(normal(one.parent))
        one = known(one.parent, "Region", readings)
    return names


def entity_iri(name: str, type_: str, aliases: Iterable[str] = (), *, document: str = "",
               readings: Readings = no_gazetteer) -> str:
    """The IRI of an entity. `document` is the id of the only document where a local name means anything."""
    if document:
        return _hashed("entity", [VOCAB.family(type_), normal(name), document])
    return _hashed("entity", [VOCAB.family(type_), identity(name, type_, aliases, readings=readings)])


def relation_iri(subject: str, predicate: str, object_: str) -> str:
    """The IRI of a relation fact; both directions of a symmetric relation are one fact."""
    if VOCAB.relations[predicate].symmetric:
        subject, object_ = sorted((subject, object_))
    return _hashed("fact", ["relation", subject, predicate, object_])


def observation_iri(parts: Iterable[str]) -> str:
    """The IRI of an observation from its resolved parts, each in its written form, "" where absent."""
    return _hashed("fact", ["observation", *parts])


def document_id(source: str, sha256: str) -> str:
    """The id of a document: the name of the file it was first read from, and eight digits of the hash of its bytes.

    A person recognises it, two files of one name differ, and its stem is the file's stem.
    """
    return f"{_UNFIT.sub('-', unicodedata.normalize('NFC', PurePath(source).stem))}.{sha256[:8]}"


def _hashed(kind: str, parts: list[str]) -> str:
    """JSON keeps the borders between the parts, so no two lists of parts read the same."""
    digest = hashlib.sha256(json.dumps(parts, ensure_ascii=False).encode("utf-8", "surrogatepass")).hexdigest()
    return f"{PREFIXES[kind]}{digest[:20]}"
