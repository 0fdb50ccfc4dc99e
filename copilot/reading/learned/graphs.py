"""The trained layers as an ONNX graph: they read a message with everything else in view."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray
from onnx import NodeProto, TensorProto, helper, numpy_helper

_FUSED = "com.microsoft"  # onnxruntime's own operators: attention, layer norms, products of packed weights in one step
_EPSILON = 1e-12
Tensors = Mapping[str, NDArray[Any]]


class Graph:
    """Nodes and weights, while they are collected."""

    def __init__(self, tensors: Tensors, heads: int) -> None:
        self.tensors = tensors
        self.heads = heads
        self.nodes: list[NodeProto] = []
        self.kept: dict[str, TensorProto] = {}

    def keep(self, name: str) -> str:
        if name not in self.kept:
            self.kept[name] = numpy_helper.from_array(np.ascontiguousarray(self.tensors[name].astype(np.float32)), name)
        return name

    def step(self, operator: str, inputs: Sequence[str], output: str, domain: str = "", **options: Any) -> str:
        self.nodes.append(helper.make_node(operator, list(inputs), [output], domain=domain, **options))
        return output

    def linear(self, x: str, name: str, output: str) -> str:
        """x times a matrix, plus its bias where it has one."""
        matrix = f"{name}.turned"
        if matrix not in self.kept:
            turned = np.ascontiguousarray(self.tensors[f"{name}.weight"].astype(np.float32).T)
            self.kept[matrix] = numpy_helper.from_array(turned, matrix)
        if f"{name}.bias" not in self.tensors:
            return self.step("MatMul", [x, matrix], output)
        self.step("MatMul", [x, matrix], output + ".product")
        return self.step("Add", [output + ".product", self.keep(f"{name}.bias")], output)

    def normed(self, inputs: Sequence[str], name: str, output: str) -> str:
        """The sum of the inputs, layer-normalised."""
        parts = [*inputs, self.keep(f"{name}.weight"), self.keep(f"{name}.bias")]
        if len(inputs) == 1:
            return self.step("LayerNormalization", parts, output, epsilon=_EPSILON, axis=-1)
        return self.step("SkipLayerNormalization", parts, output, _FUSED, epsilon=_EPSILON)

    def layer(self, x: str, seen: str, name: str) -> str:
        """One layer of the encoder: x attends to what is seen."""
        asked, keys, values = (
            self.linear(y, f"{name}.{one}", f"{name}.{one}.y") for y, one in ((x, "q"), (seen, "k"), (seen, "v"))
        )
        self.step("MultiHeadAttention", [asked, keys, values], f"{name}.met", _FUSED, num_heads=self.heads)
        after = self.normed([x, self.linear(f"{name}.met", f"{name}.ao", f"{name}.ao.y")], f"{name}.aln", f"{name}.a")
        inner = self.step("Gelu", [self.linear(after, f"{name}.fi", f"{name}.fi.y")], f"{name}.gelu", _FUSED)
        return self.normed([after, self.linear(inner, f"{name}.fo", f"{name}.fo.y")], f"{name}.oln", f"{name}.x")

    def made(self, takes: Mapping[str, Sequence[str | int]], gives: Mapping[str, Sequence[str | int]]) -> bytes:
        """The finished graph."""
        ends = [
            [helper.make_tensor_value_info(name, TensorProto.FLOAT, list(shape)) for name, shape in values.items()]
            for values in (takes, gives)
        ]
        graph = helper.make_graph(self.nodes, "message", ends[0], ends[1], list(self.kept.values()))
        versions = [helper.make_opsetid("", 18), helper.make_opsetid(_FUSED, 1)]
        return helper.make_model(graph, opset_imports=versions, ir_version=9).SerializeToString()


def message_graph(tensors: Tensors, heads: int, upper: int, signs: int) -> bytes:
    """What the lower layers made of a message, the signs on its words, and the evidence; to findings by word and by whole,
    and what each word asks for."""
    graph, width = Graph(tensors, heads), tensors["kind.weight"].shape[1]
    x = graph.step("Add", ["read", graph.linear("signs", "signs", "signs.y")], "marked")
    for number in range(upper):
        both = graph.step("Concat", [x, "context"], f"both.{number}", axis=1)
        x = graph.layer(x, both, f"upper.{number}")
    graph.linear(x, "tag", "tags")
    graph.linear(x, "whole", "wholes")
    graph.linear(x, "asks", "asked")
    return graph.made(
        {"read": [1, "length", width], "signs": [1, "length", signs], "context": [1, "seen", width]},
        {"tags": [1, "length", "sorts"], "wholes": [1, "length", "sorts"], "asked": [1, "length", 64]},
    )
