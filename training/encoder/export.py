"""Write a checkpoint as the ONNX graph that runs: `python -m training.encoder.export --checkpoint FILE --out FILE`.

The graph takes one stretch of text at a time, so the scale to which its activations are quantised depends on nothing else.
Weights of the layers are 8-bit, one scale per column; word vectors are 8-bit, one scale per piece; the rest is float.
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import Any

import numpy as np
import onnx
import torch
from onnx import TensorProto, helper, numpy_helper

from copydesk.nlp.word_features import N_FEATURES
from training.encoder.network import EPSILON, N_HEADS, Labels, Network

OPSET, MICROSOFT = 20, "com.microsoft"
STEPS = 63
"""Weights are quantised to so many steps on either side: one bit less than 8, since two products of 8 bits overflow the
16-bit sums of processors without VNNI, and then answers would differ from one processor to another."""


class Graph:
    """An ONNX graph under construction."""

    def __init__(self) -> None:
        """Begin with nothing."""
        self.nodes: list[Any] = []
        self.weights: list[Any] = []

    def weight(self, name: str, value: Any) -> str:
        """Add a constant; return its name."""
        self.weights.append(numpy_helper.from_array(np.ascontiguousarray(value), name))
        return name

    def add(
        self, op: str, inputs: list[str], name: str, domain: str = "", **attributes: Any
    ) -> str:
        """Add a node with one output of that name; return it."""
        self.nodes.append(
            helper.make_node(op, inputs, [name], name=name, domain=domain, **attributes)
        )
        return name

    def linear(self, x: str, module: Any, name: str) -> str:
        """Add a linear layer in floats."""
        w = self.weight(f"{name}.w", array(module.weight).T)
        x = self.add("MatMul", [x, w], f"{name}.product")
        return self.add("Add", [x, self.weight(f"{name}.b", array(module.bias))], name)

    def quantised(self, x: str, weight: Any, bias: Any, name: str) -> str:
        """Add a linear layer with 8-bit weights (rows out, columns in)."""
        scale = np.maximum(np.abs(weight).max(1), 1e-8) / STEPS
        steps = np.round(weight / scale[:, None]).astype(np.int8)
        inputs = [
            x, self.weight(f"{name}.w", steps.T), self.weight(f"{name}.s", scale.astype(np.float32)),
            "", self.weight(f"{name}.b", bias),
        ]  # fmt: skip
        return self.add("DynamicQuantizeMatMul", inputs, name, MICROSOFT)

    def added_norm(self, x: str, y: str, module: Any, name: str) -> str:
        """Add the sum of two vectors, normalised."""
        w, b = (
            self.weight(f"{name}.{k}", array(v))
            for k, v in (("w", module.weight), ("b", module.bias))
        )
        return self.add("SkipLayerNormalization", [x, y, w, b], name, MICROSOFT, epsilon=EPSILON)


def array(tensor: Any) -> Any:
    """Return a tensor as numpy floats."""
    return tensor.detach().float().numpy()


def embeddings(graph: Graph, network: Network) -> str:
    """Add the vectors of pieces, places and word features; return the name of their normalised sum."""
    table = array(network.encoder.words.weight)
    scale = np.maximum(np.abs(table).max(1, keepdims=True), 1e-8) / 127
    steps = graph.weight("words.w", np.round(table / scale).astype(np.int8))
    scales = graph.weight("words.s", scale.astype(np.float32))
    x = graph.add("Gather", [steps, "pieces"], "words.steps")
    x = graph.add("Cast", [x], "words.floats", to=TensorProto.FLOAT)
    x = graph.add("Mul", [x, graph.add("Gather", [scales, "pieces"], "words.scale")], "words")
    positions = graph.weight("positions.w", array(network.encoder.positions.weight)[:256])
    x = graph.add("Add", [x, graph.add("Gather", [positions, "places"], "positions")], "placed")
    seen = graph.weight("seen.w", array(network.encoder.seen.weight).T)
    x = graph.add("Add", [x, graph.add("MatMul", ["seen", seen], "seen.vectors")], "embedded")
    norm = network.encoder.norm
    inputs = [
        x,
        graph.weight("norm.w", array(norm.weight)),
        graph.weight("norm.b", array(norm.bias)),
    ]
    x = graph.add("LayerNormalization", inputs, "normed", epsilon=EPSILON)
    return graph.add("Unsqueeze", [x, graph.weight("zero", np.array([0]))], "batched")


def layer(graph: Graph, x: str, module: Any, name: str) -> str:
    """Add one layer of the encoder."""
    parts = (module.query, module.key, module.value)
    weight = np.concatenate([array(p.weight) for p in parts])
    bias = np.concatenate([array(p.bias) for p in parts])
    mixed = graph.quantised(x, weight, bias, f"{name}.mixed")
    names = [f"{name}.{k}" for k in ("q", "k", "v")]
    graph.nodes.append(helper.make_node("Split", [mixed], names, name=f"{name}.split", axis=2, num_outputs=3))  # fmt: skip
    seen = graph.add("MultiHeadAttention", names, f"{name}.seen", MICROSOFT, num_heads=N_HEADS)
    out = graph.quantised(seen, array(module.out.weight), array(module.out.bias), f"{name}.out")
    x = graph.added_norm(x, out, module.norm, f"{name}.norm")
    inner = graph.quantised(
        x, array(module.inner.weight), array(module.inner.bias), f"{name}.inner"
    )
    inner = graph.add("Gelu", [inner], f"{name}.gelu", MICROSOFT)
    outer = graph.quantised(
        inner, array(module.outer.weight), array(module.outer.bias), f"{name}.outer"
    )
    return graph.added_norm(x, outer, module.last_norm, f"{name}.last")


def names_graph(network: Network) -> Any:
    """Return the model: pieces and features of one stretch in, scores of its words' name labels out."""
    graph = Graph()
    x = embeddings(graph, network)
    for i, module in enumerate(network.encoder.layers):
        x = layer(graph, x, module, f"layer{i}")
    x = graph.add("Squeeze", [x, "zero"], "last")
    x = graph.add("Gather", [x, "first"], "of_words")
    x = graph.add("Concat", [x, "features"], "with_features", axis=1)
    x = graph.linear(x, network.names[1], "names.inner")
    x = graph.linear(graph.add("Gelu", [x], "names.gelu", MICROSOFT), network.names[3], "scores")
    integers, floats = TensorProto.INT64, TensorProto.FLOAT
    inputs = [
        helper.make_tensor_value_info("pieces", integers, ["n"]),
        helper.make_tensor_value_info("places", integers, ["n"]),
        helper.make_tensor_value_info("seen", floats, ["n", N_FEATURES]),
        helper.make_tensor_value_info("first", integers, ["words"]),
        helper.make_tensor_value_info("features", floats, ["words", N_FEATURES]),
    ]
    outputs = [helper.make_tensor_value_info(x, floats, ["words", None])]
    made = helper.make_graph(graph.nodes, "names", inputs, outputs, graph.weights)
    opsets = [helper.make_opsetid("", OPSET), helper.make_opsetid(MICROSOFT, 1)]
    return helper.make_model(made, opset_imports=opsets, ir_version=10)


def read_network(checkpoint: Path) -> Network:
    """Return the network of a checkpoint, its labels from the file beside it."""
    lists = json.loads((checkpoint.parent / "labels.json").read_text())
    state = torch.load(checkpoint)["network"]
    labels = Labels(*(tuple(lists[k]) for k in ("names", "tags", "relations")))
    network = Network(labels, state["encoder.words.weight"].shape[0])
    network.load_state_dict(state)
    return network.eval()


def main() -> None:
    """Export as the command line says."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--checkpoint", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    args = parser.parse_args()
    onnx.save(names_graph(read_network(args.checkpoint)), args.out)


if __name__ == "__main__":
    main()
