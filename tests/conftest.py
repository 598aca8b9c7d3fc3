"""Shared fixtures. Anything that needs a store, a server or a browser gets a real one."""
from __future__ import annotations

import fcntl
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import pytest
from invented import build_store, harbour

ROOT = Path(__file__).parent.parent
EXAMPLES = ROOT / "examples"
# Chromium as root, and asking nobody of its own accord.
QUIET = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
         "--disable-component-update", "--disable-sync"]

Zhiwen = Callable[..., "subprocess.CompletedProcess[str]"]


def run_zhiwen(*args: str | Path, encoder: str = "e5", before: Sequence[str] = (),
               **options: str) -> subprocess.CompletedProcess[str]:
    """`zhiwen ARGS` as its own process, as a user starts it; `before` is a command that starts it otherwise."""
    env = os.environ | {"PYTHONPATH": str(ROOT), "PYTHONIOENCODING": "utf-8", "ZHIWEN_ENCODER": encoder}
    return subprocess.run([*before, sys.executable, str(ROOT / "cli.py"), *map(str, args)], capture_output=True,
                          text=True, encoding="utf-8", env=env, timeout=300, check=False, **options)


@pytest.fixture(scope="session")
def zhiwen() -> Zhiwen:
    return run_zhiwen


@pytest.fixture(scope="session")
def sample_store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store that holds the sample report, made by the real command. Read only: do not write to it."""
    place = tmp_path_factory.getbasetemp()
    place = (place.parent if "PYTEST_XDIST_WORKER" in os.environ else place) / "sample"
    place.mkdir(exist_ok=True)
    # Tests may run in several processes: one makes it, the others wait.
    with (place / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (place / "made").exists():
            done = run_zhiwen("ingest", EXAMPLES / "sample-report.txt", "--store", place / "store")
            assert done.returncode == 0, done.stderr
            (place / "made").touch()
    return place / "store"


@pytest.fixture(scope="session")
def invented_store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store that holds the invented report of `invented.py`. Read only: do not write to it."""
    return build_store(tmp_path_factory.mktemp("invented") / "store", harbour())


@pytest.fixture(scope="session")
def server(invented_store: Path) -> Iterator[str]:
    """The address of a running `zhiwen serve` over `invented_store`."""
    with serving(invented_store) as address:
        yield address


@contextmanager
def serving(store: Path) -> Iterator[str]:
    """The address of a `zhiwen serve` that runs meanwhile."""
    # The tests share one address: no limit to what they ask.
    command = [sys.executable, str(ROOT / "cli.py"), "serve", "--port", "0", "--rate", "0", "--store", str(store)]
    env = os.environ | {"PYTHONPATH": str(ROOT), "PYTHONIOENCODING": "utf-8"}
    with subprocess.Popen(command, env=env, stdout=subprocess.PIPE, text=True, encoding="utf-8") as process:
        assert process.stdout
        line = process.stdout.readline()        # printed once it listens
        try:
            assert "http://" in line, "zhiwen serve did not start"
            yield "http://" + line.partition("http://")[2].partition("（")[0]
        finally:
            process.terminate()


@pytest.fixture(scope="session")
def chromium() -> Path:
    """The browser. Without it a browser test is skipped, but in CI it fails: there it has to run."""
    found = shutil.which("chromium") or shutil.which("chromium-browser")
    if not found:
        report = pytest.fail if os.environ.get("CI") else pytest.skip
        report("no chromium: apt-get install chromium fonts-noto-cjk")
    return Path(str(found))


@pytest.fixture(scope="session")
def npm(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str, str], Path]:
    """`npm(package, file)`: a file of a package of the npm registry. Without npm a test is skipped, in CI it fails."""
    program, folder = shutil.which("npm"), tmp_path_factory.mktemp("npm")

    def file(package: str, path: str) -> Path:
        if not program:
            (pytest.fail if os.environ.get("CI") else pytest.skip)(f"no npm: needed to fetch {package}")
        install = [program, "install", "--no-audit", "--no-fund", "--ignore-scripts", "--prefix", str(folder), package]
        subprocess.run(install, check=True, capture_output=True, timeout=180)
        return folder / "node_modules" / package.rpartition("@")[0] / path

    return file
