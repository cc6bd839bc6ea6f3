"""The packed weights as a standard BERT checkpoint with a fast tokenizer.

`SentenceTransformer(folder)` loads what `write_checkpoint` writes: float32 weights under the names of
`transformers.BertModel`, a Unigram tokenizer (NFKC, Metaspace, `<s> … </s>`), mean pooling, normalisation.
The encoder that runs (`graph.py`) is verified against it; it is not kept after set-up.
"""

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from kkharvest.classify.encoder.weights import PackedWeights, Vocabulary

if TYPE_CHECKING:
    from tokenizers import Tokenizer

__all__ = ["bert_config", "bert_state", "build_tokenizer", "write_checkpoint"]

# The original tokenizer's table (nmt_nfkc) differs from NFKC in these characters alone.
_DROPPED = r"[\x01-\x08\x0b\x0e-\x1f\x7f\x{8f}\x{9f}]"
_BLANK = r"[\t\n\x0c\r\x{1680}\x{200b}-\x{200f}\x{2028}\x{2029}\x{2581}\x{feff}\x{fffd}]"

_LAYER_NAMES = {
    "q": "attention.self.query",
    "k": "attention.self.key",
    "v": "attention.self.value",
    "ao": "attention.output.dense",
    "aln": "attention.output.LayerNorm",
    "fi": "intermediate.dense",
    "fo": "output.dense",
    "oln": "output.LayerNorm",
}


def build_tokenizer(vocabulary: Vocabulary) -> "Tokenizer":
    """The fast tokenizer of the packed vocabulary, without truncation or padding."""
    from tokenizers import Regex, Tokenizer, models, normalizers, pre_tokenizers, processors

    scored = [(piece, float(score)) for piece, score in zip(vocabulary.pieces, vocabulary.scores, strict=True)]
    tokenizer = Tokenizer(models.Unigram(scored, unk_id=vocabulary.unk, byte_fallback=False))
    tokenizer.normalizer = normalizers.Sequence(
        [
            normalizers.Replace(Regex(_DROPPED), ""),
            normalizers.Replace(Regex(_BLANK), " "),
            normalizers.NFKC(),
            normalizers.Replace(Regex(" {2,}"), " "),
        ]
    )
    tokenizer.pre_tokenizer = pre_tokenizers.Metaspace(prepend_scheme="always")
    bos, eos = vocabulary.pieces[vocabulary.bos], vocabulary.pieces[vocabulary.eos]
    tokenizer.post_processor = processors.TemplateProcessing(
        single=f"{bos} $A {eos}",
        pair=f"{bos} $A {eos} {eos} $B {eos}",
        special_tokens=[(bos, vocabulary.bos), (eos, vocabulary.eos)],
    )
    special = [vocabulary.pieces[i] for i in (vocabulary.bos, vocabulary.pad, vocabulary.eos, vocabulary.unk)]
    tokenizer.add_special_tokens([*special, "<mask>"])
    return tokenizer


def bert_config(weights: PackedWeights) -> dict[str, Any]:
    """The `config.json` of the checkpoint."""
    sizes = weights.architecture
    return {
        "architectures": ["BertModel"],
        "model_type": "bert",
        "hidden_size": sizes.hidden,
        "num_hidden_layers": sizes.layers,
        "num_attention_heads": sizes.heads,
        "intermediate_size": sizes.feed_forward,
        "vocab_size": sizes.vocabulary,
        "max_position_embeddings": sizes.positions,
        "type_vocab_size": sizes.types,
        "layer_norm_eps": sizes.epsilon,
        "hidden_act": "gelu",
        "pad_token_id": weights.vocabulary.pad,
        "position_embedding_type": "absolute",
        "torch_dtype": "float32",
    }


def bert_state(weights: PackedWeights) -> dict[str, NDArray[np.float32]]:
    """Float32 tensors under the names of `transformers.BertModel` (without pooler)."""
    hidden = weights.architecture.hidden
    state = {
        "embeddings.word_embeddings.weight": weights.matrix("emb.word").dense(),
        "embeddings.position_embeddings.weight": weights.vector("emb.pos").reshape(-1, hidden),
        "embeddings.token_type_embeddings.weight": weights.vector("emb.type").reshape(-1, hidden),
        "embeddings.LayerNorm.weight": weights.vector("emb.ln.w"),
        "embeddings.LayerNorm.bias": weights.vector("emb.ln.b"),
    }
    for layer in range(weights.architecture.layers):
        for packed, name in _LAYER_NAMES.items():
            source, target = f"l{layer}.{packed}", f"encoder.layer.{layer}.{name}"
            is_norm = packed.endswith("ln")
            weight = weights.vector(f"{source}.w") if is_norm else weights.matrix(f"{source}.w").dense()
            state[f"{target}.weight"] = weight
            state[f"{target}.bias"] = weights.vector(f"{source}.b")
    return state


def write_checkpoint(weights: PackedWeights, folder: Path) -> None:
    """Write a folder that `SentenceTransformer` and `AutoModel` load as float32 torch model."""
    from safetensors.numpy import save_file

    folder.mkdir(parents=True, exist_ok=True)
    build_tokenizer(weights.vocabulary).save(str(folder / "tokenizer.json"))
    save_file(bert_state(weights), folder / "model.safetensors", metadata={"format": "pt"})
    vocabulary = weights.vocabulary
    pieces = vocabulary.pieces
    tokenizer = {
        "tokenizer_class": "PreTrainedTokenizerFast",
        "model_max_length": weights.architecture.positions,
        "bos_token": pieces[vocabulary.bos],
        "cls_token": pieces[vocabulary.bos],
        "eos_token": pieces[vocabulary.eos],
        "sep_token": pieces[vocabulary.eos],
        "pad_token": pieces[vocabulary.pad],
        "unk_token": pieces[vocabulary.unk],
        "mask_token": "<mask>",
    }
    pooling = {"word_embedding_dimension": weights.architecture.hidden, "pooling_mode_mean_tokens": True}
    modules = [
        {"idx": 0, "name": "0", "path": "", "type": "sentence_transformers.models.Transformer"},
        {"idx": 1, "name": "1", "path": "1_Pooling", "type": "sentence_transformers.models.Pooling"},
        {"idx": 2, "name": "2", "path": "2_Normalize", "type": "sentence_transformers.models.Normalize"},
    ]
    (folder / "1_Pooling").mkdir(exist_ok=True)
    (folder / "2_Normalize").mkdir(exist_ok=True)
    _write_json(folder / "config.json", bert_config(weights))
    _write_json(folder / "tokenizer_config.json", tokenizer)
    _write_json(folder / "1_Pooling" / "config.json", pooling)
    _write_json(folder / "2_Normalize" / "config.json", {})
    _write_json(folder / "modules.json", modules)


def _write_json(path: Path, value: Any) -> None:
    path.write_text(json.dumps(value, indent=2) + "\n", encoding="utf-8")
