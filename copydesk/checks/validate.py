"""Great Expectations at work: the suite of a table, derived from its contract, and what a frame makes of it.

The only module that knows Great Expectations. It decides nothing: it names the rows and the expectations that
failed; `copydesk.acceptance` and `copydesk.versions.publish` act on that.
"""

from __future__ import annotations

import contextlib
import dataclasses
import functools
import logging
import os
import sys
import threading
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from importlib import import_module
from types import ModuleType, SimpleNamespace
from typing import TYPE_CHECKING, Any

import pyarrow as pa

from copydesk.disk.mapping import Mapper, map_here
from copydesk.errors import ContractError
from schemas.contract import Field, OnFailure, Table

if TYPE_CHECKING:
    import pandas as pd

MAX_VALUE_CHARS = 80  # chosen: of a value that breaks a rule, so that a message stays a line
FEW_RULES = 8  # as cheaply asked for their rows at once as whether they hold
HARDLY_NEEDED = ("scipy.stats", "altair")
"""Great Expectations imports them for tests of distributions and for what it draws: a third of its 7 seconds of CPU."""

NOT_NEEDED = ("sqlalchemy", "boto3", "botocore")
"""It does without them where they are not installed, and looks at data frames alone here: a fifth of what is left."""


@dataclasses.dataclass(frozen=True, slots=True)
class Rule:
    """One expectation of a suite: its name, what it looks at, and what a failure costs."""

    name: str
    column: str
    expectation: str  # class name in great_expectations.expectations
    arguments: Mapping[str, Any]
    on_failure: OnFailure
    is_element: bool = False  # looks at the elements of a list column


@dataclasses.dataclass(frozen=True, slots=True)
class Failure:
    """One row that failed one rule. `row` is its position in the frame."""

    row: int
    rule: Rule
    value: str


def rules_of(table: Table, settings: Mapping[str, int], columns: Collection[str]) -> list[Rule]:
    """Return the rules of a table's columns, then those of its row checks that are among `columns`."""
    rules = [
        rule
        for field in table.fields
        if field.name in columns
        for rule in _field_rules(field, settings)
    ]
    for check in table.row_checks:
        if check.name in columns:
            cost: OnFailure = "blank" if check.blank else "quarantine"
            rules.append(_must_be_true(check.name, check.blank or check.name, cost))
    return rules


def true_rules(names: Collection[str]) -> list[Rule]:
    """Return rules that want the boolean columns of these names to be true in every row."""
    return [_must_be_true(name, name, "quarantine") for name in names]


def _must_be_true(name: str, column: str, on_failure: OnFailure) -> Rule:
    return Rule(name, column, "ExpectColumnValuesToBeInSet", {"value_set": [True]}, on_failure)


def _field_rules(field: Field, settings: Mapping[str, int]) -> Iterator[Rule]:
    column = field.column

    def rule(check: str, expectation: str, **arguments: Any) -> Rule:
        is_element = field.is_list and check != "is_given"
        name, kind = f"{field.name}_{check}", f"ExpectColumn{expectation}"
        return Rule(name, field.name, kind, arguments, column.on_failure, is_element)

    def between(check: str, what: str, least: Any, most: Any) -> Iterator[Rule]:
        if least is not None or most is not None:
            yield rule(check, f"{what}ToBeBetween", min_value=least, max_value=most)

    if not field.is_nullable:
        yield rule("is_given", "ValuesToNotBeNull")
    if column.unique:
        yield rule("is_unique", "ValuesToBeUnique")
    if column.pattern:
        yield rule("is_well_formed", "ValuesToMatchRegex", regex=column.pattern)
    for name, regex in column.forbid.items():
        yield rule(f"is_free_of_{name}", "ValuesToNotMatchRegex", regex=regex)
    if field.values:
        yield rule("is_in_list", "ValuesToBeInSet", value_set=list(field.values))
    yield from between("is_in_range", "Values", column.least, column.most)
    if column.least_setting:
        least = settings[column.least_setting]
        yield rule(f"reaches_{column.least_setting}", "ValuesToBeBetween", min_value=least)
    yield from between("has_valid_length", "ValueLengths", column.min_length, column.max_length)


def prepare() -> None:
    """Load Great Expectations, which takes seconds: what is forked afterwards has it."""
    _batch_definition()


FAILURES = pa.schema([("row", pa.int64()), ("rule", pa.int64()), ("value", pa.string())])


def judge(
    table: str,
    groups: Iterable[pa.Table],
    rules: Sequence[Rule],
    mapper: Mapper = map_here,
) -> Iterator[list[Failure]]:
    """Yield every failed (row, rule) of each of some tables of rows. See `find_failures`."""
    more = {"table": table, "rules": list(rules)}
    for told in mapper(f"rows of {table}", "copydesk.checks.validate:judge_rows", groups, **more):
        yield [Failure(f["row"], rules[f["rule"]], f["value"]) for f in told.to_pylist()]


def judge_rows(rows: pa.Table, table: str, rules: Sequence[Rule]) -> pa.Table:
    """Return the failures of some rows as a table of `FAILURES`, each rule by its number."""
    failures = find_failures(table, rows.to_pandas(), rules)
    told = [{"row": f.row, "rule": rules.index(f.rule), "value": f.value} for f in failures]
    return pa.Table.from_pylist(told, FAILURES)


def find_failures(table: str, frame: pd.DataFrame, rules: Sequence[Rule]) -> list[Failure]:
    """Return every failed (row, rule), in row order. Rows are counted from 0 whatever the frame's index.

    Raises:
        ContractError: an expectation could not be evaluated, or failed without naming its rows.
    """
    frame = frame.reset_index(drop=True)
    failures = list(_evaluate(table, frame, [r for r in rules if not r.is_element]))
    for column in sorted({rule.column for rule in rules if rule.is_element}):
        elements = frame[[column]].explode(column).dropna()
        elements[column] = elements[column].astype("str")
        of_column = [rule for rule in rules if rule.is_element and rule.column == column]
        rows = elements.index.to_numpy()
        failures += [
            dataclasses.replace(failure, row=int(rows[failure.row]))
            for failure in _evaluate(table, elements.reset_index(drop=True), of_column)
        ]
    return sorted(failures, key=lambda f: (f.row, f.rule.name, f.value))


def _evaluate(table: str, frame: pd.DataFrame, rules: Sequence[Rule]) -> Iterator[Failure]:
    if not rules or frame.empty:
        return
    batch = _batch_definition().get_batch(batch_parameters={"dataframe": _hashable(frame, rules)})
    by_name = {rule.name: rule for rule in rules}
    rules = _maybe_failing(batch, table, frame, rules)
    for outcome in _outcomes(batch, table, frame, rules, "COMPLETE"):
        if not outcome.success:
            yield from _failures(table, frame, by_name[_name_of(outcome)], outcome)


def _hashable(frame: pd.DataFrame, rules: Sequence[Rule]) -> pd.DataFrame:
    """Return the columns that rules look at; of lists, into which none here looks, only whether there is one.

    Great Expectations fingerprints each batch, twice, and pickles a frame whole where a value has no hash: of 70,000 events that
    was nine tenths of what their validation took.
    """
    from pandas.api.types import is_list_like

    asked = {name for rule in rules for name in (rule.name, rule.column)}
    shown = frame[[name for name in frame.columns if name in asked]]
    given = {name: shown[name].notna() for name in shown if shown[name].dtype == object}
    lists = [name for name in given if any(map(is_list_like, shown[name][given[name]].head(1)))]
    return shown.assign(**{name: given[name].map({True: "", False: None}) for name in lists})


def _maybe_failing(
    batch: Any, table: str, frame: pd.DataFrame, rules: Sequence[Rule]
) -> Sequence[Rule]:
    """Return the rules whose rows are to be named, which is most of an evaluation's cost: of many, those that do not hold."""
    if len(rules) <= FEW_RULES:
        return rules
    looked = _outcomes(batch, table, frame, rules, "BOOLEAN_ONLY")
    failed = {_name_of(outcome) for outcome in looked if not outcome.success}
    return [rule for rule in rules if rule.name in failed]


def _name_of(outcome: Any) -> str:
    name: str = outcome.expectation_config.meta["name"]
    return name


def _failures(table: str, frame: pd.DataFrame, rule: Rule, outcome: Any) -> Iterator[Failure]:
    """Yield the rows that failed a rule.

    Raises:
        ContractError: none is named; such a check must stop the run, not pass.
    """
    rows = outcome.result.get("unexpected_index_list")
    if outcome.exception_info.get("raised_exception") or not rows:
        detail = outcome.exception_info.get("exception_message") or "no row was named"
        raise ContractError(table, rule.name, str(detail))
    values = frame[rule.column].iloc[rows] if rule.column in frame.columns else [""] * len(rows)
    for row, value in zip(rows, values, strict=True):
        yield Failure(int(row), rule, str(value)[:MAX_VALUE_CHARS])


def _outcomes(
    batch: Any, table: str, frame: pd.DataFrame, rules: Sequence[Rule], result_format: str
) -> Sequence[Any]:
    if not rules:
        return ()
    import great_expectations as gx

    expectations = [
        getattr(gx.expectations, rule.expectation)(
            column=rule.name if rule.name in frame.columns else rule.column,
            meta={"name": rule.name},
            **rule.arguments,
        )
        for rule in rules
    ]
    suite = gx.ExpectationSuite(name=table, expectations=expectations)
    results: Sequence[Any] = batch.validate(
        suite, result_format={"result_format": result_format}
    ).results
    return results


def suite_of(table: Table, settings: Mapping[str, int]) -> dict[str, Any]:
    """Return a table's suite as the JSON that Great Expectations itself loads.

    What no expectation of its can say by itself (elements of lists, several columns, other tables) is named in `meta`.
    """
    _batch_definition()
    import great_expectations as gx

    rules = rules_of(table, settings, [field.name for field in table.fields])
    said = [rule for rule in rules if not rule.is_element and rule.name != rule.column]
    suite = gx.ExpectationSuite(
        name=table.name,
        expectations=[
            getattr(gx.expectations, rule.expectation)(
                column=rule.column, meta={"name": rule.name}, **rule.arguments
            )
            for rule in said
        ],
        meta={
            "description": table.note,
            "table_version": table.version,
            "checked_by_copydesk_alone": [rule.name for rule in rules if rule not in said]
            + [check.name for check in table.row_checks],
        },
    )
    told: dict[str, Any] = suite.to_json_dict()
    # Ids are drawn by chance; Great Expectations gives new ones where there are none.
    told.pop("id", None)
    for expectation in told["expectations"]:
        expectation.pop("id", None)
    return told


class _PutOff(ModuleType):
    """A module that is imported when something of it is asked for."""

    def __getattr__(self, name: str) -> Any:
        if sys.modules.get(self.__name__) is self:
            del sys.modules[self.__name__]
        return getattr(import_module(self.__name__), name)


@contextlib.contextmanager
def _put_off(*names: str, hidden: Collection[str] = ()) -> Iterator[None]:
    """Whoever imports these modules meanwhile gets them when they ask for something of them, and those hidden not; afterwards as ever."""
    put_off = {name: _PutOff(name) for name in names if name not in sys.modules}
    sys.modules.update(put_off)
    here = threading.get_ident()

    def hide(name: str, *_: object) -> None:
        if name in hidden and threading.get_ident() == here:
            raise ModuleNotFoundError(f"{name} is hidden", name=name)

    finder: Any = SimpleNamespace(find_spec=hide)
    sys.meta_path.insert(0, finder)
    try:
        yield
    finally:
        sys.meta_path.remove(finder)
        for name, module in put_off.items():
            if sys.modules.get(name) is module:
                del sys.modules[name]


@functools.cache
def _batch_definition() -> Any:
    """Return the one in-memory data source of this process: the import costs seconds, so once and lazily."""
    os.environ.setdefault("GX_ANALYTICS_ENABLED", "false")
    with _put_off(*HARDLY_NEEDED, hidden=NOT_NEEDED):
        import great_expectations as gx
        from great_expectations.data_context.types.base import ProgressBarsConfig

    for name in ("great_expectations", "great_expectations.data_context.types.base"):
        logging.getLogger(name).setLevel(logging.WARNING)
    context = gx.get_context(mode="ephemeral")
    context.variables.progress_bars = ProgressBarsConfig(globally=False)
    source = context.data_sources.add_pandas("copydesk")
    return source.add_dataframe_asset("frame").add_batch_definition_whole_dataframe("whole")
