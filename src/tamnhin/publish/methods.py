"""What the methods page shows: the rules of this portal, the agencies' methods, their records."""

from __future__ import annotations

from typing import Any

from markupsafe import Markup

from tamnhin.assess.forecast.predictive import METHOD as FORECAST
from tamnhin.assess.forecast.reliability import CAME_TRUE
from tamnhin.assess.forecast.table import shipped
from tamnhin.assess.readings.book import ACCOUNTS
from tamnhin.assess.readings.records import MID_PLANS
from tamnhin.assess.status import METHOD, WORDS, track_record
from tamnhin.assess.types import BASELINE_WORDS, PATH_WORDS
from tamnhin.messages import N_
from tamnhin.publish import outlook
from tamnhin.publish.phrases import Phrases
from tamnhin.publish.views import STATUS_ORDER


def context(say: Phrases) -> dict[str, Any]:
    """How verdicts are reached, and how often each came true."""
    table = []
    for status in STATUS_ORDER:
        records = [track_record(status, year, 10) for year in (2, 3, 5, 7, 8, 9)]
        if any(records):
            table.append((status, records))
    return {
        "title": say.text(N_("Methods")),
        "method": say.text(METHOD),
        "statuses": [(status, WORDS[status]) for status in STATUS_ORDER],
        "frequencies": table,
        "accounts": tuple(ACCOUNTS.items()),
        "mid_plan": track_record("on_track", 5, 10),
        "mid_plans": MID_PLANS,
        "reliability": Markup(outlook.reliability(say)),  # noqa: S704 - our own drawing
        "came_true": CAME_TRUE,
        "tested": [r for r in shipped().records if r.horizon in {1, 3, 5, 8}],
        "bank": shipped().sources,
        "forecast_method": say.text(FORECAST),
        "paths": tuple(PATH_WORDS.values()),
        "baselines": tuple(BASELINE_WORDS.values()),
    }
