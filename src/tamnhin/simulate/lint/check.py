"""What is wrong or doubtful in a model file, all at once: ``check_model(path)``.

The text is looked at first, then the equations as they were read, then the lowered model, then
two runs. A later stage is left out where an earlier one cannot hand on.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final

from tamnhin.errors import ConfigurationError, ModelError, TamNhinError
from tamnhin.plan.cells import closest
from tamnhin.problems import Problem, Report, problem
from tamnhin.simulate.lint.loops import find_loops
from tamnhin.simulate.lint.names import STEP, Names, references, uses
from tamnhin.simulate.lint.step_check import TOLERANCE, NotCompared, NotFinite, compare_steps
from tamnhin.simulate.lint.stocks import stocks_not_a_number, stocks_without_initial
from tamnhin.simulate.lint.unit_check import check_units
from tamnhin.simulate.run import StockFlowModel, lower_model
from tamnhin.simulate.source import guard
from tamnhin.simulate.source.deep import in_deep_stack
from tamnhin.simulate.source.external import Files
from tamnhin.simulate.source.model import CONTROLS, Section, Source, VariableKind, key
from tamnhin.simulate.source.translate import read_source

SUFFIXES: Final = frozenset(guard.SUFFIXES)
_SUPPLEMENTARY = re.compile(r"~\s*:SUP", re.IGNORECASE)
# A stock is what a model is about, whether or not something reads it.
# XMILE has no mark for outcomes: there a variable at the end of a chain is taken for one.
_NEVER_OUTCOMES = frozenset(
    {VariableKind.CONSTANT, VariableKind.LOOKUP, VariableKind.DATA, VariableKind.FLOW}
)


def check_model(path: str | Path, data: Sequence[str | Path] = ()) -> Report:
    """Every problem of a model file, with the line and the variable where it is.

    Args:
        path: a Vensim or XMILE file.
        data: result files that hold the series of its data variables.

    Raises:
        ConfigurationError: PySD is not installed.
    """
    where = Path(path)
    return Report.of(_check(where, [Path(entry) for entry in data]))


def _check(path: Path, data: Sequence[Path]) -> Iterator[Problem]:
    file = str(path)
    try:
        checked = guard.check_file(path)
    except ModelError as error:
        yield _refused(file, error)
        return
    stocks = list(stocks_without_initial(checked))
    for line, name in stocks:
        yield problem("model-stock-initial", file, line or None, name)
    try:
        source = in_deep_stack(lambda: read_source(path), path)
    except ModelError as error:
        if key(str(error.params.get("variable", ""))) not in {key(name) for _, name in stocks}:
            yield _refused(file, error)
        return
    found = list(_check_source(source, checked, file))
    yield from found
    try:
        model = lower_model(source, Files(path.parent, data))
    except ModelError as error:
        yield from _not_lowered(source, file, error, found)
        return
    yield from _check_run(model, file)


def _check_source(source: Source, checked: guard.Checked, file: str) -> Iterator[Problem]:
    for line, name in stocks_not_a_number(source):
        yield problem("model-stock-initial", file, line or None, name)
    for section in (source.main, *source.macros.values()):
        yield from _undefined(section, source, file)
    yield from _unused(source, checked, file)
    try:
        yield from check_units(source, file)
    except ConfigurationError as error:
        yield problem("model-units-left-out", file, reason=error)


# --- names ------------------------------------------------------------------------------------


def _undefined(section: Section, source: Source, file: str) -> Iterator[Problem]:
    names = Names(section, source.macros)
    for variable in section.variables.values():
        for component in variable.components:
            for name in dict.fromkeys(references(component.expr)):
                if name.endswith("()") or names.is_known(name):
                    continue
                shown = name.replace("_", " ")
                hint = closest(name, section.variables)
                hint = section.variables[hint].name if hint else ""
                yield problem(
                    "model-undefined", file, variable.line or None, variable.name, shown, hint=hint
                )


def _unused(source: Source, checked: guard.Checked, file: str) -> Iterator[Problem]:
    section = source.main
    names = Names(section, source.macros)
    used: set[str] = set(CONTROLS)
    for name, variable in section.variables.items():
        used |= uses(variable, names) - {name}
    outcomes = _outcomes(checked)
    for name, variable in section.variables.items():
        if name in used or name in outcomes or variable.kind is VariableKind.STOCK:
            continue
        if checked.format == "vensim" or variable.kind in _NEVER_OUTCOMES:
            yield problem("model-unused", file, variable.line or None, variable.name)


def _outcomes(checked: guard.Checked) -> frozenset[str]:
    """Keys of the variables that a Vensim file marks as supplementary."""
    if not checked.text:
        return frozenset()
    starts = [entry[0] for entry in guard.entries(checked.text)]
    ends = [*starts[1:], len(checked.text)]
    order = sorted(checked.lines, key=checked.lines.__getitem__)
    lines = [checked.lines[name] for name in order]
    found: set[str] = set()
    line, seen = 1, 0
    for begin, end in zip(starts, ends, strict=True):
        mark = _SUPPLEMENTARY.search(checked.text, begin, end)
        if mark is not None:
            line, seen = line + checked.text.count("\n", seen, mark.start()), mark.start()
            at = bisect_right(lines, line) - 1
            if at >= 0:
                found.add(order[at])
    return frozenset(found)


# --- loops, and what lowering refuses -----------------------------------------------------------


def _not_lowered(
    source: Source, file: str, error: ModelError, found: Sequence[Problem]
) -> Iterator[Problem]:
    """The loops by name; whatever else lowering met, unless that was said already."""
    section = source.main
    named: set[frozenset[str]] = set()
    for circle in find_loops(section, Names(section, source.macros)):
        names = [section.variables[name].name for _, name in circle]
        named.add(frozenset(names))
        first = section.variables[circle[0][1]]
        code = "model-loop" if {phase for phase, _ in circle} == {STEP} else "model-loop-initial"
        yield _loop(code, file, first.line, names)
    if "circle" in error.params:
        names = str(error.params["circle"]).split(" → ")[:-1]
        if frozenset(names) not in named:
            line = error.params.get("line")
            yield _loop("model-loop", file, line if isinstance(line, int) else 0, names)
        return
    place = error.params.get("variable")
    if not any(p.column == place and p.severity == "error" for p in found):
        yield _refused(file, error)


def _loop(code: str, file: str, line: int, names: Sequence[str]) -> Problem:
    circle = " → ".join([*names, names[0]])
    return problem(code, file, line or None, names[0], circle, circle=circle)


def _refused(file: str, error: TamNhinError) -> Problem:
    line, name = error.params.get("line"), error.params.get("variable")
    row = line if isinstance(line, int) and line > 0 else None
    return problem(
        "model-refused", file, row, name if isinstance(name, str) else None, reason=error
    )


# --- the run ------------------------------------------------------------------------------------


def _check_run(model: StockFlowModel, file: str) -> Iterator[Problem]:
    control = model.source.main.variables["time_step"]
    place = (file, control.line or None)
    try:
        found = compare_steps(model)
    except TamNhinError as error:
        yield problem("model-refused", *place, control.name, reason=error)
        return
    if isinstance(found, NotCompared):
        yield problem("model-time-step-left-out", *place, control.name, reason=found.reason)
    elif isinstance(found, NotFinite):
        variable = model.source.main.variables[model.name_of(found.variable)]
        time = f"{found.time:g}"
        yield problem("model-not-finite", file, variable.line or None, variable.name, time=time)
    else:
        long = found.difference > TOLERANCE
        yield problem(
            "model-time-step" if long else "model-time-step-fine",
            *place,
            control.name,
            f"{found.step:g}",
            variable=found.variable or "–",
            percent=_percent(found.difference),
            limit=f"{100 * TOLERANCE:g}",
            time=f"{found.time:g}",
            step=f"{found.step:g}",
        )


def _percent(share: float) -> float:
    """Two digits that count, none below a millionth: more would be noise."""
    percent = float(f"{100 * share:.2g}")
    if percent < 1e-4:
        return 0
    return int(percent) if percent.is_integer() else percent
