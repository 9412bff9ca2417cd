"""How the coder fares on the corpus.

python -m training.events.score              the held-out fifth
python -m training.events.score --training   the items that rules were mended on

Of real news: `news_score.py`.
"""

from __future__ import annotations

import argparse
import dataclasses
from collections.abc import Callable, Iterable, Sequence

from copydesk.events import coder
from copydesk.text.language import CodedEvent
from training.events.parsed import ParsedItem, parse_items
from training.events_corpus.corpus import LabelledEvent, held_out_items, training_items

SMALL_WORDS = frozenset("the a an of and in on at to for by from with his her its their".split())


@dataclasses.dataclass(slots=True)
class Counts:
    """Right, superfluous and missed; their F1."""

    right: int = 0
    extra: int = 0
    missed: int = 0

    @property
    def f1(self) -> float:
        """Return the harmonic mean of precision and recall."""
        return 2 * self.right / max(1, 2 * self.right + self.extra + self.missed)

    @property
    def precision(self) -> float:
        """Return the share of what was found that is right."""
        return self.right / max(1, self.right + self.extra)

    @property
    def recall(self) -> float:
        """Return the share of what is labelled that was found."""
        return self.right / max(1, self.right + self.missed)

    def add(self, wanted: Sequence[object], found: Sequence[object], n_right: int) -> None:
        """Count one item."""
        self.right += n_right
        self.extra += len(found) - n_right
        self.missed += len(wanted) - n_right


def words(text: str | None) -> set[str]:
    """Return the content words of a party's name."""
    return {w for w in (text or "").lower().replace("'s", "").split() if w not in SMALL_WORDS}


def is_same_party(found: str | None, wanted: Iterable[str]) -> bool:
    """Return whether a party is one of those labelled: half of the shorter one's words in common.

    >>> is_same_party("Prime Minister Ana Lukic", ["Lukic"]), is_same_party("police", ["gunmen"])
    (True, False)
    """
    names = list(wanted)
    own = words(found)
    shared = [(len(own & words(n)), min(len(own), len(words(n)))) for n in names]
    return not names or any(n and 2 * n >= least for n, least in shared)


def is_same_act(label: LabelledEvent, event: CodedEvent) -> bool:
    """Tell whether an event has the type of a label, and words of its trigger."""
    is_there = label.trigger.start < event.trigger_end and event.trigger_start < label.trigger.end
    return is_there and label.event_type == event.event_type


def n_matched(
    wanted: Sequence[LabelledEvent],
    found: Sequence[CodedEvent],
    is_match: Callable[[LabelledEvent, CodedEvent], bool],
) -> int:
    """Return how many labelled events find a coded one of their own."""
    free = list(found)
    for label in wanted:
        hit = next((e for e in free if is_match(label, e)), None)
        if hit is not None:
            free.remove(hit)
    return len(found) - len(free)


def has_recipient(label: LabelledEvent, event: CodedEvent) -> bool:
    """Return whether the recipient is right."""
    return is_same_party(event.recipient_text, [s.text for s in label.recipients])


def has_parties(label: LabelledEvent, event: CodedEvent) -> bool:
    """Return whether type, actor and recipient are right."""
    is_actor = is_same_party(event.actor_text, [s.text for s in label.actors])
    return label.event_type == event.event_type and is_actor and has_recipient(label, event)


def report(parsed: Sequence[ParsedItem]) -> list[str]:
    """Return the lines of the report."""
    types, targets, triples = Counts(), Counts(), Counts()
    n_empty = n_false = 0
    for p in parsed:
        found = coder.code_events(p.article, p.analysed, p.mentions)
        wanted = p.item.events
        here, there = {e.event_type for e in wanted}, {e.event_type for e in found}
        types.add(list(here), list(there), len(here & there))
        targets.add(wanted, found, n_matched(wanted, found, has_recipient))
        triples.add(wanted, found, n_matched(wanted, found, has_parties))
        n_empty += not wanted
        n_false += not wanted and bool(found)
    return [
        f"items {len(parsed)}",
        f"type F1 {types.f1:.3f} (precision {types.precision:.3f})",
        f"target F1 {targets.f1:.3f}",
        f"triple F1 {triples.f1:.3f}",
        f"items without an event that get one: {n_false} of {n_empty}",
    ]


def main() -> None:
    """Print the report."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--training", action="store_true", help="the items rules were mended on")
    options = parser.parse_args()
    items = training_items() if options.training else held_out_items()
    print("\n".join(report(parse_items(items))))


if __name__ == "__main__":
    main()
