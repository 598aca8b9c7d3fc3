"""Money that a document sets aside or promises: 对X给予最高N元奖励, 按设备投资额的20%给予补助, 设立50亿元的产业基金."""

from __future__ import annotations

import re
from dataclasses import replace

from ingest.clauses import Clause
from ingest.counts import Counts
from ingest.measures import lead_off, trim_subject
from ingest.scene import Scene, no_period
from kg.text.quantity import Quantity

_AID = r"[\u4e00-\u9fff]{0,6}?(?:奖励|补助|补贴|资助|补偿|奖补|贴息|扶持|支持|奖金|津贴)(?:资金|费用|标准)?"
_GIVE = r"给予|予以|发放|提供|安排|享受"
_TO = re.compile(
    rf"(?:^|[,;:])(?:并|再|另|可|将|[\u4e00-\u9fff]{{2,6}})??对(?P<who>[^,;:对]{{2,40}}?)(?=,|按|分别|一次性|每|最高|{_GIVE})"
)
_EACH = re.compile(r"(?:并且|但|且)?(?P<each>(?:单个|每个|每家|单户|单一|同一|单项|每项)[\u4e00-\u9fff]{0,6})?")
_FUND = re.compile(r"[\u4e00-\u9fffA-Za-z“”]{0,22}(?:基金|资金池|信托计划|专项债券?|风险池)")


class Grants(Counts):
    """Grants to those who qualify, and funds set up."""

    def _granted(self, scene: Scene, clause: Clause, q: Quantity, left: str, right: str) -> bool:
        """A grant is a figure of those who may get it."""
        given = re.search(rf"(?P<aid>{_AID})(?:比例|额)$", scene.place.last)
        each = _EACH.fullmatch(left.strip(", "))
        fresh = given and each and given["aid"][-2:] not in (each["each"] or "")
        if given and each and fresh and q.kind == "money" and q.comparator == "<=" and not right and scene.claims:
            indicator = f"{each['each'] or ''}最高{given['aid'][-2:]}额"
            self._emit(scene, clause, q, scene.place.subjects, indicator, (), "counted")
            return True
        part = scene.text[part_start(scene, clause) : clause.start + q.outer_start]
        named = list(_TO.finditer(part))
        if not named or q.kind not in ("money", "percent") or (
            q.kind == "money" and "《" in scene.text[: clause.start]
        ):
            return False  # what a named policy grants is a figure of the policy
        who = trim_subject(lead_off(no_period(named[-1]["who"])))
        if q.kind == "money":
            aid = re.match(rf"的?(?:一次性)?(?P<aid>{_AID})(?![\u4e00-\u9fff])", right)
            if not aid or not re.search(rf"(?:{_GIVE})[^,;]{{0,10}}$", left):
                return False
            limit = "最高" if q.comparator == "<=" else ""
            indicator = f"{limit}{aid['aid']}额"
        else:
            basis = re.search(rf"(?:按照?|(?:{_GIVE}))(?P<basis>[^,;]{{1,16}}?)的?$", left)
            aid = re.match(rf"(?:的标准|的比例)?,?(?:(?:{_GIVE}|进行)(?:一次性)?)?(?P<aid>{_AID})", right)
            if not basis or not aid:
                return False
            indicator = f"{basis['basis']}{aid['aid']}比例"
        if not 2 <= len(who) <= 30:
            return False
        self._emit(scene, clause, q, (who,), indicator, (), "counted")
        scene.place = replace(scene.place, subjects=(who,), stem=indicator, last=indicator, kind=q.kind, series=())
        return True

    def _founded(self, scene: Scene, clause: Clause, q: Quantity, left: str, right: str) -> bool:
        """设立50亿元新型储能产业基金: the size of the fund."""
        set_up = re.search(
            r"(?:设立|发起|组建|成立|筹建|建立)(?:了|一只|首只|一支)?(?P<head>(?:总|首期|目标)?(?:规模|额度?)?)[为达约超过]*$",
            left,
        )
        fund = re.fullmatch(rf"的?(?P<name>{_FUND.pattern})", right)
        if not set_up or not fund or q.kind != "money" or len(fund["name"]) < 4:
            return False
        head = set_up["head"] or "规模"
        self._emit(scene, clause, q, (fund["name"].strip("“”"),), head, (), "counted")
        scene.product, scene.brought = fund["name"].strip("“”"), True
        scene.place = replace(
            scene.place, subjects=(scene.product,), stem=head, last=head, kind=q.kind, anchor=clause.start, series=()
        )
        return True


def part_start(scene: Scene, clause: Clause) -> int:
    """Where in the sentence the part between two semicolons that a clause stands in begins."""
    return max(scene.text.rfind(";", 0, clause.start), scene.text.rfind("。", 0, clause.start)) + 1
