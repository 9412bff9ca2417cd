"""The Prefect server of one run: started on a loopback port, handed to the workers, stopped at the end.

With Prefect's own ephemeral server every worker process starts one of its own, which costs more than the work of a
small run; one server for the run does not.
"""

from __future__ import annotations

import contextlib
import ctypes
import importlib.util
import logging
import os
import secrets
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from copydesk.disk.real_path import real_path
from copydesk.errors import CopydeskError, SettingsError
from flows.surroundings import EMPTY, library_settings

log = logging.getLogger("copydesk")

if TYPE_CHECKING:
    from urllib.request import OpenerDirector

STARTUP_SECONDS = 180
"""A busy machine takes far longer than the 10-20 s of a quiet one."""

PORTS = range(20_000, 32_768)
"""Below what Linux (32768), macOS and Windows (49152) give to outgoing connections, above the known services."""

PORT_TRIES = 100  # chosen: so many ports taken in a row mean another fault

DATABASE = "prefect.db"
DATABASE_VARIABLES = (
    "PREFECT_API_DATABASE_CONNECTION_URL",
    "PREFECT_SERVER_DATABASE_CONNECTION_URL",
)
ASIDE = ".unusable"

QUIET = {
    "DO_NOT_TRACK": "1",
    "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
    "PREFECT_SERVER_EPHEMERAL_STARTUP_TIMEOUT_SECONDS": str(STARTUP_SECONDS),
    "PREFECT_LOGGING_TO_API_WHEN_MISSING_FLOW": "ignore",
    "PREFECT_CLI_PROMPT": "false",
    "PREFECT_FLOWS_HEARTBEAT_FREQUENCY": "30",  # the least; see automations.yaml
    "GX_ANALYTICS_ENABLED": "false",
    "ORT_DISABLE_TELEMETRY": "1",
    # Of a run that ends at once: the tracker cleans up what it warns of.
    "PYTHONWARNINGS": "ignore:resource_tracker",
}


def direct_opener() -> OpenerDirector:
    """Return what opens addresses here: no proxy stands between this machine and itself."""
    from urllib.request import ProxyHandler, build_opener

    return build_opener(ProxyHandler({}))


class ServerError(CopydeskError):
    """The local Prefect server did not come up."""


def prepare_environment(home: Path) -> None:
    """Set what Prefect reads when it is imported; what the user has set stays."""
    for key, value in QUIET.items():
        os.environ.setdefault(key, value)
    os.environ.update(library_settings())
    os.environ.setdefault("PREFECT_HOME", str(real_path(home)))


def place_of_page(home: Path) -> dict[str, str]:
    """Return the settings that have the server lay out its web page below its home, where Prefect's own folder is another user's.

    It answers 404 for the page otherwise.
    """
    found = importlib.util.find_spec("prefect")
    is_ours = found is not None and os.access(Path(str(found.origin)).parent / "server", os.W_OK)
    return {} if is_ours else {"PREFECT_UI_STATIC_DIRECTORY": str(real_path(home) / "page")}


class Server:
    """A Prefect server process. It is started at once and may be waited for later."""

    def __init__(self, home: Path, port: int | None = None) -> None:
        home.mkdir(parents=True, exist_ok=True)
        self.port = port or free_port()
        self.url = f"http://127.0.0.1:{self.port}/api"
        self.log = home / "server.log"
        self.login = f"copydesk:{secrets.token_urlsafe(24)}"
        environment = {**os.environ, **QUIET, **library_settings(), "PYTHONSAFEPATH": "1"}
        environment["PREFECT_HOME"] = str(real_path(home))
        environment |= self.guard() | place_of_page(home)
        environment.pop("PREFECT_API_URL", None)
        self.environment = environment
        self.database = home / DATABASE
        self.process = self.start()

    def start(self) -> subprocess.Popen[bytes]:
        """Start the process."""
        command = [sys.executable, "-P", "-m", "prefect", "server", "start"]
        with self.log.open("wb") as log:
            return subprocess.Popen(
                [*command, "--host", "127.0.0.1", "--port", str(self.port)],
                env=self.environment,
                cwd=EMPTY,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                preexec_fn=_die_with_parent,
            )

    def renew_database(self) -> bool:
        """Put the database aside, if it is one of our own home: damaged, half-migrated by a kill, or of a newer Prefect.

        It holds what past runs looked like, and nothing that the tables need. Return whether there was one.
        """
        is_named = any(name in self.environment for name in DATABASE_VARIABLES)
        if is_named or not self.database.exists():
            return False
        for path in sorted(self.database.parent.glob(f"{DATABASE}*")):
            if not path.name.endswith(ASIDE):
                path.replace(path.with_name(path.name + ASIDE))
        log.warning("what=prefect-database error=unusable aside=%s%s", self.database, ASIDE)
        return True

    def guard(self) -> dict[str, str]:
        """Return the settings that keep strangers out: other users of this machine, and pages in their browsers."""
        return {
            "PREFECT_SERVER_API_AUTH_STRING": self.login,
            "PREFECT_SERVER_CORS_ALLOWED_ORIGINS": f"http://127.0.0.1:{self.port}",
            "PREFECT_SERVER_API_PORT": str(self.port),  # what its web page calls
        }

    def wait(self) -> None:
        """Return once the server answers.

        Raises:
            ServerError: it ended, or did not answer in time.
        """
        deadline = time.monotonic() + STARTUP_SECONDS
        while time.monotonic() < deadline:
            if self.process.poll() is not None:
                if self.renew_database():
                    self.process = self.start()
                    continue
                raise ServerError(
                    f"the Prefect server ended with status {self.process.returncode}; see {self.log}"
                )
            if self.answers():
                return
            time.sleep(0.1)
        raise ServerError(
            f"the Prefect server did not answer within {STARTUP_SECONDS} s; see {self.log}"
        )

    def answers(self) -> bool:
        """Return whether the server is up."""
        try:
            with direct_opener().open(f"{self.url}/health", timeout=2) as answer:
                return bool(answer.status == 200)
        except OSError:  # URLError is one
            return False

    def stop(self) -> None:
        """End the server: it holds nothing that a run needs later."""
        self.process.terminate()
        try:
            self.process.wait(timeout=5)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()


@contextlib.contextmanager
def start_server(home: Path, port: int | None = None) -> Iterator[Server]:
    """Give a server that is starting; it is stopped when the block ends, however it ends."""
    server = Server(home, port)
    try:
        yield server
    finally:
        server.stop()


@contextlib.contextmanager
def prefect_api(home: Path, port: int | None = None) -> Iterator[Server | None]:
    """Give a server of our own, starting, with `PREFECT_API_URL` set to it; None where one is configured."""
    if os.environ.get("PREFECT_API_URL"):
        yield None
        return
    with start_server(home, port) as server:
        told = {"PREFECT_API_URL": server.url, "PREFECT_API_AUTH_STRING": server.login}
        before = {name: os.environ.get(name) for name in told}
        os.environ.update(told)
        try:
            yield server
        finally:
            for name, value in before.items():
                if value is None:
                    del os.environ[name]
                else:
                    os.environ[name] = value


def check_port(port: int) -> None:
    """Refuse a port that somebody listens on, before anything starts.

    Raises:
        SettingsError: it is taken.
    """
    with socket.socket() as probe:
        # As the server binds it: one that was let go of a moment ago is free.
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError as error:
            raise SettingsError(
                f"--port {port}: {error.strerror}; name another, or leave it out for a free one"
            ) from error


def free_port() -> int:
    """Return a loopback port that nobody listens on, of those that no system hands out by itself.

    The server binds it seconds later: one of the system's own range may by then be the near end of anybody's connection.

    Raises:
        ServerError: none is to be had.
    """
    for _ in range(PORT_TRIES):
        port = secrets.choice(PORTS)
        with socket.socket() as probe, contextlib.suppress(OSError):
            probe.bind(("127.0.0.1", port))
            return port
    raise ServerError(f"no free port in {PORTS.start}-{PORTS.stop - 1} for the Prefect server")


def _die_with_parent() -> None:
    """Ask the kernel (Linux) to end this process when its parent dies: a run killed with -9 leaves no server.

    Not with SIGTERM, on which it waits for open connections: it holds nothing that anybody needs later.
    """
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(1, signal.SIGKILL)
