"""How the coder fares on the news held out: `python -m training.events.news_score --shared SHARED`.

Whole publishers and stories that neither the encoder nor the judge learnt from; `--kept` scores those that taught the judge alone.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from copydesk.events import code_events
from copydesk.events.lexicon import word_list
from copydesk.text.language import CodedEvent
from training.events.judge import Analysed, analyse
from training.events.score import Counts, has_parties, is_same_act, is_same_party, n_matched
from training.events_corpus.corpus import LabelledEvent, Span
from training.news_corpus.load import NewsText, read_news

Tally = Mapping[str, Counts]
"""What is right, superfluous and missed: `type` by sentence, `triple` by event, `empty` of sentences without an event, `date` and `parties` of
events that are right in trigger and type."""


def tally_of(text: NewsText, events: Sequence[CodedEvent]) -> Tally:
    """Return what the events found in a labelled document come to, over the sentences that were read."""
    types, triples, empty, dates, parties = (Counts() for _ in range(5))
    for section, start, end in text.sentences:
        wanted = [e for s, e in text.events if s == section and start <= e.trigger.start < end]
        found = [e for e in events if e.section == section and start <= e.trigger_start < end]
        here, there = {e.event_type for e in wanted}, {e.event_type for e in found}
        types.add(list(here), list(there), len(here & there))
        triples.add(wanted, found, n_matched(wanted, found, has_parties))
        empty.right += not wanted and not found
        empty.extra += not wanted and bool(found)
        for event in found:
            label = next((one for one in wanted if is_same_act(one, event)), None)
            if label is not None:
                told = [event.date_text] if event.date_text else []
                stated = [label.date.text] if label.date else []
                is_right = bool(told and stated) and bool(dated(told[0]) & dated(stated[0]))
                dates.add(stated, told, int(is_right))
                parties.add([label], [event], int(has_no_other_party(label, event)))
    return {"type": types, "triple": triples, "empty": empty, "date": dates, "parties": parties}


def has_no_other_party(label: LabelledEvent, event: CodedEvent) -> bool:
    """Tell whether an event names who is labelled and nobody where nobody is, as readers judge it; of a mutual act either way round."""
    sides = [(label.actors, label.recipients)]
    sides += [(label.recipients, label.actors)] if label.is_mutual else []
    found = (event.actor_text, event.recipient_text)
    return any(all(map(_is_exact, found, spans)) for spans in sides)


def _is_exact(found: str | None, spans: Sequence[Span]) -> bool:
    """Tell whether a party is one of those labelled; whom a labelled pronoun means nobody labelled."""
    names = [span.text for span in spans]
    is_open = any(name.lower() in PRONOUNS for name in names)
    return (found is None) is (not names) and (is_open or is_same_party(found, names))


PRONOUNS = word_list("parties", "pronouns") | {"them", "us", "me"}


def dated(words: str) -> set[str]:
    """Return the words of a date that say which one it is.

    >>> sorted(dated("on Friday, March 1"))
    ['1', 'friday', 'march']
    """
    return set(words.casefold().replace(",", "").split()) - {"on", "in", "the", "last"}


def summed(tallies: Iterable[Tally]) -> Tally:
    """Return tallies added up, by what they count."""
    total = {name: Counts() for name in ("type", "triple", "empty", "date", "parties")}
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
        f"date F1 {total['date'].f1:.3f} (precision {total['date'].precision:.3f}, recall {total['date'].recall:.3f})",
        f"parties of events right in trigger and type: {total['parties'].precision:.3f}",
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
