"""Settings come from the file, the environment and the command line, in that order, and say what is wrong."""

import dataclasses
import os
import resource
from collections.abc import Sequence
from pathlib import Path

import pytest

from copydesk.errors import CopydeskError, SettingsError
from flows.settings import Settings, as_published, bind, check_needs, from_anywhere, load_settings
from flows.surroundings import ADDRESS_BYTES


def test_the_later_source_wins(tmp_path):
    (tmp_path / "copydesk.toml").write_text('workers = 3\nmin_words = 7\ncron = "5 * * * *"\n')
    settings = load_settings(
        ["min_words=9"], {"COPYDESK_WORKERS": "4", "COPYDESK_MIN_WORDS": "8"}, tmp_path, raw="dumps"
    )
    assert (settings.workers, settings.min_words, settings.cron, settings.raw) == (
        4,
        9,
        "5 * * * *",
        "dumps",
    )


@pytest.mark.parametrize(
    ("pairs", "message"),
    [
        (["colour=red"], "unknown setting 'colour'"),
        (["workers"], "expected key=value"),
        (["workers=many"], "workers: found 'many', expected a whole number"),
        (["workers=0"], "expected 1 or more"),
        (["workers=10000000"], "expected 1,000 at the most"),
        (["prune=perhaps"], "prune: found 'perhaps', expected true or false"),
        (["memory=lots"], "memory: found 'lots'"),
        (["memory=1"], "memory: found '1'"),
        (["memory=0GB"], "memory: found '0GB'"),
        (["memory=1GBx"], "memory: found '1GBx'"),
        (["cron=hourly"], "cron: found 'hourly'"),
        (["cron=60 * * * *"], "cron: found"),
        (["cron=* * * * * *"], "cron: found"),
        (["tables=articles,event"], "expected some of"),
        (["models=german"], "language=model"),
        (["curated=s3://bucket/tables"], "expected a folder of this machine"),
        (["raw=ftp://bucket/dumps"], "expected a folder of this machine; or s3://"),
        (["report=nowhere/at/all.html"], r"report: found '\S+all.html', expected a file in a"),
        (["lineage=nowhere/at/all.json"], r"lineage: found '\S+all.json', expected a file in a"),
        (["publish_to=tables"], "publish_to: found 'tables', expected s3://"),
        (["raw=dumps", "curated=dumps/tables"], "lies in the raw folder"),
        (["raw=dumps", "curated=dumps"], "lies in the raw folder"),
        (["raw=.", "curated=tables"], "lies in the raw folder"),
        (["raw=tables/.work", "curated=tables"], "among what copydesk keeps"),
        (["report=/dev/null"], "/dev/null: expected a file"),
        (["keep_versions_hours=-1"], "expected 0 or more"),
    ],
)
def test_a_bad_setting_is_named(tmp_path, pairs, message):
    with pytest.raises(SettingsError, match=message):
        load_settings(pairs, {}, tmp_path)


def test_raw_dumps_may_lie_in_a_folder_of_their_own_beside_the_tables(tmp_path):
    assert load_settings(["raw=tables/raw", "curated=tables", "workers=1000"], {}, tmp_path)


def test_raw_dumps_may_lie_on_object_storage(tmp_path):
    settings = load_settings(["raw=gs://bucket/dumps", f"curated={tmp_path}"], {}, tmp_path)
    assert settings.raw_folder == tmp_path / ".raw" / "objects"
    assert from_anywhere(settings).raw == "gs://bucket/dumps"
    assert load_settings(["raw=dumps"], {}, tmp_path).raw_folder == Path("dumps")


@pytest.mark.parametrize(
    "pairs",
    [
        ["raw=s3://bucket/other"],
        ["raw=dumps"],
        ["raw=s3:/bucket/dumps"],
        ["publish_to=s3://theirs/tables"],
    ],
)
def test_a_served_flow_reads_from_no_other_bucket_and_publishes_to_none(
    tmp_path, monkeypatch, pairs
):
    told = ["raw=s3://bucket/dumps", f"curated={tmp_path}"]
    monkeypatch.setenv("COPYDESK_BOUND", "")
    bind(load_settings(told, {}, tmp_path))
    bound = {"COPYDESK_BOUND": os.environ["COPYDESK_BOUND"]}
    assert load_settings(told, bound, tmp_path).raw == "s3://bucket/dumps"
    with pytest.raises(SettingsError, match="this deployment is bound to"):
        load_settings([*told, *pairs], bound, tmp_path)


@pytest.mark.parametrize("name", [f.name for f in dataclasses.fields(Settings)])
@pytest.mark.parametrize("value", ["a\0b", "half \ud83d"])
def test_a_text_that_no_path_can_hold_is_named(tmp_path, name, value):
    for told in ({"pairs": [f"{name}={value}"]}, {name: value}):
        with pytest.raises(SettingsError, match=f"^{name}: found .*which no path can hold"):
            load_settings(environment={}, folder=tmp_path, **told)


def test_so_it_is_in_a_file_of_settings(tmp_path):
    (tmp_path / "copydesk.toml").write_text('report = "a\\u0000b"\n')
    with pytest.raises(SettingsError, match=r"^report: found .*which no path can hold"):
        load_settings((), {}, tmp_path)


@pytest.mark.parametrize("name", ["raw", "curated"])
def test_an_unset_variable_is_no_folder_and_a_name_of_any_bytes_is_one(tmp_path, name):
    with pytest.raises(SettingsError, match=f"^{name}: found '', expected a folder"):
        load_settings([f"{name}="], {}, tmp_path)
    with pytest.raises(SettingsError, match=f"^{name}: found ''"):
        load_settings((), {f"COPYDESK_{name.upper()}": ""}, tmp_path)
    assert load_settings(["raw=caf\udce9"], {}, tmp_path).raw == "caf\udce9"


def test_a_broken_file_is_named(tmp_path):
    (tmp_path / "copydesk.toml").write_text("workers = ")
    with pytest.raises(SettingsError, match=r"copydesk\.toml"):
        load_settings((), {}, tmp_path)


def test_a_stage_brings_those_it_needs(tmp_path):
    assert load_settings((), {}, tmp_path, tables="events").stages() == (
        "articles",
        "entities",
        "events",
    )
    assert load_settings((), {}, tmp_path, tables="articles").stages() == ("articles",)
    with pytest.raises(SettingsError, match="expected some of"):
        load_settings((), {}, tmp_path, tables="artikel").stages()


def test_models_are_named_by_language(tmp_path):
    settings = load_settings(["models=de=de_core_news_sm"], {}, tmp_path)
    assert settings.models_by_language() == {"en": "copydesk-en", "de": "de_core_news_sm"}
    with pytest.raises(SettingsError, match="language=model"):
        load_settings(["models=german"], {}, tmp_path).models_by_language()


@pytest.mark.parametrize("name", ["COPYDESK_HOME", "COPYDESK_LOGIN", "COPYDESK_TOKEN"])
def test_other_variables_of_the_environment_are_left_alone(tmp_path, name):
    assert load_settings((), {name: "x"}, tmp_path).workers == 2


@pytest.mark.parametrize("name", ["WORKRS", "WORKER", "MIN_WORD", "CURRATED", "NER_MODELS"])
def test_a_slip_in_the_environment_is_told(tmp_path, name):
    with pytest.raises(SettingsError, match=f"COPYDESK_{name}: unknown setting; COPYDESK_"):
        load_settings((), {f"COPYDESK_{name}": "3"}, tmp_path)


@pytest.mark.parametrize(
    "pairs",
    [
        ["memory=500MB"],
        ["memory=2 GiB"],
        ["memory=1.5gb"],
        ["memory=80%"],
        ["cron=@daily"],
        ["cron=0,30 6-18/2 1-7 jan-mar mon"],
        ["curated=s3:x"],
        ["raw=dumps/raw", "curated=dumps"],
        ["raw=dumps", "curated=dumps-tables"],
    ],
)
def test_a_good_setting_is_taken(tmp_path, pairs):
    load_settings(pairs, {}, tmp_path)


def test_a_curated_folder_is_not_let_into_the_raw_one_by_a_link(tmp_path):
    (tmp_path / "raw").mkdir()
    (tmp_path / "other").symlink_to(tmp_path / "raw")
    with pytest.raises(SettingsError, match="lies in the raw folder"):
        load_settings(
            (), {}, tmp_path, raw=str(tmp_path / "raw"), curated=str(tmp_path / "other" / "out")
        )


def test_a_missing_model_is_found_before_work_starts(tmp_path):
    check_needs(load_settings((), {}, tmp_path))
    wanted = load_settings(["models=de=de_no_such_model"], {}, tmp_path)
    with pytest.raises(SettingsError, match="de_no_such_model"):
        check_needs(wanted)
    check_needs(dataclasses.replace(wanted, tables="articles"))


@pytest.mark.parametrize(
    ("told", "meant"), [("yes", True), ("no", False), ("1", True), ("false", False)]
)
def test_a_switch_is_what_it_says(tmp_path, told, meant):
    assert load_settings([f"prune={told}"], {}, tmp_path).prune is meant


def test_a_setting_s_old_name_is_taken_and_said(tmp_path, caplog):
    (tmp_path / "copydesk.toml").write_text("order_articles = 7\n")
    assert load_settings(environment={}, folder=tmp_path).batch_articles == 7
    assert "order_articles is called batch_articles now" in caplog.text
    assert load_settings(environment={"COPYDESK_ORDER_ARTICLES": "5"}).batch_articles == 5
    assert load_settings(["order_articles=5", "batch_articles=6"], {}).batch_articles == 6


@pytest.mark.parametrize("name", ["latin\udce9", "\udcff/out", "a\udc80b"])
def test_a_curated_folder_that_is_not_utf8_is_refused_at_once(tmp_path, name):
    with pytest.raises(SettingsError, match="is not UTF-8"):
        load_settings(environment={}, raw=str(tmp_path), curated=str(tmp_path / name))


@pytest.mark.parametrize("name", ["\u00e9t\u00e9", "\u5e02", "a b", "[1]"])
def test_a_curated_folder_of_any_utf8_is_taken(tmp_path, name):
    load_settings(environment={}, raw=str(tmp_path / "raw"), curated=str(tmp_path / name))


TOLD = {
    "stages": ["articles", "entities"],
    "models": {"en": "copydesk-en", "fr": "fr_news", "de": "de_news"},
    "limits": {"min_words": 31, "a_limit_of_old": 1},
}


def published(folder: Path, tables: Sequence[str]) -> Settings:
    for name in tables:
        (folder / name).mkdir()
        (folder / name / "data.parquet").touch()
    return load_settings(
        ["models=it=it_news"], {}, folder, curated=str(folder), raw=str(folder / "raw")
    )


def test_settings_of_what_is_published_are_those_of_its_manifest(tmp_path, monkeypatch):
    monkeypatch.setattr(
        "copydesk.versions.published.decode_manifest", lambda path: ({"settings": TOLD}, "")
    )
    settings = published(tmp_path, ["articles"])
    found = as_published(settings)
    assert (found.tables, found.min_words) == ("articles,entities", 31)
    assert (found.ner_model, found.models) == ("copydesk-en", "de=de_news,fr=fr_news")
    changed = {"tables", "min_words", "ner_model", "models"}
    same = {field.name for field in dataclasses.fields(settings)} - changed
    assert all(getattr(found, name) == getattr(settings, name) for name in same)


def test_a_published_desk_without_an_english_model_keeps_the_one_that_is_set(tmp_path, monkeypatch):
    told = TOLD | {"models": {"fr": "fr_news"}}
    monkeypatch.setattr(
        "copydesk.versions.published.decode_manifest", lambda path: ({"settings": told}, "")
    )
    found = as_published(published(tmp_path, ["articles"]))
    assert (found.ner_model, found.models) == (Settings().ner_model, "fr=fr_news")


@pytest.mark.parametrize(
    ("tables", "wanted"),
    [
        (["articles", "copies", "quarantine"], "articles"),
        (["articles", "copies", "quarantine", "entities", "mentions"], "articles,entities"),
    ],
)
@pytest.mark.parametrize("manifest", [(None, ""), ({"settings": TOLD}, "it was changed")])
def test_without_a_manifest_to_trust_the_tables_say_what_there_is(
    tmp_path, monkeypatch, tables, wanted, manifest
):
    monkeypatch.setattr("copydesk.versions.published.decode_manifest", lambda path: manifest)
    settings = published(tmp_path, tables)
    assert as_published(settings) == dataclasses.replace(settings, tables=wanted)


def test_where_nothing_is_published_settings_stay_as_they_are(tmp_path, monkeypatch):
    monkeypatch.setattr("copydesk.versions.published.decode_manifest", lambda path: (None, ""))
    settings = published(tmp_path, [])
    assert as_published(settings) == settings


@pytest.mark.parametrize("told", ["99999TB", "150%", "4001 MiB"])
def test_more_memory_than_there_is_is_refused(told, monkeypatch):
    monkeypatch.setattr("os.sysconf", {"SC_PHYS_PAGES": 1_024_000, "SC_PAGE_SIZE": 4096}.get)
    with pytest.raises(SettingsError, match=r"memory: found '.*', and this machine has 3\.9GB"):
        check_needs(Settings(memory=told, tables="articles"))


@pytest.mark.parametrize("told", ["3GB", "100%", "4000 MiB"])
def test_all_memory_there_is_may_be_given(told, monkeypatch):
    monkeypatch.setattr("os.sysconf", {"SC_PHYS_PAGES": 1_024_000, "SC_PAGE_SIZE": 4096}.get)
    check_needs(Settings(memory=told, tables="articles"))


@pytest.mark.parametrize("limit", [ADDRESS_BYTES + (1 << 30), resource.RLIM_INFINITY])
def test_addresses_for_all_that_a_step_may_hold_are_needed(limit, monkeypatch):
    monkeypatch.setattr(resource, "getrlimit", lambda _: (limit, resource.RLIM_INFINITY))
    check_needs(Settings(memory="1GB", tables="articles"))
    if limit != resource.RLIM_INFINITY:
        with pytest.raises(CopydeskError, match=r"address 4\.0GB here .* expected 4\.1GB or more"):
            check_needs(Settings(memory="1.1GB", tables="articles"))


@pytest.mark.parametrize("kind", ["link to nothing", "link to itself", "pipe", "folder"])
def test_a_settings_file_that_can_not_be_read_is_not_passed_over(tmp_path, kind):
    place = tmp_path / "copydesk.toml"
    if kind == "pipe":
        os.mkfifo(place)
    elif kind == "folder":
        place.mkdir()
    else:
        place.symlink_to("nothing" if kind == "link to nothing" else place)
    with pytest.raises(SettingsError, match=r"copydesk\.toml"):
        load_settings((), {}, tmp_path)


def test_a_settings_file_of_a_windows_editor_is_read(tmp_path):
    place = tmp_path / "copydesk.toml"
    place.write_bytes(b"\xef\xbb\xbfmin_words = 7\r\n")
    assert load_settings((), {}, tmp_path).min_words == 7
