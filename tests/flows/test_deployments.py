"""Flows as deployments run them: one that meets another's lock waits; one that somebody calls himself says so."""

from __future__ import annotations

import logging
from types import SimpleNamespace

import pytest

from copydesk.errors import LockedError
from flows import deployments
from flows.summary import Summary

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
