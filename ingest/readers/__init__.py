"""Files to RawDocuments: the format is decided by content together with the ending."""
from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from io import BytesIO
from pathlib import Path
from zipfile import BadZipFile, ZipFile

from ingest.readers.archive import check_size
from ingest.readers.encoding import decode, has_chinese
from ingest.readers.plain import markdown, plain
from kg.errors import ReadError
from kg.types import Part, RawDocument

ENDINGS = frozenset({".txt", ".text", ".md", ".markdown", ".html", ".htm", ".docx", ".pdf"})
MAX_FILE = 256 << 20             # bytes
_DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
_CONVERT = "请在 Word 或 WPS 中另存为 .docx，或运行 soffice --headless --convert-to docx 文件名"
_HTML = re.compile(rb"<(?:!doctype html|html|head|body|div|table|p)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Source:
    """A file to read. Its bytes go with it, since it may be read by another process or on another machine."""

    path: Path
    data: bytes
    sha256: str

    @classmethod
    def open(cls, path: Path) -> Source:
        """Raises ReadError where the file cannot be opened."""
        try:
            if path.stat().st_size > MAX_FILE:
                raise ReadError(path, f"文件超过 {MAX_FILE >> 20} MB", fix="请拆成几份再导入")
            data = path.read_bytes()
        except FileNotFoundError as error:
            raise ReadError(path, "找不到文件", fix="请检查路径") from error
        except IsADirectoryError as error:
            raise ReadError(path, "是文件夹，不是文件", fix="请给出文件，或用 zhiwen ingest 导入整个文件夹") from error
        except OSError as error:
            raise ReadError(path, f"文件打不开（{error.strerror}）", fix="请检查权限") from error
        return cls(path, data, sha256(data).hexdigest())


def read(path: Path) -> RawDocument:
    """As `read_source`, of the file at `path`."""
    return read_source(Source.open(path))


def read_source(source: Source) -> RawDocument:
    """The file's text in parts, with what its format says about headings, tables, title and date.

    Raises ReadError: missing, empty, binary, damaged, encrypted or scanned files, old Word formats, no Chinese.
    """
    path, data = source.path, source.data
    if not data.strip(b"\0 \t\r\n"):
        raise ReadError(path, "文件是空的", fix="请换一份有内容的文件")
    media_type = _media_type(path, data)
    title: str | None = None
    publisher: str | None = None
    published: date | None = None
    parts: tuple[Part, ...]
    if media_type == "application/pdf":
        from ingest.readers.pdf import read_pdf

        parts, title, published = read_pdf(path, data)
    elif media_type == _DOCX:
        from ingest.readers.word import read_docx

        part, title, publisher, published = read_docx(path, data)
        parts = (part,)
    elif media_type == "text/html":
        from ingest.readers.html import declared_charset, read_html

        part, title, publisher, published = read_html(decode(path, data, declared_charset(data)))
        parts = (part,)
    else:
        text = decode(path, data)
        parts = (markdown(text) if media_type == "text/markdown" else plain(text),)
    if not has_chinese("".join(part.text for part in parts)):
        raise ReadError(path, "文件里没有中文正文", fix="知问只读中文报告，请换一份中文文件")
    return RawDocument(path, source.sha256, media_type, parts, title, publisher, published)


def _media_type(path: Path, data: bytes) -> str:
    ending = path.suffix.lower()
    head = data[:2048].lstrip()
    if b"%PDF-" in data[:1024]:
        return "application/pdf"
    if data.startswith(b"PK"):
        return _zip_type(path, data)
    if data.startswith(b"\xd0\xcf\x11\xe0") or head.startswith(b"{\\rtf") or ending in (".doc", ".wps", ".rtf"):
        raise ReadError(path, "是旧版 Word/WPS 格式（.doc、.wps、.rtf）", fix=_CONVERT)
    if ending == ".pdf":
        raise ReadError(path, "不是有效的 PDF 文件", fix="请重新下载，或用阅读器打开后另存一份再试")
    if ending == ".docx":
        raise ReadError(path, "DOCX 文件损坏", fix="请用 Word 或 WPS 打开并另存一份再试")
    if ending in (".html", ".htm") or (head.startswith(b"<") and _HTML.search(data[:4096])):
        return "text/html"
    return "text/markdown" if ending in (".md", ".markdown") else "text/plain"


def _zip_type(path: Path, data: bytes) -> str:
    try:
        with ZipFile(BytesIO(data)) as archive:
            check_size(path, archive)
            names = set(archive.namelist())
    except (BadZipFile, OSError) as error:
        raise ReadError(path, "DOCX 文件损坏", fix="请用 Word 或 WPS 打开并另存一份再试") from error
    if "word/document.xml" not in names:
        raise ReadError(path, "是压缩包或其他 Office 文件，不是 DOCX", fix="请解压，或另存为 .docx、.pdf 再导入")
    return _DOCX
