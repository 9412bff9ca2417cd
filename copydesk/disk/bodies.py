"""The texts of accepted articles as they are kept: told by the bytes that they were read from.

A body says again what its record says. As a zstd frame with the record's bytes for a dictionary it takes 40 bytes where
zstd alone takes 380 (made-up stories of 200 words), so that what stands in the work folder twice costs room once.
"""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import zstandard

from copydesk.disk.own_files import read_table
from copydesk.disk.seals import DamagedWorkError, check_seals

LEVEL = 6
"""Of zstd: 36 bytes a text where level 3 leaves 39 and 19 leaves 41 (it looks for matches within the text), all at 30 us."""

MOST_TIMES = 64
"""A body whose record is so many times as long is kept as it is: it saves little there, and whoever reads the one has to read the
other."""

FRAME = b"\x28\xb5\x2f\xfd"
"""How a zstd frame begins, and no text in UTF-8."""

PLACE = ("file_key", "raw_position")


def pack_body(body: str, raw: bytes) -> bytes:
    """Return a body as it is kept beside the bytes of its record.

    >>> raw = b'{"text": "Dockers in Riga ended their strike on Tuesday after eleven days."}'
    >>> body = "Dockers in Riga ended their strike on Tuesday after eleven days."
    >>> len(pack_body(body, raw)) < 30, unpack_body(pack_body(body, raw), raw) == body
    (True, True)
    """
    text = body.encode()
    if len(raw) > MOST_TIMES * len(text):
        return text
    told = zstandard.ZstdCompressionDict(raw, dict_type=zstandard.DICT_TYPE_RAWCONTENT)
    # The checksum tells bytes that are not those that the body was packed beside.
    parameters = zstandard.ZstdCompressionParameters.from_level(
        LEVEL,
        source_size=len(text),
        dict_size=len(raw),
        write_content_size=0,
        write_checksum=1,
        write_dict_id=0,
    )
    packer = zstandard.ZstdCompressor(dict_data=told, compression_params=parameters)
    packed: bytes = packer.compress(text)
    return packed


def unpack_body(kept: bytes, raw: bytes) -> str:
    """Return the body that `pack_body` was given.

    Raises:
        ValueError: these are not the bytes that it was packed beside.
    """
    if not kept.startswith(FRAME):
        return kept.decode()
    told = zstandard.ZstdCompressionDict(raw, dict_type=zstandard.DICT_TYPE_RAWCONTENT)
    try:
        text: bytes = zstandard.ZstdDecompressor(dict_data=told).decompressobj().decompress(kept)
    except zstandard.ZstdError as error:
        raise ValueError("the text was kept beside other bytes than these") from error
    return text.decode()


def pack_bodies(accepted: pa.Table, part: pa.Table) -> pa.Table:
    """Return accepted articles of a part with their bodies as they are kept."""
    raws = dict(zip(_places(part).to_pylist(), part["raw"].to_pylist(), strict=True))
    rows = zip(_places(accepted).to_pylist(), accepted["body"].to_pylist(), strict=True)
    bodies = [pack_body(body, raws[place]) for place, body in rows]
    return _with_bodies(accepted, pa.array(bodies, pa.large_binary()))


def read_accepted(path: Path, part: Path, places: Collection[str] | None = None) -> pa.Table:
    """Return the accepted articles of a part, or those at some places (`file_key;raw_position`), with their bodies.

    Raises:
        DamagedWorkError: they are not as they were written, or were made of other bytes than stand in the part.
    """
    check_seals([path])
    kept = _at(read_table(path), places)
    rows = _at(read_table(part, [*PLACE, "raw"]), _places(kept).to_pylist())
    raws = dict(zip(_places(rows).to_pylist(), rows["raw"].to_pylist(), strict=True))
    told = zip(_places(kept).to_pylist(), kept["body"].to_pylist(), strict=True)
    try:
        bodies = [unpack_body(body, raws[place]) for place, body in told]
    except (KeyError, ValueError) as error:
        raise DamagedWorkError([path]) from error
    return _with_bodies(kept, pa.array(bodies, pa.string()))


def _at(rows: pa.Table, places: Collection[str] | None) -> pa.Table:
    if places is None:
        return rows
    return rows.filter(pc.is_in(_places(rows), pa.array(list(places), pa.string())))


def _places(rows: pa.Table) -> pa.ChunkedArray:
    """Return where each row of a part, or of what became of it, was read."""
    return pc.binary_join_element_wise(*(rows[name] for name in PLACE), ";")


def _with_bodies(articles: pa.Table, bodies: pa.Array) -> pa.Table:
    number = articles.schema.get_field_index("body")
    return articles.set_column(number, pa.field("body", bodies.type), bodies)
