"""Scores of a checkpoint on texts set aside from the training corpora: exact names, and trees with sentences as in gold."""

from __future__ import annotations

import collections
from collections.abc import Mapping, Sequence

import torch

from training.encoder.network import FORBIDDEN, ROLES, Batch, Network
from training.encoder.stretches import NAME_LABELS, Stretch, batches

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


def count_frames(network: Network, batch: Batch, counts: collections.Counter[str]) -> None:
    """Count triggers with their types, and arcs of the triggers in gold, roles told apart; how they are told."""
    x = network.word_vectors(batch)
    best = network.events(x).argmax(-1)
    gold, mask = batch.gold["events"], batch.word_mask
    told = (gold > 0) & mask
    counts["found events"] += int(((best > 0) & mask).sum())
    counts["gold events"] += int(told.sum())
    counts["right events"] += int(((best == gold) & told).sum())
    row, trigger = told.nonzero(as_tuple=True)
    if not len(row):
        return
    for scores, key in zip(network.manners(x), ("modes", "statuses", "polarities"), strict=True):
        counts[key] += int((scores[told].argmax(-1) == batch.gold[key][told]).sum())
    together = batch.gold["sentence"][row] == batch.gold["sentence"][row, trigger, None]
    found = (network.roles(x)[row, trigger] > 0) & together.unsqueeze(1)
    wanted = (batch.gold["roles"][row] == trigger[:, None, None, None] + 1).any(-1).transpose(1, 2)
    for number, role in enumerate(ROLES):
        counts[f"found {role}"] += int(found[:, number].sum())
        counts[f"gold {role}"] += int(wanted[:, number].sum())
        counts[f"right {role}"] += int((found & wanted)[:, number].sum())


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
    network: Network, packs: Mapping[str, Sequence[Stretch]], device: str
) -> dict[str, float]:
    """Return F of names by source and type, of triggers and roles, and the shares of right tags, governors and arcs."""
    out: dict[str, float] = {}
    total: collections.Counter[str] = collections.Counter()
    told: collections.Counter[str] = collections.Counter()
    drawn: collections.Counter[str] = collections.Counter()
    with torch.inference_mode():
        for kind, stretches in packs.items():
            counts: collections.Counter[str] = collections.Counter()
            if not kind.startswith("dev ") or not stretches:
                continue
            for batch in batches(stretches, 8192):
                count = {"n": count_names, "f": count_frames, "t": count_arcs}[kind[4]]
                count(network, batch.on(device), counts)
            if "names" in kind:
                out[kind] = f_score(counts, "all")
            {"n": total, "f": told, "t": drawn}[kind[4]].update(counts)
    for label in ("all", "PERSON", "ORG", "LOC", "NORP", "EVENT"):
        out[label] = f_score(total, label)
    for label in ("events", *ROLES):
        out[label] = f_score(told, label)
    for key in ("modes", "statuses", "polarities"):
        out[key] = round(told[key] / max(1, told["gold events"]), 4)
    return out | {key: round(drawn[key] / max(1, drawn["words"]), 4) for key in ("tags", "heads", "arcs")}  # fmt: skip


def f_score(counts: collections.Counter[str], label: str) -> float:
    """Return F of one type."""
    return round(
        2 * counts[f"right {label}"] / max(1, counts[f"found {label}"] + counts[f"gold {label}"]), 4
    )
