"""What was and what it became (从a提高到b), and the figure of another beside one's own (远低于大型企业的65%)."""

from __future__ import annotations

import re
from dataclasses import replace

from ingest.clauses import Clause
from ingest.figures import Figures
from ingest.measures import has_head, lead_off, trim_subject
from ingest.scene import REGIONS, Scene, no_period
from kg.text.period import PeriodSpan, year
from kg.text.quantity import Quantity
from kg.types import Period

_LIMIT = re.compile(r"^(?P<what>[^,]{2,12}?)(?:最高|原则上)?不得?(?:超过|低于|高于|少于)(?P<who>[^,]{2,12})的$")


class Comparisons(Figures):
    """Two figures of one thing, or one of two things."""

    def _from(self, scene: Scene, clause: Clause, q: Quantity, left: str) -> None:
        """The first number of 从a…至b: a claim of its own, of the period it carries or of none."""
        m = re.match(
            r"^(?P<phrase>.*?)(?:将|会|已经?|可|又|"
            r"(?<![产功性智技才效职潜机动节])能|有望|则|也|均|持续|逐步|快速)*(?:从|由)(?P<of>[^从由]*)$", left
        )
        if not m:
            return
        parts = self._measured(scene, clause, no_period(m["phrase"]), q.kind, moved=True)
        if parts is None:
            return
        subjects, regions, stem, carried = parts
        if carried and subjects != scene.place.subjects:  # 铁路运营里程…,管道从63万公里增加到…
            stem = re.sub("^(?:运营|通车|营业|营运)(?=里程)", "", stem)
        if carried and lead_off(no_period(m["phrase"])) and scene.place.kind != q.kind:
            if q.kind != "count" or not subjects:
                return
            stem = "数量"
        scene.place = replace(scene.place, subjects=subjects, stem=stem, last=stem, kind=q.kind)
        named = [p for p in clause.periods if p.end <= q.start and clause.text[p.end : q.start].strip("的底末 ") == ""]
        before, status = scene.before, scene.status
        scene.status = "actual"  # also where the new value is aimed at
        if named:
            self._emit(scene, clause, q, subjects, stem, regions, "level", period=named[-1].period)
            if (then := _other_period(clause, named[-1])) and then.start.year > named[-1].period.start.year:
                scene.pair = (named[-1].period, then)
            scene.period = _other_period(clause, named[-1]) or before or scene.period
        elif scene.pair:
            self._emit(scene, clause, q, subjects, stem, regions, "level", period=scene.pair[0])
        elif scene.stretch:
            since = year(scene.stretch.start.year - 1)  # 五年来,…从甲增加到乙: at the end of the year before them
            self._emit(scene, clause, q, subjects, stem, regions, "level", period=since)
        else:
            self._emit(scene, clause, q, subjects, "此前" + stem, regions, "level", timeless=True)
        scene.status = status

    def _compared(self, scene: Scene, clause: Clause, q: Quantity, left: str) -> bool:
        """远低于大型企业的65% is the figure of 大型企业; 仅为头部企业的1/3 a ratio to it."""
        place = scene.place
        limit = _LIMIT.match(left)
        if limit and q.kind in ("ratio", "percent"):  # 补贴上限不超过学费的60%
            owner = self._subject(scene) if scene.claims else ""
            if owner:
                self._emit(scene, clause, q, (owner,), f"{lead_off(limit['what'])}占{limit['who']}比例", (), "change")
            return True
        own = re.match(
            r"^(?P<phrase>[^,]{2,14}?)(?:仅|只|约)?(?:相当于|达到|为|是|降至|降到|缩短至|缩短到|减至|压缩至|升至|增至)(?P<who>[^,]{2,16}?)的$",
            left,
        )
        if (
            own
            and q.kind in ("ratio", "percent", "times")
            and has_head(own["phrase"])
            and (parts := self._measured(scene, clause, own["phrase"]))
        ):
            self._emit(scene, clause, q, parts[0], f"{parts[2]}相当于{own['who']}的比例", parts[1], "change")
            return True
        if not place.stem or not scene.claims:
            return False
        if (
            m := re.match(
                r"^[^,，]{0,6}?(?:远|明显|大幅|显著)?(?:低于|高于|不及|优于|好于|快于|慢于|多于|少于)(?P<who>[^,，]{2,20}?)的$",
                left,
            )
        ) and q.kind == place.kind:
            who = trim_subject(m["who"])
            regions = (who,) if self.types.get(who) in REGIONS else ()
            stem = place.last if place.share else place.stem
            self._emit(scene, clause, q, place.subjects if regions else (who,), stem, regions, "carried")
            return True
        if (
            m := re.match(
                r"^[^,，]{0,2}?(?:仅为|为|仅是|是|相当于|约为|仅相当于|降至|降到|升至|增至|缩短至|减至|减少到|降低到|提高到)(?P<who>[^,，]{2,20}?)的$",
                left,
            )
        ) and q.kind in ("ratio", "percent", "times"):
            self._emit(
                scene, clause, q, place.subjects, f"{place.stem}相当于{m['who']}的比例", place.regions, "carried"
            )
            return True
        return False


def _other_period(clause: Clause, used: PeriodSpan) -> Period | None:
    rest = [p for p in clause.periods if p is not used and p.kind != "base"]
    return rest[-1].period if rest else None
