"""Made-up pairs that probe the coder: of one meaning, which must be coded alike; and deeds not done, which must not be told as done.

python -m tests.events.probes           all pairs
python -m tests.events.probes 300       the first of them, of all kinds
"""

from __future__ import annotations

import dataclasses
import datetime as dt
import itertools
import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

from copydesk.entities import find_mentions
from copydesk.events import code_events
from copydesk.events.ontology import ontology
from copydesk.ids import content_id
from copydesk.nlp import load_model
from copydesk.text.language import ArticleText, CodedEvent, LanguageModel

PUBLISHED = dt.date(2024, 5, 17)
SURE = 0.5
"""Where a slander is unforgivable: confidence from which an analyst keeps a row."""

NAMES = (
    "Kenya",
    "Uganda",
    "Peru",
    "Chile",
    "Norway",
    "Poland",
    "Ghana",
    "Togo",
    "Laos",
    "Nepal",
    "Egypt",
    "Sudan",
)
DEEDS: Sequence[tuple[str, str, str, str]] = (  # did, to do, doing, done by
    ("attacked", "attack", "attacking", "was attacked by"),
    ("bombed", "bomb", "bombing", "was bombed by"),
    ("invaded", "invade", "invading", "was invaded by"),
    ("shelled", "shell", "shelling", "was shelled by"),
    ("sanctioned", "sanction", "sanctioning", "was sanctioned by"),
)
"""Of states to states: conflict that is done, not said."""

SLANDERS = {
    "denial": (
        "{a} did not {do} {b}.",
        "{a} has never {did} {b}.",
        "{a} denied {doing} {b}.",
        "{a} denied that it had {did} {b}.",
        "{a} rejected reports that it {did} {b}.",
        "It is not true that {a} {did} {b}.",
        "{a} said it had not {did} {b}.",
        "No, {a} never {did} {b}, the minister said.",
        "{a} refused to {do} {b}.",
        "{a} avoided {doing} {b}.",
        "Reports that {a} {did} {b} are false.",
        "Claims {a} {did} {b} are baseless, officials said.",
        "Rumours that {a} {did} {b} proved to be untrue.",
        "Allegations that {a} {did} {b} have been debunked.",
        "Suggestions that {a} {did} {b} are without foundation.",
        "The story that {a} {did} {b} was made up.",
        "It was a lie that {a} {did} {b}.",
        "{a} called reports that it {did} {b} baseless.",
        "{a} dismissed as lies reports that it {did} {b}.",
        "{a} says claims it {did} {b} are untrue.",
        "False reports that {a} {did} {b} led to calls for calm.",
        "Users shared a fake story that {a} {did} {b}.",
        "A newspaper falsely claimed that {a} {did} {b}.",
        "It was wrongly reported that {a} {did} {b}.",
        "It was reported that {a} {did} {b}, but that is untrue.",
        "There is no evidence that {a} {did} {b}.",
        "Investigators found no proof that {a} {did} {b}.",
        "There is no truth to reports that {a} {did} {b}.",
        "Contrary to reports, {a} never {did} {b}.",
        "Fact check: {a} did not {do} {b}.",
        "Fact check: Claim that {a} {did} {b} is false.",
        "{a} was falsely accused of {doing} {b}.",
        "{a} was cleared of {doing} {b}.",
        "{a} is not guilty of {doing} {b}.",
        "{a} disputes that it {did} {b}.",
        "Officials ruled out that {a} {did} {b}.",
        "Officials did not say that {a} {did} {b}.",
        "No one in {a} {did} {b}.",
    ),
    "teller": (
        "{a} reported that rebels {did} {b}.",
        "{a} condemned rebels who {did} {b}.",
        "{a} described how rebels {did} {b}.",
        "{a} asked why rebels {did} {b}.",
        "{a} remembered those who died when rebels {did} {b}.",
        "Rebels {did} {b}, {a} said.",
    ),
    "anniversary": (
        "{a} marked the anniversary of the day on which rebels {did} {b}.",
        "Crowds gathered in {a} to remember the victims of the flood.",
    ),
    "question": (
        "Reporters asked whether {a} had {did} {b}.",
        "Did {a} {do} {b}?",
        "It is unclear whether {a} {did} {b}.",
        "Nobody knows if {a} will {do} {b}.",
    ),
    "condition": (
        "If {a} {did} {b}, the talks would end.",
        "The talks would end if {a} were to {do} {b}.",
        "Should {a} {do} {b}, prices would rise.",
        "Unless it rains, {a} could {do} {b}.",
        "{a} might {do} {b} one day.",
    ),
    "story": (
        "In the novel, {a} {did} {b}.",
        "The thriller imagines that {a} {did} {b}.",
        "In a mock battle, {a} {did} {b}.",
        "A fictional {a} {did} {b} in the blockbuster.",
    ),
    "sport": (
        "{a} {did} {b} from the first whistle and scored two goals before half-time.",
        "{a}'s striker {did} {b}'s defence and the goalkeeper saved a penalty.",
    ),
    "blind": (
        "A storm {did} the coast between {a} and {b}.",
        "A shark attacked a swimmer off {a}.",
        "A lorry struck a bus in {a} and killed nine people.",
        "An earthquake hit {a} and killed forty people.",
    ),
}
"""By class: shapes in which nothing of the kind was done by `a`."""

SAME = {
    "voice": ("{a} {did} {b}.", "{b} {done} {a}."),
    "moved": ("On Monday, {a} {did} {b}.", "{a} {did} {b} on Monday."),
    "added": ("{a} {did} {b}.", "{a} {did} {b}. It rained in the north."),
    "framed": ("{a} {did} {b}, officials said.", "Officials said {a} {did} {b}."),
    "clause": ("{a} {did} {b} after the talks ended.", "After the talks ended, {a} {did} {b}."),
}
"""Two shapes of one meaning."""


@dataclasses.dataclass(frozen=True, slots=True)
class Probe:
    """Two texts. Of a slander, the second is the same with other names; of the others, it means the same."""

    kind: str
    is_slander: bool
    first: str
    second: str
    innocent: tuple[str, str] | None = (
        None  # who did nothing in each text, where others did something
    )


def probes() -> Iterator[Probe]:
    """Yield all pairs, always in the same mixed order."""
    every = dict.fromkeys(itertools.chain.from_iterable(_kinds()))
    yield from sorted(
        every, key=lambda probe: content_id("evm", probe.kind, probe.first, probe.second)
    )


def _kinds() -> Iterator[list[Probe]]:
    pairs = list(itertools.permutations(NAMES, 2))
    for kind, shapes in SLANDERS.items():
        for shape in shapes:
            told = [
                Probe(
                    kind,
                    True,
                    _fill(shape, a, b, deed),
                    _fill(shape, b, a, deed),
                    (a, b) if kind in TELLING else None,
                )
                for (a, b), deed in itertools.product(pairs[::4], DEEDS)
            ]
            yield list(dict.fromkeys(told))
    for kind, (one, other) in SAME.items():
        yield [
            Probe(kind, False, _fill(one, a, b, deed), _fill(other, a, b, deed))
            for (a, b), deed in itertools.product(pairs, DEEDS)
        ]


def _fill(shape: str, a: str, b: str, deed: tuple[str, str, str, str]) -> str:
    return shape.format(a=a, b=b, did=deed[0], do=deed[1], doing=deed[2], done=deed[3])


def code(model: LanguageModel, text: str) -> tuple[CodedEvent, ...]:
    """Return the events of a text that is an article of its own."""
    article = ArticleText(article_id=content_id("art", text), body=text, published_on=PUBLISHED)
    analysed = model.analyse(article.texts())
    return code_events(article, analysed, tuple(find_mentions(article, analysed)))


TELLING = ("teller", "anniversary")
"""Kinds in which others did something."""


def slanders_of(events: Iterable[CodedEvent], innocent: str = "") -> list[CodedEvent]:
    """Return what is told as done, of conflict that is done and not said; of an innocent, what they are said to have done."""
    done = ("reported", "ongoing")
    return [
        e
        for e in events
        if e.polarity == "positive"
        and e.status in done
        and ontology()[e.event_type].quad == 4
        and innocent in (e.actor_text or "")
    ]


def meaning_of(events: Iterable[CodedEvent]) -> Counter[tuple[str | None, ...]]:
    """Return what two texts of one meaning must share."""
    return Counter(
        (e.event_type, e.actor_text, e.recipient_text, e.status, e.polarity) for e in events
    )


def judge(model: LanguageModel, probe: Probe) -> tuple[bool, list[CodedEvent]]:
    """Return whether a pair is coded as it must be, and the slanders found in it."""
    first, second = code(model, probe.first), code(model, probe.second)
    if probe.is_slander:
        of_first, of_second = probe.innocent or ("", "")
        found = [*slanders_of(first, of_first), *slanders_of(second, of_second)]
        return not found, found
    return bool(first) and meaning_of(first) == meaning_of(second), []


def main() -> None:
    """Print the shares."""
    model, every = load_model(), list(probes())
    some = every[: int(sys.argv[1])] if len(sys.argv) > 1 else every
    right, asked, sure = Counter[str](), Counter[str](), Counter[str]()
    for probe in some:
        is_right, found = judge(model, probe)
        asked[probe.kind] += 1
        right[probe.kind] += is_right
        sure[probe.kind] += any(e.confidence >= SURE for e in found)
        if not is_right and asked[probe.kind] - right[probe.kind] <= SHOWN:
            print("  ", probe.kind, "|", probe.first, "|", probe.second)
            for e in found:
                print("     ", e.event_type, e.actor_text, "->", e.recipient_text, e.confidence)
    print(f"pairs {sum(asked.values())} of {len(every)}")
    for kind, n in asked.items():
        print(
            f"{kind:10} right {right[kind]} of {n}; wrong at confidence {SURE} and more: {sure[kind]}"
        )


SHOWN = 4

if __name__ == "__main__":
    main()
