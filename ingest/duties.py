"""Who is responsible for a task of a plan: (责任单位:甲局、乙局) behind 1.建设设施网络。…"""
from __future__ import annotations

import re
from collections.abc import Iterator

from kg.types import Document, EntityRef, RelationClaim, Span

_IN_CHARGE = re.compile(r"[(（](?:责任|牵头|实施|主管|主责|负责|配合)(?:单位|部门)[:：]"
                        r"(?P<list>[^()（）。]{3,200})[)）]")
_TASK = re.compile(r"(?:^|\n)[ 　]*(?:[(（]?\d+[.．、)）]|[(（][一二三四五六七八九十]+[)）])[ 　]*"
                   r"(?P<what>[㐀-鿿A-Za-z“”+]{4,24})(?=[。\n])")
_BODY = re.compile(r"[^、,，;；和及]+(?:和[㐀-鿿]{2,10}(?:局|厅|委|部))?")
_OFFICE = re.compile(r"(?:局|厅|委|部|办|院|会|行|府|公司|集团|中心|单位|大学|学院|管委会|法院|署|所|社)$")
_REACH = 900                         # how far back the heading of the task may stand


def duties(document: Document) -> Iterator[RelationClaim]:
    """The bodies that run each task of a plan, with the task's heading and the list of bodies as evidence."""
    text = document.text
    for match in _IN_CHARGE.finditer(text):
        heads = list(_TASK.finditer(text, max(0, match.start() - _REACH), match.start()))
        if not heads:
            continue
        task = heads[-1]
        evidence = (Span(task.start("what"), task.end("what")), Span(match.start() + 1, match.end() - 1))
        for body in _BODY.finditer(match["list"]):
            name = re.sub("[等各]+$", "", body[0].strip())
            if 3 <= len(name) <= 20 and _OFFICE.search(name):
                yield RelationClaim(EntityRef(name, "GovernmentBody" if name[-1] in "局厅委府部办" else "Institution"),
                                    "operates", "责任单位", EntityRef(task["what"], "Scenario"), evidence, 0.75, "duty")
