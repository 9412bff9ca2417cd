"""What `deploy/` says fits the code: its commands parse, its files exist, nothing runs as root or listens to the world."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import yaml

from flows.command_line import build_parser
from flows.settings import Settings


def test_the_image_copies_what_is_there_and_runs_as_nobody(project: Path) -> None:
    lines = (project / "deploy" / "Dockerfile").read_text().splitlines()
    copied = [
        word for line in lines if re.match(r"COPY (?!--)", line) for word in line.split()[1:-1]
    ]
    assert {"schemas", "copydesk", "flows", "constraints.txt"} <= {*copied}
    ignored = (project / ".dockerignore").read_text().splitlines()
    for name in copied:
        assert (project / name).exists(), name
        assert f"!{name}" in ignored, name
    assert lines.index("USER desk") < lines.index('CMD ["copydesk", "run"]')
    assert not any(line.startswith("ENTRYPOINT") for line in lines)  # a pool's command is its own
    # Prefect's server can't lay out its page in a folder that is root's.
    assert "ENV PREFECT_UI_STATIC_DIRECTORY=/home/desk/page" in lines
    # The defaults of the settings, from the folder that the image starts in, are those of its volumes.
    assert "WORKDIR /" in lines
    assert {Settings().raw, Settings().curated} == {"data/raw", "data/curated"}


def test_the_services_run_commands_that_parse(project: Path) -> None:
    told = yaml.safe_load((project / "deploy" / "compose.yaml").read_text())
    services = told["services"]
    assert services["desk"]["command"][0] == "copydesk"
    build_parser().parse_args(services["desk"]["command"][1:])
    assert (
        services["desk"]["environment"]["PREFECT_API_AUTH_STRING"]
        == (services["server"]["environment"]["PREFECT_SERVER_API_AUTH_STRING"])
    )
    ports = [port for service in services.values() for port in service.get("ports", ())]
    assert ports == ["127.0.0.1:4200:4200"]
    assert told["networks"]["inside"]["internal"]
    assert services["desk"]["networks"] == services["database"]["networks"] == ["inside"]
    named = {v.split(":")[0] for s in services.values() for v in s.get("volumes", ())}
    assert {name for name in named if "/" not in name} == {*told["volumes"]}


def test_the_unit_runs_a_command_that_parses(project: Path) -> None:
    unit = (project / "deploy" / "systemd" / "copydesk.service").read_text()
    [command] = re.findall(r"(?m)^ExecStart=(.*)$", unit)
    build_parser().parse_args(shlex.split(command)[1:])
    assert "User=copydesk" in unit
    assert "SuccessExitStatus=3" in unit
