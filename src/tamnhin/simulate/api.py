"""What a researcher types: ``load_model("x.mdl")``, then ``model.run`` or ``model.ensemble``."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING, Literal, Unpack, overload

from numpy.typing import ArrayLike

from tamnhin.simulate import run
from tamnhin.simulate.ensemble import frames
from tamnhin.simulate.ensemble.engine import Options, run_ensemble
from tamnhin.simulate.ensemble.result import Ensemble
from tamnhin.simulate.ensemble.setup import Prior
from tamnhin.simulate.source.model import Variable

if TYPE_CHECKING:
    import pandas as pd
    import xarray as xr


@dataclass(frozen=True)
class Model:
    """A stock-flow model that was read.

    Attributes:
        core: the lowered model, for programs.
    """

    core: run.StockFlowModel

    @property
    def variables(self) -> tuple[Variable, ...]:
        """The variables with kind, unit and comment, in the order of the file."""
        return self.core.variables

    @overload
    def run(
        self,
        params: Mapping[str, ArrayLike] | None = None,
        outputs: Sequence[str] | None = None,
        t: Sequence[float] | None = None,
        *,
        seed: int = 0,
        method: str | None = None,
        frame: Literal["xarray"] = "xarray",
    ) -> xr.Dataset: ...

    @overload
    def run(
        self,
        params: Mapping[str, ArrayLike] | None = None,
        outputs: Sequence[str] | None = None,
        t: Sequence[float] | None = None,
        *,
        seed: int = 0,
        method: str | None = None,
        frame: Literal["pandas"],
    ) -> pd.DataFrame: ...

    def run(
        self,
        params: Mapping[str, ArrayLike] | None = None,
        outputs: Sequence[str] | None = None,
        t: Sequence[float] | None = None,
        *,
        seed: int = 0,
        method: str | None = None,
        frame: Literal["xarray", "pandas"] = "xarray",
    ) -> xr.Dataset | pd.DataFrame:
        """Run the model, once or for each value of the parameters.

        Args:
            params: by name, in the variable's unit: one value, or one for each draw (first axis).
            outputs: variables to keep; all if None.
            t: times to keep, in the model's unit of time; every SAVEPER if None.
            seed: of the model's random functions.
            method: euler or rk4; what the file says if None.
            frame: what to give.

        Returns:
            a dataset with dimensions draw, time and subscripts and units as attributes; or a table
            with a row for each time (and draw, if several) and a column for each number.

        Raises:
            SimulationError: an unknown name or time, a wrong shape.
            ConfigurationError: xarray or pandas is not installed.
        """
        found = self.core.run(params, outputs, t, seed=seed, method=method)
        if frame == "pandas":
            return frames.result_to_pandas(self.core, found)
        return frames.result_to_xarray(self.core, found)

    def ensemble(
        self,
        priors: Mapping[str, Prior] | None = None,
        draws: int = 1000,
        outputs: Sequence[str] | None = None,
        **options: Unpack[Options],
    ) -> Ensemble:
        """Run the model for many draws of what is uncertain.

        Args:
            priors: by variable, a distribution in its unit or a pair (low, high).
            draws: how many.
            outputs: variables to keep; the stocks if None.
            **options: seed, design, correlation, conditions, keep, executor and all else that
                ``ensemble.setup.What`` and ``ensemble.engine.How`` explain.

        Returns:
            quantiles, probabilities, values of draws, sensitivities, scenario discovery.
        """
        return run_ensemble(self.core, priors, draws, outputs, **options)

    def __repr__(self) -> str:
        return f"Model({self.core.source.path.name}, {len(self.variables)} variables)"

    def _repr_html_(self) -> str:
        rows = "".join(
            f"<tr><th>{escape(v.name)}</th><td>{v.kind}</td><td>{escape(v.unit)}</td>"
            f"<td>{escape(v.doc)}</td></tr>"
            for v in self.variables[:200]
        )
        return f"<p>{escape(repr(self))}</p><table>{rows}</table>"


def load_model(path: str | Path, data: Sequence[str | Path] = ()) -> Model:
    """Read a Vensim or XMILE model.

    Args:
        path: the model file; files it names must stand in its folder.
        data: result files (.tab, .csv) that hold the series of its data variables.

    Raises:
        ModelError: it cannot be run; says the variable, the construct and the line.
        ConfigurationError: PySD is not installed.
    """
    return Model(run.load_model(path, data))
