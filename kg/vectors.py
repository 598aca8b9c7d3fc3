"""The nearest of many vectors: exact up to a limit, by an approximate index beyond it, or on a Milvus server.

    nearest = open_vectors(vectors)                          # exact, or usearch for more than EXACT rows
    nearest = MilvusVectors("http://HOST:19530", "phrases", vectors)
    numbers, cosines = nearest.search(queries, 10)

Vectors are unit rows, as `kg.encoder` makes them. Questions are answered by words and need none of this; it is for
retrieval over more texts than numpy can look through in the time of an answer. The engines are extras of their own.
"""
from __future__ import annotations

from typing import Protocol, TypeAlias

import numpy as np
import numpy.typing as npt

from kg.encoder import Vectors
from kg.errors import StoreError, UsageError

EXACT = 50_000          # rows up to which all are looked at: 20 ms a question at 384 dimensions on one core
Found: TypeAlias = tuple[npt.NDArray[np.int64], npt.NDArray[np.float32]]


class Nearest(Protocol):
    def search(self, queries: Vectors, k: int) -> Found:
        """For each query the numbers of the `k` nearest rows, nearest first, and their cosines."""
        ...


def open_vectors(vectors: Vectors, *, exact: int = EXACT) -> Nearest:
    """The engine for so many rows. Raises UsageError where usearch is wanted and not installed."""
    return ExactVectors(vectors) if len(vectors) <= exact else UsearchVectors(vectors)


class ExactVectors:
    """All rows looked at, by numpy."""

    def __init__(self, vectors: Vectors) -> None:
        self._vectors = vectors

    def search(self, queries: Vectors, k: int) -> Found:
        cosines = queries @ self._vectors.T
        best = np.argpartition(-cosines, min(k, cosines.shape[1]) - 1, axis=1)[:, :k]
        order = np.argsort(-np.take_along_axis(cosines, best, axis=1), axis=1, kind="stable")
        numbers = np.take_along_axis(best, order, axis=1)
        return numbers.astype(np.int64), np.take_along_axis(cosines, numbers, axis=1)


class UsearchVectors:
    """An approximate index in this process (HNSW)."""

    def __init__(self, vectors: Vectors) -> None:
        try:
            from usearch.index import Index
        except ImportError as error:
            raise UsageError(f"{len(vectors)} 个向量需要 usearch。请运行 pip install 'zhiwen[usearch]'") from error
        self._index = Index(ndim=vectors.shape[1], metric="ip", dtype="f32")
        self._index.add(np.arange(len(vectors)), vectors)

    def search(self, queries: Vectors, k: int) -> Found:
        found = self._index.search(queries, k)
        shape = (len(queries), -1)
        return (np.asarray(found.keys, dtype=np.int64).reshape(shape),
                (1 - np.asarray(found.distances, dtype=np.float32)).reshape(shape))


class MilvusVectors:
    """A collection on a Milvus server, made anew of `vectors`; a file ending in `.db` is milvus-lite's.

    Raises UsageError where pymilvus is not installed, StoreError where the server does not do its part.
    """

    def __init__(self, address: str, collection: str, vectors: Vectors) -> None:
        try:
            from pymilvus import MilvusClient
            from pymilvus.exceptions import MilvusException
        except ImportError as error:
            raise UsageError("Milvus 需要 pymilvus。请运行 pip install 'zhiwen[milvus]'") from error
        self._address, self._name, self._error = address, collection, MilvusException
        try:
            self._client = MilvusClient(address)
            if self._client.has_collection(collection):
                self._client.drop_collection(collection)
            self._client.create_collection(collection, dimension=vectors.shape[1], metric_type="IP")
            for at in range(0, len(vectors), 1000):
                rows = [{"id": at + n, "vector": row} for n, row in enumerate(vectors[at:at + 1000].tolist())]
                self._client.insert(collection, rows)
        except MilvusException as error:
            raise self._failed(error) from error

    def search(self, queries: Vectors, k: int) -> Found:
        try:
            found = self._client.search(self._name, data=queries.tolist(), limit=k)
        except self._error as error:
            raise self._failed(error) from error
        return (np.array([[hit["id"] for hit in hits] for hits in found], dtype=np.int64),
                np.array([[hit["distance"] for hit in hits] for hits in found], dtype=np.float32))

    def close(self) -> None:
        self._client.close()

    def _failed(self, error: Exception) -> StoreError:
        said = " ".join(str(error).split())[:200]
        return StoreError(f"{self._address}: Milvus 没有完成请求（{said}）。请检查地址，并确认服务器已启动")
