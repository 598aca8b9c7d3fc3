"""The graph store seam: what zhiwen asks of a triple store, in its own terms.

`kg.store_oxigraph` is the embedded one, `kg.store_sparql` a SPARQL server; `tests/contracts/store.py` is what every
adapter must do.
A store holds one default graph (the facts) and named graphs (one a document, and the catalogue).
"""
from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import IO, Protocol

from kg.rdf import Iri, Statement, Term
from kg.sparql import Ask, Construct, Select, Update

Row = Mapping[str, Term]
FACTS: None = None                       # the default graph
FACTS_GRAPH = Iri("urn:zhiwen:facts")    # its name on a server, see kg.default_graph
CATALOGUE = Iri("urn:zhiwen:catalogue")  # the documents, the revision
DECISIONS = Iri("urn:zhiwen:decisions")  # what the user decided: merges, rejections
RESOLUTION = Iri("urn:zhiwen:resolution")        # local entity zw:resolvesTo entity; tallies


class GraphStore(Protocol):
    """A SPARQL 1.1 store. A query is one of our trees, or the text of a query somebody typed.

    Every method raises StoreError when the store fails and QueryError when it refuses the query.
    """

    def select(self, query: Select | str) -> list[Row]:
        """The solutions in the store's order; an unbound variable is missing from its row."""
        ...

    def ask(self, query: Ask | str) -> bool: ...

    def construct(self, query: Construct | str) -> list[Statement]: ...

    def update(self, update: Update) -> None:
        """Carry out all operations in order, or none of them."""
        ...

    def dump(self) -> Iterator[str]:
        """Every quad as one line of N-Quads, sorted; equal for equal content."""
        ...

    def save(self, file: IO[bytes]) -> None:
        """Write every quad as N-Quads, in the store's order, without holding them all in memory."""
        ...

    def load(self, file: IO[bytes]) -> None:
        """Add the quads of an N-Quads file, in one transaction or in several. For a store that nobody reads yet."""
        ...

    def close(self) -> None: ...
