"""A model file to results: ``load_model(path).run(...)``."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from numpy.typing import ArrayLike

from tamnhin.errors import ModelError, SimulationError
from tamnhin.messages import N_
from tamnhin.plan.cells import closest
from tamnhin.simulate.backends import numpy_backend
from tamnhin.simulate.given import numbers, with_defaults, with_numbers
from tamnhin.simulate.lowering.layout import STEP
from tamnhin.simulate.lowering.stateful import Stateful
from tamnhin.simulate.phrase import Phrase
from tamnhin.simulate.program.fold import specialise, upstream
from tamnhin.simulate.program.ir import Array, Bind, Output, Program
from tamnhin.simulate.program.schedule import first_step, schedule
from tamnhin.simulate.program.undefined import Mask, set_aside
from tamnhin.simulate.source.deep import in_deep_stack
from tamnhin.simulate.source.external import Files
from tamnhin.simulate.source.model import (
    CONTROLS,
    Source,
    Variable,
    VariableKind,
    key,
)
from tamnhin.simulate.source.translate import read_source

# Draws that numpy carries at a time: enough to hide its overhead, few enough for the cache.
BATCH = 2048


@dataclass(frozen=True, slots=True)
class BadDraw:
    """A draw that is not finite, and where that began."""

    draw: int
    variable: str
    time: float


@dataclass(frozen=True, slots=True)
class Result:
    """What a run gives.

    Attributes:
        times: when outputs were kept.
        values: by the variable's name in the file, shape (draws, times, *subscripts).
        bad: draws that were not finite, in order; the others are not touched by them.
    """

    times: Array
    values: dict[str, Array]
    bad: tuple[BadDraw, ...] = ()


@dataclass(frozen=True)
class StockFlowModel:
    """A model that can be run.

    Attributes:
        source: what was read.
        program: all of it, lowered, every constant still an input.
        structural: constants that shape the program (orders of delays); same for all draws.
        dimensions: by variable key, the element names of each subscript.
    """

    source: Source
    program: Program
    structural: frozenset[str]
    dimensions: dict[str, tuple[tuple[str, ...], ...]]
    files: Files = field(repr=False)

    @property
    def variables(self) -> tuple[Variable, ...]:
        """The variables, in the order of the file."""
        return tuple(self.source.main.variables.values())

    def run(
        self,
        params: Mapping[str, ArrayLike] | None = None,
        outputs: Sequence[str] | None = None,
        t: Sequence[float] | None = None,
        draws: int | None = None,
        *,
        seed: int = 0,
        first_draw: int = 0,
        method: str | None = None,
    ) -> Result:
        """Run the model.

        Args:
            params: by name, one value for all draws or one for each (first axis).
            outputs: names to keep; all variables if None.
            t: times to keep; every SAVEPER if None.
            draws: how many; found from ``params`` if None.
            seed: of the random functions.
            first_draw: number of the first draw in the whole study.
            method: euler or rk4; what the file says if None.

        Raises:
            SimulationError: an unknown name, a wrong shape, a clock that differs by draw.
        """
        given = {self.name_of(name): numbers(name, v) for name, v in (params or {}).items()}
        outputs = [outputs] if isinstance(outputs, str) else outputs
        names = [self.name_of(name) for name in outputs] if outputs is not None else None
        model = self._prepared(given)
        count = model._draws(given, draws)
        fixed, varying = model._split(given, count)
        program, undefined = set_aside(with_defaults(model.program, fixed), varying)
        clock = schedule(specialise(program, varying, CONTROLS), t)
        study = numpy_backend.Study(clock, seed, self._method(method))
        found = model._run(program, study, varying, names, np.arange(count) + first_draw)
        model._blank(found, undefined)
        return found

    def _blank(self, found: Result, undefined: Mapping[str, Mask]) -> None:
        """Write not-a-number where the model leaves an element undefined."""
        for name, mask in undefined.items():
            values = found.values.get(self.source.main.variables[name].name)
            if values is not None:
                values[:, :, mask.reshape(self._shape(name))] = np.nan

    def _method(self, asked: str | None) -> str:
        method = asked or self.source.method
        if method not in ("euler", "rk4"):
            raise SimulationError(N_("There is no integration method {name}."), name=method)
        return method

    def _run(
        self,
        program: Program,
        study: numpy_backend.Study,
        varying: Mapping[str, Array],
        names: Sequence[str] | None,
        numbers: numpy_backend.Numbers,
    ) -> Result:
        """All draws, batch by batch."""
        clock, special = study.schedule, specialise(program, varying, names)
        chunks = []
        for begin in range(0, len(numbers), BATCH):
            here = slice(begin, begin + BATCH)
            part = {name: value[:, here] for name, value in varying.items()}
            chunks.append(numpy_backend.run(special, study, part, numbers[here]))
        first = np.concatenate([chunk.first_bad for chunk in chunks])
        bad = self._diagnose(
            program, study, varying, names, np.flatnonzero(first >= 0), int(numbers[0])
        )
        values = {
            self.source.main.variables[name].name: np.concatenate(
                [chunk.outputs[name] for chunk in chunks]
            ).reshape(len(numbers), len(clock.saved), *out.shape)
            for name, out in special.outputs.items()
        }
        return Result(clock.times[list(clock.saved)], values, bad)

    def name_of(self, name: str) -> str:
        """The key of a variable.

        Raises:
            SimulationError: the model has no such variable.
        """
        for candidate in (key(name), f'"{key(name)}"'):
            if candidate in self.source.main.variables:
                return candidate
        near = closest(key(name), self.source.main.variables)
        if near:
            raise SimulationError(
                N_("The model has no variable {name}. Did you mean {hint}?"),
                name=name,
                hint=self.source.main.variables[near].name,
            )
        raise SimulationError(N_("The model has no variable {name}."), name=name)

    def has(self, name: str) -> bool:
        """Whether the model has a variable of this name."""
        return any(text in self.source.main.variables for text in (key(name), f'"{key(name)}"'))

    def prepared(self, given: Mapping[str, Array]) -> StockFlowModel:
        """This model, or one lowered anew where what is given changes its equations.

        Args:
            given: by variable key; one axis more than the variable where it varies by draw.
        """
        return self._prepared(given)

    def program_with(self, fixed: Mapping[str, Array]) -> Program:
        """The program with these values, the same for every draw, as defaults.

        Args:
            fixed: by variable key, of the variable's shape or one number for all elements.
        """
        whole, single = self._split(fixed, 1)
        one = {name: value[:, 0] for name, value in single.items()}
        return with_defaults(self.program, {**whole, **one})

    def _prepared(self, given: Mapping[str, Array]) -> StockFlowModel:
        """This model, or one lowered anew where the parameters change its equations."""
        known = {param.name: param for param in self.program.params}
        inputs = frozenset(name for name in given if name not in known)
        shapes = {name for name in given if name in self.structural}
        for name in shapes:
            if given[name].ndim > len(known[name].shape):
                raise SimulationError(
                    N_("{variable} shapes the model and must be the same for every draw."),
                    variable=self.source.main.variables[name].name,
                )
        for name in inputs:
            kind = self.source.main.variables[name].kind
            if kind in (VariableKind.STOCK, VariableKind.LOOKUP):
                raise SimulationError(
                    N_("{variable} is a {kind} and cannot be given."),
                    variable=self.source.main.variables[name].name,
                    kind=kind.words,
                )
        if not inputs and not shapes:
            return self
        source = with_numbers(self.source, {name: given[name] for name in shapes})
        return lower_model(source, self.files, inputs)

    def _draws(self, given: Mapping[str, Array], draws: int | None) -> int:
        found = {
            value.shape[0]
            for name, value in given.items()
            if value.ndim == len(self._shape(name)) + 1
        }
        if draws is not None:
            found.add(draws)
        if len(found) > 1 or any(n < 1 for n in found):
            raise SimulationError(
                N_("The parameters are given for different numbers of draws: {counts}."),
                counts=", ".join(map(str, sorted(found))),
            )
        return found.pop() if found else 1

    def _shape(self, name: str) -> tuple[int, ...]:
        return self.program.outputs[name].shape

    def _split(
        self, given: Mapping[str, Array], draws: int
    ) -> tuple[dict[str, Array], dict[str, Array]]:
        """Values that are the same for all draws, and (elements, draws) of those that are not."""
        fixed, varying = {}, {}
        for name, value in given.items():
            shape = self._shape(name)
            if value.ndim <= len(shape):
                try:
                    fixed[name] = np.broadcast_to(value, shape).ravel()
                    continue
                except ValueError:
                    pass
            if value.shape != (draws, *shape):
                raise SimulationError(
                    N_("{variable} has the shape {found}, not {wanted}."),
                    variable=self.source.main.variables[name].name,
                    found=str(value.shape),
                    wanted=str((draws, *shape)),
                )
            varying[name] = value.reshape(draws, -1).T
        return fixed, varying

    def _diagnose(
        self,
        program: Program,
        study: numpy_backend.Study,
        varying: Mapping[str, Array],
        outputs: Sequence[str] | None,
        bad: np.ndarray[tuple[int], np.dtype[np.intp]],
        first_draw: int,
    ) -> tuple[BadDraw, ...]:
        """Run the bad draws again with every variable watched."""
        if not bad.size:
            return ()
        wanted = None if outputs is None else upstream(program, outputs)
        everything = specialise(program, varying, wanted)
        part = {name: value[:, bad] for name, value in varying.items()}
        found = numpy_backend.watch(everything, study, part, bad + first_draw)
        names = self.source.main.variables
        return tuple(
            BadDraw(int(draw) + first_draw, names[name].name if name in names else name, time)
            for draw, (name, time) in zip(bad, found, strict=True)
        )


def load_model(path: str | Path, data: Sequence[str | Path] = ()) -> StockFlowModel:
    """Read and lower a Vensim or XMILE model.

    Args:
        path: the model file; files it names must stand in its folder.
        data: result files (.tab, .csv) that hold the series of its data variables.

    Raises:
        ModelError: it cannot be run; says the variable, the construct and the line.
        ConfigurationError: PySD is not installed.
    """
    where = Path(path)
    source = in_deep_stack(lambda: read_source(where), where)
    return lower_model(source, Files(where.parent, [Path(entry) for entry in data]))


def lower_model(
    source: Source, files: Files, inputs: frozenset[str] = frozenset()
) -> StockFlowModel:
    """Lower a model that was read; ``inputs`` are variables to be given instead of computed."""
    return in_deep_stack(lambda: _lower(source, files, inputs), source.path)


def _lower(source: Source, files: Files, inputs: frozenset[str]) -> StockFlowModel:
    low = Stateful(source, inputs, files)
    outputs, dimensions = {}, {}
    labels = source.main.labels
    for name in CONTROLS:
        if name not in source.main.variables:
            raise ModelError(
                N_("{file} does not say its {variable}."),
                file=source.path.name,
                variable=name.upper().replace("_", " "),
            )
    for name, variable in source.main.variables.items():
        if variable.kind is VariableKind.LOOKUP:
            continue
        value = low.whole(low.main, name, STEP)
        shape = tuple(len(axis.elements) for axis in value.axes)
        size = int(np.prod(shape, dtype=int))
        node = value.node
        if low.graph.nodes[node].size != size:
            node = low.gather(node, np.zeros(size, dtype=np.intp))
        outputs[name] = Output(node, shape)
        dimensions[name] = tuple(
            tuple(labels.get(e, e) for e in axis.elements) for axis in value.axes
        )
    low.settle()
    program = Program(
        tuple(low.graph.nodes),
        tuple(low.states),
        tuple(low.graph.tables),
        tuple(low.params),
        outputs,
    )
    _check_clock(source, program)
    return StockFlowModel(source, program, frozenset(low.structural), dimensions, files)


def _check_clock(source: Source, program: Program) -> None:
    """The clock may follow time, not what differs between draws."""
    controls = specialise(program, (), CONTROLS)
    for name, output in controls.outputs.items():
        if controls.nodes[output.node].bind not in (Bind.CONST, Bind.TIME):
            variable = source.main.variables[name]
            raise ModelError(
                N_("{variable} (line {line}): {construct} is not supported."),
                variable=variable.name,
                line=variable.line,
                construct=Phrase(N_("a clock that follows a stock or chance")),
            )
    first = first_step(controls)
    if not first.runs:
        variable = source.main.variables["time_step"]
        raise ModelError(
            N_("{variable} (line {line}) is {value} at time {time}: the clock does not run."),
            variable=variable.name,
            line=variable.line,
            value=str(first.dt),
            time=str(first.time),
        )
