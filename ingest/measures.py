"""Reading the words before a number: what is measured (subject, indicator) and how (level, change, share).

The word lists are rows of `data/indicators.tsv`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Literal

from kg import datafile
from kg.errors import DataError

DATA = Path(__file__).parent / "data" / "indicators.tsv"
KINDS = frozenset(
    ["whole", "firm", "head", "modifier", "count", "group", "field", "obtain", "make", "fund", "verbal", "area", "home"]
    + ["up", "down", "compare", "bring", "ended", "belonging", "single"]
)
Kind = Literal["level", "change", "share", "direct"]


@cache
def words() -> dict[str, tuple[str, ...]]:
    """The lists by kind, longest word first. Raises DataError for an unknown kind or a missing list."""
    found: dict[str, tuple[str, ...]] = {}
    for row, (kind, listed) in datafile.rows(DATA, 2):
        if kind not in KINDS or not listed:
            raise DataError(DATA, row, f"未知的词表 {kind!r}", fix=f"可用的词表：{' '.join(sorted(KINDS))}")
        found[kind] = tuple(sorted(set(listed.split()), key=lambda w: (-len(w), w)))
    if missing := KINDS - found.keys():
        raise DataError(DATA, 0, f"缺少词表 {' '.join(sorted(missing))}", fix="每类词表一行")
    return found


@cache
def _any(*kinds: str) -> str:
    return "|".join(re.escape(w) for w in sorted({w for k in kinds for w in words()[k]}, key=lambda w: (-len(w), w)))


AND = r"、|以及|(?<![涉普遍顾波触提])及|(?<!参)与|(?<![共饱缓温总柔])和(?!谐|平|解)"  # between the members of a list


# ---- how the number is predicated -------------------------------------------------------------------
_FILL = (
    r"(?:已经|已|仅仅|仅|只|就|也|(?<![人日月年户平])均|(?<!成)都|将会|将|会|可以|可|能够|(?<![产功性智技才效职潜机动节])能|有望|预计|预估|预期|力争|折合|录得|总体|整体|合计|总计|共计|一共|分别|"
    r"进一步|普遍|大多|一般|通常|持续|稳步|快速|迅速|大幅度?|小幅|微幅|明显|显著|逐步|首次|成功|再次|继续|仍然|仍|依然|一举|又|更|还|却|高达|多达|"
    r"长达|约合|(?<![签合条契])约|近|大概|大约|超过|超|逾|了|(?<![规原])则|的|是|(?<![华行])为|达到|达|低至|高至|至|到|(?<!存)在|(?<![所国拥占])有|共|平均|累计|全部|基本|平稳|同期|最高|最多)"
)
_TAIL = re.compile(rf"{_FILL}+$")
_LEVEL_TAIL = re.compile(
    r"(?:达到|达成|达|为|是|系|约为|有|共有|拥有|保持在|维持在|稳定在|控制在|处于|实现|完成|录得|突破|超过|超|高达|多达|至|到|成|占|"
    r":|：|在|仅|近|共|等于|相当于|计|逾|不足|约|升破|跌破|站上|创下)$"
)
_CHANGE_ADVERB = (
    r"(?:同比|环比|年均复合|年均|月均|复合|平均|累计|名义|实际|整体|总体|合计|同期|分别|大幅度?|小幅|微幅|快速|稳步|"
    r"持续|亦|进一步|逐步|明显|显著|预计|将|有望|可|能够|已|又|也|均|都|再|继续|仅|约|净|各|直接|同步|"
    r"按可比(?:口径|价格)计?算?|按不变价格计?算?|扣除价格因素,?)"
)
_BASE = (
    r"(?:(?:较|(?<![同环])比(?![例重率值])|相较于?|相比于?|(?<!参)与(?=[^,，;；]{1,24}?相比))"
    r"(?P<base>[^,，;；]{1,24}?)(?:相比)?)"
)


@cache
def _change() -> tuple[re.Pattern[str], re.Pattern[str], re.Pattern[str]]:
    moves = _any("up", "down")
    compares = _any("compare")
    to = re.compile(
        rf"(?P<np>.*?)(?P<adv>(?:{_CHANGE_ADVERB}|{_BASE})*)(?P<verb>{moves}|[提压扩调延](?=[至到]))(?:至|到|为|成)"
        r"(?:了|约|近)*$"
    )
    by = re.compile(
        rf"(?P<np>.*?)(?P<adv>(?:{_CHANGE_ADVERB}|{_BASE})*)(?P<verb>{moves})(?:幅度)?(?:了|约|近|达到?|为|超过?|超)*$"
    )
    than = re.compile(
        rf"(?P<np>.*?)(?P<adv>(?:{_CHANGE_ADVERB})*{_BASE}(?:{_CHANGE_ADVERB})*)(?P<verb>{compares})(?:了|约|近)*$"
    )
    return to, by, than


_SHARE = re.compile(
    r"(?P<np>.*?)(?:分别|约|仅|已|共|合计|就|大约)*(?:占据|占到|占|贡献)(?:了|到|全部)*(?P<whole>(?:[^,，;；占]{1,24}?)?)(?:的)?"
    r"(?P<noun>比重|比例|份额|占比|比率)?(?:的)?(?:每年|一直|始终|都|均|由|从|已)*(?:分别)?(?:保持在|维持在|稳定在|高达|提高到|提高至|提升到|提升至|上升到|上升至|下降到|下降至|升至|升到|降至|降到|达到|达|为|仅为|超过|超|约|近|仅|是|逾|不足)*$"
)


@dataclass(frozen=True, slots=True)
class Predicate:
    """`phrase` is the noun phrase before; `verb`, `adverb` and `base` those of a change; `whole` that of a share."""

    kind: Kind
    phrase: str
    verb: str = ""
    adverb: str = ""
    base: str = ""
    whole: str = ""


def read_predicate(left: str) -> Predicate:
    """How a clause leads up to its number: '农业保险普及率较2024年提高' is a change, '规模达' a level."""
    left = re.sub(
        r"(?<![相共不协上去前\d一二两三四五六七八九十])(同|环|年)(?=(?:增|减|降|升)(?:长|少|低)?[了约近]?$)",
        r"\1比",
        left.strip(),
    ).replace("年比", "同比")
    left = re.sub(r"连续(?:多|[一二两三四五六七八九十\d]+)年(?:均|都)?(?=[达为超在]|高于|低于)", "", left)
    left = re.sub(
        r"(?:连续多年|连续[一二两三四五六七八九十\d]+年|连年|每年都?|历年|长期|基本|始终|一直|总体|持续)*"
        r"(?:保持|维持|稳定|控制|处于)在?(?:了)?$", "达", left
    )
    left = re.sub(r"(?<=比重|比例|占比)平均(?=[为达约超是在]|$)", "", left)
    left = re.sub(r"YoY$|yoy$", "同比", re.sub(r"[+＋]$", "", left))
    left = re.sub(r"(?:QoQ|qoq|MoM|mom)$", "环比", left)
    if left.endswith(("同比", "环比")):
        left += "增长"  # YoY+12%, 同比-3%: the sign is the number's
    to, by, than = _change()
    if m := to.match(left):
        return Predicate("level", m["np"], verb=m["verb"])
    if m := by.match(left):
        base, verb = _tidy_base(m["base"] or ""), m["verb"]
        if verb == "增" and base.endswith("新"):  # 较年初新增
            base, verb = base[:-1], "新增"
        return Predicate("change", m["np"], verb, _adverb(m), base)
    if m := than.match(left):
        return Predicate("change", m["np"], m["verb"], _adverb(m), _tidy_base(m["base"] or ""))
    if ("占" in left or "贡献" in left) and (m := _SHARE.match(left)) and not left.endswith(("占比", "占比达", "占有")):
        if m["whole"] and re.match(r"比|有率|率|地|用|股", m["whole"]):
            return Predicate("level", _TAIL.sub("", left))
        return Predicate("share", m["np"], whole=m["whole"])
    trimmed = _TAIL.sub("", left)
    if trimmed != left and (again := by.match(trimmed)) and not left.endswith(("达到", "达", "为")):
        return Predicate("change", again["np"], again["verb"], _adverb(again), _tidy_base(again["base"] or ""))
    linked = _LEVEL_TAIL.search(left)
    return Predicate(
        "level" if linked or trimmed != left else "direct", _LEVEL_TAIL.sub("", trimmed if trimmed != left else left)
    )


def _adverb(m: re.Match[str]) -> str:
    return m["adv"]


def _tidy_base(base: str) -> str:
    return re.sub(r"(?:的)?(?:水平|同期|均值)?(?:相比|同期)?$", "", base).strip("的")


def percent_like(kind: str) -> bool:
    return kind in ("percent", "times", "ratio")


def change_label(stem: str, predicate: Predicate, kind: str, *, base: str = "") -> str:
    """The name of a change as an indicator of its own: 规模同比增长率, 普及率较2024年提高, 理赔效率提升."""
    rises, falls = predicate.verb in words()["up"], predicate.verb in words()["down"]
    rate = "增长率" if rises else "下降率" if falls else ""
    verb = {
        "增": "增长" if percent_like(kind) else "增加",
        "升": "提升",
        "涨": "上涨",
        "降": "下降",
        "减": "减少",
        "跌": "下跌",
    }.get(predicate.verb, predicate.verb)
    if "净" in predicate.adverb and predicate.verb in ("增", "增加", "减", "减少"):
        verb = "净" + predicate.verb
    percent = percent_like(kind)
    if base:
        return f"{stem}较{base}{verb}"
    for word in ("同比", "环比"):
        if word in predicate.adverb:
            return f"{stem}{word}{rate}" if percent and rate else f"{stem}{word}{verb}"
    if "年均" in predicate.adverb or "复合" in predicate.adverb:
        return f"{stem}年均{'复合' if '复合' in predicate.adverb else ''}{rate or verb}"
    if percent and verb in ("增长", "成长"):
        return f"{stem}增长率"
    steady = "平均" if "平均" in predicate.adverb else "累计" if "累计" in predicate.adverb else ""
    return f"{stem}{steady}{verb}"


# ---- what is measured ---------------------------------------------------------------------------------
@dataclass(frozen=True, slots=True)
class Measured:
    """A noun phrase taken apart: `subject` is empty where only an indicator is named, and the other way round."""

    subject: str
    indicator: str


_LEAD = re.compile(
    r"^(?:[、,，:：;；\s\\/]|(?:过去|最近|近|这|计划)?[一二两三四五六七八九十\d]+年多?(?:来|间|内)|分[两二三四五六七八九十\d]+[期批次](?=.)|其中|此外|同时|另外|目前|当前|截至目前|现在|今后|而且|而|但是|但|并且|并|且|则|不过|然而|由此|因此|从而|即|如(?!皋|东)|例如|比如|和|及|与|以及|或|"
    r"对于|对应(?=.{2,})|对(?![外俄美日公冲口应标照接华比等手象话])|起(?=对)|在此期间|期间|到(?![期账店岗货])|截至|截止|自(?![动主营有然研给建贸])|从(?![业事])|由|随着|由于|因此|使得|使(?!用|命|者|馆)|令|让|推动|促进|促使|助推|导致|造成|预计|预测|"
    r"有望|我们|认为|年均|平均每年|每年|每月|每日|每天|当季|当月|当日|单季|单月|累计|合计|共计|全部|整体来看|总体来看|整体|总体|约|大约|"
    r"实现|将|把|[一二三四五六七八九十两\d]+年(?:来|间)?(?=年均|累计|增|降|减|下|提|$)|其(?![他余])|该[省市县州区镇](?![场域块])(?=.{2,})|该|力争|争取(?![^,。;]{0,6}(?:资金|项目|额度|债券|补助|经费))|确保|这一|上述|所(?!得)|的)+"
)


@cache
def _suffix() -> re.Pattern[str]:
    compound = "|".join(w for w in words()["head"] if len(w) > 2 or w in ("收入", "成本", "天数"))
    return re.compile(
        rf"^(?P<subject>.*?)(?P<indicator>(?:(?:{_any('modifier')}|{compound})的?)*"
        rf"(?:{_any('whole', 'firm', 'head')})(?:占比|比重|份额|增速|增幅|增长率|降幅|涨幅|缺口)?)$"
    )


@cache
def _whole() -> re.Pattern[str]:
    return re.compile(
        rf"^(?P<subject>.*?)(?P<indicator>(?:{_any('whole')})(?:涨幅|增速|增幅|增长率|降幅|同比涨幅|目标|年?均值)?)$"
    )


@cache
def _rate() -> re.Pattern[str]:
    return re.compile(r"(?:[\u4e00-\u9fffA-Za-z]{1,4}率)$")


@cache
def _group() -> re.Pattern[str]:
    return re.compile(
        rf"^(?P<group>[^的在]{{0,16}}?(?:{_any('group')}))(?P<rest>(?!(?:{_any('count')})$)(?!级|家|化|间|贷|版|端|营|网|卡|业|[、和与及]).+)$"
    )


@cache
def _field() -> re.Pattern[str]:
    return re.compile(rf"^(?P<subject>[^的]{{2,20}}?)(?:{_any('field')}|业务)的?(?P<rest>.{{3,}})$")


@cache
def _count() -> re.Pattern[str]:
    return re.compile(rf"^(?P<subject>.+?)(?P<indicator>(?:总)?(?:{_any('count')}))$")


_AMONG = re.compile(  # 新增公交车中新能源汽车占比
    r"(?P<of>[^,]{3,20}?)(?<![其集])中(?![国小部央东西文医间心期])(?P<who>[^,中的]{2,}?)占?(?P<head>比重|比例|(?<=占)比)$"
)
_VERB_LED = re.compile(
    r"^(?:接入|参与|使用|采用|通过|开展|完成|搭载|配置|搭配|支持|具备|基于|用于|拥有|购买|持有|具有|从事|提供|涉及|获得|加入|入驻|应用|配备|安装|纳入|选择|开通|申请)"
)


def shared_prefix(items: list[str]) -> list[str]:
    """花生种植、收获 are 花生种植 and 花生收获: what is done to the thing that only the first names."""
    done = words()["verbal"]
    first = next((v for v in done if items[0].endswith(v) and len(items[0]) > len(v) + 1), "")
    if not first or not all(x in done for x in items[1:]):
        return items
    return [items[0], *(items[0].removesuffix(first) + x for x in items[1:])]


def has_head(phrase: str) -> bool:
    """Whether a phrase ends like an indicator."""
    return bool(_suffix().match(phrase)) or bool(_rate().search(phrase))


def lead_off(phrase: str) -> str:
    """A phrase without the connectives and adverbs it begins with."""
    return _LEAD.sub("", phrase)


def trim_subject(name: str) -> str:
    """A subject's name without the general head that the indicator carries (物联网信贷业务 → 物联网信贷)."""
    name = re.sub(r"^-(?!\d)", "", name.strip("的之,，、:： —–•·")).rstrip("-")
    name = re.sub(
        r"(?:实现|完成|录得|取得|累计|合计|总体|整体|平均|年均|当季|单季|仅|则|已经?|分别|共|子|折合|首期|当期|本期|获得|达到|仍然?|还|又|也|将|(?<![人户亩日年月周车件单班])均已?|[两二三四五六七八九十]+[个大类])+$",
        "",
        name,
    )
    name = re.sub(r"(?<=..)(?:将|可|会|应|要)?被$", "", name)  # 每个包裹将被|征收
    trimmed = re.sub(rf"(?:{_any('field')}|业务|场景|整体)+$", "", name)
    return trimmed if len(trimmed) >= 2 else name


def take_apart(phrase: str, actors: Iterable[str] = (), word: str = "") -> Measured:
    """Split a noun phrase into subject and indicator. `actors` are names (institutions, groups) known to stand in it,
    `word` its last word, which no cut goes through (入学率, 天数)."""
    return _scoped(_cut(phrase, actors, word), phrase, actors)


def _scoped(found: Measured, phrase: str, actors: Iterable[str]) -> Measured:
    """用信率, 平均手续费率, 流通中余额 name no subject."""
    subject = found.subject
    if m := re.match(r".*(?:支撑|背景|带动|推动|作用|影响|驱动|助力|支持|条件)下的?(?=.)", phrase):
        found = _cut(phrase[m.end() :], actors, "")
    elif (
        subject
        and found.indicator
        and (
            (len(subject) == 1 and subject not in actors and subject not in words()["single"])
            or _SCOPED.fullmatch(subject)
            or re.fullmatch(r".{1,3}中", subject)
        )
    ):
        return Measured("", phrase)
    elif found.indicator and (
        m := re.fullmatch(r"(?P<who>.{2,}?)(?P<area>国内|全球|全国|海外|境内|境外|国际)", subject)
    ):
        return Measured(m["who"], m["area"] + found.indicator)  # 甲公司国内市占率
    elif found.indicator and (
        m := re.match(r"(?P<who>.{2,}?)的?(?P<each>(?:平均|[人户亩车件单班]均|年均|日均|月均).*)$", subject)
    ):
        return Measured(trim_subject(m["who"]), m["each"] + found.indicator)
    return found


def _cut(phrase: str, actors: Iterable[str], word: str) -> Measured:
    found = _take_apart(phrase, actors)
    if found.indicator in ("率", "数", "量", "额") and len(found.subject) > 3 and not word:
        word = phrase[-4:] if phrase[-2] == "化" else phrase[-3:]  # 机械化率, 普及率
    if len(found.indicator) < len(word) and phrase.endswith(word) and found.subject:
        cut = re.sub(r"(?:综合|平均|累计)$", "", phrase[: len(phrase) - len(word)])
        word = phrase[len(cut) :]
        return Measured(trim_subject(cut), word) if cut.strip("的") else Measured("", word)
    return found


_SCOPED = re.compile(
    r"本地|外地|省内|省外|市内|市外|线上|线下|(?:平均|人均|户均|年均|日均|单(?:位|笔|[票车瓦机店井次件吨户张台套亩人]|[GMk]?Wh?)|每[人户家年]|每[十百千万亿]+[人户名]).{0,4}|每[十百千万亿]元[\u4e00-\u9fff]{2,8}中?|对[\u4e00-\u9fff]{1,3}"
)


def _take_apart(phrase: str, actors: Iterable[str]) -> Measured:
    phrase = phrase.strip('的,，、:： “”"')
    if not phrase:
        return Measured("", "")
    if phrase in words()["firm"]:
        return Measured("", phrase)
    if m := _whole().match(phrase):
        return Measured(trim_subject(m["subject"]), m["indicator"])
    if m := re.match(
        r"^(?P<subject>[^的]{2,}?)在(?P<place>[^的\d]{2,16}?(?:(?:领域|市场|行业)(?=.)|(?=的)))的?(?P<what>.+)$", phrase
    ):
        inner = m["what"]
        if has_head(inner) and not _VERB_LED.match(phrase):
            return Measured(trim_subject(m["subject"]), m["place"] + inner)
    if m := _AMONG.match(phrase):
        return Measured(trim_subject(m["who"]), f"占{m['of']}比重")
    verb_led = _VERB_LED.match(phrase)
    if verb_led and "的" in phrase and (m := _count().match(phrase)):
        return Measured(m["subject"], m["indicator"])
    for actor in sorted(actors, key=len, reverse=True):
        rest = phrase[len(actor) :]
        if (
            phrase.startswith(actor)
            and rest
            and rest[0] not in "、和与及"
            and not _count().fullmatch("某" + rest)
            and has_head(rest)
        ):
            return _of_actor(actor, rest)
    if not verb_led and (m := _group().match(phrase)) and has_head(m["rest"]):
        return _of_actor(m["group"], m["rest"])
    if verb_led and has_head(phrase) and "的" not in phrase:
        return Measured("", phrase)
    if (m := _field().match(phrase)) and has_head(m["rest"]):
        return Measured(trim_subject(m["subject"]), m["rest"])
    if "的" in phrase:
        subject, _, rest = phrase.rpartition("的")
        if rest.endswith("缺口") and len(rest) > 4:
            return Measured(trim_subject(rest[:-2]), "缺口")  # 懂技术的维修人员缺口
        who = re.match(rf"(?:{_any('group')})(?=.{{2,}})", rest)
        if who and subject and not verb_led and has_head(rest[who.end() :]):
            return Measured(f"{subject}的{who[0]}", rest[who.end() :])  # 排名前十的企业|合计收入
        if has_head(rest) and subject:
            if verb_led or re.search(r"以[上下内]$", subject):
                inner = _suffix().match(rest)
                return (
                    Measured(f"{subject}的{inner['subject']}", inner["indicator"])
                    if inner and inner["subject"]
                    else Measured("", phrase)
                )
            return Measured(trim_subject(subject), rest)
    if m := _suffix().match(phrase):
        return Measured(trim_subject(m["subject"]), m["indicator"])
    if m := _rate().search(phrase):
        return Measured(trim_subject(phrase[: m.start()]), m[0])
    return Measured(trim_subject(phrase), "")


def _of_actor(actor: str, rest: str) -> Measured:
    """金融机构 + 甲业务的不良率 is about 甲业务; else the rest is the actor's indicator."""
    rest = rest.lstrip("的")
    m = re.match(r"^(?P<field>[^的]{2,14}(?:业务|领域|产品|板块))的(?P<what>.+)$", rest)
    if m and has_head(m["what"]) and not re.search(r"通过|主导|使用|设立", m["field"]):
        return Measured(trim_subject(m["field"]), m["what"])
    return Measured(actor, rest)
