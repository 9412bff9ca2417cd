"""How one story looks in each form: saved page, text page dump, JSON object, SGML element, with the form's residue."""

from __future__ import annotations

import datetime as dt
import html
import json
import textwrap

from sample_story import Story

SOFT = "\u00ad"  # where a typesetter may break a word
MONTHS = "January February March April May June July August September October November December"
DAYS = "Mon Tue Wed Thu Fri Sat Sun"


def ordinal_date(moment: dt.datetime) -> str:
    """Return `May 20th, 2024 at 14:30`."""
    suffix = {1: "st", 2: "nd", 3: "rd", 21: "st", 22: "nd", 23: "rd", 31: "st"}
    day = f"{moment.day}{suffix.get(moment.day, 'th')}"
    return f"{MONTHS.split()[moment.month - 1]} {day}, {moment.year} at {moment:%H:%M}"


def plain_date(moment: dt.datetime) -> str:
    """Return `14 September 2023 at 18:20`."""
    month = MONTHS.split()[moment.month - 1]
    return f"{moment.day} {month} {moment.year} at {moment:%H:%M}"


def rfc2822(moment: dt.datetime) -> str:
    """Return `Thu, 16 May 2024 09:40:00 +0000`."""
    month = MONTHS.split()[moment.month - 1][:3]
    return f"{DAYS.split()[moment.weekday()]}, {moment.day:02d} {month} {moment:%Y %H:%M:%S %z}"


def wire_body(story: Story, agency: str) -> str:
    """Return the body as an agency sends it: dateline and credit run into the first paragraph."""
    return f"{story.dateline} ({agency}) - " + "\n\n".join(story.paragraphs)


def seed_like_dump(story: Story, first_paragraphs: int | None = None) -> str:
    """Return a text page dump with byline, advertisements, links and time lines, as copied off a screen."""
    lines = []
    if story.updated:
        moment = dt.datetime.fromisoformat(story.updated)
        lines.append(f"Updated {ordinal_date(moment)} IST")
    lines += [story.title]
    if story.subtitle:
        lines.append(story.subtitle)
    lines.append(f"Reported by: {', '.join(story.authors)}\n| Image:Deccan Standard\nAdvertisement")
    links = list(story.related) if first_paragraphs is None else []
    blocks = story.blocks[:first_paragraphs]
    for number, (_, text) in enumerate(blocks):
        lines.append(text)
        if links and number in (1, len(blocks) - 2):
            lines.append(f"Read: {links.pop(0)}")
    lines += ["Read full story"] if first_paragraphs else ["Advertisement"]
    lines.append(f"Published {ordinal_date(story.moment)} IST")
    return "\n\n".join(lines) + "\n"


def harbour_dump(story: Story) -> str:
    """Return a text page dump of the Irish paper; its IST is Irish Summer Time."""
    lines = ["Home > Local", story.title, f"By {' and '.join(story.authors)}"]
    lines.append(f"Published {plain_date(story.moment)} IST")
    if story.updated:
        lines.append(f"Updated {plain_date(dt.datetime.fromisoformat(story.updated))} IST")
    lines += [*story.paragraphs[:2], "Story continues below advertisement", *story.paragraphs[2:]]
    lines += ["Share this article", "© 2023 The Harbour Gazette. All rights reserved."]
    return "\n\n".join(lines) + "\n"


def plain_note(story: Story, date_line: str | None) -> str:
    """Return headline, byline, date line (if any) and paragraphs, parted by blank lines."""
    head = [story.title, f"By {story.authors[0]}", *([date_line] if date_line else [])]
    return "\n\n".join([*head, *story.paragraphs]) + "\n"


SYLLABLES = "Christ-mas Comman-der Fri-day Novem-ber Octo-ber Salt-marsh Tues-day ac-cused accu-sation be-fore chan-nel dred-ger har-bour lar-ger mas-ter neg-lect north-east re-jected sand-bank skip-per ton-nes trawl-er un-less un-til ves-sels win-ter writ-ten"


def wrap_hard(text: str, width: int = 67) -> str:
    """Return the text with lines broken at a width, as a typesetter does: some words are hyphenated where they break."""
    for word in SYLLABLES.split():
        text = text.replace(word.replace("-", ""), word.replace("-", SOFT))
    title, *blocks = text.strip().split("\n\n")
    return "\n\n".join([title.replace(SOFT, ""), *(_wrapped(b, width) for b in blocks)]) + "\n"


def _wrapped(paragraph: str, width: int) -> str:
    lines = [""]
    for word in paragraph.split():
        start, _, end = word.partition(SOFT)
        end = end.replace(SOFT, "")
        if len(lines[-1]) + len(start + end) < width:
            lines[-1] += f" {start}{end}"
        elif end and len(lines[-1]) + len(start) + 1 < width:
            lines[-1] += f" {start}-"
            lines.append(end)
        else:
            lines.append(start + end)
    return "\n".join(line.strip() for line in lines)


def mangle(text: str) -> str:
    """Return the text with its UTF-8 bytes read as Windows-1252: mojibake."""
    return "".join(_cp1252(byte) for byte in text.encode("utf-8"))


def _cp1252(byte: int) -> str:
    try:
        return bytes([byte]).decode("cp1252")
    except UnicodeDecodeError:
        return chr(byte)


PAGE = """<!DOCTYPE html>
<html lang="{language}">
<head>
<meta charset="{charset}">
<title>{title} | {publisher}</title>
<link rel="canonical" href="{url}">
<meta property="og:type" content="article">
<meta property="og:site_name" content="{publisher}">
<meta property="og:title" content="{title}">
<meta property="og:url" content="{url}?utm_source=share">
<meta property="og:image" content="{home}/img/{slug}.jpg">
<meta name="description" content="{summary}">
<script type="application/ld+json">
{json_ld}
</script>
<style>.share a {{ color: #048 }}</style>
<script>window.dataLayer = window.dataLayer || []; dataLayer.push({{"page": "story"}});</script>
</head>
<body>
<div id="cookie-banner"><p>{cookies}</p><button>OK</button></div>
<header><a href="/">{publisher}</a>
<nav><ul><li><a href="/news">{nav[0]}</a></li><li><a href="/sport">{nav[1]}</a></li><li><a href="/business">{nav[2]}</a></li><li><a href="/weather">{nav[3]}</a></li></ul></nav>
</header>
<main>
<article>
<h1>{title}</h1>
{standfirst}<div class="meta">{byline} <time datetime="{published}">{date_line}</time></div>
<ul class="share"><li><a href="#">Facebook</a></li><li><a href="#">WhatsApp</a></li><li><a href="#">E-mail</a></li></ul>
<figure><img src="/img/{slug}.jpg" alt=""><figcaption>{caption}</figcaption></figure>
<div class="story-body">
{body}
</div>
<div class="newsletter"><h3>{newsletter}</h3><form><input type="email"><button>OK</button></form></div>
</article>
<aside class="most-read"><h2>{most_read}</h2><ol><li><a href="/news/a1">Tide times for the week</a></li><li><a href="/news/a2">Crossword 4,112</a></li><li><a href="/news/a3">Readers' pictures</a></li></ol></aside>
</main>
<footer><p>© {year} {publisher}. All rights reserved.</p><p><a href="/terms">Terms</a> <a href="/privacy">Privacy</a></p></footer>
</body>
</html>
"""
WORDS = {
    "en": (
        "By",
        "We use cookies to make this site work.",
        "News Sport Business Weather",
        "Picture: archive",
        "Sign up for our daily newsletter",
        "Most read",
    ),
    "fr": (
        "Par",
        "Nous utilisons des cookies.",
        "Actualités Sports Économie Météo",
        "Photo : archives",
        "Recevez notre lettre du matin",
        "Les plus lus",
    ),
    "de": (
        "Von",
        "Wir verwenden Cookies.",
        "Nachrichten Sport Wirtschaft Wetter",
        "Foto: Archiv",
        "Unser Newsletter am Morgen",
        "Meistgelesen",
    ),
    "es": (
        "Por",
        "Usamos cookies propias.",
        "Noticias Deportes Economía Tiempo",
        "Foto: archivo",
        "Reciba nuestro boletín",
        "Lo más leído",
    ),
}


def saved_page(
    story: Story, publisher: str, url: str, credit: str = "", charset: str = "utf-8"
) -> str:
    """Return a saved HTML page with its metadata, navigation, share buttons, caption and links."""
    by, cookies, nav, caption, newsletter, most_read = WORDS[story.language]
    slug = url.rsplit("/", 1)[-1]
    json_ld = {
        "@context": "https://schema.org",
        "@type": "NewsArticle",
        "headline": story.title,
        "author": [{"@type": "Person", "name": name} for name in story.authors],
        "datePublished": story.published,
        "dateModified": story.updated or story.published,
        "articleSection": story.section,
        "keywords": list(story.keywords),
        "publisher": {"@type": "NewsMediaOrganization", "name": publisher},
        "mainEntityOfPage": url,
    }
    blocks = [
        f"<{'h2' if k == 'h' else 'p'}>{html.escape(t, quote=False)}</{'h2' if k == 'h' else 'p'}>"
        for k, t in story.blocks
    ]
    if credit:
        blocks[0] = blocks[0].replace("<p>", f"<p>{credit} - ", 1)
    for number, headline in enumerate(story.related):
        link = f'<p class="related">Read: <a href="/news/r{number}">{html.escape(headline)}</a></p>'
        blocks.insert(2 + 2 * number, link)
    blocks.insert(1, '<div class="ad-slot"><span>Advertisement</span></div>')
    standfirst = (
        f'<p class="standfirst">{html.escape(story.subtitle)}</p>\n' if story.subtitle else ""
    )
    return PAGE.format(
        language=story.language,
        charset=charset,
        title=html.escape(story.title),
        publisher=html.escape(publisher),
        url=url,
        home=url.split("/", 3)[0] + "//" + url.split("/", 3)[2],
        slug=slug,
        summary=html.escape(story.subtitle or story.paragraphs[0][:120]),
        json_ld=json.dumps(json_ld, ensure_ascii=False, indent=1),
        cookies=cookies,
        nav=nav.split(),
        standfirst=standfirst,
        byline=f'<span class="byline">{by} {html.escape(", ".join(story.authors))}</span>',
        published=story.published,
        date_line=plain_date(story.moment)
        if story.language == "en"
        else f"{story.moment:%d/%m/%Y}",
        caption=caption,
        body="\n".join(blocks),
        newsletter=newsletter,
        most_read=most_read,
        year=story.moment.year,
    )


def bare_page(story: Story) -> str:
    """Return a page with hardly any metadata: a title, a date in words and paragraphs."""
    moment = story.moment
    date = f"{moment.day} {MONTHS.split()[moment.month - 1]} {moment.year}"
    paragraphs = "\n".join(f"<p>{html.escape(text, quote=False)}" for text in story.paragraphs)
    return f"<html><head><title>{story.title}</title></head>\n<body>\n<h1>{story.title}</h1>\n<p><i>{date}</i>\n{paragraphs}\n</body></html>\n"


def page_text(story: Story, publisher: str) -> str:
    """Return the visible text of a page as a WET file holds it: every line, furniture too."""
    by = f"By {' and '.join(story.authors)}"
    head = [f"{story.title} | {publisher}", publisher, "News", "Sport", "Business", "Weather"]
    head += [story.title, *([story.subtitle] if story.subtitle else [])]
    head += [by, plain_date(story.moment), "Facebook", "WhatsApp", "E-mail", "Picture: archive"]
    body = [story.paragraphs[0], "Advertisement", *story.paragraphs[1:]]
    tail = ["Sign up for our daily newsletter", "Most read", "Tide times for the week"]
    tail += [f"© {story.moment.year} {publisher}. All rights reserved.", "Terms Privacy"]
    return "\n".join([*head, *body, *tail]) + "\n"


def sgml_story(story: Story, number: int) -> str:
    """Return the story as one element of a Reuters-style SGML file, lines wrapped at 64."""
    moment = story.moment
    date = f"{moment.day:2d}-{MONTHS.split()[moment.month - 1][:3].upper()}-{moment.year} {moment:%H:%M:%S}.{moment.microsecond // 10000:02d}"
    body = "\n".join(
        textwrap.fill(text, 64, initial_indent="    ", break_on_hyphens=False)
        for text in story.paragraphs
    )
    body = html.escape(body, quote=False).replace("&gt;", ">").lstrip()
    topics = "".join(f"<D>{topic}</D>" for topic in story.topics)
    places = "".join(f"<D>{place}</D>" for place in story.places)
    return (
        f'<REUTERS TOPICS="YES" LEWISSPLIT="TRAIN" CGISPLIT="TRAINING-SET" OLDID="{number + 4000}" NEWID="{number}">\n'
        f"<DATE>{date}</DATE>\n<TOPICS>{topics}</TOPICS>\n<PLACES>{places}</PLACES>\n<PEOPLE></PEOPLE>\n<ORGS></ORGS>\n"
        "<EXCHANGES></EXCHANGES>\n<COMPANIES></COMPANIES>\n<UNKNOWN> \n&#5;&#5;&#5;C \n&#22;&#22;&#1;f0012&#31;tradewire\nu f BC</UNKNOWN>\n"
        f"<TEXT>&#2;\n<TITLE>{html.escape(story.title)}</TITLE>\n<DATELINE>    {story.dateline} - </DATELINE><BODY>{body}\n &#3;</BODY></TEXT>\n</REUTERS>\n"
    )
