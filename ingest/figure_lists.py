"""Several numbers at once (A、B分别为a、b), told apart by their periods, subjects, regions or indicators."""

from __future__ import annotations

import re
from dataclasses import replace

from ingest.clauses import BLANK, Clause
from ingest.grants import Grants
from ingest.measures import (
    AND,
    Measured,
    Predicate,
    change_label,
    has_head,
    lead_off,
    read_predicate,
    shared_prefix,
    take_apart,
    words,
)
from ingest.scene import REGIONS, Scene, no_period
from kg.text.quantity import Quantity, to_base
from kg.types import Period


class FigureLists(Grants):
    """Lists of numbers."""

    def _list(
        self,
        scene: Scene,
        clause: Clause,
        group: tuple[Quantity, ...],
        left: str,
        right: str,
        clauses: list[Clause],
        i: int,
    ) -> None:
        """Several numbers at once, told apart by their periods, subjects, regions or indicators."""
        unit, kind, n = group[-1].unit, group[-1].kind, len(group)
        group = tuple(_with_unit(q, unit, kind) for q in group)
        left = re.sub(r"分别|依次", "", left)
        left = re.sub(
            r"[两二三四五六七八九十\d]+(?:个|大|家|类|种|块|地|省|市|者|项)(?:板块|领域|环节|业务|市场|地区|省份|城市|公司|企业|行业|产品|区域|地区)?(?=的|$|[增降]|为|达|实现|完成|贡献|占)",
            "",
            left,
        )
        if re.search(r"(?:从|由)$", left):  # 从a、b提高至c: which goes with which is not said
            return
        periods = next((p.periods for p in reversed(clause.periods) if len(p.periods) == n), ()) or _separate(
            clause, group, n
        )
        plain = no_period(left)
        predicate = read_predicate(plain)
        phrase = lead_off(predicate.phrase)
        if scene.place.stem:
            phrase = re.sub(r"的?目标值?$", "", phrase)
        wide = re.match(rf"(?:{'|'.join((*words()['home'], *words()['area']))})(?=.{{4,}})", phrase)
        if wide and wide[0] not in ("海外", "境外", "国外", "国际"):
            scene.region = scene.region if wide[0] in words()["home"] else wide[0]
            phrase = phrase[wide.end() :]
        items = self._by_region(scene, phrase, n) or _coordinated(phrase, n)
        place = scene.place
        rate = re.fullmatch(r"(?:同比|环比|年均)?(?:增速|增幅|增长率|涨幅|降幅)", phrase)
        if rate and not periods and len(place.series) == n:
            grown = tuple((item, stem + rate[0]) for item, stem in place.series)
            self._series(scene, clause, group, predicate, grown, ())
            return
        alone = take_apart(phrase)
        if not items and not periods and len(place.series) == n and alone.indicator and not re.search(AND, phrase):
            again = tuple((item, phrase) for item, _ in place.series)  # 毛利率分别为…;海外收入占比分别为…
            if phrase in ("占比", "比重", "份额"):  # of what the list before told
                placed = any(self.types.get(item) in REGIONS for item, _ in place.series)
                whole = place.share or (self._home_wide() if placed else "")
                share = f"占{whole}比重" if whole else "占比"
                again = tuple((item, stem + share) for item, stem in place.series)
            self._series(scene, clause, group, predicate, again, ())
            return
        if not phrase and not periods and len(place.series) == n:
            self._series(
                scene, clause, group, predicate, place.series, place.periods if len(place.periods) == n else ()
            )
            return
        if not periods and not items and len(place.periods) == n:
            periods = place.periods
        recent = [
            (c.subject.name, c.indicator)
            for c in scene.claims[-n:]
            if c.extractor
            in (
                "observation.level",
                "observation.direct",
                "observation.counted",
                "observation.obtain",
                "observation.carried",
            )
            and "率" not in c.indicator
        ]
        apart = predicate.kind == "change" or scene.suffix.startswith("相当于")
        if apart and not phrase and not periods and len(recent) == n:
            self._series(scene, clause, group, predicate, tuple(recent), ())
            return
        if periods:
            parts = self._measured(scene, clause, predicate.phrase)
            if parts is None or not parts[2]:
                return
            subjects, regions, stem, carried = parts
            base_label, base = self._base(scene, predicate, clause) if predicate.kind == "change" else ("", None)
            indicator = change_label(stem, predicate, kind, base=base_label) if predicate.kind == "change" else stem
            if predicate.kind == "share":
                indicator = f"{stem}占{predicate.whole}比重"
            for q, period in zip(group, periods, strict=True):
                self._emit(scene, clause, q, subjects, indicator, regions, "list", period=period)
            scene.place = replace(
                place,
                subjects=subjects,
                stem=stem,
                last=indicator,
                kind=kind,
                periods=periods,
                series=(),
                anchor=place.anchor if carried else clause.start,
            )
            return
        if not items:
            phrase = re.sub("^[两二三四五六七八九十]+(?:地|省市?|市|国|区|县|者|家)(?=.{2,})", "", phrase)
            listed = next((x for c in reversed(clauses[:i]) if (x := self._regions_of(scene, c, n, phrase))), [])
            if listed and has_head(phrase):
                listed = [(name, phrase) for name, _ in listed]
            earlier = [
                listed
                or _coordinated(
                    re.split(
                        r"为主|是|等|接近|将近|相对|位居|位列|分列|均|都|较|领先|增长|表现|紧随|排名|构成|组成",
                        lead_off(c.text.replace(BLANK, "")),
                    )[0],
                    n,
                )
                for c in clauses[:i]
            ]
            named = next((e for e in reversed(earlier) if e), None)
            if not phrase and named:
                items = named
            elif named and (has_head(phrase)):
                items = [(x, phrase) for x, _ in named]
            else:
                return
        series = []
        for item, stem in items:
            stem = stem or place.stem
            series.append((item, stem))
        if predicate.kind == "share" and not any(s for _, s in items):
            noun = re.match(r"^的?(市场份额|份额|市占率|比重|比例)", right)
            series = [(s, noun[1] if noun else "") for s, _ in series]
            predicate = replace(predicate, kind="level") if noun else predicate
        self._series(scene, clause, group, predicate, tuple(series), ())

    def _regions_of(self, scene: Scene, clause: Clause, n: int, phrase: str) -> list[tuple[str, str]]:
        """n regions that an earlier clause lists, with what it says of them where `phrase` does not: 甲、乙两地的企业
        数量居前两位,分别为…; 企业集中在甲、乙两省,…."""
        text = clause.text.replace(BLANK, "")
        placed = re.search("(?:集中|分布|聚集|集聚|布局|分散)[在于]", text)
        names = self._by_region(scene, text[placed.end() :] if placed else text, n, head="")
        if not names or phrase or placed:
            return names
        rest = self._regions(scene, lead_off(text))[2]
        rest = re.sub("^[两二三四五六七八九十]+(?:个?(?:地|省市?|市|城市?|国|区|县|州))?的?", "", rest)
        said = re.match("(?P<what>[^,]{2,24}?)(?:均|都)?(?:位居|位列|居|列|排名?|名列|稳居|领跑|领先|较|最|分列)", rest)
        return [(name, said["what"]) for name, _ in names] if said and has_head(said["what"]) else names

    def _by_region(self, scene: Scene, phrase: str, n: int, head: str | None = None) -> list[tuple[str, str]]:
        """甲、乙、丙三地预制菜产值: the regions, each with what is measured; with `head` the regions alone."""
        _, names, rest = self._regions(scene, lead_off(phrase))
        if len(names) != n or n < 2:
            return []
        rest = re.sub(r"^[两二三四五六七八九十\d]+(?:个?(?:地|省份?|市|城市?|国|区|县|州))的?", "", rest)
        if head is not None:
            return [(name, head) for name in names]
        return [(name, rest) for name in names] if has_head(rest) else []

    def _series(
        self,
        scene: Scene,
        clause: Clause,
        group: tuple[Quantity, ...],
        predicate: Predicate,
        series: tuple[tuple[str, str], ...],
        periods: tuple[Period, ...],
    ) -> None:
        kind = group[-1].kind
        base_label, base = self._base(scene, predicate, clause) if predicate.kind == "change" else ("", None)
        indicator, subject = "", ""
        for k, (q, (item, stem)) in enumerate(zip(group, series, strict=True)):
            if not stem and predicate.kind != "share":
                continue
            indicator = stem
            if predicate.kind == "change":
                indicator = change_label(stem, predicate, kind, base=base_label)
            elif predicate.kind == "share":
                indicator = f"{stem}占{predicate.whole}比重" if predicate.whole else "占比"
                if not predicate.whole and not stem and scene.place.share and self._regions(scene, item)[1]:
                    indicator = f"{scene.place.stem}占{scene.place.share}比重"  # 东部占全国的a,中部、西部分别占b和c
            regions: tuple[str, ...] = ()
            subject = item
            if self.types.get(item) in REGIONS or (self._regions(scene, item)[2] == "" and item):
                regions, parts = (item,), Measured("", stem) if "占" in stem else take_apart(stem)
                carried = self._subject(scene)
                if self.types.get(carried) in REGIONS:
                    carried = self.topic if self.titled else item
                subject, indicator = (
                    parts.subject or carried,
                    indicator.removeprefix(parts.subject) if parts.subject else indicator,
                )
            elif not item:
                wide = stem.startswith(words()["whole"])
                subject = (scene.region or self._whole_region(scene)) if wide else self._subject(scene)
            self._emit(
                scene,
                clause,
                q,
                (subject,) if subject else (),
                indicator,
                regions,
                "list",
                base=base,
                period=periods[k] if periods else None,
            )
        stem = series[-1][1]
        if subject and subject != series[-1][0] and stem.startswith(subject):
            stem = stem.removeprefix(subject)
        scene.place = replace(
            scene.place,
            anchor=scene.place.anchor if series == scene.place.series else clause.start,
            series=series,
            last=indicator,
            stem=stem,
            kind=kind,
            subjects=(subject or series[-1][0],) if series[-1][0] else scene.place.subjects,
            regions=() if self.types.get(series[-1][0]) in REGIONS else scene.place.regions,
        )


def _with_unit(q: Quantity, unit: str, kind: str) -> Quantity:
    if q.value is None or q.unit == unit or not (q.unit == "" or unit.startswith(q.unit)):
        return q
    base, unit_base = to_base(q.value, unit)
    return replace(q, unit=unit, kind=kind, value_base=base, unit_base=unit_base)


def _separate(clause: Clause, group: tuple[Quantity, ...], n: int) -> tuple[Period, ...]:
    """2Q20、3Q20…分别为a、b: the periods stand one by one."""
    named = [p for p in clause.periods if p.kind != "base" and p.end <= group[0].start]
    joined = len(named) == n and all(
        re.fullmatch(r"[、和及与,/至\\\\]", clause.text[a.end : b.start])
        for a, b in zip(named, named[1:], strict=False)
    )
    return tuple(p.period for p in named) if joined else ()


_KIND = re.compile("本外币各项|人民币各项|外币各项|本外币|人民币|外币|各项")
_SHARED = re.compile("(?P<what>.+?)占(?P<whole>[^占,]{2,20}?)的?(?P<noun>比重|比例|份额)$")
_COMPLETE = re.compile(r"人次|人数|收入|产值|增加值|投资额?|规模|产量|销量|利润|数量|面积|率$")


def _ordinals(m: re.Match[str]) -> str:
    return "、".join(f"第{n}{m[3]}" for n in (m[1], *re.findall("[一二三]", m[2])))


def _coordinated(phrase: str, n: int) -> list[tuple[str, str]]:
    """n things that a phrase lists, each with what is measured of it: 'A、B的X' → (A, X), (B, X)."""
    phrase = re.sub(r"第([一二三])((?:[、和及][一二三])+)(产业)", _ordinals, phrase)
    if n == 3:
        phrase = re.sub(r"三次产业", "第一产业、第二产业、第三产业", phrase)
    if (
        m := re.match(r"^(?P<list>.*?[^、和与及])(?:实现|完成|取得|录得|贡献)(?P<head>[^、和与及]{2,8})$", phrase)
    ) and has_head(m["head"]):
        listed = [p for p in re.split(AND, m["list"]) if p]
        return [(x, m["head"]) for x in listed] if len(listed) == n else []
    if m := re.match(
        r"^(?P<list>.+?)[两二三四五六七八九十\d]+个?(?:地|省|市|城|区|县|国|州|家(?:公司|企业|银行|机构)?)的?(?P<rest>.{2,})$",
        phrase,
    ):
        listed = [p for p in re.split(AND, m["list"]) if p]
        if len(listed) == n and has_head(m["rest"]) and all(len(p) <= 10 for p in listed):
            return [(x, m["rest"]) for x in listed]
    if n == 2 and (both := re.match("城乡(?=居民|低保|社区|学校|人口)", phrase)):
        phrase = f"城镇{phrase[both.end() :]}、农村{phrase[both.end() :]}"  # 城乡居民收入分别增长5%、7%
    for link in (AND, r"、|以及|和|与", "、"):  # 信息服务业投资、航空器及设备制造业投资
        pieces = [p for p in re.split(link, phrase) if p]
        if len(pieces) == n:
            break
    else:
        return []
    if (kind := _KIND.match(pieces[0])) and not any(_KIND.match(p) for p in pieces[1:]):
        pieces = [pieces[0], *(kind[0] + p for p in pieces[1:])]  # 本外币存款、贷款余额
    *others, last = pieces
    if share := _SHARED.match(last):  # A、B增加值占总量的比重
        whole, inner = f"占{share['whole']}{share['noun']}", take_apart(share["what"])
        national = any(p.startswith(words()["whole"]) for p in others)
        if all(has_head(p) for p in (*others, share["what"])) and (national or not inner.subject):
            return [("", p + whole) for p in (*others, share["what"])]
        return [(x, inner.indicator + whole) for x in (*others, inner.subject)] if inner.subject else []
    if "的" in last:
        name, _, rest = last.partition("的")
        if has_head(rest):
            first = re.sub(r"^.*?的", "", others[0]) if "的" in others[0] else others[0]
            return [(x, rest) for x in (first, *others[1:], name)]
    if all(has_head(p) for p in pieces) and not take_apart(last).subject:
        subject = take_apart(others[0])
        return [(subject.subject, subject.indicator), *((subject.subject, p) for p in (*others[1:], last))]
    parts = take_apart(last)
    each = [take_apart(p) for p in pieces]
    if all(p.subject and p.indicator for p in each) and (
        len({p.indicator for p in each}) == 1 or all(_COMPLETE.search(p.indicator) for p in each)
    ):
        return [(p.subject, p.indicator) for p in each]
    k = len(others[0])
    shared = parts.subject[k:]
    if len(shared) > 1 and all(len(x) == k and x[-1] == parts.subject[k - 1] for x in others):
        return [(x, shared + parts.indicator) for x in (*others, parts.subject[:k])]  # 进口、出口|通关时间
    if parts.indicator and parts.subject:
        return [(x, parts.indicator) for x in shared_prefix([*others, parts.subject])]
    return [(x, "") for x in pieces] if all(2 <= len(p) <= 14 for p in pieces) else []
