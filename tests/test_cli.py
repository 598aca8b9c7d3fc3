"""The commands as a user types them: each its own process, on a real store."""
from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from conftest import Zhiwen

ROOT = Path(__file__).parent.parent
REPORT = """2024年云海市智慧港口发展报告

一、总体情况

2024年,云海市智慧港口市场规模达320亿元,同比增长12.5%。云海银行推出的“港融通”平台,接入企业超2000家。

二、存在的问题

港口设备老化导致装卸效率偏低。
"""


@pytest.fixture(scope="module")
def bad_inputs(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One good report among files that cannot be read."""
    folder = tmp_path_factory.mktemp("inputs")
    (folder / "good.txt").write_text(REPORT, "utf-8")
    (folder / "empty.txt").write_bytes(b"")
    (folder / "binary.txt").write_bytes(bytes(range(256)) * 40)
    (folder / "nothing.pdf").write_bytes(b"")
    (folder / "english.txt").write_text("There is no Chinese in this file at all.\n" * 20, "utf-8")
    (folder / "old.doc").write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600)
    return folder


@pytest.fixture(scope="module")
def mixed(zhiwen: Zhiwen, bad_inputs: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str, int]:
    """(store, stderr, exit status) of one ingest over all of them and a missing path."""
    store = tmp_path_factory.mktemp("mixed") / "store"
    done = zhiwen("ingest", bad_inputs, bad_inputs / "missing.txt", "--store", store)
    return store, done.stderr, done.returncode


def test_bad_files_fail_the_command_and_spare_the_rest(zhiwen: Zhiwen, mixed: tuple[Path, str, int]) -> None:
    store, _, status = mixed
    assert status == 1
    listed = [json.loads(line) for line in zhiwen("documents", "--json", "--store", store).stdout.splitlines()]
    assert [d["source"] for d in listed] == ["good.txt"]


@pytest.mark.parametrize(("name", "says"), [
    ("empty.txt", "空"), ("binary.txt", "文本"), ("nothing.pdf", "空"), ("english.txt", "中文"),
    ("old.doc", "docx"), ("missing.txt", "不存在")])
def test_each_bad_file_gets_one_clear_line(mixed: tuple[Path, str, int], name: str, says: str) -> None:
    lines = [line for line in mixed[1].splitlines() if name in line]
    assert len(lines) == 1
    assert lines[0].startswith("zhiwen: ")
    assert says in lines[0]


def test_no_traceback_is_shown(mixed: tuple[Path, str, int]) -> None:
    assert "Traceback" not in mixed[1]


def test_ask_answers_with_evidence_that_stands_in_the_text(zhiwen: Zhiwen, mixed: tuple[Path, str, int]) -> None:
    store = mixed[0]
    answer = json.loads(zhiwen("ask", "云海市智慧港口市场规模有多大？", "--json", "--store", store).stdout)
    assert answer["status"] == "answered"
    assert [a["text"] for a in answer["answers"]] == ["320亿元"]
    evidence = answer["answers"][0]["evidence"][0]
    text = zhiwen("text", evidence["document"], "--store", store).stdout
    assert text[evidence["start"]:evidence["end"]] == evidence["text"]
    assert "320亿元" in evidence["text"]


def test_what_the_graph_does_not_say_is_not_found(zhiwen: Zhiwen, mixed: tuple[Path, str, int]) -> None:
    done = zhiwen("ask", "云海市智慧机场市场规模有多大？", "--store", mixed[0])
    assert done.returncode == 0
    assert "未找到" in done.stdout


def test_batch_keeps_ids_and_order(zhiwen: Zhiwen, mixed: tuple[Path, str, int], tmp_path: Path) -> None:
    batch = tmp_path / "questions.jsonl"
    rows = [{"id": "b", "question": "港融通是哪家银行推出的？", "other": 1}, {"id": "a", "question": "月球有多重？"}]
    batch.write_text("\n".join(json.dumps(r, ensure_ascii=False) for r in rows), "utf-8")
    got = [json.loads(line) for line in zhiwen("ask", "--batch", batch, "--store", mixed[0]).stdout.splitlines()]
    assert [(a["id"], a["question"]) for a in got] == [(r["id"], r["question"]) for r in rows]
    assert [a["status"] for a in got] == ["answered", "no_answer"]


def test_a_bad_line_of_a_batch_spares_the_others(zhiwen: Zhiwen, mixed: tuple[Path, str, int], tmp_path: Path) -> None:
    batch = tmp_path / "questions.jsonl"
    lines = ['{"id": 1, "question": "月球有多重？"}', "{broken", '{"id": 3}', '{"id": 4, "question": "火星有多重？"}']
    batch.write_text("\n".join(lines), "utf-8")
    done = zhiwen("ask", "--batch", batch, "--store", mixed[0])
    assert done.returncode == 1
    assert [json.loads(line)["id"] for line in done.stdout.splitlines()] == [1, 4]
    assert [f"{batch}:{n}:" in line for n, line in zip((2, 3), done.stderr.splitlines(), strict=True)] == [True, True]


def test_store_may_stand_before_the_command(zhiwen: Zhiwen, mixed: tuple[Path, str, int]) -> None:
    before = zhiwen("--store", mixed[0], "documents", "--json").stdout
    assert before == zhiwen("documents", "--json", "--store", mixed[0]).stdout != ""


def test_a_table_that_is_piped_on_is_not_cut(zhiwen: Zhiwen, mixed: tuple[Path, str, int]) -> None:
    long = "一个很长很长的名称" * 20
    done = zhiwen("sparql", f'SELECT ("{long}" AS ?name) {{}}', "--store", mixed[0])
    assert long in done.stdout


def test_sparql_shown_gives_the_answer_again(zhiwen: Zhiwen, mixed: tuple[Path, str, int]) -> None:
    store = mixed[0]
    answer = json.loads(zhiwen("ask", "港融通是哪家银行推出的？", "--json", "--store", store).stdout)
    rows = json.loads(zhiwen("sparql", answer["sparql"], "--format", "json", "--store", store).stdout)
    values = {term["value"] for row in rows["results"]["bindings"] for term in row.values()}
    assert answer["answers"][0]["text"] in values


def test_same_file_again_is_recognised(zhiwen: Zhiwen, mixed: tuple[Path, str, int], bad_inputs: Path) -> None:
    done = zhiwen("ingest", bad_inputs / "good.txt", "--store", mixed[0])
    assert done.returncode == 0
    assert "未变" in done.stdout


@pytest.mark.parametrize("args", [
    ("ask",), ("ask", " "), ("ask", "问", "--batch", "x.jsonl"), ("export", "graph.xyz"), ("export", "-"),
    ("export", "graph.graphml", "--depth", "2"), ("nonsense",), ("sparql",), ("ingest", "--workers", "0", "x")])
def test_bad_usage_is_status_2_and_told_in_chinese(zhiwen: Zhiwen, mixed: tuple[Path, str, int],
                                                   args: tuple[str, ...]) -> None:
    done = zhiwen(*args, "--store", mixed[0])
    assert done.returncode == 2
    assert "Traceback" not in done.stderr
    line = done.stderr.splitlines()[-1]
    assert line.startswith("zhiwen: ")
    assert re.search("[一-鿿]{2}", line)
    assert not re.search(r"argument|required|invalid", line)


def test_a_reader_who_leaves_early_is_no_failure_and_hides_none(mixed: tuple[Path, str, int], bad_inputs: Path) -> None:
    def status(*args: str | Path) -> int:
        command = [sys.executable, "cli.py", *map(str, args), "--store", str(mixed[0])]
        process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, cwd=ROOT)
        assert process.stdout
        process.stdout.close()
        return process.wait()

    assert status("documents") == status("ingest", bad_inputs / "good.txt") == 0
    assert status("ingest", bad_inputs / "good.txt", bad_inputs / "empty.txt") == 1


def test_a_store_of_another_format_is_refused(zhiwen: Zhiwen, mixed: tuple[Path, str, int], bad_inputs: Path,
                                              tmp_path: Path) -> None:
    store = tmp_path / "store"
    shutil.copytree(mixed[0], store)
    (store / "format").write_text("99\n", "utf-8")
    for args in (("documents",), ("ask", "有哪些银行？"), ("ingest", bad_inputs / "good.txt"), ("remove", "x"),
                 ("check",), ("backup", tmp_path / "copy")):
        done = zhiwen(*args, "--store", store)
        assert (done.returncode, len(done.stderr.splitlines())) == (1, 1)
        assert "存储格式为 99" in done.stderr
    (store / "format").write_bytes((mixed[0] / "format").read_bytes())
    assert zhiwen("documents", "--store", store).returncode == 0


def test_a_store_that_is_not_there_is_one_clear_line(zhiwen: Zhiwen, tmp_path: Path) -> None:
    done = zhiwen("ask", "有哪些银行？", "--store", tmp_path / "none")
    assert done.returncode == 1
    assert len(done.stderr.splitlines()) == 1
    assert "ingest" in done.stderr


def test_check_passes_on_what_ingest_wrote(zhiwen: Zhiwen, mixed: tuple[Path, str, int]) -> None:
    assert zhiwen("check", "--store", mixed[0]).returncode == 0
