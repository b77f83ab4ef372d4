"""An ensemble in words and as a small table for a notebook."""

from __future__ import annotations

from collections import Counter
from html import escape
from typing import TYPE_CHECKING

import numpy as np

from tamnhin.simulate.ensemble.fan import SHARES
from tamnhin.simulate.ensemble.reduce import Ints
from tamnhin.simulate.program.ir import Array

if TYPE_CHECKING:
    from tamnhin.simulate.ensemble.frames import Drawn

Faults = tuple[Ints, tuple[str, ...], Array]


def faults_text(faults: Faults) -> str:
    """Bad draws counted by variable and earliest time; empty if there are none."""
    _, names, times = faults
    counts = Counter(names)
    first: dict[str, float] = {}
    for name, time in zip(names, times, strict=True):
        first[name] = min(first.get(name, np.inf), float(time))
    return "; ".join(f"{name or '?'}: {n} (t >= {first[name]:g})" for name, n in counts.items())


def ensemble_html(ensemble: Drawn, faults: Faults) -> str:
    """Quantiles of the first columns at the last time, what was varied, what was left out."""
    last = float(ensemble.times[-1])
    head = "".join(f"<th>{share:.0%}</th>" for share in SHARES)
    rows = []
    for name, unit in list(zip(ensemble.columns, ensemble.setup.layout.units, strict=True))[:20]:
        values = ensemble.quantile(name, SHARES, last)
        cells = "".join(f"<td>{value:.6g}</td>" for value in values)
        rows.append(f"<tr><th>{escape(name)}</th><td>{escape(unit)}</td>{cells}</tr>")
    left_out = f"<p>{escape(faults_text(faults))}</p>" if faults[1] else ""
    return (
        f"<p>{escape(repr(ensemble))}, t = {last:g}</p>{left_out}"
        f"<table><tr><th></th><th></th>{head}</tr>{''.join(rows)}</table>"
    )
