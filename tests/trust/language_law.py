"""The law of resources in the language stages: twice the text takes twice the time, in each stage, whatever it says.

`python -m tests.trust.language_law` gives every family of bodies to the model (names and trees), to the search for mentions and to the coder
of events at n, 2n and 4n characters. A line per breach; `--only NAME`, `--all` prints the figures of those that keep it too. What a
text may cost at all is bounded by what is read of it (`MAX_BODY_CHARS`, `MAX_BODY_MARKS`, told as `language_stage_cut`).
"""

from __future__ import annotations

import argparse
import dataclasses
import math
import sys
from collections.abc import Callable, Iterator
from functools import partial

from copydesk.annotation import MARK, article_of, load_cached
from copydesk.entities import find_mentions
from copydesk.events import code_events
from copydesk.text.language import AnalysedArticle, FoundMention
from tests.trust.patterns import cpu_seconds
from tests.trust.resource_law import MARKS, repeated, slowness

MODEL = "copydesk-en"
STAGES = ("analyse", "mentions", "events")
MAX_SLOPE = 1.2
LEAST_SECONDS = 0.1
"""A slope from less is noise."""

SECONDS_PER_MARK = {"analyse": 1.5e-3, "mentions": 5e-4, "events": 5e-4}
"""A word or a mark is what the stages count in, and what bounds them. Plain news takes .1, .02 and .03 milliseconds; the most that a family
takes which grows as it should are .4 (brackets), .2 and .2."""

LETTERS_OF_A_MARK = 6

PATIENCE_SECONDS = 60.0
TRIES = 4

UNITS: dict[str, str] = {
    # {n} is the number of the repeat, {name}, {first} and {town} are names that differ with it
    "news": "{name} told reporters in {town} on Monday that police had arrested {n} protesters. ",
    "words of one sentence": "ferry ",
    "clauses of one sentence": "the ferry ran aground and ",
    "relative clauses": "who met the man ",
    "said that": "officials said that police said that ",
    "names of one sentence": "{name}, ",
    "names in sentences": "{name} spoke. ",
    "one name": "Maria Okafor ",
    "families of one name": "{name} and Mr. Okafor. ",
    "bearers of one surname": "{first} Okafor spoke. ",
    "juniors": "{first} spoke. {name} Jr. met him. ",
    "full and short names": "{name} met {first} yesterday. ",
    "he and she": "Mr. {name} left. Mrs. {first} Okafor left. ",
    "capitals": "Ferry ",
    "initials": "A. B. ",
    "acronyms": "the Harbour Authority (HA{n}) ",
    "states": "France, Germany, Kenya, Peru, ",
    "towns": "{town}, ",
    "a town and its state": "Springfield, Illinois; ",
    "people of a state": "the French and the Kenyan ",
    "triggers": "killed attacked arrested ",
    "attacks": "Gunmen killed {n} people in {town}. ",
    "attacks of one sentence": "gunmen killed {name} and ",
    "joined parties": "{name} and ",
    "arrests by all of all": "Police, soldiers, guards and {name} arrested, beat and killed ",
    "denials": "no evidence that nobody denied that ",
    "plans": "will would could might ",
    "not": "not ",
    "days": "on Monday, two days ago, on 5 May 2021, ",
    "offices": "the governor, the president and the minister said he ",
    "pronouns": "he she they it we ",
    "possessives": "'s ",
    "chains of of": "of the minister ",
    "open quotes": "\u201c",
    "quotes": "\u201ca\u201d ",
    "straight quotes": '"He said so," ',
    "open brackets": "(",
    "brackets": "(a) ",
    "one word": "a",
    "one word of dashes": "a-",
    "one word of dots": "a.",
    "one word of capitals": "A",
    "one number": "1",
    "commas": ", ",
    "marks": "!",
    "lines": "Ferry\n",
    "short paragraphs": "Ferry.\n\n",
    "headings": "FERRY AGROUND\n\n",
    "bullets": "- Ferry\n",
    "addresses": "http://example.org/{n} ",
    "chinese": "渡轮周一在北码头搁浅。",
    "faces": "😀",
    "accents": "e\u0301",
    "blanks": "a    ",
    "datelines": "LONDON, Nov 19 (Reuters) - ",
    "votes": "The council voted 5-4 to sue {name}. ",
    "languages of one list": "French and Arabic, Polish, ",
    "taught languages": "nine chose German and Arabic to teach ",
    "attacks with days": "Gunmen killed {n} people in {town} on Monday. ",
    "attacks long ago": "Two days ago gunmen killed {n} people on 5 May 2021. ",
    "attacks in one sentence with days": "gunmen killed {name} on Monday and ",
    "men with posts": "President {name} and Rep. {name}, R-Ariz., met. ",
    "firms": "{name} & {name} Inc. ",
    "firms and whom they are called like": "{first} Shipyards Corp bought it, and {first} was glad. ",
    "names in pieces": "Crews of {first} Lines met the {first} Lines. ",
    "bodies of divisions": "The state Supreme Court and Ohio's Senate told {town} of the Senate. ",
    "states in a list": "California and New York, Washington, ",
    "ages": "{name}, 41, ",
    "one name of two places": "Georgia and Washington ",
    "divisions": "{town} County, Ala., ",
    "said words": "\u201cWe will attack {town},\u201d {name} said. ",
    "passives": "{n} people were killed by gunmen in {town}. ",
    "agreements": "{name} agreed to meet {name} in {town}. ",
    "asides": "{name} ({town}) ",
    "denied attacks": "{name} denied that the army attacked {town}. ",
    **MARKS,
    "threats": "{name} threatened to attack {town} unless {name} withdraws. ",
}
SYLLABLES = "ka lo mi ner tu ras vel do shi pan gor el".split()


def word(number: int) -> str:
    """Return a name that differs with its number."""
    found = ""
    while number or not found:
        number, digit = divmod(number, len(SYLLABLES))
        found += SYLLABLES[digit]
    return found.capitalize()


def body_of(unit: str, n_chars: int) -> str:
    """Return a body of a unit often enough for a size."""
    if not any(name in unit for name in ("{name}", "{first}", "{town}")):
        return repeated(unit, n_chars)
    pieces: list[str] = []
    size = 0
    while size < n_chars:
        n = len(pieces)
        pieces.append(
            unit.format(
                n=n,
                name=f"{word(7 * n + 1)} {word(n + 20)}",
                first=word(11 * n + 5),
                town=f"Port {word(n + 3)}",
            )
        )
        size += len(pieces[-1])
    return "".join(pieces)


@dataclasses.dataclass(frozen=True)
class Family:
    """Bodies of any size."""

    name: str
    make: Callable[[int], str]


def families() -> Iterator[Family]:
    """Yield all families of bodies."""
    for name, unit in UNITS.items():
        yield Family(name, partial(body_of, unit))
    yield Family("nested quotes", lambda n: "\u201ca " * (n // 6) + "\u201d" * (n // 6))
    yield Family("nested brackets", lambda n: "(a " * (n // 4) + ")" * (n // 4))


def seconds_of(body: str) -> dict[str, float]:
    """Return the CPU time of each stage on a body, in that of an idle machine of ours."""
    row = {
        "article_id": "art_1",
        "body": body,
        "title": "Ferry runs aground off the north pier",
        "subtitle": None,
        "dateline": None,
        "published_on": None,
        "publisher": "Harbour Gazette",
        "authors": [],
    }
    article, model = article_of(row), load_cached(MODEL)
    analysed: list[AnalysedArticle] = []
    mentions: list[FoundMention] = []

    def analyse() -> None:
        analysed[:] = [model.analyse(article.texts())]

    def mention() -> None:
        mentions[:] = find_mentions(article, analysed[0])

    def code() -> None:
        code_events(article, analysed[0], mentions)

    seconds: dict[str, float] = {}
    for stage, work in zip(STAGES, (analyse, mention, code), strict=True):
        slow = slowness()
        seconds[stage] = cpu_seconds(work, PATIENCE_SECONDS) / slow
        if seconds[stage] == math.inf:
            break
    return seconds


def breaches_of(family: Family, size: int, slope: float = MAX_SLOPE) -> list[str]:
    """Return how a family breaks the law at three sizes, the largest given; nothing when it keeps it."""
    bodies = [family.make(size // part) for part in (4, 2, 1)]
    n_marks = marks_in(bodies[-1])
    best = [dict.fromkeys(STAGES, math.inf) for _ in bodies]
    broken: list[str] = []
    for _ in range(TRIES):
        for told, body in zip(best, bodies, strict=True):
            for stage, seconds in seconds_of(body).items():
                told[stage] = min(told[stage], seconds)
        broken = [
            f"{family.name}: {stage} {what}"
            for stage in STAGES
            if (what := broken_by([told[stage] for told in best], stage, n_marks, slope))
        ]
        if not broken or math.inf in best[0].values():
            break
    return broken


def marks_in(body: str) -> int:
    """Return how many words and marks a body has; a long word counts as many."""
    return max(len(MARK.findall(body)), len(body) // LETTERS_OF_A_MARK)


def broken_by(seconds: list[float], stage: str, n_marks: int, most: float) -> str | None:
    """Return which law the times at a quarter, a half and the whole of a size break."""
    if seconds[-1] > LEAST_SECONDS + n_marks * SECONDS_PER_MARK[stage]:
        return f"{seconds[-1] / n_marks * 1e3:.2f} ms per mark"
    if seconds[-1] < LEAST_SECONDS:
        return None
    slope = math.log(seconds[-1] / max(seconds[0], LEAST_SECONDS / 8)) / math.log(4)
    return f"slope {slope:.2f} ({seconds[0]:.2f} to {seconds[-1]:.2f} s)" if slope > most else None


def main() -> int:
    """Give the families to the stages and say which break the law."""
    flags = argparse.ArgumentParser(description=__doc__)
    flags.add_argument("--only", default="", help="part of a family's name")
    flags.add_argument("--size", type=int, default=40_000, help="characters of the largest body")
    flags.add_argument("--all", action="store_true", help="print all figures")
    given = flags.parse_args()
    chosen = [family for family in families() if given.only in family.name]
    seconds_of(body_of(UNITS["news"], 2_000))  # what is loaded once
    n_broken = 0
    for family in chosen:
        if given.all:
            told = seconds_of(family.make(given.size))
            rates = " ".join(f"{s}={v / given.size * 1e6:.0f}" for s, v in told.items())
            sys.stdout.write(f"{family.name}: {rates} s per MB\n")
        else:
            broken = breaches_of(family, given.size)
            n_broken += bool(broken)
            sys.stdout.write("".join(line + "\n" for line in broken))
        sys.stdout.flush()
    sys.stdout.write(f"{len(chosen)} families, {n_broken} break the law\n")
    return 1 if n_broken else 0


if __name__ == "__main__":
    sys.exit(main())
