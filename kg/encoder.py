"""The encoder seam: texts to unit vectors, by the interface of sentence-transformers.

A `SentenceTransformer` fits as it is; the bundled model is `kg.encoder_e5`. Nothing here imports a model: the chosen
encoder is loaded when it is asked for, and nothing waits for it (names and words are found without vectors).
"""
from __future__ import annotations

import hashlib
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import Protocol, TypeAlias
from zipfile import BadZipFile

import numpy as np
import numpy.typing as npt

from kg.errors import StoreError, UsageError
from kg.files import replacing

Vectors: TypeAlias = npt.NDArray[np.float32]
FORMAT = 1      # of the cache file; a change makes old caches unreadable and so recomputed
BATCH = 32


class Encoder(Protocol):
    """One row a text. Rows need not be of unit length: `queries` and `documents` see to that."""

    def encode_query(self, texts: Sequence[str], /) -> Vectors: ...

    def encode_document(self, texts: Sequence[str], /) -> Vectors: ...


def load_encoder(name: str = "e5") -> Encoder | None:
    """The encoder of that name: "e5" (bundled), "none", or a sentence-transformers model by name or folder.

    Raises UsageError where the chosen one is not installed.
    """
    if name == "none":
        return None
    if name == "e5":
        from kg.encoder_e5 import E5Encoder

        return E5Encoder()
    from kg.encoder_st import load_sentence_transformer

    return load_sentence_transformer(name)


def queries(encoder: Encoder, texts: Sequence[str]) -> Vectors:
    """Unit vectors of questions, one row each."""
    return _unit(encoder.encode_query(list(texts)))


def documents(encoder: Encoder, texts: Sequence[str]) -> Vectors:
    """Unit vectors of labels and phrases, one row each."""
    return _unit(encoder.encode_document(list(texts)))


def fingerprint(encoder: Encoder) -> str:
    """What tells one model from another in a cache: its class and the vector it gives a fixed text."""
    probe = documents(encoder, ["知问"])
    digest = hashlib.sha256(np.round(probe, 4).tobytes()).hexdigest()[:16]
    return f"{type(encoder).__name__}-{probe.shape[1]}-{digest}"


class VectorCache:
    """Vectors of texts by the hash of the text, for one model, kept in one file of the store folder.

    The file is derived: it may be deleted at any time. One of another model or format, or a damaged one, is not read.
    """

    def __init__(self, folder: Path, encoder: Encoder) -> None:
        self._encoder = encoder
        self._path = folder / f"vectors-{FORMAT}-{fingerprint(encoder)}.npz"
        self._rows: dict[str, Vectors] = {}
        if self._path.exists():
            with suppress(OSError, ValueError, KeyError, EOFError, BadZipFile), np.load(self._path) as stored:
                self._rows = dict(zip(stored["keys"].tolist(), stored["vectors"], strict=True))

    def __contains__(self, text: str) -> bool:
        return _key(text) in self._rows

    def get(self, texts: Sequence[str]) -> Vectors | None:
        """The vectors of `texts`, or None while one of them is missing. Computes nothing."""
        keys = [_key(text) for text in texts]
        if not keys or any(key not in self._rows for key in keys):
            return None
        return np.stack([self._rows[key] for key in keys])

    def fill(self, texts: Sequence[str]) -> int:
        """Compute and save what is missing, batch by batch, so that an interrupted run goes on where it stopped."""
        missing = [text for text in dict.fromkeys(texts) if text not in self]
        for start in range(0, len(missing), BATCH):
            batch = missing[start:start + BATCH]
            self._rows.update(zip(map(_key, batch), documents(self._encoder, batch), strict=True))
            if start // BATCH % 8 == 7:
                self._save()
        if missing:
            self._save()
        return len(missing)

    def _save(self) -> None:
        self._path.parent.mkdir(parents=True, exist_ok=True)
        keys = sorted(self._rows)
        try:
            with replacing(self._path) as draft, draft.open("wb") as file:
                np.savez(file, keys=np.array(keys), vectors=np.stack([self._rows[key] for key in keys]))
        except OSError as error:
            raise StoreError(f"{self._path}: 无法写入（{error.strerror}）。请检查目录权限和磁盘空间") from error


def _key(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:24]


def _unit(rows: npt.ArrayLike) -> Vectors:
    array = np.atleast_2d(np.asarray(rows, dtype=np.float32))
    lengths = np.linalg.norm(array, axis=1, keepdims=True)
    unit: Vectors = (array / np.where(lengths == 0, 1, lengths)).astype(np.float32)
    return unit


def missing_library(name: str, install: str) -> UsageError:
    return UsageError(f"编码器 {name}: 没有安装。请运行 pip install {install}")
