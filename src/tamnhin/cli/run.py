"""``tamnhin run``: a model once or for many draws, a fan chart, a file."""

from __future__ import annotations

import argparse
import contextlib
import math
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Final

from tamnhin.cli.output import check_new
from tamnhin.cli.terminal import Progress, table
from tamnhin.errors import InputError
from tamnhin.messages import N_, Lang, catalogue, format_number

if TYPE_CHECKING:
    from tamnhin.simulate.ensemble.budget import Estimate
    from tamnhin.simulate.ensemble.engine import Options
    from tamnhin.simulate.ensemble.result import Ensemble
    from tamnhin.simulate.ensemble.setup import Prior

MOST_FANS: Final = 3
MOST_ROWS: Final = 50
MEGABYTE: Final = 1_000_000


def run(options: argparse.Namespace, lang: Lang) -> int:
    """``tamnhin run``: says the memory first, draws, prints fans, writes the file."""
    from tamnhin.simulate.api import load_model
    from tamnhin.simulate.ensemble import frames  # the engine only where it is used

    _check_output(options.output, options.overwrite)
    if options.output and options.output.suffix == ".parquet":
        frames.need("pyarrow.parquet")
    settings = {name: _number(name, text) for name, text in map(_pair, options.set)}
    priors = _priors(options)
    model = load_model(options.model)
    draws = options.draws or (1000 if priors else 1)
    book = catalogue(lang)
    chosen = _options(options, lang)
    chosen["params"] = settings
    try:
        with Progress(book.gettext(N_("Drawing"))) as progress:
            chosen["progress"] = progress.update
            found = model.ensemble(priors, draws, options.outputs, **chosen)
    except KeyboardInterrupt:
        message = N_("What is finished is kept: give the same command with --resume to go on.")
        print(book.gettext(message), file=sys.stderr)
        raise
    _clear(_runs(options.output))
    print(_text(found, options.condition, lang))
    if options.output:
        _write(found, options.output)
        print(book.text(N_("Written: {path}"), path=str(options.output)))
    return 0


def _options(options: argparse.Namespace, lang: Lang) -> Options:
    """What was typed; finished chunks go beside the output, where --resume finds them."""

    def started(found: Estimate) -> None:
        print(found.text(lang), file=sys.stderr)

    return {
        "t": options.times,
        "seed": options.seed,
        "design": options.design,
        "conditions": options.condition,
        "keep": options.keep,
        "memory": options.memory * MEGABYTE,
        "workers": options.workers,
        "backend": options.backend,
        "resume": _runs(options.output),
        "fresh": not options.resume,
        "started": started,
    }


def _runs(output: Path | None) -> Path:
    """Where finished chunks are kept."""
    return (output.parent if output else Path()) / ".tamnhin" / "runs"


def _clear(runs: Path) -> None:
    """Leave no empty folders behind."""
    with contextlib.suppress(OSError):
        runs.rmdir()
        runs.parent.rmdir()


def _pair(text: str) -> tuple[str, str]:
    name, sign, value = text.rpartition("=")
    if not (name.strip() and sign and value.strip()):
        raise InputError(N_("“{found}” is not of the form name=value."), found=text)
    return name.strip(), value.strip()


def _number(name: str, text: str) -> float:
    try:
        return float(text)
    except ValueError:
        raise InputError(
            N_("{name} is set to “{found}”, which is no number."), name=name, found=text
        ) from None


def _priors(options: argparse.Namespace) -> dict[str, Prior]:
    """The plan's uncertainties, then those typed, which win."""
    from tamnhin.simulate.ensemble.distributions import from_uncertainties, parse_distribution

    found: dict[str, Prior] = {}
    if options.plan:
        from tamnhin.plan.plan import open_plan

        found.update(from_uncertainties(open_plan(options.plan).uncertainties))
    found.update({name: parse_distribution(law) for name, law in map(_pair, options.vary)})
    return found


def _check_output(path: Path | None, overwrite: bool) -> None:
    if path is None:
        return
    if path.suffix not in (".parquet", ".csv"):
        raise InputError(
            N_("{path} cannot be written: the name must end in .parquet or .csv."), path=str(path)
        )
    check_new(path, overwrite)


def _write(found: Ensemble, path: Path) -> None:
    if path.suffix == ".parquet":
        found.to_parquet(path)
    else:
        found.to_csv(path)


def _text(found: Ensemble, conditions: list[str], lang: Lang) -> str:
    """Fans, a table of the last time, conditions, bad draws."""
    book = catalogue(lang)
    parts = [found.text_fan(name) for name in found.columns[:MOST_FANS]]
    parts.append(_table(found, lang))
    if len(found.columns) > MOST_ROWS:
        text = N_("{count} of {total} columns are shown; -o writes all.")
        parts.append(book.text(text, count=MOST_ROWS, total=len(found.columns)))
    for condition in conditions:
        last = float(found.probability(condition, at=float(found.times[-1])))
        ever = float(1 - found.first_met(condition)[-1])
        parts.append(
            book.text(
                N_("{condition}: {last} at the end, {ever} at some time."),
                condition=condition,
                last=_shown(100 * last, lang, 1) + " %",
                ever=_shown(100 * ever, lang, 1) + " %",
            )
        )
    if found.faults[1]:
        parts.append(
            book.text(
                N_("{count} of {draws} draws were not finite and are left out: {where}"),
                count=len(found.faults[1]),
                draws=found.draws,
                where=found.faults_text(),
            )
        )
    return "\n\n".join(parts)


def _table(found: Ensemble, lang: Lang) -> str:
    """The first columns at the last time: quantiles, or the value of the one draw."""
    shares = (0.05, 0.25, 0.5, 0.75, 0.95) if found.draws > 1 else (0.5,)
    last = float(found.times[-1])
    head = [f"{share:.0%}" for share in shares] if found.draws > 1 else [""]
    rows = [
        [name, *(_shown(value, lang) for value in found.quantile(name, shares, last))]
        for name in found.columns[:MOST_ROWS]
    ]
    return table([f"t = {_shown(last, lang)}", *head], rows, right=set(range(1, len(head) + 1)))


def _shown(value: float, lang: Lang, decimals: int | None = None) -> str:
    """A number for people, of six digits unless decimals are asked for."""
    text = f"{value:.6g}"
    if not math.isfinite(value) or "e" in text:
        return text
    return format_number(value, lang, len(text.partition(".")[2]) if decimals is None else decimals)
