"""The share or number of those who do or are something: 36%的消费者担心…, 有4家企业上市, 近六成企业年收入不足10万元."""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import takewhile

from ingest.actions import NOMINAL, tokens_of
from ingest.clauses import BLANK, Clause
from ingest.comparisons import Comparisons
from ingest.measures import has_head, lead_off, take_apart, trim_subject, words
from ingest.scene import Scene
from kg.text.quantity import Quantity

_ANSWERED = re.compile(
    r"(?:认为|表示|反映|选择|计划|愿意|希望|倾向于?|支持|担心|同意|期待|关注|使用过?|购买过?|遇到|反对|不愿)[^,]{2,22}$"
)


class Portions(Comparisons):
    """Shares and numbers of those who do something."""

    def _portion(self, scene: Scene, clause: Clause, q: Quantity, left: str, right: str) -> bool:
        """全国80%以上的甲企业总部位于乙地; 70%以上依赖进口: the share of those who do."""
        if q.kind not in ("percent", "ratio"):
            return False
        if self._of_those(scene, clause, q, left, right):
            return True
        if len(right) < 4:
            return False
        if m := re.match(
            r"^的(?P<who>[^,，的]{1,20}?)(?P<what>(?:总部|未能?|没有|尚未|难以|无法)?(?:能够)?(?:建成|完成|开通|接入|设立|达到|参与|加入|位于|来自|集中|分布|采用|使用|依赖|拥有|实现|出自|产自|分布于|投向|流向|用于|已|认为|表示|选择|具有|具备|属于|开展)[^,，]{2,})$",
            right,
        ):
            if re.search(r"占$|达$|为$", left):
                return False
            self._emit(scene, clause, q, (trim_subject(m["who"]),), f"{m['what']}的比例", (), "portion")
            return True
        if self._drawn(scene, clause, q, left, right) or self._surveyed(scene, clause, q, left, right):
            return True
        some = lead_off(left) in ("", "仅有", "仅", "有", "约有", "还有", "已有", "近", "超过", "约")
        direct = q.kind == "ratio" or q.written.endswith("成")  # 七成企业接入平台
        if (right.startswith("的") or direct) and some and (split := self._verb_after(scene, clause, q)):
            self._emit(scene, clause, q, (trim_subject(split[0]),), f"{split[1]}的比例", (), "portion")
            return True
        if m := re.match(
            r"^(?:的?(?:是|均|都)?)?(?P<what>(?:依赖|来自|位于|集中在|集中于|分布在|采用|使用|源于|用于|投向|流向)[^,，]{2,20})",
            right,
        ):
            subject = self._subject(scene)
            phrase = re.sub("(?<=..)中$", "", take_apart(lead_off(left)).subject) if left else ""  # 获奖选手中近三成
            before = scene.text[: clause.start].rstrip(",，")
            if not phrase and (
                listed := re.search(r"(?:^|[,，;；:：。])([^,，;；:：。]{4,40})等[^,，;；:：。]{2,8}$", before)
            ):
                subjects = self._listed(listed[1])
            else:
                subjects = (phrase or subject,)
            if not subjects[0]:
                return False
            self._emit(scene, clause, q, subjects, f"{m['what']}的比例", (), "portion")
            return True
        return False

    def _of_those(self, scene: Scene, clause: Clause, q: Quantity, left: str, right: str) -> bool:
        """蔬菜进入冷链运输的只有5%,肉类15%: the share of a thing of which something is said."""
        m = re.match(r"^(?P<what>[^,]{4,30})的(?:只有|仅有|只占|仅占|约占|占|达到?|超过?)$", lead_off(left))
        if m is None or right:
            return False
        end = scene.text.rfind(m["what"], 0, scene.at) + len(m["what"])
        found = tokens_of(m["what"], scene.tokens, scene.base + end)
        who = list(takewhile(lambda t: t.tag in NOMINAL or t.text == "的", found))
        rest = found[len(who) :]
        if not who or len(rest) < 2 or rest[0].tag != "v":
            return False
        name = trim_subject(re.sub("^(?:我国|全国|国内)的?", "", "".join(t.text for t in who)))
        what = f"{''.join(t.text for t in rest)}的比例"
        if not 2 <= len(name) <= 14 or has_head(name):
            return False
        self._emit(scene, clause, q, (name,), what, (), "portion")
        scene.place = replace(scene.place, subjects=(name,), stem=what, last=what, kind=q.kind, of=q.unit_base,
                              anchor=clause.start, series=())
        return True

    def _drawn(self, scene: Scene, clause: Clause, q: Quantity, left: str, right: str) -> bool:
        """四城集聚了全国58%的企业: a share of the things named after the number."""
        m = re.match(
            r"^(?P<who>.*?)(?:集聚|聚集|汇聚|集中|贡献|占据|占有|吸引|消耗|生产|承担|承接|创造|提供|产出|拿下|包揽|占)了?"
            r"(?P<whole>全国|全球|全省|全市|全行业|行业|世界|我国|国内)$",
            left,
        )
        noun = re.match(r"^的(?P<what>[\u4e00-\u9fffA-Za-z]{2,14})$", right)
        if not m or not noun or q.kind not in ("percent", "ratio"):
            return False
        who = lead_off(m["who"])
        _, names, rest = self._regions(scene, who)
        if names or not who:
            self._emit(scene, clause, q, (noun["what"],), f"占{m['whole']}比重", names, "portion")
        else:
            self._emit(scene, clause, q, (trim_subject(who),), f"{noun['what']}占{m['whole']}比重", (), "portion")
        return True

    def _surveyed(self, scene: Scene, clause: Clause, q: Quantity, left: str, right: str) -> bool:
        """调研的326家企业中,68%认为法规滞后: the share of those asked."""
        said = _ANSWERED.match(right)
        if not said or lead_off(left) not in ("", "有", "仅有", "超过", "约"):
            return False
        before = scene.text[: clause.start].rstrip(",")
        asked = re.search(r"(?P<who>[\u4e00-\u9fff]{2,8})中$", before)
        who = asked["who"] if asked else scene.place.subjects[0] if scene.claims and scene.place.subjects else ""
        who = re.sub("^[家名位个户](?=..)", "", who)
        if len(who) < 2:
            return False
        self._emit(scene, clause, q, (who,), f"{said[0]}的比例", (), "portion")
        scene.place = replace(scene.place, subjects=(who,), anchor=clause.start)
        return True

    def _those_with(self, scene: Scene, clause: Clause, q: Quantity) -> bool:
        """近六成企业年营业收入不足1000万元: the share of those who are so."""
        if len(clause.groups) != 2 or lead_off(clause.text[: q.outer_start]) not in ("", "有", "约有", "仅有", "还有"):
            return False
        at = q.outer_end
        at += next((len(w) for w in ("数的", "数", "的") if clause.text.startswith(w, at)), 0)  # 近半|数企业
        said = clause.text[at : clause.groups[1][0].outer_start]
        if not re.fullmatch("[^,、占]{4,24}(?:不足|超过|超|低于|高于|小于|大于|不到|达到|达|在|少于|多于)?", said):
            return False
        here = scene.base + clause.start + at
        who = next((m for m in scene.mentions if m.start == here and m.type == "Group"), None)
        token = next((t for t in scene.tokens if t.start == here and t.tag in ("n", "nz")), None)
        name = who.name if who else token.text if token else ""
        what = clause.text[at + len(name) :].replace(BLANK, "").removeprefix("的")
        if len(name) < 2 or not 4 <= len(what) <= 26:
            return False
        return bool(self._emit(scene, clause, q, (name,), f"{what}的比例", (), "portion"))

    def _verb_after(self, scene: Scene, clause: Clause, q: Quantity) -> tuple[str, str] | None:
        """(who, what they do) of the words behind 36%的, 三成: 消费者|担心食品添加剂."""
        of = scene.right.startswith("的")
        at = scene.base + clause.start + q.outer_end + of
        after = [t for t in scene.tokens if at <= t.start and t.end <= scene.base + clause.end]
        verbs = words()["obtain"]
        who = list(takewhile(lambda t: t.tag in NOMINAL and t.tag != "f" and t.text not in verbs, after))
        rest = after[len(who) :]
        acts = bool(rest) and (rest[0].tag in ("v", "d", "vd") or (rest[0].tag == "vn" and len(rest) > 1))
        if not who or not acts or any(t.tag == "m" for t in rest):
            return None
        name, what = "".join(t.text for t in who), re.sub(r"^(?:已经?|均|都)", "", "".join(t.text for t in rest))
        return (name, what) if 2 <= len(name) <= 14 and 2 < len(what) <= 20 and not has_head(name) else None

    def _those_who(self, scene: Scene, clause: Clause, q: Quantity, left: str, right: str) -> bool:
        """有4家企业在年内上市: how many do it."""
        if left.strip() == "在":
            return False  # 在10个领域开展
        begins = re.sub(r"^(?:已经?|在|目前|共)+", "", lead_off(left))
        if q.unit in ("家", "所", "名", "位"):
            begins = re.sub(r"^[^,的]{2,40}等$", "", begins)  # 甲大学、乙大学等6所高校开设…
        if q.kind != "count" or (begins and not re.fullmatch(r"(?:全国|国内|目前)?(?:已|共|现)?有|.{2,10}的", begins)):
            return False
        at = scene.base + clause.start + q.outer_end
        after = [t for t in scene.tokens if at <= t.start and t.end <= scene.base + clause.end]
        noun = list(takewhile(lambda t: t.tag in NOMINAL and t.tag != "f", after))
        rest = after[len(noun) :]
        name = "".join(t.text for t in noun)
        measured = has_head(name) and not name.endswith(("人口", "人员"))
        if not (2 <= len(name) <= 8) or not rest or rest[0].tag not in ("v", "p", "d") or measured:
            return False
        what = "".join(t.text for t in rest)
        if not any(t.tag == "v" for t in rest) or len(what) > 24 or what != right.strip()[len(name) :]:
            return False
        what = re.sub(r"^(?:已经?|均|都|将|在|把|正|共|累计)+", "", what)
        owner = begins + name if begins.endswith("的") else name
        self._emit(scene, clause, q, (owner,), f"{what}的{name}数量", (), "portion")
        return True
