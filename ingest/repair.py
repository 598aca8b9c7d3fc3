"""Undo what byte-oriented pinyin annotators do to GBK text: `物聯(lián)網(wǎng)` was `物聯網`.

The annotator put `(pinyin)` after certain byte pairs, also where a pair straddled two characters, and a blank
before full-width punctuation, also where its pair straddled. Both tear a character apart: its first byte, left
before the ASCII sign, decodes to `?` and swallows the sign, and the bytes after it pair up wrongly until an
ASCII byte, or the next torn pair, brings them back into step. Pairs GBK does not define show as nothing.

Reading backwards, nearly every byte is known. An annotation names the missing byte (it makes, with the byte
before it, a character of that reading); the rest is chosen by a Chinese word list, and left alone and reported
as damaged when no choice is clearly better.
"""
from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache

from ingest.gbk import LEADS, UNSEEN, byte_after, chars, pairs, readings
from ingest.wordlist import Lattice, chain, words
from kg.text.normalise import normalise
from kg.text.traced import Edit, Traced

_ANNOTATION = re.compile(r"([(（]|[?�][(（]?)([a-zü-ǜāēěīńňōǎǐǒǔǹḿáéíóúàèìòùêɡ]{1,6})[)）]")
_SUSPECT = re.compile(r"[?�]|[(（][^\W\d_]{1,6}[)）]")
_LOST = "?�"
_SIGNS = {sign: (0xA3, ord(sign) | 0x80) for sign in ",;:?!()"}       # written full-width before the damage
_WIDE = str.maketrans(",;:?!()", "，；：？！（）")
_NARROW = str.maketrans("，；：？！（）", ",;:?!()")
_HANZI = re.compile(r"[㐀-鿿豈-﫿]")
_PUNCTUATION = "，。、；：？！（）“”‘’《》〈〉【】—…·％"
_TONES = dict.fromkeys(map(ord, "\u0300\u0301\u0304\u030c"))
_CONTEXT = 4                # characters on either side that take part in the choice
_LONGEST = 300              # characters a shift may last
_HIDDEN = 3.0               # for a pair that shows as nothing: it makes the text a character longer, so less likely
_CLEARLY = 2.0              # by how much (log) the best reading must lead the next
_BETTER = 8.0               # and the text as it stands
_TELLING = 3000
_FLUENT = -7.0              # log probability a character of ordinary text


@dataclass(slots=True)
class _Item:
    """One character of the damaged text with the annotation that follows it."""

    char: str
    start: int
    end: int
    reading: str = ""                   # of the annotation that closed here
    lost: tuple[int, ...] = ()          # the bytes a torn half may have been

    @property
    def torn(self) -> bool:
        return bool(self.lost)


@dataclass(slots=True)
class _Region:
    """Text out of step: the items [first, last) and the characters they may have been."""

    first: int
    last: int
    lattice: Lattice                    # context, region, context
    certain: bool                       # the annotations prove the shift
    swallowed: str = ""                 # an ASCII sign that went with the last half: a blank, as far as is known


def repair(text: Traced) -> tuple[Traced, list[tuple[int, int]]]:
    """The text with annotations taken out and shifted bytes put back, and the spans that stay damaged.

    Spans count in the returned text. Text without such damage comes back as it is.
    """
    if not _SUSPECT.search(text.text):
        return text, []
    items = _items(text.text)
    # Only a text of some length tells which characters are its own.
    counts = Counter(normalise(text.text)) if len(text.text) > _TELLING else Counter[str]()
    half = _half_width(text.text)
    edits: list[Edit] = []
    damaged: list[tuple[int, int]] = []     # in the given text
    at = closed = 0
    left = ""                               # the repaired text just before
    while at < len(items):
        item = items[at]
        region, new, last = None, "", at
        if item.torn or item.char in _LOST and at >= closed:
            region, new, last = _mend(items, at, left, counts)
        if region is not None:
            start, end = item.start, items[region.last - 1].end
            edits.append((start, end, _in_style(new, half) + region.swallowed))
            if region.swallowed == " ":     # some sign, and a digit may be lost for good
                damaged.append((start, end))
            at = region.last
            left = (left + new + region.swallowed)[-_CONTEXT:]
            continue
        closed = max(closed, last)
        left = (left + item.char)[-_CONTEXT:]
        if last > at or item.torn or item.char == "�":
            damaged.append((item.start, items[max(last - 1, at)].end))
        elif item.end > item.start + 1:
            edits.append((item.start + 1, item.end, ""))
            if item.char.isascii():         # the end of a shift whose beginning is not known
                damaged.append((item.start, item.end))
        at += 1
    return text.edit(edits, aligned=False), _moved(damaged, edits)


def _items(text: str) -> list[_Item]:
    """Characters with their annotations; an annotation that fits no character stays text."""
    items: list[_Item] = []
    at = 0
    for match in _ANNOTATION.finditer(text):
        items += (_Item(text[i], i, i + 1) for i in range(at, match.start()))
        at = match.start()
        if not items:
            continue
        reading = toneless(match[2])
        before = items[-1]
        if match[1] in "(（":
            if reading in readings().get(before.char, ()) or _closes(items, reading):
                before.end, at = match.end(), match.end()
                before.reading = reading
                # The variant without tones writes a blank after each annotation.
                if match[2] == reading and text[at : at + 1] == " " and _HANZI.match(text[at + 1 : at + 2]):
                    before.end = at = at + 1
        else:
            lost = byte_after(pairs().get(before.char, (0, 0))[1], reading)
            if lost:
                items.append(_Item("?", match.start(), match.end(), reading, lost))
                at = match.end()
    items += (_Item(text[i], i, i + 1) for i in range(at, len(text)))
    return items


def _closes(items: list[_Item], reading: str) -> bool:
    """Whether the last item is an ASCII byte that makes, with the byte before it, a character of that reading."""
    if len(items) < 2 or not "@" <= items[-1].char <= "~":
        return False
    before = pairs().get(items[-2].char)
    return before is not None and reading in readings().get(chars().get((before[1], ord(items[-1].char)), ""), ())


def toneless(reading: str) -> str:
    """`lǜ` to `lü`, `xiàn` to `xian`."""
    plain = unicodedata.normalize("NFD", reading.replace("ɡ", "g")).translate(_TONES)
    return re.sub(r"^([ln])v", "\\1ü", unicodedata.normalize("NFC", plain))


def _mend(items: list[_Item], at: int, left: str, counts: Mapping[str, int]) -> tuple[_Region | None, str, int]:
    """The region that opens at a torn half and what it was, if one reading is clearly better.

    Otherwise (None, "", last): items [at, last) stay damaged; last == at where the sign is no torn half at all.
    """
    if not items[at].torn and _reads_well(items, at + 1, counts):
        return None, "", at
    tried: list[tuple[float, str, str, _Region]] = []
    for region in _regions(items, at, left):
        region.lattice.counts = counts
        found = region.lattice.best()
        if found is not None:
            tried.append((*found, region))
    if not tried:
        return None, "", at + items[at].torn
    score, plain, written, region = max(tried, key=lambda one: one[0] / max(1, len(one[1])))
    right = _right(items, region.last)
    if score < _FLUENT * len(plain) and not items[at].torn:
        return None, "", region.last
    if not region.certain:
        stands = left + "".join(item.char for item in items[at : region.last]) + right
        before = chain(normalise(stands), counts).best()
        if before is not None and score < before[0] + _BETTER:
            return None, "", at
    if not items[at].torn:
        other = region.lattice.without(len(left), plain[len(left)]).best()
        if other is not None and score < other[0] + _CLEARLY:
            return None, "", region.last
    return region, written[len(left) : len(written) - len(right)], region.last


def _reads_well(items: list[_Item], at: int, counts: Mapping[str, int]) -> bool:
    """Whether the text from here on is Chinese as it stands, so that a `?` before it is no torn half."""
    text = normalise("".join(item.char for item in items[at : at + 2 * _CONTEXT]))
    if not _HANZI.match(text):
        return not text or text[0].isspace() or text[0].isdigit()
    found = chain(text, counts).best()
    return found is not None and found[0] > _FLUENT * len(text)


def _right(items: list[_Item], last: int) -> str:
    return "".join("" if item.torn else item.char for item in items[last : last + _CONTEXT])


def _regions(items: list[_Item], at: int, left: str) -> Iterator[_Region]:
    """The ways in which the text from a torn half on may be out of step, one for each place where it may end."""
    opening = items[at].lost or tuple(LEADS)
    certain = items[at].torn
    groups: list[tuple[int, int]] = []
    for k in range(at + 1, min(len(items), at + _LONGEST)):
        item = items[k]
        if item.torn:                                               # the annotation names the last byte
            yield _region(items, left, at, k + 1, opening, groups, item.lost, True)
            return
        if item.char in _LOST:
            yield _region(items, left, at, k + 1, opening, groups, tuple(range(0x80, 0xFF)), certain, " ")
            if item.char != "?":
                return
        if "@" <= item.char <= "~":                                 # a second byte that is ASCII ends every shift
            yield _region(items, left, at, k + 1, opening, groups, (ord(item.char),), certain or bool(item.reading))
            return
        pair = _SIGNS.get(item.char) or pairs().get(item.char)
        if pair is None:
            return
        if pair[1] < 0x80:                                          # an ASCII sign of the text was taken for a trail
            yield _region(items, left, at, k + 1, opening, groups, (pair[0],), certain, chr(pair[1]))
            return
        groups.append(pair)


def _region(
    items: list[_Item], left: str, first: int, last: int, opening: tuple[int, ...], groups: list[tuple[int, int]],
    closing: tuple[int, ...], certain: bool, swallowed: str = "",
) -> _Region:
    lattice = Lattice()
    vertex = 0
    for char in left:
        lattice.add(vertex, vertex + 1, _choice((char,)))
        vertex += 1
    pending = opening
    for seconds, then in [*(((a,), (b,)) for a, b in groups), (closing, ())]:
        # A lone first byte stands before a sign that shows; only an annotation can be followed by an unseen pair.
        hidden = pending is not opening or items[first].torn or not groups
        end = vertex + 1 + (len(UNSEEN) if hidden else 0)
        lattice.add(vertex, end, _pairs(pending, seconds))
        if hidden:
            for n, (leads, trails) in enumerate(UNSEEN, 1):
                lattice.add(vertex, vertex + n, _pairs(pending, leads), _HIDDEN)
                lattice.add(vertex + n, end, _pairs(trails, seconds))
        vertex, pending = end, then
    for char in _right(items, last):
        lattice.add(vertex, vertex + 1, _choice((char,)))
        vertex += 1
    lattice.last = vertex
    return _Region(first, last, lattice, certain, swallowed)


@lru_cache(maxsize=4096)
def _pairs(leads: tuple[int, ...], trails: tuple[int, ...]) -> dict[str, str]:
    """The characters of these bytes, by simplified form. Not to be changed: it is kept."""
    table = chars()
    found = _choice(table[a, b] for a in leads for b in trails if (a, b) in table)
    common = words().common
    free = len(found) > 3                   # hardly anything is known of the character
    return {
        plain: char for plain, char in found.items()
        if char in _PUNCTUATION or not free and _HANZI.match(char) or plain in common and _traditional(char)
    }


def _traditional(char: str) -> bool:
    """Whether a character is in common use in traditional script, which is what annotators write: 機, not 机."""
    try:
        code = char.encode("big5")
    except UnicodeEncodeError:
        return False
    return 0xA4 <= code[0] <= 0xC6          # the first level of Big5


def _choice(written: Iterator[str] | tuple[str, ...]) -> dict[str, str]:
    """Simplified form to written form; of two written forms the first."""
    found: dict[str, str] = {}
    for char in written:
        found.setdefault(_simple(char), char)
    return found


@cache
def _simple_forms() -> dict[str, str]:
    written = list(pairs())
    return dict(zip(written, normalise("\n".join(written)).split("\n"), strict=True))


def _simple(char: str) -> str:
    return _simple_forms().get(char, char)


def _half_width(text: str) -> bool:
    """Whether the text writes its commas, colons and brackets half-width between Chinese characters."""
    wide = sum(text.count(sign) for sign in "，；：）")
    return len(re.findall(r"[㐀-鿿][,;:)]|\?\?", text)) > wide


def _in_style(text: str, half: bool) -> str:
    return text.translate(_NARROW if half else _WIDE)


def _moved(spans: list[tuple[int, int]], edits: list[Edit]) -> list[tuple[int, int]]:
    """Spans of the old text in the text after the edits."""
    moved: list[tuple[int, int]] = []
    shift = k = 0
    for start, end in spans:
        while k < len(edits) and edits[k][1] <= start:
            shift += len(edits[k][2]) - (edits[k][1] - edits[k][0])
            k += 1
        inside = sum(len(new) - (b - a) for a, b, new in edits[k:] if start <= a and b <= end)
        moved.append((start + shift, end + shift + inside))
    return moved
