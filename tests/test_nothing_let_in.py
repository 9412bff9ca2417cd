"""Nothing of an article is run, fetched or logged: the report in a real browser, logs at their most talkative, the server."""

from __future__ import annotations

import html
import json
import logging
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from desk_runs import run_desk, story, write_lines

from copydesk.errors import ContractError, frames_of
from copydesk.parse import parse_record
from copydesk.records import ParsedArticle, RawRecord, SourceConfig, record_id_of
from copydesk.report import write_report
from flows.command_line import guarded

PROJECT = Path(__file__).resolve().parents[1]
CANARY = "Zanzibarquokka"
SECRET = "hunter2-of-the-desk"
ATTACKS = (
    "<script>document.title='pwned'</script>",
    "</script></td><img src=x onerror=\"document.title='pwned'\">",
    "<svg/onload=document.title='pwned'>",
    '" onmouseover="document.title=\'pwned\'" x="',
    "' style='display:none",
    "javascript:document.title='pwned'",
    "<iframe srcdoc=\"<script>parent.document.title='pwned'</script>\">",
    "{{ 7 * 7 }}{% raw %}",
    "\u202e</title><base href=//evil.example/>",
    "&lt;script&gt;document.title='pwned'&lt;/script&gt;",
)
CHROMIUM = next(
    (p for p in map(shutil.which, ("chromium", "chromium-browser", "google-chrome")) if p), None
)


@pytest.fixture(scope="module")
def poisoned(tmp_path_factory) -> Path:
    """A published collection in which every text that a report can show is an attack."""
    folder = tmp_path_factory.mktemp("poisoned")
    records = [
        story(n, publisher=f"{attack} Gazette", url=f"https://h.example/{n}")
        for n, attack in enumerate(ATTACKS)
    ]
    write_lines(folder / "raw" / "a<b>" / "x\"onload='y'.jsonl", records)
    run_desk(folder / "raw", folder / "out", tables="events")
    for path in (folder / "out" / "current").resolve().rglob("*.parquet"):
        table = pq.read_table(path, partitioning=None)
        for at, field in enumerate(table.schema):
            table = table.set_column(at, field, poison(table.column(at), field.type))
        pq.write_table(table, path)
    return folder / "out"


def poison(column: pa.ChunkedArray, kind: pa.DataType) -> pa.Array | pa.ChunkedArray:
    """Return a column of attacks where it holds text."""
    attacks = [ATTACKS[n % len(ATTACKS)] for n in range(len(column))]
    if pa.types.is_string(kind):
        return pa.array(attacks, kind)
    if pa.types.is_list(kind):
        return pa.array([[attack] for attack in attacks], kind)
    return column


def test_no_text_of_the_tables_becomes_markup_in_the_report(poisoned, tmp_path):
    write_report(poisoned, tmp_path / "report.html")
    page = (tmp_path / "report.html").read_text(encoding="utf-8")
    assert page.count("<script") == page.count("</script>") == 1, "the page's own"
    for tag in ("<img", "<iframe", "<base", "<object", "<embed", "<link", "<form"):
        assert tag not in page.lower(), "a tag that the template has not"
    assert html.escape(ATTACKS[0], quote=False).replace("'", "&#39;") in page
    assert "default-src 'none'" in page


@pytest.mark.skipif(CHROMIUM is None, reason="no Chromium here")
@pytest.mark.parametrize(
    "with_policy", [True, False], ids=["as it is", "without its content policy"]
)
def test_nothing_in_the_report_runs_in_a_browser(poisoned, tmp_path, with_policy):
    path = tmp_path / "report.html"
    write_report(poisoned, path)
    page = path.read_text(encoding="utf-8")
    if not with_policy:
        page = re.sub(r"<meta http-equiv[^>]*>", "", page)
        assert "default-src" not in page
        path.write_text(page, encoding="utf-8")
    dom = dump_dom(path, tmp_path)
    assert "<title>copydesk: the collection at a glance</title>" in dom
    assert dom.count("<script") == 1, "the page's own"
    for tag in ("<img", "<iframe", "<base", 'onerror="', 'onmouseover="', ' onload="'):
        assert tag not in re.sub(r">[^<]*<", "><", dom), (
            f"{tag} is an element or attribute of the page"
        )
    assert "&lt;script&gt;document.title=" in dom


@pytest.mark.skipif(CHROMIUM is None, reason="no Chromium here")
def test_the_browser_would_have_run_a_script(tmp_path):
    path = tmp_path / "open.html"
    path.write_text(f"<!doctype html><title>calm</title><p>{ATTACKS[0]}")
    assert "<title>pwned</title>" in dump_dom(path, tmp_path)


def dump_dom(path: Path, home: Path) -> str:
    """Return the page as a browser holds it once its scripts have run."""
    command = [
        str(CHROMIUM),
        "--headless",
        "--no-sandbox",
        "--disable-gpu",
        "--virtual-time-budget=2000",
    ]
    command += [f"--user-data-dir={home / 'profile'}", "--dump-dom", path.as_uri()]
    done = subprocess.run(
        command,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
        env=os.environ | {"HOME": str(home)},
    )
    assert done.stdout, done.stderr[-500:]
    return done.stdout


def write_canaries(raw: Path) -> None:
    """Write records that go well and records that fail at every stage, all of them with the canary in their text."""
    lines = [
        story(n, text=f"{story(n)['text']} The {CANARY} said so, and {CANARY} was there.")
        for n in range(3)
    ]
    lines.append(story(4, text=f"Short {CANARY}."))
    lines.append(
        story(5, published=f"{CANARY} 99/99/99", title=CANARY, author=[{CANARY: [CANARY]}])
    )
    lines.append({CANARY: CANARY})
    write_lines(raw / "a" / "one.jsonl", lines)
    (raw / "a" / "cut.jsonl").write_text(json.dumps(story(6, text=CANARY))[:-9])
    (raw / "a" / "page.html").write_text(f"<html><p>{CANARY}")
    (raw / "a" / "bad.warc").write_text(f"WARC/1.0\r\nContent-Length: 9\r\n\r\n{CANARY}")
    (raw / "a" / "bad.csv").write_text(f'id,text\n1,"{CANARY}\n2,{CANARY},{CANARY},3\n')


def test_logs_hold_no_text_of_an_article_however_it_fails(tmp_path, monkeypatch, caplog, capfd):
    write_canaries(tmp_path / "raw")
    monkeypatch.setattr("copydesk.annotation.find_mentions", fail_with_text)
    monkeypatch.setattr("copydesk.parse.html.read_story", fail_with_text)
    with caplog.at_level(logging.DEBUG), caplog.at_level(logging.DEBUG, "copydesk"):
        run_desk(tmp_path / "raw", tmp_path / "out", tables="events")
        assert not isinstance(parse_record(page_of(CANARY), SourceConfig()), ParsedArticle)
    told = caplog.text + "".join(capfd.readouterr())
    assert "language stages failed: art_" in told
    assert "parser gave up: rec_" in told
    assert "fail_with_text" in told, "where it failed must be said"
    assert CANARY not in told


def page_of(text):
    raw = f"<html><p>{text}</p></html>".encode()
    return RawRecord(record_id_of(raw), "0" * 64, "a.html", "", "html", raw)


def fail_with_text(*arguments, **named):
    raise ValueError(f"can't make sense of {CANARY} {arguments}")


def test_an_internal_error_keeps_its_places_and_not_its_message(tmp_path, monkeypatch, capsys):
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    assert guarded(fail_with_text) == 1
    (kept,) = tmp_path.glob("copydesk-*.log")
    assert "fail_with_text" in kept.read_text()
    assert CANARY not in kept.read_text() + capsys.readouterr().err


def test_the_causes_of_an_error_are_placed_too():
    try:
        try:
            fail_with_text()
        except ValueError as error:
            raise KeyError(CANARY) from error
    except KeyError as error:
        places = frames_of(error)
    assert places.startswith("KeyError\n")
    assert "\nValueError\n" in places
    assert CANARY not in places


def test_a_broken_contract_names_its_row_and_not_its_text(tmp_path, monkeypatch):
    write_lines(
        tmp_path / "raw" / "a" / "one.jsonl", [story(n, title=f"{CANARY} {n}") for n in range(2)]
    )
    run_desk(tmp_path / "raw", tmp_path / "out")
    from copydesk.auditing.verify import verify_published
    from flows.settings import load_settings, open_workspace

    for path in (tmp_path / "out" / "current").resolve().joinpath("articles").rglob("*.parquet"):
        table = pq.read_table(path, partitioning=None)
        texts = pa.array([f"<p>{CANARY}</p>"] * len(table))
        pq.write_table(
            table.set_column(table.column_names.index("body"), table.schema.field("body"), texts),
            path,
        )
    desk = open_workspace(
        load_settings(environment={}, raw=str(tmp_path / "raw"), curated=str(tmp_path / "out"))
    )
    told = "\n".join(check.detail for check in verify_published(desk, "1GB", 1))
    assert "body_is_free_of_tags" in told
    assert CANARY not in told
    assert CANARY not in str(ContractError("articles", "body_is_free_of_tags", "2 failures"))


@pytest.mark.server
@pytest.mark.slow
def test_a_real_run_at_debug_level_logs_neither_text_nor_secrets(tmp_path, lay_database):
    lay_database(tmp_path / "out" / ".prefect")
    write_canaries(tmp_path / "raw")
    command = [
        sys.executable,
        "-m",
        "flows.command_line",
        "run",
        "--raw",
        str(tmp_path / "raw"),
        "--curated",
        str(tmp_path / "out"),
    ]
    command += ["--watch", "--tables", "articles", "--workers", "2", "--set", "min_words=5"]
    loud = {
        "PREFECT_LOGGING_LEVEL": "DEBUG",
        "PREFECT_LOGGING_ROOT_LEVEL": "DEBUG",
        "TMPDIR": str(tmp_path),
    }
    secrets = {
        "AWS_SECRET_ACCESS_KEY": SECRET,
        "PREFECT_API_KEY": SECRET,
        "COPYDESK_TOKEN": SECRET,
        "HTTP_PROXY_PASSWORD": SECRET,
    }
    done = subprocess.run(
        command,
        capture_output=True,
        text=True,
        timeout=600,
        env=os.environ | loud | secrets,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-2000:]
    told = [done.stdout, done.stderr]
    logs = [p for p in (tmp_path / "out" / ".prefect").rglob("*") if p.is_file()] + list(
        tmp_path.glob("*.log")
    )
    assert any(path.name == "server.log" for path in logs)
    told += [path.read_bytes().decode("utf-8", "replace") for path in logs]
    assert len("".join(told)) > 1000
    for name, text in zip(["out", "err", *map(str, logs)], told, strict=True):
        assert CANARY not in text, name
        assert SECRET not in text, name


def test_the_language_model_leaves_nothing_in_the_home_folder(tmp_path):
    """One of its libraries would file an id of the machine there, and send it."""
    code = "from copydesk.nlp import load_model; load_model('copydesk-en')"
    environment = {k: v for k, v in os.environ.items() if not k.startswith(("XDG_", "ORT_"))} | {
        "HOME": str(tmp_path)
    }
    subprocess.run(
        [sys.executable, "-c", code], env=environment, cwd=PROJECT, check=True, timeout=600
    )
    assert list(tmp_path.rglob("*")) == []
