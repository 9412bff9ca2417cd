"""Have tools of others judge what versions and exports say of themselves, and read all rows by it: `make judge FOLDERS`.

Runs in a virtual environment of its own, without copydesk: `build/judge/bin/python .ci/judge_outside.py FOLDER ...`
"""

from __future__ import annotations

import json
import logging
import sys
from pathlib import Path

import frictionless
import mlcroissant
from datacontract.data_contract import DataContract


def judge(folder: Path) -> list[str]:
    """Return what is wrong with the three descriptions in a folder, and with the rows that they lead to."""
    frictionless.Package(
        str(folder / "datapackage.json")
    )  # raises on what the standard does not know
    wrong = []
    if list(folder.glob("*.csv")):  # of Parquet, frictionless can't read null times
        report = frictionless.validate(str(folder / "datapackage.json"))
        wrong += [str(error) for error in report.flatten(["title", "message"])]
    told = DataContract(data_contract_file=str(folder / "datacontract.yaml")).lint()
    wrong += [str(check.reason) for check in told.checks if check.result != "passed"]
    dataset = mlcroissant.Dataset(str(folder / "croissant.json"))
    for table in json.loads((folder / "croissant.json").read_text())["recordSet"]:
        n_read = sum(1 for _ in dataset.records(table["@id"]))
        sys.stdout.write(f"{folder}: {table['name']}: {n_read} rows\n")
        wrong += [f"{table['name']}: no row was read"] if not n_read else []
    return wrong


def main(folders: list[str]) -> int:
    """Judge folders; return 1 where something is wrong."""
    logging.disable(logging.WARNING)
    wrong = [f"{folder}: {what}" for folder in folders for what in judge(Path(folder))]
    sys.stdout.write(("\n".join(wrong) or f"{len(folders)} folders: sound") + "\n")
    return bool(wrong)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
