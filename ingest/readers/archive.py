"""Office files are ZIP archives: how large one may become when it is unpacked."""
from __future__ import annotations

from pathlib import Path
from zipfile import ZipFile

from kg.errors import ReadError

MAX_MEMBERS = 10_000
MAX_TOTAL = 512 << 20           # bytes of all members, pictures included
MAX_XML = 64 << 20              # bytes of one XML member: its tree takes some ten times as much memory


def check_size(path: Path, archive: ZipFile) -> None:
    """Raises ReadError for an archive that unpacks to more than any report (a "zip bomb").

    The sizes are those the archive declares; `zipfile` reads no member further than that.
    """
    members = archive.infolist()
    total = sum(one.file_size for one in members)
    largest = max((one.file_size for one in members if one.filename.lower().endswith((".xml", ".rels"))), default=0)
    if len(members) > MAX_MEMBERS or total > MAX_TOTAL or largest > MAX_XML:
        raise ReadError(path, f"解压后过大（{len(members)} 个部分，{total >> 20} MB），可能是压缩炸弹",
                        fix="请拆成几份，或另存为纯文本再导入")
