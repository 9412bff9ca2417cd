"""Flows as deployments run them: one that meets another's lock waits; one that somebody calls himself says so."""

from __future__ import annotations

import asyncio
import dataclasses
import datetime as dt
import logging
import uuid
from types import SimpleNamespace
from typing import Any

import pytest
from prefect.automations import Automation
from prefect.events.schemas.automations import Posture
from prefect.exceptions import ParameterTypeError

from copydesk.errors import LockedError
from flows import automations, deployments
from flows.automations import known_automations
from flows.server import QUIET
from flows.settings import STAGES, load_settings
from flows.summary import Summary, news_of, to_trends

DONE = Summary("v", True, 0, {}, {}, {}, 0, {}, [])


@pytest.mark.parametrize(("deployment", "waits"), [("a deployment", True), (None, False)])
def test_a_deployment_waits_for_the_lock(
    monkeypatch: pytest.MonkeyPatch, deployment: str | None, waits: bool
) -> None:
    monkeypatch.setattr(deployments, "deployment", SimpleNamespace(id=deployment))
    monkeypatch.setattr(deployments, "LOCK_SECONDS", 0.0)
    monkeypatch.setattr(deployments, "get_run_logger", logging.getLogger)
    tries = iter([True, True, False])

    def work() -> Summary:
        if next(tries):
            raise LockedError("another run is writing")
        return DONE

    if waits:
        assert deployments.when_free(work) == DONE
        assert list(tries) == []
    else:
        with pytest.raises(LockedError):
            deployments.when_free(work)


def test_the_forms_offer_choices_and_dates():
    stages = deployments.curate.parameters.properties["tables"]["anyOf"][0]
    assert stages["items"]["enum"] == list(STAGES)
    told = deployments.backfill.parameters.properties
    assert told["first"]["anyOf"][0] == {"type": "string", "format": "date"}
    assert told["stage"]["anyOf"][0]["enum"] == ["articles", "copies", "entities", "events"]
    for parameters in (deployments.curate.parameters, deployments.backfill.parameters):
        assert all(one.get("description") for one in parameters.properties.values())


@pytest.mark.parametrize("told", ["articles, entities", ["articles", "entities"]])
def test_stages_come_as_a_list_or_as_text(told: Any):
    found = deployments.curate.validate_parameters({"tables": told})
    assert found["tables"] == ["articles", "entities"]


@pytest.mark.parametrize(
    ("flow", "told"),
    [
        (deployments.curate, {"tables": "artikel"}),
        (deployments.curate, {"workers": 0}),
        (deployments.backfill, {"stage": "sentences"}),
        (deployments.backfill, {"first": "99/99/99"}),
    ],
)
def test_what_is_no_choice_is_refused(flow: Any, told: dict[str, Any]):
    with pytest.raises(ParameterTypeError, match=next(iter(told))):
        flow.validate_parameters(told)


@pytest.mark.parametrize(
    ("parameters", "name"),
    [
        ({"raw": "x"}, "curate 2026-11-26"),
        (
            {"source": "bbc", "first": dt.date(2019, 11, 1)},
            "curate 2026-11-26: bbc from 2019-11-01",
        ),
        ({"stage": "events"}, "curate 2026-11-26: stage events"),
    ],
)
def test_a_run_is_called_by_what_it_does(monkeypatch, parameters, name):
    told = SimpleNamespace(
        parameters=parameters,
        flow_name="curate",
        scheduled_start_time=dt.datetime(2026, 11, 26, 23, 59, tzinfo=dt.UTC),
    )
    monkeypatch.setattr(deployments, "flow_run", told)
    assert deployments.name_of_run() == name


def run_of(version: str, locations: int, articles: int, seconds: float = 1.0) -> dict[str, Any]:
    return {
        "version": version,
        "promise": {"locations": locations},
        "rows": {"articles": articles, "quarantine": 5, "copies": articles},
        "dated_articles": articles // 2,
        "seconds": {"read": seconds, "accept": 0.5},
        "alarms": [],
    }


def test_trends_are_told_against_the_runs_before():
    runs = [run_of("a", 10, 8), run_of("b", 30, 20), run_of("c", 31, 21, seconds=9.0)]
    rows = {row["measure"]: row for row in to_trends(runs)}
    new = rows["new records"]
    assert (new["now"], new["before"], new["usual"]) == ("1", "20", "15.0")
    assert new["course"][1] == "\u2588" != new["course"][2] == "\u2581"
    assert rows["articles"]["now"] == "21"
    assert rows["dated, % of articles"]["now"] == "47.6"
    assert rows["quarantined, % of records"]["now"] == "19.2"
    assert rows["seconds"]["now"] == "9.5"
    assert rows["alarms"]["now"] == "none"
    assert to_trends([]) == []
    assert {row["measure"]: row.get("before") for row in to_trends(runs[:1])}["articles"] == ""


def test_a_run_is_named_by_what_came():
    runs = [run_of("a", 10, 8), run_of("b", 2024, 20)]
    came = dataclasses.replace(DONE, is_new=True, new_files=3)
    assert news_of(came, runs) == "3 files, 2,014 records"
    assert news_of(dataclasses.replace(came, is_new=False), runs) == "nothing new"
    assert news_of(came, []) == "nothing new"


def test_a_run_that_has_ended_is_never_marked_as_crashed_by_force():
    [watch] = known_automations()
    assert watch.trigger.posture is Posture.Proactive
    assert "prefect.flow-run.heartbeat" in watch.trigger.expect
    ends = {f"prefect.flow-run.{name}" for name in ("Completed", "Failed", "Cancelled", "Crashed")}
    assert ends <= watch.trigger.expect
    assert [action.force for action in watch.actions] == [False]
    heartbeat = int(QUIET["PREFECT_FLOWS_HEARTBEAT_FREQUENCY"])
    within = watch.trigger.within.total_seconds()
    assert 2 * heartbeat < within < 120 - heartbeat  # one may be lost; two minutes are promised


def test_automations_are_laid_once_and_stay_switched_off(monkeypatch):
    laid: dict[Any, Automation] = {}

    class Client:
        async def __aenter__(self):
            return self

        async def __aexit__(self, *_):
            return None

        async def read_automations_by_name(self, name):
            return [one for one in laid.values() if one.name == name]

        async def create_automation(self, automation):
            assert not hasattr(automation, "id")  # the server takes none
            key = uuid.uuid4()
            laid[key] = Automation.model_validate(automation.model_dump() | {"id": key})

        async def update_automation(self, key, automation):
            laid[key] = Automation.model_validate(automation.model_dump() | {"id": key})

    monkeypatch.setattr(automations, "get_client", Client)
    asyncio.run(automations.lay_automations())
    asyncio.run(automations.lay_automations())
    [(key, one)] = laid.items()
    laid[key] = one.model_copy(update={"enabled": False, "description": "of an older release"})
    asyncio.run(automations.lay_automations())
    [one] = laid.values()
    assert (one.enabled, one.description) == (False, known_automations()[0].description)


@pytest.mark.parametrize(
    ("is_new", "alarms", "n"),
    [(True, ["x is silent"], 1), (False, ["x is silent"], 0), (True, [], 0)],
)
def test_an_alarm_is_an_event_once(monkeypatch, tmp_path, is_new, alarms, n):
    told: list[Any] = []
    for name in ("create_markdown_artifact", "create_table_artifact"):
        monkeypatch.setattr(deployments, name, lambda *_, **__: None)
    monkeypatch.setattr(
        deployments, "emit_event", lambda *args, **kwargs: told.append((args, kwargs))
    )
    settings = load_settings((), {}, tmp_path, curated=str(tmp_path / "tables"))
    summary = dataclasses.replace(DONE, is_new=is_new, alarms=alarms)
    assert deployments._told(settings, summary)["alarms"] == alarms
    assert [args[0] for args, _ in told] == ["copydesk.alarm"] * n
    assert all(kwargs["payload"]["alarms"] == alarms for _, kwargs in told)
