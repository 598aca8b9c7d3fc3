"""What reading a question proposes: plans and scored figures, and what they must account for to be worth an answer."""
from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from kg.index import Observed
from qa import algebra as a
from qa import leftover
from qa.match import Fit

CLOSE = 0.03                        # readings nearer than this are equally good


@dataclass(frozen=True, slots=True)
class Limits:
    """The least a fact must account for, and whether words that name nothing may be left over."""

    recall: float
    precision: float
    lenient: bool = False

    def meets(self, fit: Fit, ease: float = 1.0) -> bool:
        """Whether enough of the question and, divided by `ease`, of the fact's own names is accounted for."""
        return fit.recall >= self.recall and fit.precision >= self.precision * ease

    def covers(self, fit: Fit) -> bool:
        """Whether nothing that matters is left over."""
        return fit.covers or (self.lenient and not leftover.names_something(fit.missing))


# Found on generated negatives. The second is for questions that nothing answers by the first.
STRICT, LENIENT = Limits(0.78, 0.45), Limits(0.55, 0.4, lenient=True)


@dataclass(frozen=True, slots=True)
class Plan:
    """A reading of the question as a query, and how sure it is. `facts` are those it was read from."""

    asked: a.Asked
    score: float
    fit: Fit
    facts: tuple[str, ...]
    unit: str = ""              # of a computed number
    factor: Decimal = Decimal(1)        # of that unit in base units
    size: int | None = None     # how many answers there must be
    loose: bool = False         # words of the question are passed over
    read: bool = False          # from a sentence that qa.reader chose
    options: tuple[tuple[str, str], ...] = ()       # how the question calls the things it lets choose from: iri, words


@dataclass(frozen=True, slots=True)
class Scored:
    fact: Observed
    fit: Fit
    score: float
