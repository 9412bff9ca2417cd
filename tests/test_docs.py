"""What the documents say is so: the dictionary is not stale, links lead somewhere, commands parse, settings exist."""

from __future__ import annotations

import dataclasses
import json
import re
import shlex
from pathlib import Path

import pytest
import yaml

from copydesk.readers import READERS
from copydesk.report.dictionary import describe_table
from flows.command_line import build_parser
from flows.deployment_file import deployment_file
from flows.settings import Settings, load_settings
from schemas.tables import TABLES

SOURCES, SUFFIXES = ("copydesk", "flows", "schemas", "tests"), (".py", ".toml", ".csv")
SKIPPED_FOLDERS = (".venv", "data", "node_modules")


def pages(project):
    found = [
        p
        for p in project.rglob("*.md")
        if not set(p.relative_to(project).parts) & set(SKIPPED_FOLDERS)
    ]
    assert found
    return sorted(found)


@pytest.mark.parametrize("table", TABLES.values(), ids=lambda t: t.name)
def test_the_dictionary_is_what_the_contract_says(table, project):
    page = project / "docs" / "dictionary" / f"{table.name}.md"
    assert page.read_text(encoding="utf-8") == describe_table(table), "stale: run `make docs`"


def test_links_lead_somewhere(project):
    broken = [
        f"{page.relative_to(project)}: {target}"
        for page in pages(project)
        for target in re.findall(r"\]\(([^)#\s]+)(?:#[^)]*)?\)", page.read_text(encoding="utf-8"))
        if not target.startswith(("http://", "https://", "mailto:"))
        and not (page.parent / target).exists()
    ]
    assert broken == []


def test_every_command_in_the_documents_parses(project):
    parser = build_parser()
    seen = 0
    for page in pages(project):
        for block in re.findall(
            r"```(?:bash|sh)\n(.*?)```", page.read_text(encoding="utf-8"), re.S
        ):
            for line in block.splitlines():
                words = shlex.split(line, comments=True)
                name = next(
                    (i for i, w in enumerate(words) if w.rsplit("/")[-1] == "copydesk"), None
                )
                if name is None or words[name + 1 : name + 2] in ([], ["--help"]):
                    continue
                rest = words[name + 1 :]
                stop = next(
                    (i for i, w in enumerate(rest) if w in ("&&", ">", ">>", "|", ";")), len(rest)
                )
                if "--help" not in rest and rest[0] in (
                    "run",
                    "backfill",
                    "serve",
                    "verify",
                    "explain",
                    "report",
                    "deployments",
                    "export",
                    "doctor",
                    "audit",
                    "prove",
                    "repair",
                    "inspect",
                    "expectations",
                    "search",
                ):
                    parser.parse_args(rest[:stop])
                    seen += 1
    assert seen >= 8


def test_settings_in_the_documents_exist(project):
    known = {field.name for field in dataclasses.fields(Settings)}
    for page in pages(project):
        for key in re.findall(r"--set (\w+)=", page.read_text(encoding="utf-8")):
            assert key in known, f"{page.name}: {key}"


def test_the_page_of_settings_names_all_with_their_defaults(project):
    page = (project / "docs" / "settings.md").read_text(encoding="utf-8")
    told = dict(re.findall(r"(?m)^\| `(\w+)` \| (?:`(.*?)`)? ?\|", page))
    defaults = {f.name: f.default for f in dataclasses.fields(Settings)}
    assert told == {
        name: str(value).lower() if isinstance(value, bool) else str(value)
        for name, value in defaults.items()
    }
    assert list(told)[:2] == list(defaults)[:2]


def test_flags_in_the_documents_exist(project):
    from schemas.articles import QualityFlag

    text = (project / "docs" / "traps.md").read_text(encoding="utf-8")
    named = set(re.findall(r"`((?:no|language|date)_[a-z_]+)`", text)) - {
        "date_basis",
        "date_precision",
        "date_text",
    }
    assert named <= set(QualityFlag.__args__)


def test_the_deployment_file_is_what_the_command_prints(project, tmp_path):
    told = (project / "prefect.yaml").read_text(encoding="utf-8")
    assert told == deployment_file(load_settings((), {}, tmp_path)), "stale: copydesk deployments"


def test_a_deployment_file_for_containers_lays_the_folders_of_the_desk_into_the_image(tmp_path):
    settings = load_settings((), {}, tmp_path, raw="dumps", curated="tables")
    for one in yaml.safe_load(deployment_file(settings, "docker"))["deployments"]:
        job = one["work_pool"]["job_variables"]
        assert job["image"] == "copydesk"
        assert job["volumes"] == [
            f"{Path('dumps').absolute()}:{one['parameters']['raw']}:ro",
            f"{Path('tables').absolute()}:{one['parameters']['curated']}",
        ]
        assert job["env"]["PREFECT_FLOWS_HEARTBEAT_FREQUENCY"] == "30"


def test_the_pool_of_kubernetes_mounts_what_its_deployments_name(project, tmp_path):
    pool = json.loads((project / "deploy" / "kubernetes-pool.json").read_text())
    spec = pool["job_configuration"]["job_manifest"]["spec"]["template"]["spec"]
    [container] = spec["containers"]
    [mount], [volume] = container["volumeMounts"], spec["volumes"]
    assert mount["name"] == volume["name"]
    for one in yaml.safe_load(deployment_file(load_settings((), {}, tmp_path), "kubernetes"))[
        "deployments"
    ]:
        job = one["work_pool"]["job_variables"]
        assert job.keys() <= pool["variables"]["properties"].keys()
        for name in ("raw", "curated"):
            assert one["parameters"][name].startswith(mount["mountPath"] + "/")
    asked = set(re.findall(r"{{ (\w+) }}", json.dumps(pool["job_configuration"])))
    assert asked == pool["variables"]["properties"].keys()


def test_a_deployment_file_has_the_settings_of_the_desk(tmp_path):
    (tmp_path / "copydesk.toml").write_text('raw = "my: raw"\ncron = "5 4 * * *"\n')
    told = yaml.safe_load(deployment_file(load_settings((), {}, tmp_path)))
    scheduled, ad_hoc = told["deployments"]
    assert scheduled["schedules"][0]["cron"] == "5 4 * * *"
    assert [d["parameters"]["raw"] for d in (scheduled, ad_hoc)] == ["my: raw"] * 2
    assert [d["concurrency_limit"] for d in (scheduled, ad_hoc)] == [1, 1]


def test_the_pages_for_who_adds_something_name_what_is_there(project):
    """A function that was renamed stays in a how-to for ever, and stops whoever follows it."""
    files = [path for folder in SOURCES for path in sorted((project / folder).rglob("*"))]
    texts = [path.read_text(encoding="utf-8") for path in files if path.suffix in SUFFIXES]
    texts += [(project / name).read_text(encoding="utf-8") for name in (".ci/run", "Makefile")]
    known = set(re.findall(r"\w+", "\n".join(texts)))
    how_to = sorted((project / "docs" / "how-to").glob("add-*.md"))
    missing = [
        f"{page.name}: {name}"
        for page in [*how_to, project / "CONTRIBUTING.md", project / "docs" / "architecture.md"]
        for name in re.findall(r"`([\w./-]+)`", page.read_text(encoding="utf-8"))
        if not (
            (project / name).exists() or (project / "copydesk" / name).exists()
            if "/" in name
            else set(re.findall(r"\w+", name)) <= known
        )
    ]
    to_write = ["add-a-language.md: copydesk/vocabulary/da.toml"]
    assert missing == to_write, "no such file or name: what is it called now?"


FORMATS = {
    "text": "page dumps as text", "html": "saved pages", "warc": "WARC", "json": "JSON", "csv": "CSV", "parquet": "Parquet", "sgml": "Reuters SGML",
    "xml": "NITF", "mime": "MHTML", "export": "LexisNexis", "sheet": "Excel", "document": "Word", "sqlite": "SQLite", "arrow": "Arrow", "avro": "Avro",
    "markdown": "Markdown", "story": "`.story`", "labelled": "labelled texts", "sql": "as SQL", "html_table": "pages that are tables", "yaml": "YAML",
}  # fmt: skip
"""What the page for those who bring dumps calls each format."""


def test_every_format_is_named_for_those_who_bring_dumps(project):
    page = (project / "docs" / "how-to" / "curate-your-own-dump.md").read_text(encoding="utf-8")
    table = "\n".join(line for line in page.splitlines() if line.startswith("| "))
    told = sorted(set(READERS) - set(FORMATS))
    assert told == [], (
        f"name {told} in the table of curate-your-own-dump.md, and here how it calls them"
    )
    assert [name for name, words in FORMATS.items() if words not in table] == []
