"""The parts of an industry chain: 产业链上游为甲,中游包括乙、丙,下游应用于丁."""
from __future__ import annotations

import re
from dataclasses import replace

from ingest.phrases import NUMBER, PHRASE, letter
from ingest.relation_scene import Scene
from kg.types import Mention

_STEP = re.compile(
    rf"(?:上|中|下)游(?:领域|市场|产业|行业|企业|环节|部分|端|厂商)?(?:[A-Z]{NUMBER})?(?:则|主要|分别)*"
    rf"(?:为|是|包括|包含|涵盖|涉及|有|由|的|以|指|:)(?:了)?#?(?P<parts>{PHRASE}(?:的{PHRASE})?)")
_NAMED_STEP = re.compile("(?P<of>.*?)(?P<step>[上中下]游).{0,4}")
_REST = re.compile("(?:制造|生产|加工|集成|设计|开发|运营|封装|测试|侧|端)(?=[,，;；。、和与及等]|以及|$)")
_STEPS = re.compile("[上中下]游")
_CHAIN = ("产业链", "供应链", "价值链")
_DIVIDED = re.compile("(?:产业|行业)?(?:可以?|主要|一般|大致)?"
                      "(?:的?(?:产业|供应|价值)链|的?[上中下]游|划?分为?[上中下]游)")
_DIVIDES = ("分为", "划分为", "可分为", "可以分为", "主要分为", "一般分为", "大致分为")
_SIDES = {"上": "uses", "下": "applies_to"}
_NO_PART = re.compile("(?:企业|公司|厂商|客户|市场|需求|价格|成本|影响|"
                      "环节|领域|方面|行业|原因|情况|收入|利润|趋势|压力)$")


def chains(scene: Scene) -> None:
    """Where a sentence tells two steps of a chain or more, what each is made of.

    A chain, or a field divided into steps, has them as parts; a thing uses what is upstream and is used downstream.
    """
    text = scene.document.text
    if len(set(_STEPS.findall(text, scene.start, scene.end))) < 2:
        return
    spelled = _spelled(scene)
    steps = list(_STEP.finditer(spelled))
    whole = _whole(scene, steps[0].start()) if steps else None
    if whole is None:
        return
    divided = whole.name.endswith(_CHAIN) or scene.document.text[whole.end:].startswith(_DIVIDES)
    for step in steps:
        phrase = scene.form.phrase(step["parts"])
        span = (scene.form.places[step.start()], phrase.end)
        for part in phrase.items:
            if rest := _REST.match(text, part.end):
                part = replace(part, end=rest.end(), surface=text[part.start:rest.end()], name=part.name + rest[0])
            if letter(part) in "STPN" and not _NO_PART.search(part.name) and "游" not in part.name:
                if divided:
                    scene.add(part, "part_of", step[0][:2], whole, 0.75, "chain-step", span)
                elif step[0][0] != "中":         # 动力电池上游为锂矿,下游是汽车: neither is part of it
                    scene.add(whole, _SIDES[step[0][0]], step[0][:2], part, 0.65, "chain-side", span)


def _spelled(scene: Scene) -> str:
    """The form, where a step is written out that the tagger took for (part of) a name: 储能产业链上游."""
    def step(sign: re.Match[str]) -> str:
        phrase = scene.form.phrase(sign[0])
        named = _NAMED_STEP.fullmatch(phrase.items[0].name) if len(phrase.items) == 1 else None
        return named["step"] if named else sign[0]
    return re.sub(PHRASE, step, scene.form.text)


def _whole(scene: Scene, before: int) -> Mention | None:
    """The chain: named as such, or what is divided into steps."""
    known = [p.items[0] for p in scene.form.phrases if p.start <= scene.form.places[before] and len(p.items) == 1]
    for item in known:
        if (named := _NAMED_STEP.fullmatch(item.name)) and len(named["of"]) > 1:
            item = replace(item, end=item.start + len(named["of"]), surface=named["of"], name=named["of"])
        if item.name.endswith(_CHAIN) and len(item.name) > 4:
            return item
        behind = scene.document.text[item.end:item.end + 8]
        if letter(item) in "STPN" and item.name not in _CHAIN and "游" not in item.name and _DIVIDED.match(behind):
            chain = next((item.name + end for end in _CHAIN if item.name + end in scene.document.text), item.name)
            return replace(item, name=chain)
    return None
