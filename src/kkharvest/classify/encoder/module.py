"""The built encoder as a sentence-transformers module.

`as_sentence_transformer(engine).encode(texts)` gives the vectors of `engine.encode(texts)`: prompts, batches and
output formats are the library's, tokens and windows the engine's.
"""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import torch
from sentence_transformers import SentenceTransformer
from sentence_transformers.base.modules.input_module import InputModule

from kkharvest.core.errors import ModelError

if TYPE_CHECKING:
    from kkharvest.classify.encoder.engine import OnnxEngine

__all__ = ["OnnxModule", "as_sentence_transformer"]


class OnnxModule(InputModule):
    """Input and pooling in one: texts to sentence embeddings through the ONNX graph."""

    def __init__(self, engine: "OnnxEngine") -> None:
        super().__init__()  # type: ignore[no-untyped-call]  # the library's base ships no types
        self.engine = engine
        self.tokenizer = engine.tokenizer
        self.max_seq_length: int | None = None

    def get_embedding_dimension(self) -> int:
        """Length of a vector."""
        return self.engine.dimension

    def preprocess(self, inputs: Sequence[Any], prompt: str | None = None, **_kwargs: Any) -> dict[str, Any]:
        """Token ids (texts, longest) int64 without special tokens, their mask, and those of the prompt."""
        tokens = self.engine.tokenise([str(text) for text in inputs])
        longest = max(map(len, tokens), default=0)
        ids = torch.zeros((len(tokens), longest), dtype=torch.long)
        mask = torch.zeros((len(tokens), longest), dtype=torch.long)
        for row, found in enumerate(tokens):
            ids[row, : len(found)] = torch.tensor(found, dtype=torch.long)
            mask[row, : len(found)] = 1
        return {"input_ids": ids, "attention_mask": mask, "prompt_text": prompt or ""}

    def forward(self, features: dict[str, Any], **_kwargs: Any) -> dict[str, Any]:
        """The features with `sentence_embedding` (texts, d) float32 added."""
        lengths = features["attention_mask"].sum(dim=1).tolist()
        tokens = [row[:length].tolist() for row, length in zip(features["input_ids"], lengths, strict=True)]
        prefix = self.engine.prefix_tokens(features.get("prompt_text") or "")
        features["sentence_embedding"] = torch.from_numpy(self.engine.embed(tokens, prefix))
        return features

    def save(self, output_path: str, *args: Any, safe_serialization: bool = True, **kwargs: Any) -> None:
        """Raises `ModelError`: the encoder is built at set-up, not saved from here."""
        del output_path, args, safe_serialization, kwargs
        raise ModelError(
            "The embedded encoder is not saved from here: `make setup` builds it, write_checkpoint exports it."
        )


def as_sentence_transformer(engine: "OnnxEngine") -> SentenceTransformer:
    """The engine behind the standard interface, with e5's prompts and the symmetric one as default."""
    return SentenceTransformer(
        modules=[OnnxModule(engine)],
        device="cpu",
        prompts={"query": "query: ", "passage": "passage: "},
        default_prompt_name="query",
    )
