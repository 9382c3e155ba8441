"""Builds the encoder as an ONNX graph from its 4-bit weights.

The graph takes embedded pieces ``x`` (texts, pieces, hidden) and a mask (texts, pieces) and gives the last
hidden states. Embeddings stay outside: 250,000 rows of which a text needs a few hundred.
"""

from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import onnx
from onnx import TensorProto, helper, numpy_helper

from liaison.matching.encoders.e5_weights import WeightFile

_ORT = "com.microsoft"


def build_graph(weights: WeightFile, path: Path) -> None:
    """Write the graph, most of it in 8 bits, to path."""
    onnx.save(_GraphBuilder(weights).build(), str(path))


class _GraphBuilder:
    def __init__(self, weights: WeightFile) -> None:
        self._weights = weights
        self._nodes: list[onnx.NodeProto] = []
        self._constants: list[onnx.TensorProto] = []

    def build(self) -> onnx.ModelProto:
        hidden = self._weights.sizes.hidden
        scale = self._constant("embedding_scale", self._weights.floats("emb.ln.w"))
        shift = self._constant("embedding_shift", self._weights.floats("emb.ln.b"))
        epsilon = self._weights.sizes.epsilon
        self._node("LayerNormalization", ["x", scale, shift], "state", axis=-1, epsilon=epsilon)
        state = "state"
        for layer in range(self._weights.sizes.layers):
            state = self._layer(layer, state)
        graph = helper.make_graph(
            self._nodes,
            "e5",
            [
                helper.make_tensor_value_info("x", TensorProto.FLOAT, ["texts", "pieces", hidden]),
                helper.make_tensor_value_info("mask", TensorProto.INT32, ["texts", "pieces"]),
            ],
            [helper.make_tensor_value_info(state, TensorProto.FLOAT, ["texts", "pieces", hidden])],
            self._constants,
        )
        opsets = [helper.make_opsetid("", 17), helper.make_opsetid(_ORT, 1)]
        return helper.make_model(graph, opset_imports=opsets, ir_version=8)

    def _layer(self, layer: int, state: str) -> str:
        """Append one transformer layer, attention and feed-forward; return the name of its output."""
        stored, name = f"l{layer}.", f"layer{layer}_"
        hidden = self._weights.sizes.hidden
        queries_keys_values = self._linear(state, name + "qkv", [stored + part for part in "qkv"])
        sizes = self._constant(name + "split", np.array([hidden] * 3, np.int64))
        parts = [name + part for part in ("queries", "keys", "values")]
        self._nodes.append(helper.make_node("Split", [queries_keys_values, sizes], parts, axis=-1))
        heads = self._weights.sizes.heads
        self._node("MultiHeadAttention", [*parts, "", "mask"], name + "context", domain=_ORT, num_heads=heads)
        attended = self._linear(name + "context", name + "attended", [stored + "ao"])
        middle = self._add_and_normalise(state, attended, stored + "aln", name + "middle")
        wide = self._linear(middle, name + "wide", [stored + "fi"])
        self._node("Gelu", [wide], name + "active", domain=_ORT)
        narrow = self._exact_linear(name + "active", name + "narrow", stored + "fo")
        return self._add_and_normalise(middle, narrow, stored + "oln", name + "output")

    def _exact_linear(self, source: str, name: str, stored: str) -> str:
        """Append the second product of the feed-forward in 32 bits.

        Its inputs have outliers that 8 bits cannot hold: in 8 bits it makes three quarters of the whole
        error.
        """
        matrix = self._weights.matrix(stored + ".w", self._weights.sizes.feed_forward).T
        self._node("MatMul", [source, self._constant(name + "_weights", matrix)], name + "_product")
        bias = self._constant(name + "_bias", self._weights.floats(stored + ".b"))
        return self._node("Add", [name + "_product", bias], name)

    def _linear(self, source: str, name: str, stored: list[str]) -> str:
        """Append an 8-bit matrix product with bias; weights are rounded per output column."""
        inputs = self._weights.sizes.hidden
        matrix = np.concatenate([self._weights.matrix(part + ".w", inputs) for part in stored]).T
        bias = np.concatenate([self._weights.floats(part + ".b") for part in stored])
        scale = (np.abs(matrix).max(0) / 127).astype(np.float32)
        constants = [
            self._constant(name + "_weights", np.rint(matrix / scale).astype(np.int8)),
            self._constant(name + "_scale", scale),
            self._constant(name + "_zero", np.zeros(len(scale), np.int8)),
            self._constant(name + "_bias", bias),
        ]
        return self._node("DynamicQuantizeMatMul", [source, *constants], name, domain=_ORT)

    def _add_and_normalise(self, left: str, right: str, stored: str, name: str) -> str:
        scale = self._constant(name + "_scale", self._weights.floats(stored + ".w"))
        shift = self._constant(name + "_shift", self._weights.floats(stored + ".b"))
        epsilon = self._weights.sizes.epsilon
        inputs = [left, right, scale, shift]
        return self._node("SkipLayerNormalization", inputs, name, domain=_ORT, epsilon=epsilon)

    def _node(self, operator: str, inputs: list[str], output: str, **options: Any) -> str:
        self._nodes.append(helper.make_node(operator, inputs, [output], **options))
        return output

    def _constant(self, name: str, values: npt.NDArray[np.generic]) -> str:
        self._constants.append(numpy_helper.from_array(np.ascontiguousarray(values), name))
        return name
