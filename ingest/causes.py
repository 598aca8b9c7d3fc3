"""Why: clauses that bring about others, with both sides as the text words them.

甲,导致乙; 由于甲,乙; 乙的原因在于甲; 甲不完善,乙脱节,丙效率低. A figure is left out of an effect (故障率高达8% is
故障率高). Under 一是甲, what comes later brings about 甲 (…,主要由于乙).
"""
from __future__ import annotations

import re
from collections.abc import Iterator

from kg.types import Document, EntityRef, RelationClaim, Sentence, Span

_CLAUSE = re.compile(r"[^,，;；。:：!?！？\n]+|[;；:：]")
_LEADS_TO = re.compile(r"(?P<before>.*?)(?P<verb>从而导致|导致|造成|致使|引发)(?P<after>.{3,34})$")
_BECAUSE = re.compile(r"^(?:.{0,8}?(?:由于|因为|受限于|受制于|囿于|碍于)|.{0,3}?受到?|"
                      r"(?:主要|多|正|部分|也|但|且|而|.{2,4}(?<![好于和与]))?因(?![此为而素子果地势公病时城应人疫灾]))"
                      r"(?P<cause>[^而]{3,30}?)"
                      r"(?:的?影响|的?驱动|的?拖累|的?制约|的?带动)?$")
_REASON = re.compile(r"^(?P<effect>.{3,30})的(?:最?主要|首要|核心|根本|重要|直接)?(?:原因|根源|症结)(?:就?在于|"
                     r"主要是|是|为)"
                     r"(?P<cause>.{3,34})$")
_ROOT = re.compile(r"^(?:其)?(?:根源|最?主要原因|根本原因|原因|症结|症结所在)(?:就?在于|主要是|是|为)"
                   r"(?P<cause>.{3,34})?$")
# 甲主要由于乙; 甲制约了乙, where 甲 states a lack.
_OWING = re.compile(r"^(?P<effect>.{4,24}?)(?:主要|多|大多|很大程度上|部分|均|是|正是)*"
                    r"(?:由于|源于|归因于|缘于|起因于|来源于)(?P<cause>.{4,34})$")
_OWING_LATER = re.compile(r"^(?:其)?(?:主要|多|大多|部分)*(?:是)?(?:由于|因为|源于|缘于)(?P<cause>.{4,34})$")
_HAMPERS = re.compile(r"^(?P<cause>.{4,34}?)(?:进一步|严重|仍|依然|也|正|长期)*"
                      r"(?P<verb>制约|阻碍|限制|影响|削弱|抑制|拖累|困扰|拖慢|加剧)(?:了|着)?(?P<effect>.{3,24})$")
_NEXT = re.compile(r"^(?:也|又|进而|从而|进一步)*(?P<verb>抬高|推高|拉高|拖累|制约|影响|加剧|限制|阻碍|削弱|拖慢)"
                   r"(?:了|着)?(?P<effect>.{3,24})$")
_HEAD = re.compile(r"^[一二三四五六七八九]是(?P<head>[㐀-鿿A-Za-z]{4,18})$")
_THUS = re.compile(r"^(?P<effect>.{0,8}由此(?:而)?.{2,24})$")
# 甲成为乙的直接动因; 甲成为制约乙的主要瓶颈; 主要是甲所致; 甲下降主要有两方面原因:一是乙,二是丙.
_DRIVER = re.compile(r"^(?P<cause>.{3,30}?)(?:正)?(?:成为|是|被视为|被认为是)(?:制约|影响|阻碍|限制|决定)?"
                     r"(?P<effect>.{2,30}?)的(?:主要|直接|根本|重要|关键|核心|首要|最大|突出|[两三四]大)*"
                     r"(?:动因|推手|原因|诱因|主因|推动力|根源|瓶颈|因素|障碍|掣肘|短板)$")
_DUE = re.compile(r"^(?:这)?(?:主要|多)?(?:是|系|因|由|由于)(?P<cause>[^是系]{4,30}?)(?:所致|导致的?|引起的?|造成的?)$")
_REASONS = re.compile(r"^(?P<effect>.{3,24}?)(?:(?:主要)?(?:有|源于|存在|来自|缘于)?(?:以下)?(?:[两二三四五几]|\d)"
                      r"(?:个|方面|点|大)*(?:主要|的)*原因|的(?:主要|"
                      r"根本)?原因(?:主要)?有(?:以下)?[一二两三四五六](?:个|方面|点)?)$")
_NUMBERED = re.compile(r"^[一二三四五]是(?P<cause>.{4,34})$")
_CHANGED = re.compile(r"(?P<what>[㐀-鿿A-Za-z]{3,20}?)(?:折合|为|达|达到|较|比|约|同比|仅|共|合计|\d|$)")
_FIGURE = re.compile(r"^(?P<what>[㐀-鿿A-Za-z0-9]{2,22}?)(?:合计|约|为|已|仅|同比|环比|较[^,]{2,8}?|比[^,]{2,8}?|"
                     r"进一步|大幅)*(?P<change>增加|减少|下降|上升|增长|回落|扩大|收窄|提高|降低|下滑|走高|走低|缩减|"
                     r"激增|高达|升至|降至|上涨|下跌|延长|缩短|拉长|升高|走弱)"
                     r"(?:了|到|至|约|近|超|超过)?[-+]?\d")
_WORDED = {"高达": "高", "升至": "升", "降至": "降"}
_CHANGE = re.compile(r"增加|减少|下降|上升|增长|回落|扩大|收窄|提高|降低|下滑|走高|走低|缩减")
_NO_CAUSE = re.compile("影响|(?:将|会|也|均)*对(?!外|内|口|手|冲|标|抗|立|美|华|俄)")
_ORDER = re.compile("^(?:如果|若|即使|切实|加强|加快|推动|推进|做好|完善|健全|建立|支持|鼓励|要|应|必须|需要|着力|"
                    "积极|坚持)")
_CONTRAST = re.compile("[ 　]*(?:但|然而|不过|却|反而|依然|仍|"
                       "以及|和|及|或|并且)")      # the last ones go on with the cause
# 由于甲,波动较大; 由于甲,产生风险: what changed, or whose it is, stands elsewhere
_BARE = re.compile("[ 　]*(?:[㐀-鿿]{2}(?:较|更|很|极|非常|比较|相对|进一步)?[㐀-鿿]{1,2}(?=[,，;；。\n]|$)|"
                   "已|达到|有所|产生|出现|存在|造成|面临|引起|形成|呈现|使得?|令)")
_OWN_REASON = re.compile("^.{2,}?(?:由于|因为|缘于|源于)")        # 业绩下滑主要由于甲导致乙: 甲 leads to 乙
_AT_RISK = re.compile("(?:存在|面临|具有|有).{2,}风险$")          # what may come is no effect
_SAID_OF = re.compile("[㐀-鿿]{4,}(?:就|均|都|也|仍)?是[㐀-鿿]{2,}"
                      "(?:重点|关键|任务|目标|方向|基础|保障|抓手|工作|核心|选择|内容|课题|必然|趋势)$")
_LEAD = re.compile(r"^(?:面对|但|而|且|并|同时|此外|另外|其次|首先|最后|一方面|另一方面|[一二三四五六]是|尽管|虽然|"
                   r"因此|从而|也|容易|还|进而|可能)+")
# Predicates that state a lack, and outcomes that a lack leads to.
_LACK = re.compile(r"(?:偏[低高少弱慢]|过[低高多少长]|单一|狭窄|老化|陈旧|频发|[率度]低|"
                   r"不完善|不健全|不统一|不足|不够|缺乏.*|薄弱|脱节|滞后|短缺|缺失|不一|不均衡|落后|不畅|欠缺|"
                   r"匮乏|门槛高)$")
_OUTCOME = re.compile(r"(?:效率|效果|水平|质量|率|程度|成效|效益|积极性|能力)(?:较|偏|仍)?"
                      r"(?:低|差|弱|不高|不佳|不强|不足|低下)$")
_NOT_STATED = re.compile(r"避免|防止|防范|不会|未|即使|如果|若|可能|或将|难以(?=导致)|导致的|造成的|引发的")


def causes(document: Document, sentence: Sentence) -> Iterator[RelationClaim]:
    """The cause relations one sentence states between whole clauses."""
    text = document.text
    clauses = [(m.start(), m.end()) for m in _CLAUSE.finditer(text, sentence.start, sentence.end)]
    for at, (start, end) in enumerate(clauses):
        clause = text[start:end]
        before = clauses[at - 1] if at and text[clauses[at - 1][0]] not in ";；:：" else None
        if (match := _LEADS_TO.search(clause)) and not _NOT_STATED.search(clause):
            own = _LEAD.sub("", match["before"])
            cause = (start, start + match.end("before")) if len(own) >= 4 else before
            if cause is before and before and re.search(r"\d", text[before[0]:before[1]]):
                cause = _head(text, clauses, at) or before
            effect = (start + match.start("after"), end)
            yield from _claim(document, cause, match["verb"], effect, 0.75, "leads-to")
        elif (match := _BECAUSE.search(clause)) and at + 1 < len(clauses) and text[clauses[at + 1][0]] not in ";；:：":
            if re.search("可能|如果|或因", clause[:match.start("cause")]):
                continue
            if match["cause"].endswith("因素"):
                continue             # 受多重因素影响: which ones, is said behind
            if re.search("受(?![限制])", clause[:match.start("cause")]) and not (
                    re.search("影响|驱动|拖累|制约|带动", clause)):
                continue
            cause = (start + match.start("cause"), start + match.end("cause"))
            if not _BARE.match(text, *clauses[at + 1]):
                yield from _claim(document, cause, "由于", clauses[at + 1], 0.7, "because")
        elif (match := _OWING_LATER.match(clause)) and before:
            cause = (start + match.start("cause"), end)
            yield from _claim(document, cause, "由于", _head(text, clauses, at) or before, 0.7, "owing")
        elif (match := _OWING.match(clause)) and not re.search("导致|造成|引发", match["effect"]):
            sides = [(start + match.start(side), start + match.end(side)) for side in ("cause", "effect")]
            yield from _claim(document, sides[0], "由于", sides[1], 0.7, "owing")
        elif (match := _HAMPERS.match(clause)) and _LACK.search(match["cause"]):
            sides = [(start + match.start(side), start + match.end(side)) for side in ("cause", "effect")]
            yield from _claim(document, sides[0], match["verb"], sides[1], 0.7, "hampers-text")
        elif before and (match := _NEXT.match(clause)) and _LACK.search(text[before[0]:before[1]]):
            yield from _claim(document, before, match["verb"], (start + match.start("effect"), end), 0.7, "next")
        elif match := _REASON.search(clause):
            sides = [(start + match.start(side), start + match.end(side)) for side in ("cause", "effect")]
            yield from _claim(document, sides[0], "原因在于", sides[1], 0.75, "reason")
        elif (match := _ROOT.search(clause)) and before:
            cause = (start + match.start("cause"), end) if match["cause"] else _after_colon(text, clauses, at)
            yield from _claim(document, cause, "根源在于", _head(text, clauses, at) or before, 0.7, "root")
        elif (match := _DRIVER.search(clause)) and "这" not in match["effect"]:
            sides = [(start + match.start(side), start + match.end(side)) for side in ("cause", "effect")]
            yield from _claim(document, sides[0], "原因", sides[1], 0.7, "driver", shortest=2)
        elif (match := _DUE.search(clause)) and at:
            yield from _due(document, clauses[:at], (start + match.start("cause"), start + match.end("cause")))
        elif match := _REASONS.search(clause):
            for a, b in clauses[at + 1:]:
                if each := _NUMBERED.match(text[a:b]):
                    effect = (start, start + match.end("effect"))
                    yield from _claim(document, (a + each.start("cause"), b), "原因", effect, 0.75, "reasons")
        elif _THUS.search(clause) and before:
            yield from _claim(document, before, "由此", (start, end), 0.6, "thus")
        elif _OUTCOME.search(clause) and before:
            for other in range(at - 1, -1, -1):
                if not _LACK.search(text[clauses[other][0]:clauses[other][1]]):
                    break
                yield from _claim(document, clauses[other], "导致", (start, end), 0.55, "lack")


def _head(text: str, clauses: list[tuple[int, int]], at: int) -> tuple[int, int] | None:
    """What the clause is under: 甲 of 一是甲, before it in its part of the sentence."""
    for start, end in reversed(clauses[:at]):
        if text[start] in ";；":
            return None
        if match := _HEAD.match(text[start:end].strip()):
            return start + text[start:end].index(match["head"]), end
    return None


def _due(document: Document, before: list[tuple[int, int]], cause: tuple[int, int]) -> Iterator[RelationClaim]:
    """出口额折合a亿元,较上年减少b亿元,主要是甲所致: the figure and how it changed are one effect."""
    text = document.text
    changed = _CHANGE.search(text, *before[-1])
    if changed is None or not re.search(r"\d", text[before[-1][0]:before[-1][1]]):
        yield from _claim(document, cause, "所致", before[-1], 0.7, "due")
        return
    for start, end in reversed(before[-2:]):
        what = _CHANGED.match(_TIME.sub("", text[start:end]))
        if what is not None and len(what["what"]) > 2 and not re.match("较|比|同比|环比", what["what"]):
            names = [text[cause[0]:cause[1]], what["what"] + changed[0]]
            if 4 <= len(names[0]) <= 40 and not re.search(r"\d", "".join(names)):
                span = Span(start, cause[1])
                yield RelationClaim(EntityRef(names[0], "Problem"), "causes", "所致", EntityRef(names[1], "Problem"),
                                    (span,), 0.65, "due")
            return


_TIME = re.compile(r"^(?:20\d\d年|全年|年内|当年|上年|本年|\d+月份?|[一二三四]季度|上半年|下半年|其中|此外)+")


def _after_colon(text: str, clauses: list[tuple[int, int]], at: int) -> tuple[int, int] | None:
    """The clause after 原因在于："""
    if at + 2 < len(clauses) and text[clauses[at + 1][0]] in ":：":
        return clauses[at + 2]
    return None


def _claim(document: Document, cause: tuple[int, int] | None, verb: str, effect: tuple[int, int],
           confidence: float, rule: str, *, shortest: int = 4) -> Iterator[RelationClaim]:
    if cause is None or _CONTRAST.match(document.text, effect[0]):
        return
    names = [_LEAD.sub("", document.text[a:b].strip(" “”")) for a, b in (cause, effect)]
    if _ORDER.match(names[1]) or _NO_CAUSE.match(names[0]):
        return                       # 因疫情…,切实保障生活: what shall be done is no effect
    names[0] = _OWN_REASON.sub("", names[0])
    if _SAID_OF.search(names[1]) or _AT_RISK.search(names[1]):
        return                       # 由于甲,乙是另一个重点: what is said of 乙 is no effect
    if re.match("较|比|同比|环比|更|或许|相比|才|越|就|仅", names[1]):
        return                       # 较年初减少,… leaves out what did
    if figure := _FIGURE.match(_TIME.sub("", names[1])):
        names[1] = figure["what"] + _WORDED.get(figure["change"], figure["change"])
    if len(names[0]) >= 4 and all(shortest <= len(n) <= 40 and not re.search(r"\d", n) for n in names):
        span = Span(min(cause[0], effect[0]), max(cause[1], effect[1]))
        for one in _each(names[0]):
            yield RelationClaim(EntityRef(one, "Problem"), "causes", verb, EntityRef(names[1], "Problem"), (span,),
                                confidence, rule)


def _each(cause: str) -> list[str]:
    """设备老化、运维缺位: each as a cause of its own, where each is worded as a whole."""
    parts = cause.split("、")
    if len(parts) > 1 and all(4 <= len(part) <= 18 for part in parts) and not re.search("等$|等[^级]", cause):
        return parts
    return [cause]
