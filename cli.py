"""The `zhiwen` command: parse, call, print, and say how it went by the exit status.

0 done (also when the answer is 未找到), 1 something failed, 2 bad usage. Heavy libraries are
imported inside the command that needs them, so that `zhiwen ask` starts fast.
"""
from __future__ import annotations

import argparse
import io
import os
import re
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, NoReturn

import commands
from kg.errors import UsageError, ZhiwenError
from kg.settings import Settings, load_settings

Command = Callable[[argparse.Namespace, Settings], int]


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command; `argv` without the program name. Returns the exit status."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):        # a lone surrogate, or a terminal that knows no Chinese
            stream.reconfigure(errors="backslashreplace")
    parser = build_parser()
    args = parser.parse_args(argv)
    try:
        settings = load_settings(store=args.store)
        command: Command = args.command
        status = command(args, settings)
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
    with commands.reader_may_leave():
        return status


class Parser(argparse.ArgumentParser):
    """Says what is wrong with a command line in Chinese."""

    def error(self, message: str) -> NoReturn:
        for pattern, chinese in _WRONG:
            message = pattern.sub(chinese, message)
        self.exit(2, f"{self.format_usage()}zhiwen: 用法不对：{message}。请用 {self.prog} -h 查看用法\n")


_WRONG = [(re.compile(pattern), chinese) for pattern, chinese in (      # what argparse says
    (r"^the following arguments are required: ", "缺少参数 "),
    (r"^unrecognized arguments: ", "没有这样的参数 "),
    (r"^ambiguous option: (\S+) could match ", r"\1 可能是 "),
    (r"^argument ([^:]+): ", r"\1 "),
    (r"not allowed with argument (.+)$", r"不能与 \1 同用"),
    (r"expected one argument$", "后面应有一个值"),
    (r"expected at least one argument$", "后面至少应有一个值"),
    (r"invalid choice: (.+) \(choose from (.+)\)$", r"不能是 \1，可用的有 \2"),
    (r"invalid (?:int|positive) value: (.+)$", r"不能是 \1，应为整数"),
)]


def build_parser() -> argparse.ArgumentParser:
    parser = Parser(
        prog="zhiwen", description="知问：读中文报告，建知识图谱，用中文问答，每个答案附 SPARQL 与原文。")
    # --store may stand before or after the command; SUPPRESS keeps the second place from undoing the first.
    store: dict[str, Any] = {"metavar": "DIR", "help": "图谱目录（默认 $ZHIWEN_STORE 或 ./zhiwen-data）"}
    parser.add_argument("--store", default=None, **store)
    common = Parser(add_help=False)
    common.add_argument("--store", default=argparse.SUPPRESS, **store)
    subs = parser.add_subparsers(required=True, metavar="命令")

    def command(name: str, run: Command, help_: str) -> Parser:
        sub = subs.add_parser(name, parents=[common], help=help_, description=help_)
        sub.set_defaults(command=run, name=name)
        return sub

    sub = command("ingest", commands.run_ingest, "读入文件或文件夹（PDF、DOCX、HTML、Markdown、纯文本）")
    sub.add_argument("paths", nargs="+", type=Path, metavar="PATH")
    sub.add_argument("--workers", type=positive, metavar="N", help="同时处理的进程数（默认：文件多时为核数）")
    sub.add_argument("--executor", default="processes", metavar="processes|serial|ray://…",
                     help="在哪里抽取：本机若干进程（默认）、本进程（不设上限）、Ray 集群（见 docs/scaling.md）")
    sub.add_argument("--time-limit", type=positive, default=300, metavar="秒", help="一份文件最多处理多久（默认 300）")
    sub.add_argument("--memory-limit", type=positive, default=2048, metavar="MB",
                     help="一份文件最多用多少内存（默认 2048，只在 Linux 上有效）")

    sub = command("import", commands.run_import, "导入 RDF 文件（ttl、nt、nq、trig、rdf、jsonld），按其中的名称提问")
    sub.add_argument("files", nargs="+", type=Path, metavar="FILE")

    sub = command("ask", commands.run_ask, "用中文提问")
    sub.add_argument("question", nargs="?", metavar="问题")
    sub.add_argument("--json", action="store_true", help="输出一个 JSON 对象")
    sub.add_argument("--batch", type=Path, metavar="FILE.jsonl", help="逐行提问（id、question），每行输出一个 JSON")
    sub.add_argument("--document", metavar="ID", help="只问这一份文档")

    sub = command("facts", commands.run_facts, "把全部事实逐行输出为 JSON")
    sub.add_argument("--document", metavar="ID", help="只要这一份文档支持的事实")

    sub = command("sparql", commands.run_sparql, "执行只读 SPARQL 查询；- 表示从标准输入读")
    sub.add_argument("query", metavar="QUERY")
    sub.add_argument("--format", default="table", choices=["table", "json", "csv", "tsv", "xml", "turtle"])

    sub = command("export", commands.run_export, "导出图谱；格式由文件后缀决定")
    sub.add_argument("file", type=Path, metavar="FILE")
    sub.add_argument("--format", metavar="FORMAT", help="不按后缀、直接指定格式")
    sub.add_argument("--with-observations", action="store_true", help="图文件里也放入数值（默认只有实体与关系）")
    sub.add_argument("--with-evidence", action="store_true", help="附上原句")
    sub.add_argument("--types", action="append", default=[], metavar="TYPE,…", help="只要这几类实体，例如 银行,Product")
    sub.add_argument("--document", metavar="ID", help="只要这一份文档说的")
    sub.add_argument("--around", metavar="ENTITY", help="只要这个实体（名称或 iri）周围的")
    sub.add_argument("--depth", type=int, metavar="N", help="与 --around 同用：走几步（默认 1）")

    sub = command("documents", commands.run_documents, "列出已入库的文档")
    sub.add_argument("--json", action="store_true", help="每行一个 JSON 对象")

    sub = command("remove", commands.run_remove, "移除一份文档和只有它支持的事实")
    sub.add_argument("id", metavar="ID")

    sub = command("entities", commands.run_entities,
                  "列出实体；--duplicates 只列可能重复的成对实体与理由（从不自动合并）")
    sub.add_argument("--duplicates", action="store_true", help="可能是同一事物的两个实体")
    sub.add_argument("--type", metavar="TYPE", help="只要这一类，例如 Bank 或 银行")
    sub.add_argument("--json", action="store_true", help="每行一个 JSON 对象")

    sub = command("merge", commands.run_decision, "把实体 A 并入实体 B（名称或 iri）；再次导入也不变，可撤销")
    sub.add_argument("a", metavar="A")
    sub.add_argument("b", metavar="B")

    sub = command("split", commands.run_decision, "拆分实体 A：撤销并入它的合并；没有合并时，各文档、各名称自成一体")
    sub.add_argument("a", metavar="A")

    sub = command("reject", commands.run_decision, "否决一条事实（iri 见 zhiwen facts），无论哪份文档说它")
    sub.add_argument("fact", metavar="FACT")

    sub = command("decisions", commands.run_decisions, "列出合并、拆分、否决的决定")
    sub.add_argument("--json", action="store_true", help="每行一个 JSON 对象")

    sub = command("undo", commands.run_decision, "撤销一条决定（编号见 zhiwen decisions）")
    sub.add_argument("number", type=int, metavar="N")

    sub = command("text", commands.run_text, "输出一份文档的清洁文本；证据的起止位置以它为准")
    sub.add_argument("id", metavar="ID")

    sub = command("eval", commands.run_eval, "用自己的问题集（JSONL，格式见 README）测准确率")
    sub.add_argument("file", type=Path, metavar="FILE")

    sub = command("backup", commands.run_backup, "把图谱备份到一个新目录；写入中的图谱也可以备份")
    sub.add_argument("dir", type=Path, metavar="DIR")
    sub.add_argument("--force", action="store_true", help="覆盖目录中已有的备份")

    sub = command("restore", commands.run_restore, "校验一份备份，并恢复成 --store 的图谱")
    sub.add_argument("dir", type=Path, metavar="DIR")
    sub.add_argument("--force", action="store_true", help="覆盖已有的图谱")

    command("check", commands.run_check, "检查 SHACL 约束与图谱完整性；有违反时退出码为 1")

    sub = command("serve", commands.run_serve, "启动网页、SPARQL 服务与 JSON 接口")
    sub.add_argument("--host", default="127.0.0.1", help="监听的地址；本机之外可访问的地址必须设 --auth 或 --token")
    sub.add_argument("--port", type=int, default=7860)
    sub.add_argument("--auth", action="append", default=[], metavar="用户名:哈希",
                     help="凭用户名和密码访问（哈希用 zhiwen password 生成；可重复；也可用 $ZHIWEN_AUTH）")
    sub.add_argument("--token", default="", help="凭令牌访问（也可用 $ZHIWEN_TOKEN）")
    sub.add_argument("--rate", type=int, default=300, metavar="N",
                     help="每个客户端每分钟最多提问几次，0 为不限（默认 300）")
    sub.add_argument("--cors", action="append", default=[], metavar="ORIGIN",
                     help="哪些网站的脚本可以查询 /sparql（默认 *，可重复；none 为都不可以）")

    command("password", commands.run_password, "读入密码，输出 --auth 用的哈希")
    return parser


def positive(text: str) -> int:
    """A whole number above zero, for argparse, which names the option where it is none."""
    number = int(text)
    if number < 1:
        raise argparse.ArgumentTypeError("应为正整数")
    return number


if __name__ == "__main__":
    sys.exit(main())
