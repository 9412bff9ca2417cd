"""What is wrong with the machine is never published as what a record is."""

from __future__ import annotations

import bz2
import errno
import gzip
import io
import os
import tempfile
import zipfile

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

import copydesk.annotation as annotation
import copydesk.parse as parse
import copydesk.readers as readers
from copydesk.errors import is_of_content, machine_error
from copydesk.parse.authors import read_list
from copydesk.parse.date_zones import load_zone
from copydesk.raw.intake import list_files, look_at
from copydesk.readers import read_file
from copydesk.records import RawRecord, Rejection, SourceConfig
from tests.desk_runs import run_desk, story, table_bytes, write_lines

FULL = OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


def caused_by(error: BaseException, cause: BaseException) -> BaseException:
    """Return an error as it is raised while another is handled."""
    error.__context__ = cause
    return error


OF_CONTENT = [
    ValueError("x"),
    UnicodeDecodeError("utf-8", b"\xff", 0, 1, "x"),
    KeyError("not enough memory"),
    RecursionError(),
    ZeroDivisionError(),
    AttributeError(),
]
NOT_OF_CONTENT = [
    MemoryError(),
    pa.ArrowMemoryError("malloc failed"),
    FULL,
    FileNotFoundError(errno.ENOENT, "No usable temporary directory found"),
    RuntimeError("can't start new thread"),
    ImportError("cannot open shared object file"),
    caused_by(ValueError("model can't be read"), FULL),
    caused_by(KeyError("x"), MemoryError()),
    OSError("without a number"),
]


@pytest.mark.parametrize("error", OF_CONTENT, ids=repr)
def test_what_bytes_did_to_a_parser_is_a_row(monkeypatch, error):
    assert isinstance(parse_with(monkeypatch, error), Rejection)
    assert machine_error(error) is None


@pytest.mark.parametrize("error", NOT_OF_CONTENT, ids=repr)
def test_anything_else_ends_the_batch(monkeypatch, error):
    assert not is_of_content(error)
    with pytest.raises((type(error), OSError, MemoryError)):
        parse_with(monkeypatch, error)


@pytest.mark.parametrize(
    ("error", "is_lack"),
    [
        (pa.lib.ArrowException("Unknown error: Failed to launch worker thread: busy"), True),
        (ImportError("x.so: failed to map segment from shared object"), True),
        (pa.lib.ArrowInvalid("Unknown error: Failed to launch worker thread"), False),
        (ValueError("failed to map segment from shared object"), False),
        (ImportError("no module of that name"), False),
    ],
    ids=repr,
)
def test_a_lack_of_memory_or_threads_is_known_by_the_words_of_libraries(error, is_lack):
    assert isinstance(machine_error(error), MemoryError) == is_lack


def parse_with(monkeypatch, error):
    """Return what becomes of a record whose parser raises an error."""

    def parser(record, source):
        raise error

    monkeypatch.setattr(parse, "_parser_of", lambda record: parser)
    record = RawRecord("rec_1", "0" * 64, "a.txt", "", "text", b"x")
    return parse.parse_record(record, SourceConfig())


def test_an_error_of_a_library_about_damaged_data_is_of_the_content():
    with pytest.raises(OSError, match="Invalid data") as caught:
        bz2.BZ2Decompressor().decompress(b"BZh9" + b"x" * 99)
    assert machine_error(caught.value) is None


def samples():
    """Return files that are read in different ways, by name."""
    lines = b"".join(repr(story(n)).replace("'", '"').encode() + b"\n" for n in range(3))
    table, box = io.BytesIO(), io.BytesIO()
    pq.write_table(pa.Table.from_pylist([story(4), story(5)]), table)
    with zipfile.ZipFile(box, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a.jsonl", lines)
        archive.writestr("b.parquet", table.getvalue())
    return {
        "a.jsonl": lines,
        "a.jsonl.gz": gzip.compress(lines),
        "a.jsonl.bz2": bz2.compress(lines),
        "a.parquet": table.getvalue(),
        "b.parquet.gz": gzip.compress(table.getvalue()),
        "a.zip": box.getvalue(),
        "cut.zip": box.getvalue()[:-30],
        "cut.jsonl.gz": gzip.compress(lines)[:-30],
    }


class Failing(io.BytesIO):
    """A file of which one call fails."""

    def __init__(self, data: bytes, at: int, error: BaseException) -> None:
        super().__init__(data)
        self.left, self.error = at, error

    def read(self, *args):
        self.left -= 1
        if self.left == 0:
            raise self.error
        return super().read(*args)


@pytest.mark.parametrize("error", [OSError(errno.EIO, "Input/output error"), MemoryError()])
@pytest.mark.parametrize("name", samples())
def test_whatever_read_of_a_raw_file_fails_there_are_its_rows_or_none(
    monkeypatch, tmp_path, name, error
):
    data, path = samples()[name], tmp_path / name
    path.write_bytes(data)
    whole, n_raised = list(read_file(path, name)), 0
    for at in range(1, 200):
        file = Failing(data, at, error)
        monkeypatch.setattr(readers, "open_regular", lambda _, file=file: file)
        monkeypatch.setattr(os, "fstat", lambda _: os.stat(path))
        monkeypatch.setattr(Failing, "fileno", lambda _: 0)
        try:
            assert list(read_file(path, name)) == whole
        except type(error):
            n_raised += 1
        if file.left > 0:
            break
    assert n_raised >= 1


@pytest.mark.parametrize("name", ["a.zip", "b.parquet.gz"])
def test_a_full_temp_folder_is_no_corrupt_container(monkeypatch, tmp_path, name):
    (tmp_path / name).write_bytes(gzip.compress(samples()[name]))

    def full(*args, **kwargs):
        raise FileNotFoundError(errno.ENOENT, "No usable temporary directory found")

    monkeypatch.setattr(tempfile, "SpooledTemporaryFile", full)
    with pytest.raises(FileNotFoundError):
        list(read_file(tmp_path / name, name))


def test_a_file_or_folder_that_can_not_be_looked_at_is_no_row_where_the_machine_is_to_blame(
    monkeypatch, tmp_path
):
    write_lines(tmp_path / "a" / "one.jsonl", [story(1)])
    scandir = os.scandir

    def refuse(number):
        def call(path):
            if str(path).endswith("/a"):
                raise OSError(number, os.strerror(number))
            return scandir(path)

        monkeypatch.setattr(os, "scandir", call)

    refuse(errno.EACCES)
    assert list_files(tmp_path) == [tmp_path / "a"]
    assert isinstance(look_at(tmp_path / "a", tmp_path), str)
    for number in (errno.EMFILE, errno.EIO, errno.ENOMEM):
        refuse(number)
        with pytest.raises(OSError, match=os.strerror(number)):
            list_files(tmp_path)
        with pytest.raises(OSError, match=os.strerror(number)):
            look_at(tmp_path / "a", tmp_path)


def test_a_run_with_a_full_temp_folder_publishes_nothing_and_the_next_all(monkeypatch, tmp_path):
    write_lines(tmp_path / "raw" / "a" / "one.jsonl", [story(n) for n in range(3)])
    parser = parse._parser_of

    def short(record):
        def fail(record, source):
            raise FULL

        return fail

    monkeypatch.setattr(parse, "_parser_of", short)
    with pytest.raises(OSError, match="No space left"):
        accept_here(monkeypatch, tmp_path)
    assert not (tmp_path / "out" / "current").exists()
    monkeypatch.setattr(parse, "_parser_of", parser)
    run_desk(tmp_path / "raw", tmp_path / "out")
    run_desk(tmp_path / "raw", tmp_path / "fresh")
    assert table_bytes(tmp_path / "out") == table_bytes(tmp_path / "fresh")


def accept_here(monkeypatch, tmp_path):
    """Run with what is done in processes of their own done in this one."""
    from copydesk.limits.isolated import Bench

    with monkeypatch.context() as patch:
        patch.setattr(Bench, "call", lambda _, function, argument, seconds: function(argument))
        run_desk(tmp_path / "raw", tmp_path / "out")


def test_no_zone_is_told_from_no_look_up(monkeypatch):
    assert load_zone("Europe/Nowhere" + "x" * 300) is None
    monkeypatch.setattr("zoneinfo.ZoneInfo", lambda name: (_ for _ in ()).throw(FULL))
    with pytest.raises(OSError, match="No space"):
        load_zone("Europe/Somewhere")


def test_a_deep_text_is_told_from_a_lack_of_memory(monkeypatch):
    assert read_list("[" + "1**" * 5000 + "1]") == ["1**" * 5000 + "1"]
    monkeypatch.setattr("ast.literal_eval", lambda text: (_ for _ in ()).throw(MemoryError()))
    with pytest.raises(MemoryError):
        read_list("['A', 'B']")


class Model:
    """A language model that fails as told."""

    def __init__(self, error: Exception) -> None:
        self.error = error

    def analyse(self, texts):
        raise self.error


ROW = {
    "article_id": "art_1",
    "body": "Rain fell.",
    "title": None,
    "subtitle": None,
    "dateline": None,
    "published_on": None,
    "publisher": None,
    "authors": [],
    "language": "en",
    "text_key": "art_2",
}


def test_the_language_stages_flag_what_a_text_did_and_raise_the_rest(monkeypatch):
    monkeypatch.setattr(annotation, "load_cached", lambda name: Model(ValueError("x")))
    assert annotation.annotate_row((ROW, "m", False)).error == "ValueError"
    for error in (FULL, MemoryError(), RuntimeError("no threads")):
        monkeypatch.setattr(annotation, "load_cached", lambda name, error=error: Model(error))
        with pytest.raises(type(error)):
            annotation.annotate_row((ROW, "m", False))


def test_what_gave_up_is_tried_once_more_alone(monkeypatch, tmp_path):
    from copydesk.disk.own_files import read_table
    from copydesk.disk.storage import write_table

    write_table(pa.Table.from_pylist([ROW], schema=annotation.BATCH_SCHEMA), tmp_path / "order")
    answers = [annotation.Annotated([], [], "ValueError"), annotation.Annotated([], [])]
    monkeypatch.setattr(annotation, "annotate_row", lambda asked: answers.pop(0))
    monkeypatch.setattr(annotation, "run_alone", lambda function, asked, seconds: function(asked))
    annotation.annotate_batch(tmp_path / "order", {"en": "m"}, False, tmp_path / "done")
    assert answers == []
    assert read_table(tmp_path / "done" / "done.parquet")["error"].to_pylist() == [None]


def test_of_a_body_beyond_the_limit_the_start_is_read_and_the_article_says_so(
    monkeypatch, tmp_path
):
    import pandas as pd

    monkeypatch.setattr(annotation, "MAX_BODY_CHARS", 400)
    long = story(1)["text"] + "\n\n" + "Mayor Elena Markova met Tomas Hale in Geneva. " * 9
    write_lines(tmp_path / "raw" / "a.jsonl", [story(1, text=long), story(2)])
    run_desk(tmp_path / "raw", tmp_path / "out", tables="entities")
    articles = pd.read_parquet(tmp_path / "out" / "articles")
    is_cut = articles["quality_flags"].map(lambda flags: "language_stage_cut" in flags)
    assert is_cut.tolist() == (articles["body"].str.len() > 400).tolist()
    assert sorted(is_cut) == [False, True]
    mentions = pd.read_parquet(tmp_path / "out" / "mentions")
    ends = mentions[mentions["article_id"].isin(articles[is_cut]["article_id"])]["end"]
    assert 0 < ends.max() <= 400


@pytest.mark.parametrize("sign", ["(", "a ", "1-", "a\n\n"])
def test_of_a_body_of_marks_as_many_are_read_as_an_article_may_cost(sign):
    body = sign * (190_000 // len(sign))
    read = annotation.cut_body(body)
    assert body.startswith(read)
    n_marks = len(read.split()) if " " in sign or "\n" in sign else len(read)
    assert annotation.MAX_BODY_MARKS / 2 <= n_marks <= annotation.MAX_BODY_MARKS
    assert annotation.most_read(body) < len(body)


def test_of_a_long_story_every_word_is_read():
    body = ("The ferry ran aground, and divers looked at the hull. " * 4000)[:199_000]
    assert annotation.cut_body(body) == body
