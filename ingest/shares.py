"""Who holds what share of what: 甲地冷库容量…,占全国的a; 甲公司市占率a, 以a的份额位居第一."""
from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from ingest.phrases import NUMBER, PHRASE
from ingest.relation_scene import Scene
from kg.types import Mention

_SHARE_NAMES = frozenset({"占比", "份额", "比重", "占有率", "市占率"})
_OWN_PART = re.compile("(?:收入|营收|费用|成本|利润|支出)(?:占比|比重)$")
_NAMED_SHARE = re.compile(rf"^(?P<who>[RIGP]{NUMBER})?(?:在(?P<field>{PHRASE})?)?(?P<what>D{NUMBER})"
                          r"(?:合计|分别|提升|提高|上升|下降|进一步)*(?:为|达|达到|升至|至|到|约为|超|超过)?#")
_RANKED = re.compile(rf"^(?P<who>[IG]{NUMBER})(?:以|凭借)#的(?:R{NUMBER})?(?P<what>D{NUMBER})"
                     rf"(?:位居|位列|排名|居|领跑|领先|占据|拿下|稳居)(?P<field>[SPTN]{NUMBER})?|"
                     rf"^(?P<holder>[IG]{NUMBER})的(?P<own>D{NUMBER})(?:保持|位居|稳居|居|位列|排名|处于|领先)")
_SHARE = re.compile(rf"^(?:[RIGD]{NUMBER})?占(?:[RDSN]{NUMBER}){{0,2}}的?#|^(?:D{NUMBER})?占比#")
_OF_ALL = re.compile(r"全国|全球|全省|全市|总额|总量|总规模|占比|份额|比重|占有率|市占率")
_WIDE = re.compile("^(?:我国|国内|全国|全球|国际|世界)+")
_SHARE_END = re.compile("(?:领域|环节)?(?:国内|全球)?(?:市场|出货量|出货|销量|销售额|收入|产量|装机)?"
                        "(?:占有率|市占率|份额|占比|比重)$")
_MARKETS = ("海外", "国内", "境外", "境内", "线上", "线下", "国际")      # where a share is counted, not of what
_AREA_END = re.compile("(?:环节|方面|领域|市场|赛道|板块|业务)$")


def shares(scene: Scene, clause: str, start: int, end: int) -> None:
    """甲地冷库容量…,占全国的a; 甲公司市占率a: an actor, and the market its figure was about, or the report is about."""
    text, places = scene.document.text, scene.form.places
    span = (places[start], places[end] if end < len(places) else scene.end)
    named = _NAMED_SHARE.match(clause)
    name = scene.form.phrase(named["what"]).items[-1].name if named else ""
    is_share = name.endswith(tuple(_SHARE_NAMES))
    if ranked := _RANKED.match(clause):
        _ranked(scene, clause, ranked, span)
        return
    if _OWN_PART.search(name):
        return                       # 海外收入占比: a part of what is its own
    if named and not named["who"] and name not in ("占比", "比重") and name.endswith(("占比", "比重")):
        return                       # 推出甲产品,甲产品占比达a: the part is what is named, and nobody holds it
    if is_share and named:
        before = [scene.form.phrase(named["who"])] if named["who"] else []
    else:
        if not _SHARE.search(clause):
            return
        before = [scene.form.phrase(clause[:2])] if clause[:1] and clause[0] in "RIG" else []
    if not _OF_ALL.search(text[span[0]:span[1]]):
        return
    holder = list(before[0].items) if before else next((t.entities for t in scene.topics if t.letter in "RIG"), [])
    if is_share and named:
        figure = scene.form.phrase(named["what"]).items[-1]
        market = _field_of_share(scene, figure, named["field"]) or (
            _market(scene, clause, name, holder, text[span[0]:span[1]]))
    else:
        market = _market(scene, clause, "", holder, text[span[0]:span[1]])
    for s in holder:
        for o in market:
            scene.add(s, "holds_share", "占", o, 0.7, "share-of-all", span)


def _ranked(scene: Scene, clause: str, ranked: re.Match[str], span: tuple[int, int]) -> None:
    """甲公司以a的市场份额位居第一, 甲公司的乙市占率保持领先: the market is 乙, or what a clause before it was about."""
    sign, what = ranked["who"] or ranked["holder"], ranked["what"] or ranked["own"]
    figure = scene.form.phrase(what).items[-1]
    if not figure.name.endswith(tuple(_SHARE_NAMES)) or _OWN_PART.search(figure.name):
        return
    holder = list(scene.form.phrase(sign).items)
    market = _field_of_share(scene, figure, ranked["field"]) or _market(scene, clause, figure.name, holder, "份额")
    for s in holder:
        for o in market:
            scene.add(s, "holds_share", "占", o, 0.7, "share-ranked", span)


def of_one_measure(parts: Sequence[Mention], wholes: Sequence[Mention]) -> bool:
    """Whether figures are of one kind, so that one is a share of the other: 甲产值, 乙总产值."""
    return all(part.name[-2:] == whole.name[-2:] for part in parts for whole in wholes)


def _field_of_share(scene: Scene, figure: Mention, place: str | None) -> list[Mention]:
    """What a share is a share of by its own name (国内机器人市场占有率), in…领域, or 电芯环节, before it."""
    field = scene.field_of(_SHARE_END.sub("", _WIDE.sub("", figure.name)))
    if len(field) > 1 and field not in scene.words["bare"] and field not in _MARKETS:
        return [replace(figure, name=field, type="Scenario")]
    where = list(scene.form.phrase(place).items) if place else next(
        (t.entities for t in scene.topics if t.letter in "STNP" and t.entities
         and (t.place or t.entities[-1].surface.endswith(("市场", "领域", "赛道")))), [])
    stems = [(m, _AREA_END.sub("", _WIDE.sub("", m.name))) for m in where]
    return [replace(m, name=stem) if len(stem) > 1 else m for m, stem in stems]


def _market(scene: Scene, clause: str, share: str, holder: list[Mention], written: str) -> list[Mention]:
    """What a share is a share of: by the clause, by a figure before it, or by what the report is about."""
    own = re.match(rf"(D{NUMBER})", clause)
    figure = scene.form.phrase(own[1]).items[-1] if own else None
    if figure is not None and not share:
        field = scene.field_of(figure.name)
        if field and field != figure.name and field not in scene.words["bare"]:
            return [figure]
        made = [c.object for c in scene.claims if c.predicate in ("operates", "provides", "targets")
                and any(c.subject.name == h.name for h in holder)]
        return [replace(figure, name=made[-1].name, type=made[-1].type)] if made else []
    for topic in scene.topics:
        if topic.letter == "D" and not topic.owner:
            known = [m for m in topic.entities if m.name not in scene.words["bare"] and len(scene.field_of(m.name)) > 1
                     and scene.field_of(m.name) not in _MARKETS]
            if known:
                return known
    whole = bool(share) or re.search("市场|行业|产业|营业?收入?|总额|份额|占有率", written) or (
        any(t.letter == "D" for t in scene.topics))
    return [scene.about] if scene.about is not None and whole else []
