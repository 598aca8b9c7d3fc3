"""Line ends that a converter lost, put back: page notices, figure captions, source lines and runs of numbers.

Text taken from a PDF may come as one line. What a page's layout kept apart then runs into the sentences: the notice
at the foot of each page with the running head beside it, `图1:…`, `资料来源:…`, the numbers of charts and tables. Only
lines too long to be paragraphs are touched. A line end never takes text away, except notices and running heads.
"""
from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from os.path import commonprefix

from ingest.boilerplate import rules
from kg.text.traced import Edit, Traced

LONG = 400                      # characters from which a line is no paragraph as somebody wrote it
_LINE = re.compile(r"[^\n\f]+")
_NUMBER = re.compile(r"\d[\d,]*(?:\.\d+)*%?")
_PROSE = re.compile(r"[。，；、：！？;:!?“”《》]|[\u4e00-\u9fff]{9}")
_YEAR = re.compile(r"(?:19|20)\d\d$")
_RUN = 8                        # numbers that follow one another before they are a chart's or a table's
_NEAR = 14                      # characters between two of them at most
_SHORTEST = 6
_HEAD = 60                      # characters of a running head at most
_STOPS = "。！？!?\n\f"
_LAYOUT = re.compile(r"(?:图表?|表)\s*\d+\s*[:：]|来源\s*[:：]")
_OPENS = re.compile(
    r"(?:图表?|表|附表)\s*\d|(?:资料|数据)?来源\s*[:：]|[一二三四五六七八九十]{1,2}、|[（(][一二三四五六七八九十]|\d{1,2}\.\d|[•●■◆➢]"
)
_MADE = (
    r"(?:研究院|研究所|研究部|研究中心|整理|测算|预测|公开资料|年报|公告|官网)"
    r"(?:整理|测算|预测|[（(][^（）()]{4,20}[）)])*"
)
_SOURCE_END = re.compile(rf"来源[:：][^。；;\n]{{0,40}}?{_MADE}(?:[、，,][^。；;\n]{{1,20}}?{_MADE})*")
_SEPARATED = re.compile(r"\s*[-—.。:：|]?\s*")


def with_line_ends(text: Traced) -> Traced:
    """The text with its notices out and line ends where its layout had them."""
    text = text.edit(list(_notices(text.text)))
    edits = {*_source_ends(text.text), *_number_runs(text.text)}
    for rule in rules():
        if rule.scope == "break":
            edits |= set(_breaks(text.text, rule.pattern))
    kept: list[Edit] = []
    for edit in sorted(edits, key=lambda e: (e[0], -e[1])):
        if not kept or edit[0] >= kept[-1][1]:
            kept.append(edit)
    return text.edit(kept)


def is_debris(text: str) -> bool:
    """Whether a stretch is the labels and numbers of a chart or a table without its lines."""
    if text.rstrip()[-1:] in tuple("。！？"):
        return False
    numbers = sum(_weight(m[0]) for m in _NUMBER.finditer(text))
    han = len(re.findall(r"[\u4e00-\u9fff]", text))
    return numbers >= _RUN and han < 3 * numbers and len(re.findall("[。，、；：]", text)) * 6 < numbers


def _long_lines(text: str) -> list[tuple[int, int]]:
    return [m.span() for m in _LINE.finditer(text) if m.end() - m.start() > LONG]


def _line_end(text: str, at: int) -> Edit:
    """A line end before a place; it stands for the character before it."""
    return at - 1, at, text[at - 1] + "\n"


def _breaks(text: str, pattern: re.Pattern[str]) -> Iterator[Edit]:
    """A line end in the place of each match; a match without length only marks the place."""
    for low, high in _long_lines(text):
        for m in pattern.finditer(text, low, high):
            if m.end() > m.start():
                yield m.start(), m.end(), "\n"
            elif m.start() > low:
                yield _line_end(text, m.start())


def _source_ends(text: str) -> Iterator[Edit]:
    for low, high in _long_lines(text):
        for m in _SOURCE_END.finditer(text, low, high):
            if m.end() < high and text[m.end()] not in "。，,、；）)\"”":
                yield _line_end(text, m.end())


# ---- notices at the foot of pages ------------------------------------------------------------------
def _notices(text: str) -> Iterator[Edit]:
    """Notices with their page numbers and the running heads beside them."""
    places: list[tuple[int, int]] = []
    for rule in rules():
        if rule.scope == "page":
            places += [m.span() for m in rule.pattern.finditer(text)]
    places.sort()
    spans: list[tuple[int, int]] = []
    pages = _total(text, places)
    page = 0
    for start, end in places:
        if spans and start < spans[-1][1]:
            continue
        page, end = _page_number(text, end, page, pages)
        spans.append((start, end))
    before = _shared([text[max(0, a - _HEAD) : a][::-1] for a, _ in spans])
    after = _shared([text[b : b + _HEAD] for _, b in spans])
    for start, end in spans:
        if before and (m := before.match(text[max(0, start - 2 * _HEAD) : start][::-1])):
            start -= m.end()
        if after and (m := after.match(text, end)):
            end = m.end()
        yield start, end, "" if _goes_on(text, start, end) else "\n"


def _total(text: str, places: list[tuple[int, int]]) -> str:
    """How many pages there are by `3/7`; "" where that is not said. The digits may run into the text behind them."""
    found = [m[1] for _, end in places if (m := re.compile(r"\s*-?\d{1,3}/(\d+)").match(text, end))]
    common = commonprefix(found)[:3]
    return next((common[:n] for n in range(1, len(common) + 1) if int(common[:n]) >= len(found)), common)


def _page_number(text: str, end: int, last: int, pages: str) -> tuple[int, int]:
    """The page's number behind a notice and where it ends. Digits that run into the text are told by counting."""
    at = _SEPARATED.match(text, end)
    begin = at.end() if at else end
    for number in range(last + 1, last + 4):
        written = f"{number}/{pages}" if pages and text.startswith(f"{number}/", begin) else str(number)
        stop = begin + len(written)
        if text.startswith(written, begin) and not re.match(r"[A-Za-z%年月]|\.\d", text[stop : stop + 2]):
            return number, stop + 1 if text[begin - 1] == "-" and text[stop : stop + 1] == "-" else stop
    if plain := re.compile(r"(\d{1,3})(?:/\d{1,3})?-?(?=[^\d.%年月A-Za-z]|$)").match(text, begin):
        return int(plain[1]), plain.end()
    return last, end


def _shared(contexts: list[str]) -> re.Pattern[str] | None:
    """What at least half of the contexts begin with, but for digits; None where it is short or seldom."""
    need = max(3, (len(contexts) + 1) // 2)
    forms = [re.sub(r"\d+", "0", context) for context in contexts]
    for length in range(_HEAD, _SHORTEST - 1, -1):
        for form, count in Counter(f[:length] for f in forms if len(f) >= length).most_common(1):
            # What a page's text begins with is no running head, however often: 图1：, 资料来源：
            if count < need or set(form) & set("。！？，：") or _LAYOUT.search(form):
                continue
            return re.compile(re.escape(form).replace("0", r"\d+"))
    return None


def _goes_on(text: str, start: int, end: int) -> bool:
    """Whether the sentence before a notice goes on behind it."""
    if start == 0 or end >= len(text) or text[start - 1] in _STOPS or text[end] in _STOPS:
        return start == 0 or text[start - 1] in "\n\f"
    begin = max(text.rfind(stop, 0, start) for stop in _STOPS) + 1
    said = text[max(begin, start - LONG) : start]
    return not (_LAYOUT.search(said) or is_debris(said[-80:]) or _OPENS.match(text, end)
                or not re.match(r"[\u4e00-\u9fff，、,%A-Za-z\d]", said[-1]))


# ---- runs of numbers ---------------------------------------------------------------------------------
def _weight(number: str) -> int:
    """How many numbers a run of digits may be: 0.005.0010.00 are three."""
    return max(1, number.count("."), len(number) // 8)


def _number_runs(text: str) -> Iterator[Edit]:
    """A line end before and behind each run of numbers."""
    for low, high in _long_lines(text):
        run: list[tuple[int, int]] = []
        for m in _NUMBER.finditer(text, low, high):
            gap = text[run[-1][1] : m.start()] if run else ""
            if run and (len(gap) > _NEAR or _PROSE.search(gap)):
                yield from _around(text, run, low, high)
                run = []
            if text[m.end() : m.end() + 1] == "年" and _YEAR.search(m[0]):      # a year opens a sentence, or a column
                if len(m[0]) > 4:
                    run.append((m.start(), m.end() - 4))
                yield from _around(text, run, low, high)
                run = [(m.end() - 4, m.end())]
            else:
                run.append(m.span())
        yield from _around(text, run, low, high)


def _around(text: str, run: list[tuple[int, int]], low: int, high: int) -> Iterator[Edit]:
    if sum(_weight(text[a:b]) for a, b in run) < _RUN or not is_debris(text[run[0][0] : run[-1][1]]):
        return
    start, end = run[0][0], run[-1][1]
    if text[end : end + 1] in (")", "）"):
        end += 1
    while start > low and text[start - 1] in "-+(（":
        start -= 1
    if start > low:
        yield _line_end(text, start)
    if end < high:
        yield _line_end(text, end)
