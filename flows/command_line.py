"""The command line. Everything heavy is imported by the command that needs it: `copydesk --help` answers at once."""

from __future__ import annotations

import argparse
import contextlib
import datetime as dt
import gc
import logging
import os
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from copydesk import __version__
from copydesk.errors import CopydeskError, LockedError, SettingsError, StorageError, frames_of
from flows.saying import JsonLines, configure_streams, forget_reader, outlast_readers, say, shown
from flows.surroundings import check_addresses, check_process

if TYPE_CHECKING:
    from copydesk.auditing.audit import Check
    from copydesk.search.finding import Hit
    from flows.settings import Settings
    from flows.summary import Summary

DONE, FAILED, USAGE, LOCKED, ALARMED, UNPROVEN = 0, 1, 2, 3, 4, 5
"""Codes of the command; 2 for wrong usage is argparse's."""
SELDOM = (10_000, 10, 10)
"""Objects made between two looks for circles of them, and looks between thorough ones. A run makes next to none; with Python's own
700 the looks are a sixteenth of the CPU of a small run (three articles with events: 7.6 s and 7.1), and its memory is the same."""
INTERRUPTED = 130  # taken from shells: 128 and the signal's number (SIGINT is 2)

EPILOG = """\
examples:
  copydesk run                                       curate the sample in data/raw
  copydesk run --raw dumps --curated tables          curate your own dump
  copydesk run --tables articles --workers 4         articles only, on four processes
  copydesk backfill --from 2019-11-01 --to 2019-11-30
  copydesk explain evt_1a3c5e7092b4d6f8a0c2e4f6      from an event back to the raw bytes

exit status: 0 done (quarantined records are no failure), 1 failed and nothing published, 2 wrong usage,
3 another run holds the curated folder, 4 published, but it looks wrong (with --strict alone), 5 `verify --from-raw` found nothing wrong, but could
not read and parse all of it again, 130, 143 and 129 interrupted by Ctrl-C, SIGTERM and SIGHUP
"""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return its exit status."""
    parser = build_parser()
    configure_streams()
    args = parser.parse_args(arguments)
    log_to_stderr(getattr(args, "is_quiet", False), getattr(args, "log", "text"))
    logging.getLogger("prefect").propagate = False  # what it has to say, its own page shows
    command: Callable[[argparse.Namespace], int] = args.command
    told = vars(args)
    place = told.get("out") or told.get("write") or told.get("curated") or "."

    def do() -> int:
        check_process()
        check_addresses()
        return command(args)

    return guarded(do, Path(place))


def log_to_stderr(is_quiet: bool, kind: str = "text") -> None:
    """Log lines with their time (UTC) and level, or as JSON; a quiet command logs warnings alone."""
    shape = "%(asctime)s %(levelname)s %(message)s"
    form = (JsonLines if kind == "json" else logging.Formatter)(shape, "%Y-%m-%dT%H:%M:%SZ")
    form.converter = time.gmtime
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(form)
    logging.basicConfig(handlers=[handler])
    logging.getLogger("copydesk").setLevel(logging.WARNING if is_quiet else logging.INFO)


def guarded(command: Callable[[], int], place: Path = Path()) -> int:
    """Run a command and return its exit status; what went wrong is said in one line.

    `place` is where it writes: what is named where the disk refuses and the error says of no file.
    """
    try:
        return command()
    except SettingsError as error:
        return _fail(str(error), USAGE)
    except LockedError as error:
        return _fail(str(error), LOCKED)
    except CopydeskError as error:
        return _fail(str(error), FAILED)
    except OSError as error:
        from flows.failures import place_of

        where = place_of(error, place)
        return _fail(f"{where}: {error.strerror or error}" if where else str(error), FAILED)
    except KeyboardInterrupt:
        return _fail("interrupted", INTERRUPTED)
    except (
        Exception
    ) as error:  # the last stop: a plain message for the user, the traceback into a file
        from flows.failures import trouble_of

        if (reason := trouble_of(error, place)) is not None:
            return _fail(reason, FAILED)
        kept = _keep_traceback(error)
        return _fail(f"internal error ({type(error).__name__}); report {kept}", FAILED)


def _keep_traceback(error: Exception) -> str:
    """Write where an error came from to a file and return its name; where no file can be written, print it.

    Its message is left out: it may quote an article.
    """
    try:
        with tempfile.NamedTemporaryFile(
            "w", prefix="copydesk-", suffix=".log", delete=False
        ) as file:
            file.write(frames_of(error) + "\n")
            return file.name
    except OSError:
        print(frames_of(error), file=sys.stderr)
        return "the lines above"


def build_parser() -> argparse.ArgumentParser:
    """Return the parser of the command line."""
    parser = argparse.ArgumentParser(
        prog="copydesk",
        description="Turn raw news dumps into tables: articles, copies, entities, mentions, events, event_mentions, "
        "quarantine.",
        epilog=EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--version", action="version", version=f"copydesk {__version__}")
    commands = parser.add_subparsers(title="commands", metavar="COMMAND", required=True)
    _add(
        commands,
        "run",
        "curate what is new and publish all tables together",
        run_command,
        _run_flags,
    )
    _add(
        commands,
        "backfill",
        "redo what exists with today's code",
        backfill_command,
        _backfill_flags,
    )
    _add(
        commands,
        "serve",
        "run on a schedule beside a local Prefect server",
        serve_command,
        _serve_flags,
    )
    _add(
        commands,
        "verify",
        "check promises, contracts and foreign keys of what is published",
        verify_command,
        _verify_flags,
    )
    _add(
        commands,
        "repair",
        "look at every file byte by byte, make again what is damaged, and say what that was",
        repair_command,
        _repair_flags,
    )
    _add(
        commands,
        "prove",
        "write a statement per version that an outsider can check with `verify --statement`",
        prove_command,
        _prove_flags,
    )
    _add(
        commands,
        "explain",
        "walk an id of any table back to the raw bytes",
        explain_command,
        _explain_flags,
    )
    _add(
        commands,
        "inspect",
        "say what would be read from a file or folder, and why; nothing is written",
        inspect_command,
        _inspect_flags,
    )
    _add(
        commands,
        "report",
        "write the collection at a glance as one HTML page",
        report_command,
        _report_flags,
    )
    _add(
        commands,
        "desk",
        "read what is published as web pages on this machine, each row led back to its bytes",
        desk_command,
        _desk_flags,
    )
    _add(
        commands,
        "doctor",
        "say whether a run can work here, and what to do where it can't",
        doctor_command,
        _doctor_flags,
    )
    _add(
        commands,
        "export",
        "write the tables as CSV, JSON lines, one Parquet file each, SQLite or DuckDB",
        export_command,
        _export_flags,
    )
    _add(
        commands,
        "publish",
        "make the published version the one that readers of a bucket see (S3, Google Cloud Storage, Azure)",
        publish_command,
        _publish_flags,
    )
    _add(
        commands,
        "expectations",
        "write the suites of all tables as Great Expectations loads them",
        expectations_command,
        _expectations_flags,
    )
    _add(
        commands,
        "search",
        "find articles, or sentences that report events, by their words",
        search_command,
        _search_flags,
    )
    _add(
        commands,
        "audit",
        "draw events to judge as a CSV and a page, or read judgements and print shares with intervals",
        audit_command,
        _audit_flags,
    )
    _add(
        commands,
        "deployments",
        "print a prefect.yaml with your folders and schedule, for a Prefect worker of your own",
        deployments_command,
        _deployments_flags,
    )
    return parser


def _add(commands: Any, name: str, what: str, command: Any, flags: Any) -> None:
    parser = commands.add_parser(name, help=what, description=what[0].upper() + what[1:] + ".")
    flags(parser)
    parser.set_defaults(command=command)


def _folders(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--raw", metavar="DIR", help="folder of raw dumps, or s3://bucket/place (default: data/raw)"
    )
    parser.add_argument(
        "--curated", metavar="DIR", help="folder of the tables (default: data/curated)"
    )
    parser.add_argument(
        "--set",
        metavar="KEY=VALUE",
        action="append",
        default=[],
        dest="pairs",
        help="any setting of copydesk.toml",
    )


def _engine(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--workers", metavar="N", type=int, help="worker processes (default: 2)")
    parser.add_argument(
        "--dask", metavar="ADDRESS", help="Dask scheduler to use instead, as in tcp://10.0.0.1:8786"
    )
    parser.add_argument(
        "--work-pool", metavar="NAME", help="Prefect work pool to use instead: workers are its jobs"
    )
    parser.add_argument(
        "--watch", action="store_true", help="start a Prefect server that shows the run as it goes"
    )
    parser.add_argument(
        "--quiet",
        action="store_true",
        dest="is_quiet",
        help="say nothing but warnings and errors, for cron",
    )
    parser.add_argument(
        "--log",
        choices=("text", "json"),
        default="text",
        help="how lines are logged (default: text)",
    )
    parser.add_argument(
        "--strict",
        action="store_true",
        dest="is_strict",
        help="end with status 4 where what was published looks wrong",
    )


def _run_flags(parser: argparse.ArgumentParser) -> None:
    _folders(parser)
    _engine(parser)
    parser.add_argument(
        "--tables", metavar="LIST", help="stages to run (default: articles,entities,events)"
    )
    parser.add_argument(
        "--prune", action="store_true", default=None, help="forget records whose raw file is gone"
    )
    parser.add_argument(
        "--ahead",
        action="store_true",
        dest="is_ahead",
        help="before an upgrade: make ready, beside the runs of the older installation, what this one will publish",
    )


def _backfill_flags(parser: argparse.ArgumentParser) -> None:
    _folders(parser)
    _engine(parser)
    parser.add_argument(
        "--from",
        metavar="DAY",
        dest="first",
        type=_day,
        help="first day of publication (2019-11-01)",
    )
    parser.add_argument(
        "--to", metavar="DAY", dest="last", type=_day, help="last day of publication"
    )
    parser.add_argument("--source", metavar="NAME", help="a folder right below the raw folder")
    parser.add_argument(
        "--stage", metavar="STAGE", help="first stage to redo: articles, copies, entities, events"
    )
    parser.add_argument(
        "--dry-run",
        action="store_true",
        dest="is_dry",
        help="only print what would be redone and what it costs",
    )


def _serve_flags(parser: argparse.ArgumentParser) -> None:
    _folders(parser)
    parser.add_argument("--cron", help="when to curate, in UTC (default: every hour)")
    parser.add_argument(
        "--port", metavar="N", type=_port, help="port of its web page (default: a free one)"
    )


def _verify_flags(parser: argparse.ArgumentParser) -> None:
    _folders(parser)
    parser.add_argument(
        "--from-raw",
        action="store_true",
        dest="is_from_raw",
        help="read and parse the raw files once more, and hold every row against what is kept",
    )
    parser.add_argument(
        "--sample", metavar="N", type=int, help="with --from-raw: so many files, drawn with --seed"
    )
    parser.add_argument(
        "--seed", metavar="S", type=int, default=0, help="of the sample (default: 0)"
    )
    parser.add_argument(
        "--statement",
        metavar="FILE",
        help="also hold the tables against what `copydesk prove` wrote of them",
    )


def _prove_flags(parser: argparse.ArgumentParser) -> None:
    _folders(parser)
    parser.add_argument(
        "--out",
        type=_place,
        metavar="FILE",
        default="copydesk-statements.jsonl",
        help="file to write, a line per version, the newest last (default: copydesk-statements.jsonl)",
    )


def _repair_flags(parser: argparse.ArgumentParser) -> None:
    _folders(parser)
    parser.add_argument("--workers", metavar="N", type=int, help="worker processes (default: 2)")


def _explain_flags(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("id", help="an id of any table: rec_…, art_…, ent_…, men_…, evt_…, evm_…")
    parser.add_argument(
        "--why",
        action="store_true",
        help="read the record again and name the rules that changed or dropped a title, an author, a name, an event",
    )
    _folders(parser)


def _inspect_flags(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("path", metavar="PATH", help="a raw file, or a folder of them")


def _report_flags(parser: argparse.ArgumentParser) -> None:
    _folders(parser)
    parser.add_argument(
        "--out",
        type=_place,
        metavar="FILE",
        default="copydesk-report.html",
        help="page to write (default: copydesk-report.html)",
    )


def _desk_flags(parser: argparse.ArgumentParser) -> None:
    _folders(parser)
    parser.add_argument(
        "--port",
        metavar="N",
        type=_port,
        default=0,
        help="port on loopback (default: any free one)",
    )


def _publish_flags(parser: argparse.ArgumentParser) -> None:
    _folders(parser)
    parser.add_argument(
        "--to",
        metavar="URL",
        help="s3://bucket/place, gs://… or az://… (default: the setting `publish_to`); credentials come from the environment",
    )


def _doctor_flags(parser: argparse.ArgumentParser) -> None:
    _folders(parser)


def _search_flags(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "words",
        metavar="WORDS",
        help="""all must be there, in any form; '"words in quotes"' in a row as they are; -word must not""",
    )
    _folders(parser)
    parser.add_argument(
        "--entity", metavar="NAME", help="named in it, or a party of the event; a name, alias or id"
    )
    parser.add_argument(
        "--from", metavar="DAY", dest="first", type=_day, help="first day of publication"
    )
    parser.add_argument(
        "--to", metavar="DAY", dest="last", type=_day, help="last day of publication"
    )
    parser.add_argument(
        "--type",
        metavar="TYPE",
        dest="event_type",
        help="sentences that report such an event (PROTEST)",
    )
    parser.add_argument(
        "--limit", metavar="N", type=_count, default=10, help="so many (default: 10)"
    )
    parser.add_argument(
        "--index",
        metavar="DIR",
        help="folder of the index (default: .search in the curated folder)",
    )


def _audit_flags(parser: argparse.ArgumentParser) -> None:
    _folders(parser)
    parser.add_argument("table", choices=["events"], help="what is judged")
    parser.add_argument(
        "--sample", metavar="N", type=_count, default=100, help="events to draw (default: 100)"
    )
    parser.add_argument(
        "--seed", metavar="S", type=int, default=7, help="another draws others (default: 7)"
    )
    parser.add_argument(
        "--out",
        type=_place,
        metavar="DIR",
        default="audit",
        help="folder of the sheet (default: audit)",
    )
    parser.add_argument("--read", metavar="FILE", help="a sheet that was filled in")


def _export_flags(parser: argparse.ArgumentParser) -> None:
    _folders(parser)
    parser.add_argument(
        "--to",
        metavar="FORM",
        default="csv",
        help="csv, jsonl, parquet, sqlite or duckdb (default: csv)",
    )
    parser.add_argument(
        "--out",
        type=_place,
        metavar="PATH",
        required=True,
        help="folder for a file per table; with sqlite and duckdb the one file",
    )
    parser.add_argument(
        "--tables",
        metavar="LIST",
        default="",
        help="tables to write, or flat views: events_with_evidence, comentions, dyads, runs (default: all tables)",
    )
    parser.add_argument(
        "--as",
        metavar="SCHEME",
        dest="scheme",
        choices=("gdelt", "polecat"),
        help="events alone, in the columns of gdelt or polecat",
    )
    parser.add_argument(
        "--excel",
        action="store_true",
        dest="is_for_excel",
        help="of a CSV: marked as UTF-8, dates as Excel knows them, cells cut at its limit",
    )
    parser.add_argument(
        "--force",
        action="store_true",
        dest="is_forced",
        help="replace files that are there already, also where they are not as an export left them",
    )


def _expectations_flags(parser: argparse.ArgumentParser) -> None:
    _folders(parser)
    parser.add_argument(
        "--write",
        type=_place,
        metavar="DIR",
        required=True,
        help="folder for a JSON file per table",
    )


def _deployments_flags(parser: argparse.ArgumentParser) -> None:
    _folders(parser)
    parser.add_argument(
        "--automations",
        action="store_true",
        dest="with_automations",
        help="print what marks runs whose machine died as crashed, for `prefect automation create --from-file`",
    )
    parser.add_argument("--cron", help="when to curate, in UTC (default: every hour)")
    parser.add_argument(
        "--pool",
        choices=("process", "docker", "kubernetes"),
        default="process",
        help="type of the work pool (default: process); the others run the image of deploy/Dockerfile",
    )


def _port(text: str) -> int:
    if text.isdecimal() and 0 < int(text) < 1 << 16:
        return int(text)
    raise argparse.ArgumentTypeError(f"found {text!r}, expected a port from 1 to 65535")


def _place(text: str) -> str:
    if text:
        return text
    raise argparse.ArgumentTypeError("found '', expected a path; '.' is the current folder")


def _count(text: str) -> int:
    if text.isdecimal() and 0 < int(text) <= 10_000:
        return int(text)
    raise argparse.ArgumentTypeError(f"found {text!r}, expected a number from 1 to 10000")


def _day(text: str) -> dt.date:
    try:
        return dt.date.fromisoformat(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(
            f"found {text!r}, expected a day as in 2019-11-01"
        ) from error


def run_command(args: argparse.Namespace) -> int:
    """Curate."""
    from flows.settings import load_settings

    flags = {
        name: getattr(args, name) for name in ("tables", "workers", "dask", "work_pool", "prune")
    }
    settings = load_settings(args.pairs, raw=args.raw, curated=args.curated, **flags)
    if not args.is_ahead:
        return _run(settings, None, args)
    from flows.ahead import settings_ahead
    from flows.settings import check_needs

    check_needs(settings)
    _check_raw(settings)
    status = _run(settings_ahead(settings), None, args)
    if not args.is_quiet:
        say(f"made ready: the next run of this installation publishes it in {settings.curated}")
    return status


def backfill_command(args: argparse.Namespace) -> int:
    """Redo a scope."""
    from flows.settings import load_settings

    scope = {"first": args.first, "last": args.last, "source": args.source, "stage": args.stage}
    if not any(scope.values()):
        raise SettingsError("backfill needs a scope: --from and --to, --source or --stage")
    flags = {
        name: getattr(args, name) for name in ("raw", "curated", "workers", "dask", "work_pool")
    }
    settings = load_settings(args.pairs, **flags)
    from copydesk.rework import BackfillScope, check_scope
    from flows.settings import open_workspace

    asked = BackfillScope(**scope | {"stage": args.stage or "articles"})
    check_scope(asked, open_workspace(settings).work.read_ledger())  # before a server starts
    if args.is_dry:
        from flows.backfill import cost_of

        print(cost_of(settings, asked))
        return DONE
    return _run(settings, scope, args)


def _check_raw(settings: Settings) -> None:
    from flows.settings import is_bucket

    if not is_bucket(settings.raw) and not settings.raw_folder.is_dir():
        raise CopydeskError(f"no raw folder at {settings.raw}; make it, or name yours with --raw")


@contextlib.contextmanager
def _apart(settings: Settings) -> Iterator[Settings]:
    """Give the settings with absolute paths, and stand in a folder of no data while the block writes to the curated one."""
    from flows.failures import on_interrupt, told_plainly
    from flows.interrupts import ended_by_signals
    from flows.server import prepare_environment
    from flows.settings import check_needs, from_anywhere
    from flows.surroundings import stand_apart

    check_needs(settings)
    _check_raw(settings)
    apart = from_anywhere(settings)
    raw, curated = apart.raw_folder, Path(apart.curated)
    prepare_environment(curated / ".prefect")
    with (
        told_plainly(curated),
        ended_by_signals(on_interrupt(curated)),
        stand_apart(raw, curated),
    ):
        yield apart


def _run(settings: Settings, scope: dict[str, Any] | None, args: argparse.Namespace) -> int:
    """Curate, or redo a scope; with Prefect where somebody watches or a server is at hand, without it elsewhere."""
    from flows.failures import LateServerError

    try:
        with _apart(settings) as apart:
            if args.watch or os.environ.get("PREFECT_API_URL"):
                summary = _run_on_prefect(apart, _told_apart(apart), scope)
            else:
                summary = _run_alone(apart, scope)
    except LateServerError as error:
        summary = _what_stands(settings)
        logging.getLogger("copydesk").warning("what=server error=%s", error)
    if not args.is_quiet:
        try:
            print_summary(summary, Path(settings.curated))
            sys.stdout.flush()
        except OSError as error:  # of the output alone (`> full-disk/log`): what is published is
            logging.getLogger("copydesk").warning("the summary can't be printed: %s", error)
            with contextlib.suppress(OSError):
                forget_reader(sys.stdout.fileno())
    for alarm in summary.alarms:
        logging.getLogger("copydesk").warning("alarm: %s", alarm)
    return ALARMED if args.is_strict and summary.alarms else DONE


def _what_stands(settings: Settings) -> Summary:
    """Return the summary of what a run published that could not say so itself."""
    from flows.progress import Progress
    from flows.settings import open_workspace
    from flows.summary import summarise

    return summarise(open_workspace(settings), Progress(False), is_new=True)


def _run_alone(settings: Settings, scope: dict[str, Any] | None) -> Summary:
    """Run the stages without Prefect: its server takes longer to start than a small run takes."""
    from flows.curate import curate_with
    from flows.engine import open_engine
    from flows.progress import Progress

    with open_engine(settings.workers, dask=settings.dask) as engine:
        if scope is None:
            return curate_with(settings, Progress(), engine)
        from copydesk.rework import BackfillScope
        from flows.backfill import backfill_with

        asked = BackfillScope(**scope | {"stage": scope["stage"] or "articles"})
        return backfill_with(settings, asked, Progress(), engine)


def _run_on_prefect(
    settings: Settings, parameters: dict[str, Any], scope: dict[str, Any] | None
) -> Summary:
    """Run the flow beside the Prefect server that is configured, or one of the run's own."""
    from flows.curate import look_for_news
    from flows.progress import Progress
    from flows.server import prefect_api
    from flows.summary import Summary

    if scope is None and (summary := look_for_news(settings, Progress())):
        return summary
    # Flow and task errors reach us as exceptions: Prefect need not print them as well.
    os.environ.setdefault("PREFECT_LOGGING_HANDLERS_CONSOLE_LEVEL", "CRITICAL")
    with prefect_api(Path(settings.curated) / ".prefect") as server:
        if server is not None:
            page = server.url.removesuffix("/api")
            print(
                f"watch this run at {page}  log in as {server.login}", file=sys.stderr, flush=True
            )
        # Slow to import: the server starts meanwhile.
        from flows.deployments import backfill, curate
        from flows.prefect_engine import send_what_is_kept

        if server is not None:
            server.wait()
        try:
            told = curate(**parameters) if scope is None else backfill(**parameters | scope)
        finally:
            send_what_is_kept()
    return Summary(**told)


def _told_apart(settings: Settings) -> dict[str, Any]:
    """Return the parameters of a flow that stands in another folder: absolute paths, each setting spelled out."""
    from flows.settings import as_pairs, from_anywhere

    settings = from_anywhere(settings)
    return {
        "raw": settings.raw,
        "curated": settings.curated,
        "overrides": as_pairs(settings),
    }


def print_summary(summary: Summary, curated: Path) -> None:
    """Print the table at the end of a run."""
    from rich.console import Console
    from rich.table import Table

    from flows.summary import to_lines

    table = Table(show_header=False, box=None, pad_edge=False)
    table.add_column(style="bold", no_wrap=True)
    table.add_column(overflow="fold")
    for label, value in to_lines(summary):
        table.add_row(label, shown(value))
    table.add_row("peak memory", f"{peak_memory() / 1e9:.1f} GB in one process")
    console = Console()
    console.print(table)
    console.print(
        shown(f"read them: pd.read_parquet('{curated / 'articles'}')"),
        highlight=False,
        markup=False,
    )


def peak_memory() -> int:
    """Return the most memory, in bytes, that this process or one that it has waited for ever held."""
    import resource

    usage = (
        resource.getrusage(who).ru_maxrss
        for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
    )
    return max(usage) * (1 if sys.platform == "darwin" else 1024)


def serve_command(args: argparse.Namespace) -> int:
    """Serve the deployments."""
    from flows.interrupts import ended_by_signals
    from flows.server import check_port, prefect_api, prepare_environment
    from flows.settings import bind, check_needs, from_anywhere, load_settings
    from flows.surroundings import stand_apart

    settings = load_settings(args.pairs, raw=args.raw, curated=args.curated, cron=args.cron)
    check_needs(settings)
    _check_raw(settings)
    settings = from_anywhere(settings)
    if args.port:
        check_port(args.port)
    parameters = _told_apart(settings)
    raw, curated = settings.raw_folder, Path(settings.curated)
    prepare_environment(curated / ".prefect")
    with (
        ended_by_signals(
            lambda: "serving ended; a run under way ends too, the next goes on from it"
        ),
        stand_apart(raw, curated),
        prefect_api(curated / ".prefect", args.port) as server,
    ):
        from flows.serve import serve_flows

        if server is not None:
            server.wait()
            print(
                f"Prefect server: {server.url.removesuffix('/api')}  log in as {server.login}",
                flush=True,
            )
            print(
                f"for `prefect`: export PREFECT_API_URL={server.url} PREFECT_API_AUTH_STRING={server.login}"
            )
        bind(settings)
        serve_flows(settings.cron, parameters)
    return DONE


def _settings_to_read(args: argparse.Namespace, **more: Any) -> Settings:
    """Return the settings of a command that reads what is published, where it can be read without waiting for ever."""
    from copydesk.disk.own_files import misfits_in
    from flows.settings import load_settings

    settings = load_settings(args.pairs, raw=args.raw, curated=args.curated, **more)
    for path in misfits_in(Path(settings.curated)):
        raise StorageError(f"{path} is no file; `copydesk repair` mends it")
    return settings


def verify_command(args: argparse.Namespace) -> int:
    """Check what is published."""
    from copydesk.auditing.rereading import Sample, is_reread
    from copydesk.auditing.statement import check_statements, read_statements
    from copydesk.auditing.verify import verify_published
    from flows.settings import open_workspace

    settings = _settings_to_read(args)
    if args.sample is not None and (args.sample < 1 or not args.is_from_raw):
        raise SettingsError("--sample: a number of files from 1 on, with --from-raw")
    sample = Sample(args.sample, args.seed) if args.is_from_raw else None
    workspace = open_workspace(settings)
    told = read_statements(Path(args.statement)) if args.statement else ()
    findings = verify_published(workspace, settings.memory, settings.workers, sample)
    findings += check_statements(workspace, told) if told else ()
    for check in findings:
        _say_check(check)
    failed = sum(not check.is_ok for check in findings)
    open_ones = sum(check.is_open for check in findings)
    unmade = f"; {open_ones} could not be made" if open_ones else ""
    print(f"{len(findings) - failed - open_ones} of {len(findings)} checks hold{unmade}")
    if sample is not None and not failed and not is_reread(findings):
        say("not verified from raw: what the lines with -- tell could not be read or parsed again")
        return UNPROVEN
    return FAILED if failed else DONE


def prove_command(args: argparse.Namespace) -> int:
    """Write the statements."""
    import json

    from copydesk.auditing.statement import HASH, statements_of
    from copydesk.disk.storage import replace_text
    from flows.settings import check_output, open_workspace

    settings = _settings_to_read(args)
    out = check_output(settings, Path(args.out), is_file=True)
    told = statements_of(open_workspace(settings))
    lines = [json.dumps(line, sort_keys=True) + "\n" for line in told]
    replace_text("".join(lines), out)
    say(f"wrote {args.out}: {told[-1]['version']}, statement {told[-1][HASH]}")
    return DONE


def repair_command(args: argparse.Namespace) -> int:
    """Make again what is damaged."""
    from flows.engine import open_engine
    from flows.progress import Progress
    from flows.repair import repair_with
    from flows.settings import load_settings

    settings = load_settings(args.pairs, raw=args.raw, curated=args.curated, workers=args.workers)
    with _apart(settings) as apart, open_engine(apart.workers, dask=apart.dask) as engine:
        wrong, summary = repair_with(apart, Progress(), engine)
    for what in wrong:
        say(f"mended: {what}")
    print_summary(summary, Path(settings.curated))
    print(f"{len(wrong)} things mended" if wrong else "nothing to mend")
    return DONE


def explain_command(args: argparse.Namespace) -> int:
    """Explain an id."""
    from copydesk.auditing.explain import explain_id

    settings = _settings_to_read(args)
    models = settings.models_by_language() if args.why else None
    for line in explain_id(args.id, settings.raw_folder, Path(settings.curated), models):
        say(line)
    return DONE


def inspect_command(args: argparse.Namespace) -> int:
    """Say what would be read."""
    from copydesk.auditing.inspection import inspect_path
    from flows.settings import load_settings, open_workspace

    path = Path(args.path)
    if not path.exists():
        raise SettingsError(f"{path}: no such file or folder; name one to inspect.")
    for line in inspect_path(path, open_workspace(load_settings()).limits):
        say(line)
    return DONE


def search_command(args: argparse.Namespace) -> int:
    """Find texts by their words."""
    from copydesk.search import search
    from copydesk.tables import find_entity, open_tables
    from flows.settings import check_output

    settings = _settings_to_read(args)
    curated = Path(settings.curated)
    if args.index:
        check_output(settings, Path(args.index), among=("raw",))
    _check_days(args.first, args.last)
    answer = search(
        curated,
        args.words,
        entity_ids=find_entity(open_tables(curated), args.entity) if args.entity else (),
        first=args.first,
        last=args.last,
        event_type=args.event_type and args.event_type.upper(),
        limit=args.limit,
        index_folder=args.index and Path(args.index),
    )
    for hit in answer.hits:
        _say_hit(hit)
    what = "articles" if args.event_type is None else "sentences"
    phrase = " at least; the phrase is of common words, name a rarer one beside it"
    more = "" if answer.is_whole else phrase
    print(f"{len(answer.hits):,} of {answer.n_found:,} {what}{more}")
    return DONE


def _say_check(check: Check) -> None:
    told = ": ".join(filter(None, (check.name, check.detail)))
    say(f"{'--  ' if check.is_open else 'ok  ' if check.is_ok else 'FAIL'} {told}")


def _check_days(first: dt.date | None, last: dt.date | None) -> None:
    if first and last and first > last:
        raise SettingsError(f"--from {first} is after --to {last}")


def _say_hit(hit: Hit) -> None:
    """Say where a text that was found stands, and the words that were looked for in it."""
    from flows.saying import marked

    about = [hit.published_on or "no day", hit.title or "(no title)", hit.publisher]
    say("  ".join(str(one) for one in about if one))
    say(f"    {marked(hit.passage, hit.marks)}", is_safe=True)
    ids = [hit.event_type, hit.status, hit.event_id, hit.article_id]
    say(f"    {'  '.join(one for one in ids if one)}\n")


def report_command(args: argparse.Namespace) -> int:
    """Write the report."""
    from copydesk.report import write_report
    from flows.settings import check_output

    settings = _settings_to_read(args)
    write_report(Path(settings.curated), check_output(settings, Path(args.out), is_file=True))
    say(f"wrote {args.out}")
    return DONE


def desk_command(args: argparse.Namespace) -> int:
    """Serve the desk until interrupted."""
    from copydesk.desk import Desk
    from copydesk.desk.serving import DeskServer
    from copydesk.versions.published import current_version, why_nothing

    settings = _settings_to_read(args)
    desk = Desk(settings.raw_folder, Path(settings.curated))
    if current_version(desk.curated) is None:
        raise CopydeskError(why_nothing(desk.curated))
    with DeskServer(desk, args.port) as server:
        print(f"{server.url}\nCtrl-C ends it.", flush=True)
        with contextlib.suppress(KeyboardInterrupt):
            server.serve_forever()
    return DONE


def doctor_command(args: argparse.Namespace) -> int:
    """Look at what a run needs."""
    from flows.doctor import examine
    from flows.settings import load_settings

    has_failed = False
    for finding in examine(load_settings(args.pairs, raw=args.raw, curated=args.curated)):
        say(f"{finding.verdict:<4} {finding.what}: {finding.detail}")
        sys.stdout.flush()
        has_failed |= finding.verdict == "FAIL"
    return FAILED if has_failed else DONE


def export_command(args: argparse.Namespace) -> int:
    """Export tables."""
    from copydesk.export import export_tables
    from flows.settings import check_output

    if args.scheme and args.tables:
        raise SettingsError("export: give --tables or --as, not both")
    settings = _settings_to_read(args)
    names = [args.scheme] if args.scheme else args.tables.replace(",", " ").split()
    is_file = args.to in ("sqlite", "duckdb")
    out = check_output(settings, Path(args.out), is_file=is_file)
    told = (Path(settings.curated), out, args.to, names, args.is_for_excel)
    for file in export_tables(*told, is_forced=args.is_forced):
        say(f"wrote {file}")
    return DONE


def publish_command(args: argparse.Namespace) -> int:
    """Publish to object storage."""
    from copydesk.remote.mirror import publish

    settings = _settings_to_read(args, publish_to=args.to)
    if not settings.publish_to:
        raise SettingsError("publish: say where, as in --to s3://bucket/place")
    done = publish(Path(settings.curated), settings.publish_to, settings.keep_versions_hours)
    what = "published" if done.is_new else "already published:"
    print(
        f"{what} {done.version}; uploaded {done.uploaded:,} files, copied {done.copied:,} from the version before, "
        f"removed {done.removed:,} old versions"
    )
    print(f"{settings.publish_to.rstrip('/')}/{done.folder}")
    return DONE


def expectations_command(args: argparse.Namespace) -> int:
    """Write the suites."""
    import json

    from copydesk.checks.validate import suite_of
    from flows.settings import check_output, load_settings, open_workspace
    from schemas.tables import TABLES

    settings = load_settings(args.pairs, raw=args.raw, curated=args.curated)
    workspace = open_workspace(settings)
    folder = check_output(settings, Path(args.write))
    folder.mkdir(parents=True, exist_ok=True)
    for name, table in TABLES.items():
        suite = json.dumps(suite_of(table, workspace.limits), indent=1, ensure_ascii=False)
        (folder / f"{name}.json").write_text(suite + "\n", encoding="utf-8")
        say(f"wrote {folder / name}.json")
    return DONE


def audit_command(args: argparse.Namespace) -> int:
    """Draw events to judge, or tell what judgements say."""
    from copydesk.auditing.judging import lines_of, read_sheet, write_sheet
    from flows.settings import check_output

    if args.read:
        say("\n".join(lines_of(read_sheet(Path(args.read)))))
        return DONE
    settings = _settings_to_read(args)
    out = check_output(settings, Path(args.out))
    for file in write_sheet(Path(settings.curated), out, args.sample, args.seed):
        say(f"wrote {file}")
    return DONE


def deployments_command(args: argparse.Namespace) -> int:
    """Print the file that `prefect deploy` reads, or the one that `prefect automation create` reads."""
    from flows.deployment_file import AUTOMATIONS, deployment_file
    from flows.settings import load_settings

    if args.with_automations:
        print(AUTOMATIONS.read_text(encoding="utf-8"), end="")
        return DONE
    settings = load_settings(args.pairs, raw=args.raw, curated=args.curated, cron=args.cron)
    print(deployment_file(settings, args.pool), end="")
    return DONE


def _fail(message: str, status: int) -> int:
    print(f"copydesk: {shown(message)}", file=sys.stderr)
    return status


UTF8_VARIABLE = "PYTHONUTF8"
NO_UTF8 = (
    "this Python reads the names of files as another encoding than UTF-8, and tables would hang on it; "
    f"set {UTF8_VARIABLE}=1, or a locale that ends in UTF-8"
)


def has_utf8_names() -> bool:
    """Return whether names of files are read as UTF-8. Where they are not, the command starts itself anew so that they are.

    A name is part of what is published (`raw_path`): what a table says must not hang on the locale of who ran.
    """
    if sys.getfilesystemencoding() == "utf-8":
        return True
    if os.environ.get(UTF8_VARIABLE) != "1":  # else it was tried, and is not heeded (`python -E`)
        os.environ[UTF8_VARIABLE] = "1"
        os.execv(sys.executable, [sys.executable, *sys.orig_argv[1:]])
    return False


def console() -> None:
    """Run the command of this process and end it at once: libraries have nothing left to do or to print."""
    gc.set_threshold(*SELDOM)
    outlast_readers()
    status = main() if has_utf8_names() else _fail(NO_UTF8, FAILED)
    try:
        sys.stdout.flush()
    except OSError as error:  # `> full-disk/file`: nobody has what was to be told
        status = status or _fail(f"what it says can't be written: {error.strerror}", FAILED)
    with contextlib.suppress(OSError):
        sys.stderr.flush()
    os._exit(status)


if __name__ == "__main__":
    console()
