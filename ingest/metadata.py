"""Title, publisher, date and kind of a document, from its format and from general signs in its text."""
from __future__ import annotations

import re
from datetime import date

from ingest.covers import cover_title, has_cover
from ingest.headings import Heading
from kg.text.normalise import normalise
from kg.types import CleanText, RawDocument

_KINDS = (                      # by what the title ends in
    ("notice", r"通知|公告|通告|函"), ("opinion", r"意见|建议"), ("plan", r"规划|计划|纲要|方案|行动|蓝图|路线图"),
    ("standard", r"标准|规范|规程|导则|技术要求"), ("policy", r"办法|规定|条例|细则|决定|决议|措施|政策|法|指引|制度"),
    ("report", r"报告|白皮书|蓝皮书|绿皮书|研究|分析|综述|展望|年报|月报|周报|摘要|回顾|深度"),
)
_NAMED = re.compile(rf"(?:{'|'.join(words for _, words in _KINDS)})")
_ENDING = r"(?:[（(《》）)\d—–\-年第版期摘要稿征求意见试行全文]*)$"
_GENERIC = re.compile(
    r"^(?:Microsoft Word|PowerPoint|无标题|未命名|文档\d*|untitled|document\d*|\d+$|[\x00-\x7f]*$)", re.IGNORECASE
)
_DAY = r"(\d{4})\s*[-年/.]\s*(\d{1,2})\s*[-月/.]\s*(\d{1,2})\s*日?"
_DATE = re.compile(_DAY + r"(?:\s+\d{1,2}:\d\d(?::\d\d)?)?")
_LABEL_DATE = re.compile(r"(?:发布|成文|印发|发文|更新)?(?:日期|时间)[:：]\s*" + _DAY)
_LABEL_PUBLISHER = re.compile(
    r"(?<!资料)(?<!数据)(?:发布机构|发文机关|发布单位|编制单位|来源|发布者)[:：]\s*([\u4e00-\u9fff、（）()]{3,30})$",
    re.MULTILINE,
)
# 布局, 社会, 执行 end like offices.
_OFFICE = "(?<![全内外局])部|委|(?<![布格结大全])局|院|(?<![社机])会|厅|署|(?<![举])办|(?<=[银分支])行|政府|办公室|总局"
_BODY = re.compile(rf"^[\u4e00-\u9fff]{{2,20}}(?:{_OFFICE}|研究院|协会|学会|公司|中心|集团|大学)$")
_ACCOUNT = re.compile(rf"^(?:\d{{4}}年)?([\u4e00-\u9fff]{{2,20}}?(?:{_OFFICE}))(?:政府)?工作报告")
_TOP = 15                       # lines in which a letterhead stands
_ABOUT = re.compile(rf"^([\u4e00-\u9fff、 ]{{2,80}}?(?:{_OFFICE}))关于")
_TEMPLATE = re.compile(r"\[Table_Title\]\s*([^\[\]]{4,60}?)\s*\[Table_", re.IGNORECASE)      # of brokers' reports
_FIRST = 600                    # characters in which a cover says who and when


def find_title(raw: RawDocument, clean: CleanText, headings: list[Heading]) -> tuple[str, int, int]:
    """(title, start, end): the range is where it stands in the clean text, empty where it does not."""
    text = clean.text
    named = normalise(raw.title or "").strip()
    if named and not _GENERIC.match(named) and re.search(r"[\u4e00-\u9fff]", named):
        return (named, *_whereabouts(text, named))
    if template := _TEMPLATE.search(raw.parts[0].text, 0, 5000):
        title = normalise(template[1]).strip()
        title = (cover_title(title, title) or (title, 0, 0))[0]
        return (title, *_whereabouts(text, title))
    top = next((m for m in clean.marks if m.kind == "heading" and m.level == 1), None)
    if top is not None and top.start < _FIRST:
        return text[top.start : top.end], top.start, top.end
    whole = raw.parts[0].text
    if has_cover(normalise(whole[:1000])):
        return cover_title(text, whole) or (raw.path.stem, 0, 0)
    first = text.split("\n", 1)[0]
    if len(first) > 60 or re.search("[。；]", first):
        limit = headings[0].start if headings and headings[0].start <= 60 else 60
        if limit < 60:
            return text[:limit].strip(), 0, limit
        found = None
        for found in _NAMED.finditer(first, 4, 60):
            if not re.match(r"[的、,，和与及]", first[found.end() :]):
                break
        if found is not None:
            return first[: found.end()], 0, found.end()
        clause = re.split("[。；，,;]", first, maxsplit=1)[0][:60]
        return clause, 0, 0
    start = 0
    for line in text[:_FIRST].split("\n")[:4]:          # a second line that names the kind completes the first
        if _NAMED.search(line) and len(line) <= 60 and not re.search("[。；:：]", line):
            joined = text[:start].replace("\n", "") + line
            if start and len(joined) <= 80 and not _NAMED.search(text[:start]):
                return joined, 0, start + len(line)
            return line, start, start + len(line)
        start += len(line) + 1
    return first, 0, len(first)


def _whereabouts(text: str, title: str) -> tuple[int, int]:
    pattern = r"\s*".join(map(re.escape, re.sub(r"\s", "", title)))
    found = re.compile(pattern).search(text, 0, 3000)
    return found.span() if found else (0, 0)


def find_kind(title: str, clean: CleanText) -> str:
    """report, policy, plan, opinion, notice, standard, news or table."""
    cells = sum(m.end - m.start for m in clean.marks if m.kind == "cell")
    if cells > 0.7 * len(clean.text):
        return "table"
    bare = re.sub(_ENDING, "", title.rstrip("》”\"' "))
    best = max(((m.end(), kind) for kind, words in _KINDS for m in re.finditer(words, title)), default=None)
    for kind, words in _KINDS:
        if re.search(rf"(?:{words})$", bare):
            return kind
    return best[1] if best else "news" if len(clean.text) < 3000 else "report"


def find_published(raw: RawDocument, text: str) -> date | None:
    """The date of issue: from the page, a label, the signature at the end or the cover, last the file itself."""
    if raw.media_type == "text/html" and raw.published:
        return raw.published
    label = _LABEL_DATE.search(text, 0, 2000)
    lines = text.strip().split("\n")
    signed = next((m for line in reversed(lines[-8:]) if (m := _DATE.fullmatch(line.strip(" （）()")))), None)
    early = next((m for line in text[:_FIRST].split("\n") if (m := _DATE.fullmatch(line.strip(" （）()—")))), None)
    early = early or _DATE.search(text.split("\n\n")[0][:200])
    for found in (label, signed, early):
        if found is not None and (day := _day(found)):
            return day
    return raw.published


def _day(found: re.Match[str]) -> date | None:
    try:
        return date(int(found[1]), int(found[2]), int(found[3]))
    except ValueError:
        return None


def find_publisher(raw: RawDocument, text: str, title: str) -> str | None:
    """Who issued it: from the page, a label, X关于… in the title, the signature, the cover."""
    if raw.publisher:
        return normalise(raw.publisher)
    for label in _LABEL_PUBLISHER.finditer(text, 0, 2000):
        if _BODY.match(label[1]):
            return label[1]
    lines = [line.strip() for line in text.strip().split("\n")]
    for line in (title, *lines[:_TOP]):
        if found := _ABOUT.match(line) or _ACCOUNT.match(line):
            return re.sub(r"\s+", "、", found[1].strip())
    dated = next((i for i in range(len(lines) - 1, max(-1, len(lines) - 8), -1) if _DATE.fullmatch(lines[i])), None)
    signed: list[str] = []
    for line in reversed(lines[:dated] if dated is not None else []):
        if not _BODY.match(line):
            break
        signed.insert(0, line)
    if signed:
        return "、".join(signed)
    return next((line for line in lines[:6] if _BODY.match(line) and line != title), None)
