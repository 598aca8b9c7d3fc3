"""Queries on our default graph, told to a server that keeps it under a name.

Engines disagree on what the default graph of a server is: its own unnamed graph, or all graphs taken together. Under a
name of its own it is the same everywhere, so each pattern outside a GRAPH block gets one. `GRAPH ?g` means the named
graphs of a store, and the facts graph is none of them.
"""
from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import TypeVar

from kg.rdf import Iri, lit
from kg.sparql import (
    And,
    Arith,
    Ask,
    Bind,
    Call,
    Compare,
    Exists,
    Expression,
    Filter,
    Graph,
    Group,
    In,
    Minus,
    Not,
    NotExists,
    Optional,
    Or,
    Pattern,
    Select,
    Triple,
    Union,
    Values,
    Var,
)

Q = TypeVar("Q", Select, Ask)


def in_graph(query: Q, name: Iri) -> Q:
    """The query on a store where graph `name` holds what `query` takes for the default graph."""
    where = _patterns(query.where, name)
    if all(isinstance(pattern, Filter) for pattern in where):
        where.insert(0, Values((Var("one"),), ((lit(1),),)))        # Virtuoso does not filter a group of nothing else
    return replace(query, where=where)


def _patterns(patterns: Iterable[Pattern], name: Iri) -> list[Pattern]:
    found: list[Pattern] = []
    run: list[Pattern] = []
    for pattern in patterns:
        if isinstance(pattern, Triple):
            run.append(pattern)
            continue
        if run:
            found.append(Graph(name, *run))
            run = []
        found += _pattern(pattern, name)
    return [*found, Graph(name, *run)] if run else found


def _pattern(pattern: Pattern, name: Iri) -> list[Pattern]:
    match pattern:
        case Graph(Var() as variable, _):
            return [pattern, Filter(Compare(variable, "!=", name))]
        case Filter(test):
            return [Filter(_expression(test, name))]
        case Optional(patterns):
            return [Optional(*_patterns(patterns, name))]
        case Minus((Values((variable,), rows),)):       # which Virtuoso cannot compile
            return [Filter(Not(In(variable, tuple(value for (value,) in rows if value is not None))))]
        case Minus(patterns):
            return [Minus(*_patterns(patterns, name))]
        case Group(patterns):
            return [Group(*_patterns(patterns, name))]
        case Union(branches):
            return [Union(*(_patterns(branch, name) for branch in branches))]
        case Select():
            return [replace(pattern, where=_patterns(pattern.where, name))]
        case Bind(value, variable):
            return [Bind(_expression(value, name), variable)]
        case _:
            return [pattern]


def _expression(test: Expression, name: Iri) -> Expression:
    match test:
        case Exists(patterns):
            return Exists(*_patterns(patterns, name))
        case NotExists(patterns):
            return NotExists(*_patterns(patterns, name))
        case And(parts):
            return And(*(_expression(part, name) for part in parts))
        case Or(parts):
            return Or(*(_expression(part, name) for part in parts))
        case Not(part):
            return Not(_expression(part, name))
        case Compare(left, op, right):
            return Compare(_expression(left, name), op, _expression(right, name))
        case Arith(left, op, right):
            return Arith(_expression(left, name), op, _expression(right, name))
        case In(part, values):
            return In(_expression(part, name), values)
        case Call(function, args):
            return Call(function, *(_expression(arg, name) for arg in args))
        case _:
            return test
