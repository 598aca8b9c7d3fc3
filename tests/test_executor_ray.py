"""Extraction on a real Ray cluster of two nodes, one of which is lost half-way, gives the graph of a serial run."""
from __future__ import annotations

import socket
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from conftest import ROOT, run_zhiwen

from ingest import job
from ingest.executor import Executor, SerialExecutor
from ingest.executor_ray import RayExecutor
from kg.repository import Repository


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port: int = listener.getsockname()[1]
    return port


@pytest.fixture
def cluster(monkeypatch: pytest.MonkeyPatch) -> Iterator[tuple[Any, str]]:
    """A running cluster on loopback with one processor on each of two nodes, and its address."""
    monkeypatch.setenv("RAY_USAGE_STATS_ENABLED", "0")
    from ray.cluster_utils import Cluster

    port, memory = free_port(), 80 << 20
    made = Cluster(initialize_head=True, head_node_args={
        "num_cpus": 1, "include_dashboard": False, "object_store_memory": memory, "ray_client_server_port": port,
        "runtime_env_agent_port": free_port()})
    made.add_node(num_cpus=1, object_store_memory=memory)
    yield made, f"ray://127.0.0.1:{port}"
    made.shutdown()


@pytest.fixture
def files(tmp_path: Path) -> list[Path | Any]:
    """Some small reports, and one that cannot be read."""
    for name in "aefg":
        text = (ROOT / "tests" / "gold" / f"heldout-{name}.txt").read_text("utf-8")
        for n in range(2):
            (tmp_path / f"{name}{n}.txt").write_text(text[n * 700:(n + 1) * 700], "utf-8")
    (tmp_path / "empty.txt").write_text("", "utf-8")
    return job.find_files([tmp_path])


def ingest(files: list[Path | Any], executor: Executor, progress: job.Progress) -> tuple[list[str], list[str]]:
    """The graph, and what became of the files."""
    repository = Repository.in_memory()
    report = job.run(files, repository, executor, progress)
    assert not report.stopped
    return ([line for line in repository.store.dump() if "zhiwen:ontology:stamp" not in line],
            [f"{one.path.name} {one.status} {one.error}" for one in report.files])


def test_the_graph_is_that_of_a_serial_run_though_a_node_is_lost(cluster: tuple[Any, str],
                                                                 files: list[Path | Any]) -> None:
    made, address = cluster
    alone = ingest(files, SerialExecutor(), lambda _: None)
    lost: list[str] = []

    def lose_a_node(result: job.FileResult) -> None:
        if not lost:
            lost.append(result.path.name)
            made.remove_node(next(node for node in made.worker_nodes), allow_graceful=False)

    assert ingest(files, RayExecutor(address), lose_a_node) == alone
    assert lost
    assert len(made.worker_nodes) == 0


def test_an_executor_that_is_none_is_refused(tmp_path: Path) -> None:
    done = run_zhiwen("ingest", ROOT / "examples", "--executor", "cluster", "--store", tmp_path / "store")
    assert done.returncode == 2
    assert "ray://" in done.stderr
