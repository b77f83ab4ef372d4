"""Search without diacritics, filters, and what the coverage counts."""

from __future__ import annotations

from pathlib import Path

import tamnhin
from builders import CITATION, SETTINGS, SOURCE
from tamnhin.assess.pace import assess
from tamnhin.plan.plan import Plan
from tamnhin.plan.types import Commitment
from tamnhin.publish.listing import Listing, place_listing, promise_listing, target_listing
from tamnhin.publish.phrases import phrases
from tamnhin.publish.views import View
from tamnhin.territory import Territory

VI, EN = phrases("vi"), phrases("en")


def _view(folder: Path) -> View:
    plan = tamnhin.open_plan(folder)
    return View(plan, assess(plan))


def _found(listing: Listing) -> set[str]:
    return {row.item.commitment.commitment_id for row in listing.rows if not row.hidden}


def test_words_are_found_without_diacritics(small_plan: Path) -> None:
    view = _view(small_plan)
    assert _found(promise_listing(view, VI, {"q": "kinh te"})) == {"kinh-te"}
    assert _found(promise_listing(view, VI, {"q": "KINH TẾ"})) == {"kinh-te"}
    assert _found(promise_listing(view, EN, {"q": "kinh te"})) == {"kinh-te"}
    assert _found(promise_listing(view, VI, {"q": "không có gì như thế"})) == set()


def test_d_with_a_stroke_is_a_d() -> None:
    plan = tamnhin.open_plan(tamnhin.example())
    places = place_listing(View(plan, assess(plan)), VI, {"q": "dong van"})
    titles = [row.item.title_vi for row in places.rows if not row.hidden]
    assert titles
    assert all("Đồng Văn" in title for title in titles)


def test_filters_narrow_and_unknown_words_do_nothing(small_plan: Path) -> None:
    view = _view(small_plan)
    assert _found(promise_listing(view, VI, {"measure": "unmeasured"})) == {"khu"}
    assert _found(promise_listing(view, VI, {"reason": "no_statistics"})) == {"khu"}
    assert _found(promise_listing(view, VI, {"topic": "industry", "kind": "objective"})) == {
        "kinh-te"
    }
    assert len(_found(promise_listing(view, VI, {"measure": "<script>", "nonsense": "1"}))) == 2


def test_targets_are_filtered_by_status(small_plan: Path) -> None:
    view = _view(small_plan)
    listing = target_listing(view, EN, {"status": "no_value"})
    assert [r.item.target.target_id for r in listing.rows if not r.hidden] == ["rank"]
    assert listing.shown == 1
    assert len(listing.rows) == 3


def test_coverage_counts_promises_of_the_decision(small_plan: Path) -> None:
    coverage = _view(small_plan).coverage
    assert (coverage.promises, coverage.quantified) == (2, 1)
    assert (coverage.measurable, coverage.measured) == (1, 1)
    assert coverage.reasons == (("no_statistics", 1),)


def test_a_draft_never_counts_as_the_decision() -> None:
    territory = Territory(territory_id="t", title_vi="T", title_en="T", level="province")
    drafted = Commitment(
        commitment_id="d",
        title_vi="Dự thảo",
        title_en="Draft",
        kind="task",
        gap_reason="not_quantified",
        origin="draft",
        citation_ids=("c1",),
    )
    plan = Plan(SETTINGS, (SOURCE,), (CITATION,), (drafted,), territories=(territory,))
    assert View(plan, ()).coverage.promises == 0


def test_wider_promises_come_first_and_circles_end(small_plan: Path) -> None:
    promises = _view(small_plan).promises
    assert [(p.commitment.commitment_id, p.depth) for p in promises] == [("kinh-te", 0), ("khu", 1)]


def test_conflicts_name_the_period_and_the_range(small_plan: Path) -> None:
    (conflict,) = _view(small_plan).conflicts
    assert (conflict.indicator_id, conflict.period.code) == ("grdp", "2023")
    assert (conflict.low, conflict.high, conflict.count) == (110000, 111500, 3)
