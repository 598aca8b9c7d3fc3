"""Questions about a document itself: who issued it, when, what it is called. Answered from the catalogue."""
from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from kg.index import bigrams, fold
from kg.types import Evidence
from qa import algebra as a
from qa.answer import Item
from qa.candidate import Plan
from qa.compile import compile_
from qa.execute import Result
from qa.match import Fit

if TYPE_CHECKING:
    from kg.catalogue import DocumentInfo
    from kg.snapshot import Snapshot

# What is asked for: the property of the catalogue, and how questions ask for it.
_ASKS: tuple[tuple[a.Property, re.Pattern[str]], ...] = (
    ("published", re.compile(r"什么时候|何时|哪一?[天年]|几月(?:几[日号])?"
                             r"|(?:发布|印发|落款|成文|出版)?(?:日期|时间)(?:是|为)?")),
    ("publisher", re.compile(r"谁|哪一?[个家](?:部门|机关|机构|单位|银行|分行|协会|公司)?"
                             r"|(?:发布|印发|编制|撰写|出版)(?:单位|机构|者|方|机关)(?:是|为)?")),
    ("title", re.compile(r"(?:标题|题目|全称)(?:是|叫|为)?|叫什么(?:名字|名称)?")))
_MADE = re.compile(r"印发|发布|下发|颁布|编写|编制|撰写|制定|出自|出品|发出|公布|落款|发的|出的|写的|出台|发|出|写")
_SELF = re.compile(r"(?:这|该|本|此)(?:一?[份个篇项部])?[^,，的]{0,4}?"
                   r"(?:报告|规划|文件|通知|文档|摘要|方案|意见|办法|白皮书|材料|计划|的)+")
_SORT = re.compile(r"(?:行动|实施|工作|发展|指导|专项)*(?:规划|计划|方案|意见|办法|纲要|措施|公报|白皮书|通知|报告)")
_EMPTY = re.compile(r"什么|哪里|[的是了吗呢由把给到各省市地方通知各年份日期在于个,，?？。\s]")
TITLED = 0.85      # of a title that a question must hold
REST = 2           # characters that may be left


@dataclass(frozen=True, slots=True)
class About:
    """What a question asks about which document."""

    asked: a.Meta
    info: DocumentInfo


def about_document(snapshot: Snapshot, text: str, document: str | None) -> About | None:
    """The question as one about a document, where nothing else is asked and one document is meant."""
    infos = [d for d in snapshot.documents() if document in (None, d.id)]
    for name, pattern in _ASKS:
        if not pattern.search(text) or not (name == "title" or _MADE.search(text)):
            continue
        rest = pattern.sub("", text)
        titled = [d for d in infos if _holds_title(rest, d.title)]
        if len(titled) == 1:
            rest = "".join(c for c in fold(_MADE.sub("", rest)) if c not in fold(titled[0].title))
        elif len(infos) == 1 and _SELF.search(rest):
            titled, rest = infos, _SELF.sub("", rest)
        elif (m := _SORT.search(rest)) and len(titled := [d for d in infos if m[0] in d.title]) == 1:
            rest = rest.replace(m[0], "", 1)    # 行动计划是谁印发的, where one document is called so
        else:
            continue
        if len(_EMPTY.sub("", _MADE.sub("", rest))) <= REST:
            return About(a.Meta(titled[0].id, name), titled[0])
    return None


def answer(snapshot: Snapshot, about: About) -> tuple[Plan, Result] | None:
    """The stored property and where the text says it; None where the document does not tell."""
    compiled = compile_(about.asked)
    rows = snapshot.select(compiled.support)
    if not rows:
        return None
    value = rows[0]["answer"].value
    text = snapshot.text(about.asked.document)
    if about.asked.name == "published":
        day = date.fromisoformat(value)
        value = f"{day.year}年{day.month}月{day.day}日"
    start = max(0, text.find(value))
    end = start + len(value) if text.startswith(value, start) else len(text[:200].split("\n")[0])
    evidence = Evidence(about.info.id, about.info.title, "", start, end, text[start:end], False,
                        snapshot.origins(about.info.id).source(start, end))
    kind = "Institution" if about.asked.name == "publisher" else None
    plan = Plan(about.asked, 0.9, Fit(1.0, 1.0, ""), ())
    return plan, Result((Item(value, type=kind, evidence=(evidence,)),), compiled.query.text())


def _holds_title(text: str, title: str) -> bool:
    pairs = bigrams(re.sub(r"[(（].*?[)）]", "", title))
    return len(pairs) > 3 and len(pairs & bigrams(text)) >= TITLED * len(pairs)
