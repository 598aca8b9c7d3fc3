"""Bare numbers in brackets: 甲公司市占率最高(28%),其次为乙公司(17%); 毛利率31.5%(-2.1pct)."""
from __future__ import annotations

import re
from dataclasses import replace

from ingest.clauses import BLANK, Clause
from ingest.deeds import Deeds
from ingest.measures import has_head, lead_off, take_apart
from ingest.scene import Scene, no_period
from kg.text.quantity import Quantity

_RANKED = re.compile(r"(?:最高|最大|最低|最多|最快|居首|第一|领先|位居前列|较高|较大)$")
_NEXT = re.compile(r"(?:其次|仅次于|之后|紧随|依次|分别|高于|低于|领先于?)(?:为|是)?|[、和与及]")


class Bracketed(Deeds):
    """A number that stands alone in brackets is of the name right before it."""

    def _bracketed(self, scene: Scene, clause: Clause, q: Quantity) -> bool:
        """Whether a bare number in brackets was read, or is better left alone."""
        around = clause.text[: q.outer_start] + clause.text[q.outer_end :]
        if not clause.inner or around.replace(BLANK, "").strip(" +"):
            return False
        place = scene.place
        if q.kind == "points" and place.kind == "percent" and place.stem and scene.claims:
            self._emit(scene, clause, q, place.subjects, f"{place.stem}同比变动", place.regions, "change")
            return True
        if q.kind != "percent":
            return False
        before = scene.text[: clause.start].rstrip("(（")
        outer = re.split(r"[,，;；:：。]", before)[-1]
        if (ranked := _RANKED.search(outer)) and has_head(outer[: ranked.start()]):
            parts = take_apart(lead_off(no_period(outer[: ranked.start()])), self._actors(scene, clause))
            subject = parts.subject or self._subject(scene)
            if not subject:
                return True
            self._emit(scene, clause, q, (subject,), parts.indicator, (), "attribute")
            scene.place = replace(place, subjects=(subject,), stem=parts.indicator, last=parts.indicator,
                                  kind=q.kind, series=())
            return True
        named = next((m for m in reversed(scene.mentions) if m.end - scene.base == len(before)), None)
        if named is None or named.name in place.subjects or not _NEXT.search(outer):
            return False
        if place.kind == q.kind and place.last and scene.claims:
            _, regions, rest = self._regions(scene, named.surface)
            old = place.subjects[0] if place.subjects else ""
            home = next((r for r in (*place.regions, scene.region) if r and old.startswith(r)), "")
            placed = regions if not rest else ()        # of the same thing, in another region
            subject = (old.removeprefix(home) if placed else "") or named.name
            self._emit(scene, clause, q, (subject,), place.last, placed, "carried")
        return True         # of whom it is, is said; of what, is not
