"""The last resort for a number: the one fitting figure in a clause of the text that says all that is asked.

For figures that no fact of the graph holds. The clause, alone or with its neighbour, must account for the whole
question, and hold one figure only of the kind asked for; the answer is that stretch of the text.
"""
from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from itertools import takewhile
from typing import TYPE_CHECKING

from kg.index import Passage, bigrams, fold
from kg.text.period import find_periods, find_stretch
from kg.text.quantity import Quantity, find_quantities
from qa import algebra as a
from qa import leftover, parts, turn
from qa.candidate import Plan
from qa.indicator import PER, YEARLY, direction
from qa.match import Fit, Texts
from qa.modifiers import clause_of
from qa.question import link

if TYPE_CHECKING:
    from qa.plan import Planner

SAID = 0.8          # of the question that one or two clauses must hold
COUNTED = 0.6       # of the noun that is counted which must stand beside a figure
LESS = 0.25         # taken off the score: no fact stands behind it
# What before a figure makes it a growth, a change or a share.
_GROWS = re.compile(r"(?:同比|环比|增长|增速|增幅|下降|上升|上涨|下滑|回落|涨|降)[^,，;；\d]{0,8}$")
_CHANGES = re.compile(r"(?:提高|提升|上升|下降|降低|回落|缩短|减少|增加|高|低|快|慢)了?(?:约|近|超)?$")
_NEW = re.compile(r"(?:新增|净增|增加)了?[^,，;；\d到至为]{0,3}$")
_SHARES = re.compile(r"占[^,，;；]*$|比重[^,，;；\d]*$|份额[^,，;；\d]*$|占比[^,，;；\d]*$|比例[^,，;；\d]*$")
_ADDED = re.compile(r"[合加]起来|[合加]在一起|加总|合计|加一块|之和|相加|总和"
                    r"|[两二三四五六七八九十](?:[大个家种类条款项座]|者)")
_AHEAD = re.compile(r"目标|预期|预计|有望|力争|计划|规划|将|要|应|到20\d\d年")
_SHARED_OUT = re.compile(r"分别|依次|各(?=为|达|有)")
# 几家持牌银行, 多少个贫困县: what is counted.
_COUNTS = re.compile(r"(?:几|多少)(?:万|亿)?[家间所个户项次台座名位种款条类笔宗艘架辆场件篇]"
                     r"(?P<noun>[\u4e00-\u9fff]{2,8})")
_AGAINST = re.compile(r"^[,，]?[^,，;；]{0,12}(?:高于|低于|多于|少于|快于|慢于)[^,，;；]{0,14}$")
_FROM = re.compile(r"(?<!来自)[从由][^,，;；]*$")
_BECAME = re.compile(r"[增加减少升降高低短缩展大长涨落跌](?:到|至|为)[^,，;；\d]{0,6}$")
_TO = re.compile(r"^[^,，;；]{0,8}[至到为](?:目前|现在|如今)?的?(?:平均)?$")


def figures(planner: Planner) -> Iterator[Plan]:
    """The figure of the best clause, where no other clause as good has another."""
    reading = planner.reading
    if not reading.has("number") or reading.strangers or reading.has("rank") or _adds_up(planner):
        return
    found: list[tuple[float, Fit, Passage, Quantity]] = []
    for one in _telling(planner):
        if reading.has("before", "ago") and not turn.says_ago(one.clause, reading.text):
            continue
        fitting = _now(planner, one.clause, _counting(planner, one.clause, [
            q for q in find_quantities(one.clause) if _fits(planner, one.clause, q)]))
        if len(fitting) == 1 and not _of_the_last_named(planner, one.clause[:fitting[0].start]):
            figure = fitting[0]
            said = planner.weigh.restrictions.said
            if not said(_own_clause(planner, one, figure), fold(planner.index.titles.get(one.passage.document, ""))):
                continue        # 2.8%,中央财政收支…: what is told before or after is another thing
            near = sum(1 for pair in _pairs(reading.folded) if pair in fold(one.clause[:figure.start])[-16:])
            score = one.fit.recall - len(one.clause) / 400 + near / 200
            found.append((score, one.fit, one.passage, _moved(figure, one.passage, one.start)))
    found.sort(key=lambda f: -f[0])
    if not found or any(f[3].written != found[0][3].written for f in found if f[0] > found[0][0] - 0.05):
        return
    _, fit, passage, figure = found[0]
    asked = a.Phrase(passage.document, ((figure.start, figure.end),), passage.start, passage.end)
    yield Plan(asked, fit.score - LESS, fit, ())


def both_ends(planner: Planner) -> Iterator[Plan]:
    """The old figure and the new one, where both are asked for: 从多少涨到多少."""
    reading = planner.reading
    if not turn.asks_both(reading.text) or reading.strangers:
        return
    found: list[tuple[_Telling, Quantity, Quantity]] = []
    for one in _telling(planner):
        told = [q for q in find_quantities(one.clause) if q.kind != "vague" and q.value is not None]
        if len(told) == 2 and told[0].unit == told[1].unit and _FROM.search(one.clause[:told[0].start]) \
                and not _of_the_last_named(planner, one.clause[:told[0].start]):
            if direction(reading.text) * ((told[1].value or 0) - (told[0].value or 0)) < 0:
                continue
            old, new = (_moved(q, one.passage, one.start) for q in told)
            found.append((one, old, new))
    if found and len({(x.written, y.written) for _, x, y in found}) == 1:
        one, x, y = max(found, key=lambda f: (f[0].fit.recall, -len(f[0].clause)))
        asked = a.Phrase(one.passage.document, ((x.start, x.end), (y.start, y.end)), one.passage.start, one.passage.end)
        yield Plan(asked, one.fit.score - LESS, one.fit, ())


def apart(planner: Planner) -> Iterator[Plan]:
    """How far apart the old and the new figure are that a clause tells: 缩短了几天, of 从7天缩短至1天."""
    reading = planner.reading
    if not (reading.has("difference") or reading.has("measure", "change")) or reading.strangers or reading.has("sum") \
            or not reading.has("number"):
        return
    found: list[tuple[_Telling, Quantity, Quantity, str]] = []
    for one in _telling(planner):
        told = [q for q in find_quantities(one.clause) if q.kind not in ("vague", "number") and q.value is not None]
        if len(told) != 2 or told[0].unit != told[1].unit or not all(map(plain, told)):
            continue
        first, second = told
        between, asked = one.clause[first.end:second.start], direction(reading.text)
        turned = _FROM.search(one.clause[:first.start]) and _TO.search(between)
        if not turned and not _AGAINST.search(between):
            continue
        grew = (second.value or 0) - (first.value or 0) if turned else (first.value or 0) - (second.value or 0)
        unit = "个百分点" if first.unit == "%" else first.unit
        if asked * grew >= 0 and planner.weigh.unit_fits(unit, unit) and not _of_the_last_named(
                planner, one.clause[:first.start]):
            found.append((one, _moved(first, one.passage, one.start), _moved(second, one.passage, one.start), unit))
    if found and len({(x.written, y.written) for _, x, y, _ in found}) == 1:
        one, x, y, unit = max(found, key=lambda f: (f[0].fit.recall, -len(f[0].clause)))
        asked_for = a.Apart(one.passage.document, digits(x), digits(y), one.passage.start, one.passage.end)
        yield Plan(asked_for, one.fit.score - LESS, one.fit, (), unit=unit)


def _adds_up(planner: Planner) -> bool:
    """Whether several figures are asked for together: 一共收了多少 is one figure."""
    text = planner.reading.text
    return planner.reading.has("sum") and (_ADDED.search(text) is not None or bool(parts.members(planner)))


def plain(one: Quantity) -> bool:
    """Whether a figure is written as digits and its unit: 7天, 1.38%."""
    return re.fullmatch(r"\d+(?:\.\d+)?", one.written.strip().removesuffix(one.unit).strip()) is not None


def digits(one: Quantity) -> tuple[int, int]:
    return one.start, one.start + len(one.written.strip().removesuffix(one.unit).strip())


@dataclass(frozen=True, slots=True)
class _Telling:
    """A clause, or two, that say all that is asked, from `start` in their sentence."""

    passage: Passage
    start: int
    clause: str
    fit: Fit


def _telling(planner: Planner) -> Iterator[_Telling]:
    reading, match = planner.reading, planner.match
    named = [reading.folded[n.start:n.end] for n in reading.linked if match.named(n)]
    for passage in match.passages():
        if planner.document not in (None, passage.document) or not match.timely_passage(passage):
            continue
        if reading.values("status") and not _AHEAD.search(passage.text):
            continue        # an aim is no figure that was reached
        if reading.country and planner.weigh.of_a_region(passage.document, passage.text):
            continue
        title = fold(planner.index.titles.get(passage.document, ""))
        for start, end in _clauses(passage.text):
            clause = passage.text[start:end]
            recall, missing = match.recall(Texts(fold(clause), "", f"{fold(passage.section)}|{title}"))
            fit = Fit(recall, 1.0, missing)
            if recall < SAID or not planner.limits.covers(fit) or _SHARED_OUT.search(clause) \
                    or not of_time(planner, passage, clause):
                continue
            said = f"{fold(clause + passage.section)}|{title}"
            if all(name in said and not _one_of_many(name, fold(clause)) for name in named):
                yield _Telling(passage, start, clause, fit)


def _own_clause(planner: Planner, one: _Telling, figure: Quantity) -> str:
    """Of a clause or two, folded, what tells the figure itself, with the section's heading."""
    r = planner.reading
    asked = "".join(c if is_open else "|" for c, is_open in zip(r.folded, r.open, strict=True))
    end = len(one.clause[:figure.end] + re.split("[,，]", one.clause[figure.end:])[0])
    return f"{fold(one.passage.section)}|{clause_of([one.clause[:end]], figure.written.strip(), asked)}"


def _counting(planner: Planner, clause: str, fitting: list[Quantity]) -> list[Quantity]:
    """Of figures that count, those that have most of the noun the question counts beside them: 5家银行 for 几家银行."""
    m = _COUNTS.search(planner.reading.folded)
    if not m or not fitting:
        return fitting
    words = leftover.words(m["noun"])
    name = "".join(takewhile(lambda word: (leftover.kind(word) or "n")[0] not in ("vpdcur" if word[1:] else "pdcur"),
                             words)) or m["noun"]
    noun = bigrams(name)
    alike = {word for _, _, group in planner.match.synonyms_of(name) for word in group if len(word) > 1}

    def share(text: str) -> float:
        said = len(noun & bigrams(text)) / max(1, len(noun))
        return max(said, COUNTED if any(word in text for word in alike) else 0.0)

    ends = [*(one.start for one in fitting[1:]), len(clause)]
    behind = [share(fold(re.split("[,，]", clause[one.end:end])[0])) for one, end in zip(fitting, ends, strict=True)]
    shares = behind if max(behind) >= COUNTED else [share(fold(clause[:one.start])) for one in fitting]
    return [one for one, own in zip(fitting, shares, strict=True) if own == max(shares) >= COUNTED]


def _now(planner: Planner, clause: str, fitting: list[Quantity]) -> list[Quantity]:
    """Of an old figure and a new one (从7天缩短至1天) the new, or the old where the question asks for that."""
    if len(fitting) == 2 and _FROM.search(clause[:fitting[0].start]) and _TO.search(
            clause[fitting[0].end:fitting[1].start]):
        if asked := _of_a_stretch(planner, clause):
            return fitting[:1] if asked == "first" else fitting[1:] if asked == "last" else []
        return fitting[:1] if planner.reading.has("before") else fitting[1:]
    if planner.reading.has("before"):
        return [q for q in fitting if not _BECAME.search(clause[:q.start])]
    return fitting


def _of_a_stretch(planner: Planner, clause: str) -> str:
    """For a question about a time: whether it is the first or the last year of the stretch in which a clause or its
    sentence tells a change (2011~2020年,从甲增长到乙), or else "another"; empty where no stretch is told."""
    asked = {p.text for p in planner.reading.periods}
    said = {p.period.text for passage in planner.match.passages() if clause in passage.text
            for p in find_periods(passage.text) if re.fullmatch(r"\d{4}/\d{4}", p.period.text)}
    if len(said) != 1 or not asked or asked == said:
        return ""
    first, _, last = said.pop().partition("/")
    return "first" if asked == {first} else "last" if asked == {last} else "another"


def _clauses(text: str) -> Iterator[tuple[int, int]]:
    spans = [m.span() for m in re.finditer(r"[^,，;；]+", text)]
    yield from spans
    for one, other in zip(spans, spans[1:], strict=False):
        if not re.search("[;；]", text[one[1]:other[0]]):
            yield one[0], other[1]


def _of_the_last_named(planner: Planner, before: str) -> bool:
    """Whether another thing of the same class stands between the one asked about and the figure: 甲…,乙的比率为3%."""
    reading, names, text = planner.reading, planner.index.names, fold(before)
    for one in reading.linked:
        at = text.rfind(reading.folded[one.start:one.end])
        types = {names[i].type for i in one.iris if planner.index.has_figures(i)}
        others = link(text[at + one.end - one.start:], planner.index) if at >= 0 and types else []
        if any(names[i].type in types and not set(other.iris) & set(one.iris) for other in others for i in other.iris):
            return True
    return False


def _one_of_many(name: str, clause: str) -> bool:
    """Whether a name is an item of a list or of a bracket, so that the figure is not its own."""
    item = re.escape(name)
    return re.search(rf"、{item}|{item}[省市]?[、等]|[(（][^)）]*{item}", clause) is not None


def of_time(planner: Planner, passage: Passage, clause: str) -> bool:
    """Whether the clause, else its sentence, else the document speaks of the time asked about."""
    asked = {p.text for p in planner.reading.periods}
    if of_years_together(planner, passage, clause):
        return False
    for text in (clause, passage.text):
        if said := {p.text for found in find_periods(text) for p in found.periods}:
            return not asked or bool(asked & (said | {p[:4] for p in said}))
    year = planner.index.main_year.get(passage.document)
    # 8月 of a text that has no year is of the year its document is mostly of.
    said = {p.period.text for p in find_periods(clause, date(int(year), 12, 31))} if year and asked else set()
    return not asked or asked == {year} or bool(asked & said)


def of_years_together(planner: Planner, passage: Passage, clause: str) -> bool:
    """Whether a clause tells what several years come to, by its words or by the facts that rest on it, where the
    question asks about a time: that is the figure of none of them alone."""
    asked = {p.text for p in planner.reading.periods}
    if not asked:
        return False
    said, around = find_stretch(clause), find_stretch(passage.text)
    goes_on = around and around.reach != "clause" and around.start <= passage.text.find(clause)
    if goes_on or (said and clause != passage.text):
        return True
    told = {o.iri: o.period for o in planner.match.observations() if passage.document in o.documents
            and o.written in clause and any(s in passage.text and (s in clause or clause in s) for s in o.snippets)}
    return bool(told) and all("/" in period and len(period) == 9 and period not in asked for period in told.values())


def _fits(planner: Planner, clause: str, one: Quantity) -> bool:
    if one.kind == "vague" or (one.kind == "number" and not re.search("[万亿]", one.written)):
        return False
    if one.written in planner.reading.text:
        return False
    before, measures = clause[:one.start], planner.weigh.measures()
    asked, said = direction(planner.reading.text), direction(f"{before[-12:]}{one.written}")
    if asked * said < 0:
        return False
    if any(one.search(before) and not one.search(planner.reading.text) for one in (PER, YEARLY)):
        return False
    grows, changes = bool(_GROWS.search(before)), one.kind == "points" or bool(_CHANGES.search(before))
    share = one.kind == "percent" and bool(_SHARES.search(before)) and not grows
    kind = "change" if one.kind == "points" else "growth" if grows and one.kind == "percent" else \
        "change" if changes else "share" if share else "level"
    if _NEW.search(before) and measures & {"change", "level"}:
        kind = min(measures & {"change", "level"})
    if kind == "share" and planner.reading.has("number", "percent"):
        kind = "level"
    return kind in measures and planner.weigh.unit_fits(one.unit_base or one.unit, one.unit)


def _pairs(text: str) -> set[str]:
    return {text[i:i + 2] for i in range(len(text) - 1)}


def _moved(one: Quantity, passage: Passage, start: int) -> Quantity:
    at = passage.start + start
    written = one.written.strip()
    lead = len(one.written) - len(one.written.lstrip())
    return replace(one, start=at + one.start + lead, end=at + one.start + lead + len(written), written=written)
