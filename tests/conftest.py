"""Shared fixtures. Anything that needs a store, a server or a browser gets a real one."""
from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
EXAMPLES = ROOT / "examples"

Zhiwen = Callable[..., "subprocess.CompletedProcess[str]"]


def run_zhiwen(*args: str | Path, **options: str) -> subprocess.CompletedProcess[str]:
    """`zhiwen ARGS` as its own process, as a user starts it."""
    env = os.environ | {"PYTHONPATH": str(ROOT), "PYTHONIOENCODING": "utf-8"}
    return subprocess.run([sys.executable, str(ROOT / "cli.py"), *map(str, args)], capture_output=True,
                          text=True, encoding="utf-8", env=env, timeout=300, check=False, **options)


@pytest.fixture(scope="session")
def zhiwen() -> Zhiwen:
    return run_zhiwen


@pytest.fixture(scope="session")
def sample_store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store that holds the sample report, made by the real command. Read only: do not write to it."""
    store = tmp_path_factory.mktemp("sample") / "store"
    done = run_zhiwen("ingest", EXAMPLES / "sample-report.txt", "--store", store)
    assert done.returncode == 0, done.stderr
    return store
