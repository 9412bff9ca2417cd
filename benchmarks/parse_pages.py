"""Pages for the benchmarks of parsing: those of a folder, or made up, from a seed, in the form that news pages have."""

from __future__ import annotations

import hashlib
import json
import random
from collections.abc import Iterator
from pathlib import Path

from copydesk.readers import read_file
from copydesk.readers.source import is_control_file, load_source
from copydesk.records import RawRecord

WORDS = (
    "the the the the of of of and and to to in in a a that said for on was with as by at from it he she they has have had will"
    " would could after before over under against between council mayor minister government parliament court police harbour"
    " bridge river school hospital market workers farmers residents company bank budget million percent plan vote election"
    " report meeting talks agreement strike fire storm flood road railway station airport energy water prices wages taxes"
    " new old first last next two three several many local national public former senior on Monday Tuesday Friday week month"
    " year announced agreed rejected closed opened began ended rose fell expects warned asked told signed approved delayed"
).split()
PARAGRAPHS = (6, 34)
SENTENCES = (1, 4)
SENTENCE_WORDS = (8, 26)
TEASERS = (20, 90)
MENU_LINKS = (40, 160)
STYLE_RULES = (200, 1500)


def read_pages(folder: Path) -> Iterator[RawRecord]:
    """Yield the saved pages of a folder, in the order of its files."""
    for path in sorted(p for p in folder.rglob("*") if p.is_file() and not is_control_file(p.name)):
        source = load_source(path.parent, folder)
        for record in read_file(path, path.relative_to(folder).as_posix(), source):
            if isinstance(record, RawRecord) and record.media == "html":
                yield record


def make_pages(n: int, seed: int) -> Iterator[RawRecord]:
    """Yield made-up news pages: the same ones for the same seed."""
    for number in range(n):
        chance = random.Random(f"{seed}:{number}")
        url = f"https://example.org/news/2024/03/{1 + number % 28:02}/story-{number}"
        raw = made_page(chance, url, number).encode()
        digest = hashlib.sha256(raw).hexdigest()
        name = f"made/{number:05}.html"
        yield RawRecord(f"rec_{digest[:16]}", digest, name, "", "html", raw, url=url)


def _words(chance: random.Random, n: int) -> str:
    return " ".join(chance.choices(WORDS, k=n))


def _sentence(chance: random.Random) -> str:
    text = _words(chance, chance.randint(*SENTENCE_WORDS))
    return text[0].upper() + text[1:] + "."


def _paragraph(chance: random.Random) -> str:
    return " ".join(_sentence(chance) for _ in range(chance.randint(*SENTENCES)))


def _headline(chance: random.Random) -> str:
    return _words(chance, chance.randint(6, 11)).capitalize()


def _story(chance: random.Random) -> str:
    """Return the story's own markup: paragraphs with a heading, a picture or an advertisement between some of them."""
    parts = []
    for _ in range(chance.randint(*PARAGRAPHS)):
        parts.append(f"<p>{_paragraph(chance)}</p>")
        between = chance.random()
        if between < 0.08:
            parts.append(f"<h2>{_headline(chance)}</h2>")
        elif between < 0.16:
            parts.append(
                f'<figure><img src="/i.jpg" alt=""><figcaption>{_sentence(chance)}</figcaption></figure>'
            )
        elif between < 0.3:
            parts.append('<div class="ad-slot"><span>Advertisement</span></div>')
    return "\n".join(parts)


def _teaser(chance: random.Random) -> str:
    return (
        '<article class="teaser"><a href="/news/other-story"><img src="/t.jpg" alt="">'
        f'<h3>{_headline(chance)}</h3></a><p class="teaser__text">{_sentence(chance)}</p></article>'
    )


def made_page(chance: random.Random, url: str, number: int) -> str:
    """Return the markup of one page: structured data, menus, the story, teasers, comments, scripts."""
    title = _headline(chance)
    author = f"{_words(chance, 1).title()} {_words(chance, 1).title()}"
    date = f"2024-03-{1 + number % 28:02}T{number % 24:02}:15:00+01:00"
    data = {
        "@context": "https://schema.org",
        "@type": "NewsArticle",
        "headline": title,
        "datePublished": date,
        "author": {"@type": "Person", "name": author},
        "publisher": {"@type": "Organization", "name": "The Example"},
    }
    menu = "".join(
        f'<li class="nav__item"><a href="/{i}">{_words(chance, 2)}</a></li>'
        for i in range(chance.randint(*MENU_LINKS))
    )
    style = "".join(
        f".c{i}{{margin:{i % 9}px;padding:0}}" for i in range(chance.randint(*STYLE_RULES))
    )
    teasers = "".join(_teaser(chance) for _ in range(chance.randint(*TEASERS)))
    comments = "".join(
        f'<div class="comment"><p>{_sentence(chance)}</p></div>' for _ in range(number % 12)
    )
    return f"""<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>{title} | The Example</title>
<meta property="og:title" content="{title}"><meta property="article:published_time" content="{date}">
<link rel="canonical" href="{url}"><style>{style}</style>
<script type="application/ld+json">{json.dumps(data)}</script></head>
<body><header class="site-header"><nav><ul>{menu}</ul></nav></header>
<main><article class="story"><header><h1>{title}</h1><p class="byline">By <a rel="author" href="/a">{author}</a></p>
<time datetime="{date}">15 March 2024</time></header><div class="story__body">{_story(chance)}</div></article>
<section class="comments">{comments}</section></main><aside class="sidebar">{teasers}</aside>
<footer><ul>{menu}</ul><p>© The Example. All rights reserved.</p></footer><script>{"var a=1;" * 2000}</script></body></html>"""
