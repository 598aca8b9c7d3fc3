"""Names of bodies that a text introduces itself: no gazetteer has them, and the tagger cuts them or misses their class.

A company's name is a stem that no dictionary explains and a word that companies end with (甲乙生物), and the text uses
it once the way companies are used: as one of 企业如甲、乙等, after 外资企业, behind a clause that tells what it does
(主营丙的甲), or before its own doings (甲推出…, 甲营收…). What stands at the beginning of a clause before a deed that
only companies do (甲乙丙收购…) needs no such word. A short name is one where the text says so (以下简称“甲”).
Established once, a name is found everywhere in the document.
"""
from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import accumulate, pairwise

from ingest.words import Words
from kg.text.dictionary import entry
from kg.text.lexicon import Lexicon
from kg.types import Document, Token

_NAME = r"[㐀-鿿](?:(?!等)[㐀-鿿A-Za-z0-9]){1,9}"
_COUNT = r"(?:[\d一二两三四五六七八九十数多余]+[家户])?"
_PART = r"[^，。,;；、]"


@dataclass(frozen=True, slots=True)
class _Forms:
    """Where a company's name stands, as expressions made of the word lists."""

    like: re.Pattern[str]            # 企业如甲、乙
    such: re.Pattern[str]            # 甲、乙等企业
    told: re.Pattern[str]            # 主营丙的甲
    classed: re.Pattern[str]         # 外资企业甲
    acts: re.Pattern[str]            # what follows a name that does what companies do
    does: re.Pattern[str]            # what may follow a name
    beside: re.Pattern[str]          # 收购甲, 与甲签署, 旗下甲
    kind: re.Pattern[str]            # 外资企业 at the beginning of what the tagger takes for one name
    ends: tuple[str, ...]            # what companies end with

    @staticmethod
    @cache
    def load() -> _Forms:
        words = Words.load()
        kind, tells, acts, after = ("|".join(sorted(words[k], key=lambda w: (-len(w), w))) for k in
                                    ("company_class", "company_tells", "company_acts", "company_before"))
        return _Forms(
            re.compile(rf"(?:{kind})(?:如|例如|比如|包括|有|代表是)(?P<list>{_NAME}(?:[、和与及]{_NAME})*?)(?:等|[,，。;；:：]|$)"),
            re.compile(rf"(?P<list>{_NAME}(?:、{_NAME})*)等{_COUNT}{_PART}{{0,8}}?(?:{kind})"),
            re.compile(rf"(?:{tells})[^，。,;；]{{0,16}}?的(?P<name>{_NAME})"),
            re.compile(rf"(?:^|[，。,;；:：、的])(?:[^,，。;；:：、的]{{0,6}})(?:{kind})(?P<name>{_NAME})"),
            re.compile(rf"(?:的|在[^，。,;；]{{1,16}}?)?(?:自主|率先|全年|正式|累计|联合|首次|牵头|独家)?(?:{acts})"),
            re.compile(rf"(?:{acts}|{after}|[，。,;；:：、\d]|$)"),
            re.compile(rf"(?:收购|并购|控股|参股|入股|兼并)了?(?P<name>{_NAME})(?=[,，。;；]|\d|的|[全部百]|股权|后)|"
                       rf"(?:与|和|同)(?P<other>{_NAME})(?=签署|签订|达成|合作|共建|联合|携手|合资|共同)|"
                       rf"旗下的?(?P<own>{_NAME}?)(?=[,，。]|{acts}|承担|负责|主要|在|投资)"),
            re.compile(rf"[㐀-鿿]{{0,4}}(?:{kind})(?=[㐀-鿿]{{3,6}}$)"),
            tuple(words["company_end"]))


_JOINT_NOUN = re.compile("联合(?:体|[㐀-鿿]{0,2}(?:机制|体系|中心|平台|基地|实验室|行动|小组))")
_WITH = re.compile("联合|携手|会同")
_GOVERNING = frozenset({"p", "c", "v", "u", "w", "d", "r", "m", "f", "vd", "xc", "TIME", "q"})
_PLAIN = frozenset({"n", "v", "a", "d", "vn", "ad", "b", "t", "l", "i", "j", "s", "f", "m", "r", "c", "p", "an", "z"})
_CUT = frozenset({"d", "a", "v", "f", "ad", "q"})
_BORDERS = ("，", "。", ",", ";", "；", ":", "：", "、", "与", "和", "由", "\n")
_SEEN, _RARE = 60, 20             # nouns seen so often in the dictionary's texts are no made-up stems
_ODD = frozenset({"ORG", "nz", "nw", "PER", "nr"})
_NAMED = _ODD | {"LOC"}
BODIES = frozenset({"Institution", "FinancialInstitution", "Bank", "Insurer", "SecuritiesFirm", "AssetManager",
                    "Company", "TechnologyCompany", "GovernmentBody", "ResearchBody"})
_LEGAL = re.compile("(?:科技|技术|实业|发展|投资|控股|集团|股份)*(?:股份)?有限(?:责任)?公司$")
_HEADED = re.compile(rf"(?:^|\n)[ 　]*(?:\d+(?:\.\d+)*|[（(]?[一二三四五六七八九十]+[)）]?)[、.．]?[ 　]*"
                     rf"(?P<name>{_NAME})[:：]")
# Blue Harbor宣布…: a foreign name before what only companies do
_FOREIGN = re.compile(r"(?<![A-Za-z0-9])(?P<name>[A-Z][A-Za-z.&-]*[a-z][A-Za-z.&-]*(?: [A-Z][A-Za-z.&-]+)*)"
                      r"(?:此前|近日|近期|去年|今年|正式|正|已|率先|首次|还|也|将|积极|计划|于\d[\d年月日]*起?)*"
                      r"(?:推行|推出|收购|并购|布局|入股|投资|签约|宣布|旗下|创立于|成立于|总部|研发|自建|承建|上线[《“\"A-Z])")
_SHORT = re.compile(r"(?P<full>[㐀-鿿A-Za-z0-9]{4,30})[(（]以?下?简称[:：为]?[“\"]?"
                    r"(?P<short>[㐀-鿿A-Za-z0-9]{2,8})[”\"]?[)）]")


def body_names(words: Words, lexicon: Lexicon, document: Document,
               tokens: Sequence[tuple[Token, ...]]) -> dict[str, str]:
    """The names of bodies a document introduces and the gazetteers do not know, each with its class, longest first."""
    found: dict[str, str] = {}
    for sentence, tagged in zip(document.sentences, tokens, strict=True):
        text = document.text[sentence.start:sentence.end]
        names = [name for name in _candidates(words, text, tagged, sentence.start)
                 if _unknown(words, lexicon, name, told=True)]
        names += _acting(words, lexicon, text, tagged, sentence.start)
        names += _doing(words, lexicon, text, tagged)
        names += (m["name"] for m in _FOREIGN.finditer(text) if not any(
            f.end - f.start == len(m["name"]) for f in lexicon.find(m["name"])))
        for name in names:
            if name.endswith("投资") and re.search(f"{re.escape(name)}(?:约|近|超)?\\d", text):
                continue             # 甲投资3亿元
            kind = words.head_class(name)
            found[name] = kind if kind in BODIES else "Company"
    found |= {m["name"]: "Company" for m in _HEADED.finditer(document.text)
              if _ends_so(words, m["name"]) and _unknown(words, lexicon, m["name"], told=True)}
    for full in {t.text for tagged in tokens for t in tagged if t.tag == "ORG" and t.text.endswith("有限公司")}:
        stem = _LEGAL.sub("", full)      # 沃野农业 of 沃野农业科技有限公司
        if len(stem) >= 4 and not lexicon.canonical(stem) and _unknown(words, lexicon, stem, told=True):
            found[stem] = "Company"
    for match in _SHORT.finditer(document.text):
        name, kind = match["short"], words.head_class(match["full"])
        general = name in words["bare"] | words["general_group"] | words["empty_class"] or _is_word(name)
        if kind in BODIES and not general and not lexicon.canonical(name):
            found[name] = kind
    return dict(sorted(found.items(), key=lambda item: (-len(item[0]), item[0])))


def _doing(words: Words, lexicon: Lexicon, text: str, tagged: Sequence[Token]) -> Iterator[str]:
    """What stands alone before a deed of companies, at the beginning of a clause: 麦原田 in ,麦原田收购….

    The tagger must take its first part for a name or a place, and what follows it for one character (蓝湾锂/能).
    """
    for at, token in enumerate(tagged):
        if token.tag not in _NAMED or (at and tagged[at - 1].text not in _BORDERS):
            continue
        end = at + 1
        while end < len(tagged) and len(tagged[end].text) == 1 and tagged[end].tag in _CUT:
            end += 1
        name = "".join(one.text for one in tagged[at:end])
        after = tagged[end].text if end < len(tagged) else ""
        if 3 <= len(name) <= 6 and after in words["company_deed"] and not lexicon.canonical(name) and not (
                words.head_class(name) or _is_word(name) or _is_word(token.text)):
            yield name


def _acting(words: Words, lexicon: Lexicon, text: str, tagged: Sequence[Token], base: int) -> Iterator[str]:
    """What does as companies do and is named as they are: 云帆生物 in 云帆生物推出….

    A stem that the tagger reads as a common word, or that the dictionary has, makes no name.
    """
    forms = _Forms.load()
    pieces = [p for token in tagged for p in _split(token)]
    for last, (at, word, _) in enumerate(pieces):
        end = at - base + len(word)
        if not word.endswith(forms.ends) or not forms.does.match(text, end):
            continue
        if _JOINT_NOUN.match(text, end):
            continue                 # 液流电池联合实验室
        first, odd, plain, own, pieces_cut = last, False, list[str](), "", False
        while first >= 0 and end - (pieces[first][0] - base) <= 7:
            start, part, tag = pieces[first]
            cut = len(part) == 1 and tag in _CUT       # 岭/越/重工
            if first < last and not cut and (tag in _GOVERNING or part in words["verb"] or part in words["adverb"]):
                break
            pieces_cut = pieces_cut or (cut and first < last)
            odd = odd or tag in _ODD
            if first < last and len(part) > 1 and tag not in _ODD:
                plain.append(part)
            own = tag if first < last or len(part) > 2 else own
            first -= 1
        if first == last:           # the last word alone is too long for a name
            continue
        name = text[pieces[first + 1][0] - base:end]
        begins = first < 0 or pieces[first][1] in _BORDERS
        if not _ends_so(words, name) or (pieces_cut and not (begins and len(name) == 4)):
            continue
        field = max((e for e in words["company_end"] if name.endswith(e)), key=len)
        sure = field not in words["company_or_field"] or odd and (own == "ORG" or forms.acts.match(text, end))
        if sure and not any(map(_is_word, plain)) and _unknown(words, lexicon, name, told=False):
            yield name


def _split(token: Token) -> Iterator[tuple[int, str, str]]:
    """A token as (start, text, tag); the tagger takes 甲公司联合乙公司 for one body."""
    at = 0
    if token.tag == "ORG" and (kind := _Forms.load().kind.match(token.text)):      # 海缆企业甲科技
        at = kind.end()
        yield token.start, token.text[:at], "n"
    for match in _WITH.finditer(token.text) if token.tag == "ORG" else ():
        if match.start() > at:
            yield token.start + at, token.text[at:match.start()], "ORG"
            yield token.start + match.start(), match[0], "v"
            at = match.end()
    if at < len(token.text):
        yield token.start + at, token.text[at:], token.tag


def _candidates(words: Words, text: str, tagged: Sequence[Token], base: int) -> Iterator[str]:
    """What stands where only a company's name stands."""
    forms = _Forms.load()
    borders = [t.start - base for t in tagged] + [len(text)]
    for match in forms.like.finditer(text):
        yield from (n for n in re.split("[、与及]", match["list"]) if _ends_so(words, n) or len(n) <= 4)
    for match in forms.such.finditer(text):
        start = match.start("list")
        pieces = match["list"].split("、")
        yield from (n for n in pieces[1:] if _ends_so(words, n))
        yield from _listed(tagged, start + base, pieces)
        for cut in borders:          # where the first name begins is for its own form to say
            name = text[cut:start + len(pieces[0])]
            free = next((t.tag for t in tagged if t.start - base == cut), "v") not in _GOVERNING
            if cut >= start and free and 3 <= len(name) <= 5 and _ends_so(words, name):
                yield name
                break
    for match in forms.beside.finditer(text):
        name = match[match.lastgroup or "name"]
        starts = any(t.start - base == match.start(match.lastgroup or "name") for t in tagged)
        if starts and 4 <= len(name) <= 6 and _ends_so(words, name):
            yield name
    for before, token in pairwise(tagged):           # 保险科技企业车智云聚焦…
        named = token.tag in ("PER", "ORG") and 3 <= len(token.text) <= 4 and before.text in words["company_class"]
        if named and forms.acts.match(text, token.end - base):
            yield token.text
    for pattern in (forms.told, forms.classed):
        for match in pattern.finditer(text):
            start = match.start("name")
            if next((t.tag for t in tagged if t.start - base == start), "v") in _GOVERNING:
                continue
            for cut in borders:
                name = text[start:cut]
                fits = 3 <= len(name) <= 6 and cut <= match.end("name") and _ends_so(words, name)
                if fits and forms.does.match(text, cut):
                    yield name
                    break


def _listed(tagged: Sequence[Token], start: int, pieces: Sequence[str]) -> Iterator[str]:
    """铭岳、快岩、邀川等机器人企业: names that no dictionary has, one of them a body to the tagger."""
    spelled = {(t.start, t.end): t for t in tagged}
    spans = list(accumulate(pieces[1:], lambda span, piece: (span[1] + 1, span[1] + 1 + len(piece)),
                            initial=(start, start + len(pieces[0]))))
    tokens = [spelled.get(span) for span in spans]
    if len(pieces) < 3 or not any(token and token.tag in ("ORG", "PER") for token in tokens[1:]):
        return
    for piece, token in zip(pieces[1:], tokens[1:], strict=True):
        if 2 <= len(piece) <= 6 and entry(piece) is None and not (token and token.tag in _PLAIN):
            yield piece
    first = next((t for t in tagged if t.end == spans[0][1]), None)
    if first is not None and first.tag in _NAMED and 2 <= len(first.text) <= 6 and entry(first.text) is None:
        yield first.text


def _ends_so(words: Words, name: str) -> bool:
    """Whether a name ends with what companies end with, after a stem of two to four characters."""
    return name.endswith(_Forms.load().ends) and any(
        name.endswith(end) and 2 <= len(name) - len(end) <= 4 for end in words["company_end"])


def _unknown(words: Words, lexicon: Lexicon, name: str, *, told: bool) -> bool:
    """Whether no gazetteer has a name and no dictionary explains its stem."""
    end = max((e for e in words["company_end"] if name.endswith(e) and len(name) - len(e) >= 2), key=len, default="")
    stem = name.removesuffix(end)
    if not end and not told:
        return False
    if len(stem) < 2 or re.search("[的了与及等在是有按将对向]", stem) or not re.fullmatch("[㐀-鿿]+", name):
        return False
    if lexicon.canonical(name):
        return False
    known = list(lexicon.find(stem))
    whole = any(not f.weak and f.start == 0 and f.end == len(stem) for f in known)
    if told and end and whole and all(f.type in BODIES for f in known if not f.weak):
        return True                  # a company of a known group: 东软医疗
    if stem[0] in "多各该本全某省市县区州" or (whole and not told):
        return False
    if stem in words["modifier"] | words["bare"] | words["verb"] | words["adverb"] or words.head_class(stem):
        return False
    return not _is_word(name) and not _is_word(stem[:2], _SEEN if told else _RARE) and not _is_word(stem, _SEEN)


def _is_word(text: str, times: int = 0) -> bool:
    """Whether the dictionary has a text as a common word, not as a name, seen at least so often."""
    found = entry(text)
    return found is not None and found[1] in _PLAIN and found[0] >= (times if found[1] == "n" else min(times, 5))
