"""The embedded graph store: Oxigraph, on disk or in memory."""
from __future__ import annotations

from collections.abc import Iterator
from functools import cache, lru_cache
from pathlib import Path
from typing import IO

import pyoxigraph as ox

from kg.errors import QueryError, StoreError
from kg.rdf import XSD, Blank, Iri, Lit, Statement, Term
from kg.sparql import Ask, Construct, Select, Update
from kg.store import Row

UNFLUSHED = 16 << 20     # characters of updates after which the database writes out what it keeps in memory of them
_FAILURES = (OSError, RuntimeError)       # the latter: damaged, read-only, or a snapshot's folder that exists


class OxigraphStore:
    """`GraphStore` over pyoxigraph. `OxigraphStore()` is in memory; `open` and `open_read_only` are on disk."""

    def __init__(self, raw: ox.Store | None = None) -> None:
        self._raw: ox.Store | None = raw if raw is not None else ox.Store()
        self._unflushed = 0

    @classmethod
    def open(cls, folder: Path) -> OxigraphStore:
        """Open for writing, and create if need be. Raises StoreError (`folder` is locked, damaged, not writable)."""
        try:
            return cls(ox.Store(str(folder)))
        except _FAILURES as error:
            raise StoreError(f"{folder}: 无法打开图数据库（{error}）。"
                             "请检查权限和磁盘空间，并确认没有其他进程在写") from error

    @classmethod
    def open_read_only(cls, folder: Path) -> OxigraphStore:
        """Open a snapshot that nobody writes. Raises StoreError."""
        try:
            return cls(ox.Store.read_only(str(folder)))
        except _FAILURES as error:
            raise StoreError(f"{folder}: 无法读取图数据库快照（{error}）。请重新导入文档") from error

    @property
    def raw(self) -> ox.Store:
        """Oxigraph's own store, for writing results in its formats. Raises StoreError when closed."""
        if self._raw is None:
            raise StoreError("图数据库已关闭。请重新打开")
        return self._raw

    def select(self, query: Select | str) -> list[Row]:
        found = self._query(query)
        if not isinstance(found, ox.QuerySolutions):
            raise QueryError("这不是 SELECT 查询。请改用 SELECT")
        try:
            return rows(found)
        except _FAILURES as error:
            raise StoreError(f"读取图数据库失败（{error}）。请检查磁盘") from error

    def ask(self, query: Ask | str) -> bool:
        found = self._query(query)
        if not isinstance(found, ox.QueryBoolean):
            raise QueryError("这不是 ASK 查询。请改用 ASK")
        return bool(found)

    def construct(self, query: Construct | str) -> list[Statement]:
        found = self._query(query)
        if not isinstance(found, ox.QueryTriples):
            raise QueryError("这不是 CONSTRUCT 或 DESCRIBE 查询。请改用 CONSTRUCT")
        return [statement(t.subject, t.predicate, t.object) for t in found]

    def update(self, update: Update) -> None:
        text = update.text()
        if not text:
            return
        if self._unflushed > UNFLUSHED:         # by itself the database does so at gigabytes only
            self.flush()
        try:
            self.raw.update(text)
        except (SyntaxError, ValueError) as error:
            raise QueryError(f"更新被拒绝（{error}）。请报告此问题") from error
        except _FAILURES as error:
            raise StoreError(f"写入图数据库失败（{error}）。请检查磁盘空间和权限") from error
        self._unflushed += len(text)

    def dump(self) -> Iterator[str]:
        text = self.raw.dump(format=ox.RdfFormat.N_QUADS)
        return iter(sorted((text or b"").decode("utf-8").splitlines()))

    def save(self, file: IO[bytes]) -> None:
        try:
            self.raw.dump(output=file, format=ox.RdfFormat.N_QUADS)
        except _FAILURES as error:
            raise StoreError(f"写出图数据失败（{error}）。请检查磁盘空间和权限") from error

    def load(self, file: IO[bytes]) -> None:
        try:
            self.raw.bulk_load(input=file, format=ox.RdfFormat.N_QUADS)
        except (SyntaxError, ValueError) as error:
            raise QueryError(f"N-Quads 数据有误（{error}）。请检查文件是否完整") from error
        except _FAILURES as error:
            raise StoreError(f"写入图数据库失败（{error}）。请检查磁盘空间和权限") from error

    def flush(self) -> None:
        """Write out what is still in memory. Raises StoreError."""
        try:
            self.raw.flush()
            self._unflushed = 0
        except _FAILURES as error:
            raise StoreError(f"写入图数据库失败（{error}）。请检查磁盘空间和权限") from error

    def backup(self, folder: Path) -> None:
        """Write a copy that can be read while this store is written on. Raises StoreError."""
        self.flush()
        try:
            self.raw.backup(str(folder))
        except _FAILURES as error:
            raise StoreError(f"{folder}: 无法写出快照（{error}）。请检查磁盘空间和权限") from error

    def close(self) -> None:
        self._raw = None

    def _query(self, query: Select | Ask | Construct | str) -> ox.QuerySolutions | ox.QueryBoolean | ox.QueryTriples:
        text = query if isinstance(query, str) else query.text()
        try:
            return self.raw.query(text)
        except (SyntaxError, ValueError) as error:
            raise QueryError(f"SPARQL 语法错误：{error}。请改正查询") from error
        except _FAILURES as error:
            raise StoreError(f"读取图数据库失败（{error}）。请检查磁盘") from error


def rows(found: ox.QuerySolutions) -> list[Row]:
    """Solutions in our terms. Raises QueryError, and OSError where the store cannot be read."""
    names = [v.value for v in found.variables]
    return [{n: term(t) for n, t in zip(names, row, strict=True) if t is not None} for row in found]


def term(raw: ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple) -> Term:
    if isinstance(raw, ox.NamedNode):
        return _iri(raw.value)
    if isinstance(raw, ox.Literal):
        if raw.language:
            return Lit(raw.value, lang=raw.language)
        return Lit(raw.value, _datatype(raw.datatype.value))
    if isinstance(raw, ox.BlankNode):
        return Blank(raw.value)
    raise QueryError("结果中有嵌套三元组（RDF-star），不支持。请改写查询")


@lru_cache(maxsize=65536)
def _iri(value: str) -> Iri:
    try:
        return Iri(value)
    except ValueError as error:
        raise StoreError(f"图中有不合法的 IRI（{value!r}）。请移除含有它的文档") from error


@cache
def _datatype(iri: str) -> str:
    return iri.removeprefix(XSD)


def statement(s: ox.NamedNode | ox.BlankNode | ox.Triple, p: ox.NamedNode,
              o: ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple) -> Statement:
    """A triple in our terms. Raises QueryError."""
    subject = term(s)
    if isinstance(subject, Lit):
        raise QueryError("三元组的主语不能是文字。请改写查询")
    return subject, _iri(p.value), term(o)
