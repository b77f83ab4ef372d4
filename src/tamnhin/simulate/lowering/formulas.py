"""Functions of an expression as formulas over nodes: steps, pulses, remainders, chance."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from tamnhin.simulate.lowering.arrays import Arrays
from tamnhin.simulate.lowering.layout import Place
from tamnhin.simulate.lowering.values import Value
from tamnhin.simulate.program.ir import Op

# What Vensim takes for zero in comparisons of times and in ZIDZ.
SMALL = 1e-6

Formula = Callable[[Arrays, list[Value], Place], Value]


def _step_length(low: Arrays, place: Place) -> Value:
    return low.whole(low.main, "time_step", place.phase)


def _ramp(low: Arrays, args: list[Value], _place: Place) -> Value:
    slope, start = args[:2]
    time = low.time()
    end = low.call(Op.MIN, args[2], time) if len(args) > 2 else time
    begun = low.call(Op.GT, low.add(time, low.const(SMALL)), start)
    return low.mul(low.mul(begun, slope), low.sub(end, start))


def _step(low: Arrays, args: list[Value], place: Place) -> Value:
    half = low.div(_step_length(low, place), low.const(2))
    return low.mul(args[0], low.call(Op.GT, low.add(low.time(), half), args[1]))


def _single(low: Arrays, start: Value, width: Value) -> Value:
    time = low.time()
    begun = low.call(Op.LE, low.sub(start, low.const(SMALL)), time)
    return low.call(Op.AND, begun, low.call(Op.LT, time, low.add(start, width)))


def _train(low: Arrays, start: Value, every: Value, width: Value, end: Value | None) -> Value:
    time = low.time()
    phase = low.call(Op.MOD, low.add(low.sub(time, start), low.const(SMALL)), every)
    on = low.call(Op.AND, low.call(Op.LE, start, time), low.call(Op.LT, phase, width))
    if end is not None:
        on = low.call(Op.AND, on, low.call(Op.LT, time, end))
    once = low.call(Op.EQ, every, low.const(0))
    return low.select(once, _single(low, start, width), on)


def _xpulse(low: Arrays, args: list[Value], place: Place) -> Value:
    """XMILE: a quantity delivered within one step, once or again and again."""
    dt = _step_length(low, place)
    half = low.mul(low.const(0.5), dt)
    start, size = args[0], low.div(args[-1], dt)
    on = _single(low, start, half) if len(args) == 2 else _train(low, start, args[1], half, None)
    return low.select(on, size, low.const(0))


def _quantum(low: Arrays, args: list[Value], _place: Place) -> Value:
    value, grain = args
    whole = low.mul(grain, low.call(Op.TRUNC, low.div(value, grain)))
    return low.select(low.call(Op.LT, grain, low.const(SMALL)), value, whole)


def _modulo(low: Arrays, args: list[Value], place: Place) -> Value:
    return low.sub(args[0], _quantum(low, args, place))


def _log(low: Arrays, args: list[Value], _place: Place) -> Value:
    base = args[1] if len(args) > 1 else low.const(10)
    return low.div(low.call(Op.LN, args[0]), low.call(Op.LN, base))


def _uniform(low: Arrays, place: Place) -> Value:
    return low.chance(Op.UNIFORM, [], place)


def _random_uniform(low: Arrays, args: list[Value], place: Place) -> Value:
    width = low.sub(args[1], args[0])
    return low.add(args[0], low.mul(width, _uniform(low, place)))


def _random_normal(low: Arrays, args: list[Value], place: Place) -> Value:
    least, most, mean, spread = args[:4]
    bounds = [low.div(low.sub(bound, mean), spread) for bound in (least, most)]
    drawn = low.chance(Op.NORMAL, bounds, place)
    still = low.call(Op.EQ, spread, low.const(0))
    return low.select(still, mean, low.add(mean, low.mul(spread, drawn)))


def _random_exponential(low: Arrays, args: list[Value], place: Place) -> Value:
    """Shifted, stretched, cut off above: the inverse of the distribution function."""
    least, most, shift, stretch = args[:4]
    start = low.call(Op.MAX, least, shift)
    one = low.const(1)
    reach = low.div(low.sub(most, start), stretch)
    share = low.sub(one, low.call(Op.EXP, low.call(Op.NEG, reach)))
    left = low.sub(one, low.mul(_uniform(low, place), share))
    return low.sub(start, low.mul(stretch, low.call(Op.LN, left)))


def _plain_normal(low: Arrays, args: list[Value], place: Place) -> Value:
    wide = [low.const(-np.inf), low.const(np.inf)]
    return _random_normal(low, [*wide, *args[:2]], place)


def _get_time_value(low: Arrays, args: list[Value], place: Place) -> Value:
    """The time now, moved: the one kind that needs neither a calendar nor the computer's clock."""
    which, measure = (float(low.known(args[i], place, "GET TIME VALUE")[0]) for i in (0, 2))
    if measure != 0 or which != 0:
        raise low.refuse(place, f"GET TIME VALUE({which:g}, ..., {measure:g})")
    return low.add(low.time(), args[1])


FORMULAS: dict[str, tuple[int, int, Formula]] = {
    "ramp": (2, 3, _ramp),
    "xramp": (2, 2, _ramp),
    "step": (2, 2, _step),
    "pulse": (2, 2, lambda low, a, _p: _single(low, a[0], a[1])),
    "pulse_train": (4, 4, lambda low, a, _p: _train(low, a[0], a[1], a[2], a[3])),
    "xpulse": (2, 2, _xpulse),
    "xpulse_train": (3, 3, _xpulse),
    "quantum": (2, 2, _quantum),
    "modulo": (2, 2, _modulo),
    "zidz": (2, 2, lambda low, a, _p: low.zidz(a[0], a[1], low.const(0))),
    "xidz": (3, 3, lambda low, a, _p: low.zidz(a[0], a[1], a[2])),
    "log": (1, 2, _log),
    "log10": (1, 1, _log),
    "pi": (0, 0, lambda low, _a, _p: low.const(float(np.pi))),
    "random_0_1": (0, 1, lambda low, _a, p: _uniform(low, p)),
    "random_uniform": (2, 3, _random_uniform),
    "random_normal": (4, 5, _random_normal),
    "random_exponential": (4, 5, _random_exponential),
    "random": (2, 3, _random_uniform),
    "normal": (2, 3, _plain_normal),
    "get_time_value": (3, 3, _get_time_value),
}
