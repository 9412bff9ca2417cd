"""The network: a pretrained encoder that also sees case and name lists, and heads over its words.

The same heads stand on the small encoder that ships (MiniLM) and on the large one that teaches it (MPNet).
"""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import torch
from torch import Tensor, nn
from torch.nn import functional

from copydesk.nlp.word_features import N_FEATURES

N_HEADS = 12
ROLES = ("actor", "recipient", "speaker", "date", "place")
"""What an arc leads to from the trigger of an event."""

ROLE_WIDTH = 64
NAMES_WIDTH, ARC_WIDTH, LABEL_WIDTH = 192, 192, 128
DROPOUT, HEAD_DROPOUT = 0.1, 0.2
FORBIDDEN = -1e4


@dataclasses.dataclass(frozen=True, slots=True)
class Size:
    """An encoder's measures. `buckets`: of distances between pieces, 0 where attention doesn't know them."""

    width: int
    inner: int
    n_layers: int
    epsilon: float
    buckets: int = 0


MINILM = Size(384, 1536, 6, 1e-12)
MPNET = Size(768, 3072, 12, 1e-5, 32)
MPNET_SHIFT = 4
"""MPNet's pieces are BERT's, so many places on; its own marks stand before."""

FARTHEST = 128
"""Pieces: beyond that all distances are one."""


@dataclasses.dataclass(frozen=True, slots=True)
class Labels:
    """What the heads can answer, each list in the order of its scores."""

    names: tuple[str, ...]  # "O", "B-PERSON", "I-PERSON" ...
    tags: tuple[str, ...]
    relations: tuple[str, ...]
    events: tuple[str, ...]  # "", "AGREE" ...: of which type of event the word is the trigger
    modes: tuple[str, ...]  # "", "ASSAULT/firearms" ...
    statuses: tuple[str, ...]
    polarities: tuple[str, ...]


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

    def on(self, device: str) -> Batch:
        """Return the batch on a device."""
        plain = [
            self.pieces,
            self.word_of,
            self.first,
            self.features,
            self.piece_mask,
            self.word_mask,
        ]
        gold = {key: value.to(device, non_blocking=True) for key, value in self.gold.items()}
        return Batch(*(x.to(device, non_blocking=True) for x in plain), gold)


class Layer(nn.Module):
    """One layer of BERT, normalised after each part."""

    def __init__(self, size: Size) -> None:
        super().__init__()
        width, inner = size.width, size.inner
        self.query, self.key, self.value, self.out = (nn.Linear(width, width) for _ in range(4))
        self.norm = nn.LayerNorm(width, size.epsilon)
        self.inner, self.outer = nn.Linear(width, inner), nn.Linear(inner, width)
        self.last_norm = nn.LayerNorm(width, size.epsilon)
        self.dropout = nn.Dropout(DROPOUT)

    def forward(self, x: Tensor, mask: Tensor) -> Tensor:
        """Return the vectors of the next layer; what `mask` adds to the attention says who sees whom."""
        n, length, width = x.shape
        q, k, v = (
            part(x).view(n, length, N_HEADS, -1).transpose(1, 2)
            for part in (self.query, self.key, self.value)
        )
        mixed = functional.scaled_dot_product_attention(q, k, v, attn_mask=mask)
        mixed = self.out(mixed.transpose(1, 2).reshape(n, length, width))
        x = self.norm(x + self.dropout(mixed))
        x = self.last_norm(x + self.dropout(self.outer(functional.gelu(self.inner(x)))))
        return x


class Encoder(nn.Module):
    """Embeddings and layers: pieces and word features in, one vector per piece out."""

    def __init__(self, n_pieces: int, size: Size) -> None:
        super().__init__()
        self.words = nn.Embedding(n_pieces, size.width)
        self.positions = nn.Embedding(512, size.width)
        self.norm = nn.LayerNorm(size.width, size.epsilon)
        self.seen = nn.Linear(N_FEATURES, size.width, bias=False)
        nn.init.zeros_(self.seen.weight)
        self.distances = nn.Embedding(size.buckets, N_HEADS) if size.buckets else None
        self.layers = nn.ModuleList(Layer(size) for _ in range(size.n_layers))
        self.dropout = nn.Dropout(DROPOUT)

    def forward(self, batch: Batch) -> Tensor:
        """Return the vectors of all pieces."""
        is_word = (batch.word_of >= 0).unsqueeze(-1)
        index = batch.word_of.clamp(min=0).unsqueeze(-1).expand(-1, -1, N_FEATURES)
        seen = self.seen(batch.features.gather(1, index) * is_word)
        length = batch.pieces.shape[1]
        x = self.words(batch.pieces) + self.positions.weight[:length] + seen
        x = self.dropout(self.norm(x))
        mask = torch.zeros_like(batch.piece_mask, dtype=x.dtype)
        mask = mask.masked_fill(~batch.piece_mask, FORBIDDEN)[:, None, None, :]
        if self.distances is not None:
            mask = mask + self.distances(buckets_of(length, self.distances.num_embeddings).to(x.device)).permute(2, 0, 1)  # fmt: skip
        if torch.is_autocast_enabled(x.device.type):
            mask = mask.to(torch.bfloat16)
        for layer in self.layers:
            x = layer(x, mask)
        vectors: Tensor = x
        return vectors


def buckets_of(length: int, n: int) -> Tensor:
    """Return the bucket of each distance between two pieces: near ones apart, far ones by their logarithm."""
    place = torch.arange(length)
    distance = place[:, None] - place[None, :]
    half, near = n // 2, n // 4
    far = distance.abs().clamp(min=1).float() / near
    far = near + (far.log() / math.log(FARTHEST / near) * (half - near)).long()
    found = torch.where(distance.abs() < near, distance.abs(), far.clamp(max=half - 1))
    return found + half * (distance < 0)


class Network(nn.Module):
    """Encoder and heads.

    Scores: names, triggers of events with the manner and the roles of each, tags, sentence begins, arcs; relations for given governors.
    """

    def __init__(self, labels: Labels, n_pieces: int, size: Size = MINILM) -> None:
        super().__init__()
        self.labels = labels
        self.encoder = Encoder(n_pieces, size)
        wide = size.width + N_FEATURES
        self.names = nn.Sequential(
            nn.Dropout(HEAD_DROPOUT), nn.Linear(wide, NAMES_WIDTH), nn.GELU(), nn.Linear(NAMES_WIDTH, len(labels.names))
        )  # fmt: skip
        self.events = nn.Sequential(
            nn.Dropout(HEAD_DROPOUT), nn.Linear(wide, NAMES_WIDTH), nn.GELU(), nn.Linear(NAMES_WIDTH, len(labels.events))
        )  # fmt: skip
        n_manners = len(labels.modes) + len(labels.statuses) + len(labels.polarities)
        self.manner = nn.Sequential(
            nn.Dropout(HEAD_DROPOUT), nn.Linear(wide, NAMES_WIDTH), nn.GELU(), nn.Linear(NAMES_WIDTH, n_manners)
        )  # fmt: skip
        self.role_from, self.role_to = (nn.Linear(wide, len(ROLES) * ROLE_WIDTH) for _ in range(2))
        self.role_bias = nn.Linear(wide, len(ROLES))
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
        device = batch.pieces.device.type
        is_quick = self.training or device != "cpu"
        with torch.autocast(device, torch.bfloat16, enabled=is_quick):
            x = self.encoder(batch)
        x = x.float().gather(1, batch.first.unsqueeze(-1).expand(-1, -1, x.shape[-1]))
        return torch.cat([x, batch.features], -1)

    def manners(self, x: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        """Return the scores of modes, statuses and polarities, were the word a trigger."""
        labels = self.labels
        sizes = [len(labels.modes), len(labels.statuses), len(labels.polarities)]
        modes, statuses, polarities = self.manner(x).split(sizes, -1)
        return modes, statuses, polarities

    def roles(self, x: Tensor) -> Tensor:
        """Return the score of each word (last) in each role of the event whose trigger is the word (second)."""
        n, length, _ = x.shape
        triggers = self.dropout(functional.gelu(self.role_from(x)))
        words = self.dropout(functional.gelu(self.role_to(x)))
        triggers, words = (
            y.view(n, length, len(ROLES), ROLE_WIDTH).transpose(1, 2) for y in (triggers, words)
        )
        scores: Tensor = triggers @ words.transpose(2, 3) / ROLE_WIDTH**0.5
        scores = scores + self.role_bias(x).transpose(1, 2).unsqueeze(2)
        return scores.transpose(1, 2)  # stretch x trigger x role x word

    def arcs(self, x: Tensor) -> Tensor:
        """Return the score of each word as the governor of each; the diagonal is that of a root."""
        dependent = self.dropout(functional.gelu(self.dependent(x)))
        governor = self.dropout(functional.gelu(self.governor(x)))
        scores = self.bilinear(dependent) @ governor.transpose(1, 2) / ARC_WIDTH**0.5
        scores = scores + self.governor_bias(governor).transpose(1, 2)
        is_self = torch.eye(x.shape[1], dtype=torch.bool, device=x.device)
        return torch.where(is_self, self.root(dependent), scores)

    def relation_scores(self, x: Tensor, heads: Tensor) -> Tensor:
        """Return the scores of the relations of each word to its given governor."""
        governor = self.relation_governor(x)
        index = heads.clamp(min=0).unsqueeze(-1).expand(-1, -1, LABEL_WIDTH)
        mixed = functional.gelu(self.relation_dependent(x) + governor.gather(1, index))
        scores: Tensor = self.relations(self.dropout(mixed))
        return scores


BERT = {
    "norm": "embeddings.LayerNorm", "query": "attention.self.query", "key": "attention.self.key",
    "value": "attention.self.value", "out": "attention.output.dense", "layer norm": "attention.output.LayerNorm",
}  # fmt: skip
MPNET_NAMES = BERT | {
    "query": "attention.attn.q", "key": "attention.attn.k", "value": "attention.attn.v", "out": "attention.attn.o",
    "layer norm": "attention.LayerNorm",
}  # fmt: skip


def load_encoder(network: Network, given: Mapping[str, Tensor]) -> None:
    """Put published weights into the network: of a BERT-like encoder, or of MPNet with BERT's pieces in BERT's places."""
    encoder = network.encoder
    names = MPNET_NAMES if encoder.distances is not None else BERT
    named: list[tuple[Any, str]] = [(encoder.norm, names["norm"])]
    for i, layer in enumerate(encoder.layers):
        base = f"encoder.layer.{i}."
        named += [
            (layer.query, base + names["query"]), (layer.key, base + names["key"]),
            (layer.value, base + names["value"]), (layer.out, base + names["out"]),
            (layer.norm, base + names["layer norm"]), (layer.inner, base + "intermediate.dense"),
            (layer.outer, base + "output.dense"), (layer.last_norm, base + "output.LayerNorm"),
        ]  # fmt: skip
    with torch.no_grad():
        for module, name in named:
            module.weight.copy_(given[name + ".weight"])
            module.bias.copy_(given[name + ".bias"])
        words, positions = (given[f"embeddings.{k}_embeddings.weight"] for k in ("word", "position"))  # fmt: skip
        if encoder.distances is None:
            encoder.words.weight.copy_(words)
            encoder.positions.weight.copy_(positions + given["embeddings.token_type_embeddings.weight"][0])  # fmt: skip
            return
        n = encoder.words.weight.shape[0]
        encoder.words.weight.copy_(words[MPNET_SHIFT : MPNET_SHIFT + n])
        for place, mark in MPNET_MARKS.items():
            encoder.words.weight[place] = words[mark]
        encoder.positions.weight.copy_(positions[2:])
        encoder.distances.weight.copy_(given["encoder.relative_attention_bias.weight"])


MPNET_MARKS = {101: 0, 102: 2}
"""BERT's marks of the begin and the end of a text, and MPNet's."""


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


def frames_loss(network: Network, x: Tensor, batch: Batch) -> Tensor:
    """Return the loss of the triggers of events and, at each trigger, of its manner and its roles."""
    gold, mask = batch.gold, batch.word_mask
    loss = TRIGGER_WEIGHT * functional.cross_entropy(network.events(x)[mask], gold["events"][mask])
    told = (gold["events"] > 0) & mask
    if not bool(told.any()):
        return loss
    for scores, key in zip(network.manners(x), ("modes", "statuses", "polarities"), strict=True):
        loss = loss + MANNER_WEIGHT * functional.cross_entropy(scores[told], gold[key][told])
    row, trigger = told.nonzero(as_tuple=True)
    roles = network.roles(x)[row, trigger]  # trigger x role x word
    wanted = (gold["roles"][row] == trigger[:, None, None, None] + 1).any(-1)
    wanted = wanted.transpose(1, 2).float()  # trigger x role x word
    together = gold["sentence"][row] == gold["sentence"][row, trigger, None]
    each = functional.binary_cross_entropy_with_logits(roles, wanted, reduction="none")
    return loss + (each * together.unsqueeze(1)).sum() / (ROLE_SCALE * len(row))


TRIGGER_WEIGHT, MANNER_WEIGHT, ROLE_SCALE = 5.0, 0.3, 3.0
"""One word in forty is a trigger, and the mean over all words hides them: with a weight of 1, one in ten was found after
7 million pieces. A trigger's arcs are summed over the words and then scaled down."""


def loss_of(network: Network, batch: Batch) -> Tensor:
    """Return the loss of a batch: of names, trees or frames, whatever its gold holds."""
    x = network.word_vectors(batch)
    if "names" in batch.gold:
        return names_loss(network.names(x), batch)
    loss = syntax_loss(network, x, batch)
    return loss + FRAMES_WEIGHT * frames_loss(network, x, batch) if "events" in batch.gold else loss


FRAMES_WEIGHT = 2.0
"""Frames come with the trees that a model drew: those are only to be kept, these to be learnt."""


def taught_loss(network: Network, teachers: Sequence[Network], batch: Batch) -> Tensor:
    """Return how far the network's answers to a text without labels are from the mean of the teachers'."""
    mask = batch.word_mask
    with torch.no_grad():
        read = [(teacher, teacher.word_vectors(batch)) for teacher in teachers]

        def mean(head: Callable[[Network, Tensor], Tensor]) -> Tensor:
            return torch.stack([head(teacher, y) for teacher, y in read]).mean(0)

        begins = mean(lambda t, y: t.begins(y).squeeze(-1))
        hints = batch.gold["hints"]  # 1 begins a sentence, -1 doesn't, 0 the model's to say
        sentence = ((hints > 0) | ((hints == 0) & (begins > 0))).cumsum(1)
        apart = sentence.unsqueeze(1) != sentence.unsqueeze(2)
        apart = apart | ~mask.unsqueeze(1)
        arcs = mean(lambda t, y: t.arcs(y)).masked_fill(apart, FORBIDDEN)
        heads = arcs.argmax(-1)
        events = mean(lambda t, y: t.events(y).softmax(-1))
        told = (events[..., 0] < 1 - LEAST_TAUGHT) & mask
        row, trigger = told.nonzero(as_tuple=True)
        weight = 1 - events[row, trigger, 0]
        names, tags = mean(lambda t, y: t.names(y)), mean(lambda t, y: t.tags(y))
        relations = mean(lambda t, y: t.relation_scores(y, heads))
        manners = [mean(lambda t, y, i=i: t.manners(y)[i][row, trigger]) for i in range(3)]  # type: ignore[misc]
        wanted = mean(lambda t, y: t.roles(y)[row, trigger].sigmoid())
    x = network.word_vectors(batch)
    drop = network.dropout(x)
    loss = softly(network.names(x), names, mask)
    loss = loss + TRIGGER_WEIGHT * softly(network.events(x), events.log(), mask)
    loss = loss + 0.5 * softly(network.tags(drop), tags, mask)
    loss = loss + softly(network.arcs(x).masked_fill(apart, FORBIDDEN), arcs, mask)
    loss = loss + softly(network.relation_scores(x, heads), relations, mask)
    loss = loss + 0.5 * functional.binary_cross_entropy_with_logits(
        network.begins(drop).squeeze(-1)[mask], begins.sigmoid()[mask]
    )
    if not len(row):
        return loss
    total = weight.sum()
    for ours, theirs in zip(network.manners(x), manners, strict=True):
        each = functional.kl_div(ours[row, trigger].log_softmax(-1), theirs.log_softmax(-1), log_target=True, reduction="none")  # fmt: skip
        loss = loss + 2 * MANNER_WEIGHT * (each.sum(-1) * weight).sum() / total
    each = functional.binary_cross_entropy_with_logits(network.roles(x)[row, trigger], wanted, reduction="none")  # fmt: skip
    each = each * (~apart[row, trigger]).unsqueeze(1) * weight[:, None, None]
    return loss + 2 * each.sum() / (ROLE_SCALE * total)


LEAST_TAUGHT = 0.05
"""Words to which the teacher gives a smaller chance to be a trigger teach nothing about roles."""


def softly(scores: Tensor, wanted: Tensor, mask: Tensor) -> Tensor:
    """Return how far scores are from others, over the words."""
    ours, theirs = scores[mask].log_softmax(-1), wanted[mask].log_softmax(-1)
    return functional.kl_div(ours, theirs, log_target=True, reduction="batchmean")
