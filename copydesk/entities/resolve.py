"""What is said of one thing over the whole collection: its type, name, other names and state, from all forms of its keys.

Which keys are one thing is decided in `copydesk.entities.merging`; the relations are kept in `copydesk.collection.entities`.
Every decision is a function of counts, so that the order of rows never matters.
"""

from __future__ import annotations

import dataclasses
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import cast

from copydesk.entities.gazetteer import gazetteer
from copydesk.entities.homes import Seat, around
from copydesk.entities.merging import parts
from copydesk.entities.namesakes import bare
from copydesk.entities.people import is_initialled
from copydesk.entities.toponyms import point_of
from copydesk.ids import content_id
from schemas.columns import EntityType, PlaceKind, PointPrecision

MAX_NAME = 300  # chosen: no name is longer; bounds what damaged text puts into a row


@dataclasses.dataclass(frozen=True, slots=True)
class Form:
    """One way in which the collection names one key, with how often. A state in small letters is where the articles are set that name a person by an office alone."""

    name: str
    surface: str
    country_code: str | None
    n: int
    n_articles: int

    @property
    def state(self) -> str:
        """The state; an empty one where there is none."""
        return (self.country_code or "").upper()

    @property
    def is_by_office(self) -> bool:
        """Whether an office alone says so."""
        return (self.country_code or "").islower()


@dataclasses.dataclass(frozen=True, slots=True)
class Facts:
    """What is said of a thing, whichever article names it. `owner` is the key that stands for its keys."""

    owner: str
    name: str
    entity_type: EntityType
    aliases: tuple[str, ...]
    country_code: str | None
    wikidata_id: str | None
    latitude: float | None
    longitude: float | None
    coordinates_precision: PointPrecision | None
    place_kind: PlaceKind | None
    admin1_code: str | None
    geonames_id: int | None


def facts_of(
    owner: str, forms: Sequence[Form], seats: Mapping[Seat | None, int] | None = None
) -> Facts:
    """Return what is said of a thing from all forms of its keys.

    Args:
        owner: The key that stands for its keys.
        forms: How the collection names it.
        seats: Of a place that has no coordinates: in how many articles it is named, by where their publishers are at home.
    """
    kind = cast(EntityType, parts(owner)[0])
    name = canonical_name(owner, forms, kind)
    at = point_of(owner) or around(owner, seats or {})
    latitude, longitude, number, admin1, place_kind, precision = (
        dataclasses.astuple(at) if at else (None,) * 6
    )
    surfaces = {tidy(form.surface) for form in forms} | {tidy(form.name) for form in forms}
    return Facts(
        owner=owner,
        name=name,
        entity_type=kind,
        aliases=tuple(sorted(s for s in surfaces if s and s != name)),
        country_code=country_of(forms, kind),
        wikidata_id=gazetteer().wikidata.get(owner),
        latitude=latitude,
        longitude=longitude,
        coordinates_precision=precision,
        place_kind=place_kind,
        admin1_code=admin1,
        geonames_id=number,
    )


def entity_id_of(owner: str, article_id: str = "") -> str:
    """Return the id of a thing; with an article, of whoever bears that name in it."""
    signs = owner.removeprefix(bare(owner))
    own = (article_id, signs) if signs else (article_id,) if article_id else ()
    return content_id("ent", *parts(owner), *own)


def tidy(text: str) -> str:
    """Return a form on one line, not longer than a name may be."""
    return " ".join(text.split())[:MAX_NAME].strip()


def canonical_name(owner: str, forms: Sequence[Form], kind: EntityType) -> str:
    """Return a known thing's own name, else the fullest usual form in the collection."""
    state = gazetteer().states.get(owner.removeprefix("GPE:"))
    if state is not None:
        return state.name
    counts: Counter[str] = Counter()
    for form in forms:
        counts[tidy(form.name)] += form.n_articles
    is_named_in_full = kind in ("PERSON", "ORG")
    names = [name for name in counts if is_named_in_full and " " in name] or list(counts)
    usual = max(counts[name] for name in names)
    eligible = [name for name in names if counts[name] * 3 >= usual]
    return min(eligible, key=lambda n: (n.isupper(), is_initialled(n), -counts[n], -len(n), n))


AGREED = 0.8
"""Of the articles that give a person or a body a country so many must give the same: a Frenchman who plays for Spain has none."""


TOLD = 0.5
"""Initials that no article spells out mean others elsewhere: so many of all articles that use them must tell their country ("ABC" is a paper of
Spain in one of thirty)."""


def is_shouted(form: Form) -> bool:
    """Tell whether a thing is named in capitals alone."""
    return form.surface.isupper() and form.name.isupper()


UNSAID = 10
"""A foreigner's country is told: whoever holds an office in so many times the articles that tell a country is of where these are set ..."""

OFFICE_AGREED, OFFICE_ARTICLES = 2 / 3, 2
"""... and of so many as are set somewhere so many, two at least, must be set there. Of 25 people whom that gives a country in 2,007 articles (abp_dev, BBC,
Reuters) all 25 are of it."""


def country_of(forms: Sequence[Form], kind: EntityType) -> str | None:
    """Return the state that most mentions say a place is or lies in; of others the state that nearly all articles give them."""
    is_place = kind not in ("PERSON", "ORG")
    held = [form for form in forms if form.is_by_office]
    told = [form for form in forms if form.state and not form.is_by_office]
    if held and (office := country_of_office(held, told)) is not None:
        return office
    counts = votes(told, by_mention=is_place)
    if not counts or is_place:
        return usual(counts) if counts else None
    code = usual(counts)
    least = AGREED * counts.total()
    if kind == "ORG" and all(map(is_shouted, forms)):
        least = max(least, TOLD * sum(form.n_articles for form in forms))
    return code if counts[code] >= least else None


def country_of_office(held: Sequence[Form], told: Sequence[Form]) -> str | None:
    """Return the state whose office a person holds of whom hardly any article says so: "President Jean Roux" in news of France."""
    counts = votes(held)
    code = usual(counts)
    most = max(form.n_articles for form in held if form.state == code)
    is_unsaid = counts.total() > UNSAID * votes(told).total()
    is_agreed = most >= OFFICE_ARTICLES and counts[code] >= OFFICE_AGREED * counts.total()
    return code if is_unsaid and is_agreed else None


def votes(forms: Sequence[Form], *, by_mention: bool = False) -> Counter[str]:
    """Return how many articles, or mentions, give each state."""
    counts: Counter[str] = Counter()
    for form in forms:
        counts[form.state] += form.n if by_mention else form.n_articles
    return counts


def usual(counts: Counter[str]) -> str:
    """Return the state that is given most; of equals the first in the alphabet."""
    return min(counts, key=lambda code: (-counts[code], code))
