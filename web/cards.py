"""An answer as HTML: the answer first, then how the question was read, the evidence, the picture."""
from __future__ import annotations

import re
from dataclasses import dataclass
from difflib import SequenceMatcher

from kg import picture
from kg.rdf import PREFIXES
from kg.types import Evidence
from kg.vocab import VOCAB
from qa.answer import Answer
from web.library import State
from web.templates import TEMPLATES

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


def answer_html(answer: Answer, state: State) -> str:
    """The answer first, then how the question was read, the evidence, the picture."""
    kinds = {name: term.zh for name, term in VOCAB.classes.items() if term.family}     # 实体 says nothing
    return TEMPLATES.get_template("answer.html").render(
        answer=answer, items={item.shown: kinds.get(item.type or "") for item in answer.answers},
        cards=cards(answer, state), shown=CARDS_SHOWN,
        picture=picture.neighbourhood(state.snapshot, focus(answer, state)) if answer.status == "answered" else "")


def focus(answer: Answer, state: State) -> list[str]:
    """The IRIs the picture is about: the answers, the facts the query found, the entities it names."""
    answers = [item.iri for item in answer.answers if item.iri]
    rows = state.snapshot.select(answer.sparql) if re.search(r"^SELECT\b", answer.sparql, re.MULTILINE) else []
    facts = [term.value for row in rows for term in row.values() if term.value.startswith(PREFIXES["fact"])]
    named = re.findall(r"\bentity:(\w+)|<urn:zhiwen:entity:(\w+)>", answer.sparql)
    return list(dict.fromkeys([*answers, *facts, *(f"{PREFIXES['entity']}{short or long}" for short, long in named)]))


def cards(answer: Answer, state: State) -> list[Card]:
    """One card for each place in a document, whatever number of answers stand there."""
    places: dict[tuple[str, int, int], tuple[Evidence, set[str]]] = {}
    for item in answer.answers:
        names = {item.text, *state.names([item.iri] if item.iri and ":entity:" in item.iri else [])}
        for evidence in item.evidence:
            _, known = places.setdefault((evidence.document, evidence.start, evidence.end), (evidence, set()))
            known |= names
    return [_card(evidence, names, state) for evidence, names in places.values()]


def _card(evidence: Evidence, names: set[str], state: State) -> Card:
    text = state.snapshot.text(evidence.document)
    before = re.split(r"[。！？；\n]", text[max(0, evidence.start - CONTEXT):evidence.start])[-1]
    rest = text[evidence.end:evidence.end + CONTEXT]
    after = re.split(r"(?<=[。！？])|\n", rest)[0] if not re.search(r"[。！？\n]$", evidence.text) else ""
    wanted = sorted({stretch for name in names for stretch in standing(name, evidence.text)}, key=len, reverse=True)
    parts = re.split(f"({'|'.join(map(re.escape, wanted))})", evidence.text) if wanted else [evidence.text]
    cut = ("…" if len(before) == CONTEXT else "") + before, after + ("…" if len(after) == CONTEXT else "")
    page = re.fullmatch(r"page (\d+)", evidence.source.part)
    where = [state.sources[evidence.document], *([f"第 {page[1]} 页"] if page else []),
             f"原文件第 {evidence.source.start}–{evidence.source.end} 字"]
    return Card(evidence.title, evidence.section, "，".join(where), evidence.damaged, cut[0], parts, cut[1])


def standing(name: str, text: str) -> list[str]:
    """Where a name stands in a text: itself, or, where other words or marks part it there, its larger pieces."""
    if name in text:
        return [name] if name else []
    blocks = SequenceMatcher(None, name, text, autojunk=False).get_matching_blocks()
    pieces = [name[block.a:block.a + block.size] for block in blocks if block.size > 2]
    return pieces if len("".join(pieces)) * 3 >= len(name) * 2 else []
