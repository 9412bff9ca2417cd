"""A title, a day, a row of metadata in another file of the source: joined, whatever comes first."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pandas as pd
import pytest
from desk_runs import run_desk, table_bytes

from copydesk.auditing.explain import explain_id
from copydesk.auditing.inspection import inspect_path
from copydesk.raw.siblings import FileNames, find_siblings

TEXTS = {
    "1": "The port of Veldane will run its ferries through the night from Monday, its council said, after workers had asked "
    "for it for years. Two boats will cross every forty minutes.\n\nA trial had carried more passengers than expected.",
    "2": "A school roof in Tressel gave way under wet snow on Sunday night, hours before four hundred children were to come "
    "back. Nobody was in the building.\n\nThe mayor ordered that all flat roofs of the town be cleared at once.",
}
TITLES = {"1": "Ferries to run all night from Monday", "2": "School roof in Tressel gives way"}
DAYS = {"1": "2021-05-03", "2": "2021-05-25"}


def lay(folder: Path, files: dict[str, str]) -> Path:
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return folder


def told_of(folder: Path) -> dict[str, dict[str, str]]:
    names = sorted(p.relative_to(folder).as_posix() for p in folder.rglob("*") if p.is_file())
    found = find_siblings(folder, names)
    return {name: dict(beside.fields) for name, beside in found.items() if beside.fields}


def objects(**more: str) -> dict[str, str]:
    return {n: json.dumps({"headline": TITLES[n], "date": DAYS[n], **more}) for n in TITLES}


@pytest.mark.parametrize(
    "files",
    [
        {f"s/{folder}/{n}.txt": t for n in TEXTS for folder, t in (("texts", TEXTS[n]), ("titles", TITLES[n]))},
        {f"s/{folder}/x/{n}.txt": t for n in TEXTS for folder, t in (("Real", TEXTS[n]), ("Real_titles", TITLES[n]))},
        {f"s/{n}{tail}": t for n in TEXTS for tail, t in ((".txt", TEXTS[n]), (".title.txt", TITLES[n]))},
        {f"s/{n}/{name}.txt": t for n in TEXTS for name, t in (("body", TEXTS[n]), ("headline", TITLES[n]))},
        {f"s/{n}.{tail}": t for n in TEXTS for tail, t in (("txt", TEXTS[n]), ("json", objects()[n]))},
        {f"s/{name}": t for n in TEXTS for name, t in ((f"{n}.html", TEXTS[n]), (f"{n}.html.json", objects()[n]))},
        {f"s/{name}": t for n in TEXTS for name, t in ((f"html/{n}.html", TEXTS[n]), (f"meta/{n}.json", objects()[n]))},
        {
            "s/meta.csv": "file;headline\n" + "".join(f"docs/{n}.txt;{TITLES[n]}\n" for n in TEXTS),
            **{f"s/docs/{n}.txt": TEXTS[n] for n in TEXTS},
        },
        {
            "s/index.json": json.dumps([{"id": int(n), "headline": TITLES[n]} for n in TEXTS]),
            **{f"s/{n}.txt": TEXTS[n] for n in TEXTS},
        },
    ],
)  # fmt: skip
def test_a_title_beside_a_text_is_found(tmp_path: Path, files: dict[str, str]) -> None:
    told = told_of(lay(tmp_path, files))
    assert len(told) == len(TEXTS)
    assert {fields.get("title") or fields.get("headline") for fields in told.values()} == set(
        TITLES.values()
    )


@pytest.mark.parametrize(
    "files",
    [
        # sections of a paper, some of them called like fields: each holds articles
        {f"s/{section}/{n}.txt": TEXTS[n] * 2 for n in TEXTS for section in ("media", "comment", "sport")},
        # several files may be meant
        {f"s/{folder}/{n}.txt": t for n in TEXTS for folder, t in (("a", TEXTS[n]), ("b", TEXTS[n]), ("titles", TITLES[n]))},
        # a table of whole articles that names where their pages were saved
        {"s/all.csv": f'file,title,text\n1.txt,{TITLES["1"]},"{TEXTS["1"]}"\n', "s/1.txt": TEXTS["1"]},
        # another source
        {"s/titles/1.txt": TITLES["1"], "r/texts/1.txt": TEXTS["1"]},
        # a table whose numbers are no names
        {"s/n.csv": "n,title\n7,Seven of them\n8,Eight of them\n", **{f"s/{n}.txt": TEXTS[n] for n in TEXTS}},
        # an article by its length
        {"s/texts/1.txt": TEXTS["1"], "s/titles/1.txt": TEXTS["2"] * 2},
    ],
)  # fmt: skip
def test_what_only_looks_like_a_sibling_is_left_alone(
    tmp_path: Path, files: dict[str, str]
) -> None:
    assert told_of(lay(tmp_path, files)) == {}


def test_a_name_that_two_files_bear_is_nobodys() -> None:
    files = FileNames(["s/Fake/1.txt", "s/Real/1.txt", "s/Real/2.txt"])
    assert files.find("1", "s/meta.csv") is None
    assert files.find("1", "s/Real/meta.csv") == "s/Real/1.txt"
    assert files.find("C:\\data\\Real\\1.txt", "s/meta.csv") == "s/Real/1.txt"
    assert files.find(2.0, "s/meta.csv") == "s/Real/2.txt"
    assert files.find("3", "s/meta.csv") is None


def dump(folder: Path) -> Path:
    rows = "".join(
        f"{n}.txt,{d},Hedda Quill\n" for n, d in (("1", "03/05/2021"), ("2", "25/05/2021"))
    )
    files = {f"s/texts/{n}.txt": TEXTS[n] for n in TEXTS}
    files |= {f"s/titles/{n}.txt": TITLES[n] for n in TEXTS}
    files |= {
        "s/captions/1.txt": "A ferry crosses the harbour of Veldane at night while people wait in line. "
        * 3
    }
    return lay(folder, files | {"s/meta.csv": "file,date,by\n9.txt,01/01/2021,Nobody\n".replace("by", "author") + rows})  # fmt: skip


def test_what_is_joined_stands_in_the_row_and_can_be_traced(tmp_path: Path) -> None:
    run_desk(dump(tmp_path / "raw"), tmp_path / "cur")
    articles = pd.read_parquet(tmp_path / "cur" / "articles").sort_values("title")
    assert list(articles.title) == [TITLES["1"], TITLES["2"]]
    assert [str(day)[:10] for day in articles.published_on] == ["2021-05-03", "2021-05-25"]
    assert all(list(names) == ["Hedda Quill"] for names in articles.authors)
    assert all(articles.body.str.startswith(("The port", "A school")))
    quarantine = pd.read_parquet(tmp_path / "cur" / "quarantine").set_index("detail")
    reasons = {detail: list(row.reasons) for detail, row in quarantine.iterrows()}
    assert reasons["title of s/texts/1.txt, joined there"] == ["joined_to_another"]
    assert reasons["caption beside s/texts/1.txt: no article"] == ["beside_another"]
    assert sum(value == ["joined_to_another"] for value in reasons.values()) >= 3
    unread = quarantine[quarantine.raw_position == "row 1"]
    assert list(unread.reasons.iloc[0]) == ["no_text"]  # names a file that is not there
    told = "\n".join(explain_id(articles.article_id.iloc[0], tmp_path / "raw", tmp_path / "cur"))
    assert "joined from s/meta.csv, s/titles/1.txt" in told
    assert "joined from s/meta.csv, s/titles/1.txt" in "\n".join(inspect_path(tmp_path / "raw"))


@pytest.mark.parametrize(
    "line",
    [
        "{n}. {title}",
        "{n:03d}\t{title}",
        "({n}) {title}",
        "{n}.txt: {title}",
        "texts/{n}.txt - {title}",
        "{title}",
    ],
)
def test_a_list_of_titles_is_joined_to_the_texts_it_names(tmp_path: Path, line: str) -> None:
    told = [line.format(n=int(n), title=title) for n, title in TITLES.items()]
    files = {f"s/texts/{n}.txt": text for n, text in TEXTS.items()}
    folder = lay(tmp_path, files | {"s/titles.txt": "\n".join(told) + "\n"})
    assert told_of(folder) == {f"s/texts/{n}.txt": {"title": title} for n, title in TITLES.items()}


@pytest.mark.parametrize(
    "listed",
    [
        "1. Ferries run\n3. School roof\n",  # one is not there
        "1. Ferries run\n1. School roof\n",  # two of one
        "1. Ferries run\nSchool roof\n",
        "Ferries run\n",
        "Ferries run\nSchool roof\nBridge\n",  # more than texts
        f"Why titles matter\n\n{TEXTS['1']}",  # a story
    ],
)
def test_a_list_that_does_not_fit_is_joined_to_nothing(tmp_path: Path, listed: str) -> None:
    files = {f"s/texts/{n}.txt": text for n, text in TEXTS.items()}
    assert told_of(lay(tmp_path, files | {"s/titles.txt": listed})) == {}


def test_which_of_the_files_comes_first_changes_nothing(tmp_path: Path) -> None:
    whole = dump(tmp_path / "raw")
    run_desk(whole, tmp_path / "at_once")
    for number, order in enumerate((("texts", "titles", "meta.csv", "captions"), ("meta.csv", "captions", "titles", "texts"))):  # fmt: skip
        raw, curated = tmp_path / f"raw{number}", tmp_path / f"cur{number}"
        for name in order:
            source, target = whole / "s" / name, raw / "s" / name
            target.parent.mkdir(parents=True, exist_ok=True)
            (shutil.copytree if source.is_dir() else shutil.copy)(source, target)
            run_desk(raw, curated)
        assert table_bytes(curated) == table_bytes(tmp_path / "at_once"), order
    # and what was joined stays when the sibling goes away
    shutil.rmtree(tmp_path / "raw0" / "s" / "titles")
    (tmp_path / "raw0" / "s" / "meta.csv").unlink()
    run_desk(tmp_path / "raw0", tmp_path / "cur0")
    assert table_bytes(tmp_path / "cur0") == table_bytes(tmp_path / "at_once")


TABLE = "filename,title,date\n" + "".join(f"{n}.txt,{TITLES[n]},{DAYS[n]}\n" for n in TITLES)


@pytest.mark.parametrize(
    "folders", [("texts", "texts"), ("north", "south"), ("texts/a", "texts/b")]
)
def test_a_table_above_all_folders_tells_of_the_files_in_them(
    tmp_path: Path, folders: tuple[str, str]
) -> None:
    texts = {f"{folder}/{n}.txt": TEXTS[n] for n, folder in zip(TEXTS, folders, strict=True)}
    told = told_of(lay(tmp_path, {"metadata.csv": TABLE, **texts}))
    assert [told[name]["title"] for name in texts] == list(TITLES.values())


def test_a_table_above_tells_nothing_of_what_two_files_are_called_or_of_articles_it_holds(
    tmp_path: Path,
) -> None:
    twice = {f"{folder}/{n}.txt": TEXTS[n] for n in TEXTS for folder in ("north", "south")}
    assert not told_of(lay(tmp_path / "a", {"metadata.csv": TABLE, **twice}))
    rows = [{"filename": f"{n}.txt", "title": TITLES[n], "text": TEXTS[n]} for n in TEXTS]
    whole = {"all.jsonl": "\n".join(map(json.dumps, rows))}
    texts = {f"texts/{n}.txt": TEXTS[n] for n in TEXTS}
    assert not told_of(lay(tmp_path / "b", {**whole, **texts}))
