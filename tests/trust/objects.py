"""Publishing to object storage, and fetching from it, under attack: `python -m tests.trust.objects --faults 500 --kills 200 --reads 2000 --seed 1`.

Between the publisher and an S3 server stands a proxy that refuses, breaks off, loses answers and kills the publisher at a
call of its choice (likewise who fetches raw dumps). After each blow the version that the pointer names must be whole, byte by byte; after the next version that
is published nothing may lie there that nobody reads; and a reader never meets rows of two versions.
"""

from __future__ import annotations

import argparse
import contextlib
import dataclasses
import datetime as dt
import hashlib
import http.client
import json
import multiprocessing
import os
import random
import signal
import socket
import tempfile
import threading
from collections.abc import Callable, Iterator, Sequence
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from copydesk import tables
from copydesk.errors import CopydeskError, LockedError, StorageError
from copydesk.remote import mirror
from copydesk.remote import objects as raw_objects
from tests.desk_runs import run_desk, story

BUCKET = "desk"
PLACE = f"s3://{BUCKET}/curated"

HASTY = {
    "init_backoff": dt.timedelta(milliseconds=2),
    "max_backoff": dt.timedelta(milliseconds=20),
    "base": 2,
}
"""Between tries: what makes an operator's publication patient would make this one last for hours."""

REFUSALS = {
    "throttled": (503, "SlowDown"),
    "internal": (500, "InternalError"),
    "expired": (403, "ExpiredToken"),
}
BLOWS = ("throttled", "internal", "expired", "unsent", "unanswered", "half sent", "raced")
"""`unsent`: the call never reaches the server; `unanswered`: it does, and the answer is lost; `raced`: somebody else publishes
between the reading of the pointer and its writing."""


@dataclasses.dataclass
class Trouble:
    """What befalls the calls of one publication: which blow, at which call, how many calls long."""

    kind: str = ""
    at: int = 1 << 30
    length: int = 1
    pid: int = 0
    race: Callable[[], None] = lambda: None
    seen: int = 0
    lock: threading.Lock = dataclasses.field(default_factory=threading.Lock)

    def next_blow(self) -> str:
        """Count a call and return what befalls it."""
        with self.lock:
            self.seen += 1
            return self.kind if self.at <= self.seen < self.at + self.length else ""


class Proxy(ThreadingHTTPServer):
    """Hands calls on to an S3 server, unless its trouble says otherwise."""

    daemon_threads = True
    allow_reuse_address = False

    def __init__(self, behind: tuple[str, int]) -> None:
        super().__init__(("127.0.0.1", 0), Call)
        self.behind, self.trouble = behind, Trouble()

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Say nothing: connections end as they please here."""


class Call(BaseHTTPRequestHandler):
    """One call."""

    protocol_version = "HTTP/1.1"
    server: Proxy

    def handle_call(self) -> None:
        """Do to a call what is planned, else hand it on."""
        trouble = self.server.trouble
        blow = trouble.next_blow()
        length = int(self.headers.get("Content-Length") or 0)
        if blow == "half sent":
            self.rfile.read(length // 2)
            return self._break_off()
        body = self.rfile.read(length)
        if blow == "killed before":
            os.kill(trouble.pid, signal.SIGKILL)
            return self._break_off()
        if blow == "unsent":
            return self._break_off()
        if blow in REFUSALS:
            status, code = REFUSALS[blow]
            text = f"<?xml version='1.0'?><Error><Code>{code}</Code><Message>no</Message></Error>"
            return self._answer(status, [("Content-Type", "application/xml")], text.encode())
        if self.command == "PUT" and self.path.endswith(mirror.POINTER):
            trouble.race()
        status, headers, content = self._hand_on(body)
        if blow == "killed after":
            os.kill(trouble.pid, signal.SIGKILL)
        if blow in ("unanswered", "killed after"):
            return self._break_off()
        return self._answer(status, headers, content)

    def _hand_on(self, body: bytes) -> tuple[int, list[tuple[str, str]], bytes]:
        behind = http.client.HTTPConnection(*self.server.behind, timeout=60)
        with contextlib.closing(behind):
            behind.request(self.command, self.path, body, dict(self.headers))
            answer = behind.getresponse()
            content = answer.read()
            kept = [
                (name, value)
                for name, value in answer.getheaders()
                if name.lower() not in ("connection", "transfer-encoding", "content-length")
                or (self.command == "HEAD" and name.lower() == "content-length")
            ]
            return answer.status, kept, content

    def _answer(self, status: int, headers: Sequence[tuple[str, str]], content: bytes) -> None:
        self.send_response_only(status)
        for name, value in headers:
            self.send_header(name, value)
        if self.command != "HEAD":
            self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content if self.command != "HEAD" else b"")

    def _break_off(self) -> None:
        self.close_connection = True
        with contextlib.suppress(OSError):
            self.connection.shutdown(socket.SHUT_RDWR)

    def log_message(self, *args: Any) -> None:
        """Say nothing."""


for _verb in ("GET", "PUT", "POST", "DELETE", "HEAD"):
    setattr(Call, f"do_{_verb}", Call.handle_call)  # what the library looks for


@contextlib.contextmanager
def storage() -> Iterator[Proxy]:
    """Give an S3 server with one empty bucket, behind a proxy; the environment leads to it."""
    import logging

    import boto3
    from moto.server import ThreadedMotoServer

    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    with contextlib.closing(http.client.HTTPConnection(host, port)) as line:
        line.request("POST", "/moto-api/reset")  # it keeps its buckets from one server to the next
        line.getresponse()
    proxy = Proxy((host, port))
    threading.Thread(target=proxy.serve_forever, daemon=True).start()
    told = {
        "AWS_ENDPOINT": f"http://127.0.0.1:{proxy.server_port}",
        "AWS_ALLOW_HTTP": "true",
        "AWS_ACCESS_KEY_ID": "nobody",
        "AWS_SECRET_ACCESS_KEY": "nothing",
        "AWS_REGION": "us-east-1",
    }
    before = {name: os.environ.get(name) for name in told}
    os.environ.update(told)
    patient, mirror.RETRIES = mirror.RETRIES, {**mirror.RETRIES, "backoff": HASTY}
    try:
        client = boto3.client("s3", endpoint_url=f"http://{host}:{port}", region_name="us-east-1")
        client.create_bucket(Bucket=BUCKET)
        yield proxy
    finally:
        mirror.RETRIES = patient
        for name, value in before.items():
            os.environ.pop(name, None)
            if value is not None:
                os.environ[name] = value
        proxy.shutdown()
        proxy.server_close()
        server.stop()


def make_versions(folder: Path, n: int) -> list[Path]:
    """Make curated folders of one growing collection, each a version further."""
    made = []
    raw = folder / "raw"
    raw.mkdir(parents=True)
    for number in range(n):
        lines = [json.dumps(story(k)) for k in range(number * 7, number * 7 + 12)]
        (raw / f"day-{number}.jsonl").write_text("\n".join(lines) + "\n", encoding="utf-8")
        made.append(folder / f"curated-{number}")
        run_desk(raw, made[-1])
    return made


def ids_of(curated: str | Path) -> tuple[str, ...]:
    """Return what tells versions apart: the ids of articles and copies."""
    articles = tables.read("articles", ["article_id"], curated=curated, form="arrow")
    return tuple(articles.column("article_id").to_pylist())


def what_is_wrong(is_swept: bool) -> str:
    """Return what is wrong with the storage: a published version that is not whole, or, after a sweep, what nobody reads."""
    store = mirror.open_store(PLACE)
    pointer = mirror.read_pointer(store)
    found = mirror.folders(store)
    if pointer is None:
        return ""
    manifest = mirror.read_manifest(store, pointer)
    import obstore

    for name, table in manifest["tables"].items():
        for place, file in table["files"].items():
            at = f"{pointer.folder}/{name}/{place}"
            try:
                content = bytes(obstore.get(store, at).bytes())
            except FileNotFoundError:
                return f"{at} is missing"
            if hashlib.sha256(content).hexdigest() != file["sha256"]:
                return f"{at} is damaged"
    orphans = {
        folder
        for folder in found
        if mirror.number_of(folder) <= pointer.number  # of the next somebody may be at work on
        and folder not in (pointer.folder, *pointer.kept)
    }
    return f"nobody reads {sorted(orphans)}" if is_swept and orphans else ""


def strike(proxy: Proxy, versions: Sequence[Path], draw: random.Random, kind: str) -> str:
    """Publish a drawn version under a blow, then a healthy one; return what came out wrong, or nothing."""
    chosen, other = draw.sample([*versions], 2)
    trouble = Trouble(kind, at=draw.randint(1, 14), length=draw.choice((1, 1, 2, 9)))
    if kind == "raced":
        trouble = Trouble(race=_once(lambda: mirror.publish(other, PLACE, keep_hours=0)))
    proxy.trouble = trouble
    said = ""
    try:
        done = mirror.publish(chosen, PLACE, keep_hours=draw.choice((0, 24)))
        proxy.trouble = (
            Trouble()
        )  # a short publication leaves a blow over, which our own look at it would meet
        pointer = mirror.read_pointer(mirror.open_store(PLACE))
        if pointer is None or pointer.version != done.version:
            said = f"{done.version} was published, the pointer says {pointer}"
    except (StorageError, LockedError):
        pass
    proxy.trouble = Trouble()
    said = said or what_is_wrong(is_swept=False)
    mirror.publish(other, PLACE, keep_hours=0)
    return said or what_is_wrong(is_swept=True)


def _once(do: Callable[[], Any]) -> Callable[[], None]:
    """Return a function that does something at its first call, and nothing at others (its own calls come here, too)."""
    left = [do]

    def call() -> None:
        if left:
            left.pop()()

    return call


def kill_at_work(
    proxy: Proxy, draw: random.Random, work: Callable[..., Any], told: tuple[Any, ...], last: int
) -> str:
    """Kill a process that does some work at a drawn call, the last at most; return what came out wrong, or nothing."""
    child = multiprocessing.get_context("forkserver").Process(target=work, args=told)
    child.start()
    when = draw.choice(("killed before", "killed after"))
    proxy.trouble = Trouble(when, at=draw.randint(1, last), pid=child.pid or 0)
    child.join(120)
    proxy.trouble = Trouble()
    if child.is_alive():
        child.kill()
        return f"{work.__name__} hung"
    return ""


def strike_dead(proxy: Proxy, versions: Sequence[Path], draw: random.Random) -> str:
    """Kill a publisher at a drawn call, then publish; return what came out wrong, or nothing."""
    chosen, other = draw.sample([*versions], 2)
    told = (chosen, PLACE, draw.choice((0, 24)))
    said = kill_at_work(proxy, draw, mirror.publish, told, 16) or what_is_wrong(is_swept=False)
    mirror.publish(other, PLACE, keep_hours=0)
    return said or what_is_wrong(is_swept=True)


def read_on(versions: Sequence[Path], n: int, rounds: int) -> list[str]:
    """Read while versions are published, in every form; return what was read that is no version."""
    known = {ids_of(curated) for curated in versions}
    mirror.publish(versions[0], PLACE)
    wrong: list[str] = []
    left = threading.Semaphore(n)

    def read(form: Any) -> None:
        while left.acquire(blocking=False):
            try:
                found = tables.read("articles", ["article_id"], curated=PLACE, form=form)
                column = found.fetchall() if form == "duckdb" else found["article_id"]
                ids = tuple(row[0] for row in column) if form == "duckdb" else tuple(_list(column))
                if ids not in known:
                    wrong.append(f"{form}: {len(ids)} rows of no version")
            except CopydeskError as error:
                wrong.append(f"{form}: {error}")

    threads = [
        threading.Thread(target=read, args=(form,))
        for form in ("pandas", "arrow", "polars", "duckdb")
    ]
    for thread in threads:
        thread.start()
    for turn in range(rounds):
        mirror.publish(versions[turn % len(versions)], PLACE)
    for thread in threads:
        thread.join()
    return wrong


DUMPS = f"s3://{BUCKET}/dumps"


def deliver(draw: random.Random) -> dict[str, bytes]:
    """Add, replace and remove dumps in the storage; return what lies there then, by name."""
    import obstore

    store = mirror.open_store(DUMPS)
    names = [f"{source}/{day}.jsonl" for source in ("bbc", "vé b") for day in range(4)]
    for name in draw.sample(names, 3):
        obstore.put(store, name, draw.randbytes(draw.choice((0, 1, 900, 40_000))))
    for name in draw.sample(
        [str(one["path"]) for batch in obstore.list(store) for one in batch], 1
    ):
        obstore.delete(store, name)
    obstore.put(store, "source.toml", b"")
    return {
        str(one["path"]): bytes(obstore.get(store, str(one["path"])).bytes())
        for batch in obstore.list(store)
        for one in batch
    }


def fetched(folder: Path) -> dict[str, bytes]:
    """Return what lies in the folder that dumps were fetched to, by name."""
    return {
        file.relative_to(folder).as_posix(): file.read_bytes()
        for file in folder.rglob("*")
        if file.is_file()
    }


def strike_fetch(proxy: Proxy, folder: Path, draw: random.Random, kind: str) -> str:
    """Fetch dumps under a blow, then in peace; return what came out wrong, or nothing.

    Under the blow every file must be whole, as it lay there before or as it does now; no other may be there.
    """
    before, now = fetched(folder), deliver(draw)
    proxy.trouble = Trouble(kind, at=draw.randint(1, 9), length=draw.choice((1, 1, 2, 20)))
    try:
        raw_objects.fetch_objects(DUMPS, folder)
        is_done = True
    except StorageError:
        is_done = False
    proxy.trouble = Trouble()
    said = [
        f"{name} is neither old nor new"
        for name, content in fetched(folder).items()
        if content not in (before.get(name), now.get(name))
    ]
    if is_done and fetched(folder) != now:
        said.append("a fetch that ended well is not what lies there")
    raw_objects.fetch_objects(DUMPS, folder)
    if fetched(folder) != now:
        said.append("the next fetch is not what lies there")
    again = raw_objects.fetch_objects(DUMPS, folder)
    if again.fetched or again.removed:
        said.append(f"what is there was fetched again: {again}")
    return "; ".join(said)


def strike_fetch_dead(proxy: Proxy, folder: Path, draw: random.Random) -> str:
    """Kill a fetch at a drawn call, then fetch; return what came out wrong, or nothing."""
    now = deliver(draw)
    if said := kill_at_work(proxy, draw, raw_objects.fetch_objects, (DUMPS, folder), 6):
        return said
    raw_objects.fetch_objects(DUMPS, folder)
    return "" if fetched(folder) == now else "the next fetch is not what lies there"


def _list(column: Any) -> list[str]:
    return list(column.to_pylist() if hasattr(column, "to_pylist") else column)


def main(arguments: Sequence[str] | None = None) -> int:
    """Strike and print what came out."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    for name, n in (("faults", 50), ("kills", 20), ("reads", 200), ("seed", 1)):
        parser.add_argument(f"--{name}", type=int, default=n)
    args = parser.parse_args(arguments)
    draw = random.Random(args.seed)
    wrong: list[str] = []
    with tempfile.TemporaryDirectory() as folder, storage() as proxy:
        versions = make_versions(Path(folder), 4)
        for number in range(args.faults):
            kind = BLOWS[number % len(BLOWS)]
            if said := strike(proxy, versions, draw, kind):
                wrong.append(f"fault {number} ({kind}): {said}")
        dead = (strike_dead(proxy, versions, draw) for _ in range(args.kills))
        wrong += [f"kill {number}: {said}" for number, said in enumerate(dead) if said]
        wrong += read_on(versions, args.reads, max(1, args.reads // 100))
        dumps = Path(folder) / "home" / "objects"
        for number in range(args.faults):
            kind = BLOWS[number % len(BLOWS)]
            if kind != "raced" and (said := strike_fetch(proxy, dumps, draw, kind)):
                wrong.append(f"fetch {number} ({kind}): {said}")
        dead = (strike_fetch_dead(proxy, dumps, draw) for _ in range(args.kills))
        wrong += [f"killed fetch {number}: {said}" for number, said in enumerate(dead) if said]
    for line in wrong:
        print(line)
    print(
        f"{args.faults} faults and {args.kills} kills each of publications and fetches, {args.reads} reads: "
        f"{len(wrong)} came out wrong"
    )
    return 1 if wrong else 0


if __name__ == "__main__":
    raise SystemExit(main())
