"""What a later reading says of sites, works and results: told beside the promises.

A review decides on promises. Places, projects and figures about the past are compared in the same
way, but only printed: a person takes them over in their tables.
"""

from __future__ import annotations

from collections.abc import Iterator

from tamnhin.data.types import Observation
from tamnhin.plan.plan import Plan
from tamnhin.review.changes import Difference, Reading, compare
from tamnhin.review.journal import row_cells

_FACTS = {
    "places": ("area", "area_unit", "stage", "period_note"),
    "projects": ("stage", "start_on", "planned_end_on", "planned_money", "money_unit"),
}


def beside(plan: Plan, fresh: Plan, in_part: bool) -> Difference:
    """The difference of places, projects and results.

    Args:
        plan: as it stands.
        fresh: what the later document alone says.
        in_part: whether what it does not repeat stays.

    Returns:
        What comes, changes and goes. A result that a document does not repeat is no loss, and one
        that the plan has from any source is unchanged.
    """
    asked = {_key(row) for row in fresh.observations}
    old = [row for row in plan.observations if _key(row) in asked]
    sites = compare([*_sites(plan)], [*_sites(fresh)], named=True)
    before, after = _agreeing(old, fresh), list(fresh.observations)
    figures = compare([*_figures(plan, before)], [*_figures(fresh, after)], named=True)
    return Difference(
        (*sites.unchanged, *figures.unchanged),
        (*sites.changed, *figures.changed),
        (*sites.added, *figures.added),
        () if in_part else tuple(r for r in sites.withdrawn if _is_of_the_decision(plan, r)),
    )


def _is_of_the_decision(plan: Plan, reading: Reading) -> bool:
    """Whether the document that the plan was read from names a site, and not another source."""
    row = plan.ids(reading.table)[reading.name]
    citations = plan.ids("citations")
    source = plan.settings.summary_source_id
    return any(citations[name].source_id == source for name in row.citation_ids)


def _sites(plan: Plan) -> Iterator[Reading]:
    for table, columns in _FACTS.items():
        for row in plan.rows(table):
            cells = row_cells(row)
            facts = {column: cells.get(column, "") for column in columns}
            yield Reading(str(row.identity[0]), table, cells["title_vi"], facts)


def _key(row: Observation) -> tuple[str, str, str]:
    return row.indicator_id, row.territory_id, row.period.code


def _agreeing(old: list[Observation], fresh: Plan) -> list[Observation]:
    """One figure a key: that of the later reading where some source of the plan has it too."""
    said = {_key(row): row.value for row in fresh.observations}
    chosen = {_key(row): row for row in old}
    chosen |= {_key(row): row for row in old if row.value == said[_key(row)]}
    return list(chosen.values())


def _figures(plan: Plan, rows: list[Observation]) -> Iterator[Reading]:
    titles = {row.indicator_id: row.title_vi for row in plan.indicators}
    for row in rows:
        cells = row_cells(row)
        name = titles.get(row.indicator_id, row.indicator_id)
        words = f"{name}, {row.period.code}"
        facts = {"value": cells["value"], "unit": cells["unit"]}
        yield Reading("", "observations", words, facts, _key(row))
