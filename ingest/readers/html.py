"""HTML: the main content of a page, with headings, tables, title, publisher and date."""
from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from typing import Any

from ingest.readers.build import Builder, flat
from kg.types import Part

_CHARSET = re.compile(rb"""<meta[^>]+charset\s*=\s*["']?\s*([\w-]+)""", re.IGNORECASE)
_DROPPED = frozenset((
    "script", "style", "noscript", "template", "nav", "header", "footer", "aside", "form", "button", "select", "option",
    "input", "textarea", "iframe", "svg", "canvas", "object", "embed", "audio", "video", "dialog", "menu",
))
_SIDE = re.compile(
    r"(?:^|[\s_-])(?:nav|navbar|menu|footer|foot|header|topbar|breadcrumbs?|crumbs?|sidebar|side|share|sharing|related|"
    r"recommend\w*|comments?|copyright|toolbar|pagination|pager|login|search|advert\w*|ads?|qrcode|hidden)(?:[\s_-]|$)",
    re.IGNORECASE,
)
_BLOCKS = frozenset((
    "p", "div", "section", "article", "main", "td", "th", "tr", "li", "ul", "ol", "dl", "dt", "dd", "blockquote", "pre",
    "center", "figure", "figcaption", "table", "tbody", "thead", "h1", "h2", "h3", "h4", "h5", "h6", "hr", "body",
))
_HANZI = re.compile(r"[㐀-鿿]")
_TITLES = ("ArticleTitle", "og:title", "title", "DC.title")
_PUBLISHERS = ("ContentSource", "og:site_name", "publisher", "DC.publisher", "author")
_DATES = ("PubDate", "article:published_time", "publishdate", "pubdate", "date", "DC.date")
_LABELS = {                         # the key-value table on top of official pages
    "标题": "title", "標題": "title", "名称": "title", "名稱": "title",
    "发文机关": "publisher", "发布机构": "publisher", "發文機關": "publisher", "發布機構": "publisher",
    "发布日期": "published", "成文日期": "written", "發布日期": "published",
    "索引号": "", "主题分类": "", "发文字号": "", "文号": "", "主题词": "", "有效性": "", "分类": "", "失效日期": "",
}
_DATE = re.compile(r"(\d{4})\s*[-年/.]\s*(\d{1,2})\s*[-月/.]\s*(\d{1,2})")


def declared_charset(data: bytes) -> str | None:
    """The charset a page names in its head; GB names stand for GB 18030."""
    found = _CHARSET.search(data[:4096])
    if found is None:
        return None
    name = found[1].decode("ascii").lower()
    return "gb18030" if name.startswith("gb") else name


def read_html(text: str) -> tuple[Part, str | None, str | None, date | None]:
    """(the one part, title, publisher, date) of a page."""
    from lxml import html

    # The parser of HTML knows no entities but its own, and nothing is fetched.
    root = html.document_fromstring(re.sub(r"^\s*<\?xml[^>]*\?>", "", text) or "<p></p>")
    meta = {
        (node.get("name") or node.get("property") or "").lower(): flat(node.get("content") or "")
        for node in root.iter("meta")
    }
    heading = next((flat(h.text_content()) for h in root.iter("h1") if flat(h.text_content())), "")
    named = next((flat(t.text or "") for t in root.iter("title")), "")
    facts: dict[str, str] = {}
    for node in list(root.iter()):
        if not isinstance(node.tag, str) or node.tag in _DROPPED or _aside(node):
            if node.getparent() is not None:
                node.drop_tree()
        elif node.tag == "table" and (found := _key_values(node)):
            facts |= {key: value for key, value in found.items() if key and value}
            if node.getparent() is not None:
                node.drop_tree()
    builder = Builder()
    _walk(builder, _main(root))
    title = facts.get("title") or _first(meta, _TITLES) or heading or re.split(r"\s*[-_|—]{1,2}\s*", named)[0]
    return (
        builder.part("body"), title or None, facts.get("publisher") or _first(meta, _PUBLISHERS),
        _date(facts.get("published") or facts.get("written") or _first(meta, _DATES) or ""),
    )


def _aside(node: Any) -> bool:
    style = (node.get("style") or "").replace(" ", "").lower()
    if "display:none" in style or node.get("hidden") is not None:
        return True
    if node.tag in ("html", "body", "main", "article"):
        return False
    names = f"{node.get('class') or ''} {node.get('id') or ''} {node.get('role') or ''}"
    return bool(_SIDE.search(names)) and _weight(node) < 2000


def _key_values(table: Any) -> dict[str, str]:
    """What a table of known labels says; {} for any other table."""
    if any(True for _ in table.iter("table") if _ is not table):
        return {}
    cells = [re.sub(r"\s|\u3000", "", cell.text_content()) for cell in table.iter("td", "th")]
    labels = [cell.rstrip(":：") for cell in cells if cell.endswith((":", "："))]
    if not labels or sum(label in _LABELS for label in labels) * 2 < len(labels):
        return {}
    found = {"": ""}
    for cell, value in zip(cells, cells[1:], strict=False):
        if (key := _LABELS.get(cell.rstrip(":："))) and not value.endswith((":", "：")):
            found.setdefault(key, value)
    return found


def _weight(node: Any) -> int:
    """Chinese characters in the text of a node that is not link text."""
    links = sum(len(_HANZI.findall(a.text_content())) for a in node.iter("a"))
    return len(_HANZI.findall(node.text_content())) - 2 * links


def _main(root: Any) -> Any:
    """The smallest element that holds nearly all of the page's text outside links."""
    best = root.find("body") if root.find("body") is not None else root
    whole = _weight(best)
    while True:
        inner = [(node, _weight(node)) for node in best if isinstance(node.tag, str)]
        node, weight = max(inner, key=lambda one: one[1], default=(None, 0))
        if node is None or node.tag in ("p", "span", "tr", "font") or weight < 0.85 * whole:
            wrapped = node is not None and node.tag in ("tr", "span", "font") and weight >= 0.85 * whole
            if not wrapped:
                return best
        best = node


def _walk(builder: Builder, node: Any) -> None:
    """Blocks below a node, in order."""
    line: list[str] = []

    def flush() -> None:
        builder.paragraph(re.sub(r"\s*\n\s*", " ", "".join(line)).replace("\v", "\n"))
        line.clear()

    for kind, value in _events(node):
        if kind == "text":
            line.append(value)
            continue
        if kind == "break":
            line.append("\v")
            continue
        flush()
        if kind == "heading":
            builder.heading(value.text_content(), int(value.tag[1]))
        elif kind == "table":
            caption = value.find("caption")
            builder.table(_rows(value), flat(caption.text_content()) if caption is not None else "")
    flush()


def _events(node: Any) -> Iterator[tuple[str, Any]]:
    if node.text:
        yield "text", node.text
    for child in node:
        if isinstance(child.tag, str):
            if child.tag == "br":
                yield "break", None
            elif re.fullmatch(r"h[1-6]", child.tag):
                yield "heading", child
            elif child.tag == "table" and _is_data(child):
                yield "table", child
            elif child.tag in _BLOCKS:
                yield "block", None
                yield from _events(child)
                yield "block", None
            else:
                yield from _events(child)
        if child.tail:
            yield "text", child.tail


def _is_data(table: Any) -> bool:
    """Rows and columns of short cells; anything else is layout."""
    if any(inner is not table for inner in table.iter("table")):
        return False
    rows = [list(row.iterchildren("td", "th")) for row in table.iter("tr")]
    cells = [cell for row in rows for cell in row]
    length = sum(len(flat(cell.text_content())) for cell in cells)
    return len(rows) > 1 and max(map(len, rows)) > 1 and length < 120 * len(cells)


def _rows(table: Any) -> list[list[tuple[int, str]]]:
    """The cells of each row at their true columns, spans counted."""
    taken: set[tuple[int, int]] = set()
    rows = []
    for number, row in enumerate(table.iter("tr")):
        cells, column = [], 0
        for cell in row.iterchildren("td", "th"):
            while (number, column) in taken:
                column += 1
            cells.append((column, cell.text_content()))
            wide, high = _span(cell, "colspan"), _span(cell, "rowspan")
            taken |= {(number + i, column + j) for i in range(high) for j in range(wide)}
            column += wide
        rows.append(cells)
    return rows


def _span(cell: Any, name: str) -> int:
    value = cell.get(name) or "1"
    return min(int(value), 100) if value.isdecimal() and int(value) else 1


def _first(meta: dict[str, str], names: tuple[str, ...]) -> str | None:
    return next((meta[name.lower()] for name in names if meta.get(name.lower())), None)


def _date(text: str) -> date | None:
    found = _DATE.search(text)
    try:
        return date(int(found[1]), int(found[2]), int(found[3])) if found else None
    except ValueError:
        return None
