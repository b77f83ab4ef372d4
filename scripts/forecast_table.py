"""Makes the table that the forecasts use from banks of series, and scores it on held-out ones.

    python scripts/forecast_table.py ../shared/series bank            # scores, writes the table
    python scripts/forecast_table.py ../shared/series bank --check    # only scores

The first bank is that of the indicators that forecasts are for: its errors count more than those of
the others. A bank is a folder with series.csv (sid, year, value) and meta.csv (sid, repo, licence,
indicator). Scores are of ten folds by indicator: no indicator is forecast with a table that it
taught. Each bank is scored apart, and again with the table that the other banks taught alone. The
table that is written has learnt from all of them.
"""

from __future__ import annotations

import argparse
import json
import sys
from dataclasses import asdict, dataclass, replace
from pathlib import Path

import numpy as np
from forecast_fit import Prepared, table_from
from forecast_sure import Misses, covered

from tamnhin.assess.backtest.bank import read_bank
from tamnhin.assess.backtest.cases import Cases, History, cases_of
from tamnhin.assess.backtest.plans import RULES, YEARS, frequency, plans_of
from tamnhin.assess.backtest.scores import (
    chance_of,
    chances,
    crps,
    scores,
    targets_of,
)
from tamnhin.assess.backtest.simple import compound_growth, drift, last_value, ours
from tamnhin.assess.forecast.features import GROUPS, WINDOW, calm, measure
from tamnhin.assess.forecast.table import FARTHEST, LEAST, Record, Table, length_of

OUTPUT = Path(__file__).parents[1] / "src/tamnhin/assess/forecast/table.json"
SHORT = 5
"""Every origin is also seen through its last five figures: short windows are taught too."""
FOLDS = 10
"""A table that is scored has learnt from nine tenths of the indicators."""
SPLITS = (0, 1)
"""Seeds of the splits into folds; scores are over all of them, no split is chosen."""
INNER = 6
FIRST_COUNTS = 4.0
"""The errors of the first bank, of statistics offices' own indicators, count so many times."""
REVIEWS = (2, 5, 8)


def fold_of(histories: tuple[History, ...], number: int, seed: int) -> np.ndarray:
    """A fold for every series, the same for all series of an indicator."""
    names = sorted({history.indicator for history in histories})
    mixed = np.random.default_rng(seed).permutation(len(names)) % number
    fold = dict(zip(names, mixed, strict=True))
    return np.array([fold[history.indicator] for history in histories])


def learn(histories: tuple[History, ...], use: np.ndarray, prepared: Prepared) -> Table:
    """A table from the series of ``use``."""
    inner = fold_of(histories, INNER, 7)[prepared.series]
    return table_from(prepared, use[prepared.series], inner, INNER)


@dataclass(frozen=True)
class Split:
    """Folds by indicator, each with the table that the other ones taught."""

    fold: np.ndarray
    tables: tuple[Table, ...]

    def forecast(self, cases: Cases) -> np.ndarray:
        """Quantiles of every case by the table that has not seen its indicator."""
        found = np.zeros((len(cases), 100))
        for k, table in enumerate(self.tables):
            out = self.fold[cases.series] == k
            found[out] = ours(cases.where(out), table)
        return found


def repeated(cases: Cases, splits: list[Split]) -> tuple[Cases, np.ndarray]:
    """The cases once for each split, with their held-out quantiles."""
    said = np.concatenate([split.forecast(cases) for split in splits])
    return cases.where(np.tile(np.arange(len(cases)), len(splits))), said


def records(cases: Cases, said: np.ndarray) -> tuple[Record, ...]:
    """How the held-out forecasts did, by horizon and length of the window."""
    classes = np.array([length_of(int(n)) for n in cases.points])
    found = []
    for h in range(1, FARTHEST + 1):
        for length in ("4-7", "8-12", "13-20"):
            keep = (cases.horizon == h) & (classes == length)
            part, quantiles = cases.where(keep), said[keep]
            if len(set(part.indicators.tolist())) < 20:
                continue  # Too few indicators for a figure that one may rely on.
            all_ = scores(part, quantiles)
            count = len(part) // len(SPLITS)
            base = float(part.weights @ crps(part, compound_growth(part)))
            targets = targets_of(part, [h])
            judged = chances(chance_of(targets, quantiles), targets.met, targets.weights)
            found.append(
                Record(
                    h,
                    length,
                    count,
                    len(set(part.indicators.tolist())),
                    round(all_.cover80, 3),
                    round(all_.cover95, 3),
                    round(1 - all_.crps / base, 3),
                    round(judged.calibration, 3),
                )
            )
    return tuple(found)


def report(name: str, cases: Cases, said: np.ndarray, rivals: bool = True) -> None:
    """Print the scores of forecasts beside simple methods, and how sure they are."""
    print(f"{name}: {len(set(cases.indicators.tolist()))} indicators")
    methods = {"Tầm Nhìn": said}
    if rivals:
        simple = {"last value": last_value, "drift": drift, "compound growth": compound_growth}
        methods |= {title: make(cases) for title, make in simple.items()}
    targets = targets_of(cases)
    for title, quantiles in methods.items():
        print(" ", title, {k: round(v, 4) for k, v in asdict(scores(cases, quantiles)).items()})
        judged = chances(chance_of(targets, quantiles), targets.met, targets.weights)
        print(f"    Brier {judged.brier:.4f}, calibration {judged.calibration:.4f}")
    chance = chance_of(targets, said)
    judged = chances(chance, targets.met, targets.weights)
    print("    said: came", *(f"{b.said:.2f}: {b.came:.2f}" for b in judged.bins), sep="  ")
    misses = Misses.of(cases, targets, chance)
    low, middle, high = misses.faultless()
    print(f"    without any fault, calibration {middle:.3f} ({low:.3f} to {high:.3f});", end="")
    print(f" with the noise taken off, root mean square {misses.corrected():.4f}")
    for h in np.unique(cases.horizon):
        part = cases.where(cases.horizon == h)
        covers = [covered(part, said[cases.horizon == h], share) for share in (0.8, 0.95)]
        print(f"    {h}:", *(f"{mean:.3f} ({error:.3f})" for mean, error in covers))
    log = calm(cases.figures)
    group = 2 * log + (measure(cases.figures, log, np.zeros(len(log), dtype=bool)).way > 0)
    for number in np.unique(group):
        own = group == number
        part, weights = cases.where(own), cases.weights[own]
        covers = [covered(part, said[own], share, weights) for share in (0.8, 0.95)]
        print(f"    {GROUPS[number]}:", *(f"{mean:.3f} ({error:.3f})" for mean, error in covers))


def report_plans(histories: tuple[History, ...], splits: list[Split]) -> None:
    """Print Brier scores of simulated plans under review, over all splits."""
    cases = cases_of(histories, farthest=YEARS)
    for done in REVIEWS:
        plans = plans_of(cases, done)
        said: dict[str, list[np.ndarray]] = {}
        for split in splits:
            fold = split.fold[plans.cases.series]
            for name, rule in RULES.items():
                said.setdefault(name, []).append(frequency(rule(plans), plans, fold))
            none = np.zeros(len(fold), dtype=np.int64)
            said.setdefault("no rule", []).append(frequency(none, plans, fold))
            chance = plans.probability(split.forecast(plans.cases))
            said.setdefault("Tầm Nhìn", []).append(chance)
            drawn = plans.probability(compound_growth(plans.cases))
            said.setdefault("compound growth", []).append(drawn)
        met, weights = np.tile(plans.met, len(splits)), np.tile(plans.weights, len(splits))
        print(f"review in year {done}: {len(plans.met)} plans, met {plans.weights @ plans.met:.3f}")
        for name, parts in said.items():
            judged = chances(np.concatenate(parts), met, weights / weights.sum())
            print(f"  {name}: Brier {judged.brier:.4f}, calibration {judged.calibration:.4f}")


def main() -> int:
    """Score, then learn from everything and write."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("banks", type=Path, nargs="+")
    parser.add_argument("--check", action="store_true", help="only score")
    options = parser.parse_args()
    banks = [read_bank(path) for path in options.banks]
    histories = tuple(history for bank in banks for history in bank.histories)
    whose = np.repeat(np.arange(len(banks)), [len(bank.histories) for bank in banks])
    teach = cases_of(histories, first=LEAST, farthest=FARTHEST, longest=(SHORT, WINDOW))
    count = np.where(whose == 0, FIRST_COUNTS, 1.0)
    prepared = Prepared(teach, np.zeros(len(teach), dtype=bool), count)
    splits = []
    for seed in SPLITS:
        fold = fold_of(histories, FOLDS, seed)
        tables = tuple(learn(histories, fold != k, prepared) for k in range(FOLDS))
        splits.append(Split(fold, tables))
        print(f"split {seed} has been learnt", flush=True)
    cases, said = repeated(cases_of(histories), splits)
    report("all banks", cases, said)
    for i, path in enumerate(options.banks if len(banks) > 1 else ()):
        own = whose[cases.series] == i
        report(path.name, cases.where(own), said[own])
        alone = cases_of(banks[i].histories)
        others = learn(histories, whose != i, prepared)
        report(f"{path.name}, taught by the others alone", alone, ours(alone, others), False)
    report_plans(histories, splits)
    kept = records(*repeated(teach, splits))
    for record in kept:
        print(" ", *(getattr(record, name) for name in Record.__slots__))
    if options.check:
        return 0
    table = learn(histories, np.ones(len(histories), dtype=bool), prepared)
    sources = sorted({source for bank in banks for source in bank.sources})
    table = replace(table, records=kept, sources=tuple(sources))
    OUTPUT.write_text(json.dumps(table.to_json(), ensure_ascii=False, indent=1) + "\n", "utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
