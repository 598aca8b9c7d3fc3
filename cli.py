"""The `zhiwen` command: parse, call, print, and say how it went by the exit status.

0 done (also when the answer is 未找到), 1 something failed, 2 bad usage. Heavy libraries are
imported inside the command that needs them, so that `zhiwen ask` starts fast.
"""
from __future__ import annotations

import argparse
import json
import os
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kg.errors import UsageError, ZhiwenError
from kg.settings import Settings, load_settings

if TYPE_CHECKING:
    from rich.table import Table

    from kg.repository import Snapshot

WIDE = 1000            # columns of a table that is piped on: nothing is cut
BATCH_LINE = '{"id": …, "question": "…"}'
Command = Callable[[argparse.Namespace, Settings], int]


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command; `argv` without the program name. Returns the exit status."""
    parser = build_parser()
    args = parser.parse_args(argv)
    try:
        settings = load_settings(store=args.store)
        command: Command = args.command
        return command(args, settings)
    except UsageError as error:
        print(f"zhiwen: {error}", file=sys.stderr)
        return 2
    except ZhiwenError as error:
        print(f"zhiwen: {error}", file=sys.stderr)
        return 1
    except BrokenPipeError:
        # `zhiwen facts | head`: the reader has seen enough.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except KeyboardInterrupt:
        print("zhiwen: 已中断，已入库的文档不受影响", file=sys.stderr)
        return 1


def build_parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="zhiwen", description="知问：读中文报告，建知识图谱，用中文问答，每个答案附 SPARQL 与原文。")
    # --store may stand before or after the command; SUPPRESS keeps the second place from undoing the first.
    store: dict[str, Any] = {"metavar": "DIR", "help": "图谱目录（默认 $ZHIWEN_STORE 或 ./zhiwen-data）"}
    parser.add_argument("--store", default=None, **store)
    common = argparse.ArgumentParser(add_help=False)
    common.add_argument("--store", default=argparse.SUPPRESS, **store)
    commands = parser.add_subparsers(required=True, metavar="命令")

    def command(name: str, run: Command, help_: str) -> argparse.ArgumentParser:
        sub = commands.add_parser(name, parents=[common], help=help_, description=help_)
        sub.set_defaults(command=run, name=name)
        return sub

    sub = command("ingest", run_ingest, "读入文件或文件夹（PDF、DOCX、HTML、Markdown、纯文本）")
    sub.add_argument("paths", nargs="+", type=Path, metavar="PATH")
    sub.add_argument("--workers", type=int, metavar="N", help="同时处理的进程数（默认：文件多时为核数）")

    sub = command("ask", run_ask, "用中文提问")
    sub.add_argument("question", nargs="?", metavar="问题")
    sub.add_argument("--json", action="store_true", help="输出一个 JSON 对象")
    sub.add_argument("--batch", type=Path, metavar="FILE.jsonl", help="逐行提问（id、question），每行输出一个 JSON")
    sub.add_argument("--document", metavar="ID", help="只问这一份文档")

    sub = command("facts", run_facts, "把全部事实逐行输出为 JSON")
    sub.add_argument("--document", metavar="ID", help="只要这一份文档支持的事实")

    sub = command("sparql", run_sparql, "执行只读 SPARQL 查询；- 表示从标准输入读")
    sub.add_argument("query", metavar="QUERY")
    sub.add_argument("--format", default="table", choices=["table", "json", "csv", "tsv", "xml", "turtle"])

    sub = command("export", run_export, "导出图谱；格式由文件后缀决定")
    sub.add_argument("file", type=Path, metavar="FILE")
    sub.add_argument("--format", metavar="FORMAT", help="不按后缀、直接指定格式")
    sub.add_argument("--with-observations", action="store_true", help="图文件里也放入数值（默认只有实体与关系）")

    sub = command("documents", run_documents, "列出已入库的文档")
    sub.add_argument("--json", action="store_true", help="每行一个 JSON 对象")

    sub = command("remove", run_remove, "移除一份文档和只有它支持的事实")
    sub.add_argument("id", metavar="ID")

    sub = command("entities", run_entities, "列出实体；--duplicates 只列可能重复的成对实体与理由（从不自动合并）")
    sub.add_argument("--duplicates", action="store_true", help="可能是同一事物的两个实体")
    sub.add_argument("--type", metavar="TYPE", help="只要这一类，例如 Bank 或 银行")
    sub.add_argument("--json", action="store_true", help="每行一个 JSON 对象")

    sub = command("merge", run_decision, "把实体 A 并入实体 B（名称或 iri）；再次导入也不变，可撤销")
    sub.add_argument("a", metavar="A")
    sub.add_argument("b", metavar="B")

    sub = command("split", run_decision, "拆分实体 A：撤销并入它的合并；没有合并时，各文档、各名称自成一体")
    sub.add_argument("a", metavar="A")

    sub = command("reject", run_decision, "否决一条事实（iri 见 zhiwen facts），无论哪份文档说它")
    sub.add_argument("fact", metavar="FACT")

    sub = command("decisions", run_decisions, "列出合并、拆分、否决的决定")
    sub.add_argument("--json", action="store_true", help="每行一个 JSON 对象")

    sub = command("undo", run_decision, "撤销一条决定（编号见 zhiwen decisions）")
    sub.add_argument("number", type=int, metavar="N")

    sub = command("text", run_text, "输出一份文档的清洁文本；证据的起止位置以它为准")
    sub.add_argument("id", metavar="ID")

    sub = command("eval", run_eval, "用自己的问题集（JSONL，格式见 README）测准确率")
    sub.add_argument("file", type=Path, metavar="FILE")

    command("check", run_check, "检查 SHACL 约束与图谱完整性；有违反时退出码为 1")

    sub = command("serve", run_serve, "启动网页、SPARQL 服务与 JSON 接口")
    sub.add_argument("--host", default="127.0.0.1")
    sub.add_argument("--port", type=int, default=7860)
    return parser


# ---- commands ----------------------------------------------------------------------------------------
def run_ingest(args: argparse.Namespace, settings: Settings) -> int:
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    from ingest import job
    from ingest.executor import ProcessExecutor, SerialExecutor
    from ingest.report import tables
    from kg.repository import Repository

    files = job.find_files(args.paths)
    # A worker costs its start (models, lexicons): not worth it for a handful of files.
    workers = args.workers or (min(os.cpu_count() or 1, 8) if len(files) > 8 else 1)
    executor = ProcessExecutor(workers) if workers > 1 else SerialExecutor()
    console = Console(stderr=True)
    with Repository.open(settings.store) as repository:
        columns = TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn()
        with Progress(*columns, console=console) as bar:
            task = bar.add_task("读取", total=len(files))

            def advance(result: job.FileResult) -> None:
                if result.error:
                    print(f"zhiwen: {result.error}", file=sys.stderr)
                bar.advance(task)

            report = job.run(files, repository, executor, advance)
        started = time.perf_counter()
        repository.publish()
        report.seconds["发布"] = time.perf_counter() - started
    started = time.perf_counter()
    with console.status("索引与向量"):
        make_vectors(settings)
    report.seconds["索引与向量"] = time.perf_counter() - started
    for table in tables(report):
        print_table(table)
    print("用时：" + "，".join(f"{stage} {seconds:.1f} 秒" for stage, seconds in report.seconds.items()))
    return 1 if report.failed else 0


def make_vectors(settings: Settings) -> None:
    """Index what is published and encode the phrases that are new; without vectors, words alone decide."""
    from kg.encoder import load_encoder
    from kg.index import embed, open_index

    with open_snapshot(settings.store) as snapshot:
        index = open_index(snapshot, settings.store)
    if encoder := load_encoder(settings.encoder):
        embed(index, settings.store, encoder)


def run_ask(args: argparse.Namespace, settings: Settings) -> int:
    if (args.question is None) == (args.batch is None) or (args.question is not None and not args.question.strip()):
        raise UsageError("请给出一个问题，或用 --batch FILE.jsonl 给出一批问题")
    from qa import Engine

    lines = read_lines(args.batch) if args.batch else []
    engine = Engine(open_snapshot(settings.store))
    if not args.batch:
        answer = engine.ask(args.question, document=args.document)
        print(json.dumps(answer.to_json(), ensure_ascii=False) if args.json else answer.to_text())
        return 0
    status = 0
    for number, line in lines:
        try:
            row = read_question(line)
        except ValueError as error:
            print(f"zhiwen: {args.batch}:{number}: {error}。每行应为 {BATCH_LINE}", file=sys.stderr)
            status = 1
            continue
        answer = engine.ask(row["question"], document=args.document, id=row.get("id"))
        print(json.dumps(answer.to_json(), ensure_ascii=False), flush=True)
    return status


def read_lines(path: Path) -> list[tuple[int, str]]:
    """The lines of a text file that are not blank, with their numbers. Raises UsageError."""
    try:
        lines = path.read_text("utf-8-sig").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError(f"{path}: 无法读取（{error}）。请检查路径与编码（UTF-8）") from error
    return [(number, line) for number, line in enumerate(lines, 1) if line.strip()]


def read_question(line: str) -> dict[str, Any]:
    """One line of a batch file. Raises ValueError saying what is wrong with it."""
    try:
        row = json.loads(line)
    except json.JSONDecodeError as error:
        raise ValueError(f"不是 JSON（{error.msg}）") from error
    if not isinstance(row, dict) or not isinstance(row.get("question"), str):
        raise ValueError("缺少字符串 question")
    return row


def run_facts(args: argparse.Namespace, settings: Settings) -> int:
    from kg.repository import fact_to_json

    for fact in open_snapshot(settings.store).facts(document=args.document):
        print(json.dumps(fact_to_json(fact), ensure_ascii=False))
    return 0


def run_sparql(args: argparse.Namespace, settings: Settings) -> int:
    from kg.workers import run_query

    query = sys.stdin.read() if args.query == "-" else args.query
    sys.stdout.buffer.write(run_query(settings.store, query, args.format))
    sys.stdout.flush()
    return 0


def run_export(args: argparse.Namespace, settings: Settings) -> int:
    from kg.export import export

    if args.file == Path("-"):
        raise UsageError("请给出文件名；要输出到屏幕请用 zhiwen facts 或 zhiwen sparql")
    counts = export(open_snapshot(settings.store), args.file, args.format, with_observations=args.with_observations)
    print(f"已写入 {args.file}：{counts}")
    return 0


def run_documents(args: argparse.Namespace, settings: Settings) -> int:
    documents = open_snapshot(settings.store).documents()
    if args.json:
        for d in documents:
            row = {"id": d.id, "title": d.title, "source": d.source, "publisher": d.publisher,
                   "published": d.published and str(d.published)}
            print(json.dumps(row, ensure_ascii=False))
        return 0
    from rich.cells import cell_len
    from rich.markup import escape
    from rich.table import Table

    table = Table()
    table.add_column("ID", no_wrap=True, min_width=max((cell_len(d.id) for d in documents), default=0))
    for name in ("标题", "发布者", "日期"):
        table.add_column(name, overflow="fold")
    for d in documents:
        table.add_row(d.id, *map(escape, (d.title, d.publisher or "", str(d.published or ""))))
    print_table(table)
    return 0


def run_remove(args: argparse.Namespace, settings: Settings) -> int:
    from kg.repository import Repository

    with Repository.open(settings.store) as repository:
        repository.remove(args.id)
        repository.publish()
    print(f"已移除 {args.id}")
    return 0


def run_entities(args: argparse.Namespace, settings: Settings) -> int:
    from rich.table import Table

    from kg import review

    snapshot = open_snapshot(settings.store)
    listed = review.entities(snapshot, args.type)
    if args.duplicates:
        among = {one.entity.iri for one in listed}
        pairs = [pair for pair in review.duplicates(snapshot) if {pair.one.iri, pair.other.iri} & among]
        table = Table("实体", "类型", "可能就是", "类型", "理由")
        for pair in pairs:
            table.add_row(pair.one.label, pair.one.type, pair.other.label, pair.other.type, pair.reason)
    else:
        table = Table("实体", "类型", "别名", "事实", "文档")
        for one in listed:
            table.add_row(one.entity.label, one.entity.type, "、".join(one.entity.aliases), str(one.facts),
                          str(len(one.documents)))
    if args.json:
        for row in pairs if args.duplicates else listed:
            print(json.dumps(row.to_json(), ensure_ascii=False))
        return 0
    print_table(table)
    return 0


def run_decision(args: argparse.Namespace, settings: Settings) -> int:
    from kg import review
    from kg.repository import Repository

    open_snapshot(settings.store).close()       # a store that is not there is not made here
    with Repository.open(settings.store) as repository:
        if args.name == "merge":
            lines = review.merge(repository, args.a, args.b)
        elif args.name == "split":
            lines = review.split(repository, args.a)
        elif args.name == "reject":
            lines = review.reject(repository, args.fact)
        else:
            lines = review.undo(repository, args.number)
        repository.publish()
    print("\n".join(lines))
    return 0


def run_decisions(args: argparse.Namespace, settings: Settings) -> int:
    for one in open_snapshot(settings.store).decisions():
        line = {"number": one.number, "when": one.when, "what": one.what}
        print(json.dumps(line, ensure_ascii=False) if args.json else f"{one.number}\t{one.when}\t{one.what}")
    return 0


def run_text(args: argparse.Namespace, settings: Settings) -> int:
    # Exactly the stored text: offsets of evidence count in it.
    sys.stdout.write(open_snapshot(settings.store).text(args.id))
    return 0


def run_eval(args: argparse.Namespace, settings: Settings) -> int:
    from qa import Engine
    from qa.evaluate import evaluate

    print(evaluate(Engine(open_snapshot(settings.store)), args.file).to_text())
    return 0


def run_check(args: argparse.Namespace, settings: Settings) -> int:
    from kg.shapes import check

    problems = check(open_snapshot(settings.store))
    for problem in problems:
        print(problem)
    print(f"发现 {len(problems)} 处问题" if problems else "图谱完整，符合全部约束")
    return 1 if problems else 0


def run_serve(args: argparse.Namespace, settings: Settings) -> int:
    import ui

    ui.serve(settings.store, host=args.host, port=args.port)
    return 0


def print_table(table: Table) -> None:
    """A table as wide as the terminal; uncut where the output goes to a file or another program."""
    from rich.console import Console

    Console(width=None if sys.stdout.isatty() else WIDE).print(table)


def open_snapshot(store: Path) -> Snapshot:
    from kg.repository import Snapshot

    return Snapshot.open(store)


if __name__ == "__main__":
    sys.exit(main())
