"""Containers with nothing of the clock, the machine or the user in them: the same content gives the same bytes."""

from __future__ import annotations

import gzip
import io
import tarfile
import uuid
import zipfile
from collections.abc import Mapping, Sequence

import pyarrow as pa
import pyarrow.parquet as pq
import zstandard


def gzipped(raw: bytes) -> bytes:
    """Return one gzip member without name and time."""
    return gzip.compress(raw, 9, mtime=0)


def zipped(members: Mapping[str, bytes]) -> bytes:
    """Return a zip archive whose members carry the earliest time a zip can hold."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for name, raw in members.items():
            info = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
            info.compress_type = zipfile.ZIP_DEFLATED
            info.external_attr = 0o644 << 16
            info.create_system = 3
            archive.writestr(info, raw)
    return out.getvalue()


def tarred_zst(members: Mapping[str, bytes]) -> bytes:
    """Return a zstd-compressed tar archive whose members belong to nobody and have time 0."""
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w", format=tarfile.USTAR_FORMAT) as archive:
        for name, raw in members.items():
            info = tarfile.TarInfo(name)
            info.size = len(raw)
            info.mode = 0o644
            archive.addfile(info, io.BytesIO(raw))
    return zstandard.ZstdCompressor(level=10).compress(out.getvalue())


def parquet(rows: Sequence[Mapping[str, object]], schema: pa.Schema) -> bytes:
    """Return rows as a Parquet file."""
    out = io.BytesIO()
    pq.write_table(pa.Table.from_pylist(list(rows), schema), out, compression="zstd")
    return out.getvalue()


def warc_record(kind: str, headers: Mapping[str, str], block: bytes) -> bytes:
    """Return one WARC record as a gzip member; its id is a hash of its address, kind and block."""
    name = f"{headers.get('WARC-Target-URI', '')}|{kind}|{block.hex()}"
    lines = ["WARC/1.0", f"WARC-Type: {kind}"]
    lines.append(f"WARC-Record-ID: <urn:uuid:{uuid.uuid5(uuid.NAMESPACE_URL, name)}>")
    lines += [f"{key}: {value}" for key, value in headers.items()]
    lines.append(f"Content-Length: {len(block)}")
    return gzipped("\r\n".join(lines).encode() + b"\r\n\r\n" + block + b"\r\n\r\n")


def warc_id(kind: str, url: str, block: bytes) -> str:
    """Return the record id that `warc_record` gives."""
    return f"urn:uuid:{uuid.uuid5(uuid.NAMESPACE_URL, f'{url}|{kind}|{block.hex()}')}"
