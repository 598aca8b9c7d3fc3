"""How the words of a phrase before a number stand to each other: verbs and their objects, cuts between words, parts."""

from __future__ import annotations

import re

from ingest.actions import NOMINAL, deed, tokens_of
from ingest.clauses import Clause
from ingest.measures import Measured, has_head, lead_off, percent_like, take_apart, trim_subject, words
from ingest.scene import ACTORS, REGIONS, Place, Scene, no_period
from ingest.subjects import Subjects
from kg.types import Token

_HOUSES = re.compile(
    "(?:学校|高校|院校|中学|小学|高中|幼儿园|医院|诊所|卫生院|机构|设施|中心|宾馆|酒店|饭店|影院|场馆|合作社)$"
)
_OF_DOING = re.compile("(?:总|累计)?(?:人数|人次|户数)")
MAKERS = frozenset({"Technology", "Product", "Scenario"})
_MEASURES = {"size": "面积", "length": "里程", "money": "额"}
TOOLS = ("机器人", "机", "器", "仪", "装置", "设备")  # 采摘机器人, 播种机: nouns that begin with a verb
_BODIES = frozenset(
    ["中心", "机构", "平台", "基地", "部门", "人员", "网点", "公司", "企业", "学校", "医院", "项目", "设备", "系统"]
    + ["场所", "窗口", "车间", "线路", "岗位", "团队"]
)


class Wording(Subjects):
    """Reads the words of a phrase, and what stands between them."""

    def _said(self, scene: Scene, phrase: str, before: str) -> list[Token]:
        """The tokens of the beginning of a phrase that stands before the number."""
        found, at = [], 0
        for token in tokens_of(phrase, scene.tokens, scene.base + scene.at):
            at += len(token.text.strip('“”" \0'))
            if at <= len(before):
                found.append(token)
        return found

    def _is_verb(self, scene: Scene, word: str) -> bool:
        """Whether the last token of this text before the number is a verb, no part of a noun (服务区, 运营企业)."""
        before = [t for t in scene.tokens if t.text == word and t.end <= scene.base + scene.at]
        return bool(before) and before[-1].tag == "v"

    def _at_words(self, scene: Scene, phrase: str, parts: Measured) -> Measured:
        """A phrase taken apart between words, not within one: 水产品加工业|增加值, not 水产品加|工业增加值."""
        before, of, rest = phrase.rpartition("的")
        if of and parts == Measured(before, rest) and any(t.tag == "v" for t in self._said(scene, phrase, before)):
            inner = take_apart(rest)  # 各类支持创新的优惠政策|年度规模
            return Measured(f"{before}的{inner.subject}", inner.indicator) if inner.subject else parts
        if moved := self._verb_of(scene, phrase, parts):
            return moved
        if not parts.subject or phrase != parts.subject + parts.indicator:
            return parts
        kind = self.kind_of(parts.subject, "")
        if parts.indicator.startswith("贷款") and kind not in (*ACTORS, *REGIONS) and has_head(parts.indicator[2:]):
            return Measured(parts.subject + "贷款", parts.indicator[2:])  # 信用贷款|加权平均利率
        if not parts.indicator.startswith((*words()["whole"], "年人口", "月人口")):
            return parts
        at = 0
        for token in tokens_of(phrase, scene.tokens, scene.base + scene.at):
            begins, at = at, at + len(token.text.strip('“”" \0'))
            if begins < len(parts.subject) < at and has_head(phrase[at:]):
                return Measured(trim_subject(phrase[:at]), phrase[at:])
        return parts

    def _verb_of(self, scene: Scene, phrase: str, parts: Measured) -> Measured | None:
        """基本养老保险|参保人数, 空气质量|优良天数比例: what stands before a measure is part of it."""
        if not parts.subject or phrase != parts.subject + parts.indicator or parts.subject in self.types:
            return None
        said = tokens_of(phrase, scene.tokens, scene.base + scene.at)
        at, before = 0, list[Token]()
        for token in said:
            at += len(token.text.strip('“”" \0'))
            if at > len(parts.subject):
                return None
            before.append(token)
            if at == len(parts.subject):
                break
        if len(before) < 2 or before[-2].tag not in ("n", "nz", "nw", "vn", "an"):
            return None
        last = before[-1]
        done = last.tag in ("v", "vn") and _OF_DOING.match(parts.indicator)
        if not done and not (last.tag == "a" and parts.indicator.startswith(("天数", "比例", "率"))):
            return None
        cut = len(parts.subject) - len(last.text)
        return Measured(trim_subject(phrase[:cut]), phrase[cut:]) if cut >= 2 and len(last.text) > 1 else None

    def _part_of(self, scene: Scene, clause: Clause, phrase: str, kind: str) -> bool:
        """水产品总产量842万吨,其中海水产品486万吨: a part, whose number has the unit of the whole before it."""
        place = scene.place
        if not has_head(place.stem) or place.of not in (scene.unit, "*") or len(phrase) > 16 or percent_like(kind):
            return False
        if kind == "count" and not re.search("(?<!数)[量额]$", place.stem):
            return False
        among = self._among(scene, clause)
        if not (among or (scene.claims and kind != "count") or place.of == "*"):
            return False
        found = self._words(scene, phrase, clause)
        used = among and len(found) > 1 and found[-1].tag == "v" and all(t.tag in NOMINAL for t in found[:-1])
        return used or self._nominal(scene, phrase, clause)  # 其中居民供水

    def _among(self, scene: Scene, clause: Clause) -> bool:
        """Whether a clause tells the parts of what was told before: …,其中甲a,乙b."""
        return "其中" in scene.text[scene.text.rfind(";", 0, clause.start) + 1 : scene.at]

    def _modified(self, scene: Scene, phrase: str) -> bool:
        """落地应用的医疗机构: a noun behind what it does, which a number counts."""
        found = tokens_of(phrase, scene.tokens, scene.base + scene.at)
        of = next((i for i in reversed(range(len(found))) if found[i].text == "的"), None)
        return (
            of is not None
            and 0 < of < len(found) - 1
            and all(t.tag in NOMINAL for t in found[of + 1 :])
            and not any(t.tag in ("p", "d", "r", "c", "w") for t in found)
        )

    def _parallel(self, place: Place, subject: str, indicator: str) -> bool:
        """甲银行小微贷款余额8亿元;乙银行余额6亿元: the second is the same indicator."""
        if len(indicator) > 2 or not place.stem.endswith(indicator) or place.stem == indicator or not place.subjects:
            return False
        one, other = self.kind_of(place.subjects[0], ""), self.kind_of(subject, "")
        return subject != place.subjects[0] and (
            subject[-2:] == place.subjects[0][-2:] or (one in ACTORS and other in ACTORS)
        )

    def _caused(self, scene: Scene, phrase: str) -> tuple[tuple[str, ...], tuple[str, ...], str, bool] | None:
        """甲使乙成本下降, 甲技术…,将乙效率提高: a figure of the technology or product that does so."""
        m = re.match(r"^(?P<who>[^,]{0,16}?)(?:使得?|令|让|将|把)(?P<what>[^,]{3,})$", phrase)
        if not m or not has_head(m["what"]) or has_head(m["who"]):
            return None
        who = re.sub("(?:可以?|能够?|将|已|有望)$", "", trim_subject(lead_off(no_period(m["who"]))))
        if who in ("技术", "产品", "平台", "系统", "模式", "方案", "工艺", "设备"):
            who = ""  # 该技术可使…: which one is told before
        plain = bool(who) and re.search("[使令让]", phrase[m.end("who") :][:1]) is not None
        who = who or scene.product or (scene.home[0] if scene.home[1] < scene.at else "")
        fits = self.kind_of(who, "") in MAKERS or (plain and self.kind_of(who, "") not in {"GovernmentBody", *REGIONS})
        return ((who,), (), m["what"], False) if who and fits else None

    def _done(self, scene: Scene, phrase: str, kind: str) -> tuple[tuple[str, ...], str] | None:
        """(subjects, indicator) where the phrase says what is done: 全年拓展首贷户, 小额信贷累计发放."""
        act = deed(tokens_of(phrase, scene.tokens, scene.base + scene.at))
        known = act and (len(act.who) != 2 or act.verb in (*words()["obtain"], *words()["make"]))
        made = (*words()["obtain"], *words()["make"])
        thing = act is not None and len(act.what) <= 4 and act.what[-2:] in _BODIES
        if act and not act.who and act.verb not in made and (thing or act.what.endswith(TOOLS)):
            return None  # 采摘机器人, 快速维权中心: a noun with a verb in it
        if act is None or not known or not (act.what or act.who or scene.product or scene.home[0] or self._lead(scene)):
            return None
        owner = trim_subject(act.who) if act.who else self._agent(scene)
        if act.who and self.types.get(owner) in REGIONS:
            owner = self._agent(scene)
        measure = "" if act.what else "额" if kind == "money" else "数量"
        return (owner,) if owner else (), act.verb + act.what + measure

    def _last_word(self, scene: Scene, clause: Clause, phrase: str) -> str:
        """The last word of a phrase where the tagger's cut can be trusted for 率, 数, 量, 额."""
        if not re.search(r"[率数量额]$", phrase):
            return ""
        found = self._words(scene, phrase, clause)
        if not found or not phrase.endswith(found[-1].text):
            return ""
        word = found[-1].text
        if (len(word) == 1 or word.startswith("化")) and len(found) > 1:
            word = found[-2].text + word
        whole = word == phrase and len(word) > 4  # 渔业损耗率 as one word
        return word if 2 <= len(word) <= 5 and phrase.endswith(word) and not whole else ""

    def _nominal(self, scene: Scene, phrase: str, clause: Clause) -> bool:
        """Whether a phrase is a name or noun phrase without a verb in it."""
        found = self._words(scene, phrase, clause)
        return (
            bool(found)
            and all(t.tag not in ("v", "p", "d", "vd", "u") for t in found)
            and found[-1].tag not in ("ad", "a", "c", "r")
        )

    def _share_of(self, scene: Scene, place: Place) -> str:
        """What 占比 alone is a share of: the whole named before, for a region's figure the country's."""
        among = "其中" in scene.text[scene.text.rfind(";", 0, scene.at) + 1 : scene.at]
        whole = place.share or (self._home_wide() if (place.regions or scene.region) and not among else "")
        return f"{place.stem}占{whole}比重" if whole else f"{place.stem}占比"

    def _counted_before(self, scene: Scene) -> str:
        """What the last number counted: the cases of 批出甲个案90宗, for 涉及金额8亿元 after it; empty for others."""
        last = scene.claims[-1] if scene.claims else None
        if last is None or last.extractor not in ("observation.counted", "observation.obtain", "observation.direct"):
            return ""
        if re.fullmatch(r"(?:累计)?(?:[\u4e00-\u9fff]{2}(?:[和与及、][\u4e00-\u9fff]{2})?)?数量", last.indicator):
            return last.subject.name
        done = re.fullmatch(r"(?:累计|共)?[\u4e00-\u9fff]{2}(?P<thing>.{2,}?)(?:数量?|[家人户次]数)", last.indicator)
        return done["thing"] if done else ""

    def _repeated(self, scene: Scene, clause: Clause, subject: str, indicator: str) -> str:
        """贷款 in 普惠小微贷款余额8亿元,贷款平均利率4%: the thing named in full just before, where something else is
        told of it. 各项贷款, or the same figure again, is the wider thing."""
        place = scene.place
        full = place.subjects[0] if place.subjects and scene.claims else ""
        general = self.kind_of(subject, "") in (*ACTORS, *REGIONS) or len(subject) > 3
        if not full.endswith(subject) or full == subject or general or indicator == place.stem or not place.stem:
            return subject
        said = scene.text[clause.start : scene.at]
        return subject if re.search("各项|全部|全国|总|其中", said) or place.stem in indicator else full

    def _owner_before(self, scene: Scene, clause: Clause, what: str) -> str:
        """The firm that the clause before told a figure of, or the kind of body where the sentence tells several apart:
        医院 in 医院9家,床位6万张;诊所63家,床位4千张. Empty without one."""
        last = scene.claims[-1] if scene.claims else None
        if last is None or "," not in scene.text[last.evidence[0].end - scene.base : clause.start]:
            return ""
        if ";" in scene.text[last.evidence[0].end - scene.base : clause.start]:
            return ""
        name = last.subject.name
        firm = self.kind_of(name, "") in (*(ACTORS - {"Group", "GovernmentBody"}), "Product")
        firm = firm or name.endswith(("平台", "软件", "应用", "小程序"))
        return name if firm or (_HOUSES.search(name) and scene.text.count(what) > 1) else ""

    def _graded(self, scene: Scene, clause: Clause, grade: str) -> str:
        """省级 in 国家级企业技术中心14家、省级87家, 5A级 in A级景区58家,其中5A级2家: with what is of that grade."""
        last = scene.claims[-1].subject.name if scene.claims else ""
        if self.kind_of(last, "") in (*ACTORS, *REGIONS) and not re.match(r".{0,3}级", last):
            last = self._counted_before(scene)
        own = re.match("(?:\\d?A|国家|省|市|县|区|特|[一二三四五]|[甲乙丙])级(?:以上)?(?=.{2,})", last)
        near = own or self._among(scene, clause)
        return grade + (last[own.end() :] if own else last) if last and near else ""

    def _whole_of(self, scene: Scene, clause: Clause, subjects: tuple[str, ...]) -> str:
        """The share that 其中X占比N tells, named by the whole before it: 占甲市场规模比重; empty without one."""
        whole = scene.whole
        if not whole.subjects or not has_head(whole.stem) or subjects == whole.subjects:
            return ""
        if not self._among(scene, clause):
            return ""
        owner = "" if self.types.get(whole.subjects[0]) in REGIONS else whole.subjects[0]
        return f"占{owner}{whole.stem}比重"

    def _made_too(self, scene: Scene, clause: Clause, thing: str) -> tuple[tuple[str, ...], str] | None:
        """创建国家级甲工厂35家、甲园区4个: the verb of the first holds for the second, its rank where they are akin."""
        last = scene.claims[-1] if scene.claims else None
        per = re.fullmatch(r"(?P<per>每[十百千万]?[人户家]拥有)(?P<what>.+)数量", last.indicator) if last else None
        if last and per and per["what"] in clause.text:
            return (last.subject.name,), f"{per['per']}{thing}数量"  # 每百户拥有家用汽车48辆、空调186台
        told = re.fullmatch(r"(?:累计)?(?P<verb>[\u4e00-\u9fff]{2,4})数量", last.indicator) if last else None
        if last is None or told is None or last.subject.name not in clause.text or told["verb"] not in clause.text:
            return None
        rank = re.match(r"(?:国家|省|市|县|区|部|世界|全国|自治区)级|首批|全国", last.subject.name)
        akin = rank and last.subject.name[rank.end() : rank.end() + 2] == thing[:2]
        return ((rank[0] if rank and akin else "") + thing,), last.indicator

    def _other_actor(self, subject: str) -> bool:
        """Whether a subject named in a product's clause is one of its own, not part of the product's indicator."""
        return bool(subject) and self.types.get(subject) in ACTORS and not re.match(r"服务|覆盖|接入", subject)

    def _made(self, phrase: str) -> re.Match[str] | None:
        """中央财政安排甲资金: money set aside is a figure of the fund."""
        return re.match(
            rf"^.{{0,14}}?(?:{'|'.join(words()['fund'])})(?P<object>.{{2,}}(?:资金|基金|债券|专项债|国债|补助|经费))$",
            phrase,
        )

    def _obtain(self, phrase: str) -> re.Match[str] | None:
        verbs = "|".join(words()["obtain"])
        return re.match(
            rf"^(?P<adverb>(?:全年|累计|已经?|共|新增|净|成功|每年)*)(?P<verb>(?:{verbs})了?)(?!业|商|员|器)(?P<object>.{{2,}})$",
            phrase,
        )

    def _obtained(
        self, scene: Scene, m: re.Match[str], phrase: str, regions: tuple[str, ...], kind: str
    ) -> tuple[tuple[str, ...], tuple[str, ...], str, bool]:
        subject = self._subject(scene)
        itself = subject and m["object"].startswith(subject) and scene.home == (subject, scene.home[1])
        last = scene.claims[-1] if scene.claims else None
        counted = last and last.subject.name == subject and last.indicator.endswith("数量") and not scene.product
        does = self.kind_of(subject, "") in (*(ACTORS - {"Group"}), *REGIONS, "Product", "Policy", "Technology")
        counted = (counted or (last and subject not in scene.text)) and not does
        reaches = re.match("惠及|覆盖|服务|带动|辐射|支持|涉及|吸引", m["verb"]) or m["object"][0] in "并和及与、"
        if kind == "count" and not regions and not reaches and (itself or not subject or counted):
            # 累计引进科研院所14家, 改造桥梁18座,新增公交线路12条: what is counted does nothing itself
            verb = "" if m["verb"] in ("拥有", "持有") else m["verb"].removesuffix("了")
            adverb = "累计" if "累计" in m["adverb"] else ""
            if not re.search("[量数额率]$", m["object"]):
                return (m["object"],), regions, adverb + verb + "数量", False
        if itself:
            subject = self.home or scene.region
        fresh = not (scene.claims or scene.product) and not (scene.home[0] and scene.home[0] == scene.topic)
        anew = self.home and not self.titled and re.match(r"\s*(?:全年|年末|期末|截至)", scene.text)
        doer = self.kind_of(subject, "") in (*(ACTORS - {"Group"}), "Product", "Policy", "Technology")
        counts = kind in ("count", "size", "length", "money")
        stale = counts and subject and not doer and not regions and subject not in (self.topic, self.home)
        if fresh and (anew or stale):
            # 全年授权发明专利a件: of no one the last sentence spoke of
            if counts and len(m["object"]) > 2 and not re.search("[量数额率]$|面积|收入|资金", m["object"]):
                verb = "" if m["verb"] in ("拥有", "持有") else m["verb"].removesuffix("了")
                return (m["object"],), regions, verb + _MEASURES.get(kind, "数量"), False
            subject = self.home or subject
        if m["verb"].removesuffix("了") in words()["fund"] and scene.region and not doer and not scene.product:
            subject = scene.region  # 四川把甲纳入专项,2025年安排资金a
        if regions and not scene.claims and scene.home[0] != scene.topic and not scene.product:
            subject = regions[0]  # 全省累计提供…: no figure of what the last sentence was about
        return ((subject,) if subject else ()), regions, phrase, False
