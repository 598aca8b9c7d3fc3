"""Any sentence-transformers model as the encoder. The library is imported only when such a model is chosen."""
from __future__ import annotations

from kg.encoder import Encoder, missing_library
from kg.errors import UsageError


def load_sentence_transformer(name: str) -> Encoder:
    """A model by its name or its folder. Raises UsageError where the library or the model is not there."""
    try:
        from sentence_transformers import SentenceTransformer
    except ImportError as error:
        raise missing_library(name, "'zhiwen[sentence-transformers]'") from error
    try:
        model: Encoder = SentenceTransformer(name)
    except (OSError, ValueError) as error:
        raise UsageError(f"编码器 {name}: 无法载入（{error}）。请检查模型名称或文件夹") from error
    return model
