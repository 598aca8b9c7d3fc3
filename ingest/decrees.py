"""Plans and policies speak in orders: what they do themselves, and whom they or their region grant something.

支持甲企业…, 聚焦乙领域 without a subject are the plan's own (see `ingest.relations`); 对甲给予补贴 is the region's that
the plan is of, where its title begins with one. 《甲部、乙局关于丙的通知》 names who issued it.
"""
from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from ingest.words import plain
from kg.types import Document, EntityRef, Mention, RelationClaim, Sentence, Span

_TITLED = re.compile(r"《(?P<title>(?P<who>[^《》]{3,120}?)关于[^《》]{4,})》")
_AND_OTHERS = re.compile("等[一二三四五六七八九十两\\d]+(?:个|家)?部门(?:单位)?$")
_ISSUER = re.compile("[㐀-鿿]{2,24}[部委厅署局办会院行府室司]")
# 甲省民政厅中共甲省委编办甲省财政厅: one after the other, without a sign between them
_NEXT_ISSUER = re.compile(r"[、,，\s]+|"
                          r"(?<=[厅局委办会部院署行府室])(?=中共|国家|中国|国务院|全国|[㐀-鿿]{2,3}(?:省|自治区))|"
                          r"(?:(?<=[厅署])|(?<=局)(?!长)|(?<=部)(?!门|级)|(?<=委)(?<![省市县区州党]委)(?!员会))(?!办公)"
                          r"(?=(?:[㐀-鿿]{2,14}[部委厅署局办会院行])+$)")
_SPEAKS = re.compile(r"\s*(?:[^,，。;；:：《]{0,14}[,，])?(?P<work>《[^《》]+》)(?:还|也|同时|均|进一步)?"
                     r"(?:明确|强调|提出|指出|要求|部署|规定)(?:提出|要求|指出|了)?[,，:：]?")
_KINDS = frozenset({"plan", "opinion", "notice", "policy"})
_REGION = re.compile(r"[㐀-鿿]{1,8}?(?:省|市|自治区|自治州|县|区)(?!域|块)")
_GRANT = re.compile(
    r"(?P<who>[^,，;；。:：\n]{0,12}?)对(?!于)(?P<what>[^,，;；。:：\n]{3,34}?)(?:(?:[,，]|(?=按))[^,，;；。\n]{0,24}?){0,2}"
    r"(?:给予|予以|发放)[^,，;；。\n]{0,20}?(?:奖励|补助|补贴|资助|补偿|贴息|奖补|支持|优惠|扶持)")
# 国务院关于印发甲方案的通知, 关于印发《甲计划》的通知: the plan; 甲部、乙部关于丙的意见 is known without its issuers
_PROPER = re.compile("《([^《》]{6,})》|关于印发([^《》]{6,}?)的通知|[局部委院府会厅署行办](关于(?!印发).{6,})")
_TOP = 3000                          # characters in which the title stands
_START = re.compile(r"(?:^|(?<=[,，;；。:：\n]))[ 　]*")
_NEW = re.compile(r"^(?:(?:新|首次)?(?:引进|开通|认定|落户|设立|入选|获批|建成|开设|注册|评定|获评)|符合条件)的(?=..)")
_ADVERB = re.compile(r"(?:优先|按规定|依法|依规|一律|一次性|分别|适当|同时|同等)+$")
_ACTOR = re.compile("(?:企业|机构|单位|人才|人员|个人|团队|户|者|人|商|银行|院校|公司)$")
_VAGUE = re.compile(r"^(?:支持|服务于|其|上述|以上|该|每|单个|相关|前款)|[\d%]|(?:一定|有关|相关)$|[“”《》]")


def decree_of(document: Document) -> Mention | None:
    """The document as the policy it is, where it is one and its title stands in the text, be it over two lines."""
    if document.kind not in _KINDS or not document.title:
        return None
    named = _PROPER.search(document.title)
    name = next(filter(None, named.groups())) if named else document.title
    broken = re.compile(r"\s*".join(re.escape(sign) for sign in name if not sign.isspace()))
    found = broken.search(document.text, 0, _TOP)
    return Mention(found.start(), found.end(), found[0], "Policy", name) if found else None


def speaking(document: Document, sentence: Sentence, mentions: Sequence[Mention]) -> Mention | None:
    """The work whose orders a sentence tells: 《甲意见》提出,要加快乙; None for any other sentence."""
    match = _SPEAKS.match(document.text, sentence.start, sentence.end)
    if match is None:
        return None
    return next((m for m in mentions if m.start == match.start("work") and m.type == "Policy"), None)


def grants(document: Document, decree: Mention | None) -> Iterator[RelationClaim]:
    """对甲(,按…)给予乙: the giver before 对, or what issued the plan, supports 甲."""
    for sentence in document.sentences:
        for start in _START.finditer(document.text, sentence.start, sentence.end):
            match = _GRANT.match(document.text, start.end(), sentence.end)
            if match is None:
                continue
            name = _ADVERB.sub("", _NEW.sub("", match["what"]))
            giver = _giver(document, match["who"], match.start("who"), decree)
            if giver is None or _VAGUE.search(name) or not 3 <= len(name) <= 30:
                continue
            ref, place = giver
            spans = (Span(match.start(), match.end()),) if place.start >= match.start() else (
                place, Span(match.start(), match.end()))
            yield RelationClaim(ref, "supports", "给予", EntityRef(name, _kind(name)), spans, 0.75, "grant")


def title_issuers(document: Document, sentence: Sentence) -> Iterator[RelationClaim]:
    """Who issued a work whose title begins with them: 《甲省民政厅、甲省财政厅关于乙的意见》."""
    for title in _TITLED.finditer(document.text, sentence.start, sentence.end):
        names = [name for name in _NEXT_ISSUER.split(_AND_OTHERS.sub("", title["who"])) if name]
        if all(_ISSUER.fullmatch(name) for name in names):
            for name in names:
                yield RelationClaim(EntityRef(name, "GovernmentBody"), "issued", "关于",
                                    EntityRef(plain(title["title"]).strip(), "Policy"),
                                    (Span(title.start(), title.end()),), 0.85, "title-issuer")


def _giver(document: Document, who: str, at: int, decree: Mention | None) -> tuple[EntityRef, Span] | None:
    """Who grants: a region named right before 对, or the region or the plan of the title."""
    if who:
        return (EntityRef(who, "Region"), Span(at, at + len(who))) if _REGION.fullmatch(who) else None
    if decree is None:
        return None
    if region := _REGION.match(decree.name):
        return EntityRef(region[0], "Region"), Span(decree.start, decree.start + region.end())
    return EntityRef(decree.name, decree.type), Span(decree.start, decree.end)


def _kind(name: str) -> str:
    return "Group" if _ACTOR.search(name) else "Entity"
