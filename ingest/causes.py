"""Why: clauses that bring about others, with both sides as the text words them.

甲,导致乙; 由于甲,乙; 乙的原因在于甲; 甲不完善,乙脱节,丙效率低.
"""
from __future__ import annotations

import re
from collections.abc import Iterator

from kg.types import Document, EntityRef, RelationClaim, Sentence, Span

_CLAUSE = re.compile(r"[^,，;；。:：!?！？\n]+|[;；:：]")
_LEADS_TO = re.compile(r"(?P<before>.*?)(?P<verb>从而导致|导致|造成|致使|引发)(?P<after>.{3,34})$")
_BECAUSE = re.compile(r"^.{0,8}?(?:由于|因为|因(?![此为而素子果地势公病时城应])|受)(?P<cause>[^而]{3,30}?)"
                      r"(?:的?影响|的?驱动)?$")
_REASON = re.compile(r"^(?P<effect>.{3,30})的(?:主要|根本|重要|直接)?(?:原因|根源|症结)(?:就?在于|主要是|是|为)"
                     r"(?P<cause>.{3,34})$")
_ROOT = re.compile(r"^(?:其)?(?:根源|主要原因|根本原因|原因|症结|症结所在)(?:就?在于|主要是|是|为)"
                   r"(?P<cause>.{3,34})?$")
_THUS = re.compile(r"^(?P<effect>.{0,8}由此(?:而)?.{2,24})$")
_LEAD = re.compile(r"^(?:但|而|且|并|同时|此外|另外|其次|首先|最后|一方面|另一方面|[一二三四五六]是|尽管|虽然|因此|"
                   r"从而|也|容易|还|进而|可能)+")
# Predicates that state a lack, and outcomes that a lack leads to.
_LACK = re.compile(r"(?:不完善|不健全|不统一|不足|不够|缺乏.*|薄弱|脱节|滞后|短缺|缺失|不一|不均衡|落后|不畅|欠缺|"
                   r"匮乏|门槛高)$")
_OUTCOME = re.compile(r"(?:效率|效果|水平|质量|率|程度|成效|效益|积极性|能力)(?:较|偏|仍)?"
                      r"(?:低|差|弱|不高|不佳|不强|不足|低下)$")
_NOT_STATED = re.compile(r"避免|防止|防范|不会|未|即使|如果|若|可能|或将|难以(?=导致)|导致的|造成的|引发的")


def causes(document: Document, sentence: Sentence) -> Iterator[RelationClaim]:
    """The cause relations one sentence states between whole clauses."""
    text = document.text
    clauses = [(m.start(), m.end()) for m in _CLAUSE.finditer(text, sentence.start, sentence.end)]
    for at, (start, end) in enumerate(clauses):
        clause = text[start:end]
        before = clauses[at - 1] if at and text[clauses[at - 1][0]] not in ";；:：" else None
        if (match := _LEADS_TO.search(clause)) and not _NOT_STATED.search(clause):
            own = _LEAD.sub("", match["before"])
            cause = (start, start + match.end("before")) if len(own) >= 4 else before
            effect = (start + match.start("after"), end)
            yield from _claim(document, cause, match["verb"], effect, 0.75, "leads-to")
        elif (match := _BECAUSE.search(clause)) and at + 1 < len(clauses) and text[clauses[at + 1][0]] not in ";；:：":
            if "受" in clause[:match.start("cause")] and not re.search("影响|驱动", clause):
                continue
            cause = (start + match.start("cause"), start + match.end("cause"))
            yield from _claim(document, cause, "由于", clauses[at + 1], 0.7, "because")
        elif match := _REASON.search(clause):
            sides = [(start + match.start(side), start + match.end(side)) for side in ("cause", "effect")]
            yield from _claim(document, sides[0], "原因在于", sides[1], 0.75, "reason")
        elif (match := _ROOT.search(clause)) and before:
            cause = (start + match.start("cause"), end) if match["cause"] else _after_colon(text, clauses, at)
            yield from _claim(document, cause, "根源在于", before, 0.7, "root")
        elif _THUS.search(clause) and before:
            yield from _claim(document, before, "由此", (start, end), 0.6, "thus")
        elif _OUTCOME.search(clause) and before:
            for other in range(at - 1, -1, -1):
                if not _LACK.search(text[clauses[other][0]:clauses[other][1]]):
                    break
                yield from _claim(document, clauses[other], "导致", (start, end), 0.55, "lack")


def _after_colon(text: str, clauses: list[tuple[int, int]], at: int) -> tuple[int, int] | None:
    """The clause after 原因在于："""
    if at + 2 < len(clauses) and text[clauses[at + 1][0]] in ":：":
        return clauses[at + 2]
    return None


def _claim(document: Document, cause: tuple[int, int] | None, verb: str, effect: tuple[int, int],
           confidence: float, rule: str) -> Iterator[RelationClaim]:
    if cause is None:
        return
    names = [_LEAD.sub("", document.text[a:b].strip(" “”")) for a, b in (cause, effect)]
    if all(4 <= len(n) <= 40 and not re.search(r"\d", n) for n in names):
        span = Span(min(cause[0], effect[0]), max(cause[1], effect[1]))
        yield RelationClaim(EntityRef(names[0], "Problem"), "causes", verb, EntityRef(names[1], "Problem"), (span,),
                            confidence, rule)
