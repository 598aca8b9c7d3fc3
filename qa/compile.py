"""Each operator of the query algebra as SPARQL: the query that answers, and the one that finds what it rests on."""
from __future__ import annotations

from dataclasses import dataclass

from kg import sparql as q
from kg.rdf import PREFIXES, XSD, Iri, lit
from kg.store import CATALOGUE
from kg.vocab import RDF, VOCAB, ZW
from qa import algebra as a
from qa import rules


@dataclass(frozen=True, slots=True)
class Compiled:
    """`query` binds ?answer (or is an ASK); `support` binds ?fact (and ?answer, where facts belong to one answer)."""

    query: q.Select | q.Ask
    support: q.Select


def compile_(asked: a.Asked, document: str | None = None) -> Compiled:
    """The one SPARQL form of each operator; with `document`, over what that document says only."""
    c = _Compiler(document)
    answer, fact = q.Var("answer"), q.Var("fact")
    match asked:
        case a.Members(of):
            where = c.set(of, answer)
            named = q.Select((answer, q.Var("name")), (*where, q.Triple(answer, ZW.name, q.Var("name"))), distinct=True,
                             order_by=(q.Asc(q.Var("name")),))
            return Compiled(named, c.support(where, answer))
        case a.Value(of):
            each = [c.obs(one, fact=fact) for one in (of if isinstance(of, tuple) else (of,))]
            where = [*(each[0] if len(each) == 1 else [q.Union(*each)]), q.Triple(fact, ZW.written, answer)]
            return Compiled(q.Select((answer, fact), where, distinct=True, order_by=(q.Asc(answer),)),
                            q.Select((answer, fact), where, distinct=True))
        case a.Top(obs, by, highest, k):
            value = q.Var("value")
            where = c.obs(obs, fact=fact, value=value, **{by: answer})
            order = (q.Desc if highest else q.Asc)(value)
            if by == "period":
                where.append(q.Bind(answer, q.Var("name")))
            else:
                where.append(q.Triple(answer, ZW.name, q.Var("name")))
            rows = q.Select((answer, q.Var("name"), value, fact), where, distinct=True,
                            order_by=(order, q.Asc(q.Var("name"))), limit=k)
            return Compiled(rows, q.Select((answer, fact), (rows,)))
        case a.Count(of):
            member = q.Var("member")
            where = c.set(of, member)
            count = q.Select((q.As(q.Aggregate("COUNT", member, distinct=True), answer),), where)
            return Compiled(count, c.support(where, None))
        case a.Sum(of):
            parts = of if isinstance(of, tuple) else (of,)
            value = q.Var("value")
            branches = [c.obs(part, fact=fact, value=value) for part in parts]
            where = branches[0] if len(branches) == 1 else [q.Union(*branches)]
            inner = q.Select((fact, value), where, distinct=True)
            return Compiled(q.Select((q.As(q.Aggregate("SUM", value), answer),), (inner,)),
                            q.Select((fact,), where, distinct=True))
        case a.Difference(left, right):
            both, x, y, facts = c.pair(left, right)
            return Compiled(q.Select((q.As(q.Call("ABS", q.Arith(x, "-", y)), answer),), both), facts)
        case a.Compare(left, op, right):
            if isinstance(right, a.Obs):
                both, x, y, facts = c.pair(left, right)
                return Compiled(q.Ask((*both, q.Filter(q.Compare(x, op, y)))), facts)
            value = q.Var("value")
            where = c.obs(left, fact=fact, value=value)
            return Compiled(q.Ask((*where, q.Filter(q.Compare(value, op, lit(right))))),
                            q.Select((fact,), where, distinct=True))
        case a.Exists(subject, predicates, object_, denied):
            s, o = q.Var("subject"), q.Var("object")
            where = [*c.set(subject, s), *c.set(object_, o), *c.statement(fact, s, predicates, o)]
            test: list[q.Pattern] = [q.Filter(q.NotExists(*where))] if denied else where
            return Compiled(q.Ask(test), q.Select((fact,), where, distinct=True))
        case a.Any(of):
            where = c.set(of, answer)
            return Compiled(q.Ask(where), c.support(where, None))
        case a.About(iri):
            part = q.Alternative(ZW.subject, ZW.object, ZW.about, ZW.region)
            said = (q.Triple(fact, part, Iri(iri)), q.Bind(fact, answer), *c.said(fact))
            rows = q.Select((answer, fact), said, distinct=True)
            return Compiled(rows, rows)
        case a.Meta(document_id, name):
            known = q.Graph(CATALOGUE, q.Triple(Iri(PREFIXES["document"] + document_id), term(name), answer))
            rows = q.Select((answer,), (known,))
            return Compiled(rows, rows)
        case a.Says(document_id, first, last, holds, lacks):
            sentence = q.Var("sentence")
            where = _sentence(document_id, first, last, q.Var("text"), sentence)
            tests = [q.Filter(q.Call("CONTAINS", sentence, lit(word))) for word in holds]
            tests += [q.Filter(q.Not(q.Call("CONTAINS", sentence, lit(word)))) for word in lacks]
            return Compiled(q.Ask((*where, *tests)), q.Select((sentence,), where))
        case a.Phrase(document_id, spans, first, last, count):
            text, sentence, start = (q.Var(name) for name in ("text", "sentence", "start"))
            words = q.Var("words") if count else answer
            where = [*_sentence(document_id, first, last, text, sentence), *_stretches(spans, text, start, words)]
            rows = q.Select((words, sentence), where, order_by=(q.Asc(start),))
            return Compiled(q.Select((q.As(q.Aggregate("COUNT", start), answer),), where) if count else rows, rows)
        case a.Apart(document_id, one, other, first, last, total):
            text, sentence = q.Var("text"), q.Var("sentence")
            where = _sentence(document_id, first, last, text, sentence)
            first_of, other_of = (q.Call("STRDT", q.Call("SUBSTR", text, lit(s + 1), lit(e - s)), Iri(XSD + "decimal"))
                       for s, e in (one, other))
            computed = q.Arith(first_of, "+", other_of) if total else q.Call("ABS", q.Arith(first_of, "-", other_of))
            return Compiled(q.Select((q.As(computed, answer),), where), q.Select((sentence,), where))
        case a.Headings(document_id, spans, count):
            source, text, start = Iri(PREFIXES["document"] + document_id), q.Var("text"), q.Var("start")
            heading = q.Var("heading") if count else answer
            where = [q.Graph(source, q.Triple(source, ZW.text, text)), *_stretches(spans, text, start, heading)]
            rows = q.Select((heading,), where, order_by=(q.Asc(start),))
            return Compiled(q.Select((q.As(q.Aggregate("COUNT", start), answer),), where) if count else rows, rows)


def _sentence(document: str, first: int, last: int, text: q.Var, sentence: q.Var) -> list[q.Pattern]:
    """That `sentence` is what stands from `first` to `last` in the text of a document."""
    source = Iri(PREFIXES["document"] + document)
    return [q.Graph(source, q.Triple(source, ZW.text, text)),
            q.Bind(q.Call("SUBSTR", text, lit(first + 1), lit(last - first)), sentence)]


def _stretches(spans: tuple[tuple[int, int], ...], text: q.Var, start: q.Var, found: q.Var) -> list[q.Pattern]:
    """That `found` is, for each of the spans, what stands there in a text."""
    length = q.Var("length")
    return [q.Values((start, length), tuple((lit(s + 1), lit(e - s)) for s, e in spans)),
            q.Bind(q.Call("SUBSTR", text, start, length), found)]


class _Compiler:
    """Hands out variables and remembers which of them stand for facts."""

    def __init__(self, document: str | None = None) -> None:
        self._count = 0
        self._facts: list[q.Var] = []
        self._document = document

    def said(self, fact: q.Var) -> list[q.Pattern]:
        """That the one document asked says the fact."""
        if self._document is None:
            return []
        claim, kind = self.fresh("claim"), self.fresh("kind")
        graph = q.Graph(Iri(PREFIXES["document"] + self._document), q.Triple(claim, RDF.type, kind))
        return [q.Filter(q.Exists(q.Triple(fact, ZW.claim, claim), graph))]

    def fresh(self, name: str) -> q.Var:
        self._count += 1
        return q.Var(f"{name}{self._count}")

    def fact(self) -> q.Var:
        self._facts.append(self.fresh("fact"))
        return self._facts[-1]

    def support(self, where: list[q.Pattern], answer: q.Var | None) -> q.Select:
        """The facts a pattern rests on, one a row, beside the answer they belong to."""
        fact = q.Var("fact")
        heads = (answer, fact) if answer else (fact,)
        if not self._facts:
            # A class: what is said about its members.
            of = answer or q.Var("member")
            said = q.Triple(fact, q.Alternative(ZW.subject, ZW.object, ZW.about), of)
            return q.Select(heads, (*where, said, *self.said(fact)), distinct=True)
        branches = [(*where, q.Bind(one, fact)) for one in self._facts]
        return q.Select(heads, branches[0] if len(branches) == 1 else (q.Union(*branches),), distinct=True)

    def set(self, of: a.Set, var: q.Var) -> list[q.Pattern]:
        match of:
            case a.One(iris):
                return [q.Values((var,), tuple((Iri(i),) for i in iris))]
            case a.Kind(classes, endings):
                return self._kind(classes, endings, var)
            case a.Hop(base, predicates, inverse, facts):
                other, by = self.fresh("thing"), self.fact()
                ends = (var, other) if inverse else (other, var)
                only: list[q.Pattern] = [q.Values((by,), tuple((Iri(f),) for f in facts))] if facts else []
                return [*only, *self.set(base, other), *self.statement(by, ends[0], predicates, ends[1])]
            case a.And(parts):
                # What is bound comes before what only filters.
                return [p for part in sorted(parts, key=lambda x: isinstance(x, a.Kind)) for p in self.set(part, var)]
            case a.Or(parts):
                return [q.Union(*(self.set(part, var) for part in parts))]
            case a.Minus(whole, part):
                return [*self.set(whole, var), q.Minus(*self.set(part, var))]
            case a.Having(obs, by, op, value):
                number = self.fresh("value")
                patterns = self.obs(obs, fact=self.fact(), value=number if op else None, **{by: var})
                if op and value is not None:
                    patterns.append(q.Filter(q.Compare(number, op, lit(value))))
                return patterns
            case a.Best(obs, by, highest):
                number, best, other = self.fresh("value"), self.fresh("best"), self.fresh("value")
                inner = _Compiler(self._document)
                inner._count = self._count + 20
                extreme = q.Aggregate("MAX" if highest else "MIN", other)
                top = q.Select((q.As(extreme, best),), inner.obs(obs, fact=inner.fresh("fact"), value=other))
                self._count = inner._count
                return [top, *self.obs(obs, fact=self.fact(), value=number, **{by: var}),
                        q.Filter(q.Compare(number, "=", best))]

    def _kind(self, classes: tuple[str, ...], endings: tuple[str, ...], var: q.Var) -> list[q.Pattern]:
        # The class word itself (银行) is no member of the class.
        words = tuple(lit(word) for c in classes for word in VOCAB.classes[c.removeprefix("=")].labels)
        if not endings and len(classes) == 1 and not classes[0].startswith("="):
            name = self.fresh("name")
            return [q.Triple(var, RDF.type, term(classes[0])), q.Triple(var, ZW.name, name),
                    q.Filter(q.Not(q.In(name, words)))]
        tests: list[q.Expression] = [q.Exists(q.Triple(var, ZW.type, lit(c[1:])) if c.startswith("=")
                                              else q.Triple(var, RDF.type, term(c))) for c in classes]
        name = self.fresh("name")
        bare = q.Call("REPLACE", name, lit(rules.BRACKET), lit(""))
        tests += [q.Call("STRENDS", bare, lit(e)) for e in endings]
        test = tests[0] if len(tests) == 1 else q.Or(*tests)
        return [q.Triple(var, ZW.name, name), q.Filter(test), q.Filter(q.Not(q.In(name, words)))]

    def statement(self, fact: q.Var, s: q.Var, predicates: tuple[str, ...], o: q.Var) -> list[q.Pattern]:
        patterns: list[q.Pattern] = [q.Triple(fact, ZW.subject, s), q.Triple(fact, ZW.object, o), *self.said(fact)]
        if len(predicates) == 1:
            return [*patterns, q.Triple(fact, ZW.predicate, term(predicates[0]))]
        by = self.fresh("relation")
        choice = q.Values((by,), tuple((term(p),) for p in predicates))
        return [*patterns, choice, q.Triple(fact, ZW.predicate, by)]

    def obs(self, obs: a.Obs, *, fact: q.Var, value: q.Var | None = None, about: q.Var | None = None,
            region: q.Var | None = None, indicator: q.Var | None = None,
            period: q.Var | None = None) -> list[q.Pattern]:
        about = about or self.fresh("about")
        patterns: list[q.Pattern] = [q.Values((fact,), ((Iri(obs.fact),),))] if obs.fact else []
        patterns += self.set(obs.about, about) if obs.about else []
        patterns += [q.Triple(fact, RDF.type, ZW.Observation), q.Triple(fact, ZW.about, about)]
        if len(obs.indicators) == 1 and indicator is None:
            patterns.append(q.Triple(fact, ZW.indicator, Iri(obs.indicators[0])))
        else:
            indicator = indicator or self.fresh("indicator")
            patterns += [q.Values((indicator,), tuple((Iri(i),) for i in obs.indicators)),
                         q.Triple(fact, ZW.indicator, indicator)]
        if obs.region:
            place = region or self.fresh("region")
            patterns += [*self.set(obs.region, place), q.Triple(fact, ZW.region, place)]
        elif region:
            patterns.append(q.Triple(fact, ZW.region, region))
        elif not obs.any_region:
            patterns.append(q.Filter(q.NotExists(q.Triple(fact, ZW.region, self.fresh("region")))))
        for name, wanted in (("period", obs.period), ("status", obs.status), ("basePeriod", obs.base_period),
                             ("baseUnit", obs.unit)):
            if wanted is not None:
                patterns.append(q.Triple(fact, term(name), lit(wanted)))
        if obs.periods:
            when = period or self.fresh("period")
            patterns += [q.Values((when,), tuple((lit(p),) for p in obs.periods)), q.Triple(fact, ZW.period, when)]
        if value:
            patterns.append(q.Triple(fact, ZW.value, value))
        return patterns + self.said(fact)

    def pair(self, left: a.Obs, right: a.Obs) -> tuple[list[q.Pattern], q.Var, q.Var, q.Select]:
        x, y, fact = q.Var("left"), q.Var("right"), q.Var("fact")
        fa, fb = self.fresh("fact"), self.fresh("fact")
        one, other = self.obs(left, fact=fa, value=x), self.obs(right, fact=fb, value=y)
        both = [*one, *other]
        branches = q.Union((*one, q.Bind(fa, fact)), (*other, q.Bind(fb, fact)))
        return both, x, y, q.Select((fact,), (branches,), distinct=True)


def term(name: str) -> Iri:
    """The IRI of a term of the ontology, by its name at run time."""
    return VOCAB.iri(name)
