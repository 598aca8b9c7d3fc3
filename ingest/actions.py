"""What is done, and to what: the verb phrase before a number (全年拓展首贷户 310万户, 小额信贷累计发放 936亿元)."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from ingest.measures import words
from kg.types import Token

NOMINAL = frozenset(["n", "nz", "nw", "nr", "ns", "nt", "vn", "an", "a", "s", "ORG", "LOC", "PER", "xc", "b", "f"])
_SKIPPED = frozenset(["d", "ad", "vd", "TIME", "c", "t"])
# Verbs that state, compare or report; what stands after them is not their object in the sense meant here.
_NO_DEED = re.compile(
    r"可以|占据|占用|占有|分为|划分|组成|抓好|称为|假设|估计|折合|面对|存在|"
    r"是|为|有|达|达到|超过|超|占|等于|使|让|令|包括|包含|含|属于|作为|位于|成为|认为|预计|预测|显示|称|需|需要|要|可|能|保持|维持|"
    r"处于|至|到|表示|指出|实现|突破|不足|低于|高于|近|约|来自|带来|进行|相当于|接近|升至|降至|增至|合计|平均|仅|不到|依赖|集中|分布|稳定|恢复|控制|连年"
)


@dataclass(frozen=True, slots=True)
class Deed:
    """`who` does `verb` to `what`; either may be empty. `verb` keeps 累计, 新增 where they stand."""

    who: str
    verb: str
    what: str


def tokens_of(phrase: str, tokens: Sequence[Token], at: int) -> list[Token]:
    """The tokens that make up a phrase which ends at or before offset `at`; periods and quotes between them may be
    left out of the phrase. Empty where they do not fit."""
    rest, found = phrase, list[Token]()
    for token in reversed([t for t in tokens if t.end <= at]):
        text = token.text.strip('“”" \0')
        if not rest:
            break
        if text and rest.endswith(text):
            rest = rest[: -len(text)]
            found.append(token)
        elif found and text and token.tag == "TIME":
            found.append(token)
        elif found and text and token.tag not in ("w", "m", "d", "u", "p", "c"):
            return []
    return found[::-1] if not rest else []


def deed(tokens: Sequence[Token]) -> Deed | None:
    """The deed that a run of tokens names; None where no verb with a plain subject or object stands in it."""
    pause = max((i for i, t in enumerate(tokens) if t.tag == "TIME"), default=0)
    at = next((i for i, t in enumerate(tokens) if i >= pause and acts(t, i, tokens)), None)
    if at is None:
        return None
    to = next((i for i, t in enumerate(tokens[:at]) if t.tag == "p" and t.text in ("为", "给", "向", "对")), at)
    whom = "".join(t.text for t in tokens[to:at])
    if to < at and any(t.tag not in NOMINAL and t.text not in ("、", "和", "与", "等") for t in tokens[to + 1 : at]):
        return None
    who = [t for t in tokens[:to] if t.tag not in _SKIPPED]
    if pause and not any(t.tag in ("p", "u") for t in who):
        whole = "".join(t.text for t in tokens[:pause])
        if 2 <= len(whole) <= 12:
            who = list(tokens[:pause])  # 无还本续贷|全年|累计|办理
    what = [t for t in tokens[at + 1 :] if t.text not in ("了", "着", "过", "出", "起", "共", "超过", "达到")]
    each = bool(who) and who[0].text.startswith("每")
    if (
        not pause
        and not each
        and any(t.tag not in NOMINAL and t.text not in ("的", "、", "和", "与", "及") for t in who)
    ):
        return None
    if who and who[-1].text in ("的", "、", "和", "与", "及"):
        return None
    if rest := next((i for i, t in enumerate(what) if t.text == "等" and i + 1 < len(what)), None):
        what = what[rest + 1 :]  # 减免账户管理、支付结算等|服务费用
    if (
        what
        and any(t.tag not in NOMINAL and t.tag != "v" for t in what)
        or (what and (what[0].tag == "f" or (what[0].tag == "v" and len(what) > 1)))
    ):
        return None
    adverb = "".join(t.text for t in tokens[:at] if t.text in ("累计", "批量", "新增", "集中", "公开"))
    return Deed("".join(t.text for t in who), whom + adverb + tokens[at].text, "".join(t.text for t in what))


def acts(token: Token, i: int, tokens: Sequence[Token]) -> bool:
    if _NO_DEED.fullmatch(token.text) or len(token.text) < 2 or token.text in (*words()["up"], *words()["down"]):
        return False
    if token.tag == "v":
        return True
    verbs = {*words()["obtain"], *words()["make"]} - set(words()["verbal"])
    return token.tag == "vn" and i == 0 and len(tokens) > 1 and token.text in verbs
