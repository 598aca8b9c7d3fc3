"""The summary of an ingest run as tables for the terminal."""
from __future__ import annotations

from rich.markup import escape
from rich.table import Table

from ingest.job import JobReport
from kg.vocab import VOCAB

STATUS = {"added": "新增", "replaced": "更新", "unchanged": "未变", "failed": "失败"}


def tables(report: JobReport) -> list[Table]:
    """A table of files; where something new was read, one of entity and relation types beside it."""
    files = Table(title="文档 / documents", title_justify="left")
    files.add_column("标题 / 文件", overflow="fold")
    files.add_column("状态", no_wrap=True)
    for name in ("字数", "实体", "关系", "数值", "剔除", "秒"):
        files.add_column(name, justify="right", no_wrap=True)
    for f in report.files:
        numbers = [str(n) for n in (f.characters, f.entities, f.relations, f.observations, len(f.dropped))]
        done = f.status in ("added", "replaced")
        name = "\n".join(filter(None, (f.title, f.path.name)))
        files.add_row(escape(name), STATUS[f.status],
                      *(numbers if done else [""] * 5), f"{f.seconds:.1f}" if done else "")
    result = [files]
    files.caption = "没有抽取到任何事实：" + "，".join(empty) if (empty := _without_facts(report)) else None
    if report.entity_types:
        kinds = Table(title="抽取结果 / extracted", title_justify="left")
        kinds.add_column("实体类型")
        kinds.add_column("数量", justify="right")
        kinds.add_column("关系")
        kinds.add_column("数量", justify="right")
        left = [(VOCAB.classes[name].zh, str(n)) for name, n in report.entity_types.most_common()]
        right = [("数值事实" if name == "observation" else VOCAB.relations[name].zh, str(n))
                 for name, n in report.relations.most_common()]
        for i in range(max(len(left), len(right))):
            kinds.add_row(*(left[i] if i < len(left) else ("", "")), *(right[i] if i < len(right) else ("", "")))
        result.append(kinds)
    if report.failed:
        failed = Table("失败的文件", "原因", title=f"失败 / failed：{len(report.failed)} 份", title_justify="left")
        for f in report.failed:
            failed.add_row(escape(str(f.path)), escape(f.error.removeprefix(f"{f.path}: ")))
        result.append(failed)
    return result


def _without_facts(report: JobReport) -> list[str]:
    """Names of files that were read but say nothing the graph can hold: worth a look."""
    return [escape(f.path.name) for f in report.files
            if f.status in ("added", "replaced") and not (f.relations or f.observations)]
