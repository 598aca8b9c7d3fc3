"""What a thing is, where the text defines it: 甲是指…, 所谓甲,是…, 甲是…的一系列活动总和."""
from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from qa import algebra as a
from qa.candidate import Plan
from qa.match import Fit

if TYPE_CHECKING:
    from qa.plan import Planner

# What a question asks the meaning of: no word for a part or a kind of thing (甲的目标是什么), and no number.
_ASKED = re.compile(r"^(?:请问)?(?:什么(?:是|叫做?)(?P<a>[^的,，?？]{2,16})"
                    r"|(?P<b>[^的,，?？]{2,16}?)(?:是指|指的?是|是)(?:什么|啥)(?:意思|概念)?)[?？]?$")
_GENUS = re.compile(r"一(?:种|类|套|系列|整套)|总[和称]|统称"
                    r"|的(?:[\u4e00-\u9fff]{0,4})(?:活动|过程|方式|模式|形态|行为|制度|系统|技术|工具|方法)$")
_PRAISE = re.compile(r"重要|关键|必然|必由|核心|基础|抓手|支撑|引擎|动力|举措|途径|保障|目标|任务")
_CLAUSE = re.compile(r"[^,，]+")
LESS = 0.2          # off a full score: no fact stands behind it


def asked(question: str) -> str:
    """The word that a question asks the meaning of; empty where it asks for something else."""
    m = _ASKED.match(question.strip())
    return (m["a"] or m["b"]).strip("“”\"") if m else ""


def definitions(planner: Planner) -> Iterator[Plan]:
    """What the sentences say that define the word asked about, the first of them."""
    word = re.escape(asked(planner.reading.text))
    told = re.compile(rf"(?:^|[,，;；。])(?P<so>所谓)?[“\"]?{word}[”\"]?[,，]?"
                      r"(?P<is>是指|指的?是|即是?|是|指)(?P<said>[^;；。]{6,})")
    for passage in planner.match.passages() if word else ():
        if planner.document not in (None, passage.document) or (m := told.search(passage.text)) is None:
            continue
        start, end = m.span("said")
        if m["is"] == "是" and not m["so"]:
            clauses = [c for c in _CLAUSE.finditer(m["said"]) if _GENUS.search(c[0])]
            if not clauses or _PRAISE.search(clauses[0][0]):
                continue
            end = start + clauses[0].end()
        at = passage.start
        phrase = a.Phrase(passage.document, ((at + start, at + end),), at, passage.end)
        yield Plan(phrase, 1 - LESS, Fit(1.0, 1.0, ""), ())
        return
