# ruff: noqa: E501  (Chinese counts double: a piece of text reads best on one line)
"""Damaged and hostile files, and questions of any kind: `python -m bench.fuzz [FOLDER] [--cases 10000] [--questions 2000]`.

The seeds are invented files of every format, or those of FOLDER. Each case is one of them after a few mutations; it goes
through the reader of its format, and one in `--deep` through extraction and a store too, in a process with a time and a
memory limit, as in an ingest. A case may be read or refused with a line that says why; anything else (an internal error,
a hang, a dead process) is a fault, and is kept with `--keep DIR`.
"""
from __future__ import annotations

import argparse
import hashlib
import random
import string
import sys
import tempfile
import time
import zipfile
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from functools import partial
from io import BytesIO
from pathlib import Path
from typing import Any

from ingest.executor import Done, Limits, ProcessExecutor
from ingest.pipeline import Kit, extract
from ingest.rdf import FORMATS, read_graph
from ingest.readers import Source, read_source
from kg.repository import Repository
from kg.snapshot import Snapshot
from kg.types import Document, DocumentClaims
from qa import Engine

LIMITS = Limits(memory=1 << 30)
EXTRACT = "extract"
NOTHING = DocumentClaims(Document("", "", "", "", "", "", "", (), (), (), ()), (), (), ())
REPORT = """# 2024年云海市智慧港口发展报告

一、总体情况

2024年,云海市智慧港口市场规模达320亿元,同比增长12.5%。云海银行推出的“港融通”平台,接入企业超2000家。

| 地区 | 2023年 | 2024年 |
|---|---|---|
| 东港区 | 12.5 | 15.1 |

（一）存在的问题

港口设备老化导致装卸效率偏低。一是岸桥不足；二是数据不通。到2025年末,建成智慧泊位10个以上。
"""
DAMAGED = "云海市物聯(lián)網(wǎng)企業(yè)達(dá)到?F有規(guī)模?。ㄗ灾螀^(qū)，能夠?qū)崿F(xiàn)增長12.5%。\n" * 3
TURTLE = """@prefix ex: <http://example.org/> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
ex:甲公司 rdfs:label "甲公司"@zh ; ex:总部 ex:乙市 ; ex:员工 1200 ; ex:成立 "2001-05-06" .
ex:乙市 rdfs:label "乙市" ; ex:位于 ex:甲公司 .
_:b ex:知道 ex:甲公司 .
"""
JSONLD = """{"@context": {"name": "http://schema.org/name", "knows": {"@id": "http://schema.org/knows", "@type": "@id"}},
 "@id": "http://example.org/甲", "name": "甲公司", "knows": "http://example.org/乙"}"""
RDFXML = """<?xml version="1.0"?><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"
 xmlns:ex="http://example.org/"><rdf:Description rdf:about="http://example.org/a"><ex:name>甲公司</ex:name>
</rdf:Description></rdf:RDF>"""
HOSTILE = [
    b"\0", b"\xff\xfe", b"\xed\xa0\x80", "\u202e".encode(), "\ufeff".encode(), "𠮷".encode(), b"(" * 400, b"<div>" * 300,
    b"[" * 300, b"{" * 300, "（" .encode() * 200, "、".encode() * 400, "亿".encode() * 300, b"9" * 500, b"1." * 200, b"%" * 100,
    b"0" * 60 + "亿元".encode(), "分别为1、2、3和".encode() * 60, "同比增长".encode() * 120, b"<!--", b"]]>", b"<![CDATA[",
    b"<!DOCTYPE a [<!ENTITY b 'x'><!ENTITY c '&b;&b;&b;'>]>", b"&c;", b"&#x0;", b"&#55296;", b"<table>" * 60, b"\r" * 200,
    b"\t" * 300, b" " * 3000, b"|" * 500, b"#" * 100, "2024年".encode() * 150, "第".encode() * 200, "《".encode() * 200,
    b"/Length 99999999", b"/Kids[3 0 R 2 0 R]", b"endstream", b"<< /Filter /FlateDecode >>", b"-1e999", b"obj<<" * 50,
    b"<http://a b>", b"<urn:zhiwen:entity:1>", b'"' * 3, b'"""' + b"x" * 3000, b"@prefix : <> .", b"_:a " * 50, b"\\u0000",
    b"\\uD800", b"^^<http://www.w3.org/2001/XMLSchema#integer>", "“".encode() * 100, "是".encode() * 300, "的".encode() * 500,
]


# ---- files -------------------------------------------------------------------------------------------------
def seeds() -> dict[str, bytes]:
    """Name → bytes of an invented file of each format that can be read."""
    html = "<html><head><title>报告</title></head><body><h1>云海市报告</h1><p>" + REPORT.replace("\n", "</p><p>")
    word = BytesIO()
    _docx().save(word)
    traditional = "雲海市智慧港口發展報告。二零二四年市場規模達320億元，較上年增長12.5%。雲海銀行推出港融通平台，服務企業二千家。"
    files = {
        "a.txt": REPORT.encode(), "gb.txt": REPORT.encode("gb18030"), "big5.txt": traditional.encode("big5"),
        "wide.txt": REPORT.encode("utf-16"), "damaged.txt": DAMAGED.encode(), "a.md": REPORT.encode(),
        "a.html": (html + "</p></body></html>").encode(), "a.docx": word.getvalue(),
        "a.pdf": pdf("云海市智慧港口市场规模达320亿元，同比增长12.5%。云海银行推出港融通平台。"), "a.ttl": TURTLE.encode(),
        "a.jsonld": JSONLD.encode(), "a.rdf": RDFXML.encode(),
        "a.nt": '<http://example.org/a> <http://example.org/b> "甲\\u4e59" .\n'.encode() * 3,
        "a.nq": b"<http://example.org/a> <http://example.org/b> <http://example.org/c> <http://example.org/g> .\n" * 3}
    return files


def _docx() -> Any:
    from docx import Document

    word = Document()
    word.add_heading("一、行业概况", level=1)
    for line in REPORT.split("\n"):
        word.add_paragraph(line)
    table = word.add_table(rows=2, cols=2)
    for n, words in enumerate(("地区", "2024年", "东港区", "15.1亿元")):
        table.cell(n // 2, n % 2).text = words
    return word


def pdf(body: str) -> bytes:
    """A PDF of one page whose text layer holds `body`, in a font without embedding."""
    stream = f"BT /F1 12 Tf 50 700 Td <{body.encode('utf-16-be').hex()}> Tj ET"
    objects = [
        "<</Type/Catalog/Pages 2 0 R>>", "<</Type/Pages/Kids[3 0 R]/Count 1>>",
        "<</Type/Page/Parent 2 0 R/MediaBox[0 0 600 800]/Contents 4 0 R/Resources<</Font<</F1 5 0 R>>>>>>",
        f"<</Length {len(stream)}>>stream\n{stream}\nendstream",
        "<</Type/Font/Subtype/Type0/BaseFont/STSong-Light/Encoding/UniGB-UCS2-H/DescendantFonts[6 0 R]>>",
        "<</Type/Font/Subtype/CIDFontType0/BaseFont/STSong-Light/CIDSystemInfo<</Registry(Adobe)/Ordering(GB1)"
        "/Supplement 2>>/DW 1000/FontDescriptor 7 0 R>>",
        "<</Type/FontDescriptor/FontName/STSong-Light/Flags 4/Ascent 800/Descent -200/FontBBox[0 -200 1000 800]>>"]
    out, places = b"%PDF-1.4\n", []
    for number, one in enumerate(objects, 1):
        places.append(len(out))
        out += f"{number} 0 obj\n{one}\nendobj\n".encode("latin-1")
    table = "".join(f"{place:010} 00000 n \n" for place in places)
    tail = f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n{table}trailer<</Size {len(objects) + 1}/Root 1 0 R>>"
    return out + f"{tail}\nstartxref\n{len(out)}\n%%EOF".encode()


def mutate(data: bytes, others: list[bytes], pick: random.Random) -> bytes:
    """The bytes after one to four mutations; in an archive, those of one of its parts, so that they get to the parser."""
    if data.startswith(b"PK") and pick.random() < 0.7:
        return _mutate_archive(data, others, pick)
    for _ in range(pick.randint(1, 4)):
        at = pick.randrange(len(data) + 1)
        size = min(len(data) - at, pick.choice((1, 2, 16, 200)))
        kind = pick.randrange(7)
        if kind == 0:
            data = data[:at] + bytes(pick.randrange(256) for _ in range(size)) + data[at + size:]
        elif kind == 1:
            data = data[:at] + data[at + size:]
        elif kind == 2:
            data = data[:at] + data[at:at + size] * pick.choice((2, 3, 50)) + data[at + size:]
        elif kind in (3, 4):
            data = data[:at] + pick.choice(HOSTILE) + data[at:]
        elif kind == 5:
            other = pick.choice(others)
            data = data[:at] + other[pick.randrange(len(other) + 1):][:2000]
        elif pick.random() < 0.3:
            data = data[:at]
    return data


def _mutate_archive(data: bytes, others: list[bytes], pick: random.Random) -> bytes:
    out = BytesIO()
    with zipfile.ZipFile(BytesIO(data)) as archive, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as written:
        names = archive.namelist()
        chosen = pick.choice([one for one in names if one.endswith("document.xml")] or names)
        chosen = chosen if pick.random() < 0.6 else pick.choice(names)
        for name in names:
            member = archive.read(name)
            if name == chosen and pick.random() < 0.1:
                continue
            written.writestr(name, mutate(member, others, pick) if name == chosen else member)
    return out.getvalue()


def cases(files: dict[str, bytes], count: int, seed: int, deep: int) -> Iterator[Source]:
    """Mutated files; the name of one in `deep` says that it is to be extracted from."""
    pick = random.Random(seed)
    names, others = sorted(files), list(files.values())
    for n in range(count):
        name = names[n % len(names)]
        data = mutate(files[name], others, pick)
        way = EXTRACT if n // len(names) % deep == 0 else "read"
        yield Source(Path(f"/fuzz/{n:06d}-{way}-{name}"), data, hashlib.sha256(data).hexdigest())


def stage(kit: Kit, source: Source) -> DocumentClaims:
    """Read one file as ingest or import would; where its name says so, extract from it and store it."""
    if source.path.suffix not in FORMATS and EXTRACT not in source.path.name:
        read_source(source)
        return NOTHING
    with Repository.in_memory(readings=kit.lexicon.readings) as repository:
        if source.path.suffix in FORMATS:
            with tempfile.TemporaryDirectory() as folder:
                path = Path(folder) / source.path.name
                path.write_bytes(source.data)
                graph = read_graph(path)
            repository.add_graph(graph)
            claims = replace(NOTHING, document=graph.document)
        else:
            claims = extract(kit, source)
            repository.add(claims)
        for fact in repository.view().facts():
            for one in fact.evidence:
                assert claims.document.text[one.start:one.end] == one.text, "evidence does not stand at its place"
    return claims


@dataclass
class Tally:
    """What became of the cases: how many were read, how many refused, and which are faults."""

    outcomes: Counter[str] = field(default_factory=Counter)
    faults: list[tuple[Source, str]] = field(default_factory=list)


def fuzz(files: dict[str, bytes], count: int, seed: int, *, deep: int = 20, workers: int = 1) -> Tally:
    tally, sources = Tally(), {}

    def remembered() -> Iterator[Source]:
        for source in cases(files, count, seed, deep):
            sources[source.path] = source
            yield source

    for outcome in ProcessExecutor(workers, LIMITS).map(partial(Kit.load, None), stage, remembered()):
        source = sources.pop(outcome.path)
        if isinstance(outcome, Done):
            tally.outcomes["read"] += 1
        elif any(sign in outcome.error for sign in ("内部错误", "处理超过", "处理进程中止")):
            tally.outcomes["fault"] += 1
            tally.faults.append((source, outcome.error))
        else:
            tally.outcomes["refused"] += 1
    return tally


# ---- questions ---------------------------------------------------------------------------------------------
PARTS = [
    "云海银行", "港融通", "市场规模", "哪些", "多少", "谁", "2024年", "同比增长", "为什么", "比", "最高", "前三", "一共", "吗", "？", "的", "和",
    "SELECT * WHERE { ?s ?p ?o }", "DROP ALL", "'; DROP GRAPH <urn:x> ; '", "} UNION {", "\\u0022", '"""', "<http://x>", "# 注释",
    "SERVICE <http://127.0.0.1/>", "FILTER(1=1)", "\n", "\0", "\u202e", "\ud800", "𠮷", "👩‍👩‍👧", "é", "ａｂ", "①", "《", "“", "(" * 50, "9" * 400,
    "%s{0}$1", "../../etc/passwd", "<script>alert(1)</script>", "亿" * 300, "、" * 300, "那人保呢？", "它", "第九十九万"]


def questions(count: int, seed: int) -> Iterator[str]:
    """Questions made of words, SPARQL, markup and any characters, up to 100,000 of them."""
    pick = random.Random(seed)
    for n in range(count):
        parts = [pick.choice(PARTS) for _ in range(pick.randint(0, 12))]
        parts += [chr(pick.randrange(0x110000)) for _ in range(pick.choice((0, 0, 3, 30)))]
        parts += [pick.choice(string.printable) for _ in range(pick.choice((0, 0, 5)))]
        pick.shuffle(parts)
        text = "".join(parts)
        yield text * (100_000 // max(len(text), 1)) if n % 200 == 199 else text


def ask(snapshot: Snapshot, count: int, seed: int) -> Counter[str]:
    """The statuses of the answers; every answer can be written as JSON in UTF-8. Raises what the engine raises."""
    engine, statuses = Engine(snapshot), Counter[str]()
    for question in questions(count, seed):
        answer = engine.ask(question)
        answer.to_text()
        if answer.sparql:
            snapshot.store.select(answer.sparql)
        statuses[answer.status] += 1
    return statuses


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("folder", nargs="?", type=Path, help="real files to mutate (default: invented ones)")
    parser.add_argument("--cases", type=int, default=10_000)
    parser.add_argument("--questions", type=int, default=2_000)
    parser.add_argument("--deep", type=int, default=20, help="extract from one in so many")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--workers", type=int, default=1)
    parser.add_argument("--keep", type=Path, help="where to write the cases that are faults")
    args = parser.parse_args()
    files = seeds()
    if args.folder:
        files = {path.name: path.read_bytes() for path in sorted(args.folder.iterdir()) if path.suffix in ENDINGS}
    started = time.monotonic()
    tally = fuzz(files, args.cases, args.seed, deep=args.deep, workers=args.workers)
    print(f"{args.cases} files in {time.monotonic() - started:.0f} s: "
          + ", ".join(f"{n} {name}" for name, n in tally.outcomes.most_common()))
    for source, error in tally.faults:
        print(f"fault: {error}")
        if args.keep:
            args.keep.mkdir(parents=True, exist_ok=True)
            (args.keep / source.path.name).write_bytes(source.data)
    started = time.monotonic()
    with Repository.in_memory() as repository, tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "a.txt").write_text(REPORT, "utf-8")
        repository.add(extract(Kit.load(), Path(folder) / "a.txt"))
        statuses = ask(repository.view(), args.questions, args.seed)
    print(f"{args.questions} questions in {time.monotonic() - started:.0f} s: "
          + ", ".join(f"{n} {name}" for name, n in statuses.most_common()))
    return 1 if tally.faults else 0


ENDINGS = frozenset((".txt", ".md", ".html", ".docx", ".pdf", *FORMATS))

if __name__ == "__main__":
    sys.exit(main())
