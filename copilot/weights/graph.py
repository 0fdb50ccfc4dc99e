"""The encoder of multilingual-e5-small as an ONNX graph, its 4-bit weights taken over as they are."""

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray
from onnx import NodeProto, TensorProto, helper, numpy_helper

from copilot.weights.packed import BLOCK, PackedModel

_FUSED = "com.microsoft"  # onnxruntime's own operators: 4-bit products, attention, layer norms in one step
_EIGHT_BIT_PRODUCTS = 4  # `accuracy_level`: activations are rounded to 8 bits, block by block


class Graph:
    """Nodes and weights, while they are collected."""

    def __init__(self, model: PackedModel) -> None:
        self.model = model
        self.nodes: list[NodeProto] = []
        self.weights: list[TensorProto] = []

    def keep(self, name: str, values: NDArray[np.generic]) -> str:
        self.weights.append(numpy_helper.from_array(np.ascontiguousarray(values), name))
        return name

    def step(self, operator: str, inputs: Sequence[str], output: str, domain: str = _FUSED, **options: Any) -> str:
        self.nodes.append(helper.make_node(operator, list(inputs), [output], domain=domain, **options))
        return output

    def product(self, x: str, matrices: Sequence[str], outputs: int, inputs: int, output: str) -> str:
        """x times these matrices side by side, plus their biases."""
        opened = [self.model.blocks(f"{name}.w", outputs // len(matrices)) for name in matrices]
        scales = np.concatenate([scale for scale, _ in opened]).astype(np.float32)
        numbers = np.concatenate([number for _, number in opened])
        packed = numbers[..., 0::2] | (numbers[..., 1::2] << 4)
        bias = np.concatenate([self.model.plain(f"{name}.b") for name in matrices])
        parts = [x, self.keep(output + ".w", packed), self.keep(output + ".s", scales.reshape(-1)), "", ""]
        parts.append(self.keep(output + ".b", bias))
        sizes = {"K": inputs, "N": outputs, "bits": 4, "block_size": BLOCK}
        return self.step("MatMulNBits", parts, output, _FUSED, accuracy_level=_EIGHT_BIT_PRODUCTS, **sizes)

    def normed(self, inputs: Sequence[str], name: str, output: str) -> str:
        """The sum of the inputs, layer-normalised."""
        weight = self.keep(output + ".w", self.model.plain(f"{name}.w"))
        bias = self.keep(output + ".b", self.model.plain(f"{name}.b"))
        if len(inputs) == 1:
            return self.step("LayerNormalization", [*inputs, weight, bias], output, "", epsilon=1e-12, axis=-1)
        return self.step("SkipLayerNormalization", [*inputs, weight, bias], output, epsilon=1e-12)


def encoder(model: PackedModel, layers: int | None = None) -> bytes:
    """A graph from word vectors and mask to one vector for each piece of text, after all layers or so many of them."""
    graph, width = Graph(model), model.width
    x = graph.normed(["words"], "emb.ln", "x")
    for layer in range(model.layers if layers is None else layers):
        at = f"l{layer}."
        seen = graph.product(x, [at + "q", at + "k", at + "v"], 3 * width, width, at + "qkv")
        asked = [at + "asked", at + "keys", at + "values"]
        graph.nodes.append(helper.make_node("Split", [seen], asked, axis=-1, num_outputs=3))
        met = graph.step("MultiHeadAttention", [*asked, "", "mask"], at + "met", num_heads=model.heads)
        met = graph.product(met, [at + "ao"], width, width, at + "ao")
        x = graph.normed([x, met], at + "aln", at + "a")
        inner = graph.product(x, [at + "fi"], model.inner, width, at + "fi")
        inner = graph.step("Gelu", [inner], at + "gelu")
        inner = graph.product(inner, [at + "fo"], width, model.inner, at + "fo")
        x = graph.normed([x, inner], at + "oln", at + "x")
    takes = [
        helper.make_tensor_value_info("words", TensorProto.FLOAT, ["texts", "length", width]),
        helper.make_tensor_value_info("mask", TensorProto.INT32, ["texts", "length"]),
    ]
    gives = [helper.make_tensor_value_info(x, TensorProto.FLOAT, ["texts", "length", width])]
    made = helper.make_graph(graph.nodes, "multilingual-e5-small", takes, gives, graph.weights)
    versions = [helper.make_opsetid("", 18), helper.make_opsetid(_FUSED, 1)]
    return helper.make_model(made, opset_imports=versions, ir_version=9).SerializeToString()
