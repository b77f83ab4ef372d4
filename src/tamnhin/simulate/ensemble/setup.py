"""An ensemble made ready: a model, what varies, what is kept. Small, frozen, fit to be sent.

A ``Setup`` holds all that a worker anywhere needs to run any range of draws, and nothing that
depends on who runs it; its ``key`` names the answer.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from hashlib import sha256
from typing import TypedDict, Unpack

import numpy as np
from numpy.typing import ArrayLike

from tamnhin.errors import SimulationError
from tamnhin.messages import N_
from tamnhin.simulate.backends import numpy_backend
from tamnhin.simulate.backends.choice import choose
from tamnhin.simulate.ensemble.columns import (
    Group,
    Layout,
    element,
    group_of,
    layout_of,
    split_name,
)
from tamnhin.simulate.ensemble.condition import Condition, parse_condition
from tamnhin.simulate.ensemble.distributions import Distribution, Uniform
from tamnhin.simulate.ensemble.sampling import Correlation, Design, Sampler, given_samples, sampler
from tamnhin.simulate.given import numbers
from tamnhin.simulate.notice import tell
from tamnhin.simulate.program.fold import specialise
from tamnhin.simulate.program.ir import Array, Op, Program, Schedule
from tamnhin.simulate.program.schedule import schedule
from tamnhin.simulate.program.undefined import Mask, set_aside
from tamnhin.simulate.run import StockFlowModel
from tamnhin.simulate.source.model import CONTROLS, Variable, VariableKind

Prior = Distribution | tuple[float, float]
# Part of every key: raise it whenever the same setup would give another answer.
FORM = 2


@dataclass(frozen=True, slots=True)
class Input:
    """Where the values of one uncertainty go.

    Attributes:
        name: as asked for.
        param: the parameter of the program.
        at: which element of it; None for all.
    """

    name: str
    param: str
    at: int | None


@dataclass(frozen=True)
class Setup:
    """All that the answer depends on.

    Attributes:
        program: lowered, constants that do not vary folded only in ``special``.
        special: specialised to what varies and what is kept.
        schedule: the times.
        layout: what is kept.
        inputs: what varies.
        bases: by parameter that varies, its values where no input sets them.
        sampler: gives the values of any range of draws; None if ``given``.
        given: values by name, shape (draws,), in the unit of each variable.
        draws: how many.
        seed: of the design and of the model's random functions.
        method: euler or rk4.
        conditions: what is counted while running, with the column of each.
        names: by key, the name of each variable in the file; states inside macros as ``x:y``.
        undefined: columns that the model leaves undefined, for every draw.
        units: by input, the unit in the file.
        keep: whether the values of every draw are kept.
        backend: name of the back-end.
    """

    program: Program
    special: Program
    schedule: Schedule
    layout: Layout
    inputs: tuple[Input, ...]
    bases: dict[str, tuple[float, ...]]
    sampler: Sampler | None
    given: dict[str, Array]
    draws: int
    seed: int
    method: str
    conditions: tuple[tuple[int, Condition], ...]
    names: dict[str, str]
    units: dict[str, str]
    keep: bool
    backend: str
    undefined: tuple[int, ...] = ()
    key: str = ""

    @property
    def clock(self) -> numpy_backend.Study:
        """What a back-end needs besides program, parameters and draws."""
        return numpy_backend.Study(self.schedule, self.seed, self.method)

    @property
    def times(self) -> Array:
        """The times at which outputs are kept."""
        return np.asarray(self.schedule.times[list(self.schedule.saved)])

    def samples(self, first: int, count: int) -> dict[str, Array]:
        """Values of what varies, by name, shape (count,)."""
        if self.sampler is not None:
            return self.sampler.sample(first, count)
        return {name: value[first : first + count] for name, value in self.given.items()}

    def parameters(self, samples: Mapping[str, Array], count: int) -> dict[str, Array]:
        """The program's inputs for some draws, by name, shape (elements, draws)."""
        found = {
            name: np.repeat(np.array(base)[:, None], count, axis=1)
            for name, base in self.bases.items()
        }
        for item in self.inputs:
            rows = slice(None) if item.at is None else item.at
            found[item.param][rows] = samples[item.name]
        return found

    def head(self, count: int) -> Setup:
        """The same setup without the given values beyond the first ones, to be sent."""
        return replace(self, given={name: value[:count] for name, value in self.given.items()})


class What(TypedDict, total=False):
    """What an answer depends on besides priors, draws and outputs.

    Attributes:
        samples: instead of priors, values by variable, shape (draws,), of a design made elsewhere.
        params: settings that are the same for every draw, in the variable's unit.
        t: times to keep, in the model's unit of time; every SAVEPER if None.
        seed: of the design and of the model's random functions; 0 if left out.
        design: latin_hypercube, sobol or independent; the first if left out.
        correlation: Spearman's rank correlation by pair of names.
        conditions: counted exactly while running, such as ``x >= 230``.
        method: euler or rk4; what the file says if None.
        backend: compiled or numpy; the fastest that works here if None.
    """

    samples: Mapping[str, ArrayLike] | None
    params: Mapping[str, ArrayLike] | None
    t: Sequence[float] | None
    seed: int
    design: str
    correlation: Correlation | None
    conditions: Sequence[str]
    method: str | None
    backend: str | None


def set_up(
    model: StockFlowModel,
    priors: Mapping[str, Prior] | None,
    draws: int,
    outputs: Sequence[str] | None,
    **what: Unpack[What],
) -> Setup:
    """Check what is asked for and lower the model to it; ``What`` explains the arguments.

    Raises:
        SimulationError: an unknown name, a number or a shape that cannot be.
        ConfigurationError: the back-end cannot run the model, or not here.
    """
    given = given_samples(what.get("samples") or {})
    source, draws = _source(priors or {}, given, draws, what)
    inputs = _inputs(model, tuple(given or priors or {}))
    groups = {item.param: group_of(model, item.param) for item in inputs}
    prepared, program = _program(model, what.get("params") or {}, groups)
    program, undefined = set_aside(program, groups)
    layout = layout_of(model, _outputs(model, outputs))
    special = specialise(program, groups, [group.key for group in layout.groups])
    method = what.get("method") or model.source.method
    variables = prepared.source.main.variables
    setup = Setup(
        program=program,
        special=special,
        schedule=schedule(specialise(program, groups, CONTROLS), what.get("t")),
        layout=layout,
        inputs=inputs,
        bases=_bases(program, groups, inputs),
        sampler=source,
        given=given,
        draws=draws,
        seed=what.get("seed", 0),
        method=method,
        conditions=_conditions(layout, what.get("conditions", ())),
        names=_names(program, variables),
        undefined=_columns_of(layout, undefined),
        units={item.name: variables[item.param].unit for item in inputs},
        keep=True,
        backend=choose(what.get("backend"), special, method).name,
    )
    _check_varies(special, draws)
    return replace(setup, key=_key(setup))


def for_samples(
    setup: Setup, samples: Mapping[str, ArrayLike], output: str, at: int | None
) -> Setup:
    """The same model and settings for given values of the inputs, keeping one output.

    Args:
        setup: what was run.
        samples: by input, shape (runs,).
        output: name of an output.
        at: which of the times that were kept; all if None.
    """
    given = given_samples(samples)
    group = setup.layout.group(split_name(output)[0])
    saved = setup.schedule.saved
    other = replace(
        setup,
        special=specialise(setup.program, setup.bases, [group.key]),
        schedule=setup.schedule if at is None else replace(setup.schedule, saved=(saved[at],)),
        layout=Layout((replace(group, start=0),)),
        undefined=tuple(
            i - group.start for i in setup.undefined if 0 <= i - group.start < group.size
        ),
        sampler=None,
        given=given,
        draws=len(next(iter(given.values()))),
        conditions=(),
        keep=True,
    )
    return replace(other, key=_key(other))


def _source(
    priors: Mapping[str, Prior], given: Mapping[str, Array], draws: int, what: What
) -> tuple[Sampler | None, int]:
    """The design, unless samples are given, and how many draws there are."""
    if given and priors:
        raise SimulationError(N_("Give either distributions or samples, not both."))
    if given:
        return None, len(next(iter(given.values())))
    laws = {name: _law(name, prior) for name, prior in priors.items()}
    design = what.get("design", Design.LATIN_HYPERCUBE)
    if design == Design.SOBOL and draws & (draws - 1):
        tell(
            N_(
                "{draws} draws of a Sobol sequence are not balanced: take a power of two, {low} or "
                "{high}."
            ),
            draws=str(draws),
            low=str(1 << (draws.bit_length() - 1)),
            high=str(1 << draws.bit_length()),
        )
    found = sampler(laws, draws, what.get("seed", 0), design, what.get("correlation"))
    return found, draws


def _check_varies(special: Program, draws: int) -> None:
    """Tell where every draw is the same."""
    chance = any(node.op in (Op.UNIFORM, Op.NORMAL) for node in special.nodes)
    if draws > 1 and not special.params and not chance:
        tell(
            N_(
                "Nothing varies: no distribution is given and the outputs rest on no random "
                "numbers, so all {draws} draws are the same."
            ),
            draws=draws,
        )


def _outputs(model: StockFlowModel, outputs: Sequence[str] | None) -> Sequence[str]:
    """What is asked for; the stocks if nothing is said."""
    if isinstance(outputs, str):
        return [outputs]
    if outputs is not None:
        return outputs
    return [v.name for v in model.variables if v.kind is VariableKind.STOCK]


def _law(name: str, prior: Prior) -> Distribution:
    if not isinstance(prior, tuple) and hasattr(prior, "ppf"):
        return prior
    try:
        low, high = np.asarray(prior, dtype=np.float64)
        return Uniform(float(low), float(high))
    except (TypeError, ValueError) as error:
        raise SimulationError(
            N_(
                "What is given for {name} is neither a distribution nor a pair (low, high): "
                "{found}."
            ),
            name=name,
            found=repr(prior)[:80],
        ) from error


def _inputs(model: StockFlowModel, names: Sequence[str]) -> tuple[Input, ...]:
    """Where each uncertainty goes; a name in full wins over a name with subscripts."""
    found: list[Input] = []
    for name in names:
        text, subs = split_name(name)
        if not subs or model.has(name):
            text, subs = name, ()
        base = model.name_of(text)
        at = element(group_of(model, base), subs)
        taken = [item.at for item in found if item.param == base]
        if taken and (at is None or None in taken or at in taken):
            raise SimulationError(N_("{name} is varied twice."), name=name)
        found.append(Input(name, base, at))
    return tuple(found)


def _program(
    model: StockFlowModel, params: Mapping[str, ArrayLike], groups: Mapping[str, Group]
) -> tuple[StockFlowModel, Program]:
    """The model lowered for these inputs, fixed values as defaults."""
    fixed = {model.name_of(name): numbers(name, v) for name, v in params.items()}
    both = sorted(set(fixed) & set(groups))
    if both:
        raise SimulationError(N_("{name} is both varied and set."), name=groups[both[0]].name)
    varied = {name: np.zeros((2, *group.shape)) for name, group in groups.items()}
    prepared = model.prepared({**varied, **fixed})
    return prepared, prepared.program_with(fixed)


def _bases(
    program: Program, groups: Mapping[str, Group], inputs: Sequence[Input]
) -> dict[str, tuple[float, ...]]:
    """The values of the parameters that vary, for elements that no input sets."""
    known = {param.name: param.default for param in program.params}
    found = {}
    for name, group in groups.items():
        base = np.array(known.get(name) or [np.nan] * group.size, dtype=float)
        base = np.resize(base, group.size)
        if all(item.at is not None for item in inputs if item.param == name):
            left = set(range(group.size)) - {i.at for i in inputs if i.param == name}
            if left and not np.isfinite(base[sorted(left)]).all():
                raise SimulationError(
                    N_("{name} is computed by the model: vary all of its elements or none."),
                    name=group.name,
                )
        found[name] = tuple(base.tolist())
    return found


def _names(program: Program, variables: Mapping[str, Variable]) -> dict[str, str]:
    """What is shown for each key; a state inside a macro stands for itself."""
    found = {state.name: state.name for state in program.states}
    return found | {name: variable.name for name, variable in variables.items()}


def _columns_of(layout: Layout, undefined: Mapping[str, Mask]) -> tuple[int, ...]:
    """The columns of undefined elements."""
    return tuple(
        group.start + int(i)
        for group in layout.groups
        if group.key in undefined
        for i in np.flatnonzero(undefined[group.key])
    )


def _conditions(layout: Layout, texts: Sequence[str]) -> tuple[tuple[int, Condition], ...]:
    texts = [texts] if isinstance(texts, str) else texts
    found = [parse_condition(text) for text in texts]
    return tuple((layout.column(condition.name), condition) for condition in found)


def _key(setup: Setup) -> str:
    """A hash of all that the numbers depend on; never of who computes them."""
    parts: list[object] = [FORM, np.__version__, setup.program, setup.special, setup.schedule.saved]
    parts += [setup.layout, setup.inputs, sorted(setup.bases.items()), setup.sampler]
    parts += [setup.draws, setup.seed, setup.method, setup.conditions, setup.keep, setup.backend]
    digest = sha256()
    for part in parts:
        digest.update(repr(part).encode() + b"\0")
    for array in (setup.schedule.times, setup.schedule.dt, *setup.given.values()):
        digest.update(np.ascontiguousarray(array).tobytes() + b"\0")
    return digest.hexdigest()
