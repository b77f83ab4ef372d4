"""Small plans made in Python, for tests that need no files."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from tamnhin.data.observations import Observations
from tamnhin.data.types import Indicator, Observation
from tamnhin.plan.plan import Plan
from tamnhin.plan.schema import Settings
from tamnhin.plan.types import Target
from tamnhin.provenance import Citation, Source
from tamnhin.territory import Territory

SOURCE = Source(source_id="book", title_vi="Niên giám", title_en="Yearbook", kind="statistics")
CITATION = Citation(citation_id="c1", source_id="book", summary_vi="Đoạn", summary_en="Passage")
SETTINGS = Settings(
    plan_id="test-plan",
    title_vi="Quy hoạch thử",
    title_en="Test plan",
    territory_id="t",
    first_year=2021,
    last_year=2030,
    vision_year=2050,
    decision_ids=("book",),
    as_of="2026-01-01",
)


def indicator(name: str = "x", **fields: Any) -> Indicator:
    """An indicator; additive level in billion VND, more is better."""
    values: dict[str, Any] = {
        "indicator_id": name,
        "title_vi": f"Chỉ tiêu {name}",
        "title_en": f"Indicator {name}",
        "unit": "billion VND",
        "kind": "level",
        "direction": "up",
        "aggregation": "sum",
        "topic": "economy",
    }
    return Indicator(**(values | fields))


def observation(period: str, value: str | None, name: str = "x", **fields: Any) -> Observation:
    """A figure of one source, exact, without a vintage."""
    values: dict[str, Any] = {
        "indicator_id": name,
        "territory_id": "t",
        "period": period,
        "source_id": "book",
        "value": None if value is None else Decimal(value),
        "unit": "billion VND",
        "status": "final" if value is not None else "missing",
    }
    return Observation(**(values | fields))


def target(name: str = "x", **fields: Any) -> Target:
    """A level of at least 200 billion VND in 2030."""
    values: dict[str, Any] = {
        "target_id": f"{name}.2030",
        "title_vi": f"Mục tiêu {name}",
        "title_en": f"Target {name}",
        "indicator_id": name,
        "territory_id": "t",
        "basis": "level",
        "operator": "at_least",
        "value": Decimal(200),
        "unit": "billion VND",
        "period": "2030",
        "origin": "decision",
        "citation_ids": ("c1",),
    }
    return Target(**(values | fields))


def plan(
    *targets: Target,
    figures: list[Observation] | None = None,
    indicators: list[Indicator] | None = None,
    **fields: Any,
) -> Plan:
    """A plan of the territory ``t``; every field of a plan may be given."""
    values: dict[str, Any] = {
        "settings": SETTINGS,
        "sources": (SOURCE,),
        "citations": (CITATION,),
        "indicators": tuple(indicators or [indicator()]),
        "targets": targets,
        "observations": Observations.of(figures or []),
        "territories": (
            Territory(territory_id="t", title_vi="Tỉnh T", title_en="Province T", level="province"),
        ),
    }
    return Plan(**(values | fields))
