"""`copydesk report`: the collection at a glance, one HTML page that opens offline, on paper and on a phone.

The page holds aggregates and some sentences, never the rows. All text in it is escaped; the only script is ours, named to
the browser by its hash; nothing is loaded from anywhere.
"""

from __future__ import annotations

import base64
import hashlib
from pathlib import Path
from typing import Any

from copydesk.disk.storage import replace_text
from copydesk.errors import CopydeskError
from copydesk.history import read_runs
from copydesk.report import drawing
from copydesk.report.figures import BINS, Figures
from copydesk.tables import open_tables
from copydesk.versions.published import read_manifest, why_nothing

HERE = Path(__file__).parent
CHART_WIDTH, CHART_HEIGHT = 720, 200
QUAD_WIDTH, QUAD_HEIGHT = 340, 90
"""Chosen: units of the drawing; the page scales it."""
SHOWN_RUNS = 15  # chosen: the last runs; more than a page has room for
QUAD_NAMES = (
    "verbal cooperation", "material cooperation", "verbal conflict", "material conflict",
)  # fmt: skip


def write_report(curated: Path, target: Path) -> None:
    """Write the page of the published version, at one stroke.

    Raises:
        CopydeskError: nothing is published.
    """
    manifest = read_manifest(curated)
    if manifest is None:
        raise CopydeskError(why_nothing(curated))
    connection = open_tables(curated)
    try:
        page = render(manifest, Figures(connection), read_runs(curated)[-SHOWN_RUNS:])
    finally:
        connection.close()
    replace_text(page, target)


def render(manifest: dict[str, Any], figures: Figures, runs: list[dict[str, Any]]) -> str:
    """Return the page as text."""
    import jinja2

    script = (HERE / "page.js").read_text(encoding="utf-8")
    digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
    environment = jinja2.Environment(
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        loader=jinja2.FileSystemLoader(HERE),
        trim_blocks=True,
        lstrip_blocks=True,
    )
    articles, quads, network = (figures.articles_by_publisher(), figures.quads(), figures.network())
    return environment.get_template("page.html.jinja").render(
        style=(HERE / "page.css").read_text(encoding="utf-8"),
        script=script,
        script_hash=digest,
        copydesk=manifest["copydesk"],
        version=manifest["version"],
        totals=[(name.replace("_", " "), t["rows"]) for name, t in manifest["tables"].items()],
        articles=articles,
        bars=drawing.stack(articles.counts, CHART_WIDTH, CHART_HEIGHT),
        tallest=max(map(sum, zip(*articles.counts, strict=True)), default=0),
        label=drawing.label,
        ticks=drawing.ticks(articles.periods, articles.unit, CHART_WIDTH),
        chart=(CHART_WIDTH, CHART_HEIGHT),
        quads=quads,
        quad_names=QUAD_NAMES,
        quad_ticks=drawing.ticks(quads.periods, quads.unit, QUAD_WIDTH, 3) if quads else [],
        quad_chart=(QUAD_WIDTH, QUAD_HEIGHT),
        bins=BINS,
        world=drawing.outlines(),
        countries=dict(figures.countries_of_places()),
        unplaced=figures.unplaced(),
        places=[
            (name, *drawing.on_map(latitude, longitude), n)
            for name, latitude, longitude, n in figures.places()
        ],
        matrix=figures.matrix(),
        network=network,
        spots=drawing.lay_out(len(network.nodes), network.edges) if network else [],
        lives=figures.lives(),
        samples=figures.samples(),
        completeness=figures.completeness(),
        panels=figures.panels(),
        runs=runs[::-1],
    )
