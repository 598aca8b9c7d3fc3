"""JSON lines: one object a line."""
from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from kg.errors import UsageError


def read_lines(path: Path) -> list[tuple[int, str]]:
    """The lines of a file that are not blank, with their numbers. Raises UsageError where it cannot be read."""
    try:
        text = path.read_text("utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError(f"{path}: 无法读取（{error}）。请检查路径与编码（UTF-8）") from error
    # Not splitlines: a JSON string may hold other characters that end lines elsewhere.
    return [(number, line) for number, line in enumerate(text.split("\n"), 1) if line.strip()]


def read_question(line: str) -> dict[str, Any]:
    """A line that is an object with a string `question`. Raises ValueError saying what is wrong with it."""
    try:
        row = json.loads(line)
    except json.JSONDecodeError as error:
        raise ValueError(f"不是 JSON（{error.msg}）") from error
    except RecursionError as error:
        raise ValueError("JSON 嵌套过深") from error
    if not isinstance(row, dict) or not isinstance(row.get("question"), str):
        raise ValueError("缺少字符串 question")
    return row
