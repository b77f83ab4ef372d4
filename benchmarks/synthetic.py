"""A plan of any size, made from a seed: provinces x indicators x years."""

from __future__ import annotations

from decimal import Decimal

import numpy as np

from tamnhin.data.observations import Observations
from tamnhin.data.types import Indicator, Observation
from tamnhin.periods import parse_date, parse_period
from tamnhin.plan.plan import Plan
from tamnhin.plan.schema import Settings
from tamnhin.plan.types import Commitment, Target
from tamnhin.provenance import Citation, Source
from tamnhin.records import columns
from tamnhin.territory import Territory


def _observations(provinces: int, indicators: int, years: int, seed: int) -> Observations:
    random = np.random.default_rng(seed)
    steps = random.normal(0.05, 0.04, (indicators, provinces, years))
    values = 100 * np.exp(np.cumsum(steps, axis=2))
    periods = [parse_period(str(2010 + y)) for y in range(years)]
    published = [parse_date(f"{2011 + y}-06") for y in range(years)]
    table: dict[str, list[object]] = {column.name: [] for column in columns(Observation)}
    for i in range(indicators):
        for p in range(provinces):
            table["indicator_id"] += [f"i{i:03d}"] * years
            table["territory_id"] += [f"p{p:02d}"] * years
            table["value"] += [Decimal(f"{value:.2f}") for value in values[i, p]]
            table["period"] += periods
            table["published"] += published
    rows = indicators * provinces * years
    for name, cell in (
        ("source_id", "yearbook"),
        ("unit", "billion VND"),
        ("status", "final"),
        ("qualifier", "exact"),
        ("note", ""),
    ):
        table[name] = [cell] * rows
    return Observations(table)


def synthetic_plan(
    provinces: int = 34, indicators: int = 230, years: int = 15, seed: int = 1
) -> Plan:
    """A plan with a target for every indicator of every province, due in 2030."""
    territories = [
        Territory(territory_id="vn", title_vi="Cả nước", title_en="Country", level="country")
    ]
    territories += [
        Territory(
            territory_id=f"p{p:02d}",
            title_vi=f"Tỉnh {p}",
            title_en=f"Province {p}",
            level="province",
            parent_id="vn",
        )
        for p in range(provinces)
    ]
    measures = [
        Indicator(
            indicator_id=f"i{i:03d}",
            title_vi=f"Chỉ tiêu {i}",
            title_en=f"Indicator {i}",
            unit="billion VND",
            kind="flow",
            direction="up",
            aggregation="sum",
            topic="economy",
        )
        for i in range(indicators)
    ]
    commitments = [
        Commitment(
            commitment_id=f"c{i:03d}",
            title_vi=f"Cam kết {i}",
            title_en=f"Commitment {i}",
            kind="objective",
            topics=("economy",),
            indicator_ids=(f"i{i:03d}",),
            citation_ids=("k1",),
        )
        for i in range(indicators)
    ]
    targets = [
        Target(
            target_id=f"i{i:03d}.p{p:02d}",
            title_vi=f"Mục tiêu {i} tỉnh {p}",
            title_en=f"Target {i} of province {p}",
            commitment_id=f"c{i:03d}",
            indicator_id=f"i{i:03d}",
            territory_id=f"p{p:02d}",
            basis="level",
            operator="at_least",
            value=Decimal(300),
            unit="billion VND",
            period=parse_period("2030"),
            origin="decision",
            citation_ids=("k1",),
        )
        for i in range(indicators)
        for p in range(provinces)
    ]
    return Plan(
        settings=Settings(
            plan_id="synthetic",
            title_vi="Quy hoạch mẫu",
            title_en="Synthetic plan",
            territory_id="vn",
            first_year=2021,
            last_year=2030,
            decision_ids=("yearbook",),
        ),
        sources=(
            Source(
                source_id="yearbook", title_vi="Niên giám", title_en="Yearbook", kind="statistics"
            ),
        ),
        citations=(
            Citation(
                citation_id="k1", source_id="yearbook", summary_vi="Trang 1", summary_en="Page 1"
            ),
        ),
        commitments=tuple(commitments),
        indicators=tuple(measures),
        targets=tuple(targets),
        observations=_observations(provinces, indicators, years, seed),
        territories=tuple(territories),
    )
