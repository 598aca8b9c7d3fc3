"""Who or what: the names of a document, the field its title names, regions, and the subject a clause leaves out."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from itertools import dropwhile, takewhile

from ingest.clauses import BLANK, Clause
from ingest.measures import AND, has_head, shared_prefix, take_apart, trim_subject
from ingest.scene import ACTORS, GENERAL, REGIONS, Scene
from ingest.scope import scope_of
from ingest.words import Words
from kg.types import Document, Mention, Token

_REGION_TAIL = re.compile(
    r"(?:等[\u4e00-\u9fff]{0,5}?(?:省份|省市|大省|城市|地区|国家|市场|地|省|市(?!场))|等|(?:和|及)其他(?:省|市|地区))?"
    r"(?:的|市场(?!规模|份额|总|容量|需求|占|监管|主体|采购|准入))?"
)

_NOMINAL = frozenset(["n", "nz", "nw", "nr", "ns", "nt", "vn", "an", "a", "s", "ORG", "LOC", "PER", "xc", "b"])

_TITLE = re.compile(
    r"^(?:20\d\d(?:\s*[—–-]\s*20\d\d)?年?度?)?(?:中国|我国|全国|全球|国内|[\u4e00-\u9fff]{2,6}?(?:省|市|自治区|新区))?(?P<field>[^\d《》、,:：]{2,14}?)(?:产业|行业|市场|领域)?(?:高质量)?"
    r"(?:20\d\d年)?(?:年度|发展|运行|研究|分析|投资|深度|创新|调查|调研|监测|趋势|现状|前景|形势|情况|状况|与|及|和)*(?:报告|白皮书|蓝皮书|绿皮书|综述|展望)"
)


def _title_topic(document: Document) -> str:
    """The field that a report's title names (2024年中国智能制造产业研究报告), where the text speaks of it too."""
    m = _TITLE.match(re.sub(r"[\s“”]", "", document.title))
    field = trim_subject(m["field"]) if m else ""
    return field if len(field) >= 3 and document.text.count(field) > 3 else ""


_ON_ITSELF = re.compile(
    r"(?P<who>[^\d:：—-]{3,20}?)(?:关于)?(?:20\d\d年?)?(?:年度|半年度|季度|中期|上半年)?"
    r"(?:可持续发展|企业社会责任|社会责任|环境、社会及?(?:公司)?治理|ESG|业绩|经营|工作|财务|绩效|质量|情况|运行|业务|发展|总结|履职)*(?:报告|年报|公报)"
)
_AFRESH = re.compile(r"\s*(?:全年|年末|期末|年内)")
_ANEW = re.compile(
    r"\s*(?:全年|年末|期末|截至|20\d\d年|[人户]均|[一二三四五六七八九十]+年(?:来|间|累计)|累计)"
    r"[^,]{0,6}?(?:拥有|新增|完成|[人户]均|接待|受理|实现|共有|发放|培训|减免|查处|办理)"
)
_SEVERAL = re.compile(  # 海州、临港两市的: places, whether known or not
    r"(?P<list>[\u4e00-\u9fff]{2,5}(?:、[\u4e00-\u9fff]{2,5})*[、和与][\u4e00-\u9fff]{2,5}?)"
    r"(?P<n>[两二三四五六])(?:地|省|市|区|县|州|国)的?"
)
_MADE = re.compile("(?:累计)?(?:新增|新建|建成|办理|改造|培育|引进|竣工|开工|完成|新开工)[\u4e00-\u9fff]{0,2}数量")
_TALLY = re.compile(
    r"[两二三四五六七八九十]+(?:家(?:公司|企业|银行|机构|平台)?|[个大类](?:行业|产业|领域|板块|品类)?)$"
)
_FIRM = re.compile(r"(?:银行|公司|集团|保险|证券|基金|信托|大学|学院|医院|交易所)$")
_PLACES = re.compile(
    r"(?:景区|示范区|保护区|园区|开发区|小区|社区|街区|商圈|城区|村|乡镇|街道|县域)$|^(?:区域|地区)$"
)
_ROADS = re.compile("高速(?:公路|铁路)?|高铁|(?:农村|城市|普通)?公路|铁路|国道|省道")
_RANKED = re.compile(r"(?:全[国省市县区州])?(?:国家级?|省级|市级|县级|各类|\d?A级|建制|行政|自然|区域$|地区$)")
_PROPER = frozenset(["LOC", "ORG", "PER", "ns", "nt", "nz"])


def without_kinds(
    tokens: Sequence[tuple[Token, ...]], mentions: Sequence[tuple[Mention, ...]]
) -> list[tuple[Mention, ...]]:
    """The mentions with places of a kind (旅游景区, 国家级开发区) no longer taken for regions: they are counted."""

    def of_kind(m: Mention, words: tuple[Token, ...]) -> bool:
        if re.fullmatch("十[一二三四五六七]五", m.name):
            return True  # a time, no thing
        if m.surface == "中国" and any(t.end == m.start and t.text == "其" for t in words):
            return True  # 其中|国控点
        if m.type == "Region" and _ROADS.fullmatch(m.surface):
            return True
        if m.type != "Region" or not _PLACES.search(m.surface):
            return False
        inside = (t for t in words if m.start <= t.start and t.end <= m.end)
        return bool(_RANKED.match(m.surface)) or all(t.tag not in _PROPER for t in inside)

    return [
        tuple(replace(m, type="Entity") if of_kind(m, words) else m for m in found)
        for words, found in zip(tokens, mentions, strict=True)
    ]


def _issuer(document: Document, mentions: Sequence[tuple[Mention, ...]]) -> str:
    """The institution that reports on itself (云川银行2023年年度报告): what its figures are of, unless they say so."""
    m = _ON_ITSELF.match(re.sub(r"[\s“”]", "", document.title))
    named = {x.surface for s in mentions for x in s if x.type in ACTORS - {"Group", "GovernmentBody"}}
    if m is None or (m["who"] not in named and not _FIRM.search(m["who"])):
        return ""
    return m["who"] if re.search("本[行公集院校社所]|我[行公校院]|公司|集团", document.text) else ""


class Subjects:
    """Names of a document and what its clauses are about."""

    reference: date | None = None  # the day the document speaks from

    def __init__(self, document: Document, mentions: Sequence[tuple[Mention, ...]]) -> None:
        self.document, self.mentions = document, mentions
        self.types: dict[str, str] = {}
        self.quoted = {m.name for s in mentions for m in s if "“" in m.surface}
        fields = Counter(m.name for s in mentions for m in s if m.type in ("Scenario", "Technology", "Product"))
        titled = [n for n in fields if n in document.title and not GENERAL.fullmatch(n) and document.text.count(n) > 1]
        if named := _title_topic(document):
            titled, fields[named] = [named], fields[named] + 3
        common = [name for name, n in fields.items() if n >= 3 and not GENERAL.fullmatch(name)]
        self.titled = bool(titled)  # the topic stands in the document's title
        self.topic = trim_subject(max(titled or common, key=lambda name: (fields[name], len(name)), default=""))
        self.scope = scope_of(document, mentions)
        self.home = self.scope.home
        self.issuer = _issuer(document, mentions)
        for sentence in mentions:
            for m in sentence:
                if m.type not in ("Entity", "Indicator"):
                    self.types.setdefault(m.name, m.type)
                    self.types.setdefault(trim_subject(m.name), m.type)

    def _run(self, scene: Scene, start: int, end: int) -> str:
        """The noun phrase that begins at `start`: tokens up to the first that is no noun, without an indicator."""
        name = ""
        for t in scene.tokens:
            if t.end <= scene.base + start:
                continue
            if t.start >= scene.base + end or t.tag not in _NOMINAL:
                break
            name += t.text
        name = name.replace(BLANK, "")
        if has_head(name):
            name = take_apart(name).subject
        return name if 3 <= len(name) <= 20 and not has_head(name) and not name[0].isdigit() else ""

    def _regions(self, scene: Scene, phrase: str) -> tuple[str, tuple[str, ...], str]:
        """The regions that a phrase begins with: as written, one by one, and the rest of the phrase."""
        known = {m.surface: m.name for m in scene.mentions if m.type in REGIONS}
        several = _SEVERAL.match(phrase)
        listed = re.split("[、和与]", several["list"]) if several else []
        count = "零一二三四五六".find(several["n"].replace("两", "二")) if several else 0
        if several and len(listed) == count and set(listed) & set(known):
            return several["list"], tuple(known.get(x, x) for x in listed), phrase[several.end() :]
        names: list[str] = []
        joined, rest = "", phrase
        while found := max((s for s in known if rest.startswith(s)), key=len, default=""):
            if joined and not re.search(r"[、,和与及]$", joined):  # 浙江宁波: one place
                names[-1] = joined.rsplit("、", 1)[-1] + found
            else:
                names.append(known[found])
            cut = len(found) - (found.endswith("市") and rest[len(found) :].startswith("场"))  # 义乌|市场
            joined, rest = joined + found[:cut], rest[cut:]
            link = re.match(r"[、,和与及]|以及", rest)
            if not link and rest.startswith(tuple(known)):
                continue
            if not link or not rest[link.end() :].startswith(tuple(known)):
                break
            joined, rest = joined + link[0], rest[link.end() :]
        if not names:
            return "", (), phrase
        tail = _REGION_TAIL.match(rest)
        if tail and tail[0].startswith("等"):
            joined += tail[0].rstrip("的").removesuffix("市场")
        return joined, tuple(names), rest[tail.end() :] if tail else rest

    def _words(self, scene: Scene, phrase: str, clause: Clause) -> list[Token]:
        """The tokens of a phrase of this clause."""
        piece = phrase if phrase in scene.text[clause.start : clause.end] else phrase[-5:]
        at = scene.text.find(piece, clause.start, clause.end)
        if not phrase or at < 0:
            return []
        start, end = scene.base + at, scene.base + at + len(piece)
        return [t for t in scene.tokens if t.start < end and start < t.end]

    def _listed(self, subject: str) -> tuple[str, ...]:
        """隐私计算、数据脱敏等技术 are two subjects."""
        if re.search(r"[、和与及]", subject):
            subject = _TALLY.sub("", subject)
        items = [x for x in re.split(AND, re.sub(r"等[^等]{0,8}$", "", subject)) if x]
        alike = len(items) == 2 and len(items[0]) > 3 and items[0][-2:] == items[1][-2:]
        items = shared_prefix(items) if len(items) > 1 else items
        if any("最" in x for x in items):
            return (subject,)  # 占比最高、涉及行业广泛的税率
        if items[-1:] and items[-1].endswith("业") and not all(x.endswith("业") for x in items):
            return (subject,)  # 交通运输、仓储和邮政业: one industry
        if ("、" in subject or alike) and len(items) > 1 and all(len(x) <= 16 for x in items):
            return tuple(items)
        return (subject,)

    def _home_wide(self) -> str:
        """全国, unless the document is about one region of it."""
        return "" if self.home and self.types.get(self.home, "Country") != "Country" else "全国"

    def _whole_region(self, scene: Scene) -> str:
        """Whose GDP it is when the sentence does not say: the region of the document's title, else the country."""
        found = next(
            (m.name for m in scene.mentions if m.type in REGIONS and m.name not in ("全国", "国内", "全省", "全市")), ""
        )
        return found or self.home or "中国"

    def _subject(self, scene: Scene) -> str:
        """Who or what a clause without a subject is about."""
        last = scene.place.subjects[0] if scene.place.subjects else ""
        last = "" if last == scene.place.acted else last
        # 新增企业62家,技术合同成交额增长35%: no figure of what was merely added
        made = {c.subject.name for c in scene.claims if _MADE.fullmatch(c.indicator)}
        topic = "" if scene.topic in made else scene.topic
        own = topic if scene.home[0] == topic else ""
        here = scene.product or (last if scene.claims and last not in made else "") or own
        return here or self.issuer or self._anew(scene) or topic or (self.home if made else last)

    def _anew(self, scene: Scene) -> str:
        """The region of a report for a sentence that begins anew with its time: 年末拥有…, 全年人均…."""
        fresh = _ANEW.match(scene.text) or (_AFRESH.match(scene.text) and self.kind_of(scene.topic, "") not in ACTORS)
        return self.home if self.home and not self.titled and fresh else ""

    def _lead(self, scene: Scene) -> str:
        """The plain noun phrase that opens the sentence and does something: 数字人民币试点扩至…."""
        begun = list(dropwhile(lambda t: t.tag in ("TIME", "w", "c", "d"), scene.tokens))
        head = list(takewhile(lambda t: t.tag in _NOMINAL, begun))
        name = "".join(t.text for t in head)
        if begun[len(head) : len(head) + 1] and begun[len(head)].tag == "a":
            name = take_apart(name + begun[len(head)].text).subject or name  # 超声波水表计量|精度高
        if (
            len(head) == len(begun)
            or not 4 <= len(name) <= 14
            or has_head(name)
            or begun[len(head)].tag not in ("v", "p", "d", "a")
        ):
            return ""
        return (
            ""
            if self.types.get(name) in REGIONS or begun[len(head)].start - scene.base > scene.at
            else trim_subject(name)
        )

    def _opening(self, scene: Scene) -> str:
        """The same for a sentence whose numbers stand in later clauses: 责任保险处于起步阶段,全年保费收入…."""
        scene.at, at = len(scene.text), scene.at
        name = self._lead(scene)
        scene.at = at
        return name

    def _agent(self, scene: Scene) -> str:
        """Who does what a clause without a subject tells: never what was merely counted or measured before it."""
        if scene.product:
            return scene.product
        if self.issuer and (not scene.home[0] or scene.home[0] != scene.topic):
            return self.issuer
        if scene.home[0] and scene.home[0] == scene.topic:
            return scene.topic
        if lead := self._lead(scene):
            return lead
        last = scene.place.subjects[0] if scene.place.subjects and scene.claims else ""
        if last and self.kind_of(last, "") in (*ACTORS, "Product", "Policy"):
            return last
        if self.titled:
            return self.topic
        return scene.region or self.home or (
            scene.topic if self.kind_of(scene.topic, "") in ACTORS - {"Group"} else ""
        )

    def _actors(self, scene: Scene, clause: Clause) -> list[str]:
        return [m.surface for m in scene.mentions if m.type in ACTORS and m.start - scene.base < clause.end]

    def region_kind(self, name: str) -> str:
        """The class of a region: as a mention has it, else plain Region (四川、安徽等省份)."""
        found = self.types.get(name, "")
        return found if found in REGIONS else "Region"

    def kind_of(self, name: str, default: str = "Scenario") -> str:
        """The class of a name: as a mention of the document has it, else by its head word."""
        found = self.types.get(name) or Words.load().head_class(name)
        return found if found and found not in ("Indicator", "Entity", "Problem") else default
