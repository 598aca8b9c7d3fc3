"""A token or a span of a sentence that names are made of, and how a phrase becomes a name."""
from __future__ import annotations

import re
from dataclasses import dataclass

from ingest.words import Words

_OUTER = re.compile(r"^[的了着与和及、]+|(?:[了着与和等、]|(?<![标目])的|(?<!普)及)+$")
PUNCTUATION = re.compile(r"[“”‘’「」『』\"《》〈〉]")


@dataclass(frozen=True, slots=True)
class Unit:
    """A token, or a span that is a name already (`type` set)."""

    start: int
    end: int
    text: str
    tag: str
    type: str = ""
    name: str = ""
    fixed: bool = False              # stands alone: no noun phrase grows over it


def clean_name(words: Words, name: str) -> str:
    """A phrase as a name: without quotes, leading modifiers and trailing particles."""
    name = _OUTER.sub("", PUNCTUATION.sub("", name).strip())
    if len(name) > 4:
        name = name.removesuffix("方面")
    changed = True
    while changed:
        changed = False
        for modifier in words.longest_first["modifier"]:
            local = modifier == "本" and name[1:2] in ("土", "地", "体", "科")      # 本土企业
            if name.startswith(modifier) and len(name) - len(modifier) >= 2 and not local:
                name, changed = name[len(modifier):].lstrip("的"), True
    return _OUTER.sub("", name)
