"""Time `copydesk report` on made-up tables of many articles.

python benchmarks/report.py --articles 100000 --folder /tmp/made-up
"""

from __future__ import annotations

import argparse
import json
import time
from pathlib import Path

import duckdb

from copydesk.report import write_report
from copydesk.versions.published import version_name
from schemas.tables import TABLES

SHORT = {"entities": "ent", "events": "evt", "articles": "art"}
MENTIONS, REPORTS, ENTITIES = 9, 4, 0.6  # of an article, as in real dumps

KNOWN = {
    "publisher": "'Publisher ' || (hash(n) % 40)",
    "title": "'A headline about matter ' || n",
    "body": "repeat('The council of a town voted on Tuesday to reopen a line. ', 40)",
    "evidence": "'The council of town ' || n || ' voted on Tuesday to reopen the line that a storm had closed.'",
    "published_on": "TIMESTAMP '2019-01-01' + to_days((hash(n) % 1800)::INT)",
    "published_at": "TIMESTAMPTZ '2019-01-01' + to_days((hash(n) % 1800)::INT)",
    "event_date_start": "TIMESTAMP '2019-01-01' + to_days((hash(n) % 1800)::INT)",
    "event_date_end": "TIMESTAMP '2019-01-01' + to_days((hash(n) % 1800)::INT)",
    "n_articles": "(1 + 3000 / (1 + n))::BIGINT",
    "n_mentions": "(1 + 9000 / (1 + n))::BIGINT",
    "confidence": "(hash(n) % 100) / 100",
    "status": "'reported'",
    "name": "'Name ' || n",
    "country_code": "['USA', 'IND', 'KOR', 'DEU', 'FRA', 'BRA', 'NGA', 'CHN', 'RUS', 'UKR'][(1 + hash(n) % 10)::INT]",
    "place_country": "['USA', 'IND', 'KOR', 'DEU', 'FRA', 'BRA', 'NGA', 'CHN', 'RUS', 'UKR'][(1 + hash(n) % 10)::INT]",
    "entity_type": "['PERSON', 'ORG', 'GPE', 'LOC'][(1 + hash(n) % 4)::INT]",
    "event_type": "['ACCUSE', 'AGREE', 'PROTEST', 'ASSAULT', 'AID'][(1 + hash(n) % 5)::INT]",
    "quad_class": "(1 + hash(n) % 4)::BIGINT",
    "raw_path": "'source' || (hash(n) % 9) || '/file.jsonl'",
    "reasons": "['no_body']",
    "section": "'body'",
}


def key_of(column: str, n_articles: int) -> str | None:
    """Return the SQL of an id: its own number, or that of a row that it refers to."""
    entities = int(n_articles * ENTITIES)
    skewed = f"(pow((hash(n + 7) % 1000000) / 1e6, 3) * {entities})::BIGINT"
    return {
        "article_id": f"'art_' || (n % {n_articles})",
        "record_id": "'rec_' || n",
        "entity_id": f"'ent_' || {skewed}",
        "event_id": f"'evt_' || (n % {n_articles * REPORTS * 9 // 10})",
        "place_id": f"'ent_' || {skewed}",
        "actor_ids": f"['ent_' || {skewed}]",
        "recipient_ids": f"['ent_' || (({skewed} * 7) % {entities})]",
    }.get(column)


def make(folder: Path, n_articles: int) -> None:
    """Write the tables, by contract but for what nobody reads."""
    sizes = {
        "articles": n_articles,
        "copies": n_articles * 6 // 5,
        "quarantine": n_articles // 20,
        "entities": int(n_articles * ENTITIES),
        "mentions": n_articles * MENTIONS,
        "events": n_articles * REPORTS * 9 // 10,
        "event_mentions": n_articles * REPORTS,
    }
    current = folder / "current"
    with duckdb.connect(":memory:") as connection:
        for name, size in sizes.items():
            table = TABLES[name]
            place = current / name / "x" / (f"{table.partition}=2019-01" if table.partition else "")
            place.mkdir(parents=True, exist_ok=True)
            connection.register("shape", table.to_schema().empty_table())
            types = {row[0]: row[1] for row in connection.execute("DESCRIBE shape").fetchall()}
            told = []
            for field in table.fields:
                own = f"'{table.key[:3]}_' || n" if field.name == table.key else None
                if field.name == table.key and name in SHORT:
                    own = f"'{SHORT[name]}_' || n"
                sql = own or key_of(field.name, n_articles) or KNOWN.get(field.name) or "NULL"
                if sql == "NULL" and not field.is_nullable:
                    sql = (
                        "[]" if field.is_list else "'en'" if types[field.name] == "VARCHAR" else "1"
                    )
                told.append(f'CAST({sql} AS {types[field.name]}) AS "{field.name}"')
            connection.execute(
                f"COPY (SELECT {', '.join(told)} FROM range({size}) AS t(n)) TO '{place / 'part-0.parquet'}'"
            )
    manifest = {
        "copydesk": "0",
        "tables": {name: {"rows": size, "files": {}} for name, size in sizes.items()},
        "settings": {"stages": [], "limits": {}, "models": {}},
        "stage_versions": {},
        "deliveries": "",
        "promise": {"locations": 0},
    }
    manifest["version"] = version_name(manifest)
    (current / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")


def main() -> None:
    """Make the tables and time the page."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--articles", type=int, default=100_000)
    parser.add_argument("--folder", type=Path, required=True)
    args = parser.parse_args()
    make(args.folder, args.articles)
    target = args.folder / "report.html"
    start = time.perf_counter()
    write_report(args.folder, target)
    seconds = time.perf_counter() - start
    print(f"{args.articles:,} articles: {seconds:.1f} s, {target.stat().st_size / 1e6:.2f} MB")


if __name__ == "__main__":
    main()
