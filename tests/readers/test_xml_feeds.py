"""Feeds and sitemaps: each item a record, what the feed says inherited, what holds no text accounted for."""

import datetime as dt

import pytest

from copydesk.records import RawRecord, Rejection

from .articles import MORE, TEXTS, TITLES, articles, parsed, said
from .reading import Folder, page, reasons, records

AT = dt.datetime(2021, 5, 3, 8, 5, tzinfo=dt.UTC)


def rss_item(n: int, more: str = "", body: str | None = None) -> str:
    text = f"<content:encoded><![CDATA[<p>{TEXTS[n]}</p><p>{MORE}</p>]]></content:encoded>"
    return (
        f"<item><title>{TITLES[n]}</title><link>https://post.example/{n}</link><dc:creator>Tamsin Roake</dc:creator>"
        f"<pubDate>Mon, 03 May 2021 10:05:00 +0200</pubDate><category>Local</category><category>Food</category>"
        f'<guid isPermaLink="false">tag:post.example,{n}</guid><description>{TEXTS[n][:60]} [&#8230;]</description>'
        f"{text if body is None else body}{more}</item>\n"
    )


def rss(*items: str, head: str = "") -> bytes:
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n<!-- generator="Press/5" -->\n<rss version="2.0" '
        'xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:dc="http://purl.org/dc/elements/1.1/">'
        f"<channel><title>The Sallow Post</title><link>https://post.example</link><language>en-GB</language>{head}"
        f"{''.join(items)}</channel></rss>"
    ).encode()


@pytest.mark.parametrize(
    "name", ["feed.xml", "feed.rss", "feed", "feed.txt", "feed.html", "feed.csv", "feed.php"]
)
def test_rss_gives_its_items_whatever_the_file_is_called(folder: Folder, name: str) -> None:
    found = articles(folder.read(name, rss(rss_item(0), rss_item(1))))
    assert [said(a) for a in found] == [(TITLES[n], f"{TEXTS[n]}\n\n{MORE}") for n in (0, 1)]
    assert found[1].url == "https://post.example/1"
    assert found[1].authors == ("Tamsin Roake",)
    assert found[1].published_at == AT
    assert found[1].published_utc_offset == 120
    assert found[1].publisher == "The Sallow Post"
    assert found[1].section == "Local"
    assert found[1].keywords == ("Local", "Food")
    assert found[1].source_record_id == "tag:post.example,1"


def test_a_records_bytes_are_what_it_inherits_and_the_item_as_found(folder: Folder) -> None:
    raw = rss(rss_item(0), rss_item(1))
    one, two = records(folder.read("a.xml", raw))
    frame, _, element = two.raw.partition(b"\n")
    assert element in raw
    assert element == rss_item(1).strip().encode()
    assert frame.endswith(b"<channel><title>The Sallow Post</title><language>en-GB</language>")
    assert (one.raw_position, two.raw_position) == ("record 1", "record 2")


def test_an_item_is_the_same_record_when_its_feed_was_built_again(folder: Folder) -> None:
    old = folder.read("a.xml", rss(rss_item(0), head="<lastBuildDate>Mon, 3 May</lastBuildDate>"))
    new = folder.read(
        "b.xml", rss(rss_item(1), rss_item(0), head="<lastBuildDate>Tue, 4 May</lastBuildDate>")
    )
    assert records(old)[0].record_id == records(new)[1].record_id


def test_the_same_item_in_another_feed_is_another_record(folder: Folder) -> None:
    other = rss(rss_item(0)).replace(b"The Sallow Post", b"Marsh Weekly")
    (a,), (b,) = (
        records(folder.read("a.xml", rss(rss_item(0)))),
        records(folder.read("b.xml", other)),
    )
    assert a.record_id != b.record_id


def test_an_item_without_text_is_accounted_for(folder: Folder) -> None:
    bare = "<item><title>Only a headline</title><link>https://post.example/9</link></item>"
    first, second = parsed(folder.read("a.xml", rss(bare, rss_item(0))))
    assert isinstance(first, Rejection)
    assert first.reasons == ("no_body",)
    assert not isinstance(second, Rejection)


def test_a_feed_without_items_leaves_a_row(folder: Folder) -> None:
    assert reasons(folder.read("a.xml", rss())) == ["empty_file"]


def test_rss_1_is_read_behind_its_table_of_contents(folder: Folder) -> None:
    raw = (
        '<?xml version="1.0"?><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" '
        'xmlns="http://purl.org/rss/1.0/" xmlns:dc="http://purl.org/dc/elements/1.1/">'
        '<channel rdf:about="https://p.example/rdf"><title>Post RDF</title><items><rdf:Seq>'
        '<rdf:li rdf:resource="https://p.example/1"/></rdf:Seq></items></channel>'
        f'<item rdf:about="https://p.example/1"><title>{TITLES[0]}</title><description>{TEXTS[0]}</description>'
        "<dc:date>2021-05-03T10:05:00+02:00</dc:date><dc:creator>Hedda Quill</dc:creator></item></rdf:RDF>"
    ).encode()
    (article,) = articles(folder.read("a.rdf", raw))
    assert said(article) == (TITLES[0], TEXTS[0])
    assert (article.url, article.published_at) == ("https://p.example/1", AT)
    assert (article.publisher, article.authors) == ("Post RDF", ("Hedda Quill",))


def test_rss_091_gives_escaped_markup_and_a_mailed_name(folder: Folder) -> None:
    raw = (
        '<?xml version="1.0" encoding="ISO-8859-1"?><!DOCTYPE rss PUBLIC "-//Netscape Communications//DTD RSS 0.91//EN" '
        '"http://my.netscape.com/publish/formats/rss-0.91.dtd"><rss version="0.91"><channel><title>Pöst</title>'
        f"<item><title>{TITLES[0]}</title><author>desk@post.example (Hedda Quill)</author><pubDate>3 May 2021 10:05 EST</pubDate>"
        f"<description>&lt;p&gt;{TEXTS[0]} AT&amp;amp;T paid.&lt;/p&gt;&lt;p&gt;{MORE}&nbsp;Café &lt;/p&gt;</description>"
        "<link>https://post.example/a?x=1&y=2</link></item></channel></rss>"
    ).encode("iso-8859-1")
    (article,) = articles(folder.read("a.xml", raw))
    assert article.body == f"{TEXTS[0]} AT&T paid.\n\n{MORE} Café"
    assert article.authors == ("Hedda Quill",)
    assert article.publisher == "Pöst"
    assert article.url == "https://post.example/a?x=1&y=2"
    assert article.published_at == dt.datetime(2021, 5, 3, 15, 5, tzinfo=dt.UTC)


@pytest.mark.parametrize("prefix", ["", "atom:"])
@pytest.mark.parametrize("kind", ["xhtml", "html", "text"])
def test_atom_entries_are_read_in_every_type_of_content(
    folder: Folder, prefix: str, kind: str
) -> None:
    content = {
        "xhtml": f'<div xmlns="http://www.w3.org/1999/xhtml"><p>{TEXTS[0]}</p><p>{MORE}</p></div>',
        "html": f"&lt;p&gt;{TEXTS[0]}&lt;/p&gt;&lt;p&gt;{MORE}&lt;/p&gt;",
        "text": f"{TEXTS[0]}\n\n{MORE}",
    }[kind]
    p, ns = prefix, "xmlns:atom" if prefix else "xmlns"
    raw = (
        f'<?xml version="1.0"?><{p}feed {ns}="http://www.w3.org/2005/Atom" xml:lang="en"><{p}title>Marsh Weekly</{p}title>'
        f"<{p}author><{p}name>Feed Author</{p}name></{p}author><{p}updated>2022-01-01T00:00:00Z</{p}updated>"
        f'<{p}entry><{p}title type="html">Cheese &amp;amp; steel</{p}title><{p}link rel="self" href="https://m.example/api/1"/>'
        f'<{p}link rel="alternate" href="https://m.example/1"/><{p}id>tag:m.example,2021:1</{p}id>'
        f"<{p}published>2021-05-03T10:05:00+02:00</{p}published><{p}updated>2021-05-04T10:05:00+02:00</{p}updated>"
        f'<{p}category term="local" label="Local"/><{p}summary>Short.</{p}summary><{p}content type="{kind}">{content}</{p}content>'
        f"</{p}entry></{p}feed>"
    ).encode()
    (article,) = articles(folder.read("a.atom", raw))
    assert said(article) == ("Cheese & steel", f"{TEXTS[0]}\n\n{MORE}")
    assert (article.url, article.publisher) == ("https://m.example/1", "Marsh Weekly")
    assert article.authors == ("Feed Author",)
    assert article.published_at == AT
    assert article.updated_at == AT + dt.timedelta(days=1)
    assert article.section == "Local"


def test_two_feeds_glued_together_each_give_their_own_publisher(folder: Folder) -> None:
    raw = rss(rss_item(0)) + rss(rss_item(1)).replace(b"The Sallow Post", b"Marsh Weekly")
    assert [a.publisher for a in articles(folder.read("a.xml", raw))] == [
        "The Sallow Post",
        "Marsh Weekly",
    ]


def test_captions_of_pictures_are_no_text(folder: Folder) -> None:
    media = '<media:content url="https://x/a.jpg"><media:description>A cheese on a table.</media:description></media:content>'
    (article,) = articles(folder.read("a.xml", rss(rss_item(0, media))))
    assert "on a table" not in article.body


def test_a_broken_item_costs_itself(folder: Folder) -> None:
    broken = rss_item(1).replace("</item>\n", "\n")
    items = folder.read("a.xml", rss(rss_item(0), broken, rss_item(2)))
    assert [type(i) for i in items] == [RawRecord, Rejection, RawRecord]
    lost = rss_item(1).replace("<item>", "<itm>")
    items = folder.read("a.xml", rss(rss_item(0), lost, rss_item(2)))
    assert [type(i) for i in items] == [RawRecord, Rejection, RawRecord]
    open_cdata = rss_item(1).replace("]]>", "")
    items = folder.read("a.xml", rss(rss_item(0), open_cdata, rss_item(2)))
    assert [type(i) for i in items][::2] == [RawRecord, RawRecord]
    assert len(items) == 3


def test_an_end_tag_inside_cdata_ends_nothing(folder: Folder) -> None:
    quoted = f"<description><![CDATA[{TEXTS[0]} The tag </item> closes it. {MORE}]]></description>"
    (article,) = articles(
        folder.read(
            "a.xml",
            rss(
                rss_item(0, body=quoted)
                .replace("<description>A", "<x>A", 1)
                .replace("[&#8230;]</description>", "</x>", 1)
            ),
        )
    )
    assert MORE in article.body


def test_an_item_in_a_comment_is_none(folder: Folder) -> None:
    items = folder.read("a.xml", rss(rss_item(0), f"<!-- {rss_item(1)} -->", rss_item(2)))
    assert len(articles(items)) == 2


def test_a_cut_feed_says_so(folder: Folder) -> None:
    import gzip

    raw = gzip.compress(rss(*[rss_item(n % 3) + " " * n for n in range(400)]))
    items = folder.read("a.xml.gz", raw[: len(raw) // 2])
    assert reasons(items) == ["truncated_file"]
    assert len(records(items)) > 10


def test_a_news_sitemap_gives_rows_with_title_and_address(folder: Folder) -> None:
    raw = (
        '<?xml version="1.0"?><urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" '
        'xmlns:news="http://www.google.com/schemas/sitemap-news/0.9" xmlns:image="http://www.google.com/schemas/sitemap-image/1.1">'
        "<url><loc>https://p.example/1</loc><news:news><news:publication><news:name>Post</news:name><news:language>en</news:language>"
        f"</news:publication><news:publication_date>2021-05-03</news:publication_date><news:title>{TITLES[0]}</news:title></news:news>"
        "<image:image><image:loc>https://p.example/i.jpg</image:loc></image:image></url></urlset>"
    ).encode()
    items = folder.read("sitemap.xml", raw)
    (record,) = records(items)
    assert record.fields == {
        "url": "https://p.example/1",
        "publisher": "Post",
        "language": "en",
        "published": "2021-05-03",
        "title": TITLES[0],
    }
    (rejection,) = parsed(items)
    assert isinstance(rejection, Rejection)
    assert rejection.reasons == ("no_body",)


def test_a_page_that_points_to_a_feed_stays_a_page(folder: Folder) -> None:
    raw = page("x</p><p>").replace(
        b"<body>",
        b'<head><link rel="alternate" type="application/rss+xml" href="/rss"></head><body>',
    )
    (record,) = records(folder.read("a.html", raw))
    assert record.media == "html"
    xhtml = b'<?xml version="1.0"?><!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.0 Strict//EN" "x"><html xmlns="x"><body><p>x</p></body></html>'
    (record,) = records(folder.read("a.xhtml", xhtml))
    assert record.media == "html"


def test_a_story_that_quotes_a_feed_stays_one_text(folder: Folder) -> None:
    raw = f"How feeds work\n\n{TEXTS[0]}\n\n<rss><channel><item><title>x</title></item></channel></rss>\n".encode()
    (record,) = records(folder.read("a.txt", raw))
    assert record.media == "text"


def test_entities_of_a_doctype_are_never_expanded(folder: Folder) -> None:
    bomb = '<!DOCTYPE rss [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;"><!ENTITY file SYSTEM "file:///etc/passwd">]>'
    raw = rss(rss_item(0, body=f"<description>{TEXTS[0]} &b; &file; {MORE}</description>")).replace(
        b"<rss", bomb.encode() + b"<rss", 1
    )
    text = repr(folder.read("a.xml", raw))
    assert "haha" not in text
    assert "root:" not in text


def test_of_a_blogs_export_posts_are_articles_and_its_settings_and_comments_are_not(
    folder: Folder,
) -> None:
    kind = "http://schemas.google.com/blogger/2008/kind#"

    def entry(what: str, title: str) -> str:
        return (
            f'<entry><id>{title}</id><published>2021-05-03T08:05:00Z</published><category scheme="http://schemas.google.com/g/2005#kind" '
            f'term="{kind}{what}"/><category scheme="http://www.blogger.com/atom/ns#" term="Sea"/><title>{title}</title>'
            f'<content type="html">{TEXTS[0]} {MORE}</content></entry>'
        )

    entries = (
        entry("settings", "The blog's name") + entry("post", TITLES[0]) + entry("comment", "Re")
    )
    raw = f'<feed xmlns="http://www.w3.org/2005/Atom"><title>Oslen Blog</title>{entries}</feed>'
    items = folder.read("blog.xml", raw.encode())
    (found,) = articles([item for item in items if not isinstance(item, Rejection)])
    assert (found.title, found.section, reasons(items)) == (TITLES[0], "Sea", ["not_a_page"] * 2)


@pytest.mark.parametrize(
    ("kind", "state", "is_story"),
    [("post", "publish", True), ("page", "publish", False), ("post", "draft", False), ("nav_menu_item", "publish", False), (None, None, True)],
)  # fmt: skip
def test_of_a_weblogs_export_only_printed_posts_are_stories(folder, kind, state, is_story):
    said = f"<wp:status>{state}</wp:status><wp:post_type>{kind}</wp:post_type>" if kind else ""
    (item,) = folder.read(
        "export.xml",
        f"""<rss version="2.0" xmlns:wp="http://wordpress.org/export/1.2/" xmlns:content="http://purl.org/rss/1.0/modules/content/"><channel>
<item><title>Our paper</title><content:encoded><![CDATA[<p>Printed since 1921 above the harbour.</p>]]></content:encoded>{said}</item></channel></rss>""".encode(),
    )
    assert isinstance(item, RawRecord) is is_story
    assert is_story or item.detail == f"no printed post of the blog: a {kind} in state {state}"
    assert is_story or item.excerpt.startswith("<item><title>Our paper</title>")


LOG_INS = {"hquill": "Hedda Quill", "roake": "", "okoro": "Ben Okoro"}


def weblog(*logins: str, known: dict[str, str] = LOG_INS, surname: str = "") -> bytes:
    authors = "".join(
        f"<wp:author><wp:author_login><![CDATA[{login}]]></wp:author_login><wp:author_display_name><![CDATA[{name}]]></wp:author_display_name>"
        f"<wp:author_last_name>{surname}</wp:author_last_name></wp:author>\n"
        for login, name in known.items()
    )
    items = (
        rss_item(n).replace("Tamsin Roake", f"<![CDATA[{login}]]>")
        for n, login in enumerate(logins)
    )
    head = '<rss xmlns:wp="http://wordpress.org/export/1.2/" '
    return rss(*items, head=authors).replace(b"<rss ", head.encode())


def test_a_weblogs_post_is_signed_by_the_name_that_readers_saw(folder: Folder) -> None:
    found = articles(folder.read("export.xml", weblog("okoro", "hquill", "stranger")))
    assert [a.authors for a in found] == [("Ben Okoro",), ("Hedda Quill",), ("stranger",)]


def test_where_a_weblog_shows_no_name_the_given_one_counts_before_the_log_in(
    folder: Folder,
) -> None:
    (bare,) = articles(folder.read("a.xml", weblog("roake")))
    (named,) = articles(folder.read("b.xml", weblog("roake", surname="Salter Roake")))
    assert (bare.authors, named.authors) == (("roake",), ("Salter Roake",))


def test_a_weblogs_post_is_the_same_record_whoever_else_writes_there(folder: Folder) -> None:
    (alone,) = records(folder.read("a.xml", weblog("okoro", known={"okoro": "Ben Okoro"})))
    (beside,) = records(folder.read("b.xml", weblog("okoro")))
    assert alone.record_id == beside.record_id
    assert b"hquill" not in beside.raw


CONTENT = f"<content:encoded><![CDATA[<p>{TEXTS[0]}</p><p>{MORE}</p>]]></content:encoded>"


@pytest.mark.parametrize(
    ("short", "subtitle"),
    [
        ("What is to come of it &amp;amp; whom it hurts.", "What is to come of it & whom it hurts."),
        ("<![CDATA[<p>What is to <b>come</b> of it.</p>]]>", "What is to come of it."),
        # what a weblog cuts off the text itself is none of its standfirst
        (f"<![CDATA[<p>{TEXTS[0][:60]} [&#8230;]</p><p>The post A ferry first appeared first on Oslen Post.</p>]]>", None),
        (TEXTS[0], None),
    ],
)  # fmt: skip
def test_what_a_feed_says_in_short_beside_a_whole_text_is_its_standfirst(
    folder: Folder, short: str, subtitle: str | None
) -> None:
    item = f"<item><title>{TITLES[0]}</title><description>{short}</description>{CONTENT}</item>"
    raw = f'<rss xmlns:content="http://purl.org/rss/1.0/modules/content/"><channel>{item}</channel></rss>'
    (told,) = articles(folder.read("a.xml", raw.encode()))
    assert (told.subtitle, told.body) == (subtitle, f"{TEXTS[0]}\n\n{MORE}")
    alone = raw.replace(CONTENT, "").replace(short, f"<![CDATA[<p>{TEXTS[0]}</p><p>{MORE}</p>]]>")
    (told,) = articles(folder.read("b.xml", alone.encode()))
    assert (told.subtitle, told.body) == (None, f"{TEXTS[0]}\n\n{MORE}")


@pytest.mark.parametrize(
    ("base", "link", "url"),
    [
        (' xml:base="https://post.example/2021/"', "tram.html", "https://post.example/2021/tram.html"),
        (' xml:base="https://post.example/2021/"', "https://a.example/1", "https://a.example/1"),
        ("", "tram.html", None),
        (' xml:base="https://post.example/"', "", None),
    ],
)  # fmt: skip
def test_an_address_is_meant_against_what_the_feed_states(
    folder: Folder, base: str, link: str, url: str | None
) -> None:
    feed = (
        f'<feed xmlns="http://www.w3.org/2005/Atom"{base}><title>The Sallow Post</title>'
        '<link rel="self" href="https://cdn.example/feed"/><link href="https://post.example/"/>'
        f'<entry><title>{TITLES[0]}</title><link href="{link}"/><updated>2021-05-03T08:05:00Z</updated>'
        f'<content type="html">&lt;p>{TEXTS[0]}&lt;/p></content></entry></feed>'
    )
    (found,) = articles(folder.read("a.xml", feed.encode()))
    assert found.url == url


def test_an_address_within_the_site_is_made_whole_by_the_channel_s(folder: Folder) -> None:
    items = [rss_item(n).replace("https://post.example/", "/2021/") for n in (0, 1)]
    found = articles(folder.read("feed.xml", rss(items[0], rss_item(1), head="<ttl>5</ttl>")))
    assert [a.url for a in found] == ["https://post.example/2021/0", "https://post.example/1"]
    # without the channel's address, or as no address at all, it is none
    bare = rss(items[0]).replace(b"<link>https://post.example</link>", b"")
    assert [a.url for a in articles(folder.read("bare.xml", bare))] == [None]
    named = rss(rss_item(0).replace("https://post.example/0", "story 0"))
    assert [a.url for a in articles(folder.read("named.xml", named))] == [None]


def test_who_gives_whole_addresses_has_the_record_that_it_had(folder: Folder) -> None:
    raws = [
        records(
            folder.read(
                f"{n}.xml", rss(rss_item(0)).replace(b"<link>https://post.example</link>", site)
            )
        )[0].raw
        for n, site in enumerate((b"", b"<link>https://post.example</link>"))
    ]
    assert raws[0] == raws[1]
