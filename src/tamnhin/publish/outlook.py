"""What a target's page and the methods page show of forecasts, ready for the templates."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from markupsafe import Markup

from tamnhin.assess.chances import figures_by_year
from tamnhin.assess.forecast.reliability import CAME_TRUE
from tamnhin.assess.outlook import SHARES, Outlook
from tamnhin.assess.types import Assessment
from tamnhin.messages import N_
from tamnhin.publish import fans, sentences, svg
from tamnhin.publish.phrases import Phrases, sensible_decimals

_INTERVALS: Final = ((0.25, 0.75), (0.1, 0.9), (0.025, 0.975))
YEARS_BACK: Final = 5
"""Years of figures that the table of the chart begins with."""


@dataclass(frozen=True, slots=True)
class Ahead:
    """The outlook of a target in words, pictures and numbers.

    Attributes:
        line: word and range of the probability.
        record: how often such probabilities came true.
        outcome: the 80 % interval of what decides.
        width: how often such intervals held what came.
        dots: the dot plot.
        dots_line: what it shows.
        single_years: whether the fan is of single years where a period decides.
        past_note: what the earlier forecasts knew.
        past_line: how they did.
        columns: heads of the table behind the chart.
        rows: its rows.
    """

    line: str
    record: str
    outcome: str
    width: str
    dots: Markup
    dots_line: str
    single_years: bool
    past_note: str
    past_line: str
    columns: tuple[str, ...]
    rows: Markup


def context(a: Assessment, found: Outlook | None, say: Phrases) -> Ahead | None:
    """The outlook of a target; ``None`` without a probability."""
    if a.chance is None:
        return None
    columns, rows = _table(a, found, say) if found else ((), Markup())
    return Ahead(
        line=sentences.chance_line(a, say),
        record=sentences.record_line(a.chance, say),
        outcome=sentences.outcome_line(a, say),
        width=sentences.width_line(a.chance, say),
        dots=Markup(fans.dot_plot(a, say)),  # noqa: S704 - our own drawing
        dots_line=sentences.dots_line(a, say),
        single_years=a.target.period.kind == "span",
        past_note=sentences.past_note(found, say) if found else "",
        past_line=sentences.past_line(found, say) if found else "",
        columns=columns,
        rows=rows,
    )


def _table(a: Assessment, found: Outlook, say: Phrases) -> tuple[tuple[str, ...], Markup]:
    """The figures of the chart: what came, the middle, three intervals, earlier middles."""
    figures = figures_by_year(a)
    size = max(abs(value) for value in (*found.fan.at(0.5), *figures.values()))
    decimals = sensible_decimals(size)

    def number(value: float) -> str:
        return say.computed(value, decimals)

    heads = [N_("Figure"), N_("Middle"), N_("50 of 100"), N_("80 of 100"), N_("95 of 100")]
    columns = [say.text(head) for head in heads]
    columns += [say.text(N_("Middle as of {year}"), year=str(fan.origin)) for fan in found.past]
    said = dict(zip(found.fan.years, found.fan.grid.tolist(), strict=True))
    earlier = [dict(zip(f.years, f.at(0.5).tolist(), strict=True)) for f in found.past]
    between = say.text(N_("{low} to {high}"))
    rows = []
    for year in [*sorted(figures)[-YEARS_BACK:], *found.fan.years]:
        cells = [number(figures[year]) if year in figures else ""]
        row = said.get(year)
        if row is None:
            cells += [""] * (1 + len(_INTERVALS))
        else:
            cells.append(number(row[SHARES.index(0.5)]))
            for ends in _INTERVALS:
                low, high = (number(row[SHARES.index(share)]) for share in ends)
                cells.append(between.format(low=low, high=high))
        cells += [number(line[year]) if year in line else "" for line in earlier]
        # Numbers and a word of ours: nothing to escape, and a template would be slow.
        body = "".join([f'<td class="n">{cell}</td>' for cell in cells])
        rows.append(f'<tr><th scope="row">{year}</th>{body}</tr>')
    return tuple(columns), Markup("".join(rows))  # noqa: S704 - our own numbers


def reliability(say: Phrases) -> str:
    """The reliability diagram: a point on the line means that what was said came true."""
    left, top, size = 56.0, 16.0, 260.0

    def x(percent: float) -> float:
        return left + size * percent / 100

    def y(percent: float) -> float:
        return top + size * (1 - percent / 100)

    parts = []
    for tick in (0, 25, 50, 75, 100):
        parts.append(svg.line(left, y(tick), left + size, y(tick), stroke=svg.GRID))
        parts.append(svg.text(left - 6, y(tick) + 4.5, f"{tick}%", text_anchor="end"))
        parts.append(svg.text(x(tick), top + size + 18, f"{tick}%", text_anchor="middle"))
    parts.append(
        svg.line(
            x(0), y(0), x(100), y(100), stroke=svg.MUTED, stroke_width=1.5, stroke_dasharray="6 4"
        )
    )
    dots = [(x(said), y(came)) for said, came in CAME_TRUE]
    parts.append(svg.polyline(dots, stroke=svg.OBSERVED, stroke_width=2))
    parts += [svg.circle(px, py, 4.5, fill=svg.OBSERVED) for px, py in dots]
    parts.append(
        svg.text(
            left + size / 2, top + size + 38, say.text(N_("Probability said")), text_anchor="middle"
        )
    )
    parts.append(svg.text(left + 6, top + 12, say.text(N_("Came true")), fill=svg.MUTED))
    title = say.text(N_("Reliability of the probabilities"))
    desc = say.text(
        N_("The points lie close to the dashed line, on which what was said came true.")
    )
    return svg.picture(340, top + size + 48, title, desc, "".join(parts), "chart small")
