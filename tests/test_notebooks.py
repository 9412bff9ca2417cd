"""The notebooks run as they stand, on the sample; the gallery shows what they draw; the site leads nowhere else."""

from __future__ import annotations

import json
import re

import build_site
import pandas as pd
import pytest

MAX_LINES = 5


@pytest.mark.parametrize("notebook", build_site.NOTEBOOKS, ids=lambda path: path.stem)
def test_a_notebook_is_kept_without_outputs(notebook):
    told = json.loads(notebook.read_text(encoding="utf-8"))
    assert (told["nbformat"], told["nbformat_minor"]) == (4, 5)
    ids = [cell["id"] for cell in told["cells"]]
    assert len(ids) == len({*ids})
    for cell in told["cells"]:
        assert cell["cell_type"] in ("markdown", "code")
        if cell["cell_type"] == "code":
            assert (cell["outputs"], cell["execution_count"]) == ([], None)


@pytest.mark.slow
@pytest.mark.parametrize("notebook", build_site.NOTEBOOKS, ids=lambda path: path.stem)
def test_a_notebook_runs_on_the_sample(notebook, project, sample_tables, tmp_path):
    cells = build_site.cells_of(notebook)
    with build_site.desk_at(project / "data" / "raw", sample_tables):
        shown = list(build_site.run_cells(cells))
    for cell, left in zip(cells, shown, strict=True):
        assert (left.picture is not None) == (build_site.name_of_figure(cell.source) is not None)
        if isinstance(left.value, pd.DataFrame | pd.Series):
            assert len(left.value), cell.source  # an empty table teaches nothing
    page = build_site.as_page(cells, shown, tmp_path)
    assert page.count("```python") == sum(cell.kind == "code" for cell in cells)
    for picture in re.findall(r"!\[[^]]*\]\(([^)]+)\)", page):
        assert (tmp_path / picture).read_bytes().startswith(b"\x89PNG")


def test_the_ten_questions_are_cells_of_five_lines(project):
    """Their answers are held against plain rows in `test_tables`: the notebook's are the same, line by line."""
    page = (project / "docs" / "how-to" / "analyse.md").read_text(encoding="utf-8")
    asked = re.findall(r"\*\*\d+\. .*?```python\n(.*?)\n```", page, re.DOTALL)
    assert len(asked) == 10
    found = [
        c.source
        for path in build_site.NOTEBOOKS
        for c in build_site.cells_of(path)
        if c.kind == "code"
    ]
    for question in asked:
        assert any(question in source for source in found), question
    for source in found:
        lines = [
            line
            for line in source.splitlines()
            if line and not line.startswith(("#", "import", "from"))
        ]
        assert len([line for line in lines if line != "answer"]) <= MAX_LINES, source


def test_the_gallery_is_what_the_notebooks_draw(project):
    page = (project / "docs" / "gallery.md").read_text(encoding="utf-8")
    assert page == build_site.gallery_page(), "stale: python docs/build_site.py --pictures"


@pytest.mark.parametrize(
    ("link", "expected"),
    [
        ("[a](../b.md#c)", "[a](../b.md#c)"),
        ("[a](../../copydesk/views)", "a"),
        ("[a](../../README.md)", "[a](../index.md)"),
        ("[a](../folder)", "[a](../folder/one.md)"),
        ("[a](https://example.org/x)", "[a](https://example.org/x)"),
        ("![a](../gone.png)", "![a](../gone.png)"),
        ("```\n[a](nowhere.md)\n```", "```\n[a](nowhere.md)\n```"),
    ],
)
def test_links_lead_to_pages_of_the_site(link, expected, tmp_path):
    pages = tmp_path / "docs"
    for path in ("how/page.md", "b.md", "index.md", "folder/one.md"):
        (pages / path).parent.mkdir(parents=True, exist_ok=True)
        (pages / path).touch()
    (pages / "how" / "page.md").write_text(link, encoding="utf-8")
    assert build_site.with_links(pages / "how" / "page.md", pages) == expected


def test_the_site_takes_nothing_from_elsewhere(tmp_path):
    told = build_site.settings_of(tmp_path, tmp_path / "site")
    assert told["theme"]["font"] is False
    assert told["plugins"] == ["search"]
    assert "extra_javascript" not in told
