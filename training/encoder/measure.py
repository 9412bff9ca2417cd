"""Scores of a checkpoint on texts set aside from the training corpora: exact names, and trees with sentences as in gold."""

from __future__ import annotations

import collections
from collections.abc import Sequence
from pathlib import Path

import torch

from training.encoder.examples import (
    NAME_LABELS,
    Reader,
    batches,
    event_stretches,
    names_stretches,
    tree_stretches,
)
from training.encoder.network import FORBIDDEN, Batch, Network
from training.encoder.sources import read_events, read_sources, read_trees

MERGED = {"GPE": "LOC"}
Span = tuple[int, int, str]


def spans_of(numbers: Sequence[int]) -> set[Span]:
    """Return the names that a sequence of label numbers marks, MISC left out."""
    out: set[Span] = set()
    start, label = 0, ""
    for i, number in enumerate([*numbers, 0]):
        name = NAME_LABELS[max(number, 0)]
        if label and name != f"I-{label}":
            out.add((start, i, MERGED.get(label, label)))
            label = ""
        if name != "O" and not label:
            start, label = i, name[2:]
    return {span for span in out if span[2] != "MISC"}


def count_names(network: Network, batch: Batch, counts: collections.Counter[str]) -> None:
    """Count gold, found and right names by type."""
    best = network.names(network.word_vectors(batch)).argmax(-1)
    for row, gold, mask, hidden in zip(
        best, batch.gold["names"], batch.word_mask, batch.gold["hidden"], strict=True
    ):
        unmarked = {NAME_LABELS[int(i)][2:] for i in hidden.nonzero()}
        found = {s for s in spans_of(row[mask].tolist()) if s[2] not in unmarked}
        want = spans_of(gold[mask].tolist())
        for key, spans in (("found", found), ("gold", want), ("right", found & want)):
            for _, _, label in spans:
                counts[f"{key} {label}"] += 1
                counts[f"{key} all"] += 1


def count_triggers(network: Network, batch: Batch, counts: collections.Counter[str]) -> None:
    """Count words that are triggers in gold, that are found, and that are right with their types."""
    best = network.events(network.word_vectors(batch)).argmax(-1)
    gold, mask = batch.gold["events"], batch.word_mask
    counts["found events"] += int(((best > 0) & mask).sum())
    counts["gold events"] += int(((gold > 0) & mask).sum())
    counts["right events"] += int(((best == gold) & (gold > 0) & mask).sum())


def count_arcs(network: Network, batch: Batch, counts: collections.Counter[str]) -> None:
    """Count words and right tags, governors and labelled arcs; governors are the best ones, tree or not."""
    gold, mask = batch.gold, batch.word_mask
    x = network.word_vectors(batch)
    together = gold["sentence"].unsqueeze(1) == gold["sentence"].unsqueeze(2)
    heads = network.arcs(x).masked_fill(~together, FORBIDDEN).argmax(-1)
    is_right = (heads == gold["heads"]) & mask
    is_labelled = network.relation_scores(x, heads).argmax(-1) == gold["relations"]
    counts["words"] += int(mask.sum())
    counts["heads"] += int(is_right.sum())
    counts["arcs"] += int((is_right & is_labelled).sum())
    counts["tags"] += int(((network.tags(x).argmax(-1) == gold["tags"]) & mask).sum())


def development_scores(
    network: Network, reader: Reader, corpora: Path, without: Sequence[str], n_trees: int = 80
) -> dict[str, float]:
    """Return F of names by source and type, and the shares of right tags, governors and arcs."""
    network.eval()
    out: dict[str, float] = {}
    total: collections.Counter[str] = collections.Counter()
    with torch.inference_mode():
        for source in read_sources(corpora, without, is_development=True):
            counts: collections.Counter[str] = collections.Counter()
            rows = [s for t in source.texts for s in names_stretches(reader, t, source.hidden, 128)]
            for batch in batches(rows, 4096, None):
                count_names(network, batch, counts)
            total += counts
            if rows:
                out[source.name] = f_score(counts, "all")
        for label in ("all", "PERSON", "ORG", "LOC", "NORP", "EVENT"):
            out[label] = f_score(total, label)
        told: collections.Counter[str] = collections.Counter()
        rows = [s for t in read_events(True) for s in event_stretches(reader, t, 128)]
        for batch in batches(rows, 4096, None):
            count_triggers(network, batch, told)
        out["events"] = f_score(told, "events")
        arcs: collections.Counter[str] = collections.Counter()
        documents = read_trees(corpora, "dev")[:: max(1, 300 // n_trees)][:n_trees]
        rows = [s for d in documents for s in tree_stretches(reader, d, None, 128)]
        for batch in batches(rows, 4096, None):
            count_arcs(network, batch, arcs)
        out |= {
            key: round(arcs[key] / max(1, arcs["words"]), 4) for key in ("tags", "heads", "arcs")
        }
    network.train()
    return out


def f_score(counts: collections.Counter[str], label: str) -> float:
    """Return F of one type."""
    return round(
        2 * counts[f"right {label}"] / max(1, counts[f"found {label}"] + counts[f"gold {label}"]), 4
    )
