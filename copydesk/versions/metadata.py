"""What others read of a version or an export: a Frictionless `datapackage.json`, an ODCS 3.1 `datacontract.yaml`, a Croissant `croissant.json`.

All three are derived from the contracts in `schemas/`: nothing is written down twice. They lie beside the files that they name.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
import hashlib
import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pyarrow as pa

from copydesk.disk.seals import parse_json
from copydesk.disk.storage import file_sha256
from schemas.contract import Field, Table
from schemas.tables import TABLES

NAME = "copydesk-tables"
TITLE = "News as tables"
ABOUT = (
    "Articles, entities and events that copydesk made from raw news. An event says what a text reports, not what is true; "
    "each row can be traced to its sentence and its raw bytes."
)

MEDIA_TYPES = {
    "csv": "text/csv",
    "jsonl": "application/jsonlines",
    "parquet": "application/vnd.apache.parquet",
}

CROISSANT_CONTEXT: Mapping[str, Any] = {
    "@language": "en", "@vocab": "https://schema.org/", "citeAs": "cr:citeAs",
    "column": "cr:column", "conformsTo": "dct:conformsTo", "cr": "http://mlcommons.org/croissant/",
    "data": {"@id": "cr:data", "@type": "@json"},
    "dataType": {"@id": "cr:dataType", "@type": "@vocab"}, "dct": "http://purl.org/dc/terms/",
    "equivalentProperty": "cr:equivalentProperty",
    "examples": {"@id": "cr:examples", "@type": "@json"}, "extract": "cr:extract",
    "field": "cr:field", "fileObject": "cr:fileObject", "fileProperty": "cr:fileProperty",
    "fileSet": "cr:fileSet", "format": "cr:format", "includes": "cr:includes",
    "isLiveDataset": "cr:isLiveDataset", "jsonPath": "cr:jsonPath", "key": "cr:key",
    "md5": "cr:md5", "parentField": "cr:parentField", "path": "cr:path",
    "rai": "http://mlcommons.org/croissant/RAI/", "recordSet": "cr:recordSet",
    "references": "cr:references", "regex": "cr:regex", "repeated": "cr:repeated",
    "replace": "cr:replace", "samplingRate": "cr:samplingRate", "sc": "https://schema.org/",
    "separator": "cr:separator", "source": "cr:source", "subField": "cr:subField",
    "transform": "cr:transform",
}  # fmt: skip
"""As the standard gives it: a reader may compare it word for word."""


@dataclasses.dataclass(frozen=True, slots=True)
class Laid:
    """Where the rows of a table lie, seen from the description: in one file, or in several below a folder."""

    paths: tuple[str, ...]
    pattern: str = ""  # that several match
    n_bytes: int = 0
    sha256: str = ""

    @property
    def name(self) -> str:
        """Return what to call the place."""
        return self.pattern or self.paths[0]


Tables = Mapping[str, Laid]


def describe_files(files: Sequence[Path], form: str, version: str) -> list[Path]:
    """Write the three descriptions beside exported tables, a file each; return them."""
    tables = {
        file.stem: Laid((file.name,), "", file.stat().st_size, file_sha256(file)[0])
        for file in files
        if file.stem in TABLES
    }
    if not tables:
        return []
    folder = files[0].parent
    own = {file.name for file in files}
    earlier = {name: told for name, told in (sums_told(folder) or {}).items() if name not in own}
    told = _descriptions(tables, form, version, earlier)
    for name, text in told.items():
        (folder / name).write_text(text, encoding="utf-8")
    return [folder / name for name in told]


def sums_told(folder: Path) -> dict[str, str] | None:
    """Return the hashes of the files that exports into a folder left, by name; None where none did."""
    try:
        told = parse_json((folder / DESCRIPTIONS[0]).read_bytes())
        sums = {r["path"]: r["hash"].removeprefix("sha256:") for r in told["resources"]}
        sums |= told.get(EARLIER, {})
        return sums if told["name"] == NAME else None
    except (OSError, ValueError, TypeError, KeyError, AttributeError):
        return None


EARLIER = "copydesk:earlier"
"""Where a package tells the hashes of what exports of other tables, or in other forms, left beside its resources."""

UNNAMED = "v-" + "0" * 24
"""Stands in a description for the version's name, which is a hash of the manifest, which holds the description's sum."""


def descriptions_of(tables: Mapping[str, Mapping[str, Any]]) -> dict[str, str]:
    """Return the texts of the three descriptions of a version that has no name yet, by file name."""
    laid = {
        name: Laid(
            tuple(f"{name}/{place}" for place in sorted(table["files"])), f"{name}/**/*.parquet"
        )
        for name, table in sorted(tables.items())
        if table["files"]
    }
    return _descriptions(laid, "parquet", UNNAMED)


def sum_of(text: str) -> str:
    """Return the sum of a description without its version's name: the manifest holds it."""
    return hashlib.sha256(text.encode()).hexdigest()


def is_as_written(text: bytes, version: str, told: str) -> bool:
    """Return whether a description that bears a version's name is the one whose sum was told."""
    unnamed = UNNAMED.encode()
    named = hashlib.sha256(text.replace(version.encode(), unnamed))
    return unnamed not in text and named.hexdigest() == told


def wrong_descriptions(folder: Path, manifest: Mapping[str, Any]) -> list[str]:
    """Return what is wrong with the descriptions in a version's folder: the words of its own time count, not today's."""
    wrong = []
    for name, told in manifest.get("descriptions", {}).items():
        path = folder / name
        if not path.is_file() or path.is_symlink():
            wrong.append(f"{name} is missing")
        elif not is_as_written(path.read_bytes(), manifest["version"], told):
            wrong.append(f"{name} is not as it was written")
    return wrong


def _descriptions(
    tables: Tables, form: str, version: str, earlier: Mapping[str, str] | None = None
) -> dict[str, str]:
    import yaml

    described = data_package(tables, form, version) | ({EARLIER: earlier} if earlier else {})
    package = json.dumps(described, indent=1, ensure_ascii=False)
    contract = yaml.dump(
        data_contract(tables, form, version),
        Dumper=getattr(yaml, "CSafeDumper", yaml.SafeDumper),
        sort_keys=False,
        allow_unicode=True,
        width=120,
    )
    croissant = json.dumps(croissant_of(tables, form, version), indent=1, ensure_ascii=False)
    texts = (package + "\n", contract, croissant + "\n")
    return dict(zip(DESCRIPTIONS, texts, strict=True))


DESCRIPTIONS = ("datapackage.json", "datacontract.yaml", "croissant.json")


def data_package(tables: Tables, form: str, version: str) -> dict[str, Any]:
    """Return a Frictionless data package."""
    return {
        "$schema": "https://datapackage.org/profiles/2.0/datapackage.json",
        "name": NAME,
        "title": TITLE,
        "description": ABOUT,
        "version": version,
        "resources": [
            {
                "name": name.replace("_", "-"),
                "path": list(laid.paths) if laid.pattern else laid.name,
                "description": TABLES[name].note,
                "format": form,
                "mediatype": MEDIA_TYPES[form],
                "encoding": "utf-8",
                **({"bytes": laid.n_bytes, "hash": f"sha256:{laid.sha256}"} if laid.sha256 else {}),
                "schema": table_schema(TABLES[name], form, tables),
            }
            for name, laid in tables.items()
        ],
    }


def table_schema(table: Table, form: str, present: Tables) -> dict[str, Any]:
    """Return the Table Schema of a table; in a CSV a list is text."""
    fields = [field_schema(field, form) for field in table.fields]
    # a version's files have it in their path
    if table.partition and not present[table.name].pattern:
        fields.append({"name": table.partition, "type": "string", "description": PARTITION_NOTE})
    told: dict[str, Any] = {"fields": fields, "primaryKey": [table.key]}
    lists = {field.name for field in table.fields if field.is_list}
    keys = [
        {
            "fields": [ref.column],
            "reference": {"resource": ref.table.replace("_", "-"), "fields": [ref.key]},
        }
        for ref in table.references
        if ref.table in present and ref.column not in lists
    ]
    return told | ({"foreignKeys": keys} if keys else {})


def field_schema(field: Field, form: str) -> dict[str, Any]:
    """Return a column in the words of the Table Schema."""
    return {
        "name": field.name,
        "type": "string" if field.is_list and form == "csv" else frictionless_type(field),
        "description": field.column.note,
        "example": shown_example(field, form),
        "constraints": constraints_of(field, form),
    }


def shown_example(field: Field, form: str) -> Any:
    """Return a column's example as it stands in a file."""
    example = plain(field.column.example)
    return "|".join(example) if isinstance(example, list) and form == "csv" else example


PARTITION_NOTE = "Month that the row is stored under: of publication; 0000-00 for the undated."


def frictionless_type(field: Field) -> str:
    """Return a column's type in words of the Table Schema."""
    if field.is_list:
        return "array"
    return {"timestamp": "datetime", "day": "date"}.get(kind_of(field.arrow), kind_of(field.arrow))


def kind_of(arrow: pa.DataType) -> str:
    """Return string, integer, number, boolean, timestamp (with a zone) or day."""
    if pa.types.is_list(arrow):
        return kind_of(arrow.value_type)
    if pa.types.is_timestamp(arrow):
        return "timestamp" if arrow.tz else "day"
    if pa.types.is_integer(arrow):
        return "integer"
    if pa.types.is_floating(arrow):
        return "number"
    return "boolean" if pa.types.is_boolean(arrow) else "string"


def constraints_of(field: Field, form: str) -> dict[str, Any]:
    """Return what a contract asks of single values, in words of the Table Schema."""
    column = field.column
    # An empty text and an empty list are values, and look like none in a CSV.
    is_unseen = form == "csv" and (field.is_list or may_be_empty_text(field))
    told: dict[str, Any] = {"required": not field.is_nullable and not is_unseen}
    if field.is_list:
        return told  # what holds of its elements can't be said
    asked = {"unique": column.unique, "pattern": column.pattern, "enum": list(field.values or ())}
    told |= {name: value for name, value in asked.items() if value}
    bounds = without_none({"minimum": column.least, "maximum": column.most})
    return told | {name: plain(value) for name, value in bounds.items()}


def may_be_empty_text(field: Field) -> bool:
    """Return whether a contract lets a text be empty."""
    column = field.column
    is_free = not (column.pattern or field.values or (column.min_length or 0) > 0)
    return is_free and field.arrow == pa.string()


def without_none(told: Mapping[str, Any]) -> dict[str, Any]:
    """Return what is told, without what isn't."""
    return {name: value for name, value in told.items() if value is not None}


def plain(value: Any) -> Any:
    """Return a value as JSON has it."""
    if hasattr(value, "astimezone"):  # a moment
        return value.astimezone(dt.UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    return list(value) if isinstance(value, tuple) else value


def data_contract(tables: Tables, form: str, version: str) -> dict[str, Any]:
    """Return a contract of the Open Data Contract Standard."""
    return {
        "apiVersion": "v3.1.0",
        "kind": "DataContract",
        "id": NAME,
        "name": TITLE,
        "version": version,
        "status": "active",
        "description": {"purpose": ABOUT},
        "servers": [
            {"server": "files", "type": "local", "path": _all_of(tables, form), "format": form}
        ],
        "schema": [
            {
                "name": name,
                "physicalName": laid.name,
                "physicalType": "file",
                "logicalType": "object",
                "description": TABLES[name].note,
                "properties": [
                    contract_property(TABLES[name], field, tables) for field in TABLES[name].fields
                ],
            }
            for name, laid in tables.items()
        ],
    }


def _all_of(tables: Tables, form: str) -> str:
    is_deep = any(laid.pattern for laid in tables.values())
    return f"./**/*.{form}" if is_deep else f"./*.{form}"


def contract_property(table: Table, field: Field, present: Mapping[str, Any]) -> dict[str, Any]:
    """Return a column as a property of a contract."""
    kind = kind_of(field.arrow)
    logical = {"day": "date"}.get(kind, kind)
    column = field.column
    told: dict[str, Any] = {
        "name": field.name,
        "logicalType": "array" if field.is_list else logical,
        "physicalType": str(field.arrow),
        "description": column.note,
        "required": not field.is_nullable,
        "unique": column.unique,
        "examples": [plain(column.example)],
    }
    if field.is_list:
        told["items"] = {"logicalType": logical}
    if field.name == table.key:
        told |= {"primaryKey": True, "primaryKeyPosition": 1}
    options = type_options(field, kind)
    refers = [
        {"type": "foreignKey", "to": f"{ref.table}.{ref.key}"}
        for ref in table.references
        if ref.column == field.name and ref.table in present and not field.is_list
    ]
    told |= {"logicalTypeOptions": options} if options else {}
    return told | ({"relationships": refers} if refers else {})


def type_options(field: Field, kind: str) -> dict[str, Any]:
    """Return what a contract asks of the values of a column, in words of the contract standard."""
    column = field.column
    if kind in ("integer", "number"):
        return without_none({"minimum": column.least, "maximum": column.most})
    if kind != "string" or field.is_list:
        return {}
    pattern = f"^({'|'.join(field.values)})$" if field.values else column.pattern
    lengths = {"minLength": column.min_length, "maxLength": column.max_length}
    return without_none({"pattern": pattern, **lengths})


CROISSANT_TYPES = {
    "string": "sc:Text", "integer": "sc:Integer", "number": "sc:Float", "boolean": "sc:Boolean",
    "timestamp": "sc:DateTime", "day": "sc:Date",
}  # fmt: skip


def croissant_of(tables: Tables, form: str, version: str) -> dict[str, Any]:
    """Return a Croissant description."""
    return {
        "@context": dict(CROISSANT_CONTEXT),
        "@type": "sc:Dataset",
        "conformsTo": "http://mlcommons.org/croissant/1.0",
        "name": NAME,
        "description": ABOUT,
        "version": version,
        "distribution": [_distributed(name, laid, form) for name, laid in tables.items()],
        "recordSet": [
            {
                "@type": "cr:RecordSet",
                "@id": name,
                "name": name,
                "description": TABLES[name].note,
                "key": {"@id": f"{name}/{TABLES[name].key}"},
                "field": [
                    croissant_field(TABLES[name], field, laid, form)
                    for field in TABLES[name].fields
                ],
            }
            for name, laid in tables.items()
        ],
    }


def _distributed(name: str, laid: Laid, form: str) -> dict[str, Any]:
    """Return a file, or the set of files below a folder, as what a dataset is delivered in."""
    kind = MEDIA_TYPES[form] if form != "parquet" else "application/x-parquet"
    told = {
        "@id": laid.name,
        "name": laid.name,
        "description": TABLES[name].note,
        "encodingFormat": kind,
    }
    if laid.pattern:
        return {"@type": "cr:FileSet", **told, "includes": laid.pattern}
    return {"@type": "cr:FileObject", **told, "contentUrl": laid.name, "sha256": laid.sha256}


def croissant_field(table: Table, field: Field, laid: Laid, form: str) -> dict[str, Any]:
    """Return a column as a field of a record set; in a CSV a list is text.

    Keys of other tables are told in the other two: to mlcroissant a reference is a join, and tables that name each other can't be read.
    """
    where = {"jsonPath": f"$.{field.name}"} if form == "jsonl" else {"column": field.name}
    told: dict[str, Any] = {
        "@type": "cr:Field",
        "@id": f"{table.name}/{field.name}",
        "name": field.name,
        "description": field.column.note,
        "dataType": CROISSANT_TYPES[kind_of(field.arrow)],
        "source": {
            "fileSet" if laid.pattern else "fileObject": {"@id": laid.name},
            "extract": where,
        },
    }
    if field.is_list and form != "csv":
        told["repeated"] = True
    return told
