"""PDF with a text layer: one part a page."""
from __future__ import annotations

import logging
import re
from datetime import date
from io import BytesIO
from pathlib import Path

from kg.errors import ReadError
from kg.types import Part

_DATE = re.compile(rb"D:(\d{4})(\d\d)(\d\d)")
_SCANNED = 20               # characters a page, on average, below which a PDF is a scan


def read_pdf(path: Path, data: bytes) -> tuple[tuple[Part, ...], str | None, date | None]:
    """(pages, title, date); raises ReadError where it is encrypted, damaged or a scan."""
    # What it notes about odd files is not for the reader of an error line.
    logging.getLogger("pdfminer").addHandler(logging.NullHandler())
    from pdfminer.high_level import extract_pages
    from pdfminer.layout import LAParams, LTTextContainer
    from pdfminer.pdfdocument import PDFDocument, PDFPasswordIncorrect
    from pdfminer.pdfexceptions import PDFException
    from pdfminer.pdfparser import PDFParser
    from pdfminer.psexceptions import PSException

    try:
        info = (PDFDocument(PDFParser(BytesIO(data))).info or [{}])[0]
        parts = tuple(
            Part(f"page {number}", "".join(box.get_text() for box in page if isinstance(box, LTTextContainer)))
            for number, page in enumerate(extract_pages(BytesIO(data), laparams=LAParams(char_margin=4.0)), 1)
        )
    except PDFPasswordIncorrect as error:
        raise ReadError(path, "PDF 有密码保护", fix="请先解除密码再导入") from error
    except (PDFException, PSException, ValueError, TypeError, KeyError, AttributeError, IndexError) as error:
        # pdfminer meets broken files with all of these.
        raise ReadError(path, "PDF 文件损坏", fix="请重新下载，或用阅读器打开后另存一份再试") from error
    if not parts:
        raise ReadError(path, "PDF 没有页面", fix="请重新下载，或用阅读器打开后另存一份再试")
    if sum(len(part.text.strip()) for part in parts) < _SCANNED * len(parts):
        raise ReadError(path, "PDF 是扫描件，没有文字层", fix="请先做 OCR（文字识别，如 ocrmypdf -l chi_sim）再导入")
    return parts, _string(info.get("Title")), _date(info.get("CreationDate"))


def _string(value: object) -> str | None:
    if not isinstance(value, bytes):
        return None
    encoding = "utf-16" if value[:2] in (b"\xfe\xff", b"\xff\xfe") else "gb18030"
    return value.decode(encoding, errors="ignore").strip("\0 ") or None


def _date(value: object) -> date | None:
    found = _DATE.match(value) if isinstance(value, bytes) else None
    try:
        return date(int(found[1]), int(found[2]), int(found[3])) if found else None
    except ValueError:
        return None
