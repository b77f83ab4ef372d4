"""A program and its plan as instructions of the kernel.

The compiler takes no part in order or meaning: it follows docs/simulate-ir.md. ``compile_code``
gives the program for the draws and, where it has numbers that depend on time alone, a second
one that computes those for all steps at once (there a step takes the place of a draw).
"""

from __future__ import annotations

import numpy as np

from tamnhin.simulate.backends.kernel.code import Code, assemble
from tamnhin.simulate.backends.kernel.emit import ROW, Instruction, Places, Section, fuse
from tamnhin.simulate.backends.kernel.flatten import Value, Values
from tamnhin.simulate.backends.kernel.library import Engine
from tamnhin.simulate.backends.kernel.tables import pack
from tamnhin.simulate.program.ir import Array, Bind, Kind, Program

# Numbers of the schedule that a clock program gets for each step and stage.
CLOCK_INPUTS = ("time", "dt", "half", "sixth")
_SECTIONS = 8
_START, _PLAIN, _SAVED, _STAGE, _MOVE = 0, 1, 2, 3, 4


def compile_code(
    program: Program,
    engine: Engine,
    *,
    rk4: bool = False,
    checked: bool = False,
    fast: bool = False,
) -> Code:
    """Compile a program and all its outputs.

    Args:
        program: already specialised.
        engine: for which engine.
        rk4: Runge and Kutta's method for the EULER states, in place of Euler's.
        checked: find the first step at which a state or output is not finite.
        fast: reciprocals in place of quotients where the divisor is known early.

    Raises:
        UnsupportedError: an operation that the kernel lacks.
    """
    values = Values(program, fast)
    writer = _Writer(values, engine, checked, rk4)
    kept = [value for output in program.outputs.values() for value in values.of(output.node)]
    return writer.write(kept)


class _Writer:
    """Writes the sections of one program."""

    def __init__(self, values: Values, engine: Engine, checked: bool, rk4: bool) -> None:
        self.values = values
        self.engine = engine
        self.checked = checked
        self.rk4 = rk4
        self.places = Places(values, clocked=True)
        self.blob: list[Array] = []
        self.code: list[Instruction] = []
        self.sections = np.full(_SECTIONS, -1, dtype=np.int64)
        self.states = values.program.states
        _pack_tables(self.places, self.blob, engine)

    def write(self, kept: list[int]) -> Code:
        values, places = self.values, self.places
        params = values.param_offset[-1]
        param_rows = [places.pin(self._param(e)) for e in range(params)]
        self.reads = [
            values.add(_state_value(self._bind(s), values.state_offset[s] + e))
            for s, state in enumerate(self.states)
            for e in range(state.size)
        ]
        for read in self.reads:
            places.pin(read)
        moves = self._moves()
        step_roots = kept + [value for _, value, _ in moves]
        self._pin_early(step_roots)
        self._start()
        everywhere = set(places.home)
        if self.rk4:
            self._write_rk4(kept, moves, everywhere)
        else:
            for number, outs in ((_PLAIN, []), (_SAVED, kept)):
                section = Section(places, [*outs, *(value for _, value, _ in moves)], everywhere)
                self._check_states(section)
                self._outs(section, outs)
                self._advance(section, moves)
                self._end(number, section)
        return self._finish(param_rows, len(kept))

    def _param(self, e: int) -> int:
        return self.values.add(Value("param", (), Bind.RUN, (e,)))

    def _bind(self, s: int) -> Bind:
        return Bind.RUN if self.states[s].kind is Kind.HOLD else Bind.LANE

    def _elements(self) -> list[tuple[int, int, int]]:
        """State, element, number of its read."""
        return [
            (s, e, self.reads[self.values.state_offset[s] + e])
            for s, state in enumerate(self.states)
            for e in range(state.size)
        ]

    def _moves(self) -> list[tuple[int, int, int]]:
        """For each number that changes: its read, its rate or next value, its ring (-1: none)."""
        values = self.values
        moves = []
        for s, e, read in self._elements():
            state = self.states[s]
            if state.kind is Kind.HOLD:
                continue
            following = _wide(values.of(state.next), state.size)[e]
            ring = -1
            if state.kind is Kind.RING:
                ring = len(self.places.rings)
                self.places.rings.append(self.places.home[read])
            moves.append((read, following, ring))
        self.ring_of = {read: ring for read, _, ring in moves if ring >= 0}
        self.rated = {
            read: self.states[s].floor
            for s, _, read in self._elements()
            if self.states[s].kind is Kind.EULER and not self.rk4
        }
        self.watched = {
            read
            for s, _, read in self._elements()
            if self.states[s].kind in (Kind.ASSIGN, Kind.RING)
        }
        return moves

    def _pin_early(self, roots: list[int]) -> None:
        """Rows for the run-constant numbers that steps need."""
        items, places = self.values.items, self.places
        stack, seen = list(roots), set()
        while stack:
            value = stack.pop()
            if value in seen or places.scalar(value) is not None or value in places.home:
                continue
            seen.add(value)
            if items[value].bind in (Bind.RUN, Bind.CONST):
                places.pinned.add(value)
            else:
                stack.extend(items[value].args)

    def _start(self) -> None:
        values, places = self.values, self.places
        known = set(places.home)
        early = sorted(places.pinned)
        puts: list[tuple[int, int, int]] = []
        for s, e, read in self._elements():
            state = self.states[s]
            first = _wide(values.of(state.init), state.size)[e]
            length = -1
            if state.kind is Kind.RING:
                length = _wide(values.of(state.length), state.size)[e]
            puts.append((read, first, length))
        roots = [value for _, first, length in puts for value in (first, length) if value >= 0]
        section = Section(places, [*roots, *early], known)
        for read, first, length in puts:
            row = places.home[read]
            section.bring(first)
            section.put("store", d=ROW | row)
            if read in self.watched and not self.checked:
                section.put("watch")
            if length >= 0:
                section.bring(length)
                section.put("ring.init", self.ring_of[read], ROW | row, 0, ROW | row)
        for value in early:
            section.need(value)
            section.store(value)
        self._end(_START, section)

    def _check_states(self, section: Section) -> None:
        if self.checked:
            for read in self.reads:
                section.put("load.v", ROW | self.places.home[read])
                section.put("check")

    def _outs(self, section: Section, outs: list[int]) -> None:
        for index, value in enumerate(outs):
            section.bring(value)
            section.put("out", index)
            if self.checked:
                section.put("check")

    def _advance(self, section: Section, moves: list[tuple[int, int, int]]) -> None:
        """The next states, each in place as soon as nothing else reads the old value."""
        order = _Order(section, moves)

        def emit(i: int, *, direct: bool) -> None:
            order.waiting.discard(i)
            self._bring_next(section, moves[i], direct)
            if direct:
                self._change(section, moves[i])
                return
            row = self.places.rows.take()
            section.put("store", d=ROW | row)
            late.append((i, row))

        def settle() -> None:
            while (i := order.next()) is not None:
                emit(i, direct=True)

        def stored(value: int) -> None:
            order.arrived(value)
            if not busy:
                busy.append(value)
                settle()
                busy.pop()

        late: list[tuple[int, int]] = []
        busy: list[int] = []
        section.stored = stored
        settle()
        for _, value, _ in moves:
            section.need(value)
            if section.root_is_shared(value):
                section.store(value)
                stored(value)
        section.stored = None
        settle()
        while order.waiting:
            emit(min(order.waiting), direct=False)
            settle()
        for i, row in late:
            section.put("load.v", ROW | row)
            section.held = None
            self._change(section, moves[i])
            self.places.rows.free.append(row)

    def _bring_next(self, section: Section, move: tuple[int, int, int], direct: bool) -> None:
        """The new value in the accumulator, or stored at once where that is one instruction."""
        read, value, _ = move
        if read not in self.rated:
            section.bring(value)
            return
        item = self.values.items[value]
        minus = item.op == "neg" and section.single(value)
        section.bring(item.args[0] if minus else value)
        dt = self.places.scalar(self.values.clock("dt")) or 0
        row = ROW | self.places.home[read]
        if direct and not self.rated[read]:
            section.put("euler-" if minus else "euler", 0, 0, dt, row)
            section.held = None
            return
        section.put("mul.s", dt)
        section.put("rsub.v" if minus else "add.v", row)
        if self.rated[read]:
            section.put("max.s", self.places.scalar(self.values.const(0.0)) or 0)
        section.held = None

    def _change(self, section: Section, move: tuple[int, int, int]) -> None:
        read, _, ring = move
        row = self.places.home[read]
        if section.code[-1][0] in ("euler", "euler-") and section.code[-1][4] == ROW | row:
            return
        if ring >= 0:
            section.put("ring", ring, d=ROW | row)
            section.held = None
            if not self.checked:
                section.put("load.v", ROW | row)
                section.put("watch")
            return
        section.put("store", d=ROW | row)
        if read in self.watched and not self.checked:
            section.put("watch")

    def _write_rk4(
        self, kept: list[int], moves: list[tuple[int, int, int]], everywhere: set[int]
    ) -> None:
        """Stages keep rates and next values in rows; four moves combine them."""
        values, rows = self.values, self.places.rows
        kinds = {read: self.states[s].kind for s, _, read in self._elements()}
        floors = {read for s, _, read in self._elements() if self.states[s].floor}
        rate = {read: rows.take() for read, _, _ in moves}
        start = {r: rows.take() for r, _, _ in moves if kinds[r] is Kind.EULER}
        total = {read: rows.take() for read in start}
        for number, outs in ((_PLAIN, []), (_SAVED, kept), (_STAGE, [])):
            later = number == _STAGE
            chosen = [move for move in moves if not later or move[0] in start]
            section = Section(self.places, [*outs, *(value for _, value, _ in chosen)], everywhere)
            if not later:
                self._check_states(section)
            self._outs(section, outs)
            for read, value, _ in chosen:
                section.bring(value)
                section.put("store", d=ROW | rate[read])
            self._end(number, section)
        scale = [self.places.scalar(values.clock(name)) for name in ("half", "half", "dt", "sixth")]
        two = self.places.scalar(values.const(2.0))
        zero = self.places.scalar(values.const(0.0))
        for stage in range(4):
            section = Section(self.places, [], everywhere)
            for read in start:
                _combine(section, stage, scale[stage] or 0, two or 0, self.places.home[read],
                         rate[read], start[read], total[read])  # fmt: skip
                if stage == 3 and read in floors:
                    section.put("load.v", ROW | self.places.home[read])
                    section.put("max.s", zero or 0)
                    section.put("store", d=ROW | self.places.home[read])
            if stage == 3:
                for move in moves:
                    if move[0] not in start:
                        section.put("load.v", ROW | rate[move[0]])
                        self._change(section, move)
            self._end(_MOVE + stage, section)

    def _end(self, number: int, section: Section) -> None:
        self.sections[number] = len(self.code)
        self.code += fuse(section.code, self.engine.ops)
        self.code.append(["end", 0, 0, 0, 0])

    def _finish(self, param_rows: list[int], n_out: int) -> Code:
        places = self.places
        keep = [
            places.home[read]
            for s, _, read in self._elements()
            if self.states[s].kind in (Kind.EULER, Kind.HOLD)
        ]
        clock = _clock_code(self.values, list(places.clock), self.engine) if places.clock else None
        return assemble(
            self.engine, places, self.blob, self.code, self.sections, param_rows, keep, n_out, clock
        )


def _combine(
    section: Section,
    stage: int,
    scale: int,
    two: int,
    state: int,
    rate: int,
    start: int,
    total: int,
) -> None:
    """After a stage: the sum of rates so far, and the state for the next stage."""
    if stage == 0:
        section.put("load.v", ROW | state)
        section.put("store", d=ROW | start)
        section.put("load.v", ROW | rate)
        section.put("store", d=ROW | total)
    else:
        section.put("load.v", ROW | rate)
        if stage < 3:
            section.put("mul.s", two)
        section.put("add.v", ROW | total)
        section.put("store", d=ROW | total)
        if stage < 3:
            section.put("load.v", ROW | rate)
    section.put("mul.s", scale)
    section.put("add.v", ROW | start)
    section.put("store", d=ROW | state)


class _Order:
    """Which state may change next: its rate is at hand and all other readers are done."""

    def __init__(self, section: Section, moves: list[tuple[int, int, int]]) -> None:
        self.section = section
        self.moves = moves
        self.waiting = set(range(len(moves)))
        self.of_read = {read: i for i, (read, _, _) in enumerate(moves)}
        self.missing: list[set[int]] = []
        self.own: list[int] = []
        self.wanted_by: dict[int, list[int]] = {}
        for i, (read, value, _) in enumerate(moves):
            self.missing.append(section.shared_below(value))
            self.own.append(section.own_reads(value, self.of_read).get(read, 0))
            for shared in self.missing[i]:
                self.wanted_by.setdefault(shared, []).append(i)
        self.ready = list(reversed(range(len(moves))))

    def arrived(self, value: int) -> None:
        """A shared number is in its row."""
        for i in self.wanted_by.get(value, ()):
            self.missing[i].discard(value)
            self.ready.append(i)

    def next(self) -> int | None:
        """A state that may change in place now, if there is one."""
        self.ready += [self.of_read[read] for read in self.section.touched if read in self.of_read]
        self.section.touched.clear()
        while self.ready:
            i = self.ready.pop()
            read = self.moves[i][0]
            free = self.section.uses.get(read, 0) <= self.own[i]
            if i in self.waiting and not self.missing[i] and free:
                return i
        return None


def _state_value(bind: Bind, number: int) -> Value:
    return Value("state", (), bind, (number,))


def _wide(values: tuple[int, ...], size: int) -> tuple[int, ...]:
    return values if len(values) == size else values * size


def _pack_tables(places: Places, blob: list[Array], engine: Engine) -> None:
    at = 0
    permutes = "table.grid8" in engine.ops
    for number, table in enumerate(places.values.program.tables):
        packed = pack(table, permutes)
        places.forms[number] = (packed.form, at, packed.room)
        blob.append(packed.numbers)
        at += packed.numbers.size


def _clock_code(values: Values, clock: list[int], engine: Engine) -> Code:
    """The time-only numbers as outputs of a program with one draw for each step and stage."""
    places = Places(values, clocked=False)
    blob: list[Array] = []
    _pack_tables(places, blob, engine)
    inputs = [places.pin(values.clock(name)) for name in CLOCK_INPUTS]
    section = Section(places, clock, set(places.home))
    for index, value in enumerate(clock):
        section.bring(value)
        section.put("out", index)
    sections = np.full(_SECTIONS, -1, dtype=np.int64)
    sections[_SAVED] = 0
    code = fuse(section.code, engine.ops)
    code.append(["end", 0, 0, 0, 0])
    return assemble(engine, places, blob, code, sections, inputs, [], len(clock), None)
