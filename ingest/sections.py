"""What the sections and sentences of a document set for their figures: a company, a region, an aim, an order."""

from __future__ import annotations

import re
from collections.abc import Sequence

from ingest.clauses import BLANK, Clause
from ingest.measures import has_head, lead_off
from ingest.scene import ACTORS, REGIONS, Scene, no_period
from ingest.topics import SOURCE, Topics
from kg.text.dictionary import made_of_words
from kg.types import Period

_ITEM = re.compile(r"\s*(?:[-—–•·●◆■]|[(（]?[一二三四五六七八九十\d]+[)）、.．]|[一二三四五六七八九十]+是)")
_ORDINAL = re.compile("其[一二三四五六]|第[一二三四五六]|[一二三四五六]是|首先|其次|再次|最后|另?一方面|此外|同时|另外")
AIM = re.compile(r"\s*(?:[\u4e00-\u9fff]{0,4}(?:目标|指标|任务)[:：])?(?:到|至)(20\d\d)年(?:末|底)?[,，]")
TURN = re.compile(r"[^,]{1,6}(?:方面|端|侧|层面|领域)|(?:从|就|在)[^,]{2,10}(?:看|来看|而言|来说|方面|上)")
_AMONG = re.compile(r"[^,的]{3,14}中|分[\u4e00-\u9fff]{1,6}看")
_ORDER_PREPOSITIONS = frozenset(
    ["由", "在", "以", "依托", "围绕", "针对", "对", "面向", "按照", "通过", "将", "联合", "为"]
)


def opens(clauses: Sequence[Clause], i: int) -> bool:
    """Whether a clause is the first of its part of a sentence to say something: past 其一, 据甲统计."""
    if i == 0 or (clauses[i - 1].ends in ";；" and not clauses[i].inner):
        return True
    before = clauses[i - 1].text.strip()
    return bool(_ORDINAL.fullmatch(before) or SOURCE.match(before)) and opens(clauses, i - 1)


class Sections(Topics):
    """Reads the frame that sentences stand in."""

    def _ahead(self, period: Period | None) -> bool:
        return period is not None and self.reference is not None and period.end > self.reference

    def _goes_on(self, last_end: int, text: str) -> bool:
        """Whether a paragraph belongs to the one before: that ends with a colon, or this is an item of a list."""
        return self.document.text[:last_end].rstrip().endswith((":", "：")) or _ITEM.match(text) is not None

    def _holds(self, scene: Scene) -> bool:
        """Whether a sentence's period holds for those after it: one long past only where it opens the sentence."""
        if scene.period and self.reference and scene.period.start > self.reference:
            return scene.aim and bool(AIM.match(scene.text))  # an aim holds only where it opens the sentence
        if scene.period is None or self.reference is None or scene.period.end.year >= self.reference.year - 1:
            return True
        return bool(re.match(rf"\s*(?:截至|到|在)?{scene.period.end.year}", scene.text))

    def _orders(self, scene: Scene) -> bool:
        """Whether a sentence begins with what is to be done: 建设10个基地, 到2027年,培育100家企业."""
        first = next((t for t in scene.tokens if t.tag not in ("TIME", "w", "d", "ad", "c", "t", "m")), None)
        if first is None or re.search(r"已(?:经|达|建|有|累计)|累计", scene.text):
            return False
        if first.tag == "p":
            return first.text in _ORDER_PREPOSITIONS
        return first.tag in ("v", "vn") and first.text not in ("是", "有", "截至", "截止", "达到")

    def _speaks(self, clause: Clause) -> bool:
        """Whether a clause says something of its own, and is no source, period or turn of phrase."""
        said = lead_off(no_period(clause.text.replace(BLANK, "")))
        turns = _AMONG.fullmatch(said) or SOURCE.match(clause.text) or TURN.match(clause.text)
        return len(said) > 5 and not clause.groups and not turns

    def _section_region(self, section: int) -> str:
        """The region a section is about: its heading begins with it (2.2.1 东部地区:…)."""
        while section >= 0:
            title = self.document.sections[section].title
            head = re.split(r"[::,，]", title)[0]
            if self.types.get(head) in REGIONS:
                return head
            section = self.document.sections[section].parent
        return ""

    def _section_owner(self, section: int) -> str:
        """The company that a section is about: its heading names it and its text goes on with 公司."""
        if section < 0:
            return ""
        here = self.document.sections[section]
        head = re.split(r"[::,，(（]", here.title)[0].strip()
        return head if 2 <= len(head) <= 12 and not has_head(head) and self._is_company(head) else ""

    def _is_company(self, name: str) -> bool:
        kind = self.kind_of(name, "")
        known = kind in ACTORS or (not kind and not made_of_words(name))  # 总体情况 is a heading, and no company's name
        return known and not name.endswith(("公司", "企业", "个股", "标的"))
