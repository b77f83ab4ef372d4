"""How likely a rank is: every territory of the table is forecast, and all are ranked again.

A rank depends on the others, so their ranks are needed: the table of the latest year has to be
complete, from the first place to the last, and every territory needs a series of its own. Each is
forecast by itself; no bank of past ranks has tested how well that does, so there is no record.
"""

from __future__ import annotations

from typing import Final

import numpy as np

from tamnhin.assess.breaks import last_break, since
from tamnhin.assess.forecast.features import Floats
from tamnhin.assess.forecast.predictive import SURE, forecast
from tamnhin.assess.forecast.table import FARTHEST, LEAST
from tamnhin.assess.goal import Goal
from tamnhin.assess.peers import Peers
from tamnhin.assess.types import Assessment, Chance, Note
from tamnhin.errors import InputError
from tamnhin.messages import N_
from tamnhin.periods import year

PATHS: Final = 4000
"""Draws of the whole table: a standard error of at most 0.8 points."""
FEWEST: Final = 3
"""Territories below which there is no table."""
METHOD: Final = N_(
    "Ranks of all territories forecast one by one and ranked again; not tested on past ranks"
)
_NO_PEERS: Final = N_("A rank depends on the others as well, whose figures are not here.")
_NOT_WHOLE: Final = N_(
    "A rank depends on the others as well; {year} has the ranks of {found} territories, "
    "and the last place is {last}."
)
_TOO_SHORT: Final = N_("A rank depends on the others as well; the ranks of {unit} are too few.")


def chance_of_rank(a: Assessment, peers: Peers | None) -> Chance | Note:
    """The probability of a rank in the due year, or why there is none.

    Args:
        a: an assessed rank.
        peers: the figures of the other territories.
    """
    if peers is None or a.latest is None or a.keeps is None:
        return Note(_NO_PEERS)
    latest = a.latest.period.year
    ahead = a.due - latest
    if ahead > FARTHEST:
        message = N_("The due year is {ahead} years ahead; forecasts are tested up to {most}.")
        return Note(message, {"ahead": ahead, "most": FARTHEST})
    histories = _histories(a, peers, latest)
    last = max((history[latest] for history in histories.values()), default=0.0)
    own = a.territory.territory_id
    # Ties leave places out, so that the last place may be a little off the number of territories.
    if own not in histories or len(histories) < FEWEST or len(histories) < last:
        params = {"year": str(latest), "found": len(histories), "last": int(last)}
        return Note(_NOT_WHOLE, params)
    drawn: dict[str, Floats] = {}
    fewest = latest
    for seed, (name, history) in enumerate(sorted(histories.items())):
        try:
            drawn[name], points = _draws(history, ahead, len(histories), seed)
        except InputError:
            return Note(_TOO_SHORT, {"unit": peers.plan.territory(name)})
        fewest = min(fewest, points)
    return _chance(a.keeps, drawn, own, ahead, fewest)


def _chance(goal: Goal, drawn: dict[str, Floats], own: str, ahead: int, points: int) -> Chance:
    """The place of a territory among all in each draw, against the goal."""
    before = sum(figures < drawn[own] for name, figures in drawn.items() if name != own)
    place = 1.0 + np.asarray(before, dtype=np.float64)
    low = -np.inf if goal.low is None else float(goal.low)
    high = np.inf if goal.high is None else float(goal.high)
    p = float(np.clip(np.mean((place >= low) & (place <= high)), *SURE))
    lower, middle, upper = (float(x) for x in np.quantile(place, [0.1, 0.5, 0.9]))
    return Chance(p, lower, middle, upper, ahead, points, METHOD, None)


def _draws(history: dict[int, float], ahead: int, last: int, seed: int) -> tuple[Floats, int]:
    """Where a territory stands before all are ranked again, and from how many figures.

    Raises:
        InputError: its ranks are too few.
    """
    random = np.random.default_rng(seed)
    places = list(history.values())
    # Several may stand at the first place: less than a place apart, drawn by lot.
    lot = random.random(PATHS) / 1000
    if len(set(places)) == 1 and len(places) >= LEAST:
        return places[0] + lot, len(places)
    said = forecast(list(history), places, [ahead], kind="rank", bounds=(1.0, float(last)))
    return random.permutation(said.sample(PATHS, seed)[:, 0]) + lot, said.points


def _histories(a: Assessment, peers: Peers, latest: int) -> dict[str, dict[int, float]]:
    """The yearly ranks up to the latest year of every territory that has one in it."""
    indicator_id, found = a.indicator.indicator_id, {}
    for name in peers.reporting(indicator_id, a.territory.level, year(latest)):
        points = peers.points(indicator_id, name)
        last = last_break(peers.plan, indicator_id, name, points.values())
        history = {
            point.period.year: float(point.value)
            for point in since(last, points.values())
            if point.period.is_year and point.period.year <= latest
        }
        if latest in history:
            found[name] = history
    return found
