"""Whose product a clause is about: 甲公司的乙已用于丙, 甲公司乙适配丙: 甲公司 provides 乙."""
from __future__ import annotations

import re
from collections.abc import Sequence

from ingest.phrases import NUMBER, Phrase, letter
from ingest.relation_scene import Scene, Thing
from kg.types import Mention

_NEXT = re.compile(rf"[PTN]{NUMBER}")
_WORKS_OF_ITS_OWN = re.compile(r"(?:公司|集团|工厂|基地|园区|中心|总部|团队|员工|品牌|股票|门店|网点|部门|渠道|市场)$")
# what follows is a figure of the maker's
_MEASURED = re.compile("[#占达为超约近较共增减升降余总]|合计|同比|环比|突破|不足|下滑|下跌|上涨|收入|销售|[,;]|$")
MAKES = re.compile("(?:研发|研制|开发|生产|制造|推出|打造|设计|交付|供应|自研|首创|选育)的#?$")
_OF_THINGS = frozenset({"applies_to", "uses", "addresses", "supports"})


def product(scene: Scene, maker: Phrase, thing: Phrase) -> list[Mention]:
    """The things behind a maker's name that it can have made; none where they are no products."""
    if maker.letter != "I" or len(maker.items) > 1 or any(i.type == "GovernmentBody" for i in maker.items):
        return []
    fits = [item for item in thing.items if letter(item) in "PTN" and len(item.name) > 2
            and item.name not in scene.words["bare"] and not _WORKS_OF_ITS_OWN.search(item.name)
            and not any(scene.ends(item.name, kind) for kind in ("abstract_end", "aspect", "aspect_end"))]
    return fits if len(fits) == len(thing.items) else []


def behind(scene: Scene, maker: Phrase, clause: str, at: int) -> tuple[Phrase, int] | None:
    """The product that stands right behind its maker's name, and where its sign ends: 甲公司8英寸硅片."""
    sign = _NEXT.match(clause, at)
    if sign is None or _MEASURED.match(clause, sign.end()):
        return None
    thing = scene.form.phrase(sign[0])
    return (thing, sign.end()) if thing.start == maker.end and product(scene, maker, thing) else None


def says_of_product(relation: str, things: Sequence[Mention]) -> bool:
    """Whether a relation is one that products have: what it is used for, or, of a plain product, what it does."""
    return relation == "applies_to" or (relation in _OF_THINGS and all(letter(t) in "PT" for t in things))


def made_by(scene: Scene, subject: Thing, relation: str, span: tuple[int, int]) -> None:
    """Claim who provides the product a clause is about; from here on the product goes by its own name."""
    if subject.maker is None or not says_of_product(relation, subject.products):
        return
    for thing in subject.products:
        scene.add(subject.maker, "provides", "的", thing, 0.7, "its-product", span)
    subject.entities = subject.products


def of_maker(scene: Scene, relation: str, signs: str, subjects: list[Mention],
             span: tuple[int, int]) -> list[Mention]:
    """The subjects of a relation that its pattern names with their maker, by their own names; claims who made them."""
    chain = scene.form.chain(signs)
    things = product(scene, *chain) if len(chain) == 2 else []
    if not things or not says_of_product(relation, things):
        return subjects
    made_by(scene, Thing(subjects, letter(things[0]), maker=chain[0].items[0], products=things), relation, span)
    return things


def span_of(scene: Scene, match: re.Match[str]) -> tuple[int, int]:
    """The place of a match in the text."""
    return scene.form.places[match.start()], scene.form.places[match.end() - 1] + 1
