"""The classifier that was tried over the lexicon's triggers: does a trigger report an event, and which?

    python -m training.events.classifier    what a veto at several thresholds does to the held-out fifth

Multinomial logistic regression over counted features of the trigger, its arguments and its sentence, trained on the
training items of our corpus alone, the same from run to run. It does not ship: decision 008 tells why.
Needs scikit-learn, which nothing else here does.
"""

from __future__ import annotations

import dataclasses
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any

from copydesk.events import coder
from copydesk.events.arguments import patient_tokens, subject_tokens
from copydesk.events.parties import Cast, cover
from copydesk.events.repair import repair
from copydesk.events.tree import build_tree
from copydesk.events.triggers import Trigger, find_triggers
from training.events.parsed import ParsedItem, parse_items
from training.events_corpus.corpus import held_out_items, training_items

NO_EVENT = "none"
SEED = 7
STRENGTH = 0.5
"""Inverse of the regularisation."""

LEAST_SEEN = 2
THRESHOLDS = (1.0, 0.95, 0.9, 0.8, 0.7, 0.6)


@dataclasses.dataclass(frozen=True, slots=True)
class Candidate:
    """A trigger of the lexicon with its features and, in the corpus, the type that is labelled there."""

    start: int
    features: tuple[str, ...]
    label: str


def candidates(parsed: ParsedItem) -> Iterator[Candidate]:
    """Yield the lexicon's triggers of an item."""
    by_sentence: dict[int, list[Any]] = {}
    for mention in parsed.mentions:
        by_sentence.setdefault(mention.sentence_index, []).append(mention)
    for sentence in parsed.analysed.sentences:
        tree = build_tree(repair(sentence))
        cast = Cast(tree, cover(tree, by_sentence.get(sentence.index, [])))
        for trigger in find_triggers(cast, frozenset()):
            start = tree.tokens[trigger.index].start
            labels = [
                e.event_type for e in parsed.item.events if e.trigger.start <= start < e.trigger.end
            ]
            yield Candidate(start, tuple(features(cast, trigger)), (labels or [NO_EVENT])[0])


def features(cast: Cast, trigger: Trigger) -> list[str]:
    """Return what is known of a trigger: itself, the type voted for, its arguments, the words around it."""
    tree, i, vote = cast.tree, trigger.index, trigger.event_type
    lemmas = tree.lemmas
    found = [
        f"vote={vote}",
        f"mode={vote}/{trigger.mode}",
        f"lemma={lemmas[i]}",
        f"dep={tree.base(i)}",
    ]
    found += [f"vote+lemma={vote}/{lemmas[i]}", f"vote+dep={vote}/{tree.base(i)}"]
    for role, tokens in (("subject", subject_tokens(tree, i)), ("object", patient_tokens(tree, i))):
        kinds = "+".join(_kind(cast, t) for t in tokens[:2]) or "-"
        found += [f"{role}={kinds}", f"vote+{role}={vote}/{kinds}"]
        found += [f"{role} lemma={lemmas[t]}" for t in tokens[:2]]
    for c in tree.children[i]:
        if tree.base(c) in ("obl", "nmod"):
            found += [f"case={tree.case_of(c)}", f"case+lemma={tree.case_of(c)}/{lemmas[c]}"]
        elif tree.base(c) in ("aux", "advmod", "compound", "xcomp", "ccomp", "amod", "det", "mark"):
            found.append(f"{tree.base(c)}={lemmas[c]}")
    found.append(f"head={lemmas[tree.head(i)]}/{tree.base(i)}")
    found += [f"{k:+d}={lemmas[i + k]}" for k in (-2, -1, 1, 2) if 0 <= i + k < len(lemmas)]
    found += [f"word={w}" for w in sorted(set(lemmas)) if w.isalpha() and len(w) > 2]
    return found


def _kind(cast: Cast, token: int) -> str:
    mention = cast.mention_of.get(token)
    if mention is not None:
        return mention.entity_type
    return "role" if cast.party_at(token) is not None else "other"


def fit(train: Sequence[Candidate]) -> tuple[Any, dict[str, int]]:
    """Return the trained model and the column of each feature."""
    from sklearn.linear_model import LogisticRegression  # type: ignore[import-untyped]

    seen = Counter(f for c in train for f in set(c.features))
    columns = {f: k for k, f in enumerate(sorted(f for f, n in seen.items() if n >= LEAST_SEEN))}
    model = LogisticRegression(C=STRENGTH, max_iter=200, random_state=SEED)
    model.fit(matrix(train, columns), [c.label for c in train])
    return model, columns


def matrix(rows: Sequence[Candidate], columns: dict[str, int]) -> Any:
    """Return the candidates as a sparse matrix."""
    from scipy.sparse import csr_matrix  # type: ignore[import-untyped]

    where = [
        (n, columns[f]) for n, c in enumerate(rows) for f in sorted(set(c.features)) if f in columns
    ]
    lines, cells = zip(*where, strict=True)
    return csr_matrix(([1.0] * len(where), (lines, cells)), shape=(len(rows), len(columns)))


def veto_report(model: Any, columns: dict[str, int], parsed: Sequence[ParsedItem]) -> list[str]:
    """Return, per threshold, type F1, precision and false events when the model may veto events."""
    coded = [coder.code_events(p.article, p.analysed, p.mentions) for p in parsed]
    doubts = [_doubts(model, columns, list(candidates(p))) for p in parsed]
    lines = []
    for threshold in THRESHOLDS:
        right = extra = missed = n_false = 0
        for p, events, doubt in zip(parsed, coded, doubts, strict=True):
            kept = {
                e.event_type
                for e in events
                if all(d <= threshold for s, d in doubt if e.trigger_start <= s < e.trigger_end)
            }
            wanted = {e.event_type for e in p.item.events}
            right += len(kept & wanted)
            extra += len(kept - wanted)
            missed += len(wanted - kept)
            n_false += bool(kept) and not wanted
        f1 = 2 * right / max(1, 2 * right + extra + missed)
        precision = right / max(1, right + extra)
        lines.append(
            f"veto above {threshold:.2f}: type F1 {f1:.3f}, precision {precision:.3f}, items with a false event {n_false}"
        )
    return lines


def _doubts(
    model: Any, columns: dict[str, int], rows: Sequence[Candidate]
) -> list[tuple[int, float]]:
    """Return per trigger its start and the chance that it reports nothing, as the model sees it."""
    known = [c for c in rows if any(f in columns for f in c.features)]
    if not known:
        return []
    none = list(model.classes_).index(NO_EVENT)
    chances = model.predict_proba(matrix(known, columns))
    return [(c.start, round(float(p[none]), 4)) for c, p in zip(known, chances, strict=True)]


def main() -> None:
    """Train, and print what a veto would do."""
    train = [c for p in parse_items(training_items()) for c in candidates(p)]
    model, columns = fit(train)
    print(f"{len(train)} triggers, {len(columns)} features")
    held_out = parse_items(held_out_items())
    rows = [c for p in held_out for c in candidates(p)]
    right = sum(model.predict(matrix(rows, columns)) == [c.label for c in rows])
    print(f"right of {len(rows)} held-out triggers: {right / len(rows):.3f}")
    print("\n".join(veto_report(model, columns, held_out)))


if __name__ == "__main__":
    main()
