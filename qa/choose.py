"""The choice of one property among those a thing has: words first, then the encoder, then the value where in doubt."""
from __future__ import annotations

import math
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from operator import mul
from typing import TYPE_CHECKING, Generic, Protocol, TypeVar

from qa.asked_property import Asked, Fit

if TYPE_CHECKING:
    from kg.encoder import Encoder, Vectors

LABELS = 12            # properties of a thing that the encoder compares at most, the likeliest by words
# Log-odds that a property is the one asked for: a constant, and the weights of its name's cosine to the question, of
# `Fit.named`, `accounted`, `kind` and `against`. By logistic regression over questions on an imported graph, each with
# the property it asks for, other properties of its thing, and properties of other things.
BY_NAME = (-65.6, 73.2, 3.05, 1.75, 0.07, -1.37)
# The same where the value is looked at too: the last weight is that of the cosine of name and value.
BY_VALUE = (-85.08, 37.2, 2.94, 1.78, -0.25, -1.43, 58.6)
CLEAR = 1.0            # log-odds from which the value is not looked at
OTHERWISE = -6.0       # where the question names another property outright
ACROSS, APART = 0.83, 0.02      # cosine of a name in another script, and how far the next one must be
LIKELY = -2.4          # log-odds from which a property is taken to be the one asked for: 1 in 200 is lost
TYPICAL = 0.86         # cosine of a question and a property it does not ask for
NAMED = 0.91           # and of one whose name it says
NUMBER = re.compile(r"[\d一二三四五六七八九十百千万两半无免]")
SHOWN = 40             # characters of a value that are compared


class Property(Protocol):
    """What there is to choose from: a property's label, its folded names, the best first, and the text of a value."""

    @property
    def label(self) -> str: ...
    @property
    def names(self) -> tuple[str, ...]: ...
    @property
    def sample(self) -> str: ...


P = TypeVar("P", bound=Property)


@dataclass(frozen=True, slots=True)
class Choice(Generic[P]):
    """A property that a question may ask for; `score` are log-odds."""

    property: P
    fit: Fit
    score: float


class Chooser:
    """`encoder` is asked for only where words do not decide; `known` has the kept vectors of labels."""

    def __init__(self, encoder: Callable[[], Encoder | None], known: Callable[[Sequence[str]], Vectors | None]) -> None:
        self._encoder, self._known = encoder, known
        self._vectors: dict[str, Vectors] = {}          # of labels
        self._asked: dict[str, Vectors] = {}            # of the question before

    def best(self, rest: str, have: Sequence[P]) -> Choice[P] | None:
        """The likeliest of the properties; `rest` is the folded question with 它 in the place of the thing's name."""
        asked = Asked.read(rest)
        fits = sorted(((asked.fit(one.names), one) for one in have), key=lambda pair: -log_odds(pair[0], 0))
        plain = [one for one in fits if one[0].whole and one[0].accounted == 1]
        if len(plain) == 1 and not any(plain[0][1].names[0] in one.names[0] for _, one in fits[1:]):
            return Choice(plain[0][1], plain[0][0], log_odds(plain[0][0], NAMED))
        fits = fits[:LABELS]
        near = self._cosines(rest, [_spoken(one) for _, one in fits])
        found = [Choice(one, fit, log_odds(fit, cosine)) for (fit, one), cosine in zip(fits, near, strict=True)
                 if fit.kind or not asked.is_quantity or NUMBER.search(one.sample)]
        best = max(found, key=lambda one: one.score, default=None)
        best = self._looked_at(rest, asked, best) if best and best.score < CLEAR else best
        return best if best and best.score >= LIKELY else self._across(rest, asked, have) or best

    def _across(self, rest: str, asked: Asked, have: Sequence[P]) -> Choice[P] | None:
        """A property with English names only that is nearer to the question than all others of that kind.

        Texts of two languages are never as near as those of one, so they are compared among themselves.
        """
        english = [one for one in have if all(name.isascii() for name in one.names)]
        if len(english) < 2:
            return None
        cosines = self._cosines(rest, [_spoken(one) for one in english])
        (first, at), (second, _) = sorted(((cosine, n) for n, cosine in enumerate(cosines)), reverse=True)[:2]
        clear = first >= ACROSS and first - second >= APART
        return Choice(english[at], asked.fit(english[at].names), 0.0) if clear else None

    def by_words(self, rest: str, have: Sequence[P]) -> list[Choice[P]]:
        """Those of the properties that the question's words name."""
        asked = Asked.read(rest)
        fits = [(asked.fit(one.names), one) for one in have]
        return [Choice(one, fit, log_odds(fit, TYPICAL)) for fit, one in fits
                if fit.named >= 0.5 and fit.accounted >= 0.6]

    def _looked_at(self, rest: str, asked: Asked, one: Choice[P]) -> Choice[P]:
        """A doubtful choice, judged by its value too: 什么车型 is answered by a grade that says 轿车.

        A value that ends as the word asked for (甲级 for 级别) is of its kind, whatever the property is called.
        """
        name, value = _spoken(one.property), one.property.sample[:SHOWN]
        cosine, whole = self._cosines(rest, [name, f"{name}：{value}"])
        of_kind = bool(value) and value[-1] in asked.text[slice(*asked.outright)]
        fit = replace(one.fit, other=0.0) if of_kind else one.fit
        return Choice(one.property, fit, log_odds(fit, cosine, whole))

    def _cosines(self, rest: str, labels: Sequence[str]) -> list[float]:
        """How near the question is to each label in meaning; the same for all where there is no encoder."""
        encoder = self._encoder()
        if encoder is None or not labels:
            return [TYPICAL] * len(labels)
        from kg.encoder import documents, queries

        missing = [label for label in dict.fromkeys(labels) if label not in self._vectors]
        if missing and (known := self._known(missing)) is not None:
            self._vectors |= dict(zip(missing, known, strict=True))
        elif missing:
            self._vectors |= dict(zip(missing, documents(encoder, missing), strict=True))
        if rest not in self._asked:
            self._asked = {rest: queries(encoder, [rest])[0]}
        return [float(self._vectors[label] @ self._asked[rest]) for label in labels]


def _spoken(one: Property) -> str:
    """A property's name as the encoder reads it: English words apart, Chinese ones together (语 种)."""
    return one.label.lower() if one.label.isascii() else one.names[0]


def log_odds(fit: Fit, cosine: float, whole: float | None = None) -> float:
    """How likely a property is the one asked for; `whole` is the cosine of its name with a value."""
    weights, values = (BY_NAME, ()) if whole is None else (BY_VALUE, (whole,))
    features = (1.0, cosine, fit.named, fit.accounted, fit.kind, fit.against, *values)
    return float(sum(map(mul, weights, features))) + OTHERWISE * fit.other


def likelihood(score: float) -> float:
    """Log-odds as a confidence."""
    return min(0.99, 1 / (1 + math.exp(-score)))
