"""What other hands do to the folders of a run: other users, files that change while they are read, copies and restores, odd names and calls.

Cases of `tests.trust.surroundings`, which tries them.
"""

from __future__ import annotations

import itertools
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any
from unittest import mock

from flows.command_line import DONE
from schemas.tables import TABLES
from tests.desk_runs import story, write_lines
from tests.trust.surroundings import Act, Case, Scene, let_be, remove, set_home, stepped

WATCHED = "feed.jsonl"
GROUP, ANNA, BERT = 40_000, 40_001, 40_002
"""A group and two users that no machine has."""

Lay = Callable[[Scene, Path], None]


def cases() -> list[Case]:
    """Return all cases that may be tried here."""
    found = [*changes(), *copies(), *halves(), *calls()]
    if can_be_another():
        found += users()
    if shutil.which("cc"):
        steps = ((-86_400, 300), (86_400 * 3650, 300), (-86_400 * 365 * 50, 0))
        found += [Case("clock below C", f"{s:,} s", stepped(s, after)) for s, after in steps]
    return found


# Raw files that change while a run is at them.


def lay_tiny(raw: Path) -> None:
    """Lay a file that is read in more than one piece, and one beside it."""
    write_lines(raw / "a" / WATCHED, [story(n) for n in range(4)])
    text = (raw / "a" / WATCHED).read_text(encoding="utf-8")
    (raw / "a" / WATCHED).write_text(text.replace("\n", "\n" + " " * 300_000 + "\n", 2))
    write_lines(raw / "a" / "quiet.jsonl", [story(n) for n in (40, 41)])


def grow(path: Path) -> None:
    """Write more behind."""
    with path.open("a", encoding="utf-8") as file:
        file.write("".join(json.dumps(story(n)) + "\n" for n in (5, 6)))


def cut(path: Path) -> None:
    """Cut it within a record."""
    os.truncate(path, 300_900)


def swap(path: Path) -> None:
    """Move another file into its place."""
    write_lines(path.with_suffix(".new"), [story(n) for n in (7, 8)])
    path.with_suffix(".new").rename(path)


def rewrite(path: Path) -> None:
    """Write other bytes, as many, under the time that it had."""
    look = path.stat()
    with path.open("r+b") as file:
        data = file.read().replace(b"Story number", b"Tally number")
        file.seek(0)
        file.write(data)
    os.utime(path, ns=(look.st_atime_ns, look.st_mtime_ns))


def to_folder(path: Path) -> None:
    """Have a folder in its place."""
    path.unlink()
    write_lines(path / "in.jsonl", [story(7)])


def to_pipe(path: Path) -> None:
    """Have a pipe in its place."""
    path.unlink()
    os.mkfifo(path)


def to_link(path: Path) -> None:
    """Have a link to nothing in its place."""
    path.unlink()
    path.symlink_to("gone.jsonl")


def to_twin(path: Path) -> None:
    """Have a link to the file beside it in its place."""
    path.unlink()
    path.symlink_to("quiet.jsonl")


CHANGES: dict[str, Act] = {
    "grows": grow,
    "is cut": cut,
    "is emptied": lambda path: os.truncate(path, 0),
    "vanishes": lambda path: path.unlink(),
    "is replaced": swap,
    "is written over": rewrite,
    "becomes a folder": to_folder,
    "becomes a pipe": to_pipe,
    "becomes a link to nothing": to_link,
    "becomes a link to another": to_twin,
    "gets a newcomer beside it": lambda path: write_lines(path.with_name("new.jsonl"), [story(7)]),
    "gets settings beside it": lambda path: path.with_name("source.toml").write_text(
        'publisher = "The Gazette"\n'
    ),
    "goes with its folder": lambda path: path.parent.rename(path.parent.with_name("b")),
}
OPENINGS = (1, 2, 3, 4, 5)
"""A run opens such a file to look for siblings, to hash it, to see what is new, to read it and once more behind."""


def changes() -> list[Case]:
    """Return the changes of a raw file: before a run opens it for the n-th time, and amid its reading."""
    return [
        Case(
            "raw",
            f"{when}, a file {what}",
            prepare(change),
            raw="tiny",
            may_wait="a" if "its folder" in what else f"a/{WATCHED}",
        )
        for what, change in CHANGES.items()
        for when, prepare in (
            *((f"opening {n}", at_opening(n)) for n in OPENINGS),
            ("reading", amid_reading),
        )
    ]


def at_opening(number: int) -> Callable[[Act], Act]:
    """Return what makes a change happen just before the watched file is opened for the n-th time."""

    def watch(change: Act) -> Act:
        def prepare(folder: Path) -> None:
            opened = itertools.count(1)

            def hear(event: str, told: tuple[Any, ...]) -> None:
                if event == "open" and str(told[0]).endswith(WATCHED) and next(opened) == number:
                    change(folder / "raw" / "a" / WATCHED)

            sys.addaudithook(hear)

        return prepare

    return watch


def amid_reading(change: Act) -> Act:
    """Return what makes a change happen between two pieces of the watched file as its records are read."""

    def prepare(folder: Path) -> None:
        from copydesk import readers

        own, is_done = readers.open_regular, itertools.count()

        def open_watched(path: Path) -> Any:
            file = own(path)
            if path.name != WATCHED or next(is_done):
                return file
            return Pieces(file, lambda: change(folder / "raw" / "a" / WATCHED))

        mock.patch.object(readers, "open_regular", open_watched).start()

    return prepare


class Pieces:
    """A file after whose first piece something happens."""

    def __init__(self, file: Any, act: Callable[[], None]) -> None:
        self.file, self.act, self.n_reads = file, act, 0

    def __getattr__(self, name: str) -> Any:
        return getattr(self.file, name)

    def __enter__(self) -> Pieces:
        return self

    def __exit__(self, *_: object) -> None:
        self.file.close()

    def read(self, size: int = -1) -> bytes:
        """Return a piece."""
        self.n_reads += 1
        if self.n_reads == 2:
            self.act()
        return bytes(self.file.read(size))


# Copies of a curated folder, and what was put back of older ones.


def by(*command: str) -> Lay:
    """Return what copies the curated folder by a command, which is told its name and the copy's, and works with the copy."""

    def copy(_: Scene, folder: Path) -> None:
        subprocess.run(command, cwd=folder, check=True, capture_output=True)
        remove(folder / "curated")
        (folder / "copy").rename(folder / "curated")

    return copy


def shell(line: str) -> Lay:
    """Return what copies by a line of shell."""
    return by("sh", "-ec", line)


COPIES = {
    "cp -a": "cp -a curated copy",
    "cp -r": "cp -r curated copy",
    "cp -rL": "cp -rL curated copy",
    "cp -al": "cp -al curated copy",
    "rsync -a": "rsync -a curated/ copy",
    "rsync -rL": "rsync -rL curated/ copy",
    "tar": "mkdir copy; tar cf - -C curated . | tar xf - -C copy",
    "tar -h": "mkdir copy; tar chf - -C curated . | tar xf - -C copy",
    "zip -ry": "(cd curated; zip -qry ../copy.zip .); unzip -q copy.zip -d copy; rm copy.zip",
    "zip -r": "(cd curated; zip -qr ../copy.zip .); unzip -q copy.zip -d copy; rm copy.zip",
    "without hidden files": "mkdir copy; cp -rL curated/* copy",
    "whose times are lost": "cp -r curated copy; find copy -exec touch -hd @1 {} +",
}


def copies() -> list[Case]:
    """Return ways of copying a folder; the copy is then worked with, and has news. One whose links were followed is refused."""
    return [
        Case(
            "copy",
            name,
            raw="news",
            before=("raw", "second"),
            lay=shell(line),
            mend=move_away,
            end="got by" if name in WHOLE else "refused",
        )
        for name, line in COPIES.items()
        if shutil.which(name.split()[0]) or not name.startswith(("zip", "rsync"))
    ]


def move_away(folder: Path) -> None:
    """Move away what a run names, and put back the raw file that is gone."""
    for name in ("current", *TABLES):
        if not (folder / "curated" / name).is_symlink():
            remove(folder / "curated" / name)
    put_back(folder)


LEDGER = ".work/ledger.parquet"
WHOLE = ("cp -a", "cp -r", "cp -al", "rsync -a", "tar", "zip -ry", "whose times are lost")

PARTS = (
    ".work",
    ".versions",
    "current",
    LEDGER,
    ".work/records",
    ".work/accepted",
    ".work/cuts",
    ".work/copies",
    ".work/collection",
    ".work/work.json",
    ".work/published.json",
    "runs.jsonl",
)


def halves() -> list[Case]:
    """Return what is left where a part of a folder is lost, or comes from an older copy of it."""
    found = []
    for part in PARTS:
        acts: dict[str, Lay] = {
            f"{part} is lost": lose(part),
            f"{part} is older": restore(part, "raw"),
            f"all but {part} is older": restore(part, "raw", "second"),
        }
        found += [
            Case("restore", name, raw="news", before=("raw", "second"), lay=act, mend=put_back)
            for name, act in acts.items()
        ]
    for name, line in {
        "an older copy over it": "cp -a older/. curated",
        "an older copy over it, links followed": "cp -rL older/. curated 2>&1 || true",
        "an older copy in it": "cp -a older curated/curated",
        "it over an older copy": "cp -a curated/. older; rm -r curated; mv older curated",
    }.items():
        found.append(
            Case(
                "restore", name, raw="news", before=("raw", "second"), lay=over(line), mend=put_back
            )
        )
    return found


def lose(part: str) -> Lay:
    """Return what takes a part away."""

    def act(_: Scene, folder: Path) -> None:
        (folder / "curated" / part).rename(folder / "lost")

    return act


def restore(part: str, *raws: str) -> Lay:
    """Return what puts a part of the folder of some runs into that of others: of the first alone, or of both into the first."""

    def act(scene: Scene, folder: Path) -> None:
        if len(raws) > 1:
            remove(folder / "curated")
            older = scene.quiet(scene.root / raws[0])
            shutil.copytree(older, folder / "curated", symlinks=True)
        source = scene.quiet(*(scene.root / name for name in raws)) / part
        lose(part)(scene, folder)
        subprocess.run(["cp", "-a", str(source), str(folder / "curated" / part)], check=True)

    return act


def over(line: str) -> Lay:
    """Return what a line of shell does with a folder and an older copy beside it."""

    def act(scene: Scene, folder: Path) -> None:
        older = scene.quiet(scene.root / "raw")
        shutil.copytree(older, folder / "older", symlinks=True)
        subprocess.run(["sh", "-ec", line], cwd=folder, check=True, capture_output=True)
        remove(folder / "older")

    return act


def put_back(folder: Path) -> None:
    """Put back the raw file that is gone: its records may be nowhere else. A ledger that was lost names files that have changed, too."""
    if (folder / "lost").is_file() and not (folder / "curated" / LEDGER).exists():
        (folder / "lost").rename(folder / "curated" / LEDGER)
    write_lines(folder / "raw" / "a" / "going.jsonl", [story(n) for n in (40, 41)])


# Names, and ways to call.

NAMES: tuple[str | bytes, ...] = (
    "line\nbreak",
    "tab\t",
    "it's",
    '"quoted"',
    "a*b?[c]",
    "s3:",
    "file:x",
    "pct%20",
    "publisher=X",
    "-rf",
    " lead and trail ",
    "back\\slash",
    "{a,b}$HOME~",
    "ünï",
    "u\u0308ni\u0308",
    "新聞",
    "CASE",
    "case",
    "x" * 200,
    b"latin-\xe9",
    b"\xff\xfe",
    "\u202efdp",
    "nul",
    "deep/" + "d/" * 100 + "d",
)


def lay_odd(raw: Path) -> None:
    """Lay a story under each awkward name, and another in a folder of that name."""
    raw.mkdir()
    for number, name in enumerate(NAMES):
        path = os.path.join(os.fsencode(raw), os.fsencode(name))
        for place, told in ((path + b".jsonl", number), (path + b"/in.jsonl", number + 100)):
            os.makedirs(os.path.dirname(place), exist_ok=True)
            with open(place, "w", encoding="utf-8") as file:
                file.write(json.dumps(story(told)) + "\n")
    for link, target in (("again.jsonl", "case.jsonl"), ("out.jsonl", "/etc/hostname")):
        (raw / link).symlink_to(target)
    (raw / "hard.jsonl").hardlink_to(raw / "case.jsonl")


def told(raw: str, curated: str, place: str = ".") -> Act:
    """Return what names the folders of a run otherwise, from a folder that it starts in."""

    def act(folder: Path) -> None:
        os.chdir(folder / place)
        sys.argv[3], sys.argv[5] = raw, curated

    return act


def through_links(folder: Path) -> None:
    """Name both folders by links to them, one of them by two."""
    (folder / "curated").mkdir()
    for link, target in (("one", "curated"), ("two", "one"), ("three", "raw")):
        (folder / link).symlink_to(target)
    told("three", "two")(folder)


CALLS: dict[str, Act] = {
    "as ever": let_be,
    "from within raw": told(".", "../curated", "raw"),
    "from a folder in raw": told("../../raw", "../../curated", "raw/it's"),
    "with slashes": told("raw///", "./x/..//curated/"),
    "through links": through_links,
    "with umask 0": lambda folder: void(os.umask(0)),
    "with umask 777": lambda folder: void(os.umask(0o777)),
}


def void(_: object) -> None:
    """Return nothing."""


def calls() -> list[Case]:
    """Return ways to call a run on a tree of awkward names."""
    return [Case("names", name, act, raw="odd", end="got by") for name, act in CALLS.items()]


# Other users.


def can_be_another() -> bool:
    """Return whether this process may become another user, to whom the interpreter is open."""
    try:
        return not subprocess.call([sys.executable, "-c", ""], user=ANNA, group=GROUP)
    except (OSError, ValueError):
        return False


def become(user: int, umask: int = 0o022) -> Act:
    """Return what makes the run another user's."""

    def act(folder: Path) -> None:
        set_home(str(folder / f"home-{user}"))
        os.umask(umask)
        os.setgroups([])
        os.setgid(GROUP)
        os.setuid(user)

    return act


def given_to(user: int, mode: int = 0o755) -> Lay:
    """Return what makes an empty folder a user's."""

    def act(_: Scene, folder: Path) -> None:
        remove(folder / "curated")
        (folder / "curated").mkdir()
        os.chown(folder / "curated", user, GROUP)
        (folder / "curated").chmod(mode)

    return act


def run_as(user: int, umask: int = 0o022, mode: int = 0o755) -> Lay:
    """Return what lets a user run first, on a folder with a mode."""

    def act(scene: Scene, folder: Path) -> None:
        given_to(user, mode)(scene, folder)
        (folder / "first").symlink_to(scene.root / "raw")
        ended = scene.order("run", folder, become(user, umask), raw="first")
        assert ended.status == DONE, f"the first user: {ended.said[-900:]}"

    return act


def keep_raw(scene: Scene, folder: Path) -> None:
    """Let a raw file be nobody's but root's."""
    (folder / "raw" / "a" / WATCHED).chmod(0o600)
    given_to(ANNA)(scene, folder)


def give_raw(folder: Path) -> None:
    """Let all read it."""
    (folder / "raw" / "a" / WATCHED).chmod(0o644)


def homeless(user: int) -> Act:
    """Return what makes the run that of a user whose home is not theirs."""

    def act(folder: Path) -> None:
        become(user)(folder)
        set_home("/")

    return act


def users() -> list[Case]:
    """Return runs of one user, and then another."""
    anna, bert = become(ANNA), become(BERT)
    team_a, team_b = become(ANNA, 0o002), become(BERT, 0o002)
    rows: list[tuple[str, Lay, Act, Act, str]] = [
        ("another's folder", run_as(ANNA), bert, anna, "refused"),
        ("another's folder, hidden", run_as(ANNA, 0o077, 0o700), bert, anna, "refused"),
        ("a group's folder", run_as(ANNA, 0o002, 0o2775), team_b, team_a, "got by"),
        ("root between", run_as(ANNA), let_be, let_be, "got by"),
        ("root before", run_as(0), anna, let_be, "refused"),
    ]
    found = [
        Case("users", name, first, raw="second", before=("raw",), lay=lay, again=next_one, end=end)
        for name, lay, first, next_one, end in rows
    ]
    found += [
        Case("users", "one alone", anna, lay=given_to(ANNA), again=anna, end="got by"),
        Case(
            "users",
            "a home that is root's",
            homeless(ANNA),
            lay=given_to(ANNA),
            again=anna,
            end="got by",
        ),
        Case(
            "users",
            "a raw file that is root's",
            anna,
            raw="tiny",
            lay=keep_raw,
            mend=give_raw,
            again=anna,
            end="blind",
        ),
        Case("users", "a reader", bert, lay=run_as(ANNA), command="verify", again=anna),
    ]
    return found
