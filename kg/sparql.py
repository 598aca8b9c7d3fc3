"""SPARQL queries as small trees of typed terms, and the one place that turns them into text.

A value is a term of the tree (`lit("建设银行")`, `Iri(…)`), never glued into text, so no value can change a query.
The text is what is shown to the user and what is run.

    from kg.rdf import Iri, lit
    from kg.sparql import *
    from kg.vocab import RDF, SKOS, ZW

    x, name, n = Var("x"), Var("name"), Var("n")
    query = Select((name,), where=(
        Triple(x, RDF.type, ZW.Bank),
        Triple(x, ZW.operates, Iri("urn:zhiwen:entity:…")),
        Triple(x, SKOS.prefLabel, name),
    ), distinct=True, order_by=(Asc(name),), limit=20)
    query.text()                                   # "PREFIX zw: <…>\n…\nSELECT DISTINCT ?name\nWHERE {\n  …\n}\n…"
    query.text(names={Iri("urn:…"): "建设银行"})    # the same with "# entity:… 建设银行" comments for the reader
    snapshot.select(query)                         # [{"name": Lit("建设银行", lang="zh")}, …]

Patterns:    Triple(s, p, o) · Filter(expr) · Optional(*patterns) · Union(branch, branch, …) (a branch is a tuple of
             patterns) · Minus(*patterns) · Graph(name, *patterns) · Values((x, y), ((a, b), …)) (None is UNDEF) ·
             Bind(expr, var) · Group(*patterns) · a Select is a sub-query
Paths:       Inverse(p) · Sequence(p, q) · Alternative(p, q) · ZeroOrMore(p) · OneOrMore(p)
Expressions: Compare(a, "<=", b) · Arith(a, "-", b) · And(…) · Or(…) · Not(e) · In(e, (v, …)) · Call("CONTAINS", a, b)
             Exists(*patterns) · NotExists(*patterns) · Aggregate("COUNT", x, distinct=True) · CountAll()
Forms:       Select(variables or As(expr, var), where, distinct, group_by, having, order_by, limit, offset) ·
             Ask(where) · Construct(template, where) · Update(operations) of InsertData, DeleteData, DropGraph
"""
from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from collections.abc import Sequence as Seq
from dataclasses import dataclass, field
from typing import Literal, TypeAlias

from kg.rdf import Blank, Iri, Lit, Quad, Statement, Term, compact, prefix_lines, write

__all__ = [
    "Aggregate", "Alternative", "And", "Arith", "As", "Asc", "Ask", "Bind", "Call", "Compare", "Construct", "CountAll",
    "DeleteData", "Desc", "DropGraph", "Exists", "Filter", "Graph", "Group", "In", "InsertData", "Inverse", "Minus",
    "Not", "NotExists", "OneOrMore", "Optional", "Or", "Query", "Select", "Sequence", "Triple", "Union", "Update",
    "Values", "Var", "ZeroOrMore",
]
_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
FUNCTIONS = frozenset((
    "ABS", "BOUND", "CEIL", "COALESCE", "CONCAT", "CONTAINS", "DATATYPE", "DAY", "FLOOR", "IF", "ISIRI", "ISLITERAL",
    "ISNUMERIC", "LANG", "LANGMATCHES", "LCASE", "MONTH", "REGEX", "REPLACE", "ROUND", "SAMETERM", "STR", "STRAFTER",
    "STRBEFORE", "STRDT", "STRENDS", "STRLEN", "STRSTARTS", "SUBSTR", "UCASE",
    "YEAR",
))


@dataclass(frozen=True, slots=True)
class Var:
    """A variable, without the question mark. Raises ValueError for a name SPARQL would not take."""

    name: str

    def __post_init__(self) -> None:
        if not _NAME.fullmatch(self.name):
            raise ValueError(f"not a variable name: {self.name!r}")


# ---- paths -----------------------------------------------------------------------------------------
@dataclass(frozen=True, slots=True)
class Inverse:
    path: Path


@dataclass(frozen=True, slots=True, init=False)
class Sequence:
    steps: tuple[Path, ...]

    def __init__(self, *steps: Path) -> None:
        object.__setattr__(self, "steps", steps)


@dataclass(frozen=True, slots=True, init=False)
class Alternative:
    choices: tuple[Path, ...]

    def __init__(self, *choices: Path) -> None:
        object.__setattr__(self, "choices", choices)


@dataclass(frozen=True, slots=True)
class ZeroOrMore:
    path: Path


@dataclass(frozen=True, slots=True)
class OneOrMore:
    path: Path


Path: TypeAlias = "Iri | Inverse | Sequence | Alternative | ZeroOrMore | OneOrMore"


# ---- expressions -----------------------------------------------------------------------------------
@dataclass(frozen=True, slots=True)
class Compare:
    left: Expression
    op: Literal["=", "!=", "<", "<=", ">", ">="]
    right: Expression


@dataclass(frozen=True, slots=True)
class Arith:
    left: Expression
    op: Literal["+", "-", "*", "/"]
    right: Expression


@dataclass(frozen=True, slots=True, init=False)
class And:
    parts: tuple[Expression, ...]

    def __init__(self, *parts: Expression) -> None:
        object.__setattr__(self, "parts", parts)


@dataclass(frozen=True, slots=True, init=False)
class Or:
    parts: tuple[Expression, ...]

    def __init__(self, *parts: Expression) -> None:
        object.__setattr__(self, "parts", parts)


@dataclass(frozen=True, slots=True)
class Not:
    part: Expression


@dataclass(frozen=True, slots=True)
class In:
    part: Expression
    values: tuple[Term, ...]


@dataclass(frozen=True, slots=True, init=False)
class Call:
    """A built-in function; only those of `FUNCTIONS`."""

    name: str
    args: tuple[Expression, ...]

    def __init__(self, name: str, *args: Expression) -> None:
        if name not in FUNCTIONS:
            raise ValueError(f"unknown SPARQL function {name!r}; known: {' '.join(sorted(FUNCTIONS))}")
        object.__setattr__(self, "name", name)
        object.__setattr__(self, "args", args)


@dataclass(frozen=True, slots=True, init=False)
class Exists:
    patterns: tuple[Pattern, ...]

    def __init__(self, *patterns: Pattern) -> None:
        object.__setattr__(self, "patterns", patterns)


@dataclass(frozen=True, slots=True, init=False)
class NotExists:
    patterns: tuple[Pattern, ...]

    def __init__(self, *patterns: Pattern) -> None:
        object.__setattr__(self, "patterns", patterns)


@dataclass(frozen=True, slots=True)
class Aggregate:
    name: Literal["COUNT", "SUM", "MIN", "MAX", "AVG", "SAMPLE"]
    of: Expression
    distinct: bool = False


@dataclass(frozen=True, slots=True)
class CountAll:
    """COUNT(*)"""


Expression: TypeAlias = (
    "Var | Iri | Lit | Compare | Arith | And | Or | Not | In | Call | Exists | NotExists | Aggregate | CountAll")


# ---- patterns --------------------------------------------------------------------------------------
@dataclass(frozen=True, slots=True)
class Triple:
    subject: Var | Iri
    predicate: Var | Path
    object: Var | Iri | Lit


@dataclass(frozen=True, slots=True)
class Filter:
    test: Expression


@dataclass(frozen=True, slots=True, init=False)
class Optional:
    patterns: tuple[Pattern, ...]

    def __init__(self, *patterns: Pattern) -> None:
        object.__setattr__(self, "patterns", patterns)


@dataclass(frozen=True, slots=True, init=False)
class Group:
    patterns: tuple[Pattern, ...]

    def __init__(self, *patterns: Pattern) -> None:
        object.__setattr__(self, "patterns", patterns)


@dataclass(frozen=True, slots=True, init=False)
class Union:
    branches: tuple[tuple[Pattern, ...], ...]

    def __init__(self, *branches: Iterable[Pattern]) -> None:
        object.__setattr__(self, "branches", tuple(tuple(branch) for branch in branches))


@dataclass(frozen=True, slots=True, init=False)
class Minus:
    patterns: tuple[Pattern, ...]

    def __init__(self, *patterns: Pattern) -> None:
        object.__setattr__(self, "patterns", patterns)


@dataclass(frozen=True, slots=True, init=False)
class Graph:
    name: Var | Iri
    patterns: tuple[Pattern, ...]

    def __init__(self, name: Var | Iri, *patterns: Pattern) -> None:
        object.__setattr__(self, "name", name)
        object.__setattr__(self, "patterns", patterns)


@dataclass(frozen=True, slots=True)
class Values:
    variables: tuple[Var, ...]
    rows: tuple[tuple[Iri | Lit | None, ...], ...]


@dataclass(frozen=True, slots=True)
class Bind:
    value: Expression
    variable: Var


Pattern: TypeAlias = "Triple | Filter | Optional | Group | Union | Minus | Graph | Values | Bind | Select"


# ---- query forms -----------------------------------------------------------------------------------
@dataclass(frozen=True, slots=True)
class As:
    """`(expression AS ?variable)` in a SELECT."""

    value: Expression
    variable: Var


@dataclass(frozen=True, slots=True)
class Asc:
    by: Expression


@dataclass(frozen=True, slots=True)
class Desc:
    by: Expression


@dataclass(frozen=True, slots=True)
class Select:
    variables: Seq[Var | As]
    where: Seq[Pattern]
    distinct: bool = False
    group_by: Seq[Var] = ()
    having: Expression | None = None
    order_by: Seq[Asc | Desc] = ()
    limit: int | None = None
    offset: int | None = None

    def text(self, *, names: Mapping[Iri, str] | None = None) -> str:
        return _document(_Writer().select(self, 0), names)


@dataclass(frozen=True, slots=True)
class Ask:
    where: Seq[Pattern]

    def text(self, *, names: Mapping[Iri, str] | None = None) -> str:
        return _document(["ASK {", *_Writer().block(self.where, 1), "}"], names)


@dataclass(frozen=True, slots=True)
class Construct:
    template: Seq[Triple]
    where: Seq[Pattern]

    def text(self, *, names: Mapping[Iri, str] | None = None) -> str:
        w = _Writer()
        template, where = w.block(self.template, 1), w.block(self.where, 1)
        return _document(["CONSTRUCT {", *template, "}", "WHERE {", *where, "}"], names)


Query: TypeAlias = "Select | Ask | Construct"


# ---- updates ---------------------------------------------------------------------------------------
@dataclass(frozen=True, slots=True)
class InsertData:
    quads: Seq[Quad]


@dataclass(frozen=True, slots=True)
class DeleteData:
    quads: Seq[Quad]


@dataclass(frozen=True, slots=True)
class DropGraph:
    """Remove a named graph; no error when there is none."""

    name: Iri


@dataclass(frozen=True, slots=True)
class Update:
    """Operations carried out in order, all or none."""

    operations: Seq[InsertData | DeleteData | DropGraph] = field(default=())

    def text(self) -> str:
        return " ;\n".join(_operation(op) for op in self.operations if not _empty(op))


def _empty(op: InsertData | DeleteData | DropGraph) -> bool:
    return not isinstance(op, DropGraph) and not op.quads


def _operation(op: InsertData | DeleteData | DropGraph) -> str:
    if isinstance(op, DropGraph):
        return f"DROP SILENT GRAPH {write(op.name)}"
    graphs: dict[Iri | None, list[Statement]] = {}
    for quad in op.quads:
        graphs.setdefault(quad.graph, []).append((quad.subject, quad.predicate, quad.object))
    lines = ["INSERT DATA {" if isinstance(op, InsertData) else "DELETE DATA {"]
    for graph, statements in graphs.items():
        body = [f"{write(s)} <{p.value}> {write(o)} ." for s, p, o in statements]
        lines += body if graph is None else [f"GRAPH {write(graph)} {{", *body, "}"]
    return "\n".join([*lines, "}"])


# ---- text ------------------------------------------------------------------------------------------
def _document(lines: list[str], names: Mapping[Iri, str] | None) -> str:
    """The query below its PREFIX lines, and comments for those named IRIs that occur in it, in their order there."""
    body = "\n".join(lines)
    used = set(re.findall(r"([a-z]+):[A-Za-z0-9_]", re.sub(r'"(?:[^"\\]|\\.)*"|<[^>\s]*>', " ", body)))
    notes = []
    for iri, name in (names or {}).items():
        if m := re.search(re.escape(compact(iri)) + r"(?![\w-])", body):
            notes.append((m.start(), f"# {compact(iri)} {' '.join(name.split())}"))
    return "\n".join([*prefix_lines(used), *(note for _, note in sorted(notes)), body])


class _Writer:
    def block(self, patterns: Iterable[Pattern], depth: int) -> list[str]:
        return [line for pattern in patterns for line in self.pattern(pattern, depth)]

    def braces(self, head: str, patterns: Iterable[Pattern], depth: int) -> list[str]:
        pad = "  " * depth
        return [f"{pad}{head} {{".replace("  {", " {") if head else f"{pad}{{",
                *self.block(patterns, depth + 1), f"{pad}}}"]

    def pattern(self, p: Pattern, depth: int) -> list[str]:
        pad = "  " * depth
        match p:
            case Triple(s, predicate, o):
                return [f"{pad}{self.node(s)} {self.path(predicate)} {self.node(o)} ."]
            case Filter(test):
                return [f"{pad}FILTER{self.filter(test, depth)}"]
            case Optional(patterns):
                return self.braces("OPTIONAL", patterns, depth)
            case Minus(patterns):
                return self.braces("MINUS", patterns, depth)
            case Group(patterns):
                return self.braces("", patterns, depth)
            case Graph(name, patterns):
                return self.braces(f"GRAPH {self.node(name)}", patterns, depth)
            case Union(branches):
                lines: list[str] = []
                for n, branch in enumerate(branches):
                    lines += ([f"{pad}UNION"] if n else []) + self.braces("", branch, depth)
                return lines
            case Values(variables, rows):
                head = " ".join(f"?{v.name}" for v in variables)
                cells = [" ".join("UNDEF" if c is None else self.node(c) for c in row) for row in rows]
                if len(variables) == 1:
                    return [f"{pad}VALUES {head} {{ {' '.join(cells)} }}"]
                return [f"{pad}VALUES ({head}) {{", *(f"{pad}  ({row})" for row in cells), f"{pad}}}"]
            case Bind(value, variable):
                return [f"{pad}BIND({self.expr(value, depth)} AS ?{variable.name})"]
            case Select():
                return [f"{pad}{{", *self.select(p, depth + 1), f"{pad}}}"]

    def select(self, q: Select, depth: int) -> list[str]:
        pad = "  " * depth
        heads = [f"?{v.name}" if isinstance(v, Var) else f"({self.expr(v.value, depth)} AS ?{v.variable.name})"
                 for v in q.variables]
        lines = [f"{pad}SELECT {'DISTINCT ' if q.distinct else ''}{' '.join(heads)}", f"{pad}WHERE {{",
                 *self.block(q.where, depth + 1), f"{pad}}}"]
        if q.group_by:
            lines.append(f"{pad}GROUP BY {' '.join(f'?{v.name}' for v in q.group_by)}")
        if q.having is not None:
            lines.append(f"{pad}HAVING({self.expr(q.having, depth)})")
        if q.order_by:
            keys = (f"{'ASC' if isinstance(k, Asc) else 'DESC'}({self.expr(k.by, depth)})" for k in q.order_by)
            lines.append(f"{pad}ORDER BY {' '.join(keys)}")
        if q.limit is not None:
            lines.append(f"{pad}LIMIT {int(q.limit)}")
        if q.offset is not None:
            lines.append(f"{pad}OFFSET {int(q.offset)}")
        return lines

    def node(self, term: Var | Term) -> str:
        if isinstance(term, Var):
            return f"?{term.name}"
        if isinstance(term, Blank):
            raise TypeError("a blank node in a query is a variable: use Var")
        return write(term, short=True)

    def path(self, p: Var | Path) -> str:
        match p:
            case Var() | Iri():
                return "a" if p == _TYPE else self.node(p)
            case Inverse(path):
                return f"^{self.step(path)}"
            case ZeroOrMore(path):
                return f"{self.step(path)}*"
            case OneOrMore(path):
                return f"{self.step(path)}+"
            case Sequence(steps):
                return "/".join(self.step(s) for s in steps)
            case Alternative(choices):
                return "|".join(self.step(c) for c in choices)

    def step(self, p: Path) -> str:
        return self.path(p) if isinstance(p, Iri) else f"({self.path(p)})"

    def filter(self, test: Expression, depth: int) -> str:
        text = self.expr(test, depth)
        return f" {text}" if isinstance(test, Exists | NotExists) else f"({text})"

    def expr(self, e: Expression, depth: int) -> str:
        def part(x: Expression) -> str:
            inner = self.expr(x, depth)
            return f"({inner})" if isinstance(x, Compare | Arith | And | Or | In) else inner
        match e:
            case Var() | Iri() | Lit():
                return self.node(e)
            case Compare(left, op, right) | Arith(left, op, right):
                return f"{part(left)} {op} {part(right)}"
            case And(parts):
                return " && ".join(part(x) for x in parts)
            case Or(parts):
                return " || ".join(part(x) for x in parts)
            case Not(x):
                return f"!({self.expr(x, depth)})"
            case In(x, values):
                return f"{part(x)} IN ({', '.join(self.node(v) for v in values)})"
            case Call(name, args):
                return f"{name}({', '.join(self.expr(a, depth) for a in args)})"
            case Exists(patterns):
                return "\n".join(self.braces("EXISTS", patterns, depth)).lstrip()
            case NotExists(patterns):
                return "\n".join(self.braces("NOT EXISTS", patterns, depth)).lstrip()
            case Aggregate(name, of, distinct):
                return f"{name}({'DISTINCT ' if distinct else ''}{self.expr(of, depth)})"
            case CountAll():
                return "COUNT(*)"


_TYPE = Iri("http://www.w3.org/1999/02/22-rdf-syntax-ns#type")
