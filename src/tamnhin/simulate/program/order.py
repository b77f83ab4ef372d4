"""The order of work: which nodes are computed when, for a choice of outputs."""

from __future__ import annotations

from collections.abc import Iterable

from tamnhin.simulate.program.ir import Bind, Kind, Node, Op, Plan, Program


def plan(program: Program) -> Plan:
    """Everything the states and outputs of a program need, each node in its phase."""
    nodes = program.nodes
    held = _rests_on_held(program)
    init = _reach(nodes, [n for s in program.states for n in (s.init, s.length) if n >= 0])
    step = _reach(nodes, [s.next for s in program.states if s.next >= 0])
    outputs = _reach(nodes, [out.node for out in program.outputs.values()])
    needed = sorted(init | step | outputs)
    running = step | outputs
    return Plan(
        run=tuple(n for n in needed if nodes[n].bind is Bind.RUN and not held[n]),
        init=tuple(n for n in sorted(init) if nodes[n].bind in (Bind.TIME, Bind.LANE)),
        held=tuple(n for n in sorted(running) if nodes[n].bind is Bind.RUN and held[n]),
        clock=tuple(n for n in sorted(running) if nodes[n].bind is Bind.TIME),
        step=tuple(n for n in sorted(step) if nodes[n].bind is Bind.LANE),
        save=tuple(n for n in sorted(outputs - step) if nodes[n].bind is Bind.LANE),
    )


def _reach(nodes: tuple[Node, ...], roots: Iterable[int]) -> set[int]:
    seen: set[int] = set()
    stack = list(roots)
    while stack:
        number = stack.pop()
        if number not in seen:
            seen.add(number)
            stack.extend(nodes[number].args)
    return seen


def _rests_on_held(program: Program) -> list[bool]:
    """Whether each node reads a held state, directly or through its arguments."""
    found: list[bool] = []
    for node in program.nodes:
        own = False
        if node.op is Op.STATE:
            index = node.attr[0]
            assert isinstance(index, int)  # noqa: S101 - a STATE holds its number
            own = program.states[index].kind is Kind.HOLD
        found.append(own or any(found[arg] for arg in node.args))
    return found
