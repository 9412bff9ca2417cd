"""How the coder fares on the news held out: `python -m training.events.news_score --shared SHARED`.

Whole publishers and stories that neither the encoder nor the judge learnt from; `--kept` scores those that taught the judge alone.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from copydesk.events import code_events
from copydesk.language import CodedEvent
from training.events.judge import Analysed, analyse
from training.events.score import Counts, has_parties, n_matched
from training.news_corpus.load import NewsText, read_news

Tally = Mapping[str, Counts]
"""What is right, superfluous and missed: `type` by sentence, `triple` by event, `empty` of sentences without an event."""


def tally_of(text: NewsText, events: Sequence[CodedEvent]) -> Tally:
    """Return what the events found in a labelled document come to, over the sentences that were read."""
    types, triples, empty = Counts(), Counts(), Counts()
    for section, start, end in text.sentences:
        wanted = [e for s, e in text.events if s == section and start <= e.trigger.start < end]
        found = [e for e in events if e.section == section and start <= e.trigger_start < end]
        here, there = {e.event_type for e in wanted}, {e.event_type for e in found}
        types.add(list(here), list(there), len(here & there))
        triples.add(wanted, found, n_matched(wanted, found, has_parties))
        empty.right += not wanted and not found
        empty.extra += not wanted and bool(found)
    return {"type": types, "triple": triples, "empty": empty}


def summed(tallies: Iterable[Tally]) -> Tally:
    """Return tallies added up, by what they count."""
    total = {"type": Counts(), "triple": Counts(), "empty": Counts()}
    for tally in tallies:
        for name, counts in tally.items():
            total[name].right += counts.right
            total[name].extra += counts.extra
            total[name].missed += counts.missed
    return total


def report(documents: Iterable[Analysed]) -> list[str]:
    """Return the lines of the report."""
    total = summed(tally_of(one[0], code_events(*one[1:])) for one in documents)
    empty = total["empty"]
    return [
        f"type F1 {total['type'].f1:.3f} (precision {total['type'].precision:.3f}, recall {total['type'].recall:.3f})",
        f"triple F1 {total['triple'].f1:.3f}",
        f"sentences without an event that get one: {empty.extra} of {empty.right + empty.extra}",
    ]


def main() -> None:
    """Print the report."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--shared", type=Path, required=True)
    parser.add_argument("--kept", action="store_true", help="the stories that taught the judge")
    options = parser.parse_args()
    texts = (
        text
        for text in read_news(options.shared)
        if (text.teaches_judge and not text.is_held_out if options.kept else text.is_held_out)
    )
    print("\n".join(report(analyse(texts))))


if __name__ == "__main__":
    main()
