"""Bytes to text: UTF-8, UTF-16, GB 18030 or Big5, whichever reads as Chinese."""
from __future__ import annotations

import codecs
import re
from pathlib import Path

from kg.errors import ReadError
from kg.text.normalise import normalise

# The commonest characters of Chinese; about a third of any text is made of them, of a wrong decoding almost nothing.
_COMMON = frozenset(
    "的一是在不了有和人这中大为上个国我以要他时来用们生到作地于出就分对成会可主发年动同工也能下过子说产种面而方后多定行学法所民得"
    "经十三之进着等部度家电力里如水化高自二理起小物现实加量都两体制机当使点从业本去把性好应开它合还因由其些前外天政四日那社义事平"
)
_HANZI = re.compile(r"[㐀-鿿]")
_CANDIDATES = ("gb18030", "big5", "big5hkscs")
_SAMPLE = 20_000


def decode(path: Path, data: bytes, declared: str | None = None) -> str:
    """The text of a file. Raises ReadError where it is binary or no encoding gives Chinese text."""
    for mark, encoding in (
        (codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"),
    ):
        if data.startswith(mark):
            return data.decode(encoding, errors="replace")
    if b"\0" in data:
        for encoding in ("utf-16-le", "utf-16-be"):
            text = _try(data, encoding)
            if text is not None and _chinese(text) > 0.1:
                return text
        raise ReadError(path, "是二进制文件，不是文本", fix="请换成 txt、md、html、docx 或带文字层的 pdf")
    text = _try(data, "utf-8")
    if text is not None:
        return text
    names = ([declared] if declared else []) + list(_CANDIDATES)
    decoded = {name: text for name in names if (text := _try(data, name)) is not None}
    if not decoded:                 # a few broken bytes must not cost the whole file
        decoded = {name: data.decode(name, errors="replace") for name in ("utf-8", "gb18030", "big5")}
    best = max(decoded, key=lambda name: _chinese(decoded[name]))
    if _chinese(decoded[best]) < 0.1:
        raise ReadError(path, "认不出文字编码，或是二进制文件", fix="请另存为 UTF-8 文本再试")
    return decoded[best]


def _try(data: bytes, encoding: str) -> str | None:
    try:
        return data.decode(encoding)
    except (UnicodeDecodeError, LookupError):
        return None


def _chinese(text: str) -> float:
    """The share of common characters among all that are not ASCII: 0.2 and more for Chinese."""
    sample = normalise(text[:_SAMPLE])
    others = sum(not char.isascii() for char in sample)
    return sum(char in _COMMON for char in sample) / max(others, 1)


def has_chinese(text: str) -> bool:
    """Whether there is Chinese text to read at all."""
    return len(_HANZI.findall(text)) >= max(2, len(text) // 500)
