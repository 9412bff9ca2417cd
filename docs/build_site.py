"""The documents as a site that opens offline, the notebooks run and their pictures drawn, on the sample that is curated.

python docs/build_site.py             the site, in build/site (pip install 'copydesk[docs]', for mkdocs-material)
python docs/build_site.py --pictures  the pictures of the gallery, and its page

Notebooks are kept without outputs; a test runs their cells.
"""

from __future__ import annotations

import argparse
import ast
import contextlib
import html
import io
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

DOCS = Path(__file__).resolve().parent
PROJECT = DOCS.parent
NOTEBOOKS = sorted((DOCS / "notebooks").glob("*.ipynb"))
PICTURES = DOCS / "pictures"
SHOWN_ROWS = 12

FIGURE = re.compile(r"# figure: (.+)\n")
"""How a cell begins that draws."""

STYLE = {
    "figure.figsize": (7.5, 3.8),
    "figure.dpi": 110,
    "figure.autolayout": True,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "font.size": 9,
}

CSS = """\
.frame { overflow-x: auto; font-size: .75em }
.frame td, .frame th { padding: .2em .8em .2em 0; text-align: left; vertical-align: top; min-width: 6em }
.frame th:first-child { min-width: 1em }
"""

SECTIONS = {
    "How to": "how-to/*.md",
    "Notebooks": "notebooks/*.md",
    "Tables": "dictionary/*.md",
    "Decisions": "decisions/*.md",
}


class Cell(NamedTuple):
    """A cell of a notebook."""

    kind: str
    source: str


class Shown(NamedTuple):
    """What a cell left: printed lines, the value of its last line, and a picture."""

    printed: str
    value: Any
    picture: bytes | None


def cells_of(notebook: Path) -> list[Cell]:
    """Return the cells of a notebook."""
    told = json.loads(notebook.read_text(encoding="utf-8"))
    return [Cell(cell["cell_type"], "".join(cell["source"])) for cell in told["cells"]]


def name_of_figure(source: str) -> str | None:
    """Return what a cell draws."""
    found = FIGURE.match(source)
    return found[1] if found else None


@contextlib.contextmanager
def desk_at(raw: Path, curated: Path) -> Iterator[None]:
    """Stand in a folder where `data/raw` and `data/curated` are these: notebooks name no others."""
    before = Path.cwd()
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "data").mkdir()
        (Path(folder) / "data" / "raw").symlink_to(raw.resolve())
        (Path(folder) / "data" / "curated").symlink_to(curated.resolve())
        os.chdir(folder)
        try:
            yield
        finally:
            os.chdir(before)


def run_cells(cells: list[Cell]) -> Iterator[Shown]:
    """Run the code of a notebook in this process, and yield what each cell left (nothing, of text)."""
    import matplotlib as mpl

    mpl.use("Agg")
    import matplotlib.pyplot as plt

    space: dict[str, Any] = {}
    with mpl.rc_context(STYLE):
        for cell in cells:
            if cell.kind != "code":
                yield Shown("", None, None)
                continue
            printed = io.StringIO()
            with contextlib.redirect_stdout(printed):
                value = _run(cell.source, space)
            picture = None
            if plt.get_fignums():
                file = io.BytesIO()
                plt.savefig(file, format="png", metadata={"Software": None})
                picture, value = file.getvalue(), None
                plt.close("all")
            yield Shown(printed.getvalue(), value, picture)


def _run(source: str, space: dict[str, Any]) -> Any:
    """Run a cell; return the value of its last line, as a notebook shows it."""
    tree = ast.parse(source)
    last = tree.body.pop() if isinstance(tree.body[-1], ast.Expr) else None
    exec(compile(tree, "cell", "exec"), space)
    if not isinstance(last, ast.Expr):
        return None
    return eval(compile(ast.Expression(last.value), "cell", "eval"), space)


def as_page(cells: list[Cell], shown: list[Shown], pictures: Path) -> str:
    """Return a notebook as a page, its pictures written beside."""
    parts = []
    for cell, left in zip(cells, shown, strict=True):
        if cell.kind != "code":
            parts.append(cell.source.replace(".ipynb)", ".md)"))
            continue
        parts.append(f"```python\n{cell.source}\n```")
        if left.printed:
            parts.append(f"```text\n{left.printed.rstrip()}\n```")
        if left.picture is not None:
            name = file_of(name_of_figure(cell.source) or "figure")
            (pictures / name).write_bytes(left.picture)
            parts.append(f"![{name_of_figure(cell.source)}]({name})")
        elif left.value is not None:
            parts.append(_as_html(left.value))
    return "\n\n".join(parts) + "\n"


def _as_html(value: Any) -> str:
    if hasattr(value, "to_frame") and not hasattr(value, "columns"):
        value = value.to_frame(name=value.name if value.name is not None else "")
    if hasattr(value, "to_html"):
        return f'<div class="frame">{value.to_html(max_rows=SHOWN_ROWS, border=0)}</div>'
    return f"<pre>{html.escape(repr(value))}</pre>"


def file_of(figure: str) -> str:
    """Return the file of a picture."""
    return f"{figure.replace(' ', '-')}.png"


def gallery_page() -> str:
    """Return the page that shows each figure with the cell that draws it."""
    parts = [
        "# Gallery",
        "Each picture is drawn from [the sample](sample.md) by the lines below it, which stand in a [notebook](notebooks) and run in CI. "
        "`python docs/build_site.py --pictures` draws them anew. First come its imports (`pip install matplotlib`):",
        f"```python\n{next(c.source for c in cells_of(NOTEBOOKS[-1]) if 'import ' in c.source)}\n```",
    ]
    for notebook in NOTEBOOKS:
        before = ""
        for cell in cells_of(notebook):
            if name := name_of_figure(cell.source):
                code = cell.source.split("\n", 1)[1]
                asked = f"{before}\n" if before else ""
                parts += [
                    f"## {name.capitalize()}",
                    f"![{name.capitalize()}](pictures/{file_of(name)})",
                    f"```python\n{asked}{code}\n```",
                ]
            elif cell.kind == "code":
                before = cell.source.removesuffix("\nanswer")
    parts.append(
        "## The collection at a glance\n\n![The report of the sample](pictures/report.png)\n\n`copydesk report` writes this page: one file, offline."
    )
    return "\n\n".join(parts) + "\n"


def draw_pictures(curated: Path) -> None:
    """Write the pictures of the gallery, and its page."""
    for notebook in NOTEBOOKS:
        cells = cells_of(notebook)
        with desk_at(PROJECT / "data" / "raw", curated):
            shown = list(run_cells(cells))
        for cell, left in zip(cells, shown, strict=True):
            if left.picture is not None:
                name = name_of_figure(cell.source) or "figure"
                (PICTURES / file_of(name)).write_bytes(left.picture)
    (DOCS / "gallery.md").write_text(gallery_page(), encoding="utf-8")


def lay_pages(target: Path, curated: Path) -> None:
    """Lay the pages of the site: the documents, the README as their first, the notebooks as they ran."""
    shutil.copytree(DOCS, target, ignore=shutil.ignore_patterns("*.py", "*.ipynb", "__pycache__"))
    readme = (PROJECT / "README.md").read_text(encoding="utf-8").replace("](docs/", "](")
    (target / "index.md").write_text(readme, encoding="utf-8")
    for name in ("CHANGELOG.md", "CONTRIBUTING.md", "SECURITY.md", "NOTICE"):
        page = name.removesuffix(".md").lower() + ".md"
        (target / page).write_text((PROJECT / name).read_text(encoding="utf-8"), encoding="utf-8")
    (target / "notebooks").mkdir(exist_ok=True)
    for notebook in NOTEBOOKS:
        cells = cells_of(notebook)
        with desk_at(PROJECT / "data" / "raw", curated):
            shown = list(run_cells(cells))
        page = as_page(cells, shown, target / "notebooks")
        (target / "notebooks" / f"{notebook.stem}.md").write_text(page, encoding="utf-8")
    for path in target.rglob("*.md"):
        path.write_text(with_links(path, target), encoding="utf-8")
    (target / "site.css").write_text(CSS, encoding="utf-8")


def with_links(page: Path, target: Path) -> str:
    """Return a page whose links lead to pages of the site; of what is no page of it the name alone stays."""

    def link(found: re.Match[str]) -> str:
        text, address = found[1], found[2]
        place, _, anchor = address.partition("#")
        if not place or re.match(r"[a-z]+:", place):
            return found[0]
        place = place.replace(".ipynb", ".md")
        aimed = (page.parent / place).resolve()
        if aimed == target.parent / "README.md":
            aimed = target / "index.md"
        if (
            aimed.is_dir()
            and aimed.is_relative_to(target)
            and (pages := sorted(aimed.glob("*.md")))
        ):
            aimed = pages[0]
        for named in (aimed, target / f"{Path(place).stem.lower()}.md"):
            if named.is_file() and named.is_relative_to(target):
                return f"[{text}]({os.path.relpath(named, page.parent)}{anchor and '#'}{anchor})"
        return text

    told = page.read_text(encoding="utf-8")
    parts = re.split(r"(```.*?```)", told, flags=re.DOTALL)
    return "".join(
        part if part.startswith("```") else re.sub(r"(?<!!)\[([^\]]*)\]\(([^)\s]+)\)", link, part)
        for part in parts
    )


def settings_of(pages: Path, target: Path) -> dict[str, Any]:
    """Return what mkdocs is told: no font, script or picture from elsewhere."""
    nav: list[Any] = [{"copydesk": "index.md"}, "gallery.md"]
    nav += [
        {name: [str(path.relative_to(pages)) for path in sorted(pages.glob(pattern))]}
        for name, pattern in SECTIONS.items()
    ]
    listed = {"index.md", "gallery.md"}
    nav.append(
        {"More": sorted(path.name for path in pages.glob("*.md") if path.name not in listed)}
    )
    palettes = [
        {"media": f"(prefers-color-scheme: {scheme})", "scheme": name}
        for scheme, name in (("light", "default"), ("dark", "slate"))
    ]
    return {
        "site_name": "copydesk",
        "docs_dir": str(pages),
        "site_dir": str(target),
        "use_directory_urls": False,
        "theme": {
            "name": "material",
            "font": False,
            "palette": palettes,
            "features": [
                "navigation.indexes",
                "navigation.top",
                "toc.integrate",
                "content.code.copy",
            ],
        },
        "plugins": ["search"],  # `offline` would load a script from elsewhere
        "extra_css": ["site.css"],
        "markdown_extensions": [
            "tables",
            "attr_list",
            "md_in_html",
            {"toc": {"permalink": True}},
            "pymdownx.highlight",
            "pymdownx.superfences",
        ],
        "nav": nav,
        "validation": {"links": {"anchors": "warn"}},
    }


def build(target: Path, curated: Path) -> None:
    """Build the site; a link that leads nowhere fails it."""
    import yaml

    with tempfile.TemporaryDirectory() as folder:
        pages = Path(folder) / "docs"
        lay_pages(pages, curated)
        settings = Path(folder) / "mkdocs.yml"
        settings.write_text(yaml.safe_dump(settings_of(pages, target.resolve())), encoding="utf-8")
        command = [
            sys.executable,
            "-m",
            "mkdocs",
            "build",
            "--strict",
            "--quiet",
            "-f",
            str(settings),
        ]
        subprocess.run(command, check=True)


def main() -> None:
    """Build the site or draw the pictures."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("--curated", type=Path, default=PROJECT / "data" / "curated")
    parser.add_argument("--out", type=Path, default=PROJECT / "build" / "site")
    parser.add_argument("--pictures", action="store_true", dest="is_drawing")
    args = parser.parse_args()
    if args.is_drawing:
        draw_pictures(args.curated)
    else:
        build(args.out, args.curated)


if __name__ == "__main__":
    main()
