"""Addresses of pages: made plain, and what can be read off them (host, day). Nothing is fetched."""

from __future__ import annotations

import datetime as dt
import functools
import re
from urllib.parse import parse_qsl, urlencode, urljoin, urlsplit, urlunsplit

from copydesk.parse.date_eras import gregorian
from copydesk.text.references import unescape
from copydesk.vocabulary import by_language

MAX_URL_CHARS = 2083  # taken from Internet Explorer's limit, the narrowest of browsers'

TRACKING_PARAMETER = re.compile(
    r"(?i)^(?:utm_\w+|fbclid|gclid|gclsrc|dclid|msclkid|yclid|igshid|mc_[ce]id|cmpid|ito|ncid|ocid"
    r"|smid|smtyp|xtor|wt_mc|at_(?:medium|campaign|custom\d)|__twitter_impression|_hs(?:enc|mi)|mkt_tok)$"
)
"""Parameters that say where the reader came from, never which page it is: campaign tools document them so."""

WELL_FORMED = re.compile(r"^https?://[^\s/?#]+(?:[/?#]\S*)?$")
MAY_BE_ADDRESS = re.compile(r"[/&]|www\.", re.IGNORECASE)
"""One of these is in every address, and in few other values."""
BARE_ADDRESS = re.compile(r"^(?:www\.|[a-z0-9-]+(?:\.[a-z0-9-]+)*\.[a-z]{2,}/)\S*$", re.IGNORECASE)
ARCHIVE_PREFIX = re.compile(
    r"^https?://(?:web\.archive\.org/web/\d+[a-z_]*/|archive\.(?:is|today|ph|li|md|vn|fo)/(?:\d{8,14}|\d{4}\.\d\d\.\d\d-\d{6})/)(https?:/.+)$"
)

YEAR = r"(?:19[5-9]\d|20\d\d)"
URL_DAY = (
    re.compile(rf"[/_-]({YEAR})[/_-](0?[1-9]|1[0-2])/(0?[1-9]|[12]\d|3[01])(?=[/.]|$)"),
    re.compile(rf"[/_-]({YEAR})[/_-](0?[1-9]|1[0-2])[_-](0?[1-9]|[12]\d|3[01])(?=[/_.-]|$)"),
    re.compile(rf"/({YEAR})(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01])(?=[/_.-]|$)"),
    re.compile(rf"[/_-]({YEAR})(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01])(?=\.s?html?$|/)"),
)
"""Shapes of a day in a path: /2019/11/19/, /2019-11-19-, /20191119/. What follows a month's slash and goes on is a slug: /2016/02/7-ways-to."""
URL_DAY_FIRST = re.compile(
    rf"[/_-](0[1-9]|[12]\d|3[01])[-_.](0[1-9]|1[0-2])[-_.]({YEAR})(?=[/_.-]|$)"
)
MONTHS = [month[:3].lower() for month in by_language("months")["en"]]
URL_NAMED_MONTH = re.compile(
    rf"/({YEAR})/({'|'.join(MONTHS)})[a-z]*/(0?[1-9]|[12]\d|3[01])/", re.IGNORECASE
)


REFERENCE = re.compile(r"&(?:\w+|#\w+);")
"""A character as HTML writes it. Without its semicolon it is a parameter: "&region=top"."""


def clean_url(value: object) -> str | None:
    """Return the address without tracking parameters and fragment, or None where there is none.

    >>> clean_url("https://gazette.example/a?id=3&utm_source=feed#top")
    'https://gazette.example/a?id=3'
    """
    if not isinstance(value, str):
        return None
    if not MAY_BE_ADDRESS.search(value):
        return None
    text = REFERENCE.sub(lambda found: unescape(found[0]), value.strip()).strip("<>\"'")
    if archived := ARCHIVE_PREFIX.match(text):
        text = re.sub(r"^(https?:/)(?!/)", r"\1/", archived.group(1))
    if BARE_ADDRESS.match(text):
        text = f"http://{text}"
    try:
        parts = urlsplit(text)
        host = parts.hostname
    except ValueError:
        return None
    if not host:
        return None
    url = urlunsplit(
        (
            parts.scheme.lower(),
            parts.netloc.lower(),
            parts.path.replace(" ", "%20"),
            _own_parameters(parts.query),
            "",
        )
    )
    url = url.rstrip("<>\"'")  # what stood before a fragment
    return url if len(url) <= MAX_URL_CHARS and WELL_FORMED.match(url) else None


def _own_parameters(query: str) -> str:
    """Return the query without tracking parameters, untouched where it has none."""
    if not query:
        return query
    pairs = parse_qsl(query, keep_blank_values=True)
    kept = [(name, value) for name, value in pairs if not TRACKING_PARAMETER.match(name)]
    return query.replace(" ", "%20") if len(kept) == len(pairs) else urlencode(kept)


@functools.lru_cache(maxsize=256)
def domain_of(url: str | None) -> str | None:
    """Return the host of an address without `www.`, lower case.

    >>> domain_of("https://www.gazette.example:8080/a")
    'gazette.example'
    """
    if not url:
        return None
    try:
        host = urlsplit(url).hostname
    except ValueError:
        return None
    host = (host or "").strip(".").removeprefix("www.")
    return host if re.fullmatch(r"[^\s/:?#]+", host) else None


def join_url(base: str | None, address: str) -> str | None:
    """Return an address made absolute against the page's own."""
    try:
        return clean_url(urljoin(base or "", address.strip()))
    except ValueError:
        return None


def day_in_url(url: str | None) -> dt.date | None:
    """Return the day that an address states, if it states one.

    >>> day_in_url("https://gazette.example/2019/11/19/talks")
    datetime.date(2019, 11, 19)
    """
    if not url:
        return None
    try:
        path = urlsplit(url).path
    except ValueError:
        return None
    for shape in URL_DAY:
        if found := shape.search(path):
            return gregorian(*map(int, found.groups()))
    found = URL_DAY_FIRST.search(path)
    if found and int(found.group(1)) > 12:  # else it may be the month
        return gregorian(*map(int, found.group(3, 2, 1)))
    if found := URL_NAMED_MONTH.search(path):
        month = MONTHS.index(found.group(2).lower()) + 1
        return gregorian(int(found[1]), month, int(found[3]))
    return None


PATH_WORDS = (
    re.compile(r"(?:^|/)(?:categor(?:y|ies)|tags?|topics?|archives?|page|search|author|collections?|browse|list|all|directory|index)(?:/|$|\.)"),
    re.compile(r"(?:^|/)(?:products?|shop|store|p|dp|items?|cart|catalog\w*|buy|pricing)(?:/|$)"),
    re.compile(r"(?:^|/)(?:services?|solutions?|what-we-do|capabilit\w+|about\w*|contact\w*|expertise|practices?|programs?|careers?|industries)(?:/|$)"),
    re.compile(r"(?:^|/)(?:blogs?|posts?|articles?|news|stor(?:y|ies)|insights?|press\w*|magazine|guides?|learn|resources?|how-to)(?:/|$)"),
)  # fmt: skip
DATE_IN_PATH = re.compile(r"/(?:19|20)\d\d(?:/|-)[01]?\d")
WORD = re.compile(r"[^\W\d_]+")
NUMBER = re.compile(r"\d{4,}")


def address_features(url: str | None) -> list[float]:
    """Return what is seen of a page's address."""
    path = urlsplit(url).path.lower() if url else ""
    parts = [part for part in path.split("/") if part]
    last = parts[-1] if parts else ""
    words = WORD.findall(last)
    return [
        float(len(parts)),
        float(len(words)),
        float(len(last)),
        float(bool(NUMBER.search(last))),
        float(path.endswith("/")),
        float(last.endswith((".html", ".htm", ".php", ".aspx", ".asp"))),
        float(bool(DATE_IN_PATH.search(path))),
        float(bool(url and urlsplit(url).query)),
        *(float(bool(pattern.search(path))) for pattern in PATH_WORDS),
    ]
