"""``tamnhin backtest``: the last years of series hidden, forecast, and scored."""

from __future__ import annotations

import argparse
import json
from dataclasses import asdict
from pathlib import Path
from typing import Final

from tamnhin.assess.backtest.bank import Bank, plan_bank, read_bank
from tamnhin.assess.backtest.report import Report, Result, backtest
from tamnhin.assess.backtest.scores import Bin
from tamnhin.cli.terminal import table
from tamnhin.messages import N_, Lang, catalogue, format_number
from tamnhin.plan.plan import open_plan

BAR: Final = 30
"""Characters of a full bar of the reliability diagram."""


def run_backtest(options: argparse.Namespace, lang: Lang) -> int:
    """``tamnhin backtest``: scores of the forecasts beside the extrapolations of offices."""
    report = backtest(_bank(options.series), options.first)
    print(_json(report) if options.json else _text(report, lang))
    return 0


def _bank(path: Path) -> Bank:
    return plan_bank(open_plan(path)) if (path / "plan.yaml").is_file() else read_bank(path)


def _json(report: Report) -> str:
    return json.dumps(asdict(report), ensure_ascii=False, indent=2)


def _text(report: Report, lang: Lang) -> str:
    book = catalogue(lang)
    ours = report.results[0]
    parts = [
        book.text(
            N_("{cases} forecasts of {series} series ({indicators} indicators)."),
            cases=ours.scores.cases,
            series=report.series,
            indicators=report.indicators,
        ),
        _methods(report, lang),
        _horizons(ours, lang),
    ]
    if ours.chances is not None:
        parts.append(_reliability(ours.chances.bins, lang))
    if report.too_short:
        parts.append(
            book.text(
                N_("Too short to be tested, with {first} figures or fewer: {names}"),
                first=report.first,
                names=", ".join(report.too_short),
            )
        )
    parts.append(
        book.gettext(
            N_(
                "MASE and CRPS are in mean yearly changes of the series; less is better. Brier and "
                "calibration judge the probability of meeting targets set at 0 to 2 times the pace "
                "of the past, due in 3, 5 and 8 years. A bank that the forecasts have learnt from "
                "flatters them."
            )
        )
    )
    return "\n\n".join(parts)


def _methods(report: Report, lang: Lang) -> str:
    _ = catalogue(lang).gettext
    head = [_(N_("Method")), "MASE", "CRPS", "50 %", "80 %", "95 %", "Brier"]
    head.append(_(N_("Calibration")))
    rows = []
    for found in report.results:
        s, c = found.scores, found.chances
        row = [_(found.method), _number(s.mase, lang), _number(s.crps, lang)]
        row += [_percent(x, lang) for x in (s.cover50, s.cover80, s.cover95)]
        row += [_number(x, lang) for x in (c.brier, c.calibration)] if c else ["", ""]
        rows.append(row)
    return table(head, rows, right=range(1, 8))


def _horizons(found: Result, lang: Lang) -> str:
    _ = catalogue(lang).gettext
    head = [_(N_("Years ahead")), _(N_("Forecasts")), "MASE", "CRPS", "50 %", "80 %", "95 %"]
    rows = [
        [
            str(h),
            format_number(s.cases, lang),
            _number(s.mase, lang),
            _number(s.crps, lang),
            *(_percent(x, lang) for x in (s.cover50, s.cover80, s.cover95)),
        ]
        for h, s in found.by_horizon.items()
    ]
    return table(head, rows, right=range(1, 7))


def _reliability(bins: tuple[Bin, ...], lang: Lang) -> str:
    """The reliability diagram: what was said, what came, and a bar with the diagonal marked."""
    _ = catalogue(lang).gettext
    head = [_(N_("Probability said")), _(N_("Came true")), _(N_("Share of cases")), ""]
    rows = []
    for found in bins:
        bar = ["█"] * round(BAR * found.came) + ["·"] * (BAR - round(BAR * found.came))
        bar[min(round(BAR * found.said), BAR - 1)] = "|"
        cells = [_percent(x, lang) for x in (found.said, found.came, found.share)]
        rows.append([*cells, "".join(bar)])
    return table(head, rows, right={0, 1, 2})


def _number(value: float, lang: Lang) -> str:
    return format_number(value, lang, 3)


def _percent(value: float, lang: Lang) -> str:
    return f"{format_number(100 * value, lang, 1)} %"
