"""What the clauses of one sentence share: its form, the possible subjects so far, and the claims made."""
from __future__ import annotations

import re
from dataclasses import dataclass, field, replace

from ingest.phrases import Form, Phrase, letter
from ingest.spans import NOMINAL
from ingest.unit import clean_name
from ingest.words import Words
from kg.types import Document, EntityRef, Mention, RelationClaim, Span, Token

BREAKS = ",，。;；:：!?！？\n"
STANDING_IN = ("该", "前者", "后者", "上述", "公司", "我省", "我市", "我区", "我县", "本省", "本市")
REACH = 400                          # how far back the name that 该产品 stands for may be
LONGEST = 30                         # a longer name is no name, unless it words a problem or a proposal
_LONG_NAMES = frozenset({"Problem", "Policy", "Standard", "Recommendation"})
_STRIPPED = frozenset({"supports", "broader", "holds_share"})     # relations between fields, not their figures
_OF_THINGS = frozenset({"addresses", "applies_to", "located_in"})      # of what a figure is of, where it is the subject
_OF_A_FIGURE = re.compile("(?<=..)(?:累计|新增)?(?:发电量|用电量|装机(?:容量|规模|量)?|增加值|总?产[量值]|"
                          "进?出口额?|进口额?)$")
_WEIGHT = re.compile("(?<=..)的?(?:比重|比例|份额|占比)$")
_ANAPHOR = re.compile(r"(?:这一|这些|上述|该|此类|以上)(?:问题|难题|痛点|风险|挑战|瓶颈|困境)$")
_PARTS_OF_WHOLE = re.compile(r"^(?:全国|区域|全球|行业|市场)")


_GRADED = ("更", "最", "较")            # 更便捷生活 is what shall be, and no name


@dataclass(slots=True)
class Thing:
    """A possible subject: its entities and the letter of its kind."""

    entities: list[Mention]
    letter: str
    planned: bool = False            # 甲省将…: what follows in later clauses is planned too
    owner: bool = False              # stood before 的 only: it can hold a share and no more
    place: bool = False              # 在甲场景中, 甲方面: where things are used, not who acts
    ordered: bool = False            # what a plan's order makes: 设立甲基金,…
    denied: bool = False             # 口径不统一,…: the lack acts, not the thing
    maker: Mention | None = None     # 甲公司的乙: who made it, and
    products: list[Mention] = field(default_factory=list)      # what, by its own name


@dataclass(slots=True)
class Scene:
    words: Words
    form: Form
    document: Document
    start: int
    end: int
    topics: list[Thing] = field(default_factory=list)
    claims: list[RelationClaim] = field(default_factory=list)
    about: Mention | None = None     # the field of the report, as its title names it
    decree: Mention | None = None    # the plan or policy itself: the subject of its orders
    spoken: bool = False             # the sentence tells what that policy orders: 《甲意见》提出,要…
    tokens: tuple[Token, ...] = ()   # of the sentence

    def letter(self, signs: str) -> str:
        """The letter of what a chain X的Y is about."""
        chain = self.form.chain(signs)
        return letter(self._about(chain)[0]) if len(chain) > 1 else chain[0].letter

    def entities(self, signs: str, *, subject: bool = False, last: bool = False) -> list[Mention]:
        """The entities a chain of signs stands for; with `last`, those of its last phrase alone."""
        chain = self.form.chain(signs)
        first, final = chain[0], chain[-1]
        if last:
            return list(final.items)
        if _ANAPHOR.match(final.items[-1].name):
            return self._problems_before(final.start)
        if len(chain) == 1:
            head = first.head
            figures = first.etc and head is not None and letter(head) == "D" and first.items[-1].type != "Indicator"
            if head is not None and not subject and (figures or self.ends(head.name, "content_end")):
                return [self._span(head, first.start, head.end)]
            return list(first.items)
        bare = any(len(item.name) < 3 for item in final.items)
        if final.etc and final.head is not None and bare and not subject and self.ends(final.head.name, "content_end"):
            return [self._span(final.head, first.start, final.head.end)]       # 企业的资产、经营等数据
        if letter(final.items[-1]) == "B" and final.items[-1].name in self.words["bare"]:
            return list(first.items)         # “甲、乙”的问题
        if not subject and self.ends(final.items[-1].name, "aspect"):
            return []                        # 提高甲的重要基础 says what something is, not what it raises
        about = self._about(chain) if subject or final.letter == "P" else final.items
        if about is first.items:
            return list(about)
        own = final.split if about is final.items and first.letter == "R" and final.split else len(about)
        named = [owned for item in about[:own] if (owned := self._owned(first, item)) is not None]
        named += about[own:]                 # 长三角的甲企业与乙、丙: 乙 and 丙 are not said to be there
        return named or (list(about) if subject else [])

    def ends(self, name: str, kind: str) -> bool:
        """Whether a name ends with a word of this kind."""
        return name.endswith(tuple(self.words[kind]))

    def goes_on(self, end: int, *, acting: bool = False) -> bool:
        """Whether the noun phrase that seems to end at `end` has its head behind it: 农田 in 农田“宜机化”改造.

        Where it is `acting`, a deed with an object behind it is its own: 企业更新设备.
        """
        after = next((t for t in self.tokens if t.start <= end < t.end), None)
        if after is None or after.start != end:
            return after is not None and after.text not in BREAKS
        ends = self.document.text[after.end:after.end + 1] in BREAKS
        if after.text == "“" or (ends and after.text in self.words["also_noun"]):
            return True              # 提供支付安排: nothing is left for a verb to govern
        if any(after.text in self.words[kind] for kind in ("adverb", "verb", "always_verb", "sensing", "pivot")):
            return False             # 终端实时监控, 平台接入企业: what the thing does
        if acting and (after.tag == "vn" or after.text in self.words["event_tail"]) and any(
                t.start == after.end and t.tag in NOMINAL for t in self.tokens):
            return False
        last = not any(t.start == after.end and t.tag != "w" for t in self.tokens)
        if last and after.text in self.words["noun_verb"]:
            return True              # 支架 in 用于支架制造,
        return after.tag in NOMINAL - {"s"} or after.text in self.words["event_tail"]

    def deed_follows(self, end: int) -> bool:
        """Whether something done is named right behind: 应用试点 behind “甲”."""
        after = next((t for t in self.tokens if t.start == end), None)
        return after is not None and (after.tag == "vn" or after.text in self.words["event_tail"]) and self.goes_on(end)

    def deed_at(self, end: int) -> bool:
        """Whether the word that ends at `end` names something done: 建设, 应用, 改造."""
        last = next((t for t in self.tokens if t.start < end <= t.end), None)
        return last is not None and (last.tag in ("vn", "v") or last.text in self.words["event_tail"])

    def opens_with_verb(self, mention: Mention) -> bool:
        """Whether a name of several words begins with a verb: 改善民生."""
        first = next((t for t in self.tokens if t.start == mention.start), None)
        return first is not None and first.tag == "v" and first.end < mention.end

    def tells(self, mention: Mention) -> bool:
        """Whether what seems a name is a verb with its object: 解析检测数据, 大模型叠加知识库训练领域模型."""
        if "、" in mention.name:
            return False
        inner = [t for t in self.tokens if mention.start <= t.start and t.end <= mention.end]
        deeds = [t.tag in ("v", "vn") and len(t.text) > 1 for t in inner[:-1]]
        worked_on = bool(inner) and inner[-1].text in self.words["worked_on"]
        return (worked_on and (deeds[:2] == [True, True] or deeds[-1:] == [True] and sum(deeds) > 1)) or (
            len(mention.name) > 14 and sum(deeds) > 1)

    def nominal_at(self, end: int) -> bool:
        """Whether the word that ends at `end` can end a noun phrase."""
        last = next((t for t in self.tokens if t.start < end <= t.end), None)
        return last is not None and (last.tag in NOMINAL | {"v", "w"})

    def field_of(self, indicator: str) -> str:
        """甲业务 of 甲业务规模: what a figure is about."""
        for end in sorted(self.words["figure_end"], key=len, reverse=True):
            if indicator.endswith(end):
                return re.sub(r"(?:的)?(?:相关)?(?:业务|市场|行业|服务|产业|总)*$", "", indicator.removesuffix(end))
        return indicator

    def add(self, subject: Mention, relation: str, verb: str, obj: Mention, confidence: float, rule: str,
            span: tuple[int, int]) -> None:
        """One claim, with the whole clauses from its first name to its last as evidence."""
        s, o = self._ref(subject, relation, True), self._ref(obj, relation, False)
        if s is None or o is None or s.name == o.name:
            return
        if relation == "supplies" and s.name.endswith(("客户", "用户", "合作伙伴")):
            return                   # 甲的客户覆盖乙: it is 甲 who supplies 乙
        if relation == "supports" and o.name.startswith(s.name + "的"):
            return                   # 与甲合作,提升甲的能力: 甲 is not who does it
        inside = [m for m in (subject, obj) if m.start >= self.start]
        outside = tuple(Span(m.start, m.end) for m in (subject, obj) if m.start < self.start)
        start = min(span[0], *(m.start for m in inside))
        end = max(span[1], *(m.end for m in inside))
        text = self.document.text
        while start > self.start and text[start - 1] not in BREAKS:
            start -= 1
        for mention in inside:
            if mention.surface.startswith(STANDING_IN) and not mention.surface.endswith(mention.name):
                named = text.rfind(mention.name, 0, start)       # 该产品: back to where the product is named
                if named < 0:
                    return
                if start - named > REACH:
                    outside = (*outside, Span(named, named + len(mention.name)))
                else:
                    start = named
        while end < self.end and text[end] not in BREAKS:
            end += 1
        self.claims.append(RelationClaim(s, relation, verb, o, (*outside, Span(start, end)), confidence, rule))

    def _about(self, chain: tuple[Phrase, ...]) -> tuple[Mention, ...]:
        """Which phrase of X的Y a relation is about: X for X的能力 and A、B等领域的X, else Y."""
        first, last = chain[0], chain[-1]
        if self.ends(last.items[-1].name, "aspect_end") and letter(first.items[0]) in "TPSIGR":
            return first.items
        general = self.words["field"] | self.words["empty_class"]
        if letter(last.items[-1]) not in "GIR" and first.etc and first.head is not None and first.head.name in general:
            return first.items
        return last.items

    def _owned(self, owner: Phrase, item: Mention) -> Mention | None:
        """甲的乙 as one name; a body or a policy stays without its owner, as does what names enough without it.

        None where the name would be over-long and 乙 alone says too little (制度及管控措施, 透明度).
        """
        written = self.document.text[owner.start:owner.head.end if owner.head is not None else owner.items[-1].end]
        name = f"{clean_name(self.words, written)}的{item.name}"
        if letter(item) in "IW" and letter(owner.items[0]) != "R":
            return item
        if len(name) > 24:
            general = len(item.name) < 4 or self.ends(item.name, "abstract_end")
            return None if general else item
        return replace(self._span(item, owner.start, item.end), name=name)

    def _span(self, mention: Mention, start: int, end: int) -> Mention:
        surface = self.document.text[start:end]
        return replace(mention, start=start, end=end, surface=surface, name=surface)

    def _problems_before(self, at: int) -> list[Mention]:
        """What 这一难题 means: the problem named last before it in the sentence."""
        for phrase in reversed(self.form.phrases):
            if phrase.end <= at and phrase.letter == "B" and phrase.items[-1].name not in self.words["bare"]:
                return list(phrase.items)
        return []

    def _ref(self, mention: Mention, relation: str, subject: bool) -> EntityRef | None:
        name, kind = mention.name.removesuffix("总部"), mention.type
        if kind == "Entity" and name != mention.name:
            kind = self.words.head_class(name) or kind
        if kind == "Entity" and relation == "located_in" and not subject:
            kind = "Region"          # 集中在沿海主产区
        if subject and relation == "applies_to" and kind == "Scenario" and len(name) > 4:
            name = name.removesuffix("市场")
        if relation == "holds_share":
            name = (_OF_A_FIGURE if subject else _WEIGHT).sub("", name)
        if kind == "Indicator" and (relation in _STRIPPED or (subject and relation in _OF_THINGS)):
            stem = self.field_of(name)
            if len(stem) >= 2 and not _PARTS_OF_WHOLE.match(stem):
                name, kind = stem, "Scenario"
            elif relation == "broader":
                return None          # 财产险 is no part of 保费收入
        if kind in ("Policy", "Standard") and len(name) <= 3 and not mention.surface.startswith("《"):
            return None              # 报告, 规划: which one is not said
        if name in self.words["attribute"] or name.startswith(_GRADED):
            return None              # 透明度: whose is not said
        if any(name in self.words[kind] for kind in ("event_tail", "noun_verb", "verb")):
            return None              # 开发, 建设: of what is not said
        if name in self.words["bare"] or len(name) < 2 or (len(name) > LONGEST and kind not in _LONG_NAMES):
            return None
        return EntityRef(name, kind)
