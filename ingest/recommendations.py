"""Recommendations: what a report proposes (建议设立甲基金), and whom it asks (企业应开放接口)."""
from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from ingest.phrases import letter
from kg.types import Document, EntityRef, Mention, RelationClaim, Sentence, Span

_SECTION = re.compile(r"建议|对策|举措|措施")
_CLAUSE = re.compile(r"[^,，;；。:：!?！？\n]+")
_ACTION = re.compile(
    r"^(?:[一二三四五六七八九]是|要|同时|并|加快|进一步|积极)*(?P<what>(?:设立|建立|成立|组建|搭建|出台|制定|完善|健全|加大|加强|"
    r"推动|推进|鼓励|引导|支持|统一|开展|推广|培育|优化|强化|规范|深化|扩大|构建|建设|[把将].{2,12}纳入).{2,30})$")
_ASKED = re.compile(r"(?:应当|应|宜|须|需要|可以|可)(?:加快|积极|进一步)?(?P<what>[^应宜须可].{3,30})$")
# 人大代表建议, 意见和建议 are no proposals of the text's own.
_ADVISED = re.compile(r"(?<![表员和的项条及、])建议(?:由)?(?P<what>(?!和|与|的|书|案|应予)[^,，;；。:：]{4,30})$")

# 支持甲结合本地实际, 鼓励乙在依法合规的前提下: on what terms, and not yet what
_ON_WHAT_TERMS = re.compile(r"^(?:支持|鼓励|引导|推动)[^,]{2,14}?(?:结合|按照|根据|依据|围绕|针对|立足|依托|遵循|在)"
                            r"[^,]{2,20}?(?:实际|情况|需要|需求|要求|原则|规定|特点|前提下|基础上|条件下|框架下|优势|定位)$")


def recommendations(document: Document, sentence: Sentence, mentions: Sequence[Mention]) -> Iterator[RelationClaim]:
    """What one sentence proposes: the document recommends it; the actor who shall do it is its target."""
    text = document.text
    section = document.sections[sentence.section] if sentence.section >= 0 else None
    proposing = False
    while section is not None:
        proposing = proposing or bool(_SECTION.search(section.title))
        section = document.sections[section.parent] if section.parent >= 0 else None
    advised = False
    for match in _CLAUSE.finditer(text, sentence.start, sentence.end):
        clause = match[0]
        actor = next((m for m in mentions if m.start == match.start() and letter(m) in "GI"), None)
        asked = _ASKED.match(clause, len(actor.surface)) if actor and proposing else None
        said = _ADVISED.search(clause) or (_ACTION.match(clause) if proposing or advised else None)
        advised = advised or bool(_ADVISED.search(clause))        # 建议加大甲,完善乙: both
        found = asked or said
        if found is None or re.search(r"\d", found["what"]) and len(found["what"]) > 24:
            continue
        if _ON_WHAT_TERMS.search(found["what"]) or (match.end() == len(text.rstrip()) and proposing):
            continue                 # 支持甲结合实际,…: what for comes later; a text that breaks off
        if len(found["what"]) < 6 or text[match.end():match.end() + 1] == "《":
            continue
        proposal = EntityRef(found["what"].strip("“” "), "Recommendation")
        span = Span(match.start(), match.end())
        title = text.find(document.title) if document.title else -1
        if title >= 0:
            yield RelationClaim(EntityRef(document.title, "Entity"), "recommends", "建议", proposal,
                                (Span(title, title + len(document.title)), span), 0.7, "recommend")
        if asked and actor:
            yield RelationClaim(proposal, "targets", "应", EntityRef(actor.name, actor.type), (span,), 0.65, "asked")
