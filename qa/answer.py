"""What a question gets back, in the form of the contract (`ask --json`)."""
from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Literal

from kg.types import Evidence

Status = Literal["answered", "no_answer", "ambiguous"]

# What an answer rests on: facts of the graph, what is computed from them, facts that do not hold every word of the
# question, a sentence of the text that says all of it, one that is likely to answer it, or the catalogue.
Basis = Literal["fact", "computed", "loose", "text", "read", "catalogue"]


@dataclass(frozen=True, slots=True)
class Item:
    """One answer: the bare text, and what it is. `value` is in the unit beside it.

    `note`, for showing only, is how the text words a figure that it gives as a bound (超50万户).
    """

    text: str
    iri: str | None = None
    type: str | None = None
    value: float | int | None = None
    unit: str | None = None
    evidence: tuple[Evidence, ...] = ()
    note: str = ""

    @property
    def shown(self) -> str:
        """The answer for a reader: 50万户（原文：超50万户）."""
        return f"{self.text}（原文：{self.note}）" if self.note else self.text

    def to_json(self) -> dict[str, Any]:
        return {"text": self.text, "iri": self.iri, "type": self.type, "value": self.value, "unit": self.unit,
                "evidence": [evidence_json(e) for e in self.evidence]}


@dataclass(frozen=True, slots=True)
class Answer:
    """`answers` is empty unless `status` is "answered"; `interpretations` is set only where it is "ambiguous".

    `asked` is the question as it was read where it leans on an earlier one (那人保呢？), else empty. `nearest`, for
    showing only, are facts near to what was asked where there is no answer: each a sentence of its own, no answer.
    `basis` says what the answer rests on, `score` how well the reading fitted: `confidence` is made from both.
    """

    question: str
    status: Status
    answers: tuple[Item, ...] = ()
    sparql: str = ""
    interpretation: str = ""
    confidence: float = 0.0
    elapsed_ms: int = 0
    id: str | int | None = None
    interpretations: tuple[str, ...] = field(default=())
    asked: str = ""
    basis: Basis | None = None
    score: float = 0.0
    nearest: tuple[Item, ...] = ()

    def to_json(self) -> dict[str, Any]:
        data: dict[str, Any] = {
            "id": self.id, "question": self.question, "status": self.status, "confidence": round(self.confidence, 3),
            "answers": [item.to_json() for item in self.answers], "sparql": self.sparql,
            "interpretation": self.interpretation, "elapsed_ms": self.elapsed_ms}
        if self.status == "ambiguous":
            data["interpretations"] = list(self.interpretations)
        return data

    def to_text(self) -> str:
        """The answer for a terminal: the answers, how the question was read, the evidence, the query."""
        if self.status == "no_answer":
            near = ["相近的事实（并非答案）：", *(f"- {item.text}" for item in self.nearest)] if self.nearest else []
            return "\n".join(filter(None, ["未找到", self.interpretation, *near]))
        if self.status == "ambiguous":
            return "\n".join(["问题有多种理解，请说得更具体：", *(f"- {i}" for i in self.interpretations)])
        lines = ["、".join(dict.fromkeys(item.shown for item in self.answers)), f"理解：{self.interpretation}", ""]
        seen = {(e.document, e.start, e.end): e for item in self.answers for e in item.evidence}
        for e in seen.values():
            lines.append(f"依据：{e.text}")
            lines.append(f"　　——《{e.title}》{e.section}（清洁文本第 {e.start}–{e.end} 字）")
        return "\n".join([*lines, "", "SPARQL：", self.sparql])


def evidence_json(e: Evidence) -> dict[str, Any]:
    """The evidence object of the contract."""
    return {"document": e.document, "section": e.section, "start": e.start, "end": e.end, "text": e.text,
            "damaged": e.damaged, "source": {"part": e.source.part, "start": e.source.start, "end": e.source.end}}
