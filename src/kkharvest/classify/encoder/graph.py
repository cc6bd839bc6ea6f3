"""The encoder as an int8 ONNX graph, written node by node.

One text a run: `input_ids` (1, tokens) int64 in, `embedding` (1, hidden) float32 out, mean-pooled and normalised.
Matrices are int8 with one scale an output channel, activations are quantised on the fly. Their range is taken
over the whole input of a multiplication, so a batch would make a text's embedding depend on its neighbours; one
text a run keeps it a function of the text, needs no padding, and is as fast (two runs side by side on two cores).
Word vectors keep their 4-bit blocks, which loses nothing.
"""

from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from kkharvest.classify.encoder.weights import BLOCK, PackedMatrix, PackedWeights

if TYPE_CHECKING:
    from onnx import NodeProto, TensorProto

__all__ = ["write_graph"]

_CONTRIB = "com.microsoft"
_OPSET = 20
_IR_VERSION = 10


def write_graph(weights: PackedWeights, path: Path, *, weight_bits: int = 8) -> None:
    """Write the quantised encoder to `path`; 7 bits serve processors whose int8 products saturate."""
    import onnx
    from onnx import helper

    graph = _Graph(weights, weight_bits)
    graph.encoder()
    model = helper.make_model(
        helper.make_graph(
            graph.nodes,
            "encoder",
            [helper.make_tensor_value_info("input_ids", onnx.TensorProto.INT64, [1, "tokens"])],
            [helper.make_tensor_value_info("embedding", onnx.TensorProto.FLOAT, [1, weights.architecture.hidden])],
            graph.constants,
        ),
        opset_imports=[helper.make_opsetid("", _OPSET), helper.make_opsetid(_CONTRIB, 1)],
        ir_version=_IR_VERSION,
        producer_name="kkharvest",
    )
    onnx.save(model, str(path))


class _Graph:
    """Nodes and constants in the making; every method returns the name of the value it adds."""

    def __init__(self, weights: PackedWeights, weight_bits: int) -> None:
        self.weights = weights
        self.top = 2 ** (weight_bits - 1) - 1
        self.nodes: list[NodeProto] = []
        self.constants: list[TensorProto] = []

    def encoder(self) -> None:
        hidden = self.embeddings()
        for layer in range(self.weights.architecture.layers):
            hidden = self.layer(layer, hidden)
        mean = self.node("ReduceMean", [hidden, self.constant("axis", np.array([1], np.int64))], "mean", keepdims=0)
        self.node("LpNormalization", [mean], "embedding", axis=-1, p=2)

    def embeddings(self) -> str:
        sizes = self.weights.architecture
        words = self.weights.matrix("emb.word")
        gathered = self.node(
            "GatherBlockQuantized",
            [
                self.constant("words", _packed(words)),
                "input_ids",
                self.constant("words.scales", words.scales),
            ],
            "word_vectors",
            domain=_CONTRIB,
            bits=4,
            block_size=BLOCK,
            gather_axis=0,
            quantize_axis=1,
        )
        # every token is of type 0, so its vector is added to the positions once
        positions = self.weights.vector("emb.pos").reshape(-1, sizes.hidden)
        positions = positions + self.weights.vector("emb.type")[: sizes.hidden]
        zero = self.constant("zero", np.array([0], np.int64))
        tokens = self.node("Shape", ["input_ids"], "tokens", start=1, end=2)
        placed = self.node("Slice", [self.constant("positions", positions), zero, tokens, zero], "position_vectors")
        total = self.node("Add", [gathered, placed], "embeddings")
        return self.node(
            "LayerNormalization",
            [total, self.vector("emb.ln.w"), self.vector("emb.ln.b")],
            "hidden",
            epsilon=sizes.epsilon,
            axis=-1,
        )

    def layer(self, index: int, hidden: str) -> str:
        name = f"l{index}"
        both = self.linear([f"{name}.q", f"{name}.k", f"{name}.v"], hidden, f"{name}.qkv")
        parts = [f"{name}.queries", f"{name}.keys", f"{name}.values"]
        self.node("Split", [both], parts, axis=-1, num_outputs=3)
        context = self.node(
            "MultiHeadAttention",
            parts,
            f"{name}.context",
            domain=_CONTRIB,
            num_heads=self.weights.architecture.heads,
        )
        attended = self.linear([f"{name}.ao"], context, f"{name}.attended")
        middle = self.add_and_normalise(attended, hidden, f"{name}.aln")
        wide = self.node("Gelu", [self.linear([f"{name}.fi"], middle, f"{name}.wide")], f"{name}.gelu")
        return self.add_and_normalise(self.linear([f"{name}.fo"], wide, f"{name}.narrow"), middle, f"{name}.oln")

    def linear(self, names: list[str], value: str, output: str) -> str:
        dense = np.concatenate([self.weights.matrix(f"{name}.w").dense() for name in names])
        bias = np.concatenate([self.weights.vector(f"{name}.b") for name in names])
        scales = np.maximum(np.abs(dense).max(axis=1), np.finfo(np.float32).tiny) / self.top
        quantised = np.clip(np.rint(dense / scales[:, None]), -self.top, self.top).astype(np.int8)
        inputs = [
            value,
            self.constant(f"{output}.weights", quantised.T),
            self.constant(f"{output}.scales", scales.astype(np.float32)),
            self.constant(f"{output}.zeros", np.zeros(len(scales), np.int8)),
            self.constant(f"{output}.bias", bias),
        ]
        return self.node("DynamicQuantizeMatMul", inputs, output, domain=_CONTRIB)

    def add_and_normalise(self, value: str, residual: str, name: str) -> str:
        inputs = [value, residual, self.vector(f"{name}.w"), self.vector(f"{name}.b")]
        epsilon = self.weights.architecture.epsilon
        return self.node("SkipLayerNormalization", inputs, f"{name}.sum", domain=_CONTRIB, epsilon=epsilon)

    def vector(self, name: str) -> str:
        return self.constant(name, self.weights.vector(name))

    def constant(self, name: str, value: NDArray[Any]) -> str:
        from onnx import numpy_helper

        self.constants.append(numpy_helper.from_array(np.ascontiguousarray(value), name))
        return name

    def node(self, operator: str, inputs: list[str], outputs: str | list[str], *, domain: str = "", **kw: Any) -> str:
        from onnx import helper

        names = [outputs] if isinstance(outputs, str) else outputs
        self.nodes.append(helper.make_node(operator, inputs, names, name=names[0], domain=domain, **kw))
        return names[0]


def _packed(matrix: PackedMatrix) -> NDArray[np.uint8]:
    """(rows, 16 * blocks) uint8: two neighbouring weights a byte, the first in the low nibble."""
    pairs = matrix.nibbles[:, :, 0::2] | (matrix.nibbles[:, :, 1::2] << 4)
    return pairs.astype(np.uint8).reshape(matrix.nibbles.shape[0], -1)
