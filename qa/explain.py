"""One Chinese line for each operator: how the question was read."""
from __future__ import annotations

import re
from collections.abc import Callable
from decimal import Decimal

from kg.index import Index, Observed, Related
from kg.vocab import VOCAB
from qa import algebra as a

Name = Callable[[str], str]
_PROPERTIES = {"publisher": "发布者", "published": "发布日期", "title": "标题"}
_OPS = {"=": "等于", "!=": "不等于", "<": "低于", "<=": "不高于", ">": "高于", ">=": "不低于"}


def explain(asked: a.Asked, name: Name) -> str:
    """A line for the user; `name` gives the label of an IRI."""
    match asked:
        case a.Members(of):
            return f"查找{set_(of, name)}"
        case a.Value(of):
            each = of if isinstance(of, tuple) else (of,)
            return f"查找{'、'.join(obs(one, name) for one in each)}的数值"
        case a.Top(of, by, highest, k):
            return f"把{obs(of, name)}按数值从{'高到低' if highest else '低到高'}排列，取前 {k} 个{_by(by)}"
        case a.Count(of):
            return f"统计{set_(of, name)}的个数"
        case a.Sum(of):
            parts = of if isinstance(of, tuple) else (of,)
            return f"求和：{' + '.join(obs(p, name) for p in parts)}"
        case a.Difference(left, right):
            return f"求差：{obs(left, name)}与{obs(right, name)}"
        case a.Compare(left, op, right):
            other = _number(right) if isinstance(right, Decimal) else obs(right, name)
            return f"判断{obs(left, name)}是否{_OPS[op]}{other}"
        case a.Exists(subject, predicates, object_, _):
            return f"判断{set_(subject, name)}是否{_relations(predicates)}{set_(object_, name)}"
        case a.Any(a.And((one, of))):
            return f"判断{set_(one, name)}是否{set_(of, name)}"
        case a.Any(of):
            return f"判断是否有{set_(of, name)}"
        case a.Meta(_, name_):
            return f"查找文档的{_PROPERTIES[name_]}"
        case a.About(iri):
            return f"列出图谱中关于“{name(iri)}”的事实"
        case a.Says():
            return "在原文中查找肯定或否定它的语句"
        case a.Headings(_, _, count):
            return f"在文档的章节结构中{'数出' if count else '查找'}它下面的标题"
        case a.Phrase(_, _, _, _, True):
            return "在原文中数出一句话所列举的"
        case a.Phrase():
            return "在原文中查找说明它的语句"
        case a.Apart(total=True):
            return "求原文一句话中两个数之和"
        case a.Apart():
            return "求原文一句话中两个数之差"


def set_(of: a.Set, name: Name) -> str:
    match of:
        case a.One(iris):
            return "、".join(map(name, iris[:4])) + ("等" if len(iris) > 4 else "")
        case a.Kind(classes, _):
            return "或".join(VOCAB.classes[c.removeprefix("=")].zh for c in classes if c != "Entity") or "事物"
        case a.Hop(base, predicates, True, _):
            return f"{_relations(predicates)}“{set_(base, name)}”的事物"
        case a.Hop(base, predicates, _, _):
            return f"“{set_(base, name)}”{_relations(predicates)}的事物"
        case a.And(parts):
            return "，且为".join(set_(part, name) for part in parts)
        case a.Or(parts):
            return "或".join(set_(part, name) for part in parts)
        case a.Minus(whole, part):
            return f"{set_(whole, name)}（除去{set_(part, name)}）"
        case a.Having(of_, by, op, value):
            limit = f"{_OPS[op]} {_number(value)}" if op and value is not None else "有数值"
            return f"{obs(of_, name)}{limit}的{_by(by)}"
        case a.Best(of_, by, highest):
            return f"{obs(of_, name)}最{'高' if highest else '低'}的{_by(by)}"


def obs(of: a.Obs, name: Name) -> str:
    place = set_(of.region, name) if of.region else ""
    about = set_(of.about, name) if of.about else ""
    indicator = "、".join(dict.fromkeys(map(name, of.indicators[:3])))
    status = {"target": "目标", "forecast": "预测"}.get(of.status or "", "")
    return f"“{' '.join(filter(None, (of.period, place, about, status + indicator)))}”"


def of_time(period: str) -> str:
    """A period of the graph as one says it: 2025年, 2025年四季度, 2025年上半年, 2025年3月."""
    m = re.fullmatch(r"(\d{4})(?:(Q|H)([1-4])|-(\d\d))?", period)
    if not m:
        return period
    part = f"{'一二三四'[int(m[3]) - 1]}季度" if m[2] == "Q" else "上下"[int(m[3]) - 1] + "半年" if m[2] else ""
    return f"{m[1]}年{part or (f'{int(m[4])}月' if m[4] else '')}"


def _number(value: Decimal) -> str:
    return f"{value.normalize():f}"


def _by(by: str) -> str:
    return {"region": "地区", "indicator": "指标", "period": "时间"}.get(by, "主体")


def _relations(predicates: tuple[str, ...]) -> str:
    return "/".join(VOCAB.relations[p].zh for p in predicates)


def told(index: Index, fact: Observed | Related) -> str:
    """A fact as a sentence: 2025年澄江市智能闸口的覆盖率：48%."""
    if isinstance(fact, Related):
        verb = fact.verbs[0] if fact.verbs and fact.verbs[0] else VOCAB.relations[fact.predicate].zh
        return f"{index.label(fact.subject)} {verb} {index.label(fact.object)}"
    region = index.label(fact.region) if fact.region != fact.about else ""
    period = of_time(fact.period)
    status = {"target": "目标", "forecast": "预测"}.get(fact.status, "")
    return f"{period}{region}{index.label(fact.about)}的{index.label(fact.indicator)}{status}：{fact.written}"
