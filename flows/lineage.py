"""What OpenLineage is told of a run, on request: that it began, then what it read and made, or why it failed.

The setting `lineage` names a server or a file; a server's key comes from `OPENLINEAGE_API_KEY` alone. No settings file of OpenLineage's
own is read: it lies in the folder where one starts, and can name code.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import importlib.metadata
import logging
import os
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from copydesk.errors import first_line
from copydesk.versions.published import read_manifest
from copydesk.work.workspace import Workspace
from flows.settings import Settings, is_address, open_workspace
from schemas.tables import TABLES

if TYPE_CHECKING:
    from openlineage.client.event_v2 import InputDataset, OutputDataset, RunEvent

log = logging.getLogger("copydesk")

NAMESPACE = "file"
"""Of paths, by OpenLineage's naming of datasets."""

KEY_VARIABLE = "OPENLINEAGE_API_KEY"
PRODUCER = "copydesk"


@contextlib.contextmanager
def telling(settings: Settings, run_id: str = "") -> Iterator[None]:
    """Tell of the run that the block does; `run_id` is what Prefect calls it (a UUID).

    Trouble with the telling is said and is none of the run's.
    """
    if not settings.lineage:
        yield
        return
    from openlineage.client.uuid import generate_new_uuid

    run_id = run_id or str(generate_new_uuid())
    _send(settings, "START", run_id)
    try:
        yield
    except BaseException as error:
        _send(settings, "ABORT" if not isinstance(error, Exception) else "FAIL", run_id, error)
        raise
    _send(settings, "COMPLETE", run_id)


def _send(settings: Settings, what: str, run_id: str, error: BaseException | None = None) -> None:
    try:
        _way_to(settings.lineage)(event_of(open_workspace(settings), what, run_id, error))
    except Exception as trouble:  # a library's, a network's, a disk's: the tables stand
        log.warning("what=lineage to=%s error=%s", settings.lineage, first_line(trouble))


def _way_to(place: str) -> Callable[[RunEvent], object]:
    """Return what takes an event to a server, or appends it to a file as a line of JSON."""
    from openlineage.client.serde import Serde
    from openlineage.client.transport.http import ApiKeyTokenProvider, HttpConfig, HttpTransport

    if not is_address(place):

        def append(event: RunEvent) -> None:
            with Path(place).open("a", encoding="utf-8") as file:
                file.write(Serde.to_json(event) + "\n")

        return append
    config = HttpConfig(url=place, retry={"total": 1})
    if key := os.environ.get(KEY_VARIABLE):
        config.auth = ApiKeyTokenProvider({"apiKey": key})
    return HttpTransport(config).emit


def event_of(
    workspace: Workspace, what: str, run_id: str, error: BaseException | None = None
) -> RunEvent:
    """Return an event of a run: START, COMPLETE, FAIL or ABORT."""
    from openlineage.client import facet_v2 as facets
    from openlineage.client.event_v2 import Job, Run, RunEvent, RunState, set_producer

    set_producer(PRODUCER)
    told: dict[str, Any] = {
        "processing_engine": facets.processing_engine_run.ProcessingEngineRunFacet(
            version=importlib.metadata.version("copydesk"), name="copydesk"
        )
    }
    if error is not None:
        message = str(error) or type(error).__name__
        told["errorMessage"] = facets.error_message_run.ErrorMessageRunFacet(message, "PYTHON")
    kind = facets.job_type_job.JobTypeJobFacet(processingType="BATCH", integration="COPYDESK")
    return RunEvent(
        eventTime=dt.datetime.now(dt.UTC).isoformat(),
        eventType=RunState(what),
        run=Run(runId=run_id, facets=told),
        job=Job(NAMESPACE, f"copydesk {workspace.curated.absolute()}", {"jobType": kind}),
        inputs=_inputs(workspace),
        outputs=_outputs(workspace) if what == "COMPLETE" else [],
    )


def _inputs(workspace: Workspace) -> list[InputDataset]:
    """Return the sources: the folders right below the raw folder."""
    from openlineage.client.event_v2 import InputDataset

    with os.scandir(workspace.raw) as found:
        names = sorted(entry.name for entry in found if not entry.name.startswith("."))
    return [InputDataset(NAMESPACE, str(workspace.raw.absolute() / name)) for name in names]


def _outputs(workspace: Workspace) -> list[OutputDataset]:
    """Return the tables, with what their contracts say and what stands published."""
    manifest = read_manifest(workspace.curated) or {"tables": {}}
    return [
        _output(workspace.curated.absolute() / name, name, manifest) for name in manifest["tables"]
    ]


def _output(place: Path, name: str, manifest: Mapping[str, Any]) -> OutputDataset:
    from openlineage.client import facet_v2 as facets
    from openlineage.client.event_v2 import OutputDataset

    table, told = TABLES[name], manifest["tables"][name]
    columns = [
        facets.schema_dataset.SchemaDatasetFacetFields(
            field.name, str(field.arrow), field.column.note
        )
        for field in table.fields
    ]
    return OutputDataset(
        NAMESPACE,
        str(place),
        facets={
            "schema": facets.schema_dataset.SchemaDatasetFacet(columns),
            "documentation": facets.documentation_dataset.DocumentationDatasetFacet(table.note),
            "version": facets.dataset_version_dataset.DatasetVersionDatasetFacet(
                manifest["version"]
            ),
        },
        outputFacets={
            "outputStatistics": facets.output_statistics_output_dataset.OutputStatisticsOutputDatasetFacet(
                rowCount=told["rows"], fileCount=len(told["files"])
            )
        },
    )
