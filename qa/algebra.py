"""What a question can ask for: sets of things, observations, and what is computed from them.

A reading of a question is one frozen tree. Each operator has one SPARQL form (`qa.compile`), one Chinese paraphrase
(`qa.explain`) and one rule for its evidence: the facts bound to the variables that `Compiled.support` selects.

    Members(And(Kind(("Bank",)), Hop(One(("urn:zhiwen:entity:…",)), ("operates", "provides"), inverse=True)))
    Value(Obs(One((credit,)), (scale,), period="2025"))
"""
from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Literal, TypeAlias

Op = Literal["=", "!=", "<", "<=", ">", ">="]
By = Literal["about", "region", "indicator", "period"]        # what of an observation is asked for


# ---- sets of things ------------------------------------------------------------------------------------
@dataclass(frozen=True, slots=True)
class One:
    """Things known by IRI."""

    iris: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Kind:
    """Everything of some classes (with `=`: of that class and none below), or whose name ends in one of `endings`."""

    classes: tuple[str, ...]
    endings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Hop:
    """What the things of `base` lead to by one of the relations; `inverse`: what leads to them."""

    base: Set
    predicates: tuple[str, ...]
    inverse: bool = False
    facts: tuple[str, ...] = ()     # only by these statements, where the question fits some and not others


@dataclass(frozen=True, slots=True)
class And:
    parts: tuple[Set, ...]


@dataclass(frozen=True, slots=True)
class Or:
    parts: tuple[Set, ...]


@dataclass(frozen=True, slots=True)
class Minus:
    whole: Set
    part: Set


@dataclass(frozen=True, slots=True)
class Having:
    """The subjects (or regions) of observations, optionally of those whose value compares so with a number."""

    obs: Obs
    by: By = "about"
    op: Op | None = None
    value: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Best:
    """The subjects (or regions) of the observations with the highest or lowest value; ties all count."""

    obs: Obs
    by: By = "about"
    highest: bool = True


Set: TypeAlias = "One | Kind | Hop | And | Or | Minus | Having | Best"


# ---- observations ----------------------------------------------------------------------------------------
@dataclass(frozen=True, slots=True)
class Obs:
    """Observations of `about` (anything, where None) with one of the `indicators`. `region` None: of no region;
    `any_region`: of any or none. `period` None: of any period, or of one of `periods`."""

    about: Set | None
    indicators: tuple[str, ...]
    period: str | None = None
    region: Set | None = None
    any_region: bool = False
    status: str | None = None
    base_period: str | None = None
    unit: str | None = None
    periods: tuple[str, ...] = ()
    fact: str | None = None         # only this one, where others differ in what the graph does not hold apart


# ---- what is asked -----------------------------------------------------------------------------------------
@dataclass(frozen=True, slots=True)
class Members:
    of: Set


@dataclass(frozen=True, slots=True)
class Value:
    """Figures as written: of one set of observations, or of several side by side."""

    of: Obs | tuple[Obs, ...]


@dataclass(frozen=True, slots=True)
class Top:
    """The `k` subjects, regions or periods with the highest or lowest values."""

    obs: Obs
    by: By
    highest: bool
    k: int


@dataclass(frozen=True, slots=True)
class Count:
    of: Set


@dataclass(frozen=True, slots=True)
class Sum:
    of: Obs | tuple[Obs, ...]


@dataclass(frozen=True, slots=True)
class Difference:
    left: Obs
    right: Obs


@dataclass(frozen=True, slots=True)
class Compare:
    """Whether the value of `left` stands so to `right`, another observation or a number in base units."""

    left: Obs
    op: Op
    right: Obs | Decimal


@dataclass(frozen=True, slots=True)
class Exists:
    """Whether some relation leads from `subject` to `object`; with `denied`, whether none of them does."""

    subject: Set
    predicates: tuple[str, ...]
    object: Set
    denied: bool = False


@dataclass(frozen=True, slots=True)
class Any:
    """Whether a set has a member."""

    of: Set


@dataclass(frozen=True, slots=True)
class Phrase:
    """Words of a document, each from its start to its end, in a sentence that goes from `first` to `last`; or how many
    such words there are."""

    document: str
    spans: tuple[tuple[int, int], ...]
    first: int
    last: int
    count: bool = False


@dataclass(frozen=True, slots=True)
class Apart:
    """How far apart two numbers are that stand in a sentence of a document, from `first` to `last`; or their total."""

    document: str
    one: tuple[int, int]
    other: tuple[int, int]
    first: int
    last: int
    total: bool = False


@dataclass(frozen=True, slots=True)
class Headings:
    """Headings of a document, each from its start to its end, or how many they are."""

    document: str
    spans: tuple[tuple[int, int], ...]
    count: bool = False


@dataclass(frozen=True, slots=True)
class Says:
    """Whether the sentence of a document from `first` to `last` holds some words and lacks others."""

    document: str
    first: int
    last: int
    holds: tuple[str, ...]
    lacks: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class About:
    """Everything that is known of a thing: the facts it is part of."""

    iri: str


Property: TypeAlias = Literal["publisher", "published", "title"]


@dataclass(frozen=True, slots=True)
class Meta:
    """What the catalogue knows of a document."""

    document: str
    name: Property


Asked: TypeAlias = (Members | Value | Top | Count | Sum | Difference | Compare | Exists | Any | Phrase | Apart
                    | Headings | Says | About | Meta)
