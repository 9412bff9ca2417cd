"""`copydesk publish --to URL`: published versions on object storage (S3, Google Cloud Storage, Azure), where nothing can be renamed.

    <url>/current.json                                          the pointer: number, folder, version
    <url>/versions/<number>-<version>/manifest.json
    <url>/versions/<number>-<version>/<table>/<content>/[published_month=2019-11/]part-0.parquet

Objects below `versions` never change: what is new is uploaded, what the version before has is copied by the server, and
`current.json` is then written on the condition that it is still the one that was read at the start. Whoever loses that race
publishes nothing. A reader who resolved the pointer reads one version whole, for it stays for hours after it was replaced.

The number in a folder's name fences publishers off from one another. Two that started from pointer 7 write to `8-…`; only
one of them can flip, and it may remove every other folder up to 8: whoever else is at work there can't flip any more. One
that started after the flip writes to `9-…`, which nobody removes before 9 is published.
"""

from __future__ import annotations

import contextlib
import dataclasses
import datetime as dt
import hashlib
import json
import os
import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from copydesk.disk.real_path import real_path
from copydesk.disk.seals import parse_json
from copydesk.errors import CopydeskError, LockedError, SettingsError, StorageError, first_line
from copydesk.versions.published import MANIFEST, check_manifest, open_manifest, why_nothing
from schemas.tables import TABLES

if TYPE_CHECKING:
    from obstore.store import ObjectStore
    from pyarrow.fs import PyFileSystem

POINTER = "current.json"
VERSIONS = "versions"
URL = re.compile(r"(s3|gs|az)://([^/@:?#\s]+)(/[^@?#]*)?")
"""What we can publish to. Credentials come from the environment, never from an address, which stands in logs."""

CALL_TIME = "60s"
RETRIES: Any = {"max_retries": 6, "retry_timeout": dt.timedelta(seconds=60)}
"""How long one call may take (a large file is sent in parts), how often and how long a refused one is sent again."""


REFUSED = "access refused; are the credentials in the environment right, and not expired?"


@dataclasses.dataclass(frozen=True, slots=True)
class Pointer:
    """What `current.json` says."""

    number: int
    folder: str
    version: str
    published_at: str
    kept: Mapping[str, str]
    """Folders of versions that stay for readers still inside, with the time (ISO, UTC) at which each was replaced."""
    tag: str | None = None
    """The server's mark of these bytes: what a conditional write is held against."""

    def to_json(self) -> bytes:
        """Return the bytes of the object."""
        told = {key: value for key, value in dataclasses.asdict(self).items() if key != "tag"}
        return json.dumps(told, indent=1, sort_keys=True).encode() + b"\n"


@dataclasses.dataclass(frozen=True, slots=True)
class Mirrored:
    """What a publication did."""

    version: str
    folder: str
    is_new: bool
    uploaded: int
    copied: int
    removed: int


def is_url(place: object) -> bool:
    """Return whether a place is an address of object storage, not a folder.

    >>> is_url("s3://workspace/curated"), is_url("data/curated"), is_url("data/s3:/x")
    (True, False, False)
    """
    return isinstance(place, str) and re.match("[a-z0-9]{2,}://", place) is not None


def publish(curated: Path, url: str, keep_hours: int = 24) -> Mirrored:
    """Make what is published in a folder the version that readers of a URL see.

    Args:
        curated: Folder of the tables; a run may flip it meanwhile.
        url: `s3://bucket/place`, `gs://…` or `az://…`.
        keep_hours: How long versions stay after they were replaced.

    Raises:
        SettingsError: the URL can't be used, or the extra `objects` is not installed.
        LockedError: somebody else published there meanwhile.
        StorageError: the storage refused, or a table file is not what was published.
    """
    store = open_store(url)
    folder = real_path(curated / "current")
    manifest = open_manifest(folder)
    if manifest is None:
        raise StorageError(why_nothing(curated))
    version = str(manifest["version"])
    with naming(url):
        before = read_pointer(store)
        same = before if before is not None and before.version == version else None
        number, target = _place_for(version, before)
        others = [name for name in folders(store) if name != target]
        uploaded, copied = _fill(store, target, folder, manifest, before)
        pointer = same or _flip(store, target, number, version, before, keep_hours)
        removed = sweep(store, [name for name in others if number_of(name) <= number], pointer)
    return Mirrored(version, target, same is None, uploaded, copied, removed)


def _place_for(version: str, before: Pointer | None) -> tuple[int, str]:
    """Return the number and the folder of a version: those that it has, or the next."""
    if before is not None and before.version == version:
        return before.number, before.folder
    number = 1 + before.number if before is not None else 1
    return number, f"{VERSIONS}/{number}-{version}"


def _fill(
    store: ObjectStore,
    target: str,
    folder: Path,
    manifest: Mapping[str, Any],
    before: Pointer | None,
) -> tuple[int, int]:
    """Make the objects of a version that are not there yet, its manifest last; return how many were uploaded and copied."""
    import obstore

    wanted = _hashes(manifest)
    targets = {f"{target}/{at}" for at in wanted}
    present = sizes(store, target)
    if present.keys() >= {f"{target}/{MANIFEST}", *targets}:
        return 0, 0
    known = _files_before(store, before)
    copied = 0
    # Objects appear whole, and these bytes alone have this name.
    absent = [at for at in sorted(wanted) if f"{target}/{at}" not in present]
    for at in absent:
        sha256 = wanted[at]
        if sha256 in known and _copy(store, known[sha256], f"{target}/{at}"):
            copied += 1
        else:
            obstore.put(store, f"{target}/{at}", _sound_bytes(folder / at, sha256))
    obstore.put(store, f"{target}/{MANIFEST}", (folder / MANIFEST).read_bytes())
    missing = sorted(targets - sizes(store, target).keys())
    if missing:
        raise StorageError(f"{missing[0]}: it was written and is not there; nothing was published")
    return len(absent) - copied, copied


def _hashes(manifest: Mapping[str, Any]) -> dict[str, str]:
    """Return the hash of each file of a version, by its place."""
    return {
        f"{name}/{place}": file["sha256"]
        for name, table in manifest["tables"].items()
        for place, file in table["files"].items()
    }


def _sound_bytes(file: Path, sha256: str) -> bytes:
    content = file.read_bytes()
    if hashlib.sha256(content).hexdigest() != sha256:
        raise StorageError(f"{file} is damaged; `copydesk repair` makes it again")
    return content


def _files_before(store: ObjectStore, before: Pointer | None) -> dict[str, str]:
    """Return the objects of the published version by the hash of their bytes."""
    if before is None:
        return {}
    try:
        manifest = read_manifest(store, before)
    except StorageError:
        return {}  # all is uploaded
    return {
        file["sha256"]: f"{before.folder}/{name}/{place}"
        for name, table in manifest["tables"].items()
        for place, file in table["files"].items()
    }


def _copy(store: ObjectStore, source: str, target: str) -> bool:
    """Let the server copy an object; return False where the source is gone."""
    import obstore

    try:
        obstore.copy(store, source, target)
    except FileNotFoundError:
        return False
    return True


def _flip(
    store: ObjectStore,
    target: str,
    number: int,
    version: str,
    before: Pointer | None,
    keep_hours: int,
) -> Pointer:
    """Write the pointer, if it is still the one that was read.

    Raises:
        LockedError: it is not.
    """
    import obstore
    from obstore.exceptions import AlreadyExistsError, PreconditionError

    now = dt.datetime.now(dt.UTC)
    kept = {
        folder: replaced_at
        for folder, replaced_at in (before.kept if before else {}).items()
        if dt.datetime.fromisoformat(replaced_at) > now - dt.timedelta(hours=keep_hours)
    }
    if before:
        kept[before.folder] = now.isoformat(timespec="seconds")
    pointer = Pointer(number, target, version, now.isoformat(timespec="seconds"), kept)
    mode: Any = {"e_tag": before.tag} if before else "create"
    try:
        obstore.put(store, POINTER, pointer.to_json(), mode=mode, use_multipart=False)
    except (AlreadyExistsError, PreconditionError) as error:
        # A call whose answer was lost is sent once more, and then meets what it wrote itself.
        found = read_pointer(store)
        if found is None or found.to_json() != pointer.to_json():
            raise LockedError(
                f"{POINTER}: somebody else published there meanwhile; nothing was published, run this again"
            ) from error
    return pointer


def sweep(store: ObjectStore, others: Sequence[str], pointer: Pointer) -> int:
    """Remove folders that nobody reads: half-written ones, lost races, versions replaced long ago; return how many."""
    import obstore

    gone = [name for name in others if name != pointer.folder and name not in pointer.kept]
    for name in gone:
        # The manifest last: a folder that was removed in part is found again by it, or by what is left.
        paths = sorted(sizes(store, name), key=lambda path: path.endswith(MANIFEST))
        if paths:
            obstore.delete(store, paths)
    return len(gone)


def number_of(folder: str) -> int:
    """Return the number of a version's folder; of what is none of ours a number that is never removed.

    >>> number_of("versions/12-v-0a1b")
    12
    """
    found = re.fullmatch(rf"{VERSIONS}/(\d+)-v-[0-9a-z]+", folder)
    return int(found[1]) if found else 1 << 62


def folders(store: ObjectStore) -> list[str]:
    """Return the folders of versions, whole and half-written ones."""
    import obstore

    return sorted(
        path.rstrip("/")
        for path in obstore.list_with_delimiter(store, f"{VERSIONS}/")["common_prefixes"]
    )


def sizes(store: ObjectStore, folder: str) -> dict[str, int]:
    """Return the objects below a folder with their sizes."""
    import obstore

    return {
        str(one["path"]): int(one["size"])
        for batch in obstore.list(store, f"{folder}/")
        for one in batch
    }


def read_pointer(store: ObjectStore) -> Pointer | None:
    """Return what `current.json` says; None before the first publication.

    Raises:
        StorageError: it is damaged.
    """
    import obstore

    try:
        answer = obstore.get(store, POINTER)
        content, tag = bytes(answer.bytes()), answer.meta["e_tag"]
    except FileNotFoundError:
        return None
    try:
        told = parse_json(content)
        pointer = Pointer(**told, tag=tag)
        right = (
            isinstance(pointer.number, int)
            and number_of(pointer.folder) == pointer.number
            and all(dt.datetime.fromisoformat(at).tzinfo for at in pointer.kept.values())
        )
    except (ValueError, TypeError, AttributeError):
        right = False
    if not right:
        raise StorageError(f"{POINTER} is damaged: it does not say what copydesk writes there")
    return pointer


def read_manifest(store: ObjectStore, pointer: Pointer) -> dict[str, Any]:
    """Return the manifest of the published version.

    Raises:
        StorageError: it is missing or damaged.
    """
    import obstore

    at = f"{pointer.folder}/{MANIFEST}"
    try:
        content: bytes | None = bytes(obstore.get(store, at).bytes())
    except FileNotFoundError:
        content = None
    manifest, why = check_manifest(content)
    if manifest is None or why or manifest["version"] != pointer.version:
        raise StorageError(f"{at} {why or 'is of another version'}; publish once more")
    return manifest


def datasets(url: str) -> dict[str, Any]:
    """Return the tables of the version that a URL points to as Arrow datasets: only what a question needs is fetched.

    Raises:
        SettingsError: the URL can't be used, or the extra `objects` is not installed.
        CopydeskError: nothing is published there.
        StorageError: the storage refused.
    """
    store = open_store(url)
    with naming(url):
        pointer = read_pointer(store)
        if pointer is None:
            raise CopydeskError(
                f"nothing is published at {url}; `copydesk publish --to {url}` does it"
            )
        manifest = read_manifest(store, pointer)
    files, place = open_files(url)
    return {
        name: _dataset(files, name, f"{place}/{pointer.folder}/{name}", sorted(table["files"]))
        for name, table in manifest["tables"].items()
    }


def _dataset(files: PyFileSystem, name: str, folder: str, places: Sequence[str]) -> Any:
    """Return the files of a table as one dataset, with the column that the folders of its partitions hold."""
    import pyarrow as pa
    import pyarrow.compute as pc
    import pyarrow.dataset as ds

    table = TABLES[name]
    # As DuckDB reads our files from a folder: with microseconds.
    instants = {
        pa.timestamp("ms"): pa.timestamp("us"),
        pa.timestamp("ms", "UTC"): pa.timestamp("us", "UTC"),
    }
    schema = pa.schema(
        [field.with_type(instants.get(field.type, field.type)) for field in table.to_schema()]
    )
    if table.partition:
        schema = schema.append(pa.field(table.partition, pa.string()))
    form, fragments = ds.ParquetFileFormat(), []
    for place in places:
        told = pc.scalar(True)
        if table.partition:
            told = pc.field(table.partition) == place.split("/")[-2].partition("=")[2]
        fragments.append(form.make_fragment(f"{folder}/{place}", files, told))
    return ds.FileSystemDataset(fragments, schema, form, files)


def open_files(url: str) -> tuple[PyFileSystem, str]:
    """Return the storage at a URL as a file system of Arrow, and where in it the URL leads."""
    from obstore.fsspec import FsspecStore
    from pyarrow.fs import FSSpecHandler, PyFileSystem

    scheme, bucket, place = split_url(url)
    # Not the one of an earlier call: what stands in the environment may have changed since.
    told: Any = {
        "protocol": scheme,
        "client_options": client_options(scheme),
        "retry_config": RETRIES,
        "skip_instance_cache": True,
    }
    through = FsspecStore(**told)
    return PyFileSystem(FSSpecHandler(through)), f"{bucket}/{place}".rstrip("/")


def client_options(scheme: str) -> Any:
    """Return how calls are made. Given options hide the environment's, so that its word on plain HTTP is passed on."""
    name = {"s3": "AWS", "gs": "GOOGLE", "az": "AZURE"}[scheme]
    is_plain = os.environ.get(f"{name}_ALLOW_HTTP", "").lower() in ("1", "true", "yes")
    return {"timeout": CALL_TIME, "allow_http": is_plain}


def split_url(url: str) -> tuple[str, str, str]:
    """Return scheme, bucket and place of a URL.

    Raises:
        SettingsError: it is none that can be used.

    >>> split_url("s3://workspace/curated/")
    ('s3', 'workspace', 'curated')
    """
    found = URL.fullmatch(url)
    if found is None:
        raise SettingsError(
            f"{url}: expected s3://, gs:// or az://, the name of a bucket and a place in it; credentials come from the environment"
        )
    return found[1], found[2], (found[3] or "").strip("/")


def open_store(url: str) -> ObjectStore:
    """Return the storage at a URL, with the credentials of the environment.

    Raises:
        SettingsError: the URL can't be used, or the extra `objects` is not installed.
    """
    scheme = split_url(url)[0]
    try:
        from obstore.exceptions import BaseError
        from obstore.store import from_url
    except ImportError as error:
        raise SettingsError(
            "object storage needs one more package: pip install 'copydesk[objects]'"
        ) from error
    try:
        return from_url(
            url.rstrip("/"), client_options=client_options(scheme), retry_config=RETRIES
        )
    except (BaseError, ValueError) as error:
        raise SettingsError(f"{url}: {_told(error)}") from error


def sees_anything(store: ObjectStore, url: str) -> bool:
    """Return whether anything lies at a URL.

    Raises:
        StorageError: the storage refused.
    """
    import obstore

    with naming(url):
        return any(len(batch) for batch in obstore.list(store, chunk_size=1))


@contextlib.contextmanager
def naming(url: str) -> Iterator[None]:
    """Turn what a storage refuses into one line that names the URL and says what to look at.

    Raises:
        StorageError: it refused.
    """
    from obstore.exceptions import BaseError, PermissionDeniedError, UnauthenticatedError

    try:
        yield
    except (PermissionDeniedError, UnauthenticatedError) as error:
        raise StorageError(f"{url}: {REFUSED}") from error
    except FileNotFoundError as error:
        raise StorageError(f"{url}: {_told(error)}; does the bucket exist?") from error
    except BaseError as error:
        if "403 Forbidden" in str(error):  # what a refused listing is told as
            raise StorageError(f"{url}: {REFUSED}") from error
        hint = "; does the bucket exist?" if "404 Not Found" in str(error) else ""
        raise StorageError(f"{url}: {_told(error)}{hint}") from error


def _told(error: BaseException) -> str:
    """Return what an error says, without the answer of the server that some drag along."""
    return first_line(error).split(": <?xml")[0]
