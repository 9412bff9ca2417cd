"""Every raw format to raw records, streaming: bytes as found, with a locator.

What belongs here: recognising formats, unwrapping containers, cutting files into records, decoding fields. What does
not: finding titles, dates or bodies (`copydesk.parse`). One bad record costs one record, and no content raises.
"""

from __future__ import annotations

import io
import os
from pathlib import Path
from typing import BinaryIO

from copydesk.disk.raw_names import if_regular
from copydesk.readers.columns import read_arrow, read_avro, read_sqlite
from copydesk.readers.compression import budget_for
from copydesk.readers.csv_table import read_csv
from copydesk.readers.documents import read_document
from copydesk.readers.exports import read_export
from copydesk.readers.front_matter import read_markdown, read_story_file
from copydesk.readers.html_table import read_html_table
from copydesk.readers.json_values import read_json
from copydesk.readers.labels import read_labelled
from copydesk.readers.mime import read_mime
from copydesk.readers.page import read_html_page, read_text_page
from copydesk.readers.parquet import read_parquet
from copydesk.readers.place import Limits, Place, Reader, Reading, RecordFormat
from copydesk.readers.sgml import read_sgml
from copydesk.readers.sheets import read_sheets
from copydesk.readers.snapshot import first_bytes
from copydesk.readers.sql_dump import read_sql
from copydesk.readers.stream import Stream
from copydesk.readers.unwrap import read_stream
from copydesk.readers.warc import read_warc
from copydesk.readers.xml_records import read_xml
from copydesk.readers.yaml_records import read_yaml
from copydesk.records import SourceConfig

__all__ = [
    "LIMITS", "READERS", "Limits", "Place", "Reader", "RecordFormat", "read_bytes", "read_file",
]  # fmt: skip


NO_SOURCE = SourceConfig()
LIMITS = Limits()

READERS: dict[RecordFormat, Reader] = {
    "text": read_text_page,
    "html": read_html_page,
    "warc": read_warc,
    "json": read_json,
    "csv": read_csv,
    "parquet": read_parquet,
    "sgml": read_sgml,
    "xml": read_xml,
    "mime": read_mime,
    "export": read_export,
    "sheet": read_sheets,
    "document": read_document,
    "sqlite": read_sqlite,
    "arrow": read_arrow,
    "avro": read_avro,
    "markdown": read_markdown,
    "story": read_story_file,
    "labelled": read_labelled,
    "sql": read_sql,
    "html_table": read_html_table,
    "yaml": read_yaml,
}


def read_file(
    path: Path,
    raw_path: str,
    source: SourceConfig = NO_SOURCE,
    limits: Limits = LIMITS,
    size: int | None = None,
) -> Reading:
    """Yield the records of a file and the rejections of what in it is no record, in file order.

    `raw_path` is what the rows will name: the path relative to the raw folder, with forward slashes. With `size`,
    only so many first bytes are read: a file may be growing.

    Raises:
        OSError: the file can't be opened or read. That says nothing of its bytes, and is no row.
    """
    with open_regular(path) as file:
        size = os.fstat(file.fileno()).st_size if size is None else size
        with first_bytes(file, size) as snapshot:
            yield from _read(snapshot, size, raw_path, source, limits)


def read_bytes(
    raw: bytes, raw_path: str, source: SourceConfig = NO_SOURCE, limits: Limits = LIMITS
) -> Reading:
    """Yield what `read_file` yields of a file with these bytes."""
    return _read(io.BytesIO(raw), len(raw), raw_path, source, limits)


def _read(
    file: BinaryIO, size: int, raw_path: str, source: SourceConfig, limits: Limits
) -> Reading:
    place = Place(
        raw_path,
        name=raw_path.rpartition("/")[2],
        encoding=source.encoding,
        columns=source.columns,
        limits=limits,
    )
    return read_stream(Stream(file, file), place, READERS, budget_for(size, limits))


def open_regular(path: Path) -> BinaryIO:
    """Return an open regular file."""
    return open(path, "rb", opener=if_regular)
