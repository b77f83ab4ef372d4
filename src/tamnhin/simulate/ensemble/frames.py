"""An ensemble or a run as a table or a labelled array. Heavy libraries are loaded where used."""

from __future__ import annotations

import importlib
import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, Protocol

import numpy as np
from numpy.typing import NDArray

from tamnhin.errors import ConfigurationError
from tamnhin.messages import N_
from tamnhin.simulate.ensemble.columns import Group, group_of
from tamnhin.simulate.ensemble.setup import Setup
from tamnhin.simulate.program.ir import Array
from tamnhin.simulate.run import BadDraw, Result, StockFlowModel

if TYPE_CHECKING:
    import pandas as pd
    import xarray as xr


# Rows of a Parquet row group, about: what is in memory as a table at one time.
ROWS: Final = 1 << 18
EXTRA: Final = {"pandas": "sd", "xarray": "sd", "pyarrow": "parquet", "pyarrow.parquet": "parquet"}


class Drawn(Protocol):
    """What the tables need of an ensemble; ``result.Ensemble`` explains the parts."""

    @property
    def setup(self) -> Setup:
        """What was run."""
        ...

    @property
    def kept(self) -> Array | None:
        """Values, shape (draws, times, columns)."""
        ...

    @property
    def draws(self) -> int:
        """How many."""
        ...

    @property
    def times(self) -> Array:
        """Times kept."""
        ...

    @property
    def columns(self) -> tuple[str, ...]:
        """Numbers kept at each time."""
        ...

    @property
    def bad(self) -> tuple[BadDraw, ...]:
        """Draws that were not finite."""
        ...

    @property
    def good(self) -> NDArray[np.bool_]:
        """Which draws were finite, shape (draws,)."""
        ...

    @property
    def samples(self) -> dict[str, Array]:
        """What was varied, shape (draws,) each."""
        ...

    def values(self, name: str, at: float | None = None) -> Array:
        """The value of every draw."""
        ...

    def quantile(self, name: str, share: float | Sequence[float], at: float | None = None) -> Array:
        """Quantiles, shape (shares, times)."""
        ...


def need(module: str) -> Any:
    """A library that is an extra.

    Raises:
        ConfigurationError: it is not installed; names the extra.
    """
    try:
        return importlib.import_module(module)
    except ImportError as error:
        raise ConfigurationError(
            N_('This needs {module}: pip install "tamnhin[{extra}]".'),
            module=module.partition(".")[0],
            extra=EXTRA[module],
        ) from error


def result_to_xarray(model: StockFlowModel, result: Result) -> xr.Dataset:
    """A run as a dataset: dimensions draw, time and each subscript; units as attributes."""
    xarray: Any = need("xarray")
    variables = {
        name: _variable(group_of(model, name), values) for name, values in result.values.items()
    }
    draws = len(next(iter(result.values.values()), ()))
    found: xr.Dataset = xarray.Dataset(
        {name: (dims, values, attrs) for name, (dims, values, attrs, _) in variables.items()},
        coords=_coords(draws, result.times, [v[3] for v in variables.values()]),
        attrs={"bad_draws": _bad(result)},
    )
    return found


def result_to_pandas(model: StockFlowModel, result: Result) -> pd.DataFrame:
    """A run as a table: rows (draw, time), or time for one draw; a column for each number."""
    pandas: Any = need("pandas")
    draws = len(next(iter(result.values.values()), ()))
    columns: dict[str, Array] = {}
    for name, values in result.values.items():
        flat = values.reshape(draws * len(result.times), -1)
        columns.update(zip(group_of(model, name).columns, flat.T, strict=True))
    index: Any = pandas.Index(result.times, name="time")
    if draws > 1:
        index = pandas.MultiIndex.from_product([range(draws), result.times], names=["draw", "time"])
    found: pd.DataFrame = pandas.DataFrame(columns, index=index)
    found.attrs["bad_draws"] = _bad(result)
    return found


def _bad(result: Result) -> list[str]:
    """Each draw that was not finite, with the variable and time at which that began."""
    return [f"{bad.draw}: {bad.variable}, t = {bad.time:g}" for bad in result.bad]


def _variable(
    group: Group, values: Array
) -> tuple[tuple[str, ...], Array, dict[str, str], dict[str, Any]]:
    """Dimensions, values, attributes and coordinates of one variable."""
    coords = {dim: list(names) for dim, names in zip(group.dims, group.elements, strict=True)}
    return ("draw", "time", *group.dims), values, {"units": group.unit}, coords


def _coords(draws: int, times: Array, more: Sequence[dict[str, Any]]) -> dict[str, Any]:
    found: dict[str, Any] = {"draw": np.arange(draws), "time": times}
    for coords in more:
        found.update(coords)
    return found


def to_xarray(ensemble: Drawn) -> xr.Dataset:
    """Values by draw and time, samples by draw, bad draws marked; or quantiles by time."""
    xarray: Any = need("xarray")
    if ensemble.kept is None:
        table = quantiles_table(ensemble, _all_shares())
        found: xr.Dataset = xarray.Dataset(
            {
                name: (("time", "quantile"), table[name].to_numpy(), {"units": unit})
                for name, unit in zip(ensemble.columns, ensemble.setup.layout.units, strict=True)
            },
            coords={"time": ensemble.times, "quantile": list(_all_shares())},
            attrs=_facts(ensemble),
        )
        return found
    parts = {
        group.name: _variable(group, ensemble.values(group.name))
        for group in ensemble.setup.layout.groups
    }
    good = ensemble.good
    coords = _coords(ensemble.draws, ensemble.times, [part[3] for part in parts.values()])
    coords["good"] = ("draw", good)
    for name, values in ensemble.samples.items():
        coords[f"sample {name}"] = ("draw", values, {"units": ensemble.setup.units[name]})
    full: xr.Dataset = xarray.Dataset(
        {name: part[:3] for name, part in parts.items()}, coords=coords, attrs=_facts(ensemble)
    )
    return full


def _all_shares() -> tuple[float, ...]:
    return (0.01, 0.05, 0.1, 0.25, 0.5, 0.75, 0.9, 0.95, 0.99)


def _facts(ensemble: Drawn) -> dict[str, Any]:
    setup = ensemble.setup
    design = "given" if setup.sampler is None else str(setup.sampler.design)
    return {
        "draws": setup.draws,
        "bad_draws": len(ensemble.bad),
        "seed": setup.seed,
        "design": design,
        "backend": setup.backend,
        "key": setup.key,
    }


def quantiles_table(ensemble: Drawn, shares: Sequence[float]) -> pd.DataFrame:
    """One row for each time, columns (variable, share)."""
    pandas: Any = need("pandas")
    blocks = [ensemble.quantile(name, list(shares)).T for name in ensemble.columns]
    columns = pandas.MultiIndex.from_product(
        [ensemble.columns, list(shares)], names=["variable", "quantile"]
    )
    index = pandas.Index(ensemble.times, name="time")
    found: pd.DataFrame = pandas.DataFrame(np.hstack(blocks), index=index, columns=columns)
    return found


def indices_table(inputs: Sequence[str], times: Array, columns: dict[str, Array]) -> pd.DataFrame:
    """A row for each input, or each time and input; columns hold them in this order."""
    pandas: Any = need("pandas")
    index = pandas.Index(list(inputs), name="input")
    if times.size:
        index = pandas.MultiIndex.from_product([times, list(inputs)], names=["time", "input"])
    found: pd.DataFrame = pandas.DataFrame(columns, index=index)
    return found


def to_pandas(ensemble: Drawn) -> pd.DataFrame:
    """One row for each draw and time; a column for each number kept."""
    pandas: Any = need("pandas")
    values = np.stack([ensemble.values(name) for name in ensemble.columns], axis=-1)
    index = pandas.MultiIndex.from_product(
        [range(ensemble.draws), ensemble.times], names=["draw", "time"]
    )
    flat = values.reshape(-1, len(ensemble.columns))
    found: pd.DataFrame = pandas.DataFrame(flat, index=index, columns=list(ensemble.columns))
    return found


def to_parquet(ensemble: Drawn, path: Path) -> None:
    """Write a Parquet file, whole or not at all, a group of draws at a time.

    With values: columns draw, time, one for each number kept, and ``sample x`` for each input x.
    Without: time, quantile and one for each number kept. What the run was is in the schema's
    metadata under ``tamnhin``.
    """
    arrow: Any = need("pyarrow")
    parquet: Any = need("pyarrow.parquet")
    facts = {
        **_facts(ensemble),
        "units": dict(zip(ensemble.columns, ensemble.setup.layout.units, strict=True)),
        "bad": [[bad.draw, bad.variable, bad.time] for bad in ensemble.bad[:1000]],
    }
    meta = {b"tamnhin": json.dumps(facts, ensure_ascii=False).encode()}
    part = path.with_name(path.name + ".part")
    writer = None
    try:
        for columns in _columns(ensemble):
            table = arrow.table(columns).replace_schema_metadata(meta)
            writer = writer or parquet.ParquetWriter(part, table.schema)
            writer.write_table(table)
        if writer is not None:
            writer.close()
            part.replace(path)
    finally:
        part.unlink(missing_ok=True)


def to_csv(ensemble: Drawn, path: Path) -> None:
    """Write the columns of ``to_parquet`` as CSV, whole or not at all."""
    pandas: Any = need("pandas")
    part = path.with_name(path.name + ".part")
    try:
        with part.open("w", encoding="utf-8", newline="") as stream:
            for number, columns in enumerate(_columns(ensemble)):
                frame = pandas.DataFrame(columns)
                frame.to_csv(stream, index=False, header=not number, lineterminator="\n")
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)


def _columns(ensemble: Drawn) -> Iterator[dict[str, Array]]:
    """Columns of a file, a group of draws at a time."""
    times = ensemble.times
    if ensemble.kept is None:
        shares = np.array(_all_shares())
        found = {
            "time": np.repeat(times, len(shares)),
            "quantile": np.tile(shares, len(times)),
        }
        for name in ensemble.columns:
            found[name] = ensemble.quantile(name, list(shares)).T.ravel()
        yield found
        return
    step = max(1, ROWS // len(times))
    samples = ensemble.samples
    for first in range(0, ensemble.draws, step):
        values = ensemble.kept[first : first + step]
        rows: dict[str, Any] = {
            "draw": np.repeat(np.arange(first, first + len(values)), len(times)),
            "time": np.tile(times, len(values)),
        }
        for i, name in enumerate(ensemble.columns):
            rows[name] = values[:, :, i].ravel()
        for name, sample in samples.items():
            rows[f"sample {name}"] = np.repeat(sample[first : first + step], len(times))
        yield rows


def to_ema(ensemble: Drawn) -> tuple[pd.DataFrame, dict[str, Array]]:
    """Experiments and outcomes of the good draws, as EMA Workbench's ``load_results`` gives.

    Returns:
        a table with a column for each uncertainty and the columns scenario, policy and model;
        outcomes by name, each of shape (draws, times), and TIME.
    """
    pandas: Any = need("pandas")
    good = ensemble.good
    numbers = np.flatnonzero(good)
    experiments: pd.DataFrame = pandas.DataFrame(
        {name: values[good] for name, values in ensemble.samples.items()}
    )
    experiments["scenario"] = pandas.Categorical(numbers.astype(str))
    experiments["policy"] = pandas.Categorical(["None"] * len(numbers))
    experiments["model"] = pandas.Categorical(["model"] * len(numbers))
    outcomes = {name: ensemble.values(name)[good] for name in ensemble.columns}
    outcomes["TIME"] = np.broadcast_to(ensemble.times, (len(numbers), len(ensemble.times))).copy()
    return experiments, outcomes
