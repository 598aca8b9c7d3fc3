"""The service under load, and `/sparql` against a raw Oxigraph server on the same snapshot.

    python -m bench.service --store DIR [--seconds 60] [--askers 50] [--clients 20] [--runs 15] [--only load|compare]

`load`: askers and SPARQL clients, each asking again as soon as it has its answer; errors, latencies, memory.
`compare`: each query in turn on both servers; CPU time of the servers beyond what they use while idle, which other work
on the machine hardly changes, and the shortest time on the clock. The Oxigraph server comes with the extra `test`.
"""
from __future__ import annotations

import argparse
import http.client
import json
import os
import statistics
import subprocess
import sys
import threading
import time
from collections import defaultdict
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from importlib.metadata import files
from pathlib import Path
from urllib.parse import quote, urlencode

from kg.example_queries import example_queries
from kg.folders import StoreFolder
from kg.rdf import PREFIXES

ROOT = Path(__file__).parent.parent
# What takes time on a store of some 10,000 triples: products, sorting, paths, patterns, large results.
HEAVY = {
    "product, counted": "SELECT (COUNT(*) AS ?n) { ?a zw:name ?x . ?b zw:name ?y }",
    "product, sorted": "SELECT ?x ?y { ?a a zw:Relation ; zw:subject ?x . ?b a zw:Institution ; zw:name ?y } "
                       "ORDER BY DESC(?y) ?x LIMIT 10",
    "product, pattern": "SELECT (COUNT(*) AS ?n) { ?a zw:name ?x . ?b a zw:Institution ; zw:name ?y "
                        "FILTER(REGEX(CONCAT(?x, ?y), '银.*行')) }",
    "path": "SELECT (COUNT(*) AS ?n) { ?a (zw:uses|zw:provides|zw:supports|zw:applies_to|zw:targets)+ ?b }",
    "all triples, JSON": "SELECT ?s ?p ?o { ?s ?p ?o }",
    "grouped": "SELECT ?p ?t (COUNT(DISTINCT ?s) AS ?n) { ?s ?p ?o ; a ?t . ?s ?q ?r } GROUP BY ?p ?t ORDER BY ?n",
}
GRAPH = {"all triples, N-Triples": "CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o }"}
SUBJECTS = """SELECT DISTINCT ?name ?indicator { ?o a zw:Observation ; zw:about/zw:name ?name ;
  zw:indicator/zw:name ?indicator } ORDER BY ?name ?indicator LIMIT 60"""
MADE = "SELECT DISTINCT ?name { ?a zw:operates ?b . ?b zw:name ?name } ORDER BY ?name LIMIT 30"


# ---- servers ---------------------------------------------------------------------------------------------
@contextmanager
def zhiwen(store: Path) -> Iterator[tuple[int, int]]:
    """(port, process id) of `zhiwen serve`."""
    command = [sys.executable, str(ROOT / "cli.py"), "serve", "--port", "0", "--rate", "0", "--store", str(store)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, encoding="utf-8") as process:
        assert process.stdout
        line = process.stdout.readline()
        try:
            yield int(line.partition("127.0.0.1:")[2].partition("（")[0]), process.pid
        finally:
            process.terminate()


@contextmanager
def oxigraph(store: Path, port: int) -> Iterator[tuple[int, int]]:
    """(port, process id) of an Oxigraph server on the store's newest snapshot."""
    program = next((str(file.locate()) for file in files("oxigraph") or () if file.name == "oxigraph"), "")
    assert program, "no oxigraph: pip install -e '.[test]'"
    name = StoreFolder(store).current_name()
    assert name, "nothing is published in this store"
    command = [program, "serve-read-only", "--location", str(store / "snapshots" / name), "--bind", f"127.0.0.1:{port}"]
    with subprocess.Popen(command, stderr=subprocess.DEVNULL) as process:
        try:
            for _ in range(100):
                with suppress(OSError):
                    Client(port).sparql("ASK {}")
                    break
                time.sleep(0.1)
            yield port, process.pid
        finally:
            process.terminate()


class Client:
    """One connection that is kept."""

    def __init__(self, port: int, path: str = "/sparql") -> None:
        self._connection = http.client.HTTPConnection("127.0.0.1", port, timeout=120)
        self._path = path

    def get(self, target: str, accept: str = "application/json") -> tuple[int, bytes]:
        try:
            self._connection.request("GET", target, headers={"Accept": accept})
            reply = self._connection.getresponse()
        except (http.client.RemoteDisconnected, ConnectionResetError):        # a server closes what is idle for long
            self._connection.close()
            self._connection.request("GET", target, headers={"Accept": accept})
            reply = self._connection.getresponse()
        return reply.status, reply.read()

    def sparql(self, query: str, accept: str = "application/sparql-results+json") -> tuple[int, bytes]:
        return self.get(f"{self._path}?{urlencode({'query': query})}", accept)

    def rows(self, query: str) -> list[dict[str, str]]:
        found = json.loads(self.sparql(query)[1])["results"]["bindings"]
        return [{name: term["value"] for name, term in row.items()} for row in found]


# ---- load ------------------------------------------------------------------------------------------------
def load(store: Path, seconds: float, askers: int, clients: int) -> None:
    """Prints requests, errors, latencies and memory of a server under load."""
    with zhiwen(store) as (port, pid):
        client = Client(port)
        questions = [f"{row['name']}的{row['indicator']}是多少？" for row in client.rows(SUBJECTS)]
        questions += [f"{row['name']}是谁运营的？" for row in client.rows(MADE)]
        queries = [one.query for one in example_queries()]
        client.get(f"/api/ask?question={quote(questions[0])}")
        print(f"memory of serve, first question asked: {memory(pid):.0f} MB")
        taken: dict[str, list[float]] = defaultdict(list)
        failed: dict[str, int] = defaultdict(int)
        lock, until = threading.Lock(), time.monotonic() + seconds
        highest, busy = 0.0, cpu(pid)

        def work(kind: str, n: int) -> None:
            own = Client(port)
            while time.monotonic() < until:
                n += 1
                started = time.perf_counter()
                try:
                    if kind == "ask":
                        status, _ = own.get(f"/api/ask?question={quote(questions[n % len(questions)])}")
                    else:
                        status, _ = own.sparql(queries[n % len(queries)], "*/*")
                except OSError as error:
                    status, own = 0, Client(port)
                    print(f"{kind}: {error}", file=sys.stderr)
                with lock:
                    taken[kind].append(time.perf_counter() - started)
                    failed[kind] += status != 200

        threads = [threading.Thread(target=work, args=("ask", n)) for n in range(askers)]
        threads += [threading.Thread(target=work, args=("SPARQL", n)) for n in range(clients)]
        for thread in threads:
            thread.start()
        while any(thread.is_alive() for thread in threads):
            highest = max(highest, memory(pid))
            time.sleep(1)
        print(f"{askers} askers ({len(questions)} questions) and {clients} SPARQL clients ({len(queries)} queries), "
              f"{seconds:.0f} s\n")
        print("| | requests | errors | a second | median | 95 % | 99 % | longest |\n" + "|---" * 8 + "|")
        for kind, times in taken.items():
            cuts = statistics.quantiles(times, n=100)
            shown = " | ".join(f"{value * 1000:.0f} ms" for value in (cuts[49], cuts[94], cuts[98], max(times)))
            print(f"| {kind} | {len(times)} | {failed[kind]} | {len(times) / seconds:.0f} | {shown} |")
        requests, used = sum(map(len, taken.values())), cpu(pid) - busy
        print(f"\nCPU: {used / 1000:.0f} s, {used / requests:.0f} ms a request")
        print(f"memory of serve and its query processes: at most {highest:.0f} MB, afterwards {memory(pid):.0f} MB")


def memory(pid: int) -> float:
    """MB of a process and its children, shared pages counted once (Linux)."""
    total = 0
    for one in tree(pid):
        with suppress(OSError):
            lines = Path(f"/proc/{one}/smaps_rollup").read_text().splitlines()
            total += next(int(line.split()[1]) for line in lines if line.startswith("Pss:"))
    return total / 1024


def cpu(pid: int) -> float:
    """Milliseconds of CPU that a process and its children have used (Linux)."""
    ticks = 0
    for one in tree(pid):
        with suppress(OSError):
            ticks += sum(map(int, Path(f"/proc/{one}/stat").read_text().rpartition(")")[2].split()[11:13]))
    return ticks * 1000 / os.sysconf("SC_CLK_TCK")


def idling(pids: Sequence[int], seconds: float = 10) -> list[float]:
    """Milliseconds of CPU a second that processes use while nobody asks."""
    before = [cpu(pid) for pid in pids]
    time.sleep(seconds)
    return [(cpu(pid) - start) / seconds for pid, start in zip(pids, before, strict=True)]


def tree(pid: int) -> list[int]:
    """A process and all below it."""
    children = defaultdict(list)
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            with suppress(OSError):
                children[int((entry / "stat").read_text().rpartition(")")[2].split()[1])].append(int(entry.name))
    found = [pid]
    for one in found:
        found += children[one]
    return found


# ---- against Oxigraph --------------------------------------------------------------------------------------
def compare(store: Path, runs: int) -> tuple[list[float], list[float]]:
    """Prints what each query costs on both servers, taking turns.

    Gives the milliseconds that zhiwen adds to each query of less than 50 ms, and its speed against Oxigraph's in the
    others, both in CPU time.
    """
    prefixes = "".join(f"PREFIX {name}: <{iri}> " for name, iri in PREFIXES.items())
    table = "application/sparql-results+json"
    queries = [(one.name, one.query, table) for one in example_queries() if "SELECT" in one.query]
    queries += [(name, query, table) for name, query in HEAVY.items()]
    queries += [(name, query, "application/n-triples") for name, query in GRAPH.items()]
    print("| query | Oxigraph, CPU | /sparql, CPU | added | speed | clock, shortest |\n" + "|---" * 6 + "|")
    added, speeds = [], []
    with zhiwen(store) as (port, pid), oxigraph(store, port + 1) as (other, other_pid):
        sides = (Client(other, "/query"), other_pid), (Client(port), pid)
        for client, _ in sides:
            client.sparql("ASK {}")
        idle = idling([one for _, one in sides])
        for name, query, accept in queries:
            for client, _ in sides:                         # warm up
                client.sparql(prefixes + query, accept)
            before, begun = [cpu(one) for _, one in sides], time.monotonic()
            clock = [float("inf")] * 2
            for _ in range(runs):
                for side, (client, _) in enumerate(sides):
                    started = time.perf_counter()
                    status, body = client.sparql(prefixes + query, accept)
                    if status != 200:
                        raise SystemExit(f"{name}: {status} {body[:200].decode()}")
                    clock[side] = min(clock[side], time.perf_counter() - started)
            lasted = time.monotonic() - begun
            a, b = (max(cpu(one) - start - rate * lasted, 0) / runs
                    for (_, one), start, rate in zip(sides, before, idle, strict=True))
            if a >= 50:
                speeds.append(a / b)
            else:
                added.append(b - a)
            print(f"| {name} | {a:.1f} ms | {b:.1f} ms | {b - a:+.1f} ms | {a / b if b else 1:.2f} | "
                  f"{clock[0] * 1000:.1f}, {clock[1] * 1000:.1f} ms |", flush=True)
    print(f"\nidle, ms of CPU a second: Oxigraph {idle[0]:.0f}, zhiwen serve {idle[1]:.0f}")
    print(f"{len(added)} queries under 50 ms: {statistics.median(added):.1f} ms added (median), "
          f"at most {max(added):.1f} ms")
    print(f"{len(speeds)} queries of 50 ms and more: {statistics.median(speeds):.2f} of Oxigraph's speed (median), "
          f"lowest {min(speeds):.2f}")
    return added, speeds


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--store", type=Path, required=True)
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--askers", type=int, default=50)
    parser.add_argument("--clients", type=int, default=20)
    parser.add_argument("--runs", type=int, default=15)
    parser.add_argument("--only", choices=["load", "compare"])
    args = parser.parse_args()
    print(f"{os.cpu_count()} cores, load {os.getloadavg()[0]:.1f} before the run")
    if args.only != "compare":
        load(args.store, args.seconds, args.askers, args.clients)
    if args.only != "load":
        compare(args.store, args.runs)


if __name__ == "__main__":
    main()
