"""``tamnhin assess --target``: one target in full, with its fan in letters."""

from __future__ import annotations

from typing import Final

from tamnhin.assess.chances import figures_by_year
from tamnhin.assess.outlook import SHARES, Outlook, outlook
from tamnhin.assess.types import Assessment
from tamnhin.cli.notes import full_notes
from tamnhin.messages import N_, Lang
from tamnhin.publish import sentences
from tamnhin.publish.chartdata import Dot, chart_data
from tamnhin.publish.phrases import phrases

WIDTH: Final = 60
"""Letters of the scale; with the year and the figure a line stays below 80."""
YEARS_BACK: Final = 8
_BANDS: Final = ((0.025, 0.975, "."), (0.1, 0.9, ":"), (0.25, 0.75, "="), (0.5, 0.5, "|"))


def details(a: Assessment, lang: Lang) -> str:
    """The sentence, the probability with its record, the years ahead and the notes, as text."""
    say = phrases(lang)
    lines = [a.target.title(lang), sentences.sentence(a, say), ""]
    found = outlook(a)
    if a.chance is None:
        lines += [a.no_chance.text(lang)] if a.no_chance else []
    else:
        lines.append(
            say.text(N_("Outlook: {line}"), line=sentences.chance_line(a, say)),
        )
        lines += [sentences.record_line(a.chance, say), sentences.outcome_line(a, say)]
        lines += [sentences.width_line(a.chance, say)]
    if found is not None:
        notes = [sentences.past_note(found, say), sentences.past_line(found, say)]
        lines += [line for line in notes if line]
        lines += ["", *_fan(a, found, lang)]
    lines += ["", *full_notes(a, lang)]
    return "\n".join(lines).rstrip() + "\n"


def _fan(a: Assessment, found: Outlook, lang: Lang) -> list[str]:
    """A year a line: o the figure, the bands, > what is needed, X the target."""
    say = phrases(lang)
    data = chart_data(a, found)
    needed = {int(year): value for year, value in data.left}
    if data.left and len(data.left) == 2:
        needed = _between(data.left[0], data.left[1])
    figures = figures_by_year(a)
    seen = {year: figures[year] for year in sorted(figures)[-YEARS_BACK:]}
    ahead = dict(zip(found.fan.years, found.fan.grid, strict=True))
    inner = [row[1:-1] for row in found.fan.grid]
    values = [*seen.values(), *needed.values(), *(float(v) for row in inner for v in row)]
    values += [] if data.goal is None else [data.goal[1]]
    low, high = min(values), max(values)
    step = (high - low) / (WIDTH - 1) or 1.0

    def at(value: float) -> int:
        return min(max(round((value - low) / step), 0), WIDTH - 1)

    lines = []
    for year in sorted({*seen, *ahead}):
        cells = [" "] * WIDTH
        if year in ahead:
            row = dict(zip(SHARES, ahead[year].tolist(), strict=True))
            for first, last, letter in _BANDS:
                for i in range(at(row[first]), at(row[last]) + 1):
                    cells[i] = letter
        if year in needed:
            cells[at(needed[year])] = ">"
        if year in seen:
            cells[at(seen[year])] = "o"
        if data.goal is not None and year == int(data.goal[0]):
            cells[at(data.goal[1])] = "X"
        lines.append(f"{year} {''.join(cells)}".rstrip())
    ends = f"     {say.number(low)}"
    lines.append(f"{ends}{say.number(high):>{WIDTH + 5 - len(ends)}}")
    lines.append(
        say.text(N_("o figure   | middle   = 50   : 80   . 95 of 100 cases   > needed   X target"))
    )
    return lines


def _between(start: Dot, end: Dot) -> dict[int, float]:
    """A straight way, year by year."""
    (first, low), (last, high) = start, end
    years = range(int(first), int(last) + 1)
    return {y: low + (high - low) * (y - first) / ((last - first) or 1.0) for y in years}
