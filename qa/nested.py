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

# 推出X的那家银行 · 甲所在的那个区 · 增长最慢的那类.
_THAT = (r"^(?P<inner>.{{2,}}?)的?(?P<seat>所[在属处])?的?那一?(?P<c>[个家座块款种项级位类条所只份部项支片])"
         r"(?P<word>(?:{words}|[^,，的是哪什么谁多几]{{1,6}}(?=[,，]))?)(?:[,，]|的)?(?P<rest>.+)$")
_WHEN = re.compile(r"(?:19|20)\d\d年(?:[上下]半年|[一二三四]季度|\d{1,2}月)?")
# 推出X的银行,… · 甲所在的省…: told as a description by the comma, by 所在的, 还, or by
# what it belongs to itself.
_CLASS = (r"(?P<seat>所[在属处])?的(?P<kind>[^,，的是哪那什么谁多几]{{0,4}}?)(?P<word>{words})"
          r"(?:(?P<comma>[,，]|的)|(?=所[在属处]))?(?=[^,，]|$)")
# 甲的核心场景增速多少: the kind of thing, told apart by one word, and what is asked about it.
_MARKED = (r"^(?P<inner>[^,，哪什么谁]{{2,}}?的(?:最?核心|龙头|代表|特色|首个|唯一|主导|支柱|牵头)的?)"
           r"(?P<word>{words})[,，的]?(?P<rest>[^哪谁]*(?:多少|多大|多高|百分之几|几[^,，]?)[^,，]*)$")
_ASKS = re.compile(r"哪|什么|多少|几(?!乎)|谁|何")
# What goes on after the thing as its verb does, not as what it has.
_GOES_ON = re.compile(r"[还也又正已都被把为给向从占跟与和]|在(?!岗|职|校)|一?共|总共|参与")
# What asks, and nothing else.
_BARE = re.compile(r"[都有是的?？,，]|分别|哪[些几个家]*|什么|谁|多少|几")
DEEPEST = 3         # steps of one question


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
    words = _words()
    if m := re.match(_THAT.format(words=words), text):
        yield Described(f"{m['inner']}{m['seat'] or ''}的是哪{m['c']}{m['word']}?", _rest(m["rest"]))
    if m := re.match(_MARKED.format(words=words), text):
        yield Described(f"{m['inner']}{m['word']}是什么?", _rest(m["rest"]))
    for m in re.finditer(_CLASS.format(words=words), text):
        inner, rest = text[:m.start()], text[m.end():]
        marked = m["comma"] or m["seat"] or rest.startswith(("所", "还"))
        if marked and rest and len(inner) > 1 and not _ASKS.search(inner):
            yield Described(f"{inner}{m['seat'] or ''}的是哪个{m['kind']}{m['word']}?", _rest(rest))


def loose(text: str) -> Iterator[Described]:
    """Splits that nothing marks but the verb before 的 and the kind of thing after it: 推出X的公司总部在哪."""
    for m in re.finditer(rf"的(?P<word>{_words()})(?=[^,，的]*[,，]?[^,，]*(?:哪|什么|多少|几|谁|多[大高]))", text):
        inner, rest = text[:m.start()], text[m.end():]
        if not _ASKS.search(inner) and len(inner) > 3 and len(_BARE.sub("", rest)) > 1 and rules.means_relation(inner):
            yield Described(f"{inner}的是哪个{m['word']}?", _rest(rest))


def _words() -> str:
    return "|".join(re.escape(h.word) for h in rules.load().holes)


def _rest(text: str) -> str:
    bare = text.lstrip(",，它其")
    return bare if bare.startswith("的") or _GOES_ON.match(bare) else "的" + bare


def substitute(tree: Any, iri: str, by: a.Set) -> Any:
    """The tree with the set `by` where the one thing `iri` stood."""
    if tree == a.One((iri,)):
        return by
    if isinstance(tree, tuple):
        return tuple(substitute(part, iri, by) for part in tree)
    if is_dataclass(tree) and not isinstance(tree, type):
        return replace(tree, **{f.name: substitute(getattr(tree, f.name), iri, by) for f in fields(tree)})
    return tree
