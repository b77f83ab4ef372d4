"""Reading published results, comparing, and writing small models."""

from __future__ import annotations

import csv
import io
import math
import re
import warnings
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from tamnhin.simulate.run import Result, StockFlowModel
from tamnhin.simulate.source.model import key

SHARED = Path(__file__).resolve().parents[3] / "shared" / "peer-models"
ENDINGS = (".mdl", ".xmile", ".stmx")

CONTROL = """
FINAL TIME = {final} ~~|
INITIAL TIME = {start} ~~|
TIME STEP = {dt} ~~|
SAVEPER = {saveper} ~~|
"""


def mdl(
    folder: Path,
    equations: str,
    *,
    name="model.mdl",
    start=0,
    final=10,
    dt=0.5,
    saveper="TIME STEP",
):
    """Write a Vensim file of these equations (``name = expression``, one a line or with ``~``)."""
    lines = (
        equations
        if "~" in equations
        else "".join(
            f"{line.strip()} ~~|\n" for line in equations.strip().splitlines() if line.strip()
        )
    )
    text = "{UTF-8}\n" + lines + CONTROL.format(start=start, final=final, dt=dt, saveper=saveper)
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def xmile(
    folder: Path, variables: str, *, method="Euler", start=0, stop=10, dt=0.5, dims="", head=""
):
    """Write an XMILE file of these variables."""
    path = folder / "model.xmile"
    path.write_text(
        '<?xml version="1.0" encoding="utf-8"?>'
        '<xmile version="1.0" xmlns="http://docs.oasis-open.org/xmile/ns/XMILE/v1.0">'
        f"<header><vendor>t</vendor>{head}</header>"
        f'<sim_specs method="{method}" time_units="Year"><start>{start}</start>'
        f"<stop>{stop}</stop><dt>{dt}</dt></sim_specs>{dims}"
        f"<model><variables>{variables}</variables></model></xmile>",
        encoding="utf-8",
    )
    return path


CONTROL_WITH_UNITS = """FINAL TIME = {final} ~ year ~ |
INITIAL TIME = 0 ~ year ~ |
TIME STEP = {dt} ~ year ~ |
SAVEPER = TIME STEP ~ year ~ |
"""


def with_units(folder: Path, equations: str, final=10, dt=0.5):
    """Write a Vensim file of whole entries; the first of them stands in line 2."""
    path = folder / "model.mdl"
    text = "{UTF-8}\n" + equations.lstrip("\n") + CONTROL_WITH_UNITS.format(final=final, dt=dt)
    path.write_text(text, encoding="utf-8")
    return path


def plain(name: str) -> str:
    """A column's name in the form in which result files and models are compared."""
    bare = key(name.replace('"', "").replace("\\n", " ")).replace("_", " ")
    return re.sub(r"\s*([\[\],])\s*", r"\1", bare).strip()


def columns(model: StockFlowModel, result: Result, draw: int = 0) -> dict[str, np.ndarray]:
    """Results of one draw as result files have them: one column for each element."""
    found = {}
    for name, variable in model.source.main.variables.items():
        values = result.values.get(variable.name)
        if values is None:
            continue
        dims = model.dimensions[name]
        for index in np.ndindex(*[len(dim) for dim in dims]):
            labels = ",".join(dims[i][j] for i, j in enumerate(index))
            column = f"{variable.name}[{labels}]" if dims else variable.name
            found[plain(column)] = values[(draw, slice(None), *index)]
    return found


def published(path: Path) -> tuple[list[str], np.ndarray]:
    """Names and numbers of a published result, whatever its encoding and line ends."""
    data = path.read_bytes()
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = data.decode("latin-1")
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    tabs = path.suffix == ".tab"
    quoting = csv.QUOTE_NONE if tabs else csv.QUOTE_MINIMAL
    rows = list(csv.reader(io.StringIO(text), delimiter="\t" if tabs else ",", quoting=quoting))
    width = len(rows[0])
    body = [
        [_number(cell) for cell in (row + [""] * width)[:width]] for row in rows[1:] if any(row)
    ]
    return [plain(name) for name in rows[0]], np.array(body)


def _number(cell: str) -> float:
    try:
        return float(cell)
    except ValueError:
        return math.nan


def results_beside(path: Path) -> list[Path]:
    """The published results that belong to a model file, the likeliest first."""
    folder = path.parent
    if path.name == "model_to_generate_data.mdl":
        return [folder / "data.tab"]
    found = [entry for entry in (folder / "output.tab", folder / "output.csv") if entry.exists()]
    return found if path.suffix == ".mdl" else [*sorted(folder.glob("output_stella*.csv")), *found]


@dataclass
class Difference:
    """The worst column of a comparison."""

    error: float
    where: str
    compared: int
    missing: tuple[str, ...]


def against_published(times, found: dict[str, np.ndarray], result: Path, digits=5e-6) -> Difference:
    """Relative difference from a published result, over every number in it.

    Published files hold single-precision results printed with six digits or five decimals:
    what is below 1e-5 of a column's largest number, or ``digits``, is not a difference.
    """
    names, body = published(result)
    at = [int(np.argmin(np.abs(times - time))) for time in body[:, 0]]
    if any(abs(times[i] - t) > 1e-5 * max(1, abs(t)) for i, t in zip(at, body[:, 0], strict=True)):
        return Difference(math.inf, "times", 0, ())
    worst, where, count, missing = 0.0, "", 0, []
    for j, name in enumerate(names):
        if j == 0 or not name:
            continue
        if name not in found:
            missing.append(name)
            continue
        count += 1
        want, got = body[:, j], found[name][at]
        there = ~np.isnan(want) & (want > -1e34)
        want, got = want[there], got[there]
        gap = np.abs(got - want)
        floor = max(digits, 1e-5 * float(np.max(np.abs(want), initial=0)))
        error = np.where(gap <= floor, 0, gap / np.maximum(np.abs(want), 1e-300))
        error = np.where(np.isnan(gap), np.inf, error)
        if error.size and float(error.max()) > worst:
            worst, where = float(error.max()), name
    return Difference(worst, where, count, tuple(missing))


def pysd_run(path: Path, **kwargs):
    """PySD's own runner: times, and columns by plain name. Leaves its file beside the model."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        import pysd

        read = pysd.read_vensim if path.suffix.lower() == ".mdl" else pysd.read_xmile
        frame = read(str(path), **kwargs).run()
    return np.array(frame.index, dtype=float), {
        plain(name): np.array(frame[name], dtype=float) for name in frame.columns
    }


def assert_agree(model: StockFlowModel, result: Result, oracle, tolerance=1e-12) -> int:
    """Every column that both have, within a relative tolerance of the column's size."""
    times, want = oracle
    mine = columns(model, result)
    at = [int(np.argmin(np.abs(result.times - time))) for time in times]
    np.testing.assert_allclose(result.times[at], times, atol=1e-9)
    shared = [name for name in want if name in mine]
    for name in shared:
        scale = float(np.max(np.abs(want[name][np.isfinite(want[name])]), initial=0))
        np.testing.assert_allclose(
            mine[name][at], want[name], rtol=tolerance, atol=tolerance * scale, err_msg=name
        )
    return len(shared)
