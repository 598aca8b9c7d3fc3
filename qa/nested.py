"""Questions that describe a thing instead of naming it: 推出X的那家银行，成立了几个中心.

The description is a question of its own (推出X的是哪家银行). Where it has one answer, that answer takes the place
of the description, in the words for reading on and as a set in the query, so that the query holds both steps.
"""
from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, fields, is_dataclass, replace
from typing import Any

from qa import algebra as a
from qa import rules

_THAT = (r"^(?P<inner>.{{2,}}?)(?:的|所在的?)?那一?(?P<c>[个家座块款种项级位])(?P<word>(?:{words})?)"
         r"(?:[,，]|的)?(?P<rest>.+)$")
_WHEN = re.compile(r"(?:19|20)\d\d年(?:[上下]半年|[一二三四]季度|\d{1,2}月)?")
_CLASS = r"^(?P<inner>.{{2,}}?(?:的|(?P<seat>所在的?)))(?P<word>{words})(?P<comma>[,，]|的)?(?P<rest>.+)$"
# 甲的核心场景增速多少: the kind of thing, told apart by one word, and what is asked about it.
_MARKED = (r"^(?P<inner>[^,，哪什么谁]{{2,}}?的(?:最?核心|龙头|代表|特色|首个|唯一|主导|支柱|牵头)的?)"
           r"(?P<word>{words})[,，的]?(?P<rest>[^哪谁]*(?:多少|多大|多高|百分之几|几[^,，]?)[^,，]*)$")


@dataclass(frozen=True, slots=True)
class Described:
    """`inner` asks for the described thing; `outer` says the rest of the question about a thing of that name."""

    inner: str
    rest: str

    def outer(self, name: str) -> str:
        when = "".join(_WHEN.findall(self.inner))
        return f"{when}{name}{self.rest}"


def descriptions(text: str) -> Iterator[Described]:
    """The ways to split a question into a description and what is asked about the thing."""
    words = "|".join(re.escape(h.word) for h in rules.load().holes)
    if m := re.match(_THAT.format(words=words), text):
        inner = m["inner"].removesuffix("的")
        yield Described(f"{inner}的是哪{m['c']}{m['word']}?", _rest(m["rest"]))
    if m := re.match(_MARKED.format(words=words), text):
        yield Described(f"{m['inner']}{m['word']}是什么?", _rest(m["rest"]))
    if m := re.match(_CLASS.format(words=words), text):
        if not (m["comma"] or m["seat"]) or re.search(r"哪|什么|多少|几|谁", m["inner"]):
            return
        inner = m["inner"].removesuffix("的")
        inner = inner.removesuffix("所在") + ("所在" if m["seat"] else "")
        yield Described(f"{inner}的是哪个{m['word']}?", _rest(m["rest"]))


def _rest(text: str) -> str:
    return text if text.startswith("的") else "的" + text.lstrip(",，它其")


def substitute(tree: Any, iri: str, by: a.Set) -> Any:
    """The tree with the set `by` where the one thing `iri` stood."""
    if tree == a.One((iri,)):
        return by
    if isinstance(tree, tuple):
        return tuple(substitute(part, iri, by) for part in tree)
    if is_dataclass(tree) and not isinstance(tree, type):
        return replace(tree, **{f.name: substitute(getattr(tree, f.name), iri, by) for f in fields(tree)})
    return tree
