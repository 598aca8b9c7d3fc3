"""The interfaces as their documentation shows them: docs/api.md, the notebook, `/docs`."""
from __future__ import annotations

import json
import re
import shlex
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import nbformat
import pytest
from conftest import EXAMPLES, ROOT, serving
from nbclient import NotebookClient

from kg import find
from kg.errors import UsageError
from kg.review import entities
from kg.snapshot import Snapshot

API = (ROOT / "docs/api.md").read_text("utf-8")
COMMANDS = [line for block in re.findall(r"```sh\n(.*?)```", API, re.DOTALL) for line in block.splitlines()]
PYTHON = re.findall(r"```python\n(.*?)```", API, re.DOTALL)


@pytest.fixture(scope="module")
def sample_server(sample_store: Path) -> Iterator[str]:
    with serving(sample_store) as address:
        yield address


@pytest.fixture(scope="module")
def sample(sample_store: Path) -> Snapshot:
    return Snapshot.open(sample_store)


@pytest.mark.parametrize("command", COMMANDS)
def test_each_curl_command_of_the_documentation_answers(sample_server: str, command: str) -> None:
    asked = [part.replace("http://127.0.0.1:7860", sample_server) for part in shlex.split(command)]
    done = subprocess.run([*asked, "--noproxy", "*"], capture_output=True, text=True, encoding="utf-8", check=False)
    assert done.returncode == 0, done.stderr
    assert len(done.stdout.strip()) > 10
    if "/api/" in command:
        found = json.loads(done.stdout)
        assert found if isinstance(found, list) else found.get("answers") or found.get("entities")


@pytest.mark.parametrize("code", PYTHON)
def test_each_python_example_of_the_documentation_runs(sample_server: str, sample_store: Path, code: str,
                                                       capsys: pytest.CaptureFixture[str]) -> None:
    exec(code.replace("zhiwen-data", str(sample_store)).replace("http://127.0.0.1:7860", sample_server), {})
    assert "银行" in capsys.readouterr().out


def test_the_library_takes_five_lines() -> None:
    assert PYTHON[0].startswith("from qa import ")
    assert len([line for line in PYTHON[0].splitlines() if line]) == 5


def test_the_notebook_runs(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ZHIWEN_ENCODER", "none")         # vectors are no part of what it shows, and take longest
    notebook = nbformat.read(EXAMPLES / "python.ipynb", as_version=4)
    assert not any(cell.get("outputs") for cell in notebook.cells)       # what it shows is made when it runs
    NotebookClient(notebook, timeout=300, resources={"metadata": {"path": str(EXAMPLES)}}).execute()
    shown = [json.dumps(cell.get("outputs", ""), ensure_ascii=False) for cell in notebook.cells]
    assert any("银行 |" in one for one in shown)
    assert any("no_answer" in one for one in shown)


# ---- entities --------------------------------------------------------------------------------------------
def get(server: str, path: str, **params: Any) -> Any:
    return httpx.get(server + path, params=params, trust_env=False).json()


def test_entities_are_found_by_label_and_alias_and_type(sample_server: str, sample: Snapshot) -> None:
    found = get(sample_server, "/api/entities", query="银行", type="Bank", limit=1000)
    labels = [one["label"] for one in found["entities"]]
    assert found["total"] == len(labels) > 1
    assert labels == sorted(labels, key=lambda label: (len(label), label))
    reviewed = {one.entity.iri: one.to_json() for one in entities(sample, "Bank")}
    assert all(reviewed[one["iri"]] == one for one in found["entities"])
    aliased = next(one for one in entities(sample) if one.entity.aliases)
    by_alias = get(sample_server, "/api/entities", query=aliased.entity.aliases[0].upper(), limit=1000)
    assert aliased.entity.iri in [one["iri"] for one in by_alias["entities"]]


def test_pages_of_entities_make_the_whole(sample_server: str, sample: Snapshot) -> None:
    first = get(sample_server, "/api/entities", limit=1000)
    assert first["total"] == len(entities(sample))
    pages = [get(sample_server, "/api/entities", type="机构", limit=7, offset=at)["entities"] for at in range(0, 70, 7)]
    whole = get(sample_server, "/api/entities", type="机构", limit=70)["entities"]
    assert [one for page in pages for one in page] == whole


def test_facts_about_an_entity_are_all_that_name_it(sample: Snapshot) -> None:
    for one in entities(sample)[:3]:
        about = find.entity(sample, one.entity.label)
        assert about == find.entity(sample, one.entity.iri) == one.entity
        assert len(list(find.facts_about(sample, about))) == one.facts
    with pytest.raises(UsageError, match="没有实体"):
        find.entity(sample, "不存在的东西")


# ---- the description ----------------------------------------------------------------------------------------
def test_the_description_names_every_route_and_loads_nothing_from_elsewhere(sample_server: str) -> None:
    page = httpx.get(f"{sample_server}/docs", trust_env=False).text
    schema = get(sample_server, "/openapi.json")
    assert {"/api/ask", "/api/facts", "/api/entities", "/healthz"} <= set(schema["paths"])
    for path, methods in schema["paths"].items():
        for method in methods:
            assert f"<code>{method.upper()} {path}</code>" in page
    loaded = re.findall(r"""(?:src|href|action)=["']([^"']*)""", page)
    assert loaded
    assert [one for one in loaded if not one.startswith("/")] == []
