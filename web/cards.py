"""An answer as HTML: the answer first, then how the question was read, the evidence, the picture, what to do next."""
from __future__ import annotations

import json
import re
from collections.abc import Iterable
from dataclasses import dataclass
from difflib import SequenceMatcher
from urllib.parse import urlencode

from kg import picture
from kg.rdf import PREFIXES
from kg.types import Evidence
from qa.answer import Answer
from web.follow import next_questions
from web.library import State
from web.sheets import csv_text
from web.templates import render
from web.words import Lang, words

CARDS_SHOWN = 5
CONTEXT = 80             # characters of the sentence shown around its evidence


@dataclass(frozen=True, slots=True)
class Card:
    """A place in a document. `parts` alternate between plain text and what is to be marked in it."""

    title: str
    section: str
    where: str
    damaged: bool
    before: str
    parts: list[str]
    after: str
    link: str


def answer_html(answer: Answer, state: State, lang: Lang) -> str:
    """One turn of a conversation: the question, the answer, how the question was read, the evidence, the picture."""
    t = words(lang)
    found = focus(answer, state) if answer.status == "answered" else []
    things = [iri for iri in found if iri.startswith(PREFIXES["entity"])]
    near = [(item.text, cards_of(item.evidence, {item.text}, state, lang)) for item in answer.nearest]
    return render(
        lang, "answer.html", answer=answer, cards=cards(answer, state, lang), shown=CARDS_SHOWN, near=near,
        items={item.shown: t.kind(item.type) if item.type and item.type != "Entity" else ""
               for item in answer.answers},
        picture=picture.neighbourhood(state.snapshot, found, lang) if found else "", thing=things[0] if things else "",
        further=next_questions(answer, state) if answer.status == "answered" else [],
        readings=[(one, reading_question(one)) for one in answer.interpretations],
        csv=answer_csv(answer), json=json.dumps(answer.to_json(), ensure_ascii=False, indent=1))


def answer_csv(answer: Answer) -> str:
    """A row for each place that an answer stands at, for a spreadsheet."""
    rows = [(item.text, item.type or "", item.value, item.unit or "", one.title, one.section, one.text)
            for item in answer.answers for one in item.evidence]
    return csv_text(("答案", "类型", "数值", "单位", "文档", "章节", "原文"), rows)


def reading_question(reading: str) -> str:
    """What to ask to get one reading of an ambiguous question: the reading without what only tells it apart."""
    return re.sub(r"（[^（）]*）$", "", reading)


def focus(answer: Answer, state: State) -> list[str]:
    """The IRIs the picture is about: the answers, the facts the query found, the entities it names."""
    answers = [item.iri for item in answer.answers if item.iri]
    rows = state.snapshot.select(answer.sparql) if re.search(r"^SELECT\b", answer.sparql, re.MULTILINE) else []
    facts = [term.value for row in rows for term in row.values() if term.value.startswith(PREFIXES["fact"])]
    named = re.findall(r"\bentity:(\w+)|<urn:zhiwen:entity:(\w+)>", answer.sparql)
    return list(dict.fromkeys([*answers, *facts, *(f"{PREFIXES['entity']}{short or long}" for short, long in named)]))


def cards(answer: Answer, state: State, lang: Lang) -> list[Card]:
    """One card for each place in a document, whatever number of answers stand there."""
    places: dict[tuple[str, int, int], tuple[Evidence, set[str]]] = {}
    for item in answer.answers:
        names = {item.text, *state.names([item.iri] if item.iri and ":entity:" in item.iri else [])}
        for evidence in item.evidence:
            _, known = places.setdefault((evidence.document, evidence.start, evidence.end), (evidence, set()))
            known |= names
    return [_card(evidence, names, state, lang) for evidence, names in places.values()]


def cards_of(places: Iterable[Evidence], names: set[str], state: State, lang: Lang) -> list[Card]:
    """One card for each place, with `names` marked in it."""
    return [_card(one, names, state, lang) for one in places]


def document_link(document: str, start: int, end: int, lang: Lang) -> str:
    """The address of the page that shows a document's text, opened at characters [start, end)."""
    return f"/page/document/{document}?{urlencode({'start': start, 'end': end, 'lang': lang})}#at"


def _card(evidence: Evidence, names: set[str], state: State, lang: Lang) -> Card:
    t = words(lang)
    text = state.snapshot.text(evidence.document)
    before = re.split(r"[。！？；\n]", text[max(0, evidence.start - CONTEXT):evidence.start])[-1]
    rest = text[evidence.end:evidence.end + CONTEXT]
    after = re.split(r"(?<=[。！？])|\n", rest)[0] if not re.search(r"[。！？\n]$", evidence.text) else ""
    wanted = sorted({stretch for name in names for stretch in standing(name, evidence.text)}, key=len, reverse=True)
    parts = re.split(f"({'|'.join(map(re.escape, wanted))})", evidence.text) if wanted else [evidence.text]
    cut = ("…" if len(before) == CONTEXT else "") + before, after + ("…" if len(after) == CONTEXT else "")
    page = re.fullmatch(r"page (\d+)", evidence.source.part)
    where = [state.sources[evidence.document], *([t.say("page_number", n=page[1])] if page else []),
             t.say("characters", start=evidence.source.start, end=evidence.source.end)]
    return Card(evidence.title, evidence.section, " · ".join(where), evidence.damaged, cut[0], parts, cut[1],
                document_link(evidence.document, evidence.start, evidence.end, lang))


def standing(name: str, text: str) -> list[str]:
    """Where a name stands in a text: itself, or, where other words or marks part it there, its larger pieces."""
    if name in text:
        return [name] if name else []
    blocks = SequenceMatcher(None, name, text, autojunk=False).get_matching_blocks()
    pieces = [name[block.a:block.a + block.size] for block in blocks if block.size > 2]
    return pieces if len("".join(pieces)) * 3 >= len(name) * 2 else []
