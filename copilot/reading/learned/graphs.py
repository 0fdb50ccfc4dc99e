"""The network as two ONNX graphs: one reads a thing known by itself, the other a message with everything known in view."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray
from onnx import NodeProto, TensorProto, helper, numpy_helper

from copilot.weights.packed import PackedModel

_FUSED = "com.microsoft"  # onnxruntime's own operators: attention, layer norms, products in eight bits in one step
_EPSILON = 1e-12
#: Products of eight bits are added by twos, and on processors without VNNI sixteen bits must hold the sum: 2 * 255 * 63.
_MOST = 63
_MOVED = 0.7  #: how much of what is large in an input is moved over to the matrix
_FAR = 3  #: standard deviations that an input mostly stays within
#: Keys and values of what is known, `k0`, `v0`...; and where there is text among what fills up.
_KEPT = {"k": TensorProto.FLOAT16, "v": TensorProto.FLOAT16, "m": TensorProto.INT32}
Tensors = Mapping[str, NDArray[np.float32]]


def frozen_tensors(model: PackedModel, layers: int) -> dict[str, NDArray[np.float32]]:
    """The layers of the encoder as it came, its matrices opened."""
    found = {f"first.{one}": model.plain(f"emb.ln.{short}") for one, short in (("weight", "w"), ("bias", "b"))}
    for number in range(layers):
        for name in ("q", "k", "v", "ao", "fi", "fo", "aln", "oln"):
            source, into = f"l{number}.{name}", f"frozen.{number}.{name}"
            found[f"{into}.bias"] = model.plain(f"{source}.b")
            if name.endswith("ln"):
                found[f"{into}.weight"] = model.plain(f"{source}.w")
            else:
                scales, numbers = model.blocks(f"{source}.w", len(found[f"{into}.bias"]))
                opened = (numbers.astype(np.float32) - 8) * scales.astype(np.float32)[..., None]
                found[f"{into}.weight"] = opened.reshape(len(opened), -1)
    return found


def opened(kept: Mapping[str, NDArray[Any]]) -> dict[str, NDArray[np.float32]]:
    """The tensors of a weight file as numbers of 32 bits; matrices are kept in eight, each row with a scale for a few each."""

    def matrix(eight: NDArray[Any], scale: NDArray[Any]) -> NDArray[np.float32]:
        each: NDArray[np.float32] = np.repeat(scale, eight.shape[1] // scale.shape[1], axis=1)
        return eight.astype(np.float32) * each

    whole = {name: value.astype(np.float32) for name, value in kept.items() if ":" not in name}
    eight = {name.partition(":")[0] for name in kept if name.endswith(":eight")}
    return whole | {name: matrix(kept[f"{name}:eight"], kept[f"{name}:scale"]) for name in eight}


class Graph:
    """Nodes and weights, while they are collected."""

    def __init__(self, tensors: Tensors, heads: int) -> None:
        self.tensors = tensors
        self.heads = heads
        self.nodes: list[NodeProto] = []
        self.kept: dict[str, TensorProto] = {}
        self.reach: dict[str, NDArray[np.float32]] = {}  #: how large each column of what was normalised becomes

    def keep(self, name: str, values: NDArray[Any] | None = None) -> str:
        if name not in self.kept:
            given = self.tensors[name].astype(np.float32) if values is None else values
            self.kept[name] = numpy_helper.from_array(np.ascontiguousarray(given), name)
        return name

    def step(self, operator: str, inputs: Sequence[str], output: str, domain: str = "", **options: Any) -> str:
        self.nodes.append(helper.make_node(operator, list(inputs), [output], domain=domain, **options))
        return output

    def linear(self, x: str, names: Sequence[str], output: str) -> str:
        """x times these matrices side by side, in eight bits, plus their biases."""
        matrix = np.concatenate([self.tensors[f"{name}.weight"] for name in names])
        if x in self.reach:
            x, matrix = self._evened(x, matrix, output)
        scale = np.maximum(np.abs(matrix).max(axis=1), 1e-12).astype(np.float32) / _MOST
        eight = np.round(matrix / scale[:, None]).astype(np.int8).T
        parts = [x, self.keep(f"{output}.w", eight), self.keep(f"{output}.s", scale)]
        parts.append(self.keep(f"{output}.z", np.zeros(len(scale), dtype=np.int8)))
        if f"{names[0]}.bias" in self.tensors:
            bias = np.concatenate([self.tensors[f"{name}.bias"] for name in names]).astype(np.float32)
            parts.append(self.keep(f"{output}.b", bias))
        return self.step("DynamicQuantizeMatMul", parts, output, _FUSED)

    def _evened(self, x: str, matrix: NDArray[np.float32], output: str) -> tuple[str, NDArray[np.float32]]:
        """Another input and matrix with the same product, large columns of the one made smaller and those of the other larger:
        rounded to eight bits, they lose less. SmoothQuant, Xiao et al. 2022, https://arxiv.org/abs/2211.10438."""
        moved = self.reach[x] ** _MOVED / np.maximum(np.abs(matrix).max(axis=0), 1e-4) ** (1 - _MOVED)
        smaller = self.keep(f"{output}.even", (1 / moved).astype(np.float32))
        return self.step("Mul", [x, smaller], f"{output}.x"), matrix * moved

    def exact(self, x: str, name: str, output: str) -> str:
        """x times a matrix in full precision, plus its bias where it has one."""
        product = self.step("MatMul", [x, self.keep(f"{name}.turned", self.tensors[f"{name}.weight"].T)], f"{output}.product")
        return self.step("Add", [product, self.keep(f"{name}.bias")], output) if f"{name}.bias" in self.tensors else product

    def normed(self, inputs: Sequence[str], name: str, output: str) -> str:
        """The sum of the inputs, layer-normalised."""
        self.reach[output] = _FAR * np.abs(self.tensors[f"{name}.weight"]) + np.abs(self.tensors[f"{name}.bias"])
        parts = [*inputs, self.keep(f"{name}.weight"), self.keep(f"{name}.bias")]
        if len(inputs) == 1:
            return self.step("LayerNormalization", parts, output, epsilon=_EPSILON, axis=-1)
        return self.step("SkipLayerNormalization", parts, output, _FUSED, epsilon=_EPSILON)

    def plus(self, x: str, other: str, output: str) -> str:
        """The sum of what was normalised and something small."""
        self.reach[output] = self.reach[x]
        return self.step("Add", [x, other], output)

    def layer(self, x: str, name: str, known: tuple[str, str] | None = None, mask: str = "") -> str:
        """One layer of the encoder: x attends to itself, and to what is known; `mask`: where there is text."""
        three = self.linear(x, [f"{name}.q", f"{name}.k", f"{name}.v"], f"{name}.qkv")
        asked, keys, values = (f"{name}.{one}.y" for one in "qkv")
        self.nodes.append(helper.make_node("Split", [three], [asked, keys, values], axis=-1, num_outputs=3))
        if known:
            keys = self.step("Concat", [keys, known[0]], f"{name}.keys", axis=1)
            values = self.step("Concat", [values, known[1]], f"{name}.values", axis=1)
        seen = [asked, keys, values, *(["", mask] if mask else [])]
        self.step("MultiHeadAttention", seen, f"{name}.met", _FUSED, num_heads=self.heads)
        after = self.normed([x, self.linear(f"{name}.met", [f"{name}.ao"], f"{name}.ao.y")], f"{name}.aln", f"{name}.a")
        inner = self.step("Gelu", [self.linear(after, [f"{name}.fi"], f"{name}.fi.y")], f"{name}.gelu", _FUSED)
        # In eight bits this one product costs as much certainty as all others together: a few of its inputs are very large.
        return self.normed([after, self.exact(inner, f"{name}.fo", f"{name}.fo.y")], f"{name}.oln", f"{name}.x")

    def made(self, takes: Mapping[str, Sequence[str | int]], gives: Mapping[str, Sequence[str | int]]) -> bytes:
        """The finished graph."""
        ends = [
            [
                helper.make_tensor_value_info(name, _KEPT.get(name[:1], TensorProto.FLOAT), list(shape))
                for name, shape in values.items()
            ]
            for values in (takes, gives)
        ]
        graph = helper.make_graph(self.nodes, "reader", ends[0], ends[1], list(self.kept.values()))
        versions = [helper.make_opsetid("", 18), helper.make_opsetid(_FUSED, 1)]
        return helper.make_model(graph, opset_imports=versions, ir_version=9).SerializeToString()


def known_graph(tensors: Tensors, heads: int, upper: Sequence[int]) -> bytes:
    """A text and what sort of knowledge it is; to the keys and values that a message meets in each trained layer, and to
    what the text answers to. Texts are read one at a time: what one comes to must not hang on its neighbours."""
    graph, width = Graph(tensors, heads), len(tensors["first.weight"])
    x = graph.normed(["words"], "first", "x")
    gives: dict[str, Sequence[str | int]] = {}
    met = x
    for number in range(max(upper) + 1):
        if number in upper:
            place = upper.index(number)
            met = graph.plus(x, "sort", f"met.{number}")
            for one in "kv":
                exact = graph.linear(met, [f"upper.{place}.{one}"], f"{one}{place}.exact")
                gives[graph.step("Cast", [exact], f"{one}{place}", to=TensorProto.FLOAT16)] = [1, "length", width]
        if number < max(upper):
            x = graph.layer(x, f"frozen.{number}")
    mean = graph.step("ReduceMean", [met, graph.keep("axis", np.array([1], dtype=np.int64))], "mean", keepdims=0)
    gives[graph.exact(mean, "answers", "answers")] = [1, 64]
    return graph.made({"words": [1, "length", width], "sort": [width]}, gives)


def message_graph(tensors: Tensors, heads: int, upper: Sequence[int], signs: int) -> bytes:
    """A message, the signs on its words, and what is known; to findings by word and by whole, what each word asks for, and as
    what it was read."""
    graph, width = Graph(tensors, heads), len(tensors["first.weight"])
    x = graph.normed(["words"], "first", "x")
    for number in range(min(upper)):
        x = graph.layer(x, f"frozen.{number}")
    marked = graph.plus(x, graph.exact("signs", "signs", "signs.y"), "marked")
    x = graph.plus(marked, graph.keep("message", tensors["kind.weight"][0]), "named")
    takes: dict[str, Sequence[str | int]] = {"words": [1, "length", width], "signs": [1, "length", signs]}
    for place in range(len(upper)):
        takes |= {name: [1, "seen", width] for name in (f"k{place}", f"v{place}")}
        keys, values = (graph.step("Cast", [f"{one}{place}"], f"{one}{place}.known", to=TensorProto.FLOAT) for one in "kv")
        x = graph.layer(x, f"upper.{place}", (keys, values))
    gives: dict[str, Sequence[str | int]] = {"tags": [1, "length", "told"], "wholes": [1, "length", "told"]}
    for name, output in (("tag", "tags"), ("whole", "wholes"), ("asks", "asked")):
        graph.exact(x, name, output)
    graph.step("Identity", [x], "read")
    return graph.made(takes, {**gives, "asked": [1, "length", 64], "read": [1, "length", width]})


def text_graph(tensors: Tensors, heads: int, first: int, trained: int) -> bytes:
    """Texts side by side, filled up to one length, and what sort each is of; to what the encoder makes of each piece of them,
    its layers from `first` on trained anew."""
    graph, width = Graph(tensors, heads), len(tensors["first.weight"])
    x = graph.normed(["words"], "first", "x")
    for number in range(first):
        x = graph.layer(x, f"frozen.{number}", mask="mask")
    x = graph.plus(x, "sort", "sorted")
    for number in range(trained):
        x = graph.layer(x, f"layers.{number}", mask="mask")
    graph.step("Identity", [x], "read")
    shape = ("texts", "length", width)
    return graph.made({"words": shape, "mask": shape[:2], "sort": ("texts", 1, width)}, {"read": shape})
