"""What the interactive graph is given, and the stand-alone page of it."""
from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from kg.snapshot import Snapshot
from kg.viewer import graph_data, stand_alone


@pytest.fixture(scope="module")
def snapshot(invented_store: Path) -> Iterator[Snapshot]:
    with Snapshot.open(invented_store) as opened:
        yield opened


def labels(data: dict[str, list[dict[str, str]]]) -> set[str]:
    return {one["label"] for one in data["nodes"]}


def test_the_whole_graph_is_given_with_its_terms(snapshot: Snapshot) -> None:
    data = graph_data(snapshot)
    assert data["total"] == {"nodes": len(snapshot.entities()), "edges": 7}
    assert "市场规模" not in labels(data)           # no relation touches it
    assert len(data["edges"]) == 7
    assert {one["type"] for one in data["nodes"]} == data["types"].keys()
    assert {one["relation"] for one in data["edges"]} == data["relations"].keys()
    assert data["types"]["Bank"] == {"zh": "银行", "en": "bank", "family": "institution"}
    ends = {one["id"] for one in data["nodes"]}
    assert all({edge["source"], edge["target"]} <= ends for edge in data["edges"])


def test_the_best_connected_come_first_and_the_total_stays(snapshot: Snapshot) -> None:
    data = graph_data(snapshot, limit=3)
    assert {"海运通", "智慧港口"} <= labels(data)
    assert (len(data["nodes"]), data["total"]["edges"]) == (3, 7)


def test_around_a_thing_by_steps(snapshot: Snapshot) -> None:
    bank = next(e.iri for e in snapshot.entities() if e.label == "云海银行")
    assert labels(graph_data(snapshot, around=[bank])) == {"云海银行", "海运通", "蓝湾科技"}
    assert "货物重复质押" in labels(graph_data(snapshot, around=[bank], depth=2))
    assert graph_data(snapshot, around=["urn:zhiwen:entity:none"])["nodes"] == []


def test_by_a_part_of_the_name(snapshot: Snapshot) -> None:
    assert labels(graph_data(snapshot, named="银行")) == {"云海银行"}
    assert "市场规模" in labels(graph_data(snapshot, named="规模"))
    assert labels(graph_data(snapshot, named='"')) == set()


def test_a_stand_alone_page_holds_its_data_and_runs_no_text_of_it(snapshot: Snapshot) -> None:
    data = graph_data(snapshot)
    page = stand_alone(data, "图谱 <script>alert(2)</script>")
    assert "alert(1)</script>" not in page
    assert "<script>alert(2)" not in page
    held = re.search(r'<script type="application/json" id="data">(.*?)</script>', page, re.DOTALL)
    assert held
    assert json.loads(held[1]) == data
    assert not re.search(r"""(?:src|href)\s*=\s*["']?(?:https?:)?//""", page)
