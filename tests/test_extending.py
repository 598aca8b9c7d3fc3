"""`docs/extending.md` to the letter: its blocks are put into a copy of the data files, and what they add is read."""
from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from conftest import ROOT

PAGE = ROOT / "docs" / "extending.md"
BLOCK = re.compile(r"^```(tsv|turtle|words) (\S+)(?: (\S+))?\n(.*?)^```$", re.M | re.S)
REPORT = """2024年云海市智慧港口发展报告

一、总体情况

云海银行入股江口银行。云海集团推出云栖港口大脑。2024年云海集团的周转天次为18次。

二、航线

2024年,鹭岛航线的货运量达30万吨。江口银行使用云栖港脑。
"""


class Copy:
    """The program in a folder of its own, where its data files may be changed."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.store, self.report = folder / "program", folder / "store", folder / "report.txt"
        for name in ("kg", "ingest", "qa"):
            shutil.copytree(ROOT / name, self.folder / name, ignore=shutil.ignore_patterns("__pycache__"))
        for name in ("cli.py", "commands.py"):
            shutil.copy(ROOT / name, self.folder)
        self.report.write_text(REPORT, "utf-8")

    def __call__(self, *args: str | Path) -> str:
        env = {**os.environ, "PYTHONPATH": str(self.folder), "PYTHONIOENCODING": "utf-8"}
        command = [sys.executable, str(self.folder / "cli.py"), "--store", str(self.store), *map(str, args)]
        done = subprocess.run(command, capture_output=True, text=True, encoding="utf-8", env=env, cwd=self.folder,
                              timeout=300, check=False)
        assert done.returncode == 0, done.stderr
        return done.stdout

    def lines(self, *args: str) -> list[dict[str, Any]]:
        return [json.loads(line) for line in self(*args).splitlines()]

    def said(self) -> set[tuple[str, str, str]]:
        """The facts as (subject, relation or indicator, object or value)."""
        return {(f["subject"]["label"], f["predicate"]["label"], f["object"]["label"]) if f["kind"] == "relation"
                else (f["subject"]["label"], f["indicator"]["label"], f["written"]) for f in self.lines("facts")}

    def types(self) -> dict[str, str]:
        return {one["label"]: one["type"] for one in self.lines("entities", "--json")}

    def follow(self, page: str) -> None:
        for kind, file, row, content in BLOCK.findall(page):
            path = self.store / file.removeprefix("STORE/") if file.startswith("STORE/") else self.folder / file
            path.parent.mkdir(parents=True, exist_ok=True)
            text = path.read_text("utf-8") if path.exists() else ""
            if kind == "words":
                text, n = re.subn(rf"^({row}\t.*)$", rf"\1 {content.strip()}", text, flags=re.M)
                assert n == 1, f"{path} has no row {row}"
            else:
                text += content
            path.write_text(text, "utf-8")


Extended = tuple[set[tuple[str, str, str]], dict[str, str], Copy]


@pytest.fixture(scope="module")
def before_and_after(tmp_path_factory: pytest.TempPathFactory) -> Extended:
    """Facts and types of the report as the program comes, and the program once the page was followed."""
    copy = Copy(tmp_path_factory.mktemp("extending"))
    copy("ingest", copy.report)
    facts, types = copy.said(), copy.types()
    copy.follow(PAGE.read_text("utf-8"))
    copy("ingest", copy.report)              # the same file: it is read again since the data files have changed
    return facts, types, copy


def test_the_page_has_every_kind_of_block() -> None:
    found = {(kind, file) for kind, file, _, _ in BLOCK.findall(PAGE.read_text("utf-8"))}
    assert len(found) == 6
    assert PAGE.read_text("utf-8").count("```") == 14


def test_a_new_relation_is_read_and_asked(before_and_after: Extended) -> None:
    facts, _, copy = before_and_after
    new = ("云海银行", "入股", "江口银行")
    assert new not in facts
    assert new in copy.said()
    for question, answer in (("云海银行入股了哪家银行？", "江口银行"), ("哪些银行持股江口银行？", "云海银行")):
        answered = json.loads(copy("ask", question, "--json"))
        assert [one["text"] for one in answered["answers"]] == [answer], question


def test_a_new_indicator_is_read(before_and_after: Extended) -> None:
    facts, _, copy = before_and_after
    new = ("云海集团", "周转天次", "18次")
    assert new not in facts
    assert new in copy.said()


def test_a_new_type_is_given(before_and_after: Extended) -> None:
    _, types, copy = before_and_after
    assert types.get("鹭岛航线") != "Route"
    assert copy.types()["鹭岛航线"] == "Route"
    assert [one["label"] for one in copy.lines("entities", "--json", "--type", "航线")] == ["鹭岛航线"]


def test_a_new_name_is_found_and_its_other_names_are_one_thing(before_and_after: Extended) -> None:
    _, types, copy = before_and_after
    assert "云栖大脑" not in str(types)
    (one,) = [row for row in copy.lines("entities", "--json") if "云栖港脑" in (row["label"], *row["aliases"])]
    assert (one["type"], {one["label"], *one["aliases"]}) == ("Product", {"云栖港口大脑", "云栖大脑", "云栖港脑"})
    assert one["facts"] == 2


def test_the_extended_store_is_sound(before_and_after: Extended) -> None:
    assert "完整" in before_and_after[2]("check")
