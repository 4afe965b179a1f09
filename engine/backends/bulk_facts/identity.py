"""Which rows count, in SQL: what engine/facts/identity.py says of rows in memory (semantics: Identity)."""

from collections.abc import Sequence

from attrs import frozen

from ...facts.identity import PLACES_SHOWN
from ...outcome import InputCount
from .bulk_facts import REJECTS
from .keys import ascending
from .stage import MatchedSheet, Stage
from .typed_table import create_table
from .workspace import Workspace, literal, quoted


@frozen
class Shared:
    """The keys that more than one row bears.

    `keys` has key, rows, good, conflict and the first row (sheet, line); `left_out` the good rows that do not count:
    sheet, line, key, conflict.
    """

    keys: str
    left_out: str


def settle(workspace: Workspace, stage: Stage, sheets: Sequence[MatchedSheet]) -> tuple[InputCount, ...]:
    """Write the rows that count as the table of the 台账, and its rejects; gives the fate of all rows by source."""
    shared = _shared(workspace, stage)
    if shared is not None:
        _write_conflicts(workspace, stage, sheets, shared)
    if shared is None and _all_count(workspace, stage):
        workspace.run(f'ALTER TABLE {stage.rows} DROP COLUMN "#bad"')
        workspace.keep(stage.rows, stage.entity.name)
    else:
        _write_table(workspace, stage, shared)
        workspace.drop(stage.rows)
    _write_rejects(workspace, stage, sheets)
    counts = _counts(workspace, stage, sheets, shared)
    if shared is not None:
        workspace.drop(shared.keys, shared.left_out)
    workspace.drop(stage.faults)
    return counts


def _all_count(workspace: Workspace, stage: Stage) -> bool:
    """Whether every row counts and the places below the header are those of the rows: then they need no other table."""
    ((rows, first, last, bad),) = workspace.rows(
        f'SELECT count(*), min("#row"), max("#row"), coalesce(bool_or("#bad"), false) FROM {stage.rows}'
    )
    return len(stage.read) == 1 and rows > 0 and not bad and first == 0 and last == rows - 1


def _shared(workspace: Workspace, stage: Stage) -> Shared | None:
    if ascending(workspace, stage.rows, '"#key"'):
        return None
    keys = workspace.table(
        f'AS SELECT "#key" AS key FROM {stage.rows} WHERE "#key" IS NOT NULL GROUP BY "#key" HAVING count(*) > 1'
    )
    if not workspace.number(f"SELECT count(*) FROM {keys}"):
        workspace.drop(keys)
        return None
    names = ", ".join(quoted(name) for name in stage.entity.columns)
    judged = workspace.table(
        f"AS SELECT key, rows, good, good > 0 AND (good < rows OR kinds > 1) AS conflict, first "
        f'FROM (SELECT "#key" AS key, count(*) AS rows, count(*) FILTER (NOT "#bad") AS good, '
        f'count(DISTINCT row({names})) FILTER (NOT "#bad") AS kinds, '
        f"min({{'sheet': \"#sheet\", 'line': \"#line\"}}) AS first "
        f'FROM {stage.rows} WHERE "#key" IN (SELECT key FROM {keys}) GROUP BY "#key")'
    )
    workspace.drop(keys)
    left_out = workspace.table(
        f'AS SELECT "#sheet" AS sheet, "#line" AS line, k.key, k.conflict FROM {stage.rows} '
        f'JOIN {judged} AS k ON "#key" = k.key WHERE NOT "#bad" '
        "AND (k.conflict OR k.first <> {'sheet': \"#sheet\", 'line': \"#line\"})"
    )
    return Shared(judged, left_out)


def _write_conflicts(workspace: Workspace, stage: Stage, sheets: Sequence[MatchedSheet], shared: Shared) -> None:
    """One fault a good row in conflict, with the places of all rows of its key and the columns that differ."""
    entity = stage.entity
    listed = ", ".join(
        f"({m.number}, {literal(m.sheet.called)}, {literal(m.sheet.counter)})" for m in sheets if m.number in stage.read
    )
    differing = ", ".join(f"CASE WHEN {_differs(name)} THEN {literal(f'「{name}」')} END" for name in entity.columns)
    reasons = workspace.table(
        "AS WITH sheet AS (SELECT * FROM (VALUES " + listed + ") AS s(number, called, counter)), "
        'of_key AS (SELECT k.rows AS "#rows", k.good AS "#good", home.counter AS "#counter", r.*, '
        f'CASE WHEN r."#sheet" = k.first.sheet THEN \'\' ELSE own.called END || \'第\' || r."#line" || own.counter AS "#place" '
        f'FROM {stage.rows} AS r JOIN {shared.keys} AS k ON r."#key" = k.key '
        'JOIN sheet AS own ON own.number = r."#sheet" JOIN sheet AS home ON home.number = k.first.sheet '
        "WHERE k.conflict), "
        'told AS (SELECT "#key" AS key, any_value("#rows") AS rows, any_value("#counter") AS counter, '
        f'list("#place" ORDER BY "#sheet", "#line")[1:{PLACES_SHOWN}] AS places, '
        f'[{differing}, CASE WHEN any_value("#good") < any_value("#rows") THEN \'有读不出的单元格\' END] AS differing '
        'FROM of_key GROUP BY "#key") '
        "SELECT key, '同一主键有内容不同的' || rows || counter || '：' || array_to_string(places, '、') "
        f"|| CASE WHEN rows > {PLACES_SHOWN} THEN '等共' || rows || counter ELSE '' END || '（差别：' "
        "|| array_to_string(list_filter(differing, lambda x: x IS NOT NULL), '、') || '）' AS reason FROM told"
    )
    column, rank = literal("、".join(entity.key)), len(entity.columns)
    sensitive = any(entity.columns[name].sensitive for name in entity.key)
    workspace.run(
        f"INSERT INTO {stage.faults} SELECT sheet, line, {rank}, {column}, o.key, reason, {sensitive} "
        f"FROM {shared.left_out} AS o JOIN {reasons} AS r ON o.key = r.key WHERE o.conflict"
    )
    workspace.drop(reasons)


def _differs(name: str) -> str:
    """SQL: whether a column has different values among the good rows of a key; a missing value is one of them."""
    cell = quoted(name)
    good = 'FILTER (NOT "#bad")'
    return f"count(DISTINCT {cell}) {good} + coalesce(bool_or({cell} IS NULL) {good}, false)::INTEGER > 1"


def _write_table(workspace: Workspace, stage: Stage, shared: Shared | None) -> None:
    left_out = ""
    if shared is not None:
        left_out = (
            f' AND NOT EXISTS (SELECT 1 FROM {shared.left_out} AS o WHERE o.sheet = r."#sheet" AND o.line = r."#line")'
        )
    # Only the places are sorted: sorting whole rows takes three times as long. The names by place keep a declared
    # column from hiding the database's own rowid.
    cells = ", ".join(f'"#{n}"' for n in range(len(stage.entity.columns)))
    rows = f'{stage.rows} AS r("#below", "#key", "#sheet", "#line", {cells}, "#bad")'
    create_table(
        workspace,
        stage.entity,
        f'SELECT counted, "#key", "#sheet", "#line", {cells} FROM {rows} JOIN '
        f'(SELECT r.rowid AS id, row_number() OVER (ORDER BY "#sheet", "#line") - 1 AS counted '
        f'FROM {rows} WHERE NOT "#bad"{left_out}) AS places ON places.id = r.rowid',
    )


def _write_rejects(workspace: Workspace, stage: Stage, sheets: Sequence[MatchedSheet]) -> None:
    """Add the faults of a 台账 to the rejects, in the order of the export."""
    places = ", ".join(
        f"({m.number}, {literal(m.sheet.source)}, {literal(m.sheet.worksheet)})"
        for m in sheets
        if m.number in stage.read
    )
    workspace.run(
        f'INSERT INTO "{REJECTS}" SELECT (SELECT count(*) FROM "{REJECTS}") '
        f"+ row_number() OVER (ORDER BY f.sheet, f.line, f.rank) - 1, {literal(stage.entity.name)}, "
        f'p.source, p.worksheet, f.line, f."column", f.value, f.reason, f.sensitive FROM {stage.faults} AS f '
        f"JOIN (VALUES {places}) AS p(number, source, worksheet) ON p.number = f.sheet"
    )


def _counts(
    workspace: Workspace, stage: Stage, sheets: Sequence[MatchedSheet], shared: Shared | None
) -> tuple[InputCount, ...]:
    accepted = dict(workspace.rows(f'SELECT "#sheet", count(*) FROM {quoted(stage.entity.name)} GROUP BY "#sheet"'))
    doubled: dict[int, int] = {}
    if shared is not None:
        doubled = dict(
            workspace.rows(f"SELECT sheet, count(*) FROM {shared.left_out} WHERE NOT conflict GROUP BY sheet")
        )
    by_source: dict[str, list[int]] = {}
    for matched in sheets:
        by_source.setdefault(matched.sheet.source, []).append(matched.number)
    counts = []
    for source, numbers in by_source.items():
        read = sum(stage.read[n] for n in numbers)
        evaluated = sum(accepted.get(n, 0) for n in numbers)
        duplicates = sum(doubled.get(n, 0) for n in numbers)
        counts.append(InputCount(stage.entity.name, source, read, evaluated, duplicates, read - evaluated - duplicates))
    return tuple(counts)
