"""A run on Dask does not wait for a cluster that has nobody left."""

from __future__ import annotations

import pytest

from copydesk.errors import WorkerLostError
from flows import dask_engine
from flows.dask_engine import ClusterWatch


class Cluster:
    """The client of a cluster that has workers, none, or does not answer."""

    address = "tcp://10.0.0.1:8786"

    def __init__(self) -> None:
        self.scheduler = self
        self.workers: dict[str, object] | None = {"tcp://10.0.0.2": {}}
        self.identity = None

    def sync(self, asked: object, callback_timeout: float) -> dict[str, object]:
        if self.workers is None:
            raise TimeoutError
        return {"workers": self.workers}


@pytest.mark.parametrize("trouble", [{}, None], ids=["no worker", "no answer"])
def test_a_cluster_is_given_up_when_nobody_came_back_in_time(monkeypatch, trouble):
    cluster, here = Cluster(), {"tcp://10.0.0.2": {}}
    watch = ClusterWatch(cluster.address, cluster)
    told = [(0, here), (1, trouble), (60, trouble), (61, here), (62, trouble), (122, trouble)]
    for now, cluster.workers in told:
        monkeypatch.setattr(dask_engine.time, "monotonic", lambda now=now: now)
        assert not watch()
    monkeypatch.setattr(dask_engine.time, "monotonic", lambda: 122.1)
    with pytest.raises(WorkerLostError, match="no worker for 60 s; nothing was published"):
        watch()
