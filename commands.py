"""What each `zhiwen` command does: `(args, settings) -> exit status`.

Heavy libraries are imported inside the command that needs them, so that `zhiwen ask` starts fast.
"""
from __future__ import annotations

import argparse
import json
import os
import re
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING

from kg.errors import StoreError, UsageError
from kg.settings import Settings

if TYPE_CHECKING:
    from rich.table import Table

    from ingest.executor import Executor
    from kg.snapshot import Snapshot

WIDE = 1000            # columns of a table that is piped on: nothing is cut
BATCH_LINE = '{"id": …, "question": "…"}'


def run_ingest(args: argparse.Namespace, settings: Settings) -> int:
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    from ingest import job
    from ingest.report import tables
    from kg.repository import Repository

    files = job.find_files(args.paths)
    console = Console(stderr=True)
    with Repository.open(settings.store) as repository:
        executor = make_executor(args, len(files), repository.lexicon)
        columns = TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn()
        with Progress(*columns, console=console) as bar:
            task = bar.add_task("读取", total=len(files))

            def advance(result: job.FileResult) -> None:
                if result.error:
                    print(f"zhiwen: {result.error}", file=sys.stderr)
                bar.advance(task)

            report = job.run(files, repository, executor, advance)
        started = time.perf_counter()
        try:
            repository.publish()
        except StoreError as error:
            report.stopped = report.stopped or str(error)
        report.seconds["发布"] = time.perf_counter() - started
    with reader_may_leave():
        for table in tables(report):
            print_table(table)
    if report.stopped:
        print(f"zhiwen: {report.stopped}。已入库的 {len(report.files) - len(report.failed)} 份文件不受影响，"
              "再次运行同一命令即可继续", file=sys.stderr)
    else:
        started = time.perf_counter()
        with console.status("索引与向量"):
            make_vectors(settings)
        report.seconds["索引与向量"] = time.perf_counter() - started
    with reader_may_leave():
        print("用时：" + "，".join(f"{stage} {seconds:.1f} 秒" for stage, seconds in report.seconds.items()))
    return 1 if report.failed or report.stopped else 0


@contextmanager
def reader_may_leave() -> Iterator[None]:
    """For what is said of work that is done, or goes on, also where nobody reads it: `zhiwen ingest … | head`."""
    try:
        yield
        sys.stdout.flush()
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def make_executor(args: argparse.Namespace, files: int, lexicon: Path | None) -> Executor:
    """What `--executor` says: the one place where the executor is chosen."""
    from ingest.executor import Limits, ProcessExecutor, SerialExecutor

    limits = Limits(args.time_limit, args.memory_limit << 20)
    if args.executor == "serial":
        return SerialExecutor()
    if args.executor == "processes":
        # A worker costs its start (models, lexicons): a second one is not worth it for a handful of files.
        return ProcessExecutor(args.workers or (min(os.cpu_count() or 1, 8) if files > 8 else 1), limits)
    if args.executor.startswith("ray://"):
        from ingest.executor_ray import RayExecutor

        return RayExecutor(args.executor, limits, lexicon=lexicon)
    raise UsageError(f"--executor {args.executor}: 应为 processes、serial 或 ray://主机:端口")


def run_import(args: argparse.Namespace, settings: Settings) -> int:
    from ingest.rdf import read_graph
    from ingest.report import STATUS
    from kg.errors import ReadError
    from kg.repository import Repository

    failed = False
    with Repository.open(settings.store) as repository:
        for path in args.files:
            try:
                graph = read_graph(path)
            except ReadError as error:
                print(f"zhiwen: {error}", file=sys.stderr)
                failed = True
                continue
            result = repository.add_graph(graph)
            said = "" if result.status == "unchanged" else f"，{result.facts} 条三元组，{result.entities} 个主语"
            with reader_may_leave():
                print(f"{path.name}：{STATUS[result.status]} {result.id}{said}")
        repository.publish()
    make_vectors(settings)
    return 1 if failed else 0


def make_vectors(settings: Settings) -> None:
    """Index what is published and encode the phrases that are new; without vectors, words alone decide.

    A note in the store says for which state and encoder this is done: then there is nothing to load.
    """
    from kg.encoder import load_encoder
    from kg.files import replacing
    from kg.index import embed, open_index

    note = settings.store / "indexed"
    with open_snapshot(settings.store) as snapshot:
        done = f"{snapshot.state} {settings.encoder}\n"
        if note.exists() and note.read_text("utf-8") == done:
            return
        index = open_index(snapshot, settings.store)
    if encoder := load_encoder(settings.encoder):
        new = embed(index, settings.store, encoder)
        print(f"向量：新算 {new} 个短语，沿用 {len(index.phrases()) - new} 个")
    with suppress(OSError), replacing(note) as draft:
        draft.write_text(done, "utf-8")


def run_ask(args: argparse.Namespace, settings: Settings) -> int:
    if (args.question is None) == (args.batch is None) or (args.question is not None and not args.question.strip()):
        raise UsageError("请给出一个问题，或用 --batch FILE.jsonl 给出一批问题")
    from kg.jsonl import read_lines, read_question
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


def run_facts(args: argparse.Namespace, settings: Settings) -> int:
    from kg.statements import facts_json

    for fact in facts_json(open_snapshot(settings.store), args.document):
        print(json.dumps(fact, ensure_ascii=False))
    return 0


def run_sparql(args: argparse.Namespace, settings: Settings) -> int:
    from kg.workers import run_query

    query = sys.stdin.read() if args.query == "-" else args.query
    sys.stdout.buffer.write(run_query(settings.store, query, args.format))
    sys.stdout.flush()
    return 0


def run_export(args: argparse.Namespace, settings: Settings) -> int:
    from kg.export import Options, export

    if args.file == Path("-"):
        raise UsageError("请给出文件名；要输出到屏幕请用 zhiwen facts 或 zhiwen sparql")
    if args.depth is not None and not args.around:
        raise UsageError("--depth 要与 --around 同用：它说的是从那个实体走几步")
    options = Options(with_observations=args.with_observations, with_evidence=args.with_evidence,
                      types=tuple(one for text in args.types for one in re.split("[,，、]", text) if one),
                      document=args.document, around=args.around,
                      depth=1 if args.depth is None else args.depth)
    counts = export(open_snapshot(settings.store), args.file, args.format, options=options)
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
    from kg.vocab import VOCAB

    snapshot = open_snapshot(settings.store)
    listed = review.entities(snapshot, args.type)
    if args.duplicates:
        among = {one.entity.iri for one in listed}
        pairs = [pair for pair in review.duplicates(snapshot) if {pair.one.iri, pair.other.iri} & among]
        table = Table("实体", "类型", "可能就是", "类型", "理由")
        for pair in pairs:
            table.add_row(pair.one.label, VOCAB.classes[pair.one.type].zh, pair.other.label,
                          VOCAB.classes[pair.other.type].zh, pair.reason)
    else:
        table = Table("实体", "类型", "别名", "事实", "文档")
        for one in listed:
            table.add_row(one.entity.label, VOCAB.classes[one.entity.type].zh, "、".join(one.entity.aliases),
                          str(one.facts), str(len(one.documents)))
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


def run_backup(args: argparse.Namespace, settings: Settings) -> int:
    from kg.backup import backup

    counts = backup(settings.store, args.dir, overwrite=args.force)
    print(f"已备份到 {args.dir}：{counts.documents} 份文档，{counts.quads} 条数据")
    return 0


def run_restore(args: argparse.Namespace, settings: Settings) -> int:
    from kg.backup import restore

    counts = restore(args.dir, settings.store, overwrite=args.force)
    print(f"已恢复到 {settings.store}：{counts.documents} 份文档，{counts.quads} 条数据，校验无误")
    return 0


def run_check(args: argparse.Namespace, settings: Settings) -> int:
    from kg.shapes import check

    problems = check(open_snapshot(settings.store))
    for problem in problems:
        print(problem)
    print(f"发现 {len(problems)} 处问题" if problems else "图谱完整，符合全部约束")
    return 1 if problems else 0


def run_serve(args: argparse.Namespace, settings: Settings) -> int:
    from web.access import access

    users = args.auth or ([settings.auth] if settings.auth else [])
    origins = [] if args.cors == ["none"] else args.cors or ["*"]
    # Refused before anything heavy is loaded.
    allowed = access(args.host, users, args.token or settings.token, asks=args.rate, origins=origins)
    import ui

    ui.serve(settings.store, host=args.host, port=args.port, allowed=allowed)
    return 0


def run_password(args: argparse.Namespace, settings: Settings) -> int:
    from getpass import getpass

    from web.access import hash_password

    print(hash_password(getpass("密码：") if sys.stdin.isatty() else sys.stdin.readline().rstrip("\r\n")))
    return 0


def print_table(table: Table) -> None:
    """A table as wide as the terminal; uncut where the output goes to a file or another program."""
    from rich.console import Console

    console = Console(width=None if sys.stdout.isatty() else WIDE)
    with console.capture() as shown:            # rich itself would end the program where the reader has left
        console.print(table)
    print(shown.get(), end="")


def open_snapshot(store: Path) -> Snapshot:
    from kg.snapshot import Snapshot

    return Snapshot.open(store)
