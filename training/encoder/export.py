"""Write a checkpoint as what runs: `python -m training.encoder.export --checkpoint FILE --out FOLDER`.

`encoder.onnx` reads words and scores names, frames of events, tags, sentence begins and arcs; `relations.onnx` scores the relations of the arcs that
were chosen; `labels.json` says what each score is for. The first takes one stretch of text at a time, so the scale to which its activations are quantised depends on nothing else.
Weights of the layers are 8-bit, one scale per column; word vectors are 8-bit, one scale per piece; the rest is float.
"""

from __future__ import annotations

import argparse
import json
import shutil
from pathlib import Path
from typing import Any

import numpy as np
import onnx
import torch
from onnx import TensorProto, helper, numpy_helper

from copydesk.nlp.encoder import ENCODER_FILE, LABELS_FILE, OUTPUTS, RELATIONS_FILE
from copydesk.nlp.word_features import N_FEATURES
from training.encoder.network import (
    ARC_WIDTH,
    LABEL_WIDTH,
    MINILM,
    N_HEADS,
    ROLE_WIDTH,
    ROLES,
    Labels,
    Network,
)

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

    def gelu(self, x: str, name: str) -> str:
        """Add the activation."""
        return self.add("Gelu", [x], name, MICROSOFT)

    def model(self, name: str, inputs: list[Any], outputs: list[Any]) -> Any:
        """Return what was built as a model."""
        made = helper.make_graph(self.nodes, name, inputs, outputs, self.weights)
        opsets = [helper.make_opsetid("", OPSET), helper.make_opsetid(MICROSOFT, 1)]
        return helper.make_model(made, opset_imports=opsets, ir_version=10)

    def added_norm(self, x: str, y: str, module: Any, name: str) -> str:
        """Add the sum of two vectors, normalised."""
        w, b = (
            self.weight(f"{name}.{k}", array(v))
            for k, v in (("w", module.weight), ("b", module.bias))
        )
        return self.add(
            "SkipLayerNormalization", [x, y, w, b], name, MICROSOFT, epsilon=MINILM.epsilon
        )


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
    x = graph.add("LayerNormalization", inputs, "normed", epsilon=MINILM.epsilon)
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
    inner = graph.gelu(inner, f"{name}.gelu")
    outer = graph.quantised(
        inner, array(module.outer.weight), array(module.outer.bias), f"{name}.outer"
    )
    return graph.added_norm(x, outer, module.last_norm, f"{name}.last")


def encoder_graph(network: Network) -> Any:
    """Return the model that reads: pieces and features of one stretch in, one row of scores per word out.

    Outputs, of n words: `names` (n, labels), `events` (n, types), `manners` (n, modes + statuses + polarities), `roles` (roles, n, n: trigger, word), `tags` (n, tags), `begins` (n, 1), `arcs` (n, n: word, governor), `roots` (n, 1),
    and the vectors `dependent` and `governor` (n, LABEL_WIDTH each) of which the other graph makes relations.
    """
    graph = Graph()
    x = embeddings(graph, network)
    for i, module in enumerate(network.encoder.layers):
        x = layer(graph, x, module, f"layer{i}")
    x = graph.add("Squeeze", [x, "zero"], "last")
    x = graph.add("Gather", [x, "first"], "of_words")
    x = graph.add("Concat", [x, "features"], "with_features", axis=1)
    inner = graph.linear(x, network.names[1], "names.inner")
    graph.linear(graph.gelu(inner, "names.gelu"), network.names[3], "names")
    inner = graph.linear(x, network.events[1], "events.inner")
    graph.linear(graph.gelu(inner, "events.gelu"), network.events[3], "events")
    inner = graph.linear(x, network.manner[1], "manners.inner")
    graph.linear(graph.gelu(inner, "manners.gelu"), network.manner[3], "manners")
    roles(graph, x, network)
    graph.linear(x, network.tags, "tags")
    graph.linear(x, network.begins, "begins")
    arcs(graph, x, network)
    graph.linear(x, network.relation_dependent, "dependent")
    graph.linear(x, network.relation_governor, "governor")
    integers, floats = TensorProto.INT64, TensorProto.FLOAT
    inputs = [
        helper.make_tensor_value_info("pieces", integers, ["n"]),
        helper.make_tensor_value_info("places", integers, ["n"]),
        helper.make_tensor_value_info("seen", floats, ["n", N_FEATURES]),
        helper.make_tensor_value_info("first", integers, ["words"]),
        helper.make_tensor_value_info("features", floats, ["words", N_FEATURES]),
    ]
    outputs = [
        helper.make_tensor_value_info(
            name, floats, ["words", None] if name != "roles" else [len(ROLES), "words", "words"]
        )
        for name in OUTPUTS
    ]
    return graph.model("encoder", inputs, outputs)


def arcs(graph: Graph, x: str, network: Network) -> None:
    """Add the scores of each word as the governor of each, and as the root."""
    dependent = graph.gelu(graph.linear(x, network.dependent, "arcs.dependent"), "arcs.from")
    governor = graph.gelu(graph.linear(x, network.governor, "arcs.governor"), "arcs.to")
    weight = array(network.bilinear.weight).T / ARC_WIDTH**0.5
    turned = graph.add("MatMul", [dependent, graph.weight("arcs.w", weight)], "arcs.turned")
    columns = graph.add("Transpose", [governor], "arcs.columns", perm=[1, 0])
    products = graph.add("MatMul", [turned, columns], "arcs.products")
    bias = graph.linear(governor, network.governor_bias, "arcs.bias")
    graph.add("Add", [products, graph.add("Transpose", [bias], "arcs.row", perm=[1, 0])], "arcs")
    graph.linear(dependent, network.root, "roots")


def roles(graph: Graph, x: str, network: Network) -> None:
    """Add the scores, role by role, of each word as the trigger and each as what plays the role."""
    shape = graph.weight("roles.shape", np.array([-1, len(ROLES), ROLE_WIDTH]))
    sides = []
    for name, module, order in (
        ("from", network.role_from, [1, 0, 2]),
        ("to", network.role_to, [1, 2, 0]),
    ):
        side = graph.gelu(graph.linear(x, module, f"roles.{name}.inner"), f"roles.{name}.gelu")
        side = graph.add("Reshape", [side, shape], f"roles.{name}.parted")
        sides.append(graph.add("Transpose", [side], f"roles.{name}", perm=order))
    scale = graph.weight("roles.scale", np.array(ROLE_WIDTH**-0.5, np.float32))
    products = graph.add(
        "Mul", [graph.add("MatMul", sides, "roles.products"), scale], "roles.scaled"
    )
    bias = graph.add(
        "Transpose", [graph.linear(x, network.role_bias, "roles.bias")], "roles.turned", perm=[1, 0]
    )
    bias = graph.add("Unsqueeze", [bias, graph.weight("one", np.array([1]))], "roles.row")
    graph.add("Add", [products, bias], "roles")


def relations_graph(network: Network) -> Any:
    """Return the model that names arcs: vectors of words and of their governors in, scores of relations out."""
    graph = Graph()
    x = graph.add("Add", ["dependent", "governor"], "arc")
    graph.linear(graph.gelu(x, "mixed"), network.relations, "relations")
    floats = TensorProto.FLOAT
    inputs = [
        helper.make_tensor_value_info(name, floats, ["words", LABEL_WIDTH])
        for name in ("dependent", "governor")
    ]
    outputs = [helper.make_tensor_value_info("relations", floats, ["words", None])]
    return graph.model("relations", inputs, outputs)


def read_network(checkpoint: Path) -> Network:
    """Return the network of a checkpoint, its labels from the file beside it."""
    lists = json.loads((checkpoint.parent / LABELS_FILE).read_text())
    state = {key: value.float() for key, value in torch.load(checkpoint).items()}
    labels = Labels(**{key: tuple(values) for key, values in lists.items()})
    network = Network(labels, state["encoder.words.weight"].shape[0])
    network.load_state_dict(state)
    return network.eval()


def main() -> None:
    """Export as the command line says."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--checkpoint", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    args = parser.parse_args()
    network = read_network(args.checkpoint)
    args.out.mkdir(parents=True, exist_ok=True)
    onnx.save(encoder_graph(network), args.out / ENCODER_FILE)
    onnx.save(relations_graph(network), args.out / RELATIONS_FILE)
    shutil.copyfile(args.checkpoint.parent / LABELS_FILE, args.out / LABELS_FILE)


if __name__ == "__main__":
    main()
