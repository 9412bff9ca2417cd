"""The engine around the domain: order, retries, schedules, the command line. No rule of the domain lives here."""

import sys as _sys
from os.path import abspath as _abspath
from os.path import dirname as _dirname

# `python -m flows.command_line` puts the current folder first on the path, and it may hold a dump. While the module is
# located, argv[0] is "-m": this is the first line of ours that runs.
if (
    _sys.argv[:1] == ["-m"]
    and not _sys.flags.safe_path
    and _sys.path[0] != _dirname(_dirname(_abspath(__file__)))
):
    del _sys.path[0]
