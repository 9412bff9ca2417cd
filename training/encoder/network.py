"""The network: a MiniLM encoder that also sees case and name lists, and five heads over its words."""

from __future__ import annotations

import dataclasses
from pathlib import Path
from typing import Any

import torch
from safetensors.torch import load_file
from torch import Tensor, nn
from torch.nn import functional

from copydesk.nlp.word_features import N_FEATURES

WIDTH, N_HEADS, INNER = 384, 12, 1536
EPSILON = 1e-12
NAMES_WIDTH, ARC_WIDTH, LABEL_WIDTH = 192, 192, 128
DROPOUT, HEAD_DROPOUT = 0.1, 0.2
FORBIDDEN = -1e4


@dataclasses.dataclass(frozen=True, slots=True)
class Labels:
    """What the heads can answer, each list in the order of its scores."""

    names: tuple[str, ...]  # "O", "B-PERSON", "I-PERSON" ...
    tags: tuple[str, ...]
    relations: tuple[str, ...]
    events: tuple[str, ...]  # "", "AGREE" ...: of which type of event the word is the trigger


@dataclasses.dataclass(slots=True)
class Batch:
    """Stretches of text side by side; what is padded is out of range of `n_pieces` and `n_words`."""

    pieces: Tensor  # stretch x piece
    word_of: Tensor  # stretch x piece: its word, -1 outside words
    first: Tensor  # stretch x word: its first piece
    features: Tensor  # stretch x word x feature
    piece_mask: Tensor
    word_mask: Tensor
    gold: dict[str, Tensor]


class Layer(nn.Module):
    """One layer of BERT, normalised after each part."""

    def __init__(self) -> None:
        super().__init__()
        self.query, self.key, self.value, self.out = (nn.Linear(WIDTH, WIDTH) for _ in range(4))
        self.norm = nn.LayerNorm(WIDTH, EPSILON)
        self.inner, self.outer = nn.Linear(WIDTH, INNER), nn.Linear(INNER, WIDTH)
        self.last_norm = nn.LayerNorm(WIDTH, EPSILON)
        self.dropout = nn.Dropout(DROPOUT)

    def forward(self, x: Tensor, mask: Tensor) -> Tensor:
        """Return the vectors of the next layer."""
        n, length, _ = x.shape
        q, k, v = (
            part(x).view(n, length, N_HEADS, -1).transpose(1, 2)
            for part in (self.query, self.key, self.value)
        )
        mixed = functional.scaled_dot_product_attention(q, k, v, attn_mask=mask)
        mixed = self.out(mixed.transpose(1, 2).reshape(n, length, WIDTH))
        x = self.norm(x + self.dropout(mixed))
        x = self.last_norm(x + self.dropout(self.outer(functional.gelu(self.inner(x)))))
        return x


class Encoder(nn.Module):
    """Embeddings and layers: pieces and word features in, one vector per piece out."""

    def __init__(self, n_pieces: int, n_layers: int) -> None:
        super().__init__()
        self.words = nn.Embedding(n_pieces, WIDTH)
        self.positions = nn.Embedding(512, WIDTH)
        self.norm = nn.LayerNorm(WIDTH, EPSILON)
        self.seen = nn.Linear(N_FEATURES, WIDTH, bias=False)
        nn.init.zeros_(self.seen.weight)
        self.layers = nn.ModuleList(Layer() for _ in range(n_layers))
        self.dropout = nn.Dropout(DROPOUT)

    def forward(self, batch: Batch) -> Tensor:
        """Return the vectors of all pieces."""
        is_word = (batch.word_of >= 0).unsqueeze(-1)
        index = batch.word_of.clamp(min=0).unsqueeze(-1).expand(-1, -1, N_FEATURES)
        seen = self.seen(batch.features.gather(1, index) * is_word)
        x = self.words(batch.pieces) + self.positions.weight[: batch.pieces.shape[1]] + seen
        x = self.dropout(self.norm(x))
        mask = batch.piece_mask[:, None, None, :]
        for layer in self.layers:
            x = layer(x, mask)
        vectors: Tensor = x
        return vectors


class Network(nn.Module):
    """Encoder and heads. Scores: names, triggers of events, tags, sentence begins, arcs; relations for given governors."""

    def __init__(self, labels: Labels, n_pieces: int, n_layers: int = 6) -> None:
        super().__init__()
        self.encoder = Encoder(n_pieces, n_layers)
        wide = WIDTH + N_FEATURES
        self.names = nn.Sequential(
            nn.Dropout(HEAD_DROPOUT), nn.Linear(wide, NAMES_WIDTH), nn.GELU(), nn.Linear(NAMES_WIDTH, len(labels.names))
        )  # fmt: skip
        self.events = nn.Sequential(
            nn.Dropout(HEAD_DROPOUT), nn.Linear(wide, NAMES_WIDTH), nn.GELU(), nn.Linear(NAMES_WIDTH, len(labels.events))
        )  # fmt: skip
        self.tags = nn.Linear(wide, len(labels.tags))
        self.begins = nn.Linear(wide, 1)
        self.dependent, self.governor = nn.Linear(wide, ARC_WIDTH), nn.Linear(wide, ARC_WIDTH)
        self.bilinear = nn.Linear(ARC_WIDTH, ARC_WIDTH, bias=False)
        self.governor_bias, self.root = nn.Linear(ARC_WIDTH, 1), nn.Linear(ARC_WIDTH, 1)
        self.relation_dependent = nn.Linear(wide, LABEL_WIDTH)
        self.relation_governor = nn.Linear(wide, LABEL_WIDTH)
        self.relations = nn.Linear(LABEL_WIDTH, len(labels.relations))
        self.dropout = nn.Dropout(HEAD_DROPOUT)

    def word_vectors(self, batch: Batch) -> Tensor:
        """Return one vector per word: that of its first piece, and its features."""
        with torch.autocast("cpu", torch.bfloat16, enabled=self.training):
            x = self.encoder(batch)
        x = x.float().gather(1, batch.first.unsqueeze(-1).expand(-1, -1, WIDTH))
        return torch.cat([x, batch.features], -1)

    def arcs(self, x: Tensor) -> Tensor:
        """Return the score of each word as the governor of each; the diagonal is that of a root."""
        dependent = self.dropout(functional.gelu(self.dependent(x)))
        governor = self.dropout(functional.gelu(self.governor(x)))
        scores = self.bilinear(dependent) @ governor.transpose(1, 2) / ARC_WIDTH**0.5
        scores = scores + self.governor_bias(governor).transpose(1, 2)
        is_self = torch.eye(x.shape[1], dtype=torch.bool)
        return torch.where(is_self, self.root(dependent), scores)

    def relation_scores(self, x: Tensor, heads: Tensor) -> Tensor:
        """Return the scores of the relations of each word to its given governor."""
        governor = self.relation_governor(x)
        index = heads.clamp(min=0).unsqueeze(-1).expand(-1, -1, LABEL_WIDTH)
        mixed = functional.gelu(self.relation_dependent(x) + governor.gather(1, index))
        scores: Tensor = self.relations(self.dropout(mixed))
        return scores


def load_encoder(network: Network, weights: Path) -> None:
    """Put the published weights of a BERT-like encoder into the network; types are all the first."""
    given = {k.removeprefix("bert."): v for k, v in load_file(weights).items()}
    encoder = network.encoder
    named: list[tuple[Any, str]] = [(encoder.norm, "embeddings.LayerNorm")]
    for i, layer in enumerate(encoder.layers):
        base = f"encoder.layer.{i}."
        named += [
            (layer.query, base + "attention.self.query"), (layer.key, base + "attention.self.key"),
            (layer.value, base + "attention.self.value"), (layer.out, base + "attention.output.dense"),
            (layer.norm, base + "attention.output.LayerNorm"), (layer.inner, base + "intermediate.dense"),
            (layer.outer, base + "output.dense"), (layer.last_norm, base + "output.LayerNorm"),
        ]  # fmt: skip
    with torch.no_grad():
        for module, name in named:
            module.weight.copy_(given[name + ".weight"])
            module.bias.copy_(given[name + ".bias"])
        encoder.words.weight.copy_(given["embeddings.word_embeddings.weight"])
        kind = given["embeddings.token_type_embeddings.weight"][0]
        encoder.positions.weight.copy_(given["embeddings.position_embeddings.weight"] + kind)


def names_loss(scores: Tensor, batch: Batch) -> Tensor:
    """Return the loss of the names; a word outside all names may be any label that its corpus leaves out."""
    target, hidden = batch.gold["names"], batch.gold["hidden"]
    allowed = functional.one_hot(target.clamp(min=0), scores.shape[-1]).bool()
    allowed = allowed | ((target == 0).unsqueeze(-1) & hidden.unsqueeze(1))
    good = scores.masked_fill(~allowed, FORBIDDEN).logsumexp(-1)
    loss = scores.logsumexp(-1) - good
    known = batch.word_mask & (target >= 0)
    return loss[known].mean()


def syntax_loss(network: Network, x: Tensor, batch: Batch) -> Tensor:
    """Return the loss of tags, sentence begins, governors and relations."""
    gold, mask = batch.gold, batch.word_mask
    drop = network.dropout(x)
    tags = functional.cross_entropy(network.tags(drop)[mask], gold["tags"][mask])
    begins = functional.binary_cross_entropy_with_logits(
        network.begins(drop).squeeze(-1)[mask], gold["begins"][mask].float()
    )
    together = gold["sentence"].unsqueeze(1) == gold["sentence"].unsqueeze(2)
    arcs = network.arcs(x).masked_fill(~together, FORBIDDEN)
    heads = functional.cross_entropy(arcs[mask], gold["heads"][mask])
    relations = functional.cross_entropy(
        network.relation_scores(x, gold["heads"])[mask], gold["relations"][mask]
    )
    return heads + relations + 0.5 * tags + 0.5 * begins


def events_loss(scores: Tensor, batch: Batch) -> Tensor:
    """Return the loss of the triggers of events."""
    return functional.cross_entropy(scores[batch.word_mask], batch.gold["events"][batch.word_mask])


def loss_of(network: Network, batch: Batch) -> Tensor:
    """Return the loss of a batch: of names, trees or triggers, whatever its gold holds."""
    x = network.word_vectors(batch)
    if "names" in batch.gold:
        return names_loss(network.names(x), batch)
    if "events" in batch.gold:
        return events_loss(network.events(x), batch)
    return syntax_loss(network, x, batch)
