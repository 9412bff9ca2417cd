"""The path of a record as a list: what happens, in which order, from what to what. Start reading here.

A stage is a value. The order of the run, what Prefect draws, the versions of what is kept, and which tables are
published all follow from this list. Functions are named, not imported: a worker loads no more than its stage needs.
"""

from __future__ import annotations

import dataclasses
import pkgutil
from collections.abc import Callable, Collection, Mapping
from typing import Any

from copydesk.disk.memory import give_back
from schemas.tables import TABLES


@dataclasses.dataclass(frozen=True, slots=True)
class Version:
    """What a kept answer is a function of, besides its input: the code that a module leans on, and settings."""

    name: str
    module: str
    settings: tuple[str, ...] = ()


@dataclasses.dataclass(frozen=True, slots=True)
class Stage:
    """One stage: it takes relations that earlier stages yielded, and yields others.

    A mapped stage has a `plan`, which cuts what lacks an outcome into shards, and `work`, which any process can do on
    one shard. Every stage has a `step`, done in the run's own process once the shards are done; it returns counts.
    `work` without a plan is for shards that the step comes upon: it does them itself where it is alone.
    """

    name: str
    says: str
    reads: tuple[str, ...]
    writes: tuple[str, ...]
    step: str
    plan: str = ""
    work: str = ""
    retries: int = 0
    versions: tuple[Version, ...] = ()
    asked_with: str = "articles"  # of the settings' `tables`

    @property
    def tables(self) -> list[str]:
        """Return the tables whose rows it yields."""
        return [name for name in self.writes if name in TABLES]


ACCEPTED = Version("accept", "copydesk.acceptance", ("limits",))
CUT = Version("cut", "copydesk.source_lines", ("limits",))
ANNOTATED = Version("annotate", "copydesk.annotation", ("models", "with_events"))
COLLECTED = Version("collect", "copydesk.collection.collect")

SCAN = Stage(
    "scan",
    "Find which raw files are new.",
    reads=("raw files",),
    writes=("files to read",),
    step="copydesk.run:scan_files",
)
READ = Stage(
    "read",
    "Take the records out of new files, bytes as found.",
    reads=("files to read",),
    writes=("record parts", "ledger"),
    plan="copydesk.shards:plan_reading",
    work="copydesk.raw.intake:read_files",
    step="copydesk.run:record_ledger",
    retries=2,  # the disk may fail; arithmetic does not
)
ACCEPT = Stage(
    "accept",
    "Make an article or a rejection of every record.",
    reads=("record parts",),
    writes=("accepted", "rejected"),
    plan="copydesk.shards:plan_accepting",
    work="copydesk.acceptance:accept_part",
    step="copydesk.run:count_parts",
    versions=(ACCEPTED,),
)
COLLECT = Stage(
    "collect",
    "Choose one reading of each record delivered, and prove that none is lost.",
    reads=("ledger", "accepted", "rejected"),
    writes=("readings", "quarantine"),
    step="copydesk.steps:collect",
    versions=(COLLECTED,),
)
FINGERPRINT = Stage(
    "fingerprint",
    "Turn the texts of the readings that changed into numbers that can be compared. Nothing of it outlives the run.",
    reads=("accepted", "readings"),
    writes=("fingerprints",),
    plan="copydesk.shards:plan_fingerprinting",
    work="copydesk.acceptance:fingerprint_part",
    step="copydesk.steps:count_prints",
)
SOURCE_LINES = Stage(
    "source lines",
    "Cut from the bodies the lines that their source prints under story after story.",
    reads=("readings", "fingerprints"),
    writes=("cut texts",),
    plan="copydesk.shards:plan_cutting",
    work="copydesk.source_lines:cut_batch",
    step="copydesk.steps:count_cuts",
    versions=(CUT,),
)
COPIES = Stage(
    "copies",
    "Find which records tell one story, and which of them stands for it.",
    reads=("readings", "fingerprints", "cut texts"),
    writes=("articles", "copies"),
    work="copydesk.dedup.steps:run_step",
    step="copydesk.steps:fold",
    versions=(COLLECTED,),
)
ANNOTATE = Stage(
    "annotate",
    "Find mentions and code events, article by article.",
    reads=("articles",),
    writes=("found mentions", "coded events"),
    plan="copydesk.shards:plan_annotating",
    work="copydesk.annotation:annotate_batch",
    step="copydesk.steps:note_annotated",
    versions=(ANNOTATED,),
    asked_with="entities",
)
ENTITIES = Stage(
    "entities",
    "Make one entity of all mentions of one thing.",
    reads=("articles", "found mentions"),
    writes=("entities", "mentions"),
    work="copydesk.disk.mapping:map_file",
    step="copydesk.steps:resolve",
    versions=(COLLECTED,),
    asked_with="entities",
)
STORIES = Stage(
    "stories",
    "Find which articles report one happening.",
    reads=("articles", "fingerprints", "cut texts", "entities", "mentions"),
    writes=("stories",),
    step="copydesk.steps:gather",
    versions=(COLLECTED,),
)
EVENTS = Stage(
    "events",
    "Make one event of all reports of one happening.",
    reads=("articles", "copies", "entities", "mentions", "stories", "coded events"),
    writes=("events", "event_mentions"),
    work="copydesk.disk.mapping:map_file",
    step="copydesk.steps:merge",
    versions=(COLLECTED,),
    asked_with="events",
)
WRITE = Stage(
    "write",
    "Write the months that changed, link the others.",
    reads=tuple(TABLES),
    writes=("written version",),
    step="copydesk.steps:write",
    versions=(COLLECTED,),
)
VALIDATE = Stage(
    "validate",
    "Hold the tables against their contracts, as readers will find them.",
    reads=("written version",),
    writes=("valid version",),
    work="copydesk.disk.mapping:map_file",
    step="copydesk.steps:validate",
)
PUBLISH = Stage(
    "publish",
    "Show readers all tables of the new version at one stroke.",
    reads=("valid version",),
    writes=("published version",),
    step="copydesk.steps:publish",
)

STAGES = (
    SCAN, READ, ACCEPT, COLLECT, FINGERPRINT, SOURCE_LINES, COPIES, ANNOTATE, ENTITIES, STORIES, EVENTS, WRITE, VALIDATE,
    PUBLISH,
)  # fmt: skip

VERSIONS = {version.name: version for stage in STAGES for version in stage.versions}


def tables_of(asked: Collection[str]) -> list[str]:
    """Return the names of the tables that are published where these are asked for."""
    return [table for stage in STAGES if stage.asked_with in asked for table in stage.tables]


def named(function: str) -> Callable[..., Any]:
    """Return the function that a stage names."""
    found: Callable[..., Any] = pkgutil.resolve_name(function)
    return found


def do_shard(work: str, arguments: Mapping[str, Any]) -> None:
    """Do the work of one shard, in whatever process this is."""
    named(work)(**arguments)
    give_back()
