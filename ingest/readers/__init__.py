"""Files to RawDocuments, one reader a format."""
from __future__ import annotations

from hashlib import sha256
from pathlib import Path

from kg.errors import ReadError
from kg.types import Part, RawDocument


def read(path: Path) -> RawDocument:
    """The file's decoded text in parts. Raises ReadError."""
    try:
        data = path.read_bytes()
    except OSError as error:
        raise ReadError(path, "文件打不开", fix="请检查路径和权限") from error
    if not data.strip():
        raise ReadError(path, "文件是空的", fix="请换一份有内容的文件")
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise ReadError(path, "文件不是 UTF-8 文本", fix="请另存为 UTF-8 文本") from error
    return RawDocument(path, sha256(data).hexdigest(), "text/plain", (Part("text", text.replace("\r\n", "\n")),))
