"""Made-up news and its copies, drawn with a seed: what the tests and the benchmark of copies run on.

Every word is made of syllables, so no text of anybody is in here, and strangers share no more than news does: names,
stock phrases and, on purpose, templates that differ in their figures.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
import hashlib
import random
import re

import pyarrow as pa

ONSETS = (
    "b",
    "br",
    "d",
    "f",
    "g",
    "gr",
    "h",
    "k",
    "l",
    "m",
    "n",
    "p",
    "pr",
    "r",
    "s",
    "st",
    "t",
    "tr",
    "v",
    "w",
)
NUCLEI = ("a", "e", "i", "o", "u", "ai", "ea", "ou")
CODAS = ("", "", "n", "r", "s", "l", "t", "nd", "rt", "sk")
COMMON = tuple(
    re.findall(
        r"\w+",
        "the of to and a in that is was for on with said by at from as it has his her have will be are an this who were "
        "which after over more than also been not but they their would could about had up one two new last year",
    )
)
OUTLETS = tuple(
    f"{place} {paper}"
    for place in ("Harbour", "Valley", "Lakeside", "Northern")
    for paper in ("Mail", "Argus", "Post")
)
MENUS = (
    "Home | World | Sport | Weather | Subscribe",
    "Log in | Videos | Business | E-Paper | Tech",
)
TAILS = (
    "Follow us on all channels for more of the same",
    "Read more: what to know this weekend",
    "All content is owned by its outlet and may not be copied",
)
FIRST_DAY = dt.datetime(2024, 1, 1, tzinfo=dt.UTC)


@dataclasses.dataclass(frozen=True, slots=True)
class Story:
    """One document. `story` names what it tells: documents with one are copies of one another."""

    record_id: str
    story: int
    kind: str
    publisher: str
    title: str
    body: str
    published_at: dt.datetime


class Press:
    """Writes stories and their copies; all draws come from one seed."""

    def __init__(self, seed: int) -> None:
        self.draw = random.Random(seed)
        self.words = [self._word() for _ in range(6000)]

    def _word(self) -> str:
        return "".join(
            self.draw.choice(ONSETS) + self.draw.choice(NUCLEI) + self.draw.choice(CODAS)
            for _ in range(self.draw.choice((1, 2, 2, 3)))
        )

    def sentence(self) -> str:
        """Return a sentence: half stock words, half of a long-tailed vocabulary, now and then a figure."""
        words = []
        for _ in range(self.draw.randint(12, 28)):
            if self.draw.random() < 0.45:
                words.append(self.draw.choice(COMMON))
            elif self.draw.random() < 0.06:
                words.append(str(self.draw.randint(2, 9000)))
            else:
                words.append(self.words[int(len(self.words) * self.draw.random() ** 2)])
        return " ".join(words).capitalize() + "."

    def paragraphs(self, n: int) -> list[str]:
        """Return so many paragraphs of one to three sentences."""
        return [" ".join(self.sentence() for _ in range(self.draw.randint(1, 3))) for _ in range(n)]

    def story(self, number: int) -> Story:
        """Return an original."""
        title = self.sentence()[:60].rstrip(".")
        body = "\n\n".join(self.paragraphs(self.draw.randint(4, 12)))
        return self._publish(
            number, "original", self.draw.choice(OUTLETS), title, body, number % 300
        )

    def template(self, number: int) -> Story:
        """Return a weather report: the words of every other one, but for the figures."""
        high, low, wind, rain = (self.draw.randint(1, 99) for _ in range(4))
        body = (
            f"A high of {high} degrees and a low of {low} degrees are expected, the weather office said in its daily "
            f"bulletin for the coast and the hills.\n\nWinds will reach {wind} kilometres an hour with a {rain} per "
            "cent chance of rain. Residents are advised to check local conditions before they travel."
        )
        return self._publish(number, "template", OUTLETS[0], "Weather today", body, number % 300)

    def _publish(
        self, number: int, kind: str, publisher: str, title: str, body: str, day: int
    ) -> Story:
        moment = FIRST_DAY + dt.timedelta(days=day, minutes=self.draw.randint(0, 1400))
        record_id = f"rec_{self.draw.getrandbits(96):024x}"
        return Story(record_id, number, kind, publisher, title, body, moment)

    def copy(self, story: Story, kind: str) -> Story:
        """Return a copy of an original, later by hours; cut ones may come first, as on a wire."""
        body, title, publisher = story.body, story.title, self.draw.choice(OUTLETS)
        if kind == "truncated":
            body = "\n\n".join(body.split("\n\n")[: self.draw.randint(2, 3)])
        elif kind == "updated":
            body, publisher = "\n\n".join([self.sentence(), body]), story.publisher
        elif kind == "wrapped":
            body = "\n\n".join([self.draw.choice(MENUS), body, *self.draw.sample(TAILS, 2)])
        elif kind == "scanned":
            body = self._scan(body)
        elif kind == "retyped":
            body = body.replace("\n\n", "\n\n ").replace(".", " .").upper()
        elif kind == "syndicated":
            title, body = (
                self.sentence()[:50],
                f"PORT {self.draw.choice(self.words).upper()} (Wire) - {body}",
            )
        hours = -0.2 if kind == "truncated" else self.draw.uniform(1, 40)
        return dataclasses.replace(
            story,
            record_id=f"rec_{self.draw.getrandbits(96):024x}",
            kind=kind,
            publisher=publisher,
            title=title,
            body=body,
            published_at=story.published_at + dt.timedelta(hours=hours),
        )

    def _scan(self, body: str) -> str:
        """Return the text with one letter in fifty misread."""
        return "".join(
            self.draw.choice("aeiotnr") if char.isalpha() and self.draw.random() < 0.02 else char
            for char in body
        )


KINDS = ("truncated", "updated", "wrapped", "scanned", "retyped", "syndicated")


def make_stories(n: int, seed: int, copied_share: float = 0.1) -> list[Story]:
    """Return about n documents: originals, templates, and copies of some."""
    press = Press(seed)
    stories: list[Story] = []
    number = 0
    while len(stories) < n:
        number += 1
        if number % 25 == 0:
            stories.append(press.template(number))
            continue
        original = press.story(number)
        stories.append(original)
        if press.draw.random() < copied_share:
            kinds = press.draw.sample(KINDS, press.draw.randint(1, 4))
            stories.extend(press.copy(original, kind) for kind in kinds)
    return stories[:n]


def article_id(story: Story) -> str:
    """Return the hash of a document's headline and body."""
    text = f"{story.title}\0{story.body}".encode()
    return "art_" + hashlib.sha256(text).hexdigest()[:24]


def as_articles(stories: list[Story]) -> pa.Table:
    """Return the documents as the table that the stage is given."""
    n = len(stories)
    slugs = [f"{story.publisher.lower().replace(' ', '-')}.example" for story in stories]
    moment = pa.timestamp("us", tz="UTC")
    return pa.table(
        {
            "record_id": pa.array([story.record_id for story in stories], pa.string()),
            "article_id": pa.array([article_id(story) for story in stories], pa.string()),
            "body": pa.array([story.body for story in stories], pa.string()),
            "url": pa.array(
                [
                    f"https://{slug}/{story.record_id}"
                    for slug, story in zip(slugs, stories, strict=True)
                ],
                pa.string(),
            ),
            "domain": pa.array(slugs, pa.string()),
            "publisher": pa.array([story.publisher for story in stories], pa.string()),
            "title": pa.array([story.title for story in stories], pa.string()),
            "authors": pa.array([[] for _ in range(n)], pa.list_(pa.string())),
            "published_at": pa.array([story.published_at for story in stories], moment),
            "published_precision": pa.array(["second"] * n, pa.string()),
            "updated_at": pa.nulls(n, moment),
            "crawled_at": pa.nulls(n, moment),
            "version_of": pa.nulls(n, pa.string()),
            "is_replaced": [False] * n,
        }
    )
