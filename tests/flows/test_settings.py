"""Settings come from the file, the environment and the command line, in that order, and say what is wrong."""

import pytest

from copydesk.errors import SettingsError
from flows.settings import load_settings


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
        (["workers=many"], "workers: found 'many', expected int"),
        (["workers=0"], "at least 1"),
        (["prune=perhaps"], "prune: found 'perhaps', expected bool"),
    ],
)
def test_a_bad_setting_is_named(tmp_path, pairs, message):
    with pytest.raises(SettingsError, match=message):
        load_settings(pairs, {}, tmp_path)


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


def test_other_variables_of_the_environment_are_left_alone(tmp_path):
    assert load_settings((), {"COPYDESK_HOME": "x"}, tmp_path).workers == 2
