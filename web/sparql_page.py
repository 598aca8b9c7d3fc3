"""What a browser sees at `/sparql` when it comes without a query: the example queries, prefixes, formats."""
from __future__ import annotations

from kg.example_queries import example_queries
from kg.rdf import PREFIXES
from kg.results import FORMATS
from web.templates import render


def sparql_html() -> str:
    """The page; its only form sends a query to `/sparql`."""
    return render("zh", "sparql.html", queries=example_queries(), prefixes=PREFIXES,
                  formats=[name for name, (solutions, graph) in FORMATS.items() if solutions or graph])
