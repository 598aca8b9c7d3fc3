"""SPARQL servers for the tests, on loopback, each with a database of its own."""
from __future__ import annotations

import os
import shutil
import socket
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.metadata import files
from pathlib import Path

import pytest

from kg.store_sparql import Server

VIRTUOSO = """\
[Database]
DatabaseFile = virtuoso.db
ErrorLogFile = virtuoso.log
LockFile = virtuoso.lck
TransactionFile = virtuoso.trx
xa_persistent_file = virtuoso.pxa
FileExtend = 200
[TempDatabase]
DatabaseFile = virtuoso-temp.db
TransactionFile = virtuoso-temp.trx
[Parameters]
ServerPort = 127.0.0.1:{port}
NumberOfBuffers = 10000
MaxDirtyBuffers = 6000
[HTTPServer]
ServerPort = 127.0.0.1:{http}
ServerThreads = 4
[SPARQL]
ResultSetMaxRows = 10000
"""


@contextmanager
def oxigraph(folder: Path) -> Iterator[Server]:
    """Oxigraph's server (PyPI `oxigraph`)."""
    program = next(file for file in files("oxigraph") or () if file.name.startswith("oxigraph") and file.size
                   and "bin" in file.parts or "Scripts" in file.parts)
    port = _free()
    command = [str(program.locate()), "serve", "--location", str(folder), "--bind", f"127.0.0.1:{port}"]
    with _running(command, folder, f"http://127.0.0.1:{port}/query"):
        yield Server(f"http://127.0.0.1:{port}/query", f"http://127.0.0.1:{port}/update")


@contextmanager
def virtuoso(folder: Path) -> Iterator[Server]:
    """Virtuoso as Debian ships it (`virtuoso-opensource`), with its own limit of 10,000 rows."""
    program = shutil.which("virtuoso-t") or ""
    if not program:
        report = pytest.fail if os.environ.get("CI") else pytest.skip
        report("no virtuoso-t: apt-get install virtuoso-opensource-7-bin (`make programs`)")
    port, http = _free(), _free()
    (folder / "virtuoso.ini").write_text(VIRTUOSO.format(port=port, http=http), "utf-8")
    command = [program, "+foreground", "+configfile", "virtuoso.ini"]
    with _running(command, folder, f"http://127.0.0.1:{http}/sparql"):
        yield Server(f"http://127.0.0.1:{http}/sparql", f"http://127.0.0.1:{http}/sparql-auth",
                     user="dba", password="dba", auth="digest")


def _free() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port: int = listener.getsockname()[1]
    return port


@contextmanager
def _running(command: list[str], folder: Path, address: str) -> Iterator[None]:
    log = folder / "out.txt"
    with log.open("wb") as out, subprocess.Popen(command, cwd=folder, stdout=out, stderr=out) as process:
        try:
            for _ in range(600):
                if process.poll() is not None:
                    raise AssertionError(f"{command[0]} ended: {log.read_text('utf-8', 'replace')[-2000:]}")
                try:
                    urllib.request.urlopen(address, timeout=60).close()
                    break
                except urllib.error.HTTPError:
                    break                       # it answers
                except OSError:
                    time.sleep(0.1)
            yield
        finally:
            process.kill()


