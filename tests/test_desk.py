"""The desk's pages: each row leads to every other and back to its bytes, text stays text, and strangers see nothing."""

from __future__ import annotations

import http.client
import re
import signal
import subprocess
import sys
import threading
import urllib.request
from http import HTTPStatus
from urllib.parse import parse_qsl, urljoin, urlsplit

import pandas as pd
import pytest
from desk_runs import run_desk, story, write_lines

import copydesk.desk
from copydesk.desk import TYPES, Desk, Piece, cut
from copydesk.desk.serving import DeskServer
from copydesk.text.references import unescape

SCRIPT = "<script>alert(1)</script>"
HREF = re.compile(r'href="([^"]*)"')


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    folder = tmp_path_factory.mktemp("desk")
    records = [story(n, publisher=f"Gazette {SCRIPT if n == 3 else ''}") for n in range(4)]
    records[0] |= {"title": f"Ferry vote {SCRIPT}", "url": "javascript:alert(1)"}
    records.append({"id": "s9", "title": "Nothing", "text": ""})
    write_lines(folder / "raw" / "a" / "one.jsonl", records)
    run_desk(folder / "raw", folder / "out", tables="events")
    return folder


@pytest.fixture(scope="module")
def desk(folder):
    return Desk(folder / "raw", folder / "out")


def links(html):
    return {unescape(link) for link in HREF.findall(html)}


def visit(desk, address):
    asked = urlsplit(address)
    return desk.answer(asked.path.removeprefix("/"), dict(parse_qsl(asked.query)))


def test_every_page_that_a_page_leads_to_is_there(desk, monkeypatch):
    monkeypatch.setattr(copydesk.desk, "SHOWN", 2)
    monkeypatch.setattr(copydesk.desk, "MANY", 3)
    seen, left = set(), {"/"}
    while left and len(seen) < 150:
        address = min(left)
        page = visit(desk, address)
        assert page.status == HTTPStatus.OK, address
        assert SCRIPT not in page.html
        seen.add(address)
        left |= {urljoin(address, link) for link in links(page.html) if ":" not in link}
        left -= seen
    kinds = {address[1:4] for address in seen}
    assert {"?li", "art", "ent", "evt", "sty", "rec"} <= kinds


@pytest.mark.parametrize("table", ["articles", "stories", "entities", "events"])
def test_the_pages_of_a_list_show_each_row_once_and_in_the_same_order(
    folder, desk, monkeypatch, table
):
    monkeypatch.setattr(copydesk.desk, "SHOWN", 2)
    monkeypatch.setattr(copydesk.desk, "MANY", 3)
    key = next(one.key for _, one in copydesk.desk.FRONT if one.name == table)
    first = shown_keys(desk.answer("", {}).html, key)
    address, found = f"/?list={table}", []
    while address:
        page = visit(desk, address).html
        here = shown_keys(page, key)
        assert 0 < len(here) <= 3
        found += here
        ways = re.findall(r'<a href="([^"]*)">on</a>', page)
        address = urljoin(address, unescape(ways[0])) if ways else ""
    assert sorted(found) == sorted(pd.read_parquet(folder / "out" / table)[key])
    assert found[:2] == [one for one in first if one in found][:2]


def shown_keys(html, key):
    """Return the ids that the first column of the page's lists leads to."""
    prefix = {"article_id": "art", "story_id": "sty", "entity_id": "ent", "event_id": "evt"}[key]
    return re.findall(rf'<tr><td [^>]*><a href="({prefix}_\w+)"', html)


def test_search_leads_on_to_what_else_is_found(folder, desk, monkeypatch):
    monkeypatch.setattr(copydesk.desk, "SHOWN", 1)
    whole, found = len(pd.read_parquet(folder / "out" / "articles")), []
    for page in range(1, whole + 1):
        html = desk.answer("search", {"q": "council", "page": str(page)}).html
        found += re.findall(r'<h2 dir="auto"><a href="(\w+)"', html)
        assert (f"page={page + 1}" in html) == (page < whole)
    assert len(found) == len({*found}) == whole


def test_ids_that_a_row_refers_to_are_shown_by_name(folder, desk):
    stories = pd.read_parquet(folder / "out" / "stories")
    names = pd.read_parquet(folder / "out" / "entities").set_index("entity_id")["name"]
    row = next(row for row in stories.itertuples() if len(row.entity_ids))
    page = desk.answer(row.story_id, {}).html
    for key in (*row.place_ids, *row.entity_ids):
        assert f'<a href="{key}">{names[key]}</a>' in page
    assert f'<a href="{row.story_id}">{row.story_id}</a>' in page


def test_an_event_is_told_in_sentences_and_columns_before_its_walk(folder, desk):
    told = pd.read_parquet(folder / "out" / "event_mentions").dropna(subset="event_id")
    titles = pd.read_parquet(folder / "out" / "articles").set_index("article_id")["title"]
    mention = told.iloc[0]
    page, _, walk = unescape(desk.answer(mention["event_id"], {}).html).partition("<pre")
    assert f'<a href="{mention["event_mention_id"]}">{mention["evidence"]}</a>' in page
    assert f'<a href="{mention["article_id"]}">{titles[mention["article_id"]]}</a>' in page
    assert "a/one.jsonl, line" in walk
    assert ">event_type</th>" in page


def test_the_form_offers_the_types_and_keeps_the_one_asked_for(desk):
    page = desk.answer("search", {"q": "council", "type": "protest"}).html
    assert re.findall(r"<option(?: selected)?>(\w+)</option>", page) == [*TYPES]
    assert re.findall(r"<option selected>(\w+)", page) == ["PROTEST"]


@pytest.mark.parametrize(
    ("table", "key", "shows"),
    [
        ("articles", "article_id", "canonical copy"),
        ("copies", "record_id", "a/one.jsonl, line"),
        ("quarantine", "record_id", "a/one.jsonl, line"),
        ("entities", "entity_id", "Named in"),
        ("mentions", "mention_id", "a/one.jsonl, line"),
        ("events", "event_id", "a/one.jsonl, line"),
        ("event_mentions", "event_mention_id", "a/one.jsonl, line"),
        ("stories", "story_id", "art_"),
    ],
)
def test_a_row_of_any_table_has_a_page(folder, desk, table, key, shows):
    frame = pd.read_parquet(folder / "out" / table)
    page = desk.answer(frame[key].iloc[0], {})
    assert page.status == HTTPStatus.OK
    assert shows in unescape(page.html)


def test_an_article_marks_what_it_names_and_what_it_tells(folder, desk):
    mentions = pd.read_parquet(folder / "out" / "mentions")
    told = pd.read_parquet(folder / "out" / "event_mentions")
    article = told["article_id"].iloc[0]
    page = desk.answer(article, {}).html
    for name in mentions[mentions["article_id"] == article]["entity_id"].unique():
        assert f'<a href="{name}" class="name">' in page
    assert 'class="event"' in page


def test_what_is_denied_leads_to_its_mention(tmp_path):
    """It is no event, so that it has no page of one."""
    denied = "Norway denied that it had attacked Sweden. Norway accused Denmark of theft on Monday."
    record = story(1) | {"text": f"{denied} {story(1)['text']}"}
    write_lines(tmp_path / "raw" / "a" / "one.jsonl", [record])
    run_desk(tmp_path / "raw", tmp_path / "out", tables="events")
    told = pd.read_parquet(tmp_path / "out" / "event_mentions")
    lost = told[told["event_id"].isna()]["event_mention_id"]
    assert len(lost)
    desk = Desk(tmp_path / "raw", tmp_path / "out")
    page = desk.answer(told["article_id"].iloc[0], {})
    assert page.status == HTTPStatus.OK
    assert {*lost} <= links(page.html)
    assert {desk.answer(key, {}).status for key in lost} == {HTTPStatus.OK}


def test_an_address_that_is_no_web_address_is_no_link(folder, desk):
    frame = pd.read_parquet(folder / "out" / "articles")
    for key in frame["article_id"]:
        assert all(not link.startswith("javascript") for link in links(desk.answer(key, {}).html))


def test_words_are_found_and_marked(folder, desk):
    body = pd.read_parquet(folder / "out" / "articles")["body"].iloc[0]
    word = max(re.findall(r"[a-z]+", body), key=len)
    page = desk.answer("search", {"q": word})
    assert page.status == HTTPStatus.OK
    assert f"<mark>{word}</mark>" in page.html


def test_an_id_that_is_searched_is_shown(folder, desk):
    key = pd.read_parquet(folder / "out" / "articles")["article_id"].iloc[0]
    assert desk.answer("search", {"q": key}) == desk.answer(key, {})


@pytest.mark.parametrize(
    ("path", "asked", "says"),
    [
        ("art_" + "0" * 24, {}, "stands in no published table"),
        ("../etc/passwd", {}, "no page"),
        ("search", {"q": "ferry", "entity": "Nobody Here"}, "Nobody Here"),
    ],
)
def test_what_is_not_there_is_said_on_a_page(desk, path, asked, says):
    page = desk.answer(path, asked)
    assert page.status == HTTPStatus.NOT_FOUND
    assert says in unescape(page.html)


@pytest.mark.parametrize(
    ("path", "asked", "says"),
    [
        ("search", {"q": ""}, "expected a word"),
        ("search", {"q": "ferry", "type": "DANCE"}, "no type of event"),
        ("search", {"q": "ferry", "from": "soon"}, "expected a day"),
        ("search", {"q": "ferry", "to": "2024-02-30"}, "expected a day"),
        ("search", {"q": "ferry", "page": "99"}, "the last one is"),
        ("", {"list": "articles", "page": "0"}, "expected a number from 1 on"),
        ("", {"list": "articles", "page": "\u00b2"}, "expected a number from 1 on"),
        ("", {"list": "articles", "page": "9" * 5000}, "the last one is 1"),
        ("", {"list": "mentions"}, "which this page does not have"),
    ],
)
def test_what_is_asked_wrongly_is_said_on_a_page_with_the_form_as_it_was(desk, path, asked, says):
    page = desk.answer(path, asked)
    assert page.status == HTTPStatus.BAD_REQUEST
    assert says in unescape(page.html)
    assert f'value="{asked.get("q", "")}"' in page.html


def test_a_damaged_file_is_no_fault_of_who_asks(tmp_path):
    write_lines(tmp_path / "raw" / "a" / "one.jsonl", [story(1)])
    run_desk(tmp_path / "raw", tmp_path / "out", tables="articles")
    desk = Desk(tmp_path / "raw", tmp_path / "out")
    key = pd.read_parquet(tmp_path / "out" / "articles")["article_id"].iloc[0]
    [file] = (tmp_path / "out" / "articles").resolve().rglob("*.parquet")
    file.write_bytes(file.read_bytes()[:-9])
    page = desk.answer(key, {})
    assert page.status == HTTPStatus.INTERNAL_SERVER_ERROR
    assert "copydesk repair" in page.html


def test_nothing_published_is_said(tmp_path):
    page = Desk(tmp_path, tmp_path).answer("", {})
    assert page.status == HTTPStatus.NOT_FOUND


def test_articles_alone_have_pages(tmp_path):
    write_lines(tmp_path / "raw" / "a" / "one.jsonl", [story(n) for n in range(2)])
    run_desk(tmp_path / "raw", tmp_path / "out", tables="articles")
    desk = Desk(tmp_path / "raw", tmp_path / "out")
    key = pd.read_parquet(tmp_path / "out" / "articles")["article_id"].iloc[0]
    assert desk.answer("", {}).status == desk.answer(key, {}).status == HTTPStatus.OK


def test_what_overlaps_is_marked_once():
    spans = [(0, 7, Piece("", "a")), (4, 7, Piece("", "b")), (7, 9, Piece("", "c"))]
    assert [(piece.text, piece.id) for piece in cut("Ada Lovell", spans)] == [
        ("Ada Lov", "a"),
        ("el", "c"),
        ("l", ""),
    ]


@pytest.fixture(scope="module")
def server(desk):
    with DeskServer(desk, 0) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield server
        server.shutdown()
        thread.join()


def ask(server, path, method="GET", host=None):
    connection = http.client.HTTPConnection("127.0.0.1", server.server_port, timeout=240)
    connection.request(method, path, headers={"Host": host} if host else {})
    answer = connection.getresponse()
    return answer, answer.read().decode()


def test_whoever_has_the_address_reads(server):
    answer, body = ask(server, urlsplit(server.url).path)
    assert answer.status == HTTPStatus.OK
    assert "Latest articles" in body
    assert "default-src 'none'" in answer.headers["Content-Security-Policy"]
    assert answer.headers["Referrer-Policy"] == "no-referrer"


@pytest.mark.parametrize(
    ("path", "host"),
    [
        ("/", None),
        ("/search?q=ferry", None),
        ("/guess/", None),
        ("{token}", None),
        ("{token}/", "desk.example"),
        ("{token}/", "127.0.0.1.desk.example:80"),
    ],
)
def test_others_find_nothing(server, path, host):
    answer, body = ask(server, path.replace("{token}", f"/{server.token}"), host=host)
    assert (answer.status, body) == (HTTPStatus.NOT_FOUND, "Not found")


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE"])
def test_nothing_can_be_changed(server, method):
    answer, _ = ask(server, urlsplit(server.url).path, method)
    assert answer.status == HTTPStatus.NOT_IMPLEMENTED


def test_a_page_that_fails_says_no_more_than_that(server, monkeypatch):
    def fail(*_):
        raise ValueError("words of an article")

    monkeypatch.setattr(Desk, "answer", fail)
    answer, body = ask(server, urlsplit(server.url).path)
    assert answer.status == HTTPStatus.INTERNAL_SERVER_ERROR
    assert "words of an article" not in body


def hear_interrupts():
    """What runs in the background ignores Ctrl-C, and so would its children."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


def test_the_command_prints_the_address_and_ends_on_ctrl_c(folder):
    command = [sys.executable, "-P", "-m", "flows.command_line", "desk"]
    folders = ["--raw", str(folder / "raw"), "--curated", str(folder / "out")]
    with subprocess.Popen(
        [*command, *folders], stdout=subprocess.PIPE, text=True, preexec_fn=hear_interrupts
    ) as process:
        try:
            url = process.stdout.readline().strip()
            with urllib.request.urlopen(url, timeout=240) as answer:
                assert b"Latest articles" in answer.read()
            process.send_signal(signal.SIGINT)
            assert process.wait(240) == 0
        finally:
            process.kill()
