"""Kept entities are those of a run from nothing, after any history."""

from __future__ import annotations

import datetime as dt
import itertools

import pyarrow as pa
from hypothesis import given, settings
from hypothesis import strategies as st
from kept_collection import Kept, Story, from_nothing

from copydesk.collection.entities import blocks_of, keys_of, roots_of
from copydesk.collection.rows import tuples_of
from copydesk.entities.lexicon import fold
from copydesk.entities.merging import roots
from copydesk.ids import content_id
from copydesk.text.language import FoundMention
from schemas.columns import EntityType

NAMES: dict[EntityType, list[str]] = {
    "PERSON": [
        *(
            f"{first} {last}"
            for first, last in itertools.product(
                ["Ana", "Ana R.", "Ana T.", "A.", "Joe", "Joseph", "Kim", "Oleksiy"],
                [
                    "Brankovic",
                    "Brankovics",
                    "Smith",
                    "Zelinskiy",
                    "Zelinsky",
                    "Jong Il",
                    "van Velmar",
                ],
            )
        ),
        *[
            "Brankovic",
            "Smith",
            "Kim",
            "Joe",
            "Zelinsky",
            "van Velmar",
            "Velmar",
            "alVelmar",
            "al Velmar",
            "Ana Brankovic~b1950",
            "Ana Brankovic~b1990",
            "Joe Smith~cUSA~tlaw",
            "Joe Smith~cNOR~tstage",
            "Joe Zelinsky~cUKR",
            "Jou Zelinskiy~b1950~cUKR",
            "Jou Zelinskiy~b1990~cUKR",
        ],
    ],
    "ORG": [
        "Coastal Farmers Union",
        "CFU",
        "al Velmar",
        "alVelmar",
        "Velmar",
        "Smith",
        "Smith Velmar Smith",
    ],
    "GPE": ["Velmar", "Elkhorn", "USA/Elkhorn", "CAN/Elkhorn", "Brankovic", "USA", "Joe", "NOR"],
    "LOC": ["Elkhorn", "Velmar", "al-Velmar"],
    "NORP": ["Velmar", "Smith"],
}
"""Few names, so that every rule meets the others: types, towns, spellings, middles, sounds, initials, surnames."""
SHORT = {"Coastal Farmers Union": "CFU", "Smith Velmar Smith": "Velmar", "al Velmar": "Velmar"}
CHOICES = [(kind, name) for kind, names in sorted(NAMES.items()) for name in names]

named = st.lists(st.tuples(st.sampled_from(CHOICES), st.booleans()), max_size=6)
days = st.none() | st.integers(1, 90).map(
    lambda n: dt.datetime(2024, 1, 1, tzinfo=dt.UTC) + dt.timedelta(n)
)
SEATS = (None, (40.06, -82.4), (40.1, -82.5), (59.91, 10.74))
changes = st.lists(
    st.dictionaries(
        st.integers(0, 11),
        st.none() | st.tuples(named, days, st.sampled_from(SEATS)),
        min_size=1,
        max_size=8,
    ),
    min_size=1,
    max_size=5,
)
"""Batches: by the number of an article, what it holds from then on; None removes it."""


def story(
    number: int,
    names: list[tuple[tuple[EntityType, str], bool]],
    day: dt.datetime | None,
    seat: tuple[float, float] | None = None,
) -> Story:
    article_id = content_id("art", str(number))
    mentions = []
    for place, ((kind, name), is_short) in enumerate(names):
        name, mark, signs = name.partition("~")
        key = (
            f"{kind}:{fold(name)}{mark}{signs}"
            if "/" not in name
            else f"{kind}:{name[:4]}{fold(name[4:])}"
        )
        mentions.append(
            FoundMention(
                mention_id=content_id("men", article_id, str(place)),
                article_id=article_id,
                section="body",
                sentence_index=place,
                start=place * 100,
                end=place * 100 + len(name),
                surface=SHORT.get(name, name.upper()) if is_short else name,
                entity_type=kind,
                name=name.partition("/")[2] or name,
                name_key="GPE:USA" if name == "USA" else key,
                country_code=name[:3] if "/" in name else ("NOR" if is_short else None),
            )
        )
    return Story(article_id, tuple(mentions), day, seat=seat)


def after(history: list[dict[int, tuple | None]]) -> Kept:
    kept = Kept()
    for batch in history:
        gone = [content_id("art", str(number)) for number, told in batch.items() if told is None]
        kept.put([story(number, *told) for number, told in batch.items() if told is not None], gone)
    return kept


@settings(max_examples=12)
@given(changes)
def test_any_history_leaves_what_a_run_from_nothing_leaves(
    history: list[dict[int, tuple | None]],
) -> None:
    kept = after(history)
    fresh = from_nothing(list(kept.stories.values()))
    assert kept.kept() == fresh.kept()
    assert kept.mentions == fresh.mentions == fresh.mention_rows()


def test_what_stands_for_a_key_is_told_by_its_block_alone():
    """Blocks of all that shares a link: keys asked about one by one say otherwise."""
    first, last = (
        ("jon", "john", "jonathan", "ann", "anne", "j"),
        ("smith", "smyth", "okafor", "okafo"),
    )
    names = [f"PERSON:{one} {other}" for one in first for other in last]
    names += ["ORG:al qaeda", "ORG:alqaeda", "GPE:lima", "ORG:lima", "PERSON:lima"]
    weights = {name: n % 7 + 1 for n, name in enumerate(sorted(names))}
    numbered = pa.table({"no": range(len(weights)), "name": [*weights]})
    told = keys_of(numbered).to_pylist()
    links = {"key_no": [r["key_no"] for r in told for _ in r["links"]],
             "link": [hash(link) % 2**63 for r in told for link in r["links"]]}  # fmt: skip
    blocks = dict(zip(*(c.to_pylist() for c in blocks_of(pa.table(links)).columns), strict=True))

    def found(piece_of):
        pieces = {}
        for number, (name, n) in enumerate(weights.items()):
            pieces.setdefault(piece_of(number), []).append((name, n, 0))
        tables = (
            pa.Table.from_arrays([*map(pa.array, zip(*rows, strict=True))], ["k", "n", "b"])
            for rows in pieces.values()
        )
        return {
            key: owner
            for table in tables
            for key, owner in tuples_of(roots_of(table))
            if key in weights
        }

    whole = {key: owner for key, owner in roots(weights).items() if key in weights}
    assert 1 < len(set(blocks.values())) < len(weights)
    assert found(blocks.get) == whole != found(lambda number: number)
