"""What drives a change, said before it: 受益于甲、乙,丙增长; 随着甲的普及,丙扩张; 在甲带动下,丙回升.

Numbered reasons stand behind: 丙受多重因素影响,一是甲;二是乙. Brackets are passed over.
The effect leaves out a figure and what only says that things go on (仍保持高景气).
"""
from __future__ import annotations

import re
from collections.abc import Iterator

from kg.types import Document, EntityRef, RelationClaim, Sentence, Span

_BRACKET = re.compile(r"\([^()]*\)")
_CLAUSE = re.compile(r"[^,;。:!?\n]+")
_TIME = re.compile(r"^(?:(?:20)?\d\d年(?:以来|上半年|下半年|[一二三四]季度|前三季度)?|近年来|今年以来|去年|今年|"
                   r"目前|当前|此外|同时|其中|"
                   r"但|而|且|特别是|尤其是|[•·-])+")
_OPENS = (
    re.compile(r"^(?:主要|同时|但|而|且)*(?P<verb>受益于|得益于|受惠于|受益)(?P<cause>.{4,60}?)(?:的?(?:推动|带动|"
               r"影响|驱动|拉动|支撑))?$"),
    re.compile(r"^(?P<verb>随着|伴随着?)(?P<cause>.{4,60})$"),
    re.compile(r"^(?:主要|因)?受(?P<cause>.{4,50}?)等(?:多重|多种|不利|综合)*(?:因素|原因)(?:的)?(?:共同|综合)?"
               r"(?P<verb>影响|拖累|带动|推动|驱动|支撑|制约)$"),
    re.compile(r"^在(?P<cause>.{2,50}?)(?:等)?(?:因素)?(?:的)?(?:共同|强劲|持续|有力|双重|多重)*"
               r"(?P<verb>推动|带动|拉动|驱动|刺激|支撑|促进|催化|作用|影响)(?:之)?下$"),
)
_GROWTH = (r"(?:快速|持续|不断|稳步|迅速|逐步|全面|深入|加速|进一步|日益|大规模|规模化|蓬勃|高速)*"
           r"(?:增长|发展|普及|扩张|兴起|推进|推广|渗透|落地|成熟|应用|扩大|深入|完善|到来|崛起|爆发|繁荣|提升|升级|"
           r"增加|加深)")
_OF_THINGS = re.compile(rf"^(?P<things>.{{2,40}}?)的{_GROWTH}$")
_CHANGED = re.compile(rf"(?:{_GROWTH}|回升|回暖|上涨|下降|下跌|回落|上升|提高|改善|加大|加快|提速|放量|释放|复苏|"
                      rf"收窄|走高|走低|"
                      r"投产|出台|实施|落实|显现|增多|减少|放缓|好转|优化|降低|突破|政策|措施|建设|需求|效应|扩产|"
                      r"加剧|进步|加速|恢复|"
                      r"景气度?|红利|优势|转型)$")
_MOVES = (r"(?:扩张|增长|上升|下降|回升|回暖|回落|下滑|攀升|走高|走低|改善|承压|放量|提升|提高|增加|减少|扩大|收窄|"
          r"上涨|下跌|"
          r"复苏|好转|增强|降低|加快|放缓|旺盛|激增|反弹|企稳|齐升|走强|释放|爆发|加速|恢复)")
_FACTORS = re.compile(r"^(?P<effect>[^,]{2,20}?)(?:主要|均|也|仍)*受到?(?:以下|上述)?(?:[两二三四五多几]|多重|"
                      r"多方面|多种|诸多)"
                      r"(?:重|方面|个|大|种|项)?(?:不利|负面)?(?:因素|原因|方面)(?:的)?(?:共同)?(?:影响|拖累|冲击|"
                      r"制约|压制|推动|驱动|支撑)$")
_PUSHES = re.compile(rf"^(?P<cause>[^,]{{3,18}}?)(?:有效|有力|进一步|共同|直接)*(?P<verb>推动|带动|促进|拉动|刺激|"
                     rf"驱动|推升|助推|支撑)"
                     rf"(?:了)?(?P<effect>.{{3,16}}?{_MOVES})$")
_NUMBERED = re.compile(r"^[一二三四五]是(?P<cause>.{3,40})$")
_WIDE = re.compile("^(?:公司|其|我国|全球|国内)(?=.{4})")
_QUANTIFIED = re.compile(r"^.*?\d[\d.]*[㐀-鿿%]{0,4}的(?=[㐀-鿿]{4})")       # 计提了高达4.8亿元的资产减值损失
_GOES_ON = re.compile(r"^(?P<what>[㐀-鿿A-Za-z0-9]{3,16}?)(?:仍|也|依然|继续|持续|有望)*(?:保持|维持|呈现|呈|"
                      r"处于)(?P<state>[^\d]{2,8})$")
_MEASURE = re.compile("(?:需求|订单|销量|产量|价格|规模|市场|出货量|装机|收入|业绩|投资|出口)$")
_ADVERB = re.compile(rf"(?:仍|也|均|都|又|将|有所|明显|显著|大幅|持续|不断|快速|稳步|进一步|逐步|迅速|继续|整体|"
                     rf"总体|同比|环比)+(?={_MOVES}(?:了|$))")
_FIGURE = re.compile(rf"^(?P<what>[㐀-鿿A-Za-z]{{2,18}}?)(?:合计|预计|约|为|已|均|同比|环比|较[^,]{{2,8}}?|"
                     rf"比[^,]{{2,8}}?|进一步|大幅|持续|"
                     rf"明显)*"
                     rf"(?P<move>{_MOVES}|达到?|升至|降至|突破)(?:了|到|至|约|近|超|超过)?[-+]?\d")
_WORDED = {"达": "", "达到": "", "突破": "", "升至": "上升", "降至": "下降"}
_NO_EFFECT = re.compile(r"^(?:要|应|须|必须|需要?|我们|建议|预计|如果|若|加强|加快|推动|推进|做好|完善|健全|建立|"
                        r"支持|鼓励|坚持|如何|为)|"
                        r"是|将|可能|或将|预计|面临|成为|[?]|[^㐀-鿿]$")


def drivers(document: Document, sentence: Sentence) -> Iterator[RelationClaim]:
    """The cause relations whose cause opens the sentence or a part of it, or is numbered behind the effect."""
    text = document.text
    masked = _BRACKET.sub(lambda m: "\0" * len(m[0]), text[sentence.start:sentence.end])
    clauses = [(m.start(), m.end()) for m in _CLAUSE.finditer(masked)]
    for at, (start, end) in enumerate(clauses):
        clause = _TIME.sub("", masked[start:end].replace("\0", "").strip())
        for pattern in _OPENS:
            if (match := pattern.match(clause)) and at + 1 < len(clauses) and masked[end] == ",":
                low, high = clauses[at + 1]
                effect = _effect(masked[low:high].replace("\0", "").strip())
                span = Span(sentence.start + start, sentence.start + high)
                for cause in _causes(match["cause"], match["verb"]) if effect else ():
                    yield _claim(cause, match["verb"], effect, span)
        if (match := _PUSHES.match(clause)) and _CHANGED.search(match["cause"]):
            effect = _effect(match["effect"])
            for cause in _split(match["cause"]) if effect else ():
                yield _claim(cause, match["verb"], effect, Span(sentence.start + start, sentence.start + end))
        if match := _FACTORS.match(clause):
            for low, high in clauses[at + 1:]:
                if each := _NUMBERED.match(masked[low:high].replace("\0", "").strip()):
                    span = Span(sentence.start + start, sentence.start + high)
                    for cause in _split(_QUANTIFIED.sub("", each["cause"])):
                        yield _claim(cause, "影响", match["effect"], span)


def _claim(cause: str, verb: str, effect: str, span: Span) -> RelationClaim:
    return RelationClaim(EntityRef(cause, "Entity"), "causes", verb, EntityRef(effect, "Entity"), (span,), 0.65,
                         "driver-first")


def _causes(cause: str, verb: str) -> list[str]:
    """What drives, one by one: 甲、乙的快速增长 is 甲 and 乙, 甲增长及乙提升 are both as worded."""
    cause = re.sub(r"(?:等)?(?:多重)?(?:利好)?因素$", "", cause).strip("的")
    if things := _OF_THINGS.match(cause):
        parts = [p for p in re.split("、|以及|[和与及]", _WIDE.sub("", things["things"])) if len(p) > 1]
        return parts if len(parts) > 1 or len(cause) > 18 else [cause.strip()]
    if verb in ("随着", "伴随", "伴随着") and not _CHANGED.search(cause):
        return []                    # 随着夏季到来之前…: what opens the sentence is a time
    return _split(cause)


def _split(names: str) -> list[str]:
    """The parts of a list, where each can stand for itself; the whole where not; none where it is no name."""
    names = _WIDE.sub("", names).removesuffix("等")
    parts = [p for p in re.split(r"、|以及|(?<=[长升高大快降暖张广地加展速落台施设])[和与及]|"
                                 r"[和与及](?=[㐀-鿿]{4,}$)", names) if p]
    whole = all(3 <= len(p) <= 20 for p in parts)
    named = parts if whole else [names]
    return [p for p in named if 3 <= len(p) <= 26 and not re.search(r"\d|[“”]$", p)]


def _effect(clause: str) -> str:
    """What is driven, without a figure; empty where the clause says nothing that can be driven."""
    clause = _TIME.sub("", clause)
    if figure := _FIGURE.match(clause):
        move = _WORDED.get(figure["move"], figure["move"])
        return figure["what"] + move if not _NO_EFFECT.search(figure["what"]) else ""
    if _NO_EFFECT.search(clause) or re.search(r"\d", clause):
        return ""
    if goes_on := _GOES_ON.match(clause):
        return goes_on["what"] + ("" if _MEASURE.search(goes_on["what"]) else goes_on["state"])
    clause = _ADVERB.sub("", clause)
    return clause if 4 <= len(clause) <= 20 and re.search(f"{_MOVES}$", clause) else ""
