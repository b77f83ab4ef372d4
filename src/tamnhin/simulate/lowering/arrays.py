"""The functions that work along a subscript: sums, selections, sorting, sharing out."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from tamnhin.messages import N_
from tamnhin.simulate.lowering.equations import Lowering
from tamnhin.simulate.lowering.layout import Place
from tamnhin.simulate.lowering.subscripts import Axis
from tamnhin.simulate.lowering.values import Value, shape_of, union
from tamnhin.simulate.phrase import Phrase
from tamnhin.simulate.program.ir import Op
from tamnhin.simulate.source.model import Call, Ref


class Arrays(Lowering):
    """Lowers the calls that see a whole array."""

    def marked(self, values: list[Value], place: Place) -> list[str]:
        """The subscripts to work along: those with ``!``, or all that the left side lacks."""
        labels = [axis.label for value in values for axis in value.axes]
        found = [label for label in dict.fromkeys(labels) if label.endswith("!")]
        if found:
            return found
        open_labels = {axis.label for axis in place.axes}
        return [label for label in dict.fromkeys(labels) if label not in open_labels]

    def reduction(self, op: Op, call: Call, place: Place) -> Value:
        """SUM, PROD, VMIN, VMAX."""
        value = self.expr(call.args[0], place)
        return self.reduce(op, value, self.marked([value], place))

    def chance(self, op: Op, args: list[Value], place: Place) -> Value:
        """Random numbers, one for each element of the left side; a stream for each call."""
        nodes = [self.expand(arg, place.axes) if arg.axes else arg.node for arg in args]
        memo = ("stream", id(place.scope), place.variable.name, *self.call_site)
        size = int(np.prod(shape_of(place.axes), dtype=int))
        stream = self.memo.get(memo)
        if not isinstance(stream, int):
            stream = self.streams
            self.memo[memo] = stream
            self.streams += size
        return Value(self.graph.make(op, *nodes, size=size, attr=(stream,)), place.axes)

    call_site: tuple[object, ...] = ()

    def _mean(self, call: Call, place: Place) -> Value:
        value = self.expr(call.args[0], place)
        labels = self.marked([value], place)
        count = np.prod([len(a.elements) for a in value.axes if a.label in labels])
        return self.div(self.reduce(Op.SUM, value, labels), self.const(float(count)))

    def _elmcount(self, call: Call, place: Place) -> Value:
        (arg,) = call.args
        if not isinstance(arg, Ref) or not place.scope.subscripts.is_range(arg.name):
            raise self.refuse(place, Phrase(N_("ELMCOUNT of something that is no subscript range")))
        return self.const(len(place.scope.subscripts.axis(arg.name).elements))

    def _size(self, call: Call, place: Place) -> Value:
        value = self.expr(call.args[0], place)
        return self.const(float(np.prod(shape_of(value.axes))))

    def _vector_select(self, call: Call, place: Place) -> Value:
        chosen, value, missing = (self.expr(arg, place) for arg in call.args[:3])
        codes = [self.known(self.expr(a, place), place, "VECTOR SELECT") for a in call.args[3:]]
        action, strict = int(codes[0][0]), int(codes[1][0])
        if action not in range(11) or strict not in range(4):
            raise self.refuse(
                place,
                Phrase(
                    N_("VECTOR SELECT with action {action}, {strict}"),
                    action=str(action),
                    strict=str(strict),
                ),
            )
        axes = union([chosen.axes, value.axes])
        chosen = Value(self.expand(chosen, axes), axes)
        labels = self.marked([chosen], place)
        on = self.call(Op.NE, chosen, self.const(0))
        count = self.reduce(Op.SUM, on, labels)
        found = self._selected(action, on, chosen, value, labels, count)
        found = self.select(self.call(Op.EQ, count, self.const(0)), missing, found)
        none, many = (
            self.call(op, count, self.const(limit)) for op, limit in ((Op.LT, 1), (Op.GT, 1))
        )
        for code, bad in ((1, none), (2, many)):
            if strict & code:
                found = self.select(bad, self.const(np.nan), found)
        return found

    def _selected(
        self, action: int, on: Value, chosen: Value, value: Value, labels: list[str], count: Value
    ) -> Value:
        if action <= 4:
            value = self.mul(chosen, value)
        elif action == 5:  # Vensim raises the value to the selection, whatever its help says
            value = self.call(Op.POW, value, chosen)
        kind = {0: 0, 6: 0, 4: 0, 10: 0, 1: 1, 5: 1, 7: 1, 2: 2, 8: 2, 3: 3, 9: 3}[action]
        op, neutral = (
            (Op.SUM, 0.0),
            (Op.PROD, 1.0),
            (Op.VMIN, np.inf),
            (Op.VMAX, -np.inf),
        )[kind]
        found = self.reduce(op, self.select(on, value, self.const(neutral)), labels)
        return self.div(found, count) if action in (4, 10) else found

    def _ordered(self, value: Value, direction: Value) -> tuple[Value, int]:
        """Positions in sorted order along the last axis; its length."""
        block = len(value.axes[-1].elements)
        up = self.graph.make(
            Op.SORT, value.node, size=self.graph.nodes[value.node].size, attr=(block,)
        )
        size = self.graph.nodes[up].size
        flipped = np.arange(size).reshape(-1, block)[:, ::-1]
        down = Value(self.gather(up, flipped), value.axes)
        rising = self.call(Op.GT, direction, self.const(0))
        return self.select(rising, Value(up, value.axes), down), block

    def _vector(self, call: Call, place: Place) -> Value:
        value = self.expr(call.args[0], place)
        if not value.axes:
            raise self.refuse(
                place,
                Phrase(
                    N_("{function} of a single number"),
                    function=call.name.upper().replace("_", " "),
                ),
            )
        return value

    def _sort_order(self, call: Call, place: Place) -> Value:
        return self._ordered(self._vector(call, place), self.expr(call.args[1], place))[0]

    def _rank(self, call: Call, place: Place) -> Value:
        order = self._sort_order(call, place)
        back, _ = self._ordered(order, self.const(1))
        return self.add(back, self.const(1))

    def _reorder(self, call: Call, place: Place) -> Value:
        value = self._vector(call, place)
        axes, (vector, index) = self.align([value, self.expr(call.args[1], place)], value.axes)
        block = len(axes[-1].elements)
        size = self.graph.nodes[vector].size
        return Value(self.graph.make(Op.TAKE, vector, index, size=size, attr=(block,)), axes)

    def _invert(self, call: Call, place: Place) -> Value:
        value = self._vector(call, place)
        lengths = shape_of(value.axes)
        if len(lengths) < 2 or lengths[-1] != lengths[-2]:
            raise self.refuse(place, Phrase(N_("INVERT MATRIX of something that is not square")))
        size = self.graph.nodes[value.node].size
        node = self.graph.make(Op.INVERT, value.node, size=size, attr=(lengths[-1],))
        return Value(node, value.axes)

    def _allocate_available(self, call: Call, place: Place) -> Value:
        request, supply = (self.expr(call.args[i], place) for i in (0, 2))
        ref = call.args[1]
        found = self.resolve(ref.name, place.scope) if isinstance(ref, Ref) else None
        if found is None or not isinstance(ref, Ref) or not ref.subs or not request.axes:
            raise self.refuse(place, Phrase(N_("ALLOCATE AVAILABLE with these arguments")))
        last = self.axes_of_variable(*found)[-1]
        if len(last.elements) != 4:
            raise self.refuse(place, Phrase(N_("a priority profile that is not of four numbers")))
        profile = self.read(*found, Ref(ref.name, (*ref.subs[:-1], last.label)), place)
        return self._share(Op.ALLOCATE, request, [profile], [supply], last)

    def _allocate_by_priority(self, call: Call, place: Place) -> Value:
        request, priority, width, supply = (self.expr(call.args[i], place) for i in (0, 1, 3, 4))
        if not request.axes:
            raise self.refuse(
                place, Phrase(N_("{function} of a single number"), function="ALLOCATE BY PRIORITY")
            )
        return self._share(Op.PRIORITY, request, [priority], [width, supply], None)

    def _share(
        self, op: Op, request: Value, each: list[Value], whole: list[Value], extra: Axis | None
    ) -> Value:
        """Requests along the last axis of the first value, everything else around it."""
        target = request.axes[-1]
        skip = {target.label} | ({extra.label} if extra else set())
        everything = union([v.axes for v in (request, *each, *whole)])
        outer = tuple(axis for axis in everything if axis.label not in skip)
        inner = (*outer, target)
        tail = (*inner, extra) if extra else inner
        nodes = [self.expand(request, inner)]
        nodes += [self.expand(value, tail) for value in each]
        nodes += [self._spread(value, outer) for value in whole]
        size = int(np.prod(shape_of(inner), dtype=int))
        block = len(target.elements)
        return Value(self.graph.make(op, *nodes, size=size, attr=(block,)), inner)

    def _spread(self, value: Value, axes: tuple[Axis, ...]) -> int:
        node = self.expand(value, axes)
        size = int(np.prod(shape_of(axes), dtype=int))
        if self.graph.nodes[node].size != size:
            node = self.gather(node, np.zeros(size, dtype=np.intp))
        return node


Method = Callable[[Arrays, Call, Place], Value]


def _reducer(op: Op) -> Method:
    return lambda low, call, place: low.reduction(op, call, place)


ARRAYS: dict[str, tuple[int, int, Method]] = {
    "sum": (1, 1, _reducer(Op.SUM)),
    "prod": (1, 1, _reducer(Op.PROD)),
    "vmin": (1, 1, _reducer(Op.VMIN)),
    "vmax": (1, 1, _reducer(Op.VMAX)),
    "vmin_xmile": (1, 1, _reducer(Op.VMIN)),
    "vmax_xmile": (1, 1, _reducer(Op.VMAX)),
    "mean": (1, 1, Arrays._mean),
    "size": (1, 1, Arrays._size),
    "elmcount": (1, 1, Arrays._elmcount),
    "vector_select": (5, 5, Arrays._vector_select),
    "vector_sort_order": (2, 2, Arrays._sort_order),
    "vector_rank": (2, 2, Arrays._rank),
    "vector_reorder": (2, 2, Arrays._reorder),
    "invert_matrix": (1, 2, Arrays._invert),
    "allocate_available": (3, 3, Arrays._allocate_available),
    "allocate_by_priority": (5, 5, Arrays._allocate_by_priority),
}
